//! `respond`: when something happens, something must follow or go before.

use std::borrow::Cow;
use std::ops::Range;

use super::Ruling;
use super::compile::{Compiler, roles};
use super::conversation::{Conversation, TurnView};
use super::said::{Said, Search};
use super::unless::Unless;
use crate::matcher::GroupId;
use crate::outcome::{Finding, Location, Outcome, Reason, Silenced, Value};
use crate::rule::file::{AtEnd, ByChannel, EventFile, RespondFile, ResponsePlace, RoleFile, ScopeFile, TriggerFile};
use crate::transcript::Role;

/// A compiled `respond`.
#[derive(Debug, serde::Serialize, serde::Deserialize)]
pub(crate) struct Respond {
    to: Trigger,
    role: RoleFile,
    any: Option<GroupId>,
    each: Vec<GroupId>,
    unless: Unless,
    place: ResponsePlace,
    turns: usize,
    seconds: Option<f64>,
    before_any: Option<GroupId>,
    once: bool,
    series: bool,
    at_end: AtEnd,
}

#[derive(Debug, serde::Serialize, serde::Deserialize)]
enum Trigger {
    Said(Said),
    Event(#[serde(with = "super::as_json")] EventFile),
    Wait {
        announced: Search,
        #[serde(with = "super::as_json")]
        over: Option<ByChannel>,
        #[serde(with = "super::as_json")]
        within: Option<ByChannel>,
    },
    Any(Vec<Trigger>),
}

/// Something that calls for a response.
#[derive(Debug, Clone)]
struct Call {
    /// The first turn that comes after it.
    after: usize,
    /// The first turn that is not before it; its own turn counts as before.
    before: usize,
    /// When it ends.
    end: Option<f64>,
    /// Its own turn, where it has one.
    turn: Option<usize>,
    /// Its words, where it has any.
    words: Option<Range<usize>>,
}

impl Respond {
    pub(crate) fn compile(file: &RespondFile, compiler: &mut Compiler<'_>) -> Self {
        let role = file.with.role.unwrap_or(RoleFile::Agent);
        Self {
            to: Trigger::compile(&file.to, compiler),
            role,
            any: compiler.group(roles(role), &file.with.any),
            each: file.with.each.iter().filter_map(|list| compiler.group(roles(role), list)).collect(),
            unless: Unless::compile(&file.with.unless, role, compiler),
            place: file.place,
            turns: file.turns.unwrap_or(1),
            seconds: file.seconds,
            before_any: compiler.group(roles(role), &file.before_any),
            once: file.once,
            series: file.series,
            at_end: file.at_end,
        }
    }

    pub(crate) fn run(&self, conversation: &Conversation<'_>) -> Ruling {
        let mut silenced = Vec::new();
        let calls = match self.to.calls(conversation, &mut silenced) {
            Ok(calls) => calls,
            Err(reason) => return Ruling { outcome: Outcome::Unknown(reason), silenced },
        };
        let outcome = self.judge(&calls, conversation);
        Ruling { outcome, silenced }
    }

    fn judge(&self, calls: &[Call], conversation: &Conversation<'_>) -> Outcome {
        if calls.is_empty() {
            return Outcome::NotApplicable(Reason::NoTrigger);
        }
        let mut evidence = Vec::new();
        let mut findings: Vec<Finding> = Vec::new();
        let mut in_series = false;
        let all = conversation.turns_of(|r| self.role.includes(r));
        for call in calls {
            let window = self.window(call, &all, conversation);
            let nobody_could = match self.place {
                ResponsePlace::After => self.at_end == AtEnd::Excused,
                ResponsePlace::Before => true,
                ResponsePlace::From | ResponsePlace::Anywhere => false,
            };
            if window.is_empty() && nobody_could {
                continue;
            }
            match self.response(&window, conversation) {
                Some(places) => {
                    evidence.extend(places);
                    in_series = false;
                }
                None if self.series && in_series => {}
                None => {
                    let at = if self.place == ResponsePlace::Before { window.last() } else { window.first() };
                    findings.push(due(call, at.copied(), conversation));
                    in_series = true;
                }
            }
        }
        match (findings.is_empty(), evidence.is_empty()) {
            (false, false) if self.once => Outcome::Pass(evidence),
            (false, _) => {
                findings.truncate(if self.once { 1 } else { usize::MAX });
                Outcome::Fail(findings)
            }
            (true, false) => Outcome::Pass(evidence),
            (true, true) => Outcome::NotApplicable(Reason::NoTrigger),
        }
    }

    /// The turns in which the response is due.
    fn window<'a>(&self, call: &Call, all: &'a [usize], conversation: &Conversation<'_>) -> Cow<'a, [usize]> {
        let first = |turn: usize| all.partition_point(|t| *t < turn);
        let some = |from: usize, n: usize| &all[from..from.saturating_add(n).min(all.len())];
        let turns = match self.place {
            ResponsePlace::After => some(first(call.after), self.turns),
            ResponsePlace::Before => {
                let end = first(call.before);
                &all[end.saturating_sub(self.turns)..end]
            }
            ResponsePlace::From => {
                let own = usize::from(call.turn.is_some_and(|t| self.role.includes(conversation.turns[t].role)));
                some(first(call.turn.unwrap_or(call.after)), self.turns.saturating_add(own))
            }
            ResponsePlace::Anywhere => all,
        };
        let (Some(seconds), Some(end)) = (self.seconds, call.end) else { return Cow::Borrowed(turns) };
        let in_time = |t: &usize| conversation.turns[*t].start().is_none_or(|s| s <= end + seconds);
        Cow::Owned(turns.iter().copied().filter(in_time).collect())
    }

    /// Where the response is said, if it is complete and in time.
    fn response(&self, window: &[usize], conversation: &Conversation<'_>) -> Option<Vec<Location>> {
        let mut places = Vec::new();
        for group in self.any.iter().chain(&self.each) {
            places.push(window.iter().find_map(|&turn| self.find(*group, turn, conversation))?);
        }
        let first = places.iter().min_by_key(|(turn, range)| (*turn, range.start))?.clone();
        if let Some(other) = self.before_any {
            let earlier = window.iter().take_while(|t| **t <= first.0).any(|&turn| {
                conversation.hits(turn, other).iter().any(|h| turn < first.0 || h.range().end <= first.1.start)
            });
            if earlier {
                return None;
            }
        }
        Some(places.into_iter().map(|(turn, range)| conversation.location(turn, range)).collect())
    }

    fn find(&self, group: GroupId, turn: usize, conversation: &Conversation<'_>) -> Option<(usize, Range<usize>)> {
        let counts = |range: &Range<usize>| self.unless.excuse(conversation, turn, range).is_none();
        conversation.hits(turn, group).iter().map(crate::matcher::Hit::range).find(counts).map(|range| (turn, range))
    }
}

/// The finding for a response that is missing: on the turn where it was due, pointing at what called for it.
fn due(call: &Call, turn: Option<usize>, conversation: &Conversation<'_>) -> Finding {
    let place = turn.or(call.turn).or_else(|| call.after.checked_sub(1));
    let mut finding = match place.filter(|t| *t < conversation.turns.len()) {
        Some(turn) => conversation.finding_on(turn),
        None => Finding { at: call.end, ..Finding::default() },
    };
    if let Some((turn, words)) = call.turn.zip(call.words.clone()) {
        finding.values.push(("trigger", Value::Text(conversation.words(turn, words.clone()))));
        finding.related.push(conversation.location(turn, words));
    }
    finding
}

impl Trigger {
    fn compile(file: &TriggerFile, compiler: &mut Compiler<'_>) -> Self {
        match file {
            TriggerFile::Said(said) => Self::Said(Said::compile(said, compiler)),
            TriggerFile::Event(event) => Self::Event(event.clone()),
            TriggerFile::Wait(wait) => Self::Wait {
                announced: Search::compile(
                    &wait.any,
                    &wait.unless,
                    &[],
                    &ScopeFile::default(),
                    RoleFile::Agent,
                    compiler,
                ),
                over: wait.seconds.clone(),
                within: wait.within.clone(),
            },
            TriggerFile::Any(list) => Self::Any(list.iter().map(|t| Self::compile(t, compiler)).collect()),
        }
    }

    /// Everything that calls for a response, in the order of the conversation; one a turn.
    fn calls(&self, conversation: &Conversation<'_>, silenced: &mut Vec<Silenced>) -> Result<Vec<Call>, Reason> {
        match self {
            Self::Said(said) => {
                let found = said.find(conversation)?;
                silenced.extend(found.silenced);
                let hits = if found.enough { found.hits } else { Vec::new() };
                let mut calls: Vec<Call> = Vec::new();
                for hit in hits {
                    if calls.last().is_none_or(|c| c.turn != Some(hit.turn)) {
                        calls.push(Call::turn(hit.turn, hit.range, conversation));
                    }
                }
                Ok(calls)
            }
            Self::Event(wanted) => {
                let events = conversation.transcript.events.iter().filter(|e| e.kind == wanted.kind);
                events.filter_map(|e| Call::event(e, wanted, conversation)).collect()
            }
            Self::Wait { announced, over, within } => {
                // A limit that is given for other channels only leaves this one alone.
                let here = |limit: &Option<ByChannel>| match limit {
                    None => Some(None),
                    Some(limit) => limit.get(conversation.channel).map(Some),
                };
                let (Some(over), Some(within)) = (here(over), here(within)) else { return Ok(Vec::new()) };
                let counts = |wait: f64| over.is_none_or(|s| wait > s) && within.is_none_or(|s| wait < s);
                let found = announced.run(conversation)?;
                silenced.extend(found.silenced);
                let mut calls: Vec<Call> = Vec::new();
                for hit in found.hits {
                    let waited = wait_after(hit.turn, conversation).is_some_and(counts);
                    if waited && calls.last().is_none_or(|c| c.turn != Some(hit.turn)) {
                        calls.push(Call::turn(hit.turn, hit.range, conversation));
                    }
                }
                Ok(calls)
            }
            Self::Any(list) => {
                let mut calls = Vec::new();
                for part in list {
                    calls.extend(part.calls(conversation, silenced)?);
                }
                calls.sort_by_key(|c: &Call| (c.after, c.before));
                // An event and its announcement are one thing.
                calls.dedup_by(|b, a| a.after == b.after || (a.turn.is_some() && a.turn == b.turn));
                Ok(calls)
            }
        }
    }
}

impl Call {
    fn turn(turn: usize, words: Range<usize>, conversation: &Conversation<'_>) -> Self {
        Self {
            after: turn + 1,
            before: turn + 1,
            end: conversation.turns[turn].end(),
            turn: Some(turn),
            words: Some(words),
        }
    }

    fn event(
        event: &crate::transcript::Event,
        wanted: &EventFile,
        conversation: &Conversation<'_>,
    ) -> Option<Result<Self, Reason>> {
        let Some(start) = event.start.filter(|_| conversation.has_clocks()) else {
            return Some(Err(Reason::NoTimestamps));
        };
        let end = event.end.unwrap_or(start);
        if wanted.seconds.is_some_and(|s| end - start < s) {
            return None;
        }
        let first_from = |moment: f64| {
            let later = |t: &TurnView<'_>| t.start().is_some_and(|s| s >= moment - 0.5);
            conversation.turns.iter().position(later).unwrap_or(conversation.turns.len())
        };
        Some(Ok(Self {
            after: first_from(end),
            before: first_from(start + 0.5),
            end: Some(end),
            turn: None,
            words: None,
        }))
    }
}

/// Seconds from the end of an agent's turn to the agent's next.
fn wait_after(turn: usize, conversation: &Conversation<'_>) -> Option<f64> {
    let next = conversation.next(turn, |r| r == Role::Agent)?;
    Some(conversation.turns[next].start()? - conversation.turns[turn].end()?)
}

#[cfg(test)]
mod tests {
    use crate::linter::Linter;
    use crate::outcome::{Outcome, Reason};
    use crate::rule::error::SourceFile;
    use crate::rule::set::{DEFAULT_DIMENSIONS, Layer, RuleSet};
    use crate::transcript::{Channel, Role, Transcript, Turn};

    /// The outcome of a `respond` to a wait after 稍等, whose limit is one line of YAML.
    fn outcome(limit: &str, channel: Channel, next: f64) -> Outcome {
        let text = format!(
            "id: t/respond\ntitle: t\nseverity: minor\ndimension: 时效\nmessage: m\ncheck:\n  respond:\n    \
             to: {{ wait: {{ any: [稍等], {limit} }} }}\n    with: {{ any: [久等] }}\n"
        );
        let file = SourceFile { name: "t/respond.yaml".into(), path_id: "t/respond".into(), text, checked: false };
        let set = RuleSet::load(vec![Layer { files: vec![file] }], &DEFAULT_DIMENSIONS.map(str::to_owned)).unwrap();
        let turn = |start: f64, text: &str| Turn {
            role: Role::Agent,
            start: Some(start),
            end: Some(start + 1.0),
            text: text.to_owned(),
            ..Turn::default()
        };
        let turns = vec![turn(0.0, "请稍等"), turn(next, "查到了")];
        let transcript = Transcript { channel: Some(channel), turns, ..Transcript::default() };
        Linter::new(&set).lint(&transcript).remove(0).outcome
    }

    #[test]
    fn a_wait_is_longer_or_shorter_than_its_limit() {
        let none = Outcome::NotApplicable(Reason::NoTrigger);
        assert!(matches!(outcome("seconds: 10", Channel::Call, 12.0), Outcome::Fail(_)));
        assert_eq!(outcome("seconds: 10", Channel::Call, 11.0), none);
        assert!(matches!(outcome("within: 2", Channel::Call, 2.0), Outcome::Fail(_)));
        assert_eq!(outcome("within: 2", Channel::Call, 3.0), none);
        assert_eq!(outcome("within: { call: 2 }", Channel::Chat, 2.0), none);
    }
}
