//! Parquet: rows are put together one at a time, so that a value that stands for many rows is in memory once.

use bytes::Bytes;
use csv::ByteRecord;
use parquet::basic::{LogicalType, TimeUnit};
use parquet::errors::ParquetError;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;
use parquet::record::reader::RowIter;
use parquet::schema::types::Type;

use super::cells::{self, Unit};
use crate::read::table::Rows;
use crate::read::{Limits, ReadError};

/// The rows of a table, its columns' names first.
pub(super) fn rows(bytes: Vec<u8>, _: Limits) -> Result<Box<dyn Rows>, ReadError> {
    let reader = SerializedFileReader::new(Bytes::from(bytes)).map_err(|error| wrong(&error))?;
    let schema = reader.metadata().file_metadata().schema();
    let columns = schema.get_fields().iter().map(|field| Column::new(field)).collect();
    Ok(Box::new(ParquetRows { columns, rows: RowIter::from_file_into(Box::new(reader)), line: 0 }))
}

struct ParquetRows {
    columns: Vec<Column>,
    rows: RowIter<'static>,
    line: usize,
}

/// A column: its name, and what its numbers are where the values do not tell.
struct Column {
    name: String,
    /// Nanoseconds since 1970.
    nanos: bool,
    /// Instants, not what a clock on a wall shows.
    utc: bool,
}

impl Column {
    fn new(field: &Type) -> Self {
        let name = if field.is_primitive() { field.name().to_owned() } else { cells::nested(field.name()) };
        let (nanos, utc) = match field.get_basic_info().logical_type_ref() {
            Some(LogicalType::Timestamp(time)) => (time.unit == TimeUnit::NANOS, time.is_adjusted_to_u_t_c),
            _ => (false, false),
        };
        Self { name, nanos, utc }
    }

    fn push(&self, field: &Field, row: &mut ByteRecord) {
        let text = match field {
            Field::Str(text) => return row.push_field(text.as_bytes()),
            Field::Bytes(bytes) => return row.push_field(bytes.data()),
            Field::Null | Field::Group(_) | Field::ListInternal(_) | Field::MapInternal(_) => String::new(),
            Field::Long(n) if self.nanos => cells::instant(*n, Unit::Nanos, self.utc),
            Field::Float(number) => cells::number(f64::from(*number)),
            Field::Double(number) => cells::number(*number),
            Field::Date(days) => cells::day(*days),
            Field::TimeMillis(n) => cells::time(i64::from(*n), Unit::Millis),
            Field::TimeMicros(n) => cells::time(*n, Unit::Micros),
            Field::TimestampMillis(n) => cells::instant(*n, Unit::Millis, self.utc),
            Field::TimestampMicros(n) => cells::instant(*n, Unit::Micros, self.utc),
            other => other.to_string(),
        };
        row.push_field(text.as_bytes());
    }
}

impl Rows for ParquetRows {
    fn read(&mut self, row: &mut ByteRecord) -> Result<Option<usize>, (usize, ReadError)> {
        row.clear();
        self.line += 1;
        if self.line == 1 {
            self.columns.iter().for_each(|column| row.push_field(column.name.as_bytes()));
            return Ok(Some(1));
        }
        let Some(next) = self.rows.next() else { return Ok(None) };
        let next = next.map_err(|error| (self.line, wrong(&error)))?;
        for (column, (_, field)) in self.columns.iter().zip(next.get_column_iter()) {
            column.push(field, row);
        }
        Ok(Some(self.line))
    }
}

fn wrong(error: &ParquetError) -> ReadError {
    ReadError::Damaged { what: "Parquet", text: error.to_string() }
}
