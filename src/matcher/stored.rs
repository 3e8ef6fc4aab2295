//! A matcher as bytes, so that a later run need not build it again.

use std::sync::{Arc, OnceLock};

use super::{Indexed, Matcher, index};
use crate::text::segment::Segmenter;
use crate::transcript::Role;

/// What the bytes start with; changes with their layout.
const TAG: [u8; 8] = *b"huashu 1";
/// Tag and checksum.
const HEAD: usize = TAG.len() + 4;
/// The side that is worth keeping: what agents may say is most of all rules.
const KEPT: Role = Role::Agent;

impl Matcher {
    /// Everything that building took time for.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let side = self.side(KEPT);
        let body = postcard::to_allocvec(&(self, side)).unwrap_or_default();
        [&TAG[..], &crc32fast::hash(&body).to_le_bytes(), &body].concat()
    }

    /// The matcher that `to_bytes` was called on; `None` where the bytes are not whole or of another version.
    pub(crate) fn from_bytes(bytes: &[u8], segmenter: Arc<Segmenter>) -> Option<Self> {
        let (head, body) = bytes.split_at_checked(HEAD)?;
        let expected = [&TAG[..], &crc32fast::hash(body).to_le_bytes()].concat();
        if head != expected {
            return None;
        }
        let (mut matcher, side): (Self, Indexed) = postcard::from_bytes(body).ok()?;
        matcher.sides[index(KEPT)] = OnceLock::from(side);
        matcher.segmenter = segmenter;
        Some(matcher)
    }
}
