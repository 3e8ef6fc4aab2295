//! What is counted, and the conversation as a whole.

use super::*;

#[test]
fn rings_by_count_or_by_seconds() {
    let ring = "metric: ring, max: 3";
    let talk = call(&["a 0-1 您好"]);
    let calls = |count, seconds| Transcript { ring_count: count, ring_seconds: seconds, ..talk.clone() };
    assert_eq!(findings(ring, &calls(Some(4.0), None)), [(None, 4.0)]);
    assert_eq!(findings(ring, &calls(None, Some(16.0))), [(None, 3.2)]);
    passes(ring, &calls(None, Some(15.0)));
    passes(ring, &calls(Some(2.0), Some(40.0)));
    unknown(ring, &talk, Reason::NoMetadata);
}

#[test]
fn handovers_by_record_or_events() {
    let limit = "metric: transfers, max: 1";
    let talk = call(&["a 0-1 您好", "a 20-21 您好", "a 40-41 您好"]);
    let transfer = |at| (EventKind::Transfer, Some(at), None);
    assert_eq!(findings(limit, &Transcript { transfers: Some(2), ..talk.clone() }), [(None, 2.0)]);
    assert_eq!(findings(limit, &with_events(talk.clone(), &[transfer(10.0), transfer(30.0)])), [(Some(2), 2.0)]);
    passes(limit, &with_events(talk.clone(), &[transfer(10.0)]));
    unknown(limit, &talk, Reason::NoMetadata);
}

#[test]
fn turns_and_their_length() {
    let talk = chat(&["a 0 您好", "c 1 你好！", "a 2 请问有什么可以帮您？"]);
    assert_eq!(findings("metric: turns, max: 1", &talk), [(None, 2.0)]);
    assert_eq!(findings("metric: turns, role: customer, min: 2", &talk), [(None, 1.0)]);
    passes("metric: turns, role: any, max: 3", &talk);
    assert_eq!(findings("metric: turn-length, max: 8", &talk), [(Some(2), 9.0)]);
    assert_eq!(findings("metric: turn-length, max: 5, of: average", &talk), [(None, 5.5)]);
    aside("metric: turn-length, role: bot, max: 8", &talk, Reason::NoTurns);
}

#[test]
fn shares_by_time_or_by_characters() {
    let share = "metric: talk-share, role: agent, max: 60";
    assert_eq!(findings(share, &call(&["a 0-8 您好", "c 8-10 你好"])), [(None, 80.0)]);
    assert_eq!(findings(share, &chat(&["a 0 您好您好，", "c 8 你"])), [(None, 80.0)]);
    passes(share, &call(&["a 0-3 您好", "c 3-5 你好"]));
    unknown(share, &call(&["a 0-3 您好", "c 3 你好"]), Reason::PartialClocks);
    unknown(share, &call(&["a - 您好", "c - 你好"]), Reason::NoTimestamps);
    aside(share, &call(&["a 3-3 您好", "c 4-4 你好"]), Reason::NoTurns);
}

#[test]
fn durations_by_the_record_or_by_the_turns() {
    let limit = "metric: duration, max: 60";
    let talk = call(&["a 10-12 您好", "c 75-80 再见"]);
    assert_eq!(findings(limit, &talk), [(None, 70.0)]);
    let at = |text: &str| text.parse().ok();
    let (started_at, ended_at) = (at("2026-10-08T09:00:00+08:00"), at("2026-10-08T09:01:30+08:00"));
    assert_eq!(findings(limit, &Transcript { started_at, ended_at, ..talk }), [(None, 90.0)]);
}

#[test]
fn the_end_of_the_call() {
    let talk = call(&["c 0-1 再见", "a 2-3 再见"]);
    let hung_up = |at| with_events(talk.clone(), &[(EventKind::Hangup, Some(at), None)]);
    assert_eq!(findings("metric: hangup-gap, min: 2", &hung_up(3.5)), [(Some(1), 0.5)]);
    passes("metric: hangup-gap, min: 2", &hung_up(5.0));
    aside("metric: hangup-gap, role: customer, min: 2", &hung_up(3.5), Reason::NoTrigger);
    unknown("metric: hangup-gap, min: 2", &talk, Reason::NoMetadata);
    unknown("metric: hangup-gap, min: 2", &hung_up(1.0), Reason::ClockBackwards);
    let no_ends = with_events(call(&["a 2 再见"]), &[(EventKind::Hangup, Some(9.0), None)]);
    unknown("metric: hangup-gap, min: 2", &no_ends, Reason::NoEndTimes);
    // Who speaks last needs no clock.
    let bare = chat(&["a - 再见", "c - 再见", "s - 会话结束"]);
    assert_eq!(findings("metric: last-speaker, role: agent, max: 0", &bare), [(Some(1), 1.0)]);
    passes("metric: last-speaker, role: customer, max: 0", &bare);
    aside("metric: last-speaker, role: bot, max: 0", &bare, Reason::NoTurns);
}
