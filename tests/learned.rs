//! Learned checks: the same examples give the same model, exceptions have the last word, findings say why, and a model
//! that is not as it was trained is refused.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests may")]

mod common;
#[path = "common/labelled.rs"]
mod labelled;

use std::fs;

use huashu::lang::Lang;
use huashu::learned::{ExampleError, Examples, FEWEST, Model, ModelError, Settings, TrainError, train};
use huashu::linter::Linter;
use huashu::outcome::{Finding, Outcome, OutcomeKind};
use huashu::read;
use huashu::report::mistake;
use huashu::report::model::LearnedEntry;
use huashu::rule::builtin;
use huashu::rule::error::SourceFile;
use huashu::rule::file::ExampleTranscript;
use huashu::rule::set::{DEFAULT_DIMENSIONS, Layer, RuleSet};
use huashu::transcript::{Role, Transcript, Turn};
use rayon::prelude::*;

const REVIEWED: &str = "tests/cli/learned/reviewed.jsonl";
const MINE: &str = "tests/cli/learned/rules/models/mine.model";

fn examples(path: &str) -> Examples {
    let mut examples = Examples::default();
    fs::read_to_string(path).unwrap().lines().for_each(|line| examples.add(line).unwrap());
    examples
}

fn alone(rule: &str) -> Settings {
    let heads = [(rule.to_owned(), vec![rule.to_owned()])].into();
    Settings { heads, precision: 0.95, context: false, aside: Vec::new() }
}

fn said(text: &str) -> Transcript {
    if text.contains("坐席：") || text.contains("客户：") {
        return read::text::parse(text).unwrap();
    }
    let turns = vec![Turn { role: Role::Agent, text: text.trim().to_owned(), ..Turn::default() }];
    Transcript { turns, ..Transcript::default() }
}

/// The findings that a model made, with the rules they are of.
fn learned(linter: &Linter, set: &RuleSet, transcript: &Transcript) -> Vec<(String, Finding)> {
    let mut found = Vec::new();
    for outcome in linter.lint(transcript) {
        let Outcome::Fail(findings) = outcome.outcome else { continue };
        let id = set.rules()[outcome.rule].id();
        found.extend(findings.into_iter().filter(|f| f.learned.is_some()).map(|f| (id.to_owned(), f)));
    }
    found
}

#[test]
fn the_same_examples_give_the_same_file() {
    let trained = train(&examples(REVIEWED), &alone("shop/beg-review")).unwrap();
    assert!(trained.text == fs::read_to_string(MINE).unwrap(), "{MINE} is not what its examples give");
    assert_eq!(train(&examples(REVIEWED), &alone("shop/beg-review")).unwrap().text, trained.text);
}

#[test]
fn quiet_examples_stay_quiet() {
    let set = common::all_rules();
    let linter = Linter::new(&set);
    let quiet: Vec<&str> = set
        .rules()
        .iter()
        .flat_map(|rule| &rule.file.examples)
        .filter(|example| example.outcome == OutcomeKind::Pass)
        .filter_map(|example| match &example.transcript {
            ExampleTranscript::Text(text) => Some(text.as_str()),
            ExampleTranscript::Record(_) | ExampleTranscript::Batch(_) => None,
        })
        .collect();
    assert!(quiet.len() > 150);
    let loud: Vec<String> = quiet
        .par_iter()
        .flat_map(|text| {
            learned(&linter, &set, &said(text)).into_iter().map(|(id, _)| format!("{id}: {text}")).collect::<Vec<_>>()
        })
        .collect();
    assert!(loud.is_empty(), "{}", loud.join("\n"));
}

#[test]
fn what_an_exception_silences_is_never_flagged() {
    let set = common::all_rules();
    let linter = Linter::new(&set);
    let utterances = labelled::utterances();
    let wrong: Vec<String> = utterances
        .par_iter()
        .flat_map(|utterance| {
            let transcript = said(&utterance.text);
            let silenced: Vec<usize> =
                linter.lint(&transcript).iter().filter(|o| !o.silenced.is_empty()).map(|o| o.rule).collect();
            let found = learned(&linter, &set, &transcript);
            let of = |id: &str| silenced.iter().any(|rule| set.rules()[*rule].id() == id);
            // A whole turn was the sentence: a rule with a silenced hit in it may not have a learned finding.
            found
                .into_iter()
                .filter(|(id, f)| of(id) && f.span.as_ref().is_some_and(|s| s.len() == utterance.text.chars().count()))
                .map(|(id, _)| format!("{id}: {}", utterance.text))
                .collect::<Vec<_>>()
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn somebody_elses_words_are_left_alone() {
    let set = common::all_rules();
    let linter = Linter::new(&set);
    let sentence = "您家装修我们还能替您看着工人不成";
    for text in [format!("您刚才说{sentence}"), format!("师傅的原话是“{sentence}”，我向您道歉")] {
        assert!(learned(&linter, &set, &said(&text)).is_empty(), "{text}");
    }
}

#[test]
fn without_what_was_learned_there_is_none() {
    let dimensions: Vec<String> = DEFAULT_DIMENSIONS.iter().map(ToString::to_string).collect();
    let set = RuleSet::load_unlearned(vec![builtin::all(), own()], &dimensions).unwrap();
    assert!(set.get("shop/beg-review").is_none(), "a rule that is nothing but learned is left out");
    let linter = Linter::new(&set);
    let utterances = labelled::utterances();
    assert!(utterances.par_iter().all(|u| learned(&linter, &set, &said(&u.text)).is_empty()));
}

#[test]
fn a_finding_says_why() {
    let dimensions: Vec<String> = DEFAULT_DIMENSIONS.iter().map(ToString::to_string).collect();
    let set = RuleSet::load(vec![builtin::vocabulary(), own()], &dimensions).unwrap();
    let linter = Linter::new(&set);
    let found = learned(&linter, &set, &said("亲给个五星好评吧，截图发来返您红包"));
    let [(rule, finding)] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(rule, "shop/beg-review");
    let entry = LearnedEntry::from(finding.learned.as_deref().unwrap());
    insta::assert_snapshot!(format!(
        "{}\n{}\n{}",
        serde_json::to_string_pretty(&entry).unwrap(),
        entry.sentence(Lang::Zh),
        entry.sentence(Lang::En)
    ));
}

#[test]
fn a_model_that_is_not_as_it_was_trained_is_refused() {
    let text = fs::read_to_string(MINE).unwrap();
    assert!(Model::parse(&text).is_ok());
    let lines: Vec<&str> = text.lines().collect();
    let with = |at: usize, line: &str| {
        let mut lines = lines.clone();
        lines[at] = line;
        lines.join("\n") + "\n"
    };
    let error = |text: &str| Model::parse(text).unwrap_err();
    assert_eq!(error(""), ModelError::Kind);
    assert_eq!(error(&with(0, "id: tone/scold")), ModelError::Kind);
    assert_eq!(error(&with(0, "huashu-model 2")), ModelError::Version("2".into()));
    assert_eq!(error(&with(1, "sha256\t00")), ModelError::Changed);
    assert_eq!(error(&with(2, "classes\t0000000000000000")), ModelError::Changed);
    assert_eq!(error(&text[..text.len() / 2]), ModelError::Changed);
    for at in (2..lines.len()).step_by(7) {
        assert_eq!(error(&with(at, "=\t您\t0:1")), ModelError::Changed);
    }
}

#[test]
fn mistakes_around_models_are_explained() {
    let dimensions: Vec<String> = DEFAULT_DIMENSIONS.iter().map(ToString::to_string).collect();
    let rule = fs::read_to_string("tests/cli/learned/rules/shop/beg-review.yaml").unwrap();
    let model = fs::read_to_string(MINE).unwrap();
    let asked = |what: &str| file("shop/beg-review", "yaml", rule.replace("{ model: mine }", what));
    let cases = [
        vec![asked("{ model: mien }"), file("models/mine", "model", model.clone())],
        vec![asked("{ model: mine, rule: shop/beg }"), file("models/mine", "model", model.clone())],
        vec![asked("{ model: mine }"), file("models/mine", "model", model.replace("=\t", "=\tx"))],
        vec![asked("{ model: mine }"), file("models/mine", "model", model.replacen("model 1", "model 7", 1))],
    ];
    let mut told = Vec::new();
    for files in cases {
        let errors = RuleSet::load(vec![Layer { files }], &dimensions).unwrap_err();
        for lang in [Lang::Zh, Lang::En] {
            told.extend(errors.iter().map(|e| mistake::draw(e, lang)));
        }
    }
    insta::assert_snapshot!(told.join("\n"));
}

#[test]
fn mistakes_in_examples_are_told() {
    let mut examples = Examples::default();
    let label = examples.add(r#"{"text": "好评返现", "rule": "shop/beg-review", "label": "yes"}"#);
    assert_eq!(label, Err(ExampleError::Label("yes".into())));
    assert!(matches!(examples.add(r#"{"rule": "shop/beg-review"}"#), Err(ExampleError::Json(_))));
    assert_eq!(examples.add(r#"{"text": "…", "rule": "a/b", "label": "due"}"#), Err(ExampleError::Empty));
    examples.add(r#"{"text": "好评返现", "rule": "shop/beg-review", "label": "due"}"#).unwrap();
    let few = train(&examples, &alone("shop/beg-review")).unwrap_err();
    assert_eq!(few, TrainError::TooFew { rule: "shop/beg-review".into(), due: 1, not_due: 0 });
    assert!(few.message(Lang::Zh).contains(&FEWEST.to_string()));
}

fn file(id: &str, ending: &str, text: String) -> SourceFile {
    SourceFile { name: format!("rules/{id}.{ending}"), path_id: id.to_owned(), text, checked: false }
}

/// The rule of a user with his model.
fn own() -> Layer {
    let rule = fs::read_to_string("tests/cli/learned/rules/shop/beg-review.yaml").unwrap();
    let files =
        vec![file("shop/beg-review", "yaml", rule), file("models/mine", "model", fs::read_to_string(MINE).unwrap())];
    Layer { files }
}
