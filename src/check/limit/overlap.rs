//! Interruptions: who speaks into whose turn, and for how long.

use super::{Figure, Limit, Reading};
use crate::check::clock::Overlap;
use crate::check::conversation::Conversation;
use crate::outcome::Reason;
use crate::transcript::Role;

/// Seconds for which the role speaks into a turn that another side has begun, each.
pub(super) fn overlap(limit: &Limit, conversation: &Conversation<'_>) -> Reading {
    let clocks = conversation.clocks();
    let sides = |own: bool| clocks.moments.iter().any(|m| m.role != Role::System && limit.role.includes(m.role) == own);
    if !sides(true) || !sides(false) {
        return Reading::Aside(Reason::NoTurns);
    }
    let own = |o: &&Overlap| {
        let role = |turn: usize| conversation.turns[turn].role;
        limit.role.includes(role(o.entering)) && !limit.role.includes(role(o.running))
    };
    let mut figures = Vec::new();
    for overlap in clocks.overlaps.iter().filter(own) {
        let short = super::thousandth(overlap.seconds) < limit.at_least_seconds;
        if short || limit.matters(overlap.seconds, conversation) && back_channel(limit, overlap, conversation) {
            continue;
        }
        figures.push(Figure::on(overlap.entering, overlap.seconds).beside(overlap.running));
    }
    let left_out = clocks.no_ends;
    if figures.is_empty() && left_out.is_none() {
        figures.push(Figure::whole(0.0));
    }
    Reading::Taken { figures, left_out }
}

/// Whether one of the two only murmurs: neither takes the floor nor holds it.
fn back_channel(limit: &Limit, overlap: &Overlap, conversation: &Conversation<'_>) -> bool {
    let only = |turn| limit.words.except.is_some_and(|group| conversation.says_only(turn, group));
    only(overlap.entering) || only(overlap.running)
}
