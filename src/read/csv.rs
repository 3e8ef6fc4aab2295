//! Tables: one turn a row, the columns named in the first one, in Chinese or English.
//!
//! Rows belong together by conversation id; an empty id is that of the row before. Conversations may be interleaved, as
//! in an export sorted by time: one is complete when [`WINDOW`] rows have brought nothing more of it. Rows that come
//! later still are reported. Without an id column, the table is one conversation.

mod header;
mod limited;
mod open;

use std::collections::{HashMap, HashSet, VecDeque};

use csv::{ByteRecord, ErrorKind, ReaderBuilder};

use self::header::Header;
use self::limited::Limited;
use self::open::Open;
use super::input::Input;
use super::{ReadError, Record, Source, hash};

/// Rows after which a conversation is complete.
const WINDOW: usize = 4096;

/// Reads the conversations of a table.
pub(super) struct Reader<'a> {
    source: Source<'a>,
    rows: csv::Reader<Limited<'a>>,
    row: ByteRecord,
    header: Option<Header>,
    /// Conversations that may get more rows, in the order of their first ones.
    open: VecDeque<Open>,
    /// How many have left `open` at its front.
    gone: usize,
    /// Place of each open conversation, counted from the first of the table.
    places: HashMap<String, usize>,
    closed: HashSet<u64>,
    /// Place of the conversation of the row before.
    current: Option<usize>,
    count: usize,
    bytes: usize,
    ended: bool,
    /// What is wrong with the table from here on.
    broken: Option<Record>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(source: Source<'a>, input: Input<'a>, delimiter: u8) -> Self {
        let limited = Limited::new(input, source.options.limits.bytes);
        let rows = ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(limited);
        Self {
            source,
            rows,
            row: ByteRecord::new(),
            header: None,
            open: VecDeque::new(),
            gone: 0,
            places: HashMap::new(),
            closed: HashSet::new(),
            current: None,
            count: 0,
            bytes: 0,
            ended: false,
            broken: None,
        }
    }

    /// Reads a row and puts it where it belongs.
    fn take_row(&mut self) {
        self.rows.get_mut().renew();
        match self.rows.read_byte_record(&mut self.row) {
            Ok(true) => {}
            Ok(false) => {
                self.ended = true;
                return;
            }
            Err(error) => {
                self.ended = true;
                let line = usize::try_from(self.rows.position().line()).unwrap_or_default();
                let reason = match error.into_kind() {
                    ErrorKind::Io(_) if self.rows.get_ref().is_used_up() => {
                        ReadError::TooLarge { limit: self.source.options.limits.bytes }
                    }
                    ErrorKind::Io(error) => ReadError::Io(error.to_string()),
                    other => ReadError::Row(format!("{other:?}")),
                };
                self.broken = Some(self.source.record(line, Err(reason)));
                return;
            }
        }
        let line = self.row.position().map_or(0, |at| usize::try_from(at.line()).unwrap_or_default());
        let Some(header) = &self.header else {
            match Header::read(&self.row) {
                Ok(header) => self.header = Some(header),
                Err(reason) => {
                    self.ended = true;
                    self.broken = Some(self.source.record(line, Err(reason)));
                }
            }
            return;
        };
        if self.row.iter().all(|cell| cell.trim_ascii().is_empty()) {
            return;
        }
        self.count += 1;
        self.bytes += self.row.as_slice().len();
        let id = header.id(&self.row).map(|id| std::str::from_utf8(id).map(str::trim));
        let place = match (id, self.current) {
            (Some(Err(_)), _) => self.begin(String::new(), line, Some(ReadError::NotUtf8)),
            // The conversation of the row before.
            (Some(Ok("")) | None, Some(current)) => current,
            (Some(Ok("")), None) => self.begin(String::new(), line, Some(ReadError::NoId)),
            (None, None) => self.begin(String::new(), line, None),
            (Some(Ok(id)), current) => {
                let same = current.filter(|place| self.open.get(*place - self.gone).is_some_and(|open| open.id == id));
                match same.or_else(|| self.places.get(id).copied()) {
                    Some(place) => place,
                    None => {
                        let id = id.to_owned();
                        let error =
                            self.closed.contains(&hash(&id)).then(|| ReadError::Split { id: id.clone() });
                        self.begin(id, line, error)
                    }
                }
            }
        };
        self.current = Some(place);
        if let (Some(open), Some(header)) = (self.open.get_mut(place - self.gone), &self.header) {
            open.add(header, &self.row, line, self.count, self.source.options.limits);
        }
    }

    /// Begins a conversation, or the leftovers of one; its place.
    fn begin(&mut self, id: String, line: usize, error: Option<ReadError>) -> usize {
        let place = self.gone + self.open.len();
        self.places.insert(id.clone(), place);
        self.open.push_back(Open::new(id, line, error));
        place
    }

    /// The first conversation, if it is complete.
    fn complete(&mut self) -> Option<Record> {
        let first = self.open.front()?;
        let complete = self.ended
            || self.count - first.last_row > WINDOW
            || (self.bytes > self.source.options.limits.bytes && (self.open.len() > 1 || first.is_broken()));
        if !complete {
            return None;
        }
        let open = self.open.pop_front()?;
        if self.places.get(&open.id) == Some(&self.gone) {
            self.places.remove(&open.id);
        }
        if self.current == Some(self.gone) {
            self.current = None;
        }
        self.gone += 1;
        self.bytes = self.bytes.saturating_sub(open.bytes);
        self.closed.insert(hash(&open.id));
        Some(open.finish(&mut self.source))
    }
}

impl Iterator for Reader<'_> {
    type Item = Record;

    fn next(&mut self) -> Option<Record> {
        loop {
            if let Some(record) = self.complete() {
                return Some(record);
            }
            if self.ended {
                return self.broken.take();
            }
            self.take_row();
        }
    }
}
