//! `json` and `jsonl`: the report for programs, written one conversation at a time.

use serde::Serialize;

use super::model::{ConversationEntry, EndEntry, RuleSetEntry, SCHEMA, ToolEntry};
use super::totals::Totals;
use super::{Context, Judged, Reporter};
use crate::read::Skipped;

/// One JSON object; conversations come before the summary, so that nothing has to be kept.
#[derive(Debug, Clone, Copy)]
pub struct Json;

/// One conversation object a line, the summary last.
#[derive(Debug, Clone, Copy)]
pub struct Jsonl;

impl Reporter for Json {
    fn head(&self, context: &Context<'_>) -> String {
        let tool = ToolEntry { name: "huashu".into(), version: env!("CARGO_PKG_VERSION").into() };
        let ruleset = RuleSetEntry::new(context.set);
        format!(
            "{{\"schema\":{},\"tool\":{},\"ruleset\":{},\"conversations\":[\n",
            text(&SCHEMA),
            text(&tool),
            text(&ruleset)
        )
    }

    fn conversation(&self, context: &Context<'_>, judged: &Judged) -> String {
        text(&ConversationEntry::new(context, judged))
    }

    fn separator(&self) -> &'static str {
        ",\n"
    }

    fn tail(&self, context: &Context<'_>, totals: &Totals, skipped: &[Skipped]) -> String {
        let end = text(&totals.entries(context, skipped));
        // The entries continue the object that the head opened.
        format!("\n],{}\n", &end[1..])
    }
}

impl Reporter for Jsonl {
    fn conversation(&self, context: &Context<'_>, judged: &Judged) -> String {
        text(&ConversationEntry::new(context, judged)) + "\n"
    }

    fn tail(&self, context: &Context<'_>, totals: &Totals, skipped: &[Skipped]) -> String {
        #[derive(Serialize)]
        struct Last {
            schema: &'static str,
            tool: ToolEntry,
            ruleset: RuleSetEntry,
            #[serde(flatten)]
            end: EndEntry,
        }
        let last = Last {
            schema: SCHEMA,
            tool: ToolEntry { name: "huashu".into(), version: env!("CARGO_PKG_VERSION").into() },
            ruleset: RuleSetEntry::new(context.set),
            end: totals.entries(context, skipped),
        };
        text(&last) + "\n"
    }
}

/// The entries hold nothing that JSON cannot say.
fn text(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
