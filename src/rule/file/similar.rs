//! `similar` as it is written: sentences that something is like, or should be.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{RoleFile, ScopeFile, UnlessFile};
use crate::rule::located::Located;

/// The most examples that a rule can have.
pub const MAX_EXAMPLES: usize = 200;
/// How alike, in percent, counts as similar where the rule does not say.
pub const DEFAULT_THRESHOLD: f64 = 80.0;

/// `similar`: what is said is (not) like one of some sentences.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SimilarFile {
    /// Whose words; the agent's where absent.
    pub role: Option<RoleFile>,
    /// The sentences, up to 200, as they are said (no patterns).
    pub to: Vec<Located<String>>,
    /// What is compared with them.
    #[serde(default)]
    pub unit: SimilarUnit,
    /// From so many percent on it is similar, 0–100; 80 where absent.
    pub threshold: Option<Located<f64>>,
    /// Whether it should be said.
    pub want: Want,
    /// Similar words that do not count.
    #[serde(default)]
    pub unless: Vec<UnlessFile>,
    /// Where to look; all turns of the role where absent.
    #[serde(rename = "in", default)]
    pub scope: ScopeFile,
}

/// What is compared.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum SimilarUnit {
    /// Every sentence.
    #[default]
    Sentence,
    /// Every turn as a whole.
    Turn,
}

/// Whether something should be said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Want {
    /// Nothing like it.
    Absent,
    /// Something like it.
    Present,
}
