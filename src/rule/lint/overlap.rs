//! Whether matches of two patterns can share a character.

use std::collections::BTreeSet;

use crate::rule::pattern::{COMMAS, Group, Node, Pattern};

/// `false` only where it is certain.
pub(super) fn may_overlap(a: &Pattern, b: &Pattern) -> bool {
    if let (Some(a), Some(b)) = (&a.phrases, &b.phrases) {
        return a.iter().any(|a| b.iter().any(|b| phrases_overlap(a, b)));
    }
    match (alphabet(a), alphabet(b)) {
        (Some(a), Some(b)) => !a.is_disjoint(&b),
        _ => true,
    }
}

/// Whether one contains the other, or begins with what the other ends with.
fn phrases_overlap(a: &str, b: &str) -> bool {
    a.contains(b) || b.contains(a) || begins_with_the_end(a, b) || begins_with_the_end(b, a)
}

fn begins_with_the_end(a: &str, b: &str) -> bool {
    a.char_indices().any(|(at, c)| b.ends_with(&a[..at + c.len_utf8()]))
}

/// The characters of all matches; `None` where these can be any.
fn alphabet(pattern: &Pattern) -> Option<BTreeSet<char>> {
    let mut all = BTreeSet::new();
    collect(&pattern.nodes, &mut all).then_some(all)
}

fn collect(nodes: &[Node], all: &mut BTreeSet<char>) -> bool {
    for node in nodes {
        match node {
            Node::Text(text) => all.extend(text.chars()),
            Node::OneOf(characters) => all.extend(characters),
            Node::Comma => all.extend(COMMAS.chars()),
            Node::Start => {}
            Node::Group(Group { branches, .. }) => {
                if !branches.iter().all(|branch| collect(branch, all)) {
                    return false;
                }
            }
            Node::Gap(_)
            | Node::Number
            | Node::End
            | Node::Raw(_)
            | Node::Class(_)
            | Node::Repeat(_)
            | Node::Finish => return false,
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::pattern::Lexicons;

    #[test]
    fn phrases_overlap_by_an_end_or_as_a_whole() {
        let parse = |source: &str| Pattern::parse(source, &Lexicons::new()).unwrap();
        let may = |a: &str, b: &str| may_overlap(&parse(a), &parse(b));
        assert!(!may("没办法", "想办法"), "neither begins with what the other ends with");
        assert!(may("帮您想办法", "办法"));
        assert!(may("我没", "没办法"));
        assert!(!may("谢谢", "没办法"));
        assert!(may("您…说", "没办法"), "a gap can hold anything");
        assert!(!may("^谢谢", "没办法"));
    }
}
