//! What holds for every input: spans, order, threads.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "tests may")]

mod common;

use huashu::lang::Lang;
use huashu::linter::Linter;
use huashu::outcome::Outcome;
use huashu::report::format::Format;
use huashu::rule::builtin;
use huashu::rule::set::{DEFAULT_DIMENSIONS, Layer, RuleSet};
use huashu::transcript::{Role, Transcript, Turn};
use proptest::prelude::*;

/// Every span lies in its turn and holds the words that the finding quotes.
fn spans_hold(transcript: &Transcript) {
    for outcome in common::LINTER.lint(transcript) {
        let Outcome::Fail(findings) = outcome.outcome else { continue };
        for finding in findings {
            let Some(span) = finding.span else { continue };
            let turn = &transcript.turns[finding.turn.expect("a span stands in a turn")];
            let length = turn.text.chars().count();
            assert!(span.start < span.end && span.end <= length, "{span:?} of {length}: {}", turn.text);
            let words: String = turn.text.chars().skip(span.start).take(span.len()).collect();
            assert_eq!(Some(words), finding.text);
        }
    }
}

#[test]
fn spans_of_the_fixtures_hold() {
    for transcript in common::transcripts(&common::fixtures()) {
        spans_hold(&transcript);
    }
}

/// Phases follow each other and together are all turns.
fn phases_cover(transcript: &Transcript) {
    let phases = common::LINTER.measure(transcript).phases;
    let ends = [0, phases.opening.end, phases.body.end, transcript.turns.len()];
    assert_eq!([phases.opening.start, phases.body.start, phases.closing.start, phases.closing.end], ends);
    assert!(ends.is_sorted(), "{ends:?}");
}

#[test]
fn phases_of_the_fixtures_cover_them() {
    for transcript in common::transcripts(&common::fixtures()) {
        phases_cover(&transcript);
    }
}

#[test]
fn any_number_of_threads_writes_the_same_bytes() {
    let files = common::fixtures();
    let with = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| common::builtin_report(&files, Format::Json, Lang::Zh, true).0)
    };
    assert_eq!(with(1), with(3));
}

#[test]
fn the_order_of_rule_files_does_not_matter() {
    let dimensions: Vec<String> = DEFAULT_DIMENSIONS.iter().map(ToString::to_string).collect();
    let mut files = builtin::all().files;
    files.reverse();
    let reversed = RuleSet::load(vec![Layer { files }], &dimensions).unwrap().filtered(|r| r.file.enabled);
    assert_eq!(reversed.hash(), common::RULES.hash());
    let files = common::fixtures();
    let straight = common::builtin_report(&files, Format::Json, Lang::Zh, true).0;
    assert_eq!(straight, common::report(&files, &reversed, Format::Json, Lang::Zh, true).0);
}

#[test]
fn judging_a_rule_alone_gives_the_outcome_it_has_among_all() {
    let transcripts = common::transcripts(&common::fixtures());
    let together: Vec<_> = transcripts.iter().map(|t| common::LINTER.lint(t)).collect();
    for family in ["open", "time"] {
        // Mandated sentences of other rules silence hits: those rules stay, only the others go.
        let keep = |r: &huashu::rule::set::Rule| r.family() == family || !r.file.mandates.is_empty();
        let some = common::RULES.clone().filtered(keep);
        let linter = Linter::new(&some);
        for (transcript, all) in transcripts.iter().zip(&together) {
            for outcome in linter.lint(transcript) {
                let id = some.rules()[outcome.rule].id();
                let among = all.iter().find(|o| common::RULES.rules()[o.rule].id() == id).unwrap();
                assert_eq!(outcome.outcome, among.outcome, "{id} on {}", transcript.id);
            }
        }
    }
}

/// Turns of anything: words that rules know, noise, width forms, zero-width characters.
fn turn() -> impl Strategy<Value = Turn> {
    let words = prop::sample::select(vec![
        "没办法",
        "您好",
        "工号",
        "幺零二",
        "请稍等",
        "不知道",
        "大点声",
        "再见",
        "13800138000",
        "ＡＰＰ",
        "没\u{200b}办 法",
        "難道",
        "！！",
        "，",
        "。",
        "吗",
        "😀",
        " ",
        "\n",
    ]);
    let text = prop::collection::vec(prop_oneof![3 => words.prop_map(str::to_owned), 1 => "\\PC{0,6}"], 0..12);
    let role = prop::sample::select(Role::ALL.to_vec());
    let clock = prop::option::of(-5.0f64..400.0);
    (role, text, clock, prop::option::of(0.0f64..30.0)).prop_map(|(role, parts, start, length)| Turn {
        role,
        start,
        end: start.zip(length).map(|(s, l)| s + l),
        text: parts.concat(),
        ..Turn::default()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn spans_of_anything_hold(turns in prop::collection::vec(turn(), 0..8)) {
        let transcript = Transcript { id: "p".into(), turns, ..Transcript::default() };
        spans_hold(&transcript);
        phases_cover(&transcript);
    }
}
