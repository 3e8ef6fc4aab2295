//! Which changes concern a check.

use std::collections::BTreeSet;

use super::Mutation;
use crate::rule::file::{CheckFile, Metric, RoleFile};

/// The changes that a check should notice.
pub(super) fn of(check: &CheckFile) -> BTreeSet<Mutation> {
    match check {
        CheckFile::Forbid(file) => with_swap(Mutation::Insert, one_side(file.role)),
        CheckFile::Entity(file) => with_swap(Mutation::Insert, one_side(file.role)),
        CheckFile::Require(file) => with_swap(Mutation::Delete, one_side(file.role)),
        CheckFile::Respond(file) => with_swap(Mutation::Delete, one_side(file.with.role)),
        CheckFile::Sequence(file) if file.steps.iter().any(|s| !s.optional) => {
            with_swap(Mutation::Delete, file.steps.iter().all(|s| one_side(s.role)))
        }
        CheckFile::Limit(file) if is_a_wait(file.metric.value) => BTreeSet::from([Mutation::Delay]),
        CheckFile::All(parts) => parts.iter().flat_map(of).collect(),
        CheckFile::Given(given) => of(&given.check),
        // Other figures measure too much at once for one change to matter; another part of an `any` may hold; what is
        // required inside a `none` is forbidden.
        CheckFile::Sequence(_)
        | CheckFile::Limit(_)
        | CheckFile::Field(_)
        | CheckFile::Repeat(_)
        | CheckFile::Ratio(_)
        | CheckFile::Similar(_)
        | CheckFile::Learned(_)
        | CheckFile::Aggregate(_)
        | CheckFile::Any(_)
        | CheckFile::None(_) => BTreeSet::new(),
    }
}

fn with_swap(mutation: Mutation, swap: bool) -> BTreeSet<Mutation> {
    let mut all = BTreeSet::from([mutation]);
    if swap {
        all.insert(Mutation::Swap);
    }
    all
}

const fn one_side(role: Option<RoleFile>) -> bool {
    matches!(role, None | Some(RoleFile::Agent | RoleFile::Customer))
}

const fn is_a_wait(metric: Metric) -> bool {
    matches!(
        metric,
        Metric::FirstResponse | Metric::Response | Metric::Silence | Metric::ProgressGap | Metric::Duration
    )
}
