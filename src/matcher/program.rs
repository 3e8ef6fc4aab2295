//! Patterns as small programs: run from one place of a text, a program says where the match that starts there ends.
//!
//! It finds what the pattern's regex would (the first branch that leads to a match wins, gaps are as long as possible), but
//! is only run where a gate says that a match can start. All programs of a rule set share one store; what a lexicon stands
//! for is in it once. A run that takes long remembers what failed where, so that time is bounded by the size of the
//! pattern times that of its gaps.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::alphabet::{Alphabet, Symbol};
use crate::rule::pattern::{COMMAS, Group, Node};

/// Attempts after which a run remembers its failures.
const PATIENCE: u32 = 256;

/// The programs of a rule set.
#[derive(Debug, Default)]
pub(super) struct Programs {
    steps: Vec<Step>,
    /// The characters that steps name.
    symbols: Vec<Symbol>,
    groups: Vec<Branches>,
    /// Steps at which the branches of groups start.
    places: Vec<u32>,
    /// First characters of branches, and where in `places` those that start with them are.
    firsts: Vec<(Symbol, Span)>,
    /// Groups that are already there, by the address of the branches, which their patterns keep alive meanwhile.
    known: HashMap<usize, u32>,
    /// A comma.
    comma: Option<u32>,
}

/// A stretch of one of the stores.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Span {
    from: u32,
    len: u32,
}

impl Span {
    const fn range(self) -> std::ops::Range<usize> {
        self.from as usize..self.from as usize + self.len as usize
    }
}

#[derive(Debug, Clone, Copy)]
enum Step {
    Text(Span),
    OneOf(Span),
    Gap(u32),
    Number,
    Start,
    End,
    Group { group: u32, optional: bool },
    /// The end of a branch.
    Return,
    Match,
}

/// The branches of a group by their first character.
#[derive(Debug, Clone, Copy)]
struct Branches {
    firsts: Span,
    /// Those that can start with anything, or are empty.
    other: Span,
}

impl Programs {
    /// Adds a pattern and returns where its program starts; `None` where it holds a raw regex, or there are no symbols left.
    pub(super) fn add(&mut self, nodes: &[Node], alphabet: &mut Alphabet) -> Option<u32> {
        let ready = self.prepare(nodes, alphabet)?;
        Some(self.write(&ready, Step::Match))
    }

    /// The characters of a phrase, as a program of its own.
    pub(super) fn phrase(&mut self, phrase: &str, alphabet: &mut Alphabet) -> Option<u32> {
        self.add(&[Node::Text(phrase.to_owned())], alphabet)
    }

    /// Where the match ends that starts at a symbol.
    pub(super) fn run(&self, program: u32, alphabet: &Alphabet, text: &[Symbol], start: usize) -> Option<usize> {
        Run { programs: self, alphabet, text, tries: 0, failed: HashSet::new() }.from(program, start, None)
    }

    /// Forgets what only adding needs: addresses mean nothing once the patterns are gone.
    pub(super) fn finish(&mut self) {
        self.known = HashMap::new();
    }

    fn write(&mut self, steps: &[Step], last: Step) -> u32 {
        let place = self.steps.len() as u32;
        self.steps.extend_from_slice(steps);
        self.steps.push(last);
        place
    }

    fn prepare(&mut self, nodes: &[Node], alphabet: &mut Alphabet) -> Option<Vec<Step>> {
        nodes
            .iter()
            .map(|node| {
                Some(match node {
                    Node::Text(text) => Step::Text(self.characters(text.chars(), alphabet)?),
                    Node::OneOf(characters) => Step::OneOf(self.characters(characters.iter().copied(), alphabet)?),
                    Node::Comma => {
                        Step::Group { group: self.comma(alphabet)?, optional: true }
                    }
                    Node::Gap(n) => Step::Gap(*n as u32),
                    Node::Number => Step::Number,
                    Node::Start => Step::Start,
                    Node::End => Step::End,
                    Node::Group(group) => Step::Group { group: self.group(group, alphabet)?, optional: group.optional },
                    Node::Raw(_) => return None,
                })
            })
            .collect()
    }

    fn group(&mut self, group: &Group, alphabet: &mut Alphabet) -> Option<u32> {
        let address = group.branches.as_ptr() as usize;
        if let Some(known) = self.known.get(&address) {
            return Some(*known);
        }
        let made = self.branches(&group.branches, alphabet)?;
        // Groups without branches have no address of their own.
        if !group.branches.is_empty() {
            self.known.insert(address, made);
        }
        Some(made)
    }

    fn comma(&mut self, alphabet: &mut Alphabet) -> Option<u32> {
        if self.comma.is_none() {
            self.comma = Some(self.branches(&[vec![Node::OneOf(COMMAS.chars().collect())]], alphabet)?);
        }
        self.comma
    }

    fn branches(&mut self, branches: &[Vec<Node>], alphabet: &mut Alphabet) -> Option<u32> {
        let mut by_first: BTreeMap<Symbol, Vec<u32>> = BTreeMap::new();
        let mut other: Vec<u32> = Vec::new();
        for branch in branches {
            let ready = self.prepare(branch, alphabet)?;
            let place = self.write(&ready, Step::Return);
            match first(branch) {
                Some(characters) => {
                    for c in characters {
                        by_first.entry(alphabet.symbol(c)?).or_default().push(place);
                    }
                }
                None => other.push(place),
            }
        }
        let from = self.firsts.len() as u32;
        let len = by_first.len() as u32;
        for (symbol, mut places) in by_first {
            // Places rise with the order of the branches.
            places.extend(&other);
            places.sort_unstable();
            places.dedup();
            let span = self.listed(&places);
            self.firsts.push((symbol, span));
        }
        let other = self.listed(&other);
        self.groups.push(Branches { firsts: Span { from, len }, other });
        Some(self.groups.len() as u32 - 1)
    }

    fn listed(&mut self, places: &[u32]) -> Span {
        let from = self.places.len() as u32;
        self.places.extend_from_slice(places);
        Span { from, len: places.len() as u32 }
    }

    fn characters(&mut self, characters: impl Iterator<Item = char>, alphabet: &mut Alphabet) -> Option<Span> {
        let from = self.symbols.len() as u32;
        for c in characters {
            let symbol = alphabet.symbol(c)?;
            self.symbols.push(symbol);
        }
        Some(Span { from, len: self.symbols.len() as u32 - from })
    }

    fn spelled(&self, span: Span) -> &[Symbol] {
        &self.symbols[span.range()]
    }

    /// The branches of a group that can start with what comes next.
    fn branches_at(&self, group: u32, next: Option<Symbol>) -> &[u32] {
        let Branches { firsts, other } = self.groups[group as usize];
        let firsts = &self.firsts[firsts.range()];
        let listed = next.and_then(|next| {
            let at = firsts.binary_search_by_key(&next, |f| f.0).ok()?;
            Some(firsts[at].1)
        });
        &self.places[listed.unwrap_or(other).range()]
    }
}

/// The characters that a branch can start with; `None` where it may start with anything or be empty.
fn first(nodes: &[Node]) -> Option<Vec<char>> {
    match nodes.first()? {
        Node::Text(text) => Some(text.chars().take(1).collect()),
        Node::OneOf(characters) => Some(characters.clone()),
        Node::Group(Group { branches, optional: false, .. }) => {
            let mut all = Vec::new();
            for branch in branches.iter() {
                all.extend(first(branch)?);
            }
            all.sort_unstable();
            all.dedup();
            Some(all)
        }
        _ => None,
    }
}

/// What is left to do after the end of a branch.
#[derive(Clone, Copy)]
struct Then<'a> {
    step: u32,
    then: Option<&'a Then<'a>>,
    /// Tells one such chain from another.
    key: u64,
}

struct Run<'p, 't> {
    programs: &'p Programs,
    alphabet: &'p Alphabet,
    text: &'t [Symbol],
    tries: u32,
    /// Steps and places from which there is no match, for what is left to do after them.
    failed: HashSet<(u32, usize, u64)>,
}

impl Run<'_, '_> {
    fn from(&mut self, mut step: u32, mut at: usize, mut then: Option<&Then<'_>>) -> Option<usize> {
        loop {
            match self.programs.steps[step as usize] {
                Step::Text(span) => {
                    let text = self.programs.spelled(span);
                    if !self.text[at..].starts_with(text) {
                        return None;
                    }
                    at += text.len();
                }
                Step::OneOf(span) => {
                    let next = self.text.get(at)?;
                    if !self.programs.spelled(span).contains(next) {
                        return None;
                    }
                    at += 1;
                }
                Step::Start if at == 0 => {}
                Step::End if self.text[at..].iter().all(|s| self.alphabet.class(*s).closes()) => at = self.text.len(),
                Step::Start | Step::End => return None,
                Step::Match => return Some(at),
                Step::Return => match then {
                    Some(next) => {
                        step = next.step;
                        then = next.then;
                        continue;
                    }
                    None => return Some(at),
                },
                Step::Group { group, optional } => {
                    let places = self.programs.branches_at(group, self.text.get(at).copied());
                    if !places.is_empty() {
                        if self.has_failed(step, at, then) {
                            return None;
                        }
                        let after = Then { step: step + 1, then, key: key(step, then) };
                        if let Some(end) = places.iter().find_map(|place| self.from(*place, at, Some(&after))) {
                            return Some(end);
                        }
                        if !optional {
                            return self.failed(step, at, then);
                        }
                    } else if !optional {
                        return None;
                    }
                }
                Step::Gap(most) => {
                    if self.has_failed(step, at, then) {
                        return None;
                    }
                    let within = self.text[at..].iter().take(most as usize);
                    let far = at + within.take_while(|s| !self.alphabet.class(**s).ends_sentence()).count();
                    let mut ends = (at..=far).rev().filter(|end| self.programs.can_start(step + 1, self.text, *end));
                    return match ends.find_map(|end| self.from(step + 1, end, then)) {
                        None => self.failed(step, at, then),
                        found => found,
                    };
                }
                Step::Number => {
                    let mut ends = number_ends(self.alphabet, self.text, at).into_iter();
                    return ends.find_map(|end| self.from(step + 1, end, then));
                }
            }
            step += 1;
        }
    }

    fn has_failed(&mut self, step: u32, at: usize, then: Option<&Then<'_>>) -> bool {
        self.tries += 1;
        self.tries > PATIENCE && self.failed.contains(&(step, at, then.map_or(0, |t| t.key)))
    }

    fn failed(&mut self, step: u32, at: usize, then: Option<&Then<'_>>) -> Option<usize> {
        if self.tries > PATIENCE {
            self.failed.insert((step, at, then.map_or(0, |t| t.key)));
        }
        None
    }
}

impl Programs {
    /// Whether a step can go on at a place: what is cheap to tell.
    fn can_start(&self, step: u32, text: &[Symbol], at: usize) -> bool {
        match self.steps[step as usize] {
            Step::Text(span) => text.get(at) == self.symbols.get(span.from as usize),
            Step::OneOf(span) => text.get(at).is_some_and(|s| self.spelled(span).contains(s)),
            Step::Group { group, optional: false } => !self.branches_at(group, text.get(at).copied()).is_empty(),
            _ => true,
        }
    }
}

/// Two chains with one key are as good as impossible: the steps of a chain are mixed in order.
fn key(step: u32, then: Option<&Then<'_>>) -> u64 {
    (then.map_or(0, |t| t.key) ^ (u64::from(step) + 1)).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29)
}

/// The ends of the numbers that start at a symbol, in the order in which a regex would try them.
fn number_ends(alphabet: &Alphabet, text: &[Symbol], at: usize) -> Vec<usize> {
    let digits = |from: usize| text[from..].iter().take_while(|s| alphabet.class(**s).is_digit()).count();
    let whole = digits(at);
    let mut ends = Vec::new();
    if whole > 0 {
        if text.get(at + whole).is_some_and(|s| alphabet.class(*s).is_point()) {
            let fraction = digits(at + whole + 1);
            ends.extend((1..=fraction).rev().map(|n| at + whole + 1 + n));
        }
        ends.extend((1..=whole).rev().map(|n| at + n));
        return ends;
    }
    let numerals = text[at..].iter().take_while(|s| alphabet.class(**s).is_numeral()).count();
    ends.extend((1..=numerals).rev().map(|n| at + n));
    ends
}
