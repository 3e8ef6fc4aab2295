//! What somebody says in a turn, searched: all that follows from the words, whatever conversation they are said in.
//!
//! People in contact centres say the same sentences over and over. A thread remembers those it saw last, so that a
//! sentence is searched once and not in every conversation. Nothing but time depends on what is remembered.

use std::borrow::Cow;
use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;
use std::sync::Arc;

use crate::learned::{Model, Sums};
use crate::matcher::{GroupId, Hit, Matcher, Symbols};
use crate::text::entity::{self, Entity};
use crate::text::normalize::{Normalized, normalize};
use crate::text::{sentence, slots, stutter};
use crate::transcript::Role;

/// Longer turns are not remembered, in bytes: hardly anybody says them twice.
const LONGEST: usize = 600;
/// Turns a thread remembers for certain; it may remember twice as many.
const REMEMBERED: usize = 2048;
/// Roles, each in scripts and elsewhere.
const KINDS: usize = 2 * Role::ALL.len();

/// A turn's words, searched.
#[derive(Debug)]
pub(crate) struct Spoken {
    pub(crate) text: Normalized<'static>,
    symbols: Symbols,
    /// The hits of watched groups, by group.
    pub(super) hits: Box<[Hit]>,
    /// Those of other groups that were asked for and have some, by group.
    searched: RefCell<Vec<(GroupId, Rc<[Hit]>)>>,
    /// Groups that were asked for and have none, which is what most have.
    without: RefCell<Vec<GroupId>>,
    sentences: OnceCell<Vec<Range<usize>>>,
    clauses: OnceCell<Vec<Range<usize>>>,
    word_edges: OnceCell<Vec<usize>>,
    stutters: OnceCell<Vec<Range<usize>>>,
    entities: OnceCell<Vec<Entity>>,
    characters: OnceCell<usize>,
    weighed: RefCell<Vec<Rc<Weighed>>>,
}

/// What a model was told of a turn.
#[derive(Debug)]
struct Weighed {
    model: Arc<Model>,
    /// By its stretches.
    own: OnceCell<Stretches>,
    /// As what was said before an answer.
    before: OnceCell<Rc<Sums>>,
}

/// The stretches of a turn that a model scores by themselves.
pub(super) type Stretches = Rc<[(Range<usize>, Sums)]>;

impl Spoken {
    /// What a role says; in a script, with its slots filled.
    pub(super) fn new(text: &str, role: Role, is_script: bool, matcher: &Matcher) -> Rc<Self> {
        if text.len() > LONGEST {
            return Rc::new(Self::search(text, role, is_script, matcher));
        }
        MEMORY.with_borrow_mut(|memory| {
            memory.serve(matcher);
            let kind = role as usize * 2 + usize::from(is_script);
            if let Some(known) = memory.find(kind, text) {
                return known;
            }
            let spoken = Rc::new(Self::search(text, role, is_script, matcher));
            memory.keep(kind, text, &spoken);
            spoken
        })
    }

    fn search(text: &str, role: Role, is_script: bool, matcher: &Matcher) -> Self {
        let text = match is_script.then(|| slots::fill(text)) {
            Some(Cow::Owned(filled)) => normalize(&filled).into_owned(),
            Some(Cow::Borrowed(_)) | None => normalize(text).into_owned(),
        };
        let symbols = matcher.read(text.as_str());
        let hits = matcher.hits(role, text.as_str(), &symbols).into_boxed_slice();
        Self {
            text,
            symbols,
            hits,
            searched: RefCell::default(),
            without: RefCell::default(),
            sentences: OnceCell::new(),
            clauses: OnceCell::new(),
            word_edges: OnceCell::new(),
            stutters: OnceCell::new(),
            entities: OnceCell::new(),
            characters: OnceCell::new(),
            weighed: RefCell::default(),
        }
    }

    /// The hits of a watched group.
    pub(super) fn watched(&self, group: GroupId) -> &[Hit] {
        let from = self.hits.partition_point(|h| h.group < group);
        let to = from + self.hits[from..].iter().take_while(|h| h.group == group).count();
        &self.hits[from..to]
    }

    /// The hits of any group, whoever it is meant for, if there are any; found when they are first asked for.
    pub(super) fn searched(&self, group: GroupId, matcher: &Matcher) -> Option<Rc<[Hit]>> {
        let known_without = self.without.borrow().binary_search(&group);
        let Err(without_at) = known_without else { return None };
        let known = self.searched.borrow().binary_search_by_key(&group, |(g, _)| *g);
        match known {
            Ok(at) => Some(Rc::clone(&self.searched.borrow()[at].1)),
            Err(at) => {
                let hits = matcher.search_read(group, self.text.as_str(), &self.symbols);
                if hits.is_empty() {
                    self.without.borrow_mut().insert(without_at, group);
                    return None;
                }
                let hits: Rc<[Hit]> = hits.into();
                self.searched.borrow_mut().insert(at, (group, Rc::clone(&hits)));
                Some(hits)
            }
        }
    }

    pub(super) fn sentences(&self) -> &[Range<usize>] {
        self.sentences.get_or_init(|| sentence::sentences(&self.text))
    }

    pub(super) fn clauses(&self) -> &[Range<usize>] {
        self.clauses.get_or_init(|| sentence::clauses(&self.text))
    }

    /// The bytes at which words start, and the end.
    pub(super) fn word_edges(&self, matcher: &Matcher) -> &[usize] {
        self.word_edges.get_or_init(|| matcher.segmenter().boundaries(self.text.as_str()))
    }

    /// What is said twice in a row.
    pub(super) fn stutters(&self) -> &[Range<usize>] {
        self.stutters.get_or_init(|| stutter::find(self.text.as_str()))
    }

    /// The numbers, addresses and names in it.
    pub(super) fn entities(&self) -> &[Entity] {
        self.entities.get_or_init(|| entity::find(self.text.as_str()))
    }

    /// How many letters, digits and Chinese characters there are.
    pub(super) fn characters(&self) -> usize {
        *self.characters.get_or_init(|| self.text.as_str().chars().filter(|c| c.is_alphanumeric()).count())
    }

    /// What a model makes of the turn's stretches; `cut` says which there are.
    pub(super) fn stretches(&self, model: &Arc<Model>, cut: impl FnOnce() -> Vec<Range<usize>>) -> Stretches {
        let sums = |range: Range<usize>| {
            let sums = model.sums(&self.text.as_str()[range.clone()]);
            (range, sums)
        };
        Rc::clone(self.weighed(model).own.get_or_init(|| cut().into_iter().map(sums).collect()))
    }

    /// What a model makes of the turn as what was said before an answer.
    pub(super) fn before(&self, model: &Arc<Model>) -> Rc<Sums> {
        Rc::clone(self.weighed(model).before.get_or_init(|| Rc::new(model.sums_before(self.text.as_str()))))
    }

    fn weighed(&self, model: &Arc<Model>) -> Rc<Weighed> {
        let mut all = self.weighed.borrow_mut();
        if let Some(known) = all.iter().find(|w| Arc::ptr_eq(&w.model, model)) {
            return Rc::clone(known);
        }
        let new = Rc::new(Weighed { model: Arc::clone(model), own: OnceCell::new(), before: OnceCell::new() });
        all.push(Rc::clone(&new));
        new
    }
}

thread_local! {
    static MEMORY: RefCell<Memory> = RefCell::default();
}

/// The turns that a thread saw last, for one matcher. There are two lots: once the new one is full it becomes the old
/// one, and what nobody has said again since is forgotten.
#[derive(Debug, Default)]
struct Memory {
    /// Whose hits they are.
    matcher: u64,
    new: Lot,
    old: Lot,
}

#[derive(Debug, Default)]
struct Lot {
    turns: [HashMap<Box<str>, Rc<Spoken>>; KINDS],
    count: usize,
}

impl Memory {
    /// Forgets what another matcher found.
    fn serve(&mut self, matcher: &Matcher) {
        if self.matcher != matcher.id() {
            *self = Self { matcher: matcher.id(), ..Self::default() };
        }
    }

    fn find(&mut self, kind: usize, text: &str) -> Option<Rc<Spoken>> {
        if let Some(known) = self.new.turns[kind].get(text) {
            return Some(Rc::clone(known));
        }
        let (text, known) = self.old.turns[kind].remove_entry(text)?;
        self.insert(kind, text, Rc::clone(&known));
        Some(known)
    }

    fn keep(&mut self, kind: usize, text: &str, spoken: &Rc<Spoken>) {
        self.insert(kind, text.into(), Rc::clone(spoken));
    }

    fn insert(&mut self, kind: usize, text: Box<str>, spoken: Rc<Spoken>) {
        if self.new.count == REMEMBERED {
            self.old = std::mem::take(&mut self.new);
        }
        self.new.count += 1;
        self.new.turns[kind].insert(text, spoken);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matcher::{MatcherBuilder, RoleSet, Written};
    use crate::rule::pattern::{Lexicons, Pattern};

    fn matcher(phrase: &str) -> Matcher {
        let mut builder = MatcherBuilder::default();
        let patterns = vec![Pattern::parse(phrase, &Lexicons::new()).unwrap()];
        let written = Written { source: phrase.to_owned(), patterns };
        let group = builder.group(RoleSet::of(|_| true), vec![phrase.to_owned()], || vec![written]);
        builder.watch(group);
        builder.build()
    }

    fn agent(text: &str, matcher: &Matcher) -> Rc<Spoken> {
        Spoken::new(text, Role::Agent, false, matcher)
    }

    #[test]
    fn the_same_words_are_searched_once_for_a_matcher() {
        let (one, other) = (matcher("没办法"), matcher("您好"));
        let first = agent("没办法", &one);
        assert!(Rc::ptr_eq(&first, &agent("没办法", &one)));
        assert!(!Rc::ptr_eq(&first, &Spoken::new("没办法", Role::Customer, false, &one)));
        assert!(!Rc::ptr_eq(&first, &Spoken::new("没办法", Role::Agent, true, &one)));
        assert_eq!(first.hits.len(), 1);
        assert_eq!(agent("没办法", &other).hits.len(), 0);
        assert_eq!(agent("没办法", &one).hits.len(), 1);
    }

    #[test]
    fn what_nobody_says_again_is_forgotten() {
        let matcher = matcher("没办法");
        let (once, often) = (agent("没办法", &matcher), agent("没办法了", &matcher));
        for n in 0..3 * REMEMBERED {
            agent(&n.to_string(), &matcher);
            assert!(Rc::ptr_eq(&often, &agent("没办法了", &matcher)));
        }
        assert!(!Rc::ptr_eq(&once, &agent("没办法", &matcher)));
        MEMORY.with_borrow(|memory| {
            assert!(memory.new.count <= REMEMBERED && memory.old.count <= REMEMBERED);
        });
    }
}
