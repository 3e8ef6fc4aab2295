//! Postal addresses: after a word that announces one, or by their own shape.

use std::ops::Range;

/// Words after which an address stands.
const ANNOUNCED: [&str; 12] =
    ["地址", "住址", "家住", "住在", "寄到", "送到", "寄往", "寄给", "发到", "送货到", "我家在", "公司在"];
/// What an address is made of, from the large to the small.
const PARTS: &str = "省市区县旗镇乡村屯街路道巷弄胡同园苑湾号幢栋座楼层室户";
/// What a number stands before in an address.
const NUMBERED: &str = "号弄幢栋座楼层室户单";
/// Ways and places that a number follows.
const WAYS: &str = "路街道巷弄村园苑区庄厦城";
/// Characters at most.
const REACH: usize = 40;

/// Addresses of a text in normal form, as bytes; they may overlap.
pub(super) fn find(text: &str) -> Vec<Range<usize>> {
    if !text.contains(|c| PARTS.contains(c)) {
        return Vec::new();
    }
    let mut all = Vec::new();
    for word in ANNOUNCED {
        for (at, _) in text.match_indices(word) {
            all.extend(announced(text, at + word.len()));
        }
    }
    for (at, way) in text.char_indices().filter(|(_, c)| WAYS.contains(*c)) {
        all.extend(shaped(text, at + way.len_utf8()));
    }
    all
}

/// What follows an announcing word, up to its last part, if it has two parts at least or a number.
fn announced(text: &str, from: usize) -> Option<Range<usize>> {
    let rest = text.get(from..)?;
    let body = rest.trim_start_matches(['是', '为', '在', '：', ':', ' ', '，', ',', '写']);
    let start = text.len() - body.len();
    let mut parts = 0;
    let mut numbered = false;
    let mut end = start;
    for (at, c) in body.char_indices().take(REACH) {
        if is_stop(c) {
            break;
        }
        if PARTS.contains(c) {
            parts += 1;
            end = start + at + c.len_utf8();
        }
        if is_number(c) {
            numbered = true;
            end = start + at + c.len_utf8();
        }
    }
    (parts >= 2 || (parts >= 1 && numbered)).then_some(start..end)
}

/// `文三路 100 号`: a way, a number, and what is numbered; with what stands before it in the sentence.
fn shaped(text: &str, from: usize) -> Option<Range<usize>> {
    let rest = text.get(from..)?;
    let number = rest.trim_start_matches(' ');
    let after = number.trim_start_matches(|c: char| is_number(c) || c == '-' || c == '第');
    if after.len() == number.len() || !after.trim_start_matches(' ').starts_with(|c| NUMBERED.contains(c)) {
        return None;
    }
    let before = text.get(..from)?;
    let start = before.char_indices().rev().take(REACH / 2).take_while(|(_, c)| !is_stop(*c) && !is_verb(*c)).last()?.0;
    let mut end = text.len() - after.len();
    for (at, c) in after.char_indices().take(REACH / 2) {
        if !(PARTS.contains(c) || is_number(c) || matches!(c, '单' | '元' | '-' | ' ')) {
            break;
        }
        if c != ' ' {
            end = text.len() - after.len() + at + c.len_utf8();
        }
    }
    Some(start..end)
}

const fn is_stop(c: char) -> bool {
    matches!(c, '。' | '！' | '!' | '？' | '?' | '；' | ';' | '\n' | '，' | ',' | '“' | '”' | '"' | '{' | '}')
}

/// What joins an address to the sentence before it.
const fn is_verb(c: char) -> bool {
    matches!(c, '是' | '在' | '到' | '为' | '寄' | '送' | '住' | '去' | '您' | '你' | '我' | '：' | ':')
}

const fn is_number(c: char) -> bool {
    matches!(
        c,
        '0'..='9' | '零' | '〇' | '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十' | '百' | '幺'
    )
}

#[cfg(test)]
mod tests {
    use super::super::text;

    #[test]
    fn addresses_are_masked() {
        for (said, shown) in [
            ("地址是浙江省杭州市西湖区文三路100号，麻烦了", "地址是******************号，麻烦了"),
            ("寄到文三路一百号3幢502室", "寄到************室"),
        ] {
            let hidden = text(said);
            assert_eq!(hidden.chars().count(), said.chars().count(), "{shown}");
            assert!(!hidden.contains("文三") && !hidden.contains("100") && !hidden.contains("502"), "{hidden}");
        }
        assert!(!text("浙江省杭州市文三路100号").contains("文三"));
    }

    #[test]
    fn other_words_stay() {
        for said in ["这条路走不通", "地址写错了", "请核对收货地址", "我们马上送到", "二号线在三号楼那边", "住在哪里呢"]
        {
            assert_eq!(text(said), said);
        }
    }
}
