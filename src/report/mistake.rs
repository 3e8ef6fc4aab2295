//! Errors of rule and project files, drawn for the person who wrote them.

use std::ops::Range;

use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteDiagnostic};

use super::excerpt::CharacterColumns;
use crate::lang::Lang;
use crate::rule::error::{RuleError, SourceFile};

/// An error with its excerpt, caret and help.
#[must_use]
pub fn draw(error: &RuleError, lang: Lang) -> String {
    draw_at(&error.file, &error.at, error.message(lang), error.help(lang))
}

/// What is wrong at some bytes of a file, with its excerpt, caret and help.
#[must_use]
pub fn draw_at(file: &SourceFile, at: &Range<usize>, message: String, help: Option<String>) -> String {
    let span = LabeledSpan::new_primary_with_span(None, (at.start, at.len()));
    let mut diagnostic = MietteDiagnostic::new(message).with_labels([span]);
    if let Some(help) = help {
        diagnostic = diagnostic.with_help(help);
    }
    let source = CharacterColumns::new(&file.name, &file.text);
    let report = miette::Report::new(diagnostic).with_source_code(source);
    let handler = GraphicalReportHandler::new_themed(GraphicalTheme::unicode_nocolor())
        .with_context_lines(1)
        .with_width(100)
        .with_links(false);
    let mut out = String::new();
    // Writing to a string does not fail.
    let _ = handler.render_report(&mut out, report.as_ref());
    out.lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
}
