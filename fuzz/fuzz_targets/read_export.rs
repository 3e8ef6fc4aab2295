//! Any bytes, read as any format: the first byte says which one, or that it is to be told.
#![no_main]

use huashu::read::Format;
use libfuzzer_sys::fuzz_target;

fuzz_target!(init: huashu_fuzz::allow_caught_panics(), |bytes: &[u8]| {
    let Some((which, bytes)) = bytes.split_first() else { return };
    huashu_fuzz::read("fuzz", Format::ALL.get(usize::from(*which)).copied(), bytes);
});
