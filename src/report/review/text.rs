//! Figures and names of a review as people read them.

use crate::lang::Lang;
use crate::report::words::figure;
use crate::review::accuracy::{Accuracy, RecallUnknown};
use crate::review::interval::Share;
use crate::review::summary::{Agreement, AppealEntry, Counts, DisputedEntry, GateFailure, Summary};
use crate::review::verdict::Verdict;

/// `91.2%`.
pub(super) fn percent(share: f64) -> String {
    format!("{:.1}%", share * 100.0)
}

/// `91.2%（82.0–95.9%）`.
pub(super) fn share(share: &Share, lang: Lang) -> String {
    let (value, low, high) = (percent(share.value), share.low * 100.0, share.high * 100.0);
    match lang {
        Lang::Zh => format!("{value}（{low:.1}–{high:.1}%）"),
        Lang::En => format!("{value} ({low:.1}–{high:.1}%)"),
    }
}

/// A number with its sign.
pub(super) fn signed(value: f64) -> String {
    let sign = if value > 0.0 { "+" } else { "" };
    format!("{sign}{}", figure(value)).replace('-', "−")
}

/// A coefficient to two decimals.
pub(super) fn coefficient(value: f64) -> String {
    format!("{value:.2}").replace('-', "−")
}

/// Precision, or that nothing was reviewed.
pub(super) fn precision(accuracy: &Accuracy, lang: Lang) -> String {
    accuracy.precision.as_ref().map_or_else(|| "—".to_owned(), |p| share(p, lang))
}

/// Recall, or why it can't be known.
pub(super) fn recall(accuracy: &Accuracy, lang: Lang) -> String {
    match (&accuracy.recall, accuracy.recall_unknown) {
        (Some(recall), _) => share(recall, lang),
        (None, Some(why)) => unknown(why, lang).to_owned(),
        (None, None) => "—".to_owned(),
    }
}

/// Why recall can't be known.
const fn unknown(why: RecallUnknown, lang: Lang) -> &'static str {
    match why {
        RecallUnknown::NoReport => lang.pick("未知：报出的都没有复核", "unknown: no report was reviewed"),
        RecallUnknown::NoQuiet => lang.pick("未知：未报的都没有复核", "unknown: nothing quiet was reviewed"),
        RecallUnknown::NothingDue => lang.pick("未知：没有遇到该报的", "unknown: nothing due was met"),
    }
}

/// A verdict, or that there is none.
pub(super) fn verdict(verdict: Option<Verdict>, lang: Lang) -> &'static str {
    verdict.map_or(lang.pick("未定", "open"), |v| v.shown(lang))
}

/// What was reviewed, in sentences.
pub(super) fn counts(summary: &Summary, lang: Lang) -> Vec<String> {
    let Counts { conversations, read, findings, quiet, settled, undecided, split, missed, missed_by_the_way } =
        summary.counts;
    let files = summary.files.len();
    let mut lines = Vec::new();
    lines.push(match lang {
        Lang::Zh => format!("{files} 个文件，{conversations} 个会话，其中通读 {read} 个；问题 {findings} 项，未报 {quiet} 项。"),
        Lang::En => format!(
            "{files} files, {conversations} conversations, {read} of them read in full; {findings} findings, {quiet} quiet items."
        ),
    });
    lines.push(match lang {
        Lang::Zh => {
            format!("已有结论 {settled} 项，待定 {undecided} 项，各执一词 {split} 项；补充的漏报 {missed} 处。")
        }
        Lang::En => format!("{settled} settled, {undecided} undecided, {split} split; {missed} misses added."),
    });
    for sample in &summary.samples {
        let by = if sample.by.is_empty() { String::new() } else { sample.by.join(lang.pick("、", ", ")) };
        let (size, all) = (sample.size, sample.conversations);
        let by_rule = sample.unit == "judgement";
        lines.push(match (lang, by_rule) {
            (Lang::Zh, false) if by.is_empty() => format!("样本：从 {all} 个会话抽 {size} 个。"),
            (Lang::Zh, false) => {
                format!("样本：从 {all} 个会话抽 {size} 个，按 {by} 分层；以下比率按权重推算到全部会话。")
            }
            (Lang::Zh, true) => {
                format!("样本：从 {all} 个会话抽 {size} 个判定，按 {by} 分层；以下比率按权重推算到全部会话。")
            }
            (Lang::En, false) if by.is_empty() => format!("Sample: {size} of {all} conversations."),
            (Lang::En, false) => {
                format!("Sample: {size} of {all} conversations, by {by}; shares are weighted up to all of them.")
            }
            (Lang::En, true) => {
                format!(
                    "Sample: {size} judgements on {all} conversations, by {by}; shares are weighted up to all of them."
                )
            }
        });
    }
    if missed_by_the_way > 0 {
        lines.push(match lang {
            Lang::Zh => format!(
                "{missed_by_the_way} 处漏报没有计入查全率：会话没有标“已通读”，或规则在那里不适用、无法判定。"
            ),
            Lang::En => format!(
                "{missed_by_the_way} misses are no part of recall: the conversation is not marked as read in full, or the rule did not look."
            ),
        });
    }
    if !summary.reviewers.is_empty() {
        let each = summary.reviewers.iter().map(|r| match lang {
            Lang::Zh => format!("{} {} 项、打分 {} 个会话", r.name, r.verdicts, r.scores),
            Lang::En => format!("{} {} verdicts, {} scores", r.name, r.verdicts, r.scores),
        });
        let each = each.collect::<Vec<_>>().join(lang.pick("；", "; "));
        lines.push(format!("{}{each}{}", lang.pick("复核人：", "Reviewers: "), lang.pick("。", ".")));
    }
    lines
}

/// All rules together, a line a figure.
pub(super) fn overall(accuracy: &Accuracy, lang: Lang) -> Vec<String> {
    let a = accuracy;
    let mut lines = Vec::new();
    lines.push(match lang {
        Lang::Zh => format!(
            "查准率 {}：报出 {} 项，{} 项误报",
            precision(a, lang),
            a.confirmed + a.false_alarms,
            a.false_alarms
        ),
        Lang::En => {
            format!(
                "precision {}: {} reports, {} false alarms",
                precision(a, lang),
                a.confirmed + a.false_alarms,
                a.false_alarms
            )
        }
    });
    let looked = a.missed + a.rightly_quiet;
    lines.push(match lang {
        Lang::Zh => format!("查全率 {}：复核未报 {looked} 项，漏报 {} 项", recall(a, lang), a.missed),
        Lang::En => format!("recall {}: {looked} quiet judgements reviewed, {} missed", recall(a, lang), a.missed),
    });
    if let Some(f1) = &a.f1 {
        let (value, low, high) = (coefficient(f1.value), coefficient(f1.low), coefficient(f1.high));
        lines.push(match lang {
            Lang::Zh => format!("F1 {value}（{low}–{high}）"),
            Lang::En => format!("F1 {value} ({low}–{high})"),
        });
    }
    lines
}

/// Scores of people and the machine, in a sentence.
pub(super) fn scores(scores: &crate::review::scores::Scores, lang: Lang) -> String {
    let s = scores;
    let (human, machine, difference, absolute) =
        (figure(s.human), figure(s.machine), signed(s.difference), figure(s.absolute));
    let interval = s.interval.map_or(String::new(), |[low, high]| {
        let (low, high) = (signed(low), signed(high));
        match lang {
            Lang::Zh => format!("（95% {low} 到 {high}）"),
            Lang::En => format!(" (95% {low} to {high})"),
        }
    });
    let correlation = s.correlation.map_or_else(|| "—".to_owned(), coefficient);
    match lang {
        Lang::Zh => format!(
            "{} 对：人工平均 {human}，机器平均 {machine}，人工减机器 {difference}{interval}；平均相差 {absolute}，相关系数 {correlation}",
            s.n
        ),
        Lang::En => format!(
            "{} pairs: people {human}, machine {machine}, people minus machine {difference}{interval}; mean absolute difference {absolute}, correlation {correlation}",
            s.n
        ),
    }
}

/// How far reviewers agree: all, then two each.
pub(super) fn agreement(agreement: &Agreement, lang: Lang) -> Vec<String> {
    let none = lang.pick("无从计算（结论全都一样）", "undefined (all say the same)");
    let same = agreement.same.as_ref().map_or_else(|| "—".to_owned(), |s| share(s, lang));
    let alpha = agreement.alpha.map_or_else(|| none.to_owned(), coefficient);
    let (items, judgements) = (agreement.items, agreement.judgements);
    let mut lines = vec![match lang {
        Lang::Zh => format!("{items} 项有两人以上复核，共 {judgements} 个结论；一致率 {same}，Krippendorff α {alpha}"),
        Lang::En => {
            format!(
                "{items} items with two or more verdicts, {judgements} in all; agreement {same}, Krippendorff's α {alpha}"
            )
        }
    }];
    for pair in &agreement.pairs {
        let [a, b] = &pair.reviewers;
        let kappa = pair.kappa.map_or_else(|| none.to_owned(), coefficient);
        let (n, same) = (pair.n, pair.same);
        lines.push(match lang {
            Lang::Zh => format!("{a} 与 {b}：{n} 项，{same} 项一致，Cohen κ {kappa}"),
            Lang::En => format!("{a} and {b}: {n} items, {same} the same, Cohen's κ {kappa}"),
        });
    }
    lines
}

/// Who says what of an item.
pub(super) fn answers(disputed: &DisputedEntry, lang: Lang) -> String {
    let each = disputed.answers.iter().map(|a| {
        let comment = match (a.comment.is_empty(), lang) {
            (true, _) => String::new(),
            (false, Lang::Zh) => format!("（{}）", a.comment),
            (false, Lang::En) => format!(" ({})", a.comment),
        };
        format!("{} {}{comment}", a.reviewer, a.verdict.shown(lang))
    });
    each.collect::<Vec<_>>().join(lang.pick("，", ", "))
}

/// An appeal, in a sentence.
pub(super) fn appeal(appeal: &AppealEntry, lang: Lang) -> String {
    let (by, reason) = (&appeal.by, &appeal.reason);
    let reviewed = verdict(appeal.reviewed, lang);
    match (appeal.decision, lang) {
        (None, Lang::Zh) => format!("{by} 申诉：{reason}（未裁定；复核结论：{reviewed}）"),
        (None, Lang::En) => format!("{by} appeals: {reason} (open; reviewed as: {reviewed})"),
        (Some(decision), Lang::Zh) => {
            format!("{by} 申诉：{reason}（{}，{}；复核结论：{reviewed}）", decision.shown(lang), appeal.decided_by)
        }
        (Some(decision), Lang::En) => {
            format!("{by} appeals: {reason} ({}, {}; reviewed as: {reviewed})", decision.shown(lang), appeal.decided_by)
        }
    }
}

/// Whether limits are reached, if there are any.
pub(super) fn gate(summary: &Summary, lang: Lang) -> Option<String> {
    let gate = summary.gate.as_ref()?;
    if gate.passed {
        return Some(lang.pick("门禁：通过。", "Gate: passed.").to_owned());
    }
    let each = gate.failed.iter().map(|failure| below(failure, lang)).collect::<Vec<_>>().join(lang.pick("；", "; "));
    Some(match lang {
        Lang::Zh => format!("门禁：未通过（{each}）。"),
        Lang::En => format!("Gate: failed ({each})."),
    })
}

fn below(failure: &GateFailure, lang: Lang) -> String {
    let name = match failure.figure.as_str() {
        "precision" => lang.pick("查准率", "precision"),
        "recall" => lang.pick("查全率", "recall"),
        "kappa" => "κ",
        _ => "α",
    };
    let who = failure.reviewers.as_ref().map_or(String::new(), |[a, b]| match lang {
        Lang::Zh => format!("{a} 与 {b} 的 "),
        Lang::En => format!("{a} and {b}: "),
    });
    let value = failure.value.map_or_else(|| lang.pick("未知", "unknown").to_owned(), coefficient_3);
    match lang {
        Lang::Zh => format!("{who}{name} {value}，要求至少 {}", figure(failure.limit)),
        Lang::En => format!("{who}{name} {value}, at least {} is asked for", figure(failure.limit)),
    }
}

fn coefficient_3(value: f64) -> String {
    format!("{value:.3}").replace('-', "−")
}
