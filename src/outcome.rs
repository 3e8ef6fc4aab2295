//! What a rule yields for a conversation: an outcome with its evidence.
//!
//! An outcome carries facts (places, figures, reasons), never sentences: those are made from the rule's message and
//! the reader's language when a report is written.

use std::ops::Range;

use crate::learned::Learned;
use crate::rule::file::Phase;
use crate::waiver::WaiverVerdict;

/// A place in a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Location {
    /// Index of the turn, from 0.
    pub turn: usize,
    /// Unicode scalar offsets into the original text of the turn; the whole turn where absent.
    pub span: Option<Range<usize>>,
}

/// A breach of a rule 问题, with its evidence.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Finding {
    /// Where it stands, or the turn where a missing element was due.
    pub turn: Option<usize>,
    /// Unicode scalar offsets into the original text of the turn; absent for something missing.
    pub span: Option<Range<usize>>,
    /// The words that were found, as in the original text.
    pub text: Option<String>,
    /// Seconds from the start of the conversation.
    pub at: Option<f64>,
    /// It depends on where time cuts a turn, which is estimated from the share of its characters.
    pub estimated: bool,
    /// Places that explain it: the trigger, the other turn.
    pub related: Vec<Location>,
    /// Figures and words the rule's message refers to: `{value}`, `{limit}` ….
    pub values: Vec<(&'static str, Value)>,
    /// Why a model takes it for a case of the rule, where no pattern does.
    pub learned: Option<Box<Learned>>,
    /// What it is known by from one run to another (`fingerprint`); empty until the conversation is judged as a whole.
    pub fingerprint: String,
    /// Whether it counts.
    pub fate: Fate,
}

/// What becomes of a finding.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Fate {
    /// It counts.
    #[default]
    Counts,
    /// It counts, and is in the baseline: it fails nothing.
    Known,
    /// It does not count.
    Waived(Waived),
}

/// Why a finding does not count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waived {
    /// Index of the waiver.
    pub waiver: usize,
    /// What a review found, where one did.
    pub verdict: Option<WaiverVerdict>,
    /// Why.
    pub reason: String,
    /// Who answers for it.
    pub by: String,
    /// Its last day.
    pub until: Option<String>,
}

impl Fate {
    /// Whether it costs points and is counted.
    #[must_use]
    pub const fn counts(&self) -> bool {
        match self {
            Self::Counts | Self::Known => true,
            Self::Waived(_) => false,
        }
    }
}

/// The name of the value that says by which pattern words were found whose sound alone it matches.
pub const MATCHED_BY_SOUND: &str = "sound";

/// A figure or a word in a finding.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Words from the conversation or the rule.
    Text(String),
    /// Seconds.
    Seconds(f64),
    /// A plain number.
    Number(f64),
    /// What is wrong with a step or a field.
    Lack(Lack),
    /// What kind of number it is.
    Entity(crate::text::entity::Kind),
}

/// What can be wrong with something that is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lack {
    /// It is not there.
    Missing,
    /// It is there, but out of order.
    Misplaced,
}

impl Lack {
    /// The name used in reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Misplaced => "misplaced",
        }
    }
}

/// The phases of a conversation: ranges of its turns, from 0, that follow each other and together are all of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Phases {
    /// Up to the agent's first turn after the customer has stated the matter.
    pub opening: Range<usize>,
    /// Between the two others.
    pub body: Range<usize>,
    /// From the agent's closing words on; the last fifth where there are none.
    pub closing: Range<usize>,
}

impl Phases {
    /// The turns of a phase.
    #[must_use]
    pub const fn get(&self, phase: Phase) -> &Range<usize> {
        match phase {
            Phase::Opening => &self.opening,
            Phase::Body => &self.body,
            Phase::Closing => &self.closing,
        }
    }
}

/// The result of one rule on one conversation.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// Looked, and it is right; for a required element, where it was said.
    Pass(Vec<Location>),
    /// One or more findings.
    Fail(Vec<Finding>),
    /// Trigger or scope did not occur.
    NotApplicable(Reason),
    /// Cannot be judged from this input.
    Unknown(Reason),
}

impl Outcome {
    /// How many findings there are that are not waived.
    #[must_use]
    pub fn counting(&self) -> usize {
        match self {
            Self::Fail(findings) => findings.iter().filter(|f| f.fate.counts()).count(),
            Self::Pass(_) | Self::NotApplicable(_) | Self::Unknown(_) => 0,
        }
    }

    /// The outcome that scores and totals go by: a pass where every finding is waived.
    #[must_use]
    pub fn settled(&self) -> OutcomeKind {
        match self {
            Self::Fail(_) if self.counting() == 0 => OutcomeKind::Pass,
            _ => self.kind(),
        }
    }

    /// The outcome without its evidence.
    #[must_use]
    pub const fn kind(&self) -> OutcomeKind {
        match self {
            Self::Pass(_) => OutcomeKind::Pass,
            Self::Fail(_) => OutcomeKind::Fail,
            Self::NotApplicable(_) => OutcomeKind::NotApplicable,
            Self::Unknown(_) => OutcomeKind::Unknown,
        }
    }
}

/// The four outcomes.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum OutcomeKind {
    /// Looked, and it is right.
    Pass,
    /// One or more findings.
    Fail,
    /// Trigger or scope did not occur: leaves the denominator.
    NotApplicable,
    /// Cannot be judged from this input: said loudly, never passed.
    Unknown,
}

impl OutcomeKind {
    /// The name used in files and reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::NotApplicable => "not-applicable",
            Self::Unknown => "unknown",
        }
    }
}

/// Why a rule did not apply or could not be judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// The rule is for other channels.
    OtherChannel,
    /// The rule is for other scenes.
    OtherScene,
    /// The rule is for one scene and the record names none.
    NoScene,
    /// The rule is for the other direction.
    OtherDirection,
    /// The rule was not in force on the day.
    OtherDate,
    /// The record's metadata do not meet the rule's `when`.
    OtherMeta,
    /// The rule's `when` does not hold for what was said.
    Condition,
    /// The rule it builds on did not pass.
    Precondition,
    /// What would call for it never happened.
    NoTrigger,
    /// There is no turn in the rule's scope.
    NoTurns,
    /// Turns have no start or end times.
    NoTimestamps,
    /// Turns have no end times, only starts.
    NoEndTimes,
    /// The record does not carry the metadata the rule needs.
    NoMetadata,
    /// The conversation has no turn of the customer.
    NoCustomer,
    /// Some turns have no start or end times.
    PartialClocks,
    /// A clock runs backwards.
    ClockBackwards,
    /// The conversation belongs to no case.
    NoCase,
    /// No other conversation of the case, and no answer on record.
    NotLinked,
    /// The case is judged in another of its conversations.
    JudgedElsewhere,
    /// The rule is about the batch as a whole.
    Batch,
    /// Too little is said for a share or a density.
    TooFew,
}

impl Reason {
    /// Machine-readable English phrase, as in `"reason"` of the JSON report.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OtherChannel => "other channel",
            Self::OtherScene => "other scene",
            Self::NoScene => "scene not given",
            Self::OtherDirection => "other direction",
            Self::OtherDate => "not in force on this date",
            Self::OtherMeta => "metadata do not match",
            Self::Condition => "condition not met",
            Self::Precondition => "precondition not met",
            Self::NoTrigger => "no trigger",
            Self::NoTurns => "no turns in scope",
            Self::NoTimestamps => "no timestamps",
            Self::NoEndTimes => "no end times",
            Self::NoMetadata => "metadata missing",
            Self::NoCustomer => "no customer turns",
            Self::PartialClocks => "some turns without timestamps",
            Self::ClockBackwards => "clock runs backwards",
            Self::NoCase => "no case",
            Self::NotLinked => "no linked conversation",
            Self::JudgedElsewhere => "judged in another conversation of the case",
            Self::Batch => "judged over the whole batch",
            Self::TooFew => "too little said",
        }
    }
}

/// A hit that is no finding, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct Silenced {
    /// Where the hit stands.
    pub location: Location,
    /// The words that were hit.
    pub text: String,
    /// Which exception applied.
    pub by: Exception,
}

/// Why a hit is no finding.
#[derive(Debug, Clone, PartialEq)]
pub enum Exception {
    /// An `unless` of the rule; its pattern as written.
    Unless(String),
    /// Words of the customer or a third party, quoted or restated.
    Quoted,
    /// Negated.
    Negated,
    /// Inside a phrase that another rule demands; the rule's id.
    Mandated(String),
    /// It starts or ends inside of a word, where only whole words count; the word.
    InsideWord(String),
}

/// One rule's result on one conversation.
#[derive(Debug, Clone, PartialEq)]
pub struct RuleOutcome {
    /// Index of the rule in its `RuleSet`.
    pub rule: usize,
    /// What came out.
    pub outcome: Outcome,
    /// Hits that were no findings.
    pub silenced: Vec<Silenced>,
}
