//! Where a rewrite fits a finding, and what it says there.

use std::ops::Range;

use super::edit::Change;
use super::unit::units;
use crate::matcher::{Taken, Takers};
use crate::outcome::Finding;
use crate::rule::rewrite::{Part, Rewrite};
use crate::rule::set::{Rule, RuleSet};
use crate::text::normalize::{Normalized, normalize};

/// Marks at the end of a unit, which are no part of what it says.
const CLOSING: &[char] =
    &['，', ',', '、', '。', '.', '！', '!', '？', '?', '～', '~', '；', ';', '：', ':', '…', ' ', '\n'];

/// A finding on a reply.
pub(super) struct Fit<'a> {
    pub(super) reply: &'a str,
    pub(super) finding: &'a Finding,
    pub(super) rule: &'a Rule,
    pub(super) set: &'a RuleSet,
    /// What the patterns of its rewrites belong to.
    pub(super) takers: &'a Takers,
}

impl Fit<'_> {
    /// What a rewrite makes of the finding, if it fits.
    pub(super) fn change(&self, rewrite: &Rewrite) -> Option<Change> {
        let normal = normalize(self.reply);
        match rewrite.unit {
            Some(unit) => {
                let mut all = units(&normal, unit);
                if rewrite.from.is_none() {
                    // Whatever is said there: all of them that the finding touches.
                    all.retain(|unit| self.concerns(&normal.original(unit.clone())));
                    all = all.first().zip(all.last()).map(|(first, last)| first.start..last.end).into_iter().collect();
                }
                all.into_iter().find_map(|unit| self.unit(rewrite, &normal, unit))
            }
            None => match &rewrite.from {
                Some(taker) => {
                    let all = self.takers.all(taker, normal.as_str());
                    let changes = all.iter().filter_map(|taken| {
                        let range = taken.whole.clone();
                        let concerned = self.concerns(&normal.original(range.clone()));
                        concerned.then(|| self.say(rewrite, &normal, range, Some(taken)))?
                    });
                    match self.finding.span {
                        Some(_) => changes.into_iter().next(),
                        None => self.together(changes.collect()),
                    }
                }
                None => self.words(rewrite, &normal),
            },
        }
    }

    /// One change for many, from the first of them to the last.
    fn together(&self, changes: Vec<Change>) -> Option<Change> {
        let mut changes = changes.into_iter();
        let mut whole = changes.next()?;
        for next in changes {
            whole.text += &slice(self.reply, &(whole.range.end..next.range.start));
            whole.text += &next.text;
            whole.range.end = next.range.end;
        }
        Some(whole)
    }

    /// A clause, sentence or turn, if the finding is in it and `from` is all of it.
    fn unit(&self, rewrite: &Rewrite, normal: &Normalized<'_>, unit: Range<usize>) -> Option<Change> {
        let said = normal.as_str().get(unit.clone())?;
        let end = unit.start + said.trim_end_matches(CLOSING).len();
        let start = end - normal.as_str().get(unit.start..end)?.trim_start().len();
        let range = start..end;
        if range.is_empty() || !self.concerns(&normal.original(range.clone())) {
            return None;
        }
        match &rewrite.from {
            None => self.say(rewrite, normal, range, None),
            Some(taker) => {
                let all = self.takers.all(taker, normal.as_str().get(range.clone())?);
                self.say(rewrite, normal, range, Some(all.first()?))
            }
        }
    }

    /// The words that were found, or the term in them.
    fn words(&self, rewrite: &Rewrite, normal: &Normalized<'_>) -> Option<Change> {
        let span = self.finding.span.clone()?;
        let range = if rewrite.explains() {
            let (term, _) = self.set.explained_term(self.rule, self.finding.text.as_deref()?)?;
            span.start + term.start..span.start + term.end
        } else {
            span
        };
        let mut text = String::new();
        for part in &rewrite.to {
            text += &self.part(part, normal, &range, None, 0)?;
        }
        Some(Change { range, text })
    }

    fn say(
        &self,
        rewrite: &Rewrite,
        normal: &Normalized<'_>,
        range: Range<usize>,
        taken: Option<&Taken>,
    ) -> Option<Change> {
        // Pieces of a unit count from its start.
        let from = if rewrite.unit.is_some() { range.start } else { 0 };
        let range = normal.original(range);
        let mut text = String::new();
        for part in &rewrite.to {
            text += &self.part(part, normal, &range, taken, from)?;
        }
        Some(Change { range, text })
    }

    /// What a part of the template stands for; words come from the reply as it was written.
    fn part(
        &self,
        part: &Part,
        normal: &Normalized<'_>,
        range: &Range<usize>,
        taken: Option<&Taken>,
        from: usize,
    ) -> Option<String> {
        Some(match part {
            Part::Text(text) => text.clone(),
            Part::Piece(piece) => {
                let bytes = taken?.pieces.get(*piece)?.clone();
                if bytes.is_empty() {
                    return Some(String::new());
                }
                slice(self.reply, &normal.original(from + bytes.start..from + bytes.end))
            }
            Part::It | Part::Term => slice(self.reply, range),
            Part::Hit => self.finding.text.clone()?,
            Part::Means => self.set.explained_term(self.rule, self.finding.text.as_deref()?)?.1.to_owned(),
        })
    }

    /// Whether a finding is about some characters; one without a place is about all of them.
    fn concerns(&self, range: &Range<usize>) -> bool {
        self.finding.span.as_ref().is_none_or(|span| span.start < range.end && span.end > range.start)
    }
}

fn slice(text: &str, range: &Range<usize>) -> String {
    text.chars().skip(range.start).take(range.len()).collect()
}
