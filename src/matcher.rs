//! Matching: every pattern of a rule set behind one index, which says for a text which few of them can match where.
//!
//! Patterns come in groups (one list of a rule file is one group). Groups that rules watch are searched together, once a
//! turn; all others (exceptions, frames) only when a check asks for them. A pattern that is nothing but a lexicon is
//! searched entry by entry, so that each entry has its own gate. This module alone knows how.

mod alphabet;
mod frequency;
mod gate;
mod index;
mod program;
mod raw;
mod sound;
mod stored;
mod taken;

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use crate::packed::{List, Numbers, Slice, Texts, of_numbers};
pub(crate) use alphabet::Symbols;
use alphabet::{Alphabet, Read};
use gate::{Door, Gates, Key, Opening, UNBOUNDED};
use index::{Entry, FAR, Index, Open, Present};
use program::{Programs, TooDeep};
use regex::Regex;
use serde::{Deserialize, Serialize};
use stored::Once;
pub(crate) use taken::{Part, Taken, Taker, Takers};

use crate::rule::pattern::{Node, Pattern, PatternErrorKind};
use crate::text::pinyin;
use crate::text::segment::Segmenter;
use crate::transcript::Role;

/// The largest compiled regex allowed, in bytes.
const REGEX_SIZE_LIMIT: usize = 4 << 20;

/// A list of patterns that are looked up together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) struct GroupId(u32);

impl GroupId {
    /// Its place among the groups of its matcher.
    pub(crate) const fn index(self) -> usize {
        self.0 as usize
    }
}

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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
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
    groups: Vec<Collected>,
    known: HashMap<(Vec<String>, Form), GroupId>,
    segmenter: Arc<Segmenter>,
}

/// A group as it was collected.
#[derive(Debug)]
struct Collected {
    roles: RoleSet,
    watched: bool,
    form: Form,
    patterns: Vec<Written>,
}

/// Which form of a text a group is looked for in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
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

    /// Adds a group of patterns by their sources and returns its id. A group of the same patterns is used again: within
    /// a rule set, what is written the same is the same. `parse` says what the patterns stand for.
    pub(crate) fn group(
        &mut self,
        roles: RoleSet,
        sources: Vec<String>,
        parse: impl FnOnce() -> Vec<Written>,
    ) -> GroupId {
        self.add(roles, sources, Form::Normal, parse)
    }

    /// Adds a group that is looked for by sound. Raw regexes have none: they find nothing in it.
    pub(crate) fn sound_group(
        &mut self,
        roles: RoleSet,
        sources: Vec<String>,
        parse: impl FnOnce() -> Vec<Written>,
    ) -> GroupId {
        let heard =
            |w: Written| Written { source: w.source, patterns: w.patterns.iter().filter_map(sound::sounded).collect() };
        self.add(roles, sources, Form::Sound, || parse().into_iter().map(heard).collect())
    }

    /// Has a group searched in every turn of its roles, together with the others that are: for what a check looks for
    /// in most turns.
    pub(crate) fn watch(&mut self, group: GroupId) {
        if let Some(collected) = self.groups.get_mut(group.index()) {
            collected.watched = true;
        }
    }

    fn add(
        &mut self,
        roles: RoleSet,
        sources: Vec<String>,
        form: Form,
        parse: impl FnOnce() -> Vec<Written>,
    ) -> GroupId {
        let key = (sources, form);
        if let Some(&id) = self.known.get(&key) {
            if let Some(collected) = self.groups.get_mut(id.index()) {
                collected.roles = collected.roles.union(roles);
            }
            return id;
        }
        let id = GroupId(self.groups.len() as u32);
        self.groups.push(Collected { roles, watched: false, form, patterns: parse() });
        self.known.insert(key, id);
        id
    }

    /// Compiles everything.
    #[must_use]
    pub(crate) fn build(self) -> Matcher {
        let mut matcher = Matcher { segmenter: Arc::clone(&self.segmenter), id: new_id(), ..Matcher::default() };
        let mut making = Making::default();
        let mut by_source: HashMap<(&str, Form), u32> = HashMap::new();
        let mut uses: Vec<Vec<Use>> = Vec::new();
        for (id, collected) in self.groups.iter().enumerate() {
            let Collected { roles, watched, form, patterns } = collected;
            let mut sources = Vec::with_capacity(patterns.len());
            let mut parts = Vec::new();
            for (place, written) in patterns.iter().enumerate() {
                for pattern in &written.patterns {
                    let index =
                        *by_source.entry((&pattern.source, *form)).or_insert_with(|| matcher.add(pattern, &mut making));
                    let group = GroupId(id as u32);
                    uses.resize(matcher.patterns.len(), Vec::new());
                    uses[index as usize].push(Use { group, place: place as u32 });
                    parts.push(index);
                }
                sources.push(written.source.clone());
            }
            parts.sort_unstable();
            parts.dedup();
            let index = Once::new();
            let (sources, parts) = (sources.iter().collect(), parts.into());
            matcher.groups.push(Group { form: *form, roles: *roles, watched: *watched, sources, parts, index });
        }
        for (place, uses) in uses.into_iter().enumerate() {
            let from = matcher.uses.len() as u32;
            matcher.uses.extend(uses);
            let uses = from..matcher.uses.len() as u32;
            matcher.patterns.set(place, Compiled { uses, ..matcher.patterns.at(place) });
        }
        matcher.programs.finish();
        matcher
    }
}

/// The compiled patterns of a rule set.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub(crate) struct Matcher {
    alphabet: Alphabet,
    programs: Programs,
    units: List<Unit>,
    /// What units name by number.
    regexes: Texts,
    /// One a regex, compiled when it is first needed; `None` where it does not compile, which validation rules out.
    #[serde(skip)]
    compiled: Vec<OnceLock<Option<Regex>>>,
    openings: List<(u32, u8, u8)>,
    /// Lists of keys of which some units need one, one after the other, and where each of them is.
    keys: List<u32>,
    lists: List<(u32, u32)>,
    /// Which lists units need.
    needs: List<u16>,
    patterns: List<Compiled>,
    uses: List<Use>,
    groups: Vec<Group>,
    /// What is searched in every turn of a role, indexed when the role first speaks.
    sides: [Once<Indexed>; Role::ALL.len()],
    /// The same over sound forms.
    sound_sides: [Once<Indexed>; Role::ALL.len()],
    #[serde(skip)]
    segmenter: Arc<Segmenter>,
    /// No other matcher of this process has it.
    #[serde(skip, default = "new_id")]
    id: u64,
}

/// A list of patterns.
#[derive(Debug, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
struct Group {
    form: Form,
    roles: RoleSet,
    watched: bool,
    /// Its patterns as they were written.
    sources: Texts,
    /// What these stand for.
    parts: List<u32>,
    index: Once<Indexed>,
}

/// A pattern: the units that find it, and the groups it belongs to.
#[derive(Debug)]
struct Compiled {
    units: Range<u32>,
    uses: Range<u32>,
}

/// A pattern's place in a group.
#[derive(Debug, Clone, Copy)]
struct Use {
    group: GroupId,
    place: u32,
}

/// What is searched by itself.
#[derive(Debug)]
struct Unit {
    pattern: u32,
    engine: Engine,
    /// Where its gate is in `openings`; an empty one is always open.
    gate: Range<u32>,
    /// Where the lists are in `needs` of which a text must hold something.
    needs: Range<u32>,
}

/// What finds the matches of a unit; regexes by their number.
#[derive(Debug, Clone, Copy)]
enum Engine {
    /// Every place of a phrase, those that overlap too.
    Phrase(u32),
    /// Matches one after the other.
    Program(u32),
    /// The same for a raw regex, which does by itself what no program can.
    Raw(u32, u32),
    /// A raw regex that no program stands for.
    Regex(u32),
}

/// Units to be searched together.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub(crate) struct Indexed {
    index: Index,
    ungated: List<u32>,
}

/// What building works with. Pieces are known by their address, so that all of them are kept to the end.
#[derive(Debug, Default)]
struct Making {
    gates: Gates,
    readings: Vec<raw::Reading>,
    /// Lists of keys that are there already.
    lists: HashMap<Vec<u32>, u16>,
}

thread_local! {
    /// What can match where, and what a text holds: kept from one search to the next for their room.
    static OPEN: RefCell<(Vec<Open>, Present)> = RefCell::default();
}

impl Matcher {
    /// All hits of watched groups in a turn's normal form, sorted by group, place in the text and pattern.
    #[must_use]
    pub(crate) fn hits(&self, role: Role, text: &str, symbols: &Symbols) -> Vec<Hit> {
        let mut hits = Vec::new();
        let counts = |form: Form| move |u: &Use| self.watches(*u, role, form);
        self.collect(self.side(role, Form::Normal), Read { text, symbols }, counts(Form::Normal), &mut hits);
        let heard = self.side(role, Form::Sound);
        if !heard.is_empty() {
            // A sign is as long as its character: places in the sound form are places in the text.
            let text = &pinyin::sound(text);
            self.collect(heard, Read { text, symbols: &self.read(text) }, counts(Form::Sound), &mut hits);
        }
        sorted(&mut hits);
        hits
    }

    /// A text as searches read it.
    #[must_use]
    pub(crate) fn read(&self, text: &str) -> Symbols {
        self.alphabet.read(text)
    }

    /// What is searched in every turn of a role.
    fn side(&self, role: Role, form: Form) -> &Indexed {
        let sides = match form {
            Form::Normal => &self.sides,
            Form::Sound => &self.sound_sides,
        };
        sides[index(role)].get_or_init(|| self.watched(role, form))
    }

    /// What is searched when a group is asked for.
    fn index_of<'m>(&self, group: &'m Group) -> &'m Indexed {
        group.index.get_or_init(|| self.indexed(group.parts.iter().map(|p| self.patterns.at(p as usize))))
    }

    fn watched(&self, role: Role, form: Form) -> Indexed {
        self.indexed(self.patterns.iter().filter(|p| self.uses(p).iter().any(|u| self.watches(u, role, form))))
    }

    fn uses(&self, pattern: &Compiled) -> Slice<'_, Use> {
        self.uses.part(as_range(&pattern.uses))
    }

    fn watches(&self, u: Use, role: Role, form: Form) -> bool {
        let group = &self.groups[u.group.index()];
        group.watched && group.form == form && group.roles.contains(role)
    }

    /// What no other matcher of this process has.
    #[must_use]
    pub(crate) const fn id(&self) -> u64 {
        self.id
    }

    /// How many groups there are.
    #[must_use]
    pub(crate) const fn groups(&self) -> usize {
        self.groups.len()
    }

    /// Whether `hits` looks for a group; else `search` does.
    #[must_use]
    pub(crate) fn is_watched(&self, group: GroupId) -> bool {
        self.groups[group.0 as usize].watched
    }

    /// Whether a group is meant for the turns of a role.
    #[must_use]
    pub(crate) fn is_for(&self, group: GroupId, role: Role) -> bool {
        self.groups[group.0 as usize].roles.contains(role)
    }

    /// The hits of one group in any text.
    #[must_use]
    pub(crate) fn search(&self, group: GroupId, text: &str) -> Vec<Hit> {
        self.search_read(group, text, &self.read(text))
    }

    /// The same in a text that was read before.
    #[must_use]
    pub(crate) fn search_read(&self, group: GroupId, text: &str, symbols: &Symbols) -> Vec<Hit> {
        let mut hits = Vec::new();
        let searched = &self.groups[group.0 as usize];
        let indexed = self.index_of(searched);
        let counts = |u: &Use| u.group == group;
        match searched.form {
            Form::Normal => self.collect(indexed, Read { text, symbols }, counts, &mut hits),
            Form::Sound => {
                let text = &pinyin::sound(text);
                self.collect(indexed, Read { text, symbols: &self.read(text) }, counts, &mut hits);
            }
        }
        sorted(&mut hits);
        hits
    }

    /// Adds what the units of an index find.
    fn collect(&self, indexed: &Indexed, read: Read<'_>, counts: impl Fn(&Use) -> bool, hits: &mut Vec<Hit>) {
        OPEN.with_borrow_mut(|(open, present)| {
            open.clear();
            present.clear(self.lists.len());
            let last = read.symbols.codes.len().saturating_sub(1) as u32;
            open.extend(indexed.ungated.iter().map(|unit| Open { unit, from: 0, to: last }));
            indexed.index.scan(&read.symbols.codes, open, present);
            open.retain(|o| {
                let needs = self.units.at(o.unit as usize).needs;
                self.needs.part(as_range(&needs)).iter().all(|list| present.has(list))
            });
            open.sort_unstable();
            for opened in open.chunk_by(|a, b| a.unit == b.unit) {
                let unit = self.units.at(opened[0].unit as usize);
                let uses = self.uses(&self.patterns.at(unit.pattern as usize));
                self.matches(&unit, read, opened, |range| {
                    for Use { group, place } in uses.iter().filter(|u| counts(u)) {
                        hits.push(Hit { group, pattern: place, start: range.start as u32, end: range.end as u32 });
                    }
                });
            }
        });
    }

    /// The matches of a unit that start where its gate opened, as bytes.
    fn matches(&self, unit: &Unit, read: Read<'_>, opened: &[Open], mut each: impl FnMut(Range<usize>)) {
        let (program, overlapping) = match unit.engine {
            Engine::Phrase(program) => (program, true),
            Engine::Program(program) | Engine::Raw(program, _) => (program, false),
            Engine::Regex(regex) => return self.searched(regex, read.text, each),
        };
        let byte = |symbol: usize| read.symbols.starts[symbol] as usize;
        let mut run = self.programs.ready(program, &self.alphabet, read);
        // Places before this one are done with.
        let mut next = 0;
        for open in opened {
            for start in (open.from as usize).max(next)..=open.to as usize {
                if start < next {
                    continue;
                }
                next = start + 1;
                match run.end(start) {
                    Ok(None) => {}
                    Ok(Some(end)) => {
                        each(byte(start)..byte(end));
                        if !overlapping {
                            next = end.max(next);
                        }
                    }
                    Err(TooDeep) => {
                        if let Engine::Raw(_, regex) = unit.engine {
                            self.searched(regex, read.text, each);
                        }
                        return;
                    }
                }
            }
        }
    }

    fn add(&mut self, pattern: &Pattern, making: &mut Making) -> u32 {
        let index = self.patterns.len() as u32;
        let first = self.units.len() as u32;
        if let Some(phrases) = &pattern.phrases {
            for phrase in phrases {
                let door = making.gates.of(&[Node::Text(phrase.clone())]);
                let engine = match self.programs.phrase(phrase, &mut self.alphabet) {
                    Some(program) => Engine::Phrase(program),
                    None => Engine::Regex(self.regex(&regex_syntax::escape(phrase))),
                };
                self.unit(index, engine, door, making);
            }
        } else {
            let reading = raw::reading(&pattern.nodes);
            let nodes = reading.as_ref().map_or(&pattern.nodes, |r| &r.nodes);
            let program = match reading.as_ref().is_some_and(|r| r.loose) {
                true => None,
                false => self.programs.add(nodes, &mut self.alphabet),
            };
            let engine = match (program, &reading) {
                (Some(program), None) => Engine::Program(program),
                (Some(program), Some(_)) => Engine::Raw(program, self.regex(&pattern.regex())),
                (None, _) => Engine::Regex(self.regex(&pattern.regex())),
            };
            let door = making.gates.of(nodes);
            self.unit(index, engine, door, making);
            making.readings.extend(reading);
        }
        self.patterns.push(Compiled { units: first..self.units.len() as u32, uses: 0..0 });
        index
    }

    fn regex(&mut self, source: &str) -> u32 {
        self.regexes.push(source);
        self.compiled.push(OnceLock::new());
        self.regexes.len() as u32 - 1
    }

    /// The matches of a regex, as bytes.
    fn searched(&self, number: u32, text: &str, mut each: impl FnMut(Range<usize>)) {
        let Some(regex) = self.compiled.get(number as usize) else { return };
        let regex = regex.get_or_init(|| compile(self.regexes.get(number as usize)).ok());
        regex.iter().flat_map(|r| r.find_iter(text)).for_each(|m| each(m.range()));
    }

    fn unit(&mut self, pattern: u32, engine: Engine, door: Door, making: &mut Making) {
        let gate = gate_of(door.openings, &mut self.alphabet, &mut self.openings);
        let from = self.needs.len() as u32;
        for keys in &door.needs {
            let list = self.list(keys, &mut making.lists);
            self.needs.extend(list);
        }
        self.units.push(Unit { pattern, engine, gate, needs: from..self.needs.len() as u32 });
    }

    /// The number of a list of keys; `None` where a character has no symbol, or there are too many lists.
    fn list(&mut self, keys: &[Key], known: &mut HashMap<Vec<u32>, u16>) -> Option<u16> {
        let mut codes: Vec<u32> = keys.iter().map(|k| key_of(*k, &mut self.alphabet)).collect::<Option<_>>()?;
        codes.sort_unstable();
        codes.dedup();
        if let Some(known) = known.get(&codes) {
            return Some(*known);
        }
        let list = u16::try_from(self.lists.len()).ok()?;
        let from = self.keys.len() as u32;
        self.keys.extend(codes.iter().copied());
        self.lists.push((from, self.keys.len() as u32));
        known.insert(codes, list);
        Some(list)
    }

    fn indexed(&self, patterns: impl Iterator<Item = Compiled>) -> Indexed {
        let mut keyed = Vec::new();
        let mut ungated = Vec::new();
        let mut lists = BTreeSet::new();
        for unit in patterns.flat_map(|p| p.units) {
            let Unit { gate, needs, .. } = self.units.at(unit as usize);
            lists.extend(self.needs.part(as_range(&needs)).iter());
            let gate = self.openings.part(as_range(&gate));
            keyed.extend(gate.iter().map(|(key, least, most)| (key, Entry { unit, least, most })));
            if gate.is_empty() {
                ungated.push(unit);
            }
        }
        let keys = |list: u16| {
            let (from, to) = self.lists.at(usize::from(list));
            self.keys.part(from as usize..to as usize).iter().map(move |key| (key, list))
        };
        let listed: Vec<(u32, u16)> = lists.into_iter().flat_map(keys).collect();
        Indexed { index: Index::new(&keyed, &listed), ungated: ungated.into() }
    }

    /// What cuts texts into words.
    pub(crate) fn segmenter(&self) -> &Segmenter {
        &self.segmenter
    }

    /// A pattern of a group, as it was written.
    #[must_use]
    pub(crate) fn source(&self, group: GroupId, pattern: u32) -> &str {
        self.groups[group.0 as usize].sources.get(pattern as usize)
    }
}

impl Indexed {
    fn is_empty(&self) -> bool {
        self.index.is_empty() && self.ungated.is_empty()
    }
}

of_numbers!(Compiled: 4, Use: 2, (u32, u32): 2, (u32, u8, u8): 2, Unit: 8);

impl Numbers<4> for Compiled {
    fn numbers(&self) -> [u32; 4] {
        [self.units.start, self.units.end, self.uses.start, self.uses.end]
    }

    fn of_numbers([a, b, c, d]: [u32; 4]) -> Self {
        Self { units: a..b, uses: c..d }
    }
}

impl Numbers<2> for Use {
    fn numbers(&self) -> [u32; 2] {
        [self.group.0, self.place]
    }

    fn of_numbers([group, place]: [u32; 2]) -> Self {
        Self { group: GroupId(group), place }
    }
}

impl Numbers<2> for (u32, u32) {
    fn numbers(&self) -> [u32; 2] {
        [self.0, self.1]
    }

    fn of_numbers([a, b]: [u32; 2]) -> Self {
        (a, b)
    }
}

impl Numbers<2> for (u32, u8, u8) {
    fn numbers(&self) -> [u32; 2] {
        [self.0, u32::from(self.1) << 8 | u32::from(self.2)]
    }

    fn of_numbers([key, distances]: [u32; 2]) -> Self {
        (key, (distances >> 8) as u8, distances as u8)
    }
}

impl Numbers<8> for Unit {
    fn numbers(&self) -> [u32; 8] {
        let [kind, a, b] = match self.engine {
            Engine::Phrase(program) => [0, program, 0],
            Engine::Program(program) => [1, program, 0],
            Engine::Raw(program, regex) => [2, program, regex],
            Engine::Regex(regex) => [3, regex, 0],
        };
        [self.pattern, kind, a, b, self.gate.start, self.gate.end, self.needs.start, self.needs.end]
    }

    fn of_numbers([pattern, kind, first, second, gate @ .., needs, needs_end]: [u32; 8]) -> Self {
        let engine = match kind {
            0 => Engine::Phrase(first),
            1 => Engine::Program(first),
            2 => Engine::Raw(first, second),
            _ => Engine::Regex(first),
        };
        Self { pattern, engine, gate: gate[0]..gate[1], needs: needs..needs_end }
    }
}

fn new_id() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

fn sorted(hits: &mut Vec<Hit>) {
    hits.sort_unstable_by_key(|h| (h.group, h.start, h.end, h.pattern));
    hits.dedup();
}

fn as_range(range: &Range<u32>) -> Range<usize> {
    range.start as usize..range.end as usize
}

/// A key as the index knows it; `None` where a character has no symbol.
fn key_of(key: Key, alphabet: &mut Alphabet) -> Option<u32> {
    match key {
        Key::Start => Some(index::START),
        Key::One(a) => alphabet.symbol(a).map(index::one),
        Key::Two(a, b) => Some(index::pair(alphabet.symbol(a)?, alphabet.symbol(b)?)),
    }
}

/// Adds a gate to the store. Where a character has no symbol, the gate can't be told and stays open.
fn gate_of(gate: Option<Vec<Opening>>, alphabet: &mut Alphabet, store: &mut List<(u32, u8, u8)>) -> Range<u32> {
    let from = store.len() as u32;
    let distance = |n: usize| u8::try_from(n).unwrap_or(FAR);
    for Opening { key, before } in gate.unwrap_or_default() {
        let (Some(key), false) = (key_of(key, alphabet), before.0 > usize::from(FAR)) else {
            store.truncate(from as usize);
            break;
        };
        let most = if before.1 == UNBOUNDED { FAR } else { distance(before.1) };
        store.push((key, distance(before.0), most));
    }
    from..store.len() as u32
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

/// Whether a pattern is tried only in few places: where one of its characters occurs, at the start of a turn, or where
/// one look at a character decides.
pub(crate) fn is_gated(pattern: &Pattern) -> bool {
    let reading = raw::reading(&pattern.nodes);
    let nodes = reading.as_ref().map_or(&pattern.nodes, |r| &r.nodes);
    let short = nodes.iter().map(Node::longest).fold(0, usize::saturating_add) <= 1;
    let anchored = matches!(nodes.first(), Some(Node::Start));
    short || anchored || pattern.phrases.is_some() || Gates::default().of(nodes).openings.is_some()
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::rule::pattern::Lexicons;
    use crate::sealed;

    fn written(source: &str) -> Written {
        let patterns = vec![Pattern::parse(source, &Lexicons::new()).unwrap()];
        Written { source: source.to_owned(), patterns }
    }

    /// A builder's group of these patterns, watched.
    fn watched(builder: &mut MatcherBuilder, roles: RoleSet, patterns: Vec<Written>) -> GroupId {
        let group = builder.group(roles, patterns.iter().map(|w| w.source.clone()).collect(), || patterns);
        builder.watch(group);
        group
    }

    fn matcher(patterns: &[&str]) -> (Matcher, Vec<GroupId>) {
        let mut builder = MatcherBuilder::default();
        let everybody = RoleSet::of(|_| true);
        let groups = patterns.iter().map(|p| watched(&mut builder, everybody, vec![written(p)])).collect();
        (builder.build(), groups)
    }

    /// The hits of one pattern, without index and gates: every place of every phrase, or every match of the regex.
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

    fn hits(matcher: &Matcher, role: Role, text: &str) -> Vec<Hit> {
        matcher.hits(role, text, &matcher.read(text))
    }

    fn found(matcher: &Matcher, group: GroupId, text: &str) -> Vec<(usize, usize)> {
        let all = hits(matcher, Role::Agent, text);
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
        let group = watched(&mut builder, RoleSet::of(|r| r == Role::Agent), vec![written("没办法")]);
        let matcher = builder.build();
        assert_eq!(found(&matcher, group, "没办法").len(), 1);
        assert!(hits(&matcher, Role::Customer, "没办法").is_empty());
    }

    #[test]
    fn repetition_too_long_to_follow_is_found_all_the_same() {
        let (matcher, groups) = matcher(&["/您(?:没|不办)*法/"]);
        let text = format!("您{}法", "没".repeat(5000));
        assert_eq!(found(&matcher, groups[0], &text), [(0, text.len())]);
    }

    #[test]
    fn entries_of_a_lexicon_are_one_written_pattern() {
        let entry = |source: &str| Pattern::parse(source, &Lexicons::new()).unwrap();
        let thanks = Written { source: "<thanks>".to_owned(), patterns: vec![entry("谢谢"), entry("谢…{4}您")] };
        let sorry = Written { source: "抱歉".to_owned(), patterns: vec![entry("抱歉")] };
        let everybody = RoleSet::of(|_| true);
        let mut builder = MatcherBuilder::default();
        let group = watched(&mut builder, everybody, vec![thanks, sorry]);
        let matcher = builder.build();
        let places = |text: &str| -> Vec<(u32, Range<usize>)> {
            hits(&matcher, Role::Agent, text).iter().map(|h| (h.pattern, h.range())).collect()
        };
        assert_eq!(places("谢谢您"), [(0, 0..6), (0, 0..9)]);
        assert_eq!(places("抱歉"), [(1, 0..6)]);
        assert_eq!(matcher.search(group, "谢谢您").len(), 2);
        assert_eq!(matcher.source(group, 0), "<thanks>");
    }

    /// Hits of a pattern by sound.
    fn heard(pattern: &str, text: &str) -> Vec<(usize, usize)> {
        let mut builder = MatcherBuilder::default();
        let sources = vec![pattern.to_owned()];
        let group = builder.sound_group(RoleSet::of(|_| true), sources, || vec![written(pattern)]);
        builder.watch(group);
        let matcher = builder.build();
        assert_eq!(matcher.search(group, text).is_empty(), found(&matcher, group, text).is_empty());
        found(&matcher, group, text)
    }

    #[test]
    fn groups_by_sound_find_homophones() {
        assert_eq!(heard("工号(为|是)", "您好公号为一零二"), [(6, 15)]);
        assert!(heard("/工号/", "工号").is_empty());
    }

    /// Raw regexes of every build.
    const RAW: &[&str] = &[
        "/[没您]([^办，]{0,3}|美)*[办法]/",
        "/(没|不){1,2}?[^a]+?法$/",
        "/(?:您|(?:没不)*)办/",
        "/^[^没]*不(?:您|法){2,}/",
        "/(?:没|不|您)+法?/",
        "/.办./",
        "/[^，。]{2,4}[法a]/",
    ];

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
            patterns in prop::collection::vec(prop_oneof![
                3 => "[没办法您不]{1,3}|[没您](…\\{[1-4]\\})[办法]|\\([没您]\\|不[办法]\\)法|(\\(您\\)\\?)没办|\\^[您没]法|没[办法]\\$|/[没不]{2,3}/",
                1 => prop::sample::select(RAW).prop_map(str::to_owned),
            ], 1..8),
            text in "[没办法您不，。a]{0,24}",
        ) {
            let written: Vec<&str> = patterns.iter().map(String::as_str).collect();
            let (matcher, groups) = matcher(&written);
            let kept = sealed::seal(&matcher.parts());
            let stored = sealed::open::<Matcher>(kept.leak()).unwrap().of_parts(Arc::default());
            for (pattern, group) in written.iter().zip(groups) {
                let expected = naive(pattern, &text);
                prop_assert_eq!(&found(&matcher, group, &text), &expected, "{}", pattern);
                prop_assert_eq!(&found(&stored, group, &text), &expected, "{}, stored", pattern);
                let searched: Vec<(usize, usize)> =
                    matcher.search(group, &text).iter().map(|h| (h.start as usize, h.end as usize)).collect();
                prop_assert_eq!(&searched, &expected, "{}, searched", pattern);
            }
        }
    }
}
