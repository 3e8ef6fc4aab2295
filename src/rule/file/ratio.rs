//! `ratio` as it is written: how often something is said, measured against how much is said.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{NearFile, RoleFile, ScopeFile, UnlessFile};
use crate::rule::located::Located;

/// `ratio`: a share or a density within limits, both inclusive.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RatioFile {
    /// Whose words; the agent's where absent.
    pub role: Option<RoleFile>,
    /// What the share is a share of.
    pub of: RatioUnit,
    /// With `of: hits`: the patterns whose hits are counted as units.
    #[serde(default)]
    pub among: Vec<Located<String>>,
    /// What is counted: a unit with one of these in it (a hit: in its sentence); with `of: characters` every hit.
    pub any: Vec<Located<String>>,
    /// Hits of `any` that do not count.
    #[serde(default)]
    pub unless: Vec<UnlessFile>,
    /// A hit of `any` counts only where each of these is found near it.
    #[serde(default)]
    pub only: Vec<NearFile>,
    /// Where to look; all turns of the role where absent.
    #[serde(rename = "in", default)]
    pub scope: ScopeFile,
    /// At least: a share from 0 to 1, or hits per 100 characters.
    pub min: Option<f64>,
    /// At most.
    pub max: Option<f64>,
    /// With fewer units (or characters) nothing can be said; 1 where absent.
    pub at_least: Option<usize>,
}

/// What a share is a share of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum RatioUnit {
    /// Turns.
    Turns,
    /// Sentences.
    Sentences,
    /// Hits of `among`.
    Hits,
    /// Characters: the figure is the number of hits per 100 letters and digits.
    Characters,
}
