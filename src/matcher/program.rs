//! Patterns as small programs: run from one place of a text, a program says where the match that starts there ends.
//!
//! It finds what the pattern's regex would (the first branch that leads to a match wins, gaps are as long as possible), but
//! is only run where a gate says that a match can start. All programs of a rule set share one store; what a lexicon stands
//! for is in it once. A run that takes long remembers what failed where, so that time is bounded by the size of the
//! pattern times that of its gaps.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

use serde::{Deserialize, Serialize};

use super::alphabet::{Alphabet, Read, Symbol};
use crate::packed::{self, Fixed, Numbers, Slice, of_numbers};
use crate::rule::pattern::{COMMAS, Group, Node, Repeat};

/// The largest number that a step holds beside its kind.
const MOST: u32 = (1 << 28) - 1;
/// Classes that leave out no more than so many characters are known by these.
const MAX_OTHERS: usize = 64;
/// Attempts after which a run remembers its failures.
const PATIENCE: u32 = 256;
/// How deep a run may go: only the repetitions of raw regexes get there.
const MAX_DEPTH: u32 = 800;

/// The programs of a rule set.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub(super) struct Programs {
    /// See `Step`.
    steps: packed::List<u64>,
    sets: packed::List<Set>,
    repeats: packed::List<Repeated>,
    /// The characters that steps name.
    symbols: packed::List<Symbol>,
    lists: packed::List<List>,
    /// The ranges of characters that steps name.
    ranges: packed::List<(char, char)>,
    groups: packed::List<Branches>,
    /// Steps at which the branches of groups start.
    places: packed::List<u32>,
    /// First characters of branches, and where in `places` those that start with them are.
    firsts: packed::List<First>,
    /// Groups that are already there, by the address of the branches, which their patterns keep alive meanwhile.
    #[serde(skip)]
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

/// What to do next. In the store it is a number: what kind it is in the lowest four bits, then 28 bits and 32 of what it
/// names.
#[derive(Debug, Clone, Copy)]
enum Step {
    Text(Span),
    /// A character of a set.
    OneOf(u32),
    Gap(u32),
    /// Characters of a set, so many.
    Many(u32),
    /// A branch, so many times.
    Loop(u32),
    Number,
    Start,
    End,
    Finish,
    Group {
        group: u32,
        optional: bool,
    },
    /// The end of a branch.
    Return,
    Match,
    /// The start of a part, by its number.
    Mark(u32),
}

impl Step {
    fn packed(self) -> u64 {
        let pack = |kind: u64, a: u32, b: u32| kind | u64::from(a) << 4 | u64::from(b) << 32;
        match self {
            Self::Text(span) => pack(0, span.from, span.len),
            Self::OneOf(set) => pack(1, set, 0),
            Self::Gap(most) => pack(2, most, 0),
            Self::Many(repeat) => pack(3, repeat, 0),
            Self::Loop(repeat) => pack(4, repeat, 0),
            Self::Number => pack(5, 0, 0),
            Self::Start => pack(6, 0, 0),
            Self::End => pack(7, 0, 0),
            Self::Finish => pack(8, 0, 0),
            Self::Group { group, optional } => pack(9, group, u32::from(optional)),
            Self::Return => pack(10, 0, 0),
            Self::Match => pack(11, 0, 0),
            Self::Mark(part) => pack(12, part, 0),
        }
    }

    const fn of_packed(packed: u64) -> Self {
        let (a, b) = ((packed >> 4) as u32 & MOST, (packed >> 32) as u32);
        match packed & 0xf {
            0 => Self::Text(Span { from: a, len: b }),
            1 => Self::OneOf(a),
            2 => Self::Gap(a),
            3 => Self::Many(a),
            4 => Self::Loop(a),
            5 => Self::Number,
            6 => Self::Start,
            7 => Self::End,
            8 => Self::Finish,
            9 => Self::Group { group: a, optional: b != 0 },
            10 => Self::Return,
            12 => Self::Mark(a),
            _ => Self::Match,
        }
    }
}

/// How often something is repeated: characters of a set (by its number), or a branch (by its first step).
#[derive(Debug, Clone, Copy)]
struct Repeated {
    what: u32,
    min: u32,
    max: u32,
    greedy: bool,
}

/// A first character of branches, and where in `places` those that start with it are: 16, 28 and 20 bits.
#[derive(Debug, Clone, Copy)]
struct First(u64);

impl First {
    const fn new(symbol: Symbol, places: Span) -> Self {
        Self((symbol as u64) << 48 | (places.from as u64) << 20 | places.len as u64)
    }

    const fn symbol(self) -> Symbol {
        (self.0 >> 48) as Symbol
    }

    const fn places(self) -> Span {
        Span { from: (self.0 >> 20) as u32 & MOST, len: self.0 as u32 & 0xf_ffff }
    }
}

/// A set of characters: those of a list, all but those of a list, or those of a list of ranges.
#[derive(Debug, Clone, Copy)]
enum Set {
    Listed(u32),
    Except(u32),
    Ranges(Span),
}

/// Characters, and a few bits of each of them.
#[derive(Debug, Clone, Copy)]
struct List {
    symbols: Span,
    mask: Mask,
}

/// Says of most symbols at once that they are not among some.
#[derive(Debug, Clone, Copy, Default)]
struct Mask([u64; 4]);

impl Mask {
    fn of(symbols: impl IntoIterator<Item = Symbol>) -> Self {
        let mut mask = Self::default();
        for symbol in symbols {
            let (word, bit) = Self::bit(symbol);
            mask.0[word] |= bit;
        }
        mask
    }

    /// Whether a mask may hold a symbol: the one whose words are the last of some bytes, so that only one of them is read.
    #[inline]
    fn may_hold<const N: usize>(raw: &[u8; N], symbol: Symbol) -> bool {
        let (word, bit) = Self::bit(symbol);
        let words = raw.as_chunks().0;
        words.get(N / 8 - 4 + word).is_some_and(|word| u64::from_le_bytes(*word) & bit != 0)
    }

    #[inline]
    const fn bit(symbol: Symbol) -> (usize, u64) {
        let spread = (symbol as u32).wrapping_mul(0x9e37_79b9) >> 24;
        ((spread >> 6) as usize, 1 << (spread & 63))
    }
}

/// Stretches and a mask, as so many bytes.
fn together<const A: usize, const N: usize>(spans: [Span; A], mask: Mask) -> [u8; N] {
    let mut raw = [0; N];
    let words = spans.iter().map(|span| u64::from(span.from) | u64::from(span.len) << 32).chain(mask.0);
    for (bytes, word) in raw.as_chunks_mut().0.iter_mut().zip(words) {
        *bytes = word.to_le_bytes();
    }
    raw
}

/// The same the other way round.
#[inline]
fn apart<const A: usize, const N: usize>(raw: &[u8; N]) -> ([Span; A], Mask) {
    let words = raw.as_chunks().0;
    let word = |i: usize| words.get(i).map_or(0, |word| u64::from_le_bytes(*word));
    let span = |i| Span { from: word(i) as u32, len: (word(i) >> 32) as u32 };
    (std::array::from_fn(span), Mask(std::array::from_fn(|i| word(A + i))))
}

impl Fixed for List {
    type Raw = [u8; 40];

    fn raw(&self) -> Self::Raw {
        together([self.symbols], self.mask)
    }

    #[inline]
    fn of_raw(raw: &Self::Raw) -> Self {
        let ([symbols], mask) = apart(raw);
        Self { symbols, mask }
    }

    fn apart(bytes: &[u8]) -> Option<&[Self::Raw]> {
        packed::apart(bytes)
    }

    fn together(raws: &[Self::Raw]) -> &[u8] {
        raws.as_flattened()
    }
}

impl Fixed for Branches {
    type Raw = [u8; 48];

    fn raw(&self) -> Self::Raw {
        together([self.firsts, self.other], self.mask)
    }

    #[inline]
    fn of_raw(raw: &Self::Raw) -> Self {
        let ([firsts, other], mask) = apart(raw);
        Self { firsts, mask, other }
    }

    fn apart(bytes: &[u8]) -> Option<&[Self::Raw]> {
        packed::apart(bytes)
    }

    fn together(raws: &[Self::Raw]) -> &[u8] {
        raws.as_flattened()
    }
}

impl Numbers<3> for Set {
    fn numbers(&self) -> [u32; 3] {
        match *self {
            Self::Listed(list) => [0, list, 0],
            Self::Except(list) => [1, list, 0],
            Self::Ranges(span) => [2, span.from, span.len],
        }
    }

    fn of_numbers([kind, a, b]: [u32; 3]) -> Self {
        match kind {
            0 => Self::Listed(a),
            1 => Self::Except(a),
            _ => Self::Ranges(Span { from: a, len: b }),
        }
    }
}

impl Numbers<4> for Repeated {
    fn numbers(&self) -> [u32; 4] {
        [self.what, self.min, self.max, u32::from(self.greedy)]
    }

    fn of_numbers([what, min, max, greedy]: [u32; 4]) -> Self {
        Self { what, min, max, greedy: greedy != 0 }
    }
}

impl Numbers<2> for (char, char) {
    fn numbers(&self) -> [u32; 2] {
        [self.0.into(), self.1.into()]
    }

    fn of_numbers([from, to]: [u32; 2]) -> Self {
        let character = |n| char::from_u32(n).unwrap_or_default();
        (character(from), character(to))
    }
}

of_numbers!(Set: 3, Repeated: 4, (char, char): 2);

impl Fixed for First {
    type Raw = <u64 as Fixed>::Raw;

    #[inline]
    fn raw(&self) -> Self::Raw {
        self.0.raw()
    }

    #[inline]
    fn of_raw(raw: &Self::Raw) -> Self {
        Self(u64::of_raw(raw))
    }

    fn apart(bytes: &[u8]) -> Option<&[Self::Raw]> {
        u64::apart(bytes)
    }

    fn together(raws: &[Self::Raw]) -> &[u8] {
        u64::together(raws)
    }
}

/// A run was given up: it would have gone too deep.
#[derive(Debug)]
pub(super) struct TooDeep;

/// The branches of a group by their first character.
#[derive(Debug, Clone, Copy)]
struct Branches {
    firsts: Span,
    mask: Mask,
    /// Those that can start with anything, or are empty.
    other: Span,
}

impl Programs {
    /// Adds a pattern and returns where its program starts; `None` where it holds a raw regex, or there are no symbols left.
    pub(super) fn add(&mut self, nodes: &[Node], alphabet: &mut Alphabet) -> Option<u32> {
        let ready = self.prepare(nodes, alphabet)?;
        // What steps name must fit into them: a rule set would have to be of hundreds of megabytes.
        let largest = self.steps.len().max(self.symbols.len()).max(self.places.len()).max(self.groups.len());
        (largest < MOST as usize).then(|| self.write(&ready, Step::Match))
    }

    /// Adds a pattern in parts: a run remembers where each of them begins.
    pub(super) fn add_parts(&mut self, parts: &[Vec<Node>], alphabet: &mut Alphabet) -> Option<u32> {
        let mut ready = Vec::new();
        for (number, part) in parts.iter().enumerate() {
            ready.push(Step::Mark(number as u32));
            ready.extend(self.prepare(part, alphabet)?);
        }
        Some(self.write(&ready, Step::Match))
    }

    /// The characters of a phrase, as a program of its own.
    pub(super) fn phrase(&mut self, phrase: &str, alphabet: &mut Alphabet) -> Option<u32> {
        self.add(&[Node::Text(phrase.to_owned())], alphabet)
    }

    /// A program, ready to be run in a text.
    pub(super) fn ready<'p>(&'p self, program: u32, alphabet: &'p Alphabet, read: Read<'p>) -> Run<'p> {
        Run {
            programs: self,
            program,
            alphabet,
            read,
            text: &read.symbols.codes,
            tries: 0,
            depth: 0,
            too_deep: false,
            failed: HashSet::default(),
            marks: Vec::new(),
        }
    }

    /// Whether a step can go on at a place: what is cheap to tell.
    fn can_start(&self, step: u32, text: Read<'_>, at: usize) -> bool {
        match self.step(step) {
            Step::Text(span) => text.symbols.codes.get(at).copied() == self.symbols.get(span.from as usize),
            Step::OneOf(set) => self.holds(self.sets.at(set as usize), text, at),
            Step::Group { group, optional: false } => {
                !self.branches_at(group, text.symbols.codes.get(at).copied()).is_empty()
            }
            Step::Start => at == 0,
            Step::Mark(_) => self.can_start(step + 1, text, at),
            _ => true,
        }
    }

    /// Whether the character at a place is one of a set.
    fn holds(&self, set: Set, text: Read<'_>, at: usize) -> bool {
        match set {
            Set::Listed(list) => text.symbols.codes.get(at).is_some_and(|s| self.is_listed(list, *s)),
            Set::Except(list) => text.symbols.codes.get(at).is_some_and(|s| !self.is_listed(list, *s)),
            Set::Ranges(span) => text.character(at).is_some_and(|c| {
                let ranges = self.ranges.part(span.range());
                let next = ranges.partition_point(|(from, _)| from <= c);
                next > 0 && ranges.at(next - 1).1 >= c
            }),
        }
    }

    #[inline]
    fn is_listed(&self, list: u32, symbol: Symbol) -> bool {
        let raw = self.lists.raw(list as usize);
        Mask::may_hold(raw, symbol) && self.spelled(List::of_raw(raw).symbols).contains(&symbol)
    }

    /// Forgets what only adding needs: addresses mean nothing once the patterns are gone.
    pub(super) fn finish(&mut self) {
        self.known = HashMap::new();
    }

    fn write(&mut self, steps: &[Step], last: Step) -> u32 {
        let place = self.steps.len() as u32;
        self.steps.extend(steps.iter().chain([&last]).map(|step| step.packed()));
        place
    }

    fn step(&self, at: u32) -> Step {
        Step::of_packed(self.steps.at(at as usize))
    }

    fn prepare(&mut self, nodes: &[Node], alphabet: &mut Alphabet) -> Option<Vec<Step>> {
        nodes
            .iter()
            .map(|node| {
                Some(match node {
                    Node::Text(text) => Step::Text(self.characters(text.chars(), alphabet)?),
                    Node::OneOf(_) | Node::Class(_) => Step::OneOf(self.set(node, alphabet)?),
                    Node::Comma => Step::Group { group: self.comma(alphabet)?, optional: true },
                    Node::Gap(n) => Step::Gap(*n as u32),
                    Node::Number => Step::Number,
                    Node::Start => Step::Start,
                    Node::End => Step::End,
                    Node::Finish => Step::Finish,
                    Node::Repeat(repeat) => self.repeat(repeat, alphabet)?,
                    Node::Group(group) => Step::Group { group: self.group(group, alphabet)?, optional: group.optional },
                    Node::Raw(_) => return None,
                })
            })
            .collect()
    }

    fn repeat(&mut self, repeat: &Repeat, alphabet: &mut Alphabet) -> Option<Step> {
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let (min, max, greedy) = (count(repeat.min), repeat.max.map_or(u32::MAX, count), repeat.greedy);
        if let [one @ (Node::OneOf(_) | Node::Class(_))] = repeat.nodes.as_slice() {
            let what = self.set(one, alphabet)?;
            return Some(Step::Many(self.repeated(Repeated { what, min, max, greedy })));
        }
        let ready = self.prepare(&repeat.nodes, alphabet)?;
        let what = self.write(&ready, Step::Return);
        Some(Step::Loop(self.repeated(Repeated { what, min, max, greedy })))
    }

    fn repeated(&mut self, repeat: Repeated) -> u32 {
        self.repeats.push(repeat);
        self.repeats.len() as u32 - 1
    }

    fn set(&mut self, node: &Node, alphabet: &mut Alphabet) -> Option<u32> {
        let set = match node {
            Node::OneOf(characters) => Set::Listed(self.list(characters, alphabet)?),
            Node::Class(ranges) => {
                if let Some(others) = others(ranges) {
                    Set::Except(self.list(&others, alphabet)?)
                } else {
                    let from = self.ranges.len() as u32;
                    self.ranges.extend(ranges.iter().copied());
                    Set::Ranges(Span { from, len: ranges.len() as u32 })
                }
            }
            _ => return None,
        };
        self.sets.push(set);
        Some(self.sets.len() as u32 - 1)
    }

    fn list(&mut self, characters: &[char], alphabet: &mut Alphabet) -> Option<u32> {
        let symbols = self.characters(characters.iter().copied(), alphabet)?;
        let mask = Mask::of(self.spelled(symbols).iter());
        self.lists.push(List { symbols, mask });
        Some(self.lists.len() as u32 - 1)
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
        let mask = Mask::of(by_first.keys().copied());
        for (symbol, mut places) in by_first {
            // Places rise with the order of the branches.
            places.extend(&other);
            places.sort_unstable();
            places.dedup();
            let places = self.listed(&places);
            self.firsts.push(First::new(symbol, places));
        }
        let other = self.listed(&other);
        self.groups.push(Branches { firsts: Span { from, len }, mask, other });
        Some(self.groups.len() as u32 - 1)
    }

    fn listed(&mut self, places: &[u32]) -> Span {
        let from = self.places.len() as u32;
        self.places.extend(places.iter().copied());
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

    fn spelled(&self, span: Span) -> Slice<'_, Symbol> {
        self.symbols.part(span.range())
    }

    /// The branches of a group that can start with what comes next.
    fn branches_at(&self, group: u32, next: Option<Symbol>) -> Slice<'_, u32> {
        let raw = self.groups.raw(group as usize);
        let Branches { firsts, other, .. } = Branches::of_raw(raw);
        let listed = next.and_then(|next| {
            if !Mask::may_hold(raw, next) {
                return None;
            }
            let firsts = self.firsts.part(firsts.range());
            let at = firsts.find(&next, First::symbol)?;
            Some(firsts.at(at).places())
        });
        self.places.part(listed.unwrap_or(other).range())
    }
}

/// The characters that are in none of the ranges of a class, where they are few.
fn others(ranges: &[(char, char)]) -> Option<Vec<char>> {
    let mut others = Vec::new();
    let mut next = Some('\0');
    for (first, last) in ranges {
        if let Some(next) = next {
            others.extend((next..=*first).take_while(|c| c < first).take(MAX_OTHERS + 1));
        }
        if others.len() > MAX_OTHERS {
            return None;
        }
        next = (*last..=char::MAX).nth(1);
    }
    if let Some(next) = next {
        others.extend((next..=char::MAX).take(MAX_OTHERS + 1));
    }
    (others.len() <= MAX_OTHERS).then_some(others)
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
    /// In a loop, how often it was gone through, and where this time began.
    again: Option<(u32, usize)>,
    next: Option<&'a Then<'a>>,
    /// Tells one such chain from another.
    key: u64,
}

/// A program in a text. What failed is remembered from one start to the next: it does not depend on where a match would
/// begin.
pub(super) struct Run<'p> {
    programs: &'p Programs,
    program: u32,
    alphabet: &'p Alphabet,
    read: Read<'p>,
    text: &'p [Symbol],
    tries: u32,
    depth: u32,
    too_deep: bool,
    /// Steps and places from which there is no match, for what is left to do after them.
    failed: HashSet<(u32, u32, u64), Mixing>,
    /// Where the parts of the last match begin.
    marks: Vec<usize>,
}

impl Run<'_> {
    /// Where the match ends that starts at a symbol.
    ///
    /// # Errors
    /// `TooDeep` where a raw regex repeats something longer than can be followed.
    pub(super) fn end(&mut self, start: usize) -> Result<Option<usize>, TooDeep> {
        if !self.programs.can_start(self.program, self.read, start) {
            return Ok(None);
        }
        let end = self.from(self.program, start, None);
        if self.too_deep { Err(TooDeep) } else { Ok(end) }
    }

    /// Where the parts of the last match begin.
    pub(super) fn marks(&self) -> &[usize] {
        &self.marks
    }

    fn from(&mut self, step: u32, at: usize, then: Option<&Then<'_>>) -> Option<usize> {
        if self.depth >= MAX_DEPTH {
            self.too_deep = true;
        }
        if self.too_deep {
            return None;
        }
        self.depth += 1;
        let end = self.walk(step, at, then);
        self.depth -= 1;
        end
    }

    fn walk(&mut self, mut step: u32, mut at: usize, mut then: Option<&Then<'_>>) -> Option<usize> {
        loop {
            match self.programs.step(step) {
                Step::Text(span) => {
                    let text = self.programs.spelled(span);
                    if self.text.len() - at < text.len() {
                        return None;
                    }
                    for (symbol, wanted) in self.text[at..].iter().zip(text.iter()) {
                        if *symbol != wanted {
                            return None;
                        }
                    }
                    at += text.len();
                }
                Step::OneOf(set) => {
                    if !self.programs.holds(self.programs.sets.at(set as usize), self.read, at) {
                        return None;
                    }
                    at += 1;
                }
                Step::Start if at == 0 => {}
                Step::Finish if at == self.text.len() => {}
                Step::End if self.text[at..].iter().all(|s| self.alphabet.class(*s).closes()) => at = self.text.len(),
                Step::Start | Step::End | Step::Finish => return None,
                Step::Match => return Some(at),
                Step::Mark(part) => {
                    let end = self.from(step + 1, at, then)?;
                    let part = part as usize;
                    self.marks.resize(self.marks.len().max(part + 1), 0);
                    self.marks[part] = at;
                    return Some(end);
                }
                Step::Return => {
                    let next = then?;
                    match next.again {
                        // What adds nothing is not gone through again.
                        Some((count, began)) if at > began => return self.again(next.step, count, at, next.next),
                        _ => {}
                    }
                    step = next.step + u32::from(next.again.is_some());
                    then = next.next;
                    continue;
                }
                Step::Group { group, optional } => {
                    let places = self.programs.branches_at(group, self.text.get(at).copied());
                    if !places.is_empty() {
                        if self.has_failed(step, at, then) {
                            return None;
                        }
                        let after = Then { step: step + 1, again: None, next: then, key: key(step, 0, then) };
                        for place in places.iter() {
                            let end = self.from(place, at, Some(&after));
                            if end.is_some() {
                                return end;
                            }
                        }
                        if !optional {
                            return self.failed(step, at, then);
                        }
                    } else if !optional {
                        return None;
                    }
                }
                Step::Gap(most) => {
                    let within = self.text[at..].iter().take(most as usize);
                    let far = at + within.take_while(|s| !self.alphabet.class(**s).ends_sentence()).count();
                    return self.first_of((at..=far).rev(), step, at, then);
                }
                Step::Many(repeat) => {
                    let Repeated { what, min, max, greedy } = self.programs.repeats.at(repeat as usize);
                    let set = self.programs.sets.at(what as usize);
                    let room = (self.text.len() - at).min(max as usize);
                    let far = at + (0..room).take_while(|n| self.programs.holds(set, self.read, at + n)).count();
                    let near = at + min as usize;
                    return match greedy {
                        true => self.first_of((near..=far).rev(), step, at, then),
                        false => self.first_of(near..=far, step, at, then),
                    };
                }
                Step::Loop(_) => {
                    if self.has_failed(step, at, then) {
                        return None;
                    }
                    return match self.again(step, 0, at, then) {
                        None => self.failed(step, at, then),
                        found => found,
                    };
                }
                Step::Number => {
                    let ends = number_ends(self.alphabet, self.text, at);
                    return self.first_of(ends.into_iter(), step, at, then);
                }
            }
            step += 1;
        }
    }

    /// A loop that was gone through so many times.
    fn again(&mut self, step: u32, count: u32, at: usize, then: Option<&Then<'_>>) -> Option<usize> {
        let Step::Loop(repeat) = self.programs.step(step) else { return None };
        let Repeated { what: body, min, max, greedy } = self.programs.repeats.at(repeat as usize);
        // Without a bound, only those that are still due make a difference.
        let told = if max == u32::MAX { count.min(min) } else { count };
        let after = Then { step, again: Some((count + 1, at)), next: then, key: key(step, told + 1, then) };
        let once_more = |run: &mut Self| if count < max { run.from(body, at, Some(&after)) } else { None };
        if count < min {
            return once_more(self);
        }
        match greedy {
            true => once_more(self).or_else(|| self.from(step + 1, at, then)),
            false => self.from(step + 1, at, then).or_else(|| once_more(self)),
        }
    }

    /// The first place of the text from which the next step leads to a match.
    fn first_of(
        &mut self,
        mut ends: impl Iterator<Item = usize>,
        step: u32,
        at: usize,
        then: Option<&Then<'_>>,
    ) -> Option<usize> {
        if self.has_failed(step, at, then) {
            return None;
        }
        match ends.find_map(|end| {
            if self.programs.can_start(step + 1, self.read, end) { self.from(step + 1, end, then) } else { None }
        }) {
            None => self.failed(step, at, then),
            found => found,
        }
    }

    fn has_failed(&mut self, step: u32, at: usize, then: Option<&Then<'_>>) -> bool {
        self.tries += 1;
        self.tries > PATIENCE && self.failed.contains(&(step, at as u32, then.map_or(0, |t| t.key)))
    }

    fn failed(&mut self, step: u32, at: usize, then: Option<&Then<'_>>) -> Option<usize> {
        if self.tries > PATIENCE && !self.too_deep {
            self.failed.insert((step, at as u32, then.map_or(0, |t| t.key)));
        }
        None
    }
}

/// Hashes what is remembered of a run: its numbers are mixed already.
#[derive(Debug, Default)]
pub(super) struct Mixer(u64);

type Mixing = BuildHasherDefault<Mixer>;

impl Hasher for Mixer {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64(u64::from(*byte));
        }
    }

    fn write_u32(&mut self, n: u32) {
        self.write_u64(u64::from(n));
    }

    fn write_u64(&mut self, n: u64) {
        self.0 = (self.0.rotate_left(5) ^ n).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
}

/// Two chains with one key are as good as impossible: the steps of a chain are mixed in order.
fn key(step: u32, count: u32, then: Option<&Then<'_>>) -> u64 {
    (then.map_or(0, |t| t.key) ^ (u64::from(step) + 1) ^ u64::from(count) << 32)
        .wrapping_mul(0x9e37_79b9_7f4a_7c15)
        .rotate_left(29)
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
