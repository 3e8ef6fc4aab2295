//! `ratio`: how often something is said, measured against how much is said.

use super::Ruling;
use super::compile::{Compiler, roles, written};
use super::conversation::Conversation;
use super::said::{Search, TurnHit};
use super::scope::{Scope, Window};
use crate::matcher::GroupId;
use crate::outcome::{Location, Outcome, Reason, Value};
use crate::rule::file::{RatioFile, RatioUnit, RoleFile};
use crate::text::normalize;

/// Places shown as evidence.
const MAX_PLACES: usize = 10;

/// A compiled `ratio`.
#[derive(Debug, serde::Serialize, serde::Deserialize)]
pub(crate) struct Ratio {
    of: RatioUnit,
    among: Option<GroupId>,
    search: Search,
    scope: Scope,
    min: Option<f64>,
    max: Option<f64>,
    at_least: usize,
    /// Sounds of hesitation among what is counted: inside a sentence, only these tell of them.
    hesitations: Vec<String>,
}

/// What was counted.
#[derive(Debug, Default)]
struct Count {
    units: usize,
    satisfied: Vec<Location>,
    others: Vec<Location>,
}

impl Ratio {
    pub(crate) fn compile(file: &RatioFile, compiler: &mut Compiler<'_>) -> Self {
        let role = file.role.unwrap_or(RoleFile::Agent);
        Self {
            of: file.of,
            among: compiler.group(roles(role), &file.among),
            search: Search::compile(&file.any, &file.unless, &file.only, &file.scope, role, compiler),
            scope: Scope::compile(&file.scope, role, compiler),
            min: file.min,
            max: file.max,
            at_least: file.at_least.unwrap_or(1).max(1),
            hesitations: hesitations(file, compiler),
        }
    }

    pub(crate) fn run(&self, conversation: &Conversation<'_>) -> Ruling {
        let found = match self.search.run(conversation) {
            Ok(found) => found,
            Err(reason) => return Outcome::Unknown(reason).into(),
        };
        let windows = match self.scope.windows(conversation) {
            Ok(windows) => windows,
            Err(reason) => return Outcome::Unknown(reason).into(),
        };
        let count = match self.of {
            RatioUnit::Characters => {
                let mut count = characters(conversation, &windows, &found.hits);
                count.satisfied.extend(self.hesitations_in(conversation, &windows));
                count.satisfied.sort_by_key(|place| (place.turn, place.span.as_ref().map_or(0, |s| s.start)));
                count
            }
            RatioUnit::Turns | RatioUnit::Sentences | RatioUnit::Hits => {
                self.units(conversation, &windows, &found.hits)
            }
        };
        let outcome = self.judge(conversation, count);
        Ruling { outcome, silenced: found.silenced }
    }

    /// The sounds of hesitation that count and that the normal form of windows left out.
    fn hesitations_in(&self, conversation: &Conversation<'_>, windows: &[Window]) -> Vec<Location> {
        let mut places = Vec::new();
        for window in windows {
            let view = &conversation.turns[window.turn];
            let inside = view.text.hesitations().iter().filter(|h| window.range.contains(&h.at));
            for hesitation in inside {
                let (from, n) = (hesitation.original.start, hesitation.original.len());
                let words: String = view.turn.text.chars().skip(from).take(n).collect();
                if self.hesitations.iter().any(|sound| words.contains(sound.as_str())) {
                    places.push(Location { turn: window.turn, span: Some(hesitation.original.clone()) });
                }
            }
        }
        places
    }

    fn judge(&self, conversation: &Conversation<'_>, count: Count) -> Outcome {
        if count.units < self.at_least {
            return Outcome::NotApplicable(Reason::TooFew);
        }
        let per = if self.of == RatioUnit::Characters { 100.0 } else { 1.0 };
        let value = count.satisfied.len() as f64 * per / count.units as f64;
        let too_much = self.max.filter(|max| value > *max);
        let too_little = self.min.filter(|min| value < *min);
        let Some(limit) = too_much.or(too_little) else { return Outcome::Pass(count.satisfied) };
        let mut places = if too_much.is_some() { count.satisfied } else { count.others };
        places.truncate(MAX_PLACES);
        let mut finding = conversation.finding_at(&places);
        finding.values = vec![("value", Value::Number(value)), ("limit", Value::Number(limit))];
        Outcome::Fail(vec![finding])
    }

    fn units(&self, conversation: &Conversation<'_>, windows: &[Window], hits: &[TurnHit]) -> Count {
        let mut count = Count::default();
        for window in windows {
            for (unit, around) in self.units_of(conversation, window) {
                count.units += 1;
                let satisfied = hits
                    .iter()
                    .any(|h| h.turn == window.turn && h.range.start >= around.start && h.range.end <= around.end);
                let list = if satisfied { &mut count.satisfied } else { &mut count.others };
                list.push(conversation.location(window.turn, unit));
            }
        }
        count
    }

    /// The units of a window, each with the stretch in which it can be satisfied.
    fn units_of(
        &self,
        conversation: &Conversation<'_>,
        window: &Window,
    ) -> Vec<(std::ops::Range<usize>, std::ops::Range<usize>)> {
        let inside = |r: &std::ops::Range<usize>| r.start >= window.range.start && r.end <= window.range.end;
        match (self.of, self.among) {
            (RatioUnit::Sentences, _) => conversation
                .sentences(window.turn)
                .iter()
                .filter(|s| inside(s))
                .map(|s| (s.clone(), s.clone()))
                .collect(),
            (RatioUnit::Hits, Some(group)) => conversation
                .hits(window.turn, group)
                .iter()
                .map(crate::matcher::Hit::range)
                .filter(|r| inside(r))
                .map(|r| (r.clone(), conversation.sentence(window.turn, r.start)))
                .collect(),
            (RatioUnit::Hits, None) => Vec::new(),
            (RatioUnit::Turns | RatioUnit::Characters, _) => vec![(window.range.clone(), window.range.clone())],
        }
    }
}

/// The counted phrases that are sounds of hesitation and nothing else.
fn hesitations(file: &RatioFile, compiler: &Compiler<'_>) -> Vec<String> {
    if file.of != RatioUnit::Characters {
        return Vec::new();
    }
    let patterns = written(compiler.set, &file.any).into_iter().flat_map(|w| w.patterns);
    let phrases = patterns.filter_map(|p| p.phrases).flatten();
    phrases.filter(|p| !p.is_empty() && p.chars().all(normalize::is_hesitation)).collect()
}

/// Letters and digits as units, hits as what is counted; hits that overlap are one.
fn characters(conversation: &Conversation<'_>, windows: &[Window], hits: &[TurnHit]) -> Count {
    let mut count = Count::default();
    for window in windows {
        let view = &conversation.turns[window.turn];
        let text = view.text.as_str();
        count.units += match window.range.len() == text.len() {
            true => view.characters(),
            false => text[window.range.clone()].chars().filter(|c| c.is_alphanumeric()).count(),
        };
    }
    let mut last: Option<&TurnHit> = None;
    for hit in hits {
        if last.is_some_and(|l| l.turn == hit.turn && l.range.end > hit.range.start) {
            continue;
        }
        count.satisfied.push(conversation.location(hit.turn, hit.range.clone()));
        last = Some(hit);
    }
    count
}

#[cfg(test)]
mod tests {
    use crate::check::testing::outcome;
    use crate::outcome::{Outcome, OutcomeKind, Reason, Value};

    fn figure(outcome: &Outcome) -> Option<f64> {
        let Outcome::Fail(findings) = outcome else { return None };
        findings[0].values.iter().find_map(|(name, v)| match v {
            Value::Number(n) if *name == "value" => Some(*n),
            _ => None,
        })
    }

    #[test]
    fn density_counts_hits_per_hundred_characters() {
        let check = "  ratio: { of: characters, any: [嗯], max: 5, at_least: 20 }";
        let said = outcome(check, "坐席：嗯这个订单嗯已经发货了嗯请您留意一下物流信息");
        // Two of them stand inside the sentence, where the normal form leaves them out.
        assert!(figure(&said).is_some_and(|v| (v - 300.0 / 20.0).abs() < 1e-9), "{said:?}");
        assert_eq!(outcome(check, "坐席：嗯嗯"), Outcome::NotApplicable(Reason::TooFew));
        let long = "坐席：嗯这个订单已经发货了请您留意一下物流信息谢谢您的来电再见";
        assert_eq!(outcome(check, long).kind(), OutcomeKind::Pass);
    }

    #[test]
    fn shares_of_turns_and_of_hits_have_limits_on_both_sides() {
        let turns = "  ratio: { of: turns, any: [您], min: 0.5 }";
        assert_eq!(outcome(turns, "坐席：您好\n坐席：再见").kind(), OutcomeKind::Pass);
        let Outcome::Fail(findings) = outcome(turns, "坐席：您好\n坐席：再见\n坐席：喂") else {
            panic!("passes")
        };
        assert_eq!(findings[0].turn, Some(1));
        let requests = "  ratio: { of: hits, among: [提供, 稍等], any: [请], min: 1 }";
        assert_eq!(outcome(requests, "坐席：请稍等。请您提供单号。").kind(), OutcomeKind::Pass);
        let half = outcome(requests, "坐席：请稍等。提供单号。");
        assert!(figure(&half).is_some_and(|v| (v - 0.5).abs() < 1e-9), "{half:?}");
    }
}
