//! Clocks: gaps, replies, holds and overlaps of a conversation, derived once from its turns and events.
//!
//! Everything here is time alone: which words announce a wait or count as a back-channel is the rules' business. All
//! figures are seconds from the start of the conversation. A turn whose clock can't be true (it ends before it starts,
//! or starts before turns that are long over) counts as one without a clock.

mod overlap;
mod reply;

pub(crate) use overlap::Overlap;
pub(crate) use reply::Reply;

use super::conversation::Conversation;
use crate::outcome::Reason;
use crate::transcript::{Channel, EventKind, Role};

/// Chat platforms write whole seconds and may swap neighbours: a step back of up to so many seconds is no error.
const TOLERANCE: f64 = 2.0;

/// The clocks of a conversation.
#[derive(Debug)]
pub(crate) struct Clocks {
    /// All turns by the time they start; one without a clock stays behind its neighbour of the record.
    pub(crate) moments: Vec<Moment>,
    /// Between the last word of whoever spoke and the next word.
    pub(crate) gaps: Vec<Gap>,
    /// The agent's answers to the customer's turns.
    pub(crate) replies: Vec<Reply>,
    /// Turns that start while another side speaks.
    pub(crate) overlaps: Vec<Overlap>,
    /// Holds on record, by their start.
    pub(crate) holds: Vec<Hold>,
    /// Moments at which the customer was handed over.
    pub(crate) handovers: Vec<f64>,
    /// Why not everything could be measured by starts alone.
    pub(crate) no_starts: Option<Reason>,
    /// Why not everything could be measured that needs ends too.
    pub(crate) no_ends: Option<Reason>,
    /// Why not all holds have a length.
    pub(crate) no_holds: Option<Reason>,
    /// The last moment known.
    pub(crate) last: Option<f64>,
}

/// A turn on the time line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Moment {
    pub(crate) turn: usize,
    pub(crate) role: Role,
    /// Nobody wrote it: a bot, or an automatic reply in the agent's name.
    pub(crate) automatic: bool,
    pub(crate) start: Option<f64>,
    /// In writing a message ends as it starts.
    pub(crate) end: Option<f64>,
}

/// A time in which nobody speaks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Gap {
    /// The turn that ended last before it.
    pub(crate) before: usize,
    /// The turn that starts after it.
    pub(crate) after: usize,
    pub(crate) from: f64,
    pub(crate) to: f64,
    /// The system note it lies beside, if any.
    pub(crate) note: Option<usize>,
}

/// A hold: the agent is off the line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Hold {
    pub(crate) start: f64,
    /// Where the record has no end: the next word of the agent, or the end of the conversation.
    pub(crate) end: f64,
}

impl Clocks {
    pub(crate) fn new(conversation: &Conversation<'_>) -> Self {
        let timed = conversation.channel == Channel::Call;
        let (moments, backwards) = moments(conversation, timed);
        let spoken = || moments.iter().filter(|m| m.role != Role::System);
        let missing = |have: &dyn Fn(&Moment) -> bool, none: Reason| {
            let all = spoken().count();
            let with = spoken().filter(|m| have(m)).count();
            match (with, backwards) {
                _ if with == all && all > 0 => None,
                (_, true) => Some(Reason::ClockBackwards),
                (0, false) => Some(none),
                (_, false) => Some(Reason::PartialClocks),
            }
        };
        let no_starts = missing(&|m| m.start.is_some(), Reason::NoTimestamps);
        let without_ends = missing(&|m| m.end.is_some(), Reason::NoEndTimes);
        let no_ends = no_starts.filter(|r| *r == Reason::NoTimestamps).or(without_ends);
        let last = last_moment(conversation, &moments);
        let (holds, no_holds) = holds(conversation, &moments, last);
        let handover = |e: &crate::transcript::Event| e.start.filter(|_| e.kind == EventKind::Transfer);
        let handovers = conversation.transcript.events.iter().filter_map(handover).filter(|s| s.is_finite()).collect();
        Self {
            gaps: gaps(&moments),
            replies: reply::replies(&moments),
            overlaps: overlap::overlaps(&moments),
            holds,
            handovers,
            no_starts,
            no_ends,
            no_holds,
            last,
            moments,
        }
    }

    /// Whether any turn of anybody has a clock.
    pub(crate) fn any(&self) -> bool {
        self.moments.iter().any(|m| m.start.is_some())
    }

    /// Whether a hold lies in a stretch of time, in part or as a whole.
    pub(crate) fn held(&self, from: f64, to: f64) -> bool {
        self.holds.iter().any(|h| h.start < to && h.end > from)
    }

    /// Whether the customer is handed over in a stretch of time.
    pub(crate) fn handed_over(&self, from: f64, to: f64) -> bool {
        self.handovers.iter().any(|&at| at >= from && at <= to)
    }

    /// The longest part of a stretch of time that no hold covers.
    pub(crate) fn longest_unheld(&self, from: f64, to: f64) -> f64 {
        let mut longest: f64 = 0.0;
        let mut free = from;
        for hold in self.holds.iter().filter(|h| h.start < to && h.end > from) {
            longest = longest.max(hold.start - free);
            free = free.max(hold.end);
        }
        longest.max(to - free)
    }

    /// Seconds from the start of the conversation to its end: by its record, or from the first word to the last.
    pub(crate) fn duration(&self, conversation: &Conversation<'_>) -> Option<f64> {
        let transcript = conversation.transcript;
        if let (Some(start), Some(end)) = (transcript.started_at, transcript.ended_at) {
            return Some((end.as_millisecond() - start.as_millisecond()) as f64 / 1000.0).filter(|s| *s >= 0.0);
        }
        let first = self.moments.iter().filter_map(|m| m.start).fold(f64::NAN, f64::min);
        self.last.map(|last| last - first).filter(|s| s.is_finite())
    }
}

/// Turns by their start, and whether a clock runs backwards.
fn moments(conversation: &Conversation<'_>, timed: bool) -> (Vec<Moment>, bool) {
    let mut keyed: Vec<(f64, Moment)> = Vec::with_capacity(conversation.turns.len());
    let mut backwards = false;
    let mut latest = f64::NEG_INFINITY;
    for (turn, view) in conversation.turns.iter().enumerate() {
        let finite = |t: Option<f64>| t.filter(|t| t.is_finite());
        let (mut start, mut end) = (finite(view.turn.start), finite(view.turn.end));
        let reversed = start.zip(end).is_some_and(|(s, e)| e < s);
        // Two sides of a call may be listed by their ends: what overlaps the turns before it is not out of order.
        let stepped_back = start.is_some_and(|s| end.unwrap_or(s).max(s) < latest - TOLERANCE);
        if reversed || stepped_back {
            backwards = true;
            (start, end) = (None, None);
        }
        latest = latest.max(start.unwrap_or(latest));
        let end = if timed { start.and(end) } else { start.and(end).or(start) };
        let automatic = view.role == Role::Bot || view.turn.auto;
        let key = start.unwrap_or_else(|| keyed.last().map_or(f64::NEG_INFINITY, |(key, _)| *key));
        keyed.push((key, Moment { turn, role: view.role, automatic, start, end }));
    }
    keyed.sort_by(|a, b| a.0.total_cmp(&b.0));
    (keyed.into_iter().map(|(_, moment)| moment).collect(), backwards)
}

/// The silences between all turns; what a turn without a clock might fill is left out.
fn gaps(moments: &[Moment]) -> Vec<Gap> {
    let mut all = Vec::new();
    let mut floor: Option<(&Moment, f64)> = None;
    let mut note = None;
    for moment in moments {
        let system = moment.role == Role::System;
        let Some(start) = moment.start else {
            if system {
                note = Some(moment.turn);
            } else {
                floor = None;
            }
            continue;
        };
        if let Some((last, from)) = floor.filter(|(_, from)| start > *from) {
            let beside = [(last.role, last.turn), (moment.role, moment.turn)];
            let note = note.or_else(|| beside.iter().find(|b| b.0 == Role::System).map(|b| b.1));
            all.push(Gap { before: last.turn, after: moment.turn, from, to: start, note });
        }
        note = None;
        floor = match (floor, moment.end) {
            (Some((last, until)), Some(end)) if until > end => Some((last, until)),
            (_, Some(end)) => Some((moment, end)),
            // A note without an end takes no time.
            (Some((last, until)), None) if system && until > start => Some((last, until)),
            (_, None) if system => Some((moment, start)),
            (_, None) => None,
        };
    }
    all
}

/// The last moment known from turns, events and the end on record.
fn last_moment(conversation: &Conversation<'_>, moments: &[Moment]) -> Option<f64> {
    let transcript = conversation.transcript;
    let recorded = transcript.started_at.zip(transcript.ended_at).map(|(s, e)| e.duration_since(s).as_secs_f64());
    let turns = moments.iter().filter_map(|m| m.end.or(m.start));
    let events = transcript.events.iter().filter_map(|e| e.end.or(e.start)).filter(|t| t.is_finite());
    turns.chain(events).chain(recorded).reduce(f64::max)
}

/// Holds with a start, and why there may be more.
fn holds(conversation: &Conversation<'_>, moments: &[Moment], last: Option<f64>) -> (Vec<Hold>, Option<Reason>) {
    let mut all = Vec::new();
    let mut missing = None;
    for event in conversation.transcript.events.iter().filter(|e| e.kind == EventKind::Hold) {
        let Some(start) = event.start.filter(|s| s.is_finite()) else {
            missing = Some(Reason::NoTimestamps);
            continue;
        };
        let back = || moments.iter().find(|m| m.role == Role::Agent && m.start.is_some_and(|s| s > start));
        match event.end.filter(|e| e.is_finite()) {
            Some(end) if end < start => missing = Some(Reason::ClockBackwards),
            Some(end) => all.push(Hold { start, end }),
            None => {
                let end = back().and_then(|m| m.start).or(last).unwrap_or(start);
                missing = Some(Reason::NoEndTimes);
                all.push(Hold { start, end });
            }
        }
    }
    all.sort_by(|a, b| a.start.total_cmp(&b.start));
    (all, missing)
}

#[cfg(test)]
mod tests;
