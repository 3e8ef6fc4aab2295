//! A book of scripts in Markdown: what is to be said stands in quotations, in tables with a column of answers, or in lines
//! with role prefixes, below headings that name it. A book that has none of these is taken at its word: every list item
//! and paragraph is said.
//!
//! What a heading or a mark calls forbidden is an example of what not to say, and left out.

use std::mem;

use super::{Reply, transcript, whole_text};
use crate::read::columns::Column;
use crate::read::format::{Format, Head};
use crate::read::input::Input;
use crate::read::{ReadError, Record, Records, RemarkKind, Source, text};
use crate::transcript::{Channel, Role, Transcript};

/// Words by which a book marks what is not to be said.
const FORBIDDEN: [&str; 16] = [
    "禁用",
    "禁止",
    "禁语",
    "忌语",
    "不要说",
    "不能说",
    "不得说",
    "不可说",
    "反例",
    "错误示",
    "错误话术",
    "错误说法",
    "❌",
    "✗",
    "✘",
    "✖",
];

pub(super) fn detect(head: &Head<'_>) -> bool {
    head.is_text()
        && head.by_name == Some(Format::Markdown)
        && !text::is_pasted(&head.lines().next().unwrap_or_default())
}

pub(super) fn open<'a>(mut source: Source<'a>, input: Input<'a>, _: &Head<'_>) -> Records<'a> {
    let text = match whole_text(input, &source) {
        Ok(text) => text,
        Err(error) => return super::one(source, error),
    };
    let mut book = Book::new(&source);
    text.lines().enumerate().for_each(|(index, line)| book.line(index + 1, line));
    book.end_section();
    let Book { sections, forbidden, .. } = book;
    if !forbidden.is_empty() {
        source.options.remarks.add(&source.name, RemarkKind::LeftOut { names: forbidden });
    }
    let marked = sections.iter().any(|section| !section.marked.is_empty() || !section.turns.is_empty());
    let mut records = Vec::new();
    for section in sections {
        section.records(marked, &mut source, &mut records);
    }
    Box::new(records.into_iter())
}

/// A book as its lines come in.
struct Book<'s, 'a> {
    source: &'s Source<'a>,
    /// Open headings, with their levels.
    headings: Vec<(usize, String)>,
    sections: Vec<Section>,
    section: Section,
    forbidden: Vec<String>,
    in_code: bool,
    /// Columns of the table that is being read.
    table: Option<Vec<bool>>,
    /// The quotation or paragraph that is being read: what it is, its first line, its words.
    open: Option<(Kind, usize, String)>,
}

/// What stands below a heading.
#[derive(Default)]
struct Section {
    path: String,
    /// Line and words of what is marked as said.
    marked: Vec<(usize, String)>,
    /// Of everything else.
    others: Vec<(usize, String)>,
    /// Lines from the first with a role prefix on.
    turns: Vec<(usize, String)>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Quote,
    Other,
}

impl<'s, 'a> Book<'s, 'a> {
    fn new(source: &'s Source<'a>) -> Self {
        Self {
            source,
            headings: Vec::new(),
            sections: Vec::new(),
            section: Section::default(),
            forbidden: Vec::new(),
            in_code: false,
            table: None,
            open: None,
        }
    }

    fn line(&mut self, number: usize, line: &str) {
        let text = line.trim();
        if text.starts_with("```") || text.starts_with("~~~") {
            self.end_block();
            self.in_code = !self.in_code;
        } else if self.in_code {
            // Code is not said.
        } else if let Some((level, heading)) = heading(line) {
            self.end_section();
            self.headings.retain(|(above, _)| *above < level);
            self.headings.push((level, heading.to_owned()));
            let path: Vec<&str> = self.headings.iter().map(|(_, heading)| heading.as_str()).collect();
            self.section.path = path.join(" > ");
        } else if text.starts_with('|') {
            self.table_row(number, text);
        } else {
            self.table = None;
            self.words(number, text);
        }
    }

    fn words(&mut self, number: usize, text: &str) {
        if text.is_empty() || text.chars().all(|c| matches!(c, '-' | '=' | '*' | '_')) {
            self.end_block();
            return;
        }
        let (quoted, inner) = match text.strip_prefix('>') {
            Some(inner) => (true, inner.trim()),
            None => (false, text),
        };
        let (item, inner) = list_item(inner);
        let plain = inner.replace("**", "").replace("__", "");
        let roles = &self.source.options.roles;
        if text::is_turn(&plain, roles) || (!self.section.turns.is_empty() && !quoted && !item && self.open.is_none()) {
            self.end_block();
            if !is_forbidden(&plain) {
                self.section.turns.push((number, plain));
            }
            return;
        }
        let kind = if quoted { Kind::Quote } else { Kind::Other };
        if item || self.open.as_ref().is_some_and(|(open, ..)| *open != kind) {
            self.end_block();
        }
        match &mut self.open {
            Some((_, _, words)) => {
                words.push('\n');
                words.push_str(inner);
            }
            None => self.open = Some((kind, number, inner.to_owned())),
        }
    }

    /// A row: the first names the columns, the second is dashes.
    fn table_row(&mut self, number: usize, text: &str) {
        self.end_block();
        let cells: Vec<&str> = text.trim_matches('|').split('|').map(str::trim).collect();
        let Some(columns) = &self.table else {
            let is_answer = |cell: &str| {
                matches!(Column::from_name(cell), Some(Column::Answer | Column::Text)) && !is_forbidden(cell)
            };
            self.table = Some(cells.iter().map(|cell| is_answer(cell)).collect());
            return;
        };
        for (cell, _) in cells.iter().zip(columns).filter(|(_, answer)| **answer) {
            let is_rule = cell.chars().all(|c| matches!(c, '-' | ':' | ' '));
            if !is_rule && !is_forbidden(cell) {
                self.section.marked.push((number, cell.replace("<br>", "\n")));
            }
        }
    }

    fn end_block(&mut self) {
        let Some((kind, line, words)) = self.open.take() else { return };
        if is_forbidden(&words) {
            return;
        }
        match kind {
            Kind::Quote => self.section.marked.push((line, words)),
            Kind::Other => self.section.others.push((line, words)),
        }
    }

    fn end_section(&mut self) {
        self.end_block();
        self.table = None;
        let section = mem::take(&mut self.section);
        if is_forbidden(&section.path) {
            self.forbidden.push(section.path);
        } else {
            self.sections.push(section);
        }
    }
}

impl Section {
    fn records(self, marked: bool, source: &mut Source<'_>, records: &mut Vec<Record>) {
        let name = match self.path.rsplit_once(" > ") {
            Some((_, last)) => last.to_owned(),
            None => self.path.clone(),
        };
        let replies = if marked { self.marked } else { self.others };
        let mut count = 0;
        for (line, text) in replies {
            count += 1;
            let reply = Reply { name: name.clone(), key: self.path.clone(), line, text };
            records.push(source.record(line, Ok(transcript(reply, count, Role::Agent))));
        }
        if let Some((line, _)) = self.turns.first() {
            count += 1;
            let line = *line;
            let result = dialogue(&self.turns, &self.path, source);
            let id = if count > 1 { format!("{name}#{count}") } else { name };
            records.push(source.record(line, result.map(|read| Transcript { id, ..read })));
        }
    }
}

/// Lines with role prefixes: a conversation as it should go.
fn dialogue(turns: &[(usize, String)], path: &str, source: &Source<'_>) -> Result<Transcript, ReadError> {
    let lines: Vec<&str> = turns.iter().map(|(_, line)| line.as_str()).collect();
    let mut read = text::dialogue(crate::read::canonical::TranscriptFile::default(), &lines, 0, source.options)?;
    read.channel = Some(Channel::Script);
    let starts = turns.iter().filter(|(_, line)| text::is_turn(line, &source.options.roles));
    for (turn, (line, _)) in read.turns.iter_mut().zip(starts) {
        turn.place.line = u32::try_from(*line).ok();
        turn.place.key = (!path.is_empty()).then(|| path.into());
    }
    Ok(read)
}

fn heading(line: &str) -> Option<(usize, &str)> {
    let level = line.bytes().take_while(|b| *b == b'#').count();
    let text = line.get(level..)?;
    ((1..=6).contains(&level) && text.starts_with([' ', '\t']))
        .then(|| (level, text.trim().trim_end_matches('#').trim()))
}

/// Whether text is an item of a list, and what it says.
fn list_item(text: &str) -> (bool, &str) {
    for mark in ["- ", "* ", "+ ", "• "] {
        if let Some(item) = text.strip_prefix(mark) {
            return (true, item.trim());
        }
    }
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let item = text.get(digits..).and_then(|rest| rest.strip_prefix(['.', ')', '、']));
    match item {
        Some(item) if digits > 0 => (true, item.trim()),
        _ => (false, text),
    }
}

fn is_forbidden(text: &str) -> bool {
    let head: String = text.chars().take(40).collect();
    FORBIDDEN.iter().any(|word| head.contains(word)) && !text.contains("✅")
}
