//! AssemblyAI: `utterances[]` with milliseconds and speakers A, B.
//!
//! Source: the documentation of AssemblyAI's speaker labels (www.assemblyai.com/docs).

use serde::Deserialize;

use super::values::{Number, millis};
use super::{Cutting, Found, Layout, open, parse};
use crate::read::canonical::Text;
use crate::read::format::About;
use crate::read::{Position, ReadError};

/// The format.
pub(in crate::read) const ABOUT: About = About {
    name: "assemblyai",
    extensions: &["json", "jsonl"],
    sniffed: false,
    title: ("AssemblyAI 转写结果", "AssemblyAI transcripts"),
    layout: r#"{"id": …, "utterances": [{"speaker": "A", "text": …, "start": 250, "end": 2650}]}"#,
    roles: (
        "A、B：由内容推断，或用 --role-map A=agent,B=customer",
        "A, B: by evidence, or --role-map A=agent,B=customer",
    ),
    clocks: ("start、end 毫秒", "start, end in ms"),
    detect: |head| {
        head.json.has_all(&["utterances", "id"])
            && ["speaker", "text", "start"].iter().all(|key| head.json.under("utterances", key))
            || head.json.has_all(&["acoustic_model", "audio_url", "language_code"])
    },
    open: |source, input, head| open(source, input, head, &LAYOUT),
};

const LAYOUT: Layout = Layout { records: Cutting::Elements, read };

#[derive(Debug, Deserialize)]
struct Answer<'t> {
    #[serde(borrow)]
    id: Option<Text<'t>>,
    text: Option<Text<'t>>,
    utterances: Option<Vec<Utterance<'t>>>,
}

#[derive(Debug, Deserialize)]
struct Utterance<'t> {
    #[serde(borrow)]
    speaker: Option<Text<'t>>,
    text: Text<'t>,
    start: Option<Number>,
    end: Option<Number>,
}

fn read(text: &str, at: Position) -> Result<Vec<Found<'_>>, ReadError> {
    let answer: Answer<'_> = parse(text, at)?;
    let mut found = Found::call();
    found.file.id = answer.id;
    match answer.utterances {
        None => found.say(None, answer.text.unwrap_or_default(), None, None),
        Some(utterances) => {
            for said in utterances {
                found.say(said.speaker, said.text, millis(said.start), millis(said.end));
            }
        }
    }
    Ok(vec![found])
}
