//! Reading an `unless` entry: a bare pattern or a mapping.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, Deserialize, Deserializer, MapAccess, Visitor, value::MapAccessDeserializer};

use super::{NearFile, UnlessFile};
use crate::rule::located::Located;

impl<'de> Deserialize<'de> for UnlessFile {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let entry = Located::<Entry>::deserialize(deserializer)?;
        Ok(match entry.value {
            Entry::Pattern(value) => Self::Pattern(Located { value, at: entry.at }),
            Entry::Near(near) => Self::Near(near),
        })
    }
}

impl JsonSchema for UnlessFile {
    fn schema_name() -> Cow<'static, str> {
        "Unless".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let near = generator.subschema_for::<NearFile>();
        json_schema!({ "anyOf": [{ "type": "string" }, near] })
    }
}

enum Entry {
    Pattern(String),
    Near(NearFile),
}

impl<'de> Deserialize<'de> for Entry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct EntryVisitor;

        impl<'de> Visitor<'de> for EntryVisitor {
            type Value = Entry;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a pattern, or a mapping with `any` and `in`")
            }

            fn visit_str<E: de::Error>(self, v: &str) -> Result<Entry, E> {
                Ok(Entry::Pattern(v.to_owned()))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Entry, A::Error> {
                NearFile::deserialize(MapAccessDeserializer::new(map)).map(Entry::Near)
            }
        }

        deserializer.deserialize_any(EntryVisitor)
    }
}
