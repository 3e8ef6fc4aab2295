//! Reads review files that were filled in. A mistake loses its row, and nothing beside it.

mod workbook;
mod yaml;

use std::collections::BTreeMap;

pub use workbook::workbook;
pub use yaml::yaml;

use super::mistake::{Mistake, MistakeKind, Place};
use super::sheet::{Answer, Item, Review};
use super::verdict::{Decision, Machine, Verdict};

/// A file that was read.
#[derive(Debug, Clone, Default)]
pub struct Read {
    /// What is right in it.
    pub review: Review,
    /// What is not.
    pub mistakes: Vec<Mistake>,
}

/// Mistakes as they are found, and the values of cells.
#[derive(Debug, Default)]
struct Checks {
    mistakes: Vec<Mistake>,
}

impl Checks {
    fn wrong(&mut self, place: &Place, kind: MistakeKind) {
        self.mistakes.push(Mistake { place: place.clone(), kind });
    }

    /// A verdict that can be said of what the machine made; `None` where it can't be read.
    #[allow(clippy::option_option, reason = "unreadable and open are two things")]
    fn verdict(&mut self, text: &str, machine: Machine, place: &Place) -> Option<Option<Verdict>> {
        match Verdict::parse(text) {
            None => self.wrong(place, MistakeKind::Verdict(text.trim().to_owned())),
            Some(Some(verdict)) if !verdict.fits(machine) => self.wrong(place, MistakeKind::Misfit(verdict, machine)),
            Some(verdict) => return Some(verdict),
        }
        None
    }

    fn decision(&mut self, text: &str, place: &Place) -> Option<Decision> {
        Decision::parse(text).unwrap_or_else(|| {
            self.wrong(place, MistakeKind::Decision(text.trim().to_owned()));
            None
        })
    }

    fn score(&mut self, text: &str, place: &Place) -> Option<f64> {
        let text = text.trim();
        if text.is_empty() {
            return None;
        }
        let score = text.trim_end_matches('分').trim().parse::<f64>().ok().filter(|n| (0.0..=100.0).contains(n));
        if score.is_none() {
            self.wrong(place, MistakeKind::Score(text.to_owned()));
        }
        score
    }

    fn yes(&mut self, text: &str, place: &Place) -> bool {
        match text.trim().to_lowercase().as_str() {
            "是" | "yes" | "true" | "y" | "1" | "√" => true,
            "" | "否" | "no" | "false" | "n" | "0" => false,
            _ => {
                self.wrong(place, MistakeKind::Answer(text.trim().to_owned()));
                false
            }
        }
    }

    /// Adds a reviewer's answer to an item; what is left open adds nothing.
    fn answer(&mut self, item: &mut Item, answer: Answer, place: &Place) {
        if answer.verdict.is_none() && answer.comment.is_empty() {
            return;
        }
        match item.answers.iter_mut().find(|a| a.reviewer == answer.reviewer) {
            None => item.answers.push(answer),
            Some(first) if first.verdict.is_none() => *first = answer,
            Some(first) if answer.verdict.is_some() && first.verdict != answer.verdict => {
                self.wrong(place, MistakeKind::Twice(answer.reviewer.unwrap_or_default()));
            }
            Some(_) => {}
        }
    }
}

/// The rules that a file knows, by id and by title; nothing where it says nothing of rules.
fn known_rules(review: &Review) -> BTreeMap<String, String> {
    let mut known = BTreeMap::new();
    for rule in review.sample.iter().flat_map(|s| &s.rules) {
        known.insert(rule.title.clone(), rule.rule.clone());
        known.insert(rule.rule.clone(), rule.rule.clone());
    }
    known.remove("");
    known
}

/// The rule that somebody means, by its id or its title.
fn rule_of(known: &BTreeMap<String, String>, word: &str) -> Result<String, MistakeKind> {
    let word = word.trim();
    if known.is_empty() {
        return Ok(word.to_owned());
    }
    let ids = || known.values().cloned().collect::<std::collections::BTreeSet<_>>().into_iter().collect();
    known.get(word).cloned().ok_or_else(|| MistakeKind::Rule(word.to_owned(), ids()))
}

fn filled(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}
