//! Scopes tried through rules: a `require` of one word, so that the outcome tells whether it lies in the scope.

use crate::linter::Linter;
use crate::outcome::{Finding, Outcome, OutcomeKind};
use crate::rule::error::SourceFile;
use crate::rule::set::{DEFAULT_DIMENSIONS, Layer, RuleSet};
use crate::transcript::{Event, EventKind, Role, Transcript, Turn};

fn lint(check: &str, transcript: &Transcript) -> Outcome {
    let text =
        format!("id: t/scope\ntitle: 一\nseverity: minor\ndimension: 流程规范\nmessage: 一\ncheck:\n  {check}\n");
    let file = SourceFile { name: "t/scope.yaml".into(), path_id: "t/scope".into(), text, checked: false };
    let dimensions: Vec<String> = DEFAULT_DIMENSIONS.iter().map(ToString::to_string).collect();
    let set = RuleSet::load(vec![Layer { files: vec![file] }], &dimensions).unwrap();
    Linter::new(&set).lint(transcript).remove(0).outcome
}

/// A conversation from lines like `坐 0-10 您好`; the clock may be left out.
fn conversation(lines: &[&str]) -> Transcript {
    let turn = |line: &&str| {
        let mut parts = line.split(' ');
        let role = match parts.next().unwrap() {
            "坐" => Role::Agent,
            "客" => Role::Customer,
            "机" => Role::Bot,
            _ => Role::System,
        };
        let rest: Vec<&str> = parts.collect();
        let clock = rest[0].split_once('-').map(|(a, b)| (a.parse().unwrap(), b.parse().unwrap()));
        let text = rest[usize::from(clock.is_some())..].join(" ");
        Turn { role, start: clock.map(|c| c.0), end: clock.map(|c| c.1), text, ..Turn::default() }
    };
    Transcript { turns: lines.iter().map(turn).collect(), ..Transcript::default() }
}

/// Which of the words 一 … 九 lie in a scope.
fn within(scope: &str, role: &str, transcript: &Transcript) -> String {
    let check = format!("forbid: {{ role: {role}, any: ['/[一二三四五六七八九]/'], in: {scope}, report: hit }}");
    match lint(&check, transcript) {
        Outcome::Fail(findings) => findings.into_iter().filter_map(|f| f.text).collect(),
        Outcome::Pass(_) => String::new(),
        other => format!("{:?}", other.kind()),
    }
}

fn nine() -> Transcript {
    conversation(&["坐 一", "客 二", "坐 三", "客 四", "坐 五", "客 六", "坐 七", "客 八", "坐 九"])
}

#[test]
fn turns_are_counted_from_both_ends() {
    let talk = nine();
    for (scope, words) in [
        ("{ first: 2 }", "一三"),
        ("{ last: 2 }", "七九"),
        ("{ turns: [2, 3] }", "三五"),
        ("{ turns: [-2, -1] }", "七九"),
        ("{ turns: [4, -1] }", "七九"),
        ("{ turns: [2, 99] }", "三五七九"),
        ("{ percent: [0, 40] }", "一三"),
        ("{ percent: [60, 100] }", "七九"),
        ("{ turns: [2, 4], first: 2 }", "三"),
        ("{ first: 3, last: 4, percent: [0, 50] }", "三五"),
    ] {
        assert_eq!(within(scope, "agent", &talk), words, "{scope}");
    }
    assert_eq!(within("{ first: 2 }", "customer", &talk), "二四");
    assert_eq!(within("{ turns: [2, 4] }", "any", &talk), "二三四");
    assert_eq!(within("{ turns: [7, 9] }", "agent", &talk), "NotApplicable");
}

#[test]
fn every_role_can_be_looked_at() {
    let talk = conversation(&["机 一", "系 二", "坐 三", "客 四"]);
    for (role, words) in [("bot", "一"), ("system", "二"), ("agent", "三"), ("customer", "四"), ("any", "一三四")]
    {
        assert_eq!(within("{}", role, &talk), words, "{role}");
    }
}

#[test]
fn anchors_reach_so_many_turns_of_the_checked_role() {
    let talk = nine();
    let at = |side: &str, rest: &str| format!("{{ {side}: {{ said: {{ role: customer, any: [四] }}{rest} }} }}");
    for (scope, words) in [
        (at("after", ""), "五七九"),
        (at("before", ""), "一三"),
        (at("after", ", turns: 1"), "五"),
        (at("after", ", turns: [2, 3]"), "七九"),
        (at("before", ", turns: 1"), "三"),
        (at("before", ", turns: [2, 2]"), "一"),
        (at("around", ", turns: 1"), "三五"),
        (at("around", ", turns: [-1, 2]"), "三五七"),
        (at("around", ", turns: [-2, -1]"), "一三"),
        (at("around", ", turns: [1, 1]"), "五"),
        (at("around", ", adjacent: true"), "三五"),
    ] {
        assert_eq!(within(&scope, "agent", &talk), words, "{scope}");
    }
    assert_eq!(within(&at("around", ", turns: 0"), "customer", &talk), "四", "its own turn");
    assert_eq!(within(&at("around", ", turns: 1"), "customer", &talk), "二四六");
}

#[test]
fn an_anchor_is_the_first_the_last_any_or_the_nth() {
    let talk = conversation(&["客 退", "坐 一", "客 退退", "坐 二", "客 好", "坐 三", "客 退", "坐 四"]);
    let at =
        |which: &str| format!("{{ after: {{ said: {{ role: customer, any: [退] }}, which: {which}, turns: 1 }} }}");
    for (which, words) in [
        ("first", "一"),
        ("last", "四"),
        ("any", "一二四"),
        ("2", "二"),
        ("3", "二"),
        ("4", "四"),
        ("5", "NotApplicable"),
    ] {
        assert_eq!(within(&at(which), "agent", &talk), words, "{which}");
    }
    let unlimited = "{ before: { said: { role: customer, any: [退] }, which: any } }";
    assert_eq!(within(unlimited, "agent", &talk), "一二三");
}

#[test]
fn adjacent_is_only_the_directly_neighbouring_turn() {
    let next = "{ after: { said: { role: customer, any: [退] }, adjacent: true } }";
    assert_eq!(within(next, "agent", &conversation(&["客 退", "坐 一"])), "一");
    assert_eq!(within(next, "agent", &conversation(&["客 退", "系 通知", "坐 一"])), "一");
    assert_eq!(within(next, "agent", &conversation(&["客 退", "客 好", "坐 一"])), "NotApplicable");
    let before = "{ before: { said: { role: customer, any: [退] }, adjacent: true } }";
    assert_eq!(within(before, "agent", &conversation(&["坐 一", "客 退"])), "一");
    assert_eq!(within(before, "agent", &conversation(&["坐 一", "客 好", "客 退"])), "NotApplicable");
}

#[test]
fn events_are_anchors() {
    let mut talk = conversation(&["坐 0-2 一", "客 3-4 好", "坐 60-62 二", "坐 63-64 三"]);
    talk.events = vec![
        Event { kind: EventKind::Hold, start: Some(5.0), end: Some(9.0) },
        Event { kind: EventKind::Hold, start: Some(10.0), end: Some(59.0) },
    ];
    let long = "{ after: { event: { type: hold, seconds: 30 }, turns: 1 } }";
    assert_eq!(within(long, "agent", &talk), "二");
    assert_eq!(within("{ before: { event: { type: hold } } }", "agent", &talk), "一");
    assert_eq!(within("{ after: { event: { type: hold }, which: 3 } }", "agent", &talk), "NotApplicable");
}

#[test]
fn seconds_cut_a_turn_by_the_share_of_its_characters() {
    // Eight characters in eight seconds: one a second, marks take no time.
    let talk = conversation(&["坐 0-8 一啊，二啊，三啊，四啊。", "客 8-10 五啊"]);
    for (scope, words) in [
        ("{ first_seconds: 4 }", "一二"),
        ("{ first_seconds: 5 }", "一二三"),
        ("{ last_seconds: 4 }", "四"),
        ("{ seconds: [2, 6] }", "二三"),
        ("{ seconds: [-6, -2] }", "三四"),
        ("{ percent_time: [0, 20] }", "一"),
        ("{ percent_time: [60, 100] }", "四"),
    ] {
        assert_eq!(within(scope, "agent", &talk), words, "{scope}");
    }
    assert_eq!(within("{ first_seconds: 9 }", "any", &talk), "一二三四五");
}

#[test]
fn seconds_from_an_anchor_cut_turns_too() {
    let talk = conversation(&["客 0-2 退", "坐 2-10 一啊，二啊，三啊，四啊", "坐 20-21 五"]);
    let at = |reach: &str| format!("{{ after: {{ said: {{ role: customer, any: [退] }}, seconds: {reach} }} }}");
    assert_eq!(within(&at("4"), "agent", &talk), "一二");
    assert_eq!(within(&at("[4, 30]"), "agent", &talk), "三四五");
    let before = "{ before: { said: { any: [五] }, seconds: 12 } }";
    assert_eq!(within(before, "agent", &talk), "四", "eight to twelve seconds lie twelve before the twentieth");
}

#[test]
fn findings_where_time_cuts_a_turn_are_estimated() {
    let talk = conversation(&["坐 0-8 一啊二啊三啊四啊", "坐 8-9 五"]);
    let findings = |scope: &str| -> Vec<Finding> {
        match lint(&format!("forbid: {{ any: [一, 五], in: {scope} }}"), &talk) {
            Outcome::Fail(findings) => findings,
            _ => Vec::new(),
        }
    };
    assert!(findings("{ first_seconds: 4 }")[0].estimated);
    assert!(!findings("{ first_seconds: 8 }")[0].estimated);
    assert!(!findings("{ last_seconds: 1 }")[0].estimated);
    let Outcome::Fail(missing) = lint("require: { any: [您好], in: { first_seconds: 4 } }", &talk) else { panic!() };
    assert!(missing[0].estimated);
}

#[test]
fn messages_have_no_length_and_no_clock_is_unknown() {
    let mut talk = conversation(&["坐 一", "坐 二"]);
    let outcome = |talk: &Transcript| within("{ first_seconds: 30 }", "agent", talk);
    assert_eq!(outcome(&talk), "Unknown");
    talk.turns[0].start = Some(30.0);
    talk.turns[1].start = Some(31.0);
    assert_eq!(outcome(&talk), "一");
}

#[test]
fn phases_follow_the_matter_and_the_closing_words() {
    let lines = [
        "坐 一您好",
        "客 喂你好",
        "坐 二请讲",
        "客 我要退货",
        "坐 三好的",
        "客 多久",
        "坐 四三天",
        "客 行",
        "坐 五还有呢",
        "客 没有了",
        "坐 六再见",
    ];
    let talk = conversation(&lines);
    assert_eq!(within("{ phase: opening }", "agent", &talk), "一二三");
    assert_eq!(within("{ phase: body }", "agent", &talk), "四三五", "without closing words it is the last fifth");
    assert_eq!(within("{ phase: closing }", "agent", &talk), "六");
}

#[test]
fn a_unit_holds_what_belongs_together() {
    let talk = conversation(&["坐 押金退不了。三天后再看", "坐 退款要三天"]);
    let kind =
        |unit: &str, words: &str| lint(&format!("require: {{ all: [{words}], in: {{ unit: {unit} }} }}"), &talk).kind();
    assert_eq!(kind("sentence", "退, 三天"), OutcomeKind::Pass);
    assert_eq!(kind("sentence", "押金, 三天"), OutcomeKind::Fail);
    assert_eq!(kind("turn", "押金, 三天"), OutcomeKind::Pass);
    assert_eq!(kind("turn", "押金, 退款"), OutcomeKind::Fail);
    assert_eq!(kind("burst", "押金, 退款"), OutcomeKind::Pass);
    assert_eq!(kind("whole", "押金, 退款"), OutcomeKind::Pass);
}

#[test]
fn a_burst_is_read_as_one_text() {
    let rule = "forbid: { any: [没办法], in: { unit: burst } }";
    assert_eq!(lint(rule, &conversation(&["坐 这个没", "坐 办法"])).kind(), OutcomeKind::Fail);
    assert_eq!(lint(rule, &conversation(&["坐 这个没", "系 通知", "坐 办法"])).kind(), OutcomeKind::Fail);
    assert_eq!(lint(rule, &conversation(&["坐 这个没", "客 嗯", "坐 办法"])).kind(), OutcomeKind::Pass);
    let whole = "forbid: { any: [没办法], in: { unit: whole } }";
    assert_eq!(lint(whole, &conversation(&["坐 这个没", "客 嗯", "坐 办法"])).kind(), OutcomeKind::Fail);
}

#[test]
fn every_unit_can_be_asked_for() {
    let talk = conversation(&["坐 您好", "客 退货", "坐 可以的", "客 谢谢", "坐 您客气"]);
    let Outcome::Fail(findings) = lint("require: { any: [您], every: turn }", &talk) else { panic!() };
    assert_eq!(findings.iter().map(|f| f.turn).collect::<Vec<_>>(), [Some(2)]);
    let Outcome::Fail(findings) = lint("require: { any: [您], every: sentence, in: { last: 2 } }", &talk) else {
        panic!()
    };
    assert_eq!(findings[0].text.as_deref(), Some("可以的"));
    assert_eq!(lint("require: { any: [您, 可以], every: turn }", &talk).kind(), OutcomeKind::Pass);
    assert_eq!(lint("require: { any: [您], every: burst, in: { last: 1 } }", &talk).kind(), OutcomeKind::Pass);
}

#[test]
fn none_of_these_words_is_asked_of_the_scope() {
    let rule = "none: [{ require: { any: [您好] } }]";
    assert_eq!(lint(rule, &conversation(&["坐 喂", "坐 您好"])).kind(), OutcomeKind::Fail);
    assert_eq!(lint(rule, &conversation(&["坐 喂", "坐 说"])).kind(), OutcomeKind::Pass);
}
