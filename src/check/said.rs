//! Patterns found in a scope: the part that `require`, triggers, anchors and conditions share.

use std::ops::Range;

use super::compile::{Compiler, roles};
use super::conversation::Conversation;
use super::scope::{Piece, Scope, Window};
use super::unless::{Near, Unless, overlap};
use crate::matcher::GroupId;
use crate::outcome::{Exception, Reason, Silenced};
use crate::rule::file::{Boundary, Fuzzy, NearFile, RoleFile, SaidFile, ScopeFile, UnlessFile};
use crate::rule::located::Located;

/// Marks that end the clause before them.
const LEADS: [char; 15] = ['，', ',', '。', '！', '!', '？', '?', '；', ';', '：', ':', '、', '~', '～', ' '];

/// Patterns in a scope.
#[derive(Debug, serde::Serialize, serde::Deserialize)]
pub(crate) struct Said {
    any: Option<Search>,
    all: Vec<Search>,
    at_least: usize,
    times: usize,
    /// Every unit of the scope must hold enough, not only some.
    every: bool,
    scope: std::sync::Arc<Scope>,
}

/// One list of patterns in one scope, with its exceptions.
#[derive(Debug, serde::Serialize, serde::Deserialize)]
pub(crate) struct Search {
    group: Option<GroupId>,
    /// The same patterns by sound, where that is asked for.
    sound: Option<GroupId>,
    boundary: Option<Boundary>,
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
    /// Whether time cuts a turn that was looked at.
    pub(crate) estimated: bool,
    /// Units that hold too little, where every unit must hold enough.
    pub(crate) lacking: Vec<Piece>,
}

/// A hit in a turn: bytes of its normal form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TurnHit {
    pub(crate) turn: usize,
    pub(crate) range: Range<usize>,
    pub(crate) pattern: u32,
    /// Found by its sound alone.
    pub(crate) sound: bool,
    /// Time cuts its turn, so that it may be said just outside the scope.
    pub(crate) estimated: bool,
}

impl Said {
    pub(crate) fn compile(file: &SaidFile, compiler: &mut Compiler<'_>) -> Self {
        let role = file.role.unwrap_or(RoleFile::Agent);
        let every = file.every.as_ref().map(|unit| unit.value);
        let shared = Search {
            group: None,
            sound: None,
            boundary: None,
            unless: Unless::compile(&file.unless, role, compiler).into(),
            only: file.only.iter().filter_map(|n| Near::compile(n, role, compiler)).collect(),
            scope: Scope::compile(&file.scope, role, compiler).of_every(every).into(),
        };
        let wide = shared.scope.is_wide();
        let mut search = |patterns: &[Located<String>]| {
            let search = Search {
                group: grouped(wide, role, patterns, compiler),
                sound: None,
                boundary: None,
                unless: shared.unless.clone(),
                only: shared.only.clone(),
                scope: shared.scope.clone(),
            };
            search.taking(file.fuzzy, file.boundary, patterns, role, compiler)
        };
        let any = (!file.any.is_empty()).then(|| search(&file.any));
        let all = file.all.iter().map(|pattern| search(std::slice::from_ref(pattern))).collect();
        Self {
            any,
            all,
            at_least: file.at_least.unwrap_or(1),
            times: file.times.unwrap_or(1),
            every: every.is_some(),
            scope: shared.scope,
        }
    }

    /// Looks.
    ///
    /// # Errors
    /// `NoTimestamps` where the scope is measured in seconds and there are none.
    pub(crate) fn find(&self, conversation: &Conversation<'_>) -> Result<Found, Reason> {
        let mut searches = self.any.iter().chain(&self.all).peekable();
        if !self.every
            && searches.peek().is_some()
            && searches.all(|s| s.is_silent(conversation))
            && let Some(looked) = self.scope.takes_everything(conversation)
        {
            return Ok(Found { looked, ..Found::default() });
        }
        let pieces = self.scope.pieces(conversation)?;
        let mut found = Found { looked: !pieces.is_empty(), ..Found::default() };
        let apart = self.scope.has_units() && !self.every;
        let mut enough = 0;
        for piece in pieces {
            let mut part = self.within(&piece, conversation);
            found.estimated |= piece.windows.iter().any(|w| w.estimated);
            found.silenced.append(&mut part.silenced);
            if part.enough || !apart {
                found.hits.append(&mut part.hits);
            }
            match part.enough {
                true => enough += 1,
                false => found.lacking.push(piece),
            }
        }
        let nothing_asked = self.any.is_none() && self.all.is_empty();
        found.enough = match self.every {
            true => found.lacking.is_empty() && found.looked,
            false => enough > 0 || (nothing_asked && !found.looked),
        };
        found.hits.sort_by_key(|h| (h.turn, h.range.start, h.range.end));
        Ok(found)
    }

    /// Whether every unit of the scope must hold enough.
    pub(crate) const fn wants_every(&self) -> bool {
        self.every
    }

    /// Looks at one piece of the scope.
    fn within(&self, piece: &Piece, conversation: &Conversation<'_>) -> Found {
        let mut found = Found { enough: true, ..Found::default() };
        if let Some(any) = &self.any {
            any.search(piece, conversation, &mut found);
            let mut patterns: Vec<u32> = found.hits.iter().map(|h| h.pattern).collect();
            patterns.sort_unstable();
            patterns.dedup();
            found.enough = patterns.len() >= self.at_least && distinct(&found.hits) >= self.times;
        }
        for pattern in &self.all {
            let before = found.hits.len();
            pattern.search(piece, conversation, &mut found);
            found.enough &= found.hits.len() > before;
        }
        found
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
        let scope = Scope::compile(scope, role, compiler);
        Self {
            group: grouped(scope.is_wide(), role, any, compiler),
            sound: None,
            boundary: None,
            unless: Unless::compile(unless, role, compiler).into(),
            only: only.iter().filter_map(|n| Near::compile(n, role, compiler)).collect(),
            scope: scope.into(),
        }
    }

    /// The same search that takes hits of its patterns by sound as well, or only whole words.
    pub(crate) fn taking(
        self,
        fuzzy: Option<Fuzzy>,
        boundary: Option<Boundary>,
        any: &[Located<String>],
        role: RoleFile,
        compiler: &mut Compiler<'_>,
    ) -> Self {
        let sound = fuzzy.and_then(|Fuzzy::Pinyin| compiler.sound_group(roles(role), any));
        if let (Some(group), true) = (sound, self.scope.is_wide()) {
            compiler.matcher.watch(group);
        }
        Self { sound, boundary, ..self }
    }

    /// The pattern behind a hit that was found by sound, as it was written.
    pub(crate) fn heard(&self, conversation: &Conversation<'_>, hit: &TurnHit) -> Option<String> {
        let group = self.sound.filter(|_| hit.sound)?;
        Some(conversation.matcher.source(group, hit.pattern).to_owned())
    }

    /// Whether nobody says anything of what is looked for, as can be told at once.
    fn is_silent(&self, conversation: &Conversation<'_>) -> bool {
        self.group.iter().chain(&self.sound).all(|group| conversation.never_says(*group)) && !self.scope.is_joined()
    }

    /// Hits in the scope, exceptions taken out.
    pub(crate) fn run(&self, conversation: &Conversation<'_>) -> Result<Found, Reason> {
        if self.is_silent(conversation)
            && let Some(looked) = self.scope.takes_everything(conversation)
        {
            return Ok(Found { looked, ..Found::default() });
        }
        let pieces = self.scope.pieces(conversation)?;
        let mut found = Found { looked: !pieces.is_empty(), ..Found::default() };
        for piece in &pieces {
            found.estimated |= piece.windows.iter().any(|w| w.estimated);
            self.search(piece, conversation, &mut found);
        }
        found.enough = !found.hits.is_empty();
        Ok(found)
    }

    /// Adds the hits of one piece, exceptions taken out.
    fn search(&self, piece: &Piece, conversation: &Conversation<'_>, found: &mut Found) {
        let Some(group) = self.group else { return };
        for hit in self.hits(piece, group, conversation) {
            if let Some(word) = self.cut_word(conversation, &hit) {
                found.silenced.push(Silenced {
                    location: conversation.location(hit.turn, hit.range.clone()),
                    text: conversation.words(hit.turn, hit.range),
                    by: Exception::InsideWord(word),
                });
                continue;
            }
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
    }

    /// Hits of the patterns, then those that only their sound gives, in the order of the conversation.
    fn hits(&self, piece: &Piece, group: GroupId, conversation: &Conversation<'_>) -> Vec<TurnHit> {
        let look = |group| match piece.joined && piece.windows.len() > 1 {
            true => joined(&piece.windows, group, conversation),
            false => apart(&piece.windows, group, conversation),
        };
        let mut hits = look(group);
        if let Some(sound) = self.sound {
            let mut heard = look(sound);
            heard.retain(|h| {
                let same = |p: &TurnHit| p.turn == h.turn && p.pattern == h.pattern && overlap(&p.range, &h.range);
                !hits.iter().any(same)
            });
            hits.extend(heard.into_iter().map(|h| TurnHit { sound: true, ..h }));
            hits.sort_by_key(|h| (h.turn, h.range.start, h.range.end, h.pattern));
        }
        hits
    }

    /// The words that a hit starts or ends inside of, where only whole words count.
    fn cut_word(&self, conversation: &Conversation<'_>, hit: &TurnHit) -> Option<String> {
        let Boundary::Word = self.boundary?;
        let edges = conversation.word_edges(hit.turn);
        let outer = |at: usize, up: bool| {
            let next = edges.partition_point(|e| *e < at);
            match edges.get(next) {
                Some(edge) if *edge == at || up => *edge,
                _ => edges[next.saturating_sub(1)],
            }
        };
        let around = outer(hit.range.start, false)..outer(hit.range.end, true);
        (around != hit.range).then(|| conversation.words(hit.turn, around))
    }
}

/// A group for patterns looked for in a scope: together with those of other rules, or where only a few turns matter,
/// alone.
fn grouped(wide: bool, role: RoleFile, patterns: &[Located<String>], compiler: &mut Compiler<'_>) -> Option<GroupId> {
    match wide {
        true => compiler.watched(roles(role), patterns),
        false => compiler.group(roles(role), patterns),
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

/// Hits inside single turns, found beforehand.
fn apart(windows: &[Window], group: GroupId, conversation: &Conversation<'_>) -> Vec<TurnHit> {
    let mut hits = Vec::new();
    for window in windows {
        for hit in conversation.hits(window.turn, group).iter() {
            let range = without_lead(conversation.turns[window.turn].text.as_str(), hit.range());
            if range.start >= window.range.start && range.end <= window.range.end {
                hits.push(TurnHit {
                    turn: window.turn,
                    range,
                    pattern: hit.pattern,
                    sound: false,
                    estimated: window.estimated,
                });
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
        Some(TurnHit {
            turn: window.turn,
            range: start..end,
            pattern: hit.pattern,
            sound: false,
            estimated: window.estimated,
        })
    };
    conversation.matcher.search(group, &text).iter().filter_map(place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hits_that_overlap_count_once() {
        let hit = |turn, range| TurnHit { turn, range, pattern: 0, sound: false, estimated: false };
        let hits = [hit(0, 0..6), hit(0, 3..9), hit(0, 9..12), hit(1, 0..6)];
        assert_eq!(distinct(&hits), 3);
    }
}
