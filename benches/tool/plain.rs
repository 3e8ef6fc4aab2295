//! The least a program has to read to do anything with a transcript: typed, borrowed, and nothing checked.

use std::borrow::Cow;

use serde::Deserialize;

/// A conversation.
#[derive(Deserialize)]
#[allow(dead_code, reason = "read, not used")]
pub(crate) struct Plain<'a> {
    #[serde(borrow)]
    id: Cow<'a, str>,
    #[serde(borrow)]
    channel: Cow<'a, str>,
    #[serde(borrow)]
    direction: Cow<'a, str>,
    #[serde(borrow)]
    scene: Cow<'a, str>,
    #[serde(borrow)]
    started_at: Cow<'a, str>,
    #[serde(borrow)]
    agent: Agent<'a>,
    #[serde(borrow)]
    case: Case<'a>,
    ring_count: f64,
    transfers: u32,
    #[serde(borrow)]
    pub(crate) turns: Vec<Turn<'a>>,
    #[serde(borrow)]
    events: Vec<Event<'a>>,
}

#[derive(Deserialize)]
#[allow(dead_code, reason = "read, not used")]
struct Agent<'a> {
    #[serde(borrow)]
    id: Cow<'a, str>,
    #[serde(borrow)]
    team: Cow<'a, str>,
}

#[derive(Deserialize)]
#[allow(dead_code, reason = "read, not used")]
struct Case<'a> {
    #[serde(borrow)]
    id: Cow<'a, str>,
    #[serde(borrow)]
    class: Cow<'a, str>,
    #[serde(borrow)]
    priority: Cow<'a, str>,
}

/// A turn.
#[derive(Deserialize)]
#[allow(dead_code, reason = "read, not all used")]
pub(crate) struct Turn<'a> {
    #[serde(borrow)]
    pub(crate) role: Cow<'a, str>,
    start: f64,
    end: Option<f64>,
    #[serde(borrow)]
    pub(crate) text: Cow<'a, str>,
}

#[derive(Deserialize)]
#[allow(dead_code, reason = "read, not used")]
struct Event<'a> {
    #[serde(borrow)]
    r#type: Cow<'a, str>,
    start: f64,
    end: f64,
}
