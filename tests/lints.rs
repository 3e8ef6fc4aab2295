//! Every lint of rules, and what the author is told: one file a lint in `lints/`, one snapshot each.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests may")]

mod common;

use std::collections::BTreeSet;
use std::fs;

use huashu::lang::Lang;
use huashu::rule::error::SourceFile;
use huashu::rule::lint::{self, Level, Lint};
use huashu::rule::set::{DEFAULT_DIMENSIONS, Layer, RuleSet};

/// The files of a golden file: its documents are the files of one rules folder, each named by its first line.
fn layer(text: &str) -> Layer {
    let document = |text: &str| {
        let (name, text) = text.split_once('\n').unwrap();
        let path_id = name.trim().trim_start_matches("# ").trim_end_matches(".yaml").to_owned();
        SourceFile { name: format!("rules/{path_id}.yaml"), path_id, text: text.to_owned(), checked: false }
    };
    Layer { files: text.split("---\n").filter(|d| !d.is_empty()).map(document).collect() }
}

fn lints(text: &str) -> Vec<Lint> {
    let dimensions: Vec<String> = DEFAULT_DIMENSIONS.iter().map(ToString::to_string).collect();
    lint::all(&RuleSet::load(vec![layer(text)], &dimensions).unwrap())
}

#[test]
fn every_lint_is_explained_in_both_languages() {
    insta::glob!("lints/*.yaml", |path| {
        let id = path.file_stem().unwrap().to_str().unwrap();
        let lints = lints(&fs::read_to_string(path).unwrap());
        assert!(lints.iter().any(|l| l.kind.id() == id), "the file shows its lint");
        let texts: Vec<String> =
            [Lang::Zh, Lang::En].iter().flat_map(|lang| lints.iter().map(|l| l.text(*lang))).collect();
        insta::with_settings!({ omit_expression => true }, {
            insta::assert_snapshot!(texts.concat());
        });
    });
}

#[test]
fn clauses_must_be_listed_where_there_is_a_list() {
    let rule = fs::read_to_string("tests/lints/unknown-clause.yaml").unwrap();
    let listed = |list: &str| {
        let lints = lints(&format!("# clauses.yaml\n{list}\n---\n{rule}"));
        lints.iter().map(|l| l.kind.message(Lang::En)).collect::<Vec<_>>()
    };
    assert_eq!(listed("S3-13: 一\nS3: 二\n服务规范-4.2: 三\nS9-1: 四"), [""; 0]);
    assert_eq!(listed("S3-13: 一\nS3: 二\nS9-1: 四"), ["clauses.yaml has no clause “服务规范-4.2”"]);
}

#[test]
fn every_lint_has_a_file_that_shows_it() {
    let files: BTreeSet<String> = fs::read_dir("tests/lints")
        .unwrap()
        .map(|e| e.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    let ids = [
        "boundary-beside-chinese",
        "contained-phrase",
        "contradiction",
        "duplicate-phrase",
        "idle-unless",
        "no-firing-example",
        "no-literal",
        "no-quiet-example",
        "not-normal",
        "overlapping-deductions",
        "unknown-clause",
    ];
    assert_eq!(files, ids.map(str::to_owned).into());
}

#[test]
fn the_rules_that_ship_have_no_lint_errors() {
    let errors: Vec<String> = lint::all(&common::all_rules())
        .iter()
        .filter(|l| l.kind.level() == Level::Error)
        .map(|l| l.text(Lang::En))
        .collect();
    assert!(errors.is_empty(), "{}", errors.concat());
}
