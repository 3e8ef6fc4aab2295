//! Reports: what was judged, written for people and programs, one file a format.
//!
//! Rendering never decides: a format gets judged conversations and totals, and returns bytes. Conversations are
//! rendered in parallel and written in input order.

pub mod arithmetic;
pub mod concise;
pub mod diff;
pub mod draft;
pub mod excerpt;
pub mod human;
pub mod json;
pub mod kpis;
pub mod mistake;
pub mod model;
pub mod selftest;
pub mod summary;
pub mod totals;
pub mod why;
pub mod words;

use crate::kpi::Contribution;
use crate::lang::Lang;
use crate::outcome::{Phases, RuleOutcome};
use crate::read::Skipped;
use crate::rule::set::RuleSet;
use crate::score::{ScoreModel, Scorecard};
use crate::transcript::Transcript;
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
    /// Opening, body and closing.
    pub phases: Phases,
    /// The score.
    pub scorecard: Scorecard,
}

/// A report format. Each returns bytes; nothing here writes.
pub trait Reporter: Sync {
    /// What comes before the first conversation.
    fn head(&self, context: &Context<'_>) -> String;

    /// One conversation; `first` for the first of the report.
    fn conversation(&self, context: &Context<'_>, judged: &Judged, first: bool) -> String;

    /// What comes after the last conversation.
    fn tail(&self, context: &Context<'_>, totals: &Totals, skipped: &[Skipped]) -> String;
}
