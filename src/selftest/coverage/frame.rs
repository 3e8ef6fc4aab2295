//! Places in examples at which a phrase can be said instead of another one, or beside it.

use std::ops::Range;

use super::bench::Bench;
use crate::outcome::{Outcome, OutcomeKind};
use crate::rule::file::RoleFile;
use crate::transcript::{Role, Transcript, Turn};

/// Stands where a phrase was taken out.
const NOTHING: &str = "嗯";

/// A place in a conversation that waits for words.
#[derive(Debug, Clone)]
pub(super) struct Frame {
    transcript: Transcript,
    turn: usize,
    before: String,
    behind: String,
    /// What comes out with the words that stood there, where that differs from what comes out without them.
    pub(super) wanted: Option<Effect>,
    /// What comes out without any words there.
    pub(super) without: Effect,
}

/// What came out, as far as it tells one outcome from another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Effect {
    pub(super) kind: OutcomeKind,
    turns: Vec<Option<usize>>,
}

impl Effect {
    pub(super) fn of(outcome: &Outcome) -> Self {
        let mut turns: Vec<Option<usize>> = match outcome {
            Outcome::Fail(findings) => findings.iter().map(|f| f.turn).collect(),
            Outcome::Pass(places) => places.iter().map(|p| Some(p.turn)).collect(),
            Outcome::NotApplicable(_) | Outcome::Unknown(_) => Vec::new(),
        };
        turns.sort_unstable();
        turns.dedup();
        Self { kind: outcome.kind(), turns }
    }
}

impl Frame {
    /// The words at `span` (characters) of a turn make room; `alone`: everything else in their turn goes as well.
    pub(super) fn in_place_of(
        bench: &Bench<'_>,
        transcript: &Transcript,
        turn: usize,
        span: &Range<usize>,
        alone: bool,
    ) -> Option<Self> {
        let text = &transcript.turns.get(turn)?.text;
        let part = |range: Range<usize>| text.chars().skip(range.start).take(range.len()).collect::<String>();
        let (before, behind) = match alone {
            true => (String::new(), String::new()),
            false => (part(0..span.start), part(span.end..text.chars().count())),
        };
        let mut frame = Self::empty(transcript.clone(), turn, before, behind);
        let with = frame.effect(bench, &part(span.clone()));
        frame.without = frame.effect(bench, NOTHING);
        frame.wanted = (with != frame.without).then_some(with);
        Some(frame)
    }

    /// The same place for words of another list, which nothing shows yet.
    pub(super) fn unshown(&self) -> Self {
        Self { wanted: None, ..self.clone() }
    }

    /// A turn of nothing but the words, in a conversation of its own.
    pub(super) fn alone(like: &Transcript, role: RoleFile) -> Self {
        let role = Role::ALL.into_iter().find(|r| role.includes(*r)).unwrap_or(Role::Agent);
        let transcript = Transcript { turns: vec![Turn { role, ..Turn::default() }], ..like.clone() };
        Self::empty(transcript, 0, String::new(), String::new())
    }

    /// Places around the words at `span`: in their sentence, in the next one, in turns around.
    pub(super) fn beside(bench: &Bench<'_>, transcript: &Transcript, turn: usize, span: &Range<usize>) -> Vec<Self> {
        let Some(said) = transcript.turns.get(turn) else { return Vec::new() };
        let text = &said.text;
        let part = |range: Range<usize>| text.chars().skip(range.start).take(range.len()).collect::<String>();
        let all = text.chars().count();
        let open = text.trim_end_matches(['。', '！', '？', '!', '?', '.', '~']);
        let inside = [
            (part(0..span.start), part(span.start..all)),
            (part(0..span.end), part(span.end..all)),
            (part(0..span.start), format!("，{}", part(span.start..all))),
            (String::new(), format!("，{text}")),
            (format!("{open}，"), String::new()),
            (open.to_owned(), String::new()),
            (format!("{open}。"), String::new()),
            (String::new(), format!("。{text}")),
            (part(0..span.start), part(span.end..all)),
            (String::new(), String::new()),
        ];
        let mut frames: Vec<Self> =
            inside.into_iter().map(|(before, behind)| Self::empty(transcript.clone(), turn, before, behind)).collect();
        for (place, role) in [
            (turn, Role::Customer),
            (turn + 1, Role::Customer),
            (turn, said.role),
            (turn + 1, said.role),
            (0, Role::Customer),
        ] {
            let mut longer = transcript.clone();
            let start = longer.turns.get(place).map_or(said.end, |t| t.start);
            longer.turns.insert(place, Turn { role, start, ..Turn::default() });
            frames.push(Self::empty(longer, place, String::new(), String::new()));
        }
        for frame in &mut frames {
            frame.without = frame.effect(bench, NOTHING);
        }
        frames
    }

    /// The conversation with these words at the place, the turn they stand in and the characters they are.
    pub(super) fn with(&self, words: &str) -> (Transcript, usize, Range<usize>) {
        let mut transcript = self.transcript.clone();
        let start = self.before.chars().count();
        let span = start..start + words.chars().count();
        if let Some(turn) = transcript.turns.get_mut(self.turn) {
            turn.text = format!("{}{words}{}", self.before, self.behind);
        }
        (transcript, self.turn, span)
    }

    /// What is said in the turn, with these words in it.
    pub(super) fn sentence(&self, words: &str) -> String {
        format!("{}{words}{}", self.before, self.behind)
    }

    fn effect(&self, bench: &Bench<'_>, words: &str) -> Effect {
        Effect::of(&bench.judge(&bench.open(&self.with(words).0)).outcome)
    }

    fn empty(transcript: Transcript, turn: usize, before: String, behind: String) -> Self {
        let without = Effect { kind: OutcomeKind::Pass, turns: Vec::new() };
        Self { transcript, turn, before, behind, wanted: None, without }
    }
}
