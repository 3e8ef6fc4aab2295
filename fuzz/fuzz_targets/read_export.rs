//! Any bytes, read as any format: the first byte says which one, or that it is to be told.
#![no_main]

use huashu::lang::Lang;
use huashu::read::{self, Format, Limits, Options, Record};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Some((which, bytes)) = bytes.split_first() else { return };
    let format = Format::ALL.get(usize::from(*which)).copied();
    let options = Options { limits: Limits { bytes: 1 << 16, turns: 1000, ..Limits::default() }, ..Options::default() };
    for record in read::records("fuzz", Box::new(bytes), format, &options) {
        match record {
            Record::Transcript(transcript) => {
                for note in &transcript.notes {
                    let _ = note.message(Lang::En);
                }
            }
            Record::Skipped(skipped) => {
                let _ = (skipped.reason.message(Lang::Zh), skipped.reason.help(Lang::En));
            }
        }
    }
});
