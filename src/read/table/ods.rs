//! Workbooks of LibreOffice (OpenDocument): `content.xml` of the archive.

use std::io::Read;

use super::csv::{CLOCKS, ROLES};
use super::markup::{Piece, Pieces, attribute, unescape};
use super::sheets::Sheets;
use crate::read::format::About;
use crate::read::unpack::Archive;
use crate::read::{ReadError, Records, Source, unpack};

pub(in crate::read) const ODS: About = About {
    name: "ods",
    extensions: &["ods"],
    sniffed: false,
    title: ("LibreOffice 表格，列同 csv", "a workbook of LibreOffice, columns as in csv"),
    layout: "content.xml",
    roles: ROLES,
    clocks: CLOCKS,
    detect: |_| false,
    open: |source, input, _| match unpack::whole(input, source.options.limits).and_then(Archive::open) {
        Ok(archive) => read(source, &archive),
        Err(error) => Box::new(std::iter::once(source.whole(error))),
    },
};

/// Reads a workbook.
pub(in crate::read) fn read<'a>(source: Source<'a>, archive: &Archive) -> Records<'a> {
    match sheets(archive, &source) {
        Ok(sheets) => sheets.records(source),
        Err(error) => Box::new(std::iter::once(source.whole(error))),
    }
}

fn sheets(archive: &Archive, source: &Source<'_>) -> Result<Sheets, ReadError> {
    let limits = source.options.limits;
    let damaged = |text: &str| ReadError::Damaged { what: "ods", text: text.into() };
    let found = archive.names().find(|(_, name)| *name == "content.xml");
    let (index, _) = found.ok_or_else(|| damaged("content.xml is missing"))?;
    let mut bytes = Vec::new();
    archive.entry(index, limits)?.take(limits.document as u64 + 1).read_to_end(&mut bytes)?;
    if bytes.len() > limits.document {
        return Err(ReadError::DocumentTooLarge { limit: limits.document });
    }
    let text = String::from_utf8(bytes).map_err(|_| damaged("content.xml is not UTF-8"))?;
    if text.contains("<manifest:encryption-data") {
        return Err(ReadError::Encrypted);
    }
    parse(&text, limits.document)
}

fn parse(text: &str, limit: usize) -> Result<Sheets, ReadError> {
    let mut sheets = Sheets::new(limit);
    let mut number = 0;
    let mut row_repeat = 1;
    let mut column = 0;
    let mut cell = Cell::default();
    // Comments hold paragraphs as well.
    let mut aside = 0_usize;
    for piece in Pieces::new(text) {
        match piece {
            Piece::Open { name: "table", attributes, .. } => {
                sheets.begin(&attribute(attributes, "name").unwrap_or_default());
                number = 0;
            }
            Piece::Open { name: "table-row", attributes, empty } => {
                number += 1;
                row_repeat = repeat(attributes, "number-rows-repeated");
                column = 0;
                sheets.begin_row(number);
                if empty {
                    number += row_repeat - 1;
                }
            }
            Piece::Close("table-row") => {
                sheets.repeat_row(row_repeat)?;
                number += row_repeat - 1;
            }
            Piece::Open { name: "table-cell" | "covered-table-cell", attributes, empty } => {
                cell = Cell::new(attributes);
                if empty {
                    column += cell.repeat;
                }
            }
            Piece::Close("table-cell" | "covered-table-cell") => {
                let value = cell.take();
                if !value.is_empty() {
                    for n in 0..cell.repeat {
                        sheets.set(column + n, value.clone())?;
                    }
                }
                column += cell.repeat;
            }
            Piece::Open { name: "annotation", empty: false, .. } => aside += 1,
            Piece::Close("annotation") => aside = aside.saturating_sub(1),
            _ if aside > 0 => {}
            Piece::Open { name: "p" | "h", .. } => cell.paragraph(),
            Piece::Open { name: "line-break", .. } => cell.text.push('\n'),
            Piece::Open { name: "s", attributes, .. } => {
                let count = repeat(attributes, "c").min(100);
                cell.text.extend(std::iter::repeat_n(' ', count));
            }
            Piece::Open { name: "tab", .. } => cell.text.push('\t'),
            Piece::Text(text) if cell.in_paragraph => cell.text.push_str(&unescape(text)),
            Piece::Plain(text) if cell.in_paragraph => cell.text.push_str(text),
            Piece::Close("p" | "h") => cell.in_paragraph = false,
            _ => {}
        }
    }
    Ok(sheets)
}

fn repeat(attributes: &str, name: &str) -> usize {
    attribute(attributes, name).and_then(|n| n.parse().ok()).unwrap_or(1).clamp(1, 1 << 20)
}

/// A cell as it is read.
#[derive(Debug, Default)]
struct Cell {
    text: String,
    /// What it stands for, where that is not what it shows.
    value: Option<String>,
    repeat: usize,
    in_paragraph: bool,
    paragraphs: usize,
}

impl Cell {
    fn new(attributes: &str) -> Self {
        let get = |name: &str| attribute(attributes, name).map(std::borrow::Cow::into_owned);
        let value = match get("value-type").as_deref() {
            Some("float" | "currency" | "percentage") => get("value"),
            Some("date") => get("date-value").map(|date| date.replace('T', " ")),
            Some("time") => get("time-value").map(|time| seconds(&time)),
            _ => None,
        };
        Self { value, repeat: repeat(attributes, "number-columns-repeated"), ..Self::default() }
    }

    fn paragraph(&mut self) {
        if self.paragraphs > 0 {
            self.text.push('\n');
        }
        self.paragraphs += 1;
        self.in_paragraph = true;
    }

    fn take(&mut self) -> String {
        self.in_paragraph = false;
        let text = std::mem::take(&mut self.text);
        self.value.take().unwrap_or(text)
    }
}

/// `PT00H01M30.5S` as `00:01:30.5`; anything else as it is.
fn seconds(time: &str) -> String {
    let parts = time.strip_prefix("PT").and_then(|rest| {
        let (hours, rest) = rest.split_once('H')?;
        let (minutes, rest) = rest.split_once('M')?;
        Some(format!("{hours}:{minutes}:{}", rest.strip_suffix('S')?))
    });
    parts.unwrap_or_else(|| time.to_owned())
}
