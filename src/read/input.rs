//! Bytes from an input: its head, and its lines within a limit.

use std::io::{self, BufRead, Cursor, Read};

use super::ReadError;

/// Bytes looked at to tell the format: engines may put the whole text before the keys that tell.
const HEAD: u64 = 64 << 10;
const BOM: &[u8] = b"\xEF\xBB\xBF";

/// An input being read.
pub(super) type Input<'a> = Box<dyn BufRead + Send + 'a>;

/// The first bytes, and the whole input again, both without a byte order mark.
pub(super) fn head(mut input: Input<'_>) -> io::Result<(Vec<u8>, Input<'_>)> {
    let mut head = Vec::new();
    input.by_ref().take(HEAD).read_to_end(&mut head)?;
    if head.starts_with(BOM) {
        head.drain(..BOM.len());
    }
    let input = Box::new(Cursor::new(head.clone()).chain(input));
    Ok((head, input))
}

/// Whether text begins with a byte order mark of UTF-16.
pub(super) fn is_utf16(head: &[u8]) -> bool {
    head.starts_with(b"\xFF\xFE") || head.starts_with(b"\xFE\xFF")
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
    let read =
        input.take(limit as u64 + 1).read_to_end(&mut bytes).map_err(|error| ReadError::Io(error.to_string()))?;
    if read > limit {
        return Err(ReadError::TooLarge { limit });
    }
    String::from_utf8(bytes).map_err(|_| ReadError::NotUtf8)
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
