//! From the conversation back to the written record.

use std::borrow::Cow;

use super::{AgentFile, CaseFile, CustomerFile, EventFile, Text, TranscriptFile, TurnFile};
use crate::read::clock::{Clock, Instant};
use crate::transcript::{Agent, Case, Channel, Customer, Direction, Event, EventKind, Scene, Transcript, Turn};

impl<'a> From<&'a Transcript> for TranscriptFile<'a> {
    fn from(t: &'a Transcript) -> Self {
        Self {
            id: (!t.id.is_empty()).then(|| t.id.as_str().into()),
            channel: t.channel.map(Channel::as_str).map(Text::from),
            direction: t.direction.map(Direction::as_str).map(Text::from),
            scene: t.scene.map(Scene::as_str).map(Text::from),
            started_at: t.started_at.map(Instant::from),
            ended_at: t.ended_at.map(Instant::from),
            agent: (t.agent != Agent::default()).then(|| (&t.agent).into()),
            customer: (t.customer != Customer::default()).then(|| (&t.customer).into()),
            case: (t.case != Case::default()).then(|| (&t.case).into()),
            ring_count: t.ring_count,
            ring_seconds: t.ring_seconds,
            answered: t.answered,
            transfers: t.transfers,
            satisfaction: text(t.satisfaction.as_ref()),
            fields: (!t.fields.is_empty()).then_some(Cow::Borrowed(&t.fields)),
            turns: t.turns.iter().map(TurnFile::from).collect(),
            events: (!t.events.is_empty()).then(|| t.events.iter().map(EventFile::from).collect()),
            extra: super::Extra::new(),
        }
    }
}

impl<'a> From<&'a Agent> for AgentFile<'a> {
    fn from(a: &'a Agent) -> Self {
        Self {
            id: text(a.id.as_ref()),
            name: text(a.name.as_ref()),
            staff_no: text(a.staff_no.as_ref()),
            team: text(a.team.as_ref()),
            ..Self::default()
        }
    }
}

impl<'a> From<&'a Customer> for CustomerFile<'a> {
    fn from(c: &'a Customer) -> Self {
        Self { id: text(c.id.as_ref()), name: text(c.name.as_ref()), tier: text(c.tier.as_ref()), ..Self::default() }
    }
}

impl<'a> From<&'a Case> for CaseFile<'a> {
    fn from(c: &'a Case) -> Self {
        Self {
            id: text(c.id.as_ref()),
            class: text(c.class.as_ref()),
            priority: text(c.priority.as_ref()),
            opened_at: c.opened_at.map(Instant::from),
            answered_at: c.answered_at.map(Instant::from),
            previous: text(c.previous.as_ref()),
            ..Self::default()
        }
    }
}

impl<'a> From<&'a Turn> for TurnFile<'a> {
    fn from(t: &'a Turn) -> Self {
        Self {
            role: t.role.as_str().into(),
            start: t.start.map(Clock::Seconds),
            end: t.end.map(Clock::Seconds),
            text: t.text.as_str().into(),
            auto: t.auto.then_some(true),
            place: t.place.clone(),
        }
    }
}

impl<'a> From<&'a Event> for EventFile<'a> {
    fn from(e: &'a Event) -> Self {
        let kind = match &e.kind {
            EventKind::Hold => "hold",
            EventKind::Transfer => "transfer",
            EventKind::Hangup => "hangup",
            EventKind::Other(name) => name,
        };
        Self { kind: kind.into(), start: e.start.map(Clock::Seconds), end: e.end.map(Clock::Seconds) }
    }
}

fn text(text: Option<&String>) -> Option<Text<'_>> {
    text.map(|text| text.as_str().into())
}
