//! What checks need while they are compiled: patterns turned into groups of the matcher.

use std::collections::HashMap;
use std::sync::Arc;

use super::condition::Condition;

use crate::matcher::{GroupId, MatcherBuilder, RoleSet, Written};
use crate::rule::file::RoleFile;
use crate::rule::located::Located;
use crate::rule::pattern::Pattern;
use crate::rule::set::RuleSet;

/// Turns the written patterns of a rule set into groups.
pub(crate) struct Compiler<'s> {
    pub(crate) set: &'s RuleSet,
    pub(crate) matcher: MatcherBuilder,
    /// Situations that were compiled before, with a place for what they come to in a conversation.
    pub(super) situations: HashMap<String, (usize, Arc<Condition>)>,
    /// The id of the rule whose check is compiled.
    pub(crate) rule: String,
}

impl<'s> Compiler<'s> {
    pub(crate) fn new(set: &'s RuleSet) -> Self {
        let matcher = MatcherBuilder::new(Arc::clone(&set.segmenter));
        Self { set, matcher, situations: HashMap::new(), rule: String::new() }
    }

    /// A group of patterns looked for in the turns of a role; `None` for an empty list.
    pub(crate) fn group(&mut self, roles: RoleSet, patterns: &[Located<String>]) -> Option<GroupId> {
        let Self { set, matcher, .. } = self;
        let sources: Vec<String> = patterns.iter().map(|p| p.value.clone()).collect();
        (!sources.is_empty()).then(|| matcher.group(roles, sources, || written(set, patterns)))
    }

    /// The same, for patterns that a check looks for in most turns of a conversation.
    pub(crate) fn watched(&mut self, roles: RoleSet, patterns: &[Located<String>]) -> Option<GroupId> {
        let group = self.group(roles, patterns)?;
        self.matcher.watch(group);
        Some(group)
    }

    /// The same patterns by sound.
    pub(crate) fn sound_group(&mut self, roles: RoleSet, patterns: &[Located<String>]) -> Option<GroupId> {
        let Self { set, matcher, .. } = self;
        let sources: Vec<String> = patterns.iter().map(|p| p.value.clone()).collect();
        (!sources.is_empty()).then(|| matcher.sound_group(roles, sources, || written(set, patterns)))
    }

    /// A group made of one lexicon, if the set has it.
    pub(crate) fn lexicon(&mut self, roles: RoleSet, name: &str) -> Option<GroupId> {
        self.set.lexicons.get(name)?;
        self.group(roles, &[Located::nowhere(format!("<{name}>"))])
    }

    /// The words by which an agent closes a conversation, if the set has a lexicon for them.
    pub(crate) fn closing_words(&mut self) -> Option<GroupId> {
        self.lexicon(roles(RoleFile::Agent), "closing-words")
    }

    /// The group of all model sentences that rules of the set demand.
    pub(crate) fn mandated(&mut self, roles: RoleSet) -> Option<GroupId> {
        let all: Vec<Located<String>> = self.set.rules().iter().flat_map(|r| r.file.mandates.clone()).collect();
        self.group(roles, &all)
    }
}

/// Patterns, a lexicon's entries in place of its name.
pub(super) fn written(set: &RuleSet, patterns: &[Located<String>]) -> Vec<Written> {
    let written = patterns.iter().map(|p| {
        let mut parts = Vec::new();
        parse(set, &p.value, &mut parts);
        Written { source: p.value.clone(), patterns: parts }
    });
    written.collect()
}

/// A pattern, or the entries of the lexicon that it is nothing but the name of.
fn parse(set: &RuleSet, source: &str, into: &mut Vec<Pattern>) {
    let name = source.strip_prefix('<').and_then(|s| s.strip_suffix('>'));
    match name.and_then(|name| set.lexicons.get(name)) {
        Some(entries) => entries.iter().for_each(|entry| parse(set, entry, into)),
        // The set is validated: a pattern that does not parse can't get here, nor can a lexicon that contains itself.
        None => into.extend(Pattern::parse(source, &set.lexicons)),
    }
}

/// The roles whose turns a written role means.
pub(crate) fn roles(role: RoleFile) -> RoleSet {
    RoleSet::of(|r| role.includes(r))
}

/// Everybody but the platform.
pub(crate) fn everybody() -> RoleSet {
    roles(RoleFile::Any)
}
