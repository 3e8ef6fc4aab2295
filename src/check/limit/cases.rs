//! Case clocks: hours from a case's opening to its answer or call-back, judged in the conversation that ends them.

use super::{Figure, Limit, Reading};
use crate::cases::{CaseClock, CaseFacts};
use crate::check::conversation::Conversation;
use crate::outcome::Reason;
use crate::rule::file::{CaseEnd, CaseLimitFile};

/// Hours of the conversation's case.
pub(super) fn hours(limit: &Limit, conversation: &Conversation<'_>) -> Reading {
    // Validated: a case-hours limit has its case.
    let Some(case) = &limit.case else { return Reading::Aside(Reason::NoTrigger) };
    let transcript = conversation.transcript;
    let linked = transcript.case.id.as_ref().and_then(|id| conversation.cases.get(id));
    let alone;
    let facts = if let Some(facts) = linked {
        facts
    } else {
        alone = CaseFacts::of(transcript);
        &alone
    };
    if !concerns(case, facts) {
        return Reading::Aside(Reason::Condition);
    }
    let max = match hours_allowed(case, facts, transcript.case.id.is_some()) {
        Ok(max) => max,
        Err(reading) => return reading,
    };
    let clock = match case.until {
        CaseEnd::Answer => facts.answer(),
        CaseEnd::CallBack => facts.call_back(),
    };
    match clock {
        Some(clock) if clock.conversation == transcript.id => Reading::one(figure(clock, max)),
        Some(_) => Reading::Aside(Reason::JudgedElsewhere),
        // Said once a case, not once a conversation.
        None if facts.first().is_some_and(|first| first != transcript.id) => Reading::Aside(Reason::JudgedElsewhere),
        None if transcript.case.id.is_none() && transcript.case.opened_at.is_none() => Reading::Unknown(Reason::NoCase),
        None => Reading::Unknown(Reason::NotLinked),
    }
}

/// Whether the limit is for a case at all.
fn concerns(case: &CaseLimitFile, facts: &CaseFacts) -> bool {
    let all = case.class.is_empty() && case.scene.is_empty() && case.priority.is_empty();
    all || case.class.iter().any(|c| facts.classes.contains(c))
        || case.scene.iter().any(|s| facts.scenes.contains(s))
        || case.priority.iter().any(|p| facts.priorities.contains(p))
}

/// The hours that the case's priority allows; `None` where one limit is for all.
fn hours_allowed(case: &CaseLimitFile, facts: &CaseFacts, linked: bool) -> Result<Option<f64>, Reading> {
    if case.by_priority.is_empty() {
        return Ok(None);
    }
    let aside = Reading::Aside;
    match facts.priority().map(|p| case.by_priority.get(p)) {
        Some(Some(hours)) => Ok(Some(*hours)),
        Some(None) => Err(aside(Reason::OtherMeta)),
        None if linked => Err(Reading::Unknown(Reason::NoMetadata)),
        None => Err(aside(Reason::NoCase)),
    }
}

fn figure(clock: CaseClock<'_>, max: Option<f64>) -> Figure {
    Figure { max, ..Figure::whole(clock.hours()) }
}
