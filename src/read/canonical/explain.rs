//! Why a record does not fit: read once more, keeping track of the keys.

use serde::Deserialize;
use serde_json::error::Category;
use serde_json::{Map, Value};
use serde_path_to_error::{Path, Segment, Track};

use super::TranscriptFile;
use crate::read::{MAX_DEPTH, Position, ReadError};

/// Why JSON text that starts at `base` in its file does not fit a written type.
pub(in crate::read) fn text<'t, T: Deserialize<'t>>(text: &'t str, base: Position) -> ReadError {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let mut track = Track::new();
    let tracked = serde_path_to_error::Deserializer::new(&mut deserializer, &mut track);
    // What follows a whole value is the only thing left to be wrong.
    let Err(error) = T::deserialize(tracked).and_then(|_| deserializer.end()) else {
        return ReadError::Json { at: base, text: String::new() };
    };
    let at = position(text, error.line(), error.column(), base);
    match error.classify() {
        Category::Syntax if error.to_string().starts_with("recursion limit exceeded") => {
            ReadError::TooDeep { limit: MAX_DEPTH, at }
        }
        Category::Eof => ReadError::Truncated { at },
        Category::Syntax | Category::Io => ReadError::Json { at, text: words(&error) },
        Category::Data => data(&track.path(), &words(&error), Some(at)),
    }
}

/// Why a record in memory does not fit.
pub(super) fn value(record: &Map<String, Value>) -> ReadError {
    match serde_path_to_error::deserialize::<_, TranscriptFile<'_>>(record) {
        // It has been tried before: this does not happen.
        Ok(_) => ReadError::Empty,
        Err(error) => {
            let path = error.path().clone();
            data(&path, &words(error.inner()), None)
        }
    }
}

/// The parser's words, without its own place.
fn words(error: &serde_json::Error) -> String {
    let text = error.to_string();
    match text.rfind(" at line ") {
        Some(end) => text[..end].to_owned(),
        None => text,
    }
}

fn data(path: &Path, words: &str, at: Option<Position>) -> ReadError {
    let key = |name: &str| {
        let parent = parent(path, name);
        if parent.is_empty() { name.to_owned() } else { format!("{parent}.{name}") }
    };
    let named = |prefix| words.strip_prefix(prefix).map(|rest: &str| rest.trim_matches('`'));
    if let Some(name) = named("missing field ") {
        return ReadError::MissingKey { path: key(name), at };
    }
    if let Some(name) = named("duplicate field ") {
        return ReadError::DuplicateKey { path: key(name), at };
    }
    let kinds = words.strip_prefix("invalid type: ").or_else(|| words.strip_prefix("invalid value: "));
    let (found, expected) =
        kinds.and_then(|kinds| kinds.rsplit_once(", expected ")).unwrap_or((words, "something else"));
    let expected = match expected {
        "f64" => "a number",
        "u32" => "a whole number",
        "a sequence" => "a list",
        other => other,
    };
    let path = if path.iter().next().is_none() { String::new() } else { path.to_string() };
    ReadError::WrongValue { path, expected: expected.to_owned(), found: kind(found), at }
}

/// The parser's words for what it found, in ours.
fn kind(found: &str) -> String {
    let text = match found {
        "map" => "an object".to_owned(),
        "sequence" => "a list".to_owned(),
        _ => match found.split_once(' ') {
            Some(("string", text)) => format!("text {text}"),
            Some(("integer" | "boolean", value)) => value.trim_matches('`').to_owned(),
            _ => found.trim_start_matches("floating point ").trim_matches('`').to_owned(),
        },
    };
    if text.chars().count() > 60 { text.chars().take(60).chain(['…']).collect() } else { text }
}

/// The path of the object that a key belongs to: some errors come with the key in their path, some without.
fn parent(path: &Path, name: &str) -> String {
    let mut segments: Vec<&Segment> = path.iter().collect();
    if matches!(segments.last(), Some(Segment::Map { key }) if key == name) {
        segments.pop();
    }
    let mut text = String::new();
    for segment in segments {
        match segment {
            Segment::Map { .. } | Segment::Enum { .. } if text.is_empty() => text = segment.to_string(),
            Segment::Map { .. } | Segment::Enum { .. } => text += &(".".to_owned() + &segment.to_string()),
            Segment::Seq { .. } => text += &segment.to_string(),
            Segment::Unknown => {}
        }
    }
    text
}

/// A place in a record's text (its line, its byte there) as a place in the file.
fn position(text: &str, line: usize, column: usize, base: Position) -> Position {
    let bytes = text.split('\n').nth(line.saturating_sub(1)).unwrap_or_default();
    let before = bytes.char_indices().take_while(|(i, _)| i + 1 < column).count() + 1;
    match line {
        0 => base,
        1 => Position { line: base.line, column: base.column + before - 1 },
        _ => Position { line: base.line + line - 1, column: before },
    }
}
