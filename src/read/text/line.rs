//! What one line of pasted text says.

use std::collections::BTreeMap;

use super::dialect::Dialect;
use crate::read::clock::Clock;
use crate::read::columns::Column;
use crate::read::names;
use crate::transcript::{EventKind, Role};

/// A line of pasted text.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Line<'t> {
    /// Nothing.
    Blank,
    /// `---`: what follows is another conversation.
    Separator,
    /// `# key: value`.
    Meta(&'t str, &'t str),
    /// `# …` without a value.
    Comment,
    /// `坐席：…`, with or without a clock.
    Turn(Span, &'t str, &'t str),
    /// A clock, then words that are not said by anybody known; the name before a colon, if there is one.
    Nobody(Option<&'t str>),
    /// `（保持 60秒）`: what happened, and for how many seconds.
    Event(Span, EventKind, Option<f64>),
    /// Anything else.
    Words(&'t str),
}

/// From when to when, as far as written.
pub(super) type Span = (Option<Clock>, Option<Clock>);

/// Characters that a name and its clock take at most.
const PREFIX: usize = 40;

impl<'t> Line<'t> {
    /// Reads a line.
    pub(super) fn parse(line: &'t str, roles: &BTreeMap<String, Role>, dialect: Dialect) -> Self {
        let text = line.trim();
        if text.is_empty() {
            return Self::Blank;
        }
        if text.len() > 2 && (text.bytes().all(|b| b == b'-') || text.bytes().all(|b| b == b'=')) {
            return Self::Separator;
        }
        if let Some(note) = line.strip_prefix("# ").or_else(|| line.strip_prefix("#\t")) {
            return match note.split_once([':', '：']) {
                Some((key, value)) if !key.trim().is_empty() => Self::Meta(key.trim(), value.trim()),
                _ => Self::Comment,
            };
        }
        if let Some((clock, name, words)) = dialect.turn(text) {
            return Self::Turn((Some(clock), None), name, words);
        }
        let (span, rest) = leading_span(text).unwrap_or_else(|| {
            let rest = numbering(text);
            leading_span(rest).unwrap_or(((None, None), rest))
        });
        if let Some((kind, seconds)) = event(rest) {
            return Self::Event(span, kind, seconds);
        }
        // Before the names: the first colon may be one of the clock.
        if let Some((name, span, words)) = name_then_clock(rest)
            && names::role(name, roles).is_some()
        {
            return Self::Turn(span, name, words);
        }
        if let Some((name, words)) = named(rest)
            && names::role(name, roles).is_some()
        {
            return Self::Turn(span, name, words);
        }
        match span.0 {
            // A clock in brackets or a date begins a turn, whoever speaks; `09:30 开门` may be said.
            Some(clock) if text.starts_with(['[', '【']) || matches!(clock, Clock::Instant(_) | Clock::Local(_)) => {
                Self::Nobody(named(rest).map(|(name, _)| name))
            }
            _ => Self::Words(line),
        }
    }

    /// A name before a colon, as a speaker nobody has explained might have it.
    pub(super) fn unknown_name(&self) -> Option<&'t str> {
        let Self::Words(line) = self else { return None };
        let (name, _) = named(line.trim())?;
        (name.chars().count() <= 6 && name.chars().all(char::is_alphanumeric)).then_some(name)
    }

    /// The column that a metadata line is about.
    pub(super) fn column(&self) -> Option<Column> {
        match self {
            // A note about the question is no column here.
            Self::Meta(key, _) => {
                Column::from_name(key).filter(|column| !matches!(column, Column::Question | Column::Answer))
            }
            _ => None,
        }
    }
}

/// `name：words`.
fn named(text: &str) -> Option<(&str, &str)> {
    let colon = text.char_indices().take(PREFIX).find(|(_, c)| matches!(c, ':' | '：'))?;
    let (name, words) = (text[..colon.0].trim(), text[colon.0 + colon.1.len_utf8()..].trim());
    (!name.is_empty()).then_some((name, words))
}

/// `name clock`, alone on its line or with `：words`.
fn name_then_clock(text: &str) -> Option<(&str, Span, &str)> {
    let mut ends = text.char_indices().take(PREFIX).filter(|(_, c)| c.is_whitespace() || "[【(（".contains(*c));
    ends.find_map(|(end, _)| {
        let (name, rest) = text.split_at(end);
        let (span, rest) = leading_span(rest.trim_start())?;
        let words = if rest.is_empty() { rest } else { rest.strip_prefix([':', '：'])?.trim() };
        Some((name.trim_end(), span, words))
    })
}

/// A clock, or two with a dash between, in brackets or bare; and what follows.
fn leading_span(text: &str) -> Option<(Span, &str)> {
    for (open, close) in [('[', ']'), ('【', '】'), ('(', ')'), ('（', '）')] {
        if let Some(inner) = text.strip_prefix(open) {
            let (inner, rest) = inner.split_once(close)?;
            return Some((span(inner)?, rest.trim_start()));
        }
    }
    let end = text.find(|c: char| !(c.is_ascii_digit() || " :-/.~TZ+".contains(c))).unwrap_or(text.len());
    let mut clock = &text[..end];
    loop {
        clock = clock.trim_end_matches([' ', ':', '-', '.']);
        if clock.is_empty() {
            return None;
        }
        // A bare number is rather the number of the line.
        if let Some(found) = span(clock).filter(|_| clock.contains(':')) {
            return Some((found, text[clock.len()..].trim_start()));
        }
        clock = &clock[..clock.rfind(' ')?];
    }
}

fn span(text: &str) -> Option<Span> {
    let text = text.trim();
    // `[3]` numbers something.
    if text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    if let Some(clock) = Clock::parse(text) {
        return Some((Some(clock), None));
    }
    text.match_indices(['-', '~', '–', '—', '～', '至']).find_map(|(at, dash)| {
        let (start, end) = (&text[..at], &text[at + dash.len()..]);
        let end = end.trim_start_matches(['-', '>', '—']);
        Some((Some(Clock::parse(start)?), Some(Clock::parse(end)?)))
    })
}

/// What follows the number of a line: `1.`, `2、`, `(3)`.
fn numbering(text: &str) -> &str {
    let inner = text.strip_prefix(['(', '（', '[']).unwrap_or(text);
    let rest = inner.trim_start_matches(|c: char| c.is_ascii_digit());
    let words = rest.trim_start_matches(['.', '、', ')', '）', ']', ' ', '\t']);
    let numbered = rest.len() < inner.len() && words.len() < rest.len();
    // `12.5` is one number.
    if numbered && !words.starts_with(|c: char| c.is_ascii_digit()) { words } else { text }
}

/// `（保持 60秒）`.
fn event(text: &str) -> Option<(EventKind, Option<f64>)> {
    let inner = text.strip_prefix(['(', '（', '[', '【'])?.strip_suffix([')', '）', ']', '】'])?;
    let end = inner.find(|c: char| c.is_ascii_digit()).unwrap_or(inner.len());
    let kind = names::event(inner[..end].trim_end_matches([' ', ':', '：', ',', '，']));
    if matches!(kind, EventKind::Other(_)) {
        return None;
    }
    let length = &inner[end..];
    let number = length.trim_end_matches(|c: char| !c.is_ascii_digit());
    let unit = length[number.len()..].trim();
    let seconds = match Clock::parse(number) {
        Some(Clock::Seconds(n) | Clock::Day(n)) if unit.starts_with(['分', 'm']) => Some(n * 60.0),
        Some(Clock::Seconds(n) | Clock::Day(n)) => Some(n),
        _ => None,
    };
    Some((kind, seconds))
}
