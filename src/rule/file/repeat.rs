//! `repeat` as it is written: saying the same again.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Granularity, RoleFile, ScopeFile, UnlessFile};

/// `repeat`: the same speaker says the same again, inside a turn or from turn to turn.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RepeatFile {
    /// Whose words; the agent's where absent.
    pub role: Option<RoleFile>,
    /// `true`: doubled words and beginnings broken off and said again, inside a turn (我我我, 您的订您的订单).
    #[serde(default)]
    pub words: bool,
    /// A turn that says (nearly) what an earlier turn said.
    pub turns: Option<RepeatTurnsFile>,
    /// Repeats that are no findings.
    #[serde(default)]
    pub unless: Vec<UnlessFile>,
    /// Where to look; all turns of the role where absent.
    #[serde(rename = "in", default)]
    pub scope: ScopeFile,
    /// How findings are counted.
    #[serde(default)]
    pub report: Granularity,
}

/// When a turn counts as said again.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RepeatTurnsFile {
    /// How alike the two turns are at least, from 0 to 1; 0.9 where absent.
    pub similarity: Option<f64>,
    /// Turns with fewer letters are left out; 10 where absent.
    pub characters: Option<usize>,
    /// The earlier turn is at most so many turns of the role back; 10 where absent.
    pub within: Option<usize>,
}
