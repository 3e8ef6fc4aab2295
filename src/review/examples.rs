//! Reviewed items as labelled examples, one JSON object a line, for whoever learns from them.

use schemars::JsonSchema;
use serde::Serialize;

use super::pool::Pool;
use super::settle::settle;
use super::sheet::{Conversation, Line};
use super::verdict::Label;

/// Turns of context before the one that is labelled.
const CONTEXT: usize = 3;

/// A labelled example.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Example {
    /// What was said in the turn; the whole conversation, a line a turn with its role, where the rule is about no one turn.
    pub text: String,
    /// The turns before, a line each with its role; absent where `text` is the whole conversation or its beginning.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub context: Option<String>,
    /// The rule.
    pub rule: String,
    /// Whether a finding of it is due.
    pub label: Label,
    /// Who says so.
    pub by: String,
    /// The turn, from 1; absent for the whole conversation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub turn: Option<usize>,
    /// The conversation.
    pub conversation: String,
}

/// Everything that is settled, in the order of the files.
#[must_use]
pub fn examples(pool: &Pool, arbiter: Option<&str>) -> Vec<Example> {
    let mut all = Vec::new();
    for pooled in &pool.conversations {
        let conversation = &pooled.conversation;
        let example = |turn: Option<usize>, words: &str, rule: &str, label, by: &str| {
            let (text, context, turn) = text(conversation, turn, words);
            let (rule, by) = (rule.to_owned(), by.to_owned());
            // A file without the words has nothing to learn from.
            (!text.is_empty()).then(|| Example {
                text,
                context,
                rule,
                label,
                by,
                turn,
                conversation: conversation.id.clone(),
            })
        };
        for item in &conversation.items {
            if let Ok(settled) = settle(item, arbiter) {
                all.extend(example(item.turn, &item.words, &item.rule, settled.label, &settled.by));
            }
        }
        for missed in &conversation.missed {
            let by = missed.reviewer.as_deref().unwrap_or_default();
            all.extend(example(missed.turn, &missed.words, &missed.rule, Label::Due, by));
        }
    }
    all
}

/// They as JSON, a line each.
#[must_use]
pub fn jsonl(examples: &[Example]) -> String {
    // A type of strings is plain JSON.
    examples.iter().map(|e| serde_json::to_string(e).unwrap_or_default() + "\n").collect()
}

fn text(conversation: &Conversation, turn: Option<usize>, words: &str) -> (String, Option<String>, Option<usize>) {
    let lines = |turns: &[Line]| turns.iter().map(written).collect::<Vec<_>>().join("\n");
    let found = turn.and_then(|turn| Some((turn, conversation.turns.get(turn.checked_sub(1)?)?)));
    if let Some((turn, line)) = found {
        let before = conversation.turns.get((turn - 1).saturating_sub(CONTEXT)..turn - 1).unwrap_or_default();
        return (line.text.clone(), Some(lines(before)).filter(|c| !c.is_empty()), Some(turn));
    }
    if !words.is_empty() {
        return (words.to_owned(), None, turn);
    }
    (lines(&conversation.turns), None, None)
}

fn written(line: &Line) -> String {
    if line.role.is_empty() { line.text.clone() } else { format!("{}：{}", line.role, line.text) }
}
