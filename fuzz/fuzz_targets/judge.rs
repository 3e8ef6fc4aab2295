//! Any text as a conversation that the built-in rules judge, and what is left of it in a report that masks it.
#![no_main]

use std::sync::LazyLock;

use huashu::lang::Lang;
use huashu::linter::Linter;
use huashu::report::Context;
use huashu::rule::builtin;
use huashu::rule::set::{DEFAULT_DIMENSIONS, RuleSet};
use huashu::score::ScoreModel;
use huashu::{batch, read, redact};
use libfuzzer_sys::fuzz_target;

static RULES: LazyLock<(RuleSet, Linter)> = LazyLock::new(|| {
    let set = RuleSet::load(vec![builtin::all()], &DEFAULT_DIMENSIONS.map(str::to_owned)).unwrap();
    let linter = Linter::new(&set);
    (set, linter)
});

fuzz_target!(init: LazyLock::force(&RULES), |text: &str| {
    let Ok(transcript) = read::first("fuzz", text) else { return };
    let (set, linter) = &*RULES;
    let context = Context { set, model: &ScoreModel::default(), lang: Lang::Zh, outcomes: true };
    let judged = batch::judge_one(transcript, linter, &context);
    let masked = redact::judged(&judged);
    for (turn, masked) in judged.transcript.turns.iter().zip(&masked.transcript.turns) {
        assert_eq!(turn.text.chars().count(), masked.text.chars().count());
    }
});
