//! The canonical record: one conversation as a JSON object, and what it comes to.

mod explain;
mod file;
mod resolve;
mod write;

use serde::Deserialize;
use serde_json::{Map, Value};

pub use self::file::{AgentFile, CaseFile, CustomerFile, EventFile, Extra, Text, TranscriptFile, TurnFile};
use super::{Options, ReadError};
use crate::transcript::Transcript;

/// Reads a record that is in memory already; its `id` may be missing.
///
/// # Errors
/// What is wrong with it, by its key path.
pub fn from_record(record: &Map<String, Value>) -> Result<Transcript, ReadError> {
    match TranscriptFile::deserialize(record) {
        Ok(file) => file.resolve(&Options::default()),
        Err(_) => Err(self::explain::value(record)),
    }
}

/// Reads a record from JSON text that starts at a place in a file.
pub(super) fn from_json(text: &str, at: super::Position, options: &Options) -> Result<Transcript, ReadError> {
    match serde_json::from_str::<TranscriptFile<'_>>(text) {
        Ok(file) => file.resolve(options),
        Err(_) => Err(explain::<TranscriptFile<'_>>(text, at)),
    }
}

pub(super) use self::explain::text as explain;

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::transcript::{Channel, EventKind, Note, Role};

    fn read(value: &Value) -> Result<Transcript, ReadError> {
        from_record(value.as_object().expect("an object"))
    }

    #[test]
    fn every_key_has_its_place() {
        let read = read(&json!({
            "id": "C1", "channel": "call", "direction": "inbound", "scene": "hotline",
            "started_at": "2026-10-08T09:12:00+08:00", "ended_at": null,
            "agent": {"id": "A7", "name": "李敏", "staff_no": 102, "team": "一组", "shift": {"name": "早班"}},
            "customer": {"tier": "vip"}, "case": {"class": "C", "opened_at": "2026-10-07T09:00:00Z"},
            "ring_count": 2, "ring_seconds": null, "answered": true, "transfers": 0, "satisfaction": 5,
            "fields": {"任意": "元数据"}, "other": {"a": {"b": 1}, "c": [2]},
            "turns": [{"role": "客服", "start": 0.0, "end": 3.1, "text": "您好", "auto": true, "lang": "zh"}],
            "events": [{"type": "hold", "start": 61.0, "end": 140.0}, {"type": "静音"}],
        }))
        .unwrap();
        assert_eq!((read.id.as_str(), read.channel), ("C1", Some(Channel::Call)));
        assert_eq!(read.agent.staff_no.as_deref(), Some("102"));
        assert_eq!(read.satisfaction.as_deref(), Some("5"));
        assert_eq!(read.meta("agent.shift.name").as_deref(), Some("早班"));
        assert_eq!(read.meta("任意").as_deref(), Some("元数据"));
        assert_eq!(read.meta("other.a.b").as_deref(), Some("1"));
        assert_eq!(read.meta("other.c").as_deref(), Some("[2]"));
        assert_eq!((read.turns[0].role, read.turns[0].end, read.turns[0].auto), (Role::Agent, Some(3.1), true));
        assert_eq!(read.events[0].kind, EventKind::Hold);
        assert_eq!(read.events[1].kind, EventKind::Other("静音".into()));
        assert!(read.notes.is_empty());
    }

    #[test]
    fn instants_count_from_the_start() {
        let turns = json!([
            {"role": "客户", "start": "2026-10-08T01:12:05Z", "text": "在吗"},
            {"role": "客服", "start": "2026-10-08T09:12:08+08:00", "text": "您好"},
        ]);
        let starts = |read: Transcript| read.turns.iter().map(|t| t.start).collect::<Vec<_>>();
        assert_eq!(starts(read(&json!({"turns": turns})).unwrap()), [Some(0.0), Some(3.0)]);
        let with_start = read(&json!({"started_at": "2026-10-08 09:12:00", "turns": turns})).unwrap();
        assert_eq!(starts(with_start), [Some(5.0), Some(8.0)]);
    }

    #[test]
    fn turns_are_put_in_order_where_all_have_clocks() {
        let turn = |start: Value, text: &str| json!({"role": "agent", "start": start, "text": text});
        let texts = |read: &Transcript| read.turns.iter().map(|t| t.text.clone()).collect::<String>();
        let full = json!({"turns": [turn(json!(5), "b"), turn(json!(1), "a"), turn(json!(5), "c")]});
        let full = read(&full).unwrap();
        assert_eq!((texts(&full).as_str(), full.notes), ("abc", vec![Note::Reordered]));
        let gaps = json!({"turns": [turn(json!(5), "b"), turn(json!(1), "a"), turn(json!(null), "c")]});
        let gaps = read(&gaps).unwrap();
        assert_eq!((texts(&gaps).as_str(), gaps.notes), ("bac", vec![Note::OutOfOrder]));
    }

    #[test]
    fn an_end_before_its_start_is_left_out() {
        let read = read(&json!({"turns": [{"role": "agent", "start": 5, "end": 1, "text": "您好"}]})).unwrap();
        assert_eq!((read.turns[0].start, read.turns[0].end, read.notes), (Some(5.0), None, vec![Note::EndBeforeStart]));
    }

    #[test]
    fn a_conversation_needs_turns_unless_nobody_answered() {
        assert_eq!(read(&json!({"turns": []})), Err(ReadError::NoTurns));
        assert!(read(&json!({"turns": [], "answered": false})).is_ok());
    }

    #[test]
    fn errors_name_the_key() {
        let missing = read(&json!({"turns": [{"role": "agent", "text": "a"}, {"role": "agent"}]}));
        assert_eq!(missing, Err(ReadError::MissingKey { path: "turns[1].text".into(), at: None }));
        let missing = read(&json!({"id": "A"}));
        assert_eq!(missing, Err(ReadError::MissingKey { path: "turns".into(), at: None }));
        let Err(ReadError::WrongValue { path, .. }) = read(&json!({"agent": {"name": []}, "turns": []})) else {
            panic!()
        };
        assert_eq!(path, "agent.name");
        let Err(ReadError::UnknownRole { turn, role }) = read(&json!({"turns": [{"role": "老王", "text": ""}]}))
        else {
            panic!()
        };
        assert_eq!((turn, role.as_str()), (0, "老王"));
    }

    #[test]
    fn errors_in_text_have_a_place() {
        let text = "{\"id\": \"会话\", \"turns\":\n [{\"role\": \"agent\", \"text\": \"您好\", \"start\": true}]}";
        let at = super::super::Position { line: 7, column: 3 };
        let error = from_json(text, at, &Options::default()).unwrap_err();
        assert_eq!(error.position(), Some(super::super::Position { line: 8, column: 47 }));
        let error = from_json("{\"会话\" 1}", at, &Options::default()).unwrap_err();
        assert_eq!(error.position(), Some(super::super::Position { line: 7, column: 9 }));
    }
}
