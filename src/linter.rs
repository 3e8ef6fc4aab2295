//! A rule set compiled once, ready to judge any number of conversations.

use std::sync::Arc;

use crate::cases::CaseLedger;
use crate::check::{Applies, Check, Compiler, Conversation, Ruling, Widening};
use crate::kpi::Contribution;
use crate::matcher::{GroupId, Matcher};
use crate::outcome::{Outcome, OutcomeKind, Phases, Reason, RuleOutcome};
use crate::rule::set::RuleSet;
use crate::sealed;
use crate::transcript::Transcript;

/// A compiled rule set.
#[derive(Debug)]
pub struct Linter {
    matcher: Matcher,
    rules: Vec<CompiledRule>,
    widenings: Vec<Widening>,
    cases: CaseLedger,
    closing_words: Option<GroupId>,
}

/// Everything that comes out of one conversation.
#[derive(Debug)]
pub struct Measured {
    /// One a rule, in the order of the rule set; none for rules about the batch as a whole.
    pub outcomes: Vec<RuleOutcome>,
    /// Opening, body and closing.
    pub phases: Phases,
    /// What it adds to figures over the batch.
    pub contributions: Vec<Contribution>,
    /// The rules about the batch that are about this conversation, whether it adds anything or not.
    pub figures: Vec<usize>,
}

#[derive(Debug, serde::Serialize, serde::Deserialize)]
struct CompiledRule {
    applies: Applies,
    check: Check,
    requires: Option<usize>,
}

impl Linter {
    /// Compiles a rule set.
    #[must_use]
    pub fn new(set: &RuleSet) -> Self {
        let mut compiler = Compiler::new(set);
        let (rules, closing_words) = compile(set, &mut compiler);
        let widenings = Widening::compile(set, &mut compiler);
        Self { matcher: compiler.matcher.build(), rules, widenings, cases: CaseLedger::default(), closing_words }
    }

    /// The linter that `prepared` was called on, in a fraction of the time that compiling takes: what the bytes hold is
    /// read where it lies, when it is asked for, so they have to stay. A file that is mapped into memory will do.
    ///
    /// `None` where the bytes are damaged, or were made from another number of rules or by another version. Which rules
    /// they were made from is for the caller to know.
    #[must_use]
    pub fn from_prepared(set: &RuleSet, bytes: &'static [u8]) -> Option<Self> {
        let (matcher, mut rules, mut widenings, closing_words): (Matcher, Vec<CompiledRule>, Vec<Widening>, _) =
            sealed::open(bytes)?;
        let matcher = matcher.of_parts(Arc::clone(&set.segmenter));
        let fits = rules.len() == set.rules().len();
        let taught = rules.iter_mut().all(|rule| rule.check.attach(set)) && widenings.iter_mut().all(|w| w.attach(set));
        (fits && taught).then(|| Self { matcher, rules, widenings, cases: CaseLedger::default(), closing_words })
    }

    /// What compiling came to, for `from_prepared`.
    #[must_use]
    pub fn prepared(&self) -> Vec<u8> {
        sealed::seal(&(self.matcher.parts(), &self.rules, &self.widenings, &self.closing_words))
    }

    /// Whether a rule looks beyond single conversations: then `link` is due before the first of them is judged.
    #[must_use]
    pub fn needs_cases(&self) -> bool {
        self.rules.iter().any(|r| r.check.needs_cases())
    }

    /// Sets the cases that the conversations belong to, gathered from the whole batch.
    pub fn link(&mut self, cases: CaseLedger) {
        self.cases = cases;
    }

    /// One outcome a rule, in the order of the rule set; none for rules about the batch as a whole.
    #[must_use]
    pub fn lint(&self, transcript: &Transcript) -> Vec<RuleOutcome> {
        self.measure(transcript).outcomes
    }

    /// The outcomes, the phases of the conversation, and what it adds to figures over the batch.
    #[must_use]
    pub fn measure(&self, transcript: &Transcript) -> Measured {
        let conversation = Conversation::new(transcript, &self.matcher, &self.cases).closed_by(self.closing_words);
        let mut results: Vec<Option<RuleOutcome>> = vec![None; self.rules.len()];
        let figures = |rule: &usize| self.rules[*rule].check.figure().is_some();
        for rule in (0..self.rules.len()).filter(|rule| !figures(rule)) {
            self.judge(rule, &conversation, &mut results);
        }
        for widening in &self.widenings {
            widening.widen(&conversation, &mut results);
        }
        let outcomes: Vec<RuleOutcome> = results.into_iter().flatten().collect();
        let mut contributions = Vec::new();
        let mut concerned = Vec::new();
        for (rule, compiled) in self.rules.iter().enumerate() {
            let Some(figure) = compiled.check.figure() else { continue };
            if compiled.applies.rules_out(&conversation).is_some() {
                continue;
            }
            concerned.push(rule);
            let added = figure.measure(&conversation, &outcomes);
            contributions.extend(added.map(|(group, fact)| Contribution { rule, group, fact }));
        }
        Measured { outcomes, phases: conversation.phases().clone(), contributions, figures: concerned }
    }

    /// The outcome of one rule, given by its place in the rule set; `None` where there is no such rule.
    #[must_use]
    pub fn lint_one(&self, rule: usize, transcript: &Transcript) -> Option<RuleOutcome> {
        if rule >= self.rules.len() {
            return None;
        }
        let conversation = Conversation::new(transcript, &self.matcher, &self.cases);
        let mut results: Vec<Option<RuleOutcome>> = vec![None; self.rules.len()];
        self.judge(rule, &conversation, &mut results);
        for widening in &self.widenings {
            widening.together_with(rule).for_each(|other| self.judge(other, &conversation, &mut results));
            widening.widen(&conversation, &mut results);
        }
        results.swap_remove(rule)
    }

    fn judge(&self, rule: usize, conversation: &Conversation<'_>, results: &mut Vec<Option<RuleOutcome>>) {
        if results[rule].is_some() {
            return;
        }
        let compiled = &self.rules[rule];
        let ruling = match self.held_back(compiled, conversation, results) {
            Some(outcome) => Ruling::from(outcome),
            None => compiled.check.run(conversation),
        };
        results[rule] = Some(RuleOutcome { rule, outcome: ruling.outcome, silenced: ruling.silenced });
    }

    /// The outcome of a rule that is not run, because it is for other conversations or its precondition is not met.
    fn held_back(
        &self,
        rule: &CompiledRule,
        conversation: &Conversation<'_>,
        results: &mut Vec<Option<RuleOutcome>>,
    ) -> Option<Outcome> {
        if let Some(outcome) = rule.applies.rules_out(conversation) {
            return Some(outcome);
        }
        // Validated: rules do not require themselves, so this ends.
        let required = rule.requires?;
        self.judge(required, conversation, results);
        match results[required].as_ref().map(|r| r.outcome.kind()) {
            Some(OutcomeKind::Pass | OutcomeKind::Fail) => None,
            Some(OutcomeKind::Unknown) => Some(Outcome::Unknown(Reason::Precondition)),
            Some(OutcomeKind::NotApplicable) | None => Some(Outcome::NotApplicable(Reason::Precondition)),
        }
    }
}

fn compile(set: &RuleSet, compiler: &mut Compiler<'_>) -> (Vec<CompiledRule>, Option<GroupId>) {
    let place = |id: &str| set.rules().iter().position(|r| r.id() == id);
    let rules = set.rules().iter().map(|rule| {
        rule.id().clone_into(&mut compiler.rule);
        CompiledRule {
            applies: Applies::compile(&rule.file.when, compiler),
            check: Check::compile(&rule.file.check, compiler),
            requires: rule.file.requires.as_ref().and_then(|id| place(&id.value)),
        }
    });
    let rules = rules.collect();
    (rules, compiler.closing_words())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read;
    use crate::rule::builtin;
    use crate::rule::set::DEFAULT_DIMENSIONS;

    #[test]
    fn a_prepared_linter_judges_like_a_new_one() {
        let set = RuleSet::load(vec![builtin::all()], &DEFAULT_DIMENSIONS.map(str::to_owned)).unwrap();
        let linter = Linter::new(&set);
        let prepared = Linter::from_prepared(&set, linter.prepared().leak()).unwrap();
        let talk = "客户：你们怎么还不发货？\n坐席：这个我们也没办法，你自己不会看吗\n客户：我要投诉\n坐席：请稍等";
        let transcript = read::text::parse(talk).unwrap();
        assert_eq!(linter.lint(&transcript), prepared.lint(&transcript));
        let fewer = set.filtered(|r| r.family() != "tone");
        assert!(Linter::from_prepared(&fewer, b"nothing of the kind").is_none());
    }
}
