//! What a model sees of a sentence: characters in a row, classes of words, and which class comes before which.
//!
//! A feature is a short text with one spelling, `说了算` or `<you> <blame>`, and known by a hash of it. Sentences are
//! scored by hashes alone; only an explanation spells them out.

use super::classes::{self, Token};
use crate::rule::set::Fnv;
use crate::text::normalize::normalize;

/// The longest run of characters or symbols.
const LONGEST: usize = 3;
/// How far apart two classes can be, counted in words that have one.
const NEAR: usize = 5;
/// Pauses say little, and transcripts differ in where they put them.
const PAUSES: [char; 14] = [',', '，', '。', '、', '.', '…', '~', '～', ' ', '；', ';', '：', ':', '_'];

/// The features of a sentence and of what was said before it: their hashes, sorted, each once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Features(Vec<u64>);

/// A feature as people can read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Named {
    pub(super) hash: u64,
    /// As it is written in a model file.
    pub(super) name: String,
    /// The words of the sentence it was seen in, `…` between those that are apart.
    pub(super) words: String,
}

impl Features {
    /// Those of a sentence. `context` is what the other side said before it.
    pub(super) fn of(sentence: &str, context: Option<&str>) -> Self {
        let mut hashes = Vec::with_capacity(256);
        walk(sentence, &mut |seen| hashes.push(seen.hash()));
        if let Some(context) = context {
            walk_before(context, &mut |seen| hashes.push(seen.hash()));
        }
        Self::each_once(hashes)
    }

    /// Those that a text adds to the sentence it is said before.
    pub(super) fn before(context: &str) -> Self {
        let mut hashes = Vec::new();
        walk_before(context, &mut |seen| hashes.push(seen.hash()));
        Self::each_once(hashes)
    }

    fn each_once(mut hashes: Vec<u64>) -> Self {
        hashes.sort_unstable();
        hashes.dedup();
        Self(hashes)
    }

    pub(super) fn hashes(&self) -> &[u64] {
        &self.0
    }

    /// What each feature of a sentence counts for: longer sentences have more of them, for less each.
    pub(super) fn share(&self) -> f64 {
        share(self.0.len())
    }
}

/// What each of so many features counts for.
pub(super) fn share(features: usize) -> f64 {
    1.0 / (features.max(1) as f64).sqrt()
}

/// The features of a sentence with their names, sorted by hash, each once.
pub(super) fn named(sentence: &str, context: Option<&str>) -> Vec<Named> {
    let mut all = Vec::new();
    let mut see = |seen: &Seen<'_>| all.push(Named { hash: seen.hash(), name: seen.name(), words: seen.words() });
    walk(sentence, &mut see);
    if let Some(context) = context {
        walk_before(context, &mut see);
    }
    all.sort_by_key(|n| n.hash);
    all.dedup_by_key(|n| n.hash);
    all
}

/// The hash of a feature by its name.
pub(super) fn hash(name: &str) -> u64 {
    let mut hash = Fnv::default();
    hash.write(name);
    hash.0
}

/// A sentence in the form in which models see it: normal, without pauses, 你 read as 您, every number as one 0.
pub(super) fn folded(text: &str) -> Vec<char> {
    let normal = normalize(text);
    let mut characters = Vec::with_capacity(text.len() / 3);
    for c in normal.as_str().chars().filter(|c| !PAUSES.contains(c) && !c.is_whitespace() && !c.is_control()) {
        let c = match c {
            '你' => '您',
            '?' => '？',
            '!' => '！',
            c if c.is_ascii_digit() => '0',
            c => c,
        };
        if c != '0' || characters.last() != Some(&'0') {
            characters.push(c);
        }
    }
    characters
}

/// A feature where it was seen.
enum Seen<'s> {
    /// Characters in a row, `^` and `$` for the ends of the sentence.
    Run(&'s [char]),
    /// A class of a word.
    Class(&'static str, &'s [char]),
    /// Words and characters in a row, words by their main class.
    Mixed(&'s [Token<'s>]),
    /// Classes in a row, whatever is between them.
    Classes(&'s [Token<'s>]),
    /// One class somewhere before another.
    Pair(Token<'s>, Token<'s>),
    /// A class of a word in what was said before.
    Before(&'static str, &'s [char]),
}

impl Seen<'_> {
    fn hash(&self) -> u64 {
        let mut hash = Fnv::default();
        let mut buffer = [0; 4];
        self.spell(&mut |c| hash.add(c.encode_utf8(&mut buffer).as_bytes()));
        hash.add(&[0xff]);
        hash.0
    }

    fn name(&self) -> String {
        let mut name = String::new();
        self.spell(&mut |c| name.push(c));
        name
    }

    fn spell(&self, to: &mut impl FnMut(char)) {
        fn text(text: &str, to: &mut impl FnMut(char)) {
            text.chars().for_each(to);
        }
        fn symbols(tokens: &[Token<'_>], to: &mut impl FnMut(char)) {
            for (i, token) in tokens.iter().enumerate() {
                if i > 0 {
                    to(' ');
                }
                match token.classes.first() {
                    Some(name) => {
                        to('<');
                        text(name, to);
                        to('>');
                    }
                    None => token.characters.iter().for_each(|c| to(*c)),
                }
            }
        }
        match self {
            Self::Run(characters) => characters.iter().for_each(|c| to(*c)),
            Self::Class(name, _) => {
                to('<');
                text(name, to);
                to('>');
            }
            Self::Mixed(tokens) => symbols(tokens, to),
            Self::Classes(tokens) => {
                text("+ ", to);
                symbols(tokens, to);
            }
            Self::Pair(first, second) => {
                text("… ", to);
                symbols(&[*first, *second], to);
            }
            Self::Before(name, _) => {
                text("@ <", to);
                text(name, to);
                to('>');
            }
        }
    }

    fn words(&self) -> String {
        let joined = |tokens: &[Token<'_>], between: &str| {
            let words: Vec<String> = tokens.iter().map(|t| t.characters.iter().collect()).collect();
            words.join(between)
        };
        match self {
            Self::Run(characters) | Self::Class(_, characters) | Self::Before(_, characters) => {
                characters.iter().collect()
            }
            Self::Mixed(tokens) => joined(tokens, ""),
            Self::Classes(tokens) => joined(tokens, "…"),
            Self::Pair(first, second) => joined(&[*first, *second], "…"),
        }
    }
}

fn walk(sentence: &str, see: &mut impl FnMut(&Seen<'_>)) {
    const START: &[char] = &['^'];
    const END: &[char] = &['$'];
    let folded_sentence = folded(sentence);
    let mut characters = Vec::with_capacity(folded_sentence.len() + 2);
    characters.push('^');
    characters.extend_from_slice(&folded_sentence);
    characters.push('$');
    for length in 1..=LONGEST {
        characters.windows(length).for_each(|run| see(&Seen::Run(run)));
    }
    let mut tokens = Vec::with_capacity(characters.len());
    tokens.push(Token { characters: START, classes: &[] });
    tokens.extend(classes::tokens(&folded_sentence));
    tokens.push(Token { characters: END, classes: &[] });
    for token in &tokens {
        token.classes.iter().for_each(|name| see(&Seen::Class(name, token.characters)));
    }
    for length in 2..=LONGEST {
        let mixed = tokens.windows(length).filter(|run| run.iter().any(|t| !t.classes.is_empty()));
        mixed.for_each(|run| see(&Seen::Mixed(run)));
    }
    let classed: Vec<Token<'_>> = tokens.iter().filter(|t| !t.classes.is_empty()).copied().collect();
    for length in 2..=LONGEST {
        classed.windows(length).for_each(|run| see(&Seen::Classes(run)));
    }
    for (at, first) in classed.iter().enumerate() {
        for second in classed.iter().skip(at + 1).take(NEAR) {
            see(&Seen::Pair(*first, *second));
        }
    }
}

fn walk_before(context: &str, see: &mut impl FnMut(&Seen<'_>)) {
    for token in classes::tokens(&folded(context)) {
        token.classes.iter().for_each(|name| see(&Seen::Before(name, token.characters)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_are_marked_and_what_does_not_matter_is_folded() {
        assert_eq!(folded("你好，12 号"), ['您', '好', '0', '号']);
        assert_eq!(Features::of("你好，12。", None), Features::of("您好 345", None));
        let names: Vec<String> = named("您自己看着办", None).into_iter().map(|n| n.name).collect();
        for name in ["^您", "办$", "<you>", "<care>", "<you> <care>", "… <you> <care>", "^ <you>"] {
            assert!(names.iter().any(|n| n == name), "{name} in {names:?}");
        }
    }

    #[test]
    fn a_name_and_what_it_was_seen_in_have_one_hash() {
        for feature in named("您要是早说，我就不给您办了", Some("我要投诉")) {
            assert_eq!(hash(&feature.name), feature.hash, "{}", feature.name);
        }
        let spelled: Vec<u64> = named("您找别人吧", None).into_iter().map(|n| n.hash).collect();
        assert_eq!(spelled, Features::of("您找别人吧", None).hashes());
    }
}
