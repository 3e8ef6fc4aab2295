//! How a text sounds: every Chinese character replaced by a sign for its syllable without tone.
//!
//! Speech recognition writes 公号为 for 工号为. Two texts that sound alike have the same sound form; common confusions of
//! speakers and recognisers are folded as well (z/zh, c/ch, s/sh, n/l, f/h, an/ang, en/eng, in/ing). A sign takes as
//! many bytes as a Chinese character, so that byte offsets in the sound form are those of the text.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use pinyin::ToPinyin;

/// First and last character of the table: the basic block of Chinese characters.
const FIRST: u32 = 0x4e00;
const LAST: u32 = 0x9fff;
/// Signs for syllables: private characters, which no text holds.
const SIGNS: u32 = 0xe000;

/// The sound form of a text in normal form. Characters other than Chinese ones stay as they are.
#[must_use]
pub fn sound(text: &str) -> String {
    let signs = signs();
    let sign = |c: char| {
        let place = (c as u32).checked_sub(FIRST).filter(|_| c as u32 <= LAST)?;
        signs.get(place as usize).copied().flatten()
    };
    text.chars().map(|c| sign(c).unwrap_or(c)).collect()
}

fn signs() -> &'static [Option<char>] {
    static TABLE: OnceLock<Vec<Option<char>>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut syllables: BTreeMap<String, u32> = BTreeMap::new();
        let mut table = Vec::with_capacity((LAST - FIRST + 1) as usize);
        for code in FIRST..=LAST {
            let syllable = char::from_u32(code).and_then(|c| c.to_pinyin()).map(|p| folded(p.plain()));
            table.push(syllable.and_then(|s| {
                let next = syllables.len() as u32;
                char::from_u32(SIGNS + *syllables.entry(s).or_insert(next))
            }));
        }
        table
    })
}

/// A syllable with its confusions folded.
fn folded(syllable: &str) -> String {
    let rest = |from: usize| &syllable[from..];
    let (initial, last) = match syllable.as_bytes() {
        [b'z', b'h', ..] => ("z", rest(2)),
        [b'c', b'h', ..] => ("c", rest(2)),
        [b's', b'h', ..] => ("s", rest(2)),
        [b'l', ..] => ("n", rest(1)),
        b"hui" => ("f", "ei"),
        b"hun" => ("f", "en"),
        [b'h', b'u', _, ..] => ("f", rest(2)),
        [b'h', ..] => ("f", rest(1)),
        _ => ("", syllable),
    };
    let last = match last.strip_suffix("ng") {
        Some(stem) if stem.ends_with(['a', 'e', 'i']) => format!("{stem}n"),
        _ => last.to_owned(),
    };
    format!("{initial}{last}")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn homophones_sound_alike() {
        for (a, b) in [("公号为", "工号为"), ("稍等", "少等"), ("满一", "满意"), ("在见", "再见"), ("没听青", "没听清")]
        {
            assert_eq!(sound(a), sound(b), "{a} {b}");
        }
        assert_ne!(sound("工号"), sound("工单"));
    }

    #[test]
    fn common_confusions_sound_alike() {
        for (a, b) in [("是", "四"), ("女", "旅"), ("您", "凌"), ("身", "生"), ("饭", "汉"), ("飞", "灰")] {
            assert_eq!(sound(a), sound(b), "{a} {b}");
        }
    }

    proptest! {
        #[test]
        fn offsets_stay(text in "\\PC{0,20}|[您好abc，工号😀]{0,20}") {
            let form = sound(&text);
            let places = |t: &str| t.char_indices().map(|(at, _)| at).collect::<Vec<_>>();
            prop_assert_eq!(places(&form), places(&text));
        }
    }
}
