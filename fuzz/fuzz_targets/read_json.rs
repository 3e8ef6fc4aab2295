//! Any bytes, read as json.
#![no_main]

use huashu::lang::Lang;
use huashu::read::{self, Format, Limits, Options, Record};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let options = Options { limits: Limits { bytes: 1 << 16, turns: 1000, ..Limits::default() }, ..Options::default() };
    for record in read::records("fuzz", Box::new(bytes), Some(Format::Json), &options) {
        if let Record::Skipped(skipped) = record {
            let _ = (skipped.reason.message(Lang::Zh), skipped.reason.help(Lang::En));
        }
    }
});
