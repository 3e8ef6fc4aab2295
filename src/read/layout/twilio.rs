//! Twilio Voice Intelligence: `sentences[]` with a media channel.
//!
//! Source: the documentation of the Transcript Sentence subresource (www.twilio.com/docs).

use serde::Deserialize;

use super::values::{Number, seconds};
use super::{Cutting, Found, Layout, open, parse};
use crate::read::canonical::Text;
use crate::read::format::About;
use crate::read::{Position, ReadError};

/// The format.
pub(in crate::read) const ABOUT: About = About {
    name: "twilio",
    extensions: &["json", "jsonl"],
    sniffed: false,
    title: ("Twilio Voice Intelligence", "Twilio Voice Intelligence"),
    layout: r#"{"sentences": [{"media_channel": 1, "transcript": …, "start_time": "0.4", "end_time": "3.1"}]}"#,
    roles: (
        "media_channel 编号：由内容推断，或用 --role-map 1=agent,2=customer",
        "media_channel numbers: by evidence, or --role-map 1=agent,2=customer",
    ),
    clocks: ("start_time、end_time 秒", "start_time, end_time in seconds"),
    detect: |head| ["media_channel", "mediaChannel"].iter().any(|key| head.json.under("sentences", key)),
    open: |source, input, head| open(source, input, head, &LAYOUT),
};

const LAYOUT: Layout = Layout { records: Cutting::Elements, read };

#[derive(Debug, Deserialize)]
struct Sentences<'t> {
    #[serde(borrow)]
    transcript_sid: Option<Text<'t>>,
    sentences: Vec<Sentence<'t>>,
}

#[derive(Debug, Deserialize)]
struct Sentence<'t> {
    #[serde(borrow, alias = "mediaChannel")]
    media_channel: Option<Text<'t>>,
    transcript: Option<Text<'t>>,
    #[serde(alias = "startTime")]
    start_time: Option<Number>,
    #[serde(alias = "endTime")]
    end_time: Option<Number>,
}

fn read(text: &str, at: Position) -> Result<Vec<Found<'_>>, ReadError> {
    let file: Sentences<'_> = parse(text, at)?;
    let mut found = Found::call();
    found.file.id = file.transcript_sid;
    for sentence in file.sentences {
        let words = sentence.transcript.unwrap_or_default();
        found.say(sentence.media_channel, words, seconds(sentence.start_time), seconds(sentence.end_time));
    }
    Ok(vec![found])
}
