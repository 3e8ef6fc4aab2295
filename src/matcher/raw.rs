//! Raw regexes read as patterns, so that they have gates and programs like all others.

use std::sync::Arc;

use regex_syntax::hir::{Class, Hir, HirKind, Look};

use crate::rule::pattern::{Group, Node, Repeat};

/// Classes up to this size are spelled out.
const MAX_CLASS: usize = 24;

/// A regex as a pattern.
#[derive(Debug, Default)]
pub(super) struct Reading {
    pub(super) nodes: Vec<Node>,
    /// Something in it can't be said in a pattern: it matches no more than these nodes, and where they do.
    pub(super) loose: bool,
}

/// Reads a regex; nothing is certain about one that does not parse.
pub(super) fn read(regex: &str) -> Reading {
    let mut reading = Reading::default();
    match regex_syntax::Parser::new().parse(regex) {
        Ok(hir) => {
            let nodes = reading.nodes(&hir);
            reading.nodes = nodes;
        }
        Err(_) => reading.loose = true,
    }
    reading
}

/// A pattern with its raw regexes read; `None` where it has none.
pub(super) fn reading(nodes: &[Node]) -> Option<Reading> {
    match nodes {
        [Node::Raw(regex)] => Some(read(regex)),
        _ => None,
    }
}

impl Reading {
    fn nodes(&mut self, hir: &Hir) -> Vec<Node> {
        match hir.kind() {
            HirKind::Empty => Vec::new(),
            HirKind::Literal(literal) => match std::str::from_utf8(&literal.0) {
                Ok(text) => vec![Node::Text(text.to_owned())],
                Err(_) => self.anything(),
            },
            HirKind::Class(Class::Unicode(class)) => {
                let size: usize = class.ranges().iter().map(|r| r.end() as usize - r.start() as usize + 1).sum();
                vec![match size <= MAX_CLASS {
                    true => Node::OneOf(class.ranges().iter().flat_map(|r| r.start()..=r.end()).collect()),
                    false => Node::Class(class.ranges().iter().map(|r| (r.start(), r.end())).collect()),
                }]
            }
            HirKind::Class(Class::Bytes(_)) => self.anything(),
            HirKind::Look(Look::Start) => vec![Node::Start],
            HirKind::Look(Look::End) => vec![Node::Finish],
            // What stands around them is all that can be told.
            HirKind::Look(_) => {
                self.loose = true;
                Vec::new()
            }
            HirKind::Capture(capture) => self.nodes(&capture.sub),
            HirKind::Concat(parts) => parts.iter().flat_map(|part| self.nodes(part)).collect(),
            HirKind::Alternation(branches) => {
                let branches: Vec<Vec<Node>> = branches.iter().map(|branch| self.nodes(branch)).collect();
                vec![Node::Group(Group::new(branches.into(), false))]
            }
            HirKind::Repetition(repetition) => {
                let nodes = self.nodes(&repetition.sub);
                let (min, max) = (repetition.min as usize, repetition.max.map(|n| n as usize));
                match (min, max, repetition.greedy) {
                    (1, Some(1), _) => nodes,
                    (0, Some(1), true) => vec![Node::Group(Group::new(vec![nodes].into(), true))],
                    (_, _, greedy) => vec![Node::Repeat(Repeat { nodes: Arc::new(nodes), min, max, greedy })],
                }
            }
        }
    }

    /// Any text at all.
    fn anything(&mut self) -> Vec<Node> {
        self.loose = true;
        let any = Node::Class(vec![('\0', char::MAX)]);
        vec![Node::Repeat(Repeat { nodes: Arc::new(vec![any]), min: 0, max: None, greedy: true })]
    }
}
