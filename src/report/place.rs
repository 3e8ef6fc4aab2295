//! Where a finding stands in its file, for programs that open files.

use std::ops::Range;

use super::model::FindingEntry;
use crate::transcript::Transcript;

/// A place in a file. Lines and columns count from 1, columns in Unicode scalars; the end is exclusive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilePlace {
    /// The file as it was named, with forward slashes.
    pub file: String,
    /// Line, where it is known.
    pub line: Option<usize>,
    /// Columns of the first and after the last character, and the line of the latter, where the file holds the words as
    /// they are.
    pub columns: Option<(usize, usize, usize)>,
}

impl FilePlace {
    /// The place of a finding; of its record, where nothing better is known. `None` for what was read from no file.
    #[must_use]
    pub fn of(transcript: &Transcript, finding: &FindingEntry) -> Option<Self> {
        let (file, line) = split(&transcript.source)?;
        let turn = finding.turn.and_then(|turn| transcript.turns.get(turn));
        let Some((turn, first)) = turn.and_then(|turn| Some((turn, usize::try_from(turn.place.line?).ok()?))) else {
            return Some(Self { file, line, columns: None });
        };
        let Some(column) = turn.place.column.and_then(|column| usize::try_from(column).ok()) else {
            return Some(Self { file, line: Some(first), columns: None });
        };
        let text = turn.text.as_str();
        let span = finding.span.as_ref().map_or(0..text.chars().count(), |s| s.start..s.end);
        let (start, end) = (position(text, span.start), position(text, span.end));
        let absolute = |(down, right): (usize, usize)| if down == 0 { column + right } else { right + 1 };
        Some(Self { file, line: Some(first + start.0), columns: Some((absolute(start), first + end.0, absolute(end))) })
    }

    /// The place of a record that could not be read.
    #[must_use]
    pub fn of_source(source: &str, line: Option<usize>) -> Option<Self> {
        let (file, first) = split(source)?;
        Some(Self { file, line: line.or(first), columns: None })
    }
}

/// `calls.jsonl:3` → the file and the line; `None` for standard input and for nothing.
fn split(source: &str) -> Option<(String, Option<usize>)> {
    let (file, line) = match source.rsplit_once(':') {
        Some((file, line)) if !line.is_empty() && line.bytes().all(|b| b.is_ascii_digit()) => (file, line.parse().ok()),
        _ => (source, None),
    };
    let file = file.strip_prefix("./").unwrap_or(file);
    (!file.is_empty() && file != "stdin").then(|| (file.to_owned(), line))
}

/// Lines down and characters to the right of the start of a text.
fn position(text: &str, character: usize) -> (usize, usize) {
    let before: String = text.chars().take(character).collect();
    let last = before.rsplit('\n').next().unwrap_or_default();
    (before.matches('\n').count(), last.chars().count())
}

/// A file's name as a relative reference (RFC 3986), or as a `file:` address where it is absolute.
#[must_use]
pub fn uri(file: &str) -> String {
    let mut out = String::new();
    let drive: Range<usize> = if file.as_bytes().get(1) == Some(&b':') { 0..2 } else { 0..0 };
    if !drive.is_empty() {
        out.push_str("file:///");
    } else if file.starts_with('/') {
        out.push_str("file://");
    }
    for (at, byte) in file.bytes().enumerate() {
        let plain = byte.is_ascii_alphanumeric() || b"-._~/!$&'()*+,;=@".contains(&byte) || drive.contains(&at);
        if plain { out.push(byte as char) } else { out.push_str(&format!("%{byte:02X}")) }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::model::{SpanEntry, tests::finding};
    use crate::transcript::{Place, Turn};

    fn place(text: &str, span: Range<usize>) -> FilePlace {
        let transcript = Transcript {
            source: "./a/b.txt:3".into(),
            turns: vec![Turn { text: text.into(), place: Place::at(4, Some(6)), ..Turn::default() }],
            ..Transcript::default()
        };
        let span = Some(SpanEntry { start: span.start, end: span.end });
        FilePlace::of(&transcript, &FindingEntry { turn: Some(0), span, ..finding() }).unwrap()
    }

    #[test]
    fn columns_count_from_where_the_words_begin() {
        let found = place("这个没办法", 2..5);
        assert_eq!(found, FilePlace { file: "a/b.txt".into(), line: Some(4), columns: Some((8, 4, 11)) });
        let found = place("一二\n三四\n五", 4..7);
        assert_eq!((found.line, found.columns), (Some(5), Some((2, 6, 2))));
    }

    #[test]
    fn standard_input_is_no_file() {
        assert_eq!(FilePlace::of_source("stdin:3", None), None);
        assert_eq!(FilePlace::of_source("c:/a.txt:9", Some(12)).unwrap().line, Some(12));
    }

    #[test]
    fn names_of_files_become_references() {
        assert_eq!(uri("a b/话.txt"), "a%20b/%E8%AF%9D.txt");
        assert_eq!(uri("/x#1.txt"), "file:///x%231.txt");
        assert_eq!(uri("C:/x.txt"), "file:///C:/x.txt");
    }
}
