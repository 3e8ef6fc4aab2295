//! Scopes as they are written: which turns, which time, how far from an anchor, and in which units they are read.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, Deserialize, Deserializer, Visitor};

use super::{EventFile, SaidFile};
use crate::rule::located::Located;

/// Where to look. Parts that are given together all apply.
#[derive(Debug, Clone, Default, serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScopeFile {
    /// The first n turns of the role.
    pub first: Option<Located<usize>>,
    /// The last n turns of the role.
    pub last: Option<Located<usize>>,
    /// From and to, in turns of the role, counted from 1, both included; below 0 counted from the end: `[-3, -1]` are
    /// the last three.
    pub turns: Option<Located<(i64, i64)>>,
    /// The first s seconds of the conversation.
    pub first_seconds: Option<Located<f64>>,
    /// The last s seconds of the conversation.
    pub last_seconds: Option<Located<f64>>,
    /// From and to, in seconds from the start of the conversation; below 0 from its end.
    pub seconds: Option<Located<(f64, f64)>>,
    /// From and to, in percent of the role's turns.
    pub percent: Option<Located<(f64, f64)>>,
    /// From and to, in percent of the time from the first word to the last.
    pub percent_time: Option<Located<(f64, f64)>>,
    /// A phase of the conversation.
    pub phase: Option<Phase>,
    /// Before the anchor.
    pub before: Option<Box<AnchorFile>>,
    /// After the anchor.
    pub after: Option<Box<AnchorFile>>,
    /// On both sides of the anchor, its own turn included.
    pub around: Option<Box<AnchorFile>>,
    /// What is read as one: a hit lies inside one unit, and `all`, `at_least`, `times` are counted in one unit. Where
    /// absent, hits lie inside a turn and are counted over the scope.
    pub unit: Option<Located<Unit>>,
    /// `true`: the same as `unit: whole`.
    #[serde(default)]
    pub joined: bool,
}

/// A place in the conversation that a scope is measured from.
#[derive(Debug, Clone, serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AnchorFile {
    /// What is said there.
    pub said: Option<SaidFile>,
    /// What happens there.
    pub event: Option<EventFile>,
    /// Which of several: the first where absent.
    pub which: Option<Located<Which>>,
    /// So many turns of the checked role away.
    pub turns: Option<Located<Reach<i64>>>,
    /// So many seconds away.
    pub seconds: Option<Located<Reach<f64>>>,
    /// `true`: only the directly neighbouring turn, and only where the checked role speaks in it.
    pub adjacent: Option<Located<bool>>,
}

/// Which of several anchors.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Which {
    /// `first`
    #[default]
    First,
    /// `last`
    Last,
    /// `any`: near each of them.
    Any,
    /// A number: the n-th, from 1.
    Nth(usize),
}

/// How far from an anchor: `3` is at most three, `[2, 3]` from two to three. Around an anchor, what lies before it is
/// below 0, and its own turn is 0.
#[derive(Debug, Clone, Copy, PartialEq, serde::Deserialize, JsonSchema, serde::Serialize)]
// The word in front tells that the value is wrong and not the YAML.
#[serde(untagged, expecting = "invalid number, or [from, to]")]
pub enum Reach<T> {
    /// At most so far.
    Within(T),
    /// From and to, both included.
    Between(T, T),
}

/// What is read as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize, JsonSchema, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Unit {
    /// A clause.
    Clause,
    /// A sentence.
    Sentence,
    /// A turn.
    Turn,
    /// Consecutive turns of one role, read as one text.
    Burst,
    /// The whole scope, read as one text, so that a phrase may run over a turn's end.
    Whole,
}

/// A phase of a conversation, derived from it once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize, JsonSchema, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Phase {
    /// Up to the agent's first turn after the customer has stated the matter.
    Opening,
    /// Between the two others.
    Body,
    /// From the agent's closing words on; the last fifth where there are none.
    Closing,
}

impl Unit {
    /// The name used in files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Clause => "clause",
            Self::Sentence => "sentence",
            Self::Turn => "turn",
            Self::Burst => "burst",
            Self::Whole => "whole",
        }
    }
}

impl serde::Serialize for Which {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::First => serializer.serialize_str("first"),
            Self::Last => serializer.serialize_str("last"),
            Self::Any => serializer.serialize_str("any"),
            Self::Nth(n) => serializer.serialize_u64(*n as u64),
        }
    }
}

impl<'de> Deserialize<'de> for Which {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct WhichVisitor;

        impl Visitor<'_> for WhichVisitor {
            type Value = Which;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("`first`, `last`, `any` or a number from 1")
            }

            fn visit_str<E: de::Error>(self, v: &str) -> Result<Which, E> {
                match v {
                    "first" => Ok(Which::First),
                    "last" => Ok(Which::Last),
                    "any" => Ok(Which::Any),
                    _ => Err(E::unknown_variant(v, &["first", "last", "any"])),
                }
            }

            fn visit_u64<E: de::Error>(self, v: u64) -> Result<Which, E> {
                Ok(Which::Nth(v as usize))
            }

            fn visit_i64<E: de::Error>(self, v: i64) -> Result<Which, E> {
                match usize::try_from(v) {
                    Ok(n) => Ok(Which::Nth(n)),
                    Err(_) => Err(E::invalid_value(de::Unexpected::Signed(v), &self)),
                }
            }
        }

        deserializer.deserialize_any(WhichVisitor)
    }
}

impl JsonSchema for Which {
    fn schema_name() -> Cow<'static, str> {
        "Which".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "anyOf": [{ "enum": ["first", "last", "any"] }, { "type": "integer", "minimum": 1 }] })
    }
}
