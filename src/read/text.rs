//! Text as pasted: one turn a line, `坐席：…` or `客户：…`, with a clock before or behind the name or none.
//!
//! - `[00:15] 客服: …`, `[00:01-00:10] 坐席：…`, `2026-10-08 09:12:00 客服：…`, and `客服 09:12:00` on a line of its own
//!   with the words below it.
//! - A line without a known name continues the turn before it. Text in which no line has one is a single turn of the
//!   agent. A clock in brackets or a date with an unknown name is an error, and so is an unknown name that comes twice.
//! - `# key: value` before the first turn is metadata, `（保持 60秒）` an event.
//! - Two other ways to write who speaks are formats of their own: see `Dialect`.
//! - `---` ends a conversation. So does a `# id:` line, and, behind a blank line, any other metadata line with a known
//!   key or a clock that goes back. Other blank lines belong to the text.

mod block;
mod dialect;
mod line;

use std::collections::BTreeMap;
use std::mem;

use self::block::Block;
use self::dialect::Dialect;
pub(super) use self::dialect::{LOG, PASTE};
use self::line::Line;
use super::canonical::TranscriptFile;
use super::clock::Clock;
use super::columns::Column;
use super::format::About;
use super::input::{self, Input};
use super::{Options, Position, ReadError, Record, Source};
use crate::transcript::{Role, Transcript};

/// The format.
pub(super) const ABOUT: About = About {
    name: "text",
    extensions: &["txt", "text"],
    sniffed: false,
    title: ("粘贴的文本，每行一轮", "text as pasted, one turn a line"),
    layout: "[00:01-00:08] 坐席：…",
    roles: ("冒号前的常见叫法", "a usual name before a colon"),
    clocks: ("名字前后的任何写法", "any form, before or behind the name"),
    // What nothing else knows is text.
    // `# id: A`: whatever the file is called.
    detect: |head| head.is_text() && is_pasted(&head.lines().next().unwrap_or_default()),
    open: |source, input, _| Box::new(Reader::new(source, input, Dialect::Roles)),
};

/// Reads one conversation.
///
/// # Errors
/// Unknown names, words that nobody says, metadata that can't be, no words at all.
pub fn parse(text: &str) -> Result<Transcript, ReadError> {
    let options = Options::default();
    let mut block = Block::default();
    for line in text.lines() {
        block.add(Line::parse(line, &options.roles, Dialect::Roles), line, 0).map_err(|(_, error)| error)?;
    }
    block.finish(&options).map_err(|(_, error)| error)
}

/// Whether a line is metadata as it stands above text that is pasted.
pub(super) fn is_pasted(line: &str) -> bool {
    Line::parse(line, &BTreeMap::new(), Dialect::Roles).column().is_some()
}

/// Whether a line begins a turn of somebody known.
pub(super) fn is_turn(line: &str, roles: &BTreeMap<String, Role>) -> bool {
    matches!(Line::parse(line, roles, Dialect::Roles), Line::Turn(..))
}

/// Cuts one line into turns, where a mark stands before a known speaker: `客户：在吗#客服：您好`.
pub(super) fn split_turns<'t>(text: &'t str, roles: &BTreeMap<String, Role>) -> Vec<&'t str> {
    let mut turns = Vec::new();
    let mut from = 0;
    for (at, mark) in text.char_indices().filter(|(_, c)| "#|｜;；/\t ".contains(*c)) {
        let behind = at + mark.len_utf8();
        let head: &str = text.get(behind..).unwrap_or_default();
        let end = head.char_indices().nth(SPEAKER).map_or(head.len(), |(end, _)| end);
        let is_next = is_turn(head.get(..end).unwrap_or_default(), roles)
            // A clock alone is the beginning of the turn.
            && is_turn(text.get(from..at).unwrap_or_default(), roles);
        if is_next {
            turns.push(text.get(from..at).unwrap_or_default());
            from = behind;
        }
    }
    turns.push(text.get(from..).unwrap_or_default());
    turns
}

/// A conversation whose lines stand in a cell of a row.
///
/// # Errors
/// As for [`parse`].
pub(super) fn dialogue(
    draft: TranscriptFile<'static>,
    lines: &[&str],
    row: usize,
    options: &Options,
) -> Result<Transcript, ReadError> {
    let mut block = Block::of(draft);
    for line in lines {
        block.add(Line::parse(line, &options.roles, Dialect::Roles), line, row).map_err(|(_, error)| error)?;
    }
    let mut transcript = block.finish(options).map_err(|(_, error)| error)?;
    // Where in the row a cell begins is not known.
    transcript.turns.iter_mut().for_each(|turn| turn.place.column = None);
    Ok(transcript)
}

/// Characters looked at to see whether somebody speaks: a clock, a name and a colon.
const SPEAKER: usize = 48;

/// Reads the conversations of an input.
pub(super) struct Reader<'a> {
    source: Source<'a>,
    input: Input<'a>,
    dialect: Dialect,
    buffer: Vec<u8>,
    /// Lines of the conversation so far, each with its number.
    lines: Vec<(usize, String)>,
    bytes: usize,
    /// What is wrong with its bytes.
    error: Option<(usize, ReadError)>,
    boundary: Boundary,
    line: usize,
    ended: bool,
}

/// What decides whether the next line begins a new conversation.
#[derive(Debug, Default)]
struct Boundary {
    /// Something is said.
    words: bool,
    blank: bool,
    clock: Option<Clock>,
}

impl Boundary {
    fn is_at(&self, line: &Line<'_>) -> bool {
        match line {
            Line::Separator => true,
            _ if !self.words => false,
            Line::Meta(..) => match line.column() {
                Some(Column::Id) => true,
                Some(_) => self.blank,
                None => false,
            },
            Line::Turn((Some(clock), _), ..) => self.blank && self.clock.is_some_and(|last| clock.is_before(last)),
            _ => false,
        }
    }

    fn pass(&mut self, line: &Line<'_>) {
        match line {
            Line::Blank => self.blank = true,
            Line::Meta(..) | Line::Comment | Line::Separator => self.blank = false,
            Line::Turn((clock, _), ..) => {
                *self = Self { words: true, blank: false, clock: clock.or(self.clock) };
            }
            Line::Words(_) | Line::Nobody(_) | Line::Event(..) => {
                self.words = true;
                self.blank = false;
            }
        }
    }
}

impl<'a> Reader<'a> {
    fn new(source: Source<'a>, input: Input<'a>, dialect: Dialect) -> Self {
        Self {
            source,
            input,
            dialect,
            buffer: Vec::new(),
            lines: Vec::new(),
            bytes: 0,
            error: None,
            boundary: Boundary::default(),
            line: 0,
            ended: false,
        }
    }

    /// Takes the next line into the conversation; or ends it before that line.
    fn take_line(&mut self) -> Option<Record> {
        self.line += 1;
        let limit = self.source.options.limits.bytes;
        match input::line(&mut self.input, &mut self.buffer, limit) {
            Ok(input::Line::End) => {
                self.ended = true;
                return self.finish();
            }
            Ok(input::Line::Whole) => {}
            Ok(input::Line::TooLong) => {
                self.error.get_or_insert((self.line, ReadError::TooLarge { limit }));
                return None;
            }
            Err(error) => {
                self.ended = true;
                self.error.get_or_insert((self.line, error.into()));
                return self.finish();
            }
        }
        let text = match input::text(&self.buffer, Position { line: self.line, column: 1 }) {
            Ok(text) => text,
            Err(error) => {
                self.error.get_or_insert((self.line, error));
                return None;
            }
        };
        let line = Line::parse(text, roles(&self.source), self.dialect);
        let record = if self.boundary.is_at(&line) {
            let text = text.to_owned();
            let record = self.finish();
            let line = Line::parse(&text, roles(&self.source), self.dialect);
            self.boundary.pass(&line);
            self.keep(text);
            return record;
        } else {
            None
        };
        self.boundary.pass(&line);
        let text = text.to_owned();
        self.keep(text);
        record
    }

    fn keep(&mut self, text: String) {
        let limit = self.source.options.limits.bytes;
        self.bytes += text.len();
        if self.bytes > limit {
            self.error.get_or_insert((self.line, ReadError::TooLarge { limit }));
        } else {
            self.lines.push((self.line, text));
        }
    }

    /// The conversation of the lines so far, if they say anything.
    fn finish(&mut self) -> Option<Record> {
        self.boundary = Boundary::default();
        self.bytes = 0;
        let lines = mem::take(&mut self.lines);
        let error = self.error.take();
        let roles = roles(&self.source);
        let mut block = Block::default();
        let mut result = Ok(());
        for (number, text) in &lines {
            result = result.and_then(|()| block.add(Line::parse(text, roles, self.dialect), text, *number));
        }
        let first = block.first_line();
        let result = match (error, result) {
            (Some(error), _) | (None, Err(error)) => Err(error),
            (None, Ok(())) if first.is_none() => return None,
            (None, Ok(())) => block.finish(self.source.options),
        };
        Some(match result {
            Ok(transcript) => self.source.record(first.unwrap_or(self.line), Ok(transcript)),
            Err((line, error)) => self.source.skipped(first.unwrap_or(line), line, error),
        })
    }
}

fn roles<'a>(source: &Source<'a>) -> &'a BTreeMap<String, Role> {
    &source.options.roles
}

impl Iterator for Reader<'_> {
    type Item = Record;

    fn next(&mut self) -> Option<Record> {
        while !self.ended {
            if let Some(record) = self.take_line() {
                return Some(record);
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::tests::{errors, transcripts};
    use crate::transcript::{Channel, EventKind};

    fn said(transcript: &Transcript) -> Vec<(Role, Option<f64>, &str)> {
        transcript.turns.iter().map(|t| (t.role, t.start, t.text.as_str())).collect()
    }

    #[test]
    fn text_without_names_is_one_turn_of_the_agent() {
        let read = parse("这个我们也没办法。\n\n请谅解：规定如此。\n").unwrap();
        assert_eq!(said(&read), [(Role::Agent, None, "这个我们也没办法。\n\n请谅解：规定如此。")]);
        assert_eq!(parse(" \n"), Err(ReadError::NoTurns));
    }

    #[test]
    fn names_begin_turns_and_other_lines_go_on() {
        let read = parse("客户：能退吗\n急\n坐席: 不可能。\n地址：北京路 1 号\n").unwrap();
        let wanted = [(Role::Customer, None, "能退吗\n急"), (Role::Agent, None, "不可能。\n地址：北京路 1 号")];
        assert_eq!(said(&read), wanted);
    }

    #[test]
    fn clocks_have_the_forms_people_paste() {
        for line in [
            "[00:15] 客服: 您好",
            "[00:15-00:18] 坐席：您好",
            "【00:15】客服：您好",
            "00:15 客服：您好",
            "客服 00:15：您好",
            "客服 [00:15]: 您好",
            "客服(00:15)\n您好",
            "3. [00:15] 客服：您好",
            "[15.0] 客服：您好",
        ] {
            let read = parse(line).unwrap();
            assert_eq!(said(&read), [(Role::Agent, Some(15.0), "您好")], "{line}");
        }
        let read = parse("2026-10-08 09:12:00 客户：在吗\n2026-10-08 09:12:09 客服：您好").unwrap();
        assert_eq!(said(&read), [(Role::Customer, Some(0.0), "在吗"), (Role::Agent, Some(9.0), "您好")]);
        assert!(read.started_at.is_some());
        let read = parse("买家 2026-10-08 09:12:00\n在吗\n\n客服（小林） 2026-10-08 09:12:09\n您好").unwrap();
        assert_eq!(said(&read), [(Role::Customer, Some(0.0), "在吗"), (Role::Agent, Some(9.0), "您好")]);
    }

    #[test]
    fn metadata_and_events_are_read() {
        let text = "# id: A\n# 渠道: 电话\n# 批次: 7\n[00:01-00:05] 坐席：请稍等\n（保持 60秒）\n[01:10] (转接)\n[01:12] 客户：喂";
        let read = transcripts("a.txt", text).remove(0);
        assert_eq!((read.id.as_str(), read.channel), ("A", Some(Channel::Call)));
        assert_eq!(read.meta("批次").as_deref(), Some("7"));
        let events: Vec<_> = read.events.iter().map(|e| (&e.kind, e.start, e.end)).collect();
        assert_eq!(events, [(&EventKind::Hold, Some(5.0), Some(65.0)), (&EventKind::Transfer, Some(70.0), None)]);
        assert_eq!(read.turns.len(), 2);
    }

    #[test]
    fn conversations_are_told_apart() {
        let count = |text: &str| transcripts("a.txt", text).len();
        assert_eq!(count("坐席：一\n---\n坐席：二"), 2);
        assert_eq!(count("---\n坐席：一\n---\n---\n"), 1);
        assert_eq!(count("# id: A\n坐席：一\n# id: B\n坐席：二"), 2);
        assert_eq!(count("# channel: chat\n坐席：一\n\n# channel: chat\n坐席：二"), 2);
        assert_eq!(count("[00:05] 坐席：一\n\n[00:01] 坐席：二"), 2);
        assert_eq!(count("[00:05] 坐席：一\n[00:01] 坐席：二"), 1);
        assert_eq!(count("坐席：一\n\n客户：二\n\n坐席：三"), 1);
        assert_eq!(count("您好\n\n再见\n---\n您好"), 2);
    }

    #[test]
    fn who_speaks_must_be_known() {
        let unknown = |turn, role: &str| ReadError::UnknownRole { turn, role: role.into() };
        assert_eq!(errors("a.txt", "客户：在吗\n[00:15] 老王：在"), [(2, unknown(1, "老王"))]);
        assert_eq!(errors("a.txt", "小林：您好\n客户：在吗"), [(1, unknown(0, "小林"))]);
        assert_eq!(errors("a.txt", "客户：在吗\n小林：在\n客户：多少钱\n小林：一百"), [(2, unknown(1, "小林"))]);
        assert_eq!(errors("a.txt", "通话记录\n客户：在吗"), [(1, ReadError::NoRole { text: "通话记录".into() })]);
        assert_eq!(errors("a.txt", "客户：在吗\n[00:15] 在"), [(2, ReadError::NoRole { text: "[00:15] 在".into() })]);
        assert_eq!(errors("a.txt", "# id: A\n---\n坐席：您好"), [(1, ReadError::NoTurns)]);
    }

    #[test]
    fn own_names_are_known_in_text() {
        let options = Options { roles: BTreeMap::from([("小林".to_owned(), Role::Agent)]), ..Options::default() };
        let read = crate::read::tests::read("a.txt", "客户：在吗\n小林：在".as_bytes(), &options);
        assert!(matches!(&read[0], Record::Transcript(t) if t.turns[1].role == Role::Agent));
    }

    #[test]
    fn bytes_that_are_no_text_cost_only_their_conversation() {
        let options = Options::default();
        let read = crate::read::tests::read("a.txt", b"agent: \xff\n---\nagent: 2\n", &options);
        assert!(matches!(&read[0], Record::Skipped(s) if matches!(s.reason, ReadError::Undecodable { .. })));
        assert!(matches!(&read[1], Record::Transcript(t) if t.turns.len() == 1));
    }
}
