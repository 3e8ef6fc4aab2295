//! What is judged: one conversation, its turns, events and metadata.
//!
//! These are the types the rest of the crate works on. How they are written in a file is the readers' business
//! (`read/`): a reader turns clocks of any form into seconds from the start of the conversation.

use std::borrow::Cow;
use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::lang::Lang;

/// One conversation 会话.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Transcript {
    /// The conversation's id, unique within a batch.
    pub id: String,
    /// Where it was read from, e.g. `calls.jsonl:3`; empty for a transcript made in memory.
    pub source: String,
    /// How the two sides talked, where the record says so.
    pub channel: Option<Channel>,
    /// Who started it, where the record says so.
    pub direction: Option<Direction>,
    /// What kind of service it was, where the record says so or shows it.
    pub scene: Option<Scene>,
    /// What the scene was guessed from, where the record does not name it.
    pub scene_from: Option<SceneEvidence>,
    /// Start of the conversation: the zero of every clock in it.
    pub started_at: Option<jiff::Timestamp>,
    /// End of the conversation.
    pub ended_at: Option<jiff::Timestamp>,
    /// The agent 坐席 (the last one, where several took part).
    pub agent: Agent,
    /// The customer 客户.
    pub customer: Customer,
    /// The case or ticket the conversation belongs to.
    pub case: Case,
    /// How often the phone rang before it was picked up.
    pub ring_count: Option<f64>,
    /// How long the phone rang, in seconds.
    pub ring_seconds: Option<f64>,
    /// Whether a person answered.
    pub answered: Option<bool>,
    /// How often the customer was handed over.
    pub transfers: Option<u32>,
    /// The customer's rating, as the record words it.
    pub satisfaction: Option<String>,
    /// Every other key of the record, nested objects with dotted names (`fields.*` without the prefix).
    pub fields: BTreeMap<String, serde_json::Value>,
    /// What was said, in the order of the starts (of the record, where not every turn has one).
    pub turns: Vec<Turn>,
    /// What happened besides talking, in the order of the record.
    pub events: Vec<Event>,
    /// What the reader found odd, though it can be judged.
    pub notes: Vec<Note>,
    /// The record has no id; `id` is its number in the file.
    pub numbered: bool,
}

impl Transcript {
    /// The file it was read from: the source without its line.
    #[must_use]
    pub fn file(&self) -> &str {
        match self.source.rsplit_once(':') {
            Some((file, line)) if !line.is_empty() && line.bytes().all(|b| b.is_ascii_digit()) => file,
            _ => &self.source,
        }
    }

    /// File and line of a turn, e.g. `domain.yml:12`, as far as the reader tells; `None` where nothing is known but the
    /// conversation's own source.
    #[must_use]
    pub fn turn_source(&self, turn: usize) -> Option<String> {
        let line = self.turns.get(turn)?.place.line?;
        Some(format!("{}:{line}", self.file()))
    }

    /// A metadata field by its dotted name (`case.class`, `agent.team`, `satisfaction`), or by its name in `fields`.
    #[must_use]
    pub fn meta(&self, name: &str) -> Option<Cow<'_, str>> {
        let text = |value: &'_ Option<String>| value.as_deref().map(|v| Cow::Owned(v.to_owned()));
        match name {
            "channel" => self.channel.map(|c| Cow::Borrowed(c.as_str())),
            "direction" => self.direction.map(|d| Cow::Borrowed(d.as_str())),
            "scene" => self.scene.map(|s| Cow::Borrowed(s.as_str())),
            "started_at" => self.started_at.map(|t| t.to_string().into()),
            "agent.id" => text(&self.agent.id),
            "agent.name" => text(&self.agent.name),
            "agent.staff_no" => text(&self.agent.staff_no),
            "agent.team" => text(&self.agent.team),
            "customer.id" => text(&self.customer.id),
            "customer.name" => text(&self.customer.name),
            "customer.tier" => text(&self.customer.tier),
            "case.id" => text(&self.case.id),
            "case.class" => text(&self.case.class),
            "case.priority" => text(&self.case.priority),
            "case.previous" => text(&self.case.previous),
            "satisfaction" => text(&self.satisfaction),
            "answered" => self.answered.map(|a| Cow::Borrowed(if a { "true" } else { "false" })),
            "transfers" => self.transfers.map(|n| n.to_string().into()),
            _ => {
                let name = name.strip_prefix("fields.").unwrap_or(name);
                match self.fields.get(name)? {
                    serde_json::Value::Null => None,
                    serde_json::Value::String(text) => Some(Cow::Borrowed(text)),
                    other => Some(other.to_string().into()),
                }
            }
        }
    }
}

/// What one side said without interruption 轮次.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Turn {
    /// Who spoke.
    pub role: Role,
    /// Seconds from the start of the conversation.
    pub start: Option<f64>,
    /// Seconds from the start of the conversation; chats have none.
    pub end: Option<f64>,
    /// The words, exactly as recorded. Spans in findings are offsets into this text.
    pub text: String,
    /// Sent by a machine in the agent's name (an automatic reply).
    pub auto: bool,
    /// Where in its file it stands, as far as the reader tells.
    pub place: Place,
}

/// Where in a file the words of a turn begin.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// Line, or row of a sheet, from 1.
    pub line: Option<u32>,
    /// Character in the line, from 1, where the line holds the words as they are.
    pub column: Option<u32>,
    /// Key path, column or heading, e.g. `responses.utter_greet[0].text`.
    pub key: Option<Box<str>>,
}

impl Place {
    /// A line, and a character in it.
    #[must_use]
    pub fn at(line: usize, column: Option<usize>) -> Self {
        let column = column.and_then(|column| u32::try_from(column).ok());
        Self { line: u32::try_from(line).ok(), column, key: None }
    }
}

/// Who speaks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// 坐席: the person whose words are judged.
    #[default]
    Agent,
    /// 客户
    Customer,
    /// 机器人
    Bot,
    /// 系统: notes of the platform, said by nobody.
    System,
}

impl Role {
    /// All roles, in the order of the enum.
    pub const ALL: [Self; 4] = [Self::Agent, Self::Customer, Self::Bot, Self::System];

    /// The name used in files and reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Agent => "agent",
            Self::Customer => "customer",
            Self::Bot => "bot",
            Self::System => "system",
        }
    }
}

/// How the two sides talk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Channel {
    /// A telephone call.
    Call,
    /// A written conversation in real time.
    Chat,
    /// Letters.
    Email,
    /// What a bot or an agent is going to say: no customer, no clocks.
    Script,
}

impl Channel {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Call, Self::Chat, Self::Email, Self::Script];

    /// The name used in files and reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Call => "call",
            Self::Chat => "chat",
            Self::Email => "email",
            Self::Script => "script",
        }
    }
}

/// Who started the conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// The customer did.
    Inbound,
    /// The house did.
    Outbound,
}

impl Direction {
    /// The name used in files and reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Inbound => "inbound",
            Self::Outbound => "outbound",
        }
    }
}

/// What kind of service a conversation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Scene {
    /// 热线咨询
    Hotline,
    /// 售前
    Presale,
    /// 售后
    Aftersale,
    /// 投诉
    Complaint,
    /// 回访
    Callback,
}

impl Scene {
    /// The name used in files and reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Hotline => "hotline",
            Self::Presale => "presale",
            Self::Aftersale => "aftersale",
            Self::Complaint => "complaint",
            Self::Callback => "callback",
        }
    }
}

/// What a record shows of its scene without naming it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SceneEvidence {
    /// The class of its case.
    CaseClass(String),
    /// The name of the agent's team.
    Team(String),
    /// Words of the opening, in a call that the house makes.
    Words(String),
}

impl SceneEvidence {
    /// It in a phrase.
    #[must_use]
    pub fn message(&self, lang: Lang) -> String {
        match (self, lang) {
            (Self::CaseClass(class), Lang::Zh) => format!("工单类别“{class}”"),
            (Self::CaseClass(class), Lang::En) => format!("the case's class “{class}”"),
            (Self::Team(team), Lang::Zh) => format!("班组“{team}”"),
            (Self::Team(team), Lang::En) => format!("the team “{team}”"),
            (Self::Words(words), Lang::Zh) => format!("外呼开场的“{words}”"),
            (Self::Words(words), Lang::En) => format!("“{words}” in the opening of an outbound call"),
        }
    }
}

/// The agent of a conversation.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Agent {
    /// Key by which conversations are grouped.
    pub id: Option<String>,
    /// Name.
    pub name: Option<String>,
    /// Staff number 工号.
    pub staff_no: Option<String>,
    /// Team.
    pub team: Option<String>,
}

/// The customer of a conversation.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Customer {
    /// Key of the customer.
    pub id: Option<String>,
    /// Name.
    pub name: Option<String>,
    /// Tier, e.g. `vip` for key accounts.
    pub tier: Option<String>,
}

/// The case (ticket) that links conversations.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Case {
    /// Key of the case.
    pub id: Option<String>,
    /// Class A–E: fault, usage, complaint about service, return or compensation, suggestion.
    pub class: Option<String>,
    /// Priority P1–P3.
    pub priority: Option<String>,
    /// When the case was opened.
    pub opened_at: Option<jiff::Timestamp>,
    /// When the customer had his answer.
    pub answered_at: Option<jiff::Timestamp>,
    /// The case this one repeats.
    pub previous: Option<String>,
}

/// Something that happened besides talking.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// What happened.
    pub kind: EventKind,
    /// Seconds from the start of the conversation.
    pub start: Option<f64>,
    /// Seconds from the start of the conversation.
    pub end: Option<f64>,
}

/// The events rules can name; any other type in a record is kept by its name.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum EventKind {
    /// The agent left the line, from `start` to `end`.
    Hold,
    /// The customer was handed to another agent or line.
    Transfer,
    /// Somebody hung up.
    Hangup,
    /// Anything else.
    #[serde(untagged)]
    Other(String),
}

/// Something odd about a record that can be judged all the same.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Note {
    /// Its turns were not in the order of their starts; now they are.
    Reordered,
    /// Its clocks go back, and not every turn has one: the order of the record was kept.
    OutOfOrder,
    /// Some of its turns have a clock and some have none.
    NoClock {
        /// Turns without one.
        turns: usize,
    },
    /// The clocks of its turns have no seconds: they were left out.
    OnlyMinutes,
    /// Something ended before it started: the end was left out.
    EndBeforeStart,
    /// Another conversation of the batch has the same id.
    DuplicateId,
    /// Its speakers have no known names; who is the agent was told from what they say.
    RolesInferred {
        /// Speakers taken for the agent.
        agent: Vec<String>,
        /// Speakers taken for the customer.
        customer: Vec<String>,
    },
    /// The customer says what the house says, and the agent does not: the roles may be the wrong way round.
    RolesSwapped {
        /// The turn, from 0.
        turn: usize,
    },
    /// Turns that nobody is said to have spoken: no rule about a side looks at them.
    NoSpeaker {
        /// How many.
        turns: usize,
    },
    /// Messages that are no text, or not for the customer: what kind, and how many.
    LeftOut(Vec<(String, usize)>),
}

impl Note {
    /// It in a sentence.
    #[must_use]
    pub fn message(&self, lang: Lang) -> String {
        let text = match self {
            Self::Reordered => lang
                .pick("轮次没有按时间排列，已按开始时间重排", "its turns were not in order of time; they were sorted"),
            Self::OutOfOrder => lang.pick(
                "时间前后颠倒，且有的轮次没有时间，保持原来的顺序",
                "its clocks go back and some turns have none; the order was kept",
            ),
            Self::EndBeforeStart => lang
                .pick("结束时间早于开始时间，忽略了结束时间", "something ends before it starts; the end was left out"),
            Self::OnlyMinutes => lang.pick(
                "时间只写到分钟，分不出秒，没有采用；与时间有关的规则无法判定",
                "its clocks have no seconds and were left out; rules about time are unknown",
            ),
            Self::DuplicateId => lang.pick("会话编号与前面的会话重复", "an earlier conversation has the same id"),
            Self::NoClock { turns } => {
                return match lang {
                    Lang::Zh => format!("有 {turns} 轮没有时间，与时间有关的规则可能无法判定"),
                    Lang::En => format!("{turns} turns have no clock; rules about time may be unknown"),
                };
            }
            Self::RolesInferred { agent, customer } => {
                let (agent, customer) = (agent.join(lang.pick("、", ", ")), customer.join(lang.pick("、", ", ")));
                return match lang {
                    Lang::Zh => format!(
                        "没有写明角色，按说的话和名字推断：{agent} 是坐席，{customer} 是客户；不对时用 --role-map 指明"
                    ),
                    Lang::En => format!(
                        "roles are not written; by what they say and are called, {agent} is the agent and {customer} the customer; correct it with --role-map"
                    ),
                };
            }
            Self::RolesSwapped { turn } => {
                return match lang {
                    Lang::Zh => format!(
                        "角色可能标反了：第 {} 轮是客户，说的却是坐席的开场白；核对后用 --role-map 改正",
                        turn + 1
                    ),
                    Lang::En => format!(
                        "the roles may be swapped: turn {} is the customer's, but says the agent's opening; check, then correct with --role-map",
                        turn + 1
                    ),
                };
            }
            Self::NoSpeaker { turns } => {
                return match lang {
                    Lang::Zh => format!("有 {turns} 轮没有说话人，没有参与检查"),
                    Lang::En => format!("{turns} turns have no speaker; they were not judged"),
                };
            }
            Self::LeftOut(kinds) => {
                let all: usize = kinds.iter().map(|(_, count)| count).sum();
                let kinds: Vec<String> = kinds.iter().map(|(kind, count)| format!("{kind} {count}")).collect();
                return match lang {
                    Lang::Zh => format!("有 {all} 条消息没有检查（{}）", kinds.join("，")),
                    Lang::En => format!("{all} messages were not judged ({})", kinds.join(", ")),
                };
            }
        };
        text.to_owned()
    }
}
