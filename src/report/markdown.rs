//! `markdown`: for a merge request or a chat: what it comes to, the worst conversations, the findings.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::io::{self, Write};

use super::escape::{markdown, markdown_code};
use super::model::FindingEntry;
use super::words::{self, figure};
use super::{Batch, BatchReporter, Context, Kept, kpis, reasons, summary};
use crate::lang::Lang;
use crate::report::model::GateEntry;
use crate::rule::file::Severity;

/// Conversations in the table.
const WORST: usize = 10;
/// Rules in the table.
const RULES: usize = 10;
/// Findings that are listed; a comment has no room for more.
const LISTED: usize = 50;

/// Markdown as GitHub, GitLab and most chats read it.
#[derive(Debug, Clone, Copy)]
pub struct Markdown;

impl BatchReporter for Markdown {
    fn write(&self, context: &Context<'_>, batch: &Batch<'_>, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(head(context, batch).as_bytes())?;
        out.write_all(worst(context, batch).as_bytes())?;
        out.write_all(rules(context, batch).as_bytes())?;
        out.write_all(findings(context, batch).as_bytes())?;
        out.write_all(skipped(context, batch).as_bytes())
    }
}

fn head(context: &Context<'_>, batch: &Batch<'_>) -> String {
    let (lang, totals) = (context.lang, batch.totals);
    let passed = totals.gate() == GateEntry::Pass;
    let verdict = match passed {
        true => lang.pick("✅ 门禁通过", "✅ gate passed"),
        false => lang.pick("❌ 门禁未通过", "❌ gate failed"),
    };
    let mut out = format!("## {}{verdict}\n\n", lang.pick("话术质检：", "huashu: "));
    out += &format!("{}\n\n", markdown(&summary::counts(context, totals, batch.skipped)));
    for objection in &totals.objections {
        out += &format!("- {}\n", markdown(&reasons::sentence(context, totals, objection)));
    }
    if !passed {
        out.push('\n');
    }
    let lines = kpis::lines(context, totals);
    for line in &lines {
        out += &format!("- {}\n", markdown(line));
    }
    if !lines.is_empty() {
        out.push('\n');
    }
    if totals.unknown > 0 {
        out += &match lang {
            Lang::Zh => format!("无法判定 {} 项：不算通过，也不扣分。\n\n", totals.unknown),
            Lang::En => format!("{} outcomes unknown: neither passed nor charged.\n\n", totals.unknown),
        };
    }
    out
}

/// The conversations with the lowest scores.
fn worst(context: &Context<'_>, batch: &Batch<'_>) -> String {
    let lang = context.lang;
    let mut list: Vec<&Kept> =
        batch.conversations.iter().filter(|c| c.entry.findings.iter().any(|f| !f.known)).collect();
    list.sort_by(|a, b| a.entry.score.total_cmp(&b.entry.score));
    if list.is_empty() {
        return String::new();
    }
    let mut out = lang
        .pick(
            "### 得分最低的会话\n\n| 会话 | 坐席 | 得分 | 问题 | 最严重 |\n|---|---|---:|---:|---|\n",
            "### Lowest conversations\n\n| conversation | agent | score | findings | gravest |\n|---|---|---:|---:|---|\n",
        )
        .to_owned();
    for kept in list.iter().take(WORST) {
        let entry = &kept.entry;
        let agent = entry.agent.id.as_ref().or(entry.agent.name.as_ref()).map_or("", String::as_str);
        let counting: Vec<&FindingEntry> = entry.findings.iter().filter(|f| f.waived.is_none()).collect();
        let gravest = counting.iter().map(|f| f.severity).max().map_or("", |s| words::severity(s, lang));
        out += &format!(
            "| {} | {} | {} {} | {} | {gravest} |\n",
            markdown(&entry.id),
            markdown(agent),
            figure(entry.score),
            markdown(&entry.grade),
            counting.len()
        );
    }
    out + "\n"
}

/// The rules that fail most.
fn rules(context: &Context<'_>, batch: &Batch<'_>) -> String {
    let lang = context.lang;
    let counted = context.set.rules().iter().zip(&batch.totals.rules);
    let mut list: Vec<_> = counted.filter(|(_, [_, fail, ..])| *fail > 0).collect();
    list.sort_by(|a, b| b.1[1].cmp(&a.1[1]).then_with(|| a.0.id().cmp(b.0.id())));
    if list.is_empty() {
        return String::new();
    }
    let mut out = lang
        .pick(
            "### 最常见的问题\n\n| 规则 | 名称 | 会话 |\n|---|---|---:|\n",
            "### Most frequent\n\n| rule | title | conversations |\n|---|---|---:|\n",
        )
        .to_owned();
    for (rule, [pass, fail, ..]) in list.iter().take(RULES) {
        let title = markdown(rule.title(lang));
        out += &format!("| {} | {title} | {fail}/{} |\n", markdown_code(rule.id()), pass + fail);
    }
    out + "\n"
}

/// Findings, the gravest first, waived ones last; what is in the baseline is only counted.
fn findings(context: &Context<'_>, batch: &Batch<'_>) -> String {
    let lang = context.lang;
    let all = batch.conversations.iter().flat_map(|c| c.entry.findings.iter().map(move |f| (c, f)));
    let mut list: Vec<(&Kept, &FindingEntry)> = all.filter(|(_, f)| !f.known).collect();
    let order = |f: &FindingEntry| (f.waived.is_some(), Reverse(f.severity));
    list.sort_by_key(|(_, f)| order(f));
    if list.is_empty() {
        return String::new();
    }
    let mut out = lang.pick("### 问题\n\n", "### Findings\n\n").to_owned();
    let mut advised = BTreeSet::new();
    for (kept, finding) in list.iter().take(LISTED) {
        let turn = finding.turn.map_or_else(String::new, |t| match lang {
            Lang::Zh => format!("第 {} 轮 ", t + 1),
            Lang::En => format!("turn {} ", t + 1),
        });
        let fate = words::fate(finding, lang).map_or_else(String::new, |f| match lang {
            Lang::Zh => format!("（{}）", markdown(&f)),
            Lang::En => format!(" ({})", markdown(&f)),
        });
        let mark = match finding.severity {
            Severity::Fatal => "🛑",
            Severity::Major => "🔴",
            Severity::Minor => "🟡",
            Severity::Notice => "🔵",
        };
        out += &format!(
            "- {mark} {} {turn}{} {}{fate}\n",
            markdown(&kept.entry.id),
            markdown_code(&finding.rule),
            markdown(&finding.message)
        );
        // What a rule advises is said once.
        if !finding.suggest.is_empty() && advised.insert(&finding.rule) {
            let better = finding.suggest.iter().map(|s| markdown(s)).collect::<Vec<_>>().join(lang.pick("；", "; "));
            out += &format!("  {}{better}\n", lang.pick("可以说：", "say instead: "));
        }
    }
    let more = list.len().saturating_sub(LISTED);
    if more > 0 {
        out += &match lang {
            Lang::Zh => format!("\n另有 {more} 个问题没有列出。\n"),
            Lang::En => format!("\n{more} more findings are not listed.\n"),
        };
    }
    out
}

fn skipped(context: &Context<'_>, batch: &Batch<'_>) -> String {
    let lang = context.lang;
    if batch.skipped.is_empty() {
        return String::new();
    }
    let mut out = lang.pick("\n### 读不出来的记录\n\n", "\n### Records that could not be read\n\n").to_owned();
    for record in batch.skipped.iter().take(LISTED) {
        out += &format!("- {} {}\n", markdown(&record.source), markdown(&record.reason.message(lang)));
    }
    out
}
