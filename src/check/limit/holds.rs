//! Holds on record: how many, how long.

use super::{Figure, Reading};
use crate::check::clock::Hold;
use crate::check::conversation::Conversation;
use crate::outcome::Reason;
use crate::transcript::EventKind;

/// How often the customer was put on hold.
pub(super) fn count(conversation: &Conversation<'_>) -> Reading {
    let n = conversation.transcript.events.iter().filter(|e| e.kind == EventKind::Hold).count();
    match n {
        0 => Reading::Aside(Reason::NoTrigger),
        _ => Reading::one(Figure::whole(n as f64)),
    }
}

/// Seconds of the longest hold.
pub(super) fn longest(conversation: &Conversation<'_>) -> Reading {
    taken(conversation, |holds| {
        let longest = holds.iter().max_by(|a, b| length(a).total_cmp(&length(b)));
        longest.map_or(Figure::whole(0.0), |h| Figure { turn: back(h, conversation), ..Figure::whole(length(h)) })
    })
}

/// Seconds of all holds together.
pub(super) fn total(conversation: &Conversation<'_>) -> Reading {
    taken(conversation, |holds| {
        let mut figure = Figure::whole(holds.iter().map(length).sum());
        figure.related = holds.iter().filter_map(|h| back(h, conversation)).collect();
        figure.related.dedup();
        figure
    })
}

fn taken(conversation: &Conversation<'_>, figure: impl Fn(&[Hold]) -> Figure) -> Reading {
    let clocks = conversation.clocks();
    match (clocks.holds.is_empty(), clocks.no_holds) {
        (true, None) => Reading::Aside(Reason::NoTrigger),
        (true, Some(reason)) => Reading::Unknown(reason),
        (false, left_out) => Reading::Taken { figures: vec![figure(&clocks.holds)], left_out },
    }
}

fn length(hold: &Hold) -> f64 {
    hold.end - hold.start
}

/// The turn with which the agent comes back.
fn back(hold: &Hold, conversation: &Conversation<'_>) -> Option<usize> {
    let moments = &conversation.clocks().moments;
    let later = |m: &&crate::check::clock::Moment| m.start.is_some_and(|s| s >= hold.end - super::BACK);
    moments.iter().find(later).map(|m| m.turn)
}
