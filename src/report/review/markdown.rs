//! What a review comes to, for a merge request or a chat.

use super::text;
use crate::lang::Lang;
use crate::report::escape::{markdown, markdown_code};
use crate::report::words::figure;
use crate::review::summary::Summary;

/// Items and differences that are listed.
const LISTED: usize = 20;

/// The whole text.
#[must_use]
pub fn text(summary: &Summary, lang: Lang) -> String {
    let mut out = format!("## {}\n\n", lang.pick("话术质检复核", "huashu: review"));
    if let Some(gate) = text::gate(summary, lang) {
        out += &format!("**{}**\n\n", markdown(&gate));
    }
    let list = |lines: &[String]| lines.iter().map(|l| ["- ", &markdown(l), "\n"].concat()).collect::<String>() + "\n";
    out += &list(&text::counts(summary, lang));
    out += &format!("### {}\n\n", lang.pick("全部规则（95% 区间）", "All rules (95% intervals)"));
    out += &list(&text::overall(&summary.overall, lang));
    if !summary.rules.is_empty() {
        out += lang.pick(
            "| 规则 | 报对 | 误报 | 漏报 | 未报对 | 待定 | 查准率 | 查全率 |\n",
            "| rule | right | false | missed | quiet | open | precision | recall |\n",
        );
        out += "|---|--:|--:|--:|--:|--:|---|---|\n";
    }
    for rule in &summary.rules {
        let name = markdown_code(rule.rule.as_deref().unwrap_or_default());
        out += &format!(
            "| {name} {} | {} | {} | {} | {} | {} | {} | {} |\n",
            markdown(&rule.title),
            rule.confirmed,
            rule.false_alarms,
            rule.missed,
            rule.rightly_quiet,
            rule.undecided,
            text::precision(rule, lang),
            text::recall(rule, lang)
        );
    }
    if let Some(scores) = &summary.scores {
        out += &format!("\n### {}\n\n", lang.pick("人工得分与机器得分", "Scores of people and the machine"));
        out += &list(&[text::scores(scores, lang)]);
        out += lang.pick(
            "| 会话 | 坐席 | 复核人 | 人工 | 机器 | 差 | 备注 |\n",
            "| conversation | agent | reviewer | people | machine | difference | comment |\n",
        );
        out += "|---|---|---|--:|--:|--:|---|\n";
        for pair in scores.largest.iter().take(LISTED) {
            out += &format!(
                "| {} | {} | {} | {} | {} | {} | {} |\n",
                markdown(&pair.conversation),
                markdown(&pair.agent),
                markdown(&pair.reviewer),
                figure(pair.human),
                figure(pair.machine),
                text::signed(pair.difference),
                markdown(&pair.comment)
            );
        }
    }
    if let Some(agreement) = &summary.agreement {
        out += &format!("\n### {}\n\n", lang.pick("复核人之间", "Among reviewers"));
        out += &list(&text::agreement(agreement, lang));
        for disputed in agreement.disputed.iter().take(LISTED) {
            let words =
                if disputed.words.is_empty() { String::new() } else { format!(" {}", markdown_code(&disputed.words)) };
            out += &format!(
                "- {} {}{words}{}{} → {}\n",
                markdown(&disputed.conversation),
                markdown_code(&disputed.rule),
                lang.pick("：", ": "),
                markdown(&text::answers(disputed, lang)),
                text::verdict(disputed.settled, lang)
            );
        }
    }
    if !summary.appeals.is_empty() {
        out += &format!("\n### {}\n\n", lang.pick("申诉", "Appeals"));
    }
    for appeal in &summary.appeals {
        out += &format!(
            "- {} {}{}{}\n",
            markdown(&appeal.conversation),
            markdown_code(&appeal.rule),
            lang.pick("：", ": "),
            markdown(&text::appeal(appeal, lang))
        );
    }
    if !summary.mistakes.is_empty() {
        out += &format!("\n### {}\n\n", lang.pick("没有用上的行", "Rows that could not be used"));
    }
    for mistake in &summary.mistakes {
        let (place, message) = (markdown(&mistake.place), markdown(&mistake.message));
        out += &format!("- {place}{}{message}\n", lang.pick("：", ": "));
    }
    out
}
