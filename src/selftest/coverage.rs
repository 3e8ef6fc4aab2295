//! Which patterns of a rule, and which top-level alternatives of them, some example of the rule hits.
//!
//! What no example hits may be right, but nobody has seen it work. Lexicons belong to all rules, so that an example of
//! any rule exercises an entry.

mod alternatives;

use super::transcripts;
use crate::cases::CaseLedger;
use crate::check::{Compiler, Conversation};
use crate::matcher::{GroupId, Matcher, RoleSet};
use crate::rule::file::RoleFile;
use crate::rule::lists::{Purpose, lists};
use crate::rule::located::Located;
use crate::rule::pattern::Pattern;
use crate::rule::set::RuleSet;
use crate::transcript::Transcript;

/// How far the examples of a rule, or of all rules for a lexicon, exercise its patterns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coverage {
    /// The rule's id, or `lexicons/` and the lexicon's.
    pub id: String,
    /// Patterns.
    pub patterns: Count,
    /// Top-level alternatives of patterns.
    pub alternatives: Count,
    /// What no example hits, in the order of the file. Of a pattern that is never hit, the alternatives are not listed.
    pub missed: Vec<Missed>,
}

/// Some of so many.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Count {
    /// Those that an example hits.
    pub hit: usize,
    /// All.
    pub all: usize,
}

/// A pattern, or an alternative of one, that no example hits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missed {
    /// The file, as shown to people.
    pub file: String,
    /// Its line, from 1.
    pub line: usize,
    /// What the pattern is there for; absent for the entry of a lexicon.
    pub purpose: Option<Purpose>,
    /// The pattern, as written.
    pub pattern: String,
    /// The alternative, where only that is not hit.
    pub alternative: Option<String>,
}

/// Rules first, in the order of the set, then lexicons.
#[must_use]
pub fn measure(set: &RuleSet) -> Vec<Coverage> {
    let examples: Vec<Vec<Transcript>> = set
        .rules()
        .iter()
        .map(|rule| rule.file.examples.iter().filter_map(|e| transcripts(rule, e).ok()).flatten().collect())
        .collect();
    let mut all: Vec<Coverage> = Vec::new();
    for (rule, examples) in set.rules().iter().zip(&examples) {
        let mut probe = Probe::new(set);
        for list in lists(&rule.file) {
            let joined = list.scope.is_some_and(|s| s.joined);
            for pattern in list.patterns {
                let (line, _) = rule.source.place(pattern.at.start);
                probe.add(&rule.source.name, line, Some(list.purpose), list.role, joined, &pattern.value);
            }
        }
        all.push(probe.run(rule.id().to_owned(), examples.iter()));
    }
    for (name, files) in &set.lexicon_files {
        let mut probe = Probe::new(set);
        for (file, source) in files {
            for entry in &file.entries {
                let (line, _) = source.place(entry.at.start);
                probe.add(&source.name, line, None, RoleFile::Any, false, &entry.value);
            }
        }
        all.push(probe.run(format!("lexicons/{name}"), examples.iter().flatten()));
    }
    all
}

/// A pattern that examples are searched for.
struct Watched {
    missed: Missed,
    role: RoleFile,
    joined: bool,
    /// The pattern itself and, behind it, its alternatives.
    group: Option<GroupId>,
    alternatives: Vec<String>,
    hit: Vec<bool>,
}

struct Probe<'s> {
    set: &'s RuleSet,
    compiler: Compiler<'s>,
    watched: Vec<Watched>,
}

impl<'s> Probe<'s> {
    fn new(set: &'s RuleSet) -> Self {
        Self { set, compiler: Compiler::new(set), watched: Vec::new() }
    }

    fn add(&mut self, file: &str, line: usize, purpose: Option<Purpose>, role: RoleFile, joined: bool, pattern: &str) {
        let mut sources = vec![Located::nowhere(pattern.to_owned())];
        let mut names = Vec::new();
        for (alternative, source) in alternatives::of(pattern) {
            // A pattern cut down to one alternative can be one that matches nothing by itself.
            if Pattern::parse(&source, self.set.lexicons()).is_ok() {
                names.push(alternative);
                sources.push(Located::nowhere(source));
            }
        }
        let missed = Missed { file: file.to_owned(), line, purpose, pattern: pattern.to_owned(), alternative: None };
        let hit = vec![false; sources.len()];
        let group = self.compiler.group(RoleSet::of(|r| role.includes(r)), &sources);
        self.watched.push(Watched { missed, role, joined, group, alternatives: names, hit });
    }

    fn run<'t>(self, id: String, examples: impl Iterator<Item = &'t Transcript>) -> Coverage {
        let matcher = self.compiler.matcher.build();
        let cases = CaseLedger::default();
        let mut watched = self.watched;
        for transcript in examples {
            let conversation = Conversation::new(transcript, &matcher, &cases);
            for one in &mut watched {
                one.look(&conversation, &matcher);
            }
        }
        let mut coverage =
            Coverage { id, patterns: Count::default(), alternatives: Count::default(), missed: Vec::new() };
        for one in watched {
            one.count(&mut coverage);
        }
        coverage
    }
}

impl Watched {
    fn look(&mut self, conversation: &Conversation<'_>, matcher: &Matcher) {
        let Some(group) = self.group.filter(|_| self.hit.contains(&false)) else { return };
        let turns = conversation.turns_of(|r| self.role.includes(r));
        for &turn in &turns {
            for hit in conversation.hits(turn, group).iter() {
                self.hit[hit.pattern as usize] = true;
            }
        }
        if self.joined {
            let text: String = turns.iter().map(|t| conversation.turns[*t].text.as_str()).collect();
            for hit in matcher.search(group, &text) {
                self.hit[hit.pattern as usize] = true;
            }
        }
    }

    fn count(self, coverage: &mut Coverage) {
        coverage.patterns.add(self.hit[0]);
        for (alternative, hit) in self.alternatives.into_iter().zip(&self.hit[1..]) {
            coverage.alternatives.add(*hit);
            if self.hit[0] && !hit {
                coverage.missed.push(Missed { alternative: Some(alternative), ..self.missed.clone() });
            }
        }
        if !self.hit[0] {
            coverage.missed.push(self.missed);
        }
    }
}

impl Count {
    /// Counts one more.
    fn add(&mut self, hit: bool) {
        self.all += 1;
        self.hit += usize::from(hit);
    }

    /// Both together.
    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self { hit: self.hit + other.hit, all: self.all + other.all }
    }
}
