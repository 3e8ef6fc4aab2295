//! A clause of a service standard as it is written (`clauses.yaml`: id to clause).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::lang::Lang;

/// A clause, or under an id without a number the document it stands in: what it says, or that and its kind.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum ClauseFile {
    /// What it says.
    Text(String),
    /// In both languages, with its kind.
    Full(FullClauseFile),
}

/// A clause with its kind.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FullClauseFile {
    /// What it is about; documents have none.
    pub kind: Option<ClauseKind>,
    /// What it says, in Chinese.
    pub zh: String,
    /// In English; the Chinese text where there is none.
    pub en: Option<String>,
}

/// What a clause is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ClauseKind {
    /// Something that must not be said.
    Forbidden,
    /// Something that must be said.
    Required,
    /// Something due when something happened.
    Scenario,
    /// A clock.
    Timing,
    /// Steps in order.
    Flow,
    /// The record.
    Record,
    /// A figure over a batch.
    Kpi,
    /// Data of persons.
    Privacy,
    /// Something that can't be seen in a conversation: no rule answers for it.
    Offline,
}

impl ClauseKind {
    /// Its name for people.
    #[must_use]
    pub const fn name(self, lang: Lang) -> &'static str {
        match self {
            Self::Forbidden => lang.pick("禁语", "forbidden"),
            Self::Required => lang.pick("必说", "required"),
            Self::Scenario => lang.pick("情形", "scenario"),
            Self::Timing => lang.pick("时效", "timing"),
            Self::Flow => lang.pick("步骤", "flow"),
            Self::Record => lang.pick("记录", "record"),
            Self::Kpi => lang.pick("指标", "kpi"),
            Self::Privacy => lang.pick("信息安全", "privacy"),
            Self::Offline => lang.pick("范围之外", "offline"),
        }
    }
}

impl ClauseFile {
    /// What it says.
    #[must_use]
    pub fn text(&self, lang: Lang) -> &str {
        match self {
            Self::Text(text) => text,
            Self::Full(full) => full.en.as_deref().filter(|_| lang == Lang::En).unwrap_or(&full.zh),
        }
    }

    /// What it is about, where that is written.
    #[must_use]
    pub const fn kind(&self) -> Option<ClauseKind> {
        match self {
            Self::Text(_) => None,
            Self::Full(full) => full.kind,
        }
    }
}
