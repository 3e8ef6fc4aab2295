//! Tables of a page: what web systems export as `.xls`.

use super::csv::{CLOCKS, ROLES};
use super::markup::{Piece, Pieces, attribute, unescape};
use super::sheets::{self, Sheets};
use crate::read::ReadError;
use crate::read::format::{About, Format};

pub(in crate::read) const HTML_TABLE: About = About {
    name: "html-table",
    extensions: &[],
    sniffed: false,
    title: ("网页表格（常以 .xls 命名），列同 csv", "a table as HTML, often called .xls, columns as in csv"),
    layout: "<table><tr><td>",
    roles: ROLES,
    clocks: CLOCKS,
    detect: |head| {
        let text = String::from_utf8_lossy(head.bytes).to_ascii_lowercase();
        let by_name = matches!(head.by_name, Some(Format::Xls | Format::Xlsx));
        text.contains("<table") && (by_name || text.contains("urn:schemas-microsoft-com:office:excel"))
    },
    open: |source, input, _| sheets::of_text(source, input, parse),
};

fn parse(text: &str, limit: usize) -> Result<Sheets, ReadError> {
    let mut sheets = Sheets::new(limit);
    let (mut tables, mut depth, mut number) = (0, 0_usize, 0);
    let mut cell: Option<(usize, String)> = None;
    let mut hidden = false;
    // For each column, the rows into which a cell above still reaches.
    let mut spans: Vec<usize> = Vec::new();
    let mut column = 0;
    for piece in Pieces::new(text) {
        match piece {
            Piece::Open { name, attributes, empty } => match name.to_ascii_lowercase().as_str() {
                "table" => {
                    depth += 1;
                    if depth == 1 {
                        tables += 1;
                        number = 0;
                        spans.clear();
                        sheets.begin(&format!("table{tables}"));
                    }
                }
                "tr" if depth == 1 => {
                    end_cell(&mut cell, &mut sheets)?;
                    number += 1;
                    column = 0;
                    sheets.begin_row(number);
                }
                "td" | "th" if depth == 1 => {
                    end_cell(&mut cell, &mut sheets)?;
                    while let Some(left) = spans.get_mut(column).filter(|left| **left > 0) {
                        *left -= 1;
                        column += 1;
                    }
                    let span = |name| attribute(attributes, name).and_then(|n| n.parse().ok()).unwrap_or(1_usize);
                    let (wide, high) = (span("colspan").clamp(1, 1000), span("rowspan").clamp(1, 100_000));
                    if !empty {
                        cell = Some((column, String::new()));
                    }
                    if spans.len() < column + wide {
                        spans.resize(column + wide, 0);
                    }
                    spans.iter_mut().skip(column).take(wide).for_each(|left| *left = high - 1);
                    column += wide;
                }
                "br" | "p" | "div" | "li" => {
                    if let Some((_, text)) = cell.as_mut().filter(|(_, text)| !text.is_empty()) {
                        text.push('\n');
                    }
                }
                "style" | "script" => hidden = !empty,
                _ => {}
            },
            Piece::Close(name) => match name.to_ascii_lowercase().as_str() {
                "table" => {
                    if depth == 1 {
                        end_cell(&mut cell, &mut sheets)?;
                    }
                    depth = depth.saturating_sub(1);
                }
                "td" | "th" | "tr" if depth == 1 => end_cell(&mut cell, &mut sheets)?,
                "style" | "script" => hidden = false,
                _ => {}
            },
            Piece::Text(text) | Piece::Plain(text) if !hidden => {
                if let Some((_, words)) = &mut cell {
                    push_words(words, &unescape(text));
                }
            }
            Piece::Text(_) | Piece::Plain(_) => {}
        }
    }
    Ok(sheets)
}

fn end_cell(cell: &mut Option<(usize, String)>, sheets: &mut Sheets) -> Result<(), ReadError> {
    match cell.take() {
        Some((column, text)) => sheets.set(column, text.trim().to_owned()),
        None => Ok(()),
    }
}

/// White space in a page is a single space.
fn push_words(out: &mut String, text: &str) {
    if text.starts_with(char::is_whitespace) && !out.is_empty() && !out.ends_with(char::is_whitespace) {
        out.push(' ');
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    out.push_str(&words.join(" "));
    if !words.is_empty() && text.ends_with(char::is_whitespace) {
        out.push(' ');
    }
}
