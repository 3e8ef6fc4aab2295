//! How patterns are compared with a text, besides literally: `fuzzy` and `boundary`.

use schemars::JsonSchema;
use serde::Deserialize;

/// `fuzzy`: what else counts as a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Fuzzy {
    /// Words that sound alike: toneless homophones and common confusions (z/zh, n/l, an/ang). Raw regexes are left out.
    Pinyin,
}

/// `boundary`: where a hit may start and end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Boundary {
    /// Only where words of the dictionary (and of the lexicon `words`) start and end.
    Word,
}
