//! What a user sees of every fixture, in every format: one snapshot each.

mod common;

use huashu::lang::Lang;
use huashu::report::format::Format;

fn snapshot(name: &str, format: Format, lang: Lang, outcomes: bool) {
    let hash = common::RULES.hash();
    for file in common::fixtures() {
        let (text, _) = common::builtin_report(std::slice::from_ref(&file), format, lang, outcomes);
        // The hash of the rule set changes with every rule; it has a test of its own.
        let text = text.replace(&hash, "<hash>");
        let stem = file.trim_start_matches("fixtures/").replace(['/', '.'], "-");
        insta::with_settings!({ description => format!("{file} as {name}"), omit_expression => true }, {
            insta::assert_snapshot!(format!("{stem}-{name}"), text);
        });
    }
}

#[test]
fn human() {
    snapshot("human", Format::Human, Lang::Zh, false);
}

#[test]
fn human_in_english() {
    snapshot("human-en", Format::Human, Lang::En, false);
}

#[test]
fn concise_with_outcomes_left_out() {
    snapshot("concise", Format::Concise, Lang::Zh, false);
}

#[test]
fn formats_for_other_programs() {
    let files: Vec<String> = ["fixtures/scripts/bot.txt", "fixtures/chats/shop.csv"].map(str::to_owned).into();
    for format in [Format::Sarif, Format::Junit, Format::Github, Format::Gitlab, Format::Csv, Format::Markdown] {
        let (text, _) = common::builtin_report(&files, format, Lang::Zh, false);
        // The list of rules is as long as the pack.
        let text = match text.split_once("\"rules\":[") {
            Some((head, rest)) => format!("{head}…{}", rest.split_once("]}},").map_or("", |(_, tail)| tail)),
            None => text,
        };
        insta::with_settings!({ omit_expression => true }, {
            insta::assert_snapshot!(format!("ci-{}", format.named().0), text.replace("\r\n", "\n"));
        });
    }
}

#[test]
fn json_with_all_outcomes() {
    for file in common::fixtures() {
        let (text, _) = common::builtin_report(std::slice::from_ref(&file), Format::Json, Lang::Zh, true);
        let value: serde_json::Value = serde_json::from_str(&text).expect("a report is JSON");
        let stem = file.trim_start_matches("fixtures/").replace(['/', '.'], "-");
        // Rule by outcome: small enough to read, and its difference shows how far a change reaches.
        let mut lines = Vec::new();
        for conversation in value["conversations"].as_array().unwrap() {
            lines.push(format!("{} {}", conversation["id"], conversation["score"]));
            for finding in conversation["findings"].as_array().unwrap() {
                lines.push(format!("  fail {} {} {}", finding["rule"], finding["turn"], finding["text"]));
            }
            for outcome in conversation["outcomes"].as_array().unwrap() {
                let (kind, reason) = (outcome["outcome"].as_str().unwrap(), &outcome["reason"]);
                if kind != "not-applicable" {
                    lines.push(format!("  {kind} {} {reason}", outcome["rule"]));
                }
            }
        }
        insta::with_settings!({ omit_expression => true }, {
            insta::assert_snapshot!(format!("{stem}-outcomes"), lines.join("\n"));
        });
    }
}

#[test]
fn json_and_jsonl_say_the_same() {
    let files = common::fixtures();
    let (json, run) = common::builtin_report(&files, Format::Json, Lang::Zh, false);
    let (jsonl, _) = common::builtin_report(&files, Format::Jsonl, Lang::Zh, false);
    let whole: serde_json::Value = serde_json::from_str(&json).unwrap();
    let mut lines: Vec<serde_json::Value> = jsonl.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    let last = lines.pop().unwrap();
    assert_eq!(whole["conversations"].as_array().unwrap(), &lines);
    assert_eq!(lines.len(), run.totals.conversations);
    for key in ["schema", "tool", "ruleset", "summary", "agents", "teams", "rules"] {
        assert_eq!(whole[key], last[key], "{key}");
        assert!(!whole[key].is_null(), "{key} is missing");
    }
}

#[test]
fn the_hash_of_a_rule_set_depends_on_its_rules() {
    let all = &*common::RULES;
    let fewer = all.clone().filtered(|r| r.family() == "tone");
    assert_eq!(all.hash(), common::all_rules().filtered(|r| r.file.enabled).hash());
    assert_ne!(all.hash(), fewer.hash());
}
