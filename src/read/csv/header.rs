//! The first row: what each column is.

use csv::ByteRecord;

use crate::read::ReadError;
use crate::read::columns::Column;

/// The columns of a table.
#[derive(Debug)]
pub(super) struct Header {
    /// Each column's meaning, where it has one, and its name.
    pub(super) cells: Vec<(Option<Column>, String)>,
    id: Option<usize>,
}

impl Header {
    pub(super) fn read(row: &ByteRecord) -> Result<Self, ReadError> {
        let mut cells: Vec<(Option<Column>, String)> = Vec::with_capacity(row.len());
        for cell in row {
            let name = std::str::from_utf8(cell).map_err(|_| ReadError::NotUtf8)?.trim();
            cells.push((Column::from_name(name), name.to_owned()));
        }
        for (column, whole, word) in [
            (Column::Start, Column::StartedAt, ["开始时间", "start_time"]),
            (Column::End, Column::EndedAt, ["结束时间", "end_time"]),
        ] {
            // Beside a clock for each turn, 开始时间 is that of the conversation.
            let several = cells.iter().filter(|(c, _)| *c == Some(column)).count() > 1;
            if let Some(cell) = cells.iter_mut().find(|(_, name)| several && word.contains(&name.as_str())) {
                cell.0 = Some(whole);
            }
        }
        for index in 1..cells.len() {
            let (before, cell) = cells.split_at_mut(index);
            // The second column of a kind is one more field.
            if before.iter().any(|(column, _)| *column == cell[0].0) {
                cell[0].0 = None;
            }
        }
        let has = |wanted: Column| cells.iter().any(|(column, _)| *column == Some(wanted));
        let missing: Vec<_> = [Column::Role, Column::Text].into_iter().filter(|c| !has(*c)).map(Column::key).collect();
        if !missing.is_empty() {
            let found = cells.into_iter().map(|(_, name)| name).take(40).collect();
            return Err(ReadError::MissingColumns { missing, found });
        }
        let id = cells.iter().position(|(column, _)| *column == Some(Column::Id));
        Ok(Self { cells, id })
    }

    /// The id cell of a row; empty where the row is too short, nothing where the table has no such column.
    pub(super) fn id<'r>(&self, row: &'r ByteRecord) -> Option<&'r [u8]> {
        self.id.map(|index| row.get(index).unwrap_or_default())
    }
}
