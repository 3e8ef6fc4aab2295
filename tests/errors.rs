//! Every mistake a rule file can hold, and what its author is told: one file a mistake in `errors/`, one snapshot each.

use std::fs;

use huashu::lang::Lang;
use huashu::report::mistake;
use huashu::rule::builtin;
use huashu::rule::error::SourceFile;
use huashu::rule::set::{DEFAULT_DIMENSIONS, Layer, RuleSet};

fn dimensions() -> Vec<String> {
    DEFAULT_DIMENSIONS.iter().map(ToString::to_string).collect()
}

fn layer(name: &str, text: String) -> Layer {
    let file = SourceFile {
        name: format!("rules/errors/{name}.yaml"),
        path_id: format!("errors/{name}"),
        text,
        checked: false,
    };
    Layer { files: vec![file] }
}

#[test]
fn every_mistake_is_explained_in_both_languages() {
    insta::glob!("errors/*.yaml", |path| {
        let name = path.file_stem().unwrap().to_str().unwrap();
        let layers = vec![builtin::vocabulary(), layer(name, fs::read_to_string(path).unwrap())];
        let errors = RuleSet::load(layers, &dimensions()).expect_err("the file has a mistake");
        let drawn: Vec<String> =
            [Lang::Zh, Lang::En].iter().flat_map(|l| errors.iter().map(|e| mistake::draw(e, *l))).collect();
        insta::assert_snapshot!(drawn.join("\n"));
    });
}

#[test]
fn one_bad_file_does_not_hide_the_errors_of_the_others() {
    let read = |name: &str| fs::read_to_string(format!("tests/errors/{name}.yaml")).unwrap();
    let names = ["unknown-key", "not-yaml", "unknown-lexicon"];
    let mut files = Vec::new();
    for name in names {
        files.extend(layer(name, read(name)).files);
    }
    let errors = RuleSet::load(vec![builtin::vocabulary(), Layer { files }], &dimensions()).unwrap_err();
    for name in names {
        assert!(errors.iter().any(|e| e.file.path_id == format!("errors/{name}")), "no error for {name}");
    }
}
