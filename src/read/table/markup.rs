//! Tags and text of XML and HTML, as tolerant as what spreadsheet programs and web pages write.

use std::borrow::Cow;

/// A piece of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Piece<'t> {
    /// `<name attributes>`, or `<name attributes/>`, which is empty.
    Open {
        /// Without the prefix.
        name: &'t str,
        attributes: &'t str,
        empty: bool,
    },
    /// `</name>`
    Close(&'t str),
    /// Text with entities.
    Text(&'t str),
    /// Text without.
    Plain(&'t str),
}

/// The pieces of a document, in order; comments and instructions are passed over.
pub(super) struct Pieces<'t> {
    rest: &'t str,
}

impl<'t> Pieces<'t> {
    pub(super) const fn new(text: &'t str) -> Self {
        Self { rest: text }
    }

    /// Passes over everything up to a mark, and the mark.
    fn cut(&mut self, mark: &str) -> &'t str {
        let (piece, rest) = self.rest.split_once(mark).unwrap_or((self.rest, ""));
        self.rest = rest;
        piece
    }
}

impl<'t> Iterator for Pieces<'t> {
    type Item = Piece<'t>;

    fn next(&mut self) -> Option<Piece<'t>> {
        loop {
            if self.rest.is_empty() {
                return None;
            }
            let Some(tag) = self.rest.strip_prefix('<') else {
                let end = self.rest.find('<').unwrap_or(self.rest.len());
                let (text, rest) = self.rest.split_at(end);
                self.rest = rest;
                return Some(Piece::Text(text));
            };
            if tag.starts_with("!--") {
                self.cut("-->");
            } else if let Some(data) = tag.strip_prefix("![CDATA[") {
                self.rest = data;
                return Some(Piece::Plain(self.cut("]]>")));
            } else if tag.starts_with(['!', '?']) {
                self.cut(">");
            } else if let Some(close) = tag.strip_prefix('/') {
                self.rest = close;
                return Some(Piece::Close(local(self.cut(">").trim())));
            } else if tag.starts_with(|c: char| c.is_alphabetic()) {
                let end = tag_end(tag);
                self.rest = tag.get(end + 1..).unwrap_or_default();
                let inner = tag.get(..end).unwrap_or_default();
                let (inner, empty) = inner.strip_suffix('/').map_or((inner, false), |inner| (inner, true));
                let (name, attributes) = inner.split_once(|c: char| c.is_whitespace()).unwrap_or((inner, ""));
                return Some(Piece::Open { name: local(name), attributes, empty });
            } else {
                self.rest = tag;
                return Some(Piece::Text("<"));
            }
        }
    }
}

/// Where a tag ends: at the first `>` outside of quotes.
fn tag_end(tag: &str) -> usize {
    let mut quote = None;
    for (at, byte) in tag.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return at,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), byte) if open == byte => quote = None,
            _ => {}
        }
    }
    // A quote that is never closed.
    tag.find('>').unwrap_or(tag.len())
}

fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, name)| name)
}

/// The value of an attribute, by its name without the prefix.
pub(super) fn attribute<'t>(attributes: &'t str, wanted: &str) -> Option<Cow<'t, str>> {
    let mut rest = attributes;
    while let Some((name, after)) = rest.split_once('=') {
        let name = name.split_whitespace().next_back().unwrap_or_default();
        let after = after.trim_start();
        let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''));
        let (value, next) = match quote {
            Some(quote) => after.get(1..).unwrap_or_default().split_once(quote).unwrap_or((after, "")),
            None => after.split_once(|c: char| c.is_whitespace()).unwrap_or((after, "")),
        };
        if local(name).eq_ignore_ascii_case(wanted) {
            return Some(unescape(value));
        }
        rest = next;
    }
    None
}

/// Text with its entities replaced.
pub(super) fn unescape(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        let end = after.bytes().take(10).position(|b| b == b';');
        let found = end.and_then(|end| Some((entity(after.get(..end)?)?, after.get(end + 1..)?)));
        let (c, next) = found.unwrap_or(('&', after));
        out.push(c);
        rest = next;
    }
    out.push_str(rest);
    Cow::Owned(out)
}

fn entity(name: &str) -> Option<char> {
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => ' ',
        "hellip" => '…',
        "ldquo" => '“',
        "rdquo" => '”',
        "middot" => '·',
        "mdash" => '—',
        _ => {
            let number = name.strip_prefix('#')?;
            let hex = number.strip_prefix(['x', 'X']);
            let code = hex.map_or_else(|| number.parse().ok(), |hex| u32::from_str_radix(hex, 16).ok())?;
            char::from_u32(code).filter(|c| *c != '\0')?
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn tags_and_text_are_told_apart() {
        let text = "<?xml?><!-- <a> --><ss:Row ss:Index='3' b=4><td>1 &lt; 2<br/></td><![CDATA[<x>]]> 3 < 4";
        let pieces: Vec<_> = Pieces::new(text).collect();
        assert_eq!(pieces[0], Piece::Open { name: "Row", attributes: "ss:Index='3' b=4", empty: false });
        assert_eq!(attribute("ss:Index='3' b=4", "index").as_deref(), Some("3"));
        assert_eq!(attribute("ss:Index='3' b=4", "b").as_deref(), Some("4"));
        assert_eq!((pieces[2], pieces[4]), (Piece::Text("1 &lt; 2"), Piece::Close("td")));
        assert_eq!(pieces[5..], [Piece::Plain("<x>"), Piece::Text(" 3 "), Piece::Text("<"), Piece::Text(" 4")]);
        assert_eq!(unescape("1 &lt; 2 &#x4F60;&#22909; &nope; &"), "1 < 2 你好 &nope; &");
    }

    proptest! {
        #[test]
        fn any_text_has_pieces(text in "[<>/!?\"'= a你&;#-]{0,60}") {
            for piece in Pieces::new(&text) {
                if let Piece::Open { attributes, .. } = piece {
                    attribute(attributes, "a");
                }
            }
            unescape(&text);
        }
    }
}
