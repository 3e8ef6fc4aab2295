//! What can be wrong with an `aggregate` whose types are right: limits that are no percentages, keys without effect.

use crate::rule::error::RuleErrorKind;
use crate::rule::file::{AggregateFile, FigureKind};

/// Reports everything that is wrong with a figure but the names in it.
pub(super) fn check(figure: &AggregateFile, report: &mut impl FnMut(RuleErrorKind)) {
    let kind = figure.figure.value;
    let limits = std::iter::once((figure.min, figure.max)).chain(figure.groups.iter().map(|g| (g.min, g.max)));
    let limits: Vec<(Option<f64>, Option<f64>)> = limits.collect();
    for (min, max) in &limits {
        for (key, value) in [("min", min), ("max", max)] {
            // A rate of repeats to all others can be above 100 %.
            let most = if kind == FigureKind::RepeatComplaintRate { f64::MAX } else { 100.0 };
            if let Some(value) = value.filter(|v| !(0.0..=most).contains(v)) {
                report(RuleErrorKind::BadPercent { key, value });
            }
        }
        if let (Some(min), Some(max)) = (min, max)
            && min > max
        {
            report(RuleErrorKind::EmptyLimit { min: *min, max: *max });
        }
    }
    let used = used(kind);
    let written = [
        ("rules", !figure.rules.is_empty()),
        ("satisfied", !figure.satisfied.is_empty()),
        ("ignore", !figure.ignore.is_empty()),
        ("top", figure.top.is_some()),
    ];
    if figure.has_limit() && kind == FigureKind::TopIssues {
        report(RuleErrorKind::UnusedParameter { key: "min", metric: kind.as_str(), used: used.to_vec() });
    }
    for (key, _) in written.iter().filter(|(key, there)| *there && !used.contains(key)) {
        report(RuleErrorKind::UnusedParameter { key, metric: kind.as_str(), used: used.to_vec() });
    }
    for key in needed(kind) {
        if !written.contains(&(key, true)) {
            report(RuleErrorKind::MissingParameter { key, metric: kind.as_str() });
        }
    }
}

const fn used(kind: FigureKind) -> &'static [&'static str] {
    match kind {
        FigureKind::OnTimeRate => &["rules"],
        FigureKind::SatisfactionRate => &["satisfied"],
        FigureKind::TopIssues => &["ignore", "top"],
        _ => &[],
    }
}

const fn needed(kind: FigureKind) -> &'static [&'static str] {
    match kind {
        FigureKind::OnTimeRate => &["rules"],
        FigureKind::SatisfactionRate => &["satisfied"],
        _ => &[],
    }
}
