//! `junit`: a test suite a conversation, a test a rule, as continuous integration shows tests.
//!
//! Failed and unjudged rules are tests; those that passed only with `--outcomes`. A conversation without any of them has
//! one test that passed, so that it is not taken for one that was never looked at.
//!
//! Written by hand: quick-junit, the crate for it, wants the whole report in memory before the first byte, with the counts
//! of all suites in its head. Here a conversation is written when it is judged, and the batch is as long as it likes.

use std::collections::BTreeMap;

use super::escape::xml;
use super::model::{ConversationEntry, FindingEntry};
use super::place::FilePlace;
use super::totals::Totals;
use super::words::{self, figure};
use super::{Context, Judged, Reporter, summary};
use crate::outcome::Outcome;
use crate::read::Skipped;

/// JUnit XML, as Jenkins, GitLab and others read it.
#[derive(Debug, Clone, Copy)]
pub struct Junit;

impl Reporter for Junit {
    fn head(&self, _: &Context<'_>) -> String {
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"huashu\">\n".to_owned()
    }

    fn conversation(&self, context: &Context<'_>, judged: &Judged) -> String {
        let entry = ConversationEntry::new(context, judged);
        let lang = context.lang;
        let mut cases = Vec::new();
        let (mut failures, mut skipped) = (0, 0);
        let mut failed: BTreeMap<&str, Vec<&FindingEntry>> = BTreeMap::new();
        for finding in &entry.findings {
            failed.entry(&finding.rule).or_default().push(finding);
        }
        for (rule, findings) in failed {
            let open: Vec<&FindingEntry> =
                findings.iter().copied().filter(|f| f.waived.is_none() && !f.known).collect();
            let inner = if open.is_empty() {
                skipped += 1;
                let why = findings.iter().find_map(|f| words::fate(f, lang)).unwrap_or_default();
                format!("      <skipped message=\"{}\"/>\n", xml(&why))
            } else {
                failures += 1;
                failure(context, judged, &open)
            };
            cases.push(case(context, &entry, rule, &inner));
        }
        for outcome in &judged.outcomes {
            let rule = context.set.rules()[outcome.rule].id();
            match &outcome.outcome {
                Outcome::Unknown(reason) => {
                    skipped += 1;
                    let text = format!("{}{}", lang.pick("无法判定：", "unknown: "), words::reason(*reason, lang));
                    let inner = format!("      <skipped message=\"{}\"/>\n", xml(&text));
                    cases.push(case(context, &entry, rule, &inner));
                }
                Outcome::Pass(_) if context.outcomes => cases.push(case(context, &entry, rule, "")),
                Outcome::Pass(_) | Outcome::Fail(_) | Outcome::NotApplicable(_) => {}
            }
        }
        if cases.is_empty() {
            let name = lang.pick("没有问题", "nothing found");
            cases.push(format!("    <testcase name=\"{name}\" classname=\"{}\"/>\n", xml(&entry.id)));
        }
        let score = format!("{} {}", figure(entry.score), entry.grade);
        format!(
            "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{failures}\" errors=\"0\" skipped=\"{skipped}\">\n    \
             <properties><property name=\"score\" value=\"{}\"/></properties>\n{}  </testsuite>\n",
            xml(&entry.id),
            cases.len(),
            xml(&score),
            cases.concat()
        )
    }

    fn tail(&self, context: &Context<'_>, totals: &Totals, skipped: &[Skipped]) -> String {
        let mut out = String::new();
        if !skipped.is_empty() {
            let n = skipped.len();
            out +=
                &format!("  <testsuite name=\"huashu\" tests=\"{n}\" failures=\"0\" errors=\"{n}\" skipped=\"0\">\n");
            for record in skipped {
                out += &format!(
                    "    <testcase name=\"{}\" classname=\"huashu\">\n      <error message=\"{}\"/>\n    </testcase>\n",
                    xml(&record.source),
                    xml(&record.reason.message(context.lang))
                );
            }
            out += "  </testsuite>\n";
        }
        if !totals.objections.is_empty() {
            out += &format!("  <!-- {} -->\n", xml(&summary::gate(context, totals)).replace("--", "–"));
        }
        out + "</testsuites>\n"
    }
}

fn case(context: &Context<'_>, entry: &ConversationEntry, rule: &str, inner: &str) -> String {
    let title = context.set.get(rule).map_or("", |r| r.title(context.lang));
    let head = format!("    <testcase name=\"{} {}\" classname=\"{}\"", xml(rule), xml(title), xml(&entry.id));
    if inner.is_empty() { format!("{head}/>\n") } else { format!("{head}>\n{inner}    </testcase>\n") }
}

/// One failure a rule: the first message in short, all of them with their places in full.
fn failure(context: &Context<'_>, judged: &Judged, findings: &[&FindingEntry]) -> String {
    let lang = context.lang;
    let Some(first) = findings.first() else { return String::new() };
    let lines: Vec<String> = findings
        .iter()
        .map(|f| {
            let place = FilePlace::of(&judged.transcript, f).map_or_else(String::new, |p| {
                let line = p.line.map_or_else(String::new, |l| format!(":{l}"));
                let column = p.columns.map_or_else(String::new, |(c, ..)| format!(":{c}"));
                format!("{}{line}{column}: ", p.file)
            });
            let turn = f.turn.map_or_else(String::new, |t| match lang {
                crate::lang::Lang::Zh => format!("第 {} 轮：", t + 1),
                crate::lang::Lang::En => format!("turn {}: ", t + 1),
            });
            xml(&format!("{place}{turn}{}", f.message))
        })
        .collect();
    format!(
        "      <failure message=\"{}\" type=\"{}\">{}</failure>\n",
        xml(&first.message),
        first.severity.as_str(),
        lines.join("\n")
    )
}
