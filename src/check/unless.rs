//! Exceptions: why a hit is left alone.

use std::ops::Range;

use super::compile::{Compiler, everybody, roles};
use super::conversation::Conversation;
use crate::matcher::{GroupId, Hit};
use crate::rule::file::{NearFile, Place, Places, RoleFile, UnlessFile};
use crate::transcript::Role;

/// The exceptions of one list of patterns.
#[derive(Debug, Default, serde::Serialize, serde::Deserialize)]
pub(crate) struct Unless {
    overlapping: Option<GroupId>,
    near: Vec<Near>,
}

/// Patterns in places near a hit.
#[derive(Debug, serde::Serialize, serde::Deserialize)]
pub(crate) struct Near {
    any: GroupId,
    but: Option<GroupId>,
    places: Vec<Place>,
}

impl Unless {
    pub(crate) fn compile(file: &[UnlessFile], role: RoleFile, compiler: &mut Compiler<'_>) -> Self {
        let mut patterns = Vec::new();
        let mut near = Vec::new();
        for entry in file {
            match entry {
                UnlessFile::Pattern(pattern) => patterns.push(pattern.clone()),
                UnlessFile::Near(file) => near.extend(Near::compile(file, role, compiler)),
            }
        }
        Self { overlapping: compiler.group(roles(role), &patterns), near }
    }

    /// The exception that applies to a hit, as it was written.
    pub(crate) fn excuse(&self, conversation: &Conversation<'_>, turn: usize, hit: &Range<usize>) -> Option<String> {
        let source = |h: &Hit| conversation.matcher.source(h.group, h.pattern).to_owned();
        let overlapping = self
            .overlapping
            .and_then(|group| conversation.hits(turn, group).iter().find(|h| overlap(&h.range(), hit)).map(source));
        overlapping.or_else(|| self.near.iter().find_map(|n| n.find(conversation, turn, hit).map(|h| source(&h))))
    }
}

impl Near {
    pub(crate) fn compile(file: &NearFile, role: RoleFile, compiler: &mut Compiler<'_>) -> Option<Self> {
        let places = match &file.places {
            Places::One(place) => vec![*place],
            Places::Many(places) => places.clone(),
        };
        let elsewhere = places.iter().any(|p| matches!(p, Place::Asked | Place::Answered | Place::Earlier));
        let searched = if elsewhere { everybody() } else { roles(role) };
        Some(Self { any: compiler.group(searched, &file.any)?, but: compiler.group(searched, &file.but), places })
    }

    /// The first match in one of the places.
    pub(crate) fn find(&self, conversation: &Conversation<'_>, turn: usize, hit: &Range<usize>) -> Option<Hit> {
        self.places.iter().find_map(|place| self.find_at(*place, conversation, turn, hit))
    }

    fn find_at(&self, place: Place, conversation: &Conversation<'_>, turn: usize, hit: &Range<usize>) -> Option<Hit> {
        let role = conversation.turns[turn].role;
        let same = |r: Role| r == role;
        let other = |r: Role| r != role && r != Role::System;
        let all = 0..usize::MAX;
        let within = |turn: usize, range: Range<usize>| self.within(conversation, turn, &range);
        match place {
            Place::Hit => conversation
                .hits(turn, self.any)
                .iter()
                .find(|h| overlap(&h.range(), hit) && !self.is_excluded(conversation, turn, h))
                .copied(),
            Place::Clause => within(turn, conversation.clause(turn, hit.start)),
            Place::Sentence => within(turn, conversation.sentence(turn, hit.start)),
            Place::Before => within(turn, conversation.sentence(turn, hit.start).start..hit.start),
            Place::After => within(turn, hit.end..conversation.sentence(turn, hit.start).end.max(hit.end)),
            Place::NextSentence => {
                let end = conversation.sentence(turn, hit.start).end;
                within(turn, conversation.sentence(turn, end).start.max(end)..conversation.sentence(turn, end).end)
            }
            Place::Turn => within(turn, all),
            Place::NextTurn => within(conversation.next(turn, same)?, all),
            Place::PreviousTurn => within(conversation.previous(turn, same)?, all),
            Place::Asked => within(conversation.previous(turn, other)?, all),
            Place::Answered => within(conversation.next(turn, other)?, all),
            Place::Earlier => (0..turn).rev().find_map(|t| within(t, all.clone())),
            Place::Conversation => conversation.turns_of(same).into_iter().find_map(|t| within(t, all.clone())),
        }
    }

    /// A hit that lies inside a range of a turn.
    fn within(&self, conversation: &Conversation<'_>, turn: usize, range: &Range<usize>) -> Option<Hit> {
        conversation
            .hits(turn, self.any)
            .iter()
            .find(|h| {
                h.start as usize >= range.start
                    && h.end as usize <= range.end
                    && !self.is_excluded(conversation, turn, h)
            })
            .copied()
    }

    fn is_excluded(&self, conversation: &Conversation<'_>, turn: usize, hit: &Hit) -> bool {
        self.but.is_some_and(|but| conversation.hits(turn, but).iter().any(|b| overlap(&b.range(), &hit.range())))
    }
}

/// Whether two ranges share a byte.
pub(crate) const fn overlap(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}
