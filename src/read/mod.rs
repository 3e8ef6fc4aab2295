//! Readers: bytes of a known format become conversations, one at a time.
//!
//! [`records`] streams: no reader holds more than the conversation it is at (the table reader: those that are still
//! open). A record that can't be read costs only itself, where the format lets the next one be found: always in JSONL,
//! tables and text; in a JSON array up to the first element that is not JSON.

pub mod canonical;
mod clock;
mod columns;
mod draft;
mod encoding;
mod error;
mod format;
mod html_list;
mod input;
mod json;
mod jsonl;
mod layout;
pub mod names;
#[cfg(test)]
mod properties;
mod remark;
mod scene;
mod script;
mod skips;
mod speakers;
mod subtitles;
mod table;
pub mod text;
mod unpack;

use std::cell::Cell;
use std::collections::{BTreeMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::BufRead;

use jiff::tz::Offset;

pub use self::clock::{Clock, Instant};
pub use self::columns::ColumnKey;
pub use self::encoding::Encoding;
pub use self::error::{Position, ReadError};
use self::format::Head;
pub use self::format::{About, Format, Words};
use self::input::Input;
pub use self::remark::{Remark, RemarkKind, Remarks};
pub use self::script::mapping::{Mapping, ReplyPath};
pub use self::skips::{Skips, count};
pub(crate) use self::table::{SheetRows, sheets_of};
use self::unpack::{Archive, Contents, Packing};
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
#[derive(Debug, Clone)]
pub struct Options {
    /// Names or numbers of speakers and the roles they stand for; they go before the usual names.
    pub roles: BTreeMap<String, Role>,
    /// What a record is taken for where it does not say.
    pub defaults: Defaults,
    /// Names of table columns and the keys they stand for; they go before the usual names.
    pub columns: BTreeMap<String, ColumnKey>,
    /// Where replies stand in scripts of other layouts.
    pub scripts: Vec<Mapping>,
    /// What is too large to be read.
    pub limits: Limits,
    /// What readers have to say about the inputs.
    pub remarks: Remarks,
    /// The zone of dates and times that are written without one; that of China by default.
    pub zone: Offset,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            roles: BTreeMap::new(),
            defaults: Defaults::default(),
            columns: BTreeMap::new(),
            scripts: Vec::new(),
            limits: Limits::default(),
            remarks: Remarks::default(),
            zone: clock::HOME,
        }
    }
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

/// What is too large to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one record: of a conversation, a line, a row.
    pub bytes: usize,
    /// Turns of one conversation.
    pub turns: usize,
    /// Bytes, unpacked, of a file that can only be read as a whole: a workbook, a script, a packed archive.
    pub document: usize,
    /// Bytes, unpacked, of any file.
    pub file: u64,
    /// Bytes that one packed byte may unpack to.
    pub ratio: u64,
    /// Values inside values, in JSON and YAML; [`MAX_DEPTH`] at most.
    pub depth: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { bytes: 64 << 20, turns: 100_000, document: 256 << 20, file: u64::MAX, ratio: 200, depth: MAX_DEPTH }
    }
}

/// Values inside values that can be read at all, in JSON and YAML: no layout needs more, and more could use up the stack.
pub const MAX_DEPTH: usize = 127;

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
    Box::new(unpacked(name, input, format, options, false).flat_map(script::apart))
}

/// Reads an input, packed or not; `inside` another one.
fn unpacked<'a>(
    name: &str,
    input: Input<'a>,
    format: Option<Format>,
    options: &'a Options,
    inside: bool,
) -> Records<'a> {
    let wrong = |error| -> Records<'a> { Box::new(std::iter::once(unreadable(name, error))) };
    let (head, input) = match input::head(input) {
        Ok(opened) => opened,
        Err(error) => return wrong(error.into()),
    };
    let limits = options.limits;
    match Packing::of(&head) {
        Packing::Plain if limits.file < u64::MAX => {
            plain(name, Box::new(input::Capped::new(input, limits.file)), format, options)
        }
        Packing::Plain => plain(name, input, format, options),
        Packing::Gzip | Packing::Zstd if inside => wrong(ReadError::Nested),
        Packing::Gzip => unpacked(name, unpack::gzip(input, limits), format, options, true),
        Packing::Zstd => unpacked(name, unpack::zstd(input, limits), format, options, true),
        Packing::Zip => match unpack::whole(input, limits).and_then(Archive::open) {
            Ok(archive) => match archive.contents() {
                Contents::Files if inside => wrong(ReadError::Nested),
                Contents::Files => entries(name, archive, format, options),
                Contents::Xlsx => table::xlsx(Source::new(name, options), &archive),
                Contents::Ods => table::ods(Source::new(name, options), &archive),
                Contents::Foreign(name) => wrong(ReadError::Foreign { name }),
            },
            Err(error) => wrong(error),
        },
        Packing::Compound => match unpack::whole(input, limits) {
            Ok(bytes) => table::xls(Source::new(name, options), &bytes),
            Err(error) => wrong(error),
        },
        Packing::Parquet => table::parquet(Source::new(name, options), input),
        Packing::Arrow => table::arrow(Source::new(name, options), input),
        Packing::Foreign(name) => wrong(ReadError::Foreign { name }),
    }
}

/// The files of an archive, one after the other: those with a known extension.
fn entries<'a>(name: &str, archive: Archive, format: Option<Format>, options: &'a Options) -> Records<'a> {
    let known = |entry: &str| {
        format.is_some() || Format::from_extension(unpack::inner_name(entry)).is_some() || unpack::is_archive(entry)
    };
    let (taken, left): (Vec<_>, Vec<_>) = archive.names().partition(|(_, entry)| known(entry));
    if taken.is_empty() {
        return Box::new(std::iter::once(unreadable(name, ReadError::EmptyArchive)));
    }
    if !left.is_empty() {
        let names = left.iter().map(|(_, entry)| (*entry).to_owned()).collect();
        options.remarks.add(name, RemarkKind::LeftOut { names });
    }
    let taken: Vec<(usize, String)> =
        taken.into_iter().map(|(index, entry)| (index, format!("{name}!{entry}"))).collect();
    Box::new(taken.into_iter().flat_map(move |(index, entry)| match archive.entry(index, options.limits) {
        Ok(input) => unpacked(&entry, input, format, options, true),
        Err(error) => Box::new(std::iter::once(unreadable(&entry, error))),
    }))
}

/// Reads an input that is not packed.
fn plain<'a>(name: &str, input: Input<'a>, format: Option<Format>, options: &'a Options) -> Records<'a> {
    let utf8 = encoding::Utf8::new(input);
    let mut source = Source::new(name, options);
    source.encoding = utf8.found();
    let (head, input) = match input::head(Box::new(utf8)) {
        Ok(opened) => opened,
        Err(error) => return Box::new(std::iter::once(source.whole(error.into()))),
    };
    let empty = source.whole(ReadError::Empty);
    let head = Head::new(unpack::inner_name(name), &head);
    let mapped = options.scripts.iter().any(|mapping| mapping.is_for(name)).then_some(Format::Script);
    let format = format.or(mapped).or_else(|| Format::of(&head));
    if let Some(format) = format {
        options.remarks.add(name, RemarkKind::Format(format));
    }
    let records = match format {
        Some(format) => (format.about().open)(source, input, &head),
        None => Box::new(std::iter::once(source.whole(ReadError::UnknownFormat))),
    };
    let mut records = records.peekable();
    if records.peek().is_none() { Box::new(std::iter::once(empty)) } else { Box::new(records) }
}

/// Whether a file in a folder is one to read, by its name and, where many other things are called so, by its first
/// bytes; what can't be opened is told of when it is read. Books of scripts in Markdown are read where they are named:
/// most pages in Markdown are no scripts.
#[must_use]
pub fn is_transcript(name: &str, head: impl FnOnce() -> Option<Vec<u8>>) -> bool {
    let inner = unpack::inner_name(name);
    match Format::from_extension(inner) {
        Some(Format::Markdown) => false,
        Some(Format::Rasa) => head().is_none_or(|head| script::has_responses(&head)),
        Some(format) if format.about().sniffed => {
            head().is_none_or(|head| Format::detect(inner, &head) == Some(format))
        }
        Some(_) => true,
        None => unpack::is_archive(name),
    }
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

/// Notes on every conversation whose id an earlier one has. Replies of scripts are called alike in many files.
pub fn mark_duplicates<'a>(
    records: impl Iterator<Item = Record> + Send + 'a,
) -> impl Iterator<Item = Record> + Send + 'a {
    // A hash an id, so that the ids of a large batch need not be kept.
    let mut seen = HashSet::new();
    records.map(move |mut record| {
        if let Record::Transcript(transcript) = &mut record
            && transcript.channel != Some(Channel::Script)
            && !seen.insert(hash(&transcript.id))
        {
            transcript.notes.push(Note::DuplicateId);
        }
        record
    })
}

/// What stands for an id where very many are held.
pub(crate) fn hash(id: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    id.hash(&mut hasher);
    hasher.finish()
}

/// The record that stands for an input that can't be read at all.
#[must_use]
pub fn unreadable(name: &str, reason: ReadError) -> Record {
    Record::Skipped(Skipped { source: name.to_owned(), line: None, reason })
}

thread_local! {
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Whether this thread is reading something whose reader may break; if it does, that is an error of the input, and told
/// as one. For panic hooks, which need not say it again.
#[must_use]
pub fn is_guarded() -> bool {
    GUARDED.get()
}

/// Does something during which [`is_guarded`].
fn guarded<T>(read: impl FnOnce() -> T) -> T {
    GUARDED.set(true);
    let result = read();
    GUARDED.set(false);
    result
}

/// The input that a reader reads: what its records are called, and how they are read.
struct Source<'a> {
    name: String,
    options: &'a Options,
    /// Records so far.
    count: usize,
    /// The encoding of the input.
    encoding: encoding::Found,
    /// Whether the encoding has been remarked upon.
    encoding_told: bool,
}

impl<'a> Source<'a> {
    fn new(name: &str, options: &'a Options) -> Self {
        Self { name: name.to_owned(), options, count: 0, encoding: encoding::Found::default(), encoding_told: false }
    }

    /// The record of a line.
    fn record(&mut self, line: usize, result: Result<Transcript, ReadError>) -> Record {
        self.tell_encoding();
        match result {
            Ok(mut transcript) => {
                self.count += 1;
                if transcript.id.is_empty() {
                    let base = self.name.rsplit(['/', '\\']).next().unwrap_or_default();
                    transcript.id = format!("{base}#{}", self.count);
                    transcript.numbered = true;
                }
                transcript.source = format!("{}:{line}", self.name);
                scene::settle(&mut transcript, self.options.defaults);
                Record::Transcript(Box::new(transcript))
            }
            Err(reason) => {
                let at = reason.position().map_or(line, |at| at.line);
                self.skipped(line, at, reason)
            }
        }
    }

    /// A record that begins at a line and is wrong at another.
    fn skipped(&mut self, line: usize, at: usize, mut reason: ReadError) -> Record {
        self.tell_encoding();
        self.count += 1;
        if let ReadError::Undecodable { encoding, .. } = &mut reason {
            *encoding = self.encoding.get().copied().unwrap_or_default();
        }
        Record::Skipped(Skipped { source: format!("{}:{line}", self.name), line: Some(at), reason })
    }

    /// Remarks upon an encoding that is not the usual one.
    fn tell_encoding(&mut self) {
        if !self.encoding_told
            && let Some(encoding) = self.encoding.get()
        {
            self.encoding_told = true;
            if *encoding != Encoding::Utf8 {
                self.options.remarks.add(&self.name, RemarkKind::Encoding(*encoding));
            }
        }
    }

    /// Something wrong with the input as a whole.
    fn whole(&self, mut reason: ReadError) -> Record {
        if let ReadError::Undecodable { encoding, .. } = &mut reason {
            *encoding = self.encoding.get().copied().unwrap_or_default();
        }
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

    #[test]
    fn clocks_without_a_zone_are_in_the_one_that_is_given() {
        let text = r#"{"started_at":"2026-10-08 09:12:00","turns":[
            {"role":"agent","start":"2026-10-08 09:12:05","text":"您好"},
            {"role":"agent","start":"2026-10-08T01:12:07Z","text":"您好"}]}"#;
        let zoned = |hours| {
            let options = Options { zone: Offset::constant(hours), ..Options::default() };
            let Some(Record::Transcript(read)) = read("a.json", text.as_bytes(), &options).pop() else { panic!() };
            (read.started_at.unwrap().to_string(), read.turns.iter().map(|t| t.start).collect::<Vec<_>>())
        };
        assert_eq!(zoned(8), ("2026-10-08T01:12:00Z".to_owned(), vec![Some(5.0), Some(7.0)]));
        assert_eq!(zoned(1), ("2026-10-08T08:12:00Z".to_owned(), vec![Some(-25193.0), Some(5.0)]));
    }

    #[test]
    fn roles_are_told_from_evidence_or_not_at_all() {
        let line = |first: &str, second: &str| {
            format!(r#"{{"turns":[{{"role":"0","text":"{first}"}},{{"role":"1","text":"{second}"}}]}}"#)
        };
        let roles = |text: &str| match read("a.jsonl", text.as_bytes(), &Options::default()).pop() {
            Some(Record::Transcript(read)) => {
                assert!(matches!(read.notes[..], [Note::RolesInferred { .. }]));
                Ok(read.turns.iter().map(|t| t.role).collect::<Vec<_>>())
            }
            Some(Record::Skipped(skipped)) => Err(skipped.reason),
            None => panic!(),
        };
        assert_eq!(roles(&line("喂", "工号102为您服务")), Ok(vec![Role::Customer, Role::Agent]));
        let who = Err(ReadError::WhoIsWho { speakers: vec!["0".into(), "1".into()] });
        assert_eq!(roles(&line("喂", "您好")), who);
        assert_eq!(roles(&line("工号101为您服务", "工号102为您服务")), who);
        let known = Options { roles: BTreeMap::from([("1".to_owned(), Role::Agent)]), ..Options::default() };
        let records = read("a.jsonl", line("喂", "您好").as_bytes(), &known);
        assert!(
            matches!(&records[0], Record::Skipped(s) if matches!(s.reason, ReadError::UnknownRole { turn: 0, .. }))
        );
    }
}
