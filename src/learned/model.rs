//! A trained model, ready to score sentences.

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use super::features::Features;
use crate::packed::{List, Numbers, Slice, Texts, of_numbers};

/// Weights, biases and thresholds are whole numbers of this many parts.
pub(super) const SCALE: f64 = 1024.0;

/// Bits of the filter.
const FILTER: usize = 1 << 20;

/// A trained model: heads, each of which tells whether a sentence is a case for its rules, and for which of them.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Model {
    /// Whether what was said before a sentence is looked at.
    pub(super) context: bool,
    pub(super) heads: Vec<Head>,
    /// The features, in order, and where the weights of each end.
    pub(super) features: List<u64>,
    pub(super) ends: List<u32>,
    /// Column and weight; columns are the heads, then the labels of heads that have several.
    pub(super) weights: List<(u16, i16)>,
    pub(super) columns: usize,
    /// A few bits of every feature: most of what a sentence has is none.
    pub(super) filter: List<u64>,
    /// The hash of its file.
    pub(super) hash: String,
}

/// One question that a model answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
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
#[serde(bound(deserialize = "'de: 'static"))]
pub(super) struct Label {
    pub(super) rule: String,
    pub(super) bias: i32,
    /// Its column, where its head has several rules.
    pub(super) column: Option<usize>,
    /// Sentences in which it is due.
    pub(super) examples: Texts,
    /// Their features, when they were first asked for.
    #[serde(skip)]
    pub(super) indexed: OnceLock<Vec<Features>>,
}

impl PartialEq for Label {
    fn eq(&self, other: &Self) -> bool {
        let same = (&self.rule, self.bias, self.column) == (&other.rule, other.bias, other.column);
        same && self.examples.iter().eq(other.examples.iter())
    }
}

/// The scores of a sentence.
#[derive(Debug, Clone)]
pub(crate) struct Scores {
    sums: Vec<i64>,
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

    /// The scores of a sentence.
    pub(crate) fn scores(&self, sentence: &str, context: Option<&str>) -> Scores {
        let features = Features::of(sentence, context.filter(|_| self.context));
        let mut sums = vec![0_i64; self.columns];
        for hash in features.hashes() {
            for (column, weight) in self.weights_of(*hash).iter() {
                if let Some(sum) = sums.get_mut(usize::from(column)) {
                    *sum += i64::from(weight);
                }
            }
        }
        Scores { sums, share: features.share() }
    }

    /// A head's score.
    pub(crate) fn score(&self, scores: &Scores, head: usize) -> f64 {
        self.heads.get(head).map_or(f64::NEG_INFINITY, |h| scores.of(head, h.bias))
    }

    /// The rule of a head that a sentence is a case for, if it is a case for one: the place of its label.
    pub(crate) fn best(&self, scores: &Scores, head: usize) -> usize {
        let labels = self.heads.get(head).map_or(&[][..], |h| &h.labels);
        let score = |label: &Label| label.column.map_or(0.0, |column| scores.of(column, label.bias));
        let best = |best: usize, at: usize| match labels.get(best).zip(labels.get(at)) {
            Some((b, l)) if score(l) > score(b) => at,
            _ => best,
        };
        (1..labels.len()).fold(0, best)
    }

    pub(super) fn weights_of(&self, feature: u64) -> Slice<'_, (u16, i16)> {
        let (word, bit) = place_of(feature);
        let known = self.filter.get(word).is_some_and(|bits| bits & bit != 0);
        let Some(at) = known.then(|| self.features.all().find(&feature, |f| f)).flatten() else {
            return self.weights.part(0..0);
        };
        let from = at.checked_sub(1).map_or(0, |before| self.ends.at(before));
        self.weights.part(from as usize..self.ends.at(at) as usize)
    }

    /// The filter of some features.
    pub(super) fn filter_of(features: &List<u64>) -> List<u64> {
        let mut filter = vec![0; FILTER / 64];
        for (word, bit) in features.iter().map(place_of) {
            filter[word] |= bit;
        }
        filter.into()
    }

    /// What a feature weighs for a head.
    pub(super) fn weight(&self, feature: u64, head: usize) -> i16 {
        let found = self.weights_of(feature).iter().find(|(column, _)| usize::from(*column) == head);
        found.map_or(0, |(_, weight)| weight)
    }
}

/// The place of a feature in the filter.
const fn place_of(feature: u64) -> (usize, u64) {
    let place = (feature.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40) as usize & (FILTER - 1);
    (place / 64, 1 << (place % 64))
}

impl Scores {
    fn of(&self, column: usize, bias: i32) -> f64 {
        let sum = self.sums.get(column).copied().unwrap_or_default();
        (f64::from(bias) + sum as f64 * self.share) / SCALE
    }
}

of_numbers!((u16, i16): 1);

impl Numbers<1> for (u16, i16) {
    fn numbers(&self) -> [u32; 1] {
        [u32::from(self.0) << 16 | u32::from(self.1.cast_unsigned())]
    }

    fn of_numbers([packed]: [u32; 1]) -> Self {
        ((packed >> 16) as u16, (packed as u16).cast_signed())
    }
}
