//! A baseline: the findings there were when checking began, so that only new ones fail.
//!
//! Findings are known by their fingerprints, which depend on words and not on places. The file has one line a finding,
//! sorted, so that its difference in version control reads like a list of what was fixed.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::outcome::{Fate, Outcome, RuleOutcome};
use crate::redact;
use crate::rule::set::RuleSet;
use crate::transcript::Transcript;

/// The name and version of the file's layout.
pub const SCHEMA: &str = "huashu-baseline/1";

/// A baseline as it is written.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Baseline")]
pub struct BaselineFile {
    /// `huashu-baseline/1`.
    pub schema: String,
    /// Sorted by conversation, rule, fingerprint.
    pub findings: Vec<KnownFile>,
}

/// A known finding.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct KnownFile {
    /// The conversation, for people; personal numbers masked.
    pub conversation: String,
    /// The rule.
    pub rule: String,
    /// What it is known by.
    pub fingerprint: String,
    /// How often the same words occur in the conversation, if more than once.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub count: usize,
}

const fn one() -> usize {
    1
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde wants it so")]
const fn is_one(count: &usize) -> bool {
    *count == 1
}

/// Known findings by fingerprint.
#[derive(Debug, Clone, Default)]
pub struct Baseline {
    known: BTreeMap<String, KnownFile>,
}

impl Baseline {
    /// Reads a file.
    ///
    /// # Errors
    /// What is wrong with it, with line and column, in English.
    pub fn parse(text: &str) -> Result<Self, String> {
        let file: BaselineFile = serde_json::from_str(text).map_err(|error| error.to_string())?;
        if file.schema != SCHEMA {
            return Err(format!("the schema is `{}`, not `{SCHEMA}`", file.schema));
        }
        let known = file.findings.into_iter().map(|f| (f.fingerprint.clone(), f)).collect();
        Ok(Self { known })
    }

    /// How many findings it knows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.known.values().map(|k| k.count).sum()
    }

    /// Whether it knows none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    /// Marks the findings of a conversation that are known. Of more than were recorded, the later ones are new.
    pub fn apply(&self, outcomes: &mut [RuleOutcome]) {
        let mut left: BTreeMap<&str, usize> = BTreeMap::new();
        for outcome in outcomes {
            let Outcome::Fail(findings) = &mut outcome.outcome else { continue };
            for finding in findings.iter_mut().filter(|f| f.fate == Fate::Counts) {
                let Some(known) = self.known.get(&finding.fingerprint) else { continue };
                let left = left.entry(&known.fingerprint).or_insert(known.count);
                if *left > 0 {
                    *left -= 1;
                    finding.fate = Fate::Known;
                }
            }
        }
    }

    /// Records the findings of a conversation, waived ones left out.
    pub fn record(&mut self, set: &RuleSet, transcript: &Transcript, outcomes: &[RuleOutcome]) {
        let mut counts: BTreeMap<&str, (&str, usize)> = BTreeMap::new();
        for outcome in outcomes {
            let Outcome::Fail(findings) = &outcome.outcome else { continue };
            for finding in findings.iter().filter(|f| f.fate.counts()) {
                counts.entry(&finding.fingerprint).or_insert((set.rules()[outcome.rule].id(), 0)).1 += 1;
            }
        }
        for (fingerprint, (rule, count)) in counts {
            let known = self.known.entry(fingerprint.to_owned()).or_insert_with(|| KnownFile {
                conversation: redact::key(&transcript.id),
                rule: rule.to_owned(),
                fingerprint: fingerprint.to_owned(),
                count,
            });
            known.count = known.count.max(count);
        }
    }

    /// The known findings that did not occur, given the fingerprints of those that did.
    #[must_use]
    pub fn unused(&self, seen: &BTreeSet<String>) -> Vec<&KnownFile> {
        let mut unused: Vec<&KnownFile> = self.known.values().filter(|k| !seen.contains(&k.fingerprint)).collect();
        unused.sort_unstable();
        unused
    }

    /// The file's text: one finding a line, sorted.
    #[must_use]
    pub fn text(&self) -> String {
        let mut all: Vec<&KnownFile> = self.known.values().collect();
        all.sort_unstable();
        // An entry of strings and a number is plain JSON.
        let lines: Vec<String> =
            all.iter().map(|k| format!("  {}", serde_json::to_string(k).unwrap_or_default())).collect();
        let list = if lines.is_empty() { String::new() } else { format!("\n{}\n", lines.join(",\n")) };
        format!("{{\"schema\":\"{SCHEMA}\",\"findings\":[{list}]}}\n")
    }
}
