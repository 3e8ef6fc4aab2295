//! Cutting whole JSON values out of a stream of bytes, without parsing them.

use std::io;

use memchr::{memchr_iter, memchr2, memrchr};

use crate::read::Position;
use crate::read::input::Input;

/// What came of cutting out a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cut {
    /// It is in the buffer.
    Whole,
    /// The cutter stands behind the `[` of the key that was looked for.
    Found,
    /// The input ended in the middle of it.
    Truncated,
    /// It is larger than the limit; it has been passed over.
    TooLarge,
}

/// An input, and the place in it.
pub(super) struct Cutter<'a> {
    input: Input<'a>,
    limit: usize,
    line: usize,
    /// Characters before the place in its line.
    column: usize,
}

/// How far into a value the bytes have come.
#[derive(Debug, Clone, Copy, Default)]
struct Scan {
    depth: usize,
    in_string: bool,
    escaped: bool,
}

impl<'a> Cutter<'a> {
    pub(super) const fn new(input: Input<'a>, limit: usize) -> Self {
        Self { input, limit, line: 1, column: 0 }
    }

    /// The place of the next byte.
    pub(super) const fn position(&self) -> Position {
        Position { line: self.line, column: self.column + 1 }
    }

    /// The next byte that is no white space; what is before it has been passed over.
    pub(super) fn peek(&mut self) -> io::Result<Option<u8>> {
        loop {
            let bytes = self.input.fill_buf()?;
            if bytes.is_empty() {
                return Ok(None);
            }
            let blank = bytes.iter().take_while(|b| b.is_ascii_whitespace()).count();
            let next = bytes.get(blank).copied();
            count(&bytes[..blank], &mut self.line, &mut self.column);
            self.input.consume(blank);
            if next.is_some() {
                return Ok(next);
            }
        }
    }

    /// Passes over the byte that `peek` showed.
    pub(super) fn skip(&mut self) -> io::Result<()> {
        if !self.input.fill_buf()?.is_empty() {
            self.column += 1;
            self.input.consume(1);
        }
        Ok(())
    }

    /// Appends the value at this place to a buffer.
    pub(super) fn value(&mut self, buffer: &mut Vec<u8>) -> io::Result<Cut> {
        match self.peek()? {
            None => Ok(Cut::Truncated),
            Some(b'{' | b'[' | b'"') => self.scan(buffer, Scan::default(), Scan::value),
            // A number, a word, or something that is no value: up to where the next thing begins.
            Some(_) => self.scan(buffer, Scan::default(), scalar),
        }
    }

    /// Appends what is left of an object to a buffer.
    pub(super) fn rest(&mut self, buffer: &mut Vec<u8>) -> io::Result<Cut> {
        self.scan(buffer, Scan { depth: 1, ..Scan::default() }, Scan::value)
    }

    /// Appends the object at this place to a buffer, unless it has an array under a key (with its quotes).
    pub(super) fn object_until(&mut self, buffer: &mut Vec<u8>, key: &[u8]) -> io::Result<Cut> {
        self.take_byte(buffer)?;
        loop {
            // One key and its value after the other. Anything else than that is for the parser to say.
            self.blank(buffer)?;
            let start = buffer.len();
            if self.peek_here()? != Some(b'"') {
                return self.rest(buffer);
            }
            let cut = self.scan(buffer, Scan::default(), Scan::value)?;
            if cut != Cut::Whole {
                return Ok(cut);
            }
            let found = &buffer[start..] == key;
            self.blank(buffer)?;
            if self.peek_here()? != Some(b':') {
                return self.rest(buffer);
            }
            self.take_byte(buffer)?;
            self.blank(buffer)?;
            if found && self.peek_here()? == Some(b'[') {
                self.skip()?;
                return Ok(Cut::Found);
            }
            let cut = match self.peek_here()? {
                Some(b'{' | b'[' | b'"') => self.scan(buffer, Scan::default(), Scan::value)?,
                Some(_) => self.scan(buffer, Scan::default(), scalar)?,
                None => Cut::Truncated,
            };
            if cut == Cut::Truncated {
                return Ok(cut);
            }
            if cut == Cut::TooLarge {
                let mut rest = Vec::new();
                let cut = self.rest(&mut rest)?;
                return Ok(if cut == Cut::Truncated { cut } else { Cut::TooLarge });
            }
            self.blank(buffer)?;
            if self.peek_here()? != Some(b',') {
                return self.rest(buffer);
            }
            self.take_byte(buffer)?;
        }
    }

    /// Appends bytes until `done` finds the end of the value.
    fn scan(
        &mut self,
        buffer: &mut Vec<u8>,
        mut scan: Scan,
        done: fn(&mut Scan, &[u8]) -> Option<usize>,
    ) -> io::Result<Cut> {
        let mut too_large = buffer.len() > self.limit;
        loop {
            let bytes = self.input.fill_buf()?;
            if bytes.is_empty() {
                // A number may end with the input.
                let whole = scan.depth == 0 && !scan.in_string && !buffer.is_empty();
                return Ok(if whole { Cut::Whole } else { Cut::Truncated });
            }
            let end = done(&mut scan, bytes);
            let used = end.unwrap_or(bytes.len());
            too_large |= buffer.len() + used > self.limit;
            if !too_large {
                buffer.extend_from_slice(&bytes[..used]);
            }
            count(&bytes[..used], &mut self.line, &mut self.column);
            self.input.consume(used);
            if end.is_some() {
                return Ok(if too_large { Cut::TooLarge } else { Cut::Whole });
            }
        }
    }

    fn blank(&mut self, buffer: &mut Vec<u8>) -> io::Result<()> {
        while self.peek_here()?.is_some_and(|b| b.is_ascii_whitespace()) && buffer.len() <= self.limit {
            self.take_byte(buffer)?;
        }
        Ok(())
    }

    fn peek_here(&mut self) -> io::Result<Option<u8>> {
        Ok(self.input.fill_buf()?.first().copied())
    }

    fn take_byte(&mut self, buffer: &mut Vec<u8>) -> io::Result<()> {
        if let Some(byte) = self.peek_here()? {
            buffer.push(byte);
            count(&[byte], &mut self.line, &mut self.column);
            self.input.consume(1);
        }
        Ok(())
    }
}

impl Scan {
    /// The end of an object, array or string in these bytes, if it is in them.
    fn value(&mut self, bytes: &[u8]) -> Option<usize> {
        let mut at = 0;
        loop {
            if self.escaped && at < bytes.len() {
                self.escaped = false;
                at += 1;
            }
            if self.in_string {
                at += memchr2(b'"', b'\\', bytes.get(at..)?)? + 1;
                if bytes[at - 1] == b'\\' {
                    self.escaped = true;
                    continue;
                }
                self.in_string = false;
            } else {
                let shapes = |b: &u8| matches!(b, b'"' | b'{' | b'[' | b'}' | b']');
                at += bytes.get(at..)?.iter().position(shapes)? + 1;
                match bytes[at - 1] {
                    b'"' => {
                        self.in_string = true;
                        continue;
                    }
                    b'{' | b'[' => self.depth += 1,
                    _ => self.depth = self.depth.saturating_sub(1),
                }
            }
            if self.depth == 0 {
                return Some(at);
            }
        }
    }
}

/// The end of a number or word in these bytes, if it is in them.
fn scalar(_: &mut Scan, bytes: &[u8]) -> Option<usize> {
    bytes.iter().position(|b| matches!(b, b',' | b'}' | b']' | b'{' | b'[' | b'"') || b.is_ascii_whitespace())
}

/// Moves a place behind bytes.
fn count(bytes: &[u8], line: &mut usize, column: &mut usize) {
    // In blocks whose count fits a byte: that is what a processor adds up sixteen at a time.
    let starts = |block: &[u8]| usize::from(block.iter().map(|b| u8::from(b & 0xC0 != 0x80)).sum::<u8>());
    let characters = |bytes: &[u8]| bytes.chunks(255).map(starts).sum::<usize>();
    match memrchr(b'\n', bytes) {
        Some(last) => {
            *line += memchr_iter(b'\n', bytes).count();
            *column = characters(&bytes[last + 1..]);
        }
        None => *column += characters(bytes),
    }
}
