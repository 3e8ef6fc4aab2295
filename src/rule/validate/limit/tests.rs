//! Limits that can't work, as a person who writes one is told.

use crate::lang::Lang;
use crate::rule::error::SourceFile;
use crate::rule::set::{DEFAULT_DIMENSIONS, Layer, RuleSet};

/// Messages and help for a limit in one line of YAML.
fn errors(limit: &str) -> Vec<String> {
    let text = format!(
        "id: t/limit\ntitle: t\nseverity: minor\ndimension: 时效\nmessage: m\ncheck:\n  limit: {{ {limit} }}\n"
    );
    let file = SourceFile { name: "t/limit.yaml".into(), path_id: "t/limit".into(), text, checked: false };
    match RuleSet::load(vec![Layer { files: vec![file] }], &DEFAULT_DIMENSIONS.map(str::to_owned)) {
        Ok(_) => Vec::new(),
        Err(errors) => errors
            .iter()
            .map(|e| {
                format!(
                    "{}:{} {} | {}",
                    e.line_column().0,
                    e.line_column().1,
                    e.message(Lang::En),
                    e.help(Lang::En).unwrap_or_default()
                )
            })
            .collect(),
    }
}

#[test]
fn sound_limits_are_taken() {
    for limit in [
        "metric: silence, max: 10",
        "metric: speech-rate, min: 120, max: 300, role: agent, of: average, at_least_seconds: 3",
        "metric: response, max: { call: 5, chat: 60 }, of: p90",
        "metric: case-hours, case: { until: answer, by_priority: { P1: 2 } }",
        "metric: last-speaker, role: agent, max: 0",
    ] {
        assert_eq!(errors(limit), Vec::<String>::new(), "{limit}");
    }
}

#[test]
fn what_cannot_work_is_said() {
    let one = |limit: &str, start: &str| {
        let found = errors(limit);
        assert!(found.len() == 1 && found[0].starts_with(start), "{limit}: {found:?}");
    };
    one("metric: silence", "7:20 `limit` needs `max` or `min` | write a limit like `max: 10`");
    one("metric: ring, max: 3, role: agent", "7:20 the metric `ring` does not use `role` | remove `role`: it takes");
    one("metric: silence, max: 9, over: 3", "7:20 the metric `silence` does not use `over` | remove `over`: besides");
    one("metric: silence, max: 9, waits: [稍等]", "7:20 the metric `silence` needs `agreed`");
    one("metric: case-hours, max: 9", "7:20 the metric `case-hours` needs `case` | write `case: { until: answer }`");
    one("metric: speech-rate, min: 300, max: 120", "7:20 `min` 300 is above `max` 120: no figure can meet it");
    one("metric: response, min: { chat: 9 }, max: { chat: 5, call: 9 }", "7:20 `min` 9 is above `max` 5");
    one("metric: ring, max: -1", "7:20 `max` must be a number from 0, not -1");
    one("metric: rings, max: 3", "7:20 there is no value `rings` | did you mean `ring`?");
}
