//! A row that is a whole conversation, or a reply of a script.

use csv::ByteRecord;

use super::header::{Header, Layout};
use crate::read::canonical::TranscriptFile;
use crate::read::columns::Column;
use crate::read::script::{Reply, transcript};
use crate::read::{ReadError, Record, Source, draft, text};
use crate::transcript::{Channel, Role, Transcript};

/// The records of a row; several where it has several answers.
///
/// # Errors
/// The first row of a table of conversations does not say who speaks: then none does.
pub(super) fn records(
    header: &Header,
    row: &ByteRecord,
    line: usize,
    first: bool,
    source: &mut Source<'_>,
) -> Result<Vec<Record>, ReadError> {
    let limits = source.options.limits;
    if row.as_slice().len() > limits.bytes {
        return Ok(vec![source.record(line, Err(ReadError::TooLarge { limit: limits.bytes }))]);
    }
    let (draft, texts) = match cells(header, row) {
        Ok(read) => read,
        Err(error) => return Ok(vec![source.record(line, Err(error))]),
    };
    if header.layout == Layout::Dialogues {
        let Some((_, cell)) = texts.into_iter().next() else { return Ok(Vec::new()) };
        let result = dialogue(draft, cell, line, source);
        return match result {
            Err(ReadError::NoRole { .. }) if first => Err(header.without_role()),
            result => Ok(vec![source.record(line, result)]),
        };
    }
    let mut records = Vec::new();
    for (count, (key, answer)) in texts.into_iter().enumerate() {
        let result = reply(draft.clone(), key, answer, count + 1, line, source);
        records.push(source.record(line, result));
    }
    Ok(records)
}

/// What a row says about its conversation, and the cells that hold its words.
type Cells<'r> = (TranscriptFile<'static>, Vec<(&'r str, &'r str)>);

fn cells<'r>(header: &'r Header, row: &'r ByteRecord) -> Result<Cells<'r>, ReadError> {
    let extra = row.iter().skip(header.cells.len()).any(|cell| !cell.trim_ascii().is_empty());
    if extra {
        return Err(ReadError::Cells { found: row.len(), columns: header.cells.len() });
    }
    let mut draft = TranscriptFile::default();
    let mut texts = Vec::new();
    for ((column, name), cell) in header.cells.iter().zip(row) {
        let cell = std::str::from_utf8(cell).map_err(|_| ReadError::undecodable(name.clone(), None))?;
        match column {
            Some(Column::Text | Column::Answer) if !cell.trim().is_empty() => texts.push((name.as_str(), cell)),
            Some(Column::Text | Column::Answer | Column::Role) => {}
            Some(Column::Start | Column::End | Column::Auto | Column::Event) | None => {
                draft::set_field(&mut draft, name, cell);
            }
            Some(column) => draft::set(&mut draft, *column, name, cell)?,
        }
    }
    Ok((draft, texts))
}

/// A conversation in one cell: a turn a line, or turns joined by a mark before the next role.
fn dialogue(
    draft: TranscriptFile<'static>,
    cell: &str,
    line: usize,
    source: &Source<'_>,
) -> Result<Transcript, ReadError> {
    let roles = &source.options.roles;
    let lines: Vec<&str> =
        if cell.trim().contains('\n') { cell.lines().collect() } else { text::split_turns(cell, roles) };
    if !lines.iter().any(|line| text::is_turn(line, roles)) {
        return Err(ReadError::NoRole { text: cell.trim().chars().take(20).collect() });
    }
    text::dialogue(draft, &lines, line, source.options)
}

/// A reply of a script, with what its row says about it.
fn reply(
    draft: TranscriptFile<'static>,
    key: &str,
    answer: &str,
    count: usize,
    line: usize,
    source: &Source<'_>,
) -> Result<Transcript, ReadError> {
    let channel = draft.channel.clone().or_else(|| Some(Channel::Script.as_str().into()));
    // A conversation nobody answered may be without turns; the reply is put in below.
    let record = TranscriptFile { answered: Some(false), channel, ..draft };
    let read = record.resolve(source.options)?;
    let name = read.id.clone();
    let reply = Reply { name, key: key.to_owned(), line, text: answer.trim().to_owned() };
    let said = transcript(reply, count, Role::Agent);
    let id = if read.id.is_empty() { String::new() } else { said.id };
    Ok(Transcript { id, turns: said.turns, answered: None, ..read })
}
