//! Cells, their formats, and tables of them.

use rust_xlsxwriter::{
    Color, ExcelDateTime, Format, FormatAlign, FormatBorder, FormatUnderline, Url, Worksheet, XlsxError,
};

use crate::report::escape::is_hidden;
use crate::rule::file::Severity;

/// Rows a sheet can hold; the last one is left for a note.
const MOST_ROWS: u32 = 1_048_574;
/// Characters a cell can hold are 32,767 UTF-16 units.
const MOST_UNITS: usize = 32_000;

/// The formats of cells.
#[derive(Debug)]
pub(in crate::report) struct Formats {
    pub(in crate::report) title: Format,
    pub(in crate::report) head: Format,
    pub(in crate::report) text: Format,
    pub(in crate::report) wrap: Format,
    pub(in crate::report) whole: Format,
    pub(in crate::report) score: Format,
    pub(in crate::report) share: Format,
    pub(in crate::report) date: Format,
    pub(in crate::report) link: Format,
    pub(in crate::report) good: Format,
    pub(in crate::report) unknown: Format,
    /// A cell for people to fill in.
    pub(in crate::report) input: Format,
    fatal: Format,
    major: Format,
    minor: Format,
    notice: Format,
}

impl Formats {
    pub(in crate::report) fn new() -> Self {
        let base = || Format::new().set_font_name("Microsoft YaHei").set_font_size(10).set_align(FormatAlign::Top);
        let tone = |ink: u32, paper: u32| {
            base()
                .set_font_color(Color::RGB(ink))
                .set_background_color(Color::RGB(paper))
                .set_align(FormatAlign::Center)
        };
        Self {
            title: base().set_font_size(14).set_bold(),
            head: base()
                .set_bold()
                .set_font_color(Color::RGB(0x2B_3A4D))
                .set_background_color(Color::RGB(0xE6_EBF2))
                .set_border_bottom(FormatBorder::Thin)
                .set_border_color(Color::RGB(0xB9_C3D0))
                .set_align(FormatAlign::VerticalCenter)
                .set_text_wrap(),
            text: base().set_indent(1),
            wrap: base().set_text_wrap().set_indent(1),
            whole: base().set_num_format("#,##0"),
            score: base().set_num_format("0.0#"),
            share: base().set_num_format("0.0%"),
            date: base().set_num_format("yyyy-mm-dd").set_align(FormatAlign::Left),
            link: base().set_font_color(Color::RGB(0x25_598C)).set_underline(FormatUnderline::Single),
            good: tone(0x21_724F, 0xE2_F2EA),
            unknown: tone(0x5A_6473, 0xEC_EEF1).set_italic(),
            input: base()
                .set_text_wrap()
                .set_background_color(Color::RGB(0xFF_F9E0))
                .set_border(FormatBorder::Thin)
                .set_border_color(Color::RGB(0xE3_D9B4)),
            fatal: tone(0x9C_1822, 0xFB_DDDF).set_bold(),
            major: tone(0x95_400D, 0xFC_E6D6),
            minor: tone(0x6D_5300, 0xFA_F0CE),
            notice: tone(0x3D_566F, 0xE6_EDF5),
        }
    }

    pub(in crate::report) const fn severity(&self, severity: Severity) -> &Format {
        match severity {
            Severity::Fatal => &self.fatal,
            Severity::Major => &self.major,
            Severity::Minor => &self.minor,
            Severity::Notice => &self.notice,
        }
    }
}

/// A column: its head and its width in characters of the standard font; a Chinese character takes two.
#[derive(Debug, Clone, Copy)]
pub(in crate::report) struct Column {
    pub(in crate::report) head: &'static str,
    pub(in crate::report) width: u16,
}

/// A sheet with a row of heads that stays in sight and filters below.
pub(in crate::report) struct Table<'a> {
    sheet: &'a mut Worksheet,
    formats: &'a Formats,
    columns: u16,
    row: u32,
    column: u16,
    /// Rows that did not fit.
    lost: usize,
}

impl<'a> Table<'a> {
    pub(in crate::report) fn new(
        sheet: &'a mut Worksheet,
        formats: &'a Formats,
        name: &str,
        columns: &[Column],
    ) -> Result<Self, XlsxError> {
        sheet.set_name(name)?;
        for (at, column) in (0_u16..).zip(columns) {
            sheet.set_column_width(at, column.width)?;
            sheet.write_string_with_format(0, at, column.head, &formats.head)?;
        }
        sheet.set_row_height(0, 24)?;
        sheet.set_freeze_panes(1, 1)?;
        sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
        sheet.set_repeat_rows(0, 0)?;
        Ok(Self { sheet, formats, columns: columns.len() as u16, row: 0, column: 0, lost: 0 })
    }

    /// Adds columns whose heads come from data, e.g. one a dimension.
    pub(in crate::report) fn more_columns(
        &mut self,
        heads: impl Iterator<Item = String>,
        width: u16,
    ) -> Result<(), XlsxError> {
        for head in heads {
            self.sheet.set_column_width(self.columns, width)?;
            self.sheet.write_string_with_format(0, self.columns, shown(&head), &self.formats.head)?;
            self.columns += 1;
        }
        Ok(())
    }

    /// The sheet itself.
    pub(in crate::report) const fn sheet(&mut self) -> &mut Worksheet {
        self.sheet
    }

    /// A cell to fill in, with what is in it already.
    pub(in crate::report) fn input(&mut self, text: &str) -> Result<(), XlsxError> {
        if text.is_empty() {
            self.sheet.write_blank(self.row, self.column, &self.formats.input)?;
        } else {
            self.sheet.write_string_with_format(self.row, self.column, shown(text), &self.formats.input)?;
        }
        self.column += 1;
        Ok(())
    }

    /// Starts the next row; `false` where the sheet is full.
    pub(in crate::report) fn next(&mut self) -> bool {
        self.column = 0;
        if self.row >= MOST_ROWS {
            self.lost += 1;
            return false;
        }
        self.row += 1;
        true
    }

    /// The number of the row.
    pub(in crate::report) const fn row(&self) -> usize {
        self.row as usize
    }

    pub(in crate::report) fn text(&mut self, text: &str, format: &Format) -> Result<(), XlsxError> {
        if !text.is_empty() {
            self.sheet.write_string_with_format(self.row, self.column, shown(text), format)?;
        }
        self.column += 1;
        Ok(())
    }

    pub(in crate::report) fn number(&mut self, number: Option<f64>, format: &Format) -> Result<(), XlsxError> {
        if let Some(number) = number.filter(|n| n.is_finite()) {
            self.sheet.write_number_with_format(self.row, self.column, number, format)?;
        }
        self.column += 1;
        Ok(())
    }

    pub(in crate::report) fn count(&mut self, n: usize) -> Result<(), XlsxError> {
        self.number(Some(n as f64), &self.formats.whole)
    }

    pub(in crate::report) fn link(&mut self, text: &str, link: Option<Url>) -> Result<(), XlsxError> {
        let Some(link) = link else { return self.text(text, &self.formats.text) };
        self.sheet.write_url_with_options(self.row, self.column, link, shown(text), "", Some(&self.formats.link))?;
        self.column += 1;
        Ok(())
    }

    pub(in crate::report) fn day(&mut self, day: Option<jiff::civil::Date>) -> Result<(), XlsxError> {
        let date = day.and_then(|d| {
            let part = |n: i8| u8::try_from(n).ok();
            ExcelDateTime::from_ymd(u16::try_from(d.year()).ok()?, part(d.month())?, part(d.day())?).ok()
        });
        if let Some(date) = date {
            self.sheet.write_datetime_with_format(self.row, self.column, &date, &self.formats.date)?;
        }
        self.column += 1;
        Ok(())
    }

    /// Sets the filters, and says what did not fit.
    pub(in crate::report) fn finish(self, lost: impl Fn(usize) -> String) -> Result<(), XlsxError> {
        if self.row > 0 && self.columns > 0 {
            self.sheet.autofilter(0, 0, self.row, self.columns - 1)?;
        }
        if self.lost > 0 {
            self.sheet.write_string_with_format(self.row + 1, 0, lost(self.lost), &self.formats.text)?;
        }
        Ok(())
    }
}

/// A text as a cell shows it: what is invisible or turns the direction of writing as its number, not too long.
pub(in crate::report) fn shown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut units = 0;
    for c in text.chars() {
        if units > MOST_UNITS {
            out.push('…');
            break;
        }
        let before = out.len();
        if is_hidden(c) && c != '\n' && c != '\t' {
            out.push_str(&format!("⟨U+{:04X}⟩", u32::from(c)));
        } else {
            out.push(c);
        }
        units += out[before..].encode_utf16().count();
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_invisible_is_shown_and_what_is_long_is_cut() {
        assert_eq!(shown("a\u{202e}b\u{0}\n"), "a⟨U+202E⟩b⟨U+0000⟩\n");
        let long = shown(&"长".repeat(40_000));
        assert!(long.chars().count() < 32_100 && long.ends_with('…'));
    }
}
