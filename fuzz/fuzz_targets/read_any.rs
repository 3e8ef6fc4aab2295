//! Any bytes, read as what they look like: packed, a workbook, any encoding. The first byte picks the name.
#![no_main]

use huashu::lang::Lang;
use huashu::read::{self, Limits, Options, Record};
use libfuzzer_sys::fuzz_target;

const NAMES: [&str; 8] = ["a.xlsx", "a.xls", "a.ods", "a.zip", "a.jsonl.gz", "a.csv", "a.txt", "a"];

fuzz_target!(|bytes: &[u8]| {
    let Some((first, bytes)) = bytes.split_first() else { return };
    let limits = Limits { bytes: 1 << 16, turns: 1000, document: 1 << 22, ..Limits::default() };
    let options = Options { limits, ..Options::default() };
    let name = NAMES[usize::from(*first) % NAMES.len()];
    for record in read::records(name, Box::new(bytes), None, &options) {
        if let Record::Skipped(skipped) = record {
            let _ = (skipped.reason.message(Lang::Zh), skipped.reason.help(Lang::En));
        }
    }
    for remark in options.remarks.take() {
        let _ = remark.message(Lang::Zh);
    }
});
