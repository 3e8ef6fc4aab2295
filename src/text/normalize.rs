//! The normal form of a text, with the way back to the original.
//!
//! Width, case, compatibility forms and script (traditional → simplified) are folded; zero-width characters go, and so
//! does white space inside words (没 办 法), and so do sounds of hesitation between characters (我们嗯没办法). Chinese
//! punctuation stays as it is; a mark that is repeated is kept once. Text that is already normal is borrowed.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::OnceLock;

use unicode_normalization::UnicodeNormalization;

use super::traditional::{SIMPLIFIED, TRADITIONAL};

/// A text in normal form.
#[derive(Debug, Clone)]
pub struct Normalized<'t> {
    text: Cow<'t, str>,
    /// For every byte of the normal form the character of the original it came from; absent for borrowed text.
    origin: Option<Vec<u32>>,
    /// Characters of the original.
    length: usize,
    pauses: Vec<usize>,
    breaks: Vec<usize>,
    hesitations: Vec<Hesitation>,
}

/// A sound of hesitation that was taken out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hesitation {
    /// Where it was, as a byte offset in the normal form.
    pub at: usize,
    /// Its characters (Unicode scalar offsets) in the original.
    pub original: Range<usize>,
}

impl Normalized<'_> {
    /// The same, borrowing nothing.
    #[must_use]
    pub fn into_owned(self) -> Normalized<'static> {
        let Self { text, origin, length, pauses, hesitations, breaks } = self;
        Normalized { text: Cow::Owned(text.into_owned()), origin, length, pauses, hesitations, breaks }
    }

    /// The normal form.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Byte offsets in the normal form at which the speaker paused: where white space or `_` between two Han
    /// characters was taken out.
    #[must_use]
    pub fn pauses(&self) -> &[usize] {
        &self.pauses
    }

    /// The sounds of hesitation (嗯, 呃) between characters that were taken out, in the order of the text.
    #[must_use]
    pub fn hesitations(&self) -> &[Hesitation] {
        &self.hesitations
    }

    /// Byte offsets in the normal form at which a line of the original ended.
    #[must_use]
    pub fn breaks(&self) -> &[usize] {
        &self.breaks
    }

    /// The characters (Unicode scalar offsets) of the original that bytes of the normal form came from.
    ///
    /// Offsets beyond the text are taken as its end, offsets inside a character as that character.
    #[must_use]
    pub fn original(&self, bytes: Range<usize>) -> Range<usize> {
        let end = bytes.end.min(self.text.len());
        let start = bytes.start.min(end);
        let Some(origin) = &self.origin else {
            let count = |to: usize| self.text.as_bytes()[..to].iter().filter(|b| (**b & 0xC0) != 0x80).count();
            let first = count(floor(&self.text, start));
            return first..first.max(count(end));
        };
        let first = origin.get(start).map_or(self.length, |c| *c as usize);
        let last = if end > start { origin[end - 1] as usize + 1 } else { first };
        first..last.max(first)
    }
}

/// Brings a text into normal form.
#[must_use]
pub fn normalize(text: &str) -> Normalized<'_> {
    let table = table();
    if is_normal(text, table) {
        return Normalized {
            text: Cow::Borrowed(text),
            origin: None,
            length: 0,
            pauses: Vec::new(),
            breaks: Vec::new(),
            hesitations: Vec::new(),
        };
    }
    Writer::new(text).run(text, table)
}

/// What becomes of a character: itself, another one, nothing, or more than one (`SPELL`).
type Table = [u16];

/// Compatibility forms that the table can't hold.
const SPELL: u16 = 1;
/// White space and pause marks.
const SPACE: u16 = 2;

fn table() -> &'static Table {
    static TABLE: OnceLock<Vec<u16>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut table = vec![0_u16; 0x1_0000];
        for (code, entry) in table.iter_mut().enumerate() {
            *entry = match code as u16 {
                // Most characters are themselves: this is done in every run, so it has to be quick.
                plain @ (0x3400..=0xd7ff | 0xe000..=0xf8ff) => plain,
                _ => char::from_u32(code as u32).map_or(0, fold),
            };
        }
        let simplified = SIMPLIFIED.iter().flat_map(|s| s.chars());
        for (from, to) in TRADITIONAL.iter().flat_map(|s| s.chars()).zip(simplified) {
            table[from as usize] = to as u16;
        }
        // Compatibility forms of traditional characters take two steps.
        for code in 0..table.len() {
            let to = usize::from(table[code]);
            if to > usize::from(SPACE) {
                table[code] = table[to];
            }
        }
        table
    })
}

/// What becomes of a character, apart from traditional ones.
fn fold(c: char) -> u16 {
    match c {
        '_' => SPACE,
        c if c.is_whitespace() => SPACE,
        c if c.is_control() => 0,
        // Zero-width characters, direction marks, soft hyphen, variation selectors.
        '\u{ad}'
        | '\u{180e}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2064}'
        | '\u{feff}'
        | '\u{fe00}'..='\u{fe0f}' => 0,
        'A'..='Z' => c.to_ascii_lowercase() as u16,
        // Chinese punctuation is left alone: most turns have some, and patterns know both widths.
        '，' | '！' | '？' | '：' | '；' | '（' | '）' | '～' => c as u16,
        '\u{2070}'..='\u{209f}'
        | '\u{2100}'..='\u{218f}'
        | '\u{2460}'..='\u{24ff}'
        | '\u{3200}'..='\u{33ff}'
        | '\u{f900}'..='\u{faff}'
        | '\u{fb00}'..='\u{fb06}'
        | '\u{ff01}'..='\u{ffee}' => {
            let mut spelled = spell(c);
            match (spelled.next(), spelled.next()) {
                (Some(one), None) if (one as u32) < 0x1_0000 => one as u16,
                _ => SPELL,
            }
        }
        c => c as u16,
    }
}

fn spell(c: char) -> impl Iterator<Item = char> {
    // Spacing accents are spelled with a space, which would not be normal.
    std::iter::once(c).nfkc().flat_map(char::to_lowercase).filter(|c| !c.is_whitespace())
}

/// Marks of which a repetition says no more than one.
const fn is_repeatable(c: char) -> bool {
    matches!(c, '!' | '！' | '?' | '？' | '。' | '，' | ',' | '~' | '～' | '…' | '、' | '；' | ';' | '.' | '—')
}

/// Sounds that say nothing; between characters of a sentence they are no answer either.
pub(crate) const fn is_hesitation(c: char) -> bool {
    matches!(c, '嗯' | '呃')
}

fn is_normal(text: &str, table: &Table) -> bool {
    let mut last = '\0';
    // Whether the last characters are sounds of hesitation behind a character of a sentence.
    let mut hesitates = false;
    for c in text.chars() {
        if is_hesitation(c) {
            hesitates |= is_han(last) && !is_hesitation(last);
        } else if hesitates && is_han(c) {
            return false;
        } else {
            hesitates = false;
        }
        let kept = table.get(c as usize).is_none_or(|to| u32::from(*to) == c as u32);
        if !kept || (c == last && is_repeatable(c)) || is_astral_compatibility(c) {
            return false;
        }
        last = c;
    }
    true
}

/// Mathematical letters and digits, variation selectors beyond the basic plane.
const fn is_astral_compatibility(c: char) -> bool {
    matches!(c, '\u{1d400}'..='\u{1d7ff}' | '\u{e0100}'..='\u{e01ef}')
}

/// Characters of a script written without spaces.
fn is_han(c: char) -> bool {
    !c.is_ascii() && c.is_alphanumeric()
}

struct Writer {
    out: String,
    origin: Vec<u32>,
    pauses: Vec<usize>,
    breaks: Vec<usize>,
    hesitations: Vec<Hesitation>,
    spaced_out: bool,
}

impl Writer {
    fn new(text: &str) -> Self {
        Self {
            out: String::with_capacity(text.len()),
            origin: Vec::with_capacity(text.len()),
            pauses: Vec::new(),
            breaks: Vec::new(),
            hesitations: Vec::new(),
            spaced_out: is_spaced_out(text),
        }
    }

    fn run<'t>(mut self, text: &'t str, table: &Table) -> Normalized<'t> {
        // A run of white space waits for the character after it: where it began, and whether a line ended in it.
        let mut waiting: Option<(u32, bool)> = None;
        let mut length = 0;
        for (index, c) in text.chars().enumerate() {
            let index = index as u32;
            length = index as usize + 1;
            match table.get(c as usize).copied() {
                Some(0) => {}
                Some(SPACE) => {
                    let (from, broken) = waiting.unwrap_or((index, false));
                    waiting = Some((from, broken || c == '\n'));
                }
                Some(SPELL) => spell(c).for_each(|s| self.push(s, index, &mut waiting)),
                Some(to) => self.push(char::from_u32(u32::from(to)).unwrap_or(c), index, &mut waiting),
                None if matches!(c, '\u{e0100}'..='\u{e01ef}') => {}
                None if is_astral_compatibility(c) => spell(c).for_each(|s| self.push(s, index, &mut waiting)),
                None => self.push(c, index, &mut waiting),
            }
        }
        Normalized {
            text: Cow::Owned(self.out),
            origin: Some(self.origin),
            length,
            pauses: self.pauses,
            breaks: self.breaks,
            hesitations: self.hesitations,
        }
    }

    fn push(&mut self, c: char, index: u32, waiting: &mut Option<(u32, bool)>) {
        let last = self.out.chars().next_back();
        if let Some((from, broken)) = waiting.take() {
            self.space(last, c, from, broken);
        }
        if is_repeatable(c) && self.out.ends_with(c) {
            return;
        }
        if is_han(c) && !is_hesitation(c) {
            self.take_hesitation();
        }
        self.out.push(c);
        self.origin.resize(self.out.len(), index);
    }

    /// Takes out sounds of hesitation at the end, where they stand behind a character of the sentence.
    fn take_hesitation(&mut self) {
        let kept = self.out.trim_end_matches(is_hesitation).len();
        let (Some(first), Some(last)) = (self.origin.get(kept), self.origin.last()) else { return };
        if !self.out[..kept].chars().next_back().is_some_and(is_han) {
            return;
        }
        let original = *first as usize..*last as usize + 1;
        self.hesitations.push(Hesitation { at: kept, original });
        self.out.truncate(kept);
        self.origin.truncate(kept);
        for ends in [&mut self.pauses, &mut self.breaks] {
            for end in ends.iter_mut() {
                *end = kept.min(*end);
            }
            ends.dedup();
        }
    }

    /// White space between `last` and `next`: one space between Latin words, else nothing but a pause.
    fn space(&mut self, last: Option<char>, next: char, from: u32, broken: bool) {
        let Some(last) = last else { return };
        if broken {
            self.breaks.push(self.out.len());
        }
        if last.is_ascii_alphanumeric() && next.is_ascii_alphanumeric() {
            self.out.push(' ');
            self.origin.push(from);
        } else if is_han(last) && is_han(next) && !self.spaced_out {
            self.pauses.push(self.out.len());
        }
    }
}

/// Whether a text is written with a space between single characters, so that spaces are no pauses.
fn is_spaced_out(text: &str) -> bool {
    let runs = text.split(|c: char| c.is_whitespace() || c == '_').filter(|r| r.chars().any(is_han));
    let (mut single, mut all) = (0, 0);
    for run in runs {
        all += 1;
        single += usize::from(run.chars().filter(|c| is_han(*c)).count() == 1);
    }
    all >= 3 && single * 2 >= all
}

fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn normal(text: &str) -> String {
        normalize(text).as_str().to_owned()
    }

    #[test]
    fn plain_characters_are_themselves() {
        for c in ('\u{3400}'..='\u{f8ff}').filter(|c| !c.is_control()) {
            assert_eq!(fold(c), c as u16, "{c}");
        }
    }

    #[test]
    fn folds_width_case_script_and_compatibility_forms() {
        assert_eq!(normal("ＡＰＰ打不開"), "app打不开");
        assert_eq!(normal("請問您貴姓？"), "请问您贵姓？");
        assert_eq!(normal("１３８００１３８０００"), "13800138000");
        assert_eq!(normal("妳們沒辦法嗎"), "你们没办法吗");
        assert_eq!(normal("㎏①"), "kg1");
    }

    #[test]
    fn takes_out_what_is_not_seen_and_spaces_inside_words() {
        assert_eq!(normal("没\u{200b}办\u{fe0f}法"), "没办法");
        assert_eq!(normal("没 办 法"), "没办法");
        assert_eq!(normal("hello  world 您好"), "hello world您好");
        assert_eq!(normal("！！！怎么回事？？"), "！怎么回事？");
    }

    #[test]
    fn takes_out_hesitation_between_characters_and_nowhere_else() {
        assert_eq!(normal("我们嗯没呃呃办法"), "我们没办法");
        assert_eq!(normal("我 嗯 您看"), "我您看");
        for text in ["嗯", "嗯好的", "好的嗯", "好的，嗯，您说", "嗯嗯", "好的嗯。"] {
            assert_eq!(normal(text), text);
            assert!(matches!(normalize(text).text, Cow::Borrowed(_)), "{text}");
        }
        let n = normalize("ＯＫ我们嗯嗯没办法");
        assert_eq!(n.hesitations(), [Hesitation { at: "ok我们".len(), original: 4..6 }]);
        assert_eq!(n.original("ok".len().."ok我们没".len()), 2..7);
    }

    #[test]
    fn clean_text_is_borrowed() {
        let text = "您好，请问有什么可以帮您？";
        assert!(matches!(normalize(text).text, Cow::Borrowed(_)));
    }

    #[test]
    fn maps_back_to_characters_of_the_original() {
        let text = "Ａ 没\u{200b} 办 法！！";
        let n = normalize(text);
        let at = n.as_str().find("没办法").unwrap();
        let span = n.original(at..at + "没办法".len());
        let words: String = text.chars().skip(span.start).take(span.len()).collect();
        assert_eq!(words, "没\u{200b} 办 法");
    }

    #[test]
    fn remembers_pauses_unless_the_text_is_spaced_out() {
        let n = normalize("您好 请问您贵姓_我帮您查");
        assert_eq!(n.pauses(), ["您好".len(), "您好请问您贵姓".len()]);
        assert!(normalize("没 办 法 退").pauses().is_empty());
        assert_eq!(normalize("您好\n再见").breaks(), ["您好".len()]);
    }

    #[test]
    fn the_table_has_no_chains() {
        let table = table();
        for (from, to) in table.iter().enumerate() {
            let to = usize::from(*to);
            if to > 2 && to != from {
                assert_eq!(usize::from(table[to]), to, "{from:x} becomes {to:x}, which is not normal");
            }
        }
    }

    proptest! {
        #[test]
        fn twice_is_once(text in "\\PC{0,40}|[没办法嗯呃 _\u{200b}！。，aA1１開\n]{0,40}") {
            let once = normal(&text);
            prop_assert_eq!(normal(&once), once);
        }

        #[test]
        fn every_range_maps_back(text in "\\PC{0,40}|[没办法嗯呃 _\u{200b}！。，aA1１開\n]{0,40}", a in 0usize..99, b in 0usize..99) {
            let n = normalize(&text);
            let span = n.original(a.min(b)..a.max(b));
            prop_assert!(span.start <= span.end && span.end <= text.chars().count());
            for (at, c) in n.as_str().char_indices() {
                let span = n.original(at..at + c.len_utf8());
                prop_assert!(!span.is_empty() && span.end <= text.chars().count());
            }
        }
    }
}
