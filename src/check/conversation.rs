//! A conversation as checks see it: normalised turns with their hits, roles as they are judged, the channel as assumed.

use std::cell::RefCell;
use std::ops::{Deref, Range};
use std::rc::Rc;
use std::sync::OnceLock;

use super::clock::Clocks;
use super::phase;
use super::spoken::Spoken;
use crate::cases::CaseLedger;
use crate::matcher::{GroupId, Hit, Matcher};
use crate::outcome::{Finding, Location, Phases, Reason};
use crate::transcript::{Channel, Direction, EventKind, Role, Transcript, Turn};

/// A conversation, searched.
#[derive(Debug)]
pub(crate) struct Conversation<'t> {
    pub(crate) transcript: &'t Transcript,
    pub(crate) channel: Channel,
    pub(crate) direction: Direction,
    pub(crate) turns: Vec<TurnView<'t>>,
    pub(crate) matcher: &'t Matcher,
    /// The watched groups that somebody said something of, a bit each.
    said: Vec<u64>,
    /// The cases of the batch.
    pub(crate) cases: &'t CaseLedger,
    clocks: OnceLock<Clocks>,
    phases: OnceLock<Phases>,
    /// What named conditions came to, once they were asked for.
    situations: RefCell<Vec<Option<Result<bool, Reason>>>>,
    /// The words by which the agent closes a conversation.
    pub(super) closing_words: Option<GroupId>,
}

/// Hits of one group in one turn.
#[derive(Debug)]
pub(crate) enum Hits<'c> {
    /// Found beforehand.
    Watched(&'c [Hit]),
    /// Found when they were asked for.
    Searched(Rc<[Hit]>),
}

impl Deref for Hits<'_> {
    type Target = [Hit];

    fn deref(&self) -> &[Hit] {
        match self {
            Self::Watched(hits) => hits,
            Self::Searched(hits) => hits,
        }
    }
}

/// A turn, searched.
#[derive(Debug)]
pub(crate) struct TurnView<'t> {
    pub(crate) turn: &'t Turn,
    /// The role it is judged as.
    pub(crate) role: Role,
    /// What is said.
    pub(crate) spoken: Rc<Spoken>,
}

impl Deref for TurnView<'_> {
    type Target = Spoken;

    fn deref(&self) -> &Spoken {
        &self.spoken
    }
}

impl<'t> Conversation<'t> {
    pub(crate) fn new(transcript: &'t Transcript, matcher: &'t Matcher, cases: &'t CaseLedger) -> Self {
        // A bot that nobody takes over from is the voice of the house.
        let alone = !transcript.turns.iter().any(|t| t.role == Role::Agent);
        let channel = transcript.channel.unwrap_or_else(|| guess_channel(transcript));
        let mut said = vec![0_u64; matcher.groups() / 64 + 1];
        let turns = transcript
            .turns
            .iter()
            .map(|turn| {
                let role = if alone && turn.role == Role::Bot { Role::Agent } else { turn.role };
                let spoken = Spoken::new(&turn.text, role, channel == Channel::Script, matcher);
                for hit in &*spoken.hits {
                    said[hit.group.index() / 64] |= 1 << (hit.group.index() % 64);
                }
                TurnView { turn, role, spoken }
            })
            .collect();
        Self {
            transcript,
            channel,
            direction: transcript.direction.unwrap_or(Direction::Inbound),
            turns,
            matcher,
            said,
            cases,
            clocks: OnceLock::new(),
            phases: OnceLock::new(),
            situations: RefCell::default(),
            closing_words: None,
        }
    }

    /// With the words by which the agent closes a conversation, so that its closing can be told.
    pub(crate) const fn closed_by(mut self, words: Option<GroupId>) -> Self {
        self.closing_words = words;
        self
    }

    /// Gaps, replies, holds and overlaps: derived when a rule first asks for them.
    pub(crate) fn clocks(&self) -> &Clocks {
        self.clocks.get_or_init(|| Clocks::new(self))
    }

    /// Whether a named condition holds: judged when it is first asked for.
    pub(super) fn situation(&self, place: usize, judge: impl FnOnce() -> Result<bool, Reason>) -> Result<bool, Reason> {
        if let Some(Some(known)) = self.situations.borrow().get(place) {
            return *known;
        }
        let found = judge();
        let mut situations = self.situations.borrow_mut();
        if situations.len() <= place {
            situations.resize(place + 1, None);
        }
        situations[place] = Some(found);
        found
    }

    /// Whether a pattern of a group is found in a turn, by whomever it is said. For groups no role is searched for
    /// beforehand.
    pub(crate) fn says(&self, turn: usize, group: GroupId) -> bool {
        self.turns[turn].searched(group, self.matcher).is_some()
    }

    /// Whether a turn says nothing but patterns of a group.
    pub(crate) fn says_only(&self, turn: usize, group: GroupId) -> bool {
        let text = self.turns[turn].text.as_str();
        let Some(hits) = self.turns[turn].searched(group, self.matcher) else { return false };
        let covered = |at: usize| hits.iter().any(|h| h.range().contains(&at));
        text.char_indices().all(|(at, c)| !c.is_alphanumeric() || covered(at))
    }

    /// Whether there is certainly no hit of a group in any turn.
    pub(crate) fn never_says(&self, group: GroupId) -> bool {
        self.matcher.is_watched(group) && self.said[group.index() / 64] & 1 << (group.index() % 64) == 0
    }

    /// Whether anybody of a role speaks.
    pub(crate) fn has_turns_of(&self, includes: impl Fn(Role) -> bool) -> bool {
        self.turns.iter().any(|t| includes(t.role))
    }

    /// The hits of a group in a turn, in the order of the text.
    pub(crate) fn hits(&self, turn: usize, group: GroupId) -> Hits<'_> {
        let view = &self.turns[turn];
        if self.matcher.is_watched(group) {
            return Hits::Watched(view.watched(group));
        }
        if !self.matcher.is_for(group, view.role) {
            return Hits::Watched(&[]);
        }
        view.searched(group, self.matcher).map_or(Hits::Watched(&[]), Hits::Searched)
    }

    /// A place in the original text for bytes of a turn's normal form.
    pub(crate) fn location(&self, turn: usize, bytes: Range<usize>) -> Location {
        Location { turn, span: Some(self.turns[turn].text.original(bytes)) }
    }

    /// The original words at bytes of a turn's normal form.
    pub(crate) fn words(&self, turn: usize, bytes: Range<usize>) -> String {
        let span = self.turns[turn].text.original(bytes);
        self.turns[turn].turn.text.chars().skip(span.start).take(span.len()).collect()
    }

    /// A finding on bytes of a turn's normal form.
    pub(crate) fn finding(&self, turn: usize, bytes: Range<usize>) -> Finding {
        let view = &self.turns[turn];
        Finding {
            turn: Some(turn),
            at: view.turn.start,
            text: Some(self.words(turn, bytes.clone())),
            span: Some(view.text.original(bytes)),
            ..Finding::default()
        }
    }

    /// A finding on the first of some places; on the whole conversation where there is none.
    pub(crate) fn finding_at(&self, places: &[Location]) -> Finding {
        let Some(place) = places.first() else { return Finding::default() };
        let turn = self.turns[place.turn].turn;
        let words = place.span.clone().map(|span| turn.text.chars().skip(span.start).take(span.len()).collect());
        Finding {
            turn: Some(place.turn),
            span: place.span.clone(),
            text: words,
            at: turn.start,
            related: places[1..].to_vec(),
            ..Finding::default()
        }
    }

    /// A finding on a turn as a whole, e.g. where something was due.
    pub(crate) fn finding_on(&self, turn: usize) -> Finding {
        Finding { turn: Some(turn), at: self.turns[turn].turn.start, ..Finding::default() }
    }

    /// The sentence of a turn that a byte lies in.
    pub(crate) fn sentence(&self, turn: usize, byte: usize) -> Range<usize> {
        let view = &self.turns[turn];
        containing(view.sentences(), byte, view.text.as_str().len())
    }

    /// The clause of a turn that a byte lies in.
    pub(crate) fn clause(&self, turn: usize, byte: usize) -> Range<usize> {
        let view = &self.turns[turn];
        containing(view.clauses(), byte, view.text.as_str().len())
    }

    /// The bytes of a turn's normal form at which words start, and its end.
    pub(crate) fn word_edges(&self, turn: usize) -> &[usize] {
        self.turns[turn].word_edges(self.matcher)
    }

    /// The sentences of a turn.
    pub(crate) fn sentences(&self, turn: usize) -> &[Range<usize>] {
        self.turns[turn].sentences()
    }

    /// The clauses of a turn.
    pub(crate) fn clauses(&self, turn: usize) -> &[Range<usize>] {
        self.turns[turn].clauses()
    }

    /// When the first word is said and when the last, in seconds; `None` without clocks.
    pub(crate) fn span(&self) -> Option<(f64, f64)> {
        let start = self.turns.iter().filter_map(TurnView::start).reduce(f64::min)?;
        let end = self.turns.iter().filter_map(TurnView::end).reduce(f64::max)?;
        Some((start, end))
    }

    /// Opening, body and closing: derived when they are first asked for.
    pub(crate) fn phases(&self) -> &Phases {
        self.phases.get_or_init(|| phase::derive(self))
    }

    /// Indices of the turns of a role.
    pub(crate) fn turns_of(&self, includes: impl Fn(Role) -> bool) -> Vec<usize> {
        (0..self.turns.len()).filter(|&i| includes(self.turns[i].role)).collect()
    }

    /// The next turn after `turn` whose role fits.
    pub(crate) fn next(&self, turn: usize, includes: impl Fn(Role) -> bool) -> Option<usize> {
        (turn + 1..self.turns.len()).find(|&i| includes(self.turns[i].role))
    }

    /// The last turn before `turn` whose role fits.
    pub(crate) fn previous(&self, turn: usize, includes: impl Fn(Role) -> bool) -> Option<usize> {
        (0..turn).rev().find(|&i| includes(self.turns[i].role))
    }

    /// Whether any turn has a start.
    pub(crate) fn has_clocks(&self) -> bool {
        self.turns.iter().any(|t| t.turn.start.is_some())
    }
}

impl TurnView<'_> {
    /// When the turn starts, in seconds.
    pub(crate) const fn start(&self) -> Option<f64> {
        self.turn.start
    }

    /// When the turn ends, or where the record has no end, when it starts.
    pub(crate) const fn end(&self) -> Option<f64> {
        match self.turn.end {
            Some(end) => Some(end),
            None => self.turn.start,
        }
    }
}

/// A record that does not name its channel is a call where it shows what only calls have.
fn guess_channel(transcript: &Transcript) -> Channel {
    let call = transcript.ring_count.is_some()
        || transcript.ring_seconds.is_some()
        || transcript.turns.iter().any(|t| t.end.is_some())
        || transcript.events.iter().any(|e| e.kind == EventKind::Hold);
    if call { Channel::Call } else { Channel::Chat }
}

fn containing(ranges: &[Range<usize>], byte: usize, len: usize) -> Range<usize> {
    ranges.iter().find(|r| r.contains(&byte)).cloned().unwrap_or(0..len)
}
