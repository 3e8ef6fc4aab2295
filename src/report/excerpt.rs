//! Source text for miette whose columns count characters, as people do, and not bytes.

use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

/// A named text; the column in the header of an excerpt counts characters.
#[derive(Debug, Clone)]
pub struct CharacterColumns {
    name: String,
    text: String,
}

impl CharacterColumns {
    /// A text and the name shown above its excerpts.
    #[must_use]
    pub fn new(name: &str, text: &str) -> Self {
        Self { name: name.to_owned(), text: text.to_owned() }
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
        Ok(Box::new(MietteSpanContents::new_named(
            self.name.clone(),
            contents.data(),
            *contents.span(),
            contents.line(),
            column,
            contents.line_count(),
        )))
    }
}
