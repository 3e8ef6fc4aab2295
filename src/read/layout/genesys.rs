//! Genesys Cloud speech and text analytics: `transcripts[].phrases[]`.
//!
//! Source: the transcript schema of the Genesys Cloud developer centre (developer.genesys.cloud).

use serde::Deserialize;

use super::values::{Number, millis};
use super::{Cutting, Found, Layout, open, parse};
use crate::read::canonical::Text;
use crate::read::clock::Clock;
use crate::read::format::About;
use crate::read::{Position, ReadError};

/// The format.
pub(in crate::read) const ABOUT: About = About {
    name: "genesys",
    extensions: &["json", "jsonl"],
    sniffed: false,
    title: ("Genesys Cloud 语音文本分析", "Genesys Cloud speech and text analytics"),
    layout: r#"{"conversationId": …, "transcripts": [{"phrases": [{"participantPurpose": "internal", "text": …, "startTimeMs": …}]}]}"#,
    roles: (
        "participantPurpose：internal 坐席，external 客户",
        "participantPurpose: internal is the agent, external the customer",
    ),
    clocks: ("startTimeMs（Unix 毫秒）与 duration.milliseconds", "startTimeMs (Unix ms) and duration.milliseconds"),
    detect: |head| head.json.under("transcripts", "phrases"),
    open: |source, input, head| open(source, input, head, &LAYOUT),
};

const LAYOUT: Layout = Layout { records: Cutting::Elements, read };

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Conversation<'t> {
    #[serde(borrow)]
    conversation_id: Option<Text<'t>>,
    media_type: Option<Text<'t>>,
    start_time: Option<Number>,
    transcripts: Vec<Transcript<'t>>,
}

#[derive(Debug, Deserialize)]
struct Transcript<'t> {
    #[serde(borrow, default)]
    phrases: Vec<Phrase<'t>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Phrase<'t> {
    #[serde(borrow)]
    text: Text<'t>,
    decorated_text: Option<Text<'t>>,
    participant_purpose: Option<Text<'t>>,
    start_time_ms: Option<Number>,
    duration: Option<Duration>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Duration {
    #[serde(alias = "totalMilliseconds")]
    milliseconds: Option<Number>,
}

fn read(text: &str, at: Position) -> Result<Vec<Found<'_>>, ReadError> {
    let conversation: Conversation<'_> = parse(text, at)?;
    let mut found = match conversation.media_type.as_ref().map(|media| &*media.0) {
        None | Some("call" | "voice") => Found::call(),
        _ => Found::chat(),
    };
    found.file.id = conversation.conversation_id;
    found.file.started_at = millis(conversation.start_time).and_then(Clock::as_instant);
    for phrase in conversation.transcripts.into_iter().flat_map(|transcript| transcript.phrases) {
        let start = millis(phrase.start_time_ms);
        let length = phrase.duration.and_then(|duration| duration.milliseconds);
        let end = start.zip(length).map(|(start, length)| start.plus(length.0 / 1000.0));
        let words = phrase.decorated_text.filter(|text| !text.0.trim().is_empty()).unwrap_or(phrase.text);
        found.say(phrase.participant_purpose.map(role), words, start, end);
    }
    Ok(vec![found])
}

fn role(purpose: Text<'_>) -> Text<'_> {
    match &*purpose.0 {
        "internal" | "user" => "agent".into(),
        "external" => "customer".into(),
        "acd" | "ivr" | "botflow" | "workflow" => "bot".into(),
        _ => purpose,
    }
}
