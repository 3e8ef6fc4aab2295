//! Rows of CSV and TSV.

use csv::{ByteRecord, ErrorKind, Position, ReaderBuilder};

use super::limited::Limited;
use super::{Reader, Rows};
use crate::read::ReadError;
use crate::read::columns::Column;
use crate::read::format::{About, Head, Words};
use crate::read::input::Input;

/// The format with commas.
pub(in crate::read) const CSV: About = About {
    name: "csv",
    extensions: &["csv"],
    sniffed: false,
    title: (
        "表格，一行一轮、一行一个会话或一行一条话术，逗号分隔",
        "a table, a turn, a conversation or a reply a row, with commas",
    ),
    layout: "会话编号,角色,开始,内容",
    roles: ROLES,
    clocks: CLOCKS,
    detect: |head| head.is_text() && columns(head, ',') > 1,
    open: |source, input, _| {
        let rows = CsvRows::new(input, b',', source.options.limits.bytes);
        Box::new(Reader::new(source, Box::new(rows)))
    },
};

/// The format with tabs.
pub(in crate::read) const TSV: About = About {
    name: "tsv",
    extensions: &["tsv"],
    sniffed: false,
    title: ("表格，列同 csv，制表符分隔", "a table, columns as in csv, with tabs"),
    layout: "会话编号⇥角色⇥开始⇥内容",
    roles: ROLES,
    clocks: CLOCKS,
    detect: |head| head.is_text() && columns(head, '\t') > 1,
    open: |source, input, _| {
        let rows = CsvRows::new(input, b'\t', source.options.limits.bytes);
        Box::new(Reader::new(source, Box::new(rows)))
    },
};

pub(super) const ROLES: Words = (
    "“角色”列，任何常见叫法；或者整个会话在一格里，每句带角色",
    "a column `role`, by any usual name; or role prefixes in one cell",
);
pub(super) const CLOCKS: Words = ("“开始”“结束”列，任何写法", "columns `start` and `end`, in any form");

/// How many names of columns there are in the first line.
fn columns(head: &Head<'_>, delimiter: char) -> usize {
    let line = head.lines().next().unwrap_or_default();
    let cells = line.split(delimiter).map(|cell: &str| cell.trim().trim_matches('"'));
    cells.filter(|cell| Column::from_name(cell).is_some()).count()
}

/// The rows of an input.
struct CsvRows<'a> {
    rows: csv::Reader<Limited<'a>>,
    limit: usize,
    /// First line of the row before, and the line behind it.
    last_lines: (usize, usize),
}

impl<'a> CsvRows<'a> {
    fn new(input: Input<'a>, delimiter: u8, limit: usize) -> Self {
        let limited = Limited::new(input, limit);
        let rows = ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(limited);
        Self { rows, limit, last_lines: (0, 0) }
    }
}

impl Rows for CsvRows<'_> {
    fn read(&mut self, row: &mut ByteRecord) -> Result<Option<usize>, (usize, ReadError)> {
        self.rows.get_mut().renew();
        match self.rows.read_byte_record(row) {
            Ok(true) => {
                let at = row.position().map_or(0, line);
                self.last_lines = (at, line(self.rows.position()));
                Ok(Some(at))
            }
            Ok(false) => Ok(None),
            Err(error) => {
                let reason = match error.into_kind() {
                    ErrorKind::Io(_) if self.rows.get_ref().is_used_up() => ReadError::TooLarge { limit: self.limit },
                    ErrorKind::Io(error) => error.into(),
                    // Rows of bytes and of any length can't be wrong otherwise.
                    other => ReadError::Io(format!("{other:?}")),
                };
                Err((line(self.rows.position()), reason))
            }
        }
    }

    /// A last row of several lines, in a table whose quotes do not come in pairs, holds what never was one cell.
    fn wrong_at_end(&self) -> Option<(usize, ReadError)> {
        let (first, end) = self.last_lines;
        (self.rows.get_ref().has_open_quote() && end >= first + 2).then_some((first, ReadError::OpenQuote))
    }
}

fn line(at: &Position) -> usize {
    usize::try_from(at.line()).unwrap_or_default()
}
