//! What must hold for any conversation and for any bytes.

use std::collections::BTreeMap;
use std::io::BufReader;

use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::canonical::TranscriptFile;
use super::script::apart;
use super::{Format, Limits, Options, Record, records};
use crate::transcript::{
    Agent, Case, Channel, Customer, Direction, Event, EventKind, Place, Role, Scene, Transcript, Turn,
};

fn word() -> impl Strategy<Value = String> {
    "[a-zA-Z0-9一-龥]{1,6}"
}

fn instant() -> impl Strategy<Value = jiff::Timestamp> {
    (1_600_000_000_i64..1_900_000_000).prop_map(|s| jiff::Timestamp::from_second(s).unwrap())
}

fn seconds() -> impl Strategy<Value = f64> {
    (0_u32..100_000).prop_map(|tenths| f64::from(tenths) / 10.0)
}

fn role() -> impl Strategy<Value = Role> {
    prop::sample::select(Role::ALL.to_vec())
}

/// Turns in the order of their clocks, or without clocks.
fn turns() -> impl Strategy<Value = Vec<Turn>> {
    let turn = (role(), seconds(), option::of(seconds()), "(?s).{0,12}|[\"\\\\,;\r\n\t 您好]{0,8}", any::<bool>());
    (any::<bool>(), vec(turn, 1..6)).prop_map(|(clocks, turns)| {
        let mut turns: Vec<Turn> = turns
            .into_iter()
            .map(|(role, start, length, text, auto)| {
                let end = length.map(|length| ((start + length) * 10.0).round() / 10.0).filter(|_| clocks);
                Turn { role, start: clocks.then_some(start), end, text, auto, ..Turn::default() }
            })
            .collect();
        turns.sort_by(|a, b| a.start.unwrap_or_default().total_cmp(&b.start.unwrap_or_default()));
        turns
    })
}

/// What a table can say: the rest of [`transcript`] is for JSON.
fn plain_transcript() -> impl Strategy<Value = Transcript> {
    let words = || option::of(word());
    let head = (
        word(),
        option::of(prop::sample::select(vec![Channel::Call, Channel::Chat, Channel::Email, Channel::Script])),
        option::of(prop::sample::select(vec![Direction::Inbound, Direction::Outbound])),
        option::of(prop::sample::select(vec![Scene::Hotline, Scene::Complaint])),
        option::of(instant()),
        (option::of(seconds()), option::of(any::<bool>()), option::of(0_u32..9), words()),
    );
    let agent = (words(), words(), words(), words());
    let fields = btree_map("[x-z]{1,3}", word().prop_map(Value::String), 0..3);
    (head, agent, (words(), words(), words()), fields, turns()).prop_map(|(head, agent, customer, fields, turns)| {
        let (id, channel, direction, scene, started_at, (ring_count, answered, transfers, satisfaction)) = head;
        Transcript {
            id,
            channel,
            direction,
            scene,
            started_at,
            ring_count,
            answered,
            transfers,
            satisfaction,
            agent: Agent { id: agent.0, name: agent.1, staff_no: agent.2, team: agent.3 },
            customer: Customer { id: customer.0, name: customer.1, tier: customer.2 },
            fields,
            turns,
            ..Transcript::default()
        }
    })
}

fn transcript() -> impl Strategy<Value = Transcript> {
    let kind = prop_oneof![
        Just(EventKind::Hold),
        Just(EventKind::Transfer),
        Just(EventKind::Hangup),
        "[x-z]{1,4}".prop_map(EventKind::Other)
    ];
    let event = (kind, option::of(seconds())).prop_map(|(kind, start)| Event { kind, start, end: start });
    let value = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "(?s).{0,5}".prop_map(Value::from),
        Just(json!([1, {"a": null}])),
        Just(json!({})),
    ];
    let fields = btree_map("[a-z]{1,3}(\\.[a-z]{1,3})?", value, 0..4);
    (plain_transcript(), vec(event, 0..3), fields, option::of(instant()), option::of(word())).prop_map(
        |(transcript, events, fields, opened_at, class)| Transcript {
            events,
            fields,
            ended_at: opened_at,
            case: Case { class, opened_at, ..Case::default() },
            ..transcript
        },
    )
}

/// The conversations of an input that comes in blocks of some bytes.
fn read(name: &str, bytes: &[u8], format: Option<Format>, block: usize) -> Vec<Record> {
    let options = Options { limits: Limits { bytes: 1 << 16, turns: 100, ..Limits::default() }, ..Options::default() };
    records(name, Box::new(BufReader::with_capacity(block, bytes)), format, &options).collect()
}

/// Conversations as they are read: replies of scripts one by one.
fn one_by_one(written: &[Transcript]) -> Vec<Transcript> {
    transcripts(written.iter().cloned().map(Box::new).map(Record::Transcript).flat_map(apart).collect())
}

fn transcripts(records: Vec<Record>) -> Vec<Transcript> {
    let one = |record| match record {
        Record::Transcript(mut transcript) => {
            transcript.source = String::new();
            transcript.turns.iter_mut().for_each(|turn| turn.place = Place::default());
            transcript.numbered = false;
            // What was guessed is not written.
            if transcript.scene_from.take().is_some() {
                transcript.scene = None;
            }
            *transcript
        }
        Record::Skipped(skipped) => panic!("{skipped:?}"),
    };
    records.into_iter().map(one).collect()
}

fn lines(transcripts: &[Transcript]) -> String {
    let one = |t: &Transcript| serde_json::to_string(&TranscriptFile::from(t)).unwrap() + "\n";
    transcripts.iter().map(one).collect()
}

/// The table of some conversations, every column in it.
fn table(transcripts: &[Transcript]) -> Vec<u8> {
    let mut names: Vec<String> = transcripts.iter().flat_map(|t| t.fields.keys().cloned()).collect();
    names.sort();
    names.dedup();
    let mut table = csv::Writer::from_writer(Vec::new());
    let fixed = "id,channel,direction,scene,started_at,ring_count,answered,transfers,satisfaction,agent.id,agent.name,\
                 agent.staff_no,agent.team,customer.id,customer.name,customer.tier,role,start,end,text,auto";
    table.write_record(fixed.split(',').chain(names.iter().map(String::as_str))).unwrap();
    for t in transcripts {
        for turn in &t.turns {
            let text = |text: &Option<String>| text.clone().unwrap_or_default();
            let number = |number: Option<f64>| number.map(|n| n.to_string()).unwrap_or_default();
            let mut row = vec![
                t.id.clone(),
                t.channel.map(Channel::as_str).unwrap_or_default().to_owned(),
                t.direction.map(Direction::as_str).unwrap_or_default().to_owned(),
                t.scene.map(Scene::as_str).unwrap_or_default().to_owned(),
                t.started_at.map(|i| i.to_string()).unwrap_or_default(),
                number(t.ring_count),
                t.answered.map(|a| a.to_string()).unwrap_or_default(),
                t.transfers.map(|n| n.to_string()).unwrap_or_default(),
                text(&t.satisfaction),
                text(&t.agent.id),
                text(&t.agent.name),
                text(&t.agent.staff_no),
                text(&t.agent.team),
                text(&t.customer.id),
                text(&t.customer.name),
                text(&t.customer.tier),
                turn.role.as_str().to_owned(),
                number(turn.start),
                number(turn.end),
                turn.text.clone(),
                turn.auto.to_string(),
            ];
            for name in &names {
                row.push(t.fields.get(name).and_then(Value::as_str).unwrap_or_default().to_owned());
            }
            table.write_record(row).unwrap();
        }
    }
    table.into_inner().unwrap()
}

/// With ids of their own, so that tables can tell them apart.
fn numbered(mut transcripts: Vec<Transcript>) -> Vec<Transcript> {
    for (i, transcript) in transcripts.iter_mut().enumerate() {
        transcript.id = format!("{}-{i}", transcript.id);
    }
    transcripts
}

/// Bytes that are rather often close to a format.
fn noise() -> impl Strategy<Value = Vec<u8>> {
    let pieces = vec![
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"",
        "\\",
        "\n",
        "\r\n",
        "\t",
        " ",
        "1",
        "1e999",
        "null",
        "true",
        "\"turns\"",
        "\"role\"",
        "\"text\"",
        "\"agent\"",
        "\"conversations\":[",
        "{\"turns\":[{\"role\":\"agent\",\"text\":\"a\"}]}",
        "id,role,text\n",
        "id\trole\ttext\tstart\n",
        "A,agent,x\n",
        "坐席：",
        "客户:",
        "[00:15]",
        "[00:01-00:10] ",
        "2026-10-08 09:12:00 ",
        "# id: a\n",
        "---\n",
        "（保持 60秒）\n",
        "（",
        "）",
        "\u{feff}",
        "：",
        "-",
        "99999999999999999999",
        "您好",
    ];
    let piece = prop_oneof![
        8 => prop::sample::select(pieces).prop_map(|p| p.as_bytes().to_vec()),
        1 => vec(any::<u8>(), 0..4),
    ];
    vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn what_is_written_is_read_again(written in vec(transcript(), 1..4), block in 1_usize..64) {
        let text = lines(&written);
        let apart = one_by_one(&written);
        prop_assert_eq!(&transcripts(read("a.jsonl", text.as_bytes(), None, block)), &apart);
        let array = format!("[{}]", text.trim_end().replace('\n', ",\n"));
        prop_assert_eq!(&transcripts(read("a.json", array.as_bytes(), None, block)), &apart);
        let Value::Object(record) = serde_json::from_str(text.lines().next().unwrap()).unwrap() else { panic!() };
        prop_assert_eq!(&super::canonical::from_record(&record).unwrap(), &written[0]);
    }

    #[test]
    fn tables_and_jsonl_say_the_same(written in vec(plain_transcript(), 1..4).prop_map(numbered)) {
        let from_table = transcripts(read("a.csv", &table(&written), Some(Format::Csv), 1 << 12));
        let from_lines = transcripts(read("a.jsonl", lines(&written).as_bytes(), None, 1 << 12));
        prop_assert_eq!(&from_table, &from_lines);
        prop_assert_eq!(&from_table, &one_by_one(&written));
    }

    #[test]
    fn no_bytes_stop_a_reader(bytes in noise(), block in 1_usize..64) {
        for format in Format::ALL.iter().copied().map(Some).chain([None]) {
            let read_in_blocks = read("a", &bytes, format, block);
            prop_assert!(!read_in_blocks.is_empty());
            prop_assert_eq!(read_in_blocks, read("a", &bytes, format, 1 << 16));
        }
        let _ = super::text::parse(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn roles_of_any_name_are_told_or_refused(name in "(?s).{0,10}") {
        let _ = super::names::role(&name, &BTreeMap::new());
    }
}
