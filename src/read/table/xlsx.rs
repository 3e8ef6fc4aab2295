//! Workbooks of Excel 2007 and later.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{DataRef, ExcelDateTime, Reader as _, Sheet as Metadata, SheetType, SheetVisible, Xlsx};

use super::csv::{CLOCKS, ROLES};
use super::sheets::{SheetRows, Sheets};
use crate::read::format::About;
use crate::read::unpack::Archive;
use crate::read::{Limits, ReadError, Records, Source, unpack};

pub(in crate::read) const XLSX: About = About {
    name: "xlsx",
    extensions: &["xlsx", "xlsm"],
    sniffed: false,
    title: ("Excel 表格，列同 csv，每个工作表一张表", "a workbook of Excel, columns as in csv, a table a sheet"),
    layout: "会话编号 | 角色 | 开始 | 内容",
    roles: ROLES,
    clocks: CLOCKS,
    detect: |_| false,
    open: |source, input, _| match unpack::whole(input, source.options.limits).and_then(Archive::open) {
        Ok(archive) => xlsx(source, &archive),
        Err(error) => Box::new(std::iter::once(source.whole(error))),
    },
};

/// Reads a workbook of Excel 2007 and later.
pub(in crate::read) fn xlsx<'a>(source: Source<'a>, archive: &Archive) -> Records<'a> {
    let limits = source.options.limits;
    finish(source, || {
        // What the workbook's own reader unpacks is bounded by this.
        archive.measure(limits)?;
        xlsx_sheets(archive, limits)
    })
}

/// The rows of all sheets of a workbook of Excel 2007 and later.
pub(crate) fn rows(bytes: Vec<u8>, limits: Limits) -> Result<Vec<SheetRows>, ReadError> {
    let read = || {
        let archive = Archive::open(bytes)?;
        archive.measure(limits)?;
        xlsx_sheets(&archive, limits).map(Sheets::rows)
    };
    crate::read::guarded(|| catch_unwind(AssertUnwindSafe(read))).unwrap_or_else(|_| Err(broken()))
}

/// Reads a workbook whatever its reader makes of it: one that is made to break it must not end the run.
fn finish(source: Source<'_>, read: impl FnOnce() -> Result<Sheets, ReadError>) -> Records<'_> {
    let result = crate::read::guarded(|| catch_unwind(AssertUnwindSafe(read)));
    match result.unwrap_or_else(|_| Err(broken())) {
        Ok(sheets) => sheets.records(source),
        Err(error) => Box::new(std::iter::once(source.whole(error))),
    }
}

fn xlsx_sheets(archive: &Archive, limits: Limits) -> Result<Sheets, ReadError> {
    let wrong = |error: calamine::XlsxError| match error {
        calamine::XlsxError::Password => ReadError::Encrypted,
        error => damaged(&error.to_string()),
    };
    let mut book = Xlsx::new(Cursor::new(archive.bytes())).map_err(wrong)?;
    let mut sheets = Sheets::new(limits.document);
    for sheet in visible(book.sheets_metadata()) {
        sheets.begin(&sheet);
        let mut cells = book.worksheet_cells_reader(&sheet).map_err(wrong)?;
        let mut row = None;
        while let Some(cell) = cells.next_cell().map_err(wrong)? {
            let (at, column) = cell.get_position();
            if row != Some(at) {
                row = Some(at);
                sheets.begin_row(at as usize + 1);
            }
            let text = match cell.get_value() {
                DataRef::Empty | DataRef::Error(_) => continue,
                DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
                DataRef::SharedString(text) => (*text).to_owned(),
                DataRef::Int(number) => number.to_string(),
                DataRef::Float(number) => number_text(*number),
                DataRef::Bool(truth) => truth.to_string(),
                DataRef::DateTime(clock) => clock_text(clock),
            };
            sheets.set(column as usize, text)?;
        }
    }
    Ok(sheets)
}

/// The names of the sheets that a person sees.
fn visible(sheets: &[Metadata]) -> Vec<String> {
    let shown = |sheet: &&Metadata| sheet.typ == SheetType::WorkSheet && sheet.visible == SheetVisible::Visible;
    sheets.iter().filter(shown).map(|sheet| sheet.name.clone()).collect()
}

/// A number as a person writes it: ids and telephone numbers are numbers, too.
pub(super) fn number_text(number: f64) -> String {
    if number.fract() == 0.0 && number.abs() < 1e15 { format!("{number:.0}") } else { number.to_string() }
}

/// A date, a time of the day, or a length of time in seconds.
pub(super) fn clock_text(clock: &ExcelDateTime) -> String {
    let days = clock.as_f64();
    if clock.is_duration() {
        return number_text((days * 86_400_000.0).round() / 1000.0);
    }
    let (year, month, day, hour, minute, second, milli) = clock.to_ymd_hms_milli();
    let fraction = if milli == 0 { String::new() } else { format!(".{milli:03}") };
    if days < 1.0 {
        return format!("{hour:02}:{minute:02}:{second:02}{fraction}");
    }
    format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}{fraction}")
}

fn broken() -> ReadError {
    damaged("it is made up in a way that no spreadsheet program does")
}

/// What is wrong with a workbook.
pub(super) fn damaged(text: &str) -> ReadError {
    ReadError::Damaged { what: "Excel", text: text.to_owned() }
}
