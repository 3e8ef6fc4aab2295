//! A conversation put together from cells or lines, value by value.

use std::borrow::Cow;

use serde_json::Value;

use super::canonical::{AgentFile, CaseFile, CustomerFile, Text, TranscriptFile};
use super::clock::{Clock, Instant, instant};
use super::columns::Column;
use super::{ReadError, names};

/// Sets what a column says about the conversation as a whole; the first value of a column stays, an empty one says
/// nothing; `name` is what the input calls the column. Columns of turns are not for this.
///
/// # Errors
/// A value that the column cannot have.
pub(super) fn set(
    draft: &mut TranscriptFile<'static>,
    column: Column,
    name: &str,
    value: &str,
) -> Result<(), ReadError> {
    let value = value.trim();
    if value.is_empty() {
        return Ok(());
    }
    let wrong = |expected| wrong(name, expected, value);
    match column {
        Column::Id => put(&mut draft.id, value),
        Column::Channel => put(&mut draft.channel, value),
        Column::Direction => put(&mut draft.direction, value),
        Column::Scene => put(&mut draft.scene, value),
        Column::Satisfaction => put(&mut draft.satisfaction, value),
        Column::StartedAt => put_instant(&mut draft.started_at, name, value)?,
        Column::EndedAt => put_instant(&mut draft.ended_at, name, value)?,
        Column::AgentId => put(&mut agent(draft).id, value),
        Column::AgentName => put(&mut agent(draft).name, value),
        Column::StaffNo => put(&mut agent(draft).staff_no, value),
        Column::Team => put(&mut agent(draft).team, value),
        Column::CustomerId => put(&mut customer(draft).id, value),
        Column::CustomerName => put(&mut customer(draft).name, value),
        Column::Tier => put(&mut customer(draft).tier, value),
        Column::CaseId => put(&mut case(draft).id, value),
        Column::CaseClass => put(&mut case(draft).class, value),
        Column::Priority => put(&mut case(draft).priority, value),
        Column::Previous => put(&mut case(draft).previous, value),
        Column::OpenedAt => put_instant(&mut case(draft).opened_at, name, value)?,
        Column::AnsweredAt => put_instant(&mut case(draft).answered_at, name, value)?,
        Column::RingCount => {
            let number = number(value).ok_or_else(|| wrong("a number"))?;
            draft.ring_count.get_or_insert(number);
        }
        Column::RingSeconds => {
            let number = number(value).ok_or_else(|| wrong("a number"))?;
            draft.ring_seconds.get_or_insert(number);
        }
        Column::Transfers => {
            let number = value.parse().map_err(|_| wrong("a whole number"))?;
            draft.transfers.get_or_insert(number);
        }
        Column::Answered => {
            let truth = names::truth(value).ok_or_else(|| wrong("a boolean"))?;
            draft.answered.get_or_insert(truth);
        }
        Column::Question | Column::Answer => set_field(draft, name, value),
        Column::Role | Column::Text | Column::Start | Column::End | Column::Auto | Column::Event => {}
    }
    Ok(())
}

/// Sets a field that has no column of its own.
pub(super) fn set_field(draft: &mut TranscriptFile<'static>, name: &str, value: &str) {
    let value = value.trim();
    if !value.is_empty() {
        let fields = draft.fields.get_or_insert_default().to_mut();
        // The same in every row of a table: looked for before anything is copied.
        if !fields.contains_key(name) {
            fields.insert(name.to_owned(), Value::String(value.to_owned()));
        }
    }
}

/// A clock in a cell; an empty one says nothing.
///
/// # Errors
/// Something that is no clock.
pub(super) fn clock(name: &str, value: &str) -> Result<Option<Clock>, ReadError> {
    if value.trim().is_empty() {
        return Ok(None);
    }
    Clock::parse(value).map(Some).ok_or_else(|| wrong(name, "a clock", value))
}

/// A value that cannot stand in a column.
pub(super) fn wrong(name: &str, expected: &str, value: &str) -> ReadError {
    let found = format!("text {value:?}");
    ReadError::WrongValue { path: name.to_owned(), expected: expected.to_owned(), found, at: None }
}

fn put(place: &mut Option<Text<'static>>, value: &str) {
    place.get_or_insert_with(|| Text(Cow::Owned(value.to_owned())));
}

fn put_instant(place: &mut Option<Instant>, name: &str, value: &str) -> Result<(), ReadError> {
    let found = instant(value).ok_or_else(|| wrong(name, "an instant", value))?;
    place.get_or_insert(found);
    Ok(())
}

fn number(value: &str) -> Option<f64> {
    value.parse().ok().filter(|number: &f64| number.is_finite())
}

fn agent<'d>(draft: &'d mut TranscriptFile<'static>) -> &'d mut AgentFile<'static> {
    draft.agent.get_or_insert_default()
}

fn customer<'d>(draft: &'d mut TranscriptFile<'static>) -> &'d mut CustomerFile<'static> {
    draft.customer.get_or_insert_default()
}

fn case<'d>(draft: &'d mut TranscriptFile<'static>) -> &'d mut CaseFile<'static> {
    draft.case.get_or_insert_default()
}
