//! Patterns as trees of choices, in which every phrase (a pattern, an alternative, an entry of a lexicon) has a number.
//!
//! Raw regexes become the same trees, so that their alternatives are phrases as well. A lexicon is one tree, whichever
//! patterns name it.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use regex_syntax::ast::{self, Ast, RepetitionKind, RepetitionRange};
use regex_syntax::hir::{Class, HirKind, translate::Translator};

use crate::rule::pattern::{Branches, Node, Pattern};
use crate::rule::set::RuleSet;

/// The number of a phrase.
pub(super) type PhraseId = usize;

/// A piece of a pattern.
#[derive(Debug, Clone)]
pub(super) enum Piece {
    /// These characters.
    Text(String),
    /// One character of these ranges.
    Class(Vec<(char, char)>),
    /// A comma or none.
    Comma,
    /// Up to so many characters inside a sentence.
    Gap(usize),
    /// A number.
    Number,
    /// The start or the end of the turn, an edge of a word: nothing that is said.
    Edge,
    /// The end of the turn, marks before it included.
    End,
    /// One of several.
    Choice(Arc<Choice>),
    /// Again and again.
    Repeat(Arc<Repeat>),
}

/// Branches of which one is taken.
#[derive(Debug)]
pub(super) struct Choice {
    /// The phrase that the first branch is, the others follow; where there is but one branch, none.
    pub(super) first: Option<PhraseId>,
    pub(super) branches: Vec<Vec<Piece>>,
    pub(super) optional: bool,
    /// The lexicon that it is.
    pub(super) lexicon: Option<String>,
}

/// Pieces that come several times.
#[derive(Debug)]
pub(super) struct Repeat {
    pub(super) pieces: Vec<Piece>,
    pub(super) min: usize,
    pub(super) max: usize,
}

/// Where phrases are written.
#[derive(Debug, Clone)]
pub(super) struct Written {
    /// The rule, lexicon or situation: its place in the order of the report.
    pub(super) owner: usize,
    /// The pattern of the owner: its place among all.
    pub(super) pattern: usize,
    /// The alternative as a pattern; absent for the pattern itself.
    pub(super) alternative: Option<String>,
    /// It is a lexicon without entries, made to be filled: there is nothing to say.
    pub(super) hollow: bool,
}

/// The owners of all phrases below some pieces but one.
pub(super) fn lexicons(pieces: &[Piece], phrases: &[Written], but: usize) -> Vec<usize> {
    let mut seen = HashSet::new();
    let mut found = HashSet::new();
    walk(pieces, &mut |choice: &Choice| {
        let first = choice.first.filter(|_| !choice.branches.is_empty());
        found.extend(first.map(|first| phrases[first].owner).filter(|owner| *owner != but));
        choice.lexicon.is_none() || seen.insert(choice.first)
    });
    let mut found: Vec<usize> = found.into_iter().collect();
    found.sort_unstable();
    found
}

/// Visits every choice, and what is inside it where the visitor says so.
fn walk(pieces: &[Piece], visit: &mut dyn FnMut(&Choice) -> bool) {
    for piece in pieces {
        match piece {
            Piece::Choice(choice) if visit(choice) => {
                for branch in &choice.branches {
                    walk(branch, visit);
                }
            }
            Piece::Repeat(repeat) => walk(&repeat.pieces, visit),
            _ => {}
        }
    }
}

/// Turns patterns into trees.
pub(super) struct Planter<'s> {
    set: &'s RuleSet,
    /// Names of lexicons by the address of their entries, which the set keeps.
    names: HashMap<usize, String>,
    planted: HashMap<String, Arc<Choice>>,
    /// The owner and pattern of each entry of a lexicon.
    entries: HashMap<String, Vec<(usize, usize)>>,
    /// Every phrase.
    pub(super) phrases: Vec<Written>,
}

impl<'s> Planter<'s> {
    /// `entries`: for every lexicon, in the order of its entries, their owner and pattern.
    pub(super) fn new(set: &'s RuleSet, entries: HashMap<String, Vec<(usize, usize)>>) -> Self {
        let address = |name: &str| match Pattern::parse(&format!("<{name}>"), &set.lexicons).ok()?.nodes.first()? {
            Node::Group(group) => Some(address(&group.branches)),
            _ => None,
        };
        let names = set.lexicons.iter().filter_map(|(name, _)| Some((address(name)?, name.to_owned()))).collect();
        Self { set, names, planted: HashMap::new(), entries, phrases: Vec::new() }
    }

    /// The tree of a lexicon.
    pub(super) fn lexicon(&mut self, name: &str) -> Option<Arc<Choice>> {
        if let Some(known) = self.planted.get(name) {
            return Some(Arc::clone(known));
        }
        let pattern = Pattern::parse(&format!("<{name}>"), &self.set.lexicons).ok()?;
        let Some(Node::Group(group)) = pattern.nodes.first() else { return None };
        let places = self.entries.get(name).cloned().unwrap_or_default();
        let first = self.phrases.len();
        let written = |&(owner, pattern): &(usize, usize)| Written { owner, pattern, alternative: None, hollow: false };
        self.phrases.extend(places.iter().map(written));
        let branches = group.branches.iter().zip(&places);
        let branches = branches.map(|(nodes, at)| self.pieces(nodes, *at)).collect();
        let choice = Choice { first: Some(first), branches, optional: false, lexicon: Some(name.to_owned()) };
        let choice = Arc::new(choice);
        self.planted.insert(name.to_owned(), Arc::clone(&choice));
        Some(choice)
    }

    /// The tree of a pattern, and the phrase that it is.
    pub(super) fn pattern(&mut self, source: &str, (owner, pattern): (usize, usize)) -> (PhraseId, Vec<Piece>) {
        let id = self.phrases.len();
        self.phrases.push(Written { owner, pattern, alternative: None, hollow: false });
        let parsed = Pattern::parse(source, &self.set.lexicons);
        let pieces = parsed.map(|p| self.pieces(&p.nodes, (owner, pattern))).unwrap_or_default();
        self.phrases[id].hollow = matches!(&pieces[..], [Piece::Choice(choice)] if choice.branches.is_empty());
        (id, pieces)
    }

    fn pieces(&mut self, nodes: &[Node], at: (usize, usize)) -> Vec<Piece> {
        nodes.iter().flat_map(|node| self.piece(node, at)).collect()
    }

    fn piece(&mut self, node: &Node, at: (usize, usize)) -> Vec<Piece> {
        let one = match node {
            Node::Text(text) => Piece::Text(text.clone()),
            Node::OneOf(chars) => Piece::Class(chars.iter().map(|c| (*c, *c)).collect()),
            Node::Comma => Piece::Comma,
            Node::Gap(n) => Piece::Gap(*n),
            Node::Number => Piece::Number,
            Node::Start | Node::Finish => Piece::Edge,
            Node::End => Piece::End,
            Node::Class(ranges) => Piece::Class(ranges.clone()),
            Node::Raw(raw) => return self.raw(raw, at),
            Node::Repeat(repeat) => {
                let pieces = self.pieces(&repeat.nodes, at);
                Piece::Repeat(Arc::new(Repeat { pieces, min: repeat.min, max: repeat.max.unwrap_or(usize::MAX) }))
            }
            Node::Group(group) => {
                let lexicon = self.names.get(&address(&group.branches)).cloned();
                if let Some(choice) = lexicon.and_then(|name| self.lexicon(&name)) {
                    let branches = vec![vec![Piece::Choice(Arc::clone(&choice))]];
                    return vec![Piece::Choice(match group.optional {
                        true => Arc::new(Choice { first: None, branches, optional: true, lexicon: None }),
                        false => choice,
                    })];
                }
                let branches = group.branches.iter().map(|b| self.pieces(b, at)).collect();
                self.choice(branches, group.optional, at)
            }
        };
        vec![one]
    }

    fn choice(&mut self, branches: Vec<Vec<Piece>>, optional: bool, (owner, pattern): (usize, usize)) -> Piece {
        let first = (branches.len() > 1).then_some(self.phrases.len());
        if first.is_some() {
            let written = |b: &Vec<Piece>| Written { owner, pattern, alternative: Some(shown(b)), hollow: false };
            self.phrases.extend(branches.iter().map(written));
        }
        Piece::Choice(Arc::new(Choice { first, branches, optional, lexicon: None }))
    }

    fn raw(&mut self, raw: &str, at: (usize, usize)) -> Vec<Piece> {
        let parsed = ast::parse::Parser::new().parse(raw);
        parsed.map(|tree| self.tree(raw, &tree, at)).unwrap_or_default()
    }

    fn tree(&mut self, raw: &str, tree: &Ast, at: (usize, usize)) -> Vec<Piece> {
        match tree {
            Ast::Empty(_) | Ast::Flags(_) => Vec::new(),
            Ast::Assertion(_) => vec![Piece::Edge],
            Ast::Literal(_) | Ast::Dot(_) | Ast::ClassUnicode(_) | Ast::ClassPerl(_) | Ast::ClassBracketed(_) => {
                let read = Translator::new().translate(raw, tree);
                match read.map(regex_syntax::hir::Hir::into_kind) {
                    Ok(HirKind::Literal(text)) => vec![Piece::Text(String::from_utf8_lossy(&text.0).into_owned())],
                    Ok(HirKind::Class(Class::Unicode(class))) => {
                        vec![Piece::Class(class.iter().map(|r| (r.start(), r.end())).collect())]
                    }
                    Ok(HirKind::Class(Class::Bytes(class))) => {
                        let ranges = class.iter().map(|r| (char::from(r.start()), char::from(r.end())));
                        vec![Piece::Class(ranges.collect())]
                    }
                    _ => Vec::new(),
                }
            }
            Ast::Group(group) => self.tree(raw, &group.ast, at),
            Ast::Concat(parts) => parts.asts.iter().flat_map(|part| self.tree(raw, part, at)).collect(),
            Ast::Alternation(parts) => {
                let branches = parts.asts.iter().map(|part| self.tree(raw, part, at)).collect();
                vec![self.choice(branches, false, at)]
            }
            Ast::Repetition(repetition) => {
                let pieces = self.tree(raw, &repetition.ast, at);
                let (min, max) = match &repetition.op.kind {
                    RepetitionKind::ZeroOrOne => (0, 1),
                    RepetitionKind::ZeroOrMore => (0, usize::MAX),
                    RepetitionKind::OneOrMore => (1, usize::MAX),
                    RepetitionKind::Range(RepetitionRange::Exactly(n)) => (*n as usize, *n as usize),
                    RepetitionKind::Range(RepetitionRange::AtLeast(n)) => (*n as usize, usize::MAX),
                    RepetitionKind::Range(RepetitionRange::Bounded(n, m)) => (*n as usize, *m as usize),
                };
                vec![Piece::Repeat(Arc::new(Repeat { pieces, min, max }))]
            }
        }
    }
}

/// Pieces as a pattern.
fn shown(pieces: &[Piece]) -> String {
    let mut out = String::new();
    for piece in pieces {
        match piece {
            Piece::Text(text) => out += text,
            Piece::Class(ranges) if ranges.len() > 12 => out += "[…]",
            Piece::Class(ranges) => {
                out.push('[');
                for (from, to) in ranges {
                    out.push(*from);
                    if from != to {
                        out.push('-');
                        out.push(*to);
                    }
                }
                out.push(']');
            }
            Piece::Comma => out.push('，'),
            Piece::Gap(n) => out += &format!("…{{{n}}}"),
            Piece::Number => out += "<number>",
            Piece::Edge => out.push('^'),
            Piece::End => out.push('$'),
            Piece::Choice(choice) => {
                if let Some(name) = &choice.lexicon {
                    out += &format!("<{name}>");
                } else {
                    let branches: Vec<String> = choice.branches.iter().map(|b| shown(b)).collect();
                    out += &format!("({})", branches.join("|"));
                }
                if choice.optional {
                    out.push('?');
                }
            }
            Piece::Repeat(repeat) => {
                out += &format!("({})", shown(&repeat.pieces));
                out += match (repeat.min, repeat.max) {
                    (0, 1) => "?",
                    (0, _) => "*",
                    _ => "+",
                };
            }
        }
    }
    out
}

/// Where branches are kept.
fn address(branches: &Branches) -> usize {
    Arc::as_ptr(branches).cast::<()>() as usize
}
