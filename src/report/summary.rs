//! The summary of a batch in sentences that a reviewer can read aloud.

use super::model::GateEntry;
use super::totals::{GroupTotals, Totals};
use super::words::{self, figure};
use super::{Context, kpis, reasons};
use crate::lang::Lang;
use crate::read::{self, Skipped};
use crate::rule::file::Severity;

/// How many rules and agents are named.
const NAMED: usize = 5;

/// The whole summary, a sentence a line.
#[must_use]
pub fn text(context: &Context<'_>, totals: &Totals, skipped: &[Skipped]) -> String {
    let lang = context.lang;
    let mut lines = vec![counts(context, totals, skipped)];
    lines.extend(grades(context, totals));
    lines.extend(worst_rules(context, totals));
    lines.extend(lowest_agents(totals, lang));
    lines.extend(kpis::lines(context, totals));
    lines.extend(unjudged(context, totals));
    lines.extend(profile(context));
    lines.extend(scripts(context, totals));
    lines.push(gate(context, totals));
    lines.join("\n") + "\n"
}

/// Conversations, turns, findings by severity, the mean, what was skipped.
#[must_use]
pub fn counts(context: &Context<'_>, totals: &Totals, skipped: &[Skipped]) -> String {
    let lang = context.lang;
    let by_severity: Vec<String> = Severity::ALL
        .iter()
        .filter_map(|s| totals.by_severity.get(s).map(|n| format!("{} {n}", words::severity(*s, lang))))
        .collect();
    let detail = match (by_severity.is_empty(), lang) {
        (true, _) => String::new(),
        (false, Lang::Zh) => format!("（{}）", by_severity.join("，")),
        (false, Lang::En) => format!(" ({})", by_severity.join(", ")),
    };
    let (n, turns, found) = (totals.conversations, totals.turns, totals.findings);
    let mut text = match lang {
        Lang::Zh => format!("共 {n} 个会话、{turns} 轮，发现 {found} 个问题{detail}"),
        Lang::En => format!("{n} conversations, {turns} turns, {found} findings{detail}"),
    };
    if totals.known > 0 {
        text += &match lang {
            Lang::Zh => format!("，其中 {} 个在基线里", totals.known),
            Lang::En => format!(", {} of them in the baseline", totals.known),
        };
    }
    if totals.waived > 0 {
        text += &match lang {
            Lang::Zh => format!("，另有 {} 个已豁免", totals.waived),
            Lang::En => format!(", {} more waived", totals.waived),
        };
    }
    if let Some(mean) = totals.mean_score() {
        text += &match lang {
            Lang::Zh => format!("，平均 {} 分", figure(mean)),
            Lang::En => format!(", mean score {}", figure(mean)),
        };
    }
    if !skipped.is_empty() {
        text += &match lang {
            Lang::Zh => format!("；{} 条记录读不出来，已跳过", read::count(skipped)),
            Lang::En => format!("; {} records could not be read and were skipped", read::count(skipped)),
        };
    }
    text + lang.pick("。", ".")
}

fn grades(context: &Context<'_>, totals: &Totals) -> Option<String> {
    let lang = context.lang;
    let parts: Vec<String> = context
        .model
        .grades
        .iter()
        .filter_map(|(grade, _)| totals.grades.get(grade).map(|n| format!("{grade} {n}")))
        .collect();
    (!parts.is_empty()).then(|| format!("{}{}", lang.pick("等级：", "Grades: "), parts.join(lang.pick("，", ", "))))
}

fn worst_rules(context: &Context<'_>, totals: &Totals) -> Option<String> {
    let lang = context.lang;
    let mut rules: Vec<(&str, &str, usize, usize)> = context
        .set
        .rules()
        .iter()
        .zip(&totals.rules)
        .map(|(rule, [pass, fail, ..])| (rule.id(), rule.title(lang), *fail, pass + fail))
        .filter(|(_, _, fail, _)| *fail > 0)
        .collect();
    rules.sort_by(|a, b| b.2.cmp(&a.2).then_with(|| a.0.cmp(b.0)));
    let parts: Vec<String> = rules
        .iter()
        .take(NAMED)
        .map(|(id, title, fail, judged)| match lang {
            Lang::Zh => format!("{title}（{id}）{fail}/{judged} 个会话"),
            Lang::En => format!("{title} ({id}) in {fail} of {judged} conversations"),
        })
        .collect();
    let head = lang.pick("最常见的问题：", "Most frequent: ");
    (!parts.is_empty()).then(|| format!("{head}{}", parts.join(lang.pick("；", "; "))))
}

fn lowest_agents(totals: &Totals, lang: Lang) -> Option<String> {
    if totals.agents.len() < 2 {
        return None;
    }
    let mut agents: Vec<(&String, &GroupTotals)> = totals.agents.iter().collect();
    agents.sort_by(|a, b| a.1.mean_score().total_cmp(&b.1.mean_score()).then_with(|| a.0.cmp(b.0)));
    let parts: Vec<String> = agents
        .iter()
        .take(NAMED)
        .map(|(id, group)| match lang {
            Lang::Zh => format!("{id} {} 分（{} 个会话）", figure(group.mean_score()), group.conversations),
            Lang::En => format!("{id} {} ({} conversations)", figure(group.mean_score()), group.conversations),
        })
        .collect();
    let head = lang.pick("得分最低的坐席：", "Lowest agents: ");
    Some(format!("{head}{}", parts.join(lang.pick("；", "; "))))
}

/// Rules that could not be judged on some conversations: never passed over in silence.
fn unjudged(context: &Context<'_>, totals: &Totals) -> Option<String> {
    if totals.unknown == 0 {
        return None;
    }
    let lang = context.lang;
    let mut rules: Vec<(&str, usize)> = context
        .set
        .rules()
        .iter()
        .zip(&totals.rules)
        .map(|(rule, [.., unknown])| (rule.id(), *unknown))
        .filter(|(_, unknown)| *unknown > 0)
        .collect();
    rules.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
    let named: Vec<String> = rules.iter().take(NAMED).map(|(id, n)| format!("{id} {n}")).collect();
    let more = rules.len().saturating_sub(NAMED);
    let n = totals.unknown;
    let list = named.join(lang.pick("，", ", "));
    Some(match (lang, more) {
        (Lang::Zh, 0) => format!("无法判定 {n} 项：{list}。"),
        (Lang::Zh, _) => format!("无法判定 {n} 项：{list}，另有 {more} 条规则。"),
        (Lang::En, 0) => format!("{n} outcomes unknown: {list}."),
        (Lang::En, _) => format!("{n} outcomes unknown: {list}, and {more} more rules."),
    })
}

/// Which profile chose the rules: what is not due cannot be told from the findings.
fn profile(context: &Context<'_>) -> Option<String> {
    let name = context.set.profile()?;
    let n = context.set.rules().len();
    Some(match context.lang {
        Lang::Zh => format!("方案：{name}，运行 {n} 条规则。"),
        Lang::En => format!("Profile: {name}, {n} rules."),
    })
}

/// Which profile chose the rules for scripts, where none was named.
#[must_use]
pub fn scripts(context: &Context<'_>, totals: &Totals) -> Option<String> {
    let name = context.set.script_profile().filter(|_| totals.scripts > 0)?;
    let n = totals.scripts;
    Some(match context.lang {
        Lang::Zh => format!("话术 {n} 条按方案 {name} 的规则检查；要换别的，用 --profile 写明。"),
        Lang::En => format!("{n} replies of scripts judged by the profile {name}; name another with --profile."),
    })
}

/// Whether the gate passed, and why not.
#[must_use]
pub fn gate(context: &Context<'_>, totals: &Totals) -> String {
    let lang = context.lang;
    let reasons: Vec<String> = totals.objections.iter().map(|o| reasons::sentence(context, totals, o)).collect();
    match (totals.gate(), lang) {
        _ if totals.conversations == 0 => lang.pick("没有会话可以判定。", "There was no conversation to judge.").into(),
        (GateEntry::Pass, _) => lang.pick("门禁：通过。", "Gate: passed.").into(),
        (GateEntry::Fail, Lang::Zh) => format!("门禁：未通过（{}）。", reasons.join("；")),
        (GateEntry::Fail, Lang::En) => format!("Gate: failed ({}).", reasons.join("; ")),
    }
}
