//! JSON: one conversation, an array of them, or an object whose `conversations` is one.
//!
//! Conversations are cut out of the bytes one by one, and only then parsed: a file of any size is read with the memory
//! of its largest conversation, and each is parsed from a slice, so that its text can be borrowed. Several values in
//! a row are read as well.

mod cut;
mod depth;
mod outline;

use std::collections::VecDeque;
use std::io;

use self::cut::{Cut, Cutter};
pub(super) use self::depth::text;
pub(super) use self::outline::Outline;
use super::format::{About, Format, Head};
use super::input::Input;
use super::layout::{Cutting, Layout};
use super::{Position, ReadError, Record, Source, canonical};

/// The format.
pub(super) const ABOUT: About = About {
    name: "json",
    extensions: &["json"],
    sniffed: false,
    title: (
        "huashu 的会话 JSON：一个会话、数组，或 conversations 数组",
        "conversations as huashu writes them: one, an array, or an array `conversations`",
    ),
    layout: r#"{"id": …, "turns": [{"role": …, "start": …, "text": …}]}"#,
    roles: ("turns[].role，任何常见叫法", "turns[].role, by any usual name"),
    clocks: ("任何写法", "any form"),
    detect: |head| match head.bytes.first() {
        Some(b'{') => !is_lines(head),
        // `[00:15] 客服：` is text.
        Some(b'[') => matches!(head.bytes[1..].trim_ascii_start().first(), None | Some(b'{' | b']')),
        _ => false,
    },
    open: |source, input, _| Box::new(Reader::new(source, input)),
};

/// Whether text has several records, each on a line of its own.
pub(super) fn is_several_lines(head: &Head<'_>) -> bool {
    let mut lines = head.bytes.split(|b| *b == b'\n').map(<[u8]>::trim_ascii).filter(|line| !line.is_empty());
    let is_record = |line: &[u8]| line.starts_with(b"{") && line.ends_with(b"}");
    lines.next().is_some_and(is_record) && lines.next().is_some_and(|line| line.starts_with(b"{"))
}

/// Whether text that begins with an object has one a line.
pub(super) fn is_lines(head: &Head<'_>) -> bool {
    if head.by_name == Some(Format::Jsonl) {
        return true;
    }
    let is_json = head.by_name == Some(Format::Json);
    let mut lines = head.bytes.splitn(2, |b| *b == b'\n');
    let first = lines.next().unwrap_or_default().trim_ascii_end();
    match lines.next() {
        Some(rest) => first.ends_with(b"}") && (!is_json || rest.trim_ascii_start().starts_with(b"{")),
        // A long line, or the only one.
        None => !is_json && memchr::memmem::find(head.bytes, b"\"conversations\"").is_none(),
    }
}

/// Reads the conversations of an input.
pub(super) struct Reader<'a> {
    source: Source<'a>,
    cutter: Cutter<'a>,
    buffer: Vec<u8>,
    place: Place,
    /// What records are, if not canonical ones.
    layout: Option<&'static Layout>,
    /// Records that a layout has found and that are still to come out.
    found: VecDeque<Record>,
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
        Self { source, cutter, buffer: Vec::new(), place: Place::Top, layout: None, found: VecDeque::new() }
    }

    /// Reads records of another layout.
    pub(super) fn with_layout(source: Source<'a>, input: Input<'a>, layout: &'static Layout) -> Self {
        Self { layout: Some(layout), ..Self::new(source, input) }
    }

    /// The key of an object under which its records are, with its quotes.
    fn key(&self) -> Option<String> {
        match self.layout.map(|layout| layout.records) {
            None => Some("\"conversations\"".to_owned()),
            Some(Cutting::Within(key)) => Some(format!("\"{key}\"")),
            Some(Cutting::Elements | Cutting::Whole) => None,
        }
    }

    /// The next record, if there is one.
    fn step(&mut self) -> io::Result<Option<Record>> {
        loop {
            if let Some(found) = self.found.pop_front() {
                return Ok(Some(found));
            }
            match self.place {
                Place::End => return Ok(None),
                Place::Top => match self.cutter.peek()? {
                    None => self.place = Place::End,
                    Some(b'[') if self.layout.is_none_or(|layout| layout.records != Cutting::Whole) => {
                        self.cutter.skip()?;
                        self.place = Place::Array { nested: false, first: true };
                    }
                    Some(b'[') => {
                        if let Some(record) = self.element()? {
                            return Ok(Some(record));
                        }
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
                    if let Some(record) = self.element()? {
                        return Ok(Some(record));
                    }
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
    fn element(&mut self) -> io::Result<Option<Record>> {
        self.buffer.clear();
        self.cutter.peek()?;
        let at = self.cutter.position();
        let cut = self.cutter.value(&mut self.buffer)?;
        if cut == Cut::Whole && self.buffer.is_empty() {
            return Ok(Some(self.unexpected("expected a conversation")));
        }
        Ok(self.finish(at, cut))
    }

    /// An object of its own: a conversation, or one that has `conversations`, which then are the next.
    fn object(&mut self) -> io::Result<Option<Record>> {
        self.buffer.clear();
        let at = self.cutter.position();
        let cut = match self.key() {
            Some(key) => self.cutter.object_until(&mut self.buffer, key.as_bytes())?,
            None => self.cutter.value(&mut self.buffer)?,
        };
        if cut == Cut::Found {
            self.place = Place::Array { nested: true, first: true };
            return Ok(None);
        }
        Ok(self.finish(at, cut))
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
                Ok(self.finish(at, cut))
            }
        }
    }

    /// The record in the buffer; those of a layout wait in `found`.
    fn finish(&mut self, at: Position, cut: Cut) -> Option<Record> {
        let result = match cut {
            Cut::TooLarge => Err(ReadError::TooLarge { limit: self.source.options.limits.bytes }),
            Cut::Truncated => Err(ReadError::Truncated { at: self.cutter.position() }),
            Cut::Whole | Cut::Found => match (text(&self.buffer, at, self.source.options.limits), self.layout) {
                (Ok(text), None) => canonical::from_json(text, at, self.source.options),
                (Ok(text), Some(layout)) => match (layout.read)(text, at) {
                    Ok(found) => {
                        self.found.extend(found.into_iter().map(|found| found.record(at, &mut self.source)));
                        return None;
                    }
                    Err(error) => Err(error),
                },
                (Err(error), _) => Err(error),
            },
        };
        // Behind what is no JSON nobody knows where the next element begins.
        if matches!(result, Err(ReadError::Truncated { .. } | ReadError::Json { .. })) {
            self.place = Place::End;
        }
        Some(self.source.record(at.line, result))
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
                Some(self.source.record(line, Err(error.into())))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Format, Options, ReadError, Record, records};

    const A: &str = "{\"id\": \"A\", \"turns\": [{\"role\": \"agent\", \"text\": \"a ] } \\\" \\\\\"}]}";
    const B: &str = "{\"id\": \"B\",\n \"turns\": [{\"role\": \"agent\", \"text\": \"\"}]}";

    /// Ids and errors, whatever the size of the blocks the bytes come in.
    fn outline(text: &str) -> Vec<String> {
        let read = |size: usize| -> Vec<String> {
            let options = Options::default();
            let input = std::io::BufReader::with_capacity(size, text.as_bytes());
            let one = |record| match record {
                Record::Transcript(t) => format!("{} {}", t.id, t.source),
                Record::Skipped(s) => format!("{} {}", s.source, s.reason),
            };
            records("j", Box::new(input), Some(Format::Json), &options).map(one).collect()
        };
        let whole = read(1 << 16);
        for size in 1..9 {
            assert_eq!(read(size), whole);
        }
        whole
    }

    #[test]
    fn conversations_stand_alone_in_arrays_and_in_objects() {
        assert_eq!(outline(A), ["A j:1"]);
        assert_eq!(outline(&format!("[{A}, {B}]")), ["A j:1", "B j:1"]);
        assert_eq!(outline(&format!("\n[\n{A},\n{B}\n]\n")), ["A j:3", "B j:4"]);
        assert_eq!(outline(&format!("{{\"x\": [1], \"conversations\": [{A},{B}], \"y\": {{}}}}")), ["A j:1", "B j:1"]);
        assert_eq!(outline(&format!("{A}\n{B}")), ["A j:1", "B j:2"]);
        assert_eq!(outline("[]"), ["j there is no conversation in it"]);
        assert_eq!(outline("{\"conversations\": []}"), ["j there is no conversation in it"]);
    }

    #[test]
    fn an_element_that_does_not_fit_costs_only_itself() {
        let read = outline(&format!("[{A}, {{\"id\": 1}}, 5, {B}]"));
        assert_eq!(read[0], "A j:1");
        assert!(read[1].ends_with("`turns` is missing"), "{}", read[1]);
        assert!(read[2].ends_with("the record should be an object, it is 5"), "{}", read[2]);
        assert_eq!(read[3], "B j:1");
    }

    #[test]
    fn behind_broken_json_there_is_nothing() {
        let cases = [
            format!("[{A}, {{\"id\" 1}}, {B}]"),
            format!("[{A} {B}]"),
            format!("[{A},]"),
            format!("[{A}, {{\"id\": \"B"),
            format!("[{A}"),
            format!("{{\"conversations\": [{A}], \"x\""),
            format!("{A} x"),
        ];
        for text in cases {
            let read = outline(&text);
            assert_eq!((read.len(), read[0].as_str()), (2, "A j:1"), "{text}: {read:?}");
        }
        assert_eq!(outline("{\"id\": 1").len(), 1);
        assert_eq!(outline("{\"conversations\""), ["j:1 the JSON breaks off at line 1, column 17"]);
    }

    #[test]
    fn an_element_beyond_the_limit_is_passed_over() {
        let options = Options {
            limits: super::super::Limits { bytes: 100, ..super::super::Limits::default() },
            ..Options::default()
        };
        let long = A.replace("a ]", &"x".repeat(5000));
        for text in [format!("[{A},{long},{B}]"), format!("{A}{long}{B}")] {
            let read: Vec<_> = records("j", Box::new(text.as_bytes()), Some(Format::Json), &options).collect();
            assert_eq!(read.len(), 3);
            assert!(matches!(&read[1], Record::Skipped(s) if s.reason == ReadError::TooLarge { limit: 100 }));
            assert!(matches!(&read[2], Record::Transcript(t) if t.id == "B"));
        }
    }
}
