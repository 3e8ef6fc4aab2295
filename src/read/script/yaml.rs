//! YAML with the lines of its values.

use std::collections::HashMap;

use granit_parser::{Event, Parser, ScalarStyle};

use super::tree::{Node, Value};
use crate::read::{Position, ReadError};

/// Values that aliases may add to those that are written.
const ALIASED: usize = 100_000;

/// Reads the documents of a file.
///
/// # Errors
/// Where it is no YAML, values nested too deep, aliases that multiply.
pub(super) fn parse(text: &str, limit: usize) -> Result<Vec<Node>, ReadError> {
    let mut builder = Builder { limit, ..Builder::default() };
    for next in Parser::new_from_str(text) {
        let (event, span) = next.map_err(|error| {
            let at = Position { line: error.marker().line(), column: error.marker().col() + 1 };
            ReadError::Yaml { at, text: error.info().clone() }
        })?;
        builder.take(event, Position { line: span.start.line(), column: span.start.col() + 1 })?;
    }
    Ok(builder.documents)
}

#[derive(Default)]
struct Builder {
    /// Values inside values.
    limit: usize,
    documents: Vec<Node>,
    open: Vec<Open>,
    anchors: HashMap<usize, Node>,
    aliased: usize,
}

/// A list or a map that is not at its end.
struct Open {
    line: usize,
    anchor: usize,
    items: Items,
}

enum Items {
    List(Vec<Node>),
    Map(Vec<(String, Node)>, Option<String>),
}

impl Builder {
    fn take(&mut self, event: Event<'_>, at: Position) -> Result<(), ReadError> {
        match event {
            Event::Scalar(text, style, anchor, _) => {
                let plain = matches!(style, ScalarStyle::Plain);
                let value = match &*text {
                    "" | "~" | "null" if plain => Value::Other,
                    _ => Value::Text(text.into_owned()),
                };
                self.put(Node { line: at.line, value }, anchor);
            }
            Event::SequenceStart(_, anchor, _) => self.open(Items::List(Vec::new()), anchor, at)?,
            Event::MappingStart(_, anchor, _) => self.open(Items::Map(Vec::new(), None), anchor, at)?,
            Event::SequenceEnd | Event::MappingEnd => {
                if let Some(open) = self.open.pop() {
                    let value = match open.items {
                        Items::List(items) => Value::List(items),
                        Items::Map(entries, _) => Value::Map(entries),
                    };
                    self.put(Node { line: open.line, value }, open.anchor);
                }
            }
            Event::Alias(anchor) => {
                let node = self.anchors.get(&anchor).cloned();
                let node = node.unwrap_or(Node { line: at.line, value: Value::Other });
                self.aliased += size(&node);
                if self.aliased > ALIASED {
                    let text = "aliases stand for too many values".to_owned();
                    return Err(ReadError::Yaml { at, text });
                }
                self.put(node, 0);
            }
            _ => {}
        }
        Ok(())
    }

    fn open(&mut self, items: Items, anchor: usize, at: Position) -> Result<(), ReadError> {
        if self.open.len() >= self.limit {
            return Err(ReadError::TooDeep { limit: self.limit, at });
        }
        self.open.push(Open { line: at.line, anchor, items });
        Ok(())
    }

    fn put(&mut self, node: Node, anchor: usize) {
        if anchor > 0 {
            self.anchors.insert(anchor, node.clone());
        }
        match self.open.last_mut().map(|open| &mut open.items) {
            None => self.documents.push(node),
            Some(Items::List(items)) => items.push(node),
            Some(Items::Map(entries, key)) => match key.take() {
                Some(key) => entries.push((key, node)),
                None => *key = Some(node.text().unwrap_or_default().to_owned()),
            },
        }
    }
}

/// Values in a tree.
fn size(node: &Node) -> usize {
    let below = node.items().iter().chain(node.entries().iter().map(|(_, node)| node));
    1 + below.map(size).sum::<usize>()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::MAX_DEPTH;
    use proptest::prelude::*;

    fn parse(text: &str) -> Result<Vec<Node>, ReadError> {
        super::parse(text, MAX_DEPTH)
    }

    #[test]
    fn values_know_their_lines() {
        let node = &parse("a: &x\n  - text: 您好\n  - text: |\n      再见\nb: *x\n").unwrap()[0];
        let items = node.get("a").unwrap().items();
        assert_eq!((items[0].get("text").unwrap().line, items[0].get("text").unwrap().text()), (2, Some("您好")));
        assert_eq!((items[1].get("text").unwrap().line, items[1].get("text").unwrap().text()), (4, Some("再见\n")));
        assert_eq!(node.get("b").unwrap().items(), items);
    }

    #[test]
    fn bombs_are_refused() {
        let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
        for n in 1..10 {
            text += &format!("a{n}: &a{n} [{}]\n", format!("*a{}, ", n - 1).repeat(10).trim_end_matches(", "));
        }
        assert!(matches!(parse(&text), Err(ReadError::Yaml { .. })));
        assert!(parse(&"[".repeat(100_000)).is_err());
        assert!(parse("a: [1").is_err());
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "[\\[\\]{}\"':,a&*|>#!%@` \n-]{0,60}") {
            let _ = parse(&text);
        }
    }
}
