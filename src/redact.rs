//! Masks personal data between the judgement and the reports: a report that is redacted is written from what this
//! returns, and no format knows of it.
//!
//! A character is replaced by one character, so that spans stay right.

use crate::outcome::{Exception, Outcome, Value};
use crate::read::Skipped;
use crate::report::Judged;
use crate::report::totals::Totals;
use crate::text::entity;
use crate::text::normalize::normalize;

/// What stands for a character.
const MASK: char = '*';

/// A conversation with what was judged of it.
#[must_use]
pub fn judged(judged: &Judged) -> Judged {
    let mut masked = judged.clone();
    let transcript = &mut masked.transcript;
    mask(&mut transcript.id);
    mask(&mut transcript.source);
    transcript.turns.iter_mut().for_each(|t| mask(&mut t.text));
    for outcome in &mut masked.outcomes {
        if let Outcome::Fail(findings) = &mut outcome.outcome {
            for finding in findings {
                finding.text.iter_mut().for_each(mask);
                for (_, value) in &mut finding.values {
                    if let Value::Text(text) = value {
                        mask(text);
                    }
                }
            }
        }
        for silenced in &mut outcome.silenced {
            mask(&mut silenced.text);
            if let Exception::InsideWord(word) = &mut silenced.by {
                mask(word);
            }
        }
    }
    masked
}

/// Figures over a batch.
#[must_use]
pub fn totals(totals: &Totals) -> Totals {
    totals.clone()
}

/// Records that could not be read.
#[must_use]
pub fn skipped(skipped: &[Skipped]) -> Vec<Skipped> {
    skipped.to_vec()
}

fn mask(text: &mut String) {
    *text = masked(text);
}

/// A text with its numbers masked, a character for a character.
#[must_use]
pub fn masked(text: &str) -> String {
    let normal = normalize(text);
    let found = entity::find(normal.as_str());
    if found.is_empty() {
        return text.to_owned();
    }
    let mut characters: Vec<char> = text.chars().collect();
    for number in found {
        for c in &mut characters[normal.original(number.range)] {
            if c.is_alphanumeric() {
                *c = MASK;
            }
        }
    }
    characters.into_iter().collect()
}
