//! Google Cloud Conversational Insights: `entries[]`.
//!
//! Source: "Conversation data format" (cloud.google.com/contact-center/insights/docs).

use serde::Deserialize;

use super::values::Number;
use super::{Cutting, Found, Layout, open, parse};
use crate::read::canonical::Text;
use crate::read::format::About;
use crate::read::{Position, ReadError};

/// The format.
pub(in crate::read) const ABOUT: About = About {
    name: "google-ccai",
    extensions: &["json", "jsonl"],
    sniffed: false,
    title: ("Google Conversational Insights", "Google Conversational Insights"),
    layout: r#"{"entries": [{"role": "AGENT", "text": …, "user_id": 2, "start_timestamp_usec": 1000000}]}"#,
    roles: ("role：AGENT、CUSTOMER、END_USER、AUTOMATED_AGENT", "role: AGENT, CUSTOMER, END_USER, AUTOMATED_AGENT"),
    clocks: ("start_timestamp_usec 微秒", "start_timestamp_usec in µs"),
    detect: |head| ["text", "role"].iter().all(|key| head.json.under("entries", key)),
    open: |source, input, head| open(source, input, head, &LAYOUT),
};

const LAYOUT: Layout = Layout { records: Cutting::Elements, read };

#[derive(Debug, Deserialize)]
struct Conversation<'t> {
    #[serde(borrow)]
    entries: Vec<Entry<'t>>,
}

#[derive(Debug, Deserialize)]
struct Entry<'t> {
    #[serde(borrow)]
    text: Text<'t>,
    role: Option<Text<'t>>,
    start_timestamp_usec: Option<Number>,
}

fn read(text: &str, at: Position) -> Result<Vec<Found<'_>>, ReadError> {
    let conversation: Conversation<'_> = parse(text, at)?;
    let mut found = Found::default();
    for entry in conversation.entries {
        let start = entry.start_timestamp_usec.and_then(|usec| Number(usec.0 / 1000.0).millis());
        found.say(entry.role.map(role), entry.text, start, None);
    }
    Ok(vec![found])
}

fn role(role: Text<'_>) -> Text<'_> {
    match &*role.0 {
        "END_USER" => "customer".into(),
        "AUTOMATED_AGENT" => "bot".into(),
        _ => role,
    }
}
