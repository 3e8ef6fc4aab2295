//! Matching: every pattern of a rule set in one automaton per side, which gates the few sources.
//!
//! Patterns come in groups (one list of a rule file is one group). A turn's text is searched once; what comes back are
//! the hits of all groups, which checks then look up by group. A pattern that is nothing but a lexicon is searched
//! entry by entry, so that each entry has its own gate. This module alone knows how.

mod gate;
mod program;
mod sound;

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use aho_corasick::{AhoCorasick, MatchKind};
use gate::Gate;
use program::Program;
use regex::Regex;

use crate::rule::pattern::{Pattern, PatternErrorKind};
use crate::text::pinyin;
use crate::text::segment::Segmenter;
use crate::transcript::Role;

/// The largest compiled regex allowed, in bytes.
const REGEX_SIZE_LIMIT: usize = 4 << 20;

/// A list of patterns that are looked up together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct GroupId(u32);

/// A pattern found in a turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Hit {
    /// The group it belongs to.
    pub(crate) group: GroupId,
    /// The pattern's place in its group.
    pub(crate) pattern: u32,
    /// First byte in the normal form of the turn.
    pub(crate) start: u32,
    /// Byte after the last.
    pub(crate) end: u32,
}

impl Hit {
    /// Bytes in the normal form of the turn.
    #[must_use]
    pub(crate) const fn range(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// Which roles' turns a group is looked for in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(crate) struct RoleSet(u8);

impl RoleSet {
    /// The set of the roles for which `f` holds.
    pub(crate) fn of(f: impl Fn(Role) -> bool) -> Self {
        Self(Role::ALL.iter().enumerate().filter(|(_, r)| f(**r)).fold(0, |set, (i, _)| set | 1 << i))
    }

    /// Both sets together.
    #[must_use]
    pub(crate) const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    fn contains(self, role: Role) -> bool {
        self.0 & (1 << index(role)) != 0
    }
}

/// Collects the groups of a rule set.
#[derive(Debug, Default)]
pub(crate) struct MatcherBuilder {
    groups: Vec<(RoleSet, Vec<Written>, Form)>,
    known: HashMap<(Vec<Vec<String>>, Form), GroupId>,
    segmenter: Arc<Segmenter>,
}

/// Which form of a text a group is looked for in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Form {
    Normal,
    Sound,
}

/// A pattern as it was written: itself, or the entries of the lexicon it names.
#[derive(Debug)]
pub(crate) struct Written {
    /// As it was written.
    pub(crate) source: String,
    /// What it stands for.
    pub(crate) patterns: Vec<Pattern>,
}

impl MatcherBuilder {
    /// A builder without groups.
    pub(crate) fn new(segmenter: Arc<Segmenter>) -> Self {
        Self { segmenter, ..Self::default() }
    }

    /// Adds a group and returns its id. A group of the same patterns is used again.
    pub(crate) fn group(&mut self, roles: RoleSet, patterns: Vec<Written>) -> GroupId {
        self.add(roles, patterns, Form::Normal)
    }

    /// Adds a group that is looked for by sound. Raw regexes have none: they find nothing in it.
    pub(crate) fn sound_group(&mut self, roles: RoleSet, patterns: Vec<Written>) -> GroupId {
        let heard =
            |w: Written| Written { source: w.source, patterns: w.patterns.iter().filter_map(sound::sounded).collect() };
        self.add(roles, patterns.into_iter().map(heard).collect(), Form::Sound)
    }

    fn add(&mut self, roles: RoleSet, patterns: Vec<Written>, form: Form) -> GroupId {
        // Within a rule set, what is written the same is the same.
        let sources = |w: &Written| w.patterns.iter().map(|p| p.source.clone()).collect();
        let key: (Vec<Vec<String>>, Form) = (patterns.iter().map(sources).collect(), form);
        if let Some(&id) = self.known.get(&key) {
            let set = &mut self.groups[id.0 as usize].0;
            *set = set.union(roles);
            return id;
        }
        let id = GroupId(self.groups.len() as u32);
        self.groups.push((roles, patterns, form));
        self.known.insert(key, id);
        id
    }

    /// Compiles everything.
    #[must_use]
    pub(crate) fn build(self) -> Matcher {
        let mut patterns: Vec<Compiled> = Vec::new();
        let mut by_source: HashMap<(String, Form), usize> = HashMap::new();
        let mut groups = Vec::new();
        for (id, (roles, list, form)) in self.groups.into_iter().enumerate() {
            let mut members = Vec::with_capacity(list.len());
            for (place, written) in list.into_iter().enumerate() {
                let mut parts = Vec::with_capacity(written.patterns.len());
                for pattern in written.patterns {
                    let index = *by_source.entry((pattern.source.clone(), form)).or_insert_with(|| {
                        patterns.push(Compiled::new(pattern, form));
                        patterns.len() - 1
                    });
                    patterns[index].uses.push(Use { group: GroupId(id as u32), place: place as u32, roles });
                    parts.push(index);
                }
                members.push(Member { source: written.source, parts });
            }
            groups.push(Members { form, members });
        }
        let heard = patterns.iter().filter(|p| p.form == Form::Sound);
        let heard = heard.flat_map(|p| &p.uses).fold(RoleSet::default(), |all, u| all.union(u.roles));
        Matcher {
            sides: Default::default(),
            sound_sides: Default::default(),
            heard,
            patterns,
            groups,
            segmenter: self.segmenter,
        }
    }
}

/// The compiled patterns of a rule set.
#[derive(Debug)]
pub(crate) struct Matcher {
    /// One a role, built when the role first speaks.
    sides: [OnceLock<Side>; Role::ALL.len()],
    /// The same over sound forms.
    sound_sides: [OnceLock<Side>; Role::ALL.len()],
    /// The roles whose turns some rule searches by sound.
    heard: RoleSet,
    patterns: Vec<Compiled>,
    groups: Vec<Members>,
    segmenter: Arc<Segmenter>,
}

/// The written patterns of a group.
#[derive(Debug)]
struct Members {
    form: Form,
    members: Vec<Member>,
}

/// A written pattern of a group.
#[derive(Debug)]
struct Member {
    source: String,
    parts: Vec<usize>,
}

impl Matcher {
    /// All hits in a turn's normal form, sorted by group, place in the text and pattern.
    #[must_use]
    pub(crate) fn hits(&self, role: Role, text: &str) -> Vec<Hit> {
        let side = self.sides[index(role)].get_or_init(|| Side::build(role, Form::Normal, &self.patterns));
        let mut hits = Vec::new();
        self.collect(side, role, text, &mut hits);
        if self.heard.contains(role) {
            let side = self.sound_sides[index(role)].get_or_init(|| Side::build(role, Form::Sound, &self.patterns));
            // A sign is as long as its character: places in the sound form are places in the text.
            self.collect(side, role, &pinyin::sound(text), &mut hits);
        }
        hits.sort_unstable_by_key(|h| (h.group, h.start, h.end, h.pattern));
        hits.dedup();
        hits
    }

    fn collect(&self, side: &Side, role: Role, text: &str, hits: &mut Vec<Hit>) {
        // Patterns whose gate is open, with the place of the literal that opened it.
        let mut open: Vec<(u32, u32)> = side.ungated.iter().map(|p| (*p, 0)).collect();
        if let Some(automaton) = &side.automaton {
            for found in automaton.find_overlapping_iter(text) {
                for entry in &side.entries[found.pattern().as_usize()] {
                    match *entry {
                        Entry::Phrase(p) => self.patterns[p as usize].record(role, found.range(), hits),
                        Entry::Gate(p) => open.push((p, found.start() as u32)),
                    }
                }
            }
        }
        open.sort_unstable();
        for opened in open.chunk_by(|a, b| a.0 == b.0) {
            let pattern = &self.patterns[opened[0].0 as usize];
            pattern.matches(text, opened.iter().map(|(_, at)| *at as usize), |r| pattern.record(role, r, hits));
        }
    }

    /// The hits of one group in any text, found without gates.
    #[must_use]
    pub(crate) fn search(&self, group: GroupId, text: &str) -> Vec<Hit> {
        let mut hits = Vec::new();
        let Members { form, members } = &self.groups[group.0 as usize];
        let text = match form {
            Form::Normal => Cow::Borrowed(text),
            Form::Sound => Cow::Owned(pinyin::sound(text)),
        };
        for (place, member) in members.iter().enumerate() {
            for &p in &member.parts {
                self.patterns[p].all_matches(&text, |r| {
                    hits.push(Hit { group, pattern: place as u32, start: r.start as u32, end: r.end as u32 });
                });
            }
        }
        hits.sort_unstable_by_key(|h| (h.start, h.end, h.pattern));
        hits.dedup();
        hits
    }

    /// What cuts texts into words.
    pub(crate) fn segmenter(&self) -> &Segmenter {
        &self.segmenter
    }

    /// A pattern of a group, as it was written.
    #[must_use]
    pub(crate) fn source(&self, group: GroupId, pattern: u32) -> &str {
        &self.groups[group.0 as usize].members[pattern as usize].source
    }
}

/// Checks that a raw regex compiles within the size allowed.
pub(crate) fn validate(pattern: &Pattern) -> Result<(), PatternErrorKind> {
    if !pattern.is_raw() {
        return Ok(());
    }
    match compile(&pattern.regex()) {
        Ok(_) => Ok(()),
        Err(regex::Error::CompiledTooBig(_)) => Err(PatternErrorKind::TooLarge),
        Err(error) => Err(PatternErrorKind::BadRegex(error.to_string())),
    }
}

/// Whether a pattern is tried only on turns in which one of its literals occurs.
pub(crate) fn is_gated(pattern: &Pattern) -> bool {
    pattern.phrases.is_some() || Gate::of(&pattern.nodes).is_some()
}

fn compile(regex: &str) -> Result<Regex, regex::Error> {
    regex::RegexBuilder::new(regex).size_limit(REGEX_SIZE_LIMIT).build()
}

fn index(role: Role) -> usize {
    match role {
        Role::Agent => 0,
        Role::Customer => 1,
        Role::Bot => 2,
        Role::System => 3,
    }
}

#[derive(Debug)]
struct Compiled {
    pattern: Pattern,
    form: Form,
    gate: OnceLock<Option<Gate>>,
    engine: OnceLock<Engine>,
    uses: Vec<Use>,
}

/// What finds the matches of a pattern.
#[derive(Debug)]
enum Engine {
    Program(Program),
    /// `None` where it does not compile, which validation rules out.
    Regex(Option<Regex>),
}

#[derive(Debug, Clone, Copy)]
struct Use {
    group: GroupId,
    place: u32,
    roles: RoleSet,
}

impl Compiled {
    fn new(pattern: Pattern, form: Form) -> Self {
        Self { pattern, form, gate: OnceLock::new(), engine: OnceLock::new(), uses: Vec::new() }
    }

    fn gate(&self) -> Option<&Gate> {
        self.gate.get_or_init(|| Gate::of(&self.pattern.nodes)).as_ref()
    }

    fn engine(&self) -> &Engine {
        self.engine.get_or_init(|| match Program::new(&self.pattern.nodes) {
            Some(program) => Engine::Program(program),
            None => Engine::Regex(compile(&self.pattern.regex()).ok()),
        })
    }

    /// The matches in a text, leftmost first, that do not overlap, given where its gate opened.
    fn matches(&self, text: &str, opened: impl Iterator<Item = usize>, each: impl FnMut(Range<usize>)) {
        match (self.engine(), self.gate()) {
            (Engine::Program(program), Some(gate)) => {
                let mut starts: Vec<usize> = opened.flat_map(|at| gate.starts(text, at)).collect();
                starts.sort_unstable();
                starts.dedup();
                run(program, text, starts.into_iter(), each);
            }
            _ => self.all_matches(text, each),
        }
    }

    /// The matches in a text, leftmost first, that do not overlap.
    fn all_matches(&self, text: &str, mut each: impl FnMut(Range<usize>)) {
        match self.engine() {
            Engine::Program(program) => run(program, text, text.char_indices().map(|(at, _)| at), each),
            Engine::Regex(regex) => regex.iter().flat_map(|r| r.find_iter(text)).for_each(|m| each(m.range())),
        }
    }

    fn record(&self, role: Role, range: Range<usize>, hits: &mut Vec<Hit>) {
        for u in self.uses.iter().filter(|u| u.roles.contains(role)) {
            hits.push(Hit { group: u.group, pattern: u.place, start: range.start as u32, end: range.end as u32 });
        }
    }
}

fn run(program: &Program, text: &str, starts: impl Iterator<Item = usize>, mut each: impl FnMut(Range<usize>)) {
    let mut from = 0;
    for start in starts {
        if start < from {
            continue;
        }
        if let Some(end) = program.run(text, start) {
            each(start..end);
            from = end;
        }
    }
}

/// The automaton over what one role may say.
#[derive(Debug, Default)]
struct Side {
    automaton: Option<AhoCorasick>,
    entries: Vec<Vec<Entry>>,
    ungated: Vec<u32>,
}

/// What a literal of the automaton stands for.
#[derive(Debug, Clone, Copy)]
enum Entry {
    Phrase(u32),
    Gate(u32),
}

impl Side {
    fn build(role: Role, form: Form, patterns: &[Compiled]) -> Self {
        let mut side = Self::default();
        let mut literals: Vec<String> = Vec::new();
        let mut known: HashMap<String, usize> = HashMap::new();
        let mut add = |literal: &str, entry: Entry, side: &mut Self| {
            let at = *known.entry(literal.to_owned()).or_insert_with(|| {
                literals.push(literal.to_owned());
                side.entries.push(Vec::new());
                side.entries.len() - 1
            });
            side.entries[at].push(entry);
        };
        for (p, compiled) in patterns.iter().enumerate() {
            if compiled.form != form || !compiled.uses.iter().any(|u| u.roles.contains(role)) {
                continue;
            }
            let p = p as u32;
            if let Some(phrases) = &compiled.pattern.phrases {
                for phrase in phrases {
                    add(phrase, Entry::Phrase(p), &mut side);
                }
            } else if let Some(gate) = compiled.gate() {
                for literal in &gate.literals {
                    add(literal, Entry::Gate(p), &mut side);
                }
            } else {
                side.ungated.push(p);
            }
        }
        if !literals.is_empty() {
            side.automaton = AhoCorasick::builder().match_kind(MatchKind::Standard).build(&literals).ok();
        }
        side
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::rule::pattern::Lexicons;

    fn written(source: &str) -> Written {
        let patterns = vec![Pattern::parse(source, &Lexicons::new()).unwrap()];
        Written { source: source.to_owned(), patterns }
    }

    fn matcher(patterns: &[&str]) -> (Matcher, Vec<GroupId>) {
        let mut builder = MatcherBuilder::default();
        let everybody = RoleSet::of(|_| true);
        let groups = patterns.iter().map(|p| builder.group(everybody, vec![written(p)])).collect();
        (builder.build(), groups)
    }

    /// The hits of one pattern, without automaton and gates: every place of every phrase, or every match of the regex.
    fn naive(pattern: &str, text: &str) -> Vec<(usize, usize)> {
        let pattern = Pattern::parse(pattern, &Lexicons::new()).unwrap();
        let mut hits: Vec<(usize, usize)> = match &pattern.phrases {
            Some(phrases) => phrases
                .iter()
                .flat_map(|p| {
                    let at = text.char_indices().map(|(at, _)| at).filter(|at| text[*at..].starts_with(p));
                    at.map(|at| (at, at + p.len())).collect::<Vec<_>>()
                })
                .collect(),
            None => Regex::new(&pattern.regex()).unwrap().find_iter(text).map(|m| (m.start(), m.end())).collect(),
        };
        hits.sort_unstable();
        hits
    }

    fn found(matcher: &Matcher, group: GroupId, text: &str) -> Vec<(usize, usize)> {
        let all = matcher.hits(Role::Agent, text);
        all.iter().filter(|h| h.group == group).map(|h| (h.start as usize, h.end as usize)).collect()
    }

    #[test]
    fn a_longer_phrase_does_not_hide_a_shorter_one() {
        let (matcher, groups) = matcher(&["保证", "保证收益"]);
        assert_eq!(found(&matcher, groups[0], "我们保证收益").len(), 1);
        assert_eq!(found(&matcher, groups[1], "我们保证收益").len(), 1);
    }

    #[test]
    fn groups_are_searched_only_in_the_turns_of_their_roles() {
        let mut builder = MatcherBuilder::default();
        let group = builder.group(RoleSet::of(|r| r == Role::Agent), vec![written("没办法")]);
        let matcher = builder.build();
        assert_eq!(found(&matcher, group, "没办法").len(), 1);
        assert!(matcher.hits(Role::Customer, "没办法").is_empty());
    }

    #[test]
    fn entries_of_a_lexicon_are_one_written_pattern() {
        let entry = |source: &str| Pattern::parse(source, &Lexicons::new()).unwrap();
        let thanks = Written { source: "<thanks>".to_owned(), patterns: vec![entry("谢谢"), entry("谢…{4}您")] };
        let sorry = Written { source: "抱歉".to_owned(), patterns: vec![entry("抱歉")] };
        let everybody = RoleSet::of(|_| true);
        let mut builder = MatcherBuilder::default();
        let group = builder.group(everybody, vec![thanks, sorry]);
        let matcher = builder.build();
        let places = |text: &str| -> Vec<(u32, Range<usize>)> {
            matcher.hits(Role::Agent, text).iter().map(|h| (h.pattern, h.range())).collect()
        };
        assert_eq!(places("谢谢您"), [(0, 0..6), (0, 0..9)]);
        assert_eq!(places("抱歉"), [(1, 0..6)]);
        assert_eq!(matcher.search(group, "谢谢您").len(), 2);
        assert_eq!(matcher.source(group, 0), "<thanks>");
    }

    /// Hits of a pattern by sound.
    fn heard(pattern: &str, text: &str) -> Vec<(usize, usize)> {
        let mut builder = MatcherBuilder::default();
        let group = builder.sound_group(RoleSet::of(|_| true), vec![written(pattern)]);
        let matcher = builder.build();
        assert_eq!(matcher.search(group, text).is_empty(), found(&matcher, group, text).is_empty());
        found(&matcher, group, text)
    }

    #[test]
    fn groups_by_sound_find_homophones() {
        assert_eq!(heard("工号(为|是)", "您好公号为一零二"), [(6, 15)]);
        assert!(heard("/工号/", "工号").is_empty());
    }

    proptest! {
        #[test]
        fn what_is_written_is_heard(
            pattern in "[没办法您不]{1,3}|[没您](…\\{[1-4]\\})[办法]|\\([没您]\\|不[办法]\\)法|(\\(您\\)\\?)没办|\\^[您没]法|没[办法]\\$",
            text in "[没办法您不半发美，。a]{0,24}",
        ) {
            let (matcher, groups) = matcher(&[&pattern]);
            let heard = heard(&pattern, &text);
            for (start, end) in found(&matcher, groups[0], &text) {
                prop_assert!(heard.iter().any(|h| h.0 < end && start < h.1), "{} {}", pattern, text);
            }
        }

        #[test]
        fn hits_equal_a_naive_search(
            patterns in prop::collection::vec("[没办法您不]{1,3}|[没您](…\\{[1-4]\\})[办法]|\\([没您]\\|不[办法]\\)法|(\\(您\\)\\?)没办|\\^[您没]法|没[办法]\\$|/[没不]{2,3}/", 1..8),
            text in "[没办法您不，。a]{0,24}",
        ) {
            let written: Vec<&str> = patterns.iter().map(String::as_str).collect();
            let (matcher, groups) = matcher(&written);
            for (pattern, group) in written.iter().zip(groups) {
                prop_assert_eq!(found(&matcher, group, &text), naive(pattern, &text), "{}", pattern);
            }
        }
    }
}
