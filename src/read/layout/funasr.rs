//! FunASR: `sentence_info[]` with milliseconds and `spk`.
//!
//! Source: the documentation of FunASR (modelscope/FunASR), AutoModel with `spk_model`.

use serde::Deserialize;

use super::values::{Number, millis};
use super::{Cutting, Found, Layout, open, parse};
use crate::read::canonical::Text;
use crate::read::format::About;
use crate::read::{Position, ReadError};

/// The format.
pub(in crate::read) const ABOUT: About = About {
    name: "funasr",
    extensions: &["json", "jsonl"],
    sniffed: false,
    title: ("FunASR 转写结果", "FunASR transcripts"),
    layout: r#"[{"key": …, "text": …, "sentence_info": [{"text": …, "start": 880, "end": 5195, "spk": 0}]}]"#,
    roles: (
        "spk 编号：由内容推断，或用 --role-map 0=agent,1=customer",
        "spk numbers: by evidence, or --role-map 0=agent,1=customer",
    ),
    clocks: ("start、end 毫秒", "start, end in ms"),
    detect: |head| head.json.has("sentence_info") || head.json.top().take(2).eq(["key", "text"]),
    open: |source, input, head| open(source, input, head, &LAYOUT),
};

const LAYOUT: Layout = Layout { records: Cutting::Elements, read };

#[derive(Debug, Deserialize)]
struct Recording<'t> {
    #[serde(borrow)]
    key: Option<Text<'t>>,
    text: Option<Text<'t>>,
    #[serde(default)]
    sentence_info: Vec<Sentence<'t>>,
}

#[derive(Debug, Deserialize)]
struct Sentence<'t> {
    #[serde(borrow, alias = "sentence")]
    text: Text<'t>,
    start: Option<Number>,
    end: Option<Number>,
    spk: Option<Text<'t>>,
}

fn read(text: &str, at: Position) -> Result<Vec<Found<'_>>, ReadError> {
    let recording: Recording<'_> = parse(text, at)?;
    let mut found = Found::call();
    found.file.id = recording.key;
    if recording.sentence_info.is_empty() {
        found.say(None, recording.text.unwrap_or_default(), None, None);
    }
    for sentence in recording.sentence_info {
        found.say(sentence.spk, sentence.text, millis(sentence.start), millis(sentence.end));
    }
    Ok(vec![found])
}
