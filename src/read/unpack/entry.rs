//! A zip archive in memory: the list of its entries, and each of them as a stream.

use std::io::{BufReader, Cursor, Read};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use encoding_rs::GB18030;
use flate2::CrcReader;
use flate2::read::DeflateDecoder;
use zip::{CompressionMethod, ZipArchive};

use super::inflate::Inflated;
use crate::read::input::Input;
use crate::read::{Limits, ReadError};

/// A zip archive.
#[derive(Debug, Clone)]
pub(in crate::read) struct Archive {
    bytes: Arc<[u8]>,
    entries: Vec<Entry>,
    /// Bytes unpacked so far, over all entries.
    unpacked: Arc<AtomicU64>,
}

/// What an archive is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::read) enum Contents {
    /// Files, packed together.
    Files,
    /// A workbook of Excel.
    Xlsx,
    /// A workbook of LibreOffice.
    Ods,
    /// Something that is not read, and its name.
    Foreign(&'static str),
}

#[derive(Debug, Clone)]
struct Entry {
    name: String,
    start: usize,
    packed: usize,
    method: CompressionMethod,
    checksum: u32,
    encrypted: bool,
}

impl Archive {
    /// Reads the list of entries.
    pub(in crate::read) fn open(bytes: Vec<u8>) -> Result<Self, ReadError> {
        let damaged = |text: String| ReadError::Damaged { what: "zip", text };
        let bytes: Arc<[u8]> = bytes.into();
        let mut archive = ZipArchive::new(Cursor::new(Arc::clone(&bytes))).map_err(|e| damaged(e.to_string()))?;
        let mut entries = Vec::new();
        for index in 0..archive.len() {
            let file = archive.by_index_raw(index).map_err(|e| damaged(e.to_string()))?;
            if file.is_dir() {
                continue;
            }
            let start = file.data_start().and_then(|at| usize::try_from(at).ok());
            entries.push(Entry {
                name: shown(file.name_raw()),
                start: start.ok_or_else(|| damaged("an entry without data".into()))?,
                packed: usize::try_from(file.compressed_size()).unwrap_or(usize::MAX),
                method: file.compression(),
                checksum: file.crc32(),
                encrypted: file.encrypted(),
            });
        }
        entries.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(Self { bytes, entries, unpacked: Arc::default() })
    }

    /// What it is for, as the names of its entries say.
    pub(in crate::read) fn contents(&self) -> Contents {
        let has = |name: &str| self.entries.iter().any(|entry| entry.name == name);
        match () {
            () if has("xl/workbook.xml") => Contents::Xlsx,
            () if has("xl/workbook.bin") => Contents::Foreign("XLSB"),
            () if has("word/document.xml") => Contents::Foreign("DOCX"),
            () if has("ppt/presentation.xml") => Contents::Foreign("PPTX"),
            () if has("content.xml") && has("mimetype") => Contents::Ods,
            () => Contents::Files,
        }
    }

    /// The packed bytes.
    pub(in crate::read) fn bytes(&self) -> Arc<[u8]> {
        Arc::clone(&self.bytes)
    }

    /// The names of its entries, sorted, without what operating systems add.
    pub(in crate::read) fn names(&self) -> impl Iterator<Item = (usize, &str)> {
        // Names are shown and never opened, so that one that leads out of the archive does no harm.
        let is_hidden = |part: &str| (part.starts_with('.') && !matches!(part, "." | "..")) || part == "__MACOSX";
        let hidden = move |name: &str| name.split('/').any(is_hidden);
        let entries = self.entries.iter().enumerate().map(|(index, entry)| (index, entry.name.as_str()));
        entries.filter(move |(_, name)| !hidden(name))
    }

    /// What an entry holds, by its place in the list.
    pub(in crate::read) fn entry(&self, index: usize, limits: Limits) -> Result<Input<'static>, ReadError> {
        let damaged = |text: &str| ReadError::Damaged { what: "zip", text: text.into() };
        let entry = self.entries.get(index).ok_or_else(|| damaged("no such entry"))?;
        if entry.encrypted {
            return Err(ReadError::Encrypted);
        }
        let end = entry.start.checked_add(entry.packed).filter(|end| *end <= self.bytes.len());
        let end = end.ok_or_else(|| damaged("the data of an entry is cut off"))?;
        let slice = Slice { bytes: Arc::clone(&self.bytes), at: entry.start, end };
        let inflated: Box<dyn Read + Send> = match entry.method {
            CompressionMethod::Stored => Box::new(slice),
            CompressionMethod::Deflated => Box::new(DeflateDecoder::new(slice)),
            other => return Err(damaged(&format!("compression method {other}"))),
        };
        let checked = Checked { input: CrcReader::new(inflated), checksum: entry.checksum };
        // Entries may share their packed bytes, so all that comes out is held against all that is there.
        let packed = Arc::new(AtomicU64::new(self.bytes.len() as u64));
        Ok(Box::new(BufReader::new(Inflated::new(checked, "zip", packed, limits).among(Arc::clone(&self.unpacked)))))
    }

    /// Unpacks every entry to see that all of them together stay within the limits.
    pub(in crate::read) fn measure(&self, limits: Limits) -> Result<(), ReadError> {
        let mut left = limits.document as u64;
        for index in 0..self.entries.len() {
            let unpacked = std::io::copy(&mut self.entry(index, limits)?.take(left + 1), &mut std::io::sink())?;
            left = left.checked_sub(unpacked).ok_or(ReadError::DocumentTooLarge { limit: limits.document })?;
        }
        Ok(())
    }
}

/// A name that is fit to be shown; older Windows programs write it in GBK.
fn shown(name: &[u8]) -> String {
    let name = match std::str::from_utf8(name) {
        Ok(name) => name.to_owned(),
        Err(_) => GB18030.decode_without_bom_handling(name).0.into_owned(),
    };
    name.chars()
        .map(|c| {
            if c == '\\' {
                '/'
            } else if c.is_control() {
                '?'
            } else {
                c
            }
        })
        .collect()
}

/// A part of shared bytes.
struct Slice {
    bytes: Arc<[u8]>,
    at: usize,
    end: usize,
}

impl Read for Slice {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let mut rest = self.bytes.get(self.at..self.end).unwrap_or_default();
        let read = rest.read(buffer)?;
        self.at += read;
        Ok(read)
    }
}

/// An entry that fails at its end if it is not what was packed.
struct Checked {
    input: CrcReader<Box<dyn Read + Send>>,
    checksum: u32,
}

impl Read for Checked {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.input.read(buffer)?;
        if read == 0 && !buffer.is_empty() && self.input.crc().sum() != self.checksum {
            return Err(std::io::Error::other("the checksum is wrong"));
        }
        Ok(read)
    }
}
