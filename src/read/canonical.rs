//! The canonical record: one conversation as a JSON object, and what it comes to.

mod explain;
mod file;
mod resolve;
mod write;

use serde::Deserialize;
use serde_json::{Map, Value};

pub use self::file::{AgentFile, CaseFile, CustomerFile, EventFile, Extra, Text, TranscriptFile, TurnFile};
use super::{Options, ReadError};
use crate::transcript::Transcript;

/// Reads a record that is in memory already; its `id` may be missing.
///
/// # Errors
/// What is wrong with it, by its key path.
pub fn from_record(record: &Map<String, Value>) -> Result<Transcript, ReadError> {
    match TranscriptFile::deserialize(record) {
        Ok(file) => file.resolve(&Options::default()),
        Err(_) => Err(explain::value(record)),
    }
}

/// Reads a record from JSON text that starts at a place in a file.
pub(super) fn from_json(text: &str, at: super::Position, options: &Options) -> Result<Transcript, ReadError> {
    match serde_json::from_str::<TranscriptFile<'_>>(text) {
        Ok(file) => file.resolve(options),
        Err(_) => Err(explain::text(text, at)),
    }
}
