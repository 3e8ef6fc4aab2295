//! Intercom: a conversation with its `source` and its `conversation_parts`.
//!
//! Source: the Conversations model of the Intercom API (developers.intercom.com).

use serde::Deserialize;

use super::{Cutting, Found, Layout, open, parse, plain};
use crate::read::canonical::Text;
use crate::read::clock::{Clock, Instant};
use crate::read::format::About;
use crate::read::{Position, ReadError};

/// The format.
pub(in crate::read) const ABOUT: About = About {
    name: "intercom",
    extensions: &["json", "jsonl"],
    sniffed: false,
    title: ("Intercom 会话", "Intercom conversations"),
    layout: r#"{"type": "conversation", "source": {…}, "conversation_parts": {"conversation_parts": [{"body": …, "author": {"type": "admin"}}]}}"#,
    roles: (
        "author.type：admin 坐席，user、lead、contact 客户，bot 机器人；备注不查",
        "author.type: admin is the agent; user, lead, contact the customer; bot a bot; notes are left out",
    ),
    clocks: ("created_at（Unix 秒）", "created_at (Unix seconds)"),
    detect: |head| head.json.has("conversation_parts") || head.json.has("conversations[].conversation_parts"),
    open: |source, input, head| open(source, input, head, &LAYOUT),
};

const LAYOUT: Layout = Layout { records: Cutting::Within("conversations"), read };

#[derive(Debug, Deserialize)]
struct Conversation<'t> {
    #[serde(borrow)]
    id: Option<Text<'t>>,
    created_at: Option<Instant>,
    source: Option<Part<'t>>,
    #[serde(default)]
    conversation_parts: Parts<'t>,
}

#[derive(Debug, Default, Deserialize)]
struct Parts<'t> {
    #[serde(borrow, default)]
    conversation_parts: Vec<Part<'t>>,
}

#[derive(Debug, Deserialize)]
struct Part<'t> {
    #[serde(borrow)]
    part_type: Option<Text<'t>>,
    body: Option<Text<'t>>,
    created_at: Option<Clock>,
    author: Option<Author<'t>>,
}

#[derive(Debug, Deserialize)]
struct Author<'t> {
    #[serde(borrow, rename = "type")]
    kind: Option<Text<'t>>,
    id: Option<Text<'t>>,
    name: Option<Text<'t>>,
}

fn read(text: &str, at: Position) -> Result<Vec<Found<'_>>, ReadError> {
    let conversation: Conversation<'_> = parse(text, at)?;
    let mut found = Found::chat();
    found.file.id = conversation.id;
    found.file.started_at = conversation.created_at;
    let started = conversation.created_at.map(Clock::from);
    for (first, part) in conversation
        .source
        .into_iter()
        .map(|source| (true, source))
        .chain(conversation.conversation_parts.conversation_parts.into_iter().map(|part| (false, part)))
    {
        let at = part.created_at.or(started.filter(|_| first));
        let kind = part.part_type.as_ref().map_or("comment", |kind| &*kind.0);
        let words = part.body.map(|body| plain(&body.0).into_owned()).unwrap_or_default();
        match kind {
            "note" | "note_and_reopen" => found.leave_out(kind),
            _ if words.trim().is_empty() => match kind {
                "comment" => found.leave_out("attachment"),
                "assignment" => found.event("transfer", at, None),
                other => found.event(other.to_owned(), at, None),
            },
            _ => {
                let role = part.author.map(|author| said_by(&mut found, author));
                found.say(role, words.into(), at, None);
            }
        }
    }
    Ok(vec![found])
}

fn said_by<'t>(found: &mut Found<'t>, author: Author<'t>) -> Text<'t> {
    match author.kind.as_ref().map(|kind| &*kind.0) {
        Some("admin" | "team") => {
            let agent = found.agent();
            agent.id = author.id.or(agent.id.take());
            agent.name = author.name.or(agent.name.take());
            "agent".into()
        }
        Some("user" | "lead" | "contact") => "customer".into(),
        Some("bot") => "bot".into(),
        _ => author.kind.or(author.name).unwrap_or_default(),
    }
}
