//! Patterns in their sound form, for texts in theirs: 公号为 is found by 工号为.

use super::alphabet::NUMERALS;
use crate::rule::pattern::{Group, Node, Pattern};
use crate::text::pinyin::sound;

/// The longest numeral that a sound form is searched for.
const LONGEST_NUMERAL: usize = 12;

/// The pattern over sound forms; `None` where it holds a raw regex, whose characters have no sound.
pub(super) fn sounded(pattern: &Pattern) -> Option<Pattern> {
    if pattern.is_raw() {
        return None;
    }
    Some(Pattern::from_nodes(pattern.source.clone(), nodes(&pattern.nodes)))
}

fn nodes(list: &[Node]) -> Vec<Node> {
    list.iter().map(node).collect()
}

fn node(written: &Node) -> Node {
    match written {
        Node::Text(text) => Node::Text(sound(text)),
        Node::OneOf(characters) => Node::OneOf(sounds(&characters.iter().collect::<String>())),
        Node::Group(group) => {
            let branches: Vec<Vec<Node>> = group.branches.iter().map(|b| nodes(b)).collect();
            Node::Group(Group::new(branches.into(), group.optional))
        }
        Node::Number => number(),
        Node::Comma
        | Node::Gap(_)
        | Node::Start
        | Node::End
        | Node::Raw(_)
        | Node::Class(_)
        | Node::Repeat(_)
        | Node::Finish => written.clone(),
    }
}

/// The signs of some characters, each once.
fn sounds(characters: &str) -> Vec<char> {
    let mut signs: Vec<char> = sound(characters).chars().collect();
    signs.sort_unstable();
    signs.dedup();
    signs
}

/// A number in digits, or at least two syllables that are numerals: one alone (是, 意) sounds like too much else.
fn number() -> Node {
    let numeral = || Node::OneOf(sounds(NUMERALS));
    let mut spoken = vec![numeral(), numeral()];
    spoken.extend((2..LONGEST_NUMERAL).map(|_| Node::Group(Group::new(vec![vec![numeral()]].into(), true))));
    Node::Group(Group::new(vec![vec![Node::Number], spoken].into(), false))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::pattern::Lexicons;

    fn sounds_like(pattern: &str, text: &str) -> bool {
        let pattern = Pattern::parse(pattern, &Lexicons::new()).unwrap();
        let heard = sounded(&pattern).unwrap();
        regex::Regex::new(&heard.regex()).unwrap().is_match(&sound(text))
    }

    #[test]
    fn patterns_match_what_sounds_alike() {
        assert!(sounds_like("工号(为|是)", "您好公号为一零二"));
        assert!(sounds_like("[稍少]等…{4}再见", "烧等，在见"));
        assert!(!sounds_like("工号", "工单"));
    }

    #[test]
    fn numbers_are_digits_or_several_numerals() {
        assert!(sounds_like("工号<number>", "公号102"));
        assert!(sounds_like("工号<number>", "公号一零二"));
        assert!(!sounds_like("工号<number>", "公号是啥"));
    }

    #[test]
    fn raw_regexes_are_left_out() {
        let raw = Pattern::parse("/工号[0-9]+/", &Lexicons::new()).unwrap();
        assert!(sounded(&raw).is_none());
    }
}
