//! What is kept of a matcher, so that a later run need not build it again.

use std::sync::{Arc, OnceLock};

use super::{Indexed, Matcher, index};
use crate::text::segment::Segmenter;
use crate::transcript::Role;

/// The side that is worth keeping: what agents may say is most of all rules.
const KEPT: Role = Role::Agent;

impl Matcher {
    /// All that building took time for.
    pub(crate) fn parts(&self) -> (&Self, &Indexed) {
        (self, self.side(KEPT))
    }

    /// The matcher whose parts these are.
    pub(crate) fn of_parts((mut matcher, side): (Self, Indexed), segmenter: Arc<Segmenter>) -> Self {
        matcher.sides[index(KEPT)] = OnceLock::from(side);
        matcher.segmenter = segmenter;
        matcher
    }
}
