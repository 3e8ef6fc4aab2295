//! Proof that a phrase can do what its list is there for: it is said where an example says another phrase of the list.

use std::collections::{BTreeMap, HashSet};
use std::ops::Range;

use super::bench::{Bench, List, Planted};
use super::frame::{Effect, Frame};
use super::pieces::PhraseId;
use super::trace::trace;
use super::{Exercise, Why, instance};
use crate::matcher::Hit;
use crate::outcome::{Exception, Finding, Location, Outcome, OutcomeKind};
use crate::rule::lists::Purpose;
use crate::transcript::Transcript;

/// So many places of an example, and so many places in all, are tried for a list.
const PLACES: (usize, usize) = (2, 6);
/// Beside the words of so many examples exceptions are tried.
const SEATS: usize = 2;
/// In so many places each wording of a phrase is tried.
const TRIES: [usize; instance::WORDINGS] = [32, 8, 4, 2, 2];

/// What became of a phrase that was tried.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Tried {
    pub(super) how: Exercise,
    /// The sentence that came furthest, and what was in the way.
    pub(super) best: Option<(String, Why)>,
}

/// A rule and the places in its examples where phrases can be tried.
pub(super) struct Prover<'l> {
    bench: Bench<'l>,
    /// Of every list, the most promising places first.
    frames: Vec<Vec<Frame>>,
}

/// Words in an example that the rule found, or that made it pass.
struct Seat {
    example: usize,
    turn: usize,
    span: Range<usize>,
}

impl<'l> Prover<'l> {
    pub(super) fn new(bench: Bench<'l>, examples: &[Transcript]) -> Self {
        let kinds: Vec<OutcomeKind> = examples.iter().map(|t| bench.judge(&bench.open(t)).outcome.kind()).collect();
        // Those in which something happens come first.
        let mut order: Vec<usize> = (0..examples.len()).collect();
        order.sort_by_key(|i| match kinds[*i] {
            OutcomeKind::Fail => 0,
            OutcomeKind::Pass => 1,
            OutcomeKind::NotApplicable | OutcomeKind::Unknown => 2,
        });
        let seats = seats(&bench, examples, &order);
        let beside: Vec<Frame> =
            seats.iter().flat_map(|s| Frame::beside(&bench, &examples[s.example], s.turn, &s.span)).collect();
        let mut all: Vec<Vec<Frame>> = Vec::new();
        for list in 0..bench.lists.len() {
            let (mut own, alone) = frames(&bench, list, examples, &order);
            if matches!(bench.lists[list].0.purpose, Purpose::Overlapping | Purpose::Near | Purpose::But) {
                // The list that it is an exception to stands before it.
                let of = (0..list).rev().find(|l| !bench.lists[*l].0.is_exception());
                own.extend(of.iter().flat_map(|of| all[*of].iter().take(PLACES.1)).map(Frame::unshown));
                own.extend(beside.iter().cloned());
            }
            own.extend(alone);
            all.push(own);
        }
        let frames = all;
        Self { bench, frames }
    }

    /// Where the rule finds fault with a conversation.
    pub(super) fn faults(&self, transcript: &Transcript) -> Vec<Location> {
        let Outcome::Fail(findings) = self.bench.judge(&self.bench.open(transcript)).outcome else { return Vec::new() };
        let own = |f: &Finding| f.turn.map(|turn| Location { turn, span: f.span.clone() });
        findings.iter().flat_map(|f| own(f).into_iter().chain(f.related.iter().cloned())).collect()
    }

    /// Tries every wanted phrase of every list. Phrases that are proven along the way are told as well, unless those of
    /// a single lexicon are wanted: that one is only looked for where it is named.
    pub(super) fn run(&self, wanted: &dyn Fn(PhraseId) -> bool, lexicon: Option<usize>) -> BTreeMap<PhraseId, Tried> {
        let mut tried: BTreeMap<PhraseId, Tried> = BTreeMap::new();
        let mut proven: HashSet<PhraseId> = HashSet::new();
        for (list, (of, _)) in self.bench.lists.iter().enumerate() {
            // The places that worked last are tried first.
            let mut order: Vec<usize> = (0..self.frames[list].len()).collect();
            for (at, pattern) in of.patterns.iter().enumerate() {
                if lexicon.is_some_and(|l| !pattern.lexicons.contains(&l)) {
                    continue;
                }
                let open = |id: PhraseId| wanted(id) && !proven.contains(&id);
                for (id, texts) in instance::of(pattern.id, &pattern.pieces, open) {
                    if proven.contains(&id) {
                        continue;
                    }
                    let (result, along) = self.phrase(list, at, pattern, &texts, &mut order);
                    if result.how == Exercise::Substitution {
                        proven.insert(id);
                        proven.extend(along.into_iter().filter(|id| lexicon.is_none() || wanted(*id)));
                    }
                    let known = tried.entry(id).or_insert_with(|| result.clone());
                    if result.how < known.how {
                        *known = result;
                    }
                }
            }
        }
        for id in proven {
            tried.insert(id, Tried { how: Exercise::Substitution, best: None });
        }
        tried
    }

    fn phrase(
        &self,
        list: usize,
        at: usize,
        pattern: &Planted,
        texts: &[String],
        order: &mut Vec<usize>,
    ) -> (Tried, Vec<PhraseId>) {
        let mut best = Tried { how: Exercise::Never, best: None };
        let mut known = false;
        for (text, tries) in texts.iter().zip(TRIES) {
            for place in 0..order.len().min(tries) {
                let frame = &self.frames[list][order[place]];
                match self.attempt(list, at, pattern, frame, text) {
                    Attempt::Works(along) => {
                        let worked = order.remove(place);
                        order.insert(0, worked);
                        return (Tried { how: Exercise::Substitution, best: None }, along);
                    }
                    Attempt::Found(why) => {
                        let silenced = matches!(why, Why::Silenced(_));
                        // What an exception silences is known better than what merely stands in the wrong place.
                        let better = match &best.best {
                            None | Some((_, Why::NotFound)) => true,
                            Some((_, Why::NoDifference)) => matches!(why, Why::Silenced(_)),
                            Some(_) => false,
                        };
                        if better {
                            best.best = Some((frame.sentence(text), why));
                        }
                        known |= match self.bench.lists[list].0.purpose {
                            Purpose::Forbidden => false,
                            // Where an exception is in the way, it is known why.
                            _ => !silenced || !self.bench.lists[list].0.is_main(),
                        };
                    }
                    Attempt::NotFound if best.best.is_none() => {
                        best.best = Some((frame.sentence(text), Why::NotFound));
                    }
                    Attempt::NotFound => {}
                }
            }
        }
        if known {
            best.how = Exercise::Matched;
        }
        (best, Vec::new())
    }

    fn attempt(&self, list: usize, at: usize, pattern: &Planted, frame: &Frame, words: &str) -> Attempt {
        let (of, Some(group)) = self.bench.lists[list] else { return Attempt::NotFound };
        let (transcript, turn, span) = frame.with(words);
        let conversation = self.bench.open(&transcript);
        let text = &conversation.turns[turn].text;
        let hits = conversation.hits(turn, group);
        let own = |h: &&Hit| h.pattern as usize == at && overlap(&text.original(h.range()), &span);
        let Some(hit) = hits.iter().find(own) else { return Attempt::NotFound };
        let ruling = self.bench.judge(&conversation);
        let here = |place: &Location| place.turn == turn && place.span.as_ref().is_none_or(|s| overlap(s, &span));
        let silenced = ruling.silenced.iter().find(|s| match of.purpose {
            Purpose::Overlapping | Purpose::Near => s.by == Exception::Unless(pattern.source.clone()),
            _ => here(&s.location),
        });
        let effect = Effect::of(&ruling.outcome);
        let as_wanted = frame.wanted.as_ref().is_some_and(|wanted| *wanted == effect);
        let at_work = match of.purpose {
            Purpose::Forbidden => fails_at(&ruling.outcome, &here),
            Purpose::Overlapping | Purpose::Near => {
                silenced.is_some()
                    || as_wanted
                    || (frame.without.kind == OutcomeKind::Fail && effect.kind == OutcomeKind::Pass)
            }
            Purpose::Required
            | Purpose::Due
            | Purpose::Step
            | Purpose::Counted
            | Purpose::Trigger
            | Purpose::NotBefore => as_wanted || fails_at(&ruling.outcome, &here) || passes_at(&ruling.outcome, &here),
            Purpose::Condition
            | Purpose::Anchor
            | Purpose::Only
            | Purpose::But
            | Purpose::Limit
            | Purpose::Mandated => as_wanted,
        };
        if at_work {
            let matched = text.as_str().get(hit.range()).unwrap_or_default();
            return Attempt::Works(trace(&pattern.pieces, matched).unwrap_or_default());
        }
        Attempt::Found(match silenced {
            Some(silenced) => Why::Silenced(silenced.by.clone()),
            None => Why::NoDifference,
        })
    }
}

enum Attempt {
    /// It does what it is there for, and so do these phrases of the pattern.
    Works(Vec<PhraseId>),
    /// The pattern matches, to no effect.
    Found(Why),
    /// The pattern does not match.
    NotFound,
}

impl List {
    /// Whether it silences hits of the list before it.
    const fn is_exception(&self) -> bool {
        matches!(self.purpose, Purpose::Overlapping | Purpose::Near | Purpose::Only | Purpose::But)
    }

    /// Whether the rule is about it, so that a phrase of it must be able to change the outcome.
    pub(super) const fn is_main(&self) -> bool {
        matches!(
            self.purpose,
            Purpose::Forbidden | Purpose::Required | Purpose::Trigger | Purpose::Due | Purpose::Step | Purpose::Counted
        )
    }
}

fn fails_at(outcome: &Outcome, here: &impl Fn(&Location) -> bool) -> bool {
    let Outcome::Fail(findings) = outcome else { return false };
    let place = |f: &Finding| f.turn.map(|turn| Location { turn, span: f.span.clone() });
    findings.iter().any(|f| place(f).is_some_and(|p| here(&p)) || f.related.iter().any(here))
}

fn passes_at(outcome: &Outcome, here: &impl Fn(&Location) -> bool) -> bool {
    matches!(outcome, Outcome::Pass(places) if places.iter().any(here))
}

fn seats(bench: &Bench<'_>, examples: &[Transcript], order: &[usize]) -> Vec<Seat> {
    let mut seats = Vec::new();
    for &example in order {
        let conversation = bench.open(&examples[example]);
        let place = match bench.judge(&conversation).outcome {
            Outcome::Fail(findings) => findings.into_iter().find_map(|f| Some((f.turn?, f.span?))),
            Outcome::Pass(places) => places.into_iter().find_map(|p| Some((p.turn, p.span?))),
            Outcome::NotApplicable(_) | Outcome::Unknown(_) => None,
        };
        seats.extend(place.map(|(turn, span)| Seat { example, turn, span }));
    }
    seats.truncate(SEATS);
    seats
}

/// Places where a phrase of a list stands, and the same with nothing else in their turn.
fn frames(bench: &Bench<'_>, list: usize, examples: &[Transcript], order: &[usize]) -> (Vec<Frame>, Vec<Frame>) {
    let (of, Some(group)) = bench.lists[list] else { return (Vec::new(), Vec::new()) };
    let mut frames = Vec::new();
    let mut alone = Vec::new();
    for &example in order {
        let transcript = &examples[example];
        let conversation = bench.open(transcript);
        let turns = conversation.turns_of(|r| of.role.includes(r));
        let hits = turns.iter().flat_map(|turn| {
            let spans: Vec<_> = conversation.hits(*turn, group).iter().map(Hit::range).collect();
            spans.into_iter().map(|s| (*turn, conversation.turns[*turn].text.original(s)))
        });
        for (turn, span) in hits.take(PLACES.0) {
            frames.extend(Frame::in_place_of(bench, transcript, turn, &span, false));
            alone.extend(Frame::in_place_of(bench, transcript, turn, &span, true));
        }
        if frames.len() >= PLACES.1 {
            break;
        }
    }
    if frames.is_empty() && of.purpose == Purpose::Forbidden {
        frames.extend(order.iter().take(1).map(|example| Frame::alone(&examples[*example], of.role)));
    }
    (frames, alone)
}

/// Whether two places share something.
pub(super) fn meets(a: &Location, b: &Location) -> bool {
    let spans = a.span.as_ref().zip(b.span.as_ref());
    a.turn == b.turn && spans.is_none_or(|(a, b)| overlap(a, b))
}

const fn overlap(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}
