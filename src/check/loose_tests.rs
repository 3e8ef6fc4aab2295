//! Hits that are not literal: by sound, by likeness; and literal ones that are no words.

use proptest::prelude::*;

use crate::lang::Lang;
use crate::linter::Linter;
use crate::outcome::{Exception, Finding, MATCHED_BY_SOUND, Outcome, RuleOutcome, Value};
use crate::report::model::message;
use crate::rule::error::SourceFile;
use crate::rule::set::{DEFAULT_DIMENSIONS, Layer, RuleSet};
use crate::transcript::{Role, Transcript, Turn};

fn set(check: &str) -> RuleSet {
    let text = format!(
        "id: word/one\ntitle: 一\nseverity: minor\ndimension: 沟通技巧\nmessage: 说了“{{hit}}”\nen: {{ title: One, message: 'said “{{hit}}”' }}\ncheck:\n{check}"
    );
    let file = |path: &str, text: String| SourceFile {
        name: format!("rules/{path}.yaml"),
        path_id: path.into(),
        text,
        checked: false,
    };
    let words = "id: words\ntitle: 词\nentries: [云盒子]\n".to_owned();
    let dimensions: Vec<String> = DEFAULT_DIMENSIONS.iter().map(ToString::to_string).collect();
    let files = vec![file("word/one", text), file("lexicons/words", words)];
    RuleSet::load(vec![Layer { files }], &dimensions).unwrap()
}

fn judge(set: &RuleSet, turns: &[&str]) -> RuleOutcome {
    let turn = |t: &&str| Turn { role: Role::Agent, text: (*t).to_owned(), ..Turn::default() };
    let transcript = Transcript { turns: turns.iter().map(turn).collect(), ..Transcript::default() };
    Linter::new(set).lint(&transcript).remove(0)
}

fn findings(outcome: RuleOutcome) -> Vec<Finding> {
    match outcome.outcome {
        Outcome::Fail(findings) => findings,
        _ => Vec::new(),
    }
}

const FORBID: &str = "  forbid: { any: [没有办法, 不(归|属于)我们], fuzzy: pinyin, report: hit }\n";

#[test]
fn what_only_sounds_alike_says_so() {
    let set = set(FORBID);
    let found = findings(judge(&set, &["这个没有半法，没有办法"]));
    let texts: Vec<Option<&str>> = found.iter().map(|f| f.text.as_deref()).collect();
    assert_eq!(texts, [Some("没有半法"), Some("没有办法")]);
    assert_eq!(found[0].values, [(MATCHED_BY_SOUND, Value::Text("没有办法".into()))]);
    assert!(found[1].values.is_empty());
    assert_eq!(message(&set.rules()[0], &found[0], Lang::Zh), "说了“没有半法”（按读音匹配）");
    assert_eq!(message(&set.rules()[0], &found[0], Lang::En), "said “没有半法” (matched by sound)");
}

#[test]
fn written_words_stand_for_a_turn_before_words_that_sound_alike() {
    let set = set("  forbid: { any: [没有办法], fuzzy: pinyin }\n");
    let found = findings(judge(&set, &["没有半法，没有办法"]));
    assert_eq!(found.len(), 1);
    assert!(found[0].values.is_empty());
}

#[test]
fn what_is_required_may_be_heard() {
    let set = set("  require: { any: [工号为<number>], fuzzy: pinyin }\n");
    assert!(matches!(judge(&set, &["您好公号为102很高兴为您服务"]).outcome, Outcome::Pass(_)));
    assert!(matches!(judge(&set, &["您好很高兴为您服务"]).outcome, Outcome::Fail(_)));
}

#[test]
fn only_whole_words_count() {
    let set = set("  forbid: { any: [保证, 盒子], boundary: word }\n");
    assert!(!set.segmenter.is_loaded());
    judge(&set, &["您好"]);
    assert!(!set.segmenter.is_loaded(), "nothing was hit");
    let deposit = judge(&set, &["保证金可以退"]);
    assert_eq!(deposit.silenced[0].by, Exception::InsideWord("保证金".into()));
    assert!(findings(deposit).is_empty());
    assert_eq!(findings(judge(&set, &["我保证修好"])).len(), 1);
    assert!(findings(judge(&set, &["云盒子重启一下"])).is_empty(), "a word of the user");
}

#[test]
fn reworded_sentences_are_similar() {
    let set = set("  similar: { want: absent, to: [您的问题已经记录请您耐心等待] }\n");
    let found = findings(judge(&set, &["您好。您的问题已经记录了哈，请您耐心等待。谢谢"]));
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].text.as_deref(), Some("您的问题已经记录了哈，请您耐心等待。"));
    assert!(found[0].values.contains(&("limit", Value::Number(80.0))));
    assert!(found[0].values.iter().any(|(name, _)| *name == "metric"));
    assert!(findings(judge(&set, &["您的问题我马上处理"])).is_empty());
}

#[test]
fn what_is_wanted_tells_how_near_it_came() {
    let set = set("  similar: { want: present, threshold: 90, unit: turn, to: [通话可能会被录音] }\n");
    assert!(
        matches!(judge(&set, &["您好", "本次通话可能会被录音"]).outcome, Outcome::Pass(_)) || {
            let found = findings(judge(&set, &["您好", "本次通话可能会被录音"]));
            matches!(found[0].values[0], ("value", Value::Number(n)) if n > 80.0)
        }
    );
    let found = findings(judge(&set, &["您好", "通话会录音"]));
    assert!(matches!(found[0].values[0], ("value", Value::Number(n)) if n > 30.0 && n < 90.0));
    assert_eq!(found[0].related[0].turn, 1);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn by_sound_finds_all_that_literal_patterns_find(text in "[没有办半法不归鬼我们，]{0,16}") {
        let literal = findings(judge(&set(&FORBID.replace(", fuzzy: pinyin", "")), &[&text]));
        let heard = findings(judge(&set(FORBID), &[&text]));
        for finding in &literal {
            let place = finding.span.clone().unwrap();
            let around = |f: &Finding| f.span.as_ref().is_some_and(|s| s.start <= place.start && s.end >= place.end);
            prop_assert!(heard.iter().any(around), "{}", text);
        }
    }
}
