//! `field` as it is written: what a record's metadata must hold.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::{ConditionFile, OneOrMany};
use crate::rule::located::Located;

/// `field`: metadata that must be there, have one of some values, and agree with what was said.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FieldFile {
    /// Fields (dotted names: `case.class`, `fields.plan`) that must not be empty. `a | b`: one of them.
    #[serde(default)]
    pub required: Vec<Located<String>>,
    /// Fields and the values they may have; one that is absent is no breach here.
    #[serde(default)]
    pub one_of: BTreeMap<String, OneOrMany>,
    /// Only a record that has one of these says anything; all the fields named here where absent.
    #[serde(default)]
    pub given_any: Vec<Located<String>>,
    /// Fields and what they should say, judging by the conversation.
    #[serde(default)]
    pub expect: Vec<ExpectFile>,
}

/// A field that should have a value where a condition holds.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExpectFile {
    /// The field.
    pub field: Located<String>,
    /// The values that agree.
    pub one_of: OneOrMany,
    /// What is said or happens.
    #[serde(rename = "if")]
    pub condition: ConditionFile,
}
