//! Baseline, waivers and the gate: what counts, what fails, and what is said of it.

#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic, reason = "tests may")]

mod common;

use std::fs;

use huashu::baseline::Baseline;
use huashu::gate::{Gate, Objection};
use huashu::lang::Lang;
use huashu::policy::Policy;
use huashu::read::{self, Options, Record};
use huashu::report::format::Format;
use huashu::report::mistake;
use huashu::report::model::GateEntry;
use huashu::rule::error::SourceFile;
use huashu::rule::file::Severity;
use huashu::transcript::Transcript;
use huashu::waiver::Waivers;

fn ids() -> Vec<String> {
    common::all_rules().rules().iter().map(|r| r.id().to_owned()).collect()
}

fn waivers(text: &str) -> Waivers {
    let file = SourceFile { name: "w.yaml".into(), path_id: "waivers".into(), text: text.into(), checked: false };
    Waivers::parse(file, &ids(), "2026-11-01".parse().unwrap()).unwrap()
}

fn read(name: &str, text: &str) -> Vec<Transcript> {
    let options = Options::default();
    let all = read::records(name, Box::new(text.as_bytes()), None, &options).map(|r| match r {
        Record::Transcript(transcript) => *transcript,
        Record::Skipped(skipped) => panic!("{skipped:?}"),
    });
    all.collect()
}

fn run(transcripts: &[Transcript], policy: &Policy) -> huashu::batch::Run {
    common::report_on(transcripts, policy, Format::Json, false, Lang::Zh).1
}

const RUDE: &str = "# id: C1\n# channel: chat\n客户：能退吗\n坐席：这个我们也没办法。\n客户：真的吗\n坐席：没办法。";

#[test]
fn every_mistake_in_waivers_is_explained_in_both_languages() {
    insta::glob!("waivers/*.yaml", |path| {
        let text = fs::read_to_string(path).unwrap();
        let file = SourceFile { name: "waivers.yaml".into(), path_id: "waivers".into(), text, checked: false };
        let errors = Waivers::parse(file, &ids(), "2026-11-01".parse().unwrap()).expect_err("the file has a mistake");
        let drawn: Vec<String> =
            [Lang::Zh, Lang::En].iter().flat_map(|l| errors.iter().map(|e| mistake::draw(e, *l))).collect();
        insta::assert_snapshot!(drawn.join("\n"));
    });
}

#[test]
fn a_baseline_lets_only_new_findings_fail() {
    let all = common::transcripts(&common::fixtures());
    let recorded = run(&all, &Policy { record: true, ..Policy::default() }).recorded.unwrap();
    let text = recorded.text();
    assert!(text.lines().count() > 50);
    assert_eq!(Baseline::parse(&text).unwrap().text(), text, "what is written reads back the same");

    let policy = Policy { baseline: Some(Baseline::parse(&text).unwrap()), ..Policy::default() };
    let again = run(&all, &policy);
    assert_eq!((again.totals.known, again.totals.gate()), (again.totals.findings, GateEntry::Pass));
    assert!(policy.baseline.as_ref().unwrap().unused(&again.known).is_empty());

    let mut worse = all.clone();
    let turn = worse[0].turns.iter_mut().rfind(|t| t.role == huashu::transcript::Role::Agent).unwrap();
    turn.text.push_str("，蠢货");
    let new = run(&worse, &policy);
    assert_eq!(new.totals.gate(), GateEntry::Fail);
    assert!(new.totals.known < new.totals.findings);
}

#[test]
fn the_same_words_once_more_are_new() {
    let once = read("a.txt", "# id: A\n坐席：没办法。");
    let twice = read("a.txt", "# id: A\n坐席：没办法。\n客户：哦\n坐席：没办法。");
    let recorded = run(&once, &Policy { record: true, ..Policy::default() }).recorded.unwrap();
    let policy = Policy { baseline: Some(recorded), ..Policy::default() };
    assert_eq!(run(&once, &policy).totals.gate(), GateEntry::Pass);
    assert_eq!(run(&twice, &policy).totals.gate(), GateEntry::Fail);
}

#[test]
fn records_without_an_id_are_known_by_their_words() {
    let before = read("s.txt", "坐席：没办法。\n---\n坐席：您好。");
    let after = read("s.txt", "坐席：您好！\n---\n坐席：没办法。\n---\n坐席：您好。");
    let recorded = run(&before, &Policy { record: true, ..Policy::default() }).recorded.unwrap();
    let policy = Policy { baseline: Some(recorded), ..Policy::default() };
    let (json, _) = common::report_on(&after, &policy, Format::Json, false, Lang::Zh);
    let report: serde_json::Value = serde_json::from_str(&json).unwrap();
    let dead_end = |c: &serde_json::Value| {
        c["findings"].as_array().unwrap().iter().find(|f| f["rule"] == "tone/dead-end").cloned().unwrap()
    };
    assert_eq!(dead_end(&report["conversations"][1])["known"], true);
}

#[test]
fn what_is_waived_costs_nothing_and_stays_in_the_report() {
    let all = read("a.txt", RUDE);
    let plain = run(&all, &Policy::default());
    let policy = Policy {
        waivers: waivers(
            "waivers:\n  - { rule: tone/dead-end, conversation: C1, reason: 申诉成立, by: 王主管, until: 2026-11-01 }\n",
        ),
        ..Policy::default()
    };
    let (json, waived) = common::report_on(&all, &policy, Format::Json, false, Lang::Zh);
    assert_eq!(waived.totals.waived, 2);
    assert_eq!(waived.totals.findings + 2, plain.totals.findings);
    assert!(waived.totals.mean_score() > plain.totals.mean_score());
    assert_eq!(waived.used.len(), 1);
    let report: serde_json::Value = serde_json::from_str(&json).unwrap();
    let findings = report["conversations"][0]["findings"].as_array().unwrap();
    let finding = findings.iter().find(|f| f["rule"] == "tone/dead-end").unwrap();
    assert_eq!((&finding["waived"], &finding["waived_by"]), (&"申诉成立".into(), &"王主管".into()));
}

#[test]
fn a_waiver_fits_by_fingerprint_agent_and_words_and_expires() {
    let all = read("a.txt", &RUDE.replace("# channel", "# agent_id: A7\n# channel"));
    let (json, _) = common::report_on(&all, &Policy::default(), Format::Json, false, Lang::Zh);
    let report: serde_json::Value = serde_json::from_str(&json).unwrap();
    let findings = report["conversations"][0]["findings"].as_array().unwrap();
    let mark =
        findings.iter().find(|f| f["rule"] == "tone/dead-end").unwrap()["fingerprint"].as_str().unwrap().to_owned();
    let waived = |keys: &str| {
        let text = format!("waivers:\n  - {{ {keys}, reason: r, by: b }}\n");
        run(&all, &Policy { waivers: waivers(&text), ..Policy::default() }).totals.waived
    };
    assert_eq!(waived(&format!("fingerprint: \"{mark}\"")), 1);
    assert_eq!(waived("rule: tone/dead-end, agent: A7"), 2);
    assert_eq!(waived("rule: tone/dead-end, agent: A8"), 0);
    assert_eq!(waived("rule: tone/dead-end, text: 没办法。"), 1);
    assert_eq!(waived("rule: tone/dead-end, agent: A7, until: 2026-10-31"), 0);
}

#[test]
fn the_gate_says_why_it_failed() {
    let all = read("a.txt", RUDE);
    let why = |gate: Gate| run(&all, &Policy { gate, ..Policy::default() }).totals.objections;
    let never = Gate { fail_on: None, ..Gate::default() };
    assert_eq!(why(never), []);
    let found = run(&all, &Policy::default()).totals.findings;
    assert_eq!(why(Gate::default()), [Objection::Findings { least: Severity::Minor, count: found }]);
    assert_eq!(why(Gate { fail_on: Some(Severity::Fatal), ..Gate::default() }), []);
    assert_eq!(why(Gate { max_findings: Some(1), ..never }), [Objection::TooMany { limit: 1, count: found }]);
    assert_eq!(why(Gate { max_findings: Some(found), ..never }), []);
    assert!(matches!(why(Gate { min_score: Some(99.0), ..never })[..], [Objection::Scores { count: 1, .. }]));
    assert!(matches!(why(Gate { strict: true, ..never })[..], [Objection::Unknown { .. }, ..]));
}

#[test]
fn a_figure_over_few_conversations_fails_only_under_strict() {
    let call = |answered: bool| {
        format!(
            "{{\"channel\":\"call\",\"direction\":\"inbound\",\"answered\":{answered},\"turns\":[{{\"role\":\"system\",\"text\":\"无人接听\"}}]}}\n"
        )
    };
    let calls = |n: usize| read("a.jsonl", &(0..n).map(|i| call(i % 2 == 0)).collect::<String>());
    let never = Gate { fail_on: Some(Severity::Minor), ..Gate::default() };
    let kpi = |transcripts: &[Transcript], gate: Gate| {
        let run = run(transcripts, &Policy { gate, ..Policy::default() });
        let objections = run.totals.objections.iter().filter_map(|o| match o {
            Objection::Figure { figure } => {
                Some(("fails", common::RULES.rules()[run.totals.figures[*figure].rule].id()))
            }
            Objection::UnknownFigure { figure } => {
                Some(("unknown", common::RULES.rules()[run.totals.figures[*figure].rule].id()))
            }
            _ => None,
        });
        objections.filter(|(_, id)| *id == "kpi/answer-rate").map(|(what, _)| what).collect::<Vec<_>>()
    };
    assert_eq!(kpi(&calls(10), never), [""; 0]);
    assert_eq!(kpi(&calls(10), Gate { strict: true, ..never }), ["unknown"]);
    assert_eq!(kpi(&calls(30), never), ["fails"]);
    assert_eq!(kpi(&calls(30), Gate { kpi_min_n: 31, ..never }), [""; 0]);
    let waived = Policy {
        waivers: waivers("waivers:\n  - { rule: kpi/answer-rate, reason: 线路故障, by: 运维 }\n"),
        ..Policy::default()
    };
    let run = run(&calls(30), &waived);
    assert!(!run.totals.objections.iter().any(|o| matches!(o, Objection::Figure { figure } if common::RULES.rules()[run.totals.figures[*figure].rule].id() == "kpi/answer-rate")));
    assert_eq!(run.used.len(), 1);
}

#[test]
fn a_baseline_that_is_none_is_refused() {
    for text in ["", "[]", "{\"schema\":\"other\",\"findings\":[]}", "{\"schema\":\"huashu-baseline/1\"}"] {
        assert!(Baseline::parse(text).is_err(), "{text}");
    }
}
