//! Scripts: what a bot or an agent is going to say, one reply a record, each with the line and the key it stands at.
//!
//! Replies are alternatives and answers, not the turns of one conversation: each is judged by itself, so that two
//! wordings of the same answer are no repetition and a greeting in one is not missed in the next.

mod botpress;
mod dialogflow;
mod json;
pub(super) mod mapping;
mod markdown;
mod rasa;
mod tree;
mod yaml;

use std::io::Read;

use self::tree::Node;
use super::format::About;
use super::input::{self, Input};
use super::{Position, ReadError, Record, Records, Source, unpack};
use crate::transcript::{Channel, Place, Role, Transcript, Turn};

pub(super) const RASA: About = About {
    name: "rasa",
    extensions: &["yml", "yaml"],
    sniffed: true,
    title: ("Rasa 的 domain 或 responses 文件", "Rasa: a domain or a file of responses"),
    layout: "responses: {utter_greet: [{text: …}]}",
    roles: ("全部是机器人的话", "the bot says all of it"),
    clocks: ("没有", "none"),
    detect: rasa::detect,
    open: |source, input, _| replies(source, input, rasa::replies),
};

pub(super) const DIALOGFLOW: About = About {
    name: "dialogflow",
    extensions: &["json"],
    sniffed: false,
    title: ("Dialogflow ES、CX 的导出（JSON）", "Dialogflow ES or CX: an export as JSON"),
    layout: "responses[].messages[].speech; …messages[].text.text[]",
    roles: ("回复是机器人的话；用户说法不检查", "replies are the bot's; what users say is not judged"),
    clocks: ("没有", "none"),
    detect: dialogflow::detect,
    open: |source, input, _| replies(source, input, dialogflow::replies),
};

pub(super) const BOTPRESS: About = About {
    name: "botpress",
    extensions: &["json"],
    sniffed: false,
    title: ("Botpress 的内容、流程与问答（JSON）", "Botpress: content elements, flows and Q&A as JSON"),
    layout: "[{id, formData: {text$zh, variations$zh}}]",
    roles: ("全部是机器人的话", "the bot says all of it"),
    clocks: ("没有", "none"),
    detect: botpress::detect,
    open: |source, input, _| replies(source, input, botpress::replies),
};

pub(super) const MARKDOWN: About = About {
    name: "markdown",
    extensions: &["md", "markdown"],
    sniffed: true,
    title: ("Markdown 话术手册", "a book of scripts in Markdown"),
    layout: "## 场景 … > 话术",
    roles: ("引用块、话术表，或“坐席：…”开头的行", "quotations, tables with an answer column, lines “agent: …”"),
    clocks: ("没有", "none"),
    detect: markdown::detect,
    open: markdown::open,
};

pub(super) const MAPPED: About = About {
    name: "script",
    extensions: &[],
    sniffed: false,
    title: (
        "其他 JSON 或 YAML 话术，按 huashu.yaml 的 `scripts` 取值",
        "other JSON or YAML, by `scripts` in huashu.yaml",
    ),
    layout: "$.nodes[*].response",
    roles: ("全部是机器人的话", "the bot says all of it"),
    clocks: ("没有", "none"),
    detect: |_| false,
    open: |source, input, _| mapped(source, input),
};

/// Whether a file in YAML begins like one with responses of a bot.
pub(super) fn has_responses(head: &[u8]) -> bool {
    String::from_utf8_lossy(head).lines().any(|line| line.starts_with("responses:") || line.starts_with("templates:"))
}

/// A reply of a script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reply {
    /// What it is called; several replies may be called the same.
    pub(super) name: String,
    /// Where it stands: a key path, a column, a heading.
    pub(super) key: String,
    /// Line, from 1.
    pub(super) line: usize,
    /// Its words.
    pub(super) text: String,
}

/// Reads a document and takes its replies.
fn replies<'a>(source: Source<'a>, input: Input<'a>, take: fn(&[Node]) -> Vec<Reply>) -> Records<'a> {
    match document(input, &source) {
        Ok(nodes) => records_of(source, take(&nodes)),
        Err(error) => one(source, error),
    }
}

/// Takes the replies that the project file says.
fn mapped<'a>(mut source: Source<'a>, input: Input<'a>) -> Records<'a> {
    let Some(mapping) = source.options.scripts.iter().find(|mapping| mapping.is_for(&source.name)) else {
        return Box::new(std::iter::once(source.whole(ReadError::NoMapping)));
    };
    match document(input, &source) {
        Ok(nodes) => {
            let replies: Vec<Reply> = nodes.iter().flat_map(|node| mapping.replies(node)).collect();
            if replies.is_empty() {
                let paths = mapping.paths().join("、");
                return Box::new(std::iter::once(source.record(1, Err(ReadError::NothingMapped { paths }))));
            }
            records_of(source, replies)
        }
        Err(error) => one(source, error),
    }
}

fn one(mut source: Source<'_>, error: ReadError) -> Records<'_> {
    let record = match error.position() {
        Some(at) => source.record(at.line, Err(error)),
        None => source.whole(error),
    };
    Box::new(std::iter::once(record))
}

/// The documents of a file, JSON or YAML.
fn document(input: Input<'_>, source: &Source<'_>) -> Result<Vec<Node>, ReadError> {
    let text = whole_text(input, source)?;
    let depth = source.options.limits.depth;
    match text.trim_start().as_bytes().first() {
        Some(b'{' | b'[') => json::parse(&text, depth).map(|node| vec![node]),
        _ => yaml::parse(&text, depth),
    }
}

/// The whole text of a file.
fn whole_text(mut input: Input<'_>, source: &Source<'_>) -> Result<String, ReadError> {
    let bytes = unpack::whole(Box::new(input.by_ref()), source.options.limits)?;
    input::text(&bytes, Position { line: 1, column: 1 }).map(str::to_owned)
}

/// One record a reply.
fn records_of(mut source: Source<'_>, replies: Vec<Reply>) -> Records<'_> {
    let mut seen = std::collections::HashMap::<String, usize>::new();
    let replies = replies.into_iter().filter(|reply| !reply.text.trim().is_empty());
    Box::new(replies.map(move |reply| {
        let line = reply.line;
        let count = seen.entry(reply.name.clone()).or_default();
        *count += 1;
        let transcript = transcript(reply, *count, Role::Bot);
        source.record(line, Ok(transcript))
    }))
}

/// A reply as a conversation of one turn; the second of a name is called `name#2`.
pub(super) fn transcript(reply: Reply, count: usize, role: Role) -> Transcript {
    let id = if count > 1 { format!("{}#{count}", reply.name) } else { reply.name };
    let key = (!reply.key.is_empty()).then(|| reply.key.into());
    let place = Place { key, ..Place::at(reply.line, None) };
    let turn = Turn { role, text: reply.text, place, ..Turn::default() };
    Transcript { id, channel: Some(Channel::Script), turns: vec![turn], ..Transcript::default() }
}

/// The replies of a script that stands in one record, each by itself: those of a bot alone are answers to different
/// questions, and none makes up for what is missing in another.
pub(super) fn apart(record: Record) -> impl Iterator<Item = Record> {
    let (first, rest) = match record {
        Record::Transcript(mut whole)
            if whole.channel == Some(Channel::Script)
                && whole.turns.len() > 1
                && whole.turns.iter().all(|turn| turn.role == Role::Bot) =>
        {
            let mut turns = std::mem::take(&mut whole.turns).into_iter();
            let file = whole.file().to_owned();
            let first = turns.next().map(|turn| Record::Transcript(Box::new(alone(&whole, &file, turn, 1))));
            let rest: Vec<Record> = turns
                .enumerate()
                .map(|(n, turn)| Record::Transcript(Box::new(alone(&whole, &file, turn, n + 2))))
                .collect();
            (first, rest)
        }
        record => (Some(record), Vec::new()),
    };
    first.into_iter().chain(rest)
}

/// One reply of a record, with all that is said of the record.
fn alone(whole: &Transcript, file: &str, turn: Turn, count: usize) -> Transcript {
    let id = if count > 1 { format!("{}#{count}", whole.id) } else { whole.id.clone() };
    let source = turn.place.line.map_or_else(|| whole.source.clone(), |line| format!("{file}:{line}"));
    Transcript { id, source, turns: vec![turn], ..whole.clone() }
}

#[cfg(test)]
mod tests;
