//! JSON schemas of what huashu reads and writes, made from the types.

use schemars::{JsonSchema, schema_for};

use crate::baseline::BaselineFile;
use crate::config::ConfigFile;
use crate::read::canonical::TranscriptFile;
use crate::report::draft::DraftEntry;
use crate::report::model::ReportFile;
use crate::review::file::ReviewFile;
use crate::review::summary::Summary;
use crate::rule::file::RuleFile;
use crate::waiver::WaiversFile;

/// A rule file.
#[must_use]
pub fn rule() -> String {
    text::<RuleFile>()
}

/// `huashu.yaml`.
#[must_use]
pub fn config() -> String {
    text::<ConfigFile>()
}

/// A conversation, as one JSON object.
#[must_use]
pub fn transcript() -> String {
    text::<TranscriptFile<'static>>()
}

/// The JSON report.
#[must_use]
pub fn report() -> String {
    text::<ReportFile>()
}

/// The JSON report on a draft.
#[must_use]
pub fn draft() -> String {
    text::<DraftEntry>()
}

/// A baseline.
#[must_use]
pub fn baseline() -> String {
    text::<BaselineFile>()
}

/// A file of waivers.
#[must_use]
pub fn waivers() -> String {
    text::<WaiversFile>()
}

/// A file that reviewers fill in, in YAML.
#[must_use]
pub fn review_file() -> String {
    text::<ReviewFile>()
}

/// What a review comes to.
#[must_use]
pub fn review() -> String {
    text::<Summary>()
}

fn text<T: JsonSchema>() -> String {
    // A schema made of our own types is plain JSON.
    serde_json::to_string_pretty(&schema_for!(T)).unwrap_or_default() + "\n"
}
