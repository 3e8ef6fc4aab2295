//! What a finding is known by from one run to another: its rule, its conversation and its words, never its place.

use std::borrow::Cow;

use crate::outcome::{Finding, Outcome, RuleOutcome, Value};
use crate::rule::set::{Fnv, Rule, RuleSet};
use crate::transcript::Transcript;

/// Gives every finding of a conversation its fingerprint.
pub fn mark(set: &RuleSet, transcript: &Transcript, outcomes: &mut [RuleOutcome]) {
    let conversation = conversation(transcript);
    for outcome in outcomes {
        let Outcome::Fail(findings) = &mut outcome.outcome else { continue };
        let rule = &set.rules()[outcome.rule];
        for finding in findings {
            finding.fingerprint = of(rule, finding, &conversation);
        }
    }
}

/// What a conversation is known by: its id; where the record has none, its file's name and its words, since its number
/// changes with every record before it.
fn conversation(transcript: &Transcript) -> Cow<'_, str> {
    if !transcript.numbered {
        return Cow::Borrowed(&transcript.id);
    }
    let mut hash = Fnv::default();
    transcript.turns.iter().for_each(|turn| hash.write(&turn.text));
    let file = transcript.id.rsplit_once('#').map_or("", |(file, _)| file);
    format!("{file}#{:016x}", hash.0).into()
}

/// A finding's fingerprint: 16 hexadecimal digits from rule, conversation and words.
fn of(rule: &Rule, finding: &Finding, conversation: &str) -> String {
    let mut hash = Fnv::default();
    hash.write(rule.id());
    hash.write(conversation);
    hash.write(finding.text.as_deref().unwrap_or_default());
    if finding.text.is_none() {
        // Where nothing was said, what is missing tells findings apart: a step, a field.
        for (name, value) in &finding.values {
            if let Value::Text(text) = value {
                hash.write(name);
                hash.write(text);
            }
        }
    }
    format!("{:016x}", hash.0)
}
