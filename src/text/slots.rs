//! Slots of scripts: `{name}`, `{{name}}`, `${name}`, `[%name%]`, `#姓名#`, `[words](slot)`. A bot fills them before it
//! speaks, so they are read as filled.

use std::borrow::Cow;

/// Characters that a slot has at most.
const LONGEST: usize = 60;
/// What a filled slot counts as where it is no number.
const WORD: char = '某';
/// What it counts as where its name or its neighbour tells of a number.
const DIGIT: char = '8';
/// Nothing, in normal form: it keeps the places of what follows.
const NOTHING: char = '\u{200b}';

/// Parts of names that stand for numbers.
const NUMBERS: [&str; 34] = [
    "num", "no", "id", "code", "phone", "tel", "mobile", "price", "amount", "fee", "money", "cost", "date", "time",
    "day", "hour", "minute", "count", "year", "month", "号", "码", "金额", "价", "电话", "时间", "日期", "数", "费",
    "天", "时", "分", "额", "期",
];
/// What follows a number.
const UNITS: &str = "元块天日号月年点时分秒次个件位折%％度兆";

/// A text with its slots filled, as many characters long as before.
#[must_use]
pub fn fill(text: &str) -> Cow<'_, str> {
    if !text.contains(['{', '[', '#']) {
        return Cow::Borrowed(text);
    }
    let characters: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    let mut filled = false;
    while at < characters.len() {
        let rest = characters.get(at..).unwrap_or_default();
        let Some(Slot { length, words }) = slot(rest) else {
            out.extend(rest.first());
            at += 1;
            continue;
        };
        filled = true;
        let inside = rest.get(..length).unwrap_or_default();
        if let Some(words) = words {
            // `[words](slot)`: the words are said, what is around them is not.
            out.extend(inside.iter().enumerate().map(|(n, c)| if words.contains(&n) { *c } else { NOTHING }));
        } else {
            let name: String = inside.iter().collect::<String>().to_ascii_lowercase();
            let unit = rest.get(length).is_some_and(|c| UNITS.contains(*c));
            let number = unit || NUMBERS.iter().any(|part| name.contains(part));
            out.push(if number { DIGIT } else { WORD });
            out.extend(std::iter::repeat_n(NOTHING, length - 1));
        }
        at += length;
    }
    if filled { Cow::Owned(out) } else { Cow::Borrowed(text) }
}

/// A slot at the beginning of a text.
struct Slot {
    /// Characters.
    length: usize,
    /// Characters of it that are said as they stand.
    words: Option<std::ops::Range<usize>>,
}

fn slot(text: &[char]) -> Option<Slot> {
    let whole = |length| Some(Slot { length, words: None });
    match text {
        ['{', '{', ..] => enclosed(text, 2, &['}', '}']).and_then(whole),
        ['$', '{', ..] => enclosed(text, 2, &['}']).and_then(whole),
        ['{', ..] => enclosed(text, 1, &['}']).and_then(whole),
        ['[', '%', ..] => enclosed(text, 2, &['%', ']']).and_then(whole),
        ['#', ..] => enclosed(text, 1, &['#']).and_then(whole),
        ['[', ..] => {
            let words = enclosed(text, 1, &[']'])?;
            let target = text.get(words..)?;
            let target = match target.first() {
                Some('(') => bracketed(target, ')')?,
                Some('{') => bracketed(target, '}')?,
                _ => return None,
            };
            Some(Slot { length: words + target, words: Some(1..words - 1) })
        }
        _ => None,
    }
}

/// The length of something up to its end mark; a name has no marks and no line ends in it.
fn enclosed(text: &[char], open: usize, close: &[char]) -> Option<usize> {
    let inside = text.get(open..)?;
    let end = inside.iter().take(LONGEST).position(|c| Some(c) == close.first())?;
    let name = inside.get(..end)?;
    let is_name = !name.is_empty() && !name.iter().any(|c| "{}[]#%<>。，！？；：“”\n".contains(*c));
    let blank = match text.first() {
        // `#1 和 #2` counts, and names nothing.
        Some('#') => name.iter().any(|c| c.is_whitespace()) || name.first().is_some_and(char::is_ascii_digit),
        _ => open == 1 && name.first().is_some_and(|c| c.is_whitespace()),
    };
    (is_name && !blank && inside.get(end..)?.starts_with(close)).then_some(open + end + close.len())
}

/// The length of a target in brackets: an address may be long.
fn bracketed(text: &[char], close: char) -> Option<usize> {
    let end = text.iter().take(400).position(|c| *c == close)?;
    let plain = text.get(1..end)?.iter().all(|c| !matches!(c, '\n' | '。' | '，' | '！' | '？'));
    plain.then_some(end + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::normalize::normalize;
    use proptest::prelude::*;

    fn said(text: &str) -> String {
        normalize(&fill(text)).as_str().to_owned()
    }

    #[test]
    fn slots_are_read_as_filled() {
        for (text, wanted) in [
            ("您好，{name}", "您好，某"),
            ("工号{staff_no}为您服务", "工号8为您服务"),
            ("{{ customer.name }}您好", "某您好"),
            ("共${total}元", "共8元"),
            ("[%order_id%]已发货", "8已发货"),
            ("#姓名#您好，#金额#", "某您好，8"),
            ("去[北京](city)吗", "去北京吗"),
            ("见[这里](https://example.com/a?b=1)", "见这里"),
            ("[00:15] 您好", "[00:15]您好"),
            ("# 标题 #1 和 #2", "#标题#1和#2"),
            ("{ 不是槽位 } 选一、{二}", "{不是槽位}选一、某"),
            ("没有槽位", "没有槽位"),
        ] {
            assert_eq!(said(text), normalize(wanted).as_str(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn places_stay(text in "[\\[\\](){}#%$a姓，8\n ]{0,40}") {
            prop_assert_eq!(fill(&text).chars().count(), text.chars().count());
        }
    }
}
