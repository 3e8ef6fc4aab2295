//! Texts as numbers: every character that some pattern names has a symbol of its own, all others share one.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::packed::List;
use crate::rule::pattern::{CLOSING_MARKS, SENTENCE_ENDS};

/// A character as patterns know it.
pub(super) type Symbol = u16;

/// Any character that no pattern names.
pub(super) const OTHER: Symbol = 0;

/// Characters of Chinese numerals.
pub(super) const NUMERALS: &str = "零〇一二两三四五六七八九十百千万亿幺";
/// Digits, and the point between them.
pub(super) const DIGITS: &str = "0123456789";

/// What a symbol is beside itself.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Class(u8);

impl Class {
    const SENTENCE_END: u8 = 1;
    const CLOSING_MARK: u8 = 2;
    const DIGIT: u8 = 4;
    const NUMERAL: u8 = 8;
    const POINT: u8 = 16;

    /// A gap does not run over it.
    pub(super) const fn ends_sentence(self) -> bool {
        self.0 & Self::SENTENCE_END != 0
    }

    /// It may stand between the last word and the end of the turn.
    pub(super) const fn closes(self) -> bool {
        self.0 & Self::CLOSING_MARK != 0
    }

    pub(super) const fn is_digit(self) -> bool {
        self.0 & Self::DIGIT != 0
    }

    pub(super) const fn is_numeral(self) -> bool {
        self.0 & Self::NUMERAL != 0
    }

    pub(super) const fn is_point(self) -> bool {
        self.0 & Self::POINT != 0
    }

    fn of(c: char) -> Self {
        let bit = |bit: u8, holds: bool| if holds { bit } else { 0 };
        Self(
            bit(Self::SENTENCE_END, SENTENCE_ENDS.contains(c))
                | bit(Self::CLOSING_MARK, CLOSING_MARKS.contains(c))
                | bit(Self::DIGIT, c.is_ascii_digit())
                | bit(Self::NUMERAL, NUMERALS.contains(c))
                | bit(Self::POINT, c == '.'),
        )
    }
}

/// The symbols of a rule set.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub(super) struct Alphabet {
    /// By code point, for the basic plane.
    table: List<Symbol>,
    beyond: BTreeMap<char, Symbol>,
    classes: List<u8>,
}

impl Default for Alphabet {
    fn default() -> Self {
        let mut alphabet = Self {
            table: vec![OTHER; 0x1_0000].into(),
            beyond: BTreeMap::new(),
            classes: vec![Class::default().0].into(),
        };
        for c in [SENTENCE_ENDS, CLOSING_MARKS, DIGITS, NUMERALS].into_iter().flat_map(str::chars) {
            alphabet.symbol(c);
        }
        alphabet
    }
}

impl Alphabet {
    /// The symbol of a character, made if there is none; `None` where there are no more to give.
    pub(super) fn symbol(&mut self, c: char) -> Option<Symbol> {
        let known = self.find(c);
        if known != OTHER {
            return Some(known);
        }
        let next = Symbol::try_from(self.classes.len()).ok()?;
        self.classes.push(Class::of(c).0);
        match self.table.get(c as usize) {
            Some(_) => self.table.set(c as usize, next),
            None => {
                self.beyond.insert(c, next);
            }
        }
        Some(next)
    }

    /// The symbol of a character, `OTHER` where no pattern names it.
    pub(super) fn find(&self, c: char) -> Symbol {
        match self.table.get(c as usize) {
            Some(symbol) => symbol,
            None => self.beyond.get(&c).copied().unwrap_or(OTHER),
        }
    }

    pub(super) fn class(&self, symbol: Symbol) -> Class {
        Class(self.classes.at(usize::from(symbol)))
    }

    /// A text in symbols.
    pub(super) fn read(&self, text: &str) -> Symbols {
        let mut symbols =
            Symbols { codes: Vec::with_capacity(text.len() / 3), starts: Vec::with_capacity(text.len() / 3 + 1) };
        for (at, c) in text.char_indices() {
            symbols.codes.push(self.find(c));
            symbols.starts.push(at as u32);
        }
        symbols.starts.push(text.len() as u32);
        symbols
    }
}

/// A text in symbols, with the byte each of them starts at.
#[derive(Debug, Default)]
pub(crate) struct Symbols {
    pub(super) codes: Vec<Symbol>,
    /// One more than there are symbols: the last is the length of the text.
    pub(super) starts: Vec<u32>,
}

/// A text and its symbols.
#[derive(Debug, Clone, Copy)]
pub(super) struct Read<'t> {
    pub(super) text: &'t str,
    pub(super) symbols: &'t Symbols,
}

impl Read<'_> {
    /// The character at a place.
    pub(super) fn character(self, at: usize) -> Option<char> {
        let start = *self.symbols.starts.get(at)? as usize;
        self.text.get(start..)?.chars().next()
    }
}
