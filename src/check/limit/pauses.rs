//! Dead air: time in which nobody speaks.

use super::{Figure, Limit, Reading};
use crate::check::clock::Gap;
use crate::check::conversation::Conversation;
use crate::outcome::Reason;
use crate::transcript::Role;

/// Seconds in which nobody speaks, each; between two turns of one speaker as well.
pub(super) fn silence(limit: &Limit, conversation: &Conversation<'_>) -> Reading {
    let clocks = conversation.clocks();
    let spoken = clocks.moments.iter().filter(|m| m.role != Role::System).count();
    if spoken < 2 {
        return Reading::Aside(Reason::NoTurns);
    }
    let mut figures = Vec::new();
    for gap in &clocks.gaps {
        if gap.note.is_some_and(|note| limit.passes_over(note, conversation)) {
            continue;
        }
        let seconds = clocks.longest_unheld(gap.from, gap.to);
        if limit.matters(seconds, conversation) && excused(limit, gap, conversation) {
            continue;
        }
        figures.push(Figure::on(gap.after, seconds).beside(gap.before));
    }
    let left_out = clocks.no_ends;
    // Turns that follow one another without a pause are a pass: there was something to look at.
    if figures.is_empty() && left_out.is_none() {
        figures.push(Figure::whole(0.0));
    }
    Reading::Taken { figures, left_out }
}

fn excused(limit: &Limit, gap: &Gap, conversation: &Conversation<'_>) -> bool {
    let beside = |group| conversation.says(gap.before, group) || conversation.says(gap.after, group);
    let customer = conversation.turns[gap.before].role == Role::Customer;
    conversation.clocks().handed_over(gap.from, gap.to)
        || customer && limit.words.customer_waits.is_some_and(|group| conversation.says(gap.before, group))
        || limit.words.except.is_some_and(beside)
        || agreed(limit, gap, conversation)
}

/// Whether the gap lies in a wait that the agent announced and the customer agreed to, even if no hold is on record.
fn agreed(limit: &Limit, gap: &Gap, conversation: &Conversation<'_>) -> bool {
    let (Some(waits), Some(agreed)) = (limit.words.waits, limit.words.agreed) else { return false };
    let moments = &conversation.clocks().moments;
    let Some(mut at) = moments.iter().position(|m| m.turn == gap.before) else { return false };
    let mut consent = false;
    loop {
        let moment = moments[at];
        match moment.role {
            Role::Customer => consent |= conversation.says(moment.turn, agreed),
            Role::Agent => {
                let keeps = |group| conversation.says(moment.turn, group);
                let waiting = keeps(waits) || limit.words.updates.is_some_and(keeps);
                if !waiting || consent {
                    return waiting;
                }
            }
            Role::Bot | Role::System => {}
        }
        if at == 0 {
            return false;
        }
        at -= 1;
    }
}
