//! Any text as a rule file on its own: an error or a rule set that judges.
#![no_main]

use huashu::linter::Linter;
use huashu::read;
use huashu::rule::set::{DEFAULT_DIMENSIONS, Layer, RuleSet};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let layer = Layer { files: vec![huashu_fuzz::file("fuzz/fuzz", text)] };
    match RuleSet::load(vec![layer], &DEFAULT_DIMENSIONS.map(str::to_owned)) {
        Ok(set) => {
            let transcript = read::text::parse("[00:01] 客户：能退吗\n[00:09] 坐席：这个我们也没办法。").unwrap();
            let _ = Linter::new(&set).lint(&transcript);
        }
        Err(errors) => huashu_fuzz::explain(&errors),
    }
});
