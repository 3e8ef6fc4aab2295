//! Lints of a list of patterns: `duplicate-phrase`, `contained-phrase`, `idle-unless`, `no-literal`, and how each
//! pattern is written.

use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::overlap::may_overlap;
use super::parsed::alone;
use super::{LintKind, Lints, writing};
use crate::matcher;
use crate::rule::error::SourceFile;
use crate::rule::file::{NearFile, Place, UnlessFile};
use crate::rule::lists::{PatternList, Purpose, lists, of_condition};
use crate::rule::located::Located;
use crate::rule::set::{Rule, RuleSet};

/// The lists of a rule.
pub(super) fn rule(rule: &Rule, lints: &mut Lints<'_>) {
    for list in lists(&rule.file) {
        look(&list, &rule.source, lints);
    }
}

/// The lists that rules share: lexicons and situations.
pub(super) fn shared(set: &RuleSet, lints: &mut Lints<'_>) {
    for situation in set.situations.values() {
        for list in of_condition(&situation.file.holds) {
            look(&list, &situation.source, lints);
        }
    }
    let searched = searched_alone(set);
    for (name, files) in &set.lexicon_files {
        for (file, source) in files {
            let entries: Vec<&Located<String>> = file.entries.iter().collect();
            duplicates(&entries, source, lints);
            for entry in entries {
                written(entry, source, lints);
                // Inside another pattern, an entry need not have a literal of its own.
                if searched.contains(name) {
                    no_literal(entry, source, lints);
                }
            }
        }
    }
}

fn look(list: &PatternList<'_>, source: &Arc<SourceFile>, lints: &mut Lints<'_>) {
    duplicates(&list.patterns, source, lints);
    contained(list, source, lints);
    idle(list, source, lints);
    for pattern in &list.patterns {
        written(pattern, source, lints);
        // These are looked for only beside a hit, or a figure that is out of bounds.
        let seldom = [Purpose::Limit, Purpose::Overlapping, Purpose::Near, Purpose::Only, Purpose::But];
        if !seldom.contains(&list.purpose) {
            no_literal(pattern, source, lints);
        }
    }
}

fn written(pattern: &Located<String>, source: &Arc<SourceFile>, lints: &mut Lints<'_>) {
    for kind in writing::look(pattern) {
        lints.add(source, pattern, kind);
    }
}

fn no_literal(pattern: &Located<String>, source: &Arc<SourceFile>, lints: &mut Lints<'_>) {
    if alone(pattern).is_none() && lints.parsed.parts(pattern).iter().any(|p| !matcher::is_gated(p)) {
        lints.add(source, pattern, LintKind::NoLiteral(pattern.value.clone()));
    }
}

/// The same pattern twice, however it is written.
fn duplicates(patterns: &[&Located<String>], source: &Arc<SourceFile>, lints: &mut Lints<'_>) {
    let mut seen: HashMap<String, usize> = HashMap::new();
    for pattern in patterns {
        let key = match (alone(pattern), lints.parsed.parts(pattern).first()) {
            (Some(name), _) => format!("<{name}>"),
            (None, Some(parsed)) => parsed.phrases.as_ref().map_or_else(|| parsed.regex(), |p| p.join("\n")),
            (None, None) => continue,
        };
        match seen.entry(key) {
            Entry::Vacant(entry) => {
                entry.insert(source.place(pattern.at.start).0);
            }
            Entry::Occupied(first) => {
                let kind = LintKind::DuplicatePhrase { phrase: pattern.value.clone(), line: *first.get() };
                lints.add(source, pattern, kind);
            }
        }
    }
}

/// Phrases that hold another phrase of the list, so that the list hits without them wherever it hits with them.
fn contained(list: &PatternList<'_>, source: &Arc<SourceFile>, lints: &mut Lints<'_>) {
    if !list.purpose.counts_by_presence() || list.at_least > 1 || depends_on_ends(list) {
        return;
    }
    let phrases: Vec<Option<Vec<String>>> = list.patterns.iter().map(|p| lints.parsed.phrases(p)).collect();
    let mut owners: HashMap<&str, usize> = HashMap::new();
    for (owner, own) in phrases.iter().enumerate() {
        for phrase in own.iter().flatten() {
            owners.entry(phrase).or_insert(owner);
        }
    }
    for (index, own) in phrases.iter().enumerate() {
        let Some(own) = own.as_ref().filter(|o| !o.is_empty()) else { continue };
        let inside: Option<Vec<usize>> = own.iter().map(|phrase| shorter(phrase, index, &owners)).collect();
        let Some(&inside) = inside.as_ref().and_then(|i| i.first()) else { continue };
        let pattern = list.patterns[index];
        let inside = list.patterns[inside].value.clone();
        // Written twice is a lint of its own.
        if lints.parsed.phrases(&inside).as_ref() != Some(own) {
            lints.add(source, pattern, LintKind::ContainedPhrase { phrase: pattern.value.clone(), inside });
        }
    }
}

/// The pattern that stands for a part of a phrase, or that comes earlier and stands for all of it.
fn shorter(phrase: &str, index: usize, owners: &HashMap<&str, usize>) -> Option<usize> {
    let ends: Vec<usize> = phrase.char_indices().map(|(at, _)| at).chain([phrase.len()]).collect();
    for (i, start) in ends.iter().enumerate() {
        for end in &ends[i + 1..] {
            let owner = owners.get(&phrase[*start..*end]).copied();
            let whole = end - start == phrase.len();
            if let Some(owner) = owner.filter(|o| *o != index && (!whole || *o < index)) {
                return Some(owner);
            }
        }
    }
    None
}

/// Whether it matters to an exception where exactly a hit starts and ends.
fn depends_on_ends(list: &PatternList<'_>) -> bool {
    let exact = |near: &NearFile| [Place::Before, Place::After, Place::Hit].iter().any(|p| near.places.includes(*p));
    list.only.iter().any(exact) || list.unless.iter().any(|u| matches!(u, UnlessFile::Near(near) if exact(near)))
}

/// Exceptions that must overlap a hit and cannot.
fn idle(list: &PatternList<'_>, source: &Arc<SourceFile>, lints: &mut Lints<'_>) {
    if list.purpose != Purpose::Overlapping || list.of.is_empty() {
        return;
    }
    let hits: Vec<_> = list.of.iter().map(|p| lints.parsed.parts(p)).collect();
    for pattern in &list.patterns {
        let exception = lints.parsed.parts(pattern);
        let useful = exception.iter().any(|e| hits.iter().flat_map(|h| h.iter()).any(|h| may_overlap(e, h)));
        if !useful && !exception.is_empty() {
            lints.add(source, pattern, LintKind::IdleUnless(pattern.value.clone()));
        }
    }
}

/// The lexicons that some list searches entry by entry.
fn searched_alone(set: &RuleSet) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let mut next: Vec<String> = Vec::new();
    for rule in set.rules() {
        let all = lists(&rule.file).into_iter().filter(|l| l.purpose != Purpose::Limit);
        next.extend(all.flat_map(|l| l.patterns).filter_map(|p| alone(p).map(str::to_owned)));
    }
    for situation in set.situations.values() {
        let all = of_condition(&situation.file.holds).into_iter();
        next.extend(all.flat_map(|l| l.patterns).filter_map(|p| alone(p).map(str::to_owned)));
    }
    while let Some(name) = next.pop() {
        let entries = set.lexicons().get(&name).unwrap_or_default();
        if names.insert(name) {
            next.extend(entries.iter().filter_map(|e| alone(e).map(str::to_owned)));
        }
    }
    names
}
