//! JSON with the lines of its values, which `serde_json` does not tell.

use super::tree::{Node, Value};
use crate::read::{Position, ReadError};

/// Reads a document.
///
/// # Errors
/// Where it is no JSON, and values nested too deep.
pub(super) fn parse(text: &str, limit: usize) -> Result<Node, ReadError> {
    let mut parser = Parser { text, limit, at: 0, line: 1, line_start: 0 };
    let node = parser.value(0)?;
    parser.blank();
    if parser.at < text.len() { Err(parser.wrong("unexpected text behind the value")) } else { Ok(node) }
}

struct Parser<'t> {
    text: &'t str,
    /// Values inside values.
    limit: usize,
    at: usize,
    line: usize,
    line_start: usize,
}

impl Parser<'_> {
    fn value(&mut self, depth: usize) -> Result<Node, ReadError> {
        self.blank();
        let line = self.line;
        let value = match self.peek() {
            Some(b'{' | b'[') if depth >= self.limit => {
                return Err(ReadError::TooDeep { limit: self.limit, at: self.position() });
            }
            Some(b'{') => self.map(depth)?,
            Some(b'[') => self.list(depth)?,
            Some(b'"') => Value::Text(self.string()?),
            Some(_) => self.scalar()?,
            None => return Err(ReadError::Truncated { at: self.position() }),
        };
        Ok(Node { line, value })
    }

    fn map(&mut self, depth: usize) -> Result<Value, ReadError> {
        let mut entries = Vec::new();
        self.at += 1;
        loop {
            self.blank();
            match self.peek() {
                Some(b'}') if entries.is_empty() => break,
                Some(b'"') => {}
                Some(_) => return Err(self.wrong("expected a key")),
                None => return Err(ReadError::Truncated { at: self.position() }),
            }
            let key = self.string()?;
            self.blank();
            self.expect(b':', "expected `:`")?;
            entries.push((key, self.value(depth + 1)?));
            self.blank();
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b'}') => break,
                Some(_) => return Err(self.wrong("expected `,` or `}`")),
                None => return Err(ReadError::Truncated { at: self.position() }),
            }
        }
        self.at += 1;
        Ok(Value::Map(entries))
    }

    fn list(&mut self, depth: usize) -> Result<Value, ReadError> {
        let mut items = Vec::new();
        self.at += 1;
        loop {
            self.blank();
            if items.is_empty() && self.peek() == Some(b']') {
                break;
            }
            items.push(self.value(depth + 1)?);
            self.blank();
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b']') => break,
                Some(_) => return Err(self.wrong("expected `,` or `]`")),
                None => return Err(ReadError::Truncated { at: self.position() }),
            }
        }
        self.at += 1;
        Ok(Value::List(items))
    }

    fn string(&mut self) -> Result<String, ReadError> {
        let from = self.at;
        let bytes = self.text.as_bytes();
        let mut end = from + 1;
        loop {
            match bytes.get(end) {
                Some(b'"') => break,
                Some(b'\\') => end += 2,
                Some(_) => end += 1,
                None => {
                    self.at = bytes.len();
                    return Err(ReadError::Truncated { at: self.position() });
                }
            }
        }
        let slice = self.text.get(from..=end).unwrap_or_default();
        let text = serde_json::from_str(slice).map_err(|_| self.wrong("not a string"))?;
        self.at = end + 1;
        Ok(text)
    }

    fn scalar(&mut self) -> Result<Value, ReadError> {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let end = rest.find(|c: char| c.is_ascii_whitespace() || ",]}:".contains(c)).unwrap_or(rest.len());
        let word = rest.get(..end).unwrap_or_default();
        if serde_json::from_str::<serde_json::Value>(word).is_err() {
            return Err(self.wrong("expected a value"));
        }
        self.at += end;
        Ok(Value::Other)
    }

    fn expect(&mut self, byte: u8, text: &str) -> Result<(), ReadError> {
        match self.peek() {
            Some(found) if found == byte => {
                self.at += 1;
                Ok(())
            }
            Some(_) => Err(self.wrong(text)),
            None => Err(ReadError::Truncated { at: self.position() }),
        }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn blank(&mut self) {
        while let Some(byte) = self.peek().filter(u8::is_ascii_whitespace) {
            self.at += 1;
            if byte == b'\n' {
                self.line += 1;
                self.line_start = self.at;
            }
        }
    }

    fn position(&self) -> Position {
        let line = self.text.as_bytes().get(self.line_start..self.at).unwrap_or_default();
        Position { line: self.line, column: String::from_utf8_lossy(line).chars().count() + 1 }
    }

    fn wrong(&self, text: &str) -> ReadError {
        ReadError::Json { at: self.position(), text: text.to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::MAX_DEPTH;
    use proptest::prelude::*;

    fn parse(text: &str) -> Result<Node, ReadError> {
        super::parse(text, MAX_DEPTH)
    }

    #[test]
    fn values_know_their_lines() {
        let node = parse("{\n \"a\": [1, \"x\",\n  \"\\ud83d\\ude00\"],\n \"b\": null}").unwrap();
        assert_eq!(node.get("a").unwrap().line, 2);
        let items = node.get("a").unwrap().items();
        assert_eq!((items[2].line, items[2].text()), (3, Some("😀")));
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place() {
        let at = |line, column| Position { line, column };
        assert_eq!(parse("{\"a\": 1,\n \"b\" 2}"), Err(ReadError::Json { at: at(2, 6), text: "expected `:`".into() }));
        assert_eq!(parse("{\"a\": [1"), Err(ReadError::Truncated { at: at(1, 9) }));
        assert!(matches!(parse(&"[".repeat(1_000_000)), Err(ReadError::TooDeep { .. })));
    }

    proptest! {
        #[test]
        fn what_serde_reads_is_read(value in any::<String>().prop_map(|s| serde_json::json!({"a": [s, 1.5, {"b": null}], "": {}}))) {
            for text in [value.to_string(), serde_json::to_string_pretty(&value).unwrap()] {
                let node = parse(&text).unwrap();
                prop_assert_eq!(node.get("a").unwrap().items()[0].text(), value["a"][0].as_str());
            }
        }

        #[test]
        fn any_text_is_read_or_refused(text in "[\\[\\]{}\":,a1\\\\ \n]{0,40}") {
            prop_assert_eq!(parse(&text).is_ok(), serde_json::from_str::<serde_json::Value>(&text).is_ok());
        }
    }
}
