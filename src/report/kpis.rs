//! Figures over a batch, as entries for programs and sentences for people.

use super::Context;
use super::model::{KpiEntry, TopicEntry};
use super::totals::Totals;
use super::words::figure as shown;
use crate::kpi::FigureResult;
use crate::lang::Lang;
use crate::outcome::OutcomeKind;
use crate::rule::file::CheckFile;

impl KpiEntry {
    /// A figure as it is reported.
    #[must_use]
    pub fn new(context: &Context<'_>, totals: &Totals, index: usize, figure: &FigureResult) -> Self {
        let (min, max) = figure.limits;
        let topic = |t: &crate::kpi::Topic| TopicEntry {
            word: t.word.clone(),
            conversations: t.conversations,
            weight: t.weight,
        };
        Self {
            rule: context.set.rules()[figure.rule].id().to_owned(),
            group: group(context, figure),
            value: figure.value().map(|v| (v * 1e4).round() / 1e4),
            limit: figure.share.and(min.or(max)).map(|percent| percent / 100.0),
            outcome: figure.outcome,
            n: figure.n,
            waived: totals.waived_figures.get(&index).map(|w| w.reason.clone()),
            numerator: figure.share.map(|s| s.0),
            denominator: figure.share.map(|s| s.1),
            topics: figure.topics.iter().map(topic).collect(),
        }
    }
}

/// A line for every figure that has a value. One conversation makes no batch.
#[must_use]
pub fn lines(context: &Context<'_>, totals: &Totals) -> Vec<String> {
    if totals.conversations < 2 {
        return Vec::new();
    }
    let known = totals.figures.iter().enumerate().filter(|(_, f)| f.outcome != OutcomeKind::Unknown);
    known.map(|(i, f)| line(context, totals, i, f)).collect()
}

/// `人工接通率（kpi/answer-rate）90%（9/10），不低于 85%：达标`
#[must_use]
pub fn line(context: &Context<'_>, totals: &Totals, index: usize, figure: &FigureResult) -> String {
    let lang = context.lang;
    let rule = &context.set.rules()[figure.rule];
    let (open, close, comma) = lang.pick(("（", "）", "，"), (" (", ")", ", "));
    let group = group(context, figure).map(|g| format!("{}{g}", lang.pick("·", " · "))).unwrap_or_default();
    let head = format!("{}{group}{open}{}{close}", rule.title(lang), rule.id());
    let Some((part, whole)) = figure.share else {
        let topics: Vec<String> = figure.topics.iter().map(|t| format!("{} {}", t.word, t.conversations)).collect();
        return match topics.is_empty() {
            true => format!("{head}{}", lang.pick("没有反复出现的词", ": no word comes up twice")),
            false => format!("{head}{}{}", lang.pick("：", ": "), topics.join(comma)),
        };
    };
    let value = figure.value().map_or_else(|| "–".to_owned(), |v| format!("{}%", shown(v * 100.0)));
    let limit = match (figure.limits, lang) {
        ((Some(min), _), Lang::Zh) => format!("，不低于 {}%", shown(min)),
        ((Some(min), _), Lang::En) => format!(", at least {}%", shown(min)),
        ((None, Some(max)), Lang::Zh) => format!("，不超过 {}%", shown(max)),
        ((None, Some(max)), Lang::En) => format!(", at most {}%", shown(max)),
        ((None, None), _) => String::new(),
    };
    let verdict = match figure.outcome {
        OutcomeKind::Fail => lang.pick("：未达标", ": missed"),
        _ if limit.is_empty() => "",
        _ => lang.pick("：达标", ": met"),
    };
    let space = lang.pick("", " ");
    let missed = figure.outcome == OutcomeKind::Fail;
    let aside = match totals.waived_figures.get(&index) {
        Some(waived) => match lang {
            Lang::Zh => format!("（已豁免：{}，{}）", waived.reason, waived.by),
            Lang::En => format!(" (waived: {}, {})", waived.reason, waived.by),
        },
        None if missed && figure.n < totals.kpi_min_n => match lang {
            Lang::Zh => format!("（样本少于 {}，不影响门禁）", totals.kpi_min_n),
            Lang::En => format!(" (fewer than {}: no matter for the gate)", totals.kpi_min_n),
        },
        None => String::new(),
    };
    format!("{head}{space}{value}{open}{part}/{whole}{close}{limit}{verdict}{aside}")
}

/// The name of the figure's group.
fn group(context: &Context<'_>, figure: &FigureResult) -> Option<String> {
    let CheckFile::Aggregate(file) = &context.set.rules()[figure.rule].file.check else { return None };
    let group = file.groups.get(figure.group?)?;
    let english = group.en.as_ref().filter(|_| context.lang == Lang::En);
    Some(english.unwrap_or(&group.name).clone())
}
