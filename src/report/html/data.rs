//! What the page gets, in its own short form: a row for the list and a detail a conversation, and the batch at the end.
//!
//! Rows are read when the page opens, details one by one when they are looked at.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::outcome::{Outcome, OutcomeKind};
use crate::report::model::{ConversationEntry, EndEntry, FindingEntry, SilencedEntry};
use crate::report::stats::sums::{Sums, local_day};
use crate::report::stats::trend::{self, Step};
use crate::report::stats::{Interval, Spread, pareto, wilson};
use crate::report::totals::{GroupTotals, Totals};
use crate::report::{Context, Judged, arithmetic, words};
use crate::rule::file::Severity;
use crate::transcript::{EventKind, Role};

/// What is known before the first conversation.
#[derive(Debug, Serialize)]
pub(super) struct Head {
    lang: &'static str,
    version: &'static str,
    ruleset: String,
    rules: Vec<RuleText>,
    grades: Vec<(String, f64)>,
    dimensions: Vec<(String, f64)>,
    outcomes: bool,
}

/// A rule as the page explains it.
#[derive(Debug, Serialize)]
struct RuleText {
    id: String,
    title: String,
    severity: Severity,
    points: f64,
    dimension: String,
    clauses: Vec<String>,
    why: String,
}

/// A conversation in the list. Keys are short: there may be a hundred thousand of them.
#[derive(Debug, Serialize)]
pub(super) struct Row {
    id: String,
    /// Agent's id, name and team.
    a: [Option<String>; 3],
    /// Score.
    s: f64,
    /// Grade.
    g: String,
    /// Voided by a fatal finding.
    x: u8,
    /// Local day of the start.
    #[serde(skip_serializing_if = "Option::is_none")]
    d: Option<String>,
    /// Turns.
    k: usize,
    /// Findings that count: index of the rule, how many.
    f: Vec<(usize, usize)>,
    /// Rules that could not be judged.
    u: usize,
}

/// A conversation as it is read.
#[derive(Debug, Serialize)]
pub(super) struct Detail {
    source: String,
    about: Vec<(&'static str, String)>,
    /// Turns with their start and end in seconds.
    turns: Vec<TurnRow>,
    /// What happened besides talking: name, start, end.
    events: Vec<(String, Option<f64>, Option<f64>)>,
    dimensions: Vec<(String, f64, f64, bool)>,
    arithmetic: Vec<String>,
    findings: Vec<FindingEntry>,
    /// Rules by outcome: pass, fail, not applicable, unknown.
    counts: [usize; 4],
    /// Reasons with the rules that could not be judged.
    unknown: Vec<(&'static str, Vec<usize>)>,
    /// With `--outcomes`: rules that passed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pass: Vec<usize>,
    /// With `--outcomes`: reasons with the rules that do not apply.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    other: Vec<(&'static str, Vec<usize>)>,
    /// With `--outcomes`: hits that do not count, with the rule and why.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    silenced: Vec<(usize, SilencedEntry, String)>,
    notes: Vec<String>,
}

/// One turn. Its text is `t`, which a search in the page looks for.
#[derive(Debug, Serialize)]
struct TurnRow {
    r: Role,
    #[serde(skip_serializing_if = "Option::is_none")]
    s: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    e: Option<f64>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    auto: bool,
    t: String,
}

/// The batch.
#[derive(Debug, Serialize)]
pub(super) struct Tail {
    #[serde(flatten)]
    end: EndEntry,
    mean: Option<f64>,
    interval: Option<[f64; 2]>,
    deviation: Option<f64>,
    fatal: Share,
    bars: Vec<usize>,
    dimension_means: Vec<DimensionRow>,
    pareto: Vec<ParetoRow>,
    agent_rows: Vec<GroupRow>,
    team_rows: Vec<GroupRow>,
    nobody: usize,
    step: &'static str,
    trend: Vec<PeriodRow>,
    undated: usize,
    days: Option<[String; 2]>,
    kpi_rows: Vec<KpiRow>,
    unknown_reasons: Vec<(&'static str, usize)>,
}

/// What the entry of a figure does not say: its name, and its limits in percent.
#[derive(Debug, Serialize)]
struct KpiRow {
    title: String,
    min: Option<f64>,
    max: Option<f64>,
}

/// A count out of another, with its interval.
#[derive(Debug, Serialize)]
struct Share {
    n: usize,
    of: usize,
    interval: Option<[f64; 2]>,
}

#[derive(Debug, Serialize)]
struct DimensionRow {
    name: String,
    max: f64,
    mean: Option<f64>,
    interval: Option<[f64; 2]>,
    judged: u64,
    unjudged: usize,
}

#[derive(Debug, Serialize)]
struct ParetoRow {
    rule: usize,
    findings: usize,
    conversations: usize,
    judged: usize,
    cumulative: f64,
}

#[derive(Debug, Serialize)]
struct GroupRow {
    id: String,
    name: Option<String>,
    team: Option<String>,
    n: usize,
    mean: f64,
    interval: Option<[f64; 2]>,
    fatal: Share,
    findings: usize,
    per100: f64,
}

#[derive(Debug, Serialize)]
struct PeriodRow {
    from: String,
    n: u64,
    mean: Option<f64>,
    interval: Option<[f64; 2]>,
    fatal: usize,
    per100: f64,
}

impl Head {
    pub(super) fn new(context: &Context<'_>) -> Self {
        let rules = context.set.rules().iter().map(|rule| {
            let english = rule.file.en.as_ref().filter(|_| context.lang == crate::lang::Lang::En);
            RuleText {
                id: rule.id().to_owned(),
                title: rule.title(context.lang).to_owned(),
                severity: rule.file.severity,
                points: rule.points(),
                dimension: rule.file.dimension.value.clone(),
                clauses: rule.file.clauses.iter().map(|c| c.value.clone()).collect(),
                why: english.map_or(&rule.file.rationale, |en| &en.rationale).clone(),
            }
        });
        Self {
            lang: context.lang.pick("zh", "en"),
            version: env!("CARGO_PKG_VERSION"),
            ruleset: context.set.hash(),
            rules: rules.collect(),
            grades: context.model.grades.clone(),
            dimensions: context.model.dimensions.clone(),
            outcomes: context.outcomes,
        }
    }
}

impl Row {
    pub(super) fn new(context: &Context<'_>, judged: &Judged, entry: &ConversationEntry) -> Self {
        let transcript = &judged.transcript;
        let agent = &transcript.agent;
        let mut fails: BTreeMap<usize, usize> = BTreeMap::new();
        for finding in entry.findings.iter().filter(|f| f.waived.is_none()) {
            let rule = context.set.rules().iter().position(|r| r.id() == finding.rule);
            *fails.entry(rule.unwrap_or_default()).or_default() += 1;
        }
        Self {
            id: transcript.id.clone(),
            a: [agent.id.clone(), agent.name.clone(), agent.team.clone()],
            s: judged.scorecard.score,
            g: judged.scorecard.grade.clone(),
            x: u8::from(judged.scorecard.fatal),
            d: transcript.started_at.map(|t| local_day(t).to_string()),
            k: transcript.turns.len(),
            f: fails.into_iter().collect(),
            u: judged.outcomes.iter().filter(|o| o.outcome.kind() == OutcomeKind::Unknown).count(),
        }
    }
}

impl Detail {
    pub(super) fn new(context: &Context<'_>, judged: &Judged, entry: ConversationEntry) -> Self {
        let transcript = &judged.transcript;
        let lang = context.lang;
        let mut counts = [0; 4];
        let mut unknown: BTreeMap<_, Vec<usize>> = BTreeMap::new();
        let mut other: BTreeMap<_, Vec<usize>> = BTreeMap::new();
        let mut pass = Vec::new();
        let mut silenced = Vec::new();
        for outcome in &judged.outcomes {
            let column = match &outcome.outcome {
                Outcome::Pass(_) => {
                    pass.push(outcome.rule);
                    0
                }
                // Every finding is waived.
                Outcome::Fail(_) if outcome.outcome.counting() == 0 => 0,
                Outcome::Fail(_) => 1,
                Outcome::NotApplicable(reason) => {
                    other.entry(*reason).or_default().push(outcome.rule);
                    2
                }
                Outcome::Unknown(reason) => {
                    unknown.entry(*reason).or_default().push(outcome.rule);
                    3
                }
            };
            counts[column] += 1;
            let why =
                |s: &crate::outcome::Silenced| (outcome.rule, SilencedEntry::from(s), words::exception(&s.by, lang));
            silenced.extend(outcome.silenced.iter().map(why));
        }
        if !context.outcomes {
            pass.clear();
            other.clear();
            silenced.clear();
        }
        let named = |list: BTreeMap<crate::outcome::Reason, Vec<usize>>| {
            list.into_iter().map(|(reason, rules)| (words::reason(reason, lang), rules)).collect()
        };
        let turn =
            |t: &crate::transcript::Turn| TurnRow { r: t.role, s: t.start, e: t.end, auto: t.auto, t: t.text.clone() };
        let event = |e: &crate::transcript::Event| {
            let name = match &e.kind {
                EventKind::Hold => "hold",
                EventKind::Transfer => "transfer",
                EventKind::Hangup => "hangup",
                EventKind::Other(name) => name,
            };
            (name.to_owned(), e.start, e.end)
        };
        let about = [
            "channel",
            "direction",
            "scene",
            "started_at",
            "agent.staff_no",
            "customer.tier",
            "case.id",
            "satisfaction",
        ];
        Self {
            source: transcript.source.clone(),
            about: about.into_iter().filter_map(|name| Some((name, transcript.meta(name)?.into_owned()))).collect(),
            turns: transcript.turns.iter().map(turn).collect(),
            events: transcript.events.iter().map(event).collect(),
            dimensions: judged
                .scorecard
                .dimensions
                .iter()
                .map(|d| (d.name.clone(), d.score, d.max, d.unjudged))
                .collect(),
            arithmetic: arithmetic::lines(context, judged),
            findings: entry.findings,
            counts,
            unknown: named(unknown),
            pass,
            other: named(other),
            silenced,
            notes: transcript.notes.iter().map(|n| n.message(lang)).collect(),
        }
    }
}

impl Tail {
    pub(super) fn new(context: &Context<'_>, totals: &Totals, skipped: &[crate::read::Skipped]) -> Self {
        let stats = &totals.stats;
        let (step, periods) = trend::periods(&stats.days);
        let trend = periods.iter().map(|period| {
            let sums = &period.sums;
            let n = sums.scores.n();
            PeriodRow {
                from: period.from.to_string(),
                n,
                mean: sums.scores.mean().map(hundredth),
                interval: sums.scores.interval(100.0).map(ends),
                fatal: sums.fatal,
                per100: per_hundred(sums.findings, n as usize),
            }
        });
        let ends_of_days = stats.days.first_key_value().zip(stats.days.last_key_value());
        Self {
            end: totals.entries(context, skipped),
            mean: stats.scores.mean().map(hundredth),
            interval: stats.scores.interval(100.0).map(ends),
            deviation: stats.scores.deviation().map(hundredth),
            fatal: Share::new(stats.fatal, totals.conversations),
            bars: stats.bars.to_vec(),
            dimension_means: dimensions(context, stats),
            pareto: pareto::rows(&stats.findings)
                .iter()
                .map(|row| {
                    let [pass, fail, ..] = totals.rules.get(row.index).copied().unwrap_or_default();
                    ParetoRow {
                        rule: row.index,
                        findings: row.count,
                        conversations: fail,
                        judged: pass + fail,
                        cumulative: row.cumulative,
                    }
                })
                .collect(),
            agent_rows: totals
                .agents
                .iter()
                .map(|(id, group)| GroupRow {
                    name: group.name.clone(),
                    team: group.team.clone(),
                    ..GroupRow::new(id, group)
                })
                .collect(),
            team_rows: totals.teams.iter().map(|(id, group)| GroupRow::new(id, group)).collect(),
            nobody: stats.nobody,
            step: match step {
                Step::Day => "day",
                Step::Week => "week",
            },
            trend: trend.collect(),
            undated: stats.undated,
            days: ends_of_days.map(|((first, _), (last, _))| [first.to_string(), last.to_string()]),
            kpi_rows: totals
                .figures
                .iter()
                .map(|f| {
                    let (min, max) = f.limits;
                    KpiRow { title: context.set.rules()[f.rule].title(context.lang).to_owned(), min, max }
                })
                .collect(),
            unknown_reasons: stats
                .unknown
                .iter()
                .map(|(reason, n)| (words::reason(*reason, context.lang), *n))
                .collect(),
        }
    }
}

fn dimensions(context: &Context<'_>, stats: &Sums) -> Vec<DimensionRow> {
    let names = context.model.dimensions.iter();
    names
        .zip(&stats.dimensions)
        .map(|((name, _), sums)| DimensionRow {
            name: name.clone(),
            max: sums.max,
            mean: sums.scores.mean().map(hundredth),
            interval: sums.scores.interval(sums.max).map(ends),
            judged: sums.scores.n(),
            unjudged: sums.unjudged,
        })
        .collect()
}

impl Share {
    fn new(n: usize, of: usize) -> Self {
        let interval = wilson(n, of).map(|i| [thousandth(i.low), thousandth(i.high)]);
        Self { n, of, interval }
    }
}

impl GroupRow {
    fn new(id: &str, group: &GroupTotals) -> Self {
        let scores: &Spread = &group.scores;
        Self {
            id: id.to_owned(),
            name: None,
            team: None,
            n: group.conversations,
            mean: scores.mean().map_or(0.0, hundredth),
            interval: scores.interval(100.0).map(ends),
            fatal: Share::new(group.fatal, group.conversations),
            findings: group.findings,
            per100: per_hundred(group.findings, group.conversations),
        }
    }
}

/// Findings per 100 conversations, to a tenth.
fn per_hundred(findings: usize, conversations: usize) -> f64 {
    if conversations == 0 { 0.0 } else { (findings as f64 / conversations as f64 * 1000.0).round() / 10.0 }
}

fn ends(interval: Interval) -> [f64; 2] {
    [hundredth(interval.low), hundredth(interval.high)]
}

fn hundredth(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

fn thousandth(share: f64) -> f64 {
    (share * 1000.0).round() / 1000.0
}
