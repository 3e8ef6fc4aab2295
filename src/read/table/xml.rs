//! SpreadsheetML: the XML of Excel 2003, which many exports call `.xls`.

use super::csv::{CLOCKS, ROLES};
use super::markup::{Piece, Pieces, attribute, unescape};
use super::sheets::{self, Sheets};
use crate::read::ReadError;
use crate::read::format::About;

pub(in crate::read) const SPREADSHEET_XML: About = About {
    name: "spreadsheet-xml",
    extensions: &[],
    sniffed: false,
    title: (
        "Excel 2003 的 XML 表格（常以 .xls 命名），列同 csv",
        "XML of Excel 2003, often called .xls, columns as in csv",
    ),
    layout: "<Workbook><Worksheet><Table><Row><Cell><Data>",
    roles: ROLES,
    clocks: CLOCKS,
    detect: |head| {
        let text = String::from_utf8_lossy(head.bytes);
        text.contains("urn:schemas-microsoft-com:office:spreadsheet") && !text.contains("<html")
    },
    open: |source, input, _| sheets::of_text(source, input, parse),
};

fn parse(text: &str, limit: usize) -> Result<Sheets, ReadError> {
    let mut sheets = Sheets::new(limit);
    let (mut number, mut column) = (0, 0);
    let mut data: Option<String> = None;
    let mut is_clock = false;
    let mut aside = false;
    let index = |attributes: &str| attribute(attributes, "Index").and_then(|n| n.parse::<usize>().ok());
    for piece in Pieces::new(text) {
        match piece {
            Piece::Open { name: "Worksheet", attributes, .. } => {
                sheets.begin(&attribute(attributes, "Name").unwrap_or_default());
                number = 0;
            }
            Piece::Open { name: "Row", attributes, .. } => {
                number = index(attributes).unwrap_or(number + 1);
                column = 0;
                sheets.begin_row(number);
            }
            Piece::Open { name: "Cell", attributes, empty } => {
                column = index(attributes).map_or(column, |n| n.saturating_sub(1));
                if empty {
                    column += 1;
                }
            }
            Piece::Close("Cell") => column += 1,
            Piece::Open { name: "Comment", empty, .. } => aside = !empty,
            Piece::Close("Comment") => aside = false,
            Piece::Open { name: "Data", attributes, empty: false } if !aside => {
                is_clock = attribute(attributes, "Type").as_deref() == Some("DateTime");
                data = Some(String::new());
            }
            Piece::Text(text) => {
                if let Some(data) = &mut data {
                    data.push_str(&unescape(text));
                }
            }
            Piece::Plain(text) => {
                if let Some(data) = &mut data {
                    data.push_str(text);
                }
            }
            Piece::Close("Data") => {
                if let Some(data) = data.take() {
                    sheets.set(column, if is_clock { clock(&data) } else { data })?;
                }
            }
            _ => {}
        }
    }
    Ok(sheets)
}

/// `2026-10-08T09:12:00.000`; a time alone has the day on which the calendar of spreadsheets begins.
fn clock(text: &str) -> String {
    let text = text.trim_end_matches(".000");
    match text.split_once('T') {
        Some(("1899-12-31" | "1899-12-30" | "1904-01-01", time)) => time.to_owned(),
        Some((date, "00:00:00")) => date.to_owned(),
        Some((date, time)) => format!("{date} {time}"),
        None => text.to_owned(),
    }
}
