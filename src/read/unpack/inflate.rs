//! Unpacked bytes, held against the packed ones they come from.

use std::io::{self, BufRead, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::read::input::Input;
use crate::read::{Limits, ReadError};

/// Unpacked bytes below which no ratio is odd: an empty table packs very well.
const FREE: u64 = 16 << 20;

/// An input whose bytes are counted as they are read.
pub(super) struct Counted<'a> {
    input: Input<'a>,
    read: Arc<AtomicU64>,
}

impl<'a> Counted<'a> {
    pub(super) fn new(input: Input<'a>) -> Self {
        Self { input, read: Arc::default() }
    }

    /// Bytes read so far.
    pub(super) fn count(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.read)
    }
}

impl Read for Counted<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.input.read(buffer)?;
        self.read.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

impl BufRead for Counted<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.input.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        self.read.fetch_add(amount as u64, Ordering::Relaxed);
        self.input.consume(amount);
    }
}

/// What a decompressor yields, up to the limits.
pub(super) struct Inflated<R> {
    decoder: R,
    packing: &'static str,
    packed: Arc<AtomicU64>,
    /// Bytes so far; of an archive, over all its entries.
    unpacked: Arc<AtomicU64>,
    limits: Limits,
}

impl<R: Read> Inflated<R> {
    pub(super) fn new(decoder: R, packing: &'static str, packed: Arc<AtomicU64>, limits: Limits) -> Self {
        Self { decoder, packing, packed, unpacked: Arc::default(), limits }
    }

    /// Counts its bytes among others.
    pub(super) fn among(mut self, unpacked: Arc<AtomicU64>) -> Self {
        self.unpacked = unpacked;
        self
    }
}

impl<R: Read> Read for Inflated<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.decoder.read(buffer).map_err(|error| {
            ReadError::of_io(&error)
                .unwrap_or_else(|| ReadError::Damaged { what: self.packing, text: error.to_string() })
                .into_io()
        })?;
        let unpacked = self.unpacked.fetch_add(read as u64, Ordering::Relaxed) + read as u64;
        let ratio = self.limits.ratio;
        if unpacked > FREE && unpacked > self.packed.load(Ordering::Relaxed).saturating_mul(ratio) {
            return Err(ReadError::TooDense { ratio }.into_io());
        }
        Ok(read)
    }
}
