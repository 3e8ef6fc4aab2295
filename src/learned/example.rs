//! Labelled examples as they are written: a sentence, a rule, and whether the rule is due. A line of JSON each.

use std::collections::BTreeMap;

use serde::Deserialize;
use thiserror::Error;

use super::features;
use crate::lang::Lang;

/// A labelled sentence, what is known of it put together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// The sentence.
    pub text: String,
    /// What the other side said before it.
    pub context: Option<String>,
    /// What is known of it by rule id, family (`tone`) or `ALL`; rules that are not named are [`Truth::NotDue`].
    pub labels: BTreeMap<String, Truth>,
    /// How often it was given: so much it counts.
    pub weight: u32,
}

/// Whether a rule is due in a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Truth {
    /// Neither: the sentence is no example for that rule.
    Open,
    /// It must not be found.
    NotDue,
    /// It must be found.
    Due,
}

/// Examples in the order in which they were given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Examples {
    list: Vec<Example>,
    known: BTreeMap<String, usize>,
}

/// What is wrong with a line of examples.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ExampleError {
    /// Not the JSON it should be.
    #[error("{0}")]
    Json(String),
    /// A label that is none.
    #[error("unknown label `{0}`")]
    Label(String),
    /// A sentence without a word in it.
    #[error("empty text")]
    Empty,
}

impl ExampleError {
    /// What is wrong, said to a person.
    #[must_use]
    pub fn message(&self, lang: Lang) -> String {
        match (self, lang) {
            (Self::Json(what), Lang::Zh) => format!(
                "不是样例：{what}；应为 {{\"text\": \"…\", \"rule\": \"tone/scold\", \"label\": \"due\"}}，另可有 context"
            ),
            (Self::Json(what), Lang::En) => format!(
                "no example: {what}; write {{\"text\": \"…\", \"rule\": \"tone/scold\", \"label\": \"due\"}}, with `context` if you like"
            ),
            (Self::Label(label), Lang::Zh) => format!("没有“{label}”这种标签；可用：due（违规）、not-due（不违规）"),
            (Self::Label(label), Lang::En) => format!("there is no label `{label}`; use `due` or `not-due`"),
            (Self::Empty, Lang::Zh) => "text 里没有字".to_owned(),
            (Self::Empty, Lang::En) => "`text` says nothing".to_owned(),
        }
    }
}

/// A line: one rule with its label, or all rules that are due (`must`) or open (`may`).
#[derive(Debug, Deserialize)]
struct Line {
    text: String,
    context: Option<String>,
    rule: Option<String>,
    label: Option<String>,
    #[serde(default)]
    must: Vec<String>,
    #[serde(default)]
    may: Vec<String>,
    /// What other files of labelled sentences say besides.
    role: Option<String>,
    #[serde(default)]
    before: Vec<Said>,
}

#[derive(Debug, Deserialize)]
struct Said {
    text: String,
}

impl Examples {
    /// Adds a line. The same sentence again counts once more, with what both say of it. Blank lines and sentences that
    /// are no agent's are left out.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn add(&mut self, line: &str) -> Result<(), ExampleError> {
        if line.trim().is_empty() {
            return Ok(());
        }
        let line: Line = serde_json::from_str(line).map_err(|e| ExampleError::Json(e.to_string()))?;
        if line.role.as_deref().is_some_and(|role| role != "agent") {
            return Ok(());
        }
        let folded: String = features::folded(&line.text).into_iter().collect();
        if folded.is_empty() {
            return Err(ExampleError::Empty);
        }
        let mut labels: BTreeMap<String, Truth> = line.may.into_iter().map(|rule| (rule, Truth::Open)).collect();
        labels.extend(line.must.into_iter().map(|rule| (rule, Truth::Due)));
        match (line.rule, line.label.as_deref()) {
            (Some(rule), Some("due")) => labels.insert(rule, Truth::Due),
            (Some(rule), Some("not-due")) => labels.insert(rule, Truth::NotDue),
            (_, Some(other)) => return Err(ExampleError::Label(other.to_owned())),
            (Some(_), None) => return Err(ExampleError::Json("missing field `label`".into())),
            (None, None) => None,
        };
        let context = line.context.or_else(|| line.before.into_iter().next_back().map(|said| said.text));
        let key = format!("{}\n{folded}", context.as_deref().unwrap_or_default());
        if let Some(known) = self.known.get(&key).and_then(|at| self.list.get_mut(*at)) {
            known.weight += 1;
            for (rule, truth) in labels {
                let said = known.labels.entry(rule).or_insert(truth);
                *said = truth.max(*said);
            }
        } else {
            self.known.insert(key, self.list.len());
            self.list.push(Example { text: line.text, context, labels, weight: 1 });
        }
        Ok(())
    }

    /// The examples.
    #[must_use]
    pub fn list(&self) -> &[Example] {
        &self.list
    }

    /// The ids of all rules that are due somewhere, in their order.
    #[must_use]
    pub fn rules(&self) -> Vec<String> {
        let due = self.list.iter().flat_map(|e| &e.labels).filter(|(_, truth)| **truth == Truth::Due);
        let mut rules: Vec<String> = due.map(|(rule, _)| rule.clone()).collect();
        rules.sort_unstable();
        rules.dedup();
        rules
    }
}

impl Example {
    /// What is known of a rule.
    #[must_use]
    pub fn truth(&self, rule: &str) -> Truth {
        let family = rule.split('/').next().unwrap_or_default();
        let said = [rule, family, "ALL"].into_iter().find_map(|name| self.labels.get(name));
        said.copied().unwrap_or(Truth::NotDue)
    }

    /// What is known of several rules as one: due where one is, else open where one is.
    #[must_use]
    pub fn truth_of_any(&self, rules: &[String]) -> Truth {
        let truths: Vec<Truth> = rules.iter().map(|rule| self.truth(rule)).collect();
        match (truths.contains(&Truth::Due), truths.contains(&Truth::Open)) {
            (true, _) => Truth::Due,
            (false, true) => Truth::Open,
            (false, false) => Truth::NotDue,
        }
    }
}
