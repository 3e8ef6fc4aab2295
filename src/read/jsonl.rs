//! JSONL: one conversation a line.

use super::input::{self, Input, Line};
use super::{Position, ReadError, Record, Source, canonical};

/// Reads the lines of an input; blank ones say nothing.
pub(super) struct Reader<'a> {
    source: Source<'a>,
    input: Input<'a>,
    buffer: Vec<u8>,
    line: usize,
    failed: bool,
}

impl<'a> Reader<'a> {
    pub(super) fn new(source: Source<'a>, input: Input<'a>) -> Self {
        Self { source, input, buffer: Vec::new(), line: 0, failed: false }
    }
}

impl Iterator for Reader<'_> {
    type Item = Record;

    fn next(&mut self) -> Option<Record> {
        while !self.failed {
            self.line += 1;
            let limit = self.source.options.limits.bytes;
            let result = match input::line(&mut self.input, &mut self.buffer, limit) {
                Ok(Line::End) => return None,
                Ok(Line::Whole) if self.buffer.trim_ascii().is_empty() => continue,
                Ok(Line::Whole) => match std::str::from_utf8(&self.buffer) {
                    Ok(text) => {
                        canonical::from_json(text, Position { line: self.line, column: 1 }, self.source.options)
                    }
                    Err(_) => Err(ReadError::NotUtf8),
                },
                Ok(Line::TooLong) => Err(ReadError::TooLarge { limit }),
                Err(error) => {
                    self.failed = true;
                    Err(ReadError::Io(error.to_string()))
                }
            };
            return Some(self.source.record(self.line, result));
        }
        None
    }
}
