//! Any bytes as a review file that was filled in: YAML, or a workbook where they begin like one.
#![no_main]

use huashu::lang::Lang;
use huashu::review::pool::Pool;
use huashu::review::read;
use huashu::review::summary::{Limits, Summary};
use huashu::review::waivers;
use libfuzzer_sys::fuzz_target;

fuzz_target!(init: huashu_fuzz::allow_caught_panics(), |bytes: &[u8]| {
    let read = if bytes.starts_with(b"PK") {
        read::workbook("fuzz.xlsx", bytes.to_vec())
    } else {
        let Ok(text) = std::str::from_utf8(bytes) else { return };
        read::yaml(huashu_fuzz::file("fuzz", text))
    };
    let (pool, mistakes) = Pool::of(vec![("fuzz.yaml".into(), read.review)]);
    for mistake in read.mistakes.iter().chain(&mistakes) {
        let _ = (mistake.place.shown(Lang::Zh), mistake.kind.message(Lang::Zh), mistake.kind.help(Lang::En));
    }
    let _ = Summary::new(&pool, vec!["fuzz.yaml".into()], None, &Limits::default());
    let _ = waivers::waives(&pool, None, Lang::Zh);
});
