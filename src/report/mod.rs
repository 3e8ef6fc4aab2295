//! Reports: what was judged, written for people and programs, one file a format.
//!
//! Rendering never decides: a format gets judged conversations and totals, and returns bytes. Most formats stream:
//! conversations are rendered in parallel and written in input order, and none is kept ([`Reporter`]). A format that
//! puts something before the conversations which only the last one settles gets the batch as a whole
//! ([`BatchReporter`]); conversations are kept only for those. Where a report is to be redacted, both get masked
//! conversations and totals, and know nothing of it (`redact`). [`format::Format`] lists them all.

pub mod arithmetic;
pub mod concise;
pub mod csv;
pub mod diff;
pub mod draft;
pub mod escape;
pub mod excerpt;
pub mod format;
pub mod github;
pub mod gitlab;
pub mod html;
pub mod human;
pub mod json;
pub mod junit;
pub mod kpis;
mod learned;
pub mod markdown;
pub mod mistake;
pub mod model;
pub mod place;
pub mod reasons;
pub mod review;
pub mod sarif;
pub mod selftest;
pub mod stats;
pub mod summary;
pub mod totals;
pub mod why;
pub mod words;
pub mod xlsx;

use std::io::{self, Write};

use crate::kpi::Contribution;
use crate::lang::Lang;
use crate::outcome::{Phases, RuleOutcome};
use crate::read::Skipped;
use crate::rule::set::RuleSet;
use crate::score::{ScoreModel, Scorecard};
use crate::transcript::Transcript;
use model::ConversationEntry;
use totals::Totals;

/// What a report is about, the same for all its conversations.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The rules that were run.
    pub set: &'a RuleSet,
    /// How scores were made.
    pub model: &'a ScoreModel,
    /// The language of texts for people.
    pub lang: Lang,
    /// Whether passes and rules that do not apply are listed too.
    pub outcomes: bool,
}

/// One conversation with everything that came out of it.
#[derive(Debug, Clone)]
pub struct Judged {
    /// The conversation.
    pub transcript: Transcript,
    /// One outcome a rule.
    pub outcomes: Vec<RuleOutcome>,
    /// What it adds to figures over the batch.
    pub contributions: Vec<Contribution>,
    /// The rules about the batch that are about it.
    pub figures: Vec<usize>,
    /// Opening, body and closing.
    pub phases: Phases,
    /// The score.
    pub scorecard: Scorecard,
}

/// A report format that streams. Each method returns text; nothing here writes.
pub trait Reporter: Sync {
    /// What comes before the first conversation.
    fn head(&self, _: &Context<'_>) -> String {
        String::new()
    }

    /// One conversation; nothing, where the format has nothing to say of it.
    fn conversation(&self, context: &Context<'_>, judged: &Judged) -> String;

    /// What comes between two conversations of which there is something to say.
    fn separator(&self) -> &'static str {
        ""
    }

    /// What comes after the last conversation.
    fn tail(&self, context: &Context<'_>, totals: &Totals, skipped: &[Skipped]) -> String;
}

/// A report format that needs the whole batch before its first byte, or whose bytes are no text.
pub trait BatchReporter: Sync {
    /// Writes the report.
    ///
    /// # Errors
    /// What `out` returns.
    fn write(&self, context: &Context<'_>, batch: &Batch<'_>, out: &mut dyn Write) -> io::Result<()>;
}

/// A whole batch.
#[derive(Debug, Clone, Copy)]
pub struct Batch<'a> {
    /// In input order.
    pub conversations: &'a [Kept],
    /// Figures over all of them; `Totals::entries` makes summary, agents, teams, rules and KPIs of them.
    pub totals: &'a Totals,
    /// Records that could not be read.
    pub skipped: &'a [Skipped],
}

/// What is kept of a conversation for a [`BatchReporter`].
#[derive(Debug, Clone)]
pub struct Kept {
    /// What reports say of it: score, dimensions, findings, outcomes.
    pub entry: ConversationEntry,
    /// Turns with texts and clocks, events, metadata.
    pub transcript: Transcript,
    /// The arithmetic of the score, a line each, the score last.
    pub arithmetic: Vec<String>,
}

impl Kept {
    /// What is kept of a conversation.
    #[must_use]
    pub fn new(context: &Context<'_>, judged: &Judged) -> Self {
        Self {
            entry: ConversationEntry::new(context, judged),
            transcript: judged.transcript.clone(),
            arithmetic: arithmetic::lines(context, judged),
        }
    }
}

/// What writes a report.
pub enum Writer {
    /// As conversations are judged.
    Stream(Box<dyn Reporter>),
    /// When all of them are.
    Whole(Box<dyn BatchReporter>),
}
