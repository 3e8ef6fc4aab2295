//! What the README says beyond its commands: the rule it shows, the files it names, the same in both languages.

#![allow(clippy::unwrap_used, reason = "tests may")]

use std::fs;
use std::path::Path;

const PAGES: [&str; 2] = ["README.md", "README.zh-CN.md"];

fn blocks(page: &str, language: &str) -> Vec<String> {
    let text = fs::read_to_string(page).unwrap();
    let mut blocks = Vec::new();
    let mut block: Option<String> = None;
    for line in text.lines() {
        match (&mut block, line.strip_prefix("```")) {
            (None, Some(l)) if l == language => block = Some(String::new()),
            (Some(_), Some(_)) => blocks.extend(block.take()),
            (Some(text), None) => *text += &format!("{line}\n"),
            (None, _) => {}
        }
    }
    blocks
}

#[test]
fn the_rule_in_the_readme_is_the_one_that_is_tested() {
    let tested = fs::read_to_string("tests/cli/my-rules/shop/stock.yaml").unwrap();
    for page in PAGES {
        assert_eq!(blocks(page, "yaml"), std::slice::from_ref(&tested), "{page}");
    }
}

#[test]
fn the_two_commands_are_there_and_work_on_what_ships() {
    for page in PAGES {
        let commands = blocks(page, "sh").concat();
        assert!(commands.contains("cargo run --release -- check fixtures/"), "{page}");
        assert!(commands.contains("make test"), "{page}");
    }
    assert!(Path::new("fixtures").is_dir());
    assert!(fs::read_to_string("Makefile").unwrap().contains("\ntest:"));
}

#[test]
fn linked_files_exist() {
    for page in PAGES.into_iter().chain(["CONTRIBUTING.md", "docs/design.md"]) {
        let text = fs::read_to_string(page).unwrap();
        let folder = Path::new(page).parent().unwrap();
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            if !link.starts_with("http") && !link.starts_with('#') {
                let file = link.split('#').next().unwrap();
                assert!(folder.join(file).exists(), "{page} links to {link}");
            }
        }
    }
}
