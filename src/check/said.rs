//! Patterns found in a scope: the part that `require`, triggers, anchors and conditions share.

use std::ops::Range;

use super::compile::{Compiler, roles};
use super::conversation::Conversation;
use super::scope::{Scope, Window};
use super::unless::{Near, Unless};
use crate::matcher::GroupId;
use crate::outcome::{Exception, Reason, Silenced};
use crate::rule::file::{NearFile, RoleFile, SaidFile, ScopeFile, UnlessFile};
use crate::rule::located::Located;

/// Marks that end the clause before them.
const LEADS: [char; 15] = ['，', ',', '。', '！', '!', '？', '?', '；', ';', '：', ':', '、', '~', '～', ' '];

/// Patterns in a scope.
#[derive(Debug)]
pub(crate) struct Said {
    any: Option<Search>,
    all: Vec<Search>,
    at_least: usize,
    times: usize,
}

/// One list of patterns in one scope, with its exceptions.
#[derive(Debug)]
pub(crate) struct Search {
    group: Option<GroupId>,
    unless: std::sync::Arc<Unless>,
    only: std::sync::Arc<[Near]>,
    scope: std::sync::Arc<Scope>,
}

/// What was found.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// Hits that count, in the order of the conversation.
    pub(crate) hits: Vec<TurnHit>,
    /// Hits that do not, and why.
    pub(crate) silenced: Vec<Silenced>,
    /// Whether enough was found.
    pub(crate) enough: bool,
    /// Whether there was anything to look at.
    pub(crate) looked: bool,
}

/// A hit in a turn: bytes of its normal form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TurnHit {
    pub(crate) turn: usize,
    pub(crate) range: Range<usize>,
    pub(crate) pattern: u32,
}

impl Said {
    pub(crate) fn compile(file: &SaidFile, compiler: &mut Compiler<'_>) -> Self {
        let role = file.role.unwrap_or(RoleFile::Agent);
        let shared = Search::compile(&[], &file.unless, &file.only, &file.scope, role, compiler);
        let search = |group| Search {
            group,
            unless: shared.unless.clone(),
            only: shared.only.clone(),
            scope: shared.scope.clone(),
        };
        let any = (!file.any.is_empty()).then(|| search(compiler.group(roles(role), &file.any)));
        let all =
            file.all.iter().map(|pattern| search(compiler.group(roles(role), std::slice::from_ref(pattern)))).collect();
        Self { any, all, at_least: file.at_least.unwrap_or(1), times: file.times.unwrap_or(1) }
    }

    /// Looks.
    ///
    /// # Errors
    /// `NoTimestamps` where the scope is measured in seconds and there are none.
    pub(crate) fn find(&self, conversation: &Conversation<'_>) -> Result<Found, Reason> {
        let mut found = Found { enough: true, ..Found::default() };
        if let Some(any) = &self.any {
            let part = any.run(conversation)?;
            let mut patterns: Vec<u32> = part.hits.iter().map(|h| h.pattern).collect();
            patterns.sort_unstable();
            patterns.dedup();
            found.enough = patterns.len() >= self.at_least && distinct(&part.hits) >= self.times;
            found.take(part);
        }
        for pattern in &self.all {
            let part = pattern.run(conversation)?;
            found.enough &= !part.hits.is_empty();
            found.take(part);
        }
        found.hits.sort_by_key(|h| (h.turn, h.range.start, h.range.end));
        Ok(found)
    }
}

impl Found {
    fn take(&mut self, part: Self) {
        self.hits.extend(part.hits);
        self.silenced.extend(part.silenced);
        self.looked |= part.looked;
    }
}

impl Search {
    pub(crate) fn compile(
        any: &[Located<String>],
        unless: &[UnlessFile],
        only: &[NearFile],
        scope: &ScopeFile,
        role: RoleFile,
        compiler: &mut Compiler<'_>,
    ) -> Self {
        Self {
            group: compiler.group(roles(role), any),
            unless: Unless::compile(unless, role, compiler).into(),
            only: only.iter().filter_map(|n| Near::compile(n, role, compiler)).collect(),
            scope: Scope::compile(scope, role, compiler).into(),
        }
    }

    /// Hits in the scope, exceptions taken out.
    pub(crate) fn run(&self, conversation: &Conversation<'_>) -> Result<Found, Reason> {
        let windows = self.scope.windows(conversation)?;
        let mut found = Found { looked: !windows.is_empty(), ..Found::default() };
        let Some(group) = self.group else { return Ok(found) };
        let hits = if self.scope.joined {
            joined(&windows, group, conversation)
        } else {
            apart(&windows, group, conversation)
        };
        for hit in hits {
            if !self.only.iter().all(|near| near.find(conversation, hit.turn, &hit.range).is_some()) {
                continue;
            }
            match self.unless.excuse(conversation, hit.turn, &hit.range) {
                None => found.hits.push(hit),
                Some(by) => found.silenced.push(Silenced {
                    location: conversation.location(hit.turn, hit.range.clone()),
                    text: conversation.words(hit.turn, hit.range),
                    by: Exception::Unless(by),
                }),
            }
        }
        found.enough = !found.hits.is_empty();
        Ok(found)
    }
}

/// How many hits there are if those that overlap are one.
fn distinct(hits: &[TurnHit]) -> usize {
    let mut count = 0;
    let mut last: Option<(usize, usize)> = None;
    for hit in hits {
        match &mut last {
            Some((turn, end)) if *turn == hit.turn && hit.range.start < *end => *end = hit.range.end.max(*end),
            _ => {
                count += 1;
                last = Some((hit.turn, hit.range.end));
            }
        }
    }
    count
}

/// Hits inside single turns, found by the automaton beforehand.
fn apart(windows: &[Window], group: GroupId, conversation: &Conversation<'_>) -> Vec<TurnHit> {
    let mut hits = Vec::new();
    for window in windows {
        for hit in conversation.hits(window.turn, group) {
            let range = without_lead(conversation.turns[window.turn].text.as_str(), hit.range());
            if range.start >= window.range.start && range.end <= window.range.end {
                hits.push(TurnHit { turn: window.turn, range, pattern: hit.pattern });
            }
        }
    }
    hits
}

/// A hit without the marks it starts with: `/[，。]把/` says where a clause starts, and its hit lies in that clause.
fn without_lead(text: &str, range: Range<usize>) -> Range<usize> {
    let words = text[range.clone()].trim_start_matches(LEADS);
    if words.is_empty() { range } else { range.end - words.len()..range.end }
}

/// Hits in the windows read as one text; a hit is placed in the turn where it starts.
fn joined(windows: &[Window], group: GroupId, conversation: &Conversation<'_>) -> Vec<TurnHit> {
    let mut text = String::new();
    let mut starts = Vec::with_capacity(windows.len());
    for window in windows {
        starts.push(text.len());
        text.push_str(&conversation.turns[window.turn].text.as_str()[window.range.clone()]);
    }
    let place = |hit: &crate::matcher::Hit| {
        let range = hit.range();
        let index = starts.partition_point(|s| *s <= range.start).checked_sub(1)?;
        let window = &windows[index];
        let start = window.range.start + range.start - starts[index];
        let end = (window.range.start + range.end - starts[index]).min(window.range.end);
        Some(TurnHit { turn: window.turn, range: start..end, pattern: hit.pattern })
    };
    conversation.matcher.search(group, &text).iter().filter_map(place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hits_that_overlap_count_once() {
        let hit = |turn, range| TurnHit { turn, range, pattern: 0 };
        let hits = [hit(0, 0..6), hit(0, 3..9), hit(0, 9..12), hit(1, 0..6)];
        assert_eq!(distinct(&hits), 3);
    }
}
