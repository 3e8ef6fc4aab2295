//! The rules on the labelled utterances in `gold/`: floors of precision and recall, over all and rule by rule.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests may")]

mod common;
#[path = "common/labelled.rs"]
mod labelled;

use std::collections::BTreeMap;

/// Over all rules: of what is found so much is right, of what is due so much is found.
const PRECISION: f64 = 0.95;
const RECALL: f64 = 0.95;
/// The same for every single rule.
const RULE_PRECISION: f64 = 0.85;
const RULE_RECALL: f64 = 0.75;
/// Of clean sentences at most so many have a finding.
const CLEAN_WITH_ALARM: f64 = 0.02;

/// Counts of one rule.
#[derive(Debug, Default)]
struct Tally {
    right: usize,
    wrong: usize,
    due: usize,
    missed: usize,
}

impl Tally {
    fn precision(&self) -> f64 {
        share(self.right, self.right + self.wrong)
    }

    fn recall(&self) -> f64 {
        share(self.due - self.missed, self.due)
    }
}

fn share(part: usize, all: usize) -> f64 {
    if all == 0 { 1.0 } else { part as f64 / all as f64 }
}

#[test]
fn the_labelled_utterances_are_judged_as_labelled() {
    let set = labelled::labelled_rules(&common::RULES);
    let utterances = labelled::utterances();
    let mut rules: BTreeMap<&str, Tally> = BTreeMap::new();
    let (mut clean, mut alarms) = (0, 0);
    let mut mistakes = Vec::new();
    let found = labelled::found_in(&utterances, &set);
    for (utterance, found) in utterances.iter().zip(&found) {
        if utterance.must.is_empty() && utterance.may.is_empty() {
            clean += 1;
            alarms += usize::from(!found.is_empty());
        }
        for rule in found.difference(&utterance.may) {
            let right = utterance.must.contains(rule);
            let tally = rules.entry(rule).or_default();
            *(if right { &mut tally.right } else { &mut tally.wrong }) += 1;
            if !right {
                mistakes.push(format!("{rule} in {}: {}", utterance.id, utterance.text));
            }
        }
        if let Some(first) = utterance.must.first() {
            let missed = found.is_disjoint(&utterance.must);
            let tally = rules.entry(first).or_default();
            tally.due += 1;
            tally.missed += usize::from(missed);
            if missed {
                mistakes.push(format!("no {first} in {}: {}", utterance.id, utterance.text));
            }
        }
    }

    let sum = |count: fn(&Tally) -> usize| rules.values().map(count).sum::<usize>();
    let all =
        Tally { right: sum(|t| t.right), wrong: sum(|t| t.wrong), due: sum(|t| t.due), missed: sum(|t| t.missed) };
    let mut wrong = Vec::new();
    let mut bar = |name: &str, value: f64, floor: f64| {
        if value < floor {
            wrong.push(format!("{name} {value:.3} is below {floor}"));
        }
    };
    bar("precision", all.precision(), PRECISION);
    bar("recall", all.recall(), RECALL);
    bar("clean sentences without an alarm", 1.0 - share(alarms, clean), 1.0 - CLEAN_WITH_ALARM);
    for (rule, tally) in &rules {
        bar(&format!("precision of {rule}"), tally.precision(), RULE_PRECISION);
        bar(&format!("recall of {rule}"), tally.recall(), RULE_RECALL);
    }
    mistakes.sort_unstable();
    assert!(wrong.is_empty(), "{}\n\nmistakes:\n{}", wrong.join("\n"), mistakes.join("\n"));
}
