//! Any bytes, read as json.
#![no_main]

use huashu::read::Format;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| huashu_fuzz::read("fuzz", Some(Format::Json), bytes));
