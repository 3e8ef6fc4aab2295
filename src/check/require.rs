//! `require`: patterns that must occur.

use super::Ruling;
use super::compile::Compiler;
use super::conversation::Conversation;
use super::said::{Found, Said};
use super::scope::Piece;
use crate::outcome::{Finding, Outcome, Reason};
use crate::rule::file::SaidFile;

/// A compiled `require`.
#[derive(Debug, serde::Serialize, serde::Deserialize)]
pub(crate) struct Require {
    said: Said,
}

impl Require {
    pub(crate) fn compile(file: &SaidFile, compiler: &mut Compiler<'_>) -> Self {
        Self { said: Said::compile(file, compiler) }
    }

    pub(crate) fn run(&self, conversation: &Conversation<'_>) -> Ruling {
        let found = match self.said.find(conversation) {
            Ok(found) => found,
            Err(reason) => return Outcome::Unknown(reason).into(),
        };
        let outcome = if found.enough {
            Outcome::Pass(found.hits.into_iter().map(|h| conversation.location(h.turn, h.range)).collect())
        } else if found.looked {
            Outcome::Fail(self.missing(&found, conversation))
        } else {
            Outcome::NotApplicable(Reason::NoTurns)
        };
        Ruling { outcome, silenced: found.silenced }
    }

    /// One finding for the scope, or one for every unit that lacks it.
    fn missing(&self, found: &Found, conversation: &Conversation<'_>) -> Vec<Finding> {
        if !self.said.wants_every() {
            return vec![Finding { estimated: found.estimated, ..Finding::default() }];
        }
        let on = |piece: &Piece| {
            let window = piece.windows.first()?;
            let finding = match piece.within_turn {
                true => conversation.finding(window.turn, window.range.clone()),
                false => conversation.finding_on(window.turn),
            };
            Some(Finding { estimated: window.estimated, ..finding })
        };
        found.lacking.iter().filter_map(on).collect()
    }
}
