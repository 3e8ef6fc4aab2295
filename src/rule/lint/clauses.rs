//! `unknown-clause`: clause ids that are none.

use super::{LintKind, Lints};
use crate::rule::set::{Clauses, Rule};

pub(super) fn look(rule: &Rule, clauses: &Clauses, lints: &mut Lints<'_>) {
    let listed = clauses.folders.contains(rule.source.folder());
    for clause in &rule.file.clauses {
        let known = if listed { clauses.known.contains_key(&clause.value) } else { is_clause(clause) };
        if !known {
            lints.add(&rule.source, clause, LintKind::UnknownClause { clause: clause.value.clone(), listed });
        }
    }
}

/// `document-number`: `S3-13`, `X-1`, `规范-4.2`.
fn is_clause(id: &str) -> bool {
    let Some((document, number)) = id.rsplit_once('-') else { return false };
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    !document.is_empty() && !document.contains(char::is_whitespace) && number.split('.').all(digits)
}

#[cfg(test)]
mod tests {
    use super::is_clause;

    #[test]
    fn a_clause_is_a_document_and_a_number() {
        assert!(["S3-13", "X-1", "规范-4.2", "ISO-18295-1"].iter().all(|id| is_clause(id)));
        assert!(["S3", "3-", "-1", "S3-a", "S 3-1", "S3-1."].iter().all(|id| !is_clause(id)));
    }
}
