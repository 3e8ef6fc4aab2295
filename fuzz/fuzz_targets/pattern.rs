//! Any text as a pattern.
#![no_main]

use huashu::rule::pattern::{Lexicons, Pattern};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|source: &str| {
    let _ = Pattern::lexicons_in(source);
    let _ = Pattern::parse(source, &Lexicons::default());
});
