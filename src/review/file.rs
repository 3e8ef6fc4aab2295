//! A review file as it is written in YAML.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::rule::located::Located;

/// The name and version of the file's layout.
pub const SCHEMA: &str = "huashu-review/1";

/// A review file. What a reviewer fills in are `verdict`, `comment` and `reviewer` of items, `human_score` and `read` of
/// conversations, `missed`, and appeals with their decisions.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Review")]
pub struct ReviewFile {
    /// `huashu-review/1`.
    pub schema: Located<String>,
    /// Who fills in what names nobody else; the file's name where absent.
    pub reviewer: Option<String>,
    /// How the sample was drawn.
    pub sample: Option<SampleFile>,
    /// What is reviewed.
    pub conversations: Vec<ConversationFile>,
}

/// How a sample was drawn.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ReviewSample")]
pub struct SampleFile {
    /// The same for all copies of a sample.
    pub id: String,
    /// `conversation` or `judgement`: what was drawn.
    pub unit: String,
    /// What makes strata: `agent`, `score`, `rule`, `team`.
    #[serde(default)]
    pub by: Vec<String>,
    /// `proportional` or `equal`.
    pub allocation: String,
    /// The seed.
    pub seed: u64,
    /// Units that were drawn.
    pub size: usize,
    /// Conversations there are.
    pub conversations: usize,
    /// The hash of the rules.
    #[serde(default)]
    pub ruleset: String,
    /// The strata.
    #[serde(default)]
    pub strata: Vec<StratumFile>,
    /// The rules.
    #[serde(default)]
    pub rules: Vec<RuleCountsFile>,
}

/// A stratum; `population` / `drawn` is what one unit of it stands for.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ReviewStratum")]
pub struct StratumFile {
    /// Its name.
    pub name: String,
    /// Units it has.
    pub population: usize,
    /// Units that were drawn.
    pub drawn: usize,
}

/// What a rule came to in all conversations there are.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ReviewRule")]
pub struct RuleCountsFile {
    /// Its id.
    pub rule: String,
    /// Its title.
    #[serde(default)]
    pub title: String,
    /// Conversations with findings.
    pub fail: usize,
    /// Conversations in which it looked and reports nothing.
    pub quiet: usize,
    /// Conversations that could not be judged.
    #[serde(default)]
    pub unknown: usize,
}

/// A conversation.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ReviewConversation")]
pub struct ConversationFile {
    /// Its id.
    pub id: Located<String>,
    /// File and line.
    #[serde(default)]
    pub source: String,
    /// Who served.
    #[serde(default)]
    pub agent: String,
    /// Their team.
    #[serde(default)]
    pub team: String,
    /// The machine's score.
    pub score: Option<f64>,
    /// Its grade.
    #[serde(default)]
    pub grade: String,
    /// The stratum it was drawn from.
    #[serde(default)]
    pub stratum: String,
    /// How many conversations it stands for.
    pub weight: Option<f64>,
    /// The reviewer's own score, 0–100.
    pub human_score: Option<Located<String>>,
    /// Whether every rule was looked for: `yes` or `no`.
    pub read: Option<Located<String>>,
    /// Who reviews it, if not the reviewer of the file.
    pub reviewer: Option<String>,
    /// What the reviewer has to say of it.
    #[serde(default)]
    pub comment: String,
    /// Rules that report nothing of it, though they looked.
    #[serde(default)]
    pub quiet: Vec<String>,
    /// What was said, a line a turn: `role: words`.
    #[serde(default)]
    pub turns: Vec<String>,
    /// What asks for a verdict.
    #[serde(default)]
    pub items: Vec<ItemFile>,
    /// What the machine missed.
    #[serde(default)]
    pub missed: Vec<MissedFile>,
}

/// A judgement of the machine that asks for a verdict.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ReviewItem")]
pub struct ItemFile {
    /// What it is known by; an appeal may name the fingerprint instead.
    pub id: Option<Located<String>>,
    /// The rule.
    pub rule: Located<String>,
    /// Its title.
    #[serde(default)]
    pub title: String,
    /// `fail`, `pass` or `not-applicable`; `fail` where absent.
    pub outcome: Option<Located<String>>,
    /// How grave.
    #[serde(default)]
    pub severity: String,
    /// The turn, from 1.
    pub turn: Option<usize>,
    /// The words that were found.
    #[serde(default)]
    pub words: String,
    /// The turns around.
    #[serde(default)]
    pub context: Vec<String>,
    /// What is wrong, or why nothing is reported.
    #[serde(default)]
    pub message: String,
    /// Clauses of standards.
    #[serde(default)]
    pub clauses: String,
    /// Why the rule is there.
    #[serde(default)]
    pub rationale: String,
    /// How many judgements it stands for; 1 where absent.
    pub weight: Option<f64>,
    /// The finding's fingerprint.
    pub fingerprint: Option<String>,
    /// `正确` / `correct`, `误报` / `false-alarm` or `漏报` / `missed`; open while empty.
    pub verdict: Option<Located<String>>,
    /// What the reviewer has to say; the reason of a waiver.
    #[serde(default)]
    pub comment: String,
    /// Who reviews it, if not the reviewer of the conversation or the file.
    pub reviewer: Option<String>,
    /// Verdicts of further reviewers.
    #[serde(default)]
    pub also: Vec<AnswerFile>,
    /// An appeal against it.
    pub appeal: Option<AppealFile>,
}

/// The verdict of a further reviewer.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ReviewAnswer")]
pub struct AnswerFile {
    /// See `verdict` of an item.
    pub verdict: Option<Located<String>>,
    /// What the reviewer has to say.
    #[serde(default)]
    pub comment: String,
    /// Who.
    pub reviewer: Located<String>,
}

/// An appeal.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ReviewAppeal")]
pub struct AppealFile {
    /// Who appeals.
    #[serde(default)]
    pub by: String,
    /// Why.
    #[serde(default)]
    pub reason: String,
    /// `成立` / `upheld` or `不成立` / `rejected`; open while empty.
    pub decision: Option<Located<String>>,
    /// Who decided.
    #[serde(default)]
    pub decided_by: String,
}

/// A breach that the machine missed.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ReviewMissed")]
pub struct MissedFile {
    /// The rule.
    pub rule: Located<String>,
    /// The turn, from 1.
    pub turn: Option<usize>,
    /// The words.
    #[serde(default)]
    pub words: String,
    /// What the reviewer has to say.
    #[serde(default)]
    pub comment: String,
    /// Who found it, if not the reviewer of the conversation or the file.
    pub reviewer: Option<String>,
}
