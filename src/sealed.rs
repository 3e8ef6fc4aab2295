//! What one run keeps for the next: bytes that show whether they are whole and of this version.

use serde::{Deserialize, Serialize};

/// What the bytes start with; changes with their layout.
const TAG: [u8; 8] = *b"huashu 3";
/// Tag and checksum.
const HEAD: usize = TAG.len() + 4;

/// A value as bytes.
pub(crate) fn seal(value: &impl Serialize) -> Vec<u8> {
    let body = postcard::to_allocvec(value).unwrap_or_default();
    [&TAG[..], &crc32fast::hash(&body).to_le_bytes(), &body].concat()
}

/// The value that was sealed; `None` where the bytes are not whole or of another version. Its lists stay where they are.
pub(crate) fn open<T: Deserialize<'static>>(bytes: &'static [u8]) -> Option<T> {
    let (head, body) = bytes.split_at_checked(HEAD)?;
    let expected = [&TAG[..], &crc32fast::hash(body).to_le_bytes()].concat();
    if head != expected {
        return None;
    }
    postcard::from_bytes(body).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn damaged_bytes_hold_nothing() {
        let bytes: &[u8] = seal(&"没办法").leak();
        assert_eq!(open::<String>(bytes).as_deref(), Some("没办法"));
        let mut damaged = bytes.to_vec();
        damaged[14] ^= 1;
        assert_eq!(open::<String>(damaged.leak()), None);
        assert_eq!(open::<String>(&bytes[..bytes.len() - 1]), None);
        assert_eq!(open::<String>(&[]), None);
    }
}
