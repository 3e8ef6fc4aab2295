//! `limit` as it is written: which figure, how it is taken, and the limits it must lie within.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::{ByChannel, RoleFile};
use crate::rule::located::Located;
use crate::transcript::Scene;

/// `limit`: a figure within limits, both inclusive.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LimitFile {
    /// Which figure.
    pub metric: Located<Metric>,
    /// At most, in the metric's unit.
    pub max: Option<ByChannel>,
    /// At least, in the metric's unit.
    pub min: Option<ByChannel>,
    /// Whose turns; the agent's where absent.
    pub role: Option<RoleFile>,
    /// How the figures of a conversation are taken together; each by itself where absent.
    pub of: Option<Of>,
    /// Waits up to so many seconds are left alone (progress-gap).
    pub over: Option<f64>,
    /// Turns (speech-rate) or overlaps (overlap) shorter than so many seconds are left out.
    pub at_least_seconds: Option<f64>,
    /// Words that make it no breach: in the turn before or after the gap (silence), in the agent's reply or his turn
    /// before it (response), or all that one of the two says (overlap: back-channels).
    #[serde(default)]
    pub except: Vec<Located<String>>,
    /// System notes beside which a gap does not count; every system note where absent.
    #[serde(default)]
    pub except_system: Vec<Located<String>>,
    /// Words by which the agent announces a wait (response, silence, progress-gap).
    #[serde(default)]
    pub waits: Vec<Located<String>>,
    /// Words by which the customer agrees to an announced wait (silence).
    #[serde(default)]
    pub agreed: Vec<Located<String>>,
    /// Words by which the customer asks for time before the gap (response, silence).
    #[serde(default)]
    pub customer_waits: Vec<Located<String>>,
    /// Words by which the agent tells how far things are during a wait (response, silence, progress-gap).
    #[serde(default)]
    pub updates: Vec<Located<String>>,
    /// Which cases, and what ends their clock (case-hours).
    pub case: Option<CaseLimitFile>,
}

/// Figures that `limit` can measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Metric {
    /// Rings before the phone was picked up; ring seconds count as one ring every 5 s. Unit: rings.
    Ring,
    /// From the start of a call, or the customer's first message in a chat, to the first answer, be it automatic. Unit:
    /// seconds.
    FirstResponse,
    /// From the end of the customer's last turn to the start of the agent's next, each. Unit: seconds.
    Response,
    /// Time in which nobody speaks, holds excepted, each. Unit: seconds.
    Silence,
    /// Time by which the role speaks into a turn of the other side that has begun before, each. Unit: seconds.
    Overlap,
    /// Chinese characters, digits and Latin words a minute, each turn. Unit: words a minute (字/分).
    SpeechRate,
    /// How often the customer was put on hold. Unit: holds.
    HoldCount,
    /// The longest hold. Unit: seconds.
    HoldLongest,
    /// All holds together. Unit: seconds.
    HoldTotal,
    /// Between two signs of life of the agent while the customer waits longer than `over`, each. Unit: seconds.
    ProgressGap,
    /// How often the customer was handed over. Unit: handovers.
    Transfers,
    /// From the start of the conversation to its end. Unit: seconds.
    Duration,
    /// From the last word to hanging up. Unit: seconds.
    HangupGap,
    /// Turns of others after the last one of the role: `max: 0` wants the role to speak last. Unit: turns.
    LastSpeaker,
    /// Turns of the role. Unit: turns.
    Turns,
    /// Letters, characters and digits of a turn, each. Unit: characters.
    TurnLength,
    /// The role's share of what is said: of the speaking time in a call, of the characters in writing. Unit: percent.
    TalkShare,
    /// From a case's opening to its answer or call-back, over all conversations of the case. Unit: hours.
    CaseHours,
}

/// How the figures of a conversation are taken together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Of {
    /// Each by itself: one finding for every figure outside the limits.
    #[default]
    Each,
    /// Their mean.
    Average,
    /// The figure that nine in ten do not exceed.
    P90,
    /// The largest.
    Longest,
    /// Their sum.
    Total,
    /// Their sum in percent of the time from the first word to the last; for figures in seconds.
    Share,
    /// How many there are.
    Count,
}

/// Which cases a `case-hours` limit is for, and what ends their clock.
#[derive(Debug, Clone, Deserialize, JsonSchema, serde::Serialize)]
#[serde(deny_unknown_fields)]
pub struct CaseLimitFile {
    /// What ends the clock.
    pub until: CaseEnd,
    /// Most hours by priority; cases of another priority are left alone.
    #[serde(default)]
    pub by_priority: BTreeMap<String, f64>,
    /// Cases of these classes; with `scene` and `priority` an OR. All cases where the three are empty.
    #[serde(default)]
    pub class: Vec<String>,
    /// Cases with a conversation of these scenes.
    #[serde(default)]
    pub scene: Vec<Scene>,
    /// Cases of these priorities.
    #[serde(default)]
    pub priority: Vec<String>,
}

/// What ends a case's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum CaseEnd {
    /// The answer on record (`case.answered_at`) or the first call-back, whichever is earlier.
    Answer,
    /// The first call-back.
    CallBack,
}

/// The keys of `limit` that only some metrics use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Parameter {
    /// `role`
    Role,
    /// `of`
    Of,
    /// `over`
    Over,
    /// `at_least_seconds`
    AtLeastSeconds,
    /// `except`
    Except,
    /// `except_system`
    ExceptSystem,
    /// `waits`
    Waits,
    /// `agreed`
    Agreed,
    /// `customer_waits`
    CustomerWaits,
    /// `updates`
    Updates,
    /// `case`
    Case,
}

impl Parameter {
    /// All of them, in the order of the file.
    pub const ALL: [Self; 11] = [
        Self::Role,
        Self::Of,
        Self::Over,
        Self::AtLeastSeconds,
        Self::Except,
        Self::ExceptSystem,
        Self::Waits,
        Self::Agreed,
        Self::CustomerWaits,
        Self::Updates,
        Self::Case,
    ];

    /// The key.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Role => "role",
            Self::Of => "of",
            Self::Over => "over",
            Self::AtLeastSeconds => "at_least_seconds",
            Self::Except => "except",
            Self::ExceptSystem => "except_system",
            Self::Waits => "waits",
            Self::Agreed => "agreed",
            Self::CustomerWaits => "customer_waits",
            Self::Updates => "updates",
            Self::Case => "case",
        }
    }
}

impl LimitFile {
    /// All lists of patterns.
    #[must_use]
    pub const fn words(&self) -> [&Vec<Located<String>>; 6] {
        [&self.except, &self.except_system, &self.waits, &self.agreed, &self.customer_waits, &self.updates]
    }

    /// Whether a parameter is written.
    #[must_use]
    pub const fn has(&self, parameter: Parameter) -> bool {
        match parameter {
            Parameter::Role => self.role.is_some(),
            Parameter::Of => self.of.is_some(),
            Parameter::Over => self.over.is_some(),
            Parameter::AtLeastSeconds => self.at_least_seconds.is_some(),
            Parameter::Except => !self.except.is_empty(),
            Parameter::ExceptSystem => !self.except_system.is_empty(),
            Parameter::Waits => !self.waits.is_empty(),
            Parameter::Agreed => !self.agreed.is_empty(),
            Parameter::CustomerWaits => !self.customer_waits.is_empty(),
            Parameter::Updates => !self.updates.is_empty(),
            Parameter::Case => self.case.is_some(),
        }
    }
}

impl Metric {
    /// The name used in files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ring => "ring",
            Self::FirstResponse => "first-response",
            Self::Response => "response",
            Self::Silence => "silence",
            Self::Overlap => "overlap",
            Self::SpeechRate => "speech-rate",
            Self::HoldCount => "hold-count",
            Self::HoldLongest => "hold-longest",
            Self::HoldTotal => "hold-total",
            Self::ProgressGap => "progress-gap",
            Self::Transfers => "transfers",
            Self::Duration => "duration",
            Self::HangupGap => "hangup-gap",
            Self::LastSpeaker => "last-speaker",
            Self::Turns => "turns",
            Self::TurnLength => "turn-length",
            Self::TalkShare => "talk-share",
            Self::CaseHours => "case-hours",
        }
    }

    /// Whether it is measured in seconds.
    #[must_use]
    pub const fn in_seconds(self) -> bool {
        match self {
            Self::FirstResponse
            | Self::Response
            | Self::Silence
            | Self::Overlap
            | Self::HoldLongest
            | Self::HoldTotal
            | Self::ProgressGap
            | Self::Duration
            | Self::HangupGap => true,
            Self::Ring
            | Self::SpeechRate
            | Self::HoldCount
            | Self::Transfers
            | Self::LastSpeaker
            | Self::Turns
            | Self::TurnLength
            | Self::TalkShare
            | Self::CaseHours => false,
        }
    }

    /// The parameters it uses besides `max` and `min`.
    #[must_use]
    pub const fn parameters(self) -> &'static [Parameter] {
        use Parameter as P;
        match self {
            Self::Response => &[P::Of, P::Except, P::ExceptSystem, P::Waits, P::CustomerWaits, P::Updates],
            Self::Silence => &[P::Of, P::Except, P::ExceptSystem, P::Waits, P::Agreed, P::CustomerWaits, P::Updates],
            Self::Overlap => &[P::Role, P::Of, P::AtLeastSeconds, P::Except],
            Self::SpeechRate => &[P::Role, P::Of, P::AtLeastSeconds],
            Self::ProgressGap => &[P::Over, P::Waits, P::Updates],
            Self::LastSpeaker | Self::Turns | Self::TalkShare | Self::HangupGap => &[P::Role],
            Self::TurnLength => &[P::Role, P::Of],
            Self::CaseHours => &[P::Case],
            Self::HoldTotal => &[P::Of],
            Self::Ring
            | Self::FirstResponse
            | Self::HoldCount
            | Self::HoldLongest
            | Self::Transfers
            | Self::Duration => &[],
        }
    }
}
