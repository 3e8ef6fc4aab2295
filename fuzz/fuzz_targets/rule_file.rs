//! Any text as a rule file on its own: an error or a rule set that judges.
#![no_main]

use huashu::lang::Lang;
use huashu::linter::Linter;
use huashu::read;
use huashu::rule::error::SourceFile;
use huashu::rule::set::{DEFAULT_DIMENSIONS, Layer, RuleSet};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let file = SourceFile { name: "fuzz.yaml".into(), path_id: "fuzz/fuzz".into(), text: text.into(), checked: false };
    let dimensions: Vec<String> = DEFAULT_DIMENSIONS.iter().map(ToString::to_string).collect();
    match RuleSet::load(vec![Layer { files: vec![file] }], &dimensions) {
        Ok(set) => {
            let transcript = read::text::parse("[00:01] 客户：能退吗\n[00:09] 坐席：这个我们也没办法。").unwrap();
            Linter::new(&set).lint(&transcript);
        }
        Err(errors) => {
            for error in errors {
                let _ = (error.line_column(), error.message(Lang::Zh), error.help(Lang::En));
            }
        }
    }
});
