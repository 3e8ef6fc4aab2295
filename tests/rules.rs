//! The rules that ship: every one is complete and does what its examples say.

mod common;

use std::collections::BTreeMap;

use huashu::config::ConfigFile;
use huashu::lang::Lang;
use huashu::report::{self, mistake};
use huashu::rule::builtin;
use huashu::rule::file::{CheckFile, ClauseKind, Severity};
use huashu::rule::set::{DEFAULT_DIMENSIONS, Rule, RuleSet};
use huashu::selftest::{self, corpus, coverage, mutate};
use huashu::transcript::{Role, Transcript, Turn};

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
fn every_phrase_can_be_seen_at_work() {
    let mut corpus = common::transcripts(&common::fixtures());
    for folder in ["tests/gold", "tests/seeds"] {
        let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
        files.retain(|f| f.extension().is_some_and(|e| e != "md"));
        files.sort();
        for text in files.iter().map(|f| std::fs::read_to_string(f).unwrap()) {
            corpus.extend(corpus::sentences(&text).unwrap_or_else(|| said(&text)));
        }
    }
    let set = common::all_rules();
    let all = coverage::measure(&set, &corpus, |_| true);
    let never: usize = all.iter().map(|c| c.patterns.plus(c.alternatives).never).sum();
    assert_eq!(never, 0, "{}", report::selftest::coverage(&all, false, Lang::Zh));
}

/// The lines of a text, each as an agent's only words.
fn said(text: &str) -> Vec<Transcript> {
    let turn = |line: &str| Turn { role: Role::Agent, text: line.to_owned(), ..Turn::default() };
    text.lines().map(|line| Transcript { turns: vec![turn(line)], ..Transcript::default() }).collect()
}

#[test]
fn no_change_of_an_example_goes_unnoticed() {
    let set = common::all_rules();
    let mutated = mutate::run(&set);
    let unnoticed: usize = mutated.iter().map(|m| m.survivors.len()).sum();
    assert_eq!(unnoticed, 0, "{}", report::selftest::mutants(&set, &mutated, Lang::Zh));
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
        let shown_only = matches!(&rule.file.check, CheckFile::Aggregate(figure) if !figure.has_limit());
        if rule.file.enabled && !shown_only {
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

#[test]
fn every_clause_is_answered_by_its_rules() {
    let set = common::all_rules();
    let canonical = std::fs::read_to_string("tests/clauses.txt").unwrap();
    let listed: BTreeMap<&str, ClauseKind> =
        set.clauses().filter_map(|(id, clause)| Some((id, clause.kind()?))).collect();
    let mut wrong = Vec::new();
    for line in canonical.lines() {
        let (clause, rules) = line.split_once(' ').unwrap_or((line, ""));
        let offline = listed.get(clause) == Some(&ClauseKind::Offline);
        if !listed.contains_key(clause) || offline != rules.is_empty() {
            wrong.push(format!("{clause} is not in rules/clauses.yaml as it is here: {line}"));
        }
        for id in rules.split_whitespace() {
            if !set.get(id).is_some_and(|rule| rule.file.clauses.iter().any(|c| c.value == clause)) {
                wrong.push(format!("{clause} is not answered by {id}"));
            }
        }
    }
    assert_eq!(listed.len(), canonical.lines().count());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn profiles_name_rules_that_exist() {
    let set = common::all_rules();
    for profile in builtin::profiles() {
        let name = profile.path_id.clone();
        let file = ConfigFile::parse(profile).unwrap();
        let about = file.about.clone().unwrap_or_else(|| panic!("{name} does not say what it is for"));
        assert!(about.en.is_some(), "{name} has no English text");
        let named = file.select.iter().chain(&file.ignore).chain(file.adjust.keys());
        let unknown: Vec<&String> = named.filter(|n| !set.rules().iter().any(|r| r.is_named(n))).collect();
        assert!(unknown.is_empty(), "{name} names {unknown:?}");
        file.adjust(&mut set.clone()).unwrap();
        let base: f64 = file.score_model().dimensions.iter().map(|(_, max)| max).sum();
        assert!((base - 100.0).abs() < f64::EPSILON, "{name}: the dimensions come to {base}");
    }
}

#[test]
fn a_term_is_explained_in_plain_words() {
    let set = common::all_rules();
    let rule = set.get("word/jargon").unwrap();
    assert_eq!(set.explanation(rule, "出现單通").as_deref(), Some("单通：一方听不到另一方的声音"));
    assert_eq!(set.explanation(rule, "SKU").as_deref(), Some("SKU：某个颜色尺码的商品"));
    assert_eq!(set.explanation(rule, "您好"), None);
}
