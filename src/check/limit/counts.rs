//! Figures that are counted: rings, handovers, turns, characters, and shares of them.

use super::{Figure, Limit, Reading};
use crate::check::clock::Moment;
use crate::check::condition;
use crate::check::conversation::Conversation;
use crate::outcome::Reason;
use crate::transcript::{Channel, EventKind, Role};

/// Seconds from one ring to the next.
const RING: f64 = 5.0;

/// Rings: as counted, or by the time they took.
pub(super) fn ring(conversation: &Conversation<'_>) -> Reading {
    let transcript = conversation.transcript;
    let rings = transcript.ring_count.or_else(|| transcript.ring_seconds.map(|s| s / RING));
    rings.filter(|n| n.is_finite()).map_or(Reading::Unknown(Reason::NoMetadata), |n| Reading::one(Figure::whole(n)))
}

/// Handovers: by the record or by its events, whichever is more.
pub(super) fn transfers(conversation: &Conversation<'_>) -> Reading {
    let transcript = conversation.transcript;
    if transcript.transfers.is_none() && transcript.events.is_empty() {
        return Reading::Unknown(Reason::NoMetadata);
    }
    let mut figure = Figure::whole(f64::from(condition::transfers(transcript)));
    // Where the events have clocks, the words after the last handover are the place to look at.
    let clocks = conversation.clocks();
    let last = transcript.events.iter().filter(|e| e.kind == EventKind::Transfer).filter_map(|e| e.start);
    if let Some(at) = last.reduce(f64::max) {
        figure.turn = clocks.moments.iter().find(|m| m.start.is_some_and(|s| s >= at)).map(|m| m.turn);
    }
    Reading::one(figure)
}

/// Turns of the role.
pub(super) fn turns(limit: &Limit, conversation: &Conversation<'_>) -> Reading {
    if conversation.turns.is_empty() {
        return Reading::Aside(Reason::NoTurns);
    }
    Reading::one(Figure::whole(conversation.turns_of(|r| limit.role.includes(r)).len() as f64))
}

/// Characters of each turn of the role.
pub(super) fn turn_length(limit: &Limit, conversation: &Conversation<'_>) -> Reading {
    let turns = conversation.turns_of(|r| limit.role.includes(r));
    if turns.is_empty() {
        return Reading::Aside(Reason::NoTurns);
    }
    let figures = turns.into_iter().map(|turn| Figure::on(turn, characters(turn, conversation))).collect();
    Reading::Taken { figures, left_out: None }
}

/// The role's share in percent: of speaking time in a call, of characters in writing.
pub(super) fn talk_share(limit: &Limit, conversation: &Conversation<'_>) -> Reading {
    let clocks = conversation.clocks();
    let spoken: Vec<&Moment> = clocks.moments.iter().filter(|m| m.role != Role::System).collect();
    if spoken.is_empty() {
        return Reading::Aside(Reason::NoTurns);
    }
    let call = conversation.channel == Channel::Call;
    // A share with parts left out would be wrong, not merely incomplete.
    if let (true, Some(reason)) = (call, clocks.no_ends) {
        return Reading::Unknown(reason);
    }
    let weight = |m: &Moment| {
        if call { m.start.zip(m.end).map_or(0.0, |(start, end)| end - start) } else { characters(m.turn, conversation) }
    };
    let all: f64 = spoken.iter().map(|m| weight(m)).sum();
    if all <= 0.0 {
        return Reading::Aside(Reason::NoTurns);
    }
    let own: f64 = spoken.iter().filter(|m| limit.role.includes(m.role)).map(|m| weight(m)).sum();
    Reading::one(Figure::whole(own / all * 100.0))
}

fn characters(turn: usize, conversation: &Conversation<'_>) -> f64 {
    conversation.turns[turn].characters() as f64
}
