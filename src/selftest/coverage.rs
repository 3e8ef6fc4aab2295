//! Which phrases of the rules (patterns, their alternatives, the entries of lexicons) have been seen at work.
//!
//! Best is an example of the rule; the next best is a corpus. A phrase that neither of them says is put in the place of
//! another one of its list in an example of the rule: if the rule does the same then, the phrase can work. What does
//! nothing in any of these sentences most likely never will: it is shadowed by an exception, cut off by another pattern,
//! written as no text is after normalisation, or wrong. That is the silent pass to be afraid of.

mod bench;
mod frame;
mod instance;
mod pieces;
mod proof;
mod trace;

use std::collections::{BTreeMap, HashMap};

use rayon::prelude::*;

use self::bench::{Bench, List, Planted};
use self::pieces::{PhraseId, Planter};
use self::proof::{Prover, Tried};
use super::transcripts;
use crate::cases::CaseLedger;
use crate::check::{Compiler, Conversation};
use crate::matcher::GroupId;
use crate::outcome::{Exception, Location};
use crate::rule::file::{CheckFile, RoleFile};
use crate::rule::lists::{PatternList, Purpose, lists, of_condition};
use crate::rule::set::RuleSet;
use crate::transcript::Transcript;

/// How far the phrases of a rule, a situation or a lexicon have been seen at work.
#[derive(Debug, Clone, PartialEq)]
pub struct Coverage {
    /// The rule's id, or `situations/` or `lexicons/` and the name.
    pub id: String,
    /// Patterns, or entries.
    pub patterns: Count,
    /// Alternatives of patterns, those inside of others as well.
    pub alternatives: Count,
    /// What has not been seen at work, in the order of the file. Of a pattern that is never hit, the alternatives are
    /// not listed.
    pub open: Vec<Open>,
}

/// How a phrase was seen at work, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Exercise {
    /// An example of the rule says it; an entry of a lexicon, an example of any rule.
    Example,
    /// A conversation of the corpus says it, or an example of another rule.
    Corpus,
    /// In the place of another phrase of an example it does the same.
    Substitution,
    /// It is found where it is said, but no example shows what it is good for.
    Matched,
    /// It did nothing in any sentence.
    Never,
}

/// Numbers of phrases by how they were seen at work.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Count {
    /// In examples.
    pub example: usize,
    /// In the corpus.
    pub corpus: usize,
    /// In the place of others.
    pub substitution: usize,
    /// Found, to no effect.
    pub matched: usize,
    /// Not at all.
    pub never: usize,
}

/// A phrase that has not been seen at work.
#[derive(Debug, Clone, PartialEq)]
pub struct Open {
    /// The file, as shown to people.
    pub file: String,
    /// Its line, from 1.
    pub line: usize,
    /// What the pattern is there for; absent for the entry of a lexicon.
    pub purpose: Option<Purpose>,
    /// The pattern, as written.
    pub pattern: String,
    /// The alternative, where only that does nothing.
    pub alternative: Option<String>,
    /// `Matched` or `Never`.
    pub how: Exercise,
    /// The sentence that came furthest, and what was in the way.
    pub tried: Option<(String, Why)>,
}

/// Why a phrase did nothing in a sentence.
#[derive(Debug, Clone, PartialEq)]
pub enum Why {
    /// The pattern does not match there.
    NotFound,
    /// It matches, and the outcome is what it is without it.
    NoDifference,
    /// It matches, and an exception applies.
    Silenced(Exception),
}

impl Count {
    /// All phrases.
    #[must_use]
    pub const fn all(self) -> usize {
        self.example + self.corpus + self.substitution + self.matched + self.never
    }

    /// Both together.
    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self {
            example: self.example + other.example,
            corpus: self.corpus + other.corpus,
            substitution: self.substitution + other.substitution,
            matched: self.matched + other.matched,
            never: self.never + other.never,
        }
    }

    fn add(&mut self, how: Exercise) {
        *match how {
            Exercise::Example => &mut self.example,
            Exercise::Corpus => &mut self.corpus,
            Exercise::Substitution => &mut self.substitution,
            Exercise::Matched => &mut self.matched,
            Exercise::Never => &mut self.never,
        } += 1;
    }
}

/// Measures rules, then situations, then lexicons, each in the order of the set. Only those that are `chosen` by their
/// ids are tried beyond what is said; the other counts are too low then.
#[must_use]
pub fn measure(set: &RuleSet, corpus: &[Transcript], chosen: impl Fn(&str) -> bool) -> Vec<Coverage> {
    let garden = Garden::new(set);
    let examples: Vec<Vec<Transcript>> = set
        .rules()
        .iter()
        .map(|rule| {
            let shown = rule.file.examples.iter().filter(|e| !e.todo);
            shown.filter_map(|e| transcripts(rule, e).ok()).flatten().collect()
        })
        .collect();
    let chosen: Vec<bool> = garden.owners.iter().map(|owner| chosen(&owner.id)).collect();
    let provers = garden.provers(set, &examples, &chosen);
    let mut tried = garden.said(set, &examples, corpus, &provers);
    garden.substitute(&provers, &chosen, &mut tried);
    garden.match_by_themselves(set, &mut tried);
    garden.report(&tried)
}

/// A rule, a situation or a lexicon.
struct Owner {
    id: String,
    patterns: Vec<At>,
}

/// A pattern as it is written.
struct At {
    file: String,
    line: usize,
    purpose: Option<Purpose>,
    pattern: String,
}

/// All patterns as trees.
struct Garden {
    owners: Vec<Owner>,
    phrases: Vec<pieces::Written>,
    rules: Vec<Vec<List>>,
    situations: Vec<Vec<List>>,
    /// The lexicons, and the phrases that each of them owns.
    lexicons: Vec<List>,
}

impl Garden {
    fn new(set: &RuleSet) -> Self {
        let mut owners: Vec<Owner> = Vec::new();
        let owner = |id: String| Owner { id, patterns: Vec::new() };
        owners.extend(set.rules().iter().map(|rule| owner(rule.id().to_owned())));
        owners.extend(set.situations.keys().map(|name| owner(format!("situations/{name}"))));
        let mut entries = HashMap::new();
        for (name, files) in &set.lexicon_files {
            let mut lexicon = owner(format!("lexicons/{name}"));
            for (file, source) in files {
                lexicon.patterns.extend(file.entries.iter().map(|entry| At {
                    file: source.name.clone(),
                    line: source.place(entry.at.start).0,
                    purpose: None,
                    pattern: entry.value.clone(),
                }));
            }
            let places = set.lexicons.get(name).unwrap_or_default().iter();
            let place = |entry: &String| lexicon.patterns.iter().position(|at| at.pattern == *entry);
            entries
                .insert(name.clone(), places.map(|e| (owners.len(), place(e).unwrap_or_default())).collect::<Vec<_>>());
            owners.push(lexicon);
        }
        let mut planter = Planter::new(set, entries);
        let rules = set.rules().iter().enumerate().map(|(index, rule)| {
            let place = |at: usize| rule.source.place(at).0;
            plant(lists(&rule.file), index, &rule.source.name, place, &mut owners, &mut planter)
        });
        let rules: Vec<Vec<List>> = rules.collect();
        let situations = set.situations.values().enumerate().map(|(index, situation)| {
            let place = |at: usize| situation.source.place(at).0;
            let lists = of_condition(&situation.file.holds);
            plant(lists, rules.len() + index, &situation.source.name, place, &mut owners, &mut planter)
        });
        let situations = situations.collect();
        let lexicons = set.lexicons.iter().filter_map(|(name, _)| {
            let tree = planter.lexicon(name)?;
            let patterns = tree.branches.iter().enumerate().filter_map(|(index, branch)| {
                let source = set.lexicons.get(name)?.get(index)?.clone();
                Some(Planted { id: tree.first? + index, source, pieces: branch.clone(), lexicons: Vec::new() })
            });
            let patterns = patterns.collect();
            Some(List { purpose: Purpose::Mandated, role: RoleFile::Any, joined: false, patterns })
        });
        let lexicons = lexicons.collect();
        Self { owners, phrases: planter.phrases, rules, situations, lexicons }
    }

    /// The rules to be tried: all of them, if lexicons are.
    fn provers(&self, set: &RuleSet, examples: &[Vec<Transcript>], chosen: &[bool]) -> Vec<Option<Prover<'_>>> {
        let lexicons = chosen[self.rules.len() + self.situations.len()..].contains(&true);
        let rules = set.rules().par_iter().zip(&self.rules).zip(examples).zip(chosen);
        let provers = rules.map(|(((rule, lists), examples), chosen)| {
            // A figure over a batch has no outcome for a single conversation.
            let single = !matches!(rule.file.check, CheckFile::Aggregate(_));
            let tried = single && !lists.is_empty() && (*chosen || lexicons);
            tried.then(|| Prover::new(Bench::new(set, rule, lists), examples))
        });
        provers.collect()
    }

    /// What examples and the corpus say. Of what is forbidden only that counts which is found fault with.
    fn said(
        &self,
        set: &RuleSet,
        examples: &[Vec<Transcript>],
        corpus: &[Transcript],
        provers: &[Option<Prover<'_>>],
    ) -> Vec<Tried> {
        let mut compiler = Compiler::new(set);
        let mut searched: Vec<(usize, &List, GroupId)> = Vec::new();
        for (owner, lists) in self.rules.iter().chain(&self.situations).enumerate() {
            for list in lists {
                if let Some(group) = list.group(&mut compiler) {
                    compiler.matcher.watch(group);
                    searched.push((owner, list, group));
                }
            }
        }
        let matcher = compiler.matcher.build();
        let cases = CaseLedger::default();
        let own = examples.iter().enumerate().flat_map(|(rule, all)| all.iter().map(move |t| (Some(rule), t)));
        let all: Vec<(Option<usize>, &Transcript)> = own.chain(corpus.iter().map(|t| (None, t))).collect();
        let look = |&(rule, transcript): &(Option<usize>, &Transcript)| {
            let conversation = Conversation::new(transcript, &matcher, &cases);
            let mut ids = Vec::new();
            for (owner, list, group) in &searched {
                let faults = match list.purpose {
                    Purpose::Forbidden => provers.get(*owner).and_then(Option::as_ref),
                    _ => None,
                };
                let mut found: Option<Vec<Location>> = None;
                let turns = conversation.turns_of(|r| list.role.includes(r));
                for &turn in &turns {
                    for hit in conversation.hits(turn, *group).iter() {
                        if let Some(prover) = faults {
                            let found = found.get_or_insert_with(|| prover.faults(transcript));
                            if !found.iter().any(|f| proof::meets(f, &conversation.location(turn, hit.range()))) {
                                continue;
                            }
                        }
                        list.add(hit.pattern, &conversation.turns[turn].text.as_str()[hit.range()], &mut ids);
                    }
                }
                if list.joined && turns.len() > 1 {
                    let text: String = turns.iter().map(|t| conversation.turns[*t].text.as_str()).collect();
                    for hit in matcher.search(*group, &text) {
                        list.add(hit.pattern, &text[hit.range()], &mut ids);
                    }
                }
            }
            ids.sort_unstable();
            ids.dedup();
            (rule, ids)
        };
        let found: Vec<(Option<usize>, Vec<PhraseId>)> = all.par_iter().map(look).collect();
        let mut tried = vec![Tried { how: Exercise::Never, best: None }; self.phrases.len()];
        for (rule, ids) in found {
            for id in ids {
                let owner = self.phrases[id].owner;
                let own = rule.is_some_and(|rule| rule == owner || owner >= self.rules.len());
                let how = if own { Exercise::Example } else { Exercise::Corpus };
                tried[id].how = tried[id].how.min(how);
            }
        }
        tried
    }

    /// Tries what nobody says in the place of what examples say.
    fn substitute(&self, provers: &[Option<Prover<'_>>], chosen: &[bool], tried: &mut [Tried]) {
        let lexicons = self.rules.len() + self.situations.len()..self.owners.len();
        // First what rules own, then lexicons, which any rule may prove.
        let open = |id: PhraseId| tried[id].how > Exercise::Substitution;
        let owned = |id: PhraseId| {
            let owner = self.phrases[id].owner;
            open(id) && owner < self.rules.len() && chosen[owner]
        };
        let results: Vec<BTreeMap<PhraseId, Tried>> =
            provers.par_iter().map(|p| p.as_ref().map(|p| p.run(&owned, None)).unwrap_or_default()).collect();
        for result in results {
            merge(tried, result);
        }
        let results: Vec<BTreeMap<PhraseId, Tried>> = lexicons
            .into_par_iter()
            .filter(|owner| chosen[*owner])
            .map(|owner| {
                let mut known: BTreeMap<PhraseId, Tried> = BTreeMap::new();
                let mine = |id: PhraseId| self.phrases[id].owner == owner;
                for prover in provers.iter().flatten() {
                    let proven = |id: PhraseId| known.get(&id).is_some_and(|t| t.how == Exercise::Substitution);
                    let open = |id: PhraseId| mine(id) && tried[id].how > Exercise::Substitution && !proven(id);
                    for (id, result) in prover.run(&open, Some(owner)) {
                        let best = known.entry(id).or_insert_with(|| result.clone());
                        if result.how < best.how {
                            *best = result;
                        }
                    }
                }
                known
            })
            .collect();
        for result in results {
            merge(tried, result);
        }
    }

    /// What no rule with outcomes uses can only be looked for in its own words.
    fn match_by_themselves(&self, set: &RuleSet, tried: &mut [Tried]) {
        let mut compiler = Compiler::new(set);
        let mut groups: Vec<(&List, GroupId)> = Vec::new();
        for list in self.situations.iter().flatten().chain(self.rules.iter().flatten()).chain(&self.lexicons) {
            groups.extend(list.group(&mut compiler).map(|group| (list, group)));
        }
        let matcher = compiler.matcher.build();
        for (list, group) in groups {
            for (at, pattern) in list.patterns.iter().enumerate() {
                // What was tried and did nothing stays as it is.
                let untried = |id: PhraseId| tried[id].how == Exercise::Never && tried[id].best.is_none();
                for (id, texts) in instance::of(pattern.id, &pattern.pieces, untried) {
                    let hit = |text: &&String| matcher.search(group, text).iter().any(|h| h.pattern as usize == at);
                    match texts.iter().find(hit) {
                        Some(_) => tried[id].how = Exercise::Matched,
                        None => tried[id].best = texts.first().map(|text| (text.clone(), Why::NotFound)),
                    }
                }
            }
        }
    }

    fn report(&self, tried: &[Tried]) -> Vec<Coverage> {
        let coverage = |owner: &Owner| Coverage {
            id: owner.id.clone(),
            patterns: Count::default(),
            alternatives: Count::default(),
            open: Vec::new(),
        };
        let mut all: Vec<Coverage> = self.owners.iter().map(coverage).collect();
        // A pattern is as good as the best of its alternatives.
        let mut best: HashMap<(usize, usize), Exercise> = HashMap::new();
        for (phrase, tried) in self.phrases.iter().zip(tried) {
            let known = best.entry((phrase.owner, phrase.pattern)).or_insert(tried.how);
            *known = tried.how.min(*known);
        }
        for (phrase, tried) in self.phrases.iter().zip(tried).filter(|(phrase, _)| !phrase.hollow) {
            let one = &mut all[phrase.owner];
            let whole = best[&(phrase.owner, phrase.pattern)];
            let how = if phrase.alternative.is_none() { whole } else { tried.how };
            match phrase.alternative {
                None => one.patterns.add(how),
                Some(_) => one.alternatives.add(how),
            }
            let told = phrase.alternative.is_some() && whole == how;
            if how < Exercise::Matched || told {
                continue;
            }
            let at = &self.owners[phrase.owner].patterns[phrase.pattern];
            one.open.push(Open {
                file: at.file.clone(),
                line: at.line,
                purpose: at.purpose,
                pattern: at.pattern.clone(),
                alternative: phrase.alternative.clone(),
                how,
                tried: tried.best.clone(),
            });
        }
        for one in &mut all {
            one.open.sort_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
        }
        all
    }
}

impl List {
    /// The phrases of a hit: the pattern and what of it takes part.
    fn add(&self, pattern: u32, words: &str, ids: &mut Vec<PhraseId>) {
        let Some(pattern) = self.patterns.get(pattern as usize) else { return };
        ids.push(pattern.id);
        ids.extend(trace::trace(&pattern.pieces, words).unwrap_or_default());
    }
}

fn plant(
    lists: Vec<PatternList<'_>>,
    owner: usize,
    file: &str,
    line: impl Fn(usize) -> usize,
    owners: &mut [Owner],
    planter: &mut Planter<'_>,
) -> Vec<List> {
    let plant = |list: PatternList<'_>| {
        let patterns = list.patterns.iter().map(|pattern| {
            let known = &mut owners[owner].patterns;
            known.push(At {
                file: file.to_owned(),
                line: line(pattern.at.start),
                purpose: Some(list.purpose),
                pattern: pattern.value.clone(),
            });
            let (id, pieces) = planter.pattern(&pattern.value, (owner, known.len() - 1));
            let lexicons = pieces::lexicons(&pieces, &planter.phrases, owner);
            Planted { id, source: pattern.value.clone(), pieces, lexicons }
        });
        let patterns = patterns.collect();
        let joined = list.scope.is_some_and(|s| s.joined);
        List { purpose: list.purpose, role: list.role, joined, patterns }
    };
    lists.into_iter().map(plant).collect()
}

/// Takes over what is better than what is known, or says more.
fn merge(tried: &mut [Tried], results: BTreeMap<PhraseId, Tried>) {
    for (id, result) in results {
        let known = &mut tried[id];
        if result.how < known.how || (result.how == known.how && known.best.is_none()) {
            *known = result;
        }
    }
}
