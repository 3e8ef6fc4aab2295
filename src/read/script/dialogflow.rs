//! Dialogflow: an intent of ES, a flow or a page of CX, as the export writes them, one a file or all in one.

use super::Reply;
use super::tree::Node;
use crate::read::format::Head;

/// Keys that only these files have.
const KEYS: [&str; 12] = [
    "\"resetContexts\"",
    "\"affectedContexts\"",
    "\"webhookUsed\"",
    "\"userDefined\"",
    "\"isOverridable\"",
    "\"entryFulfillment\"",
    "\"triggerFulfillment\"",
    "\"transitionRoutes\"",
    "\"nluSettings\"",
    "\"defaultStartFlow\"",
    "\"googleAssistant\"",
    "\"trainingPhrases\"",
];

pub(super) fn detect(head: &Head<'_>) -> bool {
    matches!(head.bytes.first(), Some(b'{' | b'[')) && {
        let text = String::from_utf8_lossy(head.bytes);
        KEYS.iter().any(|key| text.contains(key)) && !text.contains("\"turns\"")
    }
}

pub(super) fn replies(documents: &[Node]) -> Vec<Reply> {
    let mut replies = Vec::new();
    for document in documents {
        document.walk("", &mut |path, node| {
            if is_speech(path) {
                let texts = if node.text().is_some() { std::slice::from_ref(node) } else { node.items() };
                for (index, item) in texts.iter().enumerate() {
                    let key = if node.text().is_some() { path.to_owned() } else { format!("{path}[{index}]") };
                    let text = item.text().unwrap_or_default().to_owned();
                    replies.push(Reply { name: name(document, path), key, line: item.line, text });
                }
            }
        });
    }
    replies
}

/// Whether a value is what the bot says: `…messages[0].speech`, `…messages[0].text.text`, `…outputAudioText.text`.
fn is_speech(path: &str) -> bool {
    let message = path.contains("messages[") || path.contains("message.");
    let ends = [".speech", ".text.text", ".outputAudioText.text", ".title", ".formattedText", ".platform.text"];
    message && ends.iter().any(|end| path.ends_with(end)) && !path.contains(".payload.") && !path.contains("replies")
}

/// What the intent, page or flow is called that a value stands in.
fn name(document: &Node, path: &str) -> String {
    let mut name = own_name(document).unwrap_or_default();
    let mut node = document;
    for part in path.split('.') {
        let (key, index) = part.split_once('[').map_or((part, None), |(key, index)| (key, Some(index)));
        let Some(next) = (if key.is_empty() { Some(node) } else { node.get(key) }) else { break };
        node = index
            .and_then(|i| i.trim_end_matches(']').parse().ok())
            .and_then(|i: usize| next.items().get(i))
            .unwrap_or(next);
        if let Some(own) = own_name(node) {
            name = own;
        }
    }
    name
}

fn own_name(node: &Node) -> Option<String> {
    let name = node.get("displayName").or_else(|| node.get("name")).and_then(Node::text);
    name.filter(|name| !is_number(name)).map(str::to_owned)
}

/// Whether it is a number that nobody knows it by: `5d0c6f0a-0000-4000-8000-000000000001`.
fn is_number(name: &str) -> bool {
    name.len() == 36 && name.bytes().all(|b| b == b'-' || b.is_ascii_hexdigit())
}
