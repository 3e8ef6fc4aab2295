//! `human`: the report a reviewer reads on a terminal. Every finding with the turns around it, every score with its
//! arithmetic, and a summary that can be read aloud.

use std::collections::BTreeMap;
use std::fmt;

use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, SourceCode};

use super::escape::visible;
use super::excerpt::CharacterColumns;
use super::model::{ConversationEntry, FindingEntry};
use super::totals::Totals;
use super::words::{self, figure};
use super::{Context, Judged, Reporter, arithmetic, summary};
use crate::lang::Lang;
use crate::outcome::{Outcome, Reason};
use crate::read::Skipped;
use crate::rule::file::Severity;
use crate::transcript::Transcript;

/// The report for a terminal.
#[derive(Debug, Clone, Copy)]
pub struct Human {
    /// Whether colours may be used.
    pub color: bool,
    /// Columns of the terminal.
    pub width: usize,
}

impl Default for Human {
    fn default() -> Self {
        Self { color: false, width: 100 }
    }
}

impl Reporter for Human {
    fn conversation(&self, context: &Context<'_>, judged: &Judged) -> String {
        let entry = ConversationEntry::new(context, judged);
        let mut out = heading(context, &entry);
        if !entry.findings.is_empty() {
            let source = CharacterColumns::conversation(&judged.transcript, context.lang);
            // What is in the baseline is counted, not listed: it would bury what is new.
            for finding in entry.findings.iter().filter(|f| !f.known) {
                out.push_str(&self.finding(context, finding, &source));
                out.push('\n');
            }
        }
        for line in arithmetic::lines(context, judged) {
            out.push_str(&format!("  {line}\n"));
        }
        for line in aside(context, judged) {
            out.push_str(&format!("  {line}\n"));
        }
        out.push('\n');
        out
    }

    fn tail(&self, context: &Context<'_>, totals: &Totals, skipped: &[Skipped]) -> String {
        let mut out = String::new();
        for record in skipped {
            let lang = context.lang;
            out.push_str(&format!(
                "{} {}{}{}\n",
                lang.pick("跳过", "skipped"),
                record.source,
                lang.pick("：", ": "),
                record.reason.message(lang)
            ));
        }
        if !skipped.is_empty() {
            out.push('\n');
        }
        out.push_str(&summary::text(context, totals, skipped));
        out
    }
}

impl Human {
    /// One finding, drawn by miette.
    #[must_use]
    pub fn finding(&self, context: &Context<'_>, finding: &FindingEntry, source: &CharacterColumns) -> String {
        let rule = context.set.get(&finding.rule);
        let lang = context.lang;
        let mut help = Vec::new();
        if let Some(rule) = rule {
            let english = rule.file.en.as_ref().filter(|_| lang == Lang::En);
            let why = english.map_or(&rule.file.rationale, |en| &en.rationale);
            if !why.is_empty() {
                help.push(format!("{}{why}", lang.pick("依据：", "why: ")));
            }
            if !rule.file.clauses.is_empty() {
                let ids: Vec<&str> = rule.file.clauses.iter().map(|c| c.value.as_str()).collect();
                help.push(format!("{}{}", lang.pick("条款：", "clauses: "), ids.join(lang.pick("、", ", "))));
            }
        }
        if let (Some(source), Some(key)) = (&finding.source, &finding.key) {
            help.push(format!("{}{source}  {key}", lang.pick("位置：", "place: ")));
        }
        if !finding.suggest.is_empty() {
            let texts = finding.suggest.join(lang.pick("；", "; "));
            help.push(format!("{}{texts}", lang.pick("可以说：", "say instead: ")));
        }
        help.extend(finding.learned.iter().map(|learned| learned.sentence(lang)));
        let severity = words::severity(finding.severity, lang);
        let points = match (words::fate(finding, lang), lang) {
            (Some(fate), _) if finding.waived.is_some() => format!("{severity}{}{fate}", lang.pick("，", ", ")),
            (fate, Lang::Zh) => format!("{severity} −{} 分{}", figure(finding.points), prefixed("，", fate)),
            (fate, Lang::En) => format!("{severity} −{}{}", figure(finding.points), prefixed(", ", fate)),
        };
        let drawn = Drawn {
            message: format!("{}（{points}）", visible(&finding.message)),
            code: finding.rule.clone(),
            severity: finding.severity,
            help: (!help.is_empty()).then(|| help.join("\n")),
            labels: labels(finding, source, lang),
            source: finding.turn.map(|_| source.clone()),
        };
        let theme = match self.color {
            true => GraphicalTheme::unicode(),
            false => GraphicalTheme::unicode_nocolor(),
        };
        let handler = GraphicalReportHandler::new_themed(theme)
            .with_width(self.width)
            .with_context_lines(1)
            .with_links(false)
            .with_wrap_lines(true);
        let mut out = String::new();
        // Writing to a string does not fail.
        let _ = handler.render_report(&mut out, &drawn);
        let trimmed: Vec<&str> = out.lines().map(str::trim_end).collect();
        trimmed.join("\n") + "\n"
    }
}

fn prefixed(comma: &str, text: Option<String>) -> String {
    text.map_or_else(String::new, |text| format!("{comma}{text}"))
}

fn labels(finding: &FindingEntry, source: &CharacterColumns, lang: Lang) -> Vec<LabeledSpan> {
    let Some(turn) = finding.turn else { return Vec::new() };
    let span = source.span(turn, finding.span.as_ref().map(|s| s.start..s.end));
    let text = match finding.span {
        Some(_) => lang.pick("这里", "here"),
        None => lang.pick("应在这里", "due here"),
    };
    let mut labels = vec![LabeledSpan::new_primary_with_span(Some(text.to_owned()), span)];
    for place in finding.related.iter().filter(|p| p.turn != turn).take(2) {
        let span = source.span(place.turn, place.span.as_ref().map(|s| s.start..s.end));
        labels.push(LabeledSpan::new_with_span(Some(lang.pick("由此引起", "because of this").to_owned()), span));
    }
    labels
}

/// `● C1  calls.jsonl:1  坐席 李敏（一组）  86 分 B`
fn heading(context: &Context<'_>, entry: &ConversationEntry) -> String {
    let lang = context.lang;
    let mut parts = vec![visible(&entry.id).into_owned()];
    if !entry.source.is_empty() {
        parts.push(entry.source.clone());
    }
    let agent = &entry.agent;
    if let Some(who) = agent.name.as_ref().or(agent.id.as_ref()) {
        let team = agent.team.as_ref().map_or(String::new(), |t| match lang {
            Lang::Zh => format!("（{t}）"),
            Lang::En => format!(" ({t})"),
        });
        parts.push(format!("{} {who}{team}", words::role(crate::transcript::Role::Agent, lang)));
    }
    let n = entry.findings.iter().filter(|f| f.waived.is_none()).count();
    let mark = if n == 0 { '✓' } else { '✗' };
    let known = entry.findings.iter().filter(|f| f.known).count();
    let known = match (known, lang) {
        (0, _) => String::new(),
        (_, Lang::Zh) => format!("（{known} 个在基线里）"),
        (_, Lang::En) => format!(" ({known} in the baseline)"),
    };
    parts.push(match lang {
        Lang::Zh => format!("{} 分 {}，{n} 个问题{known}", figure(entry.score), entry.grade),
        Lang::En => format!("{} points {}, {n} finding{}{known}", figure(entry.score), entry.grade, plural(n)),
    });
    format!("{mark} {}\n", parts.join("  "))
}

fn plural(n: usize) -> &'static str {
    if n == 1 { "" } else { "s" }
}

/// What could not be judged, by reason; with `--outcomes` also what passed and what did not apply.
fn aside(context: &Context<'_>, judged: &Judged) -> Vec<String> {
    let lang = context.lang;
    let mut unknown: BTreeMap<Reason, Vec<&str>> = BTreeMap::new();
    let mut other: BTreeMap<Reason, Vec<&str>> = BTreeMap::new();
    let mut passed = Vec::new();
    let mut silenced = Vec::new();
    for outcome in &judged.outcomes {
        let id = context.set.rules()[outcome.rule].id();
        match &outcome.outcome {
            Outcome::Unknown(reason) => unknown.entry(*reason).or_default().push(id),
            Outcome::NotApplicable(reason) => other.entry(*reason).or_default().push(id),
            Outcome::Pass(_) => passed.push(id),
            Outcome::Fail(_) => {}
        }
        silenced.extend(outcome.silenced.iter().map(|s| (id, s)));
    }
    let comma = lang.pick("、", ", ");
    let line = |name: &str, ids: &[&str], reason: Option<Reason>| {
        let why = reason.map_or(String::new(), |r| match lang {
            Lang::Zh => format!("（{}）", words::reason(r, lang)),
            Lang::En => format!(" ({})", words::reason(r, lang)),
        });
        format!("{name}{why}{}{}", lang.pick("：", ": "), ids.join(comma))
    };
    let mut lines: Vec<String> = guessed(&judged.transcript, lang).into_iter().collect();
    lines.extend(unknown.iter().map(|(r, ids)| line(lang.pick("无法判定", "unknown"), ids, Some(*r))));
    if context.outcomes {
        if !passed.is_empty() {
            lines.push(line(lang.pick("通过", "pass"), &passed, None));
        }
        lines.extend(other.iter().map(|(r, ids)| line(lang.pick("不适用", "not applicable"), ids, Some(*r))));
        lines.extend(silenced.into_iter().map(|(id, s)| exception(id, s, lang)));
    }
    lines
}

/// `记录没有写明场景，由工单类别“C”推定为投诉`
fn guessed(transcript: &Transcript, lang: Lang) -> Option<String> {
    let from = transcript.scene_from.as_ref()?.message(lang);
    let scene = words::scene(transcript.scene?, lang);
    Some(match lang {
        Lang::Zh => format!("记录没有写明场景，由{from}推定为{scene}"),
        Lang::En => format!("the record names no scene; taken for {scene}, by {from}"),
    })
}

/// `未计 tone/dead-end 第 4 轮“没办法”：规则的例外“帮您想办法”`
fn exception(id: &str, silenced: &crate::outcome::Silenced, lang: Lang) -> String {
    let turn = silenced.location.turn + 1;
    let why = words::exception(&silenced.by, lang);
    match lang {
        Lang::Zh => format!("未计 {id} 第 {turn} 轮“{}”：{why}", silenced.text),
        Lang::En => format!("not counted: {id} turn {turn} “{}”: {why}", silenced.text),
    }
}

/// A finding as miette draws it.
#[derive(Debug)]
struct Drawn {
    message: String,
    code: String,
    severity: Severity,
    help: Option<String>,
    labels: Vec<LabeledSpan>,
    source: Option<CharacterColumns>,
}

impl fmt::Display for Drawn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Drawn {}

impl Diagnostic for Drawn {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(&self.code))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.severity {
            Severity::Fatal | Severity::Major => miette::Severity::Error,
            Severity::Minor => miette::Severity::Warning,
            Severity::Notice => miette::Severity::Advice,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help.as_ref().map(|h| Box::new(h) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.source.as_ref().map(|s| s as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        (!self.labels.is_empty())
            .then(|| Box::new(self.labels.iter().cloned()) as Box<dyn Iterator<Item = LabeledSpan>>)
    }
}
