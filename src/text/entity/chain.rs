//! Chains of digits: pieces of a number as they stand or are read out one after another.

use std::ops::Range;

use crate::text::numeral;

/// Pieces that may belong to one number.
#[derive(Debug, Default)]
pub(super) struct Chain {
    pub(super) pieces: Vec<Piece>,
}

/// Digits without anything between them.
#[derive(Debug)]
pub(super) struct Piece {
    pub(super) digits: String,
    pub(super) range: Range<usize>,
    /// Where it ends if its last digit belongs to the next word (…零零一|个).
    pub(super) loose: Option<usize>,
}

/// What people put between the pieces of a number that they read out; longer ones first.
const FILLERS: [&str; 46] = [
    "然后是",
    "接下来",
    "最后是",
    "后面是",
    "中间是",
    "前面是",
    "开头是",
    "结尾是",
    "尾号是",
    "末尾是",
    "尾数是",
    "再加上",
    "然后",
    "接着",
    "再来",
    "再加",
    "再是",
    "加上",
    "最后",
    "后面",
    "中间",
    "前面",
    "开头",
    "结尾",
    "尾号",
    "尾数",
    "末尾",
    "后边",
    "那个",
    "这个",
    "就是",
    "依次",
    "分别",
    "字母",
    "前",
    "后",
    "末",
    "嗯",
    "呃",
    "额",
    "啊",
    "哦",
    "是",
    "再",
    "尾",
    "来",
];
/// Characters that separate the pieces of a number.
const SEPARATORS: &str = " -._·–—()（）[]【】、，,~";
/// Measures: a single Chinese digit before one of these counts things.
const MEASURES: &str = "个位张次条下天块元点分年月日号层楼室栋单排件只份户路度家台名种套项遍";
/// Place values: digits beside them make up an amount.
const PLACES: &str = "十百千万亿拾佰仟";
/// The most characters between two pieces.
const MAX_BETWEEN: usize = 12;
/// Letters that may stand directly before a number.
const LABELS: [&str; 12] = ["tel", "phone", "mobile", "mob", "id", "no", "card", "vx", "wx", "dh", "sj", "qq"];

/// All chains of a text.
pub(super) fn chains(text: &str) -> Vec<Chain> {
    // A number worth finding has eleven digits.
    if text.chars().filter(|c| numeral::digit(*c).is_some() || *c == '个').count() < 7 {
        return Vec::new();
    }
    let mut scan = Scan { text, at: 0, chain: Chain::default(), between: 0, all: Vec::new() };
    scan.run();
    scan.all
}

struct Scan<'t> {
    text: &'t str,
    at: usize,
    chain: Chain,
    /// Characters since the last piece.
    between: usize,
    all: Vec<Chain>,
}

impl Scan<'_> {
    fn run(&mut self) {
        while let Some(c) = self.text[self.at..].chars().next() {
            if numeral::digit(c).is_some() {
                self.digits();
            } else if let Some(len) = self.cross() {
                let range = self.at..self.at + len;
                self.at = range.end;
                self.push(Piece { digits: "X".to_owned(), range, loose: None });
            } else if !self.chain.pieces.is_empty() && SEPARATORS.contains(c) && !self.groups_thousands(c) {
                self.pass(c.len_utf8(), 1);
            } else if let Some(filler) = FILLERS.iter().find(|f| self.text[self.at..].starts_with(**f)) {
                self.pass(filler.len(), filler.chars().count());
            } else if c.is_ascii_alphabetic() {
                self.letters();
            } else {
                self.end();
                self.at += c.len_utf8();
            }
        }
        self.end();
    }

    fn pass(&mut self, bytes: usize, chars: usize) {
        self.at += bytes;
        self.between += chars;
        if self.between > MAX_BETWEEN {
            self.end();
        }
    }

    fn end(&mut self) {
        let chain = std::mem::take(&mut self.chain);
        if !chain.pieces.is_empty() {
            self.all.push(chain);
        }
        self.between = 0;
    }

    fn push(&mut self, piece: Piece) {
        self.chain.pieces.push(piece);
        self.between = 0;
    }

    fn digits(&mut self) {
        let start = self.at;
        let mut digits = String::new();
        let mut end = start;
        let mut last = '0';
        for c in self.text[start..].chars() {
            let Some(digit) = numeral::digit(c) else { break };
            digits.push(digit);
            end += c.len_utf8();
            last = c;
        }
        let mut rest = self.text[end..].chars();
        let next = rest.next();
        let after_next = rest.next();
        self.at = end;
        if next.is_some_and(|c| PLACES.contains(c)) {
            // An amount: 一百三十八.
            self.end();
            self.at += self.text[end..]
                .chars()
                .take_while(|c| PLACES.contains(*c) || numeral::digit(*c).is_some())
                .map(char::len_utf8)
                .sum::<usize>();
            return;
        }
        if digits.len() <= 2 && next == Some('位') {
            // 中间四位: says how many, and is none of them.
            self.pass('位'.len_utf8(), 2);
            return;
        }
        if let (1, Some('个'), Some(digit)) = (digits.len(), next, after_next.and_then(numeral::digit)) {
            // 三个零
            let times = digits.parse().unwrap_or(1);
            self.at += '个'.len_utf8() + after_next.map_or(0, char::len_utf8);
            let range = start..self.at;
            self.push(Piece { digits: std::iter::repeat_n(digit, times).collect(), range, loose: None });
            return;
        }
        if next.is_some_and(|c| c.is_ascii_alphabetic() && !is_cross(&self.text[end..])) {
            // Glued to letters: a code.
            self.end();
            self.at += self.text[end..].bytes().take_while(u8::is_ascii_alphanumeric).count();
            return;
        }
        let loose = (!last.is_ascii() && digits.len() > 1 && next.is_some_and(|c| MEASURES.contains(c)))
            .then(|| end - last.len_utf8());
        self.push(Piece { digits, range: start..end, loose });
    }

    /// The length of an X read as the last character of an identity number.
    fn cross(&self) -> Option<usize> {
        let digits: usize = self.chain.pieces.iter().map(|p| p.digits.len()).sum();
        (digits >= 17 && is_cross(&self.text[self.at..])).then(|| cross_len(&self.text[self.at..]))
    }

    /// Letters: they end a chain, and digits glued to them are a code.
    fn letters(&mut self) {
        self.end();
        let word = self.text[self.at..].bytes().take_while(u8::is_ascii_alphabetic).count();
        let label = &self.text[self.at..self.at + word];
        self.at += word;
        if !LABELS.contains(&label) {
            self.at += self.text[self.at..].bytes().take_while(u8::is_ascii_alphanumeric).count();
        }
    }

    /// Whether a comma or point stands between the groups of an amount: 13,800,138.00.
    fn groups_thousands(&self, c: char) -> bool {
        let rest = &self.text[self.at + c.len_utf8()..];
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        c == ','
            && digits == 3
            && self.chain.pieces.last().is_some_and(|p| p.digits.len() <= 3 && p.range.end == self.at)
    }
}

/// Whether a text starts with an X as it is written or read out, not inside a word or a mask.
fn is_cross(text: &str) -> bool {
    let len = cross_len(text);
    len > 0 && !text[len..].starts_with(|c: char| c.is_ascii_alphanumeric() || c == '*')
}

fn cross_len(text: &str) -> usize {
    ["x", "X", "×", "叉", "艾克斯", "埃克斯", "爱克斯"].into_iter().find(|x| text.starts_with(x)).map_or(0, str::len)
}
