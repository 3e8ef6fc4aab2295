//! Amazon Connect Contact Lens (calls and chats) and Amazon Transcribe Call Analytics: `Transcript[]`.
//!
//! Source: the documentation of Contact Lens output files and of Call Analytics output (docs.aws.amazon.com).

use std::collections::HashMap;

use serde::Deserialize;

use super::values::{Number, millis};
use super::{Cutting, Found, Layout, open, parse};
use crate::read::canonical::Text;
use crate::read::clock::Clock;
use crate::read::format::About;
use crate::read::{Position, ReadError};

/// The format.
pub(in crate::read) const ABOUT: About = About {
    name: "contact-lens",
    extensions: &["json", "jsonl"],
    sniffed: false,
    title: (
        "Amazon Connect Contact Lens、Transcribe Call Analytics",
        "Amazon Connect Contact Lens, Transcribe Call Analytics",
    ),
    layout: r#"{"Participants": […], "Transcript": [{"ParticipantId": "AGENT", "Content": …, "BeginOffsetMillis": 0}]}"#,
    roles: ("ParticipantRole；ParticipantId 按 Participants", "ParticipantRole; ParticipantId by Participants"),
    clocks: (
        "BeginOffsetMillis、EndOffsetMillis，聊天为 AbsoluteTime",
        "BeginOffsetMillis, EndOffsetMillis; AbsoluteTime in chats",
    ),
    detect: |head| {
        head.json.under("Transcript", "Content")
            || head.json.under("Transcript", "ContentType")
            || head.json.has_all(&["Participants[].ParticipantRole", "Channel"])
    },
    open: |source, input, head| open(source, input, head, &LAYOUT),
};

const LAYOUT: Layout = Layout { records: Cutting::Elements, read };

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Contact<'t> {
    #[serde(borrow)]
    channel: Option<Text<'t>>,
    job_name: Option<Text<'t>>,
    contact_id: Option<Text<'t>>,
    initial_contact_id: Option<Text<'t>>,
    customer_metadata: Option<Metadata<'t>>,
    #[serde(default)]
    participants: Vec<Participant<'t>>,
    transcript: Vec<Item<'t>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Metadata<'t> {
    #[serde(borrow)]
    contact_id: Option<Text<'t>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Participant<'t> {
    #[serde(borrow)]
    participant_id: Option<Text<'t>>,
    participant_role: Option<Text<'t>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Item<'t> {
    #[serde(borrow)]
    participant_id: Option<Text<'t>>,
    participant_role: Option<Text<'t>>,
    display_name: Option<Text<'t>>,
    content: Option<Text<'t>>,
    content_type: Option<Text<'t>>,
    #[serde(rename = "Type")]
    kind: Option<Text<'t>>,
    begin_offset_millis: Option<Number>,
    end_offset_millis: Option<Number>,
    absolute_time: Option<Clock>,
}

fn read(text: &str, at: Position) -> Result<Vec<Found<'_>>, ReadError> {
    let contact: Contact<'_> = parse(text, at)?;
    let mut found = Found::default();
    found.file.channel = match contact.channel.as_ref().map(|channel| channel.0.to_ascii_uppercase()).as_deref() {
        Some("VOICE") => Some("call".into()),
        Some("CHAT") => Some("chat".into()),
        Some("EMAIL") => Some("email".into()),
        // Only chats have the time of the day.
        _ if contact.transcript.iter().any(|item| item.absolute_time.is_some()) => Some("chat".into()),
        _ => Some("call".into()),
    };
    let metadata = contact.customer_metadata.and_then(|metadata| metadata.contact_id);
    found.file.id = metadata.or(contact.contact_id).or(contact.initial_contact_id).or(contact.job_name);
    let roles: HashMap<_, _> = contact
        .participants
        .into_iter()
        .filter_map(|participant| Some((participant.participant_id?, participant.participant_role?)))
        .collect();
    for item in contact.transcript {
        let start = millis(item.begin_offset_millis).or(item.absolute_time);
        let said = item.participant_role.or_else(|| roles.get(item.participant_id.as_ref()?).cloned());
        let role = said.or(item.participant_id).map(role);
        match item.kind.as_ref().map(|kind| &*kind.0) {
            None | Some("MESSAGE") => {
                if role.as_ref().is_some_and(|role| &*role.0 == "agent") && item.display_name.is_some() {
                    found.agent().name = item.display_name;
                }
                found.say(role, item.content.unwrap_or_default(), start, millis(item.end_offset_millis));
            }
            Some("EVENT") => found.event(event(&item.content_type.unwrap_or_default().0).to_owned(), start, None),
            Some(other) => found.leave_out(other),
        }
    }
    Ok(vec![found])
}

fn role(role: Text<'_>) -> Text<'_> {
    match &*role.0 {
        "AGENT" | "SUPERVISOR" => "agent".into(),
        "CUSTOMER" => "customer".into(),
        "SYSTEM" => "system".into(),
        "CUSTOM_BOT" => "bot".into(),
        _ => role,
    }
}

/// What happened, by the last parts of its type.
fn event(content_type: &str) -> &str {
    match content_type.rsplit_once(".event.").map_or(content_type, |(_, event)| event) {
        "transfer.succeeded" => "transfer",
        "chat.ended" => "hangup",
        other => other,
    }
}
