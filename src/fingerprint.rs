//! What a finding is known by from one run to another: its rule, its conversation and its words, never its place.

use crate::outcome::{Finding, Outcome, RuleOutcome};
use crate::rule::set::{Fnv, Rule, RuleSet};
use crate::transcript::Transcript;

/// Gives every finding of a conversation its fingerprint.
pub fn mark(set: &RuleSet, transcript: &Transcript, outcomes: &mut [RuleOutcome]) {
    for outcome in outcomes {
        let Outcome::Fail(findings) = &mut outcome.outcome else { continue };
        let rule = &set.rules()[outcome.rule];
        for finding in findings {
            finding.fingerprint = of(rule, finding, &transcript.id);
        }
    }
}

/// A finding's fingerprint: 16 hexadecimal digits from rule, conversation id and words.
fn of(rule: &Rule, finding: &Finding, conversation: &str) -> String {
    let mut hash = Fnv::default();
    hash.write(rule.id());
    hash.write(conversation);
    hash.write(finding.text.as_deref().unwrap_or_default());
    format!("{:016x}", hash.0)
}
