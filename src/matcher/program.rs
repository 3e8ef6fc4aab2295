//! A pattern as a small program: run from one place of a text, it says where the match that starts there ends.
//!
//! It finds what the pattern's regex would (the first branch that leads to a match wins, gaps are as long as possible), but
//! costs nothing to compile, and is only run where a gate says that a match can start. What failed once at a place is
//! not tried there again, so that time is bounded by the size of the pattern times that of its gaps.

use std::collections::HashMap;

use crate::rule::pattern::{CLOSING_MARKS, COMMAS, Group, Node, SENTENCE_ENDS};

/// Groups with fewer branches are tried one by one.
const FEW: usize = 5;

/// A compiled pattern.
#[derive(Debug)]
pub(super) struct Program {
    steps: Vec<Step>,
}

#[derive(Debug)]
enum Step {
    Text(Box<str>),
    OneOf(Box<[char]>),
    Gap(usize),
    Number,
    Start,
    End,
    /// One of these places, in this order.
    Branch(Box<[usize]>),
    /// The same, by the next character of the text.
    Dispatch {
        by_first: HashMap<char, Box<[usize]>>,
        other: Box<[usize]>,
    },
    Jump(usize),
    Match,
}

impl Program {
    /// Compiles a pattern; `None` where it holds a raw regex.
    pub(super) fn new(nodes: &[Node]) -> Option<Self> {
        let mut program = Self { steps: Vec::new() };
        program.nodes(nodes)?;
        program.steps.push(Step::Match);
        Some(program)
    }

    /// Where the match that starts at a byte ends.
    pub(super) fn run(&self, text: &str, start: usize) -> Option<usize> {
        Run { steps: &self.steps, text, failed: Vec::new() }.from(0, start)
    }

    fn nodes(&mut self, nodes: &[Node]) -> Option<()> {
        for node in nodes {
            match node {
                Node::Text(text) => self.steps.push(Step::Text(text.as_str().into())),
                Node::OneOf(characters) => self.steps.push(Step::OneOf(characters.as_slice().into())),
                Node::Comma => {
                    let comma = vec![Node::OneOf(COMMAS.chars().collect())];
                    self.group(&[comma], true)?;
                }
                Node::Gap(n) => self.steps.push(Step::Gap(*n)),
                Node::Number => self.steps.push(Step::Number),
                Node::Start => self.steps.push(Step::Start),
                Node::End => self.steps.push(Step::End),
                Node::Group(Group { branches, optional, .. }) => self.group(branches, *optional)?,
                Node::Raw(_) => return None,
            }
        }
        Some(())
    }

    fn group(&mut self, branches: &[Vec<Node>], optional: bool) -> Option<()> {
        let head = self.steps.len();
        self.steps.push(Step::Match);
        let mut starts = Vec::with_capacity(branches.len() + 1);
        let mut ends = Vec::with_capacity(branches.len());
        for branch in branches {
            starts.push(self.steps.len());
            self.nodes(branch)?;
            ends.push(self.steps.len());
            self.steps.push(Step::Jump(0));
        }
        let after = self.steps.len();
        for end in ends {
            self.steps[end] = Step::Jump(after);
        }
        let mut firsts: Vec<Option<Vec<char>>> = branches.iter().map(|b| first(b)).collect();
        if optional {
            starts.push(after);
            firsts.push(None);
        }
        self.steps[head] = if starts.len() < FEW { Step::Branch(starts.into()) } else { dispatch(&starts, &firsts) };
        Some(())
    }
}

/// Branches sorted by the characters they can start with.
fn dispatch(starts: &[usize], firsts: &[Option<Vec<char>>]) -> Step {
    let mut by_first: HashMap<char, Vec<usize>> = HashMap::new();
    let mut other = Vec::new();
    for (start, first) in starts.iter().zip(firsts) {
        match first {
            Some(set) => set.iter().for_each(|c| by_first.entry(*c).or_default().push(*start)),
            None => other.push(*start),
        }
    }
    let sorted = |mut places: Vec<usize>| -> Box<[usize]> {
        // Places rise with the order of the branches; the end of the group comes last.
        places.extend(&other);
        places.sort_unstable();
        places.dedup();
        places.into()
    };
    let by_first = by_first.into_iter().map(|(c, places)| (c, sorted(places))).collect();
    Step::Dispatch { by_first, other: other.into() }
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
            Some(all)
        }
        _ => None,
    }
}

struct Run<'p, 't> {
    steps: &'p [Step],
    text: &'t str,
    /// Steps and places from which there is no match.
    failed: Vec<(usize, usize)>,
}

impl Run<'_, '_> {
    fn from(&mut self, mut step: usize, mut at: usize) -> Option<usize> {
        loop {
            let rest = &self.text[at..];
            match &self.steps[step] {
                Step::Text(text) if rest.starts_with(&**text) => at += text.len(),
                Step::OneOf(set) => {
                    let next = rest.chars().next().filter(|c| set.contains(c))?;
                    at += next.len_utf8();
                }
                Step::Start if at == 0 => {}
                Step::End if rest.chars().all(|c| CLOSING_MARKS.contains(c)) => at = self.text.len(),
                Step::Text(_) | Step::Start | Step::End => return None,
                Step::Jump(to) => {
                    step = *to;
                    continue;
                }
                Step::Match => return Some(at),
                Step::Branch(places) => return self.any_of(places, step, at),
                Step::Dispatch { by_first, other } => {
                    let places = rest.chars().next().and_then(|c| by_first.get(&c)).unwrap_or(other);
                    return self.any_of(places, step, at);
                }
                Step::Gap(most) => {
                    let within = rest.char_indices().take(*most).take_while(|(_, c)| !SENTENCE_ENDS.contains(*c));
                    let ends: Vec<usize> = within.map(|(i, c)| at + i + c.len_utf8()).collect();
                    return self.first_of(ends.into_iter().rev().chain([at]), step, at);
                }
                Step::Number => return self.first_of(number_ends(self.text, at).into_iter(), step, at),
            }
            step += 1;
        }
    }

    /// The first place of a program from which there is a match.
    fn any_of(&mut self, places: &[usize], step: usize, at: usize) -> Option<usize> {
        if places.len() > 1 && self.failed.contains(&(step, at)) {
            return None;
        }
        let found = places.iter().find_map(|&place| self.from(place, at));
        if found.is_none() && places.len() > 1 {
            self.failed.push((step, at));
        }
        found
    }

    /// The first place of the text from which the next step leads to a match.
    fn first_of(&mut self, mut ends: impl Iterator<Item = usize>, step: usize, at: usize) -> Option<usize> {
        if self.failed.contains(&(step, at)) {
            return None;
        }
        let found = ends.find_map(|end| self.from(step + 1, end));
        if found.is_none() {
            self.failed.push((step, at));
        }
        found
    }
}

/// The ends of the numbers that start at a byte, in the order in which a regex would try them.
fn number_ends(text: &str, at: usize) -> Vec<usize> {
    let rest = &text[at..];
    let digits = |s: &str| s.bytes().take_while(u8::is_ascii_digit).count();
    let whole = digits(rest);
    let mut ends = Vec::new();
    if whole > 0 {
        if let Some(fraction) = rest[whole..].strip_prefix('.').map(digits) {
            ends.extend((1..=fraction).rev().map(|n| at + whole + 1 + n));
        }
        ends.extend((1..=whole).rev().map(|n| at + n));
        return ends;
    }
    let numeral = |c: &(usize, char)| "零〇一二两三四五六七八九十百千万亿幺".contains(c.1);
    ends.extend(rest.char_indices().take_while(numeral).map(|(i, c)| at + i + c.len_utf8()));
    ends.reverse();
    ends
}
