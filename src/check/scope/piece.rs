//! Pieces of a scope: what is read as one.

use std::ops::Range;

use super::window::Window;
use crate::check::conversation::Conversation;
use crate::rule::file::Unit;
use crate::transcript::Role;

/// Windows that are read together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Piece {
    pub(crate) windows: Vec<Window>,
    /// They are read as one text, so that a phrase may run over a turn's end.
    pub(crate) joined: bool,
    /// It is a part of a turn by itself: a clause or a sentence.
    pub(crate) within_turn: bool,
}

/// Cuts windows into units; one piece where no unit is named, none where there is no window.
pub(super) fn pieces(windows: Vec<Window>, unit: Option<Unit>, conversation: &Conversation<'_>) -> Vec<Piece> {
    if windows.is_empty() {
        return Vec::new();
    }
    let single = |window: Window| Piece { windows: vec![window], joined: false, within_turn: false };
    match unit {
        None => vec![Piece { windows, joined: false, within_turn: false }],
        Some(Unit::Whole) => vec![Piece { windows, joined: true, within_turn: false }],
        Some(Unit::Turn) => windows.into_iter().map(single).collect(),
        Some(Unit::Burst) => bursts(windows, conversation),
        Some(Unit::Clause) => cut(&windows, |turn| conversation.clauses(turn)),
        Some(Unit::Sentence) => cut(&windows, |turn| conversation.sentences(turn)),
    }
}

/// The parts of windows that lie in one of the ranges of their turn.
fn cut<'c>(windows: &[Window], parts: impl Fn(usize) -> &'c [Range<usize>]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for window in windows {
        for part in parts(window.turn) {
            let range = part.start.max(window.range.start)..part.end.min(window.range.end);
            if range.start < range.end {
                let estimated = window.estimated && range != *part;
                let windows = vec![Window { turn: window.turn, range, estimated }];
                pieces.push(Piece { windows, joined: false, within_turn: true });
            }
        }
    }
    pieces
}

/// Consecutive turns of one role, together; notes of the platform do not stand between people.
fn bursts(windows: Vec<Window>, conversation: &Conversation<'_>) -> Vec<Piece> {
    let role = |turn: usize| conversation.turns[turn].role;
    let mut pieces: Vec<Piece> = Vec::new();
    for window in windows {
        let last = pieces.last().and_then(|p| p.windows.last()).map(|w| w.turn);
        let goes_on = last.is_some_and(|last| {
            let mut between = last + 1..window.turn;
            role(last) == role(window.turn) && between.all(|t| matches!(role(t), Role::System))
        });
        match pieces.last_mut().filter(|_| goes_on) {
            Some(piece) => piece.windows.push(window),
            None => pieces.push(Piece { windows: vec![window], joined: true, within_turn: false }),
        }
    }
    pieces
}
