//! Words that a phrase stands for.

use std::collections::HashMap;
use std::sync::Arc;

use super::pieces::{PhraseId, Piece};

/// So many different wordings are made of a phrase.
pub(super) const WORDINGS: usize = 5;

/// What stands in a gap.
const FILLERS: [&str; WORDINGS] = ["", "这个", "", "的话", "这边"];
/// Characters to take where a class leaves the choice, the first that it has.
const LIKELY: &str = "的。，这1a您们";
/// Numbers.
const NUMBERS: [&str; WORDINGS] = ["3", "三", "10", "两", "1"];

/// The wordings of a pattern in which each of the wanted phrases occurs, the pattern's own first.
pub(super) fn of(own: PhraseId, pieces: &[Piece], wanted: impl Fn(PhraseId) -> bool) -> Vec<(PhraseId, Vec<String>)> {
    let mut maker = Maker { wanted: &wanted, needed: HashMap::new(), order: Vec::new(), found: HashMap::new() };
    for round in 0..WORDINGS {
        maker.add(own, words(pieces, round));
        if maker.is_needed(pieces) {
            maker.each(pieces, round, "", "");
        }
    }
    let Maker { order, mut found, .. } = maker;
    order.into_iter().filter_map(|id| Some((id, found.remove(&id)?))).collect()
}

struct Maker<'w> {
    wanted: &'w dyn Fn(PhraseId) -> bool,
    /// Whether something inside a choice is wanted, by its address.
    needed: HashMap<usize, bool>,
    order: Vec<PhraseId>,
    found: HashMap<PhraseId, Vec<String>>,
}

impl Maker<'_> {
    fn add(&mut self, id: PhraseId, text: String) {
        if !(self.wanted)(id) {
            return;
        }
        let texts = self.found.entry(id).or_default();
        if texts.is_empty() {
            self.order.push(id);
        }
        // What is named over and over again needs no more than a few places.
        if !texts.contains(&text) && texts.len() < WORDINGS {
            texts.push(text);
        }
    }

    /// Every branch of every choice, with the rest of the pattern around it.
    fn each(&mut self, pieces: &[Piece], round: usize, before: &str, behind: &str) {
        for (at, piece) in pieces.iter().enumerate() {
            if !self.is_needed(std::slice::from_ref(piece)) {
                continue;
            }
            let left = format!("{before}{}", words(&pieces[..at], round));
            let right = format!("{}{behind}", words(&pieces[at + 1..], round));
            match piece {
                Piece::Choice(choice) => {
                    for (index, branch) in choice.branches.iter().enumerate() {
                        if let Some(id) = choice.first.map(|first| first + index).filter(|id| (self.wanted)(*id)) {
                            self.add(id, format!("{left}{}{right}", words(branch, round)));
                        }
                        self.each(branch, round, &left, &right);
                    }
                }
                Piece::Repeat(repeat) => self.each(&repeat.pieces, round, &left, &right),
                _ => {}
            }
        }
    }

    fn is_needed(&mut self, pieces: &[Piece]) -> bool {
        pieces.iter().any(|piece| match piece {
            Piece::Choice(choice) => {
                let key = Arc::as_ptr(choice) as usize;
                if let Some(known) = self.needed.get(&key) {
                    return *known;
                }
                let own = |first| (0..choice.branches.len()).any(|i| (self.wanted)(first + i));
                let needed = choice.first.is_some_and(own) || choice.branches.iter().any(|b| self.is_needed(b));
                self.needed.insert(key, needed);
                needed
            }
            Piece::Repeat(repeat) => self.is_needed(&repeat.pieces),
            _ => false,
        })
    }
}

/// Words that pieces match; another wording every round.
fn words(pieces: &[Piece], round: usize) -> String {
    let mut out = String::new();
    write(pieces, round, &mut out);
    out
}

fn write(pieces: &[Piece], round: usize, out: &mut String) {
    for piece in pieces {
        match piece {
            Piece::Text(text) => *out += text,
            Piece::Class(ranges) => out.extend(one_of(ranges, round)),
            Piece::Comma if round % 2 == 1 => out.push('，'),
            Piece::Comma | Piece::Edge | Piece::End => {}
            Piece::Gap(most) => out.extend(FILLERS[round].chars().take(*most)),
            Piece::Number => *out += NUMBERS[round],
            Piece::Choice(choice) if choice.optional && round.is_multiple_of(2) => {}
            Piece::Choice(choice) => {
                if let Some(branch) = choice.branches.get(round % choice.branches.len().max(1)) {
                    write(branch, round, out);
                }
            }
            Piece::Repeat(repeat) => {
                let times = repeat.min.max((round % 2).min(repeat.max));
                for _ in 0..times {
                    write(&repeat.pieces, round, out);
                }
            }
        }
    }
}

/// One character of a class: a likely one, or one of its own.
fn one_of(ranges: &[(char, char)], round: usize) -> Option<char> {
    let has = |c: &char| ranges.iter().any(|(from, to)| (from..=to).contains(&c));
    let narrow: Vec<char> = ranges.iter().map(|(from, _)| *from).collect();
    // A class that leaves everything but a few open is one that says "not these".
    match narrow.len() <= 40 && ranges.iter().all(|(from, to)| u32::from(*to) - u32::from(*from) < 64) {
        true => narrow.get(round % narrow.len().max(1)).copied(),
        false => LIKELY.chars().cycle().skip(round).take(LIKELY.chars().count()).find(has).or(narrow.first().copied()),
    }
}
