//! Volcengine 火山引擎 recording recognition: `utterances[]` with milliseconds and `additions.speaker`.
//!
//! Source: the documentation of 录音文件识别 (www.volcengine.com/docs/6561).

use serde::Deserialize;

use super::values::{Number, millis};
use super::{Cutting, Found, Layout, open, parse};
use crate::read::canonical::Text;
use crate::read::format::About;
use crate::read::{Position, ReadError};

/// The format.
pub(in crate::read) const ABOUT: About = About {
    name: "volcengine",
    extensions: &["json", "jsonl"],
    sniffed: false,
    title: ("火山引擎录音文件识别", "Volcengine recording recognition"),
    layout: r#"{"result": {"utterances": [{"text": …, "start_time": 0, "end_time": 1705, "additions": {"speaker": "1"}}]}}"#,
    roles: (
        "speaker、channel_id 编号：由内容推断，或用 --role-map 1=agent,2=customer",
        "speaker, channel_id numbers: by evidence, or --role-map 1=agent,2=customer",
    ),
    clocks: ("start_time、end_time 毫秒", "start_time, end_time in ms"),
    detect: |head| {
        ["result.utterances", "resp.utterances", "utterances"]
            .iter()
            .any(|list| head.json.under(list, "start_time") && head.json.under(list, "text"))
    },
    open: |source, input, head| open(source, input, head, &LAYOUT),
};

const LAYOUT: Layout = Layout { records: Cutting::Elements, read };

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Answer<'t> {
    #[serde(borrow, alias = "resp")]
    result: Option<Box<Answer<'t>>>,
    id: Option<Text<'t>>,
    utterances: Vec<Utterance<'t>>,
}

#[derive(Debug, Deserialize)]
struct Utterance<'t> {
    #[serde(borrow)]
    text: Text<'t>,
    start_time: Option<Number>,
    end_time: Option<Number>,
    speaker: Option<Text<'t>>,
    additions: Option<Additions<'t>>,
}

#[derive(Debug, Deserialize)]
struct Additions<'t> {
    #[serde(borrow)]
    speaker: Option<Text<'t>>,
    channel_id: Option<Text<'t>>,
}

fn read(text: &str, at: Position) -> Result<Vec<Found<'_>>, ReadError> {
    let mut answer: Answer<'_> = parse(text, at)?;
    while let Some(inner) = answer.result.take() {
        answer = *inner;
    }
    let mut found = Found::call();
    found.file.id = answer.id;
    for utterance in answer.utterances {
        let added = utterance.additions.and_then(|more| more.speaker.or(more.channel_id));
        let speaker = utterance.speaker.or(added);
        found.say(speaker, utterance.text, millis(utterance.start_time), millis(utterance.end_time));
    }
    Ok(vec![found])
}
