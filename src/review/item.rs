//! What a reviewer sees of one judgement: the words, the turns around them, what the rule says.

use std::collections::BTreeSet;

use super::sheet::{Item, Line};
use super::verdict::Machine;
use crate::lang::Lang;
use crate::outcome::{Outcome, RuleOutcome};
use crate::report::Context;
use crate::report::escape::visible;
use crate::report::model::FindingEntry;
use crate::report::words;
use crate::rule::set::Rule;
use crate::transcript::Transcript;

/// Turns shown before and after the one that matters.
const BEFORE: usize = 2;
const AFTER: usize = 1;
/// Hits that do not count which are named.
const SILENCED: usize = 3;

/// The turns of a conversation.
pub(super) fn lines(transcript: &Transcript, lang: Lang) -> Vec<Line> {
    let line = |turn: &crate::transcript::Turn| Line {
        role: words::role(turn.role, lang).to_owned(),
        at: turn.start.map(words::clock).unwrap_or_default(),
        text: turn.text.clone(),
    };
    transcript.turns.iter().map(line).collect()
}

/// A finding.
pub(super) fn finding(context: &Context<'_>, rule: &Rule, finding: &FindingEntry, transcript: &Transcript) -> Item {
    let lang = context.lang;
    let span = finding.span.as_ref().map(|s| s.start..s.end);
    let related = finding.related.iter().map(|place| place.turn);
    let mut message = finding.message.clone();
    if let Some(fate) = words::fate(finding, lang) {
        message += lang.pick("（", " (");
        message += &fate;
        message += lang.pick("）", ")");
    }
    Item {
        machine: Machine::Fail,
        severity: words::severity(finding.severity, lang).to_owned(),
        turn: finding.turn.map(|turn| turn + 1),
        words: finding.text.clone().unwrap_or_default(),
        context: around(transcript, lang, finding.turn.map(|turn| (turn, span)).as_ref(), related),
        message,
        fingerprint: Some(finding.fingerprint.clone()),
        ..about(rule, lang)
    }
}

/// A rule that reports nothing.
pub(super) fn quiet(
    context: &Context<'_>,
    rule: &Rule,
    machine: Machine,
    outcome: &RuleOutcome,
    transcript: &Transcript,
) -> Item {
    let lang = context.lang;
    let evidence = match &outcome.outcome {
        Outcome::Pass(places) => places.as_slice(),
        Outcome::Fail(_) | Outcome::NotApplicable(_) | Outcome::Unknown(_) => &[],
    };
    let first = evidence.first();
    let mut message = match &outcome.outcome {
        Outcome::NotApplicable(reason) => words::reason(*reason, lang).to_owned(),
        Outcome::Pass(_) | Outcome::Fail(_) | Outcome::Unknown(_) => {
            lang.pick("没有发现问题", "nothing found").to_owned()
        }
    };
    for hit in outcome.silenced.iter().take(SILENCED) {
        let (turn, by) = (hit.location.turn + 1, words::exception(&hit.by, lang));
        message += &match lang {
            Lang::Zh => format!("；第 {turn} 轮“{}”未计：{by}", hit.text),
            Lang::En => format!("; “{}” in turn {turn} does not count: {by}", hit.text),
        };
    }
    let place = first.or(outcome.silenced.first().map(|hit| &hit.location));
    let cut = |turn: usize, span: &std::ops::Range<usize>| -> Option<String> {
        Some(transcript.turns.get(turn)?.text.chars().skip(span.start).take(span.len()).collect())
    };
    Item {
        machine,
        severity: words::severity(rule.file.severity, lang).to_owned(),
        turn: place.map(|place| place.turn + 1),
        words: place.and_then(|p| cut(p.turn, p.span.as_ref()?)).unwrap_or_default(),
        context: place.map_or_else(Vec::new, |place| {
            around(transcript, lang, Some(&(place.turn, place.span.clone())), evidence.iter().skip(1).map(|p| p.turn))
        }),
        message,
        ..about(rule, lang)
    }
}

fn about(rule: &Rule, lang: Lang) -> Item {
    let english = rule.file.en.as_ref().filter(|_| lang == Lang::En);
    let clauses: Vec<&str> = rule.file.clauses.iter().map(|c| c.value.as_str()).collect();
    Item {
        rule: rule.id().to_owned(),
        title: rule.title(lang).to_owned(),
        clauses: clauses.join(lang.pick("、", ", ")),
        rationale: english.map_or(&rule.file.rationale, |en| &en.rationale).clone(),
        ..Item::default()
    }
}

/// The turns around a place and those that explain it, numbered from 1, the words in 【】.
fn around(
    transcript: &Transcript,
    lang: Lang,
    place: Option<&(usize, Option<std::ops::Range<usize>>)>,
    related: impl Iterator<Item = usize>,
) -> Vec<String> {
    let mut wanted: BTreeSet<usize> = related.collect();
    if let Some((turn, _)) = place {
        let turn = *turn;
        wanted.extend(turn.saturating_sub(BEFORE)..=turn + AFTER);
    }
    let mut out = Vec::new();
    let mut last = None;
    for at in wanted {
        let Some(turn) = transcript.turns.get(at) else { continue };
        if last.is_some_and(|last| last + 1 < at) {
            out.push(lang.pick("……", "…").to_owned());
        }
        last = Some(at);
        let span = place.filter(|(turn, _)| *turn == at).and_then(|(_, span)| span.clone());
        let text = match span {
            Some(span) => {
                let part = |from: usize, n: usize| turn.text.chars().skip(from).take(n).collect::<String>();
                let (before, hit) = (part(0, span.start), part(span.start, span.len()));
                format!("{before}【{hit}】{}", part(span.end, usize::MAX))
            }
            None => turn.text.clone(),
        };
        let role = words::role(turn.role, lang);
        out.push(format!("{} {role}{}{}", at + 1, lang.pick("：", ": "), visible(&text)));
    }
    out
}
