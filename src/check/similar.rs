//! `similar`: what is said is, or is not, like one of some sentences.

use std::ops::Range;

use std::sync::OnceLock;

use super::Ruling;
use super::compile::Compiler;
use super::conversation::Conversation;
use super::scope::{Scope, Window};
use super::unless::Unless;
use crate::outcome::{Exception, Finding, Outcome, Reason, Silenced, Value};
use crate::rule::file::{DEFAULT_THRESHOLD, RoleFile, SimilarFile, SimilarUnit, Want};
use crate::text::normalize::normalize;
use crate::text::similarity::{Closest, Examples};

/// The measure, as findings name it.
const METRIC: &str = "cosine of characters and pairs";

/// A compiled `similar`.
#[derive(Debug, serde::Serialize, serde::Deserialize)]
pub(crate) struct Similar {
    written: Vec<String>,
    /// Made when they are first needed.
    #[serde(skip)]
    examples: OnceLock<Examples>,
    unit: SimilarUnit,
    threshold: f64,
    want: Want,
    unless: Unless,
    scope: Scope,
}

impl Similar {
    pub(crate) fn compile(file: &SimilarFile, compiler: &mut Compiler<'_>) -> Self {
        let role = file.role.unwrap_or(RoleFile::Agent);
        let written: Vec<String> = file.to.iter().map(|t| t.value.clone()).collect();
        Self {
            examples: OnceLock::new(),
            written,
            unit: file.unit,
            threshold: file.threshold.as_ref().map_or(DEFAULT_THRESHOLD, |t| t.value),
            want: file.want,
            unless: Unless::compile(&file.unless, role, compiler),
            scope: Scope::compile(&file.scope, role, compiler),
        }
    }

    fn examples(&self) -> &Examples {
        self.examples.get_or_init(|| {
            let normal: Vec<String> = self.written.iter().map(|t| normalize(t).as_str().to_owned()).collect();
            Examples::new(normal.iter().map(String::as_str))
        })
    }

    pub(crate) fn run(&self, conversation: &Conversation<'_>) -> Ruling {
        let windows = match self.scope.windows(conversation) {
            Ok(windows) => windows,
            Err(reason) => return Outcome::Unknown(reason).into(),
        };
        if windows.is_empty() {
            return Outcome::NotApplicable(Reason::NoTurns).into();
        }
        // Where it should be said, the finding tells how near the nearest words came.
        let least = if self.want == Want::Present { f64::MIN_POSITIVE } else { self.threshold };
        let mut silenced = Vec::new();
        let mut alike: Vec<(usize, Range<usize>, Closest)> = Vec::new();
        let mut nearest: Option<(usize, Range<usize>, Closest)> = None;
        for (turn, range) in windows.iter().flat_map(|w| self.units(w, conversation)) {
            let text = &conversation.turns[turn].text.as_str()[range.clone()];
            let Some(closest) = self.examples().closest(text, least) else { continue };
            if closest.percent < self.threshold {
                if nearest.as_ref().is_none_or(|(.., n)| closest.percent > n.percent) {
                    nearest = Some((turn, range, closest));
                }
                continue;
            }
            match self.unless.excuse(conversation, turn, &range) {
                None => alike.push((turn, range, closest)),
                Some(by) => silenced.push(Silenced {
                    location: conversation.location(turn, range.clone()),
                    text: conversation.words(turn, range),
                    by: Exception::Unless(by),
                }),
            }
        }
        let outcome = match (self.want, alike.is_empty()) {
            (Want::Absent, true) => Outcome::Pass(Vec::new()),
            (Want::Absent, false) => {
                let finding = |(turn, range, closest)| self.finding(conversation.finding(turn, range), Some(closest));
                Outcome::Fail(alike.into_iter().map(finding).collect())
            }
            (Want::Present, false) => {
                Outcome::Pass(alike.into_iter().map(|(turn, range, _)| conversation.location(turn, range)).collect())
            }
            (Want::Present, true) => {
                let mut finding = self.finding(Finding::default(), nearest.as_ref().map(|n| n.2));
                finding.related =
                    nearest.into_iter().map(|(turn, range, _)| conversation.location(turn, range)).collect();
                Outcome::Fail(vec![finding])
            }
        };
        Ruling { outcome, silenced }
    }

    fn units(&self, window: &Window, conversation: &Conversation<'_>) -> Vec<(usize, Range<usize>)> {
        match self.unit {
            SimilarUnit::Turn => vec![(window.turn, window.range.clone())],
            SimilarUnit::Sentence => conversation
                .sentences(window.turn)
                .iter()
                .map(|s| s.start.max(window.range.start)..s.end.min(window.range.end))
                .filter(|s| s.start < s.end)
                .map(|s| (window.turn, s))
                .collect(),
        }
    }

    /// `{value}` is how alike the nearest words are, `{like}` the example they are nearest to, `{limit}` the threshold.
    fn finding(&self, mut finding: Finding, closest: Option<Closest>) -> Finding {
        finding.values.push(("value", Value::Number(closest.map_or(0.0, |c| c.percent))));
        finding.values.push(("limit", Value::Number(self.threshold)));
        finding.values.push(("metric", Value::Text(METRIC.to_owned())));
        if let Some(like) = closest.and_then(|c| self.written.get(c.example)) {
            finding.values.push(("like", Value::Text(like.clone())));
        }
        finding
    }
}
