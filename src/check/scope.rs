//! Scopes: which parts of which turns a check looks at.

use std::ops::Range;

use super::compile::Compiler;
use super::conversation::Conversation;
use super::said::Said;
use crate::outcome::Reason;
use crate::rule::file::{AnchorFile, EventFile, RoleFile, ScopeFile, Which};

/// Where to look.
#[derive(Debug)]
pub(crate) struct Scope {
    role: RoleFile,
    first: Option<usize>,
    last: Option<usize>,
    first_seconds: Option<f64>,
    last_seconds: Option<f64>,
    percent: Option<(f64, f64)>,
    before: Option<Box<Anchor>>,
    after: Option<Box<Anchor>>,
    /// Turns are read as one text.
    pub(crate) joined: bool,
}

/// A part of a turn: bytes of its normal form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Window {
    pub(crate) turn: usize,
    pub(crate) range: Range<usize>,
}

#[derive(Debug)]
struct Anchor {
    said: Option<Said>,
    event: Option<EventFile>,
    which: Which,
    turns: Option<usize>,
    seconds: Option<f64>,
}

/// Where an anchor is: between which turns, and when.
#[derive(Debug, Clone, Copy)]
struct Place {
    /// The turn it is in, or the first turn after it.
    turn: usize,
    /// Whether it is in that turn (then neither before nor after includes the turn).
    inside: bool,
    start: Option<f64>,
    end: Option<f64>,
}

impl Scope {
    pub(crate) fn compile(file: &ScopeFile, role: RoleFile, compiler: &mut Compiler<'_>) -> Self {
        let mut anchor = |a: &Option<Box<AnchorFile>>| a.as_ref().map(|a| Box::new(Anchor::compile(a, compiler)));
        Self {
            role,
            first: file.first,
            last: file.last,
            first_seconds: file.first_seconds,
            last_seconds: file.last_seconds,
            percent: file.percent,
            before: anchor(&file.before),
            after: anchor(&file.after),
            joined: file.joined,
        }
    }

    /// The parts of turns to look at, in order.
    ///
    /// # Errors
    /// `NoTimestamps` where the scope is measured in seconds and there are none.
    pub(crate) fn windows(&self, conversation: &Conversation<'_>) -> Result<Vec<Window>, Reason> {
        let mut turns = conversation.turns_of(|r| self.role.includes(r));
        if let Some((from, to)) = self.percent {
            let n = turns.len() as f64;
            turns = slice(&turns, (from / 100.0 * n).floor(), (to / 100.0 * n).ceil());
        }
        if let Some(first) = self.first {
            turns.truncate(first);
        }
        if let Some(last) = self.last {
            turns.drain(..turns.len().saturating_sub(last));
        }
        if let Some(anchor) = &self.after {
            let Some(place) = anchor.place(conversation)? else { return Ok(Vec::new()) };
            turns.retain(|&t| t > place.turn || (t == place.turn && !place.inside));
            anchor.trim(&mut turns, conversation, true, place)?;
        }
        if let Some(anchor) = &self.before {
            let Some(place) = anchor.place(conversation)? else { return Ok(Vec::new()) };
            turns.retain(|&t| t < place.turn);
            anchor.trim(&mut turns, conversation, false, place)?;
        }
        let whole = |turn| Window { turn, range: 0..conversation.turns[turn].text.as_str().len() };
        let windows: Vec<Window> = turns.into_iter().map(whole).collect();
        self.within_seconds(windows, conversation)
    }

    fn within_seconds(&self, windows: Vec<Window>, conversation: &Conversation<'_>) -> Result<Vec<Window>, Reason> {
        if self.first_seconds.is_none() && self.last_seconds.is_none() {
            return Ok(windows);
        }
        let mut from = f64::NEG_INFINITY;
        let mut to = f64::INFINITY;
        if let Some(seconds) = self.first_seconds {
            to = seconds;
        }
        if let Some(seconds) = self.last_seconds {
            let end = conversation.turns.iter().filter_map(super::conversation::TurnView::end).fold(f64::NAN, f64::max);
            if end.is_nan() {
                return Err(Reason::NoTimestamps);
            }
            from = end - seconds;
        }
        windows.iter().filter_map(|w| clip(w, conversation, from, to).transpose()).collect()
    }
}

/// The part of a window that is said between two moments: by the share of its characters, where it runs over one.
fn clip(window: &Window, conversation: &Conversation<'_>, from: f64, to: f64) -> Result<Option<Window>, Reason> {
    let view = &conversation.turns[window.turn];
    let (Some(start), Some(end)) = (view.start(), view.end()) else { return Err(Reason::NoTimestamps) };
    if start > to || end < from {
        return Ok(None);
    }
    let text = view.text.as_str();
    let count = text.chars().count();
    let byte_at = |moment: f64| {
        if end <= start {
            return if moment < start { 0 } else { text.len() };
        }
        let share = ((moment - start) / (end - start)).clamp(0.0, 1.0);
        let character = (share * count as f64).round() as usize;
        text.char_indices().nth(character).map_or(text.len(), |(byte, _)| byte)
    };
    let range = byte_at(from).max(window.range.start)..byte_at(to).min(window.range.end);
    let whole_or_part = !range.is_empty() || window.range.is_empty();
    Ok(whole_or_part.then_some(Window { turn: window.turn, range }))
}

fn slice(turns: &[usize], from: f64, to: f64) -> Vec<usize> {
    let from = (from.max(0.0) as usize).min(turns.len());
    let to = (to.max(0.0) as usize).clamp(from, turns.len());
    turns[from..to].to_vec()
}

impl Anchor {
    fn compile(file: &AnchorFile, compiler: &mut Compiler<'_>) -> Self {
        Self {
            said: file.said.as_ref().map(|s| Said::compile(s, compiler)),
            event: file.event.clone(),
            which: file.which.unwrap_or_default(),
            turns: file.turns,
            seconds: file.seconds,
        }
    }

    fn place(&self, conversation: &Conversation<'_>) -> Result<Option<Place>, Reason> {
        if let Some(said) = &self.said {
            let hits = said.find(conversation)?.hits;
            let hit = match self.which {
                Which::First => hits.first(),
                Which::Last => hits.last(),
            };
            return Ok(hit.map(|h| {
                let view = &conversation.turns[h.turn];
                Place { turn: h.turn, inside: true, start: view.start(), end: view.end() }
            }));
        }
        let Some(wanted) = &self.event else { return Ok(None) };
        let mut events = conversation.transcript.events.iter().filter(|e| e.kind == wanted.kind);
        let event = match self.which {
            Which::First => events.next(),
            Which::Last => events.next_back(),
        };
        let Some(event) = event else { return Ok(None) };
        let Some(start) = event.start else { return Err(Reason::NoTimestamps) };
        let turn = conversation.turns.iter().position(|t| t.start().is_some_and(|s| s >= start));
        Ok(Some(Place {
            turn: turn.unwrap_or(conversation.turns.len()),
            inside: false,
            start: Some(start),
            end: event.end.or(Some(start)),
        }))
    }

    fn trim(
        &self,
        turns: &mut Vec<usize>,
        conversation: &Conversation<'_>,
        after: bool,
        place: Place,
    ) -> Result<(), Reason> {
        if let Some(n) = self.turns {
            match after {
                true => turns.truncate(n),
                false => drop(turns.drain(..turns.len().saturating_sub(n))),
            }
        }
        let Some(seconds) = self.seconds else { return Ok(()) };
        let moment = if after { place.end } else { place.start };
        let Some(moment) = moment else { return Err(Reason::NoTimestamps) };
        turns.retain(|&t| {
            let view = &conversation.turns[t];
            match after {
                true => view.start().is_some_and(|s| s <= moment + seconds),
                false => view.end().is_some_and(|e| e >= moment - seconds),
            }
        });
        Ok(())
    }
}
