//! Terms of lexicons with their explanation in plain words, by trade.

use std::collections::BTreeMap;
use std::ops::Range;

use super::file::LexiconFile;
use crate::text::normalize::normalize;

/// The explained terms of one lexicon.
#[derive(Debug, Clone, Default, serde::Serialize, serde::Deserialize)]
pub(crate) struct Explained {
    terms: Vec<Term>,
}

#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
struct Term {
    /// As written.
    name: String,
    /// In normal form.
    normal: String,
    means: String,
}

impl Explained {
    /// The terms of the files of a lexicon; later ones before earlier ones.
    pub(crate) fn new<'f>(files: impl DoubleEndedIterator<Item = &'f LexiconFile>) -> Self {
        let of_file = |file: &'f LexiconFile| file.explained.values().flatten();
        let term = |(name, means): (&String, &String)| Term {
            name: name.clone(),
            normal: normalize(name).as_str().to_owned(),
            means: means.clone(),
        };
        Self { terms: files.rev().flat_map(of_file).map(term).collect() }
    }

    /// Whether no term is explained.
    pub(crate) const fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// `单通：一方听不到另一方的声音` for the longest of the terms in some words.
    pub(crate) fn of(&self, words: &str) -> Option<String> {
        self.term(words).map(|t| format!("{}：{}", t.name, t.means))
    }

    /// The longest of the terms in some words, as characters of them, and what it means.
    pub(crate) fn place(&self, words: &str) -> Option<(Range<usize>, &str)> {
        let term = self.term(words)?;
        let normal = normalize(words);
        let at = normal.as_str().find(&term.normal)?;
        Some((normal.original(at..at + term.normal.len()), &term.means))
    }

    fn term(&self, words: &str) -> Option<&Term> {
        let words = normalize(words);
        let found = self.terms.iter().rev().filter(|t| contains(words.as_str(), &t.normal));
        found.max_by_key(|t| t.normal.len())
    }
}

/// The patterns of a file's explained terms: a term is looked for without being written among the entries again.
pub(crate) fn patterns(explained: &BTreeMap<String, BTreeMap<String, String>>, entries: &[String]) -> Vec<String> {
    let written = |term: &str| entries.iter().any(|e| e.split(['|', '(', ')', ':', '/']).any(|part| part == term));
    let terms = explained.values().flat_map(BTreeMap::keys).map(|t| normalize(t).as_str().to_owned());
    let pattern = |term: String| match is_latin(&term) {
        // Not inside another word: sla, but not slack.
        true => format!(r"/(?-u:\b){term}(?-u:\b)/"),
        false => term,
    };
    terms.filter(|t| !written(t)).map(pattern).collect()
}

fn is_latin(term: &str) -> bool {
    term.bytes().all(|b| b.is_ascii_alphanumeric())
}

fn contains(words: &str, term: &str) -> bool {
    let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    words.match_indices(term).any(|(at, _)| {
        let (before, after) = (words[..at].chars().next_back(), words[at + term.len()..].chars().next());
        !is_latin(term) || (!latin(before) && !latin(after))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(list: &[(&str, &str)]) -> BTreeMap<String, BTreeMap<String, String>> {
        let terms = list.iter().map(|(t, m)| ((*t).to_owned(), (*m).to_owned())).collect();
        BTreeMap::from([("通信".to_owned(), terms)])
    }

    #[test]
    fn the_longest_term_explains() {
        let terms = [("鉴权", "核对身份"), ("实名鉴权", "核对实名"), ("AP", "无线接入点")];
        let entry = |(name, means): &(&str, &str)| Term {
            name: (*name).into(),
            normal: normalize(name).as_str().into(),
            means: (*means).into(),
        };
        let explained = Explained { terms: terms.iter().map(entry).collect() };
        assert_eq!(explained.of("没做实名鑒權").as_deref(), Some("实名鉴权：核对实名"));
        assert_eq!(explained.of("这个ap").as_deref(), Some("AP：无线接入点"));
        assert_eq!(explained.of("app"), None);
    }

    #[test]
    fn terms_that_are_entries_are_not_added_again() {
        let explained = terms(&[("光衰", ""), ("单通", ""), ("SLA", ""), ("ONU", "")]);
        let entries = ["(光衰|收光)".to_owned(), r"/(?-u:\b)(?:olt|onu)(?-u:\b)/".to_owned()];
        assert_eq!(patterns(&explained, &entries), [r"/(?-u:\b)sla(?-u:\b)/", "单通"]);
    }
}
