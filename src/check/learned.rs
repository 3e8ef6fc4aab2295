//! `learned`: sentences that a trained model takes for a case of a rule.
//!
//! A model never has the last word: where a pattern of one of its rules hits, whether it counts or an exception
//! silences it, and where somebody else's words are told or a demanded phrase is said, it is not asked.

use std::ops::Range;
use std::sync::Arc;

use super::Ruling;
use super::compile::{Compiler, roles};
use super::conversation::Conversation;
use super::forbid::{QUOTING, in_quotation_marks};
use super::said::TurnHit;
use super::unless::{Unless, overlap};
use crate::learned::Model;
use crate::matcher::GroupId;
use crate::outcome::{Finding, Outcome, Reason, RuleOutcome, Silenced};
use crate::rule::file::{CheckFile, LearnedFile, RoleFile};
use crate::rule::set::RuleSet;
use crate::transcript::Role;

/// Turns up to this many characters are looked at as one; of longer ones every sentence by itself.
const WHOLE: usize = 60;
/// Shorter stretches say too little, in characters: 什么型号的 is a question like any other.
const SHORTEST: usize = 8;

/// A check of its own.
#[derive(Debug)]
pub(crate) struct Learned {
    asked: Asked,
    aside: Vec<GroupId>,
}

/// What widens the rules that a model has learned together.
#[derive(Debug)]
pub(crate) struct Widening {
    /// The rules, by their places in the rule set.
    rules: Vec<(usize, Asked)>,
    aside: Vec<GroupId>,
}

/// What is asked of a model.
#[derive(Debug)]
struct Asked {
    model: Arc<Model>,
    head: usize,
    label: usize,
    threshold: f64,
    unless: Unless,
}

/// A stretch of a turn that a model takes for a case of a rule.
struct Case {
    turn: usize,
    range: Range<usize>,
    label: usize,
    score: f64,
}

impl Learned {
    /// `None` where the set has no such model: it is validated, so that this does not happen.
    pub(crate) fn compile(file: &LearnedFile, compiler: &mut Compiler<'_>) -> Option<Self> {
        let rule = compiler.rule.clone();
        Some(Self { asked: Asked::compile(file, &rule, compiler)?, aside: aside(compiler) })
    }

    pub(crate) fn run(&self, conversation: &Conversation<'_>) -> Ruling {
        let turns = conversation.turns_of(|role| role == Role::Agent);
        if turns.is_empty() {
            return Outcome::NotApplicable(Reason::NoTurns).into();
        }
        let mut silenced = Vec::new();
        let mut findings = Vec::new();
        for turn in turns {
            for case in cases(&self.asked, self.asked.threshold, &self.aside, conversation, turn) {
                if case.label == self.asked.label {
                    self.asked.settle(&case, conversation, &mut findings, &mut silenced);
                }
            }
        }
        let outcome = if findings.is_empty() { Outcome::Pass(Vec::new()) } else { Outcome::Fail(findings) };
        Ruling { outcome, silenced }
    }
}

impl Widening {
    /// One for every head of a model that rules of the set are widened by.
    pub(crate) fn compile(set: &RuleSet, compiler: &mut Compiler<'_>) -> Vec<Self> {
        let mut all: Vec<Self> = Vec::new();
        for (place, rule) in set.rules().iter().enumerate() {
            let Some(file) = &rule.file.learned else { continue };
            let Some(asked) = Asked::compile(file, rule.id(), compiler) else { continue };
            let mut groups = Vec::new();
            patterns(&rule.file.check, compiler, &mut groups);
            let same = |w: &&mut Self| w.rules.first().is_some_and(|(_, first)| first.is_with(&asked));
            match all.iter_mut().find(same) {
                Some(widening) => {
                    widening.rules.push((place, asked));
                    widening.aside.extend(groups);
                }
                None => {
                    groups.extend(aside(compiler));
                    all.push(Self { rules: vec![(place, asked)], aside: groups });
                }
            }
        }
        all
    }

    /// The rules that it widens, by their places.
    pub(crate) fn rules(&self) -> impl Iterator<Item = usize> {
        self.rules.iter().map(|(rule, _)| *rule)
    }

    /// Adds what the model finds to outcomes that rules came to by their patterns. Turns in which one of them has a
    /// finding are left as they are, and so are rules that are not for this conversation.
    pub(crate) fn widen(&self, conversation: &Conversation<'_>, results: &mut [Option<RuleOutcome>]) {
        let Some((_, first)) = self.rules.first() else { return };
        let mut judged: Vec<&(usize, Asked)> = Vec::new();
        let mut found = vec![false; conversation.turns.len()];
        for one in &self.rules {
            match results.get(one.0).and_then(|r| r.as_ref()).map(|r| &r.outcome) {
                Some(Outcome::Pass(_)) => judged.push(one),
                Some(Outcome::Fail(findings)) => {
                    judged.push(one);
                    findings.iter().filter_map(|f| f.turn).for_each(|turn| found[turn] = true);
                }
                Some(Outcome::NotApplicable(_) | Outcome::Unknown(_)) | None => {}
            }
        }
        let least = judged.iter().map(|(_, asked)| asked.threshold).reduce(f64::min);
        let Some(least) = least else { return };
        for turn in conversation.turns_of(|role| role == Role::Agent) {
            if found[turn] {
                continue;
            }
            for case in cases(first, least, &self.aside, conversation, turn) {
                let Some((rule, asked)) = judged.iter().find(|(_, asked)| asked.label == case.label) else { continue };
                let Some(Some(result)) = results.get_mut(*rule) else { continue };
                if case.score < asked.threshold {
                    continue;
                }
                let mut findings = Vec::new();
                asked.settle(&case, conversation, &mut findings, &mut result.silenced);
                match (&mut result.outcome, findings.is_empty()) {
                    (_, true) => continue,
                    (Outcome::Fail(known), false) => {
                        known.extend(findings);
                        known.sort_by_key(|f| f.turn);
                    }
                    (outcome, false) => *outcome = Outcome::Fail(findings),
                }
                // One finding stands for the turn.
                break;
            }
        }
    }
}

impl Asked {
    fn compile(file: &LearnedFile, rule: &str, compiler: &mut Compiler<'_>) -> Option<Self> {
        let model = Arc::clone(compiler.set.model(&file.model)?);
        let (head, label) = model.place(file.rule.as_ref().map_or(rule, |r| &r.value))?;
        let threshold = file.threshold.as_ref().map_or_else(|| model.threshold(head), |t| t.value);
        let unless = Unless::compile(&file.unless, RoleFile::Agent, compiler);
        Some(Self { model, head, label, threshold, unless })
    }

    fn is_with(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.model, &other.model) && self.head == other.head
    }

    /// A finding, or an exception.
    fn settle(
        &self,
        case: &Case,
        conversation: &Conversation<'_>,
        findings: &mut Vec<Finding>,
        silenced: &mut Vec<Silenced>,
    ) {
        let finding = conversation.finding(case.turn, case.range.clone());
        match self.unless.excuse(conversation, case.turn, &case.range) {
            Some(by) => silenced.push(Silenced {
                location: conversation.location(case.turn, case.range.clone()),
                text: finding.text.unwrap_or_default(),
                by: crate::outcome::Exception::Unless(by),
            }),
            None => {
                let sentence = &conversation.turns[case.turn].text.as_str()[case.range.clone()];
                let context = said_before(conversation, case.turn);
                let why = self.model.explain(sentence, context, self.head, self.label);
                findings.push(Finding { learned: Some(Box::new(why)), ..finding });
            }
        }
    }
}

/// The stretches of a turn that come to a score with a head, each with the label that fits it best.
fn cases(
    asked: &Asked,
    least: f64,
    aside: &[GroupId],
    conversation: &Conversation<'_>,
    turn: usize,
) -> Vec<Case> {
    let text = conversation.turns[turn].text.as_str();
    let mut found = Vec::new();
    for range in stretches(conversation, turn) {
        let sentence = &text[range.clone()];
        if sentence.chars().filter(|c| c.is_alphanumeric()).count() < SHORTEST {
            continue;
        }
        let scores = asked.model.scores(sentence, said_before(conversation, turn));
        let score = asked.model.score(&scores, asked.head);
        if score < least || is_aside(aside, conversation, turn, &range) {
            continue;
        }
        found.push(Case { turn, label: asked.model.best(&scores, asked.head), range, score });
    }
    found
}

/// A short turn as a whole, a long one by its sentences.
fn stretches(conversation: &Conversation<'_>, turn: usize) -> Vec<Range<usize>> {
    let text = conversation.turns[turn].text.as_str();
    match text.chars().count() <= WHOLE {
        true => vec![0..text.len()],
        false => conversation.sentences(turn).to_vec(),
    }
}

fn said_before<'c>(conversation: &'c Conversation<'_>, turn: usize) -> Option<&'c str> {
    let before = conversation.previous(turn, |role| role == Role::Customer)?;
    Some(conversation.turns[before].text.as_str())
}

/// Whether a model has nothing to say of a stretch, because patterns have, or because the words are somebody else's.
fn is_aside(aside: &[GroupId], conversation: &Conversation<'_>, turn: usize, range: &Range<usize>) -> bool {
    let view = &conversation.turns[turn];
    let whole = TurnHit { turn, range: range.clone(), pattern: 0, sound: false, estimated: false };
    aside.iter().any(|group| conversation.hits(turn, *group).iter().any(|hit| overlap(&hit.range(), range)))
        || has_quotation_marks(&view.text.as_str()[range.clone()])
        || in_quotation_marks(view.text.as_str(), &whole)
}

fn has_quotation_marks(sentence: &str) -> bool {
    sentence.contains(['“', '”', '「', '」', '『', '』', '‘', '’', '"'])
}

/// Groups that no model is asked about: frames of quotation, sentences that rules demand.
fn aside(compiler: &mut Compiler<'_>) -> Vec<GroupId> {
    let agent = roles(RoleFile::Agent);
    compiler.lexicon(agent, QUOTING).into_iter().chain(compiler.mandated(agent)).collect()
}

/// The groups of all patterns that a check forbids.
fn patterns(check: &CheckFile, compiler: &mut Compiler<'_>, groups: &mut Vec<GroupId>) {
    match check {
        CheckFile::Forbid(file) => {
            let role = roles(file.role.unwrap_or(RoleFile::Agent));
            groups.extend(compiler.group(role, &file.any));
            groups.extend(file.fuzzy.and_then(|_| compiler.sound_group(role, &file.any)));
        }
        CheckFile::All(list) | CheckFile::Any(list) | CheckFile::None(list) => {
            list.iter().for_each(|part| patterns(part, compiler, groups));
        }
        CheckFile::Given(file) => patterns(&file.check, compiler, groups),
        CheckFile::Require(_)
        | CheckFile::Respond(_)
        | CheckFile::Sequence(_)
        | CheckFile::Limit(_)
        | CheckFile::Similar(_)
        | CheckFile::Field(_)
        | CheckFile::Aggregate(_)
        | CheckFile::Entity(_)
        | CheckFile::Repeat(_)
        | CheckFile::Learned(_)
        | CheckFile::Ratio(_) => {}
    }
}
