//! What figures over a batch come to under their limits.

use std::collections::BTreeSet;

use super::{Kpis, Tally};
use crate::outcome::OutcomeKind;
use crate::rule::file::{AggregateFile, CheckFile, DEFAULT_TOP, FigureKind};
use crate::rule::pattern::{Lexicons, Pattern};
use crate::rule::set::RuleSet;

/// Keywords that are heard in fewer conversations are no issue.
const LEAST_HEARD: usize = 2;
/// Words less rare than this (more than about one in five thousand) are about nothing.
const COMMON: f64 = 8.5;

/// A figure over a batch.
#[derive(Debug, Clone, PartialEq)]
pub struct FigureResult {
    /// Index of the rule in its set.
    pub rule: usize,
    /// The group, where the rule has any.
    pub group: Option<usize>,
    /// Conversations or cases that count.
    pub n: usize,
    /// What is counted, and of how many; absent for keywords.
    pub share: Option<(usize, usize)>,
    /// At least and at most, in percent.
    pub limits: (Option<f64>, Option<f64>),
    /// The keywords with most weight.
    pub topics: Vec<Topic>,
    /// Pass or fail by the limits; unknown where it is undefined or too few count.
    pub outcome: OutcomeKind,
}

/// A keyword of what customers say.
#[derive(Debug, Clone, PartialEq)]
pub struct Topic {
    /// The word.
    pub word: String,
    /// Conversations in which a customer says it.
    pub conversations: usize,
    /// Their number times how rare the word is in general (TF-IDF).
    pub weight: f64,
}

impl FigureResult {
    /// The figure, as a share of 1; `None` where it is undefined.
    #[must_use]
    pub fn value(&self) -> Option<f64> {
        let (part, whole) = self.share?;
        (whole > 0).then(|| part as f64 / whole as f64)
    }
}

impl Kpis {
    /// All figures that a set asks for, in the order of its rules.
    #[must_use]
    pub fn results(&self, set: &RuleSet) -> Vec<FigureResult> {
        let empty = Tally::default();
        let mut all = Vec::new();
        for (rule, file) in set.rules().iter().enumerate() {
            let CheckFile::Aggregate(figure) = &file.file.check else { continue };
            for group in 0..figure.groups.len().max(1) {
                let tally = self.tally(rule, group).unwrap_or(&empty);
                let named = (!figure.groups.is_empty()).then_some(group);
                all.push(FigureResult { rule, group: named, ..result(figure, group, tally, set) });
            }
        }
        all
    }
}

fn result(figure: &AggregateFile, group: usize, tally: &Tally, set: &RuleSet) -> FigureResult {
    let repeats = tally.hits + tally.cases.values().filter(|repeat| **repeat).count();
    let n = tally.counted + tally.cases.len();
    let share = match figure.figure.value {
        FigureKind::TopIssues => None,
        // Repeats are measured by the complaints that are none.
        FigureKind::RepeatComplaintRate => Some((repeats, n - repeats)),
        _ => Some((tally.hits, tally.counted)),
    };
    let limits = figure.limits(group);
    let outcome = match share {
        _ if n < figure.least() => OutcomeKind::Unknown,
        Some((_, 0)) => OutcomeKind::Unknown,
        Some((part, whole)) if !within(part, whole, limits) => OutcomeKind::Fail,
        _ => OutcomeKind::Pass,
    };
    let topics = if outcome == OutcomeKind::Pass && share.is_none() { topics(figure, tally, set) } else { Vec::new() };
    FigureResult { rule: 0, group: None, n, share, limits, topics, outcome }
}

/// Both limits are inclusive; whole numbers are compared, so that 85 of 100 is 85 %.
fn within(part: usize, whole: usize, (min, max): (Option<f64>, Option<f64>)) -> bool {
    let (part, whole) = (part as f64 * 100.0, whole as f64);
    min.is_none_or(|min| part >= min * whole) && max.is_none_or(|max| part <= max * whole)
}

/// The words that an entry stands for: a word, or all of a lexicon.
fn phrases(entry: &str, lexicons: &Lexicons) -> Vec<String> {
    let name = entry.strip_prefix('<').and_then(|s| s.strip_suffix('>'));
    let entries = name.and_then(|name| lexicons.get(name));
    let one = [entry.to_owned()];
    let written = entries.unwrap_or(&one).iter();
    written.filter_map(|e| Pattern::parse(e, lexicons).ok()?.phrases).flatten().collect()
}

fn topics(figure: &AggregateFile, tally: &Tally, set: &RuleSet) -> Vec<Topic> {
    let ignored: BTreeSet<String> = figure.ignore.iter().flat_map(|p| phrases(&p.value, set.lexicons())).collect();
    let counted = tally.words.iter().filter(|(word, n)| **n >= LEAST_HEARD && !ignored.contains(*word));
    let mut topics: Vec<Topic> = counted
        .map(|(word, n)| {
            let weight = (*n as f64 * set.segmenter.rarity(word) * 10.0).round() / 10.0;
            Topic { word: word.clone(), conversations: *n, weight }
        })
        .filter(|topic| topic.weight >= COMMON * topic.conversations as f64)
        .collect();
    topics.sort_by(|a, b| b.weight.total_cmp(&a.weight).then_with(|| a.word.cmp(&b.word)));
    topics.truncate(figure.top.unwrap_or(DEFAULT_TOP));
    topics
}
