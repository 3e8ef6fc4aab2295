//! Rules tried on changed examples: one that does not notice the change that concerns it may never fire.
//!
//! - **delete**: from a `pass` example, what made it pass is taken out, again and again while it still passes; in the
//!   end the rule must fail.
//! - **insert**: the words of a `fail` example are put at the start, in the middle and at the end of a small clean
//!   conversation; at one of these places the rule must fail.
//! - **delay**: in a `pass` example with clocks, everything from one turn on comes an hour later, for every turn; for one
//!   of these the rule must fail.
//! - **swap**: agent and customer change places; the rule may not find the same words again.
//!
//! Nothing is drawn by lot: the same rules give the same mutants.

mod concerns;
mod mutants;

use super::{line, shown, transcripts};
use crate::linter::Linter;
use crate::outcome::{Finding, Location, Outcome, OutcomeKind};
use crate::rule::set::{Rule, RuleSet};
use crate::transcript::Transcript;

/// Ways to change an example.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mutation {
    /// The required element is taken out.
    Delete,
    /// Forbidden words are put into a clean conversation.
    Insert,
    /// A reply comes an hour later.
    Delay,
    /// Agent and customer change places.
    Swap,
}

/// What a rule made of its changed examples.
#[derive(Debug, Clone)]
pub struct Mutated {
    /// The rule's id.
    pub rule: String,
    /// How many changes it was tried on.
    pub tried: usize,
    /// Those it did not notice.
    pub survivors: Vec<Survivor>,
}

/// A change that a rule did not notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Survivor {
    /// The change.
    pub mutation: Mutation,
    /// Line of the example in the rule's file, from 1.
    pub line: usize,
    /// What the example says.
    pub text: String,
    /// What came out for the changed example.
    pub got: OutcomeKind,
}

/// The passes of `delete`: after so many, what is said is not what makes the rule pass.
const ROUNDS: usize = 16;

/// Tries every rule on its changed examples, with all the other rules in force.
#[must_use]
pub fn run(set: &RuleSet) -> Vec<Mutated> {
    let linter = Linter::new(set);
    set.rules()
        .iter()
        .enumerate()
        .map(|(index, rule)| {
            let trial = Trial { linter: &linter, index };
            let mut mutated = Mutated { rule: rule.id().to_owned(), tried: 0, survivors: Vec::new() };
            trial.rule(rule, &mut mutated);
            mutated
        })
        .collect()
}

/// Whether a rule noticed a change; else what came out.
type Noticed = Result<(), OutcomeKind>;

/// One rule under trial.
struct Trial<'a> {
    linter: &'a Linter,
    index: usize,
}

impl Trial<'_> {
    fn rule(&self, rule: &Rule, mutated: &mut Mutated) {
        let concerns = concerns::of(&rule.file.check);
        for example in rule.file.examples.iter().filter(|e| !e.todo) {
            let Some(transcript) = transcripts(rule, example).ok().and_then(|all| all.into_iter().next()) else {
                continue;
            };
            let outcome = self.judge(&transcript);
            for &mutation in &concerns {
                let Some(result) = self.mutate(mutation, &transcript, &outcome) else { continue };
                mutated.tried += 1;
                if let Err(got) = result {
                    let (line, text) = (line(rule, example), shown(example));
                    mutated.survivors.push(Survivor { mutation, line, text, got });
                }
            }
        }
    }

    /// Whether the rule notices a change; `None` where the change makes no sense for the example.
    fn mutate(&self, mutation: Mutation, transcript: &Transcript, outcome: &Outcome) -> Option<Noticed> {
        match (mutation, outcome) {
            (Mutation::Delete, Outcome::Pass(places)) if !places.is_empty() => {
                Some(self.delete(transcript.clone(), places.clone()))
            }
            (Mutation::Delay, Outcome::Pass(_)) => self.delay(transcript),
            (Mutation::Swap, Outcome::Pass(places)) if !places.is_empty() => {
                Some(self.swap_passing(transcript, places))
            }
            (Mutation::Insert, Outcome::Fail(findings)) if has_words(findings) => self.insert(transcript),
            (Mutation::Swap, Outcome::Fail(findings)) if has_words(findings) => {
                Some(self.swap_failing(transcript, findings))
            }
            _ => None,
        }
    }

    fn judge(&self, transcript: &Transcript) -> Outcome {
        let outcome = self.linter.lint_one(self.index, transcript);
        outcome.map_or(Outcome::Pass(Vec::new()), |o| o.outcome)
    }

    fn delete(&self, mut transcript: Transcript, mut places: Vec<Location>) -> Noticed {
        for _ in 0..ROUNDS {
            mutants::take_out(&mut transcript, &places);
            match self.judge(&transcript) {
                Outcome::Fail(_) => return Ok(()),
                Outcome::Pass(more) if !more.is_empty() => places = more,
                other => return Err(other.kind()),
            }
        }
        Err(OutcomeKind::Pass)
    }

    fn insert(&self, transcript: &Transcript) -> Option<Noticed> {
        let mut got = self.judge(&mutants::clean(transcript)).kind();
        // What the clean conversation lacks is not what was inserted.
        if got == OutcomeKind::Fail {
            return None;
        }
        for mutant in mutants::inserted(transcript) {
            got = self.judge(&mutant).kind();
            if got == OutcomeKind::Fail {
                return Some(Ok(()));
            }
        }
        Some(Err(got))
    }

    fn delay(&self, transcript: &Transcript) -> Option<Noticed> {
        let mut got = None;
        for mutant in mutants::delayed(transcript) {
            let kind = self.judge(&mutant).kind();
            if kind == OutcomeKind::Fail {
                return Some(Ok(()));
            }
            got = Some(kind);
        }
        got.map(Err)
    }

    fn swap_passing(&self, transcript: &Transcript, places: &[Location]) -> Noticed {
        match self.judge(&mutants::swapped(transcript)) {
            Outcome::Pass(again) if again.iter().any(|p| places.contains(p)) => Err(OutcomeKind::Pass),
            _ => Ok(()),
        }
    }

    fn swap_failing(&self, transcript: &Transcript, findings: &[Finding]) -> Noticed {
        let place = |f: &Finding| (f.turn, f.text.clone());
        let known: Vec<_> = findings.iter().filter(|f| f.text.is_some()).map(place).collect();
        match self.judge(&mutants::swapped(transcript)) {
            Outcome::Fail(again) if again.iter().any(|f| known.contains(&place(f))) => Err(OutcomeKind::Fail),
            _ => Ok(()),
        }
    }
}

fn has_words(findings: &[Finding]) -> bool {
    findings.iter().any(|f| f.text.is_some())
}
