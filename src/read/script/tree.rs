//! A document as a tree whose values know their lines.

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Node {
    /// Its line, from 1.
    pub(super) line: usize,
    /// What it is.
    pub(super) value: Value,
}

/// What a value is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    /// Text, and whatever YAML writes like text.
    Text(String),
    /// A number, a truth value, nothing.
    Other,
    /// A list.
    List(Vec<Node>),
    /// Keys and values, in the order of the file.
    Map(Vec<(String, Node)>),
}

impl Node {
    /// The value of a key.
    pub(super) fn get(&self, key: &str) -> Option<&Self> {
        self.entries().iter().find(|(name, _)| name == key).map(|(_, node)| node)
    }

    /// The text it is, or at a key.
    pub(super) fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Its items, if it is a list.
    pub(super) fn items(&self) -> &[Self] {
        match &self.value {
            Value::List(items) => items,
            _ => &[],
        }
    }

    /// Its keys and values, if it has any.
    pub(super) fn entries(&self) -> &[(String, Self)] {
        match &self.value {
            Value::Map(entries) => entries,
            _ => &[],
        }
    }

    /// Visits every value below it with its key path, outer ones first.
    pub(super) fn walk<'n>(&'n self, path: &str, visit: &mut impl FnMut(&str, &'n Self)) {
        visit(path, self);
        for (index, item) in self.items().iter().enumerate() {
            item.walk(&format!("{path}[{index}]"), visit);
        }
        for (key, value) in self.entries() {
            let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
            value.walk(&path, visit);
        }
    }
}
