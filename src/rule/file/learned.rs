//! `learned` as it is written: a model that was trained from labelled examples.

use schemars::JsonSchema;
use serde::Deserialize;

use super::UnlessFile;
use crate::rule::located::Located;

/// `learned`: sentences that a model takes for a case of the rule. As a check it stands alone; as a key of a rule it
/// widens the rule's patterns, where they and their exceptions say nothing.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LearnedFile {
    /// The model: `models/<name>.model` beside the rules.
    pub model: Located<String>,
    /// The rule whose examples it goes by; this one where absent.
    pub rule: Option<Located<String>>,
    /// The least score that is a finding; the one measured in training where absent.
    pub threshold: Option<Located<f64>>,
    /// Sentences that are none.
    #[serde(default)]
    pub unless: Vec<UnlessFile>,
}

impl LearnedFile {
    /// A model as it is.
    pub(crate) const fn of(model: String) -> Self {
        Self { model: Located::nowhere(model), rule: None, threshold: None, unless: Vec::new() }
    }
}
