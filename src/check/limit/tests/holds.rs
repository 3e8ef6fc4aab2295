//! Holds, waits and their progress updates.

use super::*;

const PROGRESS: &str =
    "metric: progress-gap, over: 300, max: 120, waits: [<wait-announcements>], updates: [<progress>]";

#[test]
fn holds_are_counted_and_measured() {
    let talk = call(&["a 0-2 请稍等", "a 60-63 久等了", "a 90-91 再等等", "a 130-131 好了"]);
    let hold = |from, to| (EventKind::Hold, Some(from), Some(to));
    let twice = with_events(talk.clone(), &[hold(3.0, 59.0), hold(92.0, 129.0)]);
    assert_eq!(findings("metric: hold-count, max: 1", &twice), [(None, 2.0)]);
    assert_eq!(findings("metric: hold-longest, max: 50", &twice), [(Some(1), 56.0)]);
    assert_eq!(findings("metric: hold-total, max: 90", &twice), [(None, 93.0)]);
    passes("metric: hold-total, max: 93", &twice);
    for metric in ["hold-count", "hold-longest", "hold-total"] {
        aside(&format!("metric: {metric}, max: 1"), &talk, Reason::NoTrigger);
    }
}

#[test]
fn holds_without_clocks_are_unknown() {
    let talk = call(&["a 0-2 请稍等", "a 60-63 久等了"]);
    let no_start = with_events(talk.clone(), &[(EventKind::Hold, None, None)]);
    unknown("metric: hold-longest, max: 1", &no_start, Reason::NoTimestamps);
    assert_eq!(findings("metric: hold-count, max: 0", &no_start), [(None, 1.0)]);
    let no_end = with_events(talk.clone(), &[(EventKind::Hold, Some(3.0), None)]);
    assert_eq!(findings("metric: hold-longest, max: 50", &no_end), [(Some(1), 57.0)]);
    unknown("metric: hold-longest, max: 60", &no_end, Reason::NoEndTimes);
    let reversed = with_hold(talk, 30.0, 3.0);
    unknown("metric: hold-total, max: 1", &reversed, Reason::ClockBackwards);
}

#[test]
fn long_waits_need_updates() {
    let talk = ["c 0 坏了", "a 5 我核实一下，请稍等", "c 10 好", "a 400 好了"];
    assert_eq!(findings(PROGRESS, &chat(&talk)), [(Some(3), 395.0)]);
    let talk = ["a 5 请稍等", "a 120 正在核实，还要四分钟", "a 230 还在处理", "a 340 好了"];
    passes(PROGRESS, &chat(&talk));
    let talk = ["a 5 请稍等", "a 206 正在核实，还要四分钟", "a 310 还在处理", "a 440 好了"];
    assert_eq!(findings(PROGRESS, &chat(&talk)), [(Some(1), 201.0), (Some(3), 130.0)]);
    // Up to five minutes nothing is due.
    aside(PROGRESS, &chat(&["a 5 请稍等", "c 10 好", "a 305 好了", "c 310 嗯"]), Reason::NoTrigger);
}

#[test]
fn a_hold_is_a_wait_whatever_is_said() {
    let talk = call(&["a 0-2 嗯", "a 400-401 好了"]);
    assert_eq!(findings(PROGRESS, &with_hold(talk.clone(), 3.0, 399.0)), [(Some(1), 398.0)]);
    // Silence alone is no wait that was asked for.
    aside(PROGRESS, &talk, Reason::NoTrigger);
    // The customer who takes his time does not wait.
    aside(PROGRESS, &chat(&["a 0 请您重启试试", "c 390 好了", "a 400 太好了"]), Reason::NoTrigger);
}

#[test]
fn a_wait_that_never_ends_ends_with_the_record() {
    let talk = ["a 5 请稍等", "c 10 好", "c 500 人呢"];
    assert_eq!(findings(PROGRESS, &chat(&talk)), [(Some(0), 495.0)]);
}

#[test]
fn waits_without_clocks_are_unknown() {
    unknown(PROGRESS, &call(&["a 0 我核实一下，请稍等", "a 400 好了"]), Reason::NoEndTimes);
    unknown(PROGRESS, &chat(&["a - 请稍等", "c 3 好", "a 400 好了"]), Reason::PartialClocks);
}
