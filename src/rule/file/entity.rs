//! `entity` as it is written: numbers of persons that must not be said.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Granularity, NearFile, RoleFile, ScopeFile, UnlessFile};
use crate::text::entity::Kind;

/// `entity`: whole numbers of persons that must not be said; masked ones are no findings.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EntityFile {
    /// Whose words; the agent's where absent.
    pub role: Option<RoleFile>,
    /// Which numbers.
    pub kinds: Vec<Kind>,
    /// Hits that are no findings.
    #[serde(default)]
    pub unless: Vec<UnlessFile>,
    /// A hit counts only where each of these is found near it.
    #[serde(default)]
    pub only: Vec<NearFile>,
    /// Where to look; all turns of the role where absent.
    #[serde(rename = "in", default)]
    pub scope: ScopeFile,
    /// How findings are counted.
    #[serde(default)]
    pub report: Granularity,
}
