//! A rule as it is written: the types of a rule file, one to one with its YAML.
//!
//! Nothing here is checked beyond its type; `set` validates across rules, the modules of `check` compile.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::located::Located;
use crate::outcome::OutcomeKind;
use crate::transcript::{Channel, Direction, EventKind, Role, Scene};

/// One rule. Its file's path is its id: `rules/tone/dead-end.yaml` is `tone/dead-end`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RuleFile {
    /// `family/name`, the same as the file's path.
    pub id: Located<String>,
    /// A short name for people.
    pub title: String,
    /// How grave a breach is.
    pub severity: Severity,
    /// Points deducted per finding; by severity where absent.
    pub points: Option<f64>,
    /// The most that this rule can deduct from one conversation.
    pub cap: Option<f64>,
    /// What a fatal finding voids: the whole score (`all`, the default) or only its dimension.
    pub fatal: Option<FatalReach>,
    /// The dimension of the score that findings are charged to.
    pub dimension: Located<String>,
    /// Clauses of the service standard it answers for.
    #[serde(default)]
    pub clauses: Vec<Located<String>>,
    /// Free words for `--select` and `--ignore`.
    #[serde(default)]
    pub tags: Vec<String>,
    /// What is wrong, said to a person. `{hit}`, `{value}`, `{limit}` are filled in.
    pub message: String,
    /// Why it matters.
    #[serde(default)]
    pub rationale: String,
    /// Better wordings.
    #[serde(default)]
    pub suggest: Vec<String>,
    /// How the words are said instead, for `huashu draft`; the first that fits and leaves and makes no finding is taken.
    #[serde(default)]
    pub rewrite: Vec<RewriteFile>,
    /// The same texts in English.
    pub en: Option<EnglishTexts>,
    /// `false`: runs only where it is selected by its full id or switched on in huashu.yaml.
    #[serde(default = "yes")]
    pub enabled: bool,
    /// Which conversations it is for.
    #[serde(default)]
    pub when: WhenFile,
    /// Another rule that must have passed or failed (not: not applicable) for this one to apply.
    pub requires: Option<Located<String>>,
    /// Model sentences that this rule demands: no other rule fires inside them.
    #[serde(default)]
    pub mandates: Vec<Located<String>>,
    /// What is looked for.
    pub check: CheckFile,
    /// A model that widens the check: it is asked where patterns and their exceptions say nothing.
    pub learned: Option<LearnedFile>,
    /// Sentences and conversations with the outcome they must have.
    #[serde(default)]
    pub examples: Vec<ExampleFile>,
}

const fn yes() -> bool {
    true
}

/// English texts of a rule.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema, serde::Serialize)]
#[serde(deny_unknown_fields)]
pub struct EnglishTexts {
    /// See `title`.
    pub title: String,
    /// See `message`.
    pub message: String,
    /// See `rationale`.
    #[serde(default)]
    pub rationale: String,
}

/// How grave a breach is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, serde::Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// 提示: worth knowing, costs nothing unless `points` says so.
    Notice,
    /// 一般
    Minor,
    /// 严重
    Major,
    /// 一票否决: the conversation scores 0.
    Fatal,
}

impl Severity {
    /// All severities, gravest first.
    pub const ALL: [Self; 4] = [Self::Fatal, Self::Major, Self::Minor, Self::Notice];

    /// The name used in files and reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Fatal => "fatal",
            Self::Major => "major",
            Self::Minor => "minor",
            Self::Notice => "notice",
        }
    }

    /// Points a finding costs where the rule does not say.
    #[must_use]
    pub const fn default_points(self) -> f64 {
        match self {
            Self::Fatal => 100.0,
            Self::Major => 5.0,
            Self::Minor => 2.0,
            Self::Notice => 0.0,
        }
    }
}

/// What a fatal finding voids.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum FatalReach {
    /// The whole score.
    All,
    /// The rule's dimension.
    Dimension,
}

/// Which conversations a rule is for. What is absent does not restrict.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WhenFile {
    /// Channels; a record without one is taken as a call where it has holds or end times, else as a chat.
    pub channel: Option<Vec<Channel>>,
    /// Scenes; a record without one is met only by rules that do not restrict it.
    pub scene: Option<Vec<Scene>>,
    /// Directions; a record without one counts as inbound.
    pub direction: Option<Vec<Direction>>,
    /// Metadata fields (dotted names) and the values they may have.
    #[serde(default)]
    pub meta: BTreeMap<String, OneOrMany>,
    /// First day (local to the record) on which the rule is in force, `2026-01-01`.
    pub from: Option<Located<String>>,
    /// Last day on which the rule is in force.
    pub until: Option<Located<String>>,
    /// What must hold in the conversation.
    #[serde(rename = "if")]
    pub condition: Option<ConditionFile>,
}

/// One value or several.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum OneOrMany {
    /// One.
    One(String),
    /// Several.
    Many(Vec<String>),
}

/// Something that holds in a conversation, or does not, or cannot be told.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ConditionFile {
    /// Somebody says something.
    Said(Box<SaidFile>),
    /// Something happens.
    Event(EventFile),
    /// A figure of the conversation lies within limits.
    Metric(MetricConditionFile),
    /// A metadata field has one of these values.
    Meta(BTreeMap<String, OneOrMany>),
    /// A named situation, one file each in `situations/`.
    Situation(Located<String>),
    /// All hold.
    All(Vec<ConditionFile>),
    /// At least one holds.
    Any(Vec<ConditionFile>),
    /// None holds.
    None(Vec<ConditionFile>),
}

/// A situation: a condition with a name, shared by rules (`situations/<name>.yaml`).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SituationFile {
    /// The same as the file's name.
    pub id: Located<String>,
    /// A short name for people.
    pub title: String,
    /// What it is and where it comes from.
    #[serde(default)]
    pub about: String,
    /// When it holds.
    pub holds: ConditionFile,
}

/// Words or patterns under a name (`lexicons/<name>.yaml`).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LexiconFile {
    /// The same as the file's name.
    pub id: Located<String>,
    /// A short name for people.
    pub title: String,
    /// What belongs in it and where it comes from.
    #[serde(default)]
    pub about: String,
    /// `true`: adds to the lexicon of the same name instead of replacing it.
    #[serde(default)]
    pub extend: bool,
    /// The entries, in the pattern syntax.
    #[serde(default)]
    pub entries: Vec<Located<String>>,
    /// Terms with their explanation in plain words, by trade: looked for like entries, and told with a finding.
    #[serde(default)]
    pub explained: BTreeMap<String, BTreeMap<String, String>>,
}

/// Patterns found in a scope.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SaidFile {
    /// Whose words; the agent's where absent.
    pub role: Option<RoleFile>,
    /// At least one of these (`at_least` of them).
    #[serde(default)]
    pub any: Vec<Located<String>>,
    /// All of these.
    #[serde(default)]
    pub all: Vec<Located<String>>,
    /// Hits that do not count.
    #[serde(default)]
    pub unless: Vec<UnlessFile>,
    /// A hit counts only where each of these is found near it.
    #[serde(default)]
    pub only: Vec<NearFile>,
    /// How many different patterns of `any` are needed; 1 where absent.
    pub at_least: Option<usize>,
    /// How many hits are needed; 1 where absent.
    pub times: Option<usize>,
    /// What else counts as a hit.
    pub fuzzy: Option<Fuzzy>,
    /// Where a hit may start and end; anywhere where absent.
    pub boundary: Option<Boundary>,
    /// Every clause, sentence, turn or burst of the scope must hold them, not only some.
    pub every: Option<Located<Unit>>,
    /// Where to look; all turns of the role where absent.
    #[serde(rename = "in", default)]
    pub scope: ScopeFile,
}

/// Whose words: a role, several, or `any`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum RoleFile {
    /// The agent; a bot where no person takes part.
    Agent,
    /// The customer.
    Customer,
    /// The bot.
    Bot,
    /// The platform.
    System,
    /// Anybody but the platform.
    Any,
}

/// An event of the record.
#[derive(Debug, Clone, Deserialize, JsonSchema, serde::Serialize)]
#[serde(deny_unknown_fields)]
pub struct EventFile {
    /// Its type.
    #[serde(rename = "type")]
    pub kind: EventKind,
    /// It lasts at least so many seconds.
    pub seconds: Option<f64>,
}

/// A figure within limits; both inclusive.
#[derive(Debug, Clone, Deserialize, JsonSchema, serde::Serialize)]
#[serde(deny_unknown_fields)]
pub struct MetricConditionFile {
    /// Which figure.
    pub name: Count,
    /// At least.
    pub min: Option<f64>,
    /// At most.
    pub max: Option<f64>,
}

/// Figures a condition can ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Count {
    /// Turns of the agent.
    AgentTurns,
    /// Turns of the customer.
    CustomerTurns,
    /// Characters the customer says before the agent's first answer to them.
    MatterCharacters,
    /// Sentences the customer says before the agent's first answer to them.
    MatterSentences,
    /// Handovers, by the record or by its events, whichever is more.
    Transfers,
    /// Seconds from the first turn to the last.
    Duration,
}

/// A hit that is no finding: a pattern that overlaps it, or patterns somewhere near.
#[derive(Debug, Clone)]
pub enum UnlessFile {
    /// A pattern whose match overlaps the hit.
    Pattern(Located<String>),
    /// Patterns found in a place near the hit.
    Near(NearFile),
}

/// Patterns found in a place near a hit.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NearFile {
    /// The patterns.
    pub any: Vec<Located<String>>,
    /// Matches of `any` that these overlap do not count.
    #[serde(default)]
    pub but: Vec<Located<String>>,
    /// Where: one place or several.
    #[serde(rename = "in")]
    pub places: Places,
}

/// One place or several.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Places {
    /// One.
    One(Place),
    /// Several.
    Many(Vec<Place>),
}

impl Places {
    /// Whether a place is among them.
    #[must_use]
    pub fn includes(&self, place: Place) -> bool {
        match self {
            Self::One(one) => *one == place,
            Self::Many(many) => many.contains(&place),
        }
    }
}

/// A place near a hit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Place {
    /// Overlapping the hit itself.
    Hit,
    /// The hit's clause.
    Clause,
    /// The hit's sentence.
    Sentence,
    /// The hit's sentence, before the hit.
    Before,
    /// The hit's sentence, after the hit.
    After,
    /// The sentence after the hit's.
    NextSentence,
    /// The hit's turn.
    Turn,
    /// The next turn of the same role.
    NextTurn,
    /// The turn of the same role before.
    PreviousTurn,
    /// What the other side said last before the hit's turn.
    Asked,
    /// What the other side says next after the hit's turn.
    Answered,
    /// Anywhere earlier.
    Earlier,
    /// Anywhere in the conversation, by the same role.
    Conversation,
}

/// What is looked for. One kind a rule; `all`, `any`, `none` nest.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum CheckFile {
    /// Patterns that must not occur.
    Forbid(ForbidFile),
    /// Patterns that must occur.
    Require(SaidFile),
    /// When something happens, something must follow or go before.
    Respond(RespondFile),
    /// Steps in order.
    Sequence(SequenceFile),
    /// A figure within limits.
    Limit(LimitFile),
    /// What is said is, or is not, like one of some sentences.
    Similar(SimilarFile),
    /// What the record's metadata must hold.
    Field(FieldFile),
    /// A figure over all conversations of a batch. A rule's only part: it has no outcome for one conversation.
    Aggregate(AggregateFile),
    /// Numbers of persons that must not be said.
    Entity(EntityFile),
    /// Saying the same again.
    Repeat(RepeatFile),
    /// A share or a density within limits.
    Ratio(RatioFile),
    /// Sentences that a model takes for a case of the rule.
    Learned(LearnedFile),
    /// Every part must pass.
    All(Vec<CheckFile>),
    /// At least one part must pass.
    Any(Vec<CheckFile>),
    /// No part may pass.
    None(Vec<CheckFile>),
    /// A part that is only for some of the conversations the rule is for.
    Given(GivenFile),
}

impl CheckFile {
    /// Whether a part of it is learned from examples.
    #[must_use]
    pub fn is_learned(&self) -> bool {
        match self {
            Self::Learned(_) => true,
            Self::All(parts) | Self::Any(parts) | Self::None(parts) => parts.iter().any(Self::is_learned),
            Self::Given(given) => given.check.is_learned(),
            _ => false,
        }
    }
}

/// `given`: a part that is only for some of the conversations the rule is for.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GivenFile {
    /// Which; elsewhere the part does not apply.
    pub when: WhenFile,
    /// What is looked for there.
    pub check: Box<CheckFile>,
}

/// `forbid`: patterns that must not occur.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ForbidFile {
    /// Whose words; the agent's where absent.
    pub role: Option<RoleFile>,
    /// The patterns.
    pub any: Vec<Located<String>>,
    /// Hits that are no findings.
    #[serde(default)]
    pub unless: Vec<UnlessFile>,
    /// A hit counts only where each of these is found near it.
    #[serde(default)]
    pub only: Vec<NearFile>,
    /// Where to look; all turns of the role where absent.
    #[serde(rename = "in", default)]
    pub scope: ScopeFile,
    /// Whether quoted or restated words of others are findings too.
    #[serde(default)]
    pub quoted: Quoted,
    /// Whether negated words (不保证, 没有让您) are findings too.
    #[serde(default)]
    pub negated: Negated,
    /// How findings are counted.
    #[serde(default)]
    pub report: Granularity,
    /// What else counts as a hit.
    pub fuzzy: Option<Fuzzy>,
    /// Where a hit may start and end; anywhere where absent.
    pub boundary: Option<Boundary>,
}

/// Whether words behind a negation count.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Negated {
    /// They count: 不 is often part of what must not be said.
    #[default]
    Counted,
    /// They are left alone where a negation stands right before them in their clause.
    Excused,
}

/// Whether quoted or restated words of others count.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Quoted {
    /// They are recognised (lexicon `quoting`, quotation marks) and left alone.
    #[default]
    Excused,
    /// They count like any other words.
    Counted,
}

/// How findings are counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Granularity {
    /// Every hit.
    Hit,
    /// One a turn, the first hit.
    #[default]
    Turn,
    /// One a conversation, the first hit.
    Conversation,
}

/// `respond`: when something happens, something must follow or go before.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RespondFile {
    /// What calls for it.
    pub to: TriggerFile,
    /// What is due.
    pub with: ObligationFile,
    /// Where it is due; in the turns after the trigger where absent.
    #[serde(default)]
    pub place: ResponsePlace,
    /// Within so many turns of the role; 1 where absent.
    pub turns: Option<usize>,
    /// Within so many seconds, besides.
    pub seconds: Option<f64>,
    /// It must be said before anything else: its turn may not hold these before it.
    #[serde(default)]
    pub before_any: Vec<Located<String>>,
    /// `true`: said once is enough for all triggers of the conversation.
    #[serde(default)]
    pub once: bool,
    /// `true`: a series of triggers without an answer is one finding, at the first.
    #[serde(default)]
    pub series: bool,
    /// What it means that the conversation ends with the trigger.
    #[serde(default)]
    pub at_end: AtEnd,
}

/// What it means that no turn follows a trigger.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum AtEnd {
    /// Nothing was due any more.
    #[default]
    Excused,
    /// The response is missing.
    Missing,
}

/// What calls for a response.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum TriggerFile {
    /// Somebody says something.
    Said(Box<SaidFile>),
    /// Something happens.
    Event(EventFile),
    /// The agent announces something and lets the customer wait, without a hold event.
    Wait(WaitFile),
    /// Any of these.
    Any(Vec<TriggerFile>),
}

/// The agent announces something and lets the customer wait.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WaitFile {
    /// The announcement.
    pub any: Vec<Located<String>>,
    /// Announcements that do not count.
    #[serde(default)]
    pub unless: Vec<UnlessFile>,
    /// The agent's next turn comes more than so many seconds after it.
    pub seconds: Option<ByChannel>,
    /// The agent's next turn comes less than so many seconds after it.
    pub within: Option<ByChannel>,
}

/// One figure, or one a channel.
#[derive(Debug, Clone, Deserialize, JsonSchema, serde::Serialize)]
#[serde(untagged)]
pub enum ByChannel {
    /// For all channels.
    Same(f64),
    /// By channel.
    Each(BTreeMap<Channel, f64>),
}

impl ByChannel {
    /// The figure for a channel.
    #[must_use]
    pub fn get(&self, channel: Channel) -> Option<f64> {
        match self {
            Self::Same(v) => Some(*v),
            Self::Each(map) => map.get(&channel).copied(),
        }
    }
}

/// What is due as a response.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ObligationFile {
    /// Whose words; the agent's where absent.
    pub role: Option<RoleFile>,
    /// At least one of these.
    #[serde(default)]
    pub any: Vec<Located<String>>,
    /// At least one of each group.
    #[serde(default)]
    pub each: Vec<Vec<Located<String>>>,
    /// Hits that do not count.
    #[serde(default)]
    pub unless: Vec<UnlessFile>,
}

/// Where a response is due.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ResponsePlace {
    /// In the role's turns after the trigger (for an event: after its end).
    #[default]
    After,
    /// In the role's turns before the trigger (for an event: before its start), the trigger's own turn included.
    Before,
    /// Anywhere from the trigger on, its own turn included.
    From,
    /// Anywhere in the conversation.
    Anywhere,
}

/// An example: what is said, and what must come out.
#[derive(Debug, Clone)]
pub struct ExampleFile {
    /// The outcome it must have.
    pub outcome: OutcomeKind,
    /// One sentence of the agent, a conversation with role prefixes, or a record.
    pub transcript: ExampleTranscript,
    /// Words that a finding must point at.
    pub at: Option<Located<String>>,
    /// What the last turn reads after the rule's rewrite.
    pub rewritten: Option<Located<String>>,
    /// Channel of the conversation.
    pub channel: Option<Channel>,
    /// Scene of the conversation.
    pub scene: Option<Scene>,
    /// Direction of the conversation.
    pub direction: Option<Direction>,
    /// A known gap: reported when it starts to hold, no error while it does not.
    pub todo: bool,
    /// Where it is written.
    pub span: std::ops::Range<usize>,
}

/// What is said in an example.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum ExampleTranscript {
    /// One sentence of the agent, or lines with role prefixes.
    Text(String),
    /// A record as in a transcript file.
    Record(serde_json::Map<String, serde_json::Value>),
    /// Several records: a batch, for figures over one.
    Batch(Vec<serde_json::Map<String, serde_json::Value>>),
}

mod aggregate;
mod clause;
mod entity;
mod example;
mod field;
mod learned;
mod limit;
mod matching;
mod ratio;
mod repeat;
mod rewrite;
mod scope;
mod sequence;
mod similar;
mod unless;

pub use aggregate::{AggregateFile, DEFAULT_TOP, FigureGroupFile, FigureKind};
pub use clause::{ClauseFile, ClauseKind, FullClauseFile};
pub use entity::EntityFile;
pub use field::{ExpectFile, FieldFile};
pub use learned::LearnedFile;
pub use limit::{CaseEnd, CaseLimitFile, LimitFile, Metric, Of, Parameter};
pub use matching::{Boundary, Fuzzy};
pub use ratio::{RatioFile, RatioUnit};
pub use repeat::{RepeatFile, RepeatTurnsFile};
pub use rewrite::{RewriteFile, RewriteUnit};
pub use scope::{AnchorFile, Phase, Reach, ScopeFile, Unit, Which};
pub use sequence::{SequenceFile, StepFile};
pub use similar::{DEFAULT_THRESHOLD, MAX_EXAMPLES, SimilarFile, SimilarUnit, Want};

/// The role a check looks at.
impl RoleFile {
    /// Whether it includes a role.
    #[must_use]
    pub const fn includes(self, role: Role) -> bool {
        match self {
            Self::Agent => matches!(role, Role::Agent),
            Self::Customer => matches!(role, Role::Customer),
            Self::Bot => matches!(role, Role::Bot),
            Self::System => matches!(role, Role::System),
            Self::Any => !matches!(role, Role::System),
        }
    }
}
