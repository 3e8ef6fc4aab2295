//! Waits: how long the customer hears nothing while something is handled.

use super::{Figure, Limit, Reading};
use crate::check::clock::Moment;
use crate::check::conversation::Conversation;
use crate::outcome::{Reason, Value};
use crate::transcript::Role;

/// A pause of the agent up to so many seconds makes nobody wait.
const BRIEF: f64 = 10.0;

/// A wait: from the words that announce it to the agent's turn that ends it.
struct Wait<'c> {
    /// The agent's turns: the announcement, updates, and the end where there is one.
    turns: Vec<&'c Moment>,
    /// When the record ends, for a wait that never does.
    broken_off: Option<f64>,
}

/// Seconds between two signs of life of the agent, each, in waits longer than `over`.
pub(super) fn gaps(limit: &Limit, conversation: &Conversation<'_>) -> Reading {
    let clocks = conversation.clocks();
    if !clocks.any() {
        return Reading::Unknown(Reason::NoTimestamps);
    }
    let agent: Vec<&Moment> = clocks.moments.iter().filter(|m| m.role == Role::Agent && !m.automatic).collect();
    if agent.is_empty() {
        return Reading::Aside(Reason::NoTurns);
    }
    let mut figures = Vec::new();
    let mut left_out = clocks.no_holds.filter(|_| clocks.holds.is_empty());
    for wait in waits(limit, &agent, conversation) {
        match wait.figures(limit.over) {
            Some(more) => figures.extend(more),
            None => left_out = left_out.or(clocks.no_ends).or(Some(Reason::PartialClocks)),
        }
    }
    Reading::Taken { figures, left_out }
}

/// The waits of a conversation.
fn waits<'c>(limit: &Limit, agent: &[&'c Moment], conversation: &Conversation<'_>) -> Vec<Wait<'c>> {
    let mut all: Vec<Wait<'c>> = Vec::new();
    let mut open: Option<Wait<'c>> = None;
    for (i, moment) in agent.iter().enumerate() {
        if let Some(wait) = &mut open {
            wait.turns.push(moment);
        }
        let next = agent.get(i + 1);
        if keeps_waiting(limit, moment, next, open.is_some(), conversation) {
            open.get_or_insert_with(|| Wait { turns: vec![moment], broken_off: None });
        } else {
            all.extend(open.take());
        }
    }
    let last = conversation.clocks().last;
    all.extend(open.map(|wait| Wait { broken_off: last, ..wait }));
    all
}

/// Whether the customer waits from a turn of the agent on: it says so, or a hold follows.
fn keeps_waiting(
    limit: &Limit,
    moment: &Moment,
    next: Option<&&Moment>,
    waiting: bool,
    conversation: &Conversation<'_>,
) -> bool {
    let clocks = conversation.clocks();
    let until = next.map_or(clocks.last, |n| n.start);
    let from = moment.end.or(moment.start);
    if from.zip(until).is_some_and(|(from, until)| clocks.holds.iter().any(|h| h.start < until && h.end > from)) {
        return true;
    }
    // Most turns are followed by others soon: no word of theirs needs to be looked for.
    if !waiting && from.zip(until).is_some_and(|(from, until)| until - from <= BRIEF) {
        return false;
    }
    let says = |group| conversation.says(moment.turn, group);
    let announced = limit.words.waits.is_some_and(says);
    announced || waiting && limit.words.updates.is_some_and(says)
}

impl Wait<'_> {
    /// Its gaps, none where it is short; `None` where it lacks the clocks.
    fn figures(&self, over: f64) -> Option<Vec<Figure>> {
        let start = self.turns.first().and_then(|m| m.end)?;
        let end = match self.broken_off {
            Some(end) => end,
            None => self.turns.last().and_then(|m| m.start)?,
        };
        let whole = end - start;
        if super::thousandth(whole) <= over {
            return Some(Vec::new());
        }
        let figure = |turn: usize, value: f64, since: usize| {
            let mut figure = Figure::on(turn, value).beside(since);
            figure.values.push(("wait", Value::Seconds(super::thousandth(whole))));
            figure
        };
        let mut figures = Vec::new();
        for pair in self.turns.windows(2) {
            figures.push(figure(pair[1].turn, pair[1].start? - pair[0].end?, pair[0].turn));
        }
        if let (Some(end), Some(last)) = (self.broken_off, self.turns.last()) {
            figures.push(figure(last.turn, end - last.end?, last.turn));
        }
        Some(figures)
    }
}
