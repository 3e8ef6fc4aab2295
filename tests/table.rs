//! How every rule fares over the fixtures, in one checked-in table: its difference shows how far a change reaches.
//! `INSTA_UPDATE=always cargo test --test table` renews it.

mod common;

use std::fmt::Write as _;

use huashu::linter::Linter;
use huashu::outcome::{Outcome, OutcomeKind};
use huashu::read::{Options, Record};

#[test]
fn rules_by_outcomes() {
    let set = common::all_rules();
    let linter = Linter::new(&set);
    let (files, options) = (common::fixtures(), Options::default());
    // Pass, fail, not applicable, unknown, findings.
    let mut counts = vec![[0usize; 5]; set.rules().len()];
    let mut conversations = 0;
    for record in common::records(&files, &options) {
        let Record::Transcript(transcript) = record else { continue };
        conversations += 1;
        for outcome in linter.lint(&transcript) {
            let row = &mut counts[outcome.rule];
            row[match outcome.outcome.kind() {
                OutcomeKind::Pass => 0,
                OutcomeKind::Fail => 1,
                OutcomeKind::NotApplicable => 2,
                OutcomeKind::Unknown => 3,
            }] += 1;
            if let Outcome::Fail(findings) = outcome.outcome {
                row[4] += findings.len();
            }
        }
    }
    let mut table = format!("{conversations} conversations\n\n");
    let _ = writeln!(table, "{:<28}{:>6}{:>6}{:>6}{:>9}{:>10}", "rule", "pass", "fail", "n/a", "unknown", "findings");
    for (rule, [pass, fail, aside, unknown, findings]) in set.rules().iter().zip(counts) {
        let _ = writeln!(table, "{:<28}{pass:>6}{fail:>6}{aside:>6}{unknown:>9}{findings:>10}", rule.id());
    }
    insta::with_settings!({ omit_expression => true }, {
        insta::assert_snapshot!(table);
    });
}
