//! Strings of a workbook: Excel 97 and later write them in UTF-16, without the higher bytes where all are nought; earlier
//! ones in the encoding of a code page.

use encoding_rs::Encoding;

use super::record::{u16_at, u32_at};

/// How a workbook writes strings.
#[derive(Debug, Clone, Copy)]
pub(super) enum Writing {
    /// Excel 97 and later.
    Unicode,
    /// Excel 5 and 95.
    Bytes(&'static Encoding),
}

/// How many bytes the number of characters takes that stands before a string.
#[derive(Debug, Clone, Copy)]
pub(super) enum Counted {
    One,
    Two,
}

impl Writing {
    /// The string that data begin with; nothing where it is not all there.
    pub(super) fn string(self, counted: Counted, pieces: &mut Pieces<'_>) -> Option<String> {
        let count = match counted {
            Counted::One => usize::from(*pieces.take(1)?.first()?),
            Counted::Two => usize::from(u16_at(pieces.take(2)?, 0)?),
        };
        match self {
            // Some programs leave the flags of an empty string out.
            Self::Unicode if count == 0 => Some(String::new()),
            Self::Unicode => {
                let wide = pieces.take(1)?.first()? & WIDE != 0;
                pieces.characters(count, wide)
            }
            Self::Bytes(encoding) => pieces.bytes(count).map(|bytes| encoding.decode(&bytes).0.into_owned()),
        }
    }
}

/// The strings that cells share; nothing where one is not all there. Their number stands before them, and is not believed.
pub(super) fn shared(mut pieces: Pieces<'_>) -> Option<Vec<String>> {
    pieces.take(8)?;
    let mut strings = Vec::new();
    while pieces.is_more() {
        let count = usize::from(u16_at(pieces.take(2)?, 0)?);
        let flags = *pieces.take(1)?.first()?;
        let runs = if flags & RICH == 0 { 0 } else { usize::from(u16_at(pieces.take(2)?, 0)?) };
        let phonetic = if flags & PHONETIC == 0 { 0 } else { u32_at(pieces.take(4)?, 0)? as usize };
        strings.push(pieces.characters(count, flags & WIDE != 0)?);
        pieces.bytes(runs * RUN)?;
        pieces.bytes(phonetic)?;
    }
    Some(strings)
}

/// Flags of a string, and the bytes of a change of its font.
const WIDE: u8 = 1;
const PHONETIC: u8 = 4;
const RICH: u8 = 8;
const RUN: usize = 4;

/// The data of a record and of those that continue it.
pub(super) struct Pieces<'s> {
    now: &'s [u8],
    rest: std::vec::IntoIter<&'s [u8]>,
}

impl<'s> Pieces<'s> {
    pub(super) fn new(data: &'s [u8], continued: Vec<&'s [u8]>) -> Self {
        Self { now: data, rest: continued.into_iter() }
    }

    /// Whether there is more; what comes next is in one piece then.
    fn is_more(&mut self) -> bool {
        while self.now.is_empty() {
            let Some(next) = self.rest.next() else { return false };
            self.now = next;
        }
        true
    }

    /// So many bytes, which no writer parts.
    fn take(&mut self, count: usize) -> Option<&'s [u8]> {
        let (taken, rest) = self.now.split_at_checked(count)?;
        self.now = rest;
        Some(taken)
    }

    /// So many bytes, which may be parted.
    fn bytes(&mut self, count: usize) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        while bytes.len() < count {
            if !self.is_more() {
                return None;
            }
            bytes.extend(self.take(self.now.len().min(count - bytes.len()))?);
        }
        Some(bytes)
    }

    /// So many characters; each piece says anew whether they have a higher byte.
    fn characters(&mut self, count: usize, mut wide: bool) -> Option<String> {
        let mut units: Vec<u16> = Vec::new();
        loop {
            let width = if wide { 2 } else { 1 };
            let here = (self.now.len() / width).min(count - units.len());
            let taken = self.take(here * width)?;
            match wide {
                true => units.extend(taken.chunks_exact(2).map(|two| u16::from_le_bytes([two[0], two[1]]))),
                false => units.extend(taken.iter().map(|byte| u16::from(*byte))),
            }
            if units.len() == count {
                return Some(String::from_utf16_lossy(&units));
            }
            let (flags, rest) = self.rest.next()?.split_first()?;
            (wide, self.now) = (flags & WIDE != 0, rest);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wide(text: &str) -> Vec<u8> {
        text.encode_utf16().flat_map(u16::to_le_bytes).collect()
    }

    /// A table of strings, in pieces.
    fn table(pieces: &[&[u8]]) -> Option<Vec<String>> {
        let first = [&[0; 8], pieces[0]].concat();
        shared(Pieces::new(&first, pieces[1..].to_vec()))
    }

    #[test]
    fn shared_strings_may_be_parted() {
        assert_eq!(table(&[b""]), Some(vec![]));
        let tea = [&[2, 0, 1][..], &wide("您好")].concat();
        assert_eq!(table(&[&[b"\x02\0\0ok", &tea[..]].concat()]), Some(vec!["ok".into(), "您好".into()]));
        // In the middle of the characters, after which the rest is narrow; between two strings; an empty piece.
        let head = [&[3, 0, 1][..], &wide("退")].concat();
        let parted: &[&[u8]] = &[&head, b"\0ok", b"", b"\x01\0\0a"];
        assert_eq!(table(parted), Some(vec!["退ok".into(), "a".into()]));
        // Fonts and the sounds of the characters stand behind them.
        let rich = b"\x02\0\x0C\x01\0\x02\0\0\0ab\x01\x02\x03\x04\x05\x06\x01\0\0c";
        assert_eq!(table(&[rich]), Some(vec!["ab".into(), "c".into()]));
    }

    #[test]
    fn strings_are_all_there_or_not_read() {
        let parted: &[&[u8]] = &[&b"\x02\0\0o"[..], &b"\0"[..]];
        for pieces in [&[&b"\x02\0"[..]][..], &[&b"\x02\0\0o"[..]], parted, &[&b"\x02\0\0o"[..], &b""[..]]] {
            assert_eq!(table(pieces), None, "{pieces:?}");
        }
        assert_eq!(table(&[b"\x01\0\x04\xFF\xFF\xFF\xFFa"]), None);
        assert_eq!(table(&[b"\x01\0\x08\xFF\xFFa"]), None);
    }

    #[test]
    fn older_workbooks_write_bytes() {
        let gbk = Writing::Bytes(encoding_rs::GBK);
        let string = |counted, data: &[u8]| gbk.string(counted, &mut Pieces::new(data, vec![]));
        assert_eq!(string(Counted::One, b"\x04\xC4\xFA\xBA\xC3"), Some("您好".into()));
        assert_eq!(string(Counted::Two, b"\x02\0\xC4\xFA\xBA\xC3"), Some("您".into()));
        assert_eq!(string(Counted::Two, b"\x09\0\xC4\xFA"), None);
    }
}
