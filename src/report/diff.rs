//! What changes from one rule set to another, for a person.

use super::words::figure;
use crate::diff::{Change, Diff};
use crate::lang::Lang;

/// New findings, lost ones, scores by agent, and a line for all.
#[must_use]
pub fn text(diff: &Diff, lang: Lang) -> String {
    let mut out = String::new();
    for (sign, list) in [('+', &diff.new), ('-', &diff.lost)] {
        out.extend(list.iter().map(|c| change(sign, c, lang)));
    }
    if !diff.agents.is_empty() {
        out += lang.pick("\n坐席平均分：\n", "\nmean score of agents:\n");
    }
    for agent in &diff.agents {
        let name = if agent.agent.is_empty() { lang.pick("（未写坐席）", "(no agent)") } else { &agent.agent };
        let (before, after, n) = (figure(agent.before), figure(agent.after), agent.conversations);
        out += &match lang {
            Lang::Zh => format!("  {name}：{before} → {after}（{n} 个会话）\n"),
            Lang::En => format!("  {name}: {before} → {after} ({n} conversations)\n"),
        };
    }
    let (all, new, lost, same, scores) =
        (diff.conversations, diff.new.len(), diff.lost.len(), diff.same, diff.scores.len());
    if !diff.is_empty() {
        out += "\n";
    }
    out + &match lang {
        Lang::Zh => {
            format!("{all} 个会话：新增 {new} 处问题，消失 {lost} 处，相同 {same} 处；{scores} 个会话得分有变化。\n")
        }
        Lang::En => {
            format!("{all} conversations: {new} new findings, {lost} lost, {same} the same; {scores} scores differ.\n")
        }
    }
}

/// The JSON output.
#[must_use]
pub fn json(diff: &Diff) -> String {
    // A type of strings and numbers is plain JSON.
    serde_json::to_string_pretty(diff).unwrap_or_default() + "\n"
}

fn change(sign: char, change: &Change, lang: Lang) -> String {
    let turn = change.turn.map_or(String::new(), |t| match lang {
        Lang::Zh => format!(" 第 {} 轮", t + 1),
        Lang::En => format!(" turn {}", t + 1),
    });
    format!("{sign} {}{turn} {}{}{}\n", change.conversation, change.rule, lang.pick("：", ": "), change.message)
}
