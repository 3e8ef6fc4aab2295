//! What is kept of a matcher, so that a later run need not build it again.

use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Form, Matcher};
use crate::text::segment::Segmenter;
use crate::transcript::Role;

/// What is made when it is first asked for, and kept if it was.
#[derive(Debug)]
pub(super) struct Once<T>(OnceLock<T>);

impl<T> Once<T> {
    pub(super) const fn new() -> Self {
        Self(OnceLock::new())
    }

    pub(super) fn get_or_init(&self, make: impl FnOnce() -> T) -> &T {
        self.0.get_or_init(make)
    }
}

impl<T> Default for Once<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: Serialize> Serialize for Once<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.get().serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Once<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let kept = Option::<T>::deserialize(deserializer)?;
        Ok(Self(kept.map_or_else(OnceLock::new, OnceLock::from)))
    }
}

impl Matcher {
    /// All that building takes time for.
    pub(crate) fn parts(&self) -> &Self {
        for role in Role::ALL {
            self.side(role, Form::Normal);
            self.side(role, Form::Sound);
        }
        // The others are found with all that is watched.
        for group in self.groups.iter().filter(|group| !group.watched) {
            self.index_of(group);
        }
        self
    }

    /// The matcher whose parts these are.
    pub(crate) fn of_parts(mut self, segmenter: Arc<Segmenter>) -> Self {
        self.segmenter = segmenter;
        // Regexes are compiled when they are first needed.
        self.compiled.resize_with(self.regexes.len(), OnceLock::new);
        self
    }
}
