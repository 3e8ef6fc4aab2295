//! Every metric on small conversations, with all clocks, some, and none.

mod cases;
mod counts;
mod holds;
mod overlap;
mod pauses;
mod replies;

use crate::linter::Linter;
use crate::outcome::{Finding, Outcome, Reason, Value};
use crate::rule::builtin;
use crate::rule::error::SourceFile;
use crate::rule::set::{DEFAULT_DIMENSIONS, Layer, RuleSet};
use crate::transcript::{Channel, Event, EventKind, Role, Transcript, Turn};

/// A linter with one rule: a `limit` in one line of YAML.
pub(super) fn linter(limit: &str) -> Linter {
    let text = format!(
        "id: t/limit\ntitle: t\nseverity: minor\ndimension: 时效\nmessage: m\ncheck:\n  limit: {{ {limit} }}\n"
    );
    let file = SourceFile { name: "t/limit.yaml".into(), path_id: "t/limit".into(), text, checked: false };
    let dimensions = DEFAULT_DIMENSIONS.map(str::to_owned);
    let set = RuleSet::load(vec![builtin::vocabulary(), Layer { files: vec![file] }], &dimensions).unwrap();
    Linter::new(&set)
}

/// The outcome of a `limit`.
fn outcome(limit: &str, transcript: &Transcript) -> Outcome {
    linter(limit).lint(transcript).remove(0).outcome
}

/// The findings of a `limit` that fails, each as the turn and the value.
fn findings(limit: &str, transcript: &Transcript) -> Vec<(Option<usize>, f64)> {
    match outcome(limit, transcript) {
        Outcome::Fail(findings) => findings.iter().map(|f| (f.turn, value(f, "value").unwrap())).collect(),
        other => panic!("{other:?}"),
    }
}

/// A figure of a finding.
fn value(finding: &Finding, name: &str) -> Option<f64> {
    finding.values.iter().find(|(n, _)| *n == name).map(|(_, value)| match value {
        Value::Seconds(n) | Value::Number(n) => *n,
        other => panic!("{other:?}"),
    })
}

fn passes(limit: &str, transcript: &Transcript) {
    assert_eq!(outcome(limit, transcript), Outcome::Pass(Vec::new()), "{limit}");
}

fn unknown(limit: &str, transcript: &Transcript, reason: Reason) {
    assert_eq!(outcome(limit, transcript), Outcome::Unknown(reason), "{limit}");
}

fn aside(limit: &str, transcript: &Transcript, reason: Reason) {
    assert_eq!(outcome(limit, transcript), Outcome::NotApplicable(reason), "{limit}");
}

/// A call; turns as `a 1-3.5 您好`, with `-` for a missing clock and only a start before a lone `-`.
fn call(turns: &[&str]) -> Transcript {
    Transcript { channel: Some(Channel::Call), turns: turns.iter().map(|t| turn(t)).collect(), ..Transcript::default() }
}

/// A chat; turns as `a 1 您好`.
fn chat(turns: &[&str]) -> Transcript {
    Transcript { channel: Some(Channel::Chat), ..call(turns) }
}

/// `a` agent, `c` customer, `b` bot, `s` system, `A` an automatic reply.
fn turn(text: &str) -> Turn {
    let (who, rest) = text.split_once(' ').unwrap();
    let (clock, words) = rest.split_once(' ').unwrap_or((rest, ""));
    let (start, end) = clock.split_once('-').unwrap_or((clock, ""));
    let role = match who {
        "a" | "A" => Role::Agent,
        "c" => Role::Customer,
        "b" => Role::Bot,
        _ => Role::System,
    };
    Turn {
        role,
        start: start.parse().ok(),
        end: end.parse().ok(),
        text: words.to_owned(),
        auto: who == "A",
        ..Turn::default()
    }
}

fn with_events(mut transcript: Transcript, events: &[(EventKind, Option<f64>, Option<f64>)]) -> Transcript {
    let event = |(kind, start, end): &(EventKind, Option<f64>, Option<f64>)| Event {
        kind: kind.clone(),
        start: *start,
        end: *end,
    };
    transcript.events = events.iter().map(event).collect();
    transcript
}

fn with_hold(transcript: Transcript, start: f64, end: f64) -> Transcript {
    with_events(transcript, &[(EventKind::Hold, Some(start), Some(end))])
}

/// Without clocks nothing that is measured in seconds passes.
#[test]
fn nothing_passes_without_clocks() {
    let bare = call(&["a - 您好", "c - 你好", "a - 请讲"]);
    for metric in ["first-response", "response", "silence", "overlap", "speech-rate", "progress-gap", "duration"] {
        unknown(&format!("metric: {metric}, max: 1"), &bare, Reason::NoTimestamps);
    }
    let written = Transcript { channel: Some(Channel::Chat), ..bare };
    for metric in ["first-response", "response"] {
        unknown(&format!("metric: {metric}, max: 1"), &written, Reason::NoTimestamps);
    }
}

#[test]
fn a_channel_without_a_limit_is_left_alone() {
    let chat = chat(&["c 0 在吗", "a 300 在"]);
    aside("metric: response, max: { call: 5 }", &chat, Reason::OtherChannel);
}

#[test]
fn limits_are_inclusive_and_exact() {
    passes("metric: response, max: 10", &call(&["c 1-14.8 您好", "a 24.8-30 请讲"]));
    assert_eq!(findings("metric: response, max: 10", &call(&["c 1-14.8 您好", "a 24.9-30 请讲"])), [(Some(1), 10.1)]);
}
