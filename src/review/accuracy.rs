//! How right the machine is: precision, recall and F1 of every rule, from what reviewers say.
//!
//! The unit is a judgement: a rule in a conversation. The machine reports something or not; a finding is due or not. Of
//! what it reports, precision is the share that is due. What it does not report is known from judgements that were drawn
//! and looked at, and from conversations that were read in full; among those, a share was missed. With the numbers of
//! conversations in which the rule reports and keeps quiet, both shares come to recall:
//!
//! recall = R·p / (R·p + Q·m), where R reports with precision p and Q quiet judgements with share missed m.
//!
//! Its interval carries over that of m; so a recall of 100 % from three quiet judgements is seen for what it is.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;

use super::interval::{Share, Sums, round};
use super::pool::Pool;
use super::settle::settle;
use super::verdict::{Label, Machine};

/// How right the machine is about a rule, or about all.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Accuracy {
    /// The rule; absent for all together.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// Its title.
    #[serde(skip_serializing_if = "String::is_empty")]
    #[schemars(default)]
    pub title: String,
    /// Reports that are right.
    pub confirmed: usize,
    /// Reports that are not.
    pub false_alarms: usize,
    /// Quiet judgements where something was missed.
    pub missed: usize,
    /// Quiet judgements that are right.
    pub rightly_quiet: usize,
    /// Judgements in the sample that nothing is settled about.
    pub undecided: usize,
    /// The share of reports that are right; absent where none was reviewed.
    pub precision: Option<Share>,
    /// The share of quiet judgements where something was missed; absent where none was reviewed.
    pub miss_rate: Option<Share>,
    /// The share of what is due that was reported.
    pub recall: Option<Share>,
    /// Why recall can't be known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recall_unknown: Option<RecallUnknown>,
    /// The harmonic mean of precision and recall; its ends are those of both lower and both upper ends.
    pub f1: Option<Share>,
}

/// Why recall can't be known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RecallUnknown {
    /// No report was reviewed.
    NoReport,
    /// No quiet judgement was reviewed.
    NoQuiet,
    /// Nothing was due, as far as was looked.
    NothingDue,
}

/// Everything that was judged, by rule.
#[derive(Debug, Clone, Default)]
pub struct Judgements {
    rules: BTreeMap<String, Tally>,
    /// Breaches named as missed in conversations that nobody has read in full, or by rules that do not claim to have
    /// looked: they are no part of recall, since nobody knows how many more there are.
    pub by_the_way: usize,
}

#[derive(Debug, Clone, Default)]
struct Tally {
    title: String,
    reports: Sums,
    quiet: Sums,
    undecided: usize,
    /// Conversations in which the rule reports and keeps quiet, where that is known.
    population: Option<(usize, usize)>,
}

impl Judgements {
    /// Settles all judgements of a pool.
    #[must_use]
    pub fn of(pool: &Pool, arbiter: Option<&str>) -> Self {
        let mut all = Self::default();
        for rule in pool.samples.values().flat_map(|s| &s.rules) {
            let tally = all.tally(&rule.rule, &rule.title);
            let (fail, quiet) = tally.population.unwrap_or_default();
            tally.population = Some((fail + rule.fail, quiet + rule.quiet));
        }
        for pooled in &pool.conversations {
            let conversation = &pooled.conversation;
            let read = conversation.weight.filter(|_| conversation.marks.iter().any(|m| m.read));
            let missed: BTreeSet<&str> = conversation.missed.iter().map(|m| m.rule.as_str()).collect();
            let mut of_rule: BTreeMap<&str, Vec<_>> = BTreeMap::new();
            conversation.items.iter().for_each(|item| of_rule.entry(&item.rule).or_default().push(item));
            let mut looked: BTreeSet<&str> = BTreeSet::new();
            for (rule, items) in &of_rule {
                let Some(first) = items.first() else { continue };
                let reports = items.iter().any(|i| i.machine == Machine::Fail);
                let labels: Vec<Option<Label>> =
                    items.iter().map(|i| settle(i, arbiter).ok().map(|s| s.label)).collect();
                let label = if missed.contains(rule) || labels.contains(&Some(Label::Due)) {
                    Some(Label::Due)
                } else if labels.iter().all(Option::is_some) {
                    Some(Label::NotDue)
                } else {
                    read.filter(|_| !reports).map(|_| Label::NotDue)
                };
                looked.insert(rule);
                let weight = if reports { first.weight } else { read.unwrap_or(first.weight) };
                let tally = all.tally(rule, &first.title);
                let Some(label) = label else {
                    tally.undecided += 1;
                    continue;
                };
                let sums = if reports { &mut tally.reports } else { &mut tally.quiet };
                sums.add(weight, label == Label::Due);
            }
            let quiet: BTreeSet<&str> = conversation.quiet.iter().map(String::as_str).collect();
            if let Some(weight) = read {
                for rule in quiet.iter().filter(|rule| !looked.contains(*rule)) {
                    all.tally(rule, "").quiet.add(weight, missed.contains(rule));
                }
            }
            let counted = |rule: &str| looked.contains(rule) || (read.is_some() && quiet.contains(rule));
            all.by_the_way += conversation.missed.iter().filter(|m| !counted(&m.rule)).count();
        }
        all
    }

    /// Every rule of which something was judged or asked.
    #[must_use]
    pub fn rules(&self) -> Vec<Accuracy> {
        let asked = |t: &Tally| t.reports.n + t.quiet.n + t.undecided > 0;
        let rules = self.rules.iter().filter(|(_, tally)| asked(tally));
        rules.map(|(rule, tally)| Accuracy { rule: Some(rule.clone()), ..tally.accuracy() }).collect()
    }

    /// All rules together.
    #[must_use]
    pub fn overall(&self) -> Accuracy {
        let mut all = Tally::default();
        for tally in self.rules.values() {
            all.reports.extend(&tally.reports);
            all.quiet.extend(&tally.quiet);
            all.undecided += tally.undecided;
            if let Some((fail, quiet)) = tally.population {
                let (all_fail, all_quiet) = all.population.unwrap_or_default();
                all.population = Some((all_fail + fail, all_quiet + quiet));
            }
        }
        all.accuracy()
    }

    fn tally(&mut self, rule: &str, title: &str) -> &mut Tally {
        let tally = self.rules.entry(rule.to_owned()).or_default();
        if tally.title.is_empty() {
            title.clone_into(&mut tally.title);
        }
        tally
    }
}

impl Tally {
    fn accuracy(&self) -> Accuracy {
        let (precision, miss_rate) = (self.reports.share(), self.quiet.share());
        let recall = self.recall(precision, miss_rate);
        Accuracy {
            rule: None,
            title: self.title.clone(),
            confirmed: self.reports.part,
            false_alarms: self.reports.n - self.reports.part,
            missed: self.quiet.part,
            rightly_quiet: self.quiet.n - self.quiet.part,
            undecided: self.undecided,
            precision,
            miss_rate,
            recall: recall.ok(),
            recall_unknown: recall.err(),
            f1: precision.zip(recall.ok()).map(|(p, r)| Share {
                value: harmonic(p.value, r.value),
                low: harmonic(p.low, r.low),
                high: harmonic(p.high, r.high),
                n: p.n + self.quiet.n,
            }),
        }
    }

    fn recall(&self, precision: Option<Share>, miss_rate: Option<Share>) -> Result<Share, RecallUnknown> {
        let missed = miss_rate.ok_or(RecallUnknown::NoQuiet)?;
        // Where the rule never reports, everything that is due was missed.
        let (reports, quiet) = match self.population {
            Some((fail, quiet)) => (fail as f64, quiet as f64),
            None => (self.reports.weight(), self.quiet.weight()),
        };
        let found = match precision {
            Some(precision) => reports * precision.value,
            None if reports <= 0.0 => 0.0,
            None => return Err(RecallUnknown::NoReport),
        };
        if found <= 0.0 && missed.value <= 0.0 {
            return Err(RecallUnknown::NothingDue);
        }
        let recall = |missed: f64| if found <= 0.0 { 0.0 } else { round(found / (found + quiet * missed)) };
        Ok(Share {
            value: recall(missed.value),
            low: recall(missed.high),
            high: recall(missed.low),
            n: self.reports.part + self.quiet.n,
        })
    }
}

fn harmonic(a: f64, b: f64) -> f64 {
    if a + b <= 0.0 { 0.0 } else { round(2.0 * a * b / (a + b)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::review::pool::Pooled;
    use crate::review::sheet::{Answer, Conversation, Item, Mark, Missed, RuleCounts, Sample};
    use crate::review::verdict::Verdict;

    fn item(machine: Machine, verdict: Verdict, weight: f64) -> Item {
        let answer = Answer { reviewer: Some("张".into()), verdict: Some(verdict), comment: String::new() };
        Item { rule: "tone/a".into(), machine, weight, answers: vec![answer], ..Item::default() }
    }

    fn pool(conversations: Vec<Conversation>, fail: usize, quiet: usize) -> Pool {
        let rules = vec![RuleCounts { rule: "tone/a".into(), fail, quiet, ..RuleCounts::default() }];
        let sample = Sample { id: "s".into(), rules, ..Sample::default() };
        let pooled = |conversation| Pooled { sample: "s".into(), conversation };
        Pool {
            samples: [("s".to_owned(), sample)].into(),
            conversations: conversations.into_iter().map(pooled).collect(),
        }
    }

    fn with(items: Vec<Item>) -> Conversation {
        Conversation { items, weight: Some(10.0), ..Conversation::default() }
    }

    #[test]
    fn the_arithmetic_can_be_redone_by_hand() {
        // 100 conversations with reports, 400 quiet; of 10 reports 8 are right, of 20 quiet ones 1 was missed.
        let mut all = Vec::new();
        for n in 0..10 {
            let verdict = if n < 8 { Verdict::Correct } else { Verdict::FalseAlarm };
            all.push(with(vec![item(Machine::Fail, verdict, 10.0)]));
        }
        for n in 0..20 {
            let verdict = if n < 1 { Verdict::Missed } else { Verdict::Correct };
            all.push(with(vec![item(Machine::Pass, verdict, 20.0)]));
        }
        let found = Judgements::of(&pool(all, 100, 400), None).overall();
        assert_eq!((found.confirmed, found.false_alarms, found.missed, found.rightly_quiet), (8, 2, 1, 19));
        let shares = [(found.precision, 0.8), (found.miss_rate, 0.05)];
        assert!(shares.into_iter().all(|(share, value)| (share.unwrap().value - value).abs() < 1e-9));
        // 80 / (80 + 20); the miss rate lies in 0.0089–0.2361, so that recall lies in 80 / 174.4 … 80 / 83.6.
        let recall = found.recall.unwrap();
        assert_eq!((recall.value, recall.low, recall.high), (0.8, 0.4586, 0.9574));
        assert!((found.f1.unwrap().value - 0.8).abs() < 1e-9);
    }

    #[test]
    fn what_cannot_be_known_is_not_claimed() {
        let found = Judgements::of(&pool(vec![with(vec![item(Machine::Fail, Verdict::Correct, 1.0)])], 1, 99), None);
        assert_eq!(found.overall().recall_unknown, Some(RecallUnknown::NoQuiet));
        let quiet = Judgements::of(&pool(vec![with(vec![item(Machine::Pass, Verdict::Correct, 1.0)])], 5, 95), None);
        assert_eq!(quiet.overall().recall_unknown, Some(RecallUnknown::NoReport));
        let quiet = Judgements::of(&pool(vec![with(vec![item(Machine::Pass, Verdict::Correct, 1.0)])], 0, 95), None);
        assert_eq!(quiet.overall().recall_unknown, Some(RecallUnknown::NothingDue));
        let missed = Judgements::of(&pool(vec![with(vec![item(Machine::Pass, Verdict::Missed, 1.0)])], 0, 95), None);
        assert!(missed.overall().recall.unwrap().value.abs() < 1e-9);
    }

    #[test]
    fn a_conversation_read_in_full_answers_for_every_quiet_rule() {
        let missed = |rule: &str| Missed { rule: rule.into(), ..Missed::default() };
        let mut read = with(vec![]);
        read.quiet = vec!["tone/a".into(), "tone/b".into()];
        read.missed = vec![missed("tone/b"), missed("tone/c")];
        let unread = Judgements::of(&pool(vec![read.clone()], 10, 10), None);
        assert_eq!((unread.overall().miss_rate, unread.by_the_way), (None, 2));
        read.marks.push(Mark { read: true, ..Mark::default() });
        let all = Judgements::of(&pool(vec![read], 10, 10), None);
        let found = all.overall();
        // `tone/c` did not claim to have looked.
        assert_eq!((found.missed, found.rightly_quiet, all.by_the_way), (1, 1, 1));
    }

    #[test]
    fn one_right_finding_makes_a_report_right() {
        let two = vec![item(Machine::Fail, Verdict::FalseAlarm, 1.0), item(Machine::Fail, Verdict::Correct, 1.0)];
        let found = Judgements::of(&pool(vec![with(two)], 1, 0), None).overall();
        assert_eq!((found.confirmed, found.false_alarms), (1, 0));
    }
}
