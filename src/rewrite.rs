//! One reply, judged as the last turn of its conversation, and said instead where its rules know how.
//!
//! A rewrite is offered only if a second look finds it clean: its own finding is gone, and there is none that was not
//! there before. Whatever the findings are, they are taken in one order, so that the same reply is always rewritten the
//! same way.

mod edit;
mod fit;
#[cfg(test)]
mod tests;
mod unit;

use std::collections::VecDeque;
use std::ops::Range;
use std::sync::{Mutex, OnceLock};

use crate::linter::Linter;
use crate::matcher::Takers;
use crate::outcome::{Finding, Outcome, OutcomeKind};
use crate::rule::file::RewriteUnit;
use crate::rule::rewrite::Rewrite;
use crate::rule::set::RuleSet;
use crate::text::normalize::normalize;
use crate::transcript::Transcript;
use unit::units;

/// A finding may need as many changes, one after the other: several words of a kind in one sentence.
const CHANGES: usize = 12;
/// The changes that are tried for one finding at most.
const TRIES: usize = 60;
/// So many replies are not judged again.
const REMEMBERED: usize = 64;
/// A reply is looked at again so many times at most.
const ROUNDS: usize = 40;

/// The rewrites of a rule set.
#[derive(Debug)]
pub struct Rewriter<'a> {
    set: &'a RuleSet,
    linter: &'a Linter,
    /// One a rule, compiled when its first finding asks: most replies need few of them or none.
    rules: Vec<OnceLock<Rewrites>>,
    /// What was judged lately: the same changes are tried for one finding after the other.
    judged: Mutex<VecDeque<(Transcript, Vec<Breach>)>>,
}

/// The rewrites of a rule.
#[derive(Debug, Default)]
struct Rewrites {
    takers: Takers,
    list: Vec<Rewrite>,
}

/// A finding on a reply.
#[derive(Debug, Clone, PartialEq)]
pub struct Breach {
    /// Index of the rule in the set.
    pub rule: usize,
    /// The finding; its turn is the last one.
    pub finding: Finding,
}

/// Sentences of a reply and what is said instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The sentences, in Unicode scalars of the reply.
    pub was: Range<usize>,
    /// What takes their place.
    pub text: String,
    /// The reply with it.
    pub reply: String,
}

/// A reply with all rewrites that its findings allow.
#[derive(Debug, Clone, PartialEq)]
pub struct Fixed {
    /// The reply.
    pub reply: String,
    /// What is still wrong with it.
    pub remaining: Vec<Breach>,
}

impl<'a> Rewriter<'a> {
    /// The rewrites of a set. The linter must be of the same set.
    #[must_use]
    pub fn new(set: &'a RuleSet, linter: &'a Linter) -> Self {
        let rules = set.rules().iter().map(|_| OnceLock::new()).collect();
        Self { set, linter, rules, judged: Mutex::default() }
    }

    /// What is wrong with the last turn. A reply owes nothing that has no place in it: what is missing from the
    /// conversation as a whole is none of its faults.
    #[must_use]
    pub fn breaches(&self, transcript: &Transcript) -> Vec<Breach> {
        let known = |judged: &VecDeque<(Transcript, Vec<Breach>)>| {
            judged
                .iter()
                .find(|(known, _)| known.turns.last() == transcript.turns.last() && known == transcript)
                .map(|k| k.1.clone())
        };
        if let Some(breaches) = self.judged.lock().ok().and_then(|judged| known(&judged)) {
            return breaches;
        }
        let breaches = self.judge(transcript);
        if let Ok(mut judged) = self.judged.lock() {
            judged.truncate(REMEMBERED - 1);
            judged.push_front((transcript.clone(), breaches.clone()));
        }
        breaches
    }

    fn judge(&self, transcript: &Transcript) -> Vec<Breach> {
        let last = transcript.turns.len().checked_sub(1);
        let mut all = Vec::new();
        for outcome in self.linter.lint(transcript) {
            let Outcome::Fail(findings) = outcome.outcome else { continue };
            let here = findings.into_iter().filter(|f| f.turn == last);
            all.extend(here.map(|finding| Breach { rule: outcome.rule, finding }));
        }
        all
    }

    /// What is said instead of the sentence that a finding is in; `None` where no rewrite is clean.
    #[must_use]
    pub fn one(&self, transcript: &Transcript, breach: &Breach) -> Option<Edit> {
        if self.rewrites(breach.rule).is_none_or(|rewrites| rewrites.list.is_empty()) {
            return None;
        }
        let reply = &transcript.turns.last()?.text;
        let before = self.breaches(transcript);
        let mut tries = TRIES;
        let rewritten = self.settle(transcript, breach, &before, 0, &mut tries)?;
        Some(edit(reply, rewritten))
    }

    /// All that can be rewritten, the gravest findings first, then those that come first.
    #[must_use]
    pub fn all(&self, transcript: &Transcript) -> Fixed {
        let mut transcript = transcript.clone();
        let mut breaches = self.breaches(&transcript);
        let mut given_up: Vec<(usize, Option<String>)> = Vec::new();
        for _ in 0..ROUNDS {
            breaches.sort_by_key(|b| {
                let severity = self.set.rules().get(b.rule).map(|r| r.file.severity);
                let start = b.finding.span.as_ref().map_or(usize::MAX, |s| s.start);
                (std::cmp::Reverse(severity), start, b.rule)
            });
            let next = breaches.iter().find(|b| !given_up.contains(&key(b)));
            let Some(next) = next else { break };
            match self.one(&transcript, next) {
                Some(edit) => {
                    transcript = with_reply(&transcript, edit.reply);
                    breaches = self.breaches(&transcript);
                }
                None => given_up.push(key(next)),
            }
        }
        let reply = transcript.turns.last().map(|t| t.text.clone()).unwrap_or_default();
        Fixed { reply, remaining: breaches }
    }

    /// The rules that could judge the last turn only because of those before it, and what came out.
    #[must_use]
    pub fn by_context(&self, transcript: &Transcript) -> Vec<(usize, OutcomeKind)> {
        let Some(last) = transcript.turns.len().checked_sub(1).filter(|last| *last > 0) else { return Vec::new() };
        let mut alone = transcript.clone();
        alone.turns.drain(..last);
        alone.events.clear();
        let judged_alone = self.linter.lint(&alone);
        let mut all = Vec::new();
        for outcome in self.linter.lint(transcript) {
            let here = match &outcome.outcome {
                Outcome::Fail(findings) => findings.iter().any(|f| f.turn == Some(last)),
                Outcome::Pass(evidence) => evidence.iter().any(|place| place.turn == last),
                Outcome::NotApplicable(_) | Outcome::Unknown(_) => false,
            };
            let other = judged_alone.iter().find(|o| o.rule == outcome.rule).map(|o| o.outcome.kind());
            if here && other != Some(outcome.outcome.kind()) {
                all.push((outcome.rule, outcome.outcome.kind()));
            }
        }
        all
    }

    /// A reply after one rewrite, if it fits, and where its new words stand.
    fn applied(
        &self,
        rewrite: &Rewrite,
        takers: &Takers,
        reply: &str,
        breach: &Breach,
    ) -> Option<(String, Range<usize>)> {
        let rule = self.set.rules().get(breach.rule)?;
        let fit = fit::Fit { reply, finding: &breach.finding, rule, set: self.set, takers };
        fit.change(rewrite)?.apply(reply)
    }

    fn rewrites(&self, rule: usize) -> Option<&Rewrites> {
        let (compiled, rule) = self.rules.get(rule).zip(self.set.rules().get(rule))?;
        Some(compiled.get_or_init(|| {
            let mut takers = Takers::default();
            // What does not compile is an error of the set, which has none.
            let compile = |file| Rewrite::compile(file, self.set.lexicons(), &mut takers).ok();
            let list = rule.file.rewrite.iter().filter_map(compile).collect();
            Rewrites { takers, list }
        }))
    }

    /// The reply after one rewrite and those that the same rule calls for in what is said then; `None` where the
    /// finding stays, or another one comes.
    fn settle(
        &self,
        transcript: &Transcript,
        breach: &Breach,
        before: &[Breach],
        depth: usize,
        tries: &mut usize,
    ) -> Option<String> {
        if depth == CHANGES {
            return None;
        }
        let reply = &transcript.turns.last()?.text;
        let Rewrites { takers, list: rewrites } = self.rewrites(breach.rule)?;
        // What has no place is met by all that fits, wherever it is.
        let everywhere = || {
            let mut whole = reply.clone();
            for rewrite in rewrites.iter().filter(|rewrite| rewrite.unit.is_none()) {
                if let Some((next, _)) = self.applied(rewrite, takers, &whole, breach) {
                    whole = next;
                }
            }
            let end = whole.chars().count();
            (whole != *reply).then_some((whole, 0..end))
        };
        let together = if breach.finding.span.is_none() { everywhere() } else { None };
        let one_by_one = rewrites.iter().filter_map(|rewrite| self.applied(rewrite, takers, reply, breach));
        together.into_iter().chain(one_by_one).find_map(|(rewritten, new)| {
            *tries = tries.checked_sub(1)?;
            let next = with_reply(transcript, rewritten.clone());
            let after = self.breaches(&next);
            let place = around(&rewritten, &new);
            let inside =
                |b: &&Breach| b.finding.span.as_ref().is_none_or(|s| s.start < place.end && s.end > place.start);
            let is_new = |b: &Breach| b.rule != breach.rule && before.iter().all(|known| known.rule != b.rule);
            if after.iter().filter(inside).any(is_new) {
                return None;
            }
            match after.iter().filter(inside).find(|b| b.rule == breach.rule) {
                None => Some(rewritten),
                Some(left) => self.settle(&next, left, before, depth + 1, tries),
            }
        })
    }
}

/// The conversation with another last turn.
fn with_reply(transcript: &Transcript, reply: String) -> Transcript {
    let mut next = transcript.clone();
    if let Some(turn) = next.turns.last_mut() {
        turn.text = reply;
    }
    next
}

/// What a finding is known by while the reply changes.
fn key(breach: &Breach) -> (usize, Option<String>) {
    (breach.rule, breach.finding.text.clone())
}

/// The sentences that hold some characters.
fn around(text: &str, range: &Range<usize>) -> Range<usize> {
    let normal = normalize(text);
    let all = units(&normal, RewriteUnit::Sentence).into_iter().map(|bytes| normal.original(bytes));
    let touched = all.filter(|s| match range.is_empty() {
        true => s.start <= range.start && s.end >= range.start,
        false => s.start < range.end && s.end > range.start,
    });
    touched.fold(range.clone(), |whole, s| whole.start.min(s.start)..whole.end.max(s.end))
}

/// The sentences in which two replies differ.
fn edit(was: &str, now: String) -> Edit {
    let (old, new): (Vec<char>, Vec<char>) = (was.chars().collect(), now.chars().collect());
    let same = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let shorter = old.len().min(new.len()) - same;
    let tail = old.iter().rev().zip(new.iter().rev()).take(shorter).take_while(|(a, b)| a == b).count();
    let range = around(was, &(same..old.len() - tail));
    let range = range.start..range.end.min(old.len());
    let end = new.len() - (old.len() - range.end);
    let text = new.get(range.start..end).unwrap_or_default().iter().collect();
    Edit { was: range, text, reply: now }
}
