//! What a review comes to, on a terminal.

use unicode_width::UnicodeWidthStr;

use super::text;
use crate::lang::Lang;
use crate::report::escape::visible;
use crate::report::words::figure;
use crate::review::accuracy::Accuracy;
use crate::review::summary::Summary;

/// Items on which reviewers disagree that are listed.
const DISPUTED: usize = 20;

/// The whole text.
#[must_use]
pub fn text(summary: &Summary, lang: Lang) -> String {
    let mut out = String::new();
    let mut line = |text: &str| {
        out += &visible(text);
        out.push('\n');
    };
    for l in text::counts(summary, lang) {
        line(&l);
    }
    line("");
    line(lang.pick("全部规则（括号内为 95% 区间）", "All rules (95% intervals in brackets)"));
    for l in text::overall(&summary.overall, lang) {
        line(&format!("  {l}"));
    }
    if !summary.rules.is_empty() {
        line("");
        for l in table(&summary.rules, lang) {
            line(&l);
        }
    }
    if let Some(scores) = &summary.scores {
        line("");
        line(lang.pick("人工得分与机器得分", "Scores of people and the machine"));
        line(&format!("  {}", text::scores(scores, lang)));
        for pair in &scores.largest {
            let (human, machine, difference) =
                (figure(pair.human), figure(pair.machine), text::signed(pair.difference));
            let comment = if pair.comment.is_empty() { String::new() } else { format!("  {}", pair.comment) };
            line(&match lang {
                Lang::Zh => format!(
                    "  {} {} {}：人工 {human}，机器 {machine}，差 {difference}{comment}",
                    pair.conversation, pair.agent, pair.reviewer
                ),
                Lang::En => format!(
                    "  {} {} {}: people {human}, machine {machine}, difference {difference}{comment}",
                    pair.conversation, pair.agent, pair.reviewer
                ),
            });
        }
    }
    if let Some(agreement) = &summary.agreement {
        line("");
        line(lang.pick("复核人之间", "Among reviewers"));
        for l in text::agreement(agreement, lang) {
            line(&format!("  {l}"));
        }
        for disputed in agreement.disputed.iter().take(DISPUTED) {
            let (answers, settled) = (text::answers(disputed, lang), text::verdict(disputed.settled, lang));
            line(&format!(
                "  {} {}{}{}{answers} → {settled}",
                disputed.conversation,
                disputed.rule,
                quoted(&disputed.words, lang),
                lang.pick("：", ": ")
            ));
        }
        let more = agreement.disputed.len().saturating_sub(DISPUTED);
        if more > 0 {
            line(&match lang {
                Lang::Zh => format!("  另有 {more} 项有分歧（--format json 列出全部）"),
                Lang::En => format!("  {more} more are disputed (--format json lists them all)"),
            });
        }
    }
    if !summary.appeals.is_empty() {
        let open = summary.appeals.iter().filter(|a| a.decision.is_none()).count();
        let all = summary.appeals.len();
        line("");
        line(&match lang {
            Lang::Zh => format!("申诉 {all} 项，未裁定 {open} 项"),
            Lang::En => format!("{all} appeals, {open} open"),
        });
        for appeal in &summary.appeals {
            let words = quoted(&appeal.words, lang);
            let said = text::appeal(appeal, lang);
            line(&format!("  {} {}{words}{}{said}", appeal.conversation, appeal.rule, lang.pick("：", ": ")));
        }
    }
    if let Some(gate) = text::gate(summary, lang) {
        line("");
        line(&gate);
    }
    out
}

fn quoted(words: &str, lang: Lang) -> String {
    if words.is_empty() { String::new() } else { format!("{}“{words}”", lang.pick("", " ")) }
}

/// A line a rule, in columns.
fn table(rules: &[Accuracy], lang: Lang) -> Vec<String> {
    let head = lang.pick(
        ["规则", "报对", "误报", "漏报", "未报对", "待定", "查准率", "查全率"],
        ["rule", "right", "false", "missed", "quiet", "open", "precision", "recall"],
    );
    let mut rows = vec![head.map(str::to_owned)];
    for rule in rules {
        rows.push([
            rule.rule.clone().unwrap_or_default(),
            rule.confirmed.to_string(),
            rule.false_alarms.to_string(),
            rule.missed.to_string(),
            rule.rightly_quiet.to_string(),
            rule.undecided.to_string(),
            text::precision(rule, lang),
            text::recall(rule, lang),
        ]);
    }
    let width = |column: usize| rows.iter().map(|row| row[column].width()).max().unwrap_or(0);
    let widths: [usize; 8] = std::array::from_fn(width);
    let cells = |row: &[String; 8]| {
        let cell = |(at, text): (usize, &String)| {
            let gap = " ".repeat(widths[at] - text.width());
            if (1..6).contains(&at) { format!("{gap}{text}") } else { format!("{text}{gap}") }
        };
        row.iter().enumerate().map(cell).collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    rows.iter().map(cells).collect()
}
