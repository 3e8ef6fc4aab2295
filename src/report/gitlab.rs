//! `gitlab`: the code quality report of GitLab, one entry a finding.

use std::collections::BTreeMap;

use serde::Serialize;

use super::escape::visible;
use super::model::ConversationEntry;
use super::place::FilePlace;
use super::totals::Totals;
use super::{Context, Judged, Reporter};
use crate::read::Skipped;
use crate::rule::file::Severity;

/// A JSON array; what is waived or in the baseline is left out.
#[derive(Debug, Clone, Copy)]
pub struct Gitlab;

#[derive(Serialize)]
struct Issue {
    description: String,
    check_name: String,
    fingerprint: String,
    severity: &'static str,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: usize,
}

impl Reporter for Gitlab {
    fn head(&self, _: &Context<'_>) -> String {
        "[\n".to_owned()
    }

    fn conversation(&self, context: &Context<'_>, judged: &Judged) -> String {
        let entry = ConversationEntry::new(context, judged);
        let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
        let mut issues = Vec::new();
        for finding in entry.findings.iter().filter(|f| f.waived.is_none() && !f.known) {
            // GitLab drops the second of a fingerprint.
            let nth = seen.entry(&finding.fingerprint).and_modify(|n| *n += 1).or_insert(1);
            let suffix = if *nth > 1 { format!("-{nth}") } else { String::new() };
            let place = FilePlace::of(&judged.transcript, finding);
            let (path, begin) = place.map_or(("stdin".into(), None), |p| (p.file, p.line));
            let issue = Issue {
                description: visible(&format!("{}: {}", entry.id, finding.message)).into_owned(),
                check_name: finding.rule.clone(),
                fingerprint: format!("{}{suffix}", finding.fingerprint),
                severity: severity(finding.severity),
                location: Location { path: visible(&path).into_owned(), lines: Lines { begin: begin.unwrap_or(1) } },
            };
            // An entry of strings and numbers is plain JSON.
            issues.push(serde_json::to_string(&issue).unwrap_or_default());
        }
        issues.join(",\n")
    }

    fn separator(&self) -> &'static str {
        ",\n"
    }

    fn tail(&self, _: &Context<'_>, _: &Totals, _: &[Skipped]) -> String {
        "\n]\n".to_owned()
    }
}

const fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Fatal => "blocker",
        Severity::Major => "major",
        Severity::Minor => "minor",
        Severity::Notice => "info",
    }
}
