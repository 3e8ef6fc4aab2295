//! Amazon Transcribe with speaker labels or channels: `results.audio_segments[]`, or the items of older output.
//!
//! Source: the documentation of Amazon Transcribe's output (docs.aws.amazon.com/transcribe).

use serde::Deserialize;

use super::values::{Number, seconds};
use super::{Cutting, Found, Layout, open, parse};
use crate::read::canonical::Text;
use crate::read::format::About;
use crate::read::{Position, ReadError};

/// The format.
pub(in crate::read) const ABOUT: About = About {
    name: "transcribe",
    extensions: &["json"],
    sniffed: false,
    title: ("Amazon Transcribe", "Amazon Transcribe"),
    layout: r#"{"jobName": …, "results": {"audio_segments": [{"speaker_label": "spk_0", "transcript": …, "start_time": "0.5"}]}}"#,
    roles: (
        "spk_0、ch_0：由内容推断，或用 --role-map spk_0=agent,spk_1=customer",
        "spk_0, ch_0: by evidence, or --role-map spk_0=agent,spk_1=customer",
    ),
    clocks: ("start_time、end_time 秒", "start_time, end_time in seconds"),
    detect: |head| head.json.has("results.transcripts") || head.json.has("results.audio_segments"),
    open: |source, input, head| open(source, input, head, &LAYOUT),
};

const LAYOUT: Layout = Layout { records: Cutting::Elements, read };

#[derive(Debug, Deserialize)]
struct Job<'t> {
    #[serde(borrow, rename = "jobName")]
    job_name: Option<Text<'t>>,
    results: Results<'t>,
}

#[derive(Debug, Deserialize)]
struct Results<'t> {
    #[serde(borrow, default)]
    audio_segments: Vec<Segment<'t>>,
    #[serde(default)]
    items: Vec<Item<'t>>,
}

#[derive(Debug, Deserialize)]
struct Segment<'t> {
    #[serde(borrow)]
    transcript: Text<'t>,
    start_time: Option<Number>,
    end_time: Option<Number>,
    speaker_label: Option<Text<'t>>,
    channel_label: Option<Text<'t>>,
}

#[derive(Debug, Deserialize)]
struct Item<'t> {
    #[serde(borrow)]
    speaker_label: Option<Text<'t>>,
    channel_label: Option<Text<'t>>,
    start_time: Option<Number>,
    end_time: Option<Number>,
    alternatives: Vec<Alternative<'t>>,
}

#[derive(Debug, Deserialize)]
struct Alternative<'t> {
    #[serde(borrow)]
    content: Text<'t>,
}

fn read(text: &str, at: Position) -> Result<Vec<Found<'_>>, ReadError> {
    let job: Job<'_> = parse(text, at)?;
    let mut found = Found::call();
    found.file.id = job.job_name;
    let labelled = job.results.audio_segments.iter().any(|s| s.speaker_label.is_some() || s.channel_label.is_some());
    if labelled || job.results.items.is_empty() {
        for segment in job.results.audio_segments {
            let speaker = segment.speaker_label.or(segment.channel_label);
            found.say(speaker, segment.transcript, seconds(segment.start_time), seconds(segment.end_time));
        }
    } else {
        for item in job.results.items {
            add(&mut found, item);
        }
    }
    Ok(vec![found])
}

/// Adds a word to the turn before, if the same one speaks; punctuation has no clock and no space before it.
fn add<'t>(found: &mut Found<'t>, item: Item<'t>) {
    let Some(word) = item.alternatives.into_iter().next() else { return };
    let speaker = item.speaker_label.or(item.channel_label);
    let (start, end) = (seconds(item.start_time), seconds(item.end_time));
    match found.file.turns.last_mut() {
        Some(turn) if start.is_none() || speaker.as_ref().is_none_or(|speaker| *speaker == turn.role) => {
            let text = turn.text.0.to_mut();
            let wide = |c: Option<char>| c.is_some_and(|c| !c.is_ascii());
            if start.is_some() && !(wide(text.chars().last()) && wide(word.content.0.chars().next())) {
                text.push(' ');
            }
            text.push_str(&word.content.0);
            turn.end = end.or(turn.end);
        }
        _ => found.say(speaker, word.content, start, end),
    }
}
