//! Labelled sentences as a corpus: a line of JSON each, with the turns around them.

use serde::Deserialize;

use crate::transcript::{Role, Transcript, Turn};

/// A labelled sentence; its labels do not matter here.
#[derive(Debug, Deserialize)]
struct Sentence {
    text: String,
    #[serde(default = "agent")]
    role: Role,
    #[serde(default)]
    before: Vec<Said>,
    #[serde(default)]
    after: Vec<Said>,
}

/// A turn around it.
#[derive(Debug, Deserialize)]
struct Said {
    role: Role,
    text: String,
}

/// A conversation for every sentence; `None` where the text is none of labelled sentences, a JSON object a line with
/// its words as `text`.
#[must_use]
pub fn sentences(text: &str) -> Option<Vec<Transcript>> {
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    let read: Option<Vec<Transcript>> =
        lines.map(|line| Some(conversation(serde_json::from_str(line).ok()?))).collect();
    read.filter(|all| !all.is_empty())
}

fn conversation(sentence: Sentence) -> Transcript {
    let turn = |said: Said| Turn { role: said.role, text: said.text, ..Turn::default() };
    let own = Said { role: sentence.role, text: sentence.text };
    let turns = sentence.before.into_iter().chain([own]).chain(sentence.after).map(turn).collect();
    Transcript { turns, ..Transcript::default() }
}

const fn agent() -> Role {
    Role::Agent
}
