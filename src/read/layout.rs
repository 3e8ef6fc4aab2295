//! JSON as engines and chat systems write it.
//!
//! Each layout has a file with a written type of its own, which says what the canonical record would be; from there on
//! everything is the same as for huashu's own JSON: roles, clocks, errors with their place.
#![allow(clippy::struct_field_names, reason = "the names are those of the layouts")]

pub(super) mod assemblyai;
pub(super) mod ccai;
pub(super) mod connect;
pub(super) mod deepgram;
pub(super) mod funasr;
pub(super) mod genesys;
mod html;
pub(super) mod iflytek;
pub(super) mod intercom;
pub(super) mod sca;
pub(super) mod tencent;
pub(super) mod transcribe;
pub(super) mod twilio;
mod values;
pub(super) mod volcengine;
pub(super) mod wecom;
pub(super) mod whisper;
pub(super) mod zendesk;

use serde::Deserialize;

pub(super) use self::html::plain;
use super::canonical::{AgentFile, EventFile, Text, TranscriptFile, TurnFile};
use super::clock::Clock;
use super::format::Head;
use super::input::Input;
use super::speakers::NOBODY;
use super::{Position, ReadError, Record, Records, Source, canonical, json, jsonl};
use crate::transcript::Note;

/// How a layout is read.
#[derive(Debug)]
pub(super) struct Layout {
    /// What the records of an input are.
    pub(super) records: Cutting,
    /// The conversations of a record.
    pub(super) read: for<'t> fn(&'t str, Position) -> Result<Vec<Found<'t>>, ReadError>,
}

/// What the records of an input are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cutting {
    /// The value itself, or the elements of an array.
    Elements,
    /// As `Elements`, or the elements of an array under this key.
    Within(&'static str),
    /// The value itself, even if it is an array.
    Whole,
}

/// A conversation that has been found in a record.
#[derive(Debug, Default)]
pub(super) struct Found<'t> {
    /// What the canonical record would be.
    pub(super) file: TranscriptFile<'t>,
    /// What was left out of it, by kind, with how often.
    left_out: Vec<(String, usize)>,
}

impl<'t> Found<'t> {
    /// A call.
    pub(super) fn call() -> Self {
        Self {
            file: TranscriptFile { channel: Some("call".into()), ..TranscriptFile::default() },
            left_out: Vec::new(),
        }
    }

    /// A chat.
    pub(super) fn chat() -> Self {
        Self {
            file: TranscriptFile { channel: Some("chat".into()), ..TranscriptFile::default() },
            left_out: Vec::new(),
        }
    }

    /// Adds a turn, if anything is said in it; without a speaker it is nobody's.
    pub(super) fn say(&mut self, role: Option<Text<'t>>, text: Text<'t>, start: Option<Clock>, end: Option<Clock>) {
        if !text.0.trim().is_empty() {
            self.file.turns.push(TurnFile {
                role: role.unwrap_or_else(|| NOBODY.into()),
                text: trimmed(text),
                start,
                end,
                ..TurnFile::default()
            });
        }
    }

    /// Adds an event.
    pub(super) fn event(&mut self, kind: impl Into<Text<'t>>, start: Option<Clock>, end: Option<Clock>) {
        self.file.events.get_or_insert_default().push(EventFile { kind: kind.into(), start, end });
    }

    /// Counts something that is not judged.
    pub(super) fn leave_out(&mut self, kind: &str) {
        match self.left_out.iter_mut().find(|(known, _)| known == kind) {
            Some((_, count)) => *count += 1,
            None => self.left_out.push((kind.to_owned(), 1)),
        }
    }

    /// The agent.
    pub(super) fn agent(&mut self) -> &mut AgentFile<'t> {
        self.file.agent.get_or_insert_default()
    }

    /// The record it comes to.
    pub(super) fn record(self, at: Position, source: &mut Source<'_>) -> Record {
        let result = self.file.resolve(source.options).map(|mut transcript| {
            if !self.left_out.is_empty() {
                transcript.notes.push(Note::LeftOut(self.left_out));
            }
            transcript
        });
        source.record(at.line, result)
    }
}

/// Reads an input: a record a line where it is written so, else value by value.
pub(super) fn open<'a>(source: Source<'a>, input: Input<'a>, head: &Head<'_>, layout: &'static Layout) -> Records<'a> {
    if json::is_several_lines(head) && layout.records != Cutting::Whole {
        Box::new(jsonl::Reader::with_layout(source, input, layout))
    } else {
        Box::new(json::Reader::with_layout(source, input, layout))
    }
}

/// Reads a written type from JSON text that starts at a place.
pub(super) fn parse<'t, T: Deserialize<'t>>(text: &'t str, at: Position) -> Result<T, ReadError> {
    serde_json::from_str(text).map_err(|_| canonical::explain::<T>(text, at))
}

/// Reads a written type from JSON text that is the value of a key.
fn parse_inner<T: for<'i> Deserialize<'i>>(text: &str, path: &str) -> Result<T, ReadError> {
    serde_json::from_str(text).map_err(|error| ReadError::WrongValue {
        path: path.to_owned(),
        expected: "JSON".into(),
        found: error.to_string(),
        at: None,
    })
}

fn trimmed(text: Text<'_>) -> Text<'_> {
    let kept = text.0.trim();
    if kept.len() == text.0.len() { text } else { kept.to_owned().into() }
}
