//! Why a rule came out as it did, and what changes with other rules.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests may")]

use huashu::diff;
use huashu::lang::Lang;
use huashu::read::{self, Record};
use huashu::report::{self, Context};
use huashu::rule::error::SourceFile;
use huashu::rule::set::{DEFAULT_DIMENSIONS, Layer, RuleSet};
use huashu::{Linter, ScoreModel, why};

fn set(check: &str) -> RuleSet {
    let text = format!(
        "id: tone/one\ntitle: 一\nseverity: minor\ndimension: 服务态度\nmessage: 说了“{{hit}}”\nen: {{ title: One, message: \"said “{{hit}}”\" }}\n{check}"
    );
    let file = SourceFile { name: "rules/tone/one.yaml".into(), path_id: "tone/one".into(), text, checked: false };
    let dimensions: Vec<String> = DEFAULT_DIMENSIONS.iter().map(ToString::to_string).collect();
    RuleSet::load(vec![Layer { files: vec![file] }], &dimensions).unwrap()
}

fn explained(check: &str, conversation: &str, lang: Lang) -> String {
    let set = set(check);
    let mut transcript = read::text::parse(conversation).unwrap();
    transcript.id = "C1".into();
    let why = why::explain(&set, &Linter::new(&set), 0, &transcript).unwrap();
    report::why::text(&why, &set.rules()[0], &transcript, lang)
}

const FORBID: &str = "check:\n  forbid:\n    any: [没办法]\n    unless: [帮您想没办法]\n    in: { last: 2 }\n";
const RESPOND: &str =
    "check:\n  respond:\n    to: { said: { role: customer, any: [投诉] } }\n    with: { any: [抱歉] }\n";

#[test]
fn every_hit_is_told_with_what_became_of_it() {
    let conversation = "坐席：没办法\n客户：真没办法？\n坐席：帮您想没办法\n坐席：那我也没办法";
    insta::assert_snapshot!(explained(FORBID, conversation, Lang::Zh));
}

#[test]
fn what_came_closest_is_told() {
    let conversation = "客户：我要投诉\n坐席：好的\n客户：抱歉，打扰了\n坐席：抱歉";
    insta::assert_snapshot!(explained(RESPOND, conversation, Lang::En));
}

#[test]
fn why_a_rule_does_not_apply_is_told() {
    insta::assert_snapshot!(explained(RESPOND, "客户：我想问问\n坐席：请讲", Lang::Zh));
}

#[test]
fn new_and_lost_findings_and_scores_are_told() {
    let (before, after) = (set("check: { forbid: { any: [没办法] } }"), set("check: { forbid: { any: [不行] } }"));
    let model = ScoreModel::default();
    let context = |set| Context { set, model: &model, lang: Lang::Zh, outcomes: false };
    let records = ["坐席：没办法", "坐席：不行就是不行", "坐席：您好"].into_iter().enumerate().map(|(n, text)| {
        let mut transcript = read::text::parse(text).unwrap();
        transcript.id = format!("C{n}");
        transcript.agent.id = Some("A1".into());
        Record::Transcript(Box::new(transcript))
    });
    let (diff, skipped) =
        diff::compare(records, (&Linter::new(&before), &context(&before)), (&Linter::new(&after), &context(&after)));
    assert!(skipped.is_empty() && !diff.is_empty());
    insta::assert_snapshot!(report::diff::text(&diff, Lang::Zh) + &report::diff::json(&diff));
}
