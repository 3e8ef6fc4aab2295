//! Totals over a batch, built up one conversation at a time.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::model::{EndEntry, GateEntry, GroupEntry, KpiEntry, RuleEntry, ScriptsEntry, SkippedEntry, SummaryEntry};
use super::stats::Spread;
use super::stats::sums::Sums;
use super::{Context, Judged, reasons};
use crate::gate::{Objection, Tally};
use crate::kpi::{FigureResult, Kpis};
use crate::outcome::{Fate, Outcome, OutcomeKind, Waived};
use crate::policy::Policy;
use crate::read::{self, Skipped};
use crate::rule::file::{CheckFile, FigureKind, Severity};
use crate::transcript::Channel;

/// Totals over a batch. Memory grows with the number of agents and rules, not of conversations.
#[derive(Debug, Clone, Default)]
pub struct Totals {
    /// Conversations judged.
    pub conversations: usize,
    /// Of them, replies of scripts.
    pub scripts: usize,
    /// Their turns.
    pub turns: usize,
    /// Findings, waived ones left out.
    pub findings: usize,
    /// Of them, those in the baseline.
    pub known: usize,
    /// Findings that are waived.
    pub waived: usize,
    /// Outcomes that could not be judged.
    pub unknown: usize,
    /// Findings by severity.
    pub by_severity: BTreeMap<Severity, usize>,
    /// By rule, in the set's order: pass, fail, not applicable, unknown.
    pub rules: Vec<[usize; 4]>,
    /// By agent.
    pub agents: BTreeMap<String, GroupTotals>,
    /// By team.
    pub teams: BTreeMap<String, GroupTotals>,
    /// Conversations by grade.
    pub grades: BTreeMap<String, usize>,
    /// Sums for statistics.
    pub stats: Sums,
    /// Figures over the batch, as they grow.
    pub kpis: Kpis,
    /// What they came to; there once the batch is finished.
    pub figures: Vec<FigureResult>,
    /// Figures that are waived, by their place among the figures.
    pub waived_figures: BTreeMap<usize, Waived>,
    /// Why the gate fails; there once the batch is finished.
    pub objections: Vec<Objection>,
    /// Fewest conversations or cases a figure was made of to bear on the gate.
    pub kpi_min_n: usize,
    tally: Tally,
    /// Rules about the batch that are about one conversation at least.
    measured: BTreeSet<usize>,
}

/// Totals of an agent or a team.
#[derive(Debug, Clone, Default)]
pub struct GroupTotals {
    /// The agent's name, as last seen.
    pub name: Option<String>,
    /// The agent's team, as last seen.
    pub team: Option<String>,
    /// Conversations.
    pub conversations: usize,
    /// Conversations that a fatal finding voided.
    pub fatal: usize,
    /// Findings.
    pub findings: usize,
    /// Scores.
    pub scores: Spread,
}

impl GroupTotals {
    /// Mean score to a tenth.
    #[must_use]
    pub fn mean_score(&self) -> f64 {
        self.scores.mean().map_or(0.0, tenth)
    }
}

impl Totals {
    /// Adds one conversation.
    pub fn add(&mut self, context: &Context<'_>, policy: &Policy, judged: &Judged) {
        let card = &judged.scorecard;
        self.stats.add(context, judged);
        self.rules.resize(context.set.rules().len(), [0; 4]);
        self.conversations += 1;
        self.scripts += usize::from(judged.transcript.channel == Some(Channel::Script));
        self.turns += judged.transcript.turns.len();
        let (mut findings, mut known) = (0, 0);
        for outcome in &judged.outcomes {
            let column = match outcome.outcome.settled() {
                OutcomeKind::Pass => 0,
                OutcomeKind::Fail => 1,
                OutcomeKind::NotApplicable => 2,
                OutcomeKind::Unknown => 3,
            };
            self.rules[outcome.rule][column] += 1;
            self.unknown += usize::from(column == 3);
            if let Outcome::Fail(list) = &outcome.outcome {
                let severity = context.set.rules()[outcome.rule].file.severity;
                let counting = outcome.outcome.counting();
                let in_baseline = list.iter().filter(|f| f.fate == Fate::Known).count();
                self.waived += list.len() - counting;
                findings += counting;
                known += in_baseline;
                if counting > 0 {
                    *self.by_severity.entry(severity).or_default() += counting;
                }
                policy.gate.count(&mut self.tally, severity, counting - in_baseline);
            }
        }
        self.measured.extend(&judged.figures);
        policy.gate.score(&mut self.tally, card.score, findings > 0 && known == findings);
        self.known += known;
        self.findings += findings;
        *self.grades.entry(card.grade.clone()).or_default() += 1;
        let agent = &judged.transcript.agent;
        for (groups, id) in [(&mut self.agents, &agent.id), (&mut self.teams, &agent.team)] {
            let Some(id) = id else { continue };
            let group = groups.entry(id.clone()).or_default();
            group.conversations += 1;
            group.fatal += usize::from(card.fatal);
            group.findings += findings;
            group.scores.add(card.score);
            group.name = agent.name.clone().or(group.name.take());
            group.team = agent.team.clone().or(group.team.take());
        }
    }

    /// Has the dictionary read in the background where a figure over so many conversations is going to need it.
    pub fn prepare(&self, context: &Context<'_>, conversations: usize) {
        let needs = |file: &CheckFile| match file {
            CheckFile::Aggregate(f) => f.figure.value == FigureKind::TopIssues && conversations >= f.least(),
            _ => false,
        };
        if context.set.rules().iter().any(|r| needs(&r.file.check)) {
            let segmenter = Arc::clone(&context.set.segmenter);
            rayon::spawn(move || segmenter.load());
        }
    }

    /// Works off what figures over the batch have put aside.
    pub fn settle(&mut self, context: &Context<'_>) {
        let least = |rule: usize| match &context.set.rules()[rule].file.check {
            CheckFile::Aggregate(figure) => figure.least(),
            _ => 1,
        };
        self.kpis.settle(&context.set.segmenter, least);
    }

    /// Settles figures over the batch and the gate.
    pub fn finish(&mut self, context: &Context<'_>, policy: &Policy) {
        self.settle(context);
        self.figures = self.kpis.results(context.set);
        self.kpi_min_n = policy.gate.kpi_min_n;
        self.objections = policy.gate.objections(&self.tally, self.unknown);
        for (index, figure) in self.figures.iter().enumerate() {
            let rule = &context.set.rules()[figure.rule];
            let (min, max) = figure.limits;
            // A figure about calls is not unknown where there is none.
            let limited = self.measured.contains(&figure.rule) && (min.is_some() || max.is_some());
            let objection = policy.gate.figure(index, figure.outcome, figure.n, rule.file.severity, limited);
            let missed = figure.outcome == OutcomeKind::Fail || objection.is_some();
            if let Some(waived) = policy.waivers.figure(rule.id()).filter(|_| missed) {
                self.waived_figures.insert(index, waived);
            } else {
                self.objections.extend(objection);
            }
        }
        if self.conversations == 0 {
            self.objections.push(Objection::Nothing);
        }
    }

    /// Mean score to a tenth; `None` without conversations.
    #[must_use]
    pub fn mean_score(&self) -> Option<f64> {
        self.stats.scores.mean().map(tenth)
    }

    /// Whether the gate failed; without a conversation nothing can pass.
    #[must_use]
    pub const fn gate(&self) -> GateEntry {
        if self.objections.is_empty() { GateEntry::Pass } else { GateEntry::Fail }
    }

    /// The report's entries that follow the conversations.
    #[must_use]
    pub fn entries(&self, context: &Context<'_>, skipped: &[Skipped]) -> EndEntry {
        let groups = |groups: &BTreeMap<String, GroupTotals>| {
            let entry = |(id, group): (&String, &GroupTotals)| GroupEntry {
                id: id.clone(),
                conversations: group.conversations,
                mean_score: group.mean_score(),
                fatal: group.fatal,
                findings: group.findings,
            };
            groups.iter().map(entry).collect()
        };
        let by_severity = Severity::ALL.map(|s| (s, self.by_severity.get(&s).copied().unwrap_or(0)));
        EndEntry {
            summary: SummaryEntry {
                conversations: self.conversations,
                turns: self.turns,
                findings: self.findings,
                known: self.known,
                waived: self.waived,
                unknown: self.unknown,
                skipped: read::count(skipped),
                scripts: context
                    .set
                    .script_profile()
                    .filter(|_| self.scripts > 0)
                    .map(|profile| ScriptsEntry { replies: self.scripts, profile: profile.to_owned() }),
                by_severity: by_severity.into(),
                mean_score: self.mean_score(),
                gate: self.gate(),
                gate_reasons: self.objections.iter().map(|o| reasons::entry(context, self, o)).collect(),
            },
            agents: groups(&self.agents),
            teams: groups(&self.teams),
            rules: context
                .set
                .rules()
                .iter()
                .enumerate()
                .map(|(i, rule)| {
                    let [pass, fail, not_applicable, unknown] = self.rules.get(i).copied().unwrap_or_default();
                    RuleEntry { rule: rule.id().to_owned(), pass, fail, not_applicable, unknown }
                })
                .collect(),
            kpis: self.figures.iter().enumerate().map(|(i, f)| KpiEntry::new(context, self, i, f)).collect(),
            skipped: skipped
                .iter()
                .map(|s| SkippedEntry {
                    source: s.source.clone(),
                    reason: s.reason.message(context.lang),
                    more: s.more(),
                })
                .collect(),
        }
    }
}

/// To a tenth of a point.
fn tenth(score: f64) -> f64 {
    (score * 10.0).round() / 10.0
}
