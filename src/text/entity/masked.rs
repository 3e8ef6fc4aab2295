//! Masked numbers: 138****8000, 6222 **** 0000, 尾号8000.

use super::{Entity, Kind};

/// Characters that hide a digit.
const MASKS: &str = "*x•●＊×#";
/// Words after which only the end of a number is told.
const ENDINGS: [&str; 9] = ["尾号", "尾数", "末四位", "后四位", "末三位", "后三位", "末四码", "尾四位", "最后四位"];

/// Adds all masked numbers of a text.
pub(super) fn find(text: &str, all: &mut Vec<Entity>) {
    if text.contains(|c| MASKS.contains(c)) {
        stars(text, all);
    }
    for ending in ENDINGS {
        for (at, _) in text.match_indices(ending) {
            endings(text, at, at + ending.len(), all);
        }
    }
}

/// Digits, at least two masks, and more digits perhaps; single spaces and hyphens may stand between.
fn stars(text: &str, all: &mut Vec<Entity>) {
    let bytes: Vec<(usize, char)> = text.char_indices().collect();
    let mut i = 0;
    while i < bytes.len() {
        if !bytes[i].1.is_ascii_digit() || (i > 0 && bytes[i - 1].1.is_ascii_alphanumeric()) {
            i += 1;
            continue;
        }
        let first = i;
        let (mut digits, mut masks) = (String::new(), 0_usize);
        let mut last = i;
        while let Some((_, c)) = bytes.get(i) {
            if c.is_ascii_digit() {
                digits.push(*c);
                last = i;
            } else if MASKS.contains(*c) {
                masks += 1;
                last = i;
            } else if !matches!(c, ' ' | '-') {
                break;
            }
            i += 1;
        }
        if masks >= 2 {
            let kind = kind(digits.len() + masks, digits.starts_with('1'));
            let end = bytes[last].0 + bytes[last].1.len_utf8();
            all.push(Entity { kind, range: bytes[first].0..end, digits, masked: true });
        }
    }
}

fn endings(text: &str, at: usize, after: usize, all: &mut Vec<Entity>) {
    let rest = &text[after..];
    let body = rest.trim_start_matches(['是', '为', '：', ':', ' ']);
    let len = body.bytes().take_while(u8::is_ascii_digit).count();
    if (3..=6).contains(&len) && !body[len..].starts_with(|c: char| c.is_ascii_alphanumeric()) {
        let end = text.len() - body.len() + len;
        let near: String = text[..at].chars().rev().take(6).chain(text[end..].chars().take(4)).collect();
        let kind = if near.contains('机') || near.contains('话') { Kind::MobilePhone } else { Kind::BankCard };
        all.push(Entity { kind, range: at..end, digits: body[..len].to_owned(), masked: true });
    }
}

const fn kind(length: usize, one: bool) -> Kind {
    match length {
        11 if one => Kind::MobilePhone,
        15 | 18 => Kind::IdNumber,
        _ => Kind::BankCard,
    }
}
