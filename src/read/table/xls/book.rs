//! What a workbook says of itself before its sheets begin.

use std::collections::HashMap;

use encoding_rs::WINDOWS_1252;

use super::record::{Records, kind, u16_at, u32_at};
use super::shown::Shown;
use super::strings::{Counted, Pieces, Writing, shared};
use crate::read::ReadError;
use crate::read::table::xlsx::damaged;

/// A workbook without its cells.
#[derive(Debug)]
pub(super) struct Book {
    pub(super) writing: Writing,
    /// Whether days are counted from 1904 on, not from 1900.
    pub(super) since_1904: bool,
    pub(super) sheets: Vec<Sheet>,
    /// The strings that cells share.
    pub(super) strings: Vec<String>,
    /// The formats that cells name by number.
    pub(super) formats: Vec<Shown>,
}

/// A sheet: its name, and where in the stream it begins.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Sheet {
    pub(super) name: String,
    pub(super) start: usize,
    /// Whether it is a sheet of cells that a person sees.
    pub(super) shown: bool,
}

impl Default for Book {
    fn default() -> Self {
        Self {
            writing: Writing::Unicode,
            since_1904: false,
            sheets: Vec::new(),
            strings: Vec::new(),
            formats: Vec::new(),
        }
    }
}

impl Book {
    /// Reads what stands before the sheets.
    ///
    /// # Errors
    /// A password, or what is wrong with the workbook.
    pub(super) fn read(stream: &[u8]) -> Result<Self, ReadError> {
        let mut book = Self::default();
        let mut encoding = WINDOWS_1252;
        // Numbers of formats, and of those that the workbook describes what they stand for.
        let mut used = Vec::new();
        let mut described = HashMap::new();
        let mut begun = false;
        let mut records = Records { rest: stream };
        while let Some(record) = records.next().transpose().map_err(damaged)? {
            let data = record.data;
            let number = |at| u16_at(data, at).ok_or_else(|| damaged(SHORT));
            match record.kind {
                kind::FILE_PASS => return Err(ReadError::Encrypted),
                kind::EOF => break,
                kind::BOF if !begun => {
                    begun = true;
                    if number(0)? == EXCEL_95 {
                        book.writing = Writing::Bytes(encoding);
                    }
                }
                kind::CODE_PAGE => {
                    let page = number(0)?;
                    encoding = codepage::to_encoding(page)
                        .ok_or_else(|| damaged(&format!("its code page {page} is not known")))?;
                    if let Writing::Bytes(used) = &mut book.writing {
                        *used = encoding;
                    }
                }
                kind::DATE_1904 => book.since_1904 = number(0)? == 1,
                kind::FORMAT => {
                    let counted = if matches!(book.writing, Writing::Unicode) { Counted::Two } else { Counted::One };
                    let mut code = Pieces::new(data.get(2..).unwrap_or_default(), Vec::new());
                    // A format that can't be read is shown as if it had not been described.
                    if let Some(code) = book.writing.string(counted, &mut code) {
                        described.insert(number(0)?, Shown::of(&code));
                    }
                }
                kind::XF => used.push(number(2)?),
                kind::BOUND_SHEET => book.sheets.push(sheet(data, book.writing).ok_or_else(|| damaged(SHORT))?),
                kind::SST => {
                    let pieces = Pieces::new(data, records.continued().map_err(damaged)?);
                    book.strings = shared(pieces).ok_or_else(|| damaged("its table of strings is cut short"))?;
                }
                _ => {}
            }
        }
        let shown = |id: u16| described.get(&id).copied().unwrap_or(Shown::built_in(id));
        book.formats = used.into_iter().map(shown).collect();
        Ok(book)
    }
}

/// The version that Excel 5 and 95 write.
const EXCEL_95: u16 = 0x0500;

const SHORT: &str = "a record is cut short";

fn sheet(data: &[u8], writing: Writing) -> Option<Sheet> {
    let (state, kind) = (data.get(4)? & 0x3F, *data.get(5)?);
    let mut name = writing.string(Counted::One, &mut Pieces::new(data.get(6..)?, Vec::new()))?;
    name.retain(|letter| letter != '\0');
    Some(Sheet { name, start: u32_at(data, 0)? as usize, shown: state == 0 && kind == 0 })
}

#[cfg(test)]
mod tests {
    use super::super::record::tests::record;
    use super::*;

    #[test]
    fn a_workbook_of_excel_95_is_read_in_its_code_page() {
        let sheet = |state: u8| [&[9, 0, 0, 0, state, 0, 4][..], b"\xCD\xA8\xBB\xB0"].concat();
        let stream = [
            record(kind::BOF, &[0, 5, 5, 0]),
            record(kind::CODE_PAGE, &936_u16.to_le_bytes()),
            record(kind::DATE_1904, &[1, 0]),
            record(kind::FORMAT, b"\xA4\0\x05hh:mm"),
            record(kind::XF, &[0, 0, 0xA4, 0]),
            record(kind::XF, &[0, 0, 0, 0]),
            record(kind::BOUND_SHEET, &sheet(0)),
            record(kind::BOUND_SHEET, &sheet(1)),
            record(kind::EOF, &[]),
        ];
        let book = Book::read(&stream.concat()).unwrap();
        let sheets = [true, false].map(|shown| Sheet { name: "通话".into(), start: 9, shown });
        assert_eq!(book.sheets, sheets);
        assert_eq!((book.since_1904, book.formats), (true, vec![Shown::Clock, Shown::Number]));
    }

    #[test]
    fn a_password_and_records_cut_short_are_told() {
        assert_eq!(Book::read(&record(kind::FILE_PASS, &[1, 0])).unwrap_err(), ReadError::Encrypted);
        for kind in [kind::BOF, kind::CODE_PAGE, kind::DATE_1904, kind::XF, kind::BOUND_SHEET, kind::SST] {
            assert!(matches!(Book::read(&record(kind, &[1])), Err(ReadError::Damaged { .. })), "{kind}");
        }
        assert!(Book::read(&record(kind::CODE_PAGE, &[1, 0])).is_err());
    }
}
