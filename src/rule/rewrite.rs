//! A rewrite, compiled: a pattern over the normal form that takes pieces out, and a template.

use std::ops::Range;

use super::error::RewriteError;
use super::file::{RewriteFile, RewriteUnit};
use super::pattern::{self, Lexicons, Node, PatternErrorKind, Repeat};
use crate::matcher::{self, Taker, Takers};

/// What a piece does not run over.
const CLAUSE_STOPS: &str = "，,、。！？!?；;：:\n";
/// What a piece does not run over that is written `{name…}`: commas are no end for it.
const SENTENCE_STOPS: &str = "。！？!?；;\n";
/// The most characters that a piece takes.
const LONGEST: usize = 60;
/// The piece that takes a number.
const NUMBER: &str = "number";
/// Pieces that a template has without naming them in `from`.
const GIVEN: [&str; 4] = ["it", "hit", "term", "means"];

/// A compiled rewrite.
#[derive(Debug)]
pub(crate) struct Rewrite {
    /// What is replaced; all of the unit, or the words that were found, where absent.
    pub(crate) from: Option<Taker>,
    /// A part of the template after the other.
    pub(crate) to: Vec<Part>,
    /// What is replaced as a whole.
    pub(crate) unit: Option<RewriteUnit>,
}

/// A part of what is said instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Part {
    /// These words.
    Text(String),
    /// What a piece took.
    Piece(usize),
    /// All that is replaced.
    It,
    /// The words that were found.
    Hit,
    /// The term in them that a lexicon explains.
    Term,
    /// What it means.
    Means,
}

/// What is wrong, and where: bytes of `from` or of `to`.
#[derive(Debug, Clone)]
pub(crate) enum Wrong {
    /// In the pattern.
    From(Range<usize>, WrongKind),
    /// In the template.
    To(Range<usize>, RewriteError),
}

/// What is wrong with the pattern.
#[derive(Debug, Clone)]
pub(crate) enum WrongKind {
    /// Its pieces.
    Pieces(RewriteError),
    /// The rest of it.
    Pattern(PatternErrorKind),
}

impl Rewrite {
    /// Compiles what is written; the pattern goes to the takers.
    pub(crate) fn compile(file: &RewriteFile, lexicons: &Lexicons, takers: &mut Takers) -> Result<Self, Wrong> {
        let mut names = Vec::new();
        let from = match &file.from {
            None => None,
            Some(from) => {
                let parts = compile_from(from, file.unit, lexicons, &mut names)?;
                let wrong = |kind| Wrong::From(0..from.value.len(), WrongKind::Pattern(kind));
                Some(takers.add(parts).map_err(wrong)?)
            }
        };
        let to = template(&file.to, &names).map_err(|(at, error)| Wrong::To(at, error))?;
        if to.is_empty() && file.unit == Some(RewriteUnit::Turn) {
            return Err(Wrong::To(0..file.to.len(), RewriteError::Nothing));
        }
        Ok(Self { from, to, unit: file.unit })
    }

    /// Whether it tells what a term means.
    pub(crate) fn explains(&self) -> bool {
        self.to.iter().any(|part| matches!(part, Part::Term | Part::Means))
    }
}

fn compile_from(
    from: &str,
    unit: Option<RewriteUnit>,
    lexicons: &Lexicons,
    names: &mut Vec<String>,
) -> Result<Vec<matcher::Part>, Wrong> {
    let pieces = |at: Range<usize>, error| Wrong::From(at, WrongKind::Pieces(error));
    let mut parts = Vec::new();
    let mut at = 0;
    for (piece, range) in braces(from).map_err(|at| pieces(at, RewriteError::Piece))? {
        said(from, at..range.start, lexicons, &mut parts)?;
        let name = piece.trim_end_matches(['?', '…']);
        let signs = piece.strip_prefix(name).unwrap_or_default();
        let stops = if signs.contains('…') { SENTENCE_STOPS } else { CLAUSE_STOPS };
        if names.iter().any(|n| n == name) {
            return Err(pieces(range, RewriteError::Twice(name.to_owned())));
        }
        let taken = match name {
            NUMBER => Node::Number,
            _ => Node::Repeat(Repeat {
                nodes: vec![Node::Class(all_but(stops))].into(),
                min: usize::from(!signs.contains('?')),
                max: Some(LONGEST),
                greedy: false,
            }),
        };
        parts.push(matcher::Part::Piece(vec![taken]));
        names.push(name.to_owned());
        at = range.end;
    }
    said(from, at..from.len(), lexicons, &mut parts)?;
    let words = parts.iter().any(|part| matches!(part, matcher::Part::Said(_)));
    if !words && !names.iter().any(|n| n == NUMBER) {
        return Err(pieces(0..from.len(), RewriteError::Everything));
    }
    if unit.is_some() {
        parts.insert(0, matcher::Part::Said(vec![Node::Start]));
        parts.push(matcher::Part::Said(vec![Node::Finish]));
    }
    Ok(parts)
}

/// Adds what stands between two pieces, if there is anything.
fn said(from: &str, range: Range<usize>, lexicons: &Lexicons, parts: &mut Vec<matcher::Part>) -> Result<(), Wrong> {
    let text = from.get(range.clone()).unwrap_or_default();
    if text.is_empty() {
        return Ok(());
    }
    let nodes = pattern::part(text, lexicons).map_err(|error| {
        let at = range.start + error.at.start..range.start + error.at.end;
        Wrong::From(at, WrongKind::Pattern(error.kind))
    })?;
    parts.push(matcher::Part::Said(nodes));
    Ok(())
}

/// The ranges of all characters but these.
fn all_but(characters: &str) -> Vec<(char, char)> {
    let mut sorted: Vec<char> = characters.chars().collect();
    sorted.sort_unstable();
    let mut ranges = Vec::with_capacity(sorted.len() + 1);
    let mut next = Some('\0');
    for c in sorted {
        let before = ('\0'..c).next_back();
        ranges.extend(next.zip(before).filter(|(from, to)| from <= to));
        next = (c..=char::MAX).nth(1);
    }
    ranges.extend(next.map(|from| (from, char::MAX)));
    ranges
}

/// The template's parts.
fn template(to: &str, names: &[String]) -> Result<Vec<Part>, (Range<usize>, RewriteError)> {
    let mut parts = Vec::new();
    let mut at = 0;
    let text = |range: Range<usize>, parts: &mut Vec<Part>| {
        let text = to.get(range).unwrap_or_default();
        if !text.is_empty() {
            parts.push(Part::Text(text.to_owned()));
        }
    };
    for (name, range) in braces(to).map_err(|at| (at, RewriteError::Piece))? {
        text(at..range.start, &mut parts);
        parts.push(match (name, names.iter().position(|n| n == name)) {
            (_, Some(piece)) => Part::Piece(piece),
            ("it", None) => Part::It,
            ("hit", None) => Part::Hit,
            ("term", None) => Part::Term,
            ("means", None) => Part::Means,
            (_, None) => {
                let known = names.iter().cloned().chain(GIVEN.map(str::to_owned)).collect();
                return Err((range, RewriteError::Unknown { name: name.to_owned(), known }));
            }
        });
        at = range.end;
    }
    text(at..to.len(), &mut parts);
    Ok(parts)
}

/// What stands in braces, but for the limit of a gap (`…{4}`), with its bytes.
fn braces(text: &str) -> Result<Vec<(&str, Range<usize>)>, Range<usize>> {
    let mut all = Vec::new();
    let mut at = 0;
    while let Some(open) = text[at..].find('{').map(|i| at + i) {
        let Some(close) = text[open..].find('}').map(|i| open + i) else { return Err(open..text.len()) };
        let name = &text[open + 1..close];
        at = close + 1;
        if text[..open].ends_with('…') && name.parse::<usize>().is_ok() {
            continue;
        }
        if name.trim_end_matches(['?', '…']).is_empty() {
            return Err(open..at);
        }
        all.push((name, open..at));
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::located::Located;

    fn rewrite(from: &str, to: &str, unit: Option<RewriteUnit>) -> Result<Rewrite, Wrong> {
        let located = |s: &str| Located::nowhere(s.to_owned());
        let file = RewriteFile { from: Some(located(from)), to: located(to), unit };
        Rewrite::compile(&file, &Lexicons::new(), &mut Takers::default())
    }

    /// The pieces of the first match.
    fn taken<'t>(from: &str, unit: Option<RewriteUnit>, text: &'t str) -> Option<Vec<&'t str>> {
        let mut takers = Takers::default();
        let from =
            RewriteFile { from: Some(Located::nowhere(from.to_owned())), to: Located::nowhere("好".into()), unit };
        let taker = Rewrite::compile(&from, &Lexicons::new(), &mut takers).unwrap().from.unwrap();
        let first = takers.all(&taker, text).into_iter().next()?;
        Some(first.pieces.into_iter().map(|range| &text[range]).collect())
    }

    #[test]
    fn pieces_are_taken_and_gaps_stay_gaps() {
        assert_eq!(taken("(先)?把{object}发…{3}我", None, "那先把订单号发一下我"), Some(vec!["订单号"]));
        let compiled = rewrite("(先)?把{object}发…{3}我", "请您把{object}发给我", None).unwrap();
        assert_eq!(compiled.to.len(), 3);
    }

    #[test]
    fn a_unit_is_taken_whole() {
        let clause = Some(RewriteUnit::Clause);
        assert_eq!(taken("{what}没办法", clause, "这个没办法了"), None);
        assert_eq!(taken("{what}没办法", clause, "这个没办法"), Some(vec!["这个"]));
    }

    #[test]
    fn raw_regexes_take_pieces_too() {
        assert_eq!(taken(r"/a\b/{what}法", None, "a b没法"), Some(vec![" b没"]));
        assert_eq!(taken("/[没不]+/{what}法", None, "没不办法"), Some(vec!["办"]));
    }

    #[test]
    fn mistakes_are_told_where_they_are() {
        let unknown = rewrite("把{object}发我", "请把{objct}发我", None).unwrap_err();
        assert!(matches!(unknown, Wrong::To(at, RewriteError::Unknown { .. }) if at == (6..13)));
        assert!(matches!(
            rewrite("{a}和{a}", "", None),
            Err(Wrong::From(_, WrongKind::Pieces(RewriteError::Twice(_))))
        ));
        assert!(matches!(rewrite("{a}", "", None), Err(Wrong::From(_, WrongKind::Pieces(RewriteError::Everything)))));
        assert!(matches!(rewrite("把(", "", None), Err(Wrong::From(_, WrongKind::Pattern(_)))));
        assert!(matches!(rewrite("把{x", "", None), Err(Wrong::From(_, WrongKind::Pieces(RewriteError::Piece)))));
    }
}
