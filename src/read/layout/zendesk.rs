//! Zendesk: tickets with their comments, and chats with their history.
//!
//! Source: the documentation of the Support and Chat APIs (developer.zendesk.com).

use std::collections::HashMap;

use serde::Deserialize;

use super::{Cutting, Found, Layout, open, parse, plain};
use crate::read::canonical::Text;
use crate::read::clock::{Clock, Instant};
use crate::read::format::About;
use crate::read::{Position, ReadError};

/// The format.
pub(in crate::read) const ABOUT: About = About {
    name: "zendesk",
    extensions: &["json", "jsonl"],
    sniffed: false,
    title: ("Zendesk 工单评论与聊天记录", "Zendesk ticket comments and chats"),
    layout: r#"{"id": …, "requester_id": 1, "comments": [{"author_id": 1, "body": …, "created_at": …}]}"#,
    roles: (
        "requester_id、users[].role，聊天为 sender_type；不公开的评论不查",
        "requester_id, users[].role; sender_type in chats; internal comments are left out",
    ),
    clocks: ("created_at、timestamp", "created_at, timestamp"),
    detect: |head| {
        ["comments", "tickets[].comments"].iter().any(|list| head.json.under(list, "author_id"))
            || ["history", "chats[].history"]
                .iter()
                .any(|list| head.json.under(list, "sender_type") || head.json.under(list, "msg"))
    },
    open: |source, input, head| open(source, input, head, &LAYOUT),
};

const LAYOUT: Layout = Layout { records: Cutting::Elements, read };

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Ticket<'t> {
    #[serde(borrow)]
    tickets: Vec<Ticket<'t>>,
    chats: Vec<Ticket<'t>>,
    id: Option<Text<'t>>,
    ticket_id: Option<Text<'t>>,
    requester_id: Option<Text<'t>>,
    assignee_id: Option<Text<'t>>,
    created_at: Option<Instant>,
    timestamp: Option<Instant>,
    users: Vec<User<'t>>,
    comments: Vec<Comment<'t>>,
    history: Vec<Message<'t>>,
}

#[derive(Debug, Deserialize)]
struct User<'t> {
    #[serde(borrow)]
    id: Text<'t>,
    role: Option<Text<'t>>,
}

#[derive(Debug, Deserialize)]
struct Comment<'t> {
    #[serde(borrow)]
    author_id: Option<Text<'t>>,
    plain_body: Option<Text<'t>>,
    body: Option<Text<'t>>,
    html_body: Option<Text<'t>>,
    created_at: Option<Clock>,
    public: Option<bool>,
}

#[derive(Debug, Deserialize)]
struct Message<'t> {
    #[serde(borrow, rename = "type")]
    kind: Option<Text<'t>>,
    sender_type: Option<Text<'t>>,
    name: Option<Text<'t>>,
    msg: Option<Text<'t>>,
    timestamp: Option<Clock>,
}

fn read(text: &str, at: Position) -> Result<Vec<Found<'_>>, ReadError> {
    let mut ticket: Ticket<'_> = parse(text, at)?;
    let mut many = std::mem::take(&mut ticket.tickets);
    many.append(&mut ticket.chats);
    let users: HashMap<_, _> =
        ticket.users.drain(..).filter_map(|user| Some((user.id, user.role?.0.into_owned()))).collect();
    Ok(if many.is_empty() {
        vec![found(ticket, &users)]
    } else {
        many.into_iter().map(|one| found(one, &users)).collect()
    })
}

fn found<'t>(mut ticket: Ticket<'t>, users: &HashMap<Text<'t>, String>) -> Found<'t> {
    let mut found = Found::chat();
    // Whoever writes a ticket does not wait for the answer.
    if !ticket.comments.is_empty() {
        found.file.channel = Some("email".into());
    }
    let own: HashMap<_, _> =
        ticket.users.drain(..).filter_map(|user| Some((user.id, user.role?.0.into_owned()))).collect();
    for comment in ticket.comments {
        if comment.public == Some(false) {
            found.leave_out("internal");
            continue;
        }
        let role = comment.author_id.map(|author| {
            if ticket.requester_id.as_ref() == Some(&author) {
                return "customer".into();
            }
            match own.get(&author).or_else(|| users.get(&author)).map(String::as_str) {
                Some("end-user") => "customer".into(),
                Some("agent" | "admin") => "agent".into(),
                // Who answers a known requester in public is of the house.
                _ if ticket.requester_id.is_some() => "agent".into(),
                _ => author,
            }
        });
        let body = comment.plain_body.or(comment.body).or(comment.html_body).unwrap_or_default();
        found.say(role, words(body), comment.created_at, None);
    }
    for message in ticket.history {
        match message.kind.as_ref().map(|kind| &*kind.0) {
            None | Some("chat.msg") => {
                let role = match message.sender_type.as_ref().map(|sender| &*sender.0) {
                    Some("Visitor" | "visitor") => Some("customer".into()),
                    Some("Agent" | "agent") => Some("agent".into()),
                    Some("Trigger" | "trigger" | "AnswerBot") => Some("bot".into()),
                    _ => message.name,
                };
                found.say(role, words(message.msg.unwrap_or_default()), message.timestamp, None);
            }
            Some(other) => found.event(other.to_owned(), message.timestamp, None),
        }
    }
    found.file.id = ticket.id.or(ticket.ticket_id);
    found.file.started_at = ticket.created_at.or(ticket.timestamp);
    if ticket.assignee_id.is_some() {
        found.agent().id = ticket.assignee_id;
    }
    if ticket.requester_id.is_some() {
        found.file.customer.get_or_insert_default().id = ticket.requester_id;
    }
    found
}

fn words(text: Text<'_>) -> Text<'_> {
    if text.0.contains(['<', '&']) { plain(&text.0).into_owned().into() } else { text }
}
