//! What the review comes to (schema `huashu-review-summary/1`): written as JSON, and rendered for people.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::accuracy::{Accuracy, Judgements};
use super::agreement::{alpha, pair};
use super::interval::{Share, Sums, round};
use super::pool::Pool;
use super::scores::{self, Scores};
use super::settle::{Open, settle};
use super::verdict::{Decision, Label, Machine, Verdict};

/// The name and version of the layout.
pub const SCHEMA: &str = "huashu-review-summary/1";

/// What a review comes to.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[schemars(rename = "ReviewSummary")]
pub struct Summary {
    /// `huashu-review-summary/1`.
    pub schema: String,
    /// The files it was made of.
    pub files: Vec<String>,
    /// The samples they belong to.
    pub samples: Vec<SampleEntry>,
    /// Who reviewed, by name.
    pub reviewers: Vec<ReviewerEntry>,
    /// How much was reviewed.
    pub counts: Counts,
    /// All rules together.
    pub overall: Accuracy,
    /// Rule by rule.
    pub rules: Vec<Accuracy>,
    /// Scores of people beside the machine's; absent where nobody scored.
    pub scores: Option<Scores>,
    /// How far reviewers agree; absent where no two judged the same.
    pub agreement: Option<Agreement>,
    /// Appeals, open ones first.
    pub appeals: Vec<AppealEntry>,
    /// `pass` or `fail`; absent where no limit was set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gate: Option<GateResult>,
    /// Rows and files that could not be used.
    pub mistakes: Vec<MistakeEntry>,
}

/// A sample.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[schemars(rename = "ReviewSampleEntry")]
pub struct SampleEntry {
    /// What it is known by.
    pub id: String,
    /// `conversation` or `judgement`.
    pub unit: String,
    /// What it is stratified by.
    pub by: Vec<String>,
    /// Units drawn.
    pub size: usize,
    /// Conversations there are.
    pub conversations: usize,
}

/// A reviewer.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ReviewerEntry {
    /// Name.
    pub name: String,
    /// Verdicts given.
    pub verdicts: usize,
    /// Conversations scored.
    pub scores: usize,
}

/// How much was reviewed.
#[derive(Debug, Clone, Default, PartialEq, Serialize, JsonSchema)]
#[schemars(rename = "ReviewCounts")]
pub struct Counts {
    /// Conversations.
    pub conversations: usize,
    /// Those that somebody has read in full.
    pub read: usize,
    /// Findings to review.
    pub findings: usize,
    /// Rules that report nothing, to review.
    pub quiet: usize,
    /// Items that are settled.
    pub settled: usize,
    /// Items nobody has judged.
    pub undecided: usize,
    /// Items about which as many say one thing as the other.
    pub split: usize,
    /// Breaches that reviewers added as missed.
    pub missed: usize,
    /// Of them, those that recall does not count: nobody has read the conversation in full, or the rule did not look.
    pub missed_by_the_way: usize,
}

/// How far reviewers agree, on whether a finding is due.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Agreement {
    /// Items that two or more have judged.
    pub items: usize,
    /// Judgements of them.
    pub judgements: usize,
    /// Pairs of judgements of an item that are the same; its interval takes pairs as independent.
    pub same: Option<Share>,
    /// Krippendorff's α; absent where all say the same throughout.
    pub alpha: Option<f64>,
    /// Two reviewers each.
    pub pairs: Vec<PairEntry>,
    /// Items on which reviewers disagree, the most evenly split first.
    pub disputed: Vec<DisputedEntry>,
}

/// Two reviewers.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct PairEntry {
    /// The two.
    pub reviewers: [String; 2],
    /// Items both have judged.
    pub n: usize,
    /// Of them, those they judge the same.
    pub same: usize,
    /// Cohen's κ; absent where both say the same throughout.
    pub kappa: Option<f64>,
}

/// An item on which reviewers disagree.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct DisputedEntry {
    /// The item.
    pub id: String,
    /// Its conversation.
    pub conversation: String,
    /// Its rule.
    pub rule: String,
    /// The words.
    pub words: String,
    /// Who says what.
    pub answers: Vec<AnswerEntry>,
    /// What is held in the end; absent where as many say one thing as the other.
    pub settled: Option<Verdict>,
}

/// What a reviewer says.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct AnswerEntry {
    /// Who.
    pub reviewer: String,
    /// What.
    pub verdict: Verdict,
    /// Why.
    #[serde(skip_serializing_if = "String::is_empty")]
    #[schemars(default)]
    pub comment: String,
}

/// An appeal.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct AppealEntry {
    /// The item.
    pub id: String,
    /// Its conversation.
    pub conversation: String,
    /// Its rule.
    pub rule: String,
    /// The words.
    pub words: String,
    /// Who appeals.
    pub by: String,
    /// Why.
    pub reason: String,
    /// What became of it; absent while it is open.
    pub decision: Option<Decision>,
    /// Who decided.
    #[serde(skip_serializing_if = "String::is_empty")]
    #[schemars(default)]
    pub decided_by: String,
    /// What reviewers say, as far as it is settled without the appeal.
    pub reviewed: Option<Verdict>,
}

/// A row or a file that could not be used.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct MistakeEntry {
    /// File, sheet, row, cell; or file, line, column.
    pub place: String,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
}

/// What has to be reached.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Limits {
    /// Least precision of all rules together, as a share of 1.
    pub precision: Option<f64>,
    /// Least recall of all rules together.
    pub recall: Option<f64>,
    /// Least agreement of reviewers: κ of each pair, α of all.
    pub kappa: Option<f64>,
}

/// Whether limits are reached.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct GateResult {
    /// Whether all are.
    pub passed: bool,
    /// Those that are not.
    pub failed: Vec<GateFailure>,
}

/// A limit that is not reached.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct GateFailure {
    /// `precision`, `recall`, `kappa` or `alpha`.
    pub figure: String,
    /// The reviewers, where it is about two.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reviewers: Option<[String; 2]>,
    /// What it is; absent where it can't be known.
    pub value: Option<f64>,
    /// What it should be at least.
    pub limit: f64,
}

impl Summary {
    /// Sums a pool up.
    #[must_use]
    pub fn new(pool: &Pool, files: Vec<String>, arbiter: Option<&str>, limits: &Limits) -> Self {
        let judgements = Judgements::of(pool, arbiter);
        let overall = judgements.overall();
        let agreement = agreement(pool, arbiter);
        let mut appeals = appeals(pool, arbiter);
        appeals.sort_by_key(|a| a.decision.is_some());
        let gate = limits.result(&overall, agreement.as_ref());
        Self {
            schema: SCHEMA.to_owned(),
            files,
            samples: pool
                .samples
                .values()
                .map(|s| SampleEntry {
                    id: s.id.clone(),
                    unit: s.unit.clone(),
                    by: s.by.clone(),
                    size: s.size,
                    conversations: s.conversations,
                })
                .collect(),
            reviewers: reviewers(pool),
            counts: counts(pool, arbiter, judgements.by_the_way),
            rules: judgements.rules(),
            overall,
            scores: scores::compare(pool),
            agreement,
            appeals,
            gate,
            mistakes: Vec::new(),
        }
    }
}

impl Limits {
    fn result(&self, overall: &Accuracy, agreement: Option<&Agreement>) -> Option<GateResult> {
        if *self == Self::default() {
            return None;
        }
        let mut failed = Vec::new();
        let mut check = |figure: &str, reviewers: Option<[String; 2]>, value: Option<f64>, limit: Option<f64>| {
            let Some(limit) = limit else { return };
            // What can't be known has not been reached.
            if value.is_none_or(|value| value < limit) {
                failed.push(GateFailure { figure: figure.to_owned(), reviewers, value, limit });
            }
        };
        check("precision", None, overall.precision.map(|s| s.value), self.precision);
        check("recall", None, overall.recall.map(|s| s.value), self.recall);
        for two in agreement.iter().flat_map(|a| &a.pairs) {
            // Two who agree throughout, on one thing only, do not disagree.
            if two.same < two.n {
                check("kappa", Some(two.reviewers.clone()), two.kappa, self.kappa);
            }
        }
        let all_the_same = agreement.is_some_and(|a| a.disputed.is_empty());
        if !all_the_same {
            check("alpha", None, agreement.and_then(|a| a.alpha), self.kappa);
        }
        Some(GateResult { passed: failed.is_empty(), failed })
    }
}

fn reviewers(pool: &Pool) -> Vec<ReviewerEntry> {
    let mut all: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (_, item) in pool.items() {
        for answer in item.answers.iter().filter(|a| a.verdict.is_some()) {
            all.entry(answer.reviewer.as_deref().unwrap_or_default()).or_default().0 += 1;
        }
    }
    for mark in pool.conversations.iter().flat_map(|c| &c.conversation.marks) {
        let entry = all.entry(mark.reviewer.as_deref().unwrap_or_default()).or_default();
        entry.1 += usize::from(mark.score.is_some());
    }
    let entry =
        |(name, (verdicts, scores)): (&str, (usize, usize))| ReviewerEntry { name: name.to_owned(), verdicts, scores };
    all.into_iter().map(entry).collect()
}

fn counts(pool: &Pool, arbiter: Option<&str>, by_the_way: usize) -> Counts {
    let conversations = || pool.conversations.iter().map(|c| &c.conversation);
    let mut counts = Counts {
        conversations: pool.conversations.len(),
        read: conversations().filter(|c| c.marks.iter().any(|m| m.read)).count(),
        missed: conversations().map(|c| c.missed.len()).sum(),
        missed_by_the_way: by_the_way,
        ..Counts::default()
    };
    for (_, item) in pool.items() {
        match item.machine {
            Machine::Fail => counts.findings += 1,
            Machine::Pass | Machine::NotApplicable => counts.quiet += 1,
        }
        match settle(item, arbiter) {
            Ok(_) => counts.settled += 1,
            Err(Open::Undecided) => counts.undecided += 1,
            Err(Open::Split) => counts.split += 1,
        }
    }
    counts
}

fn agreement(pool: &Pool, arbiter: Option<&str>) -> Option<Agreement> {
    let mut units: Vec<Vec<usize>> = Vec::new();
    let mut by_pair: BTreeMap<[&str; 2], Vec<(usize, usize)>> = BTreeMap::new();
    let mut same = Sums::default();
    let mut disputed: Vec<(usize, DisputedEntry)> = Vec::new();
    for (pooled, item) in pool.items() {
        let mut given: Vec<(&str, Label, Verdict, &str)> = item
            .answers
            .iter()
            .filter_map(|a| {
                let verdict = a.verdict?;
                Some((a.reviewer.as_deref()?, verdict.label(item.machine), verdict, a.comment.as_str()))
            })
            .collect();
        given.sort_unstable_by_key(|(who, ..)| *who);
        for (at, first) in given.iter().enumerate() {
            for second in given.iter().skip(at + 1) {
                same.add(1.0, first.1 == second.1);
                by_pair.entry([first.0, second.0]).or_default().push((first.1.category(), second.1.category()));
            }
        }
        let due = given.iter().filter(|(_, label, ..)| *label == Label::Due).count();
        let minority = due.min(given.len() - due);
        if minority > 0 {
            let answer = |(who, _, verdict, comment): &(&str, Label, Verdict, &str)| AnswerEntry {
                reviewer: (*who).to_owned(),
                verdict: *verdict,
                comment: (*comment).to_owned(),
            };
            // In thousandths, so that they can be compared.
            disputed.push((
                minority * 1000 / given.len(),
                DisputedEntry {
                    id: item.id.clone(),
                    conversation: pooled.conversation.id.clone(),
                    rule: item.rule.clone(),
                    words: item.words.clone(),
                    answers: given.iter().map(answer).collect(),
                    settled: settle(item, arbiter).ok().map(|s| s.verdict(item)),
                },
            ));
        }
        units.push(given.iter().map(|(_, label, ..)| label.category()).collect());
    }
    let all = alpha(&units)?;
    disputed.sort_by(|(a, x), (b, y)| {
        b.cmp(a).then_with(|| (&x.rule, &x.conversation, &x.id).cmp(&(&y.rule, &y.conversation, &y.id)))
    });
    let pairs = by_pair.into_iter().filter_map(|(two, judged)| {
        let found = pair(&judged)?;
        Some(PairEntry {
            reviewers: two.map(str::to_owned),
            n: found.n,
            same: found.same,
            kappa: found.kappa.map(round),
        })
    });
    Some(Agreement {
        items: all.units,
        judgements: all.judgements,
        same: same.share(),
        alpha: all.alpha.map(round),
        pairs: pairs.collect(),
        disputed: disputed.into_iter().map(|(_, entry)| entry).collect(),
    })
}

fn appeals(pool: &Pool, arbiter: Option<&str>) -> Vec<AppealEntry> {
    let entry = |(pooled, item): (&super::pool::Pooled, &super::sheet::Item)| {
        let appeal = item.appeal.as_ref()?;
        let without = super::sheet::Item { appeal: None, ..item.clone() };
        Some(AppealEntry {
            id: item.id.clone(),
            conversation: pooled.conversation.id.clone(),
            rule: item.rule.clone(),
            words: item.words.clone(),
            by: appeal.by.clone(),
            reason: appeal.reason.clone(),
            decision: appeal.decision,
            decided_by: appeal.decided_by.clone(),
            reviewed: settle(&without, arbiter).ok().map(|s| s.verdict(item)),
        })
    };
    pool.items().filter_map(entry).collect()
}
