//! The lines of one conversation, put together.

use super::dialect::Dialect;
use super::line::{Line, Span};
use crate::read::canonical::{EventFile, TranscriptFile, TurnFile};
use crate::read::clock::Clock;
use crate::read::{Options, ReadError, draft};
use crate::transcript::{EventKind, Place, Transcript};

/// An error and the line it is on.
pub(super) type At<E> = (usize, E);

/// A conversation as its lines come in.
#[derive(Debug, Default)]
pub(super) struct Block {
    draft: TranscriptFile<'static>,
    /// First line that says anything.
    first: Option<usize>,
    /// Words before any turn, and their line.
    loose: Vec<(usize, String)>,
    /// Names before a colon that are no roles: the name, its line, the turn it would be.
    names: Vec<(String, usize, usize)>,
}

impl Block {
    /// A conversation of which something is known already.
    pub(super) fn of(draft: TranscriptFile<'static>) -> Self {
        Self { draft, ..Self::default() }
    }

    /// The first line that says anything.
    pub(super) const fn first_line(&self) -> Option<usize> {
        self.first
    }

    /// Adds a line; `text` is the whole of it.
    pub(super) fn add(&mut self, line: Line<'_>, text: &str, number: usize) -> Result<(), At<ReadError>> {
        if !matches!(line, Line::Blank | Line::Comment | Line::Separator) {
            self.first.get_or_insert(number);
        }
        let unknown = line.unknown_name().map(str::to_owned);
        match line {
            Line::Comment | Line::Meta(..) if self.said_anything() => self.words(text, number),
            Line::Comment => {}
            Line::Meta(key, value) => match line.column() {
                Some(column) => draft::set(&mut self.draft, column, key, value).map_err(|error| (number, error))?,
                None => draft::set_field(&mut self.draft, key, value),
            },
            Line::Blank => self.words("", number),
            Line::Separator if !self.said_anything() => {}
            Line::Separator | Line::Words(_) => {
                if let Some(name) = unknown {
                    self.unknown(name, number)?;
                }
                self.words(text, number);
            }
            Line::Turn((start, end), role, words) => {
                let place = Place::at(number, Some(column(text, words)));
                let (role, text) = (role.to_owned().into(), words.to_owned().into());
                self.draft.turns.push(TurnFile { role, start, end, text, auto: None, place });
            }
            Line::Nobody(Some(name)) => {
                return Err((number, ReadError::UnknownRole { turn: self.draft.turns.len(), role: name.to_owned() }));
            }
            Line::Nobody(None) => return Err((number, nobody(text))),
            Line::Event(span, kind, seconds) => self.event(span, &kind, seconds),
        }
        Ok(())
    }

    /// The conversation.
    pub(super) fn finish(mut self, options: &Options) -> Result<Transcript, At<ReadError>> {
        let first = self.first.unwrap_or(1);
        let mut loose = self.loose.iter().filter(|(_, words)| !words.trim().is_empty());
        match (loose.next(), self.draft.turns.is_empty()) {
            (Some((line, words)), false) => {
                let line = *line;
                // What looks like a speaker is one: the others have names as well.
                return Err(match Line::parse(words, &options.roles, Dialect::Roles).unknown_name() {
                    Some(role) => (line, ReadError::UnknownRole { turn: 0, role: role.to_owned() }),
                    None => (line, nobody(words)),
                });
            }
            (Some((line, first_words)), true) => {
                let place = Place::at(*line, Some(column(first_words, first_words.trim())));
                let words: Vec<&str> = self.loose.iter().map(|(_, words)| words.as_str()).collect();
                let text = words.join("\n").trim().to_owned();
                let turn = TurnFile { role: "agent".into(), text: text.into(), place, ..TurnFile::default() };
                self.draft.turns.push(turn);
            }
            (None, _) => {}
        }
        for turn in &mut self.draft.turns {
            let kept = turn.text.0.trim_end().len();
            turn.text.0.to_mut().truncate(kept);
        }
        let lines: Vec<Option<u32>> = self.draft.turns.iter().map(|turn| turn.place.line).collect();
        self.draft.resolve(options).map_err(|error| {
            let line = error.turn().and_then(|turn| *lines.get(turn)?).and_then(|line| usize::try_from(line).ok());
            (line.unwrap_or(first), error)
        })
    }

    fn said_anything(&self) -> bool {
        !self.draft.turns.is_empty() || self.loose.iter().any(|(_, words)| !words.is_empty())
    }

    /// Adds words to the turn before.
    fn words(&mut self, words: &str, number: usize) {
        match self.draft.turns.last_mut() {
            Some(turn) => {
                let text = turn.text.0.to_mut();
                if text.is_empty() {
                    // A name alone on its line; what it says comes below.
                    turn.place = Place::at(number, Some(column(words, words.trim())));
                } else {
                    text.push('\n');
                }
                text.push_str(words.trim());
            }
            None => self.loose.push((number, words.to_owned())),
        }
    }

    /// A name that is no role; the second time it is taken for a speaker.
    fn unknown(&mut self, name: String, number: usize) -> Result<(), At<ReadError>> {
        if self.draft.turns.is_empty() {
            return Ok(());
        }
        if let Some((role, line, turn)) = self.names.iter().find(|(known, ..)| *known == name) {
            return Err((*line, ReadError::UnknownRole { turn: *turn, role: role.clone() }));
        }
        self.names.push((name, number, self.draft.turns.len()));
        Ok(())
    }

    /// An event; without a clock of its own it follows the turn before.
    fn event(&mut self, (start, end): Span, kind: &EventKind, seconds: Option<f64>) {
        let before = self.draft.turns.last().and_then(|turn| turn.end.or(turn.start));
        let start: Option<Clock> = start.or(before);
        let end = end.or_else(|| Some(start?.plus(seconds?)));
        let kind = match kind {
            EventKind::Hold => "hold",
            EventKind::Transfer => "transfer",
            EventKind::Hangup => "hangup",
            EventKind::Other(name) => name,
        };
        let kind = kind.to_owned().into();
        self.draft.events.get_or_insert_default().push(EventFile { kind, start, end });
    }
}

/// The character, from 1, at which the words that end a line begin.
fn column(line: &str, words: &str) -> usize {
    let line = line.trim_end();
    line.get(..line.len().saturating_sub(words.len())).map_or(0, |before| before.chars().count()) + 1
}

fn nobody(text: &str) -> ReadError {
    let mut shown: String = text.trim().chars().take(20).collect();
    if shown.len() < text.trim().len() {
        shown.push('…');
    }
    ReadError::NoRole { text: shown }
}
