//! Numbers that belong to a person: identity numbers, bank cards, mobile phones, e-mail addresses, number plates,
//! order numbers; in every form in which they are written or read out.
//!
//! A number is found by its own shape and check digits, not by the words around it: digits in any mix of `138`, `幺三八`,
//! `1 3 8`, in pieces (`138-0013-8000`, `开头幺三九，中间四位幺二三四，尾号五六七八`). What is masked is found as such.
//! Meant for text in normal form (`normalize`).

mod chain;
mod masked;

use std::ops::Range;

use chain::{Chain, Piece, chains};

/// What a number is.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Deserialize, schemars::JsonSchema, serde::Serialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// 身份证号: 18 characters with a date and a check digit (GB 11643).
    IdNumber,
    /// 银行卡号: 13 to 19 digits of a card network with a Luhn check digit.
    BankCard,
    /// 手机号: 11 digits, with or without +86.
    MobilePhone,
    /// 电子邮箱.
    Email,
    /// 车牌号.
    Plate,
    /// 订单号、运单号 and the like, told by the word before it.
    OrderNumber,
}

impl Kind {
    /// The name used in files and reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::IdNumber => "id-number",
            Self::BankCard => "bank-card",
            Self::MobilePhone => "mobile-phone",
            Self::Email => "email",
            Self::Plate => "plate",
            Self::OrderNumber => "order-number",
        }
    }
}

/// A number in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entity {
    /// What it is.
    pub kind: Kind,
    /// Bytes of the text, from its first character to its last.
    pub range: Range<usize>,
    /// The number itself in plain characters; of a masked one only what is shown.
    pub digits: String,
    /// Whether a part of it is hidden (138****8000, 尾号8000).
    pub masked: bool,
}

/// All numbers of a text, in its order; they do not overlap.
#[must_use]
pub fn find(text: &str) -> Vec<Entity> {
    let mut all = Vec::new();
    // Read out, a number has Chinese digits; written in any other way, it has these.
    let written = text.bytes().any(|b| b.is_ascii_digit());
    if written {
        masked::find(text, &mut all);
    }
    for chain in chains(text) {
        numbers(text, &chain, &mut all);
    }
    if written {
        orders(text, &mut all);
        plates(text, &mut all);
    }
    emails(text, &mut all);
    // What is masked is no whole number; of two that overlap, the one that starts first.
    all.sort_by(|a, b| (a.range.start, b.range.end).cmp(&(b.range.start, a.range.end)));
    let mut kept: Vec<Entity> = Vec::with_capacity(all.len());
    for entity in all {
        if kept.last().is_none_or(|last| last.range.end <= entity.range.start) {
            kept.push(entity);
        }
    }
    kept
}

/// The numbers that pieces of a chain make up, the longest first.
fn numbers(text: &str, chain: &Chain, all: &mut Vec<Entity>) {
    let pieces = &chain.pieces;
    let mut first = 0;
    while first < pieces.len() {
        let Some((last, entity)) = longest(text, pieces, first) else {
            first += 1;
            continue;
        };
        all.push(entity);
        first = last + 1;
    }
}

/// The longest number that starts with a piece, and its last piece.
fn longest(text: &str, pieces: &[Piece], first: usize) -> Option<(usize, Entity)> {
    let mut digits = String::new();
    let mut best = None;
    for (last, piece) in pieces.iter().enumerate().skip(first) {
        if digits.len() + piece.digits.len() > 24 {
            break;
        }
        let whole = format!("{digits}{}", piece.digits);
        let mut found = classify(&whole).map(|kind| (kind, whole.clone(), piece.range.end));
        if let (None, Some(end)) = (&found, piece.loose) {
            // 幺三八零零幺三八零零零一个: the last digit belongs to the next word.
            let shorter = &whole[..whole.len() - 1];
            found = classify(shorter).map(|kind| (kind, shorter.to_owned(), end));
        }
        if let Some((kind, number, end)) = found {
            let start = pieces[first].range.start;
            let kind = if is_order(text, start) { Kind::OrderNumber } else { kind };
            best = Some((last, Entity { kind, range: start..end, digits: number, masked: false }));
        }
        digits = whole;
    }
    best
}

fn classify(digits: &str) -> Option<Kind> {
    let phone = [Some(digits), digits.strip_prefix("0086"), digits.strip_prefix("86")].into_iter().flatten();
    if is_id(digits) {
        Some(Kind::IdNumber)
    } else if phone.into_iter().any(is_mobile) {
        Some(Kind::MobilePhone)
    } else if is_card(digits) {
        Some(Kind::BankCard)
    } else {
        None
    }
}

fn is_mobile(digits: &str) -> bool {
    let bytes = digits.as_bytes();
    bytes.len() == 11 && bytes[0] == b'1' && (b'3'..=b'9').contains(&bytes[1]) && is_number(digits)
}

fn is_number(digits: &str) -> bool {
    digits.bytes().all(|b| b.is_ascii_digit())
}

/// GB 11643: six digits of the place, a date, three digits, and a check character by ISO 7064 MOD 11-2.
fn is_id(digits: &str) -> bool {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    const CHECKS: &[u8; 11] = b"10X98765432";
    if digits.len() != 18 || !is_number(&digits[..17]) || digits.starts_with('0') {
        return false;
    }
    let part = |range: Range<usize>| digits[range].parse::<u32>().unwrap_or(0);
    let dated =
        (1900..2100).contains(&part(6..10)) && (1..=12).contains(&part(10..12)) && (1..=31).contains(&part(12..14));
    let sum: u32 = digits.bytes().zip(WEIGHTS).map(|(b, weight)| u32::from(b - b'0') * weight).sum();
    dated && digits.as_bytes()[17] == CHECKS[(sum % 11) as usize]
}

/// The Luhn check of ISO/IEC 7812 on a number that a card network issues.
fn is_card(digits: &str) -> bool {
    if !is_number(digits) || !has_card_prefix(digits) {
        return false;
    }
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(place, b)| {
            let digit = u32::from(b - b'0');
            match place % 2 {
                0 => digit,
                _ if digit > 4 => digit * 2 - 9,
                _ => digit * 2,
            }
        })
        .sum();
    sum.is_multiple_of(10)
}

fn has_card_prefix(digits: &str) -> bool {
    let two: u32 = digits.get(..2).and_then(|d| d.parse().ok()).unwrap_or(0);
    let four: u32 = digits.get(..4).and_then(|d| d.parse().ok()).unwrap_or(0);
    match digits.len() {
        13 => two / 10 == 4,
        14 => matches!(two, 30 | 36 | 38 | 39),
        15 => matches!(two, 34 | 37),
        16 => matches!(two, 40..=49 | 51..=55 | 60..=69 | 90..=99) || matches!(four, 2221..=2720 | 3528..=3589),
        17 | 18 => matches!(two, 60..=69 | 90..=99),
        19 => matches!(two, 40..=49 | 60..=69 | 90..=99),
        _ => false,
    }
}

/// Words that name a number which belongs to a thing, not to a person.
const THINGS: [&str; 47] = [
    "订单",
    "运单",
    "快递单",
    "物流",
    "单号",
    "工单",
    "流水",
    "保单",
    "发票",
    "合同",
    "编号",
    "受理",
    "凭证",
    "imei",
    "iccid",
    "meid",
    "序列号",
    "条码",
    "条形码",
    "车架",
    "vin",
    "信用代码",
    "税号",
    "端口",
    "表号",
    "户号",
    "设备",
    "版本",
    "ip",
    "批次",
    "批号",
    "货号",
    "报案",
    "案件",
    "追踪",
    "追溯",
    "交易号",
    "商户",
    "单据",
    "包裹",
    "票号",
    "查询号",
    "参考号",
    "登记号",
    "型号",
    "出厂号",
    "溯源",
];
/// Words that name a number which belongs to a person.
const PERSONS: [&str; 16] = [
    "手机",
    "电话",
    "身份证",
    "证件",
    "卡号",
    "银行卡",
    "信用卡",
    "储蓄卡",
    "机主",
    "卡",
    "联系",
    "账号",
    "帐号",
    "tel",
    "mobile",
    "phone",
];

/// Whether the word that names a number, close before it, makes it the number of a thing.
fn is_order(text: &str, start: usize) -> bool {
    let from = text[..start].char_indices().rev().take(12).last().map_or(start, |(at, _)| at);
    let before = &text[from..start];
    let last = |words: &[&str]| words.iter().filter_map(|w| before.rfind(w).map(|at| at + w.len())).max();
    let Some(thing) = last(&THINGS) else { return false };
    if last(&PERSONS).is_some_and(|person| person > thing) {
        return false;
    }
    let between = &before[thing..];
    between.chars().count() <= 6 && !between.contains(['，', '。', ',', '；', ';', '？', '！', '/'])
}

/// Numbers named as the number of an order, a parcel, a ticket: letters, digits and hyphens.
fn orders(text: &str, all: &mut Vec<Entity>) {
    for (at, _) in text.match_indices("单号") {
        let rest = &text[at + "单号".len()..];
        let body = rest.trim_start_matches(['：', ':', '是', '为', '码', ' ', '尾', '#']);
        let len = body.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(body.len());
        let number = body[..len].trim_end_matches('-');
        if number.bytes().filter(u8::is_ascii_digit).count() >= 8 {
            let start = text.len() - body.len();
            let digits = number.to_uppercase();
            all.push(Entity { kind: Kind::OrderNumber, range: start..start + number.len(), digits, masked: false });
        }
    }
}

fn emails(text: &str, all: &mut Vec<Entity>) {
    for (at, _) in text.match_indices('@') {
        let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '+' | '-' | '%');
        let start =
            text[..at].rfind(|c| !is_name(c)).map_or(0, |i| i + text[i..].chars().next().map_or(1, char::len_utf8));
        let is_domain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
        let len = text[at + 1..].find(|c| !is_domain(c)).unwrap_or(text.len() - at - 1);
        let domain = text[at + 1..at + 1 + len].trim_end_matches(['.', '-']);
        let top = domain.rsplit('.').next().unwrap_or_default();
        if start < at && domain.contains('.') && top.len() >= 2 && top.bytes().all(|b| b.is_ascii_alphabetic()) {
            let range = start..at + 1 + domain.len();
            all.push(Entity { kind: Kind::Email, digits: text[range.clone()].to_owned(), range, masked: false });
        }
    }
}

const PROVINCES: &str = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼";

/// 京A12345, 粤B·D12345: a province, a letter, five or six letters and digits, at least three of them digits.
fn plates(text: &str, all: &mut Vec<Entity>) {
    for (start, province) in text.char_indices().filter(|(_, c)| PROVINCES.contains(*c)) {
        let rest = &text[start + province.len_utf8()..];
        if !rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
            continue;
        }
        let body = rest[1..].trim_start_matches(['·', '.', '-', ' ', '•']);
        let len = body.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(body.len());
        let digits = body[..len].bytes().filter(u8::is_ascii_digit).count();
        if matches!(len, 5 | 6) && digits >= 3 {
            let range = start..text.len() - body.len() + len;
            let digits = format!("{province}{}{}", &rest[..1], &body[..len]).to_uppercase();
            all.push(Entity { kind: Kind::Plate, range, digits, masked: false });
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::normalize::normalize;

    fn found(text: &str) -> Vec<(Kind, String)> {
        let normal = normalize(text);
        find(normal.as_str()).into_iter().filter(|e| !e.masked).map(|e| (e.kind, e.digits)).collect()
    }

    #[track_caller]
    fn is(kind: Kind, number: &str, texts: &[&str]) {
        for text in texts {
            assert_eq!(found(text), [(kind, number.to_owned())], "{text}");
        }
    }

    #[test]
    fn mobile_phones_in_all_forms() {
        is(
            Kind::MobilePhone,
            "13800138000",
            &[
                "请问您的手机号是13800138000吗？",
                "收件人手机：138-0013-8000，地址无误吗",
                "138.0013.8000，对不对",
                "号码是13800 138000，你确认一下",
                "是不是1 3 8 0 0 1 3 8 0 0 0这个号",
                "１３８００１３８０００已停机",
                "您的号码是幺三八零零幺三八零零零，对吧",
                "手机号壹叁捌零零壹叁捌零零零",
                "一三八〇〇一三八〇〇〇",
                "幺三八洞洞幺三八洞洞洞",
                "一三八零零一三八再加三个零，这是您的手机吗",
                "前面一三八，后面00138000，是这个吗",
                "开头幺三八，中间四位零零幺三，尾号八零零零",
                "那个你的手机号是一三八嗯零零一三八零零零对吧",
                "{\"mobile\":\"13800138000\"}",
                "https://example.com/track?tel=13800138000",
                "【138】【0013】【8000】",
                "138_0013_8000",
                "13800138000一位用户",
                "幺三八零零幺三八零零零一个号",
            ],
        );
        for text in ["+8613800138000", "+86 138 0013 8000", "(+86)13800138000", "008613800138000", "0086-138-0013-8000"]
        {
            assert!(matches!(found(text).as_slice(), [(Kind::MobilePhone, n)] if n.ends_with("13800138000")), "{text}");
        }
    }

    #[test]
    fn identity_numbers_with_their_check_character() {
        is(
            Kind::IdNumber,
            "11010119000102001X",
            &[
                "全号11010119000102001X，核对无误",
                "幺幺零幺零幺幺九零零零幺零二零零幺叉，对吗",
                "一一零一零一一九零零零一零二零零一艾克斯是你本人吗",
            ],
        );
        is(
            Kind::IdNumber,
            "110101190003070010",
            &["110101-19000307-0010这个号吧", "1101 0119 0003 0700 10", "证件开头是110101，中间19000307，尾数0010"],
        );
        assert_eq!(found("身份证110101190002030018格式有误"), []);
        assert_eq!(found("身份证110101190013070010"), []);
    }

    #[test]
    fn bank_cards_by_luhn_and_network() {
        is(
            Kind::BankCard,
            "4111111111111111",
            &[
                "4111111111111111的信用卡",
                "信用卡4111-1111-1111-1111，额度五万",
                "卡号四一一一 一一一一 一一一一 一一一一 对的吧",
                "四幺幺幺，幺幺幺幺，幺幺幺幺，幺幺幺幺",
            ],
        );
        is(Kind::BankCard, "6222020000000007", &["那就退到622202000000000七这张卡行不行"]);
        is(Kind::BankCard, "378282246310005", &["登记的境外卡378282246310005，"]);
        assert_eq!(found("卡号6222020000000000001不存在"), []);
    }

    #[test]
    fn other_numbers_are_left_alone() {
        for text in [
            "客服热线是400-800-1380",
            "营业厅电话021-61380013，工作日九点到十七点",
            "门店座机是0755-88138000",
            "短信端口是1069013800138000",
            "物流YT13800138已签收",
            "表号110101190001",
            "IP地址192.168.138.100",
            "本次交易13,800,138.00元",
            "合同日期为1900年01月01日",
            "幺三八路公交车首班五点半，末班二十二点",
            "ICCID为89860012345678901234",
            "您的会员编号是M138001380",
            "隐私号是95013转8013",
            "手机号是11位，您填的是10位",
            "按138XXXXXXXX这样的格式填写",
            "一百三十八万零一百三十八",
            "热线九五五八八您记一下",
            "138,001,380.00元",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }

    #[test]
    fn the_word_before_tells_the_number_of_a_thing() {
        for text in ["订单号13800138000已发货", "IMEI是490154203237518", "保单号6222020000000007已生效"] {
            let kinds: Vec<Kind> = found(text).into_iter().map(|(kind, _)| kind).collect();
            assert!(kinds.iter().all(|k| *k == Kind::OrderNumber), "{text}: {kinds:?}");
        }
        assert_eq!(found("快递单号SF1234567890123")[0].0, Kind::OrderNumber);
        assert_eq!(found("订单收货人手机13800138000")[0].0, Kind::MobilePhone);
    }

    #[test]
    fn masked_numbers_are_found_as_such() {
        for text in [
            "短信已发至138****8000",
            "138-XXXX-8000",
            "110101********0014",
            "6222 **** **** 0000",
            "138••••8000",
            "尾号8000的手机",
            "末四位是1881",
        ] {
            let normal = normalize(text);
            let all = find(normal.as_str());
            assert!(!all.is_empty() && all.iter().all(|e| e.masked), "{text}: {all:?}");
        }
    }

    #[test]
    fn addresses_and_plates() {
        is(Kind::Email, "li.min+a@example.com.cn", &["发到Li.Min+a@example.com.cn。"]);
        is(Kind::Plate, "京A12345", &["车牌京A12345已登记", "车牌京A·12345"]);
        is(Kind::Plate, "粤BD12345", &["粤BD12345"]);
        assert_eq!(found("云a计划，新d款"), []);
    }

    proptest! {
        #[test]
        fn never_fails_and_never_overlaps(text in "\\PC{0,60}|[0-9x幺三八零一个位，十 *@.+京a-]{0,60}") {
            let all = find(&text);
            for pair in all.windows(2) {
                prop_assert!(pair[0].range.end <= pair[1].range.start);
            }
            for entity in all {
                prop_assert!(text.get(entity.range).is_some_and(|t| !t.is_empty()));
            }
        }

        #[test]
        fn a_phone_is_found_in_any_grouping(tail in "[0-9]{8}", cuts in prop::collection::vec(0usize..4, 10)) {
            let number = format!("139{tail}");
            let mut written = String::new();
            for (i, c) in number.chars().enumerate() {
                written.push(c);
                written.push_str(["", " ", "-", ""][cuts.get(i).copied().unwrap_or(0)]);
            }
            let all = find(written.trim_end_matches([' ', '-']));
            prop_assert!(all.iter().any(|e| e.digits == number), "{}: {:?}", written, all);
        }
    }
}
