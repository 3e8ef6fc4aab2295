//! Reading an example: the outcome is the key, what is said the value.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::{self, Deserialize, Deserializer};

use super::{ExampleFile, ExampleTranscript};
use crate::outcome::OutcomeKind;
use crate::rule::located::Located;
use crate::transcript::{Channel, Direction, Scene};

impl<'de> Deserialize<'de> for ExampleFile {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let written = Located::<Written>::deserialize(deserializer)?;
        let span = written.at.clone();
        let w = written.value;
        let given = [
            (OutcomeKind::Fail, w.fail),
            (OutcomeKind::Pass, w.pass),
            (OutcomeKind::NotApplicable, w.not_applicable),
            (OutcomeKind::Unknown, w.unknown),
        ];
        let mut given = given.into_iter().filter_map(|(kind, text)| text.map(|t| (kind, t)));
        let (Some((outcome, transcript)), None) = (given.next(), given.next()) else {
            return Err(de::Error::custom("an example has exactly one of `fail`, `pass`, `not-applicable`, `unknown`"));
        };
        Ok(Self {
            outcome,
            transcript,
            at: w.at,
            rewritten: w.rewritten,
            channel: w.channel,
            scene: w.scene,
            direction: w.direction,
            todo: w.todo,
            span,
        })
    }
}

impl JsonSchema for ExampleFile {
    fn schema_name() -> Cow<'static, str> {
        "Example".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Written::json_schema(generator)
    }
}

#[derive(serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Written {
    fail: Option<ExampleTranscript>,
    pass: Option<ExampleTranscript>,
    not_applicable: Option<ExampleTranscript>,
    unknown: Option<ExampleTranscript>,
    at: Option<Located<String>>,
    rewritten: Option<Located<String>>,
    channel: Option<Channel>,
    scene: Option<Scene>,
    direction: Option<Direction>,
    #[serde(default)]
    todo: bool,
}
