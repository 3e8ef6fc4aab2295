//! Rules tried on their own examples: what these exercise, and what happens when they are changed.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests may")]

use huashu::lang::Lang;
use huashu::rule::error::SourceFile;
use huashu::rule::set::{DEFAULT_DIMENSIONS, Layer, RuleSet};
use huashu::selftest::coverage::{self, Count};
use huashu::selftest::mutate::{self, Mutation};

fn set(check_and_examples: &str) -> RuleSet {
    let head = "id: tone/one\ntitle: 一\nseverity: minor\ndimension: 服务态度\nmessage: 一\n";
    let file = |path_id: &str, text: String| SourceFile {
        name: format!("rules/{path_id}.yaml"),
        path_id: path_id.to_owned(),
        text,
        checked: false,
    };
    let lexicon = "id: greetings\ntitle: 问候\nentries: [您好, 早上好]\n".to_owned();
    let files = vec![file("tone/one", format!("{head}{check_and_examples}")), file("lexicons/greetings", lexicon)];
    let dimensions: Vec<String> = DEFAULT_DIMENSIONS.iter().map(ToString::to_string).collect();
    RuleSet::load(vec![Layer { files }], &dimensions).unwrap()
}

fn survivors(check_and_examples: &str) -> Vec<Mutation> {
    let mutated = mutate::run(&set(check_and_examples)).remove(0);
    assert!(mutated.tried > 0);
    mutated.survivors.iter().map(|s| s.mutation).collect()
}

#[test]
fn patterns_alternatives_and_entries_that_no_example_hits_are_named() {
    let all = coverage::measure(&set(
        "check:\n  forbid:\n    any: [没(有|什么)办法, 做不到]\n    unless: [<greetings>]\nexamples:\n  - fail: 没有办法。\n  - pass: 您好。\n",
    ));
    let [rule, lexicon] = &all[..] else { panic!() };
    assert_eq!((rule.patterns, rule.alternatives), (Count { hit: 2, all: 3 }, Count { hit: 1, all: 2 }));
    let missed: Vec<_> = rule.missed.iter().map(|m| (m.line, m.pattern.as_str(), m.alternative.as_deref())).collect();
    assert_eq!(missed, [(8, "没(有|什么)办法", Some("什么")), (8, "做不到", None)]);
    assert_eq!((lexicon.id.as_str(), lexicon.patterns), ("lexicons/greetings", Count { hit: 1, all: 2 }));
    assert_eq!(lexicon.missed[0].pattern, "早上好");
}

#[test]
fn words_of_the_other_side_exercise_nothing() {
    let all =
        coverage::measure(&set("check:\n  forbid:\n    any: [没办法]\nexamples:\n  - not-applicable: 客户：没办法\n"));
    assert_eq!(all[0].patterns, Count { hit: 0, all: 1 });
}

#[test]
fn a_rule_that_notices_everything_has_no_survivors() {
    let forbid = "check: { forbid: { any: [没办法] } }\nexamples:\n  - fail: 没办法。\n";
    assert_eq!(survivors(forbid), []);
    let require = "check: { require: { any: [您好] } }\nexamples:\n  - pass: 您好，请讲。\n";
    assert_eq!(survivors(require), []);
    let limit = "check: { limit: { metric: response, max: 60 } }\nexamples:\n  - pass: { turns: [{ role: customer, text: 在吗, start: 0 }, { role: agent, text: 在的, start: 5 }] }\n";
    assert_eq!(survivors(limit), []);
}

#[test]
fn a_rule_that_misses_a_change_is_named() {
    let hidden = "check: { forbid: { any: [没办法], unless: [{ any: [订单号], in: conversation }] } }\nexamples:\n  - fail: 没办法。\n";
    assert_eq!(survivors(hidden), [Mutation::Insert]);
    let no_trigger = "check:\n  respond:\n    to: { said: { any: [抱歉] } }\n    with: { any: [抱歉] }\n    place: from\nexamples:\n  - pass: 非常抱歉。\n";
    assert_eq!(survivors(no_trigger), [Mutation::Delete]);
}

#[test]
fn a_wrong_rewrite_is_a_failing_example() {
    let rewritten = |rewrite: &str, reads: &str| {
        let rule = format!(
            "rewrite: [{rewrite}]\ncheck: {{ forbid: {{ any: [没办法, 没辙] }} }}\nexamples:\n  - fail: 我没办法。\n    rewritten: {reads}\n"
        );
        let failures = huashu::selftest::run(&set(&rule)).remove(0).failures;
        failures.iter().map(|f| format!("{}: {}", f.line, f.kind.message(Lang::En))).collect::<Vec<_>>().join("\n")
    };
    assert_eq!(rewritten("{ from: 没办法, to: 来想办法 }", "我来想办法。"), "");
    assert_eq!(
        rewritten("{ from: 没办法, to: 来想办法 }", "我想办法。"),
        "9: expected to be rewritten “我想办法。”, got “我来想办法。”"
    );
    assert_eq!(
        rewritten("{ from: 没办法, to: 没辙 }", "我没辙。"),
        "9: expected to be rewritten “我没辙。”, no rewrite leaves it clean"
    );
}
