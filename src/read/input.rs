//! Bytes from an input: its head, and its lines within a limit.

use std::io::{self, BufRead, BufReader, Cursor, Read};

use super::{Position, ReadError};

/// Bytes looked at to tell the format: engines may put the whole text before the keys that tell.
const HEAD: u64 = 64 << 10;

/// An input being read.
pub(super) type Input<'a> = Box<dyn BufRead + Send + 'a>;

/// The first bytes, and the whole input again.
pub(super) fn head(mut input: Input<'_>) -> io::Result<(Vec<u8>, Input<'_>)> {
    let mut head = Vec::new();
    let read = input.by_ref().take(HEAD).read_to_end(&mut head);
    match read {
        Err(error) if head.is_empty() => Err(error),
        // What could be read is read; the error comes behind it.
        Err(error) => Ok((head.clone(), Box::new(BufReader::new(Cursor::new(head).chain(Broken(Some(error))))))),
        Ok(_) => Ok((head.clone(), Box::new(Cursor::new(head).chain(input)))),
    }
}

/// An input that is broken, and then at its end.
struct Broken(Option<io::Error>);

impl Read for Broken {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

/// Text that begins at a place, or where it is none.
pub(super) fn text(bytes: &[u8], at: Position) -> Result<&str, ReadError> {
    std::str::from_utf8(bytes).map_err(|error| {
        let good = bytes.get(..error.valid_up_to()).unwrap_or_default();
        let lines = memchr::memchr_iter(b'\n', good).count();
        let from = memchr::memrchr(b'\n', good).map_or(0, |end| end + 1);
        let before = String::from_utf8_lossy(good.get(from..).unwrap_or_default()).chars().count();
        let first = if lines == 0 { at.column } else { 1 };
        ReadError::undecodable(String::new(), Some(Position { line: at.line + lines, column: first + before }))
    })
}

/// An input that fails behind a number of bytes.
pub(super) struct Capped<'a> {
    input: Input<'a>,
    left: u64,
    limit: u64,
}

impl<'a> Capped<'a> {
    pub(super) const fn new(input: Input<'a>, limit: u64) -> Self {
        Self { input, left: limit, limit }
    }
}

impl Read for Capped<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut bytes = self.fill_buf()?;
        let read = bytes.read(buffer)?;
        self.consume(read);
        Ok(read)
    }
}

impl BufRead for Capped<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        let bytes = self.input.fill_buf()?;
        if self.left == 0 && !bytes.is_empty() {
            return Err(ReadError::FileTooLarge { limit: self.limit }.into_io());
        }
        let most = usize::try_from(self.left).unwrap_or(usize::MAX).min(bytes.len());
        Ok(bytes.get(..most).unwrap_or_default())
    }

    fn consume(&mut self, amount: usize) {
        self.left = self.left.saturating_sub(amount as u64);
        self.input.consume(amount);
    }
}

/// What came of reading a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Line {
    /// A line, without its end.
    Whole,
    /// A line longer than the limit; the rest of it has been passed over.
    TooLong,
    /// The input is at its end.
    End,
}

/// Reads a line into a buffer that is used again and again.
pub(super) fn line(input: &mut dyn BufRead, buffer: &mut Vec<u8>, limit: usize) -> io::Result<Line> {
    buffer.clear();
    let read = input.take(limit as u64 + 1).read_until(b'\n', buffer)?;
    if read == 0 {
        return Ok(Line::End);
    }
    if buffer.last() == Some(&b'\n') {
        buffer.pop();
        if buffer.last() == Some(&b'\r') {
            buffer.pop();
        }
        return Ok(Line::Whole);
    }
    if read <= limit {
        return Ok(Line::Whole);
    }
    pass_line(input)?;
    Ok(Line::TooLong)
}

/// The whole of an input that is one record.
pub(super) fn whole(input: &mut dyn BufRead, limit: usize) -> Result<String, ReadError> {
    let mut bytes = Vec::new();
    let read = input.take(limit as u64 + 1).read_to_end(&mut bytes)?;
    if read > limit {
        return Err(ReadError::TooLarge { limit });
    }
    text(&bytes, Position { line: 1, column: 1 }).map(str::to_owned)
}

/// Passes over the rest of a line.
fn pass_line(input: &mut dyn BufRead) -> io::Result<()> {
    loop {
        let bytes = input.fill_buf()?;
        if bytes.is_empty() {
            return Ok(());
        }
        let end = bytes.iter().position(|b| *b == b'\n');
        let used = end.map_or(bytes.len(), |end| end + 1);
        input.consume(used);
        if end.is_some() {
            return Ok(());
        }
    }
}
