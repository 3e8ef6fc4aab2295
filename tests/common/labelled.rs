//! The labelled utterances in `gold/`, and what the built-in rules find in them.

#![allow(dead_code, reason = "not every test uses all of it")]

use std::collections::BTreeSet;
use std::fs;

use huashu::linter::Linter;
use huashu::outcome::Outcome;
use huashu::rule::set::RuleSet;
use huashu::transcript::{Channel, Role, Transcript, Turn};
use rayon::prelude::*;
use serde::Deserialize;

/// A labelled utterance.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Utterance {
    pub(crate) id: String,
    pub(crate) text: String,
    pub(crate) must: BTreeSet<String>,
    #[serde(default)]
    pub(crate) may: BTreeSet<String>,
    #[serde(default)]
    pub(crate) before: Vec<Said>,
    #[serde(default)]
    pub(crate) after: Vec<Said>,
}

/// A turn around it.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Said {
    pub(crate) role: Role,
    pub(crate) text: String,
}

/// All of them.
pub(crate) fn utterances() -> Vec<Utterance> {
    let mut files: Vec<_> = fs::read_dir("tests/gold").unwrap().map(|e| e.unwrap().path()).collect();
    files.retain(|f| f.extension().is_some_and(|e| e == "jsonl"));
    files.sort();
    let texts: Vec<String> = files.iter().map(|f| fs::read_to_string(f).unwrap()).collect();
    texts.iter().flat_map(|t| t.lines()).map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The rules that the sets are labelled for.
pub(crate) fn labelled_rules(all: &RuleSet) -> RuleSet {
    let families = ["tone", "word", "privacy", "promise", "refuse", "request"];
    let unlabelled = ["tone/pushy", "privacy/incident", "promise/delay-notice", "word/filler", "word/banned"];
    all.clone().filtered(|r| families.contains(&r.family()) && !unlabelled.contains(&r.id()) && r.file.enabled)
}

/// It as a conversation, every turn changed by `change`, and the place of the utterance itself.
pub(crate) fn conversation(utterance: &Utterance, change: impl Fn(&str) -> String) -> (Transcript, usize) {
    let turn = |said: &Said| Turn { role: said.role, text: change(&said.text), ..Turn::default() };
    let own = Turn { role: Role::Agent, text: change(&utterance.text), ..Turn::default() };
    let turns = utterance.before.iter().map(turn).chain([own]).chain(utterance.after.iter().map(turn)).collect();
    (Transcript { channel: Some(Channel::Chat), turns, ..Transcript::default() }, utterance.before.len())
}

/// The rules that find something in a turn.
pub(crate) fn found(linter: &Linter, set: &RuleSet, transcript: &Transcript, turn: usize) -> BTreeSet<String> {
    let fails = |outcome: &Outcome| match outcome {
        Outcome::Fail(findings) => findings.iter().any(|f| f.turn.is_none_or(|t| t == turn)),
        _ => false,
    };
    let outcomes = linter.lint(transcript);
    outcomes.iter().filter(|o| fails(&o.outcome)).map(|o| set.rules()[o.rule].id().to_owned()).collect()
}

/// What is found in each utterance, in their order.
pub(crate) fn found_in(utterances: &[Utterance], set: &RuleSet) -> Vec<BTreeSet<String>> {
    let linter = Linter::new(set);
    let one = |utterance| {
        let (transcript, turn) = conversation(utterance, str::to_owned);
        found(&linter, set, &transcript, turn)
    };
    utterances.par_iter().map(one).collect()
}
