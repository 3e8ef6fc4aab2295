//! Botpress: content elements (`formData`), the actions of a flow, and questions with their answers.

use super::Reply;
use super::tree::Node;
use crate::read::format::Head;

const KEYS: [&str; 4] = ["\"formData\"", "\"contentType\"", "\"onEnter\"", "\"skillData\""];

pub(super) fn detect(head: &Head<'_>) -> bool {
    matches!(head.bytes.first(), Some(b'{' | b'[')) && {
        let text = String::from_utf8_lossy(head.bytes);
        let answers = text.contains("\"answers\"") && text.contains("\"questions\"") && text.contains("\"contexts\"");
        (KEYS.iter().any(|key| text.contains(key)) || answers) && !text.contains("\"turns\"")
    }
}

pub(super) fn replies(documents: &[Node]) -> Vec<Reply> {
    let mut replies = Vec::new();
    for document in documents {
        let mut name = String::new();
        document.walk("", &mut |path, node| {
            if let Some(id) = node.get("id").and_then(Node::text) {
                id.clone_into(&mut name);
            }
            if let Some(text) = node.text().filter(|text| is_speech(path, text)) {
                let text = text.strip_prefix("say ").map_or(text, |said| said.trim().trim_matches('"'));
                // `say #id` says an element of another file.
                if !text.starts_with('#') {
                    let (key, text) = (path.to_owned(), text.to_owned());
                    replies.push(Reply { name: name.clone(), key, line: node.line, text });
                }
            }
        });
    }
    replies
}

/// `formData.text$zh`, `formData.variations$zh[0]`, `data.answers.zh[0]`, `onEnter[0]` of a flow if it says something.
fn is_speech(path: &str, text: &str) -> bool {
    let last = path.rsplit('.').next().unwrap_or_default();
    let key = last.split(['[', '$']).next().unwrap_or_default();
    if path.contains("formData") {
        return matches!(key, "text" | "variations" | "title" | "subtitle" | "markdown_text" | "item")
            && !path.contains("choices")
            && !path.contains("actions");
    }
    match key {
        "onEnter" | "onReceive" => text.starts_with("say "),
        _ => path.contains("answers.") && last.contains('['),
    }
}
