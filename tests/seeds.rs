//! The standards behind the rules, held against them: their model sentences pass, their taboos do not. The sentences are
//! quoted in `seeds/`.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests may")]

mod common;

use std::fs;

use huashu::outcome::Outcome;
use huashu::transcript::{Channel, Role, Transcript, Turn};

/// The sentences of a file with their lines.
fn sentences(file: &str) -> Vec<(usize, String)> {
    let text = fs::read_to_string(format!("tests/seeds/{file}.txt")).unwrap();
    let lines = text.lines().enumerate().map(|(n, line)| (n + 1, line.trim().to_owned()));
    lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#')).collect()
}

/// What rules of some families find in one sentence of an agent: `tone/dead-end “没办法”`.
fn findings(sentence: &str, channel: Channel, families: &[&str]) -> Vec<String> {
    let turn = Turn { role: Role::Agent, text: sentence.to_owned(), ..Turn::default() };
    let transcript = Transcript { channel: Some(channel), turns: vec![turn], ..Transcript::default() };
    let mut found = Vec::new();
    for outcome in common::LINTER.lint(&transcript) {
        let rule = &common::RULES.rules()[outcome.rule];
        let Outcome::Fail(list) = outcome.outcome else { continue };
        if families.contains(&rule.family()) {
            found.extend(list.iter().map(|f| format!("{} “{}”", rule.id(), f.text.as_deref().unwrap_or_default())));
        }
    }
    found
}

#[test]
fn model_sentences_are_found_no_fault_with() {
    let mut wrong = Vec::new();
    for (line, sentence) in sentences("model") {
        for channel in [Channel::Call, Channel::Chat, Channel::Script] {
            let found = findings(&sentence, channel, &["tone", "word", "request", "privacy"]);
            if !found.is_empty() {
                wrong.push(format!("model.txt:{line} ({}) {sentence}\n    {}", channel.as_str(), found.join("\n    ")));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn taboos_are_found() {
    let mut missed = Vec::new();
    for (line, sentence) in sentences("taboo") {
        for channel in [Channel::Call, Channel::Chat, Channel::Script] {
            if findings(&sentence, channel, &["tone", "word", "request", "refuse"]).is_empty() {
                missed.push(format!("taboo.txt:{line} ({}) {sentence}", channel.as_str()));
            }
        }
    }
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}
