//! What a workbook of Excel 97 to 2003 takes when its sheets are laid out, told before that is done: a sheet with one cell
//! in each of two corners is a few bytes in the file and hundreds of megabytes as a table.

use calamine::{Cell, Data};

use crate::read::{Limits, ReadError};

/// Rows and columns that a sheet of this format can have.
const ROWS: u64 = 1 << 16;
const COLUMNS: u64 = 1 << 8;
/// Bytes of a table for each byte of the file: cells that are there take less than this.
const RATIO: u64 = 16;

/// Record types of [MS-XLS].
const BOUND_SHEET: u16 = 0x0085;
const BEGIN: u16 = 0x0809;
const END: u16 = 0x000A;
const DIMENSIONS: u16 = 0x0200;
const FORMULA: u16 = 0x0006;
const MANY_NUMBERS: u16 = 0x00BD;
const CELLS: [u16; 6] = [0x0203, 0x0204, 0x00D6, 0x0205, 0x027E, 0x00FD];

/// Checks what the sheets of a workbook take, laid out.
///
/// # Errors
/// More than the limits allow.
pub(super) fn check(stream: &[u8], limits: Limits) -> Result<(), ReadError> {
    let limit = (limits.document as u64 / 4).max(RATIO * stream.len() as u64);
    let mut left = limit;
    for sheet in sheets(stream) {
        let taken = laid_out(stream.get(sheet..).unwrap_or_default());
        left = left.checked_sub(taken).ok_or(ReadError::TooSparse { limit: limits.document / 4 })?;
    }
    Ok(())
}

/// Where the sheets begin.
fn sheets(stream: &[u8]) -> Vec<usize> {
    let mut sheets = Vec::new();
    for (kind, data) in (Records { rest: stream }) {
        match kind {
            BOUND_SHEET => sheets.extend(number::<4>(data, 0).and_then(|at| usize::try_from(at).ok())),
            END => break,
            _ => {}
        }
    }
    sheets
}

/// Bytes that a sheet takes; the most there can be where it says that it has more rows or columns than any sheet.
fn laid_out(sheet: &[u8]) -> u64 {
    let (mut cells, mut formulas) = (Span::default(), Span::default());
    let mut begun = false;
    let mut inside = 0_usize;
    let mut reserved = 0;
    for (kind, data) in (Records { rest: sheet }) {
        match kind {
            // Charts in a sheet have records of their own.
            BEGIN if begun => inside += 1,
            BEGIN => begun = true,
            END if inside == 0 => break,
            END => inside -= 1,
            _ if inside > 0 => {}
            DIMENSIONS => match dimensions(data) {
                Some((rows, columns)) => reserved = rows * columns,
                None => return u64::MAX,
            },
            FORMULA => {
                cells.add(data, 2);
                formulas.add(data, 2);
            }
            MANY_NUMBERS => {
                cells.add(data, 2);
                cells.add(data, data.len().saturating_sub(2));
            }
            kind if CELLS.contains(&kind) => cells.add(data, 2),
            _ => {}
        }
    }
    // Room that is set aside and not used costs nothing where it is no more than a sheet can have.
    if reserved > ROWS * COLUMNS {
        return u64::MAX;
    }
    cells.area() * size_of::<Cell<Data>>() as u64 + formulas.area() * size_of::<Cell<String>>() as u64
}

/// Rows and columns as a sheet declares them; nothing where it can't be.
fn dimensions(data: &[u8]) -> Option<(u64, u64)> {
    let (first, last, from, to) = match data.len() {
        10 => (number::<2>(data, 0)?, number::<2>(data, 2)?, number::<2>(data, 4)?, number::<2>(data, 6)?),
        14 | 16 => (number::<4>(data, 0)?, number::<4>(data, 4)?, number::<2>(data, 8)?, number::<2>(data, 10)?),
        // Its reader refuses it.
        _ => return Some((0, 0)),
    };
    if last == 0 || to == 0 {
        return Some((1, 1));
    }
    // A first column beyond the last one is taken for none.
    let from = if from >= COLUMNS || to < from { 0 } else { from };
    Some((last.checked_sub(first)?, to.checked_sub(from)?))
}

/// The rows and columns between the cells of a sheet.
#[derive(Debug, Default)]
struct Span {
    corners: Option<((u64, u64), (u64, u64))>,
}

impl Span {
    /// Adds the cell of a record whose column stands at a place.
    fn add(&mut self, data: &[u8], column: usize) {
        let (Some(row), Some(column)) = (number::<2>(data, 0), number::<2>(data, column)) else { return };
        let (low, high) = self.corners.unwrap_or(((row, column), (row, column)));
        self.corners = Some(((low.0.min(row), low.1.min(column)), (high.0.max(row), high.1.max(column))));
    }

    fn area(&self) -> u64 {
        self.corners.map_or(0, |(low, high)| (high.0 - low.0 + 1) * (high.1 - low.1 + 1))
    }
}

/// A little-endian number of some bytes.
fn number<const BYTES: usize>(data: &[u8], at: usize) -> Option<u64> {
    let bytes = data.get(at..at.checked_add(BYTES)?)?;
    Some(bytes.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte)))
}

/// Records: their types and what is in them. Those that continue another are passed over.
struct Records<'s> {
    rest: &'s [u8],
}

impl<'s> Iterator for Records<'s> {
    type Item = (u16, &'s [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let kind = u16::try_from(number::<2>(self.rest, 0)?).ok()?;
        let end = 4 + usize::try_from(number::<2>(self.rest, 2)?).ok()?;
        let data = self.rest.get(4..end)?;
        self.rest = self.rest.get(end..)?;
        Some((kind, data))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(kind: u16, data: &[u8]) -> Vec<u8> {
        let length = u16::try_from(data.len()).unwrap();
        [&kind.to_le_bytes(), &length.to_le_bytes(), data].concat()
    }

    fn cell(row: u16, column: u16) -> Vec<u8> {
        record(0x0203, &[&row.to_le_bytes()[..], &column.to_le_bytes(), &[0; 10]].concat())
    }

    /// A stream of one sheet.
    fn stream(records: &[Vec<u8>]) -> Vec<u8> {
        let globals =
            |at: u32| [record(BEGIN, &[0; 16]), record(BOUND_SHEET, &at.to_le_bytes()), record(END, &[])].concat();
        let at = u32::try_from(globals(0).len()).unwrap();
        [globals(at), record(BEGIN, &[0; 16]), records.concat(), record(END, &[])].concat()
    }

    #[test]
    fn cells_far_apart_are_refused() {
        let limits = Limits::default();
        assert_eq!(check(&stream(&[cell(0, 0), cell(3, 4)]), limits), Ok(()));
        assert_eq!(check(&stream(&[cell(0, 0), cell(65_535, 4)]), limits), Ok(()));
        let wide = stream(&[cell(0, 0), cell(65_535, 255)]);
        assert_eq!(check(&wide, limits), Err(ReadError::TooSparse { limit: limits.document / 4 }));
        assert_eq!(check(&wide, Limits { document: 4 << 30, ..limits }), Ok(()));
    }

    #[test]
    fn what_is_declared_must_be_possible() {
        let declared = |first: u32, last: u32, columns: u16| {
            let data =
                [&first.to_le_bytes()[..], &last.to_le_bytes(), &[0, 0], &columns.to_le_bytes(), &[0, 0]].concat();
            check(&stream(&[record(DIMENSIONS, &data)]), Limits::default())
        };
        assert_eq!(declared(0, 65_536, 256), Ok(()));
        assert_eq!(declared(0, 0, 0), Ok(()));
        for (first, last, columns) in [(0, u32::MAX, 1), (9, 3, 1), (0, 65_536, u16::MAX)] {
            assert!(declared(first, last, columns).is_err(), "{first} {last} {columns}");
        }
    }

    #[test]
    fn any_bytes_are_looked_at() {
        for length in 0..40 {
            for byte in [0, 9, 0x85, 0xFF] {
                let _ = check(&vec![byte; length], Limits::default());
            }
        }
    }
}
