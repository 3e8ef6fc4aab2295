//! JSONL: one conversation a line.

use std::collections::VecDeque;

use super::format::About;
use super::input::{self, Input, Line};
use super::layout::Layout;
use super::{Position, ReadError, Record, Source, canonical, json};

/// The format.
pub(super) const ABOUT: About = About {
    name: "jsonl",
    extensions: &["jsonl", "ndjson"],
    sniffed: false,
    title: ("huashu 的会话 JSON，一行一个", "conversations as huashu writes them, one a line"),
    layout: r#"{"id": …, "turns": [{"role": …, "start": …, "text": …}]}"#,
    roles: ("turns[].role，任何常见叫法", "turns[].role, by any usual name"),
    clocks: ("任何写法", "any form"),
    detect: |head| head.is_text() && head.bytes.starts_with(b"{") && json::is_lines(head),
    open: |source, input, _| Box::new(Reader::new(source, input)),
};

/// Reads the lines of an input; blank ones say nothing.
pub(super) struct Reader<'a> {
    source: Source<'a>,
    input: Input<'a>,
    buffer: Vec<u8>,
    line: usize,
    failed: bool,
    /// What records are, if not canonical ones.
    layout: Option<&'static Layout>,
    /// Records that a layout has found and that are still to come out.
    found: VecDeque<Record>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(source: Source<'a>, input: Input<'a>) -> Self {
        Self { source, input, buffer: Vec::new(), line: 0, failed: false, layout: None, found: VecDeque::new() }
    }

    /// Reads records of another layout.
    pub(super) fn with_layout(source: Source<'a>, input: Input<'a>, layout: &'static Layout) -> Self {
        Self { layout: Some(layout), ..Self::new(source, input) }
    }
}

impl Iterator for Reader<'_> {
    type Item = Record;

    fn next(&mut self) -> Option<Record> {
        if let Some(found) = self.found.pop_front() {
            return Some(found);
        }
        while !self.failed {
            self.line += 1;
            let at = Position { line: self.line, column: 1 };
            let limit = self.source.options.limits.bytes;
            let result = match input::line(&mut self.input, &mut self.buffer, limit) {
                Ok(Line::End) => return None,
                Ok(Line::Whole) if self.buffer.trim_ascii().is_empty() => continue,
                Ok(Line::Whole) => match (json::text(&self.buffer, at, self.source.options.limits), self.layout) {
                    (Ok(text), None) => canonical::from_json(text, at, self.source.options),
                    (Ok(text), Some(layout)) => match (layout.read)(text, at) {
                        Ok(found) => {
                            self.found.extend(found.into_iter().map(|found| found.record(at, &mut self.source)));
                            match self.found.pop_front() {
                                Some(found) => return Some(found),
                                None => continue,
                            }
                        }
                        Err(error) => Err(error),
                    },
                    (Err(error), _) => Err(error),
                },
                Ok(Line::TooLong) => Err(ReadError::TooLarge { limit }),
                Err(error) => {
                    self.failed = true;
                    Err(error.into())
                }
            };
            return Some(self.source.record(self.line, result));
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use crate::read::tests::read;
    use crate::read::{Limits, Options, ReadError, Record, Skipped};

    fn line(id: &str) -> String {
        format!(r#"{{"id":"{id}","turns":[{{"role":"agent","text":"您好"}}]}}"#)
    }

    fn outline(records: Vec<Record>) -> Vec<String> {
        let one = |record| match record {
            Record::Transcript(transcript) => transcript.id,
            Record::Skipped(Skipped { source, reason, .. }) => format!("{source} {reason}"),
        };
        records.into_iter().map(one).collect()
    }

    #[test]
    fn a_broken_line_costs_only_itself() {
        let text = [line("A"), line("B"), line("C")[..20].to_owned(), line("D"), line("E")].join("\r\n");
        let read = outline(read("a.jsonl", text.as_bytes(), &Options::default()));
        assert_eq!(read, ["A", "B", "a.jsonl:3 the JSON breaks off at line 3, column 20", "D", "E"]);
    }

    #[test]
    fn bytes_that_are_no_text_cost_only_their_line() {
        let mut bytes = line("A").into_bytes();
        bytes.extend(b"\n{\"id\":\"\xff\"}\n");
        bytes.extend(line("C").into_bytes());
        let read = outline(read("a.jsonl", &bytes, &Options::default()));
        assert_eq!(read, ["A", "a.jsonl:2 line 2, column 8: bytes that are not UTF-8", "C"]);
    }

    #[test]
    fn a_line_beyond_the_limit_is_passed_over() {
        let options = Options { limits: Limits { bytes: 60, turns: 10, ..Limits::default() }, ..Options::default() };
        let text = [line("A"), line(&"B".repeat(100_000)), line("C")].join("\n");
        let records = read("a.jsonl", text.as_bytes(), &options);
        assert!(matches!(&records[1], Record::Skipped(s) if s.reason == ReadError::TooLarge { limit: 60 }));
        assert_eq!((outline(records).len(), 3), (3, 3));
    }

    #[test]
    fn more_turns_than_allowed_are_no_conversation() {
        let options = Options { limits: Limits { turns: 0, ..Limits::default() }, ..Options::default() };
        let records = read("a.jsonl", line("A").as_bytes(), &options);
        assert!(matches!(&records[0], Record::Skipped(s) if s.reason == ReadError::TooManyTurns { limit: 0 }));
    }
}
