//! The report on a draft: findings with better wordings, nothing about scores.

use schemars::JsonSchema;
use serde::Serialize;

use super::excerpt::CharacterColumns;
use super::human::Human;
use super::model::{ConversationEntry, FindingEntry};
use super::{Context, Judged};
use crate::lang::Lang;

/// A reply that was judged, as the last turn of its conversation.
#[derive(Debug, Clone, Copy)]
pub struct Draft<'a> {
    /// The conversation.
    pub judged: &'a Judged,
}

/// A draft as it is reported.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct DraftEntry {
    /// The reply.
    pub text: String,
    /// What is wrong with it; spans are Unicode scalar offsets into `text`.
    pub findings: Vec<FindingEntry>,
}

impl DraftEntry {
    /// The findings on the last turn.
    #[must_use]
    pub fn new(context: &Context<'_>, draft: &Draft<'_>) -> Self {
        let text = draft.judged.transcript.turns.last().map(|t| t.text.clone()).unwrap_or_default();
        Self { text, findings: ConversationEntry::new(context, draft.judged).findings }
    }

    /// One line a finding.
    #[must_use]
    pub fn concise(&self, lang: Lang) -> String {
        let line = |f: &FindingEntry| {
            let column = f.span.as_ref().map_or(1, |s| s.start + 1);
            let better = if f.suggest.is_empty() {
                String::new()
            } else {
                format!("{}{}", lang.pick("；可以说：", "; say instead: "), f.suggest.join(lang.pick("；", "; ")))
            };
            format!("{column}: {} {}: {}{better}\n", f.severity.as_str(), f.rule, f.message)
        };
        self.findings.iter().map(line).collect()
    }

    /// One JSON object.
    #[must_use]
    pub fn json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default() + "\n"
    }
}

impl Draft<'_> {
    /// For people.
    #[must_use]
    pub fn human(&self, human: &Human, context: &Context<'_>, entry: &DraftEntry) -> String {
        if entry.findings.is_empty() {
            return context.lang.pick("✓ 没有发现问题\n", "✓ nothing found\n").to_owned();
        }
        let source = CharacterColumns::conversation(&self.judged.transcript, context.lang);
        entry.findings.iter().map(|f| human.finding(context, f, &source)).collect()
    }
}
