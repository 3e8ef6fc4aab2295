//! Masks personal data between the judgement and the reports: a report that is redacted is written from what this
//! returns, and no format knows of it.
//!
//! A character is replaced by one character, so that spans stay right. Recall goes before precision here: a run of
//! digits that no check digit confirms is masked too, since a recogniser of speech may have got one of them wrong.

mod address;
mod mask;

use std::collections::BTreeMap;

use serde_json::Value as Json;

use self::mask::{Names, masked};
pub use self::mask::{key, text};
use crate::outcome::{Exception, Finding, Outcome, Silenced, Value};
use crate::read::{ReadError, Skipped};
use crate::report::Judged;
use crate::report::totals::{GroupTotals, Totals};
use crate::transcript::Transcript;

/// A conversation with what was judged of it, personal data masked.
#[must_use]
pub fn judged(judged: &Judged) -> Judged {
    let names = Names::of(&judged.transcript);
    let mut copy = judged.clone();
    transcript(&mut copy.transcript, &names);
    for outcome in &mut copy.outcomes {
        if let Outcome::Fail(findings) = &mut outcome.outcome {
            for one in findings {
                finding(one, &copy.transcript, &names);
            }
        }
        for one in &mut outcome.silenced {
            silenced(one, &copy.transcript, &names);
        }
    }
    copy
}

fn transcript(transcript: &mut Transcript, names: &Names) {
    let all = |text: &mut String| *text = masked(text, names);
    let found_by = |text: &mut String| *text = key(text);
    found_by(&mut transcript.id);
    found_by(&mut transcript.source);
    let (agent, customer, case) = (&mut transcript.agent, &mut transcript.customer, &mut transcript.case);
    let keys =
        [&mut agent.id, &mut agent.staff_no, &mut agent.team, &mut customer.id, &mut case.id, &mut case.previous];
    keys.into_iter().flatten().for_each(found_by);
    let texts = [&mut agent.name, &mut customer.name, &mut customer.tier, &mut case.class, &mut case.priority];
    texts.into_iter().flatten().for_each(all);
    transcript.satisfaction.iter_mut().for_each(all);
    for turn in &mut transcript.turns {
        all(&mut turn.text);
        turn.place.key.iter_mut().for_each(|written| *written = key(written).into());
    }
    transcript.fields.values_mut().for_each(|value| field(value, names));
}

/// A field of any shape: its texts and its long numbers.
fn field(value: &mut Json, names: &Names) {
    match value {
        Json::String(text) => *text = masked(text, names),
        Json::Number(number) => {
            let written = number.to_string();
            let hidden = masked(&written, names);
            if hidden != written {
                *value = Json::String(hidden);
            }
        }
        Json::Array(list) => list.iter_mut().for_each(|v| field(v, names)),
        Json::Object(map) => map.values_mut().for_each(|v| field(v, names)),
        Json::Null | Json::Bool(_) => {}
    }
}

fn finding(finding: &mut Finding, transcript: &Transcript, names: &Names) {
    let place = finding.turn.zip(finding.span.clone());
    if let Some(text) = &mut finding.text {
        *text = quoted(text, place, transcript, names);
    }
    for (_, value) in &mut finding.values {
        match value {
            Value::Text(text) => *text = masked(text, names),
            Value::Seconds(_) | Value::Number(_) | Value::Lack(_) | Value::Entity(_) => {}
        }
    }
    if let Some(learned) = &mut finding.learned {
        // A piece may be a part of a name that looks like nothing by itself.
        let shown = finding.text.as_deref().unwrap_or_default();
        learned.pieces.retain(|piece| piece.feature.starts_with(['<', '…', '+']) || shown.contains(&piece.text));
        learned.pieces.iter_mut().for_each(|piece| piece.text = masked(&piece.text, names));
    }
}

fn silenced(silenced: &mut Silenced, transcript: &Transcript, names: &Names) {
    let place = silenced.location.span.clone().map(|span| (silenced.location.turn, span));
    silenced.text = quoted(&silenced.text, place, transcript, names);
    match &mut silenced.by {
        Exception::InsideWord(word) => *word = masked(word, names),
        Exception::Unless(_) | Exception::Quoted | Exception::Negated | Exception::Mandated(_) => {}
    }
}

/// Words that a report quotes: cut from the masked turn, so that a number is masked even where only a part of it, which
/// looks like nothing by itself, is quoted.
fn quoted(
    text: &str,
    place: Option<(usize, std::ops::Range<usize>)>,
    transcript: &Transcript,
    names: &Names,
) -> String {
    let turn = place.and_then(|(turn, span)| Some((transcript.turns.get(turn)?, span)));
    match turn {
        Some((turn, span)) => turn.text.chars().skip(span.start).take(span.len()).collect(),
        None => masked(text, names),
    }
}

/// Figures over a batch: keys of agents and teams, words of customers.
#[must_use]
pub fn totals(totals: &Totals) -> Totals {
    let mut copy = totals.clone();
    for groups in [&mut copy.agents, &mut copy.teams] {
        let all = std::mem::take(groups);
        for (id, mut group) in all {
            group.name = group.name.map(|name| name_of_agent(&name));
            group.team = group.team.map(|team| key(&team));
            groups.insert(free(groups, key(&id)), group);
        }
    }
    for figure in &mut copy.figures {
        figure.topics.iter_mut().for_each(|topic| topic.word = text(&topic.word));
    }
    copy
}

/// An agent's name, masked as it is in conversations.
fn name_of_agent(name: &str) -> String {
    let agent = crate::transcript::Agent { name: Some(name.to_owned()), ..Default::default() };
    masked(name, &Names::of(&Transcript { agent, ..Default::default() }))
}

/// A key that nobody has: two that are masked may look the same.
fn free(groups: &BTreeMap<String, GroupTotals>, key: String) -> String {
    if !groups.contains_key(&key) {
        return key;
    }
    (2..=groups.len() + 2).map(|n| format!("{key}#{n}")).find(|key| !groups.contains_key(key)).unwrap_or(key)
}

/// Records that could not be read: their files, and what is quoted of them.
#[must_use]
pub fn skipped(skipped: &[Skipped]) -> Vec<Skipped> {
    let one = |record: &Skipped| {
        let mut copy = record.clone();
        copy.source = key(&copy.source);
        match &mut copy.reason {
            ReadError::WrongValue { found: words, .. }
            | ReadError::UnknownWord { word: words, .. }
            | ReadError::UnknownRole { role: words, .. }
            | ReadError::NoRole { text: words }
            | ReadError::Json { text: words, .. }
            | ReadError::Yaml { text: words, .. }
            | ReadError::Damaged { text: words, .. }
            | ReadError::Split { id: words }
            | ReadError::Io(words) => *words = text(words),
            _ => {}
        }
        copy
    };
    skipped.iter().map(one).collect()
}
