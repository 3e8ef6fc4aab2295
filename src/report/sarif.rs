//! `sarif`: SARIF 2.1.0 (OASIS), for code scanning and editors.

mod format;

use format::{
    ArtifactLocation, Driver, Invocation, Level, Location, LogicalLocation, Message, MultiformatMessage, Notification,
    PartialFingerprints, PhysicalLocation, Region, ReportingConfiguration, ReportingDescriptor, ResultFile,
    RuleProperties, RunProperties, Suppression, Text, Tool,
};

use super::escape::{markdown, visible};
use super::model::{ConversationEntry, FindingEntry};
use super::place::{FilePlace, uri};
use super::totals::Totals;
use super::{Context, Judged, Reporter, reasons};
use crate::lang::Lang;
use crate::read::Skipped;
use crate::rule::file::Severity;
use crate::rule::set::Rule;

/// Where the schema is.
const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
/// Where the project is, if it says so; the built-in rules are found below it.
const REPOSITORY: &str = env!("CARGO_PKG_REPOSITORY");

/// One run with one result a finding. What is waived is suppressed, what is in the baseline `unchanged`.
#[derive(Debug, Clone, Copy)]
pub struct Sarif;

impl Reporter for Sarif {
    fn head(&self, context: &Context<'_>) -> String {
        let driver = Driver {
            name: "huashu",
            version: env!("CARGO_PKG_VERSION"),
            information_uri: (!REPOSITORY.is_empty()).then_some(REPOSITORY),
            language: context.lang.pick("zh-CN", "en-US"),
            rules: context.set.rules().iter().map(|r| descriptor(r, context.lang)).collect(),
        };
        format!(
            "{{\"$schema\":\"{SCHEMA}\",\"version\":\"2.1.0\",\"runs\":[{{\"tool\":{},\"columnKind\":\"unicodeCodePoints\",\
             \"results\":[\n",
            json(&Tool { driver })
        )
    }

    fn conversation(&self, context: &Context<'_>, judged: &Judged) -> String {
        let entry = ConversationEntry::new(context, judged);
        let results = entry.findings.iter().map(|f| json(&result(context, judged, &entry, f)));
        results.collect::<Vec<_>>().join(",\n")
    }

    fn separator(&self) -> &'static str {
        ",\n"
    }

    fn tail(&self, context: &Context<'_>, totals: &Totals, skipped: &[Skipped]) -> String {
        let notification = |record: &Skipped| Notification {
            level: Level::Error,
            message: text(&record.reason.message(context.lang)),
            locations: FilePlace::of_source(&record.source, record.line)
                .map(|place| Location { physical_location: Some(physical(&place)), logical_locations: Vec::new() })
                .into_iter()
                .collect(),
        };
        let invocation = Invocation {
            execution_successful: skipped.is_empty(),
            tool_execution_notifications: skipped.iter().map(notification).collect(),
        };
        let properties = RunProperties {
            conversations: totals.conversations,
            mean_score: totals.mean_score(),
            unknown: totals.unknown,
            gate: totals.gate(),
            gate_reasons: totals.objections.iter().map(|o| reasons::sentence(context, totals, o)).collect(),
        };
        format!("\n],\"invocations\":[{}],\"properties\":{}}}]}}\n", json(&invocation), json(&properties))
    }
}

fn descriptor(rule: &Rule, lang: Lang) -> ReportingDescriptor<'_> {
    let file = &rule.file;
    let english = file.en.as_ref().filter(|_| lang == Lang::En);
    let rationale = english.map_or(&file.rationale, |en| &en.rationale);
    let suggest = lang.pick("可以说：", "Say instead: ");
    let mut help = vec![rationale.clone()];
    if !file.suggest.is_empty() {
        help.push(format!("{suggest}{}", file.suggest.join(lang.pick("；", "; "))));
    }
    if !file.clauses.is_empty() {
        let ids: Vec<&str> = file.clauses.iter().map(|c| c.value.as_str()).collect();
        help.push(format!("{}{}", lang.pick("条款：", "Clauses: "), ids.join(lang.pick("、", ", "))));
    }
    help.retain(|line| !line.is_empty());
    let plain = if help.is_empty() { rule.title(lang).to_owned() } else { help.join("\n\n") };
    let marked = markdown_paragraphs(&help);
    ReportingDescriptor {
        id: rule.id(),
        name: rule.id().replace(['/', '-'], "."),
        short_description: text(rule.title(lang)),
        full_description: text(if rationale.is_empty() { rule.title(lang) } else { rationale }),
        help: MultiformatMessage { text: plain, markdown: (!marked.is_empty()).then_some(marked) },
        // Rules of somebody's own stand in no repository that is known here.
        help_uri: (!REPOSITORY.is_empty() && rule.source.checked)
            .then(|| format!("{REPOSITORY}/blob/main/rules/{}.yaml", rule.id())),
        default_configuration: ReportingConfiguration { level: level(file.severity) },
        properties: RuleProperties {
            tags: [&file.dimension.value].into_iter().chain(&file.tags).map(String::as_str).collect(),
            severity: file.severity.as_str(),
            points: rule.points(),
        },
    }
}

fn markdown_paragraphs(lines: &[String]) -> String {
    lines.iter().map(|line| markdown(line)).collect::<Vec<_>>().join("\n\n")
}

fn result<'a>(
    context: &Context<'_>,
    judged: &Judged,
    entry: &ConversationEntry,
    finding: &'a FindingEntry,
) -> ResultFile<'a> {
    let turn = finding.turn.map_or_else(String::new, |t| format!("/turns/{t}"));
    let location = Location {
        physical_location: FilePlace::of(&judged.transcript, finding).map(|place| physical(&place)),
        logical_locations: vec![LogicalLocation {
            fully_qualified_name: format!("{}{turn}", visible(&entry.id)),
            kind: "object",
        }],
    };
    let suppression = |reason: &String| Suppression {
        kind: "external",
        justification: match &finding.waived_by {
            Some(by) => format!("{reason} ({by})"),
            None => reason.clone(),
        },
    };
    ResultFile {
        rule_id: &finding.rule,
        rule_index: context.set.rules().iter().position(|r| r.id() == finding.rule),
        level: level(finding.severity),
        message: text(&finding.message),
        locations: vec![location],
        partial_fingerprints: PartialFingerprints { huashu: &finding.fingerprint },
        suppressions: finding.waived.iter().map(suppression).collect(),
        baseline_state: finding.known.then_some("unchanged"),
    }
}

fn physical(place: &FilePlace) -> PhysicalLocation {
    let region = place.line.map(|start_line| Region {
        start_line,
        start_column: place.columns.map(|(column, ..)| column),
        end_line: place.columns.map(|(_, line, _)| line),
        end_column: place.columns.map(|(.., column)| column),
    });
    PhysicalLocation { artifact_location: ArtifactLocation { uri: uri(&place.file) }, region }
}

const fn level(severity: Severity) -> Level {
    match severity {
        Severity::Fatal | Severity::Major => Level::Error,
        Severity::Minor => Level::Warning,
        Severity::Notice => Level::Note,
    }
}

fn text(text: &str) -> Text {
    Message { text: visible(text).into_owned() }
}

/// The types hold nothing that JSON cannot say.
fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
