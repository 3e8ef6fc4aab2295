//! How the built-in rules rewrite what their own examples say: every sentence that breaks a rule, and what `huashu draft`
//! offers instead. Read the snapshot as Chinese; a rule that rewrites less than before shows here.

use huashu::linter::Linter;
use huashu::outcome::OutcomeKind;
use huashu::rewrite::Rewriter;
use huashu::rule::file::ExampleTranscript;
use huashu::rule::set::DEFAULT_DIMENSIONS;
use huashu::selftest;
use huashu::{RuleSet, builtin};

/// The least share of examples with a rewrite, over all rules that have any.
const LEAST: f64 = 0.6;

#[test]
fn most_examples_have_a_rewrite() {
    let set = RuleSet::load(vec![builtin::all()], &DEFAULT_DIMENSIONS.map(str::to_owned)).unwrap();
    let linter = Linter::new(&set);
    let rewriter = Rewriter::new(&set, &linter);
    let mut listed = String::new();
    let (mut all, mut have) = (0_u32, 0_u32);
    for (index, rule) in set.rules().iter().enumerate().filter(|(_, rule)| !rule.file.rewrite.is_empty()) {
        let (mut of_rule, mut rewritten, mut lines) = (0_u32, 0_u32, String::new());
        for example in rule.file.examples.iter().filter(|e| e.outcome == OutcomeKind::Fail && !e.todo) {
            let ExampleTranscript::Text(text) = &example.transcript else { continue };
            for transcript in selftest::transcripts(rule, example).unwrap() {
                // One reply, not a conversation.
                let [turn] = transcript.turns.as_slice() else { continue };
                of_rule += 1;
                let now = selftest::rewrite(index, &transcript, &rewriter);
                rewritten += u32::from(now.is_some());
                lines += &format!("  - {}\n  + {}\n", turn.text, now.as_deref().unwrap_or("（没有）"));
                assert!(now.as_deref() != Some(text), "{}: {text}", rule.id());
            }
        }
        listed += &format!("{} {rewritten}/{of_rule}\n{lines}", rule.id());
        all += of_rule;
        have += rewritten;
    }
    let share = f64::from(have) / f64::from(all);
    insta::assert_snapshot!(format!("{have}/{all}\n\n{listed}"));
    assert!(share >= LEAST, "{have} of {all} examples have a rewrite");
}
