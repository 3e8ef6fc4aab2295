//! The page's content security policy.

use sha2::{Digest, Sha256};

/// Nothing from anywhere, and of what is in the page only this script and these styles.
pub(super) fn policy(script: &str, styles: &str) -> String {
    let (script, styles) = (hash(script), hash(styles));
    format!(
        "default-src 'none'; script-src 'sha256-{script}'; style-src 'sha256-{styles}'; base-uri 'none'; form-action 'none'"
    )
}

fn hash(text: &str) -> String {
    base64(&Sha256::digest(text.as_bytes()))
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let bits = (0..3).fold(0_usize, |bits, i| bits << 8 | usize::from(group.get(i).copied().unwrap_or(0)));
        for i in 0..4 {
            // Six bits are a place in the table.
            let digit = DIGITS[bits >> (18 - 6 * i) & 63];
            out.push(if i <= group.len() { char::from(digit) } else { '=' });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_of_every_length() {
        let of = |text: &str| base64(text.as_bytes());
        assert_eq!(
            ["", "f", "fo", "foo", "foob", "fooba"].map(of),
            ["", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE="]
        );
    }

    #[test]
    fn the_hash_of_nothing() {
        assert_eq!(hash(""), "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
    }
}
