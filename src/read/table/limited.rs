//! Bytes up to a limit that each row renews: a quote that is never closed must not draw in the whole file.

use std::io::{self, Read};

use memchr::memchr_iter;

use crate::read::input::Input;

/// An input that fails behind its limit.
pub(super) struct Limited<'a> {
    input: Input<'a>,
    limit: usize,
    used: usize,
    open_quote: bool,
}

impl<'a> Limited<'a> {
    pub(super) const fn new(input: Input<'a>, limit: usize) -> Self {
        Self { input, limit, used: 0, open_quote: false }
    }

    /// A new row begins.
    pub(super) const fn renew(&mut self) {
        self.used = 0;
    }

    /// Whether the quotes so far do not come in pairs.
    pub(super) const fn has_open_quote(&self) -> bool {
        self.open_quote
    }

    /// Whether the limit has been reached.
    pub(super) const fn is_used_up(&self) -> bool {
        self.used > self.limit
    }
}

impl Read for Limited<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.is_used_up() {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        let read = self.input.read(buffer)?;
        self.used += read;
        self.open_quote ^= memchr_iter(b'"', &buffer[..read]).count() % 2 == 1;
        Ok(read)
    }
}
