//! From the written record to the conversation: roles, words and clocks.

use jiff::tz::Offset;
use serde_json::Value;

use super::{AgentFile, CaseFile, CustomerFile, Extra, Text, TranscriptFile, TurnFile};
use crate::read::clock::{Clock, Zero, unwrap_midnight};
use crate::read::{Options, ReadError, names, speakers};
use crate::transcript::{Agent, Case, Customer, Event, Note, Transcript, Turn};

impl TranscriptFile<'_> {
    /// What the record comes to, its clocks as seconds from its start.
    ///
    /// Turns are ordered by their start where every turn has one (a transcript of two channels is often written
    /// channel by channel); otherwise they stay as recorded. Both are noted, as is an end before its start, which is
    /// left out.
    ///
    /// # Errors
    /// Roles, channels, scenes and directions nobody knows; a conversation without turns, unless nobody answered.
    pub fn resolve(mut self, options: &Options) -> Result<Transcript, ReadError> {
        if self.turns.is_empty() && self.answered != Some(false) {
            return Err(ReadError::NoTurns);
        }
        if self.turns.len() > options.limits.turns {
            return Err(ReadError::TooManyTurns { limit: options.limits.turns });
        }
        let mut notes = Vec::new();
        let roles = speakers::roles(&self, options, &mut notes)?;
        if only_minutes(&self.turns) {
            notes.push(Note::OnlyMinutes);
            let first = self.turns.iter().filter_map(|turn| turn.start).find_map(Clock::as_instant);
            self.started_at = self.started_at.or(first);
            for turn in &mut self.turns {
                (turn.start, turn.end) = (None, None);
            }
        }
        let zone = options.zone;
        let started_at = self.started_at.map(|i| i.zoned(zone));
        let mut transcript = Transcript {
            channel: word(self.channel, "channel", "call, chat, email, script", names::channel)?
                .or(options.defaults.channel),
            direction: word(self.direction, "direction", "inbound, outbound", names::direction)?
                .or(options.defaults.direction),
            scene: word(self.scene, "scene", "hotline, presale, aftersale, complaint, callback", names::scene)?,
            ended_at: self.ended_at.map(|i| i.zoned(zone)),
            ring_count: self.ring_count,
            ring_seconds: self.ring_seconds,
            answered: self.answered,
            transfers: self.transfers,
            satisfaction: owned(self.satisfaction),
            id: owned(self.id).unwrap_or_default(),
            ..Transcript::default()
        };

        let mut events = self.events.unwrap_or_default();
        let event_clocks = events.iter_mut().flat_map(|e| [&mut e.start, &mut e.end]);
        for clock in self.turns.iter_mut().flat_map(|t| [&mut t.start, &mut t.end]).chain(event_clocks).flatten() {
            *clock = clock.zoned(zone);
        }
        unwrap_midnight(self.turns.iter_mut().flat_map(|t| [&mut t.start, &mut t.end]).flatten());
        let turn_clocks = self.turns.iter().flat_map(|t| [t.start, t.end]);
        let clocks = turn_clocks.chain(events.iter().flat_map(|e| [e.start, e.end])).flatten();
        let zero = Zero::find(started_at, clocks);
        transcript.started_at = zero.instant();

        transcript.notes = notes;
        transcript.turns.reserve_exact(self.turns.len());
        for (turn, role) in self.turns.into_iter().zip(roles) {
            let (start, end) = span(zero, turn.start, turn.end, &mut transcript.notes);
            let text = turn.text.0.into_owned();
            let auto = turn.auto.unwrap_or(false);
            transcript.turns.push(Turn { role, start, end, text, auto, place: turn.place });
        }
        check_clocks(&mut transcript);
        for event in events {
            let (start, end) = span(zero, event.start, event.end, &mut transcript.notes);
            transcript.events.push(Event { kind: names::event(&event.kind.0), start, end });
        }

        let fields = &mut transcript.fields;
        flatten(fields, "", self.fields.map(std::borrow::Cow::into_owned).unwrap_or_default());
        flatten(fields, "", self.extra);
        transcript.agent = self.agent.map(|agent| agent.resolve(fields)).unwrap_or_default();
        transcript.customer = self.customer.map(|customer| customer.resolve(fields)).unwrap_or_default();
        transcript.case = self.case.map(|case| case.resolve(fields, zone)).unwrap_or_default();
        transcript.notes.extend(speakers::swapped(&transcript.turns));
        Ok(transcript)
    }
}

impl AgentFile<'_> {
    fn resolve(self, fields: &mut Extra) -> Agent {
        flatten(fields, "agent.", self.extra);
        Agent { id: owned(self.id), name: owned(self.name), staff_no: owned(self.staff_no), team: owned(self.team) }
    }
}

impl CustomerFile<'_> {
    fn resolve(self, fields: &mut Extra) -> Customer {
        flatten(fields, "customer.", self.extra);
        Customer { id: owned(self.id), name: owned(self.name), tier: owned(self.tier) }
    }
}

impl CaseFile<'_> {
    fn resolve(self, fields: &mut Extra, zone: Offset) -> Case {
        flatten(fields, "case.", self.extra);
        Case {
            id: owned(self.id),
            class: owned(self.class),
            priority: owned(self.priority),
            opened_at: self.opened_at.map(|i| i.zoned(zone)),
            answered_at: self.answered_at.map(|i| i.zoned(zone)),
            previous: owned(self.previous),
        }
    }
}

fn owned(text: Option<Text<'_>>) -> Option<String> {
    text.map(|text| text.0.into_owned())
}

/// A word of a closed set; an empty one says nothing.
fn word<T>(
    text: Option<Text<'_>>,
    path: &'static str,
    expected: &'static str,
    find: fn(&str) -> Option<T>,
) -> Result<Option<T>, ReadError> {
    let Some(Text(word)) = text.filter(|text| !text.0.trim().is_empty()) else { return Ok(None) };
    let found = find(&word);
    found.map(Some).ok_or_else(|| ReadError::UnknownWord { path, word: word.into_owned(), expected })
}

fn span(zero: Zero, start: Option<Clock>, end: Option<Clock>, notes: &mut Vec<Note>) -> (Option<f64>, Option<f64>) {
    let start = start.map(|clock| zero.seconds(clock));
    let end = end.map(|clock| zero.seconds(clock));
    if start.zip(end).is_some_and(|(start, end)| end < start) {
        if !notes.contains(&Note::EndBeforeStart) {
            notes.push(Note::EndBeforeStart);
        }
        return (start, None);
    }
    (start, end)
}

/// Whether the clocks of turns are dates with hours and minutes, as chat windows show them: seconds can't be told from
/// those. (That all seconds of a conversation are nothing by chance, nobody need fear.)
fn only_minutes(turns: &[TurnFile<'_>]) -> bool {
    turns.len() > 1
        && turns.iter().all(|turn| match turn.start {
            Some(Clock::Local(instant)) => instant.as_millisecond() % 60_000 == 0,
            _ => false,
        })
}

/// Puts turns into the order of their clocks, where that is known, and counts those that have none beside others that do.
fn check_clocks(transcript: &mut Transcript) {
    let mut last = f64::NEG_INFINITY;
    let falls = transcript.turns.iter().filter_map(|t| t.start).any(|start| {
        let falls = start < last;
        last = start;
        falls
    });
    if !falls {
        let without = transcript.turns.iter().filter(|t| t.start.is_none()).count();
        if without > 0 && without < transcript.turns.len() {
            transcript.notes.push(Note::NoClock { turns: without });
        }
        return;
    }
    if transcript.turns.iter().all(|t| t.start.is_some()) {
        transcript.turns.sort_by(|a, b| a.start.unwrap_or_default().total_cmp(&b.start.unwrap_or_default()));
        transcript.notes.push(Note::Reordered);
    } else {
        transcript.notes.push(Note::OutOfOrder);
    }
}

/// Adds fields under dotted names; the first of a name stays.
fn flatten(fields: &mut Extra, prefix: &str, values: impl IntoIterator<Item = (String, Value)>) {
    for (key, value) in values {
        let name = if prefix.is_empty() { key } else { format!("{prefix}{key}") };
        match value {
            Value::Object(inner) if !inner.is_empty() => flatten(fields, &format!("{name}."), inner),
            value => {
                fields.entry(name).or_insert(value);
            }
        }
    }
}
