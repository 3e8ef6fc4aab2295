//! Tables whose readers may break on what they are given: that is an error of the file, and no end of the run.

use std::panic::{AssertUnwindSafe, catch_unwind};

use csv::ByteRecord;

use crate::read::input::Input;
use crate::read::table::{Reader, Rows};
use crate::read::{Limits, ReadError, Records, Source, unpack};

/// How a table is read.
type Opener = fn(Vec<u8>, Limits) -> Result<Box<dyn Rows>, ReadError>;

/// Reads a table that must be in memory as a whole.
pub(super) fn open<'a>(source: Source<'a>, input: Input<'a>, rows: Opener) -> Records<'a> {
    let limits = source.options.limits;
    let read = unpack::whole(input, limits).and_then(|bytes| guard(|| rows(bytes, limits)).unwrap_or_else(Err));
    match read {
        Ok(rows) => Box::new(Reader::new(source, Box::new(Guarded { rows, line: 0 }))),
        Err(error) => Box::new(std::iter::once(source.whole(error))),
    }
}

struct Guarded {
    rows: Box<dyn Rows>,
    line: usize,
}

impl Rows for Guarded {
    fn read(&mut self, row: &mut ByteRecord) -> Result<Option<usize>, (usize, ReadError)> {
        self.line += 1;
        let rows = &mut self.rows;
        match guard(|| rows.read(row)) {
            Ok(read) => read,
            Err(error) => Err((self.line, error)),
        }
    }
}

fn guard<T>(read: impl FnOnce() -> T) -> Result<T, ReadError> {
    let broken = |_| ReadError::Damaged { what: "table", text: "it is made up in a way that no program does".into() };
    crate::read::guarded(|| catch_unwind(AssertUnwindSafe(read))).map_err(broken)
}
