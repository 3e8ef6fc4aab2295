//! Subtitles of a call: WebVTT and `SubRip`.
//!
//! Who speaks stands in `<v …>` or before a colon; a cue without a name belongs to the speaker before. Other names than
//! those of roles and the numbers of engines are taken for speakers if at least two cues begin with them.
//!
//! Cues are cut to fit a screen, in the middle of a sentence as well: those of one speaker that follow each other are one turn
//! up to the end of the sentence. Where nothing ends with a mark, nobody can tell sentences apart, and each cue is a turn.
//!
//! Source: WebVTT (www.w3.org/TR/webvtt1); SubRip has no specification.

use std::collections::HashMap;

use super::canonical::{TranscriptFile, TurnFile};
use super::clock::Clock;
use super::format::{About, Words};
use super::input::{self, Input};
use super::layout::plain;
use super::speakers::{self, NOBODY};
use super::{Options, ReadError, Records, Source, names};
use crate::transcript::Transcript;

/// The format of the web.
pub(super) const VTT: About = About {
    name: "vtt",
    extensions: &["vtt"],
    sniffed: false,
    title: ("WebVTT 字幕", "WebVTT subtitles"),
    layout: "WEBVTT⏎⏎00:01.000 --> 00:04.000⏎<v 坐席>…",
    roles: ROLES,
    clocks: CLOCKS,
    detect: |head| head.is_text() && head.bytes.starts_with(b"WEBVTT"),
    open,
};

/// The format of films.
pub(super) const SRT: About = About {
    name: "srt",
    extensions: &["srt"],
    sniffed: false,
    title: ("SRT 字幕", "SRT subtitles"),
    layout: "1⏎00:00:01,000 --> 00:00:04,000⏎坐席：…",
    roles: ROLES,
    clocks: CLOCKS,
    detect: |head| {
        let mut lines = head.lines().filter(|line| !line.trim().is_empty());
        head.is_text()
            && lines.next().is_some_and(|line| line.trim().bytes().all(|b| b.is_ascii_digit()))
            && lines.next().is_some_and(|line| timing(&line).is_some())
    },
    open,
};

const ROLES: Words = (
    "<v 名字> 或冒号前的名字；没有名字的接上一个说话人",
    "<v name>, or a name before a colon; cues without one belong to the speaker before",
);
const CLOCKS: Words = ("每条字幕的起止", "start and end of each cue");

/// Characters that a speaker's name has at most.
const NAME: usize = 20;
/// Seconds between two cues of one sentence at most.
const PAUSE: f64 = 1.0;
/// What a sentence ends with, before marks that close something.
const ENDS: [char; 12] = ['。', '！', '？', '；', '…', '.', '!', '?', ';', '~', '～', '♪'];
const CLOSING: [char; 10] = ['”', '’', '」', '』', '）', ')', '"', '\'', '】', ' '];

fn open<'a>(mut source: Source<'a>, mut input: Input<'a>, _: &super::format::Head<'_>) -> Records<'a> {
    let text = input::whole(&mut input, source.options.limits.bytes);
    let record = text.map_err(|error| (1, error)).and_then(|text| read(&text, source.options));
    Box::new(std::iter::once(match record {
        Ok(transcript) => source.record(1, Ok(transcript)),
        Err((_, ReadError::NoTurns)) => return Box::new(std::iter::empty()),
        Err((line, error)) => source.skipped(1, line, error),
    }))
}

/// A cue.
#[derive(Debug)]
struct Cue {
    start: Clock,
    end: Clock,
    speaker: Option<String>,
    text: String,
    line: usize,
}

fn read(text: &str, options: &Options) -> Result<Transcript, (usize, ReadError)> {
    let cues = cues(text)?;
    let speakers = speakers(&cues, options);
    let marked = cues.iter().any(|cue| is_ended(&cue.text));
    let mut file = TranscriptFile { channel: Some("call".into()), ..TranscriptFile::default() };
    let mut lines = Vec::new();
    let mut last = NOBODY.to_owned();
    for cue in cues {
        let (name, words) = match cue.speaker {
            Some(name) => (Some(name), cue.text),
            None => match prefix(&cue.text).filter(|(name, _)| speakers.contains_key(*name)) {
                Some((name, words)) => (Some(name.to_owned()), words.to_owned()),
                None => (None, cue.text),
            },
        };
        if let Some(name) = name {
            last = name;
        }
        let words = if marked { unwrapped(words.trim()) } else { words.trim().to_owned() };
        if words.is_empty() {
            continue;
        }
        match file.turns.last_mut() {
            Some(turn) if marked && *turn.role.0 == *last && goes_on(turn, cue.start) => {
                join(turn.text.0.to_mut(), &words);
                turn.end = Some(cue.end);
            }
            _ => {
                lines.push(cue.line);
                let (role, text) = (last.clone().into(), words.into());
                file.turns.push(TurnFile {
                    role,
                    text,
                    start: Some(cue.start),
                    end: Some(cue.end),
                    ..TurnFile::default()
                });
            }
        }
    }
    file.resolve(options).map_err(|error| (error.turn().and_then(|turn| lines.get(turn).copied()).unwrap_or(1), error))
}

/// Whether a sentence ends with a text.
fn is_ended(text: &str) -> bool {
    text.trim_end_matches(CLOSING).ends_with(ENDS)
}

/// Whether a turn goes on with the cue that begins at a time.
fn goes_on(turn: &TurnFile<'_>, start: Clock) -> bool {
    let (Some(Clock::Seconds(end)), Clock::Seconds(start)) = (turn.end, start) else { return false };
    start - end <= PAUSE && !is_ended(&turn.text.0)
}

/// Lines of a cue, those of one sentence put together; the lines of a dialogue stay apart.
fn unwrapped(words: &str) -> String {
    let mut lines = words.lines();
    let mut all = lines.next().unwrap_or_default().to_owned();
    for line in lines {
        if is_ended(&all) || line.starts_with('-') {
            all.push('\n');
            all.push_str(line);
        } else {
            join(&mut all, line);
        }
    }
    all
}

/// Adds a part of a sentence: Latin words are kept apart.
fn join(before: &mut String, after: &str) {
    let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii() && !c.is_ascii_whitespace());
    if latin(before.chars().next_back()) && latin(after.chars().next()) {
        before.push(' ');
    }
    before.push_str(after);
}

/// The cues, one for each voice.
fn cues(text: &str) -> Result<Vec<Cue>, (usize, ReadError)> {
    let mut cues = Vec::new();
    let mut lines = text.lines().enumerate().peekable();
    while let Some((number, line)) = lines.next() {
        let Some((start, end)) = timing(line) else {
            if line.contains("-->") {
                let found = format!("text {:?}", line.trim());
                let wrong = ReadError::WrongValue { path: "-->".into(), expected: "a clock".into(), found, at: None };
                return Err((number + 1, wrong));
            }
            continue;
        };
        let mut words = String::new();
        while let Some((_, line)) = lines.next_if(|(_, line)| !line.trim().is_empty() && timing(line).is_none()) {
            // The number of the next cue, where no blank line stands before it.
            let is_number = line.trim().bytes().all(|b| b.is_ascii_digit());
            if is_number && lines.peek().is_some_and(|(_, next)| timing(next).is_some()) {
                break;
            }
            if !words.is_empty() {
                words.push('\n');
            }
            words.push_str(line.trim());
        }
        voices(&words, |speaker, text| {
            cues.push(Cue { start, end, speaker, text, line: number + 1 });
        });
    }
    Ok(cues)
}

/// `00:00:01.000 --> 00:00:04.000`, with settings behind it or none.
fn timing(line: &str) -> Option<(Clock, Clock)> {
    let (start, end) = line.split_once("-->")?;
    let end = end.split_whitespace().next()?;
    let clock = |text: &str| match Clock::parse(&text.trim().replace(',', "."))? {
        // Beyond the first hour as well, it is time from the start.
        Clock::Day(seconds) => Some(Clock::Seconds(seconds)),
        clock => Some(clock),
    };
    Some((clock(start)?, clock(end)?))
}

/// The voices of a cue: `<v.loud 坐席>您好</v>`; without one, the whole of it.
fn voices(words: &str, mut add: impl FnMut(Option<String>, String)) {
    let mut parts = words.split("<v");
    let before = parts.next().unwrap_or_default();
    if !before.trim().is_empty() {
        add(None, plain(before).trim().to_owned());
    }
    for part in parts {
        let Some((name, text)) = part.split_once('>') else { continue };
        let name = name.split_once(char::is_whitespace).map_or("", |(_, name)| name);
        let name = plain(name).trim().to_owned();
        add(Some(name).filter(|name| !name.is_empty()), plain(text).trim().to_owned());
    }
}

/// Names before a colon that are speakers.
fn speakers(cues: &[Cue], options: &Options) -> HashMap<String, usize> {
    let mut counts: HashMap<String, usize> = HashMap::new();
    for (name, _) in cues.iter().filter(|cue| cue.speaker.is_none()).filter_map(|cue| prefix(&cue.text)) {
        *counts.entry(name.to_owned()).or_default() += 1;
    }
    counts.retain(|name, count| *count > 1 || names::role(name, &options.roles).is_some() || speakers::is_number(name));
    counts
}

/// `坐席：您好`, `[SPEAKER_00]: 您好`, `- 坐席：您好`.
fn prefix(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_start_matches(['-', ' ']);
    let (name, words) = text.split_once([':', '：'])?;
    let name = name.trim().trim_matches(['[', ']', '【', '】', '(', ')', '（', '）']).trim();
    let is_name = !name.is_empty()
        && name.chars().count() <= NAME
        && !name.contains(['，', '。', '？', '！', ',', '?', '!', '\n']);
    is_name.then_some((name, words.trim()))
}

#[cfg(test)]
mod tests {
    use crate::read::tests::transcripts;

    fn turns(name: &str, text: &str) -> Vec<(String, Option<f64>, Option<f64>)> {
        let read = transcripts(name, text).remove(0);
        read.turns.into_iter().map(|turn| (turn.text, turn.start, turn.end)).collect()
    }

    #[test]
    fn a_sentence_cut_over_cues_is_one_turn() {
        let text = "1\n00:00:01,000 --> 00:00:02,000\n坐席：这个型号的\n\n2\n00:00:02,100 --> 00:00:03,000\n滤芯需要\n每年更换。\n\n\
                    3\n00:00:03,100 --> 00:00:04,000\n坐席：您可以自己换\n\n4\n00:00:09,000 --> 00:00:10,000\n也可以约师傅\n\n\
                    5\n00:00:10,000 --> 00:00:11,000\n客户：好的\n";
        assert_eq!(
            turns("a.srt", text),
            [
                ("这个型号的滤芯需要每年更换。".to_owned(), Some(1.0), Some(3.0)),
                ("您可以自己换".to_owned(), Some(3.1), Some(4.0)),
                ("也可以约师傅".to_owned(), Some(9.0), Some(10.0)),
                ("好的".to_owned(), Some(10.0), Some(11.0)),
            ]
        );
    }

    #[test]
    fn latin_words_stay_apart_and_cues_without_any_mark_alone() {
        let cue = |n: usize, text: &str| format!("00:0{n}.000 --> 00:0{n}.900\n{text}\n\n");
        let marked = ["WEBVTT\n\n".to_owned(), cue(1, "<v agent>Thank you for"), cue(2, "<v agent>calling.")].concat();
        assert_eq!(turns("a.vtt", &marked), [("Thank you for calling.".to_owned(), Some(1.0), Some(2.9))]);
        let bare = ["WEBVTT\n\n".to_owned(), cue(1, "<v agent>您好"), cue(2, "<v agent>请讲")].concat();
        assert_eq!(turns("a.vtt", &bare).len(), 2);
    }
}
