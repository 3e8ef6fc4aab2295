//! Rules tried on their own examples: what these exercise, and what happens when they are changed.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests may")]

use huashu::lang::Lang;
use huashu::outcome::Exception;
use huashu::rule::error::SourceFile;
use huashu::rule::set::{DEFAULT_DIMENSIONS, Layer, RuleSet};
use huashu::selftest::corpus::sentences;
use huashu::selftest::coverage::{self, Count, Coverage, Exercise, Why};
use huashu::selftest::mutate::{self, Mutation};
use huashu::transcript::Transcript;

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

fn measured(check_and_examples: &str, corpus: &[Transcript]) -> Vec<Coverage> {
    coverage::measure(&set(check_and_examples), corpus, |_| true)
}

#[test]
fn what_no_example_says_is_put_in_the_place_of_what_one_says() {
    let all = measured(
        "check:\n  forbid:\n    any: [没(有|什么)办法, 做不到]\n    unless: [<greetings>]\nexamples:\n  - fail: 没有办法。\n  - pass: 您好。\n",
        &[],
    );
    let [rule, lexicon] = &all[..] else { panic!() };
    assert_eq!(rule.patterns, Count { example: 2, substitution: 1, ..Count::default() });
    assert_eq!(rule.alternatives, Count { example: 1, substitution: 1, ..Count::default() });
    assert_eq!(rule.open, []);
    // No sentence has a greeting inside of what is forbidden.
    assert_eq!(lexicon.id, "lexicons/greetings");
    assert_eq!(lexicon.patterns, Count { example: 1, matched: 1, ..Count::default() });
    assert_eq!(lexicon.open[0].pattern, "早上好");
}

#[test]
fn what_an_exception_always_silences_is_named_with_it() {
    let all = measured(
        "check:\n  forbid:\n    any: [没(有|办法)退, 门都没有]\n    unless: [没办法, { any: [玩笑], in: sentence }]\nexamples:\n  - fail: 没有退。\n  - pass: 没有退，跟您开玩笑的。\n",
        &[],
    );
    let never: Vec<_> = all[0].open.iter().filter(|o| o.how == Exercise::Never).collect();
    let [open] = &never[..] else { panic!("{never:?}") };
    assert_eq!((open.line, open.alternative.as_deref()), (8, Some("办法")));
    assert_eq!(open.tried, Some(("没办法退。".into(), Why::Silenced(Exception::Unless("没办法".into())))));
}

#[test]
fn what_matches_no_text_is_named() {
    let all = measured(
        "check:\n  forbid:\n    any: [没办法, 好(的$|吧)再见]\nexamples:\n  - fail: 没办法。\n  - pass: 您好。\n",
        &[],
    );
    let open: Vec<_> = all[0].open.iter().map(|o| (o.alternative.as_deref(), o.how)).collect();
    assert_eq!(open, [(Some("的$"), Exercise::Never)]);
}

#[test]
fn the_corpus_counts() {
    let check = "check:\n  forbid:\n    any: [没办法, 做不到]\nexamples:\n  - fail: 没办法。\n  - pass: 您好。\n";
    let corpus = sentences("{\"text\": \"这个做不到\", \"must\": []}\n").unwrap();
    assert_eq!(measured(check, &corpus)[0].patterns, Count { example: 1, corpus: 1, ..Count::default() });
    // The customer's words are none of the agent's.
    let corpus = sentences("{\"text\": \"这个做不到\", \"role\": \"customer\"}\n").unwrap();
    assert_eq!(measured(check, &corpus)[0].patterns, Count { example: 1, substitution: 1, ..Count::default() });
    assert!(sentences("坐席：您好\n").is_none());
}

#[test]
fn alternatives_inside_of_regexes_and_of_other_alternatives_count() {
    let all = measured(
        "check:\n  forbid:\n    any: ['/(不行|没(门|戏))[啊呀]?/', (真|(很|太)(烦|吵))了]\nexamples:\n  - fail: 没门啊。真了\n  - pass: 您好。\n",
        &[],
    );
    assert_eq!(all[0].alternatives, Count { example: 2, substitution: 8, ..Count::default() });
    assert_eq!(all[0].open, []);
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
