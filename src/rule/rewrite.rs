//! A rewrite, compiled: a regex over the normal form with a group for each piece, and a template.

use std::ops::Range;

use regex::Regex;

use super::error::RewriteError;
use super::file::{RewriteFile, RewriteUnit};
use super::pattern::{self, Lexicons, PatternErrorKind};
use crate::text::numeral;

/// What a piece takes: it does not run over a mark.
const IN_CLAUSE: &str = "[^，,、。！？!?；;：:\\n]";
/// What a piece takes that is written `{name…}`: it runs over commas.
const IN_SENTENCE: &str = "[^。！？!?；;\\n]";
/// The most characters that a piece takes.
const LONGEST: usize = 60;
/// The piece that takes a number.
const NUMBER: &str = "number";
/// Pieces that a template has without naming them in `from`.
const GIVEN: [&str; 4] = ["it", "hit", "term", "means"];

/// A compiled rewrite.
#[derive(Debug, Clone)]
pub(crate) struct Rewrite {
    /// What is replaced; all of the unit, or the words that were found, where absent.
    pub(crate) from: Option<Regex>,
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
    /// What a group of the regex took.
    Group(usize),
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
    /// Compiles what is written.
    pub(crate) fn compile(file: &RewriteFile, lexicons: &Lexicons) -> Result<Self, Wrong> {
        let mut names = Vec::new();
        let from = match &file.from {
            None => None,
            Some(from) => Some(compile_from(from, file.unit, lexicons, &mut names)?),
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
) -> Result<Regex, Wrong> {
    let pieces = |at: Range<usize>, error| Wrong::From(at, WrongKind::Pieces(error));
    let mut regex = String::new();
    let mut words = false;
    let mut at = 0;
    for (piece, range) in braces(from).map_err(|at| pieces(at, RewriteError::Piece))? {
        words |= literal(from, at..range.start, lexicons, &mut regex)?;
        let name = piece.trim_end_matches(['?', '…']);
        let signs = piece.strip_prefix(name).unwrap_or_default();
        let optional = signs.contains('?');
        let taken = if signs.contains('…') { IN_SENTENCE } else { IN_CLAUSE };
        if names.iter().any(|n| n == name) {
            return Err(pieces(range, RewriteError::Twice(name.to_owned())));
        }
        let group = names.len();
        regex += &match (name, optional) {
            (NUMBER, _) => format!("(?P<p{group}>{})", numeral::number_regex()),
            (_, true) => format!("(?P<p{group}>{taken}{{0,{LONGEST}}}?)"),
            (_, false) => format!("(?P<p{group}>{taken}{{1,{LONGEST}}}?)"),
        };
        names.push(name.to_owned());
        at = range.end;
    }
    words |= literal(from, at..from.len(), lexicons, &mut regex)?;
    if !words && !names.iter().any(|n| n == NUMBER) {
        return Err(pieces(0..from.len(), RewriteError::Everything));
    }
    let regex = if unit.is_some() { format!("^(?:{regex})$") } else { regex };
    Regex::new(&regex)
        .map_err(|e| Wrong::From(0..from.len(), WrongKind::Pattern(PatternErrorKind::BadRegex(e.to_string()))))
}

/// Adds the regex of what stands between two pieces; whether there is anything.
fn literal(from: &str, range: Range<usize>, lexicons: &Lexicons, regex: &mut String) -> Result<bool, Wrong> {
    let text = from.get(range.clone()).unwrap_or_default();
    if text.is_empty() {
        return Ok(false);
    }
    match pattern::piece_regex(text, lexicons) {
        Ok(piece) => {
            *regex += &piece;
            Ok(true)
        }
        Err(error) => {
            let at = range.start + error.at.start..range.start + error.at.end;
            Err(Wrong::From(at, WrongKind::Pattern(error.kind)))
        }
    }
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
            (_, Some(group)) => Part::Group(group),
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
        Rewrite::compile(&RewriteFile { from: Some(located(from)), to: located(to), unit }, &Lexicons::new())
    }

    #[test]
    fn pieces_are_taken_and_gaps_stay_gaps() {
        let compiled = rewrite("(先)?把{object}发…{3}我", "请您把{object}发给我", None).unwrap();
        let taken = compiled.from.unwrap();
        assert_eq!(taken.captures("那先把订单号发一下我").unwrap().name("p0").unwrap().as_str(), "订单号");
        assert_eq!(compiled.to.len(), 3);
    }

    #[test]
    fn a_unit_is_taken_whole() {
        let compiled = rewrite("{what}没办法", "{what}", Some(RewriteUnit::Clause)).unwrap();
        assert!(compiled.from.unwrap().captures("这个没办法了").is_none());
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
