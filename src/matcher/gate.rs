//! Gates: characters, alone or in pairs, of which every match of a pattern must hold one, and where in the match.
//!
//! A pattern costs nothing on a text in which its gate does not open. Of all that is certain about a pattern, the gate is
//! what is expected to occur least often.

use std::collections::HashMap;
use std::rc::Rc;

use super::alphabet::{DIGITS, NUMERALS};
use super::{frequency, raw};
use crate::rule::pattern::{COMMAS, Group, Node, Repeat};

/// Gates larger than this are not worth having.
const MAX_KEYS: usize = 4096;
/// What is found so often in a million characters is in most turns: no use in looking for it.
const COMMON: f32 = 30_000.0;
/// More than so many lists say little more.
const MAX_NEEDS: usize = 3;
/// Turns in a million characters.
const TURNS: f32 = 40_000.0;
/// Stands for a distance without bound.
pub(super) const UNBOUNDED: usize = usize::MAX;

/// What opens a gate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Key {
    /// The start of the text.
    Start,
    One(char),
    /// Two characters that follow each other.
    Two(char, char),
}

/// A key and how far from the start of the match it stands, in characters: at least and at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Opening {
    pub(super) key: Key,
    pub(super) before: (usize, usize),
}

/// Where a pattern is to be tried, and whether at all.
#[derive(Debug, Default)]
pub(super) struct Door {
    /// The gate; `None` where nothing is certain.
    pub(super) openings: Option<Vec<Opening>>,
    /// Of each of these lists a match holds a key somewhere.
    pub(super) needs: Vec<Vec<Key>>,
}

/// Finds gates; what lexicons share is looked at once.
#[derive(Debug, Default)]
pub(super) struct Gates {
    /// By the address of the branches, which the patterns keep alive.
    known: HashMap<usize, Rc<Shape>>,
}

/// What is certain about the matches of a piece.
#[derive(Debug, Clone, Default)]
struct Shape {
    /// The characters it can start with, if it is not empty; `None` where it can be anything.
    first: Option<Vec<char>>,
    /// The characters it can end with.
    last: Option<Vec<char>>,
    /// The fewest and the most characters.
    length: (usize, usize),
    gate: Option<Gate>,
}

#[derive(Debug, Clone)]
struct Gate {
    openings: Vec<Opening>,
    /// How often it is expected to open.
    cost: f32,
}

impl Gates {
    /// The gate of a pattern, and what else its matches need.
    pub(super) fn of(&mut self, nodes: &[Node]) -> Door {
        let Some(gate) = self.sequence(nodes).gate else { return Door::default() };
        let mut others: Vec<Gate> = nodes.iter().filter_map(|n| self.shape(n).gate.clone()).collect();
        let same = |g: &Gate| g.openings.iter().map(|o| o.key).eq(gate.openings.iter().map(|o| o.key));
        others.retain(|g| g.cost <= COMMON && !same(g));
        others.sort_by(|a, b| a.cost.total_cmp(&b.cost));
        others.truncate(MAX_NEEDS);
        let keys = |g: Gate| g.openings.into_iter().map(|o| o.key).collect();
        Door { openings: Some(gate.openings), needs: others.into_iter().map(keys).collect() }
    }

    fn sequence(&mut self, nodes: &[Node]) -> Shape {
        let shapes: Vec<Rc<Shape>> = nodes.iter().map(|n| self.shape(n)).collect();
        let mut gate: Option<Gate> = None;
        let mut before = (0, 0);
        for (i, shape) in shapes.iter().enumerate() {
            better(&mut gate, shape.gate.as_ref().map(|g| g.after(before)));
            if shape.length.0 > 0 {
                let ahead = following(&shapes[i + 1..]);
                if let (Some(last), Some(next)) = (&shape.last, ahead) {
                    let at = (before.0 + shape.length.0 - 1, plus(before.1, shape.length.1.saturating_sub(1)));
                    better(&mut gate, Gate::junction(last, &next, at));
                }
            }
            before = (before.0 + shape.length.0, plus(before.1, shape.length.1));
        }
        let backwards: Vec<Rc<Shape>> = shapes.iter().rev().cloned().collect();
        Shape {
            first: edge(&shapes, |s| s.first.as_deref()),
            last: edge(&backwards, |s| s.last.as_deref()),
            length: before,
            gate,
        }
    }

    fn shape(&mut self, node: &Node) -> Rc<Shape> {
        let length = (node.shortest(), node.longest());
        let set = |characters: Vec<char>| Shape {
            gate: Gate::one_of(&characters),
            first: Some(characters.clone()),
            last: Some(characters),
            length,
        };
        Rc::new(match node {
            Node::Text(text) => Shape {
                first: Some(text.chars().take(1).collect()),
                last: Some(text.chars().last().into_iter().collect()),
                length,
                gate: Gate::text(text),
            },
            Node::OneOf(characters) => set(characters.clone()),
            Node::Comma => Shape { gate: None, ..set(COMMAS.chars().collect()) },
            Node::Start => Shape {
                first: Some(Vec::new()),
                last: Some(Vec::new()),
                length,
                gate: Gate::new(vec![Opening { key: Key::Start, before: (0, 0) }]),
            },
            Node::Finish => Shape { first: Some(Vec::new()), last: Some(Vec::new()), length, gate: None },
            Node::Number => {
                let numerals: Vec<char> = DIGITS.chars().chain(NUMERALS.chars()).collect();
                Shape { last: None, ..set(numerals) }
            }
            Node::Gap(_) | Node::End | Node::Class(_) => Shape { length, ..Shape::default() },
            // Its reading is gone after this, so nothing of it is remembered.
            Node::Raw(regex) => Self::default().sequence(&raw::read(regex).nodes),
            Node::Repeat(Repeat { nodes, min, .. }) => {
                let once = self.sequence(nodes);
                Shape { length, gate: once.gate.filter(|_| *min > 0), ..once }
            }
            Node::Group(group) => return self.group(group),
        })
    }

    fn group(&mut self, group: &Group) -> Rc<Shape> {
        let address = group.branches.as_ptr() as usize;
        let shape = if let Some(known) = self.known.get(&address) {
            Rc::clone(known)
        } else {
            let shape = Rc::new(self.branches(group));
            self.known.insert(address, Rc::clone(&shape));
            shape
        };
        if !group.optional {
            return shape;
        }
        Rc::new(Shape { length: (0, shape.length.1), gate: None, ..(*shape).clone() })
    }

    fn branches(&mut self, group: &Group) -> Shape {
        let shapes: Vec<Shape> = group.branches.iter().map(|b| self.sequence(b)).collect();
        let union = |of: fn(&Shape) -> Option<&[char]>| -> Option<Vec<char>> {
            let mut all = Vec::new();
            for shape in &shapes {
                all.extend(of(shape)?);
            }
            all.sort_unstable();
            all.dedup();
            Some(all)
        };
        let least = shapes.iter().map(|s| s.length.0).min().unwrap_or(1);
        // A group that a branch leaves empty is followed by whatever comes next.
        Shape {
            first: union(|s| s.first.as_deref()),
            last: union(|s| s.last.as_deref()),
            length: (least, shapes.iter().map(|s| s.length.1).max().unwrap_or(0)),
            gate: Gate::any(&shapes),
        }
    }
}

impl Gate {
    fn new(openings: Vec<Opening>) -> Option<Self> {
        if openings.is_empty() || openings.len() > MAX_KEYS {
            return None;
        }
        let cost = openings.iter().map(cost).sum();
        Some(Self { openings, cost })
    }

    fn one_of(characters: &[char]) -> Option<Self> {
        Self::new(characters.iter().map(|c| Opening { key: Key::One(*c), before: (0, 0) }).collect())
    }

    /// The rarest pair of a text, or its only character.
    fn text(text: &str) -> Option<Self> {
        let characters: Vec<char> = text.chars().collect();
        let at = |i: usize, key: Key| Opening { key, before: (i, i) };
        let mut all: Vec<Opening> =
            characters.windows(2).enumerate().map(|(i, pair)| at(i, Key::Two(pair[0], pair[1]))).collect();
        if let [only] = characters[..] {
            all.push(at(0, Key::One(only)));
        }
        let rarest = all.into_iter().min_by(|a, b| cost(a).total_cmp(&cost(b)))?;
        Self::new(vec![rarest])
    }

    /// One of these characters right before one of those.
    fn junction(last: &[char], next: &[char], at: (usize, usize)) -> Option<Self> {
        if last.len() * next.len() > MAX_KEYS {
            return None;
        }
        let pairs = last.iter().flat_map(|a| next.iter().map(move |b| Key::Two(*a, *b)));
        Self::new(pairs.map(|key| Opening { key, before: at }).collect())
    }

    /// The gates of all branches together.
    fn any(branches: &[Shape]) -> Option<Self> {
        let mut known: HashMap<Key, usize> = HashMap::new();
        let mut openings: Vec<Opening> = Vec::new();
        for branch in branches {
            for opening in &branch.gate.as_ref()?.openings {
                let at = *known.entry(opening.key).or_insert_with(|| {
                    openings.push(*opening);
                    openings.len() - 1
                });
                let both = &mut openings[at].before;
                *both = (both.0.min(opening.before.0), both.1.max(opening.before.1));
            }
        }
        Self::new(openings)
    }

    fn after(&self, before: (usize, usize)) -> Self {
        let shifted = |o: &Opening| Opening { key: o.key, before: (before.0 + o.before.0, plus(before.1, o.before.1)) };
        let openings: Vec<Opening> = self.openings.iter().map(shifted).collect();
        let cost = openings.iter().map(cost).sum();
        Self { openings, cost }
    }
}

/// How much work an opening is expected to make.
fn cost(opening: &Opening) -> f32 {
    let often = match opening.key {
        Key::Start => TURNS,
        Key::One(a) => frequency::of_one(a),
        Key::Two(a, b) => frequency::of_pair(a, b),
    };
    let places = opening.before.1.saturating_sub(opening.before.0).min(60);
    often * (1.0 + 0.2 * places as f32)
}

fn better(best: &mut Option<Gate>, other: Option<Gate>) {
    if let Some(other) = other
        && best.as_ref().is_none_or(|b| other.cost < b.cost)
    {
        *best = Some(other);
    }
}

/// The characters of which one must follow; `None` where anything or nothing may.
fn following(rest: &[Rc<Shape>]) -> Option<Vec<char>> {
    rest.iter().any(|s| s.length.0 > 0).then(|| edge(rest, |s| s.first.as_deref())).flatten()
}

/// The characters at the edge of a sequence, seen from there.
fn edge(shapes: &[Rc<Shape>], of: fn(&Shape) -> Option<&[char]>) -> Option<Vec<char>> {
    let mut all = Vec::new();
    for shape in shapes {
        all.extend(of(shape)?);
        if shape.length.0 > 0 {
            break;
        }
    }
    all.sort_unstable();
    all.dedup();
    Some(all)
}

fn plus(a: usize, b: usize) -> usize {
    a.saturating_add(b)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::pattern::{Lexicons, Pattern};

    fn gate(pattern: &str) -> Option<Vec<Opening>> {
        Gates::default().of(&Pattern::parse(pattern, &Lexicons::new()).unwrap().nodes).openings
    }

    fn keys(pattern: &str) -> Vec<String> {
        let spelled = |o: Opening| match o.key {
            Key::Start => "^".to_owned(),
            Key::One(a) => a.to_string(),
            Key::Two(a, b) => format!("{a}{b}"),
        };
        let mut all: Vec<String> = gate(pattern).unwrap_or_default().into_iter().map(spelled).collect();
        all.sort_unstable();
        all
    }

    #[test]
    fn the_rarest_certain_pair_is_the_gate() {
        assert_eq!(keys("您好…颗粒度"), ["颗粒"]);
        assert_eq!(gate("您好…颗粒度").unwrap()[0].before, (2, 14));
        assert_eq!(keys("没(有|什么)?办法"), ["办法"]);
        assert_eq!(keys("(颗粒|熔断)…{3}您"), ["熔断", "颗粒"]);
    }

    #[test]
    fn neighbours_make_pairs() {
        assert_eq!(keys("(您|我)(不|了)"), ["您不", "您了", "我不", "我了"]);
        assert_eq!(keys("的(我)?了"), ["的了", "的我"]);
    }

    #[test]
    fn what_else_a_match_holds_is_needed() {
        let door =
            Gates::default().of(&Pattern::parse("(颗粒|熔断)…(归定|归类)(的)?您", &Lexicons::new()).unwrap().nodes);
        assert_eq!(door.needs.iter().map(Vec::len).collect::<Vec<_>>(), [2]);
        assert!(door.openings.is_some_and(|o| o.iter().all(|o| !door.needs[0].contains(&o.key))));
    }

    #[test]
    fn what_starts_a_turn_is_looked_for_there() {
        assert_eq!(keys("/^[^a]/"), ["^"]);
        assert_eq!(keys("/(?:^|[，。])[^a]/"), ["^", "。", "，"]);
    }

    #[test]
    fn where_anything_is_possible_there_is_no_gate() {
        assert!(gate("/[^a]/").is_none());
    }
}
