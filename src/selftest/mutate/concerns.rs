//! Which changes concern a check.

use crate::rule::file::{CheckFile, Metric, RoleFile};

/// The changes that a rule should notice.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Concerns {
    pub(super) delete: bool,
    pub(super) insert: bool,
    pub(super) delay: bool,
    pub(super) swap: bool,
}

impl Concerns {
    pub(super) fn of(check: &CheckFile) -> Self {
        let required = |role: Option<RoleFile>| Self { delete: true, swap: one_side(role), ..Self::default() };
        let forbidden = |role: Option<RoleFile>| Self { insert: true, swap: one_side(role), ..Self::default() };
        match check {
            CheckFile::Forbid(file) => forbidden(file.role),
            CheckFile::Entity(file) => forbidden(file.role),
            CheckFile::Require(file) => required(file.role),
            CheckFile::Respond(file) => required(file.with.role),
            CheckFile::Sequence(file) => Self {
                delete: file.steps.iter().any(|s| !s.optional),
                swap: file.steps.iter().all(|s| one_side(s.role)),
                ..Self::default()
            },
            CheckFile::Limit(file) => Self { delay: is_a_wait(file.metric.value), ..Self::default() },
            // The rest measures too much at once for one change to matter.
            CheckFile::Field(_) | CheckFile::Repeat(_) | CheckFile::Ratio(_) => Self::default(),
            CheckFile::All(parts) => parts.iter().map(Self::of).fold(Self::default(), Self::or),
            // Another part may hold, or what is required is forbidden.
            CheckFile::Any(_) | CheckFile::None(_) => Self::default(),
            CheckFile::Given(given) => Self::of(&given.check),
        }
    }

    const fn or(self, other: Self) -> Self {
        Self {
            delete: self.delete || other.delete,
            insert: self.insert || other.insert,
            delay: self.delay || other.delay,
            swap: self.swap || other.swap,
        }
    }
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
