//! Excerpts for miette, with columns that count characters, as people do, and not bytes.

use std::fmt::Write as _;

use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

use super::escape::is_hidden;
use super::words;
use crate::lang::Lang;
use crate::transcript::Transcript;

/// A named text whose columns count characters.
#[derive(Debug, Clone)]
pub struct CharacterColumns {
    name: String,
    text: String,
    /// Characters that stand before the text proper of each line and are not counted.
    prefixes: Vec<usize>,
}

impl CharacterColumns {
    /// A text and the name shown above its excerpts.
    #[must_use]
    pub fn new(name: &str, text: &str) -> Self {
        Self { name: name.to_owned(), text: text.to_owned(), prefixes: Vec::new() }
    }

    /// A conversation, one turn a line, so that line numbers are turn numbers (from 1) and columns are characters of
    /// the turn's text.
    #[must_use]
    pub fn conversation(transcript: &Transcript, lang: Lang) -> Self {
        let mut text = String::new();
        let mut prefixes = Vec::with_capacity(transcript.turns.len());
        for turn in &transcript.turns {
            let from = text.len();
            if let Some(start) = turn.start {
                let _ = write!(text, "[{}] ", words::clock(start));
            }
            let _ = write!(text, "{}{}", words::role(turn.role, lang), lang.pick("：", ": "));
            prefixes.push(text[from..].chars().count());
            // One line a turn and no control characters: what a customer typed can't move the cursor.
            // What would turn the direction of the line is shown as a sign in its place.
            text.extend(turn.text.chars().map(|c| match c {
                c if c.is_control() => ' ',
                c if is_hidden(c) => char::REPLACEMENT_CHARACTER,
                c => c,
            }));
            text.push('\n');
        }
        let name = if transcript.source.is_empty() { &transcript.id } else { &transcript.source };
        Self { name: name.clone(), text, prefixes }
    }

    /// The bytes at which characters of a turn stand; of the whole turn for `None`.
    #[must_use]
    pub fn span(&self, turn: usize, characters: Option<std::ops::Range<usize>>) -> SourceSpan {
        let start: usize = self.text.split_inclusive('\n').take(turn).map(str::len).sum();
        let line = self.text[start..].lines().next().unwrap_or_default();
        let prefix = self.prefixes.get(turn).copied().unwrap_or(0);
        let byte = |n: usize| line.char_indices().nth(n).map_or(line.len(), |(at, _)| at);
        let (from, to) = match characters {
            Some(range) => (byte(prefix + range.start), byte(prefix + range.end)),
            None => (byte(prefix), line.len()),
        };
        (start + from, to.saturating_sub(from)).into()
    }
}

impl SourceCode for CharacterColumns {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let contents = self.text.read_span(span, before, after)?;
        // miette counts the column in bytes from the start of the line.
        let start = contents.span().offset();
        let line = self.text[..start].rfind('\n').map_or(0, |at| at + 1);
        let column = self.text.get(line..start).map_or(contents.column(), |head| head.chars().count());
        let prefix = self.prefixes.get(contents.line()).copied().unwrap_or(0);
        Ok(Box::new(MietteSpanContents::new_named(
            self.name.clone(),
            contents.data(),
            *contents.span(),
            contents.line(),
            column.saturating_sub(prefix),
            contents.line_count(),
        )))
    }
}
