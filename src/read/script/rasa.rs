//! Rasa: `responses:` of a domain (`templates:` before Rasa 2), also in files of their own.

use super::Reply;
use super::tree::{Node, Value};
use crate::read::format::{Format, Head};

const SECTIONS: [&str; 2] = ["responses", "templates"];
/// Keys of a domain; a file that begins with one of them may have its responses much later.
const DOMAIN: [&str; 10] = [
    "version:",
    "intents:",
    "entities:",
    "slots:",
    "actions:",
    "forms:",
    "responses:",
    "templates:",
    "session_config:",
    "policies:",
];

pub(super) fn detect(head: &Head<'_>) -> bool {
    let keys: &[&str] = if head.by_name == Some(Format::Rasa) { &DOMAIN } else { &["responses:", "templates:"] };
    head.is_text() && head.lines().any(|line| keys.iter().any(|key| line.starts_with(key)))
}

pub(super) fn replies(documents: &[Node]) -> Vec<Reply> {
    let mut replies = Vec::new();
    for document in documents {
        for section in SECTIONS {
            let Some(responses) = document.get(section) else { continue };
            for (name, variations) in responses.entries() {
                let path = format!("{section}.{name}");
                variation(name, &path, variations, &mut replies);
                for (index, item) in variations.items().iter().enumerate() {
                    variation(name, &format!("{path}[{index}]"), item, &mut replies);
                }
            }
        }
    }
    replies
}

/// One wording of a response.
fn variation(name: &str, path: &str, node: &Node, replies: &mut Vec<Reply>) {
    let mut add = |key: &str, node: &Node, text: &str| {
        let name = name.to_owned();
        replies.push(Reply { name, key: key.to_owned(), line: node.line, text: text.to_owned() });
    };
    if let Value::Text(text) = &node.value {
        add(path, node, text);
    }
    if let Some(node) = node.get("text")
        && let Some(text) = node.text()
    {
        add(&format!("{path}.text"), node, text);
    }
    if let Some(custom) = node.get("custom") {
        custom.walk(&format!("{path}.custom"), &mut |path, node| {
            let key = path.rsplit('.').next().unwrap_or_default();
            if matches!(key, "text" | "title" | "subtitle" | "content" | "message")
                && let Some(text) = node.text()
            {
                add(path, node, text);
            }
        });
    }
}
