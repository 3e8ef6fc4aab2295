//! Why a rule came out as it did on one conversation: where it looked, what it hit, what did not count, and what came
//! closest.

use crate::cases::CaseLedger;
use crate::check::{Compiler, Conversation, Scope};
use crate::linter::Linter;
use crate::matcher::{GroupId, Hit, RoleSet};
use crate::outcome::{Exception, Location, Outcome, Reason, RuleOutcome};
use crate::rule::file::{RoleFile, RuleFile};
use crate::rule::lists::{PatternList, Purpose, lists};
use crate::rule::located::Located;
use crate::rule::set::RuleSet;
use crate::transcript::{Role, Transcript};

/// Why a rule came out as it did.
#[derive(Debug, Clone, PartialEq)]
pub struct Why {
    /// What came out.
    pub outcome: RuleOutcome,
    /// One a list of patterns that the rule looks for.
    pub searches: Vec<Searched>,
}

/// What one list of patterns found.
#[derive(Debug, Clone, PartialEq)]
pub struct Searched {
    /// What the list is there for.
    pub purpose: Purpose,
    /// Whose words it is looked for in.
    pub role: RoleFile,
    /// The turns of its scope, or why these can't be told; absent where it has no scope of its own, as it depends on
    /// what calls for it.
    pub scope: Option<Result<Vec<usize>, Reason>>,
    /// Everything that its patterns match in the conversation, by whomever it is said.
    pub hits: Vec<Seen>,
}

/// A match, and what became of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Seen {
    /// Where it stands.
    pub location: Location,
    /// The words.
    pub text: String,
    /// The pattern, as written.
    pub pattern: String,
    /// What became of it.
    pub fate: Fate,
}

/// What became of a match.
#[derive(Debug, Clone, PartialEq)]
pub enum Fate {
    /// It counts.
    Counts,
    /// An exception silenced it.
    Silenced(Exception),
    /// Nothing that `only` demands is near it.
    Alone,
    /// It stands outside the scope, or not where it is due.
    Elsewhere,
    /// Somebody else said it.
    OtherRole(Role),
}

impl Why {
    /// What came closest to what was looked for: of the lists without a hit that counts, the match outside the scope or
    /// by somebody else that is nearest to where something was due.
    #[must_use]
    pub fn closest(&self) -> Option<(&Searched, &Seen)> {
        let due = match &self.outcome.outcome {
            Outcome::Fail(findings) => findings.iter().find_map(|f| f.turn).unwrap_or(0),
            _ => 0,
        };
        let empty = |s: &&Searched| s.is_main() && !s.hits.iter().any(|h| h.fate == Fate::Counts);
        let near = |h: &&Seen| matches!(h.fate, Fate::Elsewhere | Fate::OtherRole(_));
        let all = self.searches.iter().filter(empty);
        let all = all.flat_map(|s| s.hits.iter().filter(near).map(move |h| (s, h)));
        all.min_by_key(|(_, h)| h.location.turn.abs_diff(due))
    }
}

impl Searched {
    /// Whether the rule is about it, rather than about where it applies.
    const fn is_main(&self) -> bool {
        matches!(
            self.purpose,
            Purpose::Forbidden | Purpose::Required | Purpose::Trigger | Purpose::Due | Purpose::Step | Purpose::Counted
        )
    }
}

/// Explains the outcome of one rule, given by its place in the rule set; `None` where there is no such rule.
#[must_use]
pub fn explain(set: &RuleSet, linter: &Linter, rule: usize, transcript: &Transcript) -> Option<Why> {
    let outcome = linter.lint_one(rule, transcript)?;
    let file = &set.rules().get(rule)?.file;
    let searches = searches(set, file, transcript, &outcome);
    Some(Why { outcome, searches })
}

/// A list of patterns that is looked for again, this time in everybody's words.
struct Search<'r> {
    list: PatternList<'r>,
    group: Option<GroupId>,
    scope: Option<Scope>,
}

fn searches(set: &RuleSet, rule: &RuleFile, transcript: &Transcript, outcome: &RuleOutcome) -> Vec<Searched> {
    let mut compiler = Compiler::new(set);
    let shown = |list: &PatternList<'_>| {
        !matches!(
            list.purpose,
            Purpose::Overlapping | Purpose::Near | Purpose::Only | Purpose::But | Purpose::Mandated | Purpose::Limit
        )
    };
    let everybody = RoleSet::of(|_| true);
    let searches: Vec<Search<'_>> = lists(rule)
        .into_iter()
        .filter(shown)
        .map(|list| {
            let patterns: Vec<Located<String>> = list.patterns.iter().map(|p| (*p).clone()).collect();
            let group = compiler.group(everybody, &patterns);
            let scope = list.scope.map(|scope| Scope::compile(scope, list.role, &mut compiler));
            Search { list, group, scope }
        })
        .collect();
    let matcher = compiler.matcher.build();
    let cases = CaseLedger::default();
    let conversation = Conversation::new(transcript, &matcher, &cases);
    searches.into_iter().map(|s| s.run(&conversation, outcome)).collect()
}

impl Search<'_> {
    fn run(self, conversation: &Conversation<'_>, outcome: &RuleOutcome) -> Searched {
        let windows = self.scope.as_ref().map(|scope| scope.windows(conversation));
        let inside = |turn: usize, hit: &Hit| match &windows {
            Some(Ok(windows)) => windows
                .iter()
                .any(|w| w.turn == turn && w.range.start <= hit.range().start && hit.range().end <= w.range.end),
            Some(Err(_)) => false,
            None => true,
        };
        let mut hits = Vec::new();
        for turn in 0..conversation.turns.len() {
            let Some(found) = self.group.map(|group| conversation.hits(turn, group)) else { continue };
            for hit in found.iter() {
                let location = conversation.location(turn, hit.range());
                let role = conversation.turns[turn].role;
                let fate = match () {
                    () if !self.list.role.includes(role) => Fate::OtherRole(role),
                    () if !inside(turn, hit) => Fate::Elsewhere,
                    () => self.fate(&location, outcome),
                };
                let text = conversation.words(turn, hit.range());
                let pattern = conversation.matcher.source(hit.group, hit.pattern).to_owned();
                hits.push(Seen { location, text, pattern, fate });
            }
        }
        let scope = windows.map(|w| w.map(|w| w.into_iter().map(|w| w.turn).collect()));
        Searched { purpose: self.list.purpose, role: self.list.role, scope, hits }
    }

    /// What became of a hit of the right role in the right place.
    fn fate(&self, location: &Location, outcome: &RuleOutcome) -> Fate {
        if let Some(silenced) = outcome.silenced.iter().find(|s| s.location == *location) {
            return Fate::Silenced(silenced.by.clone());
        }
        let counted = match &outcome.outcome {
            Outcome::Fail(findings) => findings.iter().any(|f| f.turn == Some(location.turn)),
            Outcome::Pass(places) => places.iter().any(|p| p.turn == location.turn),
            Outcome::NotApplicable(_) | Outcome::Unknown(_) => false,
        };
        match self.list.purpose {
            // The turn it stands in is not one in which it was due.
            Purpose::Due if !counted => Fate::Elsewhere,
            _ if !self.list.only.is_empty() && !counted => Fate::Alone,
            _ => Fate::Counts,
        }
    }
}
