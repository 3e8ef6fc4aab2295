//! Classes of words: what one word stands for where another could stand, so that a model learns of kinds of words too.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::rule::set::Fnv;

/// `name: word word …`, a class a line; a word may stand in several, the first one is its main class.
const LIST: &str = include_str!("classes.txt");

static CLASSES: LazyLock<Classes> = LazyLock::new(|| Classes::read(LIST));

/// The classes of the words in the list.
#[derive(Debug)]
struct Classes {
    words: HashMap<&'static [char], Vec<&'static str>>,
    /// The length of the longest word that starts with a character.
    longest: HashMap<char, usize>,
}

/// A stretch of a sentence: a word of the list with its classes, or a character that belongs to none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token<'s> {
    /// Its characters.
    pub(super) characters: &'s [char],
    /// The main class first; empty for a character of no class.
    pub(super) classes: &'static [&'static str],
}

/// Splits a sentence: at every place the longest word of the list, else one character.
pub(super) fn tokens(sentence: &[char]) -> Vec<Token<'_>> {
    let classes = &*CLASSES;
    let mut tokens = Vec::with_capacity(sentence.len());
    let mut rest = sentence;
    while !rest.is_empty() {
        let longest = rest.first().and_then(|first| classes.longest.get(first)).map_or(0, |n| rest.len().min(*n));
        let known = (1..=longest).rev().find_map(|n| Some((n, classes.words.get(&rest[..n])?)));
        let (length, found): (usize, &'static [&'static str]) = known.map_or((1, &[]), |(n, found)| (n, found));
        tokens.push(Token { characters: &rest[..length], classes: found });
        rest = &rest[length..];
    }
    tokens
}

/// Changes with the list: a model is good only for the classes it was trained with.
pub(super) fn version() -> String {
    let mut hash = Fnv::default();
    hash.write(LIST);
    format!("{:016x}", hash.0)
}

impl Classes {
    fn read(list: &'static str) -> Self {
        let mut words: HashMap<&'static [char], Vec<&'static str>> = HashMap::with_capacity(list.len() / 8);
        for line in list.lines().filter(|line| !line.starts_with('#')) {
            let Some((name, members)) = line.split_once(':') else { continue };
            for word in members.split_whitespace() {
                let classes = words.entry(folded(word).leak()).or_default();
                if !classes.contains(&name) {
                    classes.push(name);
                }
            }
        }
        let mut longest: HashMap<char, usize> = HashMap::new();
        for word in words.keys() {
            if let Some(first) = word.first() {
                let length = longest.entry(*first).or_default();
                *length = word.len().max(*length);
            }
        }
        Self { words, longest }
    }
}

/// A word of the list in the form in which models see it: it is normal but for 你 and 妳.
fn folded(word: &str) -> Vec<char> {
    word.chars().map(|c| if matches!(c, '你' | '妳') { '您' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_the_list_are_folded() {
        for word in LIST.lines().filter_map(|line| line.split_once(':')).flat_map(|(_, words)| words.split_whitespace())
        {
            assert_eq!(folded(word), super::super::features::folded(word), "{word}");
        }
    }

    #[test]
    fn the_longest_word_is_taken_and_you_is_you() {
        let sentence = super::super::features::folded("你自己看着办");
        let tokens = tokens(&sentence);
        let words: Vec<String> = tokens.iter().map(|t| t.characters.iter().collect()).collect();
        assert_eq!(words, ["您自己", "看着办"]);
        assert_eq!(tokens[0].classes, ["you"]);
    }
}
