//! Tables that are in memory as a whole: the sheets of a workbook, or the tables of a page.

use std::vec;

use csv::ByteRecord;

use super::header::Header;
use super::{Reader, Rows, TITLE_ROWS};
use crate::read::{Input, Position, ReadError, Records, RemarkKind, Source, input, unpack, unreadable};

/// Columns of a sheet; no spreadsheet program has more.
const COLUMNS: usize = 16_384;
/// What an empty cell takes.
const CELL: usize = 8;

/// A sheet: its name, and its rows with their numbers from 1.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    name: String,
    rows: Vec<(usize, ByteRecord)>,
}

/// The rows of a sheet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct SheetRows {
    /// The sheet's name.
    pub(crate) name: String,
    /// Rows that are not empty, with their numbers from 1.
    pub(crate) rows: Vec<(usize, Vec<String>)>,
}

/// Sheets as they are put together, within a limit for all of them.
#[derive(Debug)]
pub(super) struct Sheets {
    done: Vec<Sheet>,
    /// The cells of the row that is being read, and its number.
    cells: Vec<String>,
    row: usize,
    limit: usize,
    used: usize,
}

/// The conversations of a workbook that is written as text; `parse` is told how many bytes of it may be kept.
pub(super) fn of_text<'a>(
    source: Source<'a>,
    input: Input<'_>,
    parse: fn(&str, usize) -> Result<Sheets, ReadError>,
) -> Records<'a> {
    let limits = source.options.limits;
    let sheets = unpack::whole(input, limits)
        .and_then(|bytes| input::text(&bytes, Position { line: 1, column: 1 }).and_then(|t| parse(t, limits.document)));
    match sheets {
        Ok(sheets) => sheets.records(source),
        Err(error) => Box::new(std::iter::once(source.whole(error))),
    }
}

impl Sheets {
    pub(super) const fn new(limit: usize) -> Self {
        Self { done: Vec::new(), cells: Vec::new(), row: 0, limit, used: 0 }
    }

    /// Begins a sheet.
    pub(super) fn begin(&mut self, name: &str) {
        self.end_row();
        self.row = 0;
        self.done.push(Sheet { name: name.to_owned(), rows: Vec::new() });
    }

    /// Begins a row, by its number from 1.
    pub(super) fn begin_row(&mut self, number: usize) {
        self.end_row();
        self.row = number;
    }

    /// Sets a cell of the row, by its column from 0.
    ///
    /// # Errors
    /// More than the limit.
    pub(super) fn set(&mut self, column: usize, text: String) -> Result<(), ReadError> {
        if text.is_empty() || column >= COLUMNS {
            return Ok(());
        }
        let added = (column + 1).saturating_sub(self.cells.len()) * CELL + text.len();
        self.used += added;
        if self.used > self.limit {
            return Err(ReadError::DocumentTooLarge { limit: self.limit });
        }
        if self.cells.len() <= column {
            self.cells.resize(column + 1, String::new());
        }
        if let Some(cell) = self.cells.get_mut(column) {
            *cell = text;
        }
        Ok(())
    }

    /// Repeats the row that has just been read.
    ///
    /// # Errors
    /// More than the limit.
    pub(super) fn repeat_row(&mut self, times: usize) -> Result<(), ReadError> {
        if self.cells.is_empty() {
            return Ok(());
        }
        let cells = self.cells.clone();
        for _ in 1..times {
            self.begin_row(self.row + 1);
            for (column, cell) in cells.iter().enumerate() {
                self.set(column, cell.clone())?;
            }
        }
        Ok(())
    }

    fn end_row(&mut self) {
        if self.cells.is_empty() {
            return;
        }
        let row = ByteRecord::from(std::mem::take(&mut self.cells));
        if let Some(sheet) = self.done.last_mut() {
            sheet.rows.push((self.row, row));
        }
    }

    /// The rows themselves, for what is no list of conversations.
    pub(super) fn rows(mut self) -> Vec<SheetRows> {
        self.end_row();
        let cells = |row: &ByteRecord| row.iter().map(|cell| String::from_utf8_lossy(cell).into_owned()).collect();
        let rows = |sheet: &Sheet| sheet.rows.iter().map(|(number, row)| (*number, cells(row))).collect();
        self.done.iter().map(|sheet| SheetRows { name: sheet.name.clone(), rows: rows(sheet) }).collect()
    }

    /// The conversations of the sheets that have any. A sheet without names of columns is something else, unless all are.
    pub(super) fn records(mut self, source: Source<'_>) -> Records<'_> {
        self.end_row();
        let mut sheets: Vec<Sheet> = self.done.into_iter().filter(|sheet| !sheet.rows.is_empty()).collect();
        if sheets.is_empty() {
            return Box::new(std::iter::once(source.whole(ReadError::Empty)));
        }
        let options = source.options;
        let is_table =
            |sheet: &Sheet| sheet.rows.iter().take(TITLE_ROWS).any(|(_, row)| Header::read(row, options).is_ok());
        if sheets.iter().any(is_table) {
            let (taken, left): (Vec<_>, Vec<_>) = sheets.into_iter().partition(is_table);
            if !left.is_empty() {
                let names = left.into_iter().map(|sheet| sheet.name).collect();
                options.remarks.add(&source.name, RemarkKind::LeftOut { names });
            }
            sheets = taken;
        } else {
            sheets.truncate(1);
        }
        Box::new(sheets.into_iter().flat_map(move |sheet| {
            let name = format!("{}!{}", source.name, sheet.name);
            let mut rows =
                Reader::new(Source::new(&name, options), Box::new(InMemory(sheet.rows.into_iter()))).peekable();
            let empty = rows.peek().is_none().then(|| unreadable(&name, ReadError::Empty));
            rows.chain(empty)
        }))
    }
}

/// Rows in memory.
struct InMemory(vec::IntoIter<(usize, ByteRecord)>);

impl Rows for InMemory {
    fn read(&mut self, row: &mut ByteRecord) -> Result<Option<usize>, (usize, ReadError)> {
        Ok(self.0.next().map(|(number, next)| {
            *row = next;
            number
        }))
    }
}
