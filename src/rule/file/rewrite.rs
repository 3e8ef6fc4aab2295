//! `rewrite`: how words that break a rule are said instead.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::rule::located::Located;

/// One way to say it instead. The first of a rule's rewrites that fits a finding, and leaves and makes none, is taken.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RewriteFile {
    /// What is replaced: a pattern with pieces, `把{object}发我`. A piece `{name}` takes what stands there up to a mark,
    /// `{name…}` runs over commas, `{name?}` may take nothing, `{number}` takes a number. The words that were found where absent, or the unit named by `in`.
    pub from: Option<Located<String>>,
    /// What is said instead. `{name}` is a piece of `from`, `{it}` all that is replaced, `{hit}` the words that were
    /// found; `{term}` and `{means}` a term with its explanation. Facts that only the agent knows are left as 【…】.
    pub to: Located<String>,
    /// `from` is a clause, sentence or turn as a whole, and all of it is replaced; else it stands where the words do.
    #[serde(rename = "in")]
    pub unit: Option<RewriteUnit>,
}

/// What is replaced as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum RewriteUnit {
    /// The clause, up to a comma.
    Clause,
    /// The sentence.
    Sentence,
    /// All that is said in the turn.
    Turn,
}
