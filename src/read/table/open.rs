//! A conversation of a table, as its rows come in.

use csv::ByteRecord;

use super::header::Header;
use crate::read::canonical::{EventFile, TranscriptFile, TurnFile};
use crate::read::columns::Column;
use crate::read::{Limits, ReadError, Record, Source, draft, names};

/// A conversation that may get more rows.
pub(super) struct Open {
    pub(super) id: String,
    /// Number of its last row.
    pub(super) last_row: usize,
    /// Bytes of its rows.
    pub(super) bytes: usize,
    /// Line of its first row.
    line: usize,
    draft: TranscriptFile<'static>,
    /// Line of each turn.
    lines: Vec<usize>,
    error: Option<(usize, ReadError)>,
}

impl Open {
    pub(super) fn new(id: String, line: usize, error: Option<ReadError>) -> Self {
        Self {
            id,
            last_row: 0,
            bytes: 0,
            line,
            draft: TranscriptFile::default(),
            lines: Vec::new(),
            error: error.map(|error| (line, error)),
        }
    }

    /// Whether it can't become a conversation any more.
    pub(super) const fn is_broken(&self) -> bool {
        self.error.is_some()
    }

    /// Adds a row.
    pub(super) fn add(&mut self, header: &Header, row: &ByteRecord, line: usize, number: usize, limits: Limits) {
        self.last_row = number;
        self.bytes += row.as_slice().len();
        if self.is_broken() {
            return;
        }
        let added = if self.bytes > limits.bytes {
            Err(ReadError::TooLarge { limit: limits.bytes })
        } else if self.draft.turns.len() >= limits.turns {
            Err(ReadError::TooManyTurns { limit: limits.turns })
        } else {
            self.add_row(header, row, line)
        };
        if let Err(error) = added {
            self.fail(line, error);
        }
    }

    /// Gives it up: its rows are not needed any more.
    pub(super) fn fail(&mut self, line: usize, error: ReadError) {
        self.error.get_or_insert((line, error));
        self.draft = TranscriptFile::default();
    }

    fn add_row(&mut self, header: &Header, row: &ByteRecord, line: usize) -> Result<(), ReadError> {
        let extra = row.iter().skip(header.cells.len()).any(|cell| !cell.trim_ascii().is_empty());
        if extra {
            return Err(ReadError::Cells { found: row.len(), columns: header.cells.len() });
        }
        let mut turn = TurnFile::default();
        let mut event = None;
        for ((column, name), cell) in header.cells.iter().zip(row) {
            let cell = std::str::from_utf8(cell).map_err(|_| ReadError::undecodable(name.clone(), None))?;
            match column {
                Some(Column::Role) => turn.role = cell.trim().to_owned().into(),
                Some(Column::Text) => turn.text = cell.to_owned().into(),
                Some(Column::Start) => turn.start = draft::clock(name, cell)?,
                Some(Column::End) => turn.end = draft::clock(name, cell)?,
                Some(Column::Auto) if cell.trim().is_empty() => {}
                Some(Column::Auto) => {
                    let auto = names::truth(cell).ok_or_else(|| draft::wrong(name, "a boolean", cell))?;
                    turn.auto = auto.then_some(true);
                }
                Some(Column::Event) => event = Some(cell.trim()).filter(|kind| !kind.is_empty()),
                None | Some(Column::Question | Column::Answer) => draft::set_field(&mut self.draft, name, cell),
                Some(column) => draft::set(&mut self.draft, *column, name, cell)?,
            }
        }
        if let Some(kind) = event {
            let event = EventFile { kind: kind.to_owned().into(), start: turn.start, end: turn.end };
            self.draft.events.get_or_insert_default().push(event);
        }
        match (turn.role.0.is_empty(), turn.text.0.trim().is_empty()) {
            // A row for the event, or for what it says about the conversation.
            (true, true) => {}
            (true, false) => return Err(ReadError::NoRole { text: turn.text.0.trim().chars().take(20).collect() }),
            (false, true) if event.is_some() => {}
            (false, _) => {
                self.lines.push(line);
                turn.place.line = u32::try_from(line).ok();
                self.draft.turns.push(turn);
            }
        }
        Ok(())
    }

    /// What it comes to.
    pub(super) fn finish(self, source: &mut Source<'_>) -> Record {
        let result = match self.error {
            Some(error) => Err(error),
            None => self.draft.resolve(source.options).map_err(|error| {
                let line = error.turn().and_then(|turn| self.lines.get(turn).copied());
                (line.unwrap_or(self.line), error)
            }),
        };
        match result {
            Ok(transcript) => source.record(self.line, Ok(transcript)),
            Err((line, error)) => source.skipped(self.line, line, error),
        }
    }
}
