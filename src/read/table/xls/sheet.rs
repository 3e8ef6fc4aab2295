//! The cells of a sheet.

use super::book::Book;
use super::record::{Record, Records, f64_at, kind, u16_at, u32_at};
use super::strings::{Counted, Pieces};

/// A cell: its row and column, from 0, and what is in it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Cell {
    pub(super) row: u16,
    pub(super) column: u16,
    pub(super) value: Value,
}

/// What is in a cell.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    Text(String),
    /// One of the strings that cells share.
    Shared(usize),
    /// A number, and which of the workbook's formats it is shown in.
    Number(f64, u16),
    Truth(bool),
}

/// The cells of a sheet that begins with the records, by row and column; of those in the same place the last one counts.
/// Cells that are empty or show an error are left out.
///
/// # Errors
/// What is wrong with the workbook.
pub(super) fn cells(records: &mut Records<'_>, book: &Book) -> Result<Vec<Cell>, &'static str> {
    let mut cells = Vec::new();
    // Charts in a sheet have records of their own.
    let mut inside = 0_usize;
    // The formula whose text comes next.
    let mut formula = None;
    while let Some(record) = records.next().transpose()? {
        match record.kind {
            kind::BOF => inside += 1,
            kind::EOF if inside <= 1 => break,
            kind::EOF => inside -= 1,
            _ if inside > 1 => {}
            kind::STRING => {
                let mut pieces = Pieces::new(record.data, records.continued()?);
                let text = book.writing.string(Counted::Two, &mut pieces).ok_or(SHORT)?;
                cells.extend(formula.take().map(|(row, column)| Cell { row, column, value: Value::Text(text) }));
            }
            kind::FORMULA => {
                let (place, value) = of_formula(record.data).ok_or(SHORT)?;
                formula = Some(place);
                cells.extend(value.map(|value| Cell { row: place.0, column: place.1, value }));
            }
            kind::MUL_RK => of_many(record.data, &mut cells).ok_or(SHORT)?,
            kind::LABEL | kind::R_STRING => {
                let (row, column) = place(record.data).ok_or(SHORT)?;
                let data = record.data.get(6..).ok_or(SHORT)?;
                let mut pieces = Pieces::new(data, records.continued()?);
                let text = book.writing.string(Counted::Two, &mut pieces).ok_or(SHORT)?;
                cells.push(Cell { row, column, value: Value::Text(text) });
            }
            kind::NUMBER | kind::RK | kind::BOOL_ERR | kind::LABEL_SST => of_one(record, &mut cells).ok_or(SHORT)?,
            _ => {}
        }
    }
    // Stable: of cells in the same place, the last one stays the last.
    cells.sort_by_key(|cell| (cell.row, cell.column));
    Ok(cells)
}

const SHORT: &str = "a cell is cut short";

fn place(data: &[u8]) -> Option<(u16, u16)> {
    Some((u16_at(data, 0)?, u16_at(data, 2)?))
}

/// Adds the cell of a record; nothing where the record is cut short.
fn of_one(record: Record<'_>, cells: &mut Vec<Cell>) -> Option<()> {
    let data = record.data;
    let (row, column) = place(data)?;
    let value = match record.kind {
        kind::NUMBER => Some(Value::Number(f64_at(data, 6)?, u16_at(data, 4)?)),
        kind::RK => Some(Value::Number(short_number(u32_at(data, 6)?), u16_at(data, 4)?)),
        kind::LABEL_SST => Some(Value::Shared(u32_at(data, 6)? as usize)),
        // A truth, or an error if the byte behind it says so.
        _ => (*data.get(7)? == 0).then_some(Value::Truth(*data.get(6)? != 0)),
    };
    cells.extend(value.map(|value| Cell { row, column, value }));
    Some(())
}

/// Adds the cells of a record that has several numbers of a row.
fn of_many(data: &[u8], cells: &mut Vec<Cell>) -> Option<()> {
    let (row, first) = place(data)?;
    let numbers = data.get(4..data.len().checked_sub(2)?)?;
    for (column, number) in (first..=u16::MAX).zip(numbers.chunks(6)) {
        let value = Value::Number(short_number(u32_at(number, 2)?), u16_at(number, 0)?);
        cells.push(Cell { row, column, value });
    }
    Some(())
}

/// What a formula came to, and where; a text stands in the record behind it.
fn of_formula(data: &[u8]) -> Option<((u16, u16), Option<Value>)> {
    let value = match data.get(6..14)? {
        [1, _, truth, .., 0xFF, 0xFF] => Some(Value::Truth(*truth != 0)),
        [.., 0xFF, 0xFF] => None,
        _ => Some(Value::Number(f64_at(data, 6)?, u16_at(data, 4)?)),
    };
    Some((place(data)?, value))
}

/// A number in four bytes ([MS-XLS] 2.5.217): thirty bits of a whole number or the first ones of a broken one, perhaps a
/// hundred times as much as is meant.
fn short_number(bits: u32) -> f64 {
    let number = match bits & 2 == 0 {
        true => f64::from_bits(u64::from(bits & !3) << 32),
        false => f64::from(bits.cast_signed() >> 2),
    };
    if bits & 1 == 0 { number } else { number / 100.0 }
}

#[cfg(test)]
mod tests {
    use super::super::record::tests::record;
    use super::*;

    fn read(records: &[Vec<u8>]) -> Result<Vec<Cell>, &'static str> {
        let stream = records.concat();
        cells(&mut Records { rest: &stream }, &Book::default())
    }

    fn cell(row: u16, column: u16, value: Value) -> Cell {
        Cell { row, column, value }
    }

    fn at(row: u16, column: u16, rest: &[u8]) -> Vec<u8> {
        [&row.to_le_bytes()[..], &column.to_le_bytes(), &[5, 0], rest].concat()
    }

    #[test]
    fn numbers_in_four_bytes() {
        let long = |number: f64| (number.to_bits() >> 32) as u32;
        let shown = |bits| short_number(bits).to_string();
        let bits = [7 << 2 | 2, 1250 << 2 | 3, long(0.5), long(150.0) | 1, (-3_i32 << 2).cast_unsigned() | 2];
        assert_eq!(bits.map(shown), ["7", "12.5", "0.5", "1.5", "-3"]);
    }

    #[test]
    fn cells_come_in_order() {
        let begin = record(kind::BOF, &[0; 16]);
        let end = record(kind::EOF, &[]);
        let label = |row, text: &[u8]| record(kind::LABEL, &at(row, 0, &[&[text.len() as u8, 0, 0], text].concat()));
        let many = record(kind::MUL_RK, &[0, 0, 1, 0, 5, 0, 6, 0, 0, 0, 5, 0, 10, 0, 0, 0, 2, 0]);
        let truth = record(kind::BOOL_ERR, &at(0, 3, &[1, 0]));
        let error = record(kind::BOOL_ERR, &at(0, 4, &[7, 1]));
        let chart = [begin.clone(), label(9, b"axis"), end.clone()].concat();
        let records = [begin, label(1, b"old"), chart, label(1, b"new"), many, truth, error, end, label(2, b"no")];
        let found = read(&records).unwrap();
        let text = |text: &str| Value::Text(text.into());
        assert_eq!(
            found,
            [
                cell(0, 1, Value::Number(1.0, 5)),
                cell(0, 2, Value::Number(2.0, 5)),
                cell(0, 3, Value::Truth(true)),
                cell(1, 0, text("old")),
                cell(1, 0, text("new")),
            ]
        );
    }

    #[test]
    fn formulas_have_values() {
        let formula = |row, value: [u8; 8]| record(kind::FORMULA, &at(row, 0, &[&value[..], &[0; 8]].concat()));
        let string = record(kind::STRING, b"\x04\0\0ab");
        let more = record(kind::CONTINUE, b"\0cd");
        let special = |kind, value| [kind, 0, value, 0, 0, 0, 0xFF, 0xFF];
        let found = read(&[
            formula(0, 1.5_f64.to_le_bytes()),
            formula(1, special(1, 1)),
            formula(2, special(2, 7)),
            formula(3, special(0, 0)),
            string,
            more,
        ]);
        let values = [(0, Value::Number(1.5, 5)), (1, Value::Truth(true)), (3, Value::Text("abcd".into()))];
        assert_eq!(found, Ok(values.map(|(row, value)| cell(row, 0, value)).to_vec()));
    }

    #[test]
    fn cells_cut_short_are_told() {
        for kind in [kind::FORMULA, kind::MUL_RK, kind::LABEL, kind::NUMBER, kind::RK, kind::BOOL_ERR, kind::LABEL_SST]
        {
            assert_eq!(read(&[record(kind, &[0; 5])]), Err(SHORT), "{kind}");
        }
        assert_eq!(read(&[record(kind::STRING, &[1, 0])]), Err(SHORT));
        assert_eq!(read(&[record(kind::MUL_RK, &[0; 11])]), Err(SHORT));
    }
}
