//! First response and every reply.

use super::*;

const EACH: &str = "metric: response, max: { call: 5, chat: 60 }, waits: [<wait-announcements>], updates: [<progress>]";

#[test]
fn a_call_is_answered_from_its_start() {
    let first = "metric: first-response, max: 10";
    assert_eq!(findings(first, &call(&["c 2-3 喂", "a 14-16 您好"])), [(Some(1), 14.0)]);
    passes(first, &call(&["a 10-16 您好"]));
    // A note of the platform is heard by nobody.
    assert_eq!(findings(first, &call(&["s 1-2 接通", "a 12-16 您好"])), [(Some(1), 12.0)]);
    unknown(first, &call(&["a - 您好", "c 14-16 你好"]), Reason::PartialClocks);
}

#[test]
fn a_chat_is_answered_from_the_first_message() {
    let first = "metric: first-response, max: 10";
    assert_eq!(findings(first, &chat(&["c 5 在吗", "c 9 有人吗", "a 30 在的"])), [(Some(2), 25.0)]);
    // The welcome that comes before answers nothing.
    assert_eq!(findings(first, &chat(&["A 0 欢迎光临", "c 5 在吗", "a 30 在的"])), [(Some(2), 25.0)]);
    passes(first, &chat(&["c 5 在吗", "a 15 在的"]));
    aside(first, &chat(&["a 15 在的"]), Reason::NoCustomer);
    unknown(first, &chat(&["c - 在吗", "a 15 在的"]), Reason::PartialClocks);
}

#[test]
fn an_automatic_answer_counts_and_the_first_human_one_stands_beside_it() {
    let first = "metric: first-response, max: 10";
    for machine in ["A 1 您好", "b 1 您好", "s 1 正在为您接入"] {
        passes(first, &chat(&["c 0 在吗", machine, "a 50 您好"]));
    }
    let Outcome::Fail(found) = outcome(first, &chat(&["c 0 在吗", "A 12 您好", "a 50 您好"])) else { panic!() };
    assert_eq!(
        (found[0].turn, value(&found[0], "value"), value(&found[0], "human")),
        (Some(1), Some(12.0), Some(50.0))
    );
    assert_eq!(found[0].related[0].turn, 2);
}

#[test]
fn a_customer_nobody_answers_is_a_breach_once_the_limit_has_run_out() {
    let first = "metric: first-response, max: 10";
    assert_eq!(findings(first, &chat(&["c 0 在吗", "c 60 人呢"])), [(Some(0), 60.0)]);
    aside(first, &chat(&["c 0 在吗", "c 5 人呢"]), Reason::NoTurns);
}

#[test]
fn every_reply_is_measured_from_the_last_words() {
    let found = findings(EACH, &call(&["c 0-4 你好", "c 5-6 问个事", "a 12-13 请讲", "c 14-15 话费", "a 16-17 好"]));
    assert_eq!(found, [(Some(2), 6.0)]);
    let found = findings(EACH, &chat(&["c 0 在吗", "a 61 在", "c 70 有货吗", "a 130 有"]));
    assert_eq!(found, [(Some(1), 61.0)]);
    // Speaking before the customer has ended is no wait below zero.
    passes(EACH, &call(&["c 0-9 你好我想问", "a 7-12 请讲"]));
    // A murmur in the middle answers nothing.
    assert_eq!(findings(EACH, &call(&["c 0-9 你好我想问", "a 4-5 嗯", "a 16-18 请讲"])), [(Some(2), 7.0)]);
}

#[test]
fn announced_waits_holds_and_notes_are_no_reply_time() {
    passes(EACH, &chat(&["c 0 有货吗", "a 9 我查一下，您稍等", "c 15 好", "a 140 有的"]));
    passes(EACH, &chat(&["c 0 好了吗", "a 9 请稍等", "a 50 已经恢复到一半", "c 60 哦", "a 140 好了"]));
    // What sounds like an update is none where nothing was announced.
    let found = findings(EACH, &chat(&["c 0 有货吗", "a 9 已经剩下一半了", "c 15 白色呢", "a 140 有"]));
    assert_eq!(found, [(Some(3), 125.0)]);
    aside(EACH, &with_hold(call(&["c 0-1 好", "a 60-61 久等了"]), 2.0, 58.0), Reason::NoTrigger);
    let handed = EACH.replace("max", "except: [转接], max");
    aside(&handed, &chat(&["a 0 帮您转接技术", "c 3 好", "a 100 您好"]), Reason::NoTrigger);
    let transfer = [(EventKind::Transfer, Some(3.0), None)];
    passes(EACH, &with_events(call(&["c 0-1 转吧", "a 30-31 您好", "c 32-33 你好", "a 34-35 请讲"]), &transfer));
    aside(EACH, &call(&["c 0-1 喂", "s 20-21 线路恢复", "a 30-31 您好"]), Reason::NoTrigger);
    // Only the notes that are named, where some are.
    let named = EACH.replace("max", "except_system: [线路], max");
    aside(&named, &call(&["c 0-1 喂", "s 20-21 线路恢复", "a 30-31 您好"]), Reason::NoTrigger);
    assert_eq!(findings(&named, &call(&["c 0-1 喂", "s 20-21 质检中", "a 30-31 您好"])), [(Some(2), 29.0)]);
}

#[test]
fn a_machine_in_the_agents_name_does_not_answer() {
    assert_eq!(findings(EACH, &chat(&["c 0 有货吗", "A 1 客服忙", "a 140 有的"])), [(Some(2), 140.0)]);
    passes(EACH, &chat(&["c 0 有货吗", "b 1 有的", "a 140 您好", "c 150 嗯", "a 160 好"]));
}

#[test]
fn replies_are_taken_together_on_demand() {
    let talk = chat(&["c 0 一", "a 10 一", "c 20 二", "a 40 二", "c 50 三", "a 80 三"]);
    for (of, value) in [("average", 20.0), ("p90", 30.0), ("longest", 30.0)] {
        let found = findings(&format!("metric: response, max: 15, of: {of}"), &talk);
        assert_eq!(found.iter().map(|f| f.1).collect::<Vec<_>>(), [value], "{of}");
    }
    passes("metric: response, max: 20, of: average", &talk);
    let ten: Vec<String> =
        (0..10).flat_map(|i| [format!("c {} 问", i * 100), format!("a {} 答", i * 100 + i)]).collect();
    let ten: Vec<&str> = ten.iter().map(String::as_str).collect();
    passes("metric: response, max: 8, of: p90", &chat(&ten));
}

#[test]
fn what_has_clocks_is_judged_and_the_rest_never_passes() {
    let some = ["c 0-1 喂", "a 9-10 您好", "c - 话费", "a 30-31 好"];
    assert_eq!(findings(EACH, &call(&some)), [(Some(1), 8.0)]);
    unknown(EACH, &call(&["c 0-1 喂", "a 2-3 您好", "c - 话费", "a 30-31 好"]), Reason::PartialClocks);
    unknown(EACH, &call(&["c 0 喂", "a 2 您好"]), Reason::NoEndTimes);
    unknown(EACH, &call(&["c 50-51 喂", "a 52-53 您好", "c 5-6 话费", "a 7-8 好"]), Reason::ClockBackwards);
    unknown(EACH, &call(&["c 9-3 喂", "a 10-11 您好"]), Reason::ClockBackwards);
    aside(EACH, &call(&["a 0-1 您好"]), Reason::NoTrigger);
}
