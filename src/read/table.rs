//! Tables: what a row is, is told by the columns, which are named in Chinese or English.
//!
//! - A turn a row, where there is a column for the role. Rows belong together by conversation id; an empty id is that of
//!   the row before. Conversations may be interleaved, as in an export sorted by time: one is complete when [`WINDOW`]
//!   rows have brought nothing more of it. Rows that come later still are reported. Without an id column, the table is one
//!   conversation.
//! - A conversation a row, where there is none: one cell holds it all, as text with role prefixes.
//! - A reply a row, where there is a column of answers and none for the role: a list of questions or of scripts.
//!
//! The rows themselves come from CSV, from workbooks, from XML or HTML: one file each.

mod columnar;
mod csv;
mod header;
mod html;
mod limited;
mod markup;
mod ods;
mod open;
mod row;
mod sheets;
mod xls;
mod xlsx;
mod xml;

use std::collections::{HashMap, HashSet, VecDeque};

use ::csv::ByteRecord;

pub(super) use self::columnar::{ARROW, PARQUET, arrow, parquet};
pub(super) use self::csv::{CSV, TSV};
use self::header::{Header, Layout};
pub(super) use self::html::HTML_TABLE;
pub(super) use self::ods::{ODS, read as ods};
use self::open::Open;
pub(crate) use self::sheets::SheetRows;
pub(super) use self::xls::{XLS, xls};
pub(crate) use self::xlsx::rows as sheets_of;
pub(super) use self::xlsx::{XLSX, xlsx};
pub(super) use self::xml::SPREADSHEET_XML;
use super::remark::RemarkKind;
use super::{ReadError, Record, Source, hash};

/// Rows above the names of the columns: a title, the day of the export.
const TITLE_ROWS: usize = 10;

/// The rows of a table, wherever they come from.
trait Rows: Send {
    /// Reads the next row; its line, or nothing at the end.
    ///
    /// # Errors
    /// Why no more rows can be read, and the line.
    fn read(&mut self, row: &mut ByteRecord) -> Result<Option<usize>, (usize, ReadError)>;

    /// A new row is asked for, and the one before is taken care of; what is wrong with the last one, at the end.
    fn wrong_at_end(&self) -> Option<(usize, ReadError)> {
        None
    }
}

/// Rows after which a conversation is complete.
const WINDOW: usize = 4096;

/// Reads the conversations of a table.
pub(super) struct Reader<'a> {
    source: Source<'a>,
    rows: Box<dyn Rows + 'a>,
    row: ByteRecord,
    header: Option<Header>,
    /// Rows above the header, and what is wrong with the one that comes closest to it.
    titles: usize,
    no_header: Option<(usize, usize, ReadError)>,
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
    /// Records that are complete and stand behind the open ones.
    ready: VecDeque<Record>,
}

impl<'a> Reader<'a> {
    fn new(source: Source<'a>, rows: Box<dyn Rows + 'a>) -> Self {
        Self {
            source,
            rows,
            row: ByteRecord::new(),
            header: None,
            titles: 0,
            no_header: None,
            open: VecDeque::new(),
            gone: 0,
            places: HashMap::new(),
            closed: HashSet::new(),
            current: None,
            count: 0,
            bytes: 0,
            ended: false,
            ready: VecDeque::new(),
        }
    }

    /// Reads a row and puts it where it belongs.
    fn take_row(&mut self) {
        match self.rows.read(&mut self.row) {
            Ok(Some(line)) => self.add_row(line),
            Ok(None) => {
                self.ended = true;
                if let Some((_, line, reason)) = self.no_header.take().filter(|_| self.header.is_none()) {
                    self.give_up(line, reason);
                } else if let Some((line, reason)) = self.rows.wrong_at_end()
                    && let Some(open) = self.current.and_then(|place| self.open.get_mut(place - self.gone))
                {
                    open.fail(line, reason);
                }
            }
            Err((line, reason)) => self.give_up(line, reason),
        }
    }

    /// Takes a row for the header, if it can be one.
    fn find_header(&mut self, at: usize) {
        match Header::read(&self.row, self.source.options) {
            Ok(header) => {
                let known = header.known();
                if !known.is_empty() {
                    self.source.options.remarks.add(&self.source.name, RemarkKind::Columns(known));
                }
                self.header = Some(header);
            }
            Err((known, reason)) => {
                self.titles += 1;
                if self.no_header.as_ref().is_none_or(|(most, ..)| known > *most) {
                    self.no_header = Some((known, at, reason));
                }
                // Two names of columns are no title.
                if (known > 1 || self.titles == TITLE_ROWS)
                    && let Some((_, line, reason)) = self.no_header.take()
                {
                    self.give_up(line, reason);
                }
            }
        }
    }

    fn add_row(&mut self, at: usize) {
        if self.row.iter().all(|cell| cell.trim_ascii().is_empty()) {
            return;
        }
        let Some(header) = &self.header else { return self.find_header(at) };
        match header.layout {
            Layout::Turns => self.add_turn(at),
            Layout::Dialogues | Layout::Replies => {
                let first = self.count == 0;
                self.count += 1;
                match row::records(header, &self.row, at, first, &mut self.source) {
                    Ok(records) => self.ready.extend(records),
                    Err(reason) => self.give_up(1, reason),
                }
            }
        }
    }

    /// Adds a turn to its conversation.
    fn add_turn(&mut self, at: usize) {
        let Some(header) = &self.header else { return };
        self.count += 1;
        self.bytes += self.row.as_slice().len();
        let id = header.id(&self.row).map(|id| std::str::from_utf8(id).map(str::trim));
        let place = match (id, self.current) {
            (Some(Err(_)), _) => self.begin("", at, Some(ReadError::undecodable(header.id_name(), None))),
            // The conversation of the row before.
            (Some(Ok("")) | None, Some(current)) => current,
            (Some(Ok("")), None) => self.begin("", at, Some(ReadError::NoId)),
            (None, None) => self.begin("", at, None),
            (Some(Ok(id)), current) => {
                let same = current.filter(|place| self.open.get(*place - self.gone).is_some_and(|open| open.id == id));
                if let Some(place) = same.or_else(|| self.places.get(id).copied()) {
                    place
                } else {
                    let id = id.to_owned();
                    let error = self.closed.contains(&hash(&id)).then(|| ReadError::Split { id: id.clone() });
                    self.begin(&id, at, error)
                }
            }
        };
        self.current = Some(place);
        if let (Some(open), Some(header)) = (self.open.get_mut(place - self.gone), &self.header) {
            open.add(header, &self.row, at, self.count, self.source.options.limits);
        }
    }

    /// Nothing more of the table can be read.
    fn give_up(&mut self, line: usize, reason: ReadError) {
        self.ended = true;
        let record = self.source.record(line, Err(reason));
        self.ready.push_back(record);
    }

    /// Begins a conversation, or the leftovers of one; its place.
    fn begin(&mut self, id: &str, line: usize, error: Option<ReadError>) -> usize {
        let place = self.gone + self.open.len();
        self.places.insert(id.to_owned(), place);
        self.open.push_back(Open::new(id.to_owned(), line, error));
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
            if let Some(record) = self.ready.pop_front() {
                return Some(record);
            }
            if self.ended {
                return None;
            }
            self.take_row();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::WINDOW;
    use crate::read::tests::{errors, transcripts};
    use crate::read::{ReadError, Record};
    use crate::transcript::{Channel, EventKind, Role};

    #[test]
    fn columns_are_named_in_either_language() {
        let zh = "会话ID,渠道,坐席编号,工号,班组,角色,开始,内容,来源\nA,在线,T1,012,一组,客户,0,在吗,App\nA,在线,T1,012,一组,客服,6,您好,App\n";
        let en = "session_id,channel,agent_id,staff_no,team,speaker,time,content,来源\nA,chat,T1,012,一组,customer,0,在吗,App\nA,,,,,agent,6,您好,\n";
        let (zh, en) = (transcripts("a.csv", zh), transcripts("a.csv", en));
        assert_eq!(zh, en);
        assert_eq!((zh.len(), zh[0].channel, zh[0].agent.staff_no.as_deref()), (1, Some(Channel::Chat), Some("012")));
        assert_eq!(zh[0].meta("来源").as_deref(), Some("App"));
        assert_eq!((zh[0].turns[1].role, zh[0].turns[1].start), (Role::Agent, Some(6.0)));
    }

    #[test]
    fn tabs_separate_as_well() {
        let read = transcripts("a.tsv", "id\trole\ttext\nA\tagent\t一,二\n");
        assert_eq!(read[0].turns[0].text, "一,二");
    }

    #[test]
    fn interleaved_conversations_are_put_together() {
        let read = transcripts("a.csv", "id,role,text\nA,agent,1\nB,agent,2\nA,agent,3\n,agent,4\n\nB,agent,5\n");
        let texts: Vec<String> = read.iter().map(|t| t.turns.iter().map(|turn| turn.text.as_str()).collect()).collect();
        assert_eq!(texts, ["134", "25"]);
    }

    #[test]
    fn rows_that_come_too_late_are_reported() {
        use std::fmt::Write;
        let mut text = "id,role,text\nA,agent,1\n".to_owned();
        for i in 0..=WINDOW {
            let _ = writeln!(text, "B{},agent,2", i / 10);
        }
        text += "A,agent,3\nA,agent,4\n";
        assert_eq!(errors("a.csv", &text), [(WINDOW + 4, ReadError::Split { id: "A".into() })]);
    }

    #[test]
    fn a_table_without_ids_is_one_conversation() {
        let read = transcripts("chat.csv", "角色,内容\n客户,在吗\n客服,您好\n");
        assert_eq!((read.len(), read[0].id.as_str(), read[0].turns.len()), (1, "chat.csv#1", 2));
    }

    #[test]
    fn a_second_clock_is_that_of_the_conversation() {
        let table = "id,开始时间,发送时间,role,text\nA,2026-10-08 09:12:00,2026-10-08 09:12:07,agent,您好\n";
        assert_eq!(transcripts("a.csv", table)[0].turns[0].start, Some(7.0));
    }

    #[test]
    fn rows_can_be_events() {
        let table = "id,role,start,end,text,event\nA,agent,0,1,您好,\nA,,1,60,,保持\n";
        let read = transcripts("a.csv", table);
        assert_eq!(
            (read[0].turns.len(), &read[0].events[0].kind, read[0].events[0].end),
            (1, &EventKind::Hold, Some(60.0))
        );
    }

    #[test]
    fn errors_name_the_row() {
        let wrong = errors("a.csv", "id,role,text\nA,agent,1\nA,老王,2\nB,agent,您好，请,问\n");
        assert_eq!(wrong[0], (3, ReadError::UnknownRole { turn: 1, role: "老王".into() }));
        assert_eq!(wrong[1], (4, ReadError::Cells { found: 4, columns: 3 }));
        let wrong = errors("a.csv", "id,role,text,start\nA,agent,1,早上\n,agent,2,\n");
        assert!(matches!(&wrong[..], [(2, ReadError::WrongValue { path, .. })] if path == "start"));
        assert_eq!(errors("a.csv", "id,role,text\n,agent,1\n"), [(2, ReadError::NoId)]);
        assert_eq!(errors("a.csv", "id,role,text\nA,,1\n"), [(2, ReadError::NoRole { text: "1".into() })]);
    }

    #[test]
    fn a_header_must_be_there() {
        let wrong = errors("a.csv", "A,agent,您好\n");
        assert!(matches!(&wrong[..], [(1, ReadError::MissingColumns { missing, .. })] if missing.len() == 2));
    }

    #[test]
    fn a_quote_that_is_never_closed_is_told() {
        let wrong = errors("a.csv", "id,role,text\nA,agent,1\nA,agent,\"2\nB,agent,3\nC,agent,4\n");
        assert_eq!(wrong, [(3, ReadError::OpenQuote)]);
        assert!(errors("a.csv", "id,role,text\nA,agent,5\" 屏\nA,agent,2\n").is_empty());
    }

    #[test]
    fn bytes_that_are_no_text_cost_only_their_conversation() {
        let options = crate::read::Options::default();
        let read = crate::read::tests::read("a.csv", b"id,role,text\nA,agent,\xff\nB,agent,2\n", &options);
        assert!(
            matches!(&read[0], Record::Skipped(s) if matches!(&s.reason, ReadError::Undecodable { path, .. } if path == "text") && s.line == Some(2))
        );
        assert!(matches!(&read[1], Record::Transcript(t) if t.id == "B"));
    }
}
