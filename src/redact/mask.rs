//! One text, masked.

use std::ops::Range;

use super::address;
use crate::text::entity::{self, Kind};
use crate::text::normalize::normalize;
use crate::transcript::Transcript;

/// What stands for a character.
const MASK: char = '*';
/// A run of as many digits belongs to somebody, whether it checks out or not.
const LONG: usize = 7;
/// Digits of a telephone number.
const PHONE: usize = 11;
/// Fields that hold a person's name.
const NAME_FIELDS: [&str; 12] = [
    "name",
    "customer_name",
    "contact",
    "contact_name",
    "姓名",
    "客户姓名",
    "联系人",
    "收货人",
    "收件人",
    "机主",
    "户主",
    "投诉人",
];

/// The names of the people in a conversation.
#[derive(Debug, Clone, Default)]
pub(super) struct Names(Vec<Vec<char>>);

impl Names {
    /// Names in the metadata of a conversation, longest first.
    pub(super) fn of(transcript: &Transcript) -> Self {
        let people = [&transcript.agent.name, &transcript.customer.name];
        let fields = transcript.fields.iter().filter(|(key, _)| is_name(key)).filter_map(|(_, v)| v.as_str());
        let all = people.into_iter().flatten().map(String::as_str).chain(fields);
        let mut names: Vec<Vec<char>> =
            all.map(|name| name.trim().chars().collect::<Vec<char>>()).filter(|name| name.len() > 1).collect();
        names.sort_by_key(|name| std::cmp::Reverse(name.len()));
        Self(names)
    }
}

/// Whether a field, by the last part of its key, holds a name.
fn is_name(key: &str) -> bool {
    let last = key.rsplit('.').next().unwrap_or(key).to_lowercase();
    NAME_FIELDS.contains(&last.as_str())
}

/// A text with numbers, e-mail addresses and postal addresses masked, a character for a character.
#[must_use]
pub fn text(text: &str) -> String {
    masked(text, &Names::default())
}

/// A key of a record, an agent, a file: only what is certainly somebody's number is masked, since a key is what a record
/// is found by.
#[must_use]
pub fn key(text: &str) -> String {
    let normal = normalize(text);
    let mut characters: Vec<char> = text.chars().collect();
    for range in entities(normal.as_str(), &[Kind::IdNumber, Kind::BankCard, Kind::MobilePhone, Kind::Email]) {
        hide(&mut characters, normal.original(range));
    }
    characters.into_iter().collect()
}

/// A text, with the names of some people.
pub(super) fn masked(text: &str, names: &Names) -> String {
    let normal = normalize(text);
    let plain = normal.as_str();
    let mut characters: Vec<char> = text.chars().collect();
    let all = [Kind::IdNumber, Kind::BankCard, Kind::MobilePhone, Kind::Email, Kind::Plate, Kind::OrderNumber];
    for range in entities(plain, &all).into_iter().chain(runs(plain)).chain(address::find(plain)) {
        hide(&mut characters, normal.original(range));
    }
    for name in &names.0 {
        hide_name(&mut characters, name);
    }
    characters.into_iter().collect()
}

/// The numbers of some kinds that are not masked already.
fn entities(text: &str, kinds: &[Kind]) -> Vec<Range<usize>> {
    let found = entity::find(text).into_iter().filter(|e| !e.masked && kinds.contains(&e.kind));
    found
        .map(|e| {
            // Of an e-mail address only the name is somebody's.
            let at = text.get(e.range.clone()).and_then(|address| address.find('@'));
            match (e.kind, at) {
                (Kind::Email, Some(at)) => e.range.start..e.range.start + at,
                _ => e.range,
            }
        })
        .collect()
}

fn hide(characters: &mut [char], range: Range<usize>) {
    for c in characters.get_mut(range).into_iter().flatten().filter(|c| c.is_alphanumeric()) {
        *c = MASK;
    }
}

/// All but the first character of a name, wherever it stands.
fn hide_name(characters: &mut [char], name: &[char]) {
    let mut at = 0;
    while let Some(window) = characters.get_mut(at..at + name.len()) {
        if window == name {
            window.iter_mut().skip(1).filter(|c| c.is_alphanumeric()).for_each(|c| *c = MASK);
            at += name.len();
        } else {
            at += 1;
        }
    }
}

/// Long runs of digits, written or read out, with single spaces and hyphens between groups; dates, service numbers and
/// what is masked already left out.
fn runs(text: &str) -> Vec<Range<usize>> {
    let mut all = Vec::new();
    let mut groups: Vec<Range<usize>> = Vec::new();
    let mut last_end = 0;
    for (at, c) in text.char_indices().filter(|(_, c)| is_digit(*c)) {
        let between = text.get(last_end..at).unwrap_or_default();
        let end = at + c.len_utf8();
        match groups.last_mut() {
            Some(group) if between.is_empty() => group.end = end,
            Some(_) if matches!(between, " " | "-") => groups.push(at..end),
            _ => {
                settle(text, &mut groups, &mut all);
                groups.push(at..end);
            }
        }
        last_end = end;
    }
    settle(text, &mut groups, &mut all);
    all
}

/// Keeps a run if it is long enough and no date or service number.
fn settle(text: &str, groups: &mut Vec<Range<usize>>, all: &mut Vec<Range<usize>>) {
    let run = std::mem::take(groups);
    let digits = |group: &Range<usize>| text.get(group.clone()).map_or(0, |g| g.chars().count());
    let starts = |group: &Range<usize>, words: &[&str]| {
        text.get(group.clone()).is_some_and(|group| words.iter().any(|word| group.starts_with(word)))
    };
    let run = match run.as_slice() {
        [year, month, day, rest @ ..]
            if digits(year) == 4 && digits(month) <= 2 && digits(day) <= 2 && starts(year, &["19", "20"]) =>
        {
            rest
        }
        all => all,
    };
    let (Some(first), Some(last)) = (run.first(), run.last()) else { return };
    let count: usize = run.iter().map(digits).sum();
    let service = starts(first, &["400", "800"]) && count == 10;
    let alone = run.len() == 1 && count == 8 && is_day(text.get(first.clone()).unwrap_or_default());
    // A decimal fraction; the middle of a code of letters and digits, unless it is as long as a telephone number.
    let decimal = text.get(..first.start).is_some_and(|before| {
        before.strip_suffix('.').is_some_and(|whole| whole.ends_with(|c: char| c.is_ascii_digit()))
    });
    let before = text.get(..first.start).is_some_and(|t| t.ends_with(|c: char| c.is_ascii_alphabetic()));
    let after = text.get(last.end..).is_some_and(|t| t.starts_with(|c: char| c.is_ascii_alphabetic() && c != 'x'));
    let code = (before || after) && count < PHONE;
    if count >= LONG && !service && !alone && !decimal && !code {
        all.push(first.start..last.end);
    }
}

/// `20261008`
fn is_day(digits: &str) -> bool {
    let part = |range: Range<usize>| digits.get(range).and_then(|d| d.parse::<u32>().ok()).unwrap_or(0);
    (1900..2100).contains(&part(0..4)) && (1..=12).contains(&part(4..6)) && (1..=31).contains(&part(6..8))
}

const fn is_digit(c: char) -> bool {
    matches!(
        c,
        '0'..='9'
            | '零'
            | '〇'
            | '一'
            | '二'
            | '三'
            | '四'
            | '五'
            | '六'
            | '七'
            | '八'
            | '九'
            | '幺'
            | '洞'
            | '拐'
            | '勾'
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_are_masked_and_the_rest_stays() {
        for (said, shown) in [
            ("手机13800138000。", "手机***********。"),
            ("138-0013-8000对吗", "***-****-****对吗"),
            ("幺三八零零幺三八零零零", "***********"),
            ("卡号4111 1111 1111 1111", "卡号**** **** **** ****"),
            ("身份证110101190003070010", "身份证******************"),
            // One digit was heard wrong: no check digit fits.
            ("身份证110101190003070019", "身份证******************"),
            ("座机0571-88886666", "座机****-********"),
            ("发到li.min@example.com", "发到**.***@example.com"),
            ("短信已发至138****8000", "短信已发至138****8000"),
            ("１３８００１３８０００", "***********"),
            ("1\u{200b}3800138000", "*\u{200b}**********"),
        ] {
            assert_eq!(text(said), shown);
        }
    }

    #[test]
    fn dates_amounts_and_service_numbers_stay() {
        for said in [
            "2026-10-08 18:00前",
            "20261008到货",
            "400-800-1380",
            "拨打12345",
            "订单满99999元",
            "没办法，一定尽快",
            "圆周率3.14159265",
            "型号A1234567B",
        ] {
            assert_eq!(text(said), said);
        }
    }

    #[test]
    fn keys_stay_what_records_are_found_by() {
        for id in ["20261008000123456", "7299db612db1117ef50d3f12345678a9", "94ebf3cc-ac19-40ed-8c0b-42a711a48653"] {
            assert_eq!(key(id), id);
        }
        assert_eq!(key("calls/13800138000.txt:3"), "calls/***********.txt:3");
    }

    #[test]
    fn names_keep_their_first_character() {
        let transcript = Transcript {
            customer: crate::transcript::Customer { name: Some("王小强".into()), ..Default::default() },
            agent: crate::transcript::Agent { name: Some("Li Min".into()), ..Default::default() },
            ..Transcript::default()
        };
        let names = Names::of(&transcript);
        assert_eq!(masked("王小强您好，我是Li Min", &names), "王**您好，我是L* ***");
    }

    proptest! {
        #[test]
        fn as_many_characters_come_out(said in "\\PC{0,40}|[0-9幺三八零一地址是在路号室 *@.+-]{0,40}") {
            prop_assert_eq!(text(&said).chars().count(), said.chars().count());
        }

        #[test]
        fn no_number_is_left(said in "[0-9幺三八零一位，十 *@.+京a-]{0,40}|手机1[3-9][0-9]{9}[，。a]?") {
            let shown = text(&said);
            let left: Vec<_> = entity::find(normalize(&shown).as_str()).into_iter().filter(|e| !e.masked).collect();
            prop_assert!(left.is_empty(), "{} → {}: {:?}", said, shown, left);
        }
    }
}
