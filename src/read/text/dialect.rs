//! Ways in which text says who speaks, other than by a role's name before a colon.

use std::collections::BTreeMap;

use super::Reader;
use super::line::Line;
use crate::read::clock::Clock;
use crate::read::format::{About, Head};
use crate::read::names;

/// A log of a chat system: `【13:40:04】#小王#您好`.
pub(in crate::read) const LOG: About = About {
    name: "named-log",
    extensions: &["log", "txt"],
    sniffed: true,
    title: ("聊天日志，名字在 # 之间", "chat logs, the name between hashes"),
    layout: "【13:40:04】#名字#内容",
    roles: ("# 之间的名字：常见叫法，或由内容推断", "the name between hashes: a usual one, or by evidence"),
    clocks: ("方括号里的任何写法", "any form, in brackets"),
    detect: |head| share(head, Dialect::Hashes),
    open: |source, input, _| Box::new(Reader::new(source, input, Dialect::Hashes)),
};

/// Messages copied from a chat window: `昵称 2026-10-08 09:12:00`, the words on the lines below.
pub(in crate::read) const PASTE: About = About {
    name: "paste",
    extensions: &["txt"],
    sniffed: false,
    title: ("从千牛、京东、微信、QQ 窗口复制的聊天", "chats copied from Qianniu, JD, WeChat or QQ windows"),
    layout: "昵称 2026-10-08 09:12:00⏎内容",
    roles: (
        "昵称：店铺账号（店铺:小林、…旗舰店）是坐席，否则由内容推断",
        "nicknames: a shop's account (店铺:小林, …旗舰店) is the agent, else by evidence",
    ),
    clocks: ("昵称前后的日期和时间", "date and time before or behind the nickname"),
    detect: |head| share(head, Dialect::Nicknames),
    open: |source, input, _| Box::new(Reader::new(source, input, Dialect::Nicknames)),
};

/// Characters that a nickname has at most.
const NICKNAME: usize = 30;

/// Words before a moment that are no nickname: `预计发货时间 2026-10-09 18:00:00`. Anything else is taken for one: a name
/// too many is an error that names it, a name too few would put words into another's mouth.
const NO_NAMES: [&str; 5] = ["时间", "日期", "截止", "期限", "有效期"];

/// A way to say who speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dialect {
    /// `坐席：…`.
    Roles,
    /// A nickname with a date and a time, alone on a line.
    Nicknames,
    /// A clock in brackets, then a name between hashes.
    Hashes,
}

impl Dialect {
    /// The turn that begins on a line: when, who, what.
    pub(super) fn turn(self, line: &str) -> Option<(Clock, &str, &str)> {
        match self {
            Self::Roles => None,
            Self::Nicknames => nickname(line).map(|(clock, name)| (clock, name, "")),
            Self::Hashes => hashes(line),
        }
    }
}

/// Whether turns of a dialect begin on at least two lines, or on the first of very few.
fn share(head: &Head<'_>, dialect: Dialect) -> bool {
    if !head.is_text() || matches!(head.bytes.first(), Some(b'{' | b'[' | b'<')) {
        return false;
    }
    let mut turns = 0;
    let mut lines = 0;
    for line in head.lines().filter(|line| !line.trim().is_empty()).take(200) {
        lines += 1;
        if dialect == Dialect::Nicknames
            && matches!(Line::parse(&line, &BTreeMap::new(), Dialect::Roles), Line::Turn(_, _, words) if !words.is_empty())
        {
            return false;
        }
        // What says roles by their names is text like any other.
        let turn = dialect.turn(line.trim());
        turns +=
            usize::from(turn.is_some_and(|(_, name, _)| {
                dialect == Dialect::Hashes || names::role(name, &BTreeMap::new()).is_none()
            }));
    }
    turns > 1 || (turns == 1 && lines < 4)
}

/// `昵称 2026-10-08 09:12:00`, `昵称（2026-10-08 09:12:00）`, `2026-10-08 09:12:00 昵称`.
fn nickname(line: &str) -> Option<(Clock, &str)> {
    let line = line.trim_end_matches([':', '：']);
    // Most lines have no time at all.
    if !line.contains([':', '：', '时', '点']) || line.chars().count() > NICKNAME + 40 {
        return None;
    }
    let splits = || line.char_indices().filter(|(_, c)| c.is_whitespace() || matches!(c, '(' | '（' | '[' | '【'));
    let behind = splits().find_map(|(at, _)| {
        let (name, clock) = line.split_at(at);
        Some((moment(clock)?, name.trim()))
    });
    let found = behind.or_else(|| {
        splits().filter(|(_, c)| c.is_whitespace()).collect::<Vec<_>>().into_iter().rev().find_map(|(at, _)| {
            let (clock, name) = line.split_at(at);
            Some((moment(clock)?, name.trim()))
        })
    });
    found.filter(|(_, name)| {
        !name.is_empty()
            && name.chars().count() <= NICKNAME
            && !name.contains(['，', '。', '？', '！', ',', '?', '!', '、', '；'])
            && !NO_NAMES.iter().any(|word| name.contains(word))
    })
}

/// A date with a time.
fn moment(text: &str) -> Option<Clock> {
    let text = text.trim().trim_matches(['(', '（', ')', '）', '[', ']', '【', '】']);
    Clock::parse(text)
        .filter(|clock| matches!(clock, Clock::Instant(_) | Clock::Local(_)) && text.contains([':', '：', '时', '点']))
}

/// `【13:40:04】#小王#您好`.
fn hashes(line: &str) -> Option<(Clock, &str, &str)> {
    let (clock, rest) = line.strip_prefix(['【', '['])?.split_once(['】', ']'])?;
    let (name, words) = rest.trim_start().strip_prefix(['#', '＃'])?.split_once(['#', '＃'])?;
    Some((Clock::parse(clock)?, name.trim(), words.trim()))
}

#[cfg(test)]
mod tests {
    use super::{hashes, nickname};

    #[test]
    fn nicknames_stand_before_or_behind_a_moment() {
        for line in [
            "小鱼儿 2026-10-08 09:12:00",
            "小鱼儿 2026/10/8 9:12",
            "小鱼儿（2026-10-08 09:12:00）",
            "小鱼儿 2026年10月8日 上午9:12",
            "2026-10-08 09:12:00 小鱼儿",
            "小鱼儿 2026-10-08 09:12:00:",
        ] {
            assert_eq!(nickname(line).map(|(_, name)| name), Some("小鱼儿"), "{line}");
        }
        assert_eq!(nickname("灯具旗舰店:小林 2026-10-08 09:12:00").map(|(_, name)| name), Some("灯具旗舰店:小林"));
        for line in [
            "您好，2026-10-08 09:12:00",
            "2026-10-08 09:12:00",
            "昨天 09:12",
            "小鱼儿 12",
            "好的",
            "活动 2026-10-08",
            "发货时间 2026-10-08 09:12:00",
        ] {
            assert_eq!(nickname(line), None, "{line}");
        }
    }

    #[test]
    fn names_stand_between_hashes() {
        let said = hashes("【13:40:04】#小王#您好#在吗").map(|(_, name, words)| (name, words));
        assert_eq!(said, Some(("小王", "您好#在吗")));
        assert_eq!(hashes("【公告】#小王#您好"), None);
    }
}
