//! The row that names the columns: what each of them is, and with that what a row is.

use csv::ByteRecord;

use crate::read::columns::Column;
use crate::read::{Options, ReadError};
use crate::transcript::Channel;

/// The columns of a table.
#[derive(Debug)]
pub(super) struct Header {
    /// Each column's meaning, where it has one, and its name.
    pub(super) cells: Vec<(Option<Column>, String)>,
    /// What a row is.
    pub(super) layout: Layout,
    id: Option<usize>,
}

/// What a row of a table is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Layout {
    /// A turn.
    Turns,
    /// A whole conversation in one cell.
    Dialogues,
    /// An answer, or what is to be said.
    Replies,
}

impl Header {
    /// Reads the row.
    ///
    /// # Errors
    /// How many names of columns there are, and what is missing for a table of conversations.
    pub(super) fn read(row: &ByteRecord, options: &Options) -> Result<Self, (usize, ReadError)> {
        let mut cells: Vec<(Option<Column>, String)> = Vec::with_capacity(row.len());
        for cell in row {
            let name =
                std::str::from_utf8(cell).map_err(|_| (usize::MAX, ReadError::undecodable(String::new(), None)))?;
            let name = name.trim().trim_start_matches('\u{feff}');
            let own = options.columns.get(name).map(|key| key.0);
            cells.push((own.or_else(|| Column::from_name(name)), name.to_owned()));
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
        let has = |cells: &[(Option<Column>, String)], wanted| cells.iter().any(|(column, _)| *column == Some(wanted));
        let (role, text, answer) = (has(&cells, Column::Role), has(&cells, Column::Text), has(&cells, Column::Answer));
        if role && !text && answer {
            for (column, _) in cells.iter_mut().filter(|(column, _)| *column == Some(Column::Answer)) {
                *column = Some(Column::Text);
            }
        }
        let layout = match (role, text, answer) {
            (true, true, _) | (true, false, true) => Layout::Turns,
            (false, _, true) => Layout::Replies,
            (false, true, false) if options.defaults.channel == Some(Channel::Script) => Layout::Replies,
            (false, true, false) => Layout::Dialogues,
            (_, false, false) => return Err(missing(&cells)),
        };
        if layout == Layout::Dialogues {
            // One clock for a whole conversation is that of its start.
            for (from, to) in [(Column::Start, Column::StartedAt), (Column::End, Column::EndedAt)] {
                if !has(&cells, to) {
                    cells.iter_mut().filter(|(column, _)| *column == Some(from)).for_each(|cell| cell.0 = Some(to));
                }
            }
        }
        for index in 1..cells.len() {
            let (before, cell) = cells.split_at_mut(index);
            // The second column of a kind is one more field; of answers, there may be several.
            let several = layout == Layout::Replies && cell[0].0 == Some(Column::Answer);
            if !several && before.iter().any(|(column, _)| *column == cell[0].0) {
                cell[0].0 = None;
            }
        }
        let id = cells.iter().position(|(column, _)| *column == Some(Column::Id));
        Ok(Self { cells, layout, id })
    }

    /// The id cell of a row; empty where the row is too short, nothing where the table has no such column.
    pub(super) fn id<'r>(&self, row: &'r ByteRecord) -> Option<&'r [u8]> {
        self.id.map(|index| row.get(index).unwrap_or_default())
    }

    /// What the id column is called.
    pub(super) fn id_name(&self) -> String {
        self.id.and_then(|index| self.cells.get(index)).map(|(_, name)| name.clone()).unwrap_or_default()
    }

    /// The columns that are understood: name and key.
    pub(super) fn known(&self) -> Vec<(String, &'static str)> {
        self.cells.iter().filter_map(|(column, name)| Some((name.clone(), (*column)?.key()))).collect()
    }

    /// That there is no column for the role.
    pub(super) fn without_role(&self) -> ReadError {
        let found = self.cells.iter().map(|(_, name)| name.clone()).take(40).collect();
        ReadError::MissingColumns { missing: vec![Column::Role.key()], found }
    }
}

/// How many names of columns there are, and that some are missing.
fn missing(cells: &[(Option<Column>, String)]) -> (usize, ReadError) {
    let known = cells.iter().filter(|(column, _)| column.is_some()).count();
    let has = |wanted: &Column| cells.iter().any(|(column, _)| *column == Some(*wanted));
    let missing = [Column::Role, Column::Text].iter().filter(|c| !has(c)).map(|c| c.key()).collect();
    let found = cells.iter().map(|(_, name)| name.clone()).take(40).collect();
    (known, ReadError::MissingColumns { missing, found })
}
