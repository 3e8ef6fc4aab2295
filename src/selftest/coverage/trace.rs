//! Which phrases of a pattern take part in a match.

use std::sync::LazyLock;

use regex::Regex;

use super::pieces::{Choice, PhraseId, Piece, Repeat};
use crate::rule::pattern::{CLOSING_MARKS, COMMAS, SENTENCE_ENDS};
use crate::text::numeral;

/// Steps after which a match is given up on: then only the pattern as a whole is known to be hit.
const STEPS: usize = 50_000;

/// The alternatives and entries by which a pattern matches the whole of a text, the first way to do it; `None` where
/// there is no way, or none that is found soon.
pub(super) fn trace(pieces: &[Piece], text: &str) -> Option<Vec<PhraseId>> {
    let mut walk = Walk { text, taken: Vec::new(), steps: 0 };
    walk.run(pieces, 0, None).then_some(walk.taken)
}

struct Walk<'t> {
    text: &'t str,
    taken: Vec<PhraseId>,
    steps: usize,
}

/// What is left to match behind the pieces at hand.
enum Behind<'c> {
    Pieces(&'c [Piece], Option<&'c Behind<'c>>),
    /// Once more, after so many times, the last of which started here.
    Again(&'c Repeat, usize, usize, &'c [Piece], Option<&'c Behind<'c>>),
}

impl Walk<'_> {
    fn run(&mut self, pieces: &[Piece], at: usize, behind: Option<&Behind<'_>>) -> bool {
        self.steps += 1;
        if self.steps > STEPS {
            return false;
        }
        let Some((first, rest)) = pieces.split_first() else {
            return match behind {
                None => at == self.text.len(),
                Some(Behind::Pieces(pieces, behind)) => self.run(pieces, at, *behind),
                Some(Behind::Again(repeat, times, from, rest, behind)) => {
                    // A round without a character would never end.
                    match at == *from {
                        true => self.run(rest, at, *behind),
                        false => self.repeat(repeat, *times, at, rest, *behind),
                    }
                }
            };
        };
        let left = &self.text[at..];
        match first {
            Piece::Text(text) => left.starts_with(text.as_str()) && self.run(rest, at + text.len(), behind),
            Piece::Class(ranges) => match left.chars().next() {
                Some(c) if ranges.iter().any(|(from, to)| (*from..=*to).contains(&c)) => {
                    self.run(rest, at + c.len_utf8(), behind)
                }
                _ => false,
            },
            Piece::Comma => self.up_to(1, |c| COMMAS.contains(c), rest, at, behind),
            Piece::Gap(most) => self.up_to(*most, |c| !SENTENCE_ENDS.contains(c), rest, at, behind),
            Piece::End => self.up_to(usize::MAX, |c| CLOSING_MARKS.contains(c), rest, at, behind),
            Piece::Number => {
                let ends: Vec<usize> = left.char_indices().map(|(i, c)| i + c.len_utf8()).take(24).collect();
                ends.into_iter().rev().any(|end| {
                    NUMBER.as_ref().is_some_and(|n| n.is_match(&left[..end])) && self.run(rest, at + end, behind)
                })
            }
            Piece::Edge => self.run(rest, at, behind),
            Piece::Choice(choice) => self.choose(choice, rest, at, behind),
            Piece::Repeat(repeat) => self.repeat(repeat, 0, at, rest, behind),
        }
    }

    fn choose(&mut self, choice: &Choice, rest: &[Piece], at: usize, behind: Option<&Behind<'_>>) -> bool {
        for (index, branch) in choice.branches.iter().enumerate() {
            let before = self.taken.len();
            self.taken.extend(choice.first.map(|first| first + index));
            if self.run(branch, at, Some(&Behind::Pieces(rest, behind))) {
                return true;
            }
            self.taken.truncate(before);
        }
        choice.optional && self.run(rest, at, behind)
    }

    fn repeat(
        &mut self,
        repeat: &Repeat,
        times: usize,
        at: usize,
        rest: &[Piece],
        behind: Option<&Behind<'_>>,
    ) -> bool {
        if times < repeat.max {
            let before = self.taken.len();
            if self.run(&repeat.pieces, at, Some(&Behind::Again(repeat, times + 1, at, rest, behind))) {
                return true;
            }
            self.taken.truncate(before);
        }
        times >= repeat.min && self.run(rest, at, behind)
    }

    /// As many characters as possible, at most so many.
    fn up_to(
        &mut self,
        most: usize,
        fits: impl Fn(char) -> bool,
        rest: &[Piece],
        at: usize,
        behind: Option<&Behind<'_>>,
    ) -> bool {
        let text = self.text;
        let mut ends = vec![at];
        ends.extend(
            text[at..].char_indices().take(most).take_while(|(_, c)| fits(*c)).map(|(i, c)| at + i + c.len_utf8()),
        );
        ends.into_iter().rev().any(|end| self.run(rest, end, behind))
    }
}

static NUMBER: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(&format!("^(?:{})$", numeral::number_regex())).ok());
