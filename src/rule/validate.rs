//! What can only be checked once all files are read: names that must exist, patterns that must parse.

mod aggregate;
mod limit;
mod rewrite;
mod scope;

use std::sync::Arc;

use super::error::{RuleError, RuleErrorKind, SourceFile, Thing};
use super::explained;
use super::file::{
    AggregateFile, AnchorFile, CheckFile, ConditionFile, LearnedFile, MAX_EXAMPLES, NearFile, RatioUnit, SaidFile,
    ScopeFile, SimilarFile, TriggerFile, UnlessFile, WhenFile,
};
use super::located::Located;
use super::pattern::{Lexicons, Pattern, PatternErrorKind};
use super::set::{LexiconFiles, Rule, RuleSet};
use crate::matcher;

/// Checks every entry of every lexicon.
pub(super) fn lexicons(files: &LexiconFiles, lexicons: &Lexicons, errors: &mut Vec<RuleError>) {
    for (file, source) in files.values().flatten() {
        let mut visit = Visit { source, lexicons, errors };
        if file.entries.is_empty() && !file.extend {
            // An empty list is legal for one made to be filled (word/banned): it just never matches.
            continue;
        }
        for entry in &file.entries {
            visit.pattern(entry);
        }
        for term in explained::patterns(&file.explained, &[]) {
            visit.pattern(&Located::nowhere(term));
        }
    }
}

/// Checks every rule and situation.
pub(super) fn set(set: &RuleSet, dimensions: &[String], errors: &mut Vec<RuleError>) {
    for situation in set.situations.values() {
        let mut visit = Visit { source: &situation.source, lexicons: &set.lexicons, errors };
        visit.condition(&situation.file.holds, set);
        if reaches(&situation.file.holds, &situation.file.id, set, 0) {
            let id = &situation.file.id;
            visit.report(id, RuleErrorKind::CyclicSituation(id.value.clone()));
        }
    }
    for rule in &set.rules {
        let mut visit = Visit { source: &rule.source, lexicons: &set.lexicons, errors };
        visit.rule(rule, set, dimensions);
    }
}

/// Whether a condition refers to a situation, directly or through others.
fn reaches(condition: &ConditionFile, target: &str, set: &RuleSet, depth: usize) -> bool {
    if depth > 32 {
        return true;
    }
    match condition {
        ConditionFile::Situation(name) => {
            name.value == target || set.condition(name).is_some_and(|c| reaches(c, target, set, depth + 1))
        }
        ConditionFile::All(list) | ConditionFile::Any(list) | ConditionFile::None(list) => {
            list.iter().any(|c| reaches(c, target, set, depth + 1))
        }
        ConditionFile::Said(_) | ConditionFile::Event(_) | ConditionFile::Metric(_) | ConditionFile::Meta(_) => false,
    }
}

struct Visit<'a> {
    source: &'a Arc<SourceFile>,
    lexicons: &'a Lexicons,
    errors: &'a mut Vec<RuleError>,
}

impl Visit<'_> {
    fn report<T>(&mut self, place: &Located<T>, kind: RuleErrorKind) {
        self.errors.push(RuleError { file: Arc::clone(self.source), at: place.at.clone(), kind });
    }

    fn report_at(&mut self, at: &std::ops::Range<usize>, kind: RuleErrorKind) {
        self.errors.push(RuleError { file: Arc::clone(self.source), at: at.clone(), kind });
    }

    fn rule(&mut self, rule: &Rule, set: &RuleSet, dimensions: &[String]) {
        let file = &rule.file;
        if !dimensions.contains(&file.dimension.value) {
            let kind = RuleErrorKind::UnknownWord {
                word: file.dimension.value.clone(),
                expected: dimensions.to_vec(),
                what: Thing::Dimension,
            };
            self.report(&file.dimension, kind);
        }
        for points in [file.points, file.cap].into_iter().flatten() {
            if !points.is_finite() || points < 0.0 {
                self.report(&file.id, RuleErrorKind::BadPoints(points));
            }
        }
        if let Some(required) = &file.requires {
            self.required(rule, required, set);
        }
        self.when(&file.when, set);
        self.patterns(&file.mandates);
        self.rewrites(file);
        self.check(&file.check, &file.id, set);
        if let Some(learned) = &file.learned {
            self.learned(learned, &file.id, set);
        }
    }

    fn when(&mut self, when: &WhenFile, set: &RuleSet) {
        for day in [&when.from, &when.until].into_iter().flatten() {
            if day.value.parse::<jiff::civil::Date>().is_err() {
                self.report(day, RuleErrorKind::BadDate(day.value.clone()));
            }
        }
        if let Some(condition) = &when.condition {
            self.condition(condition, set);
        }
    }

    fn required(&mut self, rule: &Rule, required: &Located<String>, set: &RuleSet) {
        let mut next = Some(required.value.clone());
        let mut seen = vec![rule.id().to_owned()];
        while let Some(id) = next {
            if seen.contains(&id) {
                self.report(required, RuleErrorKind::CyclicRequires(id));
                return;
            }
            let Some(found) = set.get(&id) else {
                let expected = set.rules.iter().map(|r| r.id().to_owned()).collect();
                self.report(required, RuleErrorKind::UnknownWord { word: id, expected, what: Thing::Rule });
                return;
            };
            next = found.file.requires.as_ref().map(|r| r.value.clone());
            seen.push(id);
        }
    }

    fn check(&mut self, check: &CheckFile, place: &Located<String>, set: &RuleSet) {
        match check {
            CheckFile::Forbid(forbid) => {
                if forbid.any.is_empty() {
                    self.report(place, RuleErrorKind::NoPatterns);
                }
                self.patterns(&forbid.any);
                self.unless(&forbid.unless);
                self.near(&forbid.only);
                self.scope(&forbid.scope, &forbid.any);
            }
            CheckFile::Require(said) => self.said_somewhere(said, place),
            CheckFile::Respond(respond) => {
                self.trigger(&respond.to, place);
                let with = &respond.with;
                if with.any.is_empty() && with.each.iter().all(Vec::is_empty) {
                    self.report(place, RuleErrorKind::NoPatterns);
                }
                self.patterns(&with.any);
                with.each.iter().for_each(|list| self.patterns(list));
                self.unless(&with.unless);
                self.patterns(&respond.before_any);
            }
            CheckFile::Limit(limit) => {
                limit::check(limit, &mut |kind| self.report(&limit.metric, kind));
                limit.words().into_iter().for_each(|patterns| self.patterns(patterns));
            }
            CheckFile::Sequence(sequence) => {
                if sequence.steps.is_empty() {
                    self.report(place, RuleErrorKind::NoPatterns);
                }
                for step in &sequence.steps {
                    if step.any.is_empty() {
                        self.report(&step.name, RuleErrorKind::NoPatterns);
                    }
                    self.patterns(&step.any);
                    self.unless(&step.unless);
                    self.scope(&step.scope, &step.any);
                    if let Some(condition) = &step.condition {
                        self.condition(condition, set);
                    }
                }
            }
            CheckFile::Entity(entity) => {
                if entity.kinds.is_empty() {
                    self.report(place, RuleErrorKind::NoPatterns);
                }
                self.unless(&entity.unless);
                self.near(&entity.only);
                self.scope(&entity.scope, std::slice::from_ref(place));
            }
            CheckFile::Repeat(repeat) => {
                if !repeat.words && repeat.turns.is_none() {
                    self.report(place, RuleErrorKind::NoPatterns);
                }
                self.unless(&repeat.unless);
                self.scope(&repeat.scope, std::slice::from_ref(place));
            }
            CheckFile::Ratio(ratio) => {
                if ratio.any.is_empty() || (ratio.of == RatioUnit::Hits && ratio.among.is_empty()) {
                    self.report(place, RuleErrorKind::NoPatterns);
                }
                if ratio.max.is_none() && ratio.min.is_none() {
                    self.report(place, RuleErrorKind::NoLimit);
                }
                self.patterns(&ratio.among);
                self.patterns(&ratio.any);
                self.unless(&ratio.unless);
                self.near(&ratio.only);
                self.scope(&ratio.scope, &ratio.any);
            }
            CheckFile::Field(field) => {
                if field.required.is_empty() && field.one_of.is_empty() && field.expect.is_empty() {
                    self.report(place, RuleErrorKind::NoPatterns);
                }
                for expect in &field.expect {
                    self.condition(&expect.condition, set);
                }
            }
            CheckFile::Similar(similar) => self.similar(similar, place),
            CheckFile::Learned(learned) => self.learned(learned, place, set),
            CheckFile::Aggregate(figure) => self.aggregate(figure, set),
            CheckFile::All(list) | CheckFile::Any(list) | CheckFile::None(list) => {
                if list.is_empty() {
                    self.report(place, RuleErrorKind::NoPatterns);
                }
                for part in list {
                    self.part(part, place, set);
                }
            }
            CheckFile::Given(given) => {
                self.when(&given.when, set);
                self.part(&given.check, place, set);
            }
        }
    }

    /// A check in a check. A figure over a batch has no outcome that could be put together with others.
    fn part(&mut self, part: &CheckFile, place: &Located<String>, set: &RuleSet) {
        if let CheckFile::Aggregate(figure) = part {
            self.report(&figure.figure, RuleErrorKind::NestedAggregate);
        }
        self.check(part, place, set);
    }

    fn similar(&mut self, similar: &SimilarFile, place: &Located<String>) {
        match similar.to.as_slice() {
            [] => self.report(place, RuleErrorKind::NoPatterns),
            many if many.len() > MAX_EXAMPLES => {
                self.report(&many[MAX_EXAMPLES], RuleErrorKind::TooManyExamples(many.len()));
            }
            _ => {}
        }
        // What has no letters is like nothing.
        for empty in similar.to.iter().filter(|t| !t.value.contains(char::is_alphanumeric)) {
            self.report(empty, RuleErrorKind::Pattern(PatternErrorKind::Empty));
        }
        if let Some(threshold) = similar.threshold.as_ref().filter(|t| !(0.0..=100.0).contains(&t.value)) {
            self.report(threshold, RuleErrorKind::BadPercent { key: "threshold", value: threshold.value });
        }
        self.unless(&similar.unless);
        self.scope(&similar.scope, &[]);
    }

    fn learned(&mut self, learned: &LearnedFile, id: &Located<String>, set: &RuleSet) {
        self.unless(&learned.unless);
        if let Some(threshold) = learned.threshold.as_ref().filter(|t| !t.value.is_finite()) {
            self.report(threshold, RuleErrorKind::BadFigure { key: "threshold", value: threshold.value });
        }
        let Some(model) = set.model(&learned.model) else {
            let kind = RuleErrorKind::UnknownWord {
                word: learned.model.value.clone(),
                expected: set.models.keys().cloned().collect(),
                what: Thing::Model,
            };
            self.report(&learned.model, kind);
            return;
        };
        let rule = learned.rule.as_ref().unwrap_or(id);
        if model.place(rule).is_none() {
            let kind = RuleErrorKind::NotLearned {
                rule: rule.value.clone(),
                model: learned.model.value.clone(),
                known: model.rules().map(|(rule, _)| rule.to_owned()).collect(),
            };
            self.report(learned.rule.as_ref().unwrap_or(&learned.model), kind);
        }
    }

    fn aggregate(&mut self, figure: &AggregateFile, set: &RuleSet) {
        aggregate::check(figure, &mut |kind| self.report(&figure.figure, kind));
        for id in figure.rules.iter().filter(|id| set.get(&id.value).is_none()) {
            let expected = set.rules.iter().map(|r| r.id().to_owned()).collect();
            self.report(id, RuleErrorKind::UnknownWord { word: id.value.clone(), expected, what: Thing::Rule });
        }
        self.patterns(&figure.ignore);
        for group in &figure.groups {
            self.when(&group.when, set);
        }
    }

    fn trigger(&mut self, trigger: &TriggerFile, place: &Located<String>) {
        match trigger {
            TriggerFile::Said(said) => self.said_somewhere(said, place),
            TriggerFile::Event(_) => {}
            TriggerFile::Wait(wait) => {
                self.patterns(&wait.any);
                self.unless(&wait.unless);
            }
            TriggerFile::Any(list) => list.iter().for_each(|t| self.trigger(t, place)),
        }
    }

    fn condition(&mut self, condition: &ConditionFile, set: &RuleSet) {
        match condition {
            ConditionFile::Said(said) => self.said(said),
            ConditionFile::Situation(name) => {
                if set.condition(name).is_none() {
                    let kind = RuleErrorKind::UnknownWord {
                        word: name.value.clone(),
                        expected: set.situations.keys().cloned().collect(),
                        what: Thing::Situation,
                    };
                    self.report(name, kind);
                }
            }
            ConditionFile::All(list) | ConditionFile::Any(list) | ConditionFile::None(list) => {
                for part in list {
                    self.condition(part, set);
                }
            }
            ConditionFile::Event(_) | ConditionFile::Metric(_) | ConditionFile::Meta(_) => {}
        }
    }

    fn said_somewhere(&mut self, said: &SaidFile, place: &Located<String>) {
        if said.any.is_empty() && said.all.is_empty() {
            self.report(place, RuleErrorKind::NoPatterns);
        }
        self.said(said);
    }

    fn said(&mut self, said: &SaidFile) {
        self.patterns(&said.any);
        self.patterns(&said.all);
        self.unless(&said.unless);
        self.near(&said.only);
        scope::check_every(said, &mut |at, kind| self.report_at(at, kind));
        let patterns = if said.any.is_empty() { &said.all } else { &said.any };
        self.scope(&said.scope, patterns);
    }

    fn scope(&mut self, scope: &ScopeFile, patterns: &[Located<String>]) {
        // A scope without a better place is told of at the patterns that are looked for in it.
        let place = patterns.first().map_or(0..0, |p| p.at.clone());
        scope::check(scope, &place, &mut |at, kind| self.report_at(at, kind));
        for anchor in [&scope.before, &scope.after, &scope.around].into_iter().flatten() {
            let AnchorFile { said: Some(said), .. } = anchor.as_ref() else { continue };
            self.said(said);
        }
    }

    fn unless(&mut self, unless: &[UnlessFile]) {
        for entry in unless {
            match entry {
                UnlessFile::Pattern(pattern) => self.pattern(pattern),
                UnlessFile::Near(near) => self.near(std::slice::from_ref(near)),
            }
        }
    }

    fn near(&mut self, list: &[NearFile]) {
        for near in list {
            self.patterns(&near.any);
            self.patterns(&near.but);
        }
    }

    fn patterns(&mut self, patterns: &[Located<String>]) {
        for pattern in patterns {
            self.pattern(pattern);
        }
    }

    fn pattern(&mut self, written: &Located<String>) {
        if self.source.checked {
            return;
        }
        let parsed = Pattern::parse(&written.value, self.lexicons);
        let (at, kind) = match parsed {
            Ok(pattern) => match matcher::validate(&pattern) {
                Ok(()) => return,
                Err(kind) => (0..written.value.len(), kind),
            },
            // Told where it stands.
            Err(error) if error.in_lexicon => return,
            Err(error) => (error.at, error.kind),
        };
        let at = self.inside(written, at);
        let kind = match kind {
            PatternErrorKind::UnknownLexicon(word) => self.unknown_lexicon(word),
            kind => RuleErrorKind::Pattern(kind),
        };
        self.report_at(&at, kind);
    }

    fn unknown_lexicon(&self, word: String) -> RuleErrorKind {
        let expected = self.lexicons.iter().map(|(name, _)| name.to_owned()).collect();
        RuleErrorKind::UnknownWord { word, expected, what: Thing::Lexicon }
    }
}
