//! `csv`: one row a finding, for spreadsheets.

use super::escape::cell;
use super::model::{ConversationEntry, FindingEntry};
use super::totals::Totals;
use super::words::{self, figure};
use super::{Context, Judged, Reporter};
use crate::lang::Lang;
use crate::read::Skipped;

/// A table with a header. No cell is a formula.
#[derive(Debug, Clone, Copy)]
pub struct Csv {
    /// Whether it begins with a byte order mark, without which spreadsheets take UTF-8 for something else.
    pub bom: bool,
}

const COLUMNS: [(&str, &str); 20] = [
    ("会话", "conversation"),
    ("来源", "source"),
    ("坐席编号", "agent_id"),
    ("坐席姓名", "agent_name"),
    ("班组", "team"),
    ("得分", "score"),
    ("等级", "grade"),
    ("规则", "rule"),
    ("规则名称", "title"),
    ("严重程度", "severity"),
    ("分值", "points"),
    ("维度", "dimension"),
    ("轮次", "turn"),
    ("时间", "at"),
    ("原话", "words"),
    ("问题", "message"),
    ("建议", "suggest"),
    ("状态", "state"),
    ("豁免原因", "reason"),
    ("指纹", "fingerprint"),
];

impl Reporter for Csv {
    fn head(&self, context: &Context<'_>) -> String {
        let bom = if self.bom { "\u{feff}" } else { "" };
        let names = COLUMNS.map(|(zh, en)| context.lang.pick(zh, en).to_owned());
        format!("{bom}{}", row(&names))
    }

    fn conversation(&self, context: &Context<'_>, judged: &Judged) -> String {
        let entry = ConversationEntry::new(context, judged);
        entry.findings.iter().map(|f| row(&cells(context, &entry, f))).collect()
    }

    fn tail(&self, _: &Context<'_>, _: &Totals, _: &[Skipped]) -> String {
        String::new()
    }
}

fn cells(context: &Context<'_>, entry: &ConversationEntry, finding: &FindingEntry) -> [String; COLUMNS.len()] {
    let lang = context.lang;
    let text = |text: &Option<String>| cell(text.as_deref().unwrap_or_default());
    let rule = context.set.get(&finding.rule);
    [
        cell(&entry.id),
        cell(&entry.source),
        text(&entry.agent.id),
        text(&entry.agent.name),
        text(&entry.agent.team),
        figure(entry.score),
        cell(&entry.grade),
        cell(&finding.rule),
        cell(rule.map_or("", |r| r.title(lang))),
        words::severity(finding.severity, lang).to_owned(),
        figure(finding.points),
        cell(rule.map_or("", |r| &r.file.dimension.value)),
        finding.turn.map_or_else(String::new, |t| (t + 1).to_string()),
        finding.at.map_or_else(String::new, words::clock),
        text(&finding.text),
        cell(&finding.message),
        cell(&finding.suggest.join(lang.pick("；", "; "))),
        state(finding, lang).to_owned(),
        text(&finding.waived),
        finding.fingerprint.clone(),
    ]
}

fn state(finding: &FindingEntry, lang: Lang) -> &'static str {
    match (&finding.waived, finding.known) {
        (Some(_), _) => lang.pick("已豁免", "waived"),
        (None, true) => lang.pick("基线已有", "known"),
        (None, false) => lang.pick("有效", "open"),
    }
}

/// Quoted where it must be (RFC 4180).
fn row(cells: &[String]) -> String {
    let quoted = |cell: &String| match cell.contains(['"', ',', '\n', '\r']) {
        true => format!("\"{}\"", cell.replace('"', "\"\"")),
        false => cell.clone(),
    };
    cells.iter().map(quoted).collect::<Vec<_>>().join(",") + "\r\n"
}
