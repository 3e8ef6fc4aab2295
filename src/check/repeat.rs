//! `repeat`: the same speaker says the same again.

use std::borrow::Cow;
use std::ops::Range;

use super::Ruling;
use super::compile::Compiler;
use super::conversation::Conversation;
use super::forbid::{in_quotation_marks, merge};
use super::said::TurnHit;
use super::scope::{Scope, Window};
use super::unless::Unless;
use crate::outcome::{Exception, Finding, Location, Outcome, Reason, Silenced, Value};
use crate::rule::file::{Granularity, RepeatFile, RepeatTurnsFile, RoleFile};
use crate::text::stutter;

/// A compiled `repeat`.
#[derive(Debug, serde::Serialize, serde::Deserialize)]
pub(crate) struct Repeat {
    words: bool,
    turns: Option<Turns>,
    unless: Unless,
    scope: Scope,
    report: Granularity,
}

#[derive(Debug, serde::Serialize, serde::Deserialize)]
struct Turns {
    similarity: f64,
    characters: usize,
    within: usize,
    times: usize,
}

impl Repeat {
    pub(crate) fn compile(file: &RepeatFile, compiler: &mut Compiler<'_>) -> Self {
        let role = file.role.unwrap_or(RoleFile::Agent);
        Self {
            words: file.words,
            turns: file.turns.as_ref().map(Turns::from),
            unless: Unless::compile(&file.unless, role, compiler),
            scope: Scope::compile(&file.scope, role, compiler),
            report: file.report,
        }
    }

    pub(crate) fn run(&self, conversation: &Conversation<'_>) -> Ruling {
        let windows = match self.scope.windows(conversation) {
            Ok(windows) => windows,
            Err(reason) => return Outcome::Unknown(reason).into(),
        };
        if windows.is_empty() {
            return Outcome::NotApplicable(Reason::NoTurns).into();
        }
        let mut silenced = Vec::new();
        let mut findings = if self.words { self.words(conversation, &windows, &mut silenced) } else { Vec::new() };
        if let Some(turns) = &self.turns {
            for finding in turns.findings(conversation, &windows) {
                self.take(finding, conversation, &mut findings, &mut silenced);
            }
        }
        findings.sort_by_key(|f| f.turn);
        let outcome = if findings.is_empty() { Outcome::Pass(Vec::new()) } else { Outcome::Fail(findings) };
        Ruling { outcome, silenced }
    }

    /// Adds the finding of a turn that is said again, unless the turn is excused.
    fn take(
        &self,
        finding: Finding,
        conversation: &Conversation<'_>,
        findings: &mut Vec<Finding>,
        silenced: &mut Vec<Silenced>,
    ) {
        let excuse = finding.turn.and_then(|turn| {
            let whole = 0..conversation.turns[turn].text.as_str().len();
            Some((turn, self.unless.excuse(conversation, turn, &whole)?))
        });
        match excuse {
            None => findings.push(finding),
            Some((turn, by)) => silenced.push(Silenced {
                location: Location { turn, span: finding.span },
                text: finding.text.unwrap_or_default(),
                by: Exception::Unless(by),
            }),
        }
    }

    fn words(&self, conversation: &Conversation<'_>, windows: &[Window], silenced: &mut Vec<Silenced>) -> Vec<Finding> {
        let mut kept: Vec<TurnHit> = Vec::new();
        for window in windows {
            let view = &conversation.turns[window.turn];
            let (text, pauses) = (view.text.as_str(), view.text.pauses());
            let found = match window.range.len() == text.len() {
                true => Cow::Borrowed(view.stutters()),
                false => Cow::Owned(stutter::find(&text[window.range.clone()])),
            };
            for found in found.iter() {
                let range = window.range.start + found.start..window.range.start + found.end;
                // 告诉我|我帮您查: one sentence ends in a pause, the next begins with the same word.
                if pauses.iter().any(|p| range.start < *p && *p < range.end) {
                    continue;
                }
                let hit = TurnHit { turn: window.turn, range, pattern: 0, sound: false, estimated: window.estimated };
                match self.excuse(conversation, text, &hit) {
                    None => merge(&mut kept, hit, self.report),
                    Some(by) => silenced.push(Silenced {
                        location: conversation.location(hit.turn, hit.range.clone()),
                        text: conversation.words(hit.turn, hit.range),
                        by,
                    }),
                }
            }
        }
        let finding = |hit: TurnHit| Finding { estimated: hit.estimated, ..conversation.finding(hit.turn, hit.range) };
        kept.into_iter().map(finding).collect()
    }

    fn excuse(&self, conversation: &Conversation<'_>, text: &str, hit: &TurnHit) -> Option<Exception> {
        if in_quotation_marks(text, hit) {
            return Some(Exception::Quoted);
        }
        self.unless.excuse(conversation, hit.turn, &hit.range).map(Exception::Unless)
    }
}

impl From<&RepeatTurnsFile> for Turns {
    fn from(file: &RepeatTurnsFile) -> Self {
        Self {
            similarity: file.similarity.unwrap_or(0.9),
            characters: file.characters.unwrap_or(10),
            within: file.within.unwrap_or(10),
            times: file.times.unwrap_or(2),
        }
    }
}

impl Turns {
    /// A finding for every turn that says what one before it said; it points back at that one.
    fn findings(&self, conversation: &Conversation<'_>, windows: &[Window]) -> Vec<Finding> {
        let texts: Vec<(usize, String)> =
            windows.iter().map(|w| (w.turn, letters(conversation, w.turn, w.range.clone()))).collect();
        let mut findings = Vec::new();
        for (place, (turn, text)) in texts.iter().enumerate() {
            if text.chars().count() < self.characters {
                continue;
            }
            let earlier = texts[place.saturating_sub(self.within)..place].iter().rev();
            let mut same = earlier
                .filter(|(_, other)| other.chars().count() >= self.characters)
                .filter_map(|(other, letters)| Some((*other, similarity(letters, text, self.similarity)?)));
            let Some((other, value)) = same.next() else { continue };
            if same.count() + 2 < self.times {
                continue;
            }
            let whole = 0..conversation.turns[*turn].text.as_str().len();
            let mut finding = conversation.finding(*turn, whole);
            finding.related = vec![Location { turn: other, span: None }];
            finding.values = vec![("value", Value::Number(value)), ("limit", Value::Number(self.similarity))];
            findings.push(finding);
        }
        findings
    }
}

fn letters(conversation: &Conversation<'_>, turn: usize, range: Range<usize>) -> String {
    conversation.turns[turn].text.as_str()[range].chars().filter(|c| c.is_alphanumeric()).collect()
}

/// How alike two texts are (1 less the edit distance over the longer length), if that is enough.
fn similarity(a: &str, b: &str, enough: f64) -> Option<f64> {
    let (a_len, b_len) = (a.chars().count(), b.chars().count());
    let longer = a_len.max(b_len);
    let shorter = a_len.min(b_len);
    // The distance is at least the difference in length.
    if (shorter as f64) < enough * longer as f64 {
        return None;
    }
    let distance = strsim::levenshtein(a, b);
    let value = 1.0 - distance as f64 / longer as f64;
    (value >= enough).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{found, outcome};

    #[test]
    fn stutters_are_found_unless_quoted_or_listed() {
        let check = "  repeat: { words: true, unless: [的的花店] }";
        assert_eq!(found(check, "坐席：您的的订单"), Some(vec!["的的".to_owned()]));
        assert_eq!(found(check, "坐席：您说的“我我我”是什么意思"), None);
        assert_eq!(found(check, "坐席：店名是的的花店"), None);
        assert_eq!(found(check, "坐席：您念给我 我帮您登记"), None);
    }

    #[test]
    fn a_turn_said_again_points_back_at_the_first() {
        let check = "  repeat: { turns: { similarity: 0.85, characters: 8 } }";
        let said = "坐席：这边帮您查询一下订单。\n客户：好\n坐席：这边为您查询一下订单！\n坐席：好的";
        let Outcome::Fail(findings) = outcome(check, said) else { panic!("nothing found") };
        assert_eq!((findings.len(), findings[0].turn), (1, Some(2)));
        assert_eq!(findings[0].related, [Location { turn: 0, span: None }]);
    }

    #[test]
    fn so_many_times_and_with_exceptions() {
        let check = |more: &str| format!("  repeat: {{ turns: {{ characters: 4{more} }}, unless: [再见] }}");
        let twice = "坐席：请您稍等一下\n坐席：请您稍等一下";
        assert!(found(&check(""), twice).is_some());
        assert!(found(&check(", times: 3"), twice).is_none());
        assert!(found(&check(", times: 3"), "坐席：请您稍等一下\n坐席：请您稍等一下\n坐席：请您稍等一下").is_some());
        assert!(found(&check(""), "坐席：感谢来电再见\n坐席：感谢来电再见").is_none());
    }

    #[test]
    fn similarity_counts_edits_against_the_longer_text() {
        assert_eq!(similarity("请您稍等一下", "请您稍等一下", 0.9), Some(1.0));
        assert_eq!(similarity("请您稍等一下好吗", "请您稍等一下", 0.9), None);
        let near = similarity("这边帮您查询一下订单", "这边为您查询一下订单", 0.85);
        assert!(near.is_some_and(|v| (v - 0.9).abs() < 1e-9));
    }
}
