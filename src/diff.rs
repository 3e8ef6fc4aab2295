//! What changes for a batch of conversations when it is judged by other rules.

use std::collections::BTreeMap;

use rayon::prelude::*;
use schemars::JsonSchema;
use serde::Serialize;

use crate::batch;
use crate::linter::Linter;
use crate::read::{Record, Skipped};
use crate::report::Context;
use crate::report::model::{ConversationEntry, FindingEntry};
use crate::transcript::Transcript;

/// The format of the JSON output.
pub const SCHEMA: &str = "huashu-diff/1";

/// Conversations judged at a time.
const CHUNK: usize = 256;

/// Judges all records by two rule sets; what could not be read comes back as well.
#[must_use]
pub fn compare(
    records: impl Iterator<Item = Record>,
    before: (&Linter, &Context<'_>),
    after: (&Linter, &Context<'_>),
) -> (Diff, Vec<Skipped>) {
    let mut records = records;
    let mut differ = Differ::default();
    let mut skipped = Vec::new();
    loop {
        let mut chunk = Vec::new();
        for record in records.by_ref() {
            match record {
                Record::Transcript(transcript) => chunk.push(*transcript),
                Record::Skipped(record) => skipped.push(record),
            }
            if chunk.len() == CHUNK {
                break;
            }
        }
        if chunk.is_empty() {
            return (differ.finish(), skipped);
        }
        let entry = |transcript: &Transcript, (linter, context): (&Linter, &Context<'_>)| {
            ConversationEntry::new(context, &batch::judge_one(transcript.clone(), linter, context))
        };
        let both: Vec<_> = chunk.par_iter().map(|t| (entry(t, before), entry(t, after))).collect();
        for (before, after) in &both {
            differ.add(before, after);
        }
    }
}

/// Everything that changes from one rule set to another.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Diff {
    /// `huashu-diff/1`
    pub schema: String,
    /// Conversations that were judged by both.
    pub conversations: usize,
    /// Findings of both.
    pub same: usize,
    /// Findings that only the second has.
    pub new: Vec<Change>,
    /// Findings that only the first has.
    pub lost: Vec<Change>,
    /// Scores that differ, in input order.
    pub scores: Vec<ScoreChange>,
    /// Agents whose mean score differs, by key; conversations without an agent count under an empty one.
    pub agents: Vec<AgentChange>,
}

/// A finding that only one of the two has.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Change {
    /// The conversation.
    pub conversation: String,
    /// The rule.
    pub rule: String,
    /// Index of the turn from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub turn: Option<usize>,
    /// The words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// What is wrong.
    pub message: String,
}

/// A conversation's score under both.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ScoreChange {
    /// The conversation.
    pub conversation: String,
    /// Under the first.
    pub before: f64,
    /// Under the second.
    pub after: f64,
}

/// An agent's mean score under both, to a tenth.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct AgentChange {
    /// The agent's key.
    pub agent: String,
    /// Conversations.
    pub conversations: usize,
    /// Under the first.
    pub before: f64,
    /// Under the second.
    pub after: f64,
}

impl Diff {
    /// Whether nothing changes.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.new.is_empty() && self.lost.is_empty() && self.scores.is_empty()
    }
}

/// Compares conversations one at a time.
#[derive(Debug, Clone, Default)]
pub struct Differ {
    conversations: usize,
    same: usize,
    new: Vec<Change>,
    lost: Vec<Change>,
    scores: Vec<ScoreChange>,
    agents: BTreeMap<String, Sums>,
}

/// Scores in tenths, so that sums do not depend on the order.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    conversations: usize,
    before: i64,
    after: i64,
}

impl Differ {
    /// Adds one conversation as both rule sets judge it.
    pub fn add(&mut self, before: &ConversationEntry, after: &ConversationEntry) {
        self.conversations += 1;
        let mut left: Vec<&FindingEntry> = before.findings.iter().collect();
        for finding in &after.findings {
            // Found as often in the one as in the other is the same.
            if let Some(at) = left.iter().position(|f| is_same(f, finding)) {
                left.remove(at);
                self.same += 1;
            } else {
                self.new.push(Change::new(after, finding));
            }
        }
        self.lost.extend(left.into_iter().map(|f| Change::new(before, f)));
        if tenths(before.score) != tenths(after.score) {
            self.scores.push(ScoreChange { conversation: before.id.clone(), before: before.score, after: after.score });
        }
        let agent = before.agent.id.clone().or_else(|| before.agent.name.clone()).unwrap_or_default();
        let sums = self.agents.entry(agent).or_default();
        sums.conversations += 1;
        sums.before += tenths(before.score);
        sums.after += tenths(after.score);
    }

    /// Everything that changes.
    #[must_use]
    pub fn finish(self) -> Diff {
        let mean = |sum: i64, n: usize| (sum as f64 / n as f64).round() / 10.0;
        let agents = self.agents.into_iter().filter(|(_, s)| s.before != s.after);
        let agents = agents.map(|(agent, s)| AgentChange {
            agent,
            conversations: s.conversations,
            before: mean(s.before, s.conversations),
            after: mean(s.after, s.conversations),
        });
        Diff {
            schema: SCHEMA.to_owned(),
            conversations: self.conversations,
            same: self.same,
            new: self.new,
            lost: self.lost,
            scores: self.scores,
            agents: agents.collect(),
        }
    }
}

impl Change {
    fn new(conversation: &ConversationEntry, finding: &FindingEntry) -> Self {
        Self {
            conversation: conversation.id.clone(),
            rule: finding.rule.clone(),
            turn: finding.turn,
            text: finding.text.clone(),
            message: finding.message.clone(),
        }
    }
}

/// The same rule finds the same words at the same place; what it says and costs may differ.
fn is_same(a: &FindingEntry, b: &FindingEntry) -> bool {
    let span = |f: &FindingEntry| f.span.as_ref().map(|s| (s.start, s.end));
    a.rule == b.rule && a.turn == b.turn && span(a) == span(b) && a.text == b.text
}

fn tenths(score: f64) -> i64 {
    (score * 10.0).round() as i64
}
