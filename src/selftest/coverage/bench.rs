//! One rule by itself: its check, and its lists of patterns as trees.

use super::pieces::{PhraseId, Piece};
use crate::cases::CaseLedger;
use crate::check::{Applies, Check, Compiler, Conversation, Ruling};
use crate::matcher::{GroupId, Matcher, RoleSet};
use crate::outcome::{Outcome, OutcomeKind, Reason};
use crate::rule::file::RoleFile;
use crate::rule::lists::Purpose;
use crate::rule::located::Located;
use crate::rule::set::{Rule, RuleSet};
use crate::transcript::Transcript;

/// A list of patterns, as trees.
#[derive(Debug)]
pub(super) struct List {
    pub(super) purpose: Purpose,
    pub(super) role: RoleFile,
    pub(super) joined: bool,
    pub(super) patterns: Vec<Planted>,
}

/// A pattern as a tree.
#[derive(Debug)]
pub(super) struct Planted {
    pub(super) id: PhraseId,
    pub(super) source: String,
    pub(super) pieces: Vec<Piece>,
    /// The owners of the lexicons in it.
    pub(super) lexicons: Vec<usize>,
}

impl List {
    /// Its patterns as a group of a matcher.
    pub(super) fn group(&self, compiler: &mut Compiler<'_>) -> Option<GroupId> {
        let sources: Vec<Located<String>> = self.patterns.iter().map(|p| Located::nowhere(p.source.clone())).collect();
        compiler.group(RoleSet::of(|r| self.role.includes(r)), &sources)
    }
}

/// A rule that can be tried on conversations, without the others.
pub(super) struct Bench<'l> {
    matcher: Matcher,
    judged: Judged,
    closing_words: Option<GroupId>,
    cases: CaseLedger,
    pub(super) lists: Vec<(&'l List, Option<GroupId>)>,
}

struct Judged {
    applies: Applies,
    check: Check,
    requires: Option<Box<Self>>,
}

impl<'l> Bench<'l> {
    pub(super) fn new(set: &RuleSet, rule: &Rule, lists: &'l [List]) -> Self {
        let mut compiler = Compiler::new(set);
        let judged = Judged::compile(set, rule, &mut compiler);
        let closing_words = compiler.closing_words();
        let lists = lists.iter().map(|list| (list, list.group(&mut compiler))).collect();
        Self { matcher: compiler.matcher.build(), judged, closing_words, cases: CaseLedger::default(), lists }
    }

    pub(super) fn open<'t>(&'t self, transcript: &'t Transcript) -> Conversation<'t> {
        Conversation::new(transcript, &self.matcher, &self.cases).closed_by(self.closing_words)
    }

    pub(super) fn judge(&self, conversation: &Conversation<'_>) -> Ruling {
        self.judged.run(conversation)
    }
}

impl Judged {
    fn compile(set: &RuleSet, rule: &Rule, compiler: &mut Compiler<'_>) -> Self {
        Self {
            applies: Applies::compile(&rule.file.when, compiler),
            check: Check::compile(&rule.file.check, compiler),
            // Validated: rules do not require themselves, so this ends.
            requires: rule.file.requires.as_ref().and_then(|id| set.get(&id.value)).map(|r| {
                let required = Self::compile(set, r, compiler);
                Box::new(required)
            }),
        }
    }

    fn run(&self, conversation: &Conversation<'_>) -> Ruling {
        if let Some(outcome) = self.applies.rules_out(conversation) {
            return outcome.into();
        }
        if let Some(required) = &self.requires
            && !matches!(required.run(conversation).outcome.kind(), OutcomeKind::Pass | OutcomeKind::Fail)
        {
            return Outcome::NotApplicable(Reason::Precondition).into();
        }
        self.check.run(conversation)
    }
}
