//! How long the customer waits for words of the agent: the first answer, and every one after it.

use super::{Figure, Limit, Reading};
use crate::check::clock::{Clocks, Reply};
use crate::check::conversation::Conversation;
use crate::matcher::GroupId;
use crate::outcome::{Reason, Value};
use crate::transcript::{Channel, Role};

/// Seconds to the first answer. An automatic one counts; the first of a person is reported beside it as `human`.
pub(super) fn first(limit: &Limit, conversation: &Conversation<'_>) -> Reading {
    let clocks = conversation.clocks();
    let call = conversation.channel == Channel::Call;
    if !clocks.any() {
        return Reading::Unknown(Reason::NoTimestamps);
    }
    let asked = clocks.moments.iter().position(|m| m.role == Role::Customer);
    let (from, base) = match (call, asked) {
        (true, _) => (0, Some(0.0)),
        (false, Some(at)) => (at, clocks.moments[at].start),
        (false, None) => return Reading::Aside(Reason::NoCustomer),
    };
    let unknown = Reading::Unknown(clocks.no_starts.unwrap_or(Reason::PartialClocks));
    let Some(base) = base else { return unknown };
    let later = || clocks.moments[from..].iter();
    // In a call a note of the platform is heard by nobody; in a chat it answers as a bot would.
    let answer = later().find(|m| match m.role {
        Role::Agent | Role::Bot => true,
        Role::System => !call,
        Role::Customer => false,
    });
    let Some(answer) = answer else {
        // Nobody ever answered: that is a breach once the record shows that the limit has run out.
        let waited =
            clocks.last.map(|last| last - base).filter(|w| limit.max(conversation).is_some_and(|max| *w > max));
        return waited.map_or(Reading::Aside(Reason::NoTurns), |w| {
            let turn = asked.map(|at| clocks.moments[at].turn);
            Reading::one(Figure { turn, ..Figure::whole(w) })
        });
    };
    let Some(start) = answer.start else { return unknown };
    let mut figure = Figure::on(answer.turn, start - base);
    let human = later().find(|m| m.role == Role::Agent && !m.automatic);
    if let Some(human) = human.filter(|h| h.turn != answer.turn) {
        figure.related.push(human.turn);
        figure.values.extend(human.start.map(|s| ("human", Value::Seconds(super::thousandth(s - base)))));
    }
    Reading::one(figure)
}

/// Seconds from the customer's last words to each answer of the agent.
pub(super) fn each(limit: &Limit, conversation: &Conversation<'_>) -> Reading {
    let clocks = conversation.clocks();
    if !clocks.any() {
        return Reading::Unknown(Reason::NoTimestamps);
    }
    let mut left_out = None;
    let mut figures = Vec::new();
    for reply in &clocks.replies {
        if reply.note.is_some_and(|note| limit.passes_over(note, conversation)) {
            continue;
        }
        let (Some(from), Some(to)) = (reply.from, reply.to) else {
            left_out = clocks.no_ends.or(Some(Reason::PartialClocks));
            continue;
        };
        let wait = (to - from).max(0.0);
        if limit.matters(wait, conversation) && excused(limit, reply, from, to, clocks, conversation) {
            continue;
        }
        figures.push(Figure::on(reply.by, wait).beside(reply.asked));
    }
    Reading::Taken { figures, left_out }
}

/// Whether the wait was announced, was a hold or a handover, or has an exception's words beside it.
fn excused(limit: &Limit, reply: &Reply, from: f64, to: f64, clocks: &Clocks, conversation: &Conversation<'_>) -> bool {
    let says = |turn: usize, group| conversation.says(turn, group);
    clocks.held(from, to)
        || clocks.handed_over(from, to)
        || reply.earlier.is_some_and(|turn| waiting(limit, turn, conversation))
        || limit.words.customer_waits.is_some_and(|group| says(reply.asked, group))
        || limit
            .words
            .except
            .is_some_and(|group| reply.earlier.is_some_and(|t| says(t, group)) || says(reply.by, group))
}

/// Whether the customer waits for what the agent announced: in this turn, or before updates that lead up to it.
fn waiting(limit: &Limit, turn: usize, conversation: &Conversation<'_>) -> bool {
    let says = |turn: usize, group: Option<GroupId>| group.is_some_and(|g| conversation.says(turn, g));
    let mut at = Some(turn);
    while let Some(turn) = at {
        if says(turn, limit.words.waits) {
            return true;
        }
        at = conversation.previous(turn, |r| r == Role::Agent).filter(|_| says(turn, limit.words.updates));
    }
    false
}

impl Limit {
    /// Whether a gap beside a system note is left alone.
    pub(super) fn passes_over(&self, note: usize, conversation: &Conversation<'_>) -> bool {
        self.words.except_system.is_none_or(|group| conversation.says(note, group))
    }
}
