//! Any text as a file of a project: the first byte says which one.
#![no_main]

use huashu::baseline::Baseline;
use huashu::config::ConfigFile;
use huashu::lang::Lang;
use huashu::learned::{Examples, Model};
use huashu::rule::set::{Layer, RuleSet};
use huashu::waiver::Waivers;
use libfuzzer_sys::fuzz_target;
use sha2::{Digest as _, Sha256};

fuzz_target!(|text: &str| {
    let mut rest = text.chars();
    let Some(first) = rest.next() else { return };
    let text = rest.as_str();
    match first {
        'c' => match ConfigFile::parse(huashu_fuzz::file("huashu", text)) {
            Ok(config) => {
                let _ = config.adjust(&mut RuleSet::default());
                let _ = config.over(ConfigFile::default()).score_model();
            }
            Err(error) => huashu_fuzz::explain(&[error]),
        },
        'w' => {
            let known = ["tone/rude".to_owned(), "kpi/answer-rate".to_owned()];
            if let Err(errors) =
                Waivers::parse(huashu_fuzz::file("waivers", text), &known, "2026-10-08".parse().unwrap())
            {
                huashu_fuzz::explain(&errors);
            }
        }
        'b' => drop(Baseline::parse(text)),
        'm' => {
            // A model names the hash of what follows, which no chance hits upon.
            let hash: String = Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect();
            if let Err(error) = Model::parse(&format!("huashu-model 1\nsha256\t{hash}\n{text}")) {
                let _ = (error.message(Lang::Zh), error.help(Lang::En), error.line());
            }
        }
        'e' => {
            let mut examples = Examples::default();
            for line in text.lines() {
                if let Err(error) = examples.add(line) {
                    let _ = error.message(Lang::Zh);
                }
            }
        }
        'l' => rules("lexicons/fuzz", text),
        's' => rules("situations/fuzz", text),
        _ => rules("clauses", text),
    }
});

/// What stands beside rules.
fn rules(path_id: &str, text: &str) {
    if let Err(errors) = RuleSet::load(vec![Layer { files: vec![huashu_fuzz::file(path_id, text)] }], &[]) {
        huashu_fuzz::explain(&errors);
    }
}
