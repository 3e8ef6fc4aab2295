//! `github`: workflow commands, which GitHub shows beside the lines they are about.

use super::escape::{command_data, command_property, visible};
use super::model::{ConversationEntry, FindingEntry};
use super::place::FilePlace;
use super::totals::Totals;
use super::{Context, Judged, Reporter, summary};
use crate::read::Skipped;
use crate::rule::file::Severity;

/// `::error file=bot.txt,line=3,col=5::说了“没办法”…`
#[derive(Debug, Clone, Copy)]
pub struct Github;

impl Reporter for Github {
    fn conversation(&self, context: &Context<'_>, judged: &Judged) -> String {
        let entry = ConversationEntry::new(context, judged);
        // What is waived or known is nobody's task.
        let open = entry.findings.iter().filter(|f| f.waived.is_none() && !f.known);
        open.map(|f| {
            let place = FilePlace::of(&judged.transcript, f);
            command(level(f.severity), place.as_ref(), &f.rule, &message(context, &entry.id, f))
        })
        .collect()
    }

    fn tail(&self, context: &Context<'_>, totals: &Totals, skipped: &[Skipped]) -> String {
        let lang = context.lang;
        let mut out = String::new();
        for record in skipped {
            let place = FilePlace::of_source(&record.source, record.line);
            out += &command("error", place.as_ref(), lang.pick("读不出来", "unreadable"), &record.reason.message(lang));
        }
        for line in [summary::counts(context, totals, skipped), summary::gate(context, totals)] {
            out += &format!("{}\n", visible(&line));
        }
        out
    }
}

fn command(level: &str, place: Option<&FilePlace>, title: &str, message: &str) -> String {
    let mut properties = Vec::new();
    if let Some(place) = place {
        properties.push(format!("file={}", command_property(&place.file)));
        if let Some(line) = place.line {
            properties.push(format!("line={line}"));
        }
        if let Some((column, end_line, end_column)) = place.columns {
            properties.push(format!("endLine={end_line},col={column},endColumn={end_column}"));
        }
    }
    properties.push(format!("title={}", command_property(title)));
    format!("::{level} {}::{}\n", properties.join(","), command_data(message))
}

/// The conversation, what is wrong, and what to say instead.
fn message(context: &Context<'_>, id: &str, finding: &FindingEntry) -> String {
    let lang = context.lang;
    let better = match finding.suggest.is_empty() {
        true => String::new(),
        false => {
            format!("{}{}", lang.pick("；可以说：", "; say instead: "), finding.suggest.join(lang.pick("；", "; ")))
        }
    };
    format!("{id}{}{}{better}", lang.pick("：", ": "), finding.message)
}

const fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Fatal | Severity::Major => "error",
        Severity::Minor => "warning",
        Severity::Notice => "notice",
    }
}
