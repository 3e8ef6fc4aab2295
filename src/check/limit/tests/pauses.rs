//! Dead air.

use super::*;

const SILENCE: &str = "metric: silence, max: 10, waits: [<wait-announcements>], agreed: [<wait-consents>], \
                       customer_waits: [<customer-waits>], \
                       updates: [<progress>], except: [挂机…回拨]";

#[test]
fn silence_is_found_between_any_two_turns() {
    assert_eq!(findings(SILENCE, &call(&["a 0-2 您好", "c 3-4 你好", "a 16-17 请讲"])), [(Some(2), 12.0)]);
    // Between two turns of one speaker, the customer's too.
    assert_eq!(findings(SILENCE, &call(&["a 0-2 我看一下", "a 15-17 有的"])), [(Some(1), 13.0)]);
    assert_eq!(findings(SILENCE, &call(&["c 0-2 喂", "c 15-17 喂"])), [(Some(1), 13.0)]);
    passes(SILENCE, &call(&["a 0-2 您好", "c 12-17 喂"]));
    passes(SILENCE, &call(&["a 0-2 您好", "c 2-17 喂"]));
}

#[test]
fn a_long_turn_covers_a_murmur_within_it() {
    passes(SILENCE, &call(&["c 0-30 我说", "a 5-6 嗯", "a 31-33 好"]));
    // The platform may list turns by their ends.
    passes(SILENCE, &call(&["a 5-6 嗯", "c 0-30 我说", "a 31-33 好"]));
}

#[test]
fn holds_are_taken_out_of_it() {
    let waiting = ["a 0-2 请稍等", "a 60-63 久等了"];
    passes(SILENCE, &with_hold(call(&waiting), 3.0, 58.0));
    assert_eq!(findings(SILENCE, &with_hold(call(&waiting), 3.0, 40.0)), [(Some(1), 20.0)]);
    // A hold without an end lasts until the agent speaks.
    let open = [(EventKind::Hold, Some(3.0), None)];
    passes(SILENCE, &with_events(call(&waiting), &open));
}

#[test]
fn an_agreed_wait_is_no_dead_air_but_an_announced_one_is() {
    passes(SILENCE, &call(&["a 0-2 我去查一下，请稍等好吗", "c 3-4 好的", "a 50-52 查到了"]));
    passes(SILENCE, &call(&["a 0-2 请稍等好吗", "c 3-4 行", "c 30-31 喂", "a 60-62 查到了"]));
    passes(SILENCE, &call(&["a 0-2 请稍等好吗", "c 3-4 行", "a 30-31 还在核实", "a 60-62 查到了"]));
    assert_eq!(findings(SILENCE, &call(&["a 0-2 请稍等好吗", "a 50-52 查到了"])), [(Some(1), 48.0)]);
    assert_eq!(findings(SILENCE, &call(&["a 0-2 请稍等", "c 3-4 凭什么", "a 50-52 查到了"])), [(Some(2), 46.0)]);
    assert_eq!(findings(SILENCE, &call(&["a 0-2 请报户号", "c 3-4 好的", "a 50-52 查到了"])), [(Some(2), 46.0)]);
}

#[test]
fn the_customer_may_ask_for_time() {
    passes(SILENCE, &call(&["a 0-2 请报户号", "c 3-5 等一下，我找找单子", "c 40-42 三零九二"]));
    // The same words of the agent are no excuse.
    assert_eq!(findings(SILENCE, &call(&["c 0-2 喂", "a 3-5 等一下，我找找单子", "a 40-42 有了"])), [(Some(2), 35.0)]);
}

#[test]
fn notes_handovers_and_exception_words_beside_it_excuse_it() {
    passes(SILENCE, &call(&["a 0-2 喂", "s 20-21 线路恢复", "c 40-41 好了"]));
    passes(SILENCE, &call(&["a 0-2 喂", "s - 线路恢复", "c 40-41 好了"]));
    passes(SILENCE, &call(&["a 0-2 请您挂机，我马上回拨", "a 40-41 您好"]));
    let transfer = [(EventKind::Transfer, Some(3.0), None)];
    passes(SILENCE, &with_events(call(&["a 0-2 您好", "a 40-41 您好"]), &transfer));
}

#[test]
fn without_ends_silence_is_unknown() {
    unknown(SILENCE, &call(&["a 0 您好", "c 30 你好"]), Reason::NoEndTimes);
    unknown(SILENCE, &call(&["a 0-1 您好", "c 2 你好", "a 30-31 喂"]), Reason::PartialClocks);
    assert_eq!(findings(SILENCE, &call(&["a 0-1 您好", "a 20-21 喂", "c 22 你好"])), [(Some(1), 19.0)]);
    // A turn without a clock may fill the gap.
    unknown(SILENCE, &call(&["a 0-1 您好", "c - 你好", "a 30-31 喂"]), Reason::PartialClocks);
    aside(SILENCE, &call(&["a 0-1 您好"]), Reason::NoTurns);
}

#[test]
fn a_clock_that_runs_backwards_is_unknown_not_silent() {
    unknown(SILENCE, &call(&["a 100-101 您好", "c 5-6 你好", "a 103-104 请讲"]), Reason::ClockBackwards);
    unknown(SILENCE, &call(&["a 0-1 您好", "c 9-5 你好"]), Reason::ClockBackwards);
    let zero = ["a 0-0 您好", "c 3-3 你好", "a 20-20 请讲"];
    assert_eq!(findings(SILENCE, &call(&zero)), [(Some(2), 17.0)]);
}
