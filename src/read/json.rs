//! JSON: one conversation, an array of them, or an object whose `conversations` is one.
//!
//! Conversations are cut out of the bytes one by one, and only then parsed: a file of any size is read with the memory
//! of its largest conversation, and each is parsed from a slice, so that its text can be borrowed. Several values in
//! a row are read as well.

mod cut;

use std::io;

use self::cut::{Cut, Cutter};
use super::input::Input;
use super::{Position, ReadError, Record, Source, canonical};

/// Reads the conversations of an input.
pub(super) struct Reader<'a> {
    source: Source<'a>,
    cutter: Cutter<'a>,
    buffer: Vec<u8>,
    place: Place,
}

/// Where the reader stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Before a value of its own.
    Top,
    /// In an array, before an element or the end; `nested` in an object.
    Array { nested: bool, first: bool },
    /// In an object, behind its `conversations`.
    Object,
    /// At the end, or where nothing more can be read.
    End,
}

impl<'a> Reader<'a> {
    pub(super) fn new(source: Source<'a>, input: Input<'a>) -> Self {
        let cutter = Cutter::new(input, source.options.limits.bytes);
        Self { source, cutter, buffer: Vec::new(), place: Place::Top }
    }

    /// The next record, if there is one.
    fn step(&mut self) -> io::Result<Option<Record>> {
        loop {
            match self.place {
                Place::End => return Ok(None),
                Place::Top => match self.cutter.peek()? {
                    None => self.place = Place::End,
                    Some(b'[') => {
                        self.cutter.skip()?;
                        self.place = Place::Array { nested: false, first: true };
                    }
                    Some(b'{') => {
                        if let Some(record) = self.object()? {
                            return Ok(Some(record));
                        }
                    }
                    Some(_) => return Ok(Some(self.unexpected("expected a conversation"))),
                },
                Place::Array { nested, first } => {
                    match self.cutter.peek()? {
                        Some(b']') => {
                            self.cutter.skip()?;
                            self.place = if nested { Place::Object } else { Place::Top };
                            continue;
                        }
                        Some(b',') if !first => self.cutter.skip()?,
                        Some(_) if !first => return Ok(Some(self.unexpected("expected `,` or `]`"))),
                        _ => {}
                    }
                    self.place = Place::Array { nested, first: false };
                    return self.element().map(Some);
                }
                Place::Object => {
                    if let Some(record) = self.rest_of_object()? {
                        return Ok(Some(record));
                    }
                }
            }
        }
    }

    /// One element of an array.
    fn element(&mut self) -> io::Result<Record> {
        self.buffer.clear();
        self.cutter.peek()?;
        let at = self.cutter.position();
        let cut = self.cutter.value(&mut self.buffer)?;
        if cut == Cut::Whole && self.buffer.is_empty() {
            return Ok(self.unexpected("expected a conversation"));
        }
        Ok(self.finish(at, cut))
    }

    /// An object of its own: a conversation, or one that has `conversations`, which then are the next.
    fn object(&mut self) -> io::Result<Option<Record>> {
        self.buffer.clear();
        let at = self.cutter.position();
        let cut = self.cutter.object_until(&mut self.buffer, b"\"conversations\"")?;
        if cut == Cut::Found {
            self.place = Place::Array { nested: true, first: true };
            return Ok(None);
        }
        Ok(Some(self.finish(at, cut)))
    }

    /// Passes over the keys behind `conversations`.
    fn rest_of_object(&mut self) -> io::Result<Option<Record>> {
        self.buffer.clear();
        // What is missing is the brace that opened the object.
        self.buffer.push(b'{');
        match self.cutter.rest(&mut self.buffer)? {
            Cut::Whole => {
                self.place = Place::Top;
                Ok(None)
            }
            cut => {
                let at = self.cutter.position();
                Ok(Some(self.finish(at, cut)))
            }
        }
    }

    /// The record in the buffer.
    fn finish(&mut self, at: Position, cut: Cut) -> Record {
        let result = match cut {
            Cut::TooLarge => Err(ReadError::TooLarge { limit: self.source.options.limits.bytes }),
            Cut::Truncated => Err(ReadError::Truncated { at: self.cutter.position() }),
            Cut::Whole | Cut::Found => match std::str::from_utf8(&self.buffer) {
                Ok(text) => canonical::from_json(text, at, self.source.options),
                Err(_) => Err(ReadError::NotUtf8),
            },
        };
        // Behind what is no JSON nobody knows where the next element begins.
        if matches!(result, Err(ReadError::Truncated { .. } | ReadError::Json { .. })) {
            self.place = Place::End;
        }
        self.source.record(at.line, result)
    }

    fn unexpected(&mut self, text: &str) -> Record {
        self.place = Place::End;
        let at = self.cutter.position();
        self.source.record(at.line, Err(ReadError::Json { at, text: text.to_owned() }))
    }
}

impl Iterator for Reader<'_> {
    type Item = Record;

    fn next(&mut self) -> Option<Record> {
        match self.step() {
            Ok(record) => record,
            Err(error) => {
                self.place = Place::End;
                let line = self.cutter.position().line;
                Some(self.source.record(line, Err(ReadError::Io(error.to_string()))))
            }
        }
    }
}
