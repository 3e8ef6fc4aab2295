//! Case clocks, in one record and over linked conversations.

use super::*;
use crate::cases::CaseLedger;
use crate::transcript::{Case, Direction, Scene};

const ANSWER: &str = "metric: case-hours, max: 48, case: { until: answer, class: [C], scene: [complaint] }";
const CALL_BACK: &str = "metric: case-hours, max: 24, case: { until: call-back }";
const PRIORITY: &str = "metric: case-hours, case: { until: answer, by_priority: { P1: 2, P2: 8, P3: 24 } }";

fn conversation(id: &str, at: &str, direction: Direction) -> Transcript {
    let case = Case { id: Some("K1".into()), class: Some("C".into()), priority: Some("P2".into()), ..Case::default() };
    let started_at = Some(format!("2026-10-{at}:00+08:00").parse().unwrap());
    Transcript { id: id.into(), direction: Some(direction), started_at, case, ..call(&["a 0-1 您好"]) }
}

/// The outcome of each conversation, judged by the ledger of all.
fn linked(limit: &str, all: &[Transcript]) -> Vec<Outcome> {
    let mut linter = linter(limit);
    assert!(linter.needs_cases());
    linter.link(CaseLedger::gather(all));
    all.iter().map(|t| linter.lint(t).remove(0).outcome).collect()
}

#[test]
fn the_conversation_that_comes_too_late_answers_for_the_case() {
    let call = conversation("C1", "08T09:00", Direction::Inbound);
    let back = conversation("C2", "10T10:00", Direction::Outbound);
    let elsewhere = Outcome::NotApplicable(Reason::JudgedElsewhere);
    for (limit, hours) in [(ANSWER, 48.0), (CALL_BACK, 24.0), (PRIORITY, 8.0)] {
        let outcomes = linked(limit, &[back.clone(), call.clone()]);
        assert_eq!(outcomes[1], elsewhere, "{limit}");
        let Outcome::Fail(found) = &outcomes[0] else { panic!("{limit}: {outcomes:?}") };
        assert_eq!((value(&found[0], "value"), value(&found[0], "limit")), (Some(49.0), Some(hours)));
    }
    let soon = conversation("C2", "08T17:00", Direction::Outbound);
    for limit in [ANSWER, CALL_BACK, PRIORITY] {
        assert_eq!(linked(limit, &[call.clone(), soon.clone()]), [elsewhere.clone(), Outcome::Pass(Vec::new())]);
    }
}

#[test]
fn without_a_link_it_is_unknown_once_a_case() {
    let one = conversation("C1", "08T09:00", Direction::Inbound);
    let two = conversation("C2", "09T09:00", Direction::Inbound);
    let outcomes = linked(CALL_BACK, &[two, one.clone()]);
    assert_eq!(outcomes, [Outcome::NotApplicable(Reason::JudgedElsewhere), Outcome::Unknown(Reason::NotLinked)]);
    unknown(ANSWER, &one, Reason::NotLinked);
    // The first conversation of a case is no call-back, even if the house made the call.
    unknown(CALL_BACK, &conversation("C1", "08T09:00", Direction::Outbound), Reason::NotLinked);
}

#[test]
fn one_record_may_carry_both_ends() {
    let at = |text: &str| text.parse().ok();
    let case = Case {
        opened_at: at("2026-10-08T09:00:00+08:00"),
        answered_at: at("2026-10-08T19:00:00Z"),
        priority: Some("P2".into()),
        ..Case::default()
    };
    let record = Transcript { case: case.clone(), ..call(&["a 0-1 您好"]) };
    assert_eq!(findings(PRIORITY, &record), [(None, 18.0)]);
    let urgent = Case { priority: Some("P9".into()), ..case };
    aside(PRIORITY, &Transcript { case: urgent, ..record }, Reason::OtherMeta);
}

#[test]
fn cases_the_limit_is_not_for() {
    let talk = call(&["a 0-1 您好"]);
    aside(ANSWER, &talk, Reason::Condition);
    aside(PRIORITY, &talk, Reason::NoCase);
    unknown(ANSWER, &Transcript { scene: Some(Scene::Complaint), ..talk.clone() }, Reason::NoCase);
    let case = Case { id: Some("K1".into()), ..Case::default() };
    unknown(PRIORITY, &Transcript { case, ..talk }, Reason::NoMetadata);
}
