//! Gates: the literals one of which every match of a pattern must contain, and where in the match it stands.

mod raw;

use crate::rule::pattern::{COMMAS, Group, Node};

/// Sets larger than this are no gate worth having.
const MAX_LITERALS: usize = 64;
/// Literals of this many characters are rare enough; longer ones are no better.
const RARE: usize = 3;
/// Stands for a distance without bound.
const UNBOUNDED: usize = usize::MAX;

/// The gate of a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Gate {
    /// One of these occurs in every match.
    pub(super) literals: Vec<String>,
    /// Characters from the start of the match to the literal: the fewest and the most.
    pub(super) before: (usize, usize),
}

impl Gate {
    /// The best gate of a pattern; `None` where nothing is certain.
    pub(super) fn of(nodes: &[Node]) -> Option<Self> {
        let mut best: Option<Self> = None;
        let mut before = (0, 0);
        // Literals of neighbouring pieces are put together.
        let mut run = vec![String::new()];
        let mut run_before = before;
        for node in nodes {
            let spelled = exact(node);
            if let Some(longer) = spelled.as_ref().and_then(|next| cross(&run, next)) {
                run = longer;
            } else {
                best = better(best, Self::new(std::mem::replace(&mut run, vec![String::new()]), run_before));
                if let Some(alone) = spelled {
                    run = alone;
                    run_before = before;
                } else {
                    best = better(best, Self::inside(node, before));
                    run_before = after(before, node);
                }
            }
            before = after(before, node);
        }
        best = better(best, Self::new(run, run_before));
        best.map(|mut gate| {
            gate.literals.sort_unstable();
            gate.literals.dedup();
            gate
        })
    }

    /// The places of a text at which a match can start whose literal stands at a byte.
    pub(super) fn starts(&self, text: &str, at: usize) -> impl Iterator<Item = usize> {
        let (least, most) = self.before;
        let back = text[..at].char_indices().rev().map(|(i, _)| i);
        let all: Vec<usize> =
            std::iter::once(at).chain(back).skip(least).take(most.saturating_sub(least).saturating_add(1)).collect();
        all.into_iter()
    }

    fn new(literals: Vec<String>, before: (usize, usize)) -> Option<Self> {
        let usable = !literals.is_empty() && literals.iter().all(|l| !l.is_empty());
        usable.then_some(Self { literals, before })
    }

    /// The gate inside a piece that is more than literals.
    fn inside(node: &Node, before: (usize, usize)) -> Option<Self> {
        match node {
            Node::Group(Group { branches, optional: false, .. }) if branches.len() <= MAX_LITERALS => {
                let mut literals = Vec::new();
                let (mut least, mut most) = (UNBOUNDED, 0);
                for branch in branches.iter() {
                    let gate = Self::of(branch)?;
                    least = least.min(gate.before.0);
                    most = most.max(gate.before.1);
                    literals.extend(gate.literals);
                }
                Self::new(literals, (before.0.saturating_add(least), before.1.saturating_add(most)))
            }
            Node::Raw(regex) => Self::new(raw::literals(regex)?, (0, UNBOUNDED)),
            _ => None,
        }
    }

    fn rank(&self) -> (usize, usize, usize) {
        let shortest = self.literals.iter().map(|l| l.chars().count()).min().unwrap_or(0);
        (shortest.min(RARE), UNBOUNDED - self.before.1, UNBOUNDED - self.literals.len())
    }
}

fn after(before: (usize, usize), node: &Node) -> (usize, usize) {
    (before.0.saturating_add(node.shortest()), before.1.saturating_add(node.longest()))
}

/// All texts that a piece matches, where they are few.
fn exact(node: &Node) -> Option<Vec<String>> {
    match node {
        Node::Text(text) => Some(vec![text.clone()]),
        Node::OneOf(characters) => Some(characters.iter().map(ToString::to_string).collect()),
        Node::Comma => Some(COMMAS.chars().map(String::from).chain([String::new()]).collect()),
        Node::Start => Some(vec![String::new()]),
        Node::Group(Group { branches, .. }) if branches.len() > MAX_LITERALS => None,
        Node::Group(Group { branches, optional, .. }) => {
            let mut all = Vec::new();
            for branch in branches.iter() {
                let mut texts = vec![String::new()];
                for node in branch {
                    texts = cross(&texts, &exact(node)?)?;
                }
                all.extend(texts);
                if all.len() > MAX_LITERALS {
                    return None;
                }
            }
            if *optional {
                all.push(String::new());
            }
            Some(all)
        }
        Node::Gap(_) | Node::Number | Node::End | Node::Raw(_) => None,
    }
}

fn cross(heads: &[String], tails: &[String]) -> Option<Vec<String>> {
    if heads.len() * tails.len() > MAX_LITERALS {
        return None;
    }
    Some(heads.iter().flat_map(|h| tails.iter().map(move |t| format!("{h}{t}"))).collect())
}

fn better(a: Option<Gate>, b: Option<Gate>) -> Option<Gate> {
    match (a, b) {
        (Some(a), Some(b)) => Some(if b.rank() > a.rank() { b } else { a }),
        (a, None) => a,
        (None, b) => b,
    }
}
