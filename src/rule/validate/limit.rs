//! What can be wrong with a `limit` whose types are right: no limit, one that nothing meets, keys without effect.

use crate::rule::error::RuleErrorKind;
use crate::rule::file::{ByChannel, LimitFile, Metric, Of, Parameter};
use crate::transcript::Channel;

/// Reports everything that is wrong with a limit.
pub(super) fn check(limit: &LimitFile, report: &mut impl FnMut(RuleErrorKind)) {
    let metric = limit.metric.value;
    let name = metric.as_str();
    let own = limit.case.as_ref().is_some_and(|c| !c.by_priority.is_empty());
    if limit.max.is_none() && limit.min.is_none() && !own {
        report(RuleErrorKind::NoLimit);
    }
    let used: Vec<&'static str> = metric.parameters().iter().map(|p| p.key()).collect();
    for parameter in Parameter::ALL {
        if limit.has(parameter) && !metric.parameters().contains(&parameter) {
            let kind = RuleErrorKind::UnusedParameter { key: parameter.key(), metric: name, used: used.clone() };
            report(kind);
        }
    }
    if limit.of == Some(Of::Share) && !metric.in_seconds() {
        report(RuleErrorKind::UnusedParameter { key: "of: share", metric: name, used: used.clone() });
    }
    for key in missing(limit) {
        report(RuleErrorKind::MissingParameter { key, metric: name });
    }
    figures(limit, report);
}

/// Keys without which a metric can never find anything.
fn missing(limit: &LimitFile) -> Vec<&'static str> {
    let needed: &[Parameter] = match limit.metric.value {
        Metric::CaseHours => &[Parameter::Case],
        Metric::LastSpeaker | Metric::TalkShare => &[Parameter::Role],
        _ => &[],
    };
    let mut keys: Vec<&'static str> = needed.iter().filter(|p| !limit.has(**p)).map(|p| p.key()).collect();
    // Consent to waits that are never recognised means nothing.
    if limit.metric.value == Metric::Silence && limit.has(Parameter::Agreed) != limit.has(Parameter::Waits) {
        keys.push(if limit.has(Parameter::Agreed) { "waits" } else { "agreed" });
    }
    keys
}

fn figures(limit: &LimitFile, report: &mut impl FnMut(RuleErrorKind)) {
    let all = |limit: &ByChannel| match limit {
        ByChannel::Same(v) => vec![*v],
        ByChannel::Each(map) => map.values().copied().collect(),
    };
    let mut given: Vec<(&'static str, f64)> = Vec::new();
    given.extend(limit.max.iter().flat_map(all).map(|v| ("max", v)));
    given.extend(limit.min.iter().flat_map(all).map(|v| ("min", v)));
    given.extend(limit.over.map(|v| ("over", v)));
    given.extend(limit.at_least_seconds.map(|v| ("at_least_seconds", v)));
    given.extend(limit.case.iter().flat_map(|c| c.by_priority.values()).map(|v| ("by_priority", *v)));
    for (key, value) in given {
        if !value.is_finite() || value < 0.0 {
            report(RuleErrorKind::BadFigure { key, value });
        }
    }
    let (Some(min), Some(max)) = (&limit.min, &limit.max) else { return };
    let pairs = [Channel::Call, Channel::Chat, Channel::Email, Channel::Script].map(|c| min.get(c).zip(max.get(c)));
    if let Some((min, max)) = pairs.into_iter().flatten().find(|(min, max)| min > max) {
        report(RuleErrorKind::EmptyLimit { min, max });
    }
}

#[cfg(test)]
mod tests;
