//! Patterns parsed for lints, each once however many rules use it.

use std::collections::HashMap;
use std::rc::Rc;

use crate::rule::pattern::{Lexicons, Pattern};

/// Patterns by what is written.
pub(super) struct Parsed<'s> {
    lexicons: &'s Lexicons,
    known: HashMap<String, Rc<[Pattern]>>,
}

impl<'s> Parsed<'s> {
    pub(super) fn new(lexicons: &'s Lexicons) -> Self {
        Self { lexicons, known: HashMap::new() }
    }

    /// A pattern, or the entries of the lexicon that it is nothing but the name of: what the matcher searches for.
    pub(super) fn parts(&mut self, source: &str) -> Rc<[Pattern]> {
        if let Some(known) = self.known.get(source) {
            return Rc::clone(known);
        }
        // Validated: lexicons don't contain themselves, and patterns parse.
        let parts: Rc<[Pattern]> = match alone(source).and_then(|name| self.lexicons.get(name)) {
            Some(entries) => entries.iter().flat_map(|entry| self.parts(entry).to_vec()).collect(),
            None => Pattern::parse(source, self.lexicons).into_iter().collect(),
        };
        self.known.insert(source.to_owned(), Rc::clone(&parts));
        parts
    }

    /// All phrases that a pattern stands for; `None` where it is more than phrases.
    pub(super) fn phrases(&mut self, source: &str) -> Option<Vec<String>> {
        let parts = self.parts(source);
        let all: Option<Vec<Vec<String>>> = parts.iter().map(|p| p.phrases.clone()).collect();
        all.map(|phrases| phrases.concat())
    }
}

/// The lexicon that a pattern is nothing but the name of.
pub(super) fn alone(source: &str) -> Option<&str> {
    let name = source.strip_prefix('<')?.strip_suffix('>')?;
    (name != "number" && !name.contains('<')).then_some(name)
}
