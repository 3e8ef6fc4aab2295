//! Patterns of the built-in rules for programs that know regexes: what agents must not say, must say or owe as an answer.

use std::collections::BTreeSet;
use std::io::{self, Write};

use huashu::rule::file::RoleFile;
use huashu::rule::lists::{Purpose, lists};
use huashu::rule::pattern::Pattern;
use huashu::rule::set::DEFAULT_DIMENSIONS;
use huashu::{RuleSet, builtin};
use serde::Serialize;

/// A pattern: phrases where it stands for few of them, else a regex.
#[derive(Serialize)]
struct Exported<'a> {
    rule: &'a str,
    source: &'a str,
    literals: Vec<String>,
    regex: String,
}

/// Prints so many patterns, spread evenly over all there are, as JSON.
pub(crate) fn print(most: usize, out: &mut impl Write) -> io::Result<()> {
    let set = RuleSet::load(vec![builtin::all()], &DEFAULT_DIMENSIONS.map(str::to_owned))
        .unwrap_or_else(|errors| panic!("the built-in rules are valid: {errors:?}"));
    let mut seen = BTreeSet::new();
    let mut all = Vec::new();
    for rule in set.rules().iter().filter(|rule| rule.file.enabled) {
        for list in lists(&rule.file) {
            let searched = matches!(list.purpose, Purpose::Forbidden | Purpose::Required | Purpose::Due);
            if !searched || list.role != RoleFile::Agent {
                continue;
            }
            let sources = list.patterns.iter().map(|p| p.value.as_str());
            for source in sources.flat_map(|source| entries(&set, source)) {
                if !seen.insert(source) {
                    continue;
                }
                let Ok(pattern) = Pattern::parse(source, set.lexicons()) else { continue };
                let regex = pattern.regex();
                let literals = pattern.phrases.unwrap_or_default();
                all.push(Exported { rule: rule.id(), source, literals, regex });
            }
        }
    }
    let step = all.len().div_ceil(most.max(1)).max(1);
    let total = all.len();
    let spread: Vec<Exported<'_>> = all.into_iter().step_by(step).collect();
    serde_json::to_writer(&mut *out, &serde_json::json!({ "of": total, "patterns": spread }))?;
    writeln!(out)
}

/// The entries of a lexicon, where a pattern is nothing else; the pattern itself otherwise.
fn entries<'a>(set: &'a RuleSet, source: &'a str) -> Vec<&'a str> {
    let name = source.strip_prefix('<').and_then(|s| s.strip_suffix('>'));
    match name.and_then(|name| set.lexicons().get(name)) {
        Some(entries) => entries.iter().map(String::as_str).collect(),
        None => vec![source],
    }
}
