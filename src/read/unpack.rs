//! Compressed inputs: what they are, told from their first bytes, and what is in them, within limits.
//!
//! Nothing is ever written to a disk: gzip and zstd are streamed, of a zip archive the packed bytes are held in memory
//! and its entries streamed one by one. An input that unpacks to far more than any text does is refused.

mod entry;
mod inflate;
mod zstd;

use std::io::{BufReader, Read};

use flate2::bufread::MultiGzDecoder;

pub(super) use self::entry::{Archive, Contents};
use self::inflate::{Counted, Inflated};
use super::input::Input;
use super::{Limits, ReadError};

/// What an input is, as its first bytes say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Packing {
    /// Not packed.
    Plain,
    Gzip,
    Zstd,
    Zip,
    /// Microsoft's compound file: a workbook of Excel 97 to 2003, or one with a password.
    Compound,
    /// A table stored by columns.
    Parquet,
    Arrow,
    /// Something that is not read, and its name.
    Foreign(&'static str),
}

impl Packing {
    /// Tells it from the first bytes.
    pub(super) fn of(head: &[u8]) -> Self {
        const MAGIC: [(&[u8], Packing); 14] = [
            (b"\x1F\x8B", Packing::Gzip),
            (b"\x28\xB5\x2F\xFD", Packing::Zstd),
            (b"PK\x03\x04", Packing::Zip),
            (b"PK\x05\x06", Packing::Zip),
            (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", Packing::Compound),
            (b"PAR1", Packing::Parquet),
            (b"ARROW1\0\0", Packing::Arrow),
            (b"7z\xBC\xAF\x27\x1C", Packing::Foreign("7z")),
            (b"Rar!\x1A\x07", Packing::Foreign("RAR")),
            (b"BZh", Packing::Foreign("bzip2")),
            (b"\xFD7zXZ\x00", Packing::Foreign("xz")),
            (b"%PDF-", Packing::Foreign("PDF")),
            (b"RIFF", Packing::Foreign("WAV")),
            (b"ID3", Packing::Foreign("MP3")),
        ];
        if head.get(257..262) == Some(b"ustar") {
            return Self::Foreign("tar");
        }
        let found = MAGIC.iter().find(|(magic, _)| head.starts_with(magic));
        match found.map(|(_, packing)| *packing) {
            // Text may begin with the same letters.
            Some(Self::Foreign("WAV" | "MP3" | "bzip2") | Self::Parquet) if !head.contains(&0) => Self::Plain,
            Some(packing) => packing,
            None => Self::Plain,
        }
    }
}

/// The name of what is in a compressed file: `calls.jsonl` for `calls.jsonl.gz`.
pub(super) fn inner_name(name: &str) -> &str {
    let ends = [".gz", ".zst"];
    let cut = ends.iter().find(|end| name.len() > end.len() && name.to_ascii_lowercase().ends_with(*end));
    cut.map_or(name, |end| name.get(..name.len() - end.len()).unwrap_or(name))
}

/// Whether a name is that of an archive.
pub(super) fn is_archive(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, extension)| extension.eq_ignore_ascii_case("zip"))
}

/// What a gzip file holds.
pub(super) fn gzip(input: Input<'_>, limits: Limits) -> Input<'_> {
    let packed = Counted::new(input);
    let read = packed.count();
    Box::new(BufReader::new(Inflated::new(MultiGzDecoder::new(packed), "gzip", read, limits)))
}

/// What a zstd file holds.
pub(super) fn zstd(input: Input<'_>, limits: Limits) -> Input<'_> {
    let packed = Counted::new(input);
    let read = packed.count();
    Box::new(BufReader::new(Inflated::new(zstd::Frames::new(Box::new(packed)), "zstd", read, limits)))
}

/// A whole input in memory.
pub(super) fn whole(input: Input<'_>, limits: Limits) -> Result<Vec<u8>, ReadError> {
    let mut bytes = Vec::new();
    input.take(limits.document as u64 + 1).read_to_end(&mut bytes)?;
    if bytes.len() > limits.document {
        return Err(ReadError::DocumentTooLarge { limit: limits.document });
    }
    Ok(bytes)
}

#[cfg(test)]
pub(super) mod tests;
