//! stub
use super::canonical::{TranscriptFile, TurnFile};
use super::names;
use super::{Options, ReadError};
use crate::transcript::Transcript;

/// Reads one conversation.
pub fn parse(text: &str) -> Result<Transcript, ReadError> {
    let mut turns: Vec<TurnFile<'_>> = Vec::new();
    for line in text.lines() {
        let split = line.split_once(['：', ':']).filter(|(n, _)| names::role(n, &Default::default()).is_some());
        match (split, turns.last_mut()) {
            (Some((role, said)), _) => {
                turns.push(TurnFile { role: role.into(), text: said.trim().into(), ..Default::default() })
            }
            (None, Some(last)) => {
                let t = last.text.0.to_mut();
                t.push('\n');
                t.push_str(line);
            }
            (None, None) if line.trim().is_empty() => {}
            (None, None) => {
                turns.push(TurnFile { role: "agent".into(), text: line.into(), ..Default::default() });
            }
        }
    }
    for turn in &mut turns {
        *turn.text.0.to_mut() = turn.text.0.trim().to_owned();
    }
    TranscriptFile { turns, ..Default::default() }.resolve(&Options::default())
}
