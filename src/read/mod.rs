//! Readers: bytes of a known format become conversations, one at a time.
//!
//! [`records`] streams: no reader holds more than the conversation it is at (the table reader: those that are still
//! open). A record that can't be read costs only itself, where the format lets the next one be found: always in JSONL,
//! tables and text; in a JSON array up to the first element that is not JSON.

pub mod canonical;
mod clock;
mod columns;
mod csv;
mod draft;
mod error;
mod format;
mod input;
mod json;
mod jsonl;
pub mod names;
#[cfg(test)]
mod properties;
pub mod text;

use std::collections::{BTreeMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::BufRead;

pub use self::clock::{Clock, Instant};
pub use self::error::{Position, ReadError};
use self::format::Head;
pub use self::format::{About, Format, Words};
use crate::transcript::{Channel, Direction, Note, Role, Scene, Transcript};

/// What a reader yields.
#[derive(Debug, Clone, PartialEq)]
pub enum Record {
    /// A conversation.
    Transcript(Box<Transcript>),
    /// A record that could not be read.
    Skipped(Skipped),
}

/// A record that could not be read.
#[derive(Debug, Clone, PartialEq)]
pub struct Skipped {
    /// Input and line of the record, e.g. `calls.jsonl:3`; the input alone where it is wrong as a whole.
    pub source: String,
    /// Line of what is wrong, from 1.
    pub line: Option<usize>,
    /// What is wrong.
    pub reason: ReadError,
}

/// How records are read.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Names or numbers of speakers and the roles they stand for; they go before the usual names.
    pub roles: BTreeMap<String, Role>,
    /// What a record is taken for where it does not say.
    pub defaults: Defaults,
    /// What is too large to be a conversation.
    pub limits: Limits,
}

/// What a record is taken for where it does not say.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Defaults {
    /// Channel.
    pub channel: Option<Channel>,
    /// Direction.
    pub direction: Option<Direction>,
    /// Scene.
    pub scene: Option<Scene>,
}

/// What is too large to be a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one record.
    pub bytes: usize,
    /// Turns of one conversation.
    pub turns: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { bytes: 64 << 20, turns: 100_000 }
    }
}

/// Conversations as they are read.
pub type Records<'a> = Box<dyn Iterator<Item = Record> + Send + 'a>;

/// Reads the conversations of one input.
///
/// `name` is shown in messages and, by its last part, names conversations that have no id (`calls.jsonl#3`). Without a
/// format, it is told from the first bytes and the name. An input without any conversation yields one
/// [`ReadError::Empty`].
#[must_use]
pub fn records<'a>(
    name: &str,
    input: Box<dyn BufRead + Send + 'a>,
    format: Option<Format>,
    options: &'a Options,
) -> Records<'a> {
    let source = Source::new(name, options);
    let (head, input) = match input::head(input) {
        Ok(opened) => opened,
        Err(error) => return Box::new(std::iter::once(source.whole(ReadError::Io(error.to_string())))),
    };
    if input::is_utf16(&head) {
        return Box::new(std::iter::once(source.whole(ReadError::Utf16)));
    }
    let empty = source.whole(ReadError::Empty);
    let head = Head::new(name, &head);
    let records = match format.or_else(|| Format::of(&head)) {
        Some(format) => (format.about().open)(source, input, &head),
        None => Box::new(std::iter::once(source.whole(ReadError::UnknownFormat))),
    };
    let mut records = records.peekable();
    if records.peek().is_none() { Box::new(std::iter::once(empty)) } else { Box::new(records) }
}

/// The first conversation of a text, e.g. the one that a draft continues.
///
/// # Errors
/// Why it can't be read.
pub fn first(name: &str, text: &str) -> Result<Transcript, ReadError> {
    let options = Options::default();
    match records(name, Box::new(text.as_bytes()), None, &options).next() {
        Some(Record::Transcript(transcript)) => Ok(*transcript),
        Some(Record::Skipped(record)) => Err(record.reason),
        None => Err(ReadError::Empty),
    }
}

/// Notes on every conversation whose id an earlier one has.
pub fn mark_duplicates<'a>(
    records: impl Iterator<Item = Record> + Send + 'a,
) -> impl Iterator<Item = Record> + Send + 'a {
    // A hash an id, so that the ids of a large batch need not be kept.
    let mut seen = HashSet::new();
    records.map(move |mut record| {
        if let Record::Transcript(transcript) = &mut record
            && !seen.insert(hash(&transcript.id))
        {
            transcript.notes.push(Note::DuplicateId);
        }
        record
    })
}

fn hash(id: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    id.hash(&mut hasher);
    hasher.finish()
}

/// The record that stands for an input that can't be read at all.
#[must_use]
pub fn unreadable(name: &str, reason: ReadError) -> Record {
    Record::Skipped(Skipped { source: name.to_owned(), line: None, reason })
}

/// The input that a reader reads: what its records are called, and how they are read.
struct Source<'a> {
    name: String,
    options: &'a Options,
    /// Records so far.
    count: usize,
}

impl<'a> Source<'a> {
    fn new(name: &str, options: &'a Options) -> Self {
        Self { name: name.to_owned(), options, count: 0 }
    }

    /// The record of a line.
    fn record(&mut self, line: usize, result: Result<Transcript, ReadError>) -> Record {
        match result {
            Ok(mut transcript) => {
                self.count += 1;
                if transcript.id.is_empty() {
                    let base = self.name.rsplit(['/', '\\']).next().unwrap_or_default();
                    transcript.id = format!("{base}#{}", self.count);
                }
                transcript.source = format!("{}:{line}", self.name);
                Record::Transcript(Box::new(transcript))
            }
            Err(reason) => {
                let at = reason.position().map_or(line, |at| at.line);
                self.skipped(line, at, reason)
            }
        }
    }

    /// A record that begins at a line and is wrong at another.
    fn skipped(&mut self, line: usize, at: usize, reason: ReadError) -> Record {
        self.count += 1;
        Record::Skipped(Skipped { source: format!("{}:{line}", self.name), line: Some(at), reason })
    }

    /// Something wrong with the input as a whole.
    fn whole(&self, reason: ReadError) -> Record {
        unreadable(&self.name, reason)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// What an input of any bytes yields.
    pub(crate) fn read(name: &str, bytes: &[u8], options: &Options) -> Vec<Record> {
        records(name, Box::new(bytes), None, options).collect()
    }

    pub(crate) fn transcripts(name: &str, text: &str) -> Vec<Transcript> {
        let one = |record| match record {
            Record::Transcript(transcript) => *transcript,
            Record::Skipped(skipped) => panic!("{skipped:?}"),
        };
        read(name, text.as_bytes(), &Options::default()).into_iter().map(one).collect()
    }

    pub(crate) fn errors(name: &str, text: &str) -> Vec<(usize, ReadError)> {
        let one = |record| match record {
            Record::Skipped(skipped) => Some((skipped.line.unwrap_or(0), skipped.reason)),
            Record::Transcript(_) => None,
        };
        read(name, text.as_bytes(), &Options::default()).into_iter().filter_map(one).collect()
    }

    #[test]
    fn nothing_is_an_error() {
        for (name, text) in
            [("a.json", ""), ("a.jsonl", "\n\n"), ("a.csv", ""), ("a.txt", " \n"), ("a.csv", "id,role,text\n")]
        {
            assert_eq!(errors(name, text), [(0, ReadError::Empty)], "{name} {text:?}");
        }
    }

    #[test]
    fn a_byte_order_mark_is_passed_over() {
        let record = r#"{"id":"A","turns":[{"role":"agent","text":"您好"}]}"#;
        let table = "id,role,text\nA,agent,您好\n";
        let texts = [("a.jsonl", record), ("a.json", record), ("a.csv", table), ("a.txt", "# id: A\n坐席：您好")];
        for (name, text) in texts {
            let read = transcripts(name, &format!("\u{feff}{text}"));
            assert_eq!((read.len(), read[0].id.as_str(), read[0].turns[0].text.as_str()), (1, "A", "您好"), "{name}");
        }
    }

    #[test]
    fn conversations_without_an_id_are_called_by_their_number() {
        let line = r#"{"turns":[{"role":"agent","text":"您好"}]}"#;
        let read = transcripts("in/calls.jsonl", &format!("{line}\n\n{line}\n"));
        let named: Vec<_> = read.iter().map(|t| (t.id.as_str(), t.source.as_str())).collect();
        assert_eq!(named, [("calls.jsonl#1", "in/calls.jsonl:1"), ("calls.jsonl#2", "in/calls.jsonl:3")]);
    }

    #[test]
    fn the_second_of_an_id_is_marked() {
        let line = r#"{"id":"A","turns":[{"role":"agent","text":"您好"}]}"#;
        let options = Options::default();
        let text = format!("{line}\n{line}");
        let read = records("a.jsonl", Box::new(text.as_bytes()), None, &options);
        let marked =
            mark_duplicates(read).map(|r| matches!(r, Record::Transcript(t) if t.notes == [Note::DuplicateId]));
        assert_eq!(marked.collect::<Vec<_>>(), [false, true]);
    }

    #[test]
    fn defaults_fill_what_records_leave_open() {
        let defaults = Defaults { channel: Some(Channel::Call), scene: Some(Scene::Hotline), direction: None };
        let options = Options { defaults, ..Options::default() };
        let text = r#"{"channel":"chat","turns":[{"role":"agent","text":"您好"}]}"#;
        let Some(Record::Transcript(read)) = read("a.json", text.as_bytes(), &options).pop() else { panic!() };
        assert_eq!((read.channel, read.scene), (Some(Channel::Chat), Some(Scene::Hotline)));
    }
}
