//! Alibaba Cloud SCA 智能对话分析: what is uploaded (`tickets[].dialogue[]`) and what comes back (`Data.Dialogues[]`).
//!
//! Source: the documentation of UploadData, GetResultToReview and GetAsrResult (help.aliyun.com/zh/sca).

use serde::Deserialize;

use super::values::{List, Number, millis};
use super::{Cutting, Found, Layout, open, parse};
use crate::read::canonical::Text;
use crate::read::clock::Clock;
use crate::read::format::About;
use crate::read::{Position, ReadError};

/// The format.
pub(in crate::read) const ABOUT: About = About {
    name: "sca",
    extensions: &["json", "jsonl"],
    sniffed: false,
    title: ("阿里云智能对话分析：上传与结果", "Alibaba Cloud SCA: uploads and results"),
    layout: r#"{"tickets": [{"tid": …, "dialogue": [{"role": "客服", "words": …, "begin": 0, "end": 2090}]}]}"#,
    roles: ("role：客服、客户；数字由内容推断或用 --role-map", "role 客服, 客户; numbers by evidence or --role-map"),
    clocks: ("begin、end 毫秒，beginTime 时刻", "begin, end in ms; beginTime an instant"),
    detect: |head| {
        [
            "tickets[].dialogue",
            "dialogue",
            "Data.Dialogues",
            "data.dialogues",
            "Dialogues",
            "dialogues",
            "Data.AsrResult",
            "asrResult",
        ]
        .iter()
        .any(|list| head.json.has(list) && ["words", "Words"].iter().any(|words| head.json.under(list, words)))
    },
    open: |source, input, head| open(source, input, head, &LAYOUT),
};

const LAYOUT: Layout = Layout { records: Cutting::Within("tickets"), read };

/// A ticket, or what a result has around one.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Ticket<'t> {
    #[serde(borrow, alias = "Data")]
    data: Option<Box<Ticket<'t>>>,
    tickets: Vec<Ticket<'t>>,
    #[serde(alias = "Tid")]
    tid: Option<Text<'t>>,
    #[serde(alias = "FileName")]
    file_name: Option<Text<'t>>,
    #[serde(alias = "Dialogues", alias = "dialogues", alias = "AsrResult", alias = "asrResult")]
    dialogue: List<Sentence<'t>>,
    #[serde(alias = "CallType")]
    call_type: Option<Text<'t>>,
    #[serde(alias = "CustomerServiceId")]
    customer_service_id: Option<Text<'t>>,
    #[serde(alias = "CustomerServiceName")]
    customer_service_name: Option<Text<'t>>,
    #[serde(alias = "SkillGroupName")]
    skill_group_name: Option<Text<'t>>,
    #[serde(alias = "CustomerId")]
    customer_id: Option<Text<'t>>,
    #[serde(alias = "CustomerName")]
    customer_name: Option<Text<'t>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Sentence<'t> {
    #[serde(borrow, alias = "Role")]
    role: Option<Text<'t>>,
    #[serde(alias = "Identity")]
    identity: Option<Text<'t>>,
    #[serde(alias = "Words")]
    words: Text<'t>,
    #[serde(alias = "Begin")]
    begin: Option<Number>,
    #[serde(alias = "End")]
    end: Option<Number>,
    #[serde(alias = "BeginTime")]
    begin_time: Option<Clock>,
}

fn read(text: &str, at: Position) -> Result<Vec<Found<'_>>, ReadError> {
    let mut ticket: Ticket<'_> = parse(text, at)?;
    while let Some(inner) = ticket.data.take() {
        ticket = *inner;
    }
    let tickets = std::mem::take(&mut ticket.tickets);
    Ok(if tickets.is_empty() { vec![found(ticket)] } else { tickets.into_iter().map(found).collect() })
}

fn found(ticket: Ticket<'_>) -> Found<'_> {
    let mut found = Found::default();
    for sentence in ticket.dialogue.0 {
        let start = millis(sentence.begin);
        // The start of the conversation, from when a sentence began and how long it had lasted by then.
        if let (Some(Clock::Seconds(offset)), Some(instant), None) =
            (start, sentence.begin_time.and_then(Clock::as_instant), found.file.started_at)
        {
            found.file.started_at = Some(instant.plus(-offset));
        }
        let identity = sentence.identity.filter(|identity| Some(identity) != sentence.role.as_ref());
        if let (Some("客服"), Some(identity)) = (sentence.role.as_ref().map(|role| &*role.0), identity) {
            found.agent().id.get_or_insert(identity);
        }
        found.say(sentence.role, sentence.words, start.or(sentence.begin_time), millis(sentence.end));
    }
    let file = &mut found.file;
    file.id = ticket.tid.or(ticket.file_name);
    // 1 is a call that came in, 3 one that went out.
    file.direction = match ticket.call_type.as_ref().map(|kind| &*kind.0) {
        Some("1") => Some("inbound".into()),
        Some("3") => Some("outbound".into()),
        _ => None,
    };
    let agent = file.agent.get_or_insert_default();
    agent.id = ticket.customer_service_id.or(agent.id.take());
    agent.name = ticket.customer_service_name;
    agent.team = ticket.skill_group_name;
    let customer = file.customer.get_or_insert_default();
    customer.id = ticket.customer_id;
    customer.name = ticket.customer_name;
    found
}
