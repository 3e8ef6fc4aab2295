//! Any bytes, read as what they look like: packed, a workbook, any encoding. The first byte picks the name.
#![no_main]

use libfuzzer_sys::fuzz_target;

const NAMES: [&str; 8] = ["a.xlsx", "a.xls", "a.ods", "a.zip", "a.jsonl.gz", "a.csv", "a.txt", "a"];

fuzz_target!(init: huashu_fuzz::allow_caught_panics(), |bytes: &[u8]| {
    let Some((first, bytes)) = bytes.split_first() else { return };
    huashu_fuzz::read(NAMES[usize::from(*first) % NAMES.len()], None, bytes);
});
