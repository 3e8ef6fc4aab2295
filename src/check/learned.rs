//! `learned`: sentences that a trained model takes for a case of a rule.
//!
//! A model never has the last word: where a pattern of one of its rules hits, whether it counts or an exception
//! silences it, and where somebody else's words are told or a demanded phrase is said, it is not asked.

use std::ops::Range;
use std::rc::Rc;
use std::sync::Arc;

use super::Ruling;
use super::compile::{Compiler, roles};
use super::conversation::Conversation;
use super::forbid::{QUOTING, in_quotation_marks};
use super::said::TurnHit;
use super::spoken::Stretches;
use super::unless::{Unless, overlap};
use crate::learned::{Model, Scores, Sums};
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
#[derive(Debug, serde::Serialize, serde::Deserialize)]
pub(crate) struct Learned {
    asked: Asked,
    aside: Vec<GroupId>,
}

/// What widens rules by one model.
#[derive(Debug, serde::Serialize, serde::Deserialize)]
pub(crate) struct Widening {
    heads: Vec<Together>,
}

/// The rules that a model has learned together.
#[derive(Debug, serde::Serialize, serde::Deserialize)]
struct Together {
    /// The rules, by their places in the rule set.
    rules: Vec<(usize, Asked)>,
    aside: Vec<GroupId>,
}

/// Those of them that are judged in a conversation.
struct Judged<'w> {
    rules: Vec<&'w (usize, Asked)>,
    aside: &'w [GroupId],
    least: f64,
    /// The turns in which one of them has a finding.
    found: Vec<bool>,
}

/// What is asked of a model.
#[derive(Debug, serde::Serialize, serde::Deserialize)]
struct Asked {
    /// The model's name.
    name: String,
    #[serde(skip)]
    model: Arc<Model>,
    head: usize,
    label: usize,
    threshold: f64,
    unless: Unless,
}

/// What a model makes of a turn.
struct Scored {
    /// The stretches that say enough.
    stretches: Stretches,
    /// What the customer said before.
    before: Option<Rc<Sums>>,
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

    /// Takes the model of a set; `false` where there is none.
    pub(crate) fn attach(&mut self, set: &RuleSet) -> bool {
        self.asked.attach(set)
    }

    pub(crate) fn run(&self, conversation: &Conversation<'_>) -> Ruling {
        let turns = conversation.turns_of(|role| role == Role::Agent);
        if turns.is_empty() {
            return Outcome::NotApplicable(Reason::NoTurns).into();
        }
        let mut silenced = Vec::new();
        let mut findings = Vec::new();
        for turn in turns {
            let scored = Scored::of(&self.asked.model, conversation, turn);
            for case in cases(&self.asked, self.asked.threshold, &self.aside, conversation, turn, &scored) {
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
    /// One for every model that rules of the set are widened by.
    pub(crate) fn compile(set: &RuleSet, compiler: &mut Compiler<'_>) -> Vec<Self> {
        let mut all: Vec<Self> = Vec::new();
        for (place, rule) in set.rules().iter().enumerate() {
            let Some(file) = &rule.file.learned else { continue };
            let Some(asked) = Asked::compile(file, rule.id(), compiler) else { continue };
            let mut groups = Vec::new();
            patterns(&rule.file.check, compiler, &mut groups);
            let first =
                |heads: &[Together]| heads.first().and_then(|h| h.rules.first()).map(|r| Arc::clone(&r.1.model));
            let same = |w: &Self| first(&w.heads).is_some_and(|model| Arc::ptr_eq(&model, &asked.model));
            let at = all.iter().position(same).unwrap_or(all.len());
            if at == all.len() {
                all.push(Self { heads: Vec::new() });
            }
            let heads = &mut all[at].heads;
            let same = |h: &Together| h.rules.iter().any(|(_, other)| other.head == asked.head);
            if let Some(at) = heads.iter().position(same) {
                heads[at].rules.push((place, asked));
                heads[at].aside.extend(groups);
            } else {
                groups.extend(aside(compiler));
                heads.push(Together { rules: vec![(place, asked)], aside: groups });
            }
        }
        all
    }

    /// Takes the models of a set; `false` where one is missing.
    pub(crate) fn attach(&mut self, set: &RuleSet) -> bool {
        self.heads.iter_mut().flat_map(|head| &mut head.rules).all(|(_, asked)| asked.attach(set))
    }

    /// The rules that have a word in a rule's outcome, by their places: those learned together with it, itself too.
    pub(crate) fn together_with(&self, rule: usize) -> impl Iterator<Item = usize> {
        let heads = self.heads.iter().filter(move |h| h.rules.iter().any(|(other, _)| *other == rule));
        heads.flat_map(|h| h.rules.iter().map(|(other, _)| *other))
    }

    /// Adds what the model finds to outcomes that rules came to by their patterns. Turns in which one of those learned
    /// together has a finding are left as they are, and so are rules that are not for this conversation.
    pub(crate) fn widen(&self, conversation: &Conversation<'_>, results: &mut [Option<RuleOutcome>]) {
        let heads: Vec<Judged<'_>> =
            self.heads.iter().filter_map(|together| together.judged(conversation, results)).collect();
        for turn in conversation.turns_of(|role| role == Role::Agent) {
            let mut scored: Option<Scored> = None;
            for judged in heads.iter().filter(|judged| !judged.found[turn]) {
                let Some((_, first)) = judged.rules.first() else { continue };
                let scored = scored.get_or_insert_with(|| Scored::of(&first.model, conversation, turn));
                for case in cases(first, judged.least, judged.aside, conversation, turn, scored) {
                    if add(&case, &judged.rules, conversation, results) {
                        // One finding stands for the turn.
                        break;
                    }
                }
            }
        }
    }
}

impl Together {
    /// `None` where none of the rules is for this conversation.
    fn judged(&self, conversation: &Conversation<'_>, results: &[Option<RuleOutcome>]) -> Option<Judged<'_>> {
        let mut rules: Vec<&(usize, Asked)> = Vec::new();
        let mut found = vec![false; conversation.turns.len()];
        for one in &self.rules {
            match results.get(one.0).and_then(|r| r.as_ref()).map(|r| &r.outcome) {
                Some(Outcome::Pass(_)) => rules.push(one),
                Some(Outcome::Fail(findings)) => {
                    rules.push(one);
                    findings.iter().filter_map(|f| f.turn).for_each(|turn| found[turn] = true);
                }
                Some(Outcome::NotApplicable(_) | Outcome::Unknown(_)) | None => {}
            }
        }
        let least = rules.iter().map(|(_, asked)| asked.threshold).reduce(f64::min)?;
        Some(Judged { rules, aside: &self.aside, least, found })
    }
}

impl Scored {
    fn of(model: &Arc<Model>, conversation: &Conversation<'_>, turn: usize) -> Self {
        let before = conversation.previous(turn, |role| role == Role::Customer);
        Self {
            stretches: conversation.turns[turn].stretches(model, || stretches(conversation, turn)),
            before: before.map(|before| conversation.turns[before].before(model)),
        }
    }

    fn scores(&self) -> impl Iterator<Item = (&Range<usize>, Scores<'_>)> {
        self.stretches.iter().map(|(range, own)| (range, Scores::new(own, self.before.as_deref())))
    }
}

/// Adds a case to the outcome of its rule; `false` where it is no case for that rule after all.
fn add(
    case: &Case,
    rules: &[&(usize, Asked)],
    conversation: &Conversation<'_>,
    results: &mut [Option<RuleOutcome>],
) -> bool {
    let Some((rule, asked)) = rules.iter().find(|(_, asked)| asked.label == case.label) else { return false };
    let Some(Some(result)) = results.get_mut(*rule) else { return false };
    if case.score < asked.threshold {
        return false;
    }
    let mut findings = Vec::new();
    asked.settle(case, conversation, &mut findings, &mut result.silenced);
    if findings.is_empty() {
        return false;
    }
    match &mut result.outcome {
        Outcome::Fail(known) => {
            known.extend(findings);
            known.sort_by_key(|f| f.turn);
        }
        outcome => *outcome = Outcome::Fail(findings),
    }
    true
}

impl Asked {
    fn compile(file: &LearnedFile, rule: &str, compiler: &mut Compiler<'_>) -> Option<Self> {
        let model = Arc::clone(compiler.set.model(&file.model)?);
        let (head, label) = model.place(file.rule.as_ref().map_or(rule, |r| &r.value))?;
        let threshold = file.threshold.as_ref().map_or_else(|| model.threshold(head), |t| t.value);
        let unless = Unless::compile(&file.unless, RoleFile::Agent, compiler);
        Some(Self { name: file.model.value.clone(), model, head, label, threshold, unless })
    }

    /// Takes the model of a set; `false` where there is none.
    fn attach(&mut self, set: &RuleSet) -> bool {
        let Some(model) = set.model(&self.name) else { return false };
        self.model = Arc::clone(model);
        true
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
        if let Some(by) = self.unless.excuse(conversation, case.turn, &case.range) {
            silenced.push(Silenced {
                location: conversation.location(case.turn, case.range.clone()),
                text: finding.text.unwrap_or_default(),
                by: crate::outcome::Exception::Unless(by),
            });
            return;
        }
        let sentence = &conversation.turns[case.turn].text.as_str()[case.range.clone()];
        let context = said_before(conversation, case.turn);
        let why = self.model.explain(sentence, context, self.head, self.label);
        findings.push(Finding { learned: Some(Box::new(why)), ..finding });
    }
}

/// The stretches that come to a score with a head, each with the label that fits it best.
fn cases(
    asked: &Asked,
    least: f64,
    aside: &[GroupId],
    conversation: &Conversation<'_>,
    turn: usize,
    scored: &Scored,
) -> Vec<Case> {
    let mut found = Vec::new();
    for (range, scores) in scored.scores() {
        let score = asked.model.score(scores, asked.head);
        if score >= least && !is_aside(aside, conversation, turn, range) {
            found.push(Case { turn, label: asked.model.best(scores, asked.head), range: range.clone(), score });
        }
    }
    found
}

/// A short turn as a whole, a long one by its sentences; those that say enough.
fn stretches(conversation: &Conversation<'_>, turn: usize) -> Vec<Range<usize>> {
    let text = conversation.turns[turn].text.as_str();
    let mut stretches = match text.chars().count() <= WHOLE {
        true => std::iter::once(0..text.len()).collect(),
        false => conversation.sentences(turn).to_vec(),
    };
    stretches.retain(|range| text[range.clone()].chars().filter(|c| c.is_alphanumeric()).count() >= SHORTEST);
    stretches
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
            for part in list {
                patterns(part, compiler, groups);
            }
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
