//! Data inside a page: JSON in a script element that no text of a customer can end or start anything in.

use std::fmt::Write as _;

use serde::Serialize;

use crate::report::escape::is_hidden;

/// A value as JSON in which nothing means anything to HTML, and which shows what it holds where it is read as text:
/// marks of HTML, line separators and invisible controls of the writing direction are escapes.
pub(super) fn json(value: &impl Serialize) -> String {
    // The entries hold nothing that JSON cannot say.
    let plain = serde_json::to_string(value).unwrap_or_default();
    let mut out = String::with_capacity(plain.len() + plain.len() / 64);
    for c in plain.chars() {
        if must_be_escaped(c) {
            // All of them stand inside of strings.
            for unit in c.encode_utf16(&mut [0; 2]) {
                let _ = write!(out, "\\u{unit:04x}");
            }
        } else {
            out.push(c);
        }
    }
    out
}

const fn must_be_escaped(c: char) -> bool {
    matches!(c, '<' | '>' | '&') || (is_hidden(c) && c >= '\u{7f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_ends_the_script_element() {
        let hostile = "</script><!-- <script> & ]]> \u{202e}gnp.exe \u{2028} \u{0} \u{7} \u{e0041} \"quoted\" \\";
        let text = json(&hostile);
        assert!(!text.contains(['<', '>', '&', '\u{202e}', '\u{2028}', '\u{0}', '\n']), "{text}");
        assert_eq!(serde_json::from_str::<String>(&text).unwrap(), hostile);
    }

    #[test]
    fn ordinary_words_stay_as_they_are() {
        assert_eq!(json(&"您好，😊请问"), "\"您好，😊请问\"");
    }
}
