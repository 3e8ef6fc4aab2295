//! A conversation as it is written in JSON.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::{self, Deserialize, Deserializer, MapAccess, Visitor};
use serde::ser::{Serialize, Serializer};
use serde_json::Value;

use crate::read::clock::{Clock, Instant};
use crate::transcript::{Channel, Direction, EventKind, Place, Role, Scene};

/// Keys and values that the format has no name for.
pub type Extra = BTreeMap<String, Value>;

/// One conversation. Every key but `turns` may be left out; other keys are kept and can be named in rules.
#[derive(Debug, Clone, Default, PartialEq, serde::Serialize, JsonSchema)]
#[schemars(rename = "Transcript")]
pub struct TranscriptFile<'a> {
    /// Unique within a batch. Without it the conversation is called by its file and its number there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<Text<'a>>,
    /// How the two sides talked.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Channel>")]
    pub channel: Option<Text<'a>>,
    /// Who started it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Direction>")]
    pub direction: Option<Text<'a>>,
    /// What kind of service it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Scene>")]
    pub scene: Option<Text<'a>>,
    /// Start of the conversation: the zero of every clock in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub started_at: Option<Instant>,
    /// End of the conversation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Instant>,
    /// The agent 坐席.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agent: Option<AgentFile<'a>>,
    /// The customer 客户.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer: Option<CustomerFile<'a>>,
    /// The case or ticket it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub case: Option<CaseFile<'a>>,
    /// How often the phone rang before it was picked up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ring_count: Option<f64>,
    /// How long the phone rang, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ring_seconds: Option<f64>,
    /// Whether a person answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answered: Option<bool>,
    /// How often the customer was handed over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transfers: Option<u32>,
    /// The customer's rating, in any words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub satisfaction: Option<Text<'a>>,
    /// Any other metadata.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fields: Option<Cow<'a, Extra>>,
    /// What was said, in order.
    pub turns: Vec<TurnFile<'a>>,
    /// What happened besides talking.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub events: Option<Vec<EventFile<'a>>>,
    /// Keys without a place above.
    #[serde(skip)]
    #[schemars(skip)]
    pub extra: Extra,
}

/// The agent of a conversation.
#[derive(Debug, Clone, Default, PartialEq, serde::Serialize, JsonSchema)]
#[schemars(rename = "Agent")]
pub struct AgentFile<'a> {
    /// Key by which conversations are grouped.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<Text<'a>>,
    /// Name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<Text<'a>>,
    /// Staff number 工号.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub staff_no: Option<Text<'a>>,
    /// Team.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub team: Option<Text<'a>>,
    /// Keys without a place above.
    #[serde(skip)]
    #[schemars(skip)]
    pub extra: Extra,
}

/// The customer of a conversation.
#[derive(Debug, Clone, Default, PartialEq, serde::Serialize, JsonSchema)]
#[schemars(rename = "Customer")]
pub struct CustomerFile<'a> {
    /// Key of the customer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<Text<'a>>,
    /// Name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<Text<'a>>,
    /// Tier, e.g. `vip`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tier: Option<Text<'a>>,
    /// Keys without a place above.
    #[serde(skip)]
    #[schemars(skip)]
    pub extra: Extra,
}

/// The case (ticket) that links conversations.
#[derive(Debug, Clone, Default, PartialEq, serde::Serialize, JsonSchema)]
#[schemars(rename = "Case")]
pub struct CaseFile<'a> {
    /// Key of the case.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<Text<'a>>,
    /// Class A–E.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub class: Option<Text<'a>>,
    /// Priority P1–P3.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub priority: Option<Text<'a>>,
    /// When it was opened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub opened_at: Option<Instant>,
    /// When the customer had his answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answered_at: Option<Instant>,
    /// The case this one repeats.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub previous: Option<Text<'a>>,
    /// Keys without a place above.
    #[serde(skip)]
    #[schemars(skip)]
    pub extra: Extra,
}

/// What one side said without interruption.
#[derive(Debug, Clone, Default, PartialEq, serde::Serialize, serde::Deserialize, JsonSchema)]
#[serde(expecting = "an object")]
#[schemars(rename = "Turn")]
pub struct TurnFile<'a> {
    /// Who spoke: `agent`, `customer`, `bot`, `system`, or a name for one of them.
    #[serde(borrow)]
    #[schemars(with = "RoleName")]
    pub role: Text<'a>,
    /// When the turn began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<Clock>,
    /// When it ended; messages have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<Clock>,
    /// The words, exactly as recorded.
    #[serde(borrow)]
    pub text: Text<'a>,
    /// Sent by a machine in the agent's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub auto: Option<bool>,
    /// Where it stands in its file; for readers to fill in.
    #[serde(skip)]
    #[schemars(skip)]
    pub place: Place,
}

/// Something that happened besides talking.
#[derive(Debug, Clone, Default, PartialEq, serde::Serialize, serde::Deserialize, JsonSchema)]
#[serde(expecting = "an object")]
#[schemars(rename = "Event")]
pub struct EventFile<'a> {
    /// What happened.
    #[serde(borrow, rename = "type")]
    #[schemars(with = "EventKind")]
    pub kind: Text<'a>,
    /// When it began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<Clock>,
    /// When it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<Clock>,
}

/// A role's name in the schema: the usual ones, or any other that the caller explains.
#[derive(JsonSchema)]
#[schemars(untagged)]
#[allow(dead_code)]
enum RoleName {
    Known(Role),
    Other(String),
}

/// Text, borrowed where JSON writes it without escapes; numbers are taken as they are written.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Text<'a>(pub Cow<'a, str>);

/// Reads an object tolerantly: keys without a field go to `extra`, `null` is the same as nothing.
macro_rules! tolerant {
    ($name:ident { $($key:ident),* } $(requires $required:ident)?) => {
        impl<'de: 'a, 'a> Deserialize<'de> for $name<'a> {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Fields<'a>(PhantomData<&'a ()>);

                impl<'de: 'a, 'a> Visitor<'de> for Fields<'a> {
                    type Value = $name<'a>;

                    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                        f.write_str("an object")
                    }

                    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Self::Value, M::Error> {
                        let mut extra = Extra::new();
                        $(let mut $key = None;)*
                        $(let mut $required = None;)?
                        while let Some(Text(key)) = map.next_key::<Text<'a>>()? {
                            match &*key {
                                $(stringify!($key) => {
                                    if $key.is_some() {
                                        return Err(de::Error::duplicate_field(stringify!($key)));
                                    }
                                    $key = Some(map.next_value()?);
                                })*
                                $(stringify!($required) => {
                                    if $required.is_some() {
                                        return Err(de::Error::duplicate_field(stringify!($required)));
                                    }
                                    $required = Some(map.next_value()?);
                                })?
                                _ => {
                                    let value = map.next_value::<Value>()?;
                                    extra.insert(key.into_owned(), value);
                                }
                            }
                        }
                        Ok($name {
                            $($key: $key.flatten(),)*
                            $($required: $required.ok_or_else(|| de::Error::missing_field(stringify!($required)))?,)?
                            extra,
                        })
                    }
                }

                deserializer.deserialize_map(Fields(PhantomData))
            }
        }
    };
}

tolerant!(TranscriptFile {
    id, channel, direction, scene, started_at, ended_at, agent, customer, case, ring_count, ring_seconds, answered,
    transfers, satisfaction, fields, events
} requires turns);
tolerant!(AgentFile { id, name, staff_no, team });
tolerant!(CustomerFile { id, name, tier });
tolerant!(CaseFile { id, class, priority, opened_at, answered_at, previous });

impl<'a> From<&'a str> for Text<'a> {
    fn from(text: &'a str) -> Self {
        Self(Cow::Borrowed(text))
    }
}

impl From<String> for Text<'_> {
    fn from(text: String) -> Self {
        Self(Cow::Owned(text))
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TextVisitor(PhantomData))
    }
}

struct TextVisitor<'a>(PhantomData<&'a ()>);

impl<'de: 'a, 'a> Visitor<'de> for TextVisitor<'a> {
    type Value = Text<'a>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("text")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Text<'a>, E> {
        Ok(Text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Text<'a>, E> {
        Ok(text.to_owned().into())
    }

    fn visit_string<E>(self, text: String) -> Result<Text<'a>, E> {
        Ok(text.into())
    }

    fn visit_i64<E>(self, number: i64) -> Result<Text<'a>, E> {
        Ok(number.to_string().into())
    }

    fn visit_u64<E>(self, number: u64) -> Result<Text<'a>, E> {
        Ok(number.to_string().into())
    }

    fn visit_f64<E>(self, number: f64) -> Result<Text<'a>, E> {
        Ok(number.to_string().into())
    }
}

impl Serialize for Text<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl JsonSchema for Text<'_> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Text".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        String::json_schema(generator)
    }
}
