//! Windows: parts of turns, and how time cuts them.

use std::ops::Range;

use crate::check::conversation::Conversation;
use crate::outcome::Reason;

/// A part of a turn: bytes of its normal form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Window {
    pub(crate) turn: usize,
    pub(crate) range: Range<usize>,
    /// Time cuts the turn here, and where exactly it does is estimated.
    pub(crate) estimated: bool,
}

/// From when to when, in seconds from the start of the conversation, both included.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Interval {
    pub(super) from: f64,
    pub(super) to: f64,
}

impl Window {
    /// A turn from its first word to its last.
    pub(super) fn whole(turn: usize, conversation: &Conversation<'_>) -> Self {
        Self { turn, range: 0..conversation.turns[turn].text.as_str().len(), estimated: false }
    }
}

impl Interval {
    /// All the time there is.
    pub(super) const ALWAYS: Self = Self { from: f64::NEG_INFINITY, to: f64::INFINITY };

    /// What lies in another one as well.
    pub(super) const fn and(self, from: f64, to: f64) -> Self {
        Self { from: self.from.max(from), to: self.to.min(to) }
    }
}

/// The parts of windows that are said within an interval.
///
/// # Errors
/// `NoTimestamps` where a turn has no clock.
pub(super) fn clip(
    windows: &[Window],
    interval: Interval,
    conversation: &Conversation<'_>,
) -> Result<Vec<Window>, Reason> {
    windows.iter().filter_map(|w| part(w, interval, conversation).transpose()).collect()
}

/// Windows of several origins as one list: in order, those that overlap as one.
pub(super) fn union(mut windows: Vec<Window>) -> Vec<Window> {
    windows.sort_by_key(|w| (w.turn, w.range.start, w.range.end));
    let mut all: Vec<Window> = Vec::with_capacity(windows.len());
    for window in windows {
        match all.last_mut() {
            Some(last) if last.turn == window.turn && window.range.start <= last.range.end => {
                // A turn that one of them takes as a whole is not cut.
                last.estimated &= window.estimated;
                last.range.end = last.range.end.max(window.range.end);
            }
            _ => all.push(window),
        }
    }
    all
}

/// The part of a window that is said within an interval: by the share of its characters, where it runs over an end.
fn part(window: &Window, interval: Interval, conversation: &Conversation<'_>) -> Result<Option<Window>, Reason> {
    let view = &conversation.turns[window.turn];
    let (Some(start), Some(end)) = (view.start(), view.end()) else { return Err(Reason::NoTimestamps) };
    if start > interval.to || end < interval.from {
        return Ok(None);
    }
    if end <= start {
        // Messages have no length: they lie inside or outside as a whole.
        return Ok(Some(window.clone()));
    }
    let text = view.text.as_str();
    let from = byte_at(interval.from, text, start, end).max(window.range.start);
    let to = byte_at(interval.to, text, start, end).min(window.range.end);
    if from >= to && !window.range.is_empty() {
        return Ok(None);
    }
    let range = from..to.max(from);
    Ok(Some(Window { turn: window.turn, estimated: window.estimated || range != window.range, range }))
}

/// The byte of a turn's text at which a moment falls, if its characters are spoken evenly; marks are not spoken.
fn byte_at(moment: f64, text: &str, start: f64, end: f64) -> usize {
    let spoken = text.chars().filter(|c| c.is_alphanumeric()).count();
    let share = ((moment - start) / (end - start)).clamp(0.0, 1.0);
    match (share * spoken as f64).round() as usize {
        0 => 0,
        n => text.char_indices().filter(|(_, c)| c.is_alphanumeric()).nth(n).map_or(text.len(), |(byte, _)| byte),
    }
}
