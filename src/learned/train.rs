//! Training: labelled examples in, a model out.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use rayon::prelude::*;
use thiserror::Error;

use super::example::{Example, Examples, Truth};
use super::features::{self, Features};
use super::fit::{Row, Weights, fit};
use super::folds::{FOLDS, folds};
use super::model::{Counts, Head, Label, Model};
use crate::lang::Lang;

/// The fewest examples that are due, and the fewest that are not, from which a rule can be learned.
pub const FEWEST: usize = 20;
/// The fewest sentences that a threshold must find among those kept aside.
const FEWEST_FOUND: u32 = 5;
/// The least weight that is kept of those that decide, in parts of the scale: many small ones hardly matter, and would
/// make a model twice as large.
const DECIDES: u16 = 56;
/// The same of those that choose between the rules of a head.
const CHOOSES: u16 = 100;
/// How often a feature must occur to count.
const LEAST: u32 = 2;

/// How a model is trained.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// Rules that are learned together, under one name each.
    pub heads: BTreeMap<String, Vec<String>>,
    /// The least share of what is found that is right, on examples kept aside: 0–1.
    pub precision: f64,
    /// Whether what was said before a sentence is looked at.
    pub context: bool,
    /// Rules that are hard to tell from others: a sentence in which one of them is due is no counter-example.
    pub aside: Vec<String>,
}

/// How well a head is learned, measured on examples kept aside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Measured {
    /// The head.
    pub name: String,
    /// Examples in which it is due.
    pub due: u32,
    /// Of those, found.
    pub found: u32,
    /// Examples in which it was found wrongly.
    pub wrong: u32,
}

/// What training comes to.
#[derive(Debug, Clone)]
pub struct Trained {
    /// The model.
    pub model: Model,
    /// Its text, as it is kept in a file.
    pub text: String,
    /// Of every head in the model.
    pub measured: Vec<Measured>,
    /// Heads that find too little at the wanted precision, and were left out.
    pub left_out: Vec<String>,
}

/// Why nothing could be learned.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TrainError {
    /// No rule to learn.
    #[error("no example is labelled as due")]
    NoRules,
    /// Too few examples.
    #[error("`{rule}` has {due} examples that are due and {not_due} that are not; each must be {FEWEST}")]
    TooFew {
        /// The rule, or those that are learned together.
        rule: String,
        /// Examples that are due.
        due: usize,
        /// Examples that are not.
        not_due: usize,
    },
    /// No threshold reaches the wanted precision.
    #[error("nothing reaches the wanted precision on examples kept aside: {0:?}")]
    TooWeak(Vec<String>),
}

impl TrainError {
    /// It, said to a person.
    #[must_use]
    pub fn message(&self, lang: Lang) -> String {
        match (self, lang) {
            (Self::NoRules, Lang::Zh) => "样例里没有一条标为违规（due）".to_owned(),
            (Self::TooFew { rule, due, not_due }, Lang::Zh) => {
                format!("`{rule}` 的样例不够：违规 {due} 条、不违规 {not_due} 条，各需至少 {FEWEST} 条")
            }
            (Self::TooWeak(heads), Lang::Zh) => {
                format!("在留出的样例上达不到要求的精确率：{}；请补充样例，或放低 --precision", heads.join("、"))
            }
            (_, Lang::En) => self.to_string(),
        }
    }
}

/// Trains a model. Thresholds are the lowest at which the wanted precision is reached on examples that were kept aside
/// in turn.
///
/// # Errors
/// Why nothing can be learned from the examples.
pub fn train(examples: &Examples, settings: &Settings) -> Result<Trained, TrainError> {
    let list = examples.list();
    if settings.heads.is_empty() {
        return Err(TrainError::NoRules);
    }
    for (name, rules) in &settings.heads {
        let count = |truth| list.iter().filter(|e| known_of(e, rules, settings) == truth).count();
        let (due, not_due) = (count(Truth::Due), count(Truth::NotDue));
        if due < FEWEST || not_due < FEWEST {
            return Err(TrainError::TooFew { rule: name.clone(), due, not_due });
        }
    }
    let data = Data::new(list, settings.context);
    let folds = folds(list);
    let heads: Vec<(&String, &Vec<String>)> = settings.heads.iter().collect();
    let fitted: Vec<Option<Fitted>> =
        heads.par_iter().map(|(name, rules)| Fitted::new(name, rules, list, &data, &folds, settings)).collect();
    let mut left_out = Vec::new();
    let mut kept = Vec::new();
    for ((name, _), fitted) in heads.iter().zip(fitted) {
        match fitted {
            Some(fitted) => kept.push(fitted),
            None => left_out.push((*name).clone()),
        }
    }
    if kept.is_empty() {
        return Err(TrainError::TooWeak(left_out));
    }
    let measured = kept.iter().map(|f| {
        let Counts { due, found, wrong } = f.head.measured;
        Measured { name: f.head.name.clone(), due, found, wrong }
    });
    let measured = measured.collect();
    let (model, text) = assemble(kept, &data, settings.context);
    Ok(Trained { model, text, measured, left_out })
}

/// The examples as the trainer sees them.
struct Data {
    /// Names of the features that count, sorted by hash.
    names: Vec<(u64, String)>,
    rows: Vec<Row>,
}

impl Data {
    fn new(list: &[Example], context: bool) -> Self {
        let said = |e: &Example| e.context.clone().filter(|_| context);
        let features: Vec<Features> = list.par_iter().map(|e| Features::of(&e.text, said(e).as_deref())).collect();
        let mut counts: BTreeMap<u64, u32> = BTreeMap::new();
        for (example, features) in list.iter().zip(&features) {
            features.hashes().iter().for_each(|hash| *counts.entry(*hash).or_default() += example.weight);
        }
        counts.retain(|_, n| *n >= LEAST);
        let mut names: BTreeMap<u64, String> = BTreeMap::new();
        for example in list {
            for named in features::named(&example.text, said(example).as_deref()) {
                if counts.contains_key(&named.hash) {
                    names.entry(named.hash).or_insert(named.name);
                }
            }
        }
        let names: Vec<(u64, String)> = names.into_iter().collect();
        let place = |hash: &u64| names.binary_search_by(|(known, _)| known.cmp(hash)).ok().map(|at| at as u32);
        let rows = list.iter().zip(&features).map(|(example, features)| Row {
            features: features.hashes().iter().filter_map(place).collect(),
            share: features.share(),
            weight: example.weight,
        });
        let rows = rows.collect();
        Self { names, rows }
    }
}

/// One head with its weights.
struct Fitted {
    head: Head,
    weights: Weights,
    /// Of its labels, where it has several.
    labels: Vec<Weights>,
}

impl Fitted {
    /// `None` where no threshold reaches the precision.
    fn new(
        name: &str,
        rules: &[String],
        list: &[Example],
        data: &Data,
        folds: &[usize],
        settings: &Settings,
    ) -> Option<Self> {
        let truths: Vec<Truth> = list.iter().map(|e| known_of(e, rules, settings)).collect();
        let examples: Vec<(usize, bool)> = known(&truths).collect();
        let scored: Vec<Vec<(f64, bool, u32)>> = (0..FOLDS)
            .into_par_iter()
            .map(|fold| {
                let apart = |at: &usize| folds[*at] == fold;
                let others: Vec<(usize, bool)> = examples.iter().filter(|(at, _)| !apart(at)).copied().collect();
                let weights = fit(&data.rows, &others, data.names.len());
                let own = examples.iter().filter(|(at, _)| apart(at));
                own.map(|(at, due)| (weights.score(&data.rows[*at]), *due, data.rows[*at].weight)).collect()
            })
            .collect();
        let (threshold, measured) = threshold(scored.concat(), settings.precision)?;
        let weights = fit(&data.rows, &examples, data.names.len());
        let several = rules.len() > 1;
        let labels: Vec<Weights> = match several {
            false => Vec::new(),
            true => rules
                .par_iter()
                .map(|rule| {
                    let own = |at: usize| match truths[at] {
                        Truth::Due => list[at].truth(rule),
                        Truth::Open | Truth::NotDue => Truth::Open,
                    };
                    let truths: Vec<Truth> = (0..list.len()).map(own).collect();
                    fit(&data.rows, &known(&truths).collect::<Vec<_>>(), data.names.len())
                })
                .collect(),
        };
        let label = |(at, rule): (usize, &String)| Label {
            rule: rule.clone(),
            bias: labels.get(at).map_or(0, |w| w.bias),
            column: None,
            examples: list.iter().filter(|e| e.truth(rule) == Truth::Due).map(|e| one_line(&e.text)).collect(),
            indexed: OnceLock::new(),
        };
        let labels_of_head = rules.iter().enumerate().map(label).collect();
        let head = Head { name: name.to_owned(), bias: weights.bias, threshold, measured, labels: labels_of_head };
        Some(Self { head, weights, labels })
    }
}

/// What an example says of rules that are learned together.
fn known_of(example: &Example, rules: &[String], settings: &Settings) -> Truth {
    let is_aside = || settings.aside.iter().any(|rule| example.truth(rule) == Truth::Due);
    match example.truth_of_any(rules) {
        Truth::NotDue if is_aside() => Truth::Open,
        truth => truth,
    }
}

/// The examples of which something is known, and whether they are due.
fn known(truths: &[Truth]) -> impl Iterator<Item = (usize, bool)> {
    truths.iter().enumerate().filter_map(|(at, truth)| match truth {
        Truth::Due => Some((at, true)),
        Truth::NotDue => Some((at, false)),
        Truth::Open => None,
    })
}

/// The lowest threshold at which the wanted precision is reached, and what is found with it.
fn threshold(mut scored: Vec<(f64, bool, u32)>, precision: f64) -> Option<(i32, Counts)> {
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let due = scored.iter().filter(|s| s.1).map(|s| s.2).sum();
    let mut counts = Counts { due, ..Counts::default() };
    let mut best = None;
    for (score, is_due, weight) in scored {
        *(if is_due { &mut counts.found } else { &mut counts.wrong }) += weight;
        let right = f64::from(counts.found) >= precision * f64::from(counts.found + counts.wrong);
        if is_due && right && counts.found >= FEWEST_FOUND {
            best = Some((score.floor() as i32, counts));
        }
    }
    best
}

fn assemble(fitted: Vec<Fitted>, data: &Data, context: bool) -> (Model, String) {
    let mut columns = fitted.len();
    let mut all: Vec<Weights> = Vec::new();
    let mut more: Vec<Weights> = Vec::new();
    let mut heads = Vec::new();
    for Fitted { mut head, weights, labels } in fitted {
        all.push(weights);
        for (label, weights) in head.labels.iter_mut().zip(labels) {
            label.column = Some(columns);
            columns += 1;
            more.push(weights);
        }
        heads.push(head);
    }
    let first = all.len();
    all.extend(more);
    let mut lines: Vec<(&str, Vec<(u16, i16)>)> = Vec::new();
    for (at, (_, name)) in data.names.iter().enumerate() {
        let kept = |(column, weight): &(u16, i16)| {
            weight.unsigned_abs() >= if usize::from(*column) < first { DECIDES } else { CHOOSES }
        };
        let weights = all.iter().enumerate().map(|(column, w)| (column as u16, w.weights[at]));
        let weights: Vec<(u16, i16)> = weights.filter(kept).collect();
        // What says nothing of the question itself is not kept for the choice between its rules.
        if weights.first().is_some_and(|(column, _)| usize::from(*column) < first) {
            lines.push((name, weights));
        }
    }
    lines.sort_unstable();
    let text = super::file::write(context, &heads, columns, &lines);
    let model = Model::parse(&text).unwrap_or_default();
    (model, text)
}

fn one_line(text: &str) -> String {
    text.split(['\t', '\n', '\r']).collect::<Vec<_>>().join(" ")
}
