//! What is found in a sentence does not depend on how it was written down: without punctuation, in traditional
//! characters, full-width, spaced out, with fillers. Tried on the firing examples of the rules and on the labelled
//! utterances in `gold/`.
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout, reason = "tests may")]

mod common;
#[path = "common/labelled.rs"]
mod labelled;

use std::collections::BTreeMap;

use huashu::linter::Linter;
use huashu::outcome::OutcomeKind;
use huashu::read::text;
use huashu::rule::file::ExampleTranscript;
use huashu::rule::set::RuleSet;
use huashu::transcript::{Channel, Transcript};
use rayon::prelude::*;

/// Of the findings in sentences as they stand, so many in a hundred may be lost.
const LOST: f64 = 3.0;

/// A way to write the same down.
type Change = fn(&str) -> String;

/// The ways, by name.
const CHANGES: [(&str, Change); 6] = [
    ("without punctuation", bare),
    ("traditional", traditional),
    ("full-width", full_width),
    ("zero-width", zero_width),
    ("spaced out", spaced),
    ("with fillers", fillers),
];

/// A sentence in which a rule finds something: the conversation, the turn, the rule.
struct Case {
    transcript: Transcript,
    turn: Option<usize>,
    rule: String,
}

#[test]
fn findings_stay_however_a_sentence_is_written_down() {
    let set = labelled::labelled_rules(&common::RULES);
    let linter = Linter::new(&set);
    let cases = cases(&set, &linter);
    let mut wrong = Vec::new();
    for (name, change) in CHANGES {
        let lost: Vec<&Case> = cases.par_iter().filter(|case| !stays(case, change, &set, &linter)).collect();
        let share = lost.len() as f64 * 100.0 / cases.len() as f64;
        println!("{name}: {} of {} findings lost ({share:.2} %)", lost.len(), cases.len());
        if std::env::var_os("HUASHU_SHOW").is_some() || share >= LOST {
            let mut rules: BTreeMap<&str, usize> = BTreeMap::new();
            for case in &lost {
                *rules.entry(&case.rule).or_default() += 1;
            }
            println!("  {rules:?}");
            let text = |case: &&Case| {
                let turns: Vec<String> = case.transcript.turns.iter().map(|t| change(&t.text)).collect();
                format!("  {} {}", case.rule, turns.join(" / "))
            };
            println!("{}", lost.iter().map(text).collect::<Vec<_>>().join("\n"));
        }
        if share >= LOST {
            wrong.push(format!("{name}: {share:.2} %"));
        }
    }
    assert!(wrong.is_empty(), "too much is lost: {}", wrong.join(", "));
}

fn stays(case: &Case, change: Change, set: &RuleSet, linter: &Linter) -> bool {
    let mut transcript = case.transcript.clone();
    transcript.turns.iter_mut().for_each(|t| t.text = change(&t.text));
    finds(&transcript, case.turn, &case.rule, set, linter)
}

fn finds(transcript: &Transcript, turn: Option<usize>, rule: &str, set: &RuleSet, linter: &Linter) -> bool {
    let Some(index) = set.rules().iter().position(|r| r.id() == rule) else { return false };
    let Some(outcome) = linter.lint_one(index, transcript) else { return false };
    match outcome.outcome {
        huashu::outcome::Outcome::Fail(findings) => turn.is_none() || findings.iter().any(|f| f.turn == turn),
        _ => false,
    }
}

/// The examples that fire and the labelled utterances in which what is due is found.
fn cases(set: &RuleSet, linter: &Linter) -> Vec<Case> {
    let mut cases = Vec::new();
    for rule in set.rules() {
        for example in rule.file.examples.iter().filter(|e| e.outcome == OutcomeKind::Fail && !e.todo) {
            let ExampleTranscript::Text(written) = &example.transcript else { continue };
            let mut transcript = text::parse(written).unwrap();
            transcript.channel = example.channel.or(Some(Channel::Chat));
            cases.push(Case { transcript, turn: None, rule: rule.id().to_owned() });
        }
    }
    for utterance in labelled::utterances() {
        let (transcript, turn) = labelled::conversation(&utterance, str::to_owned);
        let due = utterance.must.iter().map(|rule| (transcript.clone(), rule.clone()));
        cases.extend(due.map(|(transcript, rule)| Case { transcript, turn: Some(turn), rule }));
    }
    cases.into_par_iter().filter(|c| finds(&c.transcript, c.turn, &c.rule, set, linter)).collect()
}

/// Without marks; those inside numbers and Latin words (3,000, 10:30) are part of the word.
fn bare(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let latin = |c: Option<&char>| c.is_some_and(char::is_ascii_alphanumeric);
    let mark = |c: char| "，。！？；：、…—～,.!?;:~“”‘’\"'「」『』（）()《》【】".contains(c);
    let keep = |i: usize| {
        let inside = latin(i.checked_sub(1).and_then(|i| chars.get(i))) && latin(chars.get(i + 1));
        inside || !mark(chars[i])
    };
    (0..chars.len()).filter(|i| keep(*i)).map(|i| chars[i]).collect()
}

/// In traditional characters, as OpenCC writes them.
fn traditional(text: &str) -> String {
    static CONVERTER: std::sync::LazyLock<ferrous_opencc::OpenCC> = std::sync::LazyLock::new(|| {
        ferrous_opencc::OpenCC::from_config(ferrous_opencc::config::BuiltinConfig::S2t).unwrap()
    });
    CONVERTER.convert(text)
}

/// ASCII in full-width forms.
fn full_width(text: &str) -> String {
    let wide = |c: char| match c {
        '!'..='~' => char::from_u32(c as u32 + 0xFEE0).unwrap(),
        ' ' => '\u{3000}',
        c => c,
    };
    text.chars().map(wide).collect()
}

/// A zero-width space behind every second character.
fn zero_width(text: &str) -> String {
    let one = |(i, c): (usize, char)| if i.is_multiple_of(2) { format!("{c}\u{200b}") } else { c.to_string() };
    text.chars().enumerate().map(one).collect()
}

/// A space between Chinese characters: 没 办 法.
fn spaced(text: &str) -> String {
    let han = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
    let mut out = String::new();
    let mut last = None;
    for c in text.chars() {
        if last.is_some_and(han) && han(c) {
            out.push(' ');
        }
        out.push(c);
        last = Some(c);
    }
    out
}

/// With hesitation behind a pronoun that opens the sentence, or a filler in front, and one behind every comma, as people
/// talk; written with commas where the sentence has any marks. One-word answers stay: nobody hesitates in those.
fn fillers(text: &str) -> String {
    const WORDS: [&str; 5] = ["嗯", "那个", "就是说", "呃", "这个"];
    let han = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
    if text.chars().filter(|c| han(*c)).count() < 6 {
        return text.to_owned();
    }
    let comma = if text.contains(['，', ',', '。']) { "，" } else { "" };
    let n = text.chars().count();
    let mut words = WORDS.iter().cycle().skip(n % WORDS.len());
    let mut next = || format!("{}{comma}", words.next().unwrap());
    let opens =
        |p: &&str| text.strip_prefix(p).and_then(|r| r.chars().next()).is_some_and(|c| han(c) && !"们的".contains(c));
    let (mut out, rest) = match ["我们", "这边", "您", "你", "我"].into_iter().find(opens) {
        Some(pronoun) => {
            (format!("{pronoun}{}", if n.is_multiple_of(2) { "嗯" } else { "呃" }), &text[pronoun.len()..])
        }
        None => (next(), text),
    };
    let mut rest = rest.chars().peekable();
    while let Some(c) = rest.next() {
        out.push(c);
        if matches!(c, '，' | ',' | '。' | '；') && rest.peek().is_some() {
            out += &next();
        }
    }
    out
}

#[test]
fn the_changes_change() {
    let shown: Vec<String> = CHANGES
        .iter()
        .map(|(name, change)| format!("{name}: {}", change("我们没有办法，您自己看吧 OK")).escape_debug().to_string())
        .collect();
    insta::assert_snapshot!(shown.join("\n"));
}
