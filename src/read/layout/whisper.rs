//! Whisper and its relatives (WhisperX, faster-whisper, whisper.cpp, OpenAI's diarized JSON): `segments[]`.
//!
//! Source: the output of openai/whisper, m-bain/whisperX and ggml-org/whisper.cpp as their documentation shows it.

use serde::Deserialize;

use super::values::{Number, millis, seconds};
use super::{Cutting, Found, Layout, open, parse};
use crate::read::canonical::Text;
use crate::read::format::About;
use crate::read::{Position, ReadError};

/// The format.
pub(in crate::read) const ABOUT: About = About {
    name: "whisper",
    extensions: &["json", "jsonl"],
    sniffed: false,
    title: ("Whisper、WhisperX、whisper.cpp", "Whisper, WhisperX, whisper.cpp"),
    layout: r#"{"segments": [{"start": 0.5, "end": 3.2, "text": …, "speaker": "SPEAKER_00"}]}"#,
    roles: (
        "SPEAKER_00：由内容推断，或用 --role-map 0=agent,1=customer；没有说话人时读不成会话",
        "SPEAKER_00: by evidence, or --role-map 0=agent,1=customer; without speakers there is no conversation",
    ),
    clocks: ("start、end 秒；whisper.cpp 的 offsets 毫秒", "start, end in seconds; offsets of whisper.cpp in ms"),
    detect: |head| {
        ["start", "text"].iter().all(|key| head.json.under("segments", key))
            || ["offsets", "text"].iter().all(|key| head.json.under("transcription", key))
    },
    open: |source, input, head| open(source, input, head, &LAYOUT),
};

const LAYOUT: Layout = Layout { records: Cutting::Elements, read };

#[derive(Debug, Deserialize)]
struct Recording<'t> {
    #[serde(borrow, default)]
    segments: Vec<Segment<'t>>,
    #[serde(default)]
    transcription: Vec<Piece<'t>>,
}

#[derive(Debug, Deserialize)]
struct Segment<'t> {
    start: Option<Number>,
    end: Option<Number>,
    #[serde(borrow)]
    text: Text<'t>,
    speaker: Option<Text<'t>>,
}

/// A segment of whisper.cpp.
#[derive(Debug, Deserialize)]
struct Piece<'t> {
    offsets: Offsets,
    #[serde(borrow)]
    text: Text<'t>,
    speaker: Option<Text<'t>>,
}

#[derive(Debug, Deserialize)]
struct Offsets {
    from: Option<Number>,
    to: Option<Number>,
}

fn read(text: &str, at: Position) -> Result<Vec<Found<'_>>, ReadError> {
    let recording: Recording<'_> = parse(text, at)?;
    let mut found = Found::call();
    for segment in recording.segments {
        found.say(segment.speaker, segment.text, seconds(segment.start), seconds(segment.end));
    }
    for piece in recording.transcription {
        found.say(piece.speaker, piece.text, millis(piece.offsets.from), millis(piece.offsets.to));
    }
    Ok(vec![found])
}
