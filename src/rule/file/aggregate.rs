//! `aggregate` as it is written: which figure over a batch, of which conversations, and its limits.

use schemars::JsonSchema;
use serde::Deserialize;

use super::WhenFile;
use crate::rule::located::Located;

/// Keywords that are shown where the rule does not say how many.
pub const DEFAULT_TOP: usize = 10;

/// `aggregate`: a figure over all conversations of a batch, within limits (both inclusive).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AggregateFile {
    /// Which figure.
    pub figure: Located<FigureKind>,
    /// At least, in percent.
    pub min: Option<f64>,
    /// At most, in percent.
    pub max: Option<f64>,
    /// With fewer conversations (or cases) it says nothing; 1 where absent.
    pub at_least: Option<usize>,
    /// The figure apart for some of the conversations, each with limits of its own. A conversation counts in the first
    /// group that it belongs to; in none, it does not count.
    #[serde(default)]
    pub groups: Vec<FigureGroupFile>,
    /// The rules by which a conversation is on time (on-time-rate): none fails, and one passes.
    #[serde(default)]
    pub rules: Vec<Located<String>>,
    /// The ratings that count as satisfied (satisfaction-rate); every other rating does not.
    #[serde(default)]
    pub satisfied: Vec<String>,
    /// Words that are no issue (top-issues): words or lexicons.
    #[serde(default)]
    pub ignore: Vec<Located<String>>,
    /// How many keywords are shown (top-issues); 10 where absent.
    pub top: Option<usize>,
}

/// Some of the conversations, with limits of their own.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FigureGroupFile {
    /// What it is called.
    pub name: String,
    /// The same in English.
    pub en: Option<String>,
    /// Which.
    pub when: WhenFile,
    /// At least, in percent; the figure's where absent.
    pub min: Option<f64>,
    /// At most, in percent; the figure's where absent.
    pub max: Option<f64>,
}

/// Figures over a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum FigureKind {
    /// Calls that were connected, of those with a `connected` field.
    ConnectRate,
    /// Calls that a person answered, of those that asked for one: calls with `answered`, unless `asked_for_person` is
    /// false.
    AnswerRate,
    /// Conversations in which the customer speaks, or that were never answered, and is answered by a person.
    ReplyRate,
    /// Conversations that were on time by some rules, of those these rules judged.
    OnTimeRate,
    /// Complaints that repeat an earlier one (`case.previous`, or a `repeat` field), by all others. Counted by case.
    RepeatComplaintRate,
    /// Satisfied customers, of those who gave a rating.
    SatisfactionRate,
    /// What customers talk about most: keywords with the number of conversations they occur in. Has no limit.
    TopIssues,
}

impl FigureKind {
    /// The name used in files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ConnectRate => "connect-rate",
            Self::AnswerRate => "answer-rate",
            Self::ReplyRate => "reply-rate",
            Self::OnTimeRate => "on-time-rate",
            Self::RepeatComplaintRate => "repeat-complaint-rate",
            Self::SatisfactionRate => "satisfaction-rate",
            Self::TopIssues => "top-issues",
        }
    }
}

impl AggregateFile {
    /// Fewest conversations or cases that the figure is made of.
    #[must_use]
    pub fn least(&self) -> usize {
        self.at_least.unwrap_or(1).max(1)
    }

    /// Whether any limit is set: without one it can never fail.
    #[must_use]
    pub fn has_limit(&self) -> bool {
        let groups = self.groups.iter().map(|g| (g.min, g.max));
        groups.chain([(self.min, self.max)]).any(|(min, max)| min.is_some() || max.is_some())
    }

    /// The limits of a group (of the whole where there are no groups), in percent: at least, at most.
    #[must_use]
    pub fn limits(&self, group: usize) -> (Option<f64>, Option<f64>) {
        let own = self.groups.get(group);
        (own.and_then(|g| g.min).or(self.min), own.and_then(|g| g.max).or(self.max))
    }
}
