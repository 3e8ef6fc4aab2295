//! Cases over several conversations: when a case was opened, answered and called back about.
//!
//! A ledger takes conversations in any order, from any number of files, and keeps a few figures a case: its memory
//! grows with the number of cases, not of conversations. Most cases are one conversation, which says itself all there is
//! to know of them; a census tells them from the others beforehand, so that a ledger need hold only those. Once it holds the whole batch, rules with a case clock judge
//! every conversation by it, so that a finding stands in the conversation that came too late.
//!
//! ```
//! use huashu::cases::CaseLedger;
//! use huashu::transcript::{Case, Direction, Transcript};
//!
//! let conversation = |id: &str, at: &str, direction| Transcript {
//!     id: id.to_owned(),
//!     started_at: at.parse().ok(),
//!     direction: Some(direction),
//!     case: Case { id: Some("K7".to_owned()), ..Case::default() },
//!     ..Transcript::default()
//! };
//! let mut ledger = CaseLedger::default();
//! ledger.add(&conversation("C2", "2026-10-09T12:00:00+08:00", Direction::Outbound));
//! ledger.add(&conversation("C1", "2026-10-08T09:00:00+08:00", Direction::Inbound));
//! let clock = ledger.get("K7").and_then(|case| case.call_back()).unwrap();
//! assert_eq!(clock.hours(), 27.0);
//! assert_eq!(clock.conversation, "C2");
//! ```

use std::collections::{BTreeMap, BTreeSet, HashSet};

use jiff::Timestamp;

use crate::read::hash;
use crate::transcript::{Direction, Scene, Transcript};

/// The cases of a batch.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CaseLedger {
    cases: BTreeMap<String, CaseFacts>,
}

/// Which cases have more than one conversation: a hash a case, so that very many can be counted.
#[derive(Debug, Clone, Default)]
pub struct Census {
    once: HashSet<u64>,
    more: HashSet<u64>,
}

/// What is known of one case.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CaseFacts {
    /// Conversations that belong to it.
    pub conversations: usize,
    /// Classes its records give.
    pub classes: BTreeSet<String>,
    /// Priorities its records give.
    pub priorities: BTreeSet<String>,
    /// Scenes of its conversations.
    pub scenes: BTreeSet<Scene>,
    /// The opening on record, the earliest where records differ.
    opened_at: Option<Timestamp>,
    /// The answer on record, the earliest where records differ.
    answered: Option<Contact>,
    /// The earliest conversation.
    first: Option<Contact>,
    /// The two earliest calls of the house to the customer, at different times; the earlier may have opened the case.
    outbound: [Option<Contact>; 2],
    /// A conversation to answer for the case where none has a date.
    any: Option<String>,
}

/// Something that happened to a case in a conversation. Ordered by time.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Contact {
    at: Timestamp,
    /// Start of the conversation: of several records with one date the earliest counts.
    started: Option<Timestamp>,
    conversation: String,
}

/// A case's clock that has run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CaseClock<'a> {
    /// When the case was opened.
    pub from: Timestamp,
    /// What ended it.
    pub to: Timestamp,
    /// The conversation that answers for it.
    pub conversation: &'a str,
}

impl Census {
    /// Counts a conversation.
    pub fn count(&mut self, transcript: &Transcript) {
        if let Some(id) = &transcript.case.id
            && !self.once.insert(hash(id))
        {
            self.more.insert(hash(id));
        }
    }

    /// Whether a conversation is not the only one of its case. Of cases whose ids have one hash it is true as well.
    #[must_use]
    pub fn is_linked(&self, transcript: &Transcript) -> bool {
        transcript.case.id.as_ref().is_some_and(|id| self.more.contains(&hash(id)))
    }

    /// Whether any conversation is.
    #[must_use]
    pub fn links(&self) -> bool {
        !self.more.is_empty()
    }
}

impl CaseLedger {
    /// A ledger of some conversations, in any order.
    pub fn gather<'t>(transcripts: impl IntoIterator<Item = &'t Transcript>) -> Self {
        let mut ledger = Self::default();
        for transcript in transcripts {
            ledger.add(transcript);
        }
        ledger
    }

    /// Adds a conversation; one without a case is none of its business.
    pub fn add(&mut self, transcript: &Transcript) {
        let Some(id) = &transcript.case.id else { return };
        if let Some(facts) = self.cases.get_mut(id) {
            facts.add(transcript);
        } else {
            self.cases.insert(id.clone(), CaseFacts::of(transcript));
        }
    }

    /// What is known of a case.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&CaseFacts> {
        self.cases.get(id)
    }

    /// All cases by id.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &CaseFacts)> {
        self.cases.iter().map(|(id, facts)| (id.as_str(), facts))
    }

    /// How many cases there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.cases.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.cases.is_empty()
    }
}

impl CaseFacts {
    /// What one conversation tells of its case.
    #[must_use]
    pub fn of(transcript: &Transcript) -> Self {
        let mut facts = Self::default();
        facts.add(transcript);
        facts
    }

    fn add(&mut self, transcript: &Transcript) {
        let case = &transcript.case;
        self.conversations += 1;
        self.classes.extend(case.class.clone());
        self.priorities.extend(case.priority.clone());
        self.scenes.extend(transcript.scene);
        let contact = |at| Contact { at, started: transcript.started_at, conversation: transcript.id.clone() };
        self.opened_at = earliest(self.opened_at, case.opened_at);
        self.answered = earliest(self.answered.take(), case.answered_at.map(contact));
        self.first = earliest(self.first.take(), transcript.started_at.map(contact));
        self.any = earliest(self.any.take(), Some(transcript.id.clone()));
        let calls = transcript.direction == Some(Direction::Outbound) || transcript.scene == Some(Scene::Callback);
        if let Some(at) = transcript.started_at.filter(|_| calls) {
            let [one, two] = &mut self.outbound;
            let mut calls: Vec<Contact> = [one.take(), two.take(), Some(contact(at))].into_iter().flatten().collect();
            calls.sort();
            // Calls of one moment are one: else two that open a case together would hide the third.
            calls.dedup_by_key(|c| c.at);
            let mut calls = calls.into_iter();
            (*one, *two) = (calls.next(), calls.next());
        }
    }

    /// When it was opened: by its record, or by its first conversation if that is earlier.
    #[must_use]
    pub fn opened(&self) -> Option<Timestamp> {
        earliest(self.opened_at, self.first.as_ref().map(|c| c.at))
    }

    /// The clock from the opening to the first call-back after it.
    #[must_use]
    pub fn call_back(&self) -> Option<CaseClock<'_>> {
        let from = self.opened()?;
        let call = self.outbound.iter().flatten().find(|c| c.at > from)?;
        Some(CaseClock { from, to: call.at, conversation: &call.conversation })
    }

    /// The clock from the opening to the answer on record or the first call-back, whichever is earlier.
    #[must_use]
    pub fn answer(&self) -> Option<CaseClock<'_>> {
        let from = self.opened()?;
        let recorded = self.answered.as_ref().filter(|a| a.at >= from).map(|a| CaseClock {
            from,
            to: a.at,
            conversation: &a.conversation,
        });
        match (recorded, self.call_back()) {
            (Some(recorded), Some(call)) => Some(if recorded.to <= call.to { recorded } else { call }),
            (recorded, call) => recorded.or(call),
        }
    }

    /// The conversation that answers for the case while no clock has run: the first.
    #[must_use]
    pub fn first(&self) -> Option<&str> {
        self.first.as_ref().map(|c| c.conversation.as_str()).or(self.any.as_deref())
    }

    /// The priority; the most urgent where records differ.
    #[must_use]
    pub fn priority(&self) -> Option<&str> {
        self.priorities.first().map(String::as_str)
    }
}

impl CaseClock<'_> {
    /// Hours from opening to end.
    #[must_use]
    pub fn hours(&self) -> f64 {
        self.to.duration_since(self.from).as_secs_f64() / 3600.0
    }
}

/// The lesser of two that may be absent.
fn earliest<T: Ord>(a: Option<T>, b: Option<T>) -> Option<T> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}

#[cfg(test)]
mod tests;
