//! Sentences of a call as a list in HTML: `<li start="3.2" end="5.0">坐席：…</li>`, silence in rows of its own.
//!
//! Numbers are seconds or milliseconds: what is said tells which, for nobody speaks less than one character in five
//! seconds, nor two hundred in one.

use std::sync::LazyLock;

use regex::Regex;

use super::canonical::{EventFile, TranscriptFile, TurnFile};
use super::clock::Clock;
use super::format::{About, Head};
use super::input::{self, Input};
use super::layout::plain;
use super::speakers::NOBODY;
use super::{Options, ReadError, Records, Source};
use crate::transcript::Transcript;

/// The format.
pub(super) const ABOUT: About = About {
    name: "html-list",
    extensions: &["html", "htm"],
    sniffed: true,
    title: ("网页里的通话列表", "calls as a list in HTML"),
    layout: r#"<li start="3.2" end="5.0">坐席：…</li>"#,
    roles: ("冒号前的名字，或 role、speaker 属性", "a name before a colon, or an attribute role or speaker"),
    clocks: ("start、end 属性：时分秒，秒或毫秒", "attributes start and end: a clock, seconds or milliseconds"),
    detect: |head| {
        head.bytes.starts_with(b"<")
            && ITEM.as_ref().is_some_and(|item| item.is_match(&String::from_utf8_lossy(head.bytes)))
    },
    open,
};

/// Characters in a unit of time below which the unit is no second.
const SLOWEST: f64 = 0.2;

static ITEM: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?is)<li\b([^>]*\bstart\s*=[^>]*)>(.*?)(?:</li>|<li\b|\z)").ok());
static ATTRIBUTE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"([a-zA-Z_-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))"#).ok());

fn open<'a>(mut source: Source<'a>, mut input: Input<'a>, _: &Head<'_>) -> Records<'a> {
    let text = input::whole(&mut input, source.options.limits.bytes);
    let result = text.and_then(|text| read(&text, source.options));
    if result == Err(ReadError::NoTurns) {
        return Box::new(std::iter::empty());
    }
    Box::new(std::iter::once(source.record(1, result)))
}

/// A row of the list.
#[derive(Debug, Default)]
struct Row {
    start: Option<Clock>,
    end: Option<Clock>,
    speaker: Option<String>,
    silence: bool,
    words: String,
}

fn read(text: &str, options: &Options) -> Result<Transcript, ReadError> {
    let mut rows = Vec::new();
    for item in ITEM.iter().flat_map(|item| item.captures_iter(text)) {
        let (attributes, inner) = (item.get(1).map_or("", |m| m.as_str()), item.get(2).map_or("", |m| m.as_str()));
        rows.push(row(attributes, inner)?);
    }
    let unit = unit(&rows);
    let scaled = |clock: Option<Clock>| match clock {
        Some(Clock::Seconds(number)) => Some(Clock::Seconds(number * unit)),
        clock => clock,
    };
    let mut file = TranscriptFile { channel: Some("call".into()), ..TranscriptFile::default() };
    for row in rows {
        let (start, end) = (scaled(row.start), scaled(row.end));
        if row.silence {
            file.events.get_or_insert_default().push(EventFile { kind: "静音".into(), start, end });
        } else if !row.words.is_empty() {
            let role = row.speaker.unwrap_or_else(|| NOBODY.to_owned()).into();
            file.turns.push(TurnFile { role, start, end, text: row.words.into(), ..TurnFile::default() });
        }
    }
    file.resolve(options)
}

fn row(attributes: &str, inner: &str) -> Result<Row, ReadError> {
    let mut row = Row::default();
    for pair in ATTRIBUTE.iter().flat_map(|attribute| attribute.captures_iter(attributes)) {
        let name = pair.get(1).map_or("", |m| m.as_str()).to_ascii_lowercase();
        let value = (2..5).find_map(|group| pair.get(group)).map_or("", |m| m.as_str()).trim();
        match name.trim_start_matches("data-") {
            "start" | "begin" => row.start = super::draft::clock("start", value)?,
            "end" => row.end = super::draft::clock("end", value)?,
            "role" | "speaker" => row.speaker = Some(value.to_owned()),
            "class" | "type" => row.silence |= ["silence", "静音", "mute"].iter().any(|word| value.contains(word)),
            _ => {}
        }
    }
    let text = plain(inner);
    let text = text.trim();
    if text.starts_with("静音") && text.chars().count() < 12 {
        row.silence = true;
    }
    row.words = match text.split_once([':', '：']) {
        Some((name, words)) if row.speaker.is_none() && name.chars().count() <= 12 => {
            row.speaker = Some(name.trim().to_owned());
            words.trim().to_owned()
        }
        _ => text.to_owned(),
    };
    Ok(row)
}

/// Seconds in a unit of the numbers.
fn unit(rows: &[Row]) -> f64 {
    let (mut characters, mut length) = (0, 0.0);
    for row in rows {
        if let (Some(Clock::Seconds(start)), Some(Clock::Seconds(end)), false) = (row.start, row.end, row.silence) {
            characters += row.words.chars().count();
            length += end - start;
        }
    }
    if length > 0.0 && characters as f64 / length < SLOWEST { 0.001 } else { 1.0 }
}
