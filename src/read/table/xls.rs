//! Workbooks of Excel 97 to 2003, and of 5 and 95: records in a stream of a compound file.

mod book;
mod compound;
mod record;
mod sheet;
mod shown;
mod strings;

use calamine::{ExcelDateTime, ExcelDateTimeType};

use self::book::Book;
use self::compound::Compound;
use self::record::Records as Stream;
use self::sheet::Value;
use self::shown::Shown;
use super::csv::{CLOCKS, ROLES};
use super::sheets::Sheets;
use super::xlsx::{clock_text, damaged, number_text};
use crate::read::format::About;
use crate::read::{Limits, ReadError, Records, Source, unpack};

pub(in crate::read) const XLS: About = About {
    name: "xls",
    extensions: &["xls"],
    sniffed: false,
    title: ("Excel 97–2003 表格，列同 csv", "a workbook of Excel 97 to 2003, columns as in csv"),
    layout: "会话编号 | 角色 | 开始 | 内容",
    roles: ROLES,
    clocks: CLOCKS,
    detect: |_| false,
    open: |source, input, _| match unpack::whole(input, source.options.limits) {
        Ok(bytes) => xls(source, &bytes),
        Err(error) => Box::new(std::iter::once(source.whole(error))),
    },
};

/// Reads a workbook.
pub(in crate::read) fn xls<'a>(source: Source<'a>, bytes: &[u8]) -> Records<'a> {
    match workbook(bytes).and_then(|stream| sheets(&stream, source.options.limits)) {
        Ok(sheets) => sheets.records(source),
        Err(error) => Box::new(std::iter::once(source.whole(error))),
    }
}

/// The stream of the workbook in a compound file.
fn workbook(bytes: &[u8]) -> Result<Vec<u8>, ReadError> {
    let file = Compound::open(bytes).map_err(damaged)?;
    // A newer workbook with a password is packed into a compound file, too.
    if file.has("EncryptedPackage") {
        return Err(ReadError::Encrypted);
    }
    for name in ["Workbook", "Book"] {
        if let Some(stream) = file.stream(name).map_err(damaged)? {
            return Ok(stream);
        }
    }
    Err(damaged("there is no workbook in it"))
}

fn sheets(stream: &[u8], limits: Limits) -> Result<Sheets, ReadError> {
    let book = Book::read(stream)?;
    let mut sheets = Sheets::new(limits.document);
    // Bytes of sheets that have not been read: no two sheets have the same ones.
    let mut left = stream.len();
    for sheet in book.sheets.iter().filter(|sheet| sheet.shown) {
        sheets.begin(&sheet.name);
        let rest = stream.get(sheet.start..).ok_or_else(|| damaged("a sheet is not in it"))?;
        let mut records = Stream { rest };
        let cells = sheet::cells(&mut records, &book).map_err(damaged)?;
        let read = rest.len() - records.rest.len();
        left = left.checked_sub(read).ok_or_else(|| damaged("its sheets lie upon each other"))?;
        let mut row = None;
        for cell in cells {
            if row != Some(cell.row) {
                row = Some(cell.row);
                sheets.begin_row(usize::from(cell.row) + 1);
            }
            let text = text(cell.value, &book).ok_or_else(|| damaged("a text of a cell is not in it"))?;
            sheets.set(usize::from(cell.column), text)?;
        }
    }
    Ok(sheets)
}

/// What a person sees in a cell; nothing where that is not in the workbook.
fn text(value: Value, book: &Book) -> Option<String> {
    Some(match value {
        Value::Text(text) => text,
        Value::Shared(id) => book.strings.get(id)?.clone(),
        Value::Truth(truth) => truth.to_string(),
        Value::Number(number, format) => {
            let clock = |kind| clock_text(&ExcelDateTime::new(number, kind, book.since_1904));
            match book.formats.get(usize::from(format)).copied().unwrap_or_default() {
                Shown::Number => number_text(number),
                Shown::Clock => clock(ExcelDateTimeType::DateTime),
                Shown::Length => clock(ExcelDateTimeType::TimeDelta),
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use calamine::{Data, Reader as _, SheetVisible, Xls};

    use super::super::sheets::SheetRows;
    use super::record::kind;
    use super::record::tests::record;
    use super::*;

    /// What calamine makes of a workbook.
    fn by_calamine(bytes: &[u8]) -> Vec<SheetRows> {
        let mut book = Xls::new(Cursor::new(bytes)).unwrap();
        let shown = book.sheets_metadata().iter().filter(|sheet| sheet.visible == SheetVisible::Visible);
        let names: Vec<String> = shown.map(|sheet| sheet.name.clone()).collect();
        let mut sheets = Sheets::new(usize::MAX);
        for name in names {
            sheets.begin(&name);
            let range = book.worksheet_range(&name).unwrap();
            let (top, left) = range.start().unwrap();
            let mut last = None;
            for (row, column, cell) in range.used_cells() {
                let text = match cell {
                    Data::Empty | Data::Error(_) => continue,
                    Data::Int(number) => number.to_string(),
                    Data::Float(number) => number_text(*number),
                    Data::DateTime(clock) => clock_text(clock),
                    other => other.to_string(),
                };
                if last != Some(row) {
                    last = Some(row);
                    sheets.begin_row(top as usize + row + 1);
                }
                sheets.set(left as usize + column, text).unwrap();
            }
        }
        sheets.rows()
    }

    #[test]
    fn workbooks_are_read_as_others_read_them() {
        for name in ["calls.xls", "many-kinds.xls"] {
            let bytes = std::fs::read(format!("{}/tests/tables/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap();
            let ours = sheets(&workbook(&bytes).unwrap(), Limits::default()).unwrap().rows();
            assert_eq!(ours, by_calamine(&bytes), "{name}");
        }
    }

    /// A workbook whose sheets all begin where its only one does, with a string that is in so many cells.
    fn stream(starts: &[u32], string: usize, cells: u16) -> Vec<u8> {
        let sheet = |start: u32| record(kind::BOUND_SHEET, &[&start.to_le_bytes()[..], &[0, 0, 1, 0, b'a']].concat());
        let strings = [&[0; 8][..], &(string as u16).to_le_bytes(), &[0], &vec![b'a'; string]].concat();
        let cell = |row: u16| record(kind::LABEL_SST, &[&row.to_le_bytes()[..], &[0; 8]].concat());
        let begin = record(kind::BOF, &[0, 6, 0, 0]);
        let end = record(kind::EOF, &[]);
        let sheets = starts.iter().map(|start| sheet(*start)).collect::<Vec<_>>().concat();
        let cells = (0..cells).map(cell).collect::<Vec<_>>().concat();
        [&begin, &sheets, &record(kind::SST, &strings), &end, &begin, &cells, &end]
            .into_iter()
            .flatten()
            .copied()
            .collect()
    }

    #[test]
    fn what_cells_come_to_is_bounded() {
        let (string, cells) = (1000, 100);
        let start = stream(&[0], string, 0).len() as u32 - 12;
        let read = |starts: &[u32], document| {
            let limits = Limits { document, ..Limits::default() };
            sheets(&stream(starts, string, cells), limits).map(|sheets| sheets.rows().len())
        };
        assert_eq!(read(&[start], 110_000), Ok(1));
        assert_eq!(read(&[start], 90_000), Err(ReadError::DocumentTooLarge { limit: 90_000 }));
        // The same sheet many times; one that is not there.
        let more = start + 13;
        for starts in [&[more, more][..], &[u32::MAX]] {
            assert!(matches!(read(starts, 1 << 20), Err(ReadError::Damaged { .. })), "{starts:?}");
        }
        let mut stream = stream(&[start], string, cells);
        let id = stream.len() - 8;
        stream[id..id + 4].copy_from_slice(&1_u32.to_le_bytes());
        assert_eq!(sheets(&stream, Limits::default()).unwrap_err(), damaged("a text of a cell is not in it"));
    }
}
