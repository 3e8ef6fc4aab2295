//! WeCom 企业微信 chat archive: messages of everybody, one after the other, sorted into conversations here.
//!
//! Source: 会话内容存档, "获取会话内容" (developer.work.weixin.qq.com/document/path/91774).

use std::collections::{BTreeMap, VecDeque};

use serde::Deserialize;
use serde_json::Value;

use super::{Cutting, Found, Layout, open, parse, parse_inner};
use crate::read::canonical::Text;
use crate::read::clock::Clock;
use crate::read::format::About;
use crate::read::{Position, ReadError, Record, Records};
use crate::transcript::{Note, Transcript};

/// The format.
pub(in crate::read) const ABOUT: About = About {
    name: "wecom",
    extensions: &["json", "jsonl"],
    sniffed: false,
    title: ("企业微信会话存档", "WeCom chat archive"),
    layout: r#"{"msgid": …, "from": "LiMin", "tolist": ["wm…"], "roomid": "", "msgtime": 1791421920000, "msgtype": "text", "text": {"content": …}}"#,
    roles: (
        "from：wm、wo 开头的外部联系人是客户，wb 是机器人，其余是坐席",
        "from: external contacts (wm…, wo…) are customers, wb… bots, others agents",
    ),
    clocks: (
        "msgtime（Unix 毫秒）；同一对人或同一群隔 12 小时算另一个会话",
        "msgtime (Unix ms); 12 hours of silence between the same two, or in a room, begin another conversation",
    ),
    detect: |head| {
        head.json.has_all(&["msgid", "from", "tolist"]) || head.json.has_all(&["msgtime", "msgtype", "from"])
    },
    open: |source, input, head| {
        Box::new(Sorted {
            messages: open(source, input, head, &LAYOUT),
            open: BTreeMap::new(),
            done: VecDeque::new(),
            sessions: BTreeMap::new(),
            count: 0,
        })
    },
};

/// Every message is read as a conversation of its own.
const LAYOUT: Layout = Layout { records: Cutting::Elements, read };

/// Seconds of silence that end a conversation.
const PAUSE: f64 = 12.0 * 3600.0;
/// Ids of people outside, and of robots, are that long at least; those of members are names.
const LONG_ID: usize = 20;

#[derive(Debug, Deserialize)]
struct Message<'t> {
    #[serde(borrow)]
    from: Option<Text<'t>>,
    tolist: Option<Value>,
    roomid: Option<Text<'t>>,
    msgtime: Option<Clock>,
    msgtype: Option<Text<'t>>,
    action: Option<Text<'t>>,
    text: Option<Value>,
    content: Option<Value>,
}

#[derive(Debug, Deserialize)]
struct Content {
    content: String,
}

fn read(text: &str, at: Position) -> Result<Vec<Found<'_>>, ReadError> {
    let message: Message<'_> = parse(text, at)?;
    let mut found = Found::chat();
    // A message alone may say nothing.
    found.file.answered = Some(false);
    let from = message.from.unwrap_or_default();
    let to = receiver(message.tolist.as_ref());
    if role(&to) == "customer" {
        found.file.customer.get_or_insert_default().id = Some(to.clone().into());
    }
    found.file.id = Some(match message.roomid.filter(|room| !room.0.trim().is_empty()) {
        Some(room) => room,
        None if *from.0 < *to => format!("{}|{to}", from.0).into(),
        None => format!("{to}|{}", from.0).into(),
    });
    let kind = message.msgtype.or(message.action).unwrap_or_default();
    match &*kind.0 {
        "text" | "markdown" => {
            let words = match message.text.or(message.content) {
                Some(Value::Object(mut object)) => {
                    object.remove("content").and_then(|text| text.as_str().map(str::to_owned))
                }
                // Databases keep the object as text.
                Some(Value::String(text)) if text.starts_with('{') => {
                    Some(parse_inner::<Content>(&text, "content")?.content)
                }
                Some(Value::String(text)) => Some(text),
                _ => None,
            };
            let role = role(&from.0);
            if role == "agent" {
                found.agent().id = Some(from);
            } else if role == "customer" {
                found.file.customer.get_or_insert_default().id = Some(from);
            }
            found.say(Some(role.into()), words.unwrap_or_default().into(), message.msgtime, None);
        }
        other => found.leave_out(if other.is_empty() { "?" } else { other }),
    }
    Ok(vec![found])
}

/// The first receiver; databases keep the list as text.
fn receiver(list: Option<&Value>) -> String {
    let first = match list {
        Some(Value::Array(list)) => list.first().and_then(Value::as_str),
        Some(Value::String(list)) => list.split([',', ';', '[', ']', '"']).find(|part| !part.trim().is_empty()),
        _ => None,
    };
    first.unwrap_or_default().trim().to_owned()
}

fn role(id: &str) -> &'static str {
    match id.get(..2) {
        Some("wm" | "wo") if id.len() >= LONG_ID => "customer",
        Some("wb") if id.len() >= LONG_ID => "bot",
        _ => "agent",
    }
}

/// Messages sorted into conversations.
struct Sorted<'a> {
    messages: Records<'a>,
    /// Conversations that may get more messages, by the people in them; each with its place in the order of first ones.
    open: BTreeMap<String, (usize, Transcript)>,
    done: VecDeque<Record>,
    /// How many conversations there have been between the same people.
    sessions: BTreeMap<String, usize>,
    count: usize,
}

impl Sorted<'_> {
    fn add(&mut self, mut message: Transcript) {
        if let Some((_, open)) = self.open.get_mut(&message.id)
            && !is_over(open, &message)
        {
            join(open, message);
            return;
        }
        let people = message.id.clone();
        if let Some((_, transcript)) = self.open.remove(&people) {
            self.done.extend(finish(transcript));
        }
        let session = self.sessions.entry(people.clone()).or_insert(0);
        *session += 1;
        if *session > 1 {
            message.id = format!("{people}#{session}");
        }
        self.count += 1;
        self.open.insert(people, (self.count, message));
    }
}

impl Iterator for Sorted<'_> {
    type Item = Record;

    fn next(&mut self) -> Option<Record> {
        loop {
            if let Some(done) = self.done.pop_front() {
                return Some(done);
            }
            match self.messages.next() {
                Some(Record::Transcript(message)) => self.add(*message),
                Some(skipped) => return Some(skipped),
                None if self.open.is_empty() => return None,
                None => {
                    let mut open: Vec<_> = std::mem::take(&mut self.open).into_values().collect();
                    open.sort_by_key(|(place, _)| *place);
                    self.done.extend(open.into_iter().filter_map(|(_, transcript)| finish(transcript)));
                }
            }
        }
    }
}

/// Whether a message begins another conversation.
fn is_over(open: &Transcript, message: &Transcript) -> bool {
    let last = open.turns.iter().filter_map(|turn| turn.start).fold(0.0, f64::max);
    offset(open, message).is_some_and(|offset| offset > last + PAUSE)
}

/// Seconds from the start of a conversation to a message.
fn offset(open: &Transcript, message: &Transcript) -> Option<f64> {
    let (start, sent) = (open.started_at?, message.started_at?);
    Some(sent.duration_since(start).as_millis_f64() / 1000.0)
}

fn join(open: &mut Transcript, message: Transcript) {
    let offset = match offset(open, &message) {
        None if open.started_at.is_none() => {
            open.started_at = message.started_at;
            Some(0.0)
        }
        offset => offset,
    };
    for mut turn in message.turns {
        turn.start = offset;
        open.turns.push(turn);
    }
    open.agent.id = message.agent.id.or(open.agent.id.take());
    open.customer.id = message.customer.id.or(open.customer.id.take());
    for note in message.notes {
        match (note, open.notes.iter_mut().find(|note| matches!(note, Note::LeftOut(_)))) {
            (Note::LeftOut(more), Some(Note::LeftOut(known))) => {
                for (kind, count) in more {
                    match known.iter_mut().find(|(name, _)| *name == kind) {
                        Some((_, sum)) => *sum += count,
                        None => known.push((kind, count)),
                    }
                }
            }
            (note, _) => open.notes.push(note),
        }
    }
}

/// A conversation in which something is said.
fn finish(mut transcript: Transcript) -> Option<Record> {
    if transcript.turns.is_empty() {
        return None;
    }
    transcript.answered = None;
    let starts = || transcript.turns.iter().map(|turn| turn.start);
    if starts().all(|start| start.is_some()) && !starts().is_sorted_by(|a, b| a <= b) {
        transcript.turns.sort_by(|a, b| a.start.unwrap_or_default().total_cmp(&b.start.unwrap_or_default()));
        transcript.notes.push(Note::Reordered);
        // The first of them is the start.
        let zero = transcript.turns.first().and_then(|turn| turn.start).unwrap_or_default();
        for turn in &mut transcript.turns {
            turn.start = turn.start.map(|start| start - zero);
        }
        let shift = jiff::SignedDuration::try_from_secs_f64(zero).unwrap_or_default();
        transcript.started_at = transcript.started_at.and_then(|start| start.checked_add(shift).ok());
    }
    Some(Record::Transcript(Box::new(transcript)))
}
