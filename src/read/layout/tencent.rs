//! Tencent Cloud ASR: `ResultDetail[]` with milliseconds and `SpeakerId`, or the lines of `Result`.
//!
//! Source: the documentation of DescribeTaskStatus (cloud.tencent.com/document/product/1093).

use serde::Deserialize;

use super::values::{List, Number, millis};
use super::{Cutting, Found, Layout, open, parse};
use crate::read::canonical::Text;
use crate::read::clock::Clock;
use crate::read::format::About;
use crate::read::{Position, ReadError};

/// The format.
pub(in crate::read) const ABOUT: About = About {
    name: "tencent-asr",
    extensions: &["json", "jsonl"],
    sniffed: false,
    title: ("腾讯云录音文件识别", "Tencent Cloud recording recognition"),
    layout: r#"{"Response": {"Data": {"ResultDetail": [{"FinalSentence": …, "StartMs": 0, "EndMs": 2340, "SpeakerId": 0}]}}}"#,
    roles: (
        "SpeakerId 编号：由内容推断，或用 --role-map 0=agent,1=customer",
        "SpeakerId numbers: by evidence, or --role-map 0=agent,1=customer",
    ),
    clocks: ("StartMs、EndMs 毫秒", "StartMs, EndMs in ms"),
    detect: |head| {
        ["Response.Data.ResultDetail", "Data.ResultDetail", "ResultDetail"].iter().any(|key| head.json.has(key))
            || head.json.has_all(&["Response.Data.TaskId", "Response.Data.Result"])
    },
    open: |source, input, head| open(source, input, head, &LAYOUT),
};

const LAYOUT: Layout = Layout { records: Cutting::Elements, read };

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Answer<'t> {
    #[serde(borrow)]
    response: Option<Box<Answer<'t>>>,
    data: Option<Box<Answer<'t>>>,
    task_id: Option<Text<'t>>,
    result: Option<Text<'t>>,
    result_detail: List<Sentence<'t>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Sentence<'t> {
    #[serde(borrow)]
    final_sentence: Text<'t>,
    start_ms: Option<Number>,
    end_ms: Option<Number>,
    speaker_id: Option<Text<'t>>,
}

fn read(text: &str, at: Position) -> Result<Vec<Found<'_>>, ReadError> {
    let mut answer: Answer<'_> = parse(text, at)?;
    while let Some(inner) = answer.response.take().or(answer.data.take()) {
        answer = *inner;
    }
    let mut found = Found::call();
    found.file.id = answer.task_id;
    if answer.result_detail.0.is_empty() {
        for line in answer.result.unwrap_or_default().0.lines() {
            add_line(&mut found, line);
        }
    }
    for sentence in answer.result_detail.0 {
        found.say(sentence.speaker_id, sentence.final_sentence, millis(sentence.start_ms), millis(sentence.end_ms));
    }
    Ok(vec![found])
}

/// `[0:0.000,0:2.340,0]  您好`: from, to, the speaker.
fn add_line(found: &mut Found<'_>, line: &str) {
    let parts = line.trim().strip_prefix('[').and_then(|line| line.split_once(']'));
    let Some((place, words)) = parts else {
        found.say(None, line.to_owned().into(), None, None);
        return;
    };
    let mut place = place.split(',').map(str::trim);
    let (start, end) = (place.next().and_then(Clock::parse), place.next().and_then(Clock::parse));
    found.say(place.next().map(|speaker| speaker.to_owned().into()), words.to_owned().into(), start, end);
}
