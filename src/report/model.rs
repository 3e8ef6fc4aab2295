//! The JSON report's types (schema `huashu-report/1`): what is serialised, apart from what is computed.

use std::collections::BTreeMap;
use std::ops::Range;

use schemars::JsonSchema;
use serde::Serialize;

pub use super::learned::LearnedEntry;
use super::{Context, Judged};
use crate::lang::Lang;
use crate::outcome::{
    Exception, Fate, Finding, MATCHED_BY_SOUND, Outcome, OutcomeKind, Phases, RuleOutcome, Silenced, Value,
};
use crate::rule::file::Severity;
use crate::rule::set::{Rule, RuleSet};
use crate::transcript::{Role, Scene, Transcript};
use crate::waiver::WaiverVerdict;

/// The name and version of the report's layout.
pub const SCHEMA: &str = "huashu-report/1";

/// A whole report.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[schemars(rename = "Report")]
pub struct ReportFile {
    /// `huashu-report/1`.
    pub schema: String,
    /// What wrote it.
    pub tool: ToolEntry,
    /// The rules it was judged by.
    pub ruleset: RuleSetEntry,
    /// One a conversation, in input order.
    pub conversations: Vec<ConversationEntry>,
    /// Everything after the conversations.
    #[serde(flatten)]
    pub end: EndEntry,
}

/// The program.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ToolEntry {
    /// `huashu`.
    pub name: String,
    /// Its version.
    pub version: String,
}

/// The rules.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct RuleSetEntry {
    /// Changes with anything that can change a result.
    pub hash: String,
    /// How many rules ran.
    pub rules: usize,
    /// The profile that chose them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub profile: Option<String>,
}

impl RuleSetEntry {
    pub(super) fn new(set: &RuleSet) -> Self {
        Self { hash: set.hash(), rules: set.rules().len(), profile: set.profile().map(str::to_owned) }
    }
}

/// What is known only after the last conversation.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct EndEntry {
    /// Figures over the whole batch.
    pub summary: SummaryEntry,
    /// By agent, sorted by id.
    pub agents: Vec<GroupEntry>,
    /// By team, sorted by id.
    pub teams: Vec<GroupEntry>,
    /// By rule, sorted by id.
    pub rules: Vec<RuleEntry>,
    /// Figures over the batch with a limit.
    pub kpis: Vec<KpiEntry>,
    /// Records that could not be read.
    pub skipped: Vec<SkippedEntry>,
}

/// Figures over the whole batch.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SummaryEntry {
    /// Conversations judged.
    pub conversations: usize,
    /// Their turns.
    pub turns: usize,
    /// Findings, waived ones left out.
    pub findings: usize,
    /// Of them, those that are in the baseline.
    #[serde(skip_serializing_if = "is_zero")]
    #[schemars(default)]
    pub known: usize,
    /// Findings that are waived.
    pub waived: usize,
    /// Outcomes that could not be judged.
    pub unknown: usize,
    /// Records that could not be read.
    pub skipped: usize,
    /// Replies of scripts, where a profile of their own chose their rules.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scripts: Option<ScriptsEntry>,
    /// Findings by severity.
    pub by_severity: BTreeMap<Severity, usize>,
    /// Mean score to a tenth; absent without conversations.
    pub mean_score: Option<f64>,
    /// `pass` or `fail`.
    pub gate: GateEntry,
    /// Why it failed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(default)]
    pub gate_reasons: Vec<GateReasonEntry>,
}

/// The scripts of a batch.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ScriptsEntry {
    /// Replies judged, among the conversations.
    pub replies: usize,
    /// The profile that chose their rules, since none was named.
    pub profile: String,
}

/// A reason why the gate failed.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct GateReasonEntry {
    /// `findings`, `max-findings`, `min-score`, `unknown`, `kpi`, `unknown-kpi`, `no-conversations`.
    pub kind: String,
    /// Findings, conversations or outcomes; for a figure, what it is made of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub count: Option<usize>,
    /// What is allowed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<f64>,
    /// The rule of a figure.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// It in words.
    pub message: String,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde wants it so")]
const fn is_zero(n: &usize) -> bool {
    *n == 0
}

/// Whether the gate passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum GateEntry {
    /// Nothing at or above the severity that fails, no score below the least.
    Pass,
    /// Otherwise.
    Fail,
}

/// One conversation.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ConversationEntry {
    /// Its id.
    pub id: String,
    /// File and line it was read from.
    pub source: String,
    /// Who served.
    pub agent: AgentEntry,
    /// 0–100.
    pub score: f64,
    /// The band it lies in.
    pub grade: String,
    /// Whether a fatal finding voided the score.
    pub fatal: bool,
    /// The scene, where it was guessed: the record did not name it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guessed_scene: Option<GuessEntry>,
    /// Opening, body and closing.
    pub phases: PhasesEntry,
    /// One a dimension.
    pub dimensions: Vec<DimensionEntry>,
    /// The arithmetic: what every rule with findings cost.
    pub deductions: Vec<DeductionEntry>,
    /// In the order of the conversation.
    pub findings: Vec<FindingEntry>,
    /// Outcomes that are no findings: `unknown` always, the others on request.
    pub outcomes: Vec<OutcomeEntry>,
}

/// A scene that a record does not name but shows.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct GuessEntry {
    /// The scene.
    pub scene: Scene,
    /// What it was told from.
    pub from: String,
}

/// The phases of a conversation, derived from what is said; they follow each other.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PhasesEntry {
    /// Up to the agent's first turn after the customer has stated the matter.
    pub opening: TurnsEntry,
    /// Between the two others.
    pub body: TurnsEntry,
    /// From the agent's closing words on; the last fifth where there are none.
    pub closing: TurnsEntry,
}

/// From and to, in turns from 0.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct TurnsEntry {
    /// First turn.
    pub start: usize,
    /// Turn after the last.
    pub end: usize,
}

/// An agent's key and team.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct AgentEntry {
    /// Key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Team.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub team: Option<String>,
}

/// A dimension's score.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct DimensionEntry {
    /// The dimension.
    pub name: String,
    /// Points left.
    pub score: f64,
    /// Points it holds.
    pub max: f64,
}

/// What the findings of one rule cost.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct DeductionEntry {
    /// The rule.
    pub rule: String,
    /// The dimension it is charged to.
    pub dimension: String,
    /// Findings.
    pub findings: usize,
    /// Points one costs.
    pub points: f64,
    /// Points taken, after the rule's cap, before the dimension's floor of 0.
    pub taken: f64,
}

/// A finding.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct FindingEntry {
    /// The rule.
    pub rule: String,
    /// How grave it is.
    pub severity: Severity,
    /// Points it costs.
    pub points: f64,
    /// Index of the turn from 0; absent where something is missing altogether.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub turn: Option<usize>,
    /// Who spoke there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// Unicode scalar offsets into the original text of the turn.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub span: Option<SpanEntry>,
    /// The words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// File and line of the turn, where the input has one for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Key path, column or heading it stands at, in scripts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// Seconds from the start of the conversation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<f64>,
    /// It depends on where time cuts a turn, which is estimated; absent where it does not.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[schemars(default)]
    pub estimated: bool,
    /// What is wrong.
    pub message: String,
    /// Better wordings.
    pub suggest: Vec<String>,
    /// Places that explain it.
    pub related: Vec<PlaceEntry>,
    /// Figures of the finding by name.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    #[schemars(default)]
    pub values: BTreeMap<String, ValueEntry>,
    /// Why a model takes it for a case of the rule; absent where a pattern or a figure does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub learned: Option<LearnedEntry>,
    /// Depends on rule, conversation id and words, not on the place.
    pub fingerprint: String,
    /// It is in the baseline; absent where it is not.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[schemars(default)]
    pub known: bool,
    /// Why it does not count, if it does not.
    pub waived: Option<String>,
    /// What a review found, where one did; it stands beside the finding, which stays as the machine made it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waived_verdict: Option<WaiverVerdict>,
    /// Who answers for that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waived_by: Option<String>,
    /// The last day on which it does not count.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waived_until: Option<String>,
}

/// From and to, in Unicode scalars from 0.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SpanEntry {
    /// First character.
    pub start: usize,
    /// Character after the last.
    pub end: usize,
}

/// A place in the conversation.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PlaceEntry {
    /// Index of the turn from 0.
    pub turn: usize,
    /// The words; the whole turn where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub span: Option<SpanEntry>,
}

/// A figure or a word.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum ValueEntry {
    /// A figure.
    Number(f64),
    /// A word.
    Text(String),
}

/// An outcome that is no finding.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct OutcomeEntry {
    /// The rule.
    pub rule: String,
    /// Which outcome.
    pub outcome: OutcomeKind,
    /// Why, where it was not judged.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Where it was said, for a pass.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(default)]
    pub evidence: Vec<PlaceEntry>,
    /// Hits that were no findings.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(default)]
    pub silenced: Vec<SilencedEntry>,
}

/// A hit that is no finding.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SilencedEntry {
    /// Index of the turn from 0.
    pub turn: usize,
    /// The words.
    pub text: String,
    /// The exception: `unless`, `quoted`, `negated`, `mandated`, `inside-word`.
    pub by: String,
    /// The pattern or rule behind it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

/// An agent or a team.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct GroupEntry {
    /// Key.
    pub id: String,
    /// Conversations.
    pub conversations: usize,
    /// Mean score to a tenth.
    pub mean_score: f64,
    /// Conversations that a fatal finding voided.
    pub fatal: usize,
    /// Findings.
    pub findings: usize,
}

/// How a rule fared over the batch.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct RuleEntry {
    /// The rule.
    pub rule: String,
    /// Conversations in which it passed.
    pub pass: usize,
    /// Failed.
    pub fail: usize,
    /// Did not apply.
    pub not_applicable: usize,
    /// Could not be judged.
    pub unknown: usize,
}

/// A figure over the batch with a limit.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct KpiEntry {
    /// The rule.
    pub rule: String,
    /// The conversations it is about, where the rule tells several kinds apart.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// The figure as a share of 1, to a hundredth of a percent; absent where undefined.
    pub value: Option<f64>,
    /// Its limit, as a share of 1: the least, or else the most.
    pub limit: Option<f64>,
    /// What it comes to.
    pub outcome: OutcomeKind,
    /// Conversations or cases it counts.
    pub n: usize,
    /// Why it does not bear on the gate, if somebody has waived it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waived: Option<String>,
    /// What is counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub numerator: Option<usize>,
    /// Of how many.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub denominator: Option<usize>,
    /// Keywords of what customers say, most weight first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(default)]
    pub topics: Vec<TopicEntry>,
}

/// A keyword of what customers say.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct TopicEntry {
    /// The word.
    pub word: String,
    /// Conversations in which a customer says it.
    pub conversations: usize,
    /// Their number times how rare the word is in general.
    pub weight: f64,
}

/// A record that could not be read.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SkippedEntry {
    /// File and line.
    pub source: String,
    /// Why.
    pub reason: String,
    /// So many more records of the file, which are not listed one by one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub more: Option<usize>,
}

fn guess(transcript: &Transcript, lang: Lang) -> Option<GuessEntry> {
    let from = transcript.scene_from.as_ref()?.message(lang);
    transcript.scene.map(|scene| GuessEntry { scene, from })
}

impl ConversationEntry {
    /// One conversation as it is reported.
    #[must_use]
    pub fn new(context: &Context<'_>, judged: &Judged) -> Self {
        let transcript = &judged.transcript;
        let card = &judged.scorecard;
        let mut findings = Vec::new();
        let mut outcomes = Vec::new();
        for outcome in &judged.outcomes {
            let rule = &context.set.rules()[outcome.rule];
            if let Outcome::Fail(list) = &outcome.outcome {
                findings.extend(list.iter().map(|f| finding(context, rule, f, judged)));
            }
            let unknown = outcome.outcome.kind() == OutcomeKind::Unknown;
            if unknown || (context.outcomes && outcome.outcome.kind() != OutcomeKind::Fail) {
                outcomes.push(OutcomeEntry::new(rule, outcome));
            }
        }
        findings.sort_by(|a, b| {
            let place = |f: &FindingEntry| (f.turn.unwrap_or(usize::MAX), f.span.as_ref().map_or(0, |s| s.start));
            place(a).cmp(&place(b)).then_with(|| a.rule.cmp(&b.rule))
        });
        Self {
            id: transcript.id.clone(),
            source: transcript.source.clone(),
            agent: AgentEntry {
                id: transcript.agent.id.clone(),
                name: transcript.agent.name.clone(),
                team: transcript.agent.team.clone(),
            },
            score: card.score,
            grade: card.grade.clone(),
            fatal: card.fatal,
            guessed_scene: guess(transcript, context.lang),
            phases: PhasesEntry::from(&judged.phases),
            dimensions: card
                .dimensions
                .iter()
                .map(|d| DimensionEntry { name: d.name.clone(), score: d.score, max: d.max })
                .collect(),
            deductions: card
                .deductions
                .iter()
                .map(|d| {
                    let rule = &context.set.rules()[d.rule];
                    DeductionEntry {
                        rule: rule.id().to_owned(),
                        dimension: rule.file.dimension.value.clone(),
                        findings: d.findings,
                        points: d.points,
                        taken: d.taken,
                    }
                })
                .collect(),
            findings,
            outcomes,
        }
    }
}

impl From<&Phases> for PhasesEntry {
    fn from(phases: &Phases) -> Self {
        let turns = |range: &Range<usize>| TurnsEntry { start: range.start, end: range.end };
        Self { opening: turns(&phases.opening), body: turns(&phases.body), closing: turns(&phases.closing) }
    }
}

impl OutcomeEntry {
    fn new(rule: &Rule, outcome: &RuleOutcome) -> Self {
        let (reason, evidence) = match &outcome.outcome {
            Outcome::Pass(places) => (None, places.iter().map(PlaceEntry::from).collect()),
            Outcome::Fail(_) => (None, Vec::new()),
            Outcome::NotApplicable(reason) | Outcome::Unknown(reason) => (Some(reason.as_str().to_owned()), Vec::new()),
        };
        Self {
            rule: rule.id().to_owned(),
            outcome: outcome.outcome.kind(),
            reason,
            evidence,
            silenced: outcome.silenced.iter().map(SilencedEntry::from).collect(),
        }
    }
}

impl From<&crate::outcome::Location> for PlaceEntry {
    fn from(place: &crate::outcome::Location) -> Self {
        Self { turn: place.turn, span: place.span.as_ref().map(|s| SpanEntry { start: s.start, end: s.end }) }
    }
}

impl From<&Silenced> for SilencedEntry {
    fn from(silenced: &Silenced) -> Self {
        let (by, detail) = match &silenced.by {
            Exception::Unless(pattern) => ("unless", Some(pattern.clone())),
            Exception::Quoted => ("quoted", None),
            Exception::Negated => ("negated", None),
            Exception::Mandated(sentence) => ("mandated", Some(sentence.clone())),
            Exception::InsideWord(word) => ("inside-word", Some(word.clone())),
        };
        Self { turn: silenced.location.turn, text: silenced.text.clone(), by: by.to_owned(), detail }
    }
}

/// What a finding says to a person: the rule's message with its placeholders filled in.
#[must_use]
pub fn message(rule: &Rule, finding: &Finding, lang: Lang) -> String {
    let english = rule.file.en.as_ref().filter(|_| lang == Lang::En);
    let mut text = english.map_or(&rule.file.message, |en| &en.message).clone();
    if let Some(words) = &finding.text {
        text = text.replace("{hit}", words);
    }
    for (name, value) in &finding.values {
        text = text.replace(&format!("{{{name}}}"), &shown(value, lang));
    }
    if finding.values.iter().any(|(name, _)| *name == MATCHED_BY_SOUND) {
        text += lang.pick("（按读音匹配）", " (matched by sound)");
    }
    if finding.learned.is_some() {
        text.push_str(lang.pick("（由样例学得）", " (learned from examples)"));
    }
    if finding.estimated {
        text.push_str(lang.pick("（按字数估算的时间）", " (time estimated from characters)"));
    }
    text
}

fn finding(context: &Context<'_>, rule: &Rule, finding: &Finding, judged: &Judged) -> FindingEntry {
    let transcript = &judged.transcript;
    // What is missing from a reply of a script is missing where the reply stands.
    let place = finding.turn.or((transcript.turns.len() == 1).then_some(0));
    let waived = match &finding.fate {
        Fate::Waived(waived) => Some(waived),
        Fate::Counts | Fate::Known => None,
    };
    let explanation = finding.text.as_ref().and_then(|words| context.set.explanation(rule, words));
    FindingEntry {
        rule: rule.id().to_owned(),
        severity: rule.file.severity,
        points: rule.points(),
        turn: finding.turn,
        role: finding.turn.and_then(|t| transcript.turns.get(t)).map(|t| t.role),
        span: finding.span.as_ref().map(|s| SpanEntry { start: s.start, end: s.end }),
        text: finding.text.clone(),
        source: place.and_then(|turn| transcript.turn_source(turn)),
        key: place.and_then(|turn| transcript.turns.get(turn)?.place.key.as_deref().map(str::to_owned)),
        at: finding.at,
        estimated: finding.estimated,
        message: message(rule, finding, context.lang),
        suggest: explanation.into_iter().chain(rule.file.suggest.iter().cloned()).collect(),
        related: finding.related.iter().map(PlaceEntry::from).collect(),
        values: finding
            .values
            .iter()
            .map(|(name, value)| {
                let value = match value {
                    Value::Text(text) => ValueEntry::Text(text.clone()),
                    Value::Seconds(n) | Value::Number(n) => ValueEntry::Number(*n),
                    Value::Lack(lack) => ValueEntry::Text(lack.as_str().to_owned()),
                    Value::Entity(kind) => ValueEntry::Text(kind.as_str().to_owned()),
                };
                ((*name).to_owned(), value)
            })
            .collect(),
        learned: finding.learned.as_deref().map(LearnedEntry::from),
        fingerprint: finding.fingerprint.clone(),
        known: finding.fate == Fate::Known,
        waived: waived.map(|w| w.reason.clone()),
        waived_verdict: waived.and_then(|w| w.verdict),
        waived_by: waived.map(|w| w.by.clone()),
        waived_until: waived.and_then(|w| w.until.clone()),
    }
}

fn shown(value: &Value, lang: Lang) -> String {
    let tenth = |n: f64| format!("{}", (n * 10.0).round() / 10.0);
    match value {
        Value::Text(text) => text.clone(),
        Value::Seconds(n) => format!("{} {}", tenth(*n), lang.pick("秒", "s")),
        Value::Number(n) => tenth(*n),
        Value::Lack(lack) => super::words::lack(*lack, lang).to_owned(),
        Value::Entity(kind) => super::words::entity(*kind, lang).to_owned(),
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A finding of nothing in particular.
    pub(crate) fn finding() -> FindingEntry {
        FindingEntry {
            rule: "test/a".into(),
            severity: Severity::Major,
            points: 5.0,
            turn: None,
            role: None,
            span: None,
            text: None,
            source: None,
            key: None,
            at: None,
            estimated: false,
            message: String::new(),
            suggest: Vec::new(),
            related: Vec::new(),
            values: BTreeMap::new(),
            learned: None,
            fingerprint: String::new(),
            known: false,
            waived: None,
            waived_verdict: None,
            waived_by: None,
            waived_until: None,
        }
    }
}
