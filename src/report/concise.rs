//! `concise`: one line a finding, for grep and for editors.

use super::escape::visible;
use super::model::{ConversationEntry, FindingEntry};
use super::totals::Totals;
use super::{Context, Judged, Reporter, summary, words};
use crate::lang::Lang;
use crate::read::Skipped;

/// `calls.jsonl:1: C1 第 4 轮第 3 字: major tone/dead-end: 说了“没办法”…`
#[derive(Debug, Clone, Copy)]
pub struct Concise;

impl Reporter for Concise {
    fn conversation(&self, context: &Context<'_>, judged: &Judged) -> String {
        let entry = ConversationEntry::new(context, judged);
        let mut out = String::new();
        // What is in the baseline is counted, not listed: it would bury what is new.
        for finding in entry.findings.iter().filter(|f| !f.known) {
            let turn = finding.turn.map(|t| t + 1);
            let column = finding.span.as_ref().map(|s| s.start + 1);
            let place = match (turn, column, context.lang) {
                (Some(turn), Some(column), Lang::Zh) => format!(" 第 {turn} 轮第 {column} 字"),
                (Some(turn), Some(column), Lang::En) => format!(" turn {turn} column {column}"),
                (Some(turn), None, Lang::Zh) => format!(" 第 {turn} 轮"),
                (Some(turn), None, Lang::En) => format!(" turn {turn}"),
                (None, ..) => String::new(),
            };
            let source = finding.source.as_ref().unwrap_or(&entry.source);
            let source = if source.is_empty() { String::new() } else { format!("{}: ", visible(source)) };
            let key = finding.key.as_ref().map_or(String::new(), |key| format!(" [{}]", visible(key)));
            out.push_str(&format!(
                "{source}{}{place}{key}: {} {}: {}{}\n",
                visible(&entry.id),
                finding.severity.as_str(),
                finding.rule,
                visible(&finding.message),
                fate(finding, context.lang),
            ));
        }
        out
    }

    fn tail(&self, context: &Context<'_>, totals: &Totals, skipped: &[Skipped]) -> String {
        let lang = context.lang;
        let mut out = String::new();
        for record in skipped {
            out.push_str(&format!(
                "{}: {}: {}\n",
                record.source,
                lang.pick("跳过", "skipped"),
                record.reason.message(lang)
            ));
        }
        out + &summary::counts(context, totals, skipped) + "\n"
    }
}

/// `（在基线里）`
fn fate(finding: &FindingEntry, lang: Lang) -> String {
    let Some(fate) = words::fate(finding, lang) else { return String::new() };
    let (open, close) = lang.pick(("（", "）"), (" (", ")"));
    format!("{open}{fate}{close}")
}
