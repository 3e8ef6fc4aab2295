//! Deepgram: `results.utterances[]` with `speaker`, or the paragraphs of each channel.
//!
//! Source: the documentation of Deepgram's pre-recorded audio (developers.deepgram.com).

use serde::Deserialize;

use super::values::{Number, seconds};
use super::{Cutting, Found, Layout, open, parse};
use crate::read::canonical::Text;
use crate::read::format::About;
use crate::read::{Position, ReadError};

/// The format.
pub(in crate::read) const ABOUT: About = About {
    name: "deepgram",
    extensions: &["json", "jsonl"],
    sniffed: false,
    title: ("Deepgram 转写结果", "Deepgram transcripts"),
    layout: r#"{"metadata": …, "results": {"utterances": [{"start": 0.2, "end": 3.1, "transcript": …, "speaker": 0}]}}"#,
    roles: (
        "speaker 或 channel 编号：由内容推断，或用 --role-map 0=agent,1=customer",
        "speaker or channel numbers: by evidence, or --role-map 0=agent,1=customer",
    ),
    clocks: ("start、end 秒", "start, end in seconds"),
    detect: |head| {
        head.json.under("results.utterances", "transcript") || head.json.under("results.channels", "alternatives")
    },
    open: |source, input, head| open(source, input, head, &LAYOUT),
};

const LAYOUT: Layout = Layout { records: Cutting::Elements, read };

#[derive(Debug, Deserialize)]
struct Answer<'t> {
    #[serde(borrow)]
    metadata: Option<Metadata<'t>>,
    results: Results<'t>,
}

#[derive(Debug, Deserialize)]
struct Metadata<'t> {
    #[serde(borrow)]
    request_id: Option<Text<'t>>,
}

#[derive(Debug, Deserialize)]
struct Results<'t> {
    #[serde(borrow, default)]
    utterances: Vec<Utterance<'t>>,
    #[serde(default)]
    channels: Vec<Channel<'t>>,
}

#[derive(Debug, Deserialize)]
struct Utterance<'t> {
    start: Option<Number>,
    end: Option<Number>,
    #[serde(borrow)]
    transcript: Text<'t>,
    speaker: Option<Text<'t>>,
    channel: Option<Text<'t>>,
}

#[derive(Debug, Deserialize)]
struct Channel<'t> {
    #[serde(borrow, default)]
    alternatives: Vec<Alternative<'t>>,
}

#[derive(Debug, Deserialize)]
struct Alternative<'t> {
    #[serde(borrow)]
    transcript: Option<Text<'t>>,
    paragraphs: Option<Paragraphs<'t>>,
}

#[derive(Debug, Deserialize)]
struct Paragraphs<'t> {
    #[serde(borrow)]
    paragraphs: Vec<Paragraph<'t>>,
}

#[derive(Debug, Deserialize)]
struct Paragraph<'t> {
    #[serde(borrow)]
    speaker: Option<Text<'t>>,
    sentences: Vec<Sentence<'t>>,
}

#[derive(Debug, Deserialize)]
struct Sentence<'t> {
    #[serde(borrow)]
    text: Text<'t>,
    start: Option<Number>,
    end: Option<Number>,
}

fn read(text: &str, at: Position) -> Result<Vec<Found<'_>>, ReadError> {
    let answer: Answer<'_> = parse(text, at)?;
    let mut found = Found::call();
    found.file.id = answer.metadata.and_then(|metadata| metadata.request_id);
    // Where each side has its channel, that tells more than the voice.
    let channels = answer.results.channels.len() > 1;
    if answer.results.utterances.is_empty() {
        for (number, channel) in answer.results.channels.into_iter().enumerate() {
            let channel_label = channels.then(|| number.to_string());
            let Some(best) = channel.alternatives.into_iter().next() else { continue };
            match best.paragraphs {
                Some(paragraphs) => {
                    for paragraph in paragraphs.paragraphs {
                        let speaker = channel_label.clone().map(Text::from).or(paragraph.speaker);
                        for sentence in paragraph.sentences {
                            let (start, end) = (seconds(sentence.start), seconds(sentence.end));
                            found.say(speaker.clone(), sentence.text, start, end);
                        }
                    }
                }
                None => found.say(channel_label.map(Text::from), best.transcript.unwrap_or_default(), None, None),
            }
        }
    }
    for said in answer.results.utterances {
        let speaker = if channels { said.channel.or(said.speaker) } else { said.speaker };
        found.say(speaker, said.transcript, seconds(said.start), seconds(said.end));
    }
    Ok(vec![found])
}
