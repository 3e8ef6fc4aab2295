//! Patterns that take pieces out of a text, for rewrites: programs that remember where their parts begin.
//!
//! They find what a regex with a group for each piece would, without the time that it takes to compile one.

use std::ops::Range;
use std::sync::OnceLock;

use regex::Regex;

use super::alphabet::{Alphabet, Read};
use super::program::Programs;
use super::raw;
use crate::rule::pattern::{self, Node, PatternErrorKind};

/// Patterns with pieces, in one store.
#[derive(Debug, Default)]
pub(crate) struct Takers {
    alphabet: Alphabet,
    programs: Programs,
}

/// A part of such a pattern.
#[derive(Debug, Clone)]
pub(crate) enum Part {
    /// What has to be said.
    Said(Vec<Node>),
    /// A piece that is taken out.
    Piece(Vec<Node>),
}

impl Part {
    fn nodes(&self) -> &[Node] {
        match self {
            Self::Said(nodes) | Self::Piece(nodes) => nodes,
        }
    }
}

/// A pattern with pieces. It belongs to the store that it was added to.
#[derive(Debug)]
pub(crate) struct Taker {
    parts: Vec<Part>,
    /// `None` where no program can say it.
    program: Option<u32>,
    regex: OnceLock<Option<Regex>>,
}

/// A match, in bytes of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Taken {
    /// All of it.
    pub(crate) whole: Range<usize>,
    /// What each piece took; it may be nothing.
    pub(crate) pieces: Vec<Range<usize>>,
}

impl Takers {
    /// Adds a pattern.
    ///
    /// # Errors
    /// A raw regex in it does not compile.
    pub(crate) fn add(&mut self, parts: Vec<Part>) -> Result<Taker, PatternErrorKind> {
        let program = self.program(&parts);
        // Nodes are known by their address only as long as they are there.
        self.programs.finish();
        let taker = Taker { parts, program, regex: OnceLock::new() };
        if taker.parts.iter().any(|part| pattern::has_raw(part.nodes())) {
            let regex = Regex::new(&taker.source()).map_err(|e| PatternErrorKind::BadRegex(e.to_string()))?;
            let _ = taker.regex.set(Some(regex));
        }
        Ok(taker)
    }

    fn program(&mut self, parts: &[Part]) -> Option<u32> {
        let mut read = Vec::with_capacity(parts.len());
        for part in parts {
            match raw::reading(part.nodes()) {
                Some(reading) if reading.loose => return None,
                Some(reading) => read.push(reading.nodes),
                None => read.push(part.nodes().to_vec()),
            }
        }
        self.programs.add_parts(&read, &mut self.alphabet)
    }

    /// All matches in a text, one after the other.
    pub(crate) fn all(&self, taker: &Taker, text: &str) -> Vec<Taken> {
        self.followed(taker, text).unwrap_or_else(|| taker.searched(text))
    }

    /// `None` where no program can be followed.
    fn followed(&self, taker: &Taker, text: &str) -> Option<Vec<Taken>> {
        let symbols = self.alphabet.read(text);
        let mut run = self.programs.ready(taker.program?, &self.alphabet, Read { text, symbols: &symbols });
        let byte = |symbol: usize| symbols.starts[symbol] as usize;
        let mut all = Vec::new();
        let (mut start, mut last) = (0, None);
        while start < symbols.starts.len() {
            match run.end(start).ok()? {
                // Nothing is no match right after another one.
                Some(end) if end > start || last != Some(end) => {
                    let ends = run.marks().iter().skip(1).copied().chain([end]);
                    let parts = run.marks().iter().zip(ends).map(|(from, to)| byte(*from)..byte(to));
                    let pieces = parts.zip(&taker.parts).filter(|(_, part)| matches!(part, Part::Piece(_)));
                    all.push(Taken { whole: byte(start)..byte(end), pieces: pieces.map(|(range, _)| range).collect() });
                    last = Some(end);
                    start = end;
                }
                Some(_) | None => start += 1,
            }
        }
        Some(all)
    }
}

impl Taker {
    /// The same by its regex.
    fn searched(&self, text: &str) -> Vec<Taken> {
        let regex = self.regex.get_or_init(|| Regex::new(&self.source()).ok());
        let taken = |captures: regex::Captures<'_>| {
            let ranges: Vec<Range<usize>> =
                (0..self.pieces()).filter_map(|n| captures.name(&format!("p{n}")).map(|m| m.range())).collect();
            captures.get(0).map(|whole| Taken { whole: whole.range(), pieces: ranges })
        };
        regex.iter().flat_map(|r| r.captures_iter(text)).filter_map(taken).collect()
    }

    fn pieces(&self) -> usize {
        self.parts.iter().filter(|part| matches!(part, Part::Piece(_))).count()
    }

    fn source(&self) -> String {
        let mut regex = String::new();
        let mut pieces = 0;
        for part in &self.parts {
            match part {
                Part::Said(nodes) => pattern::emit(nodes, &mut regex),
                Part::Piece(nodes) => {
                    regex += &format!("(?P<p{pieces}>");
                    pattern::emit(nodes, &mut regex);
                    regex.push(')');
                    pieces += 1;
                }
            }
        }
        regex
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::rule::file::{RewriteFile, RewriteUnit};
    use crate::rule::located::Located;
    use crate::rule::pattern::Lexicons;
    use crate::rule::rewrite::Rewrite;

    proptest! {
        #[test]
        fn programs_take_what_a_regex_would(
            parts in prop::collection::vec("[没办法您]{1,2}|\\([没您]\\|不[办法]\\)\\?|…\\{[1-4]\\}|，|<number>|\\^您|法\\$|没(\\(您\\)\\?)", 1..4),
            pieces in prop::collection::vec("[ab](\\?)?(…)?|number", 0..3),
            unit in prop::option::of(Just(RewriteUnit::Sentence)),
            text in "[没办法您不，。a1]{0,16}",
        ) {
            let pieces: Vec<String> = pieces.iter().enumerate().map(|(n, p)| match p.as_str() {
                "number" => format!("{{{p}}}"),
                p => format!("{{{n}{p}}}"),
            }).collect();
            let from: String = parts.iter().enumerate().flat_map(|(n, part)| {
                [part.as_str(), pieces.get(n).map_or("", String::as_str)]
            }).collect();
            let file = RewriteFile { from: Some(Located::nowhere(from.clone())), to: Located::nowhere("好".to_owned()), unit };
            let mut takers = Takers::default();
            if let Ok(Rewrite { from: Some(taker), .. }) = Rewrite::compile(&file, &Lexicons::new(), &mut takers) {
                let followed = takers.followed(&taker, &text);
                prop_assert_eq!(followed, Some(taker.searched(&text)), "{} {}", from, taker.source());
            }
        }
    }
}
