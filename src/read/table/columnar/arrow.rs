//! Arrow's file format, which is Feather's second version.

use std::io::Cursor;

use arrow_array::cast::AsArray;
use arrow_array::types::{
    Date32Type, DurationMicrosecondType, DurationMillisecondType, DurationNanosecondType, DurationSecondType,
    Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type, TimestampMicrosecondType,
    TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType, UInt8Type, UInt16Type, UInt32Type,
    UInt64Type,
};
use arrow_array::{Array, RecordBatch};
use arrow_ipc::reader::FileReader;
use arrow_schema::{ArrowError, DataType, TimeUnit};
use csv::ByteRecord;

use super::cells::{self, Unit};
use super::unpacked;
use crate::read::table::Rows;
use crate::read::{Limits, ReadError};

/// The rows of a table, its columns' names first.
pub(super) fn rows(bytes: Vec<u8>, limits: Limits) -> Result<Box<dyn Rows>, ReadError> {
    unpacked::check(&bytes, limits)?;
    let batches = FileReader::try_new(Cursor::new(bytes), None).map_err(|error| wrong(&error))?;
    let name = |field: &arrow_schema::FieldRef| {
        if is_readable(field.data_type()) { field.name().clone() } else { cells::nested(field.name()) }
    };
    let names = batches.schema().fields().iter().map(name).collect();
    Ok(Box::new(ArrowRows { names, batches, batch: None, at: 0, line: 0 }))
}

struct ArrowRows {
    names: Vec<String>,
    batches: FileReader<Cursor<Vec<u8>>>,
    batch: Option<RecordBatch>,
    /// The next row of the batch.
    at: usize,
    line: usize,
}

impl Rows for ArrowRows {
    fn read(&mut self, row: &mut ByteRecord) -> Result<Option<usize>, (usize, ReadError)> {
        row.clear();
        self.line += 1;
        if self.line == 1 {
            self.names.iter().for_each(|name| row.push_field(name.as_bytes()));
            return Ok(Some(1));
        }
        loop {
            if let Some(batch) = self.batch.as_ref().filter(|batch| self.at < batch.num_rows()) {
                for column in batch.columns() {
                    row.push_field(cell(column, self.at).as_bytes());
                }
                self.at += 1;
                return Ok(Some(self.line));
            }
            let Some(next) = self.batches.next() else { return Ok(None) };
            self.batch = Some(next.map_err(|error| (self.line, wrong(&error)))?);
            self.at = 0;
        }
    }
}

/// Whether values of a type have a text.
fn is_readable(kind: &DataType) -> bool {
    match kind {
        DataType::Dictionary(_, values) => is_readable(values),
        kind => {
            kind.is_integer()
                || matches!(
                    kind,
                    DataType::Null
                        | DataType::Boolean
                        | DataType::Float32
                        | DataType::Float64
                        | DataType::Utf8
                        | DataType::LargeUtf8
                        | DataType::Utf8View
                        | DataType::Date32
                        | DataType::Timestamp(..)
                        | DataType::Duration(_)
                )
        }
    }
}

/// A value as text; empty where there is none.
fn cell(array: &dyn Array, at: usize) -> String {
    if array.is_null(at) {
        return String::new();
    }
    macro_rules! number {
        ($kind:ty) => {
            array.as_primitive::<$kind>().value(at)
        };
    }
    match array.data_type() {
        DataType::Boolean => array.as_boolean().value(at).to_string(),
        DataType::Int8 => number!(Int8Type).to_string(),
        DataType::Int16 => number!(Int16Type).to_string(),
        DataType::Int32 => number!(Int32Type).to_string(),
        DataType::Int64 => number!(Int64Type).to_string(),
        DataType::UInt8 => number!(UInt8Type).to_string(),
        DataType::UInt16 => number!(UInt16Type).to_string(),
        DataType::UInt32 => number!(UInt32Type).to_string(),
        DataType::UInt64 => number!(UInt64Type).to_string(),
        DataType::Float32 => cells::number(f64::from(number!(Float32Type))),
        DataType::Float64 => cells::number(number!(Float64Type)),
        DataType::Utf8 => array.as_string::<i32>().value(at).to_owned(),
        DataType::LargeUtf8 => array.as_string::<i64>().value(at).to_owned(),
        DataType::Utf8View => array.as_string_view().value(at).to_owned(),
        DataType::Date32 => cells::day(number!(Date32Type)),
        DataType::Timestamp(unit, zone) => {
            let (n, unit) = match unit {
                TimeUnit::Second => (number!(TimestampSecondType), Unit::Seconds),
                TimeUnit::Millisecond => (number!(TimestampMillisecondType), Unit::Millis),
                TimeUnit::Microsecond => (number!(TimestampMicrosecondType), Unit::Micros),
                TimeUnit::Nanosecond => (number!(TimestampNanosecondType), Unit::Nanos),
            };
            cells::instant(n, unit, zone.is_some())
        }
        DataType::Duration(unit) => {
            let (n, unit) = match unit {
                TimeUnit::Second => (number!(DurationSecondType), Unit::Seconds),
                TimeUnit::Millisecond => (number!(DurationMillisecondType), Unit::Millis),
                TimeUnit::Microsecond => (number!(DurationMicrosecondType), Unit::Micros),
                TimeUnit::Nanosecond => (number!(DurationNanosecondType), Unit::Nanos),
            };
            cells::seconds(n, unit)
        }
        DataType::Dictionary(..) => {
            let dictionary = array.as_any_dictionary();
            // Keys are whole numbers of any width.
            let key = cell(dictionary.keys(), at).parse().ok();
            let key = key.filter(|key: &usize| *key < dictionary.values().len());
            key.map(|key| cell(dictionary.values(), key)).unwrap_or_default()
        }
        _ => String::new(),
    }
}

fn wrong(error: &ArrowError) -> ReadError {
    ReadError::Damaged { what: "Arrow", text: error.to_string() }
}
