//! The conversation as a whole and its end: duration, who speaks last, the pause before hanging up.

use super::{Figure, Limit, Reading};
use crate::check::clock::Moment;
use crate::check::conversation::Conversation;
use crate::outcome::Reason;
use crate::transcript::{EventKind, Role};

/// Seconds from start to end.
pub(super) fn duration(conversation: &Conversation<'_>) -> Reading {
    let clocks = conversation.clocks();
    match clocks.duration(conversation) {
        Some(seconds) => Reading::one(Figure::whole(seconds)),
        None => Reading::Unknown(clocks.no_starts.unwrap_or(Reason::NoTimestamps)),
    }
}

/// Seconds from the last word to hanging up, where the role has that word (everybody's where it is `any`).
pub(super) fn hangup_gap(limit: &Limit, conversation: &Conversation<'_>) -> Reading {
    let clocks = conversation.clocks();
    let transcript = conversation.transcript;
    let event = transcript.events.iter().filter(|e| e.kind == EventKind::Hangup).find_map(|e| e.start);
    let recorded = transcript.started_at.zip(transcript.ended_at).map(|(s, e)| e.duration_since(s).as_secs_f64());
    let Some(last) = last_spoken(&clocks.moments) else { return Reading::Aside(Reason::NoTurns) };
    if !limit.role.includes(last.role) {
        return Reading::Aside(Reason::NoTrigger);
    }
    let Some(end) = event.or(recorded).filter(|t| t.is_finite()) else { return Reading::Unknown(Reason::NoMetadata) };
    let Some(spoken) = last.end else {
        return Reading::Unknown(clocks.no_ends.unwrap_or(Reason::NoEndTimes));
    };
    if end < spoken {
        return Reading::Unknown(Reason::ClockBackwards);
    }
    Reading::one(Figure::on(last.turn, end - spoken))
}

/// Turns of others after the last one of the role.
pub(super) fn last_speaker(limit: &Limit, conversation: &Conversation<'_>) -> Reading {
    // The order of the record is enough: this needs no clock.
    let spoken: Vec<usize> = conversation.turns_of(|r| r != Role::System);
    let Some(&last) = spoken.last() else { return Reading::Aside(Reason::NoTurns) };
    let after = spoken.iter().rev().take_while(|&&t| !limit.role.includes(conversation.turns[t].role)).count();
    if after == spoken.len() {
        return Reading::Aside(Reason::NoTurns);
    }
    Reading::one(Figure::on(last, after as f64))
}

/// The turn that ends last; what has no end counts by its start.
fn last_spoken(moments: &[Moment]) -> Option<Moment> {
    let spoken = moments.iter().filter(|m| m.role != Role::System);
    let end = |m: &Moment| m.end.or(m.start).unwrap_or(f64::NEG_INFINITY);
    spoken.copied().max_by(|a, b| end(a).total_cmp(&end(b)))
}
