//! The encodings that transcripts come in, told from their bytes and read as UTF-8.
//!
//! A byte order mark says it; without one, bytes are UTF-8 unless the first that are not ASCII read better as GB18030
//! (which holds GBK and GB2312) or Big5. Nothing is replaced in silence: where bytes have no meaning, a byte that no
//! UTF-8 has is put in their place, so that the reader finds the record wrong that they are in, and no other.

use std::io::{self, BufRead, Read};
use std::sync::{Arc, OnceLock};

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{BIG5, Decoder, DecoderResult, GB18030, UTF_16BE, UTF_16LE};

use super::input::Input;

/// Bytes that an encoding is told from, and that are decoded at a time.
const BLOCK: u64 = 64 << 10;
/// What stands for bytes without a meaning.
const WRONG: u8 = 0xFF;

/// How text is written in bytes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// UTF-8, with a byte order mark or without.
    #[default]
    Utf8,
    /// UTF-16, low bytes first, as Excel's “Unicode text”.
    Utf16Le,
    /// UTF-16, high bytes first.
    Utf16Be,
    /// GB18030, as Excel writes CSV on a Chinese Windows (GBK and GB2312 are parts of it).
    Gb18030,
    /// Big5.
    Big5,
}

impl Encoding {
    /// Its name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Utf16Le => "UTF-16LE",
            Self::Utf16Be => "UTF-16BE",
            Self::Gb18030 => "GB18030",
            Self::Big5 => "Big5",
        }
    }

    fn decoder(self) -> Option<Decoder> {
        let encoding = match self {
            Self::Utf8 => return None,
            Self::Utf16Le => UTF_16LE,
            Self::Utf16Be => UTF_16BE,
            Self::Gb18030 => GB18030,
            Self::Big5 => BIG5,
        };
        Some(encoding.new_decoder_without_bom_handling())
    }
}

/// The encoding of an input, once it is known.
pub(super) type Found = Arc<OnceLock<Encoding>>;

/// An input as UTF-8, without a byte order mark.
pub(super) struct Utf8<'a> {
    input: Input<'a>,
    state: State,
    /// What is read next, from `at` on, before more of the input.
    block: Vec<u8>,
    at: usize,
    found: Found,
}

enum State {
    /// Nothing has been read.
    Start,
    /// Nothing but ASCII so far.
    Ascii,
    /// The bytes are passed on as they are.
    Utf8,
    Other(Decoder),
    End,
}

impl<'a> Utf8<'a> {
    pub(super) fn new(input: Input<'a>) -> Self {
        Self { input, state: State::Start, block: Vec::new(), at: 0, found: Found::default() }
    }

    /// The encoding, once it is known.
    pub(super) fn found(&self) -> Found {
        Arc::clone(&self.found)
    }

    /// Reads the next block.
    fn advance(&mut self) -> io::Result<()> {
        let mut raw = Vec::new();
        let read = self.input.by_ref().take(BLOCK).read_to_end(&mut raw)? as u64;
        let last = read < BLOCK;
        self.block.clear();
        self.at = 0;
        if matches!(self.state, State::Start) {
            self.state = State::Ascii;
            if let Some((encoding, mark)) = marked(&raw) {
                self.at = mark;
                self.settle(encoding);
            } else if let Some(encoding) = utf16_without_mark(&raw) {
                self.settle(encoding);
            }
        }
        if matches!(self.state, State::Ascii) && !raw.is_ascii() {
            self.settle(told_from(&raw));
        }
        match &mut self.state {
            State::Other(decoder) => {
                let from = std::mem::take(&mut self.at);
                decode(decoder, raw.get(from..).unwrap_or_default(), last, &mut self.block);
            }
            _ => self.block = raw,
        }
        if last {
            self.state = State::End;
        }
        Ok(())
    }

    fn settle(&mut self, encoding: Encoding) {
        let _ = self.found.set(encoding);
        self.state = encoding.decoder().map_or(State::Utf8, State::Other);
    }
}

impl BufRead for Utf8<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        while self.at >= self.block.len() {
            match self.state {
                State::End => return Ok(&[]),
                State::Utf8 => return self.input.fill_buf(),
                State::Start | State::Ascii | State::Other(_) => self.advance()?,
            }
        }
        Ok(self.block.get(self.at..).unwrap_or_default())
    }

    fn consume(&mut self, amount: usize) {
        if self.at < self.block.len() {
            self.at += amount;
        } else {
            self.input.consume(amount);
        }
    }
}

impl Read for Utf8<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut bytes = self.fill_buf()?;
        let read = bytes.read(buffer)?;
        self.consume(read);
        Ok(read)
    }
}

/// The encoding that a byte order mark names, and the mark's length.
fn marked(bytes: &[u8]) -> Option<(Encoding, usize)> {
    let marks: [(&[u8], Encoding); 3] =
        [(b"\xEF\xBB\xBF", Encoding::Utf8), (b"\xFF\xFE", Encoding::Utf16Le), (b"\xFE\xFF", Encoding::Utf16Be)];
    marks.into_iter().find(|(mark, _)| bytes.starts_with(mark)).map(|(mark, encoding)| (encoding, mark.len()))
}

/// UTF-16 without a mark: commas, digits and line ends have a zero in all the same places.
fn utf16_without_mark(bytes: &[u8]) -> Option<Encoding> {
    let zeros = |from: usize| bytes.iter().skip(from).step_by(2).filter(|b| **b == 0).count();
    let has_line_end = |end: [u8; 2]| bytes.chunks_exact(2).any(|pair| pair == end);
    // Text in UTF-8 may have a zero here and there.
    let many = |n: usize, end| n >= 2 && (n > bytes.len() / 4 || (n > bytes.len() / 40 && has_line_end(end)));
    match (zeros(0), zeros(1)) {
        (0, n) if many(n, [b'\n', 0]) => Some(Encoding::Utf16Le),
        (n, 0) if many(n, [0, b'\n']) => Some(Encoding::Utf16Be),
        _ => None,
    }
}

/// Tells the encoding of bytes that are not all ASCII. UTF-8 where nothing else fits better: then the reader says which
/// of them are wrong.
fn told_from(bytes: &[u8]) -> Encoding {
    let (mut characters, mut wrong) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        // Two bytes of other encodings often look like UTF-8, three hardly ever.
        characters += chunk.valid().chars().filter(|c| c.len_utf8() > 2).count();
        wrong += usize::from(!chunk.invalid().is_empty());
    }
    let cut_off = std::str::from_utf8(bytes).err().is_none_or(|error| error.error_len().is_none());
    if cut_off || characters > wrong {
        return Encoding::Utf8;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, false);
    let is_big5 = |place: &[u8]| detector.guess(Some(place), Utf8Detection::Deny) == BIG5;
    let simplified = gb2312_share(bytes);
    if simplified >= 0.95 {
        Encoding::Gb18030
    } else if (is_big5(b"cn") || (simplified < 0.8 && is_big5(b"tw"))) && decodes(Encoding::Big5, bytes) {
        Encoding::Big5
    } else if simplified >= 0.6 && decodes(Encoding::Gb18030, bytes) {
        Encoding::Gb18030
    } else {
        Encoding::Utf8
    }
}

/// The share of characters beyond ASCII that are pairs of GB2312: nearly all of any text in simplified Chinese.
fn gb2312_share(bytes: &[u8]) -> f64 {
    let (mut pairs, mut others) = (0_usize, 0_usize);
    let mut rest = bytes;
    loop {
        rest = match rest {
            [0..=0x7F, rest @ ..] => rest,
            [0xA1..=0xA9 | 0xB0..=0xF7, 0xA1..=0xFE, rest @ ..] => {
                pairs += 1;
                rest
            }
            // At the end, or in the middle of a character.
            [] | [_] => break,
            [0x81..=0xFE, 0x40..=0xFE, rest @ ..] | [_, rest @ ..] => {
                others += 1;
                rest
            }
        };
    }
    pairs as f64 / (pairs + others).max(1) as f64
}

/// Whether all bytes have a meaning, but for a character at the end that may go on.
fn decodes(encoding: Encoding, bytes: &[u8]) -> bool {
    let Some(mut decoder) = encoding.decoder() else { return false };
    let mut rest = bytes;
    let mut out = [0; 4096];
    loop {
        let (result, read, _) = decoder.decode_to_utf8_without_replacement(rest, &mut out, false);
        match result {
            DecoderResult::InputEmpty => return true,
            DecoderResult::OutputFull => rest = rest.get(read..).unwrap_or_default(),
            DecoderResult::Malformed(..) => return false,
        }
    }
}

fn decode(decoder: &mut Decoder, mut bytes: &[u8], last: bool, out: &mut Vec<u8>) {
    let mut buffer = [0; 8192];
    loop {
        let (result, read, written) = decoder.decode_to_utf8_without_replacement(bytes, &mut buffer, last);
        out.extend_from_slice(buffer.get(..written).unwrap_or_default());
        bytes = bytes.get(read..).unwrap_or_default();
        match result {
            DecoderResult::InputEmpty => return,
            DecoderResult::OutputFull => {}
            DecoderResult::Malformed(..) => out.push(WRONG),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::tests::read;
    use crate::read::{Options, ReadError, Record};
    use proptest::prelude::*;

    const TEXT: &str = "id,role,text\nA,agent,您好，请稍等\nB,客户,多少钱？快递三天没动了\n";

    fn utf16(text: &str, little: bool) -> Vec<u8> {
        text.encode_utf16().flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect()
    }

    fn decoded(bytes: &[u8]) -> (Vec<u8>, Option<Encoding>) {
        let mut utf8 = Utf8::new(Box::new(bytes));
        let found = utf8.found();
        let mut out = Vec::new();
        utf8.read_to_end(&mut out).unwrap();
        (out, found.get().copied())
    }

    #[test]
    fn the_encodings_of_spreadsheets_are_told_apart() {
        let gbk = GB18030.encode(TEXT).0.into_owned();
        let traditional =
            "id,role,text\nA,agent,您好，請稍候，我幫您查詢訂單的狀態\nB,客戶,多少錢？快遞三天沒動了，為什麼\n";
        let big5 = BIG5.encode(traditional).0.into_owned();
        let cases = [
            (TEXT.as_bytes().to_vec(), TEXT, Encoding::Utf8),
            ([b"\xEF\xBB\xBF", TEXT.as_bytes()].concat(), TEXT, Encoding::Utf8),
            ([b"\xFF\xFE".to_vec(), utf16(TEXT, true)].concat(), TEXT, Encoding::Utf16Le),
            ([b"\xFE\xFF".to_vec(), utf16(TEXT, false)].concat(), TEXT, Encoding::Utf16Be),
            (utf16(TEXT, true), TEXT, Encoding::Utf16Le),
            (utf16(TEXT, false), TEXT, Encoding::Utf16Be),
            (gbk, TEXT, Encoding::Gb18030),
            (big5, traditional, Encoding::Big5),
        ];
        for (bytes, text, encoding) in cases {
            let (out, found) = decoded(&bytes);
            assert_eq!((String::from_utf8(out).as_deref(), found), (Ok(text), Some(encoding)));
        }
        assert_eq!(decoded(b"id,role,text\n"), (b"id,role,text\n".to_vec(), None));
    }

    #[test]
    fn a_few_characters_are_enough() {
        for text in ["坐席：您好", "联通", "A,agent,好的\n", "客户：𠮷"] {
            let bytes = GB18030.encode(text).0.into_owned();
            assert_eq!(decoded(&bytes).0, text.as_bytes(), "{text}");
        }
    }

    #[test]
    fn chinese_behind_much_ascii_is_told_all_the_same() {
        let text = format!("{}坐席：您好，请稍等\n", "a,b,c\n".repeat(50_000));
        let bytes = GB18030.encode(&text).0.into_owned();
        assert_eq!(decoded(&bytes), (text.into_bytes(), Some(Encoding::Gb18030)));
    }

    #[test]
    fn wrong_bytes_cost_only_their_record_in_any_encoding() {
        let lines = "坐席：您好，请问有什么可以帮您\n---\n坐席：好的？请稍等\n---\n坐席：再见，祝您生活愉快\n";
        for encoding in [GB18030, encoding_rs::UTF_8] {
            let mut bytes = encoding.encode(lines).0.into_owned();
            let at = bytes.iter().enumerate().filter(|(_, b)| **b == b'-').nth(2).unwrap().0 + 2;
            bytes.insert(at, 0xFF);
            let records = read("a.txt", &bytes, &Options::default());
            let wrong =
                |r: &Record| matches!(r, Record::Skipped(s) if matches!(s.reason, ReadError::Undecodable { .. }));
            let kinds: Vec<bool> = records.iter().map(wrong).collect();
            assert_eq!(kinds, [false, true, false], "{records:?}");
        }
    }

    proptest! {
        #[test]
        fn text_survives_every_encoding(text in "[ -~一-龥，。！？\n]{0,200}", little: bool) {
            let mark: &[u8] = if little { b"\xFF\xFE" } else { b"\xFE\xFF" };
            prop_assert_eq!(decoded(&[mark, &utf16(&text, little)].concat()).0, text.as_bytes());
            prop_assert_eq!(decoded(&[b"\xEF\xBB\xBF", text.as_bytes()].concat()).0, text.as_bytes());
            prop_assert_eq!(decoded(text.as_bytes()).0, text.as_bytes());
        }

        #[test]
        fn any_bytes_are_read(bytes: Vec<u8>) {
            decoded(&bytes);
        }
    }
}
