//! A trained model, ready to score sentences.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use super::features::{self, Features};
use crate::packed::{List, Numbers, Texts, of_numbers};

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
    /// The features by their hashes, see `Slot`: a power of two of them, or none.
    pub(super) slots: List<u64>,
    /// Column and weight of the features that have several, each preceded by how many those are; the first is none.
    pub(super) weights: List<(u16, i16)>,
    /// Columns are the heads, then the labels of heads that have several.
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
            self.each_weight(*hash, |column, weight| {
                if let Some(sum) = columns.get_mut(usize::from(column)) {
                    *sum = sum.saturating_add(i32::from(weight));
                }
            });
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

    /// Hands on the columns that a feature has a weight in.
    fn each_weight(&self, feature: u64, mut each: impl FnMut(u16, i16)) {
        match self.find(feature) {
            None => {}
            Some(Weights::One(column, weight)) => each(column, weight),
            Some(Weights::Several(at)) => {
                let count = self.weights.get(at).map_or(0, |(count, _)| count);
                let weights = (at + 1..).take(usize::from(count)).map_while(|place| self.weights.get(place));
                weights.for_each(|(column, weight)| each(column, weight));
            }
        }
    }

    fn find(&self, feature: u64) -> Option<Weights> {
        let (word, bit) = place_of(feature);
        if self.filter.get(word)? & bit == 0 {
            return None;
        }
        let mask = self.slots.len().checked_sub(1)?;
        for tried in 0..=mask {
            let slot = self.slots.get(first_slot(feature).wrapping_add(tried) & mask)?;
            match Weights::of_number((slot >> 32) as u32) {
                None => return None,
                Some(weights) if slot as u32 == feature as u32 => return Some(weights),
                Some(_) => {}
            }
        }
        None
    }

    /// Takes the weights of all features.
    pub(super) fn fill(&mut self, features: &BTreeMap<u64, Vec<(u16, i16)>>) {
        let mut slots = vec![0_u64; (features.len() * 2).next_power_of_two()];
        let mut filter = vec![0_u64; FILTER / 64];
        self.weights.push((0, 0));
        for (feature, weights) in features {
            let (word, bit) = place_of(*feature);
            filter[word] |= bit;
            let weights = match weights.as_slice() {
                [(column, weight)] if *column < Weights::COLUMNS => Weights::One(*column, *weight),
                several => {
                    let at = self.weights.len();
                    self.weights.push((several.len() as u16, 0));
                    self.weights.extend(several.iter().copied());
                    Weights::Several(at)
                }
            };
            let mask = slots.len() - 1;
            let mut slot = first_slot(*feature) & mask;
            while slots[slot] != 0 {
                slot = (slot + 1) & mask;
            }
            slots[slot] = u64::from(weights.number()) << 32 | feature & u64::from(u32::MAX);
        }
        (self.slots, self.filter) = (slots.into(), filter.into());
    }

    /// What a feature weighs for a head.
    pub(super) fn weight(&self, feature: u64, head: usize) -> i16 {
        let mut found = 0;
        self.each_weight(feature, |column, weight| {
            if usize::from(column) == head {
                found = weight;
            }
        });
        found
    }
}

/// The weights of a feature. A slot holds them as a number, and half of the hash beside it; where it stands says the
/// rest of the hash.
#[derive(Debug, Clone, Copy)]
enum Weights {
    /// A column and the weight in it.
    One(u16, i16),
    /// Their place in `weights`.
    Several(usize),
}

impl Weights {
    /// Columns before this one can be told together with their weight.
    const COLUMNS: u16 = 1 << 15;
    const ONE: u32 = 1 << 31;

    /// Never 0.
    const fn number(self) -> u32 {
        match self {
            Self::One(column, weight) => Self::ONE | (column as u32) << 16 | weight.cast_unsigned() as u32,
            Self::Several(at) => at as u32,
        }
    }

    /// `None` for 0.
    const fn of_number(number: u32) -> Option<Self> {
        match number {
            0 => None,
            one if one & Self::ONE != 0 => {
                Some(Self::One((one >> 16) as u16 & (Self::COLUMNS - 1), (one as u16).cast_signed()))
            }
            at => Some(Self::Several(at as usize)),
        }
    }
}

/// Where the slot of a feature is looked for first: by what its hash has beside the half that is kept.
const fn first_slot(feature: u64) -> usize {
    (feature >> 32) as usize
}

/// The place of a feature in the filter.
const fn place_of(feature: u64) -> (usize, u64) {
    let place = (feature.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40) as usize & (FILTER - 1);
    (place / 64, 1 << (place % 64))
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

of_numbers!((u16, i16): 1);

impl Numbers<1> for (u16, i16) {
    fn numbers(&self) -> [u32; 1] {
        [u32::from(self.0) << 16 | u32::from(self.1.cast_unsigned())]
    }

    fn of_numbers([packed]: [u32; 1]) -> Self {
        ((packed >> 16) as u16, (packed as u16).cast_signed())
    }
}
