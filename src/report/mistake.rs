//! Errors of rule and project files, drawn for the person who wrote them.

use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteDiagnostic};

use super::excerpt::CharacterColumns;
use crate::lang::Lang;
use crate::rule::error::RuleError;

/// An error with its excerpt, caret and help.
#[must_use]
pub fn draw(error: &RuleError, lang: Lang) -> String {
    let span = LabeledSpan::new_primary_with_span(None, (error.at.start, error.at.len()));
    let mut diagnostic = MietteDiagnostic::new(error.message(lang)).with_labels([span]);
    if let Some(help) = error.help(lang) {
        diagnostic = diagnostic.with_help(help);
    }
    let source = CharacterColumns::new(&error.file.name, &error.file.text);
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
