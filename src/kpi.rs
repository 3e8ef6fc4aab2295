//! Figures over a batch (KPI): facts of single conversations, added up in any order.
//!
//! Memory is bounded by the rules, the cases and the dictionary, not by the batch: of a conversation a few counters
//! remain, its case, and the keywords of what the customer says. Texts wait only until there are enough of them for
//! the dictionary to be worth loading, or until the chunk they came with is done.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rayon::prelude::*;

use crate::read;
use crate::text::segment::Segmenter;

mod result;

pub use result::{FigureResult, Topic};

/// What one conversation adds to a figure.
#[derive(Debug, Clone, PartialEq)]
pub struct Contribution {
    /// Index of the rule in its set.
    pub rule: usize,
    /// The group it falls into; 0 where there are none.
    pub group: usize,
    /// What it adds.
    pub fact: Fact,
}

/// A fact of one conversation.
#[derive(Debug, Clone, PartialEq)]
pub enum Fact {
    /// It counts, and is or is not what is counted.
    Counted(bool),
    /// It is about a complaint, which may repeat an earlier one. Conversations of one case are one complaint.
    Complaint {
        /// The case, where the record has one.
        case: Option<String>,
        /// Whether it repeats an earlier one.
        repeat: bool,
    },
    /// What the customer says, in normal form.
    Said(String),
}

/// Figures that grow with a batch.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Kpis {
    tallies: BTreeMap<(usize, usize), Tally>,
}

/// The counters of one figure.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Tally {
    /// Conversations that count, those with a case left out.
    counted: usize,
    /// Those of them that are what is counted.
    hits: usize,
    /// Cases by a hash of their ids, and whether they repeat an earlier one.
    cases: HashMap<u64, bool>,
    /// Keywords with the number of conversations they occur in. Only words of the dictionary are kept.
    words: BTreeMap<String, usize>,
    /// Texts whose keywords are not counted yet.
    waiting: Vec<String>,
}

impl Kpis {
    /// Adds a fact.
    pub fn add(&mut self, contribution: Contribution) {
        let tally = self.tallies.entry((contribution.rule, contribution.group)).or_default();
        match contribution.fact {
            Fact::Counted(hit) => tally.count(hit),
            Fact::Complaint { case: Some(case), repeat } => {
                *tally.cases.entry(read::hash(&case)).or_default() |= repeat;
            }
            Fact::Complaint { case: None, repeat } => tally.count(repeat),
            Fact::Said(text) => {
                tally.counted += 1;
                tally.waiting.push(text);
            }
        }
    }

    /// Counts the keywords of the texts that wait, for figures that have as many conversations as they need.
    pub fn settle(&mut self, segmenter: &Segmenter, least: impl Fn(usize) -> usize) {
        for ((rule, _), tally) in &mut self.tallies {
            if tally.waiting.is_empty() || tally.counted < least(*rule) {
                continue;
            }
            let waiting = std::mem::take(&mut tally.waiting);
            let found: Vec<BTreeSet<&str>> = waiting.par_iter().map(|text| keywords(text, segmenter)).collect();
            for word in found.into_iter().flatten() {
                match tally.words.get_mut(word) {
                    Some(n) => *n += 1,
                    None => {
                        tally.words.insert(word.to_owned(), 1);
                    }
                }
            }
        }
    }

    pub(crate) fn tally(&self, rule: usize, group: usize) -> Option<&Tally> {
        self.tallies.get(&(rule, group))
    }
}

impl Tally {
    fn count(&mut self, hit: bool) {
        self.counted += 1;
        self.hits += usize::from(hit);
    }
}

/// The different Chinese words of two or more characters in a text.
fn keywords<'t>(text: &'t str, segmenter: &Segmenter) -> BTreeSet<&'t str> {
    let chinese =
        |word: &&str| word.chars().count() > 1 && word.chars().all(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    segmenter.words(text).into_iter().filter(chinese).collect()
}

#[cfg(test)]
mod tests;
