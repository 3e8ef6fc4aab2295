//! Why the gate failed, as entries for programs and sentences for people.

use super::model::GateReasonEntry;
use super::totals::Totals;
use super::words::{self, figure};
use super::{Context, kpis};
use crate::gate::Objection;
use crate::lang::Lang;

/// A reason as it is reported.
#[must_use]
pub fn entry(context: &Context<'_>, totals: &Totals, objection: &Objection) -> GateReasonEntry {
    let (count, limit) = match objection {
        Objection::Nothing => (None, None),
        Objection::Findings { count, .. } | Objection::Unknown { count } => (Some(*count), None),
        Objection::TooMany { limit, count } => (Some(*count), Some(*limit as f64)),
        Objection::Scores { least, count, .. } => (Some(*count), Some(*least)),
        Objection::Figure { figure } | Objection::UnknownFigure { figure } => {
            (totals.figures.get(*figure).map(|f| f.n), None)
        }
    };
    let rule = match objection {
        Objection::Figure { figure } | Objection::UnknownFigure { figure } => {
            totals.figures.get(*figure).map(|f| context.set.rules()[f.rule].id().to_owned())
        }
        _ => None,
    };
    GateReasonEntry {
        kind: objection.as_str().to_owned(),
        count,
        limit,
        rule,
        message: sentence(context, totals, objection),
    }
}

/// A reason in words.
#[must_use]
pub fn sentence(context: &Context<'_>, totals: &Totals, objection: &Objection) -> String {
    let lang = context.lang;
    match (objection, lang) {
        (Objection::Nothing, _) => lang.pick("没有会话可以判定", "there was no conversation to judge").into(),
        (Objection::Findings { least, count }, Lang::Zh) => {
            let or_graver = if *least == crate::rule::file::Severity::Fatal { "" } else { "及以上" };
            format!("“{}”{or_graver}的问题 {count} 个", words::severity(*least, lang))
        }
        (Objection::Findings { least, count }, Lang::En) => {
            let or_graver = if *least == crate::rule::file::Severity::Fatal { "" } else { " or graver" };
            format!("findings that are {}{or_graver}: {count}", words::severity(*least, lang))
        }
        (Objection::TooMany { limit, count }, Lang::Zh) => format!("问题 {count} 个，多于允许的 {limit} 个"),
        (Objection::TooMany { limit, count }, Lang::En) => format!("{count} findings, more than the {limit} allowed"),
        (Objection::Scores { least, count, lowest }, Lang::Zh) => {
            format!("{count} 个会话得分低于 {}，最低 {} 分", figure(*least), figure(*lowest))
        }
        (Objection::Scores { least, count, lowest }, Lang::En) => {
            format!("conversations that score less than {}: {count}, the lowest {}", figure(*least), figure(*lowest))
        }
        (Objection::Unknown { count }, Lang::Zh) => format!("无法判定 {count} 项（--strict）"),
        (Objection::Unknown { count }, Lang::En) => format!("{count} outcomes unknown (--strict)"),
        (Objection::Figure { figure }, _) => {
            totals.figures.get(*figure).map(|f| kpis::line(context, totals, *figure, f)).unwrap_or_default()
        }
        (Objection::UnknownFigure { figure }, _) => {
            let Some(found) = totals.figures.get(*figure) else { return String::new() };
            let rule = &context.set.rules()[found.rule];
            let (title, id, n, least) = (rule.title(lang), rule.id(), found.n, totals.kpi_min_n);
            match lang {
                Lang::Zh => format!("{title}（{id}）无法判定：只有 {n} 个样本，至少要 {least} 个（--strict）"),
                Lang::En => format!("{title} ({id}) can't be judged: {n} samples, at least {least} needed (--strict)"),
            }
        }
    }
}
