//! The rules that ship: every one is complete and does what its examples say.

mod common;

use huashu::lang::Lang;
use huashu::report::mistake;
use huashu::rule::builtin;
use huashu::rule::file::Severity;
use huashu::rule::set::{DEFAULT_DIMENSIONS, Rule, RuleSet};
use huashu::selftest;

#[test]
fn every_pattern_is_right() {
    let mut layer = builtin::all();
    layer.files.iter_mut().for_each(|f| f.checked = false);
    let dimensions: Vec<String> = DEFAULT_DIMENSIONS.iter().map(ToString::to_string).collect();
    if let Err(errors) = RuleSet::load(vec![layer], &dimensions) {
        let drawn: Vec<String> = errors.iter().map(|e| mistake::draw(e, Lang::Zh)).collect();
        panic!("{}", drawn.join("\n"));
    }
}

#[test]
fn every_example_holds() {
    let mut wrong = Vec::new();
    for result in selftest::run(&common::all_rules()) {
        for failure in result.failures {
            wrong.push(format!(
                "{}:{} {}  {}",
                result.rule,
                failure.line,
                failure.kind.message(Lang::En),
                failure.text
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_rule_is_explained_in_both_languages() {
    for rule in common::all_rules().rules() {
        let (id, file) = (rule.id(), &rule.file);
        assert!(!file.rationale.is_empty(), "{id} has no rationale");
        assert!(!file.clauses.is_empty(), "{id} names no clause");
        let english = file.en.as_ref().unwrap_or_else(|| panic!("{id} has no English texts"));
        for (name, text) in [("title", &english.title), ("message", &english.message)] {
            assert!(!text.is_empty(), "{id} has no English {name}");
            assert!(
                !text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)),
                "{id}: the English {name} is Chinese"
            );
        }
    }
}

#[test]
fn families_that_judge_language_have_four_examples_of_each_kind() {
    for rule in common::all_rules().rules() {
        let least = match rule.family() {
            "tone" | "word" | "privacy" | "promise" | "refuse" | "request" => 4,
            _ => 2,
        };
        let firing = rule.file.examples.iter().filter(|e| e.outcome == huashu::outcome::OutcomeKind::Fail).count();
        let quiet = rule.file.examples.len() - firing;
        if rule.file.enabled {
            assert!(firing >= least && quiet >= least, "{} has {firing} firing and {quiet} quiet examples", rule.id());
        }
    }
}

#[test]
fn fatal_rules_are_those_that_void_a_score() {
    let set = common::all_rules();
    let fatal: Vec<&str> = set.rules().iter().filter(|r| r.file.severity == Severity::Fatal).map(Rule::id).collect();
    assert_eq!(fatal, ["privacy/ask-secret", "privacy/expose", "tone/abuse", "tone/discriminate"]);
}
