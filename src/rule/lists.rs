//! Every list of patterns that a rule is made of, and what each is there for: one walk for lints, coverage and
//! explanations.

use super::file::{
    AnchorFile, CheckFile, ConditionFile, LimitFile, NearFile, Place, RespondFile, RoleFile, RuleFile, SaidFile,
    ScopeFile, SequenceFile, TriggerFile, UnlessFile, WhenFile,
};
use super::located::Located;
use crate::lang::Lang;

/// A list of patterns of a rule.
#[derive(Debug, Clone)]
pub struct PatternList<'r> {
    /// What it is there for.
    pub purpose: Purpose,
    /// Whose words it is looked for in.
    pub role: RoleFile,
    /// The patterns.
    pub patterns: Vec<&'r Located<String>>,
    /// Where it is looked for, where the list has a scope of its own.
    pub scope: Option<&'r ScopeFile>,
    /// How many of its patterns are needed.
    pub at_least: usize,
    /// Its exceptions.
    pub unless: &'r [UnlessFile],
    /// What must stand near its hits.
    pub only: &'r [NearFile],
    /// Of an exception: the patterns whose hits it silences.
    pub of: Vec<&'r Located<String>>,
}

/// What a list of patterns is there for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Purpose {
    /// Must not be said.
    Forbidden,
    /// Must be said.
    Required,
    /// Calls for a response.
    Trigger,
    /// Is due as a response.
    Due,
    /// May not come before the response.
    NotBefore,
    /// A step of a sequence.
    Step,
    /// Part of a condition.
    Condition,
    /// A place that a scope is measured from.
    Anchor,
    /// Silences hits that it overlaps.
    Overlapping,
    /// Silences hits that it is near to.
    Near,
    /// Must be near a hit.
    Only,
    /// Takes out matches near a hit.
    But,
    /// Words of a `limit`.
    Limit,
    /// Is counted by a `ratio`.
    Counted,
    /// Model sentences that the rule demands.
    Mandated,
}

impl Purpose {
    /// What it is there for, as people read it.
    #[must_use]
    pub const fn name(self, lang: Lang) -> &'static str {
        match self {
            Self::Forbidden => lang.pick("禁止", "forbidden"),
            Self::Required => lang.pick("必须", "required"),
            Self::Trigger => lang.pick("触发", "trigger"),
            Self::Due => lang.pick("应答", "due"),
            Self::NotBefore => lang.pick("不得在前", "not before"),
            Self::Step => lang.pick("步骤", "step"),
            Self::Condition => lang.pick("前提", "condition"),
            Self::Anchor => lang.pick("锚点", "anchor"),
            Self::Overlapping | Self::Near => lang.pick("例外", "exception"),
            Self::Only => lang.pick("限定", "only"),
            Self::But => lang.pick("除外", "but"),
            Self::Limit => lang.pick("时限用语", "words of a limit"),
            Self::Counted => lang.pick("计数", "counted"),
            Self::Mandated => lang.pick("规定用语", "mandated"),
        }
    }

    /// Whether a hit alone, wherever it stands in its text, makes the list's effect.
    #[must_use]
    pub const fn counts_by_presence(self) -> bool {
        !matches!(self, Self::Overlapping | Self::But | Self::Limit | Self::Counted | Self::Mandated)
    }
}

/// All lists of a rule, in the order of its file.
#[must_use]
pub fn lists(rule: &RuleFile) -> Vec<PatternList<'_>> {
    let mut walk = Walk::default();
    walk.when(&rule.when);
    walk.plain(Purpose::Mandated, RoleFile::Agent, &rule.mandates);
    walk.check(&rule.check, false);
    walk.lists
}

/// All lists of a condition.
#[must_use]
pub fn of_condition(condition: &ConditionFile) -> Vec<PatternList<'_>> {
    let mut walk = Walk::default();
    walk.condition(condition);
    walk.lists
}

#[derive(Default)]
struct Walk<'r> {
    lists: Vec<PatternList<'r>>,
}

impl<'r> Walk<'r> {
    fn plain(&mut self, purpose: Purpose, role: RoleFile, patterns: &'r [Located<String>]) {
        self.list(purpose, role, patterns.iter().collect());
    }

    fn list(&mut self, purpose: Purpose, role: RoleFile, patterns: Vec<&'r Located<String>>) {
        self.push(PatternList {
            purpose,
            role,
            patterns,
            scope: None,
            at_least: 1,
            unless: &[],
            only: &[],
            of: Vec::new(),
        });
    }

    fn push(&mut self, list: PatternList<'r>) {
        if !list.patterns.is_empty() {
            self.lists.push(list);
        }
    }

    fn when(&mut self, when: &'r WhenFile) {
        if let Some(condition) = &when.condition {
            self.condition(condition);
        }
    }

    fn condition(&mut self, condition: &'r ConditionFile) {
        match condition {
            ConditionFile::Said(said) => self.said(Purpose::Condition, said),
            ConditionFile::All(parts) | ConditionFile::Any(parts) | ConditionFile::None(parts) => {
                for part in parts {
                    self.condition(part);
                }
            }
            ConditionFile::Event(_)
            | ConditionFile::Metric(_)
            | ConditionFile::Meta(_)
            | ConditionFile::Situation(_) => {}
        }
    }

    /// `turned`: inside a `none`, where what is required is forbidden and the other way round.
    fn check(&mut self, check: &'r CheckFile, turned: bool) {
        match check {
            CheckFile::Forbid(file) => {
                let purpose = if turned { Purpose::Required } else { Purpose::Forbidden };
                let role = file.role.unwrap_or(RoleFile::Agent);
                self.searched(purpose, role, &file.any, 1, &file.scope, &file.unless, &file.only);
                self.exceptions(role, file.any.iter().collect(), &file.unless, &file.only);
                self.scope(&file.scope);
            }
            CheckFile::Require(said) => {
                self.said(if turned { Purpose::Forbidden } else { Purpose::Required }, said);
            }
            CheckFile::Respond(respond) => self.respond(respond),
            CheckFile::Sequence(sequence) => self.sequence(sequence),
            CheckFile::Limit(limit) => self.limit(limit),
            CheckFile::Field(field) => {
                for expect in &field.expect {
                    self.condition(&expect.condition);
                }
            }
            CheckFile::Entity(file) => {
                self.exceptions(file.role.unwrap_or(RoleFile::Agent), Vec::new(), &file.unless, &file.only);
                self.scope(&file.scope);
            }
            CheckFile::Repeat(file) => {
                self.exceptions(file.role.unwrap_or(RoleFile::Agent), Vec::new(), &file.unless, &[]);
                self.scope(&file.scope);
            }
            CheckFile::Ratio(file) => {
                let role = file.role.unwrap_or(RoleFile::Agent);
                self.searched(Purpose::Counted, role, &file.among, 1, &file.scope, &[], &[]);
                self.searched(Purpose::Counted, role, &file.any, 1, &file.scope, &file.unless, &file.only);
                self.exceptions(role, file.any.iter().collect(), &file.unless, &file.only);
                self.scope(&file.scope);
            }
            CheckFile::Similar(file) => {
                self.exceptions(file.role.unwrap_or(RoleFile::Agent), Vec::new(), &file.unless, &[]);
                self.scope(&file.scope);
            }
            CheckFile::Learned(file) => self.exceptions(RoleFile::Agent, Vec::new(), &file.unless, &[]),
            CheckFile::Aggregate(figure) => {
                for group in &figure.groups {
                    self.when(&group.when);
                }
            }
            CheckFile::All(parts) | CheckFile::Any(parts) => parts.iter().for_each(|p| self.check(p, turned)),
            CheckFile::None(parts) => parts.iter().for_each(|p| self.check(p, !turned)),
            CheckFile::Given(given) => {
                self.when(&given.when);
                self.check(&given.check, turned);
            }
        }
    }

    fn said(&mut self, purpose: Purpose, said: &'r SaidFile) {
        let role = said.role.unwrap_or(RoleFile::Agent);
        let least = said.at_least.unwrap_or(1);
        self.searched(purpose, role, &said.any, least, &said.scope, &said.unless, &said.only);
        self.searched(purpose, role, &said.all, said.all.len(), &said.scope, &said.unless, &said.only);
        self.exceptions(role, said.any.iter().chain(&said.all).collect(), &said.unless, &said.only);
        self.scope(&said.scope);
    }

    #[expect(clippy::too_many_arguments, reason = "one a key of the file")]
    fn searched(
        &mut self,
        purpose: Purpose,
        role: RoleFile,
        patterns: &'r [Located<String>],
        at_least: usize,
        scope: &'r ScopeFile,
        unless: &'r [UnlessFile],
        only: &'r [NearFile],
    ) {
        let patterns = patterns.iter().collect();
        self.push(PatternList { purpose, role, patterns, scope: Some(scope), at_least, unless, only, of: Vec::new() });
    }

    fn exceptions(
        &mut self,
        role: RoleFile,
        of: Vec<&'r Located<String>>,
        unless: &'r [UnlessFile],
        only: &'r [NearFile],
    ) {
        let overlapping = unless.iter().filter_map(|u| match u {
            UnlessFile::Pattern(pattern) => Some(pattern),
            UnlessFile::Near(_) => None,
        });
        self.push(PatternList {
            purpose: Purpose::Overlapping,
            role,
            patterns: overlapping.collect(),
            scope: None,
            at_least: 1,
            unless: &[],
            only: &[],
            of,
        });
        for entry in unless {
            if let UnlessFile::Near(near) = entry {
                self.near(Purpose::Near, near);
            }
        }
        for near in only {
            self.near(Purpose::Only, near);
        }
    }

    /// Near a hit, the other side's words may be meant as well.
    fn near(&mut self, purpose: Purpose, near: &'r NearFile) {
        let purpose = if near.places.includes(Place::Hit) { Purpose::Overlapping } else { purpose };
        self.plain(purpose, RoleFile::Any, &near.any);
        self.plain(Purpose::But, RoleFile::Any, &near.but);
    }

    fn scope(&mut self, scope: &'r ScopeFile) {
        for anchor in [&scope.before, &scope.after, &scope.around].into_iter().flatten() {
            let AnchorFile { said: Some(said), .. } = anchor.as_ref() else { continue };
            self.said(Purpose::Anchor, said);
        }
    }

    fn respond(&mut self, respond: &'r RespondFile) {
        self.trigger(&respond.to);
        let with = &respond.with;
        let role = with.role.unwrap_or(RoleFile::Agent);
        for list in std::iter::once(&with.any).chain(&with.each) {
            self.push(PatternList {
                purpose: Purpose::Due,
                role,
                patterns: list.iter().collect(),
                scope: None,
                at_least: 1,
                unless: &with.unless,
                only: &[],
                of: Vec::new(),
            });
        }
        self.exceptions(role, with.any.iter().chain(with.each.iter().flatten()).collect(), &with.unless, &[]);
        self.plain(Purpose::NotBefore, role, &respond.before_any);
    }

    fn trigger(&mut self, trigger: &'r TriggerFile) {
        match trigger {
            TriggerFile::Said(said) => self.said(Purpose::Trigger, said),
            TriggerFile::Event(_) => {}
            TriggerFile::Wait(wait) => {
                self.plain(Purpose::Trigger, RoleFile::Agent, &wait.any);
                self.exceptions(RoleFile::Agent, wait.any.iter().collect(), &wait.unless, &[]);
            }
            TriggerFile::Any(parts) => parts.iter().for_each(|part| self.trigger(part)),
        }
    }

    fn sequence(&mut self, sequence: &'r SequenceFile) {
        for step in &sequence.steps {
            let role = step.role.unwrap_or(RoleFile::Agent);
            self.searched(Purpose::Step, role, &step.any, 1, &step.scope, &step.unless, &[]);
            self.exceptions(role, step.any.iter().collect(), &step.unless, &[]);
            self.scope(&step.scope);
            if let Some(condition) = &step.condition {
                self.condition(condition);
            }
        }
    }

    fn limit(&mut self, limit: &'r LimitFile) {
        for (index, words) in limit.words().into_iter().enumerate() {
            // `except_system`, the second, is about the platform's notes.
            let role = if index == 1 { RoleFile::System } else { RoleFile::Any };
            self.plain(Purpose::Limit, role, words);
        }
    }
}
