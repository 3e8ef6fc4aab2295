//! `no-firing-example`, `no-quiet-example`: a rule that nobody has seen at work.

use super::{LintKind, Lints};
use crate::outcome::OutcomeKind;
use crate::rule::file::CheckFile;
use crate::rule::set::Rule;

pub(super) fn look(rule: &Rule, lints: &mut Lints<'_>) {
    let has = |firing: bool| rule.file.examples.iter().any(|e| (e.outcome == OutcomeKind::Fail) == firing);
    // A figure without limits is only shown: it can't fail.
    let shown_only = matches!(&rule.file.check, CheckFile::Aggregate(figure) if !figure.has_limit());
    if !has(true) && !shown_only {
        lints.add(&rule.source, &rule.file.id, LintKind::NoFiringExample);
    }
    if !has(false) {
        lints.add(&rule.source, &rule.file.id, LintKind::NoQuietExample);
    }
}
