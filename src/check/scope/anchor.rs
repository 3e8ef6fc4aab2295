//! Anchors: places in a conversation that scopes are measured from.

use std::ops::Range;

use super::window::{Interval, Window, clip, union};
use crate::check::compile::Compiler;
use crate::check::conversation::Conversation;
use crate::check::said::{Said, TurnHit};
use crate::outcome::Reason;
use crate::rule::file::{AnchorFile, EventFile, Reach, RoleFile, Which};
use crate::transcript::Role;

/// A place in the conversation, and how far from it to look.
#[derive(Debug, serde::Serialize, serde::Deserialize)]
pub(super) struct Anchor {
    /// The role that is looked at.
    role: RoleFile,
    said: Option<Said>,
    #[serde(with = "crate::check::as_json")]
    event: Option<EventFile>,
    #[serde(with = "crate::check::as_json")]
    which: Which,
    #[serde(with = "crate::check::as_json")]
    turns: Option<Reach<i64>>,
    #[serde(with = "crate::check::as_json")]
    seconds: Option<Reach<f64>>,
    adjacent: bool,
}

/// On which side of an anchor to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(super) enum Side {
    Before,
    After,
    /// On both, the anchor's own turn included.
    Around,
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

impl Anchor {
    pub(super) fn compile(file: &AnchorFile, role: RoleFile, compiler: &mut Compiler<'_>) -> Self {
        Self {
            role,
            said: file.said.as_ref().map(|s| Said::compile(s, compiler)),
            event: file.event.clone(),
            which: file.which.as_ref().map(|w| w.value).unwrap_or_default(),
            turns: file.turns.as_ref().map(|t| t.value),
            seconds: file.seconds.as_ref().map(|s| s.value),
            adjacent: file.adjacent.as_ref().is_some_and(|a| a.value),
        }
    }

    /// The windows on a side of the anchor, within its reach; none where the anchor is not there.
    ///
    /// # Errors
    /// `NoTimestamps` where it is measured in seconds and there are none.
    pub(super) fn narrow(
        &self,
        side: Side,
        windows: &[Window],
        conversation: &Conversation<'_>,
    ) -> Result<Vec<Window>, Reason> {
        let mut kept = Vec::new();
        for place in self.places(side, conversation)? {
            let mut near: Vec<Window> = Vec::new();
            for turns in self.turns(place, side, windows, conversation) {
                near.extend_from_slice(&windows[turns]);
            }
            match self.interval(place, side)? {
                Some(interval) => kept.extend(clip(&near, interval, conversation)?),
                None => kept.extend(near),
            }
        }
        Ok(union(kept))
    }

    /// Where it is: one place, or with `which: any` several.
    fn places(&self, side: Side, conversation: &Conversation<'_>) -> Result<Vec<Place>, Reason> {
        let mut places = self.all(conversation)?;
        let unlimited = self.turns.is_none() && self.seconds.is_none() && !self.adjacent;
        let at = match (self.which, side) {
            // Everything after any of them is everything after the first, and the same before.
            (Which::Any, Side::After) if unlimited => Some(0),
            (Which::Any, Side::Before) if unlimited => places.len().checked_sub(1),
            (Which::Any, _) => return Ok(places),
            (Which::First, _) => Some(0),
            (Which::Last, _) => places.len().checked_sub(1),
            (Which::Nth(n), _) => n.checked_sub(1),
        };
        let place = at.filter(|at| *at < places.len()).map(|at| places.swap_remove(at));
        Ok(place.into_iter().collect())
    }

    /// All places, in order.
    fn all(&self, conversation: &Conversation<'_>) -> Result<Vec<Place>, Reason> {
        if let Some(said) = &self.said {
            let found = said.find(conversation)?;
            let mut hits: Vec<TurnHit> = if found.enough { found.hits } else { Vec::new() };
            // Hits that overlap are one.
            hits.dedup_by(|b, a| {
                let same = a.turn == b.turn && b.range.start < a.range.end;
                a.range.end = if same { a.range.end.max(b.range.end) } else { a.range.end };
                same
            });
            let place = |hit: TurnHit| {
                let view = &conversation.turns[hit.turn];
                Place { turn: hit.turn, inside: true, start: view.start(), end: view.end() }
            };
            return Ok(hits.into_iter().map(place).collect());
        }
        let Some(wanted) = &self.event else { return Ok(Vec::new()) };
        let long = |e: &&crate::transcript::Event| {
            wanted.seconds.is_none_or(|s| e.start.zip(e.end).is_some_and(|(a, b)| b - a >= s))
        };
        let events = conversation.transcript.events.iter().filter(|e| e.kind == wanted.kind).filter(long);
        events
            .map(|event| {
                let start = event.start.ok_or(Reason::NoTimestamps)?;
                let turn = conversation.turns.iter().position(|t| t.start().is_some_and(|s| s >= start));
                Ok(Place {
                    turn: turn.unwrap_or(conversation.turns.len()),
                    inside: false,
                    start: Some(start),
                    end: event.end.or(Some(start)),
                })
            })
            .collect()
    }

    /// Which of the windows lie near enough, counted in turns.
    fn turns(
        &self,
        place: Place,
        side: Side,
        windows: &[Window],
        conversation: &Conversation<'_>,
    ) -> [Range<usize>; 3] {
        let before = windows.partition_point(|w| w.turn < place.turn);
        let after = windows.partition_point(|w| w.turn < place.turn + usize::from(place.inside));
        let (near, far) = match (self.turns, side) {
            _ if self.adjacent => (if side == Side::Around { -1 } else { 1 }, 1),
            (None, Side::Around) => (i64::MIN, i64::MAX),
            (None, _) => (1, i64::MAX),
            (Some(Reach::Within(n)), Side::Around) => (-n, n),
            (Some(Reach::Within(n)), _) => (1, n),
            (Some(Reach::Between(a, b)), _) => (a, b),
        };
        let mut ranges = [0..0, 0..0, 0..0];
        if side != Side::After {
            // Before the anchor, distances grow backwards; around it, they are below 0.
            let (near, far) =
                if side == Side::Around { (far.saturating_neg(), near.saturating_neg()) } else { (near, far) };
            let back = |n: i64| before.saturating_sub(usize::try_from(n).unwrap_or(usize::MAX));
            if far >= 1
                && self
                    .is_neighbour(before.checked_sub(1), windows, || last_before(place.turn, self.role, conversation))
            {
                ranges[0] = back(far)..back(near.max(1) - 1);
            }
        }
        if side == Side::Around && near <= 0 && far >= 0 {
            ranges[1] = before..after;
        }
        if side != Side::Before {
            let on = |n: i64| after.saturating_add(usize::try_from(n).unwrap_or(usize::MAX)).min(windows.len());
            let from = place.turn + usize::from(place.inside);
            if far >= 1 && self.is_neighbour(Some(after), windows, || first_from(from, self.role, conversation)) {
                ranges[2] = on(near.max(1) - 1)..on(far);
            }
        }
        ranges.map(|r| r.start..r.end.max(r.start))
    }

    /// Whether a window is in the turn next to the anchor, where that is asked for.
    fn is_neighbour(&self, window: Option<usize>, windows: &[Window], next: impl Fn() -> Option<usize>) -> bool {
        !self.adjacent || window.and_then(|w| windows.get(w)).is_some_and(|w| Some(w.turn) == next())
    }

    /// From when to when it reaches; `None` where it is not measured in seconds.
    fn interval(&self, place: Place, side: Side) -> Result<Option<Interval>, Reason> {
        let Some(reach) = self.seconds else { return Ok(None) };
        let (Some(start), Some(end)) = (place.start, place.end) else { return Err(Reason::NoTimestamps) };
        let mut interval = Interval::ALWAYS;
        match (side, reach) {
            // The near end is the order of the turns: people speak into each other's words.
            (Side::After, Reach::Within(s)) => interval.to = end + s,
            (Side::Before, Reach::Within(s)) => interval.from = start - s,
            (Side::Around, Reach::Within(s)) => interval = interval.and(start - s, end + s),
            (Side::After, Reach::Between(from, to)) => interval = interval.and(end + from, end + to),
            (Side::Before, Reach::Between(from, to)) => interval = interval.and(start - to, start - from),
            (Side::Around, Reach::Between(from, to)) => {
                let at = |s: f64| if s < 0.0 { start + s } else { end + s };
                interval = interval.and(at(from), at(to));
            }
        }
        Ok(Some(interval))
    }
}

/// The last turn before another; notes of the platform do not stand between people.
fn last_before(turn: usize, role: RoleFile, conversation: &Conversation<'_>) -> Option<usize> {
    (0..turn).rev().find(|t| counts(conversation.turns[*t].role, role))
}

/// The first turn from another on; notes of the platform do not stand between people.
fn first_from(turn: usize, role: RoleFile, conversation: &Conversation<'_>) -> Option<usize> {
    (turn..conversation.turns.len()).find(|t| counts(conversation.turns[*t].role, role))
}

fn counts(speaker: Role, checked: RoleFile) -> bool {
    speaker != Role::System || checked.includes(Role::System)
}
