//! `unreachable-scope`: scopes that no turn is ever in.

use std::ops::Range;

use super::{LintKind, Lints};
use crate::rule::file::{AnchorFile, ScopeFile};
use crate::rule::lists::scopes;
use crate::rule::set::Rule;

pub(super) fn look(rule: &Rule, lints: &mut Lints<'_>) {
    // The same mistake twice is found in the order of the file.
    let mut from = 0;
    for scope in scopes(&rule.file) {
        for (key, value) in empty(scope) {
            let at = find(&rule.source.text, key, from).unwrap_or_else(|| rule.file.id.at.clone());
            from = from.max(at.end);
            lints.add_at(&rule.source, at, LintKind::UnreachableScope { key, value });
        }
    }
}

/// The keys of a scope that leave nothing.
fn empty(scope: &ScopeFile) -> Vec<(&'static str, String)> {
    let mut keys = Vec::new();
    for (key, count) in [("first", scope.first), ("last", scope.last)] {
        keys.extend(count.filter(|n| *n == 0).map(|n| (key, n.to_string())));
    }
    for (key, seconds) in [("first_seconds", scope.first_seconds), ("last_seconds", scope.last_seconds)] {
        keys.extend(seconds.filter(|s| *s <= 0.0).map(|s| (key, s.to_string())));
    }
    let percent = scope.percent.filter(|(from, to)| from >= to || *from >= 100.0 || *to <= 0.0);
    keys.extend(percent.map(|(from, to)| ("percent", format!("[{from}, {to}]"))));
    for (key, anchor) in [("before", &scope.before), ("after", &scope.after)] {
        let Some(AnchorFile { said, event, turns, .. }) = anchor.as_deref() else { continue };
        if said.is_none() && event.is_none() {
            keys.push((key, "{}".to_owned()));
        }
        if *turns == Some(0) {
            keys.push(("turns", "0".to_owned()));
        }
    }
    keys
}

/// Where a key is written. Scopes keep no places, as nothing else needs them.
fn find(text: &str, key: &str, from: usize) -> Option<Range<usize>> {
    let check = text.find("\ncheck:")?;
    let from = from.max(check);
    let written = format!("{key}:");
    let starts = text[from..].match_indices(&written).map(|(at, _)| from + at);
    let mut whole = starts.filter(|at| !text[..*at].ends_with(|c: char| c.is_alphanumeric() || c == '_'));
    whole.next().map(|at| at..at + key.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_leaves_turns_is_no_lint() {
        let scope = ScopeFile { first: Some(1), percent: Some((0.0, 50.0)), ..ScopeFile::default() };
        assert!(empty(&scope).is_empty());
        let scope = ScopeFile { last: Some(0), percent: Some((50.0, 50.0)), ..ScopeFile::default() };
        assert_eq!(empty(&scope).len(), 2);
    }
}
