//! Scopes: which parts of which turns a check looks at.

mod anchor;
mod piece;
mod window;

use anchor::{Anchor, Side};
pub(crate) use piece::Piece;
pub(crate) use window::Window;
use window::{Interval, clip};

use super::compile::Compiler;
use super::conversation::Conversation;
use crate::outcome::Reason;
use crate::rule::file::{Phase, RoleFile, ScopeFile, Unit};

/// Where to look.
#[derive(Debug, serde::Serialize, serde::Deserialize)]
pub(crate) struct Scope {
    role: RoleFile,
    turns: Turns,
    time: Time,
    anchors: Vec<(Side, Anchor)>,
    unit: Option<Unit>,
}

/// Which turns of the role.
#[derive(Debug, serde::Serialize, serde::Deserialize)]
struct Turns {
    first: Option<usize>,
    last: Option<usize>,
    range: Option<(i64, i64)>,
    percent: Option<(f64, f64)>,
    phase: Option<Phase>,
}

/// Which part of the time.
#[derive(Debug, serde::Serialize, serde::Deserialize)]
struct Time {
    first_seconds: Option<f64>,
    last_seconds: Option<f64>,
    seconds: Option<(f64, f64)>,
    percent: Option<(f64, f64)>,
}

impl Scope {
    pub(crate) fn compile(file: &ScopeFile, role: RoleFile, compiler: &mut Compiler<'_>) -> Self {
        let sides = [(Side::After, &file.after), (Side::Before, &file.before), (Side::Around, &file.around)];
        let anchors = sides
            .into_iter()
            .filter_map(|(side, anchor)| Some((side, Anchor::compile(anchor.as_ref()?, role, compiler))))
            .collect();
        let joined = file.joined.then_some(Unit::Whole);
        Self {
            role,
            turns: Turns {
                first: file.first.as_ref().map(|n| n.value),
                last: file.last.as_ref().map(|n| n.value),
                range: file.turns.as_ref().map(|r| r.value),
                percent: file.percent.as_ref().map(|p| p.value),
                phase: file.phase,
            },
            time: Time {
                first_seconds: file.first_seconds.as_ref().map(|s| s.value),
                last_seconds: file.last_seconds.as_ref().map(|s| s.value),
                seconds: file.seconds.as_ref().map(|s| s.value),
                percent: file.percent_time.as_ref().map(|p| p.value),
            },
            anchors,
            unit: joined.or_else(|| file.unit.as_ref().map(|u| u.value)),
        }
    }

    /// With units of which every one is asked for.
    pub(crate) fn of_every(self, unit: Option<Unit>) -> Self {
        Self { unit: unit.or(self.unit), ..self }
    }

    /// Whether most turns of the role may lie in it.
    pub(crate) const fn is_wide(&self) -> bool {
        let Turns { first, last, range, .. } = &self.turns;
        first.is_none() && last.is_none() && range.is_none()
    }

    /// Whether it is all turns of its role, and so whether there is anything in it.
    pub(crate) fn takes_everything(&self, conversation: &Conversation<'_>) -> Option<bool> {
        let Time { first_seconds, last_seconds, seconds, percent } = &self.time;
        let timed = first_seconds.is_some() || last_seconds.is_some() || seconds.is_some() || percent.is_some();
        let cut = timed || !self.is_wide() || self.turns.percent.is_some() || self.turns.phase.is_some();
        (!cut && self.anchors.is_empty()).then(|| conversation.has_turns_of(|r| self.role.includes(r)))
    }

    /// What is read as one, in order; one piece where the scope names no unit.
    ///
    /// # Errors
    /// `NoTimestamps` where the scope is measured in seconds and there are none.
    pub(crate) fn pieces(&self, conversation: &Conversation<'_>) -> Result<Vec<Piece>, Reason> {
        Ok(piece::pieces(self.windows(conversation)?, self.unit, conversation))
    }

    /// Whether turns are read together, so that a hit may run over the end of one.
    pub(crate) const fn is_joined(&self) -> bool {
        matches!(self.unit, Some(Unit::Whole | Unit::Burst))
    }

    /// Whether hits must lie together in a unit smaller than the scope.
    pub(crate) fn has_units(&self) -> bool {
        !matches!(self.unit, None | Some(Unit::Whole))
    }

    /// The parts of turns to look at, in order.
    ///
    /// # Errors
    /// `NoTimestamps` where the scope is measured in seconds and there are none.
    pub(crate) fn windows(&self, conversation: &Conversation<'_>) -> Result<Vec<Window>, Reason> {
        let turns = self.turns.narrow(&conversation.turns_of(|r| self.role.includes(r)), conversation);
        let mut windows: Vec<Window> = turns.into_iter().map(|t| Window::whole(t, conversation)).collect();
        for (side, anchor) in &self.anchors {
            windows = anchor.narrow(*side, &windows, conversation)?;
        }
        match self.time.interval(conversation)? {
            Some(interval) => clip(&windows, interval, conversation),
            None => Ok(windows),
        }
    }
}

impl Turns {
    fn narrow(&self, all: &[usize], conversation: &Conversation<'_>) -> Vec<usize> {
        let n = all.len();
        let (mut from, mut to) = (0, n);
        if let Some((start, end)) = self.percent {
            let at = |percent: f64| percent / 100.0 * n as f64;
            from = from.max(at(start).floor() as usize);
            to = to.min(at(end).ceil() as usize);
        }
        if let Some((start, end)) = self.range {
            let count = i64::try_from(n).unwrap_or(i64::MAX - 1);
            let place = |p: i64| if p < 0 { (count + 1).saturating_add(p) } else { p };
            from = from.max(usize::try_from(place(start) - 1).unwrap_or(0));
            to = to.min(usize::try_from(place(end)).unwrap_or(0));
        }
        if let Some(first) = self.first {
            to = to.min(first);
        }
        if let Some(last) = self.last {
            from = from.max(n.saturating_sub(last));
        }
        let mut turns = all.get(from..to).unwrap_or_default().to_vec();
        if let Some(phase) = self.phase {
            let phase = conversation.phases().get(phase);
            turns.retain(|t| phase.contains(t));
        }
        turns
    }
}

impl Time {
    /// From when to when; `None` where the scope is not measured in time.
    fn interval(&self, conversation: &Conversation<'_>) -> Result<Option<Interval>, Reason> {
        let mut interval = Interval::ALWAYS;
        if let Some(seconds) = self.first_seconds {
            interval.to = seconds;
        }
        let from_the_end = self.seconds.is_some_and(|(from, to)| from < 0.0 || to < 0.0);
        if self.last_seconds.is_some() || self.percent.is_some() || from_the_end {
            let (start, end) = conversation.span().ok_or(Reason::NoTimestamps)?;
            if let Some(seconds) = self.last_seconds {
                interval.from = end - seconds;
            }
            if let Some((from, to)) = self.percent {
                let at = |percent: f64| start + (end - start) * percent / 100.0;
                interval = interval.and(at(from), at(to));
            }
            if let Some((from, to)) = self.seconds {
                let at = |moment: f64| if moment < 0.0 { end + moment } else { moment };
                interval = interval.and(at(from), at(to));
            }
        } else if let Some((from, to)) = self.seconds {
            interval = interval.and(from, to);
        }
        Ok((interval != Interval::ALWAYS).then_some(interval))
    }
}

#[cfg(test)]
mod tests;
