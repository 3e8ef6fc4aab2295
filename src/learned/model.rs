//! A trained model, ready to score sentences.

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use super::features::{self, Features};
use crate::packed::{self, Numbers};

/// Weights, biases and thresholds are whole numbers of this many parts.
pub(super) const SCALE: f64 = 1024.0;

/// Hashes are told apart by at most this many of their first bits before they are compared.
const BUCKET_BITS: u32 = 20;

/// A trained model: heads, each of which tells whether a sentence is a case for its rules, and for which of them.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Model {
    /// Whether what was said before a sentence is looked at.
    pub(super) context: bool,
    pub(super) heads: Vec<Head>,
    /// The features, in order, and where the weights of each end.
    #[serde(with = "packed")]
    pub(super) features: Vec<u64>,
    #[serde(with = "packed")]
    pub(super) ends: Vec<u32>,
    /// Column and weight; columns are the heads, then the labels of heads that have several.
    #[serde(with = "packed::numbers")]
    pub(super) weights: Vec<(u16, i16)>,
    pub(super) columns: usize,
    /// By the first bits of a hash, where the features that start with them begin; they go on to where the next do.
    #[serde(with = "packed")]
    pub(super) buckets: Vec<u32>,
    /// The hash of its file.
    pub(super) hash: String,
}

/// One question that a model answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Head {
    /// A rule's id, or a name for several rules that are learned together.
    pub(super) name: String,
    pub(super) bias: i32,
    /// The least score at which it says yes.
    pub(super) threshold: i32,
    /// How it was measured on examples kept aside.
    pub(super) measured: Counts,
    pub(super) labels: Vec<Label>,
}

/// Due, found, and found wrongly, in examples.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Counts {
    pub(super) due: u32,
    pub(super) found: u32,
    pub(super) wrong: u32,
}

/// A rule of a head.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Label {
    pub(super) rule: String,
    pub(super) bias: i32,
    /// Its column, where its head has several rules.
    pub(super) column: Option<usize>,
    /// Sentences in which it is due.
    pub(super) examples: Vec<String>,
    /// Their features, when they were first asked for.
    #[serde(skip)]
    pub(super) indexed: OnceLock<Vec<Features>>,
}

impl PartialEq for Label {
    fn eq(&self, other: &Self) -> bool {
        (&self.rule, self.bias, self.column, &self.examples) == (&other.rule, other.bias, other.column, &other.examples)
    }
}

/// What the features of a text weigh together, by columns.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sums {
    columns: Box<[i32]>,
    /// How many features there are.
    features: usize,
}

/// The scores of a sentence.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scores<'s> {
    own: &'s Sums,
    before: Option<&'s Sums>,
    share: f64,
}

impl Model {
    /// The hash of its file.
    #[must_use]
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// The rules it has learned, with the name of what each is learned together with.
    pub fn rules(&self) -> impl Iterator<Item = (&str, &str)> {
        self.heads.iter().flat_map(|head| head.labels.iter().map(|l| (l.rule.as_str(), head.name.as_str())))
    }

    /// The place of the head that knows a rule, and of the rule in it.
    pub(crate) fn place(&self, rule: &str) -> Option<(usize, usize)> {
        self.heads.iter().enumerate().find_map(|(at, head)| {
            let label = head.labels.iter().position(|l| l.rule == rule)?;
            Some((at, label))
        })
    }

    /// A head's threshold.
    pub(crate) fn threshold(&self, head: usize) -> f64 {
        self.heads.get(head).map_or(f64::INFINITY, |h| f64::from(h.threshold) / SCALE)
    }

    /// What a sentence weighs.
    pub(crate) fn sums(&self, sentence: &str) -> Sums {
        self.weigh(&Features::of(sentence, None))
    }

    /// What a text weighs as what was said before a sentence.
    pub(crate) fn sums_before(&self, context: &str) -> Sums {
        if self.context { self.weigh(&Features::before(context)) } else { Sums::default() }
    }

    fn weigh(&self, features: &Features) -> Sums {
        let mut columns = vec![0_i32; self.columns].into_boxed_slice();
        for hash in features.hashes() {
            for (column, weight) in self.weights_of(*hash) {
                if let Some(sum) = columns.get_mut(usize::from(*column)) {
                    *sum = sum.saturating_add(i32::from(*weight));
                }
            }
        }
        Sums { columns, features: features.hashes().len() }
    }

    /// A head's score.
    pub(crate) fn score(&self, scores: Scores<'_>, head: usize) -> f64 {
        self.heads.get(head).map_or(f64::NEG_INFINITY, |h| scores.of(head, h.bias))
    }

    /// The rule of a head that a sentence is a case for, if it is a case for one: the place of its label.
    pub(crate) fn best(&self, scores: Scores<'_>, head: usize) -> usize {
        let labels = self.heads.get(head).map_or(&[][..], |h| &h.labels);
        let score = |label: &Label| label.column.map_or(0.0, |column| scores.of(column, label.bias));
        let best = |best: usize, at: usize| match labels.get(best).zip(labels.get(at)) {
            Some((b, l)) if score(l) > score(b) => at,
            _ => best,
        };
        (1..labels.len()).fold(0, best)
    }

    pub(super) fn weights_of(&self, feature: u64) -> &[(u16, i16)] {
        let Some(at) = self.find(feature) else { return &[] };
        let from = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        self.weights.get(from as usize..self.ends[at] as usize).unwrap_or_default()
    }

    /// The place of a feature: hashes are spread evenly, so that a bucket holds hardly more than one.
    fn find(&self, feature: u64) -> Option<usize> {
        let bits = self.buckets.len().checked_ilog2()?;
        let bucket = feature.checked_shr(u64::BITS - bits)? as usize;
        let (from, to) = (*self.buckets.get(bucket)? as usize, *self.buckets.get(bucket + 1)? as usize);
        let within = self.features.get(from..to)?.iter().position(|f| *f == feature)?;
        Some(from + within)
    }

    /// Sorts the features into buckets; they are in order and stay so.
    pub(super) fn fill_buckets(&mut self) {
        let bits = (usize::BITS - self.features.len().leading_zeros()).clamp(1, BUCKET_BITS);
        self.buckets = vec![0; (1 << bits) + 1];
        for feature in &self.features {
            self.buckets[(feature >> (u64::BITS - bits)) as usize + 1] += 1;
        }
        let mut before = 0;
        for bucket in &mut self.buckets {
            before += *bucket;
            *bucket = before;
        }
    }

    /// What a feature weighs for a head.
    pub(super) fn weight(&self, feature: u64, head: usize) -> i16 {
        let found = self.weights_of(feature).iter().find(|(column, _)| usize::from(*column) == head);
        found.map_or(0, |(_, weight)| *weight)
    }
}

impl<'s> Scores<'s> {
    /// Of a sentence after what was said before it. The two have no feature in common.
    pub(crate) fn new(own: &'s Sums, before: Option<&'s Sums>) -> Self {
        let features = own.features + before.map_or(0, |b| b.features);
        Self { own, before, share: features::share(features) }
    }

    fn of(self, column: usize, bias: i32) -> f64 {
        let sum = |sums: &Sums| sums.columns.get(column).copied().unwrap_or_default();
        let sum = i64::from(sum(self.own)) + i64::from(self.before.map_or(0, sum));
        (f64::from(bias) + sum as f64 * self.share) / SCALE
    }
}

impl Numbers<1> for (u16, i16) {
    fn numbers(&self) -> [u32; 1] {
        [u32::from(self.0) << 16 | u32::from(self.1.cast_unsigned())]
    }

    fn of_numbers([packed]: [u32; 1]) -> Option<Self> {
        Some(((packed >> 16) as u16, (packed as u16).cast_signed()))
    }
}
