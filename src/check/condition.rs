//! Conditions: something that holds in a conversation, does not, or cannot be told.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::compile::Compiler;
use super::conversation::Conversation;
use super::said::Said;
use crate::outcome::Reason;
use crate::rule::file::{ConditionFile, Count, EventFile, MetricConditionFile, OneOrMany};
use crate::transcript::{Role, Transcript};

/// A compiled condition.
#[derive(Debug, serde::Serialize, serde::Deserialize)]
pub(crate) enum Condition {
    Said(Said),
    Event(#[serde(with = "super::as_json")] EventFile),
    Metric(#[serde(with = "super::as_json")] MetricConditionFile),
    Meta(BTreeMap<String, Vec<String>>),
    All(Vec<Condition>),
    Any(Vec<Condition>),
    None(Vec<Condition>),
    /// A named one, which is judged once a conversation.
    Situation(usize, Arc<Condition>),
}

impl Condition {
    pub(crate) fn compile(file: &ConditionFile, compiler: &mut Compiler<'_>) -> Self {
        let mut parts = |list: &[ConditionFile]| list.iter().map(|c| Self::compile(c, compiler)).collect();
        match file {
            ConditionFile::All(list) => Self::All(parts(list)),
            ConditionFile::Any(list) => Self::Any(parts(list)),
            ConditionFile::None(list) => Self::None(parts(list)),
            ConditionFile::Said(said) => Self::Said(Said::compile(said, compiler)),
            ConditionFile::Event(event) => Self::Event(event.clone()),
            ConditionFile::Metric(metric) => Self::Metric(metric.clone()),
            ConditionFile::Meta(fields) => Self::Meta(values(fields)),
            ConditionFile::Situation(name) => {
                if let Some((place, condition)) = compiler.situations.get(&name.value) {
                    return Self::Situation(*place, Arc::clone(condition));
                }
                let set = compiler.set;
                // Validated: the situation exists and does not build on itself.
                let condition =
                    Arc::new(set.condition(name).map_or_else(|| Self::Any(Vec::new()), |c| Self::compile(c, compiler)));
                let place = compiler.situations.len();
                compiler.situations.insert(name.value.clone(), (place, Arc::clone(&condition)));
                Self::Situation(place, condition)
            }
        }
    }

    /// Whether it holds.
    ///
    /// # Errors
    /// The reason why it cannot be told.
    pub(crate) fn holds(&self, conversation: &Conversation<'_>) -> Result<bool, Reason> {
        match self {
            Self::Said(said) => said.find(conversation).map(|f| f.enough),
            Self::Event(wanted) => Ok(conversation.transcript.events.iter().any(|e| {
                let long = wanted.seconds.is_none_or(|s| e.start.zip(e.end).is_some_and(|(a, b)| b - a >= s));
                e.kind == wanted.kind && long
            })),
            Self::Metric(metric) => {
                let value = count(metric.name, conversation)?;
                Ok(metric.min.is_none_or(|min| value >= min) && metric.max.is_none_or(|max| value <= max))
            }
            Self::Meta(fields) => {
                Ok(fields.iter().all(|(name, allowed)| has_value(conversation.transcript, name, allowed)))
            }
            Self::All(parts) => {
                let mut unknown = None;
                for part in parts {
                    match part.holds(conversation) {
                        Ok(false) => return Ok(false),
                        Ok(true) => {}
                        Err(reason) => unknown = Some(reason),
                    }
                }
                unknown.map_or(Ok(true), Err)
            }
            Self::Any(parts) => any(parts, conversation),
            Self::None(parts) => any(parts, conversation).map(|yes| !yes),
            Self::Situation(place, condition) => conversation.situation(*place, || condition.holds(conversation)),
        }
    }
}

fn any(parts: &[Condition], conversation: &Conversation<'_>) -> Result<bool, Reason> {
    let mut unknown = None;
    for part in parts {
        match part.holds(conversation) {
            Ok(true) => return Ok(true),
            Ok(false) => {}
            Err(reason) => unknown = Some(reason),
        }
    }
    unknown.map_or(Ok(false), Err)
}

/// The values written for metadata fields.
pub(crate) fn values(fields: &BTreeMap<String, OneOrMany>) -> BTreeMap<String, Vec<String>> {
    fields.iter().map(|(name, v)| (name.clone(), list(v))).collect()
}

/// One value or several, as a list.
pub(crate) fn list(values: &OneOrMany) -> Vec<String> {
    match values {
        OneOrMany::One(value) => vec![value.clone()],
        OneOrMany::Many(values) => values.clone(),
    }
}

/// Whether a metadata field (dotted name) has one of some values; `*` is any value.
pub(crate) fn has_value(transcript: &Transcript, name: &str, allowed: &[String]) -> bool {
    transcript
        .meta(name)
        .is_some_and(|value| allowed.iter().any(|a| a == value.as_ref() || (a == "*" && !value.trim().is_empty())))
}

fn count(name: Count, conversation: &Conversation<'_>) -> Result<f64, Reason> {
    let turns = |role: Role| conversation.turns.iter().filter(|t| t.role == role).count() as f64;
    Ok(match name {
        Count::AgentTurns => turns(Role::Agent),
        Count::CustomerTurns => turns(Role::Customer),
        Count::MatterCharacters => matter(conversation).map(|t| conversation.turns[t].characters() as f64).sum(),
        Count::MatterSentences => matter(conversation).map(|t| conversation.sentences(t).len() as f64).sum(),
        Count::Transfers => f64::from(transfers(conversation.transcript)),
        Count::Duration => {
            let ends = conversation.turns.iter().filter_map(super::conversation::TurnView::end);
            let last = ends.fold(f64::NAN, f64::max);
            let first =
                conversation.turns.iter().filter_map(super::conversation::TurnView::start).fold(f64::NAN, f64::min);
            if !conversation.has_clocks() {
                return Err(Reason::NoTimestamps);
            }
            last - first
        }
    })
}

/// Handovers, by the record or by its events, whichever is more.
pub(crate) fn transfers(transcript: &Transcript) -> u32 {
    let events = transcript.events.iter().filter(|e| e.kind == crate::transcript::EventKind::Transfer).count() as u32;
    transcript.transfers.unwrap_or(0).max(events)
}

/// The customer's turns before the agent's first answer to them; an opening that comes first is no answer.
fn matter<'c>(conversation: &'c Conversation<'_>) -> impl Iterator<Item = usize> + 'c {
    let first = conversation.turns.iter().position(|t| t.role == Role::Customer);
    let first = first.unwrap_or(conversation.turns.len());
    (first..conversation.turns.len())
        .take_while(|&t| conversation.turns[t].role != Role::Agent)
        .filter(|&t| conversation.turns[t].role == Role::Customer)
}
