//! `sequence` as it is written: steps that a conversation goes through, in order.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{ConditionFile, RoleFile, ScopeFile, UnlessFile};
use crate::rule::located::Located;

/// `sequence`: steps in order of turns; missing and out-of-order ones are findings. Steps in one turn are in order.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SequenceFile {
    /// The steps, in the order in which they are due.
    pub steps: Vec<StepFile>,
    /// `false`: the order does not matter, only that every step is there.
    #[serde(default = "yes")]
    pub ordered: bool,
}

/// One step.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StepFile {
    /// What it is called in findings: `{step}`.
    pub name: Located<String>,
    /// Whose words; the agent's where absent.
    pub role: Option<RoleFile>,
    /// At least one of these is said.
    pub any: Vec<Located<String>>,
    /// Hits that do not count.
    #[serde(default)]
    pub unless: Vec<UnlessFile>,
    /// Where to look; all turns of the role where absent.
    #[serde(rename = "in", default)]
    pub scope: ScopeFile,
    /// `true`: it may be left out, but where it is there it must be in its place.
    #[serde(default)]
    pub optional: bool,
    /// It is due only where this holds; elsewhere nobody asks for it, or for its place.
    #[serde(rename = "if")]
    pub condition: Option<ConditionFile>,
}

const fn yes() -> bool {
    true
}
