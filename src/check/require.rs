//! `require`: patterns that must occur.

use super::Ruling;
use super::compile::Compiler;
use super::conversation::Conversation;
use super::said::Said;
use crate::outcome::{Finding, Outcome, Reason};
use crate::rule::file::SaidFile;

/// A compiled `require`.
#[derive(Debug)]
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
            Outcome::Fail(vec![Finding::default()])
        } else {
            Outcome::NotApplicable(Reason::NoTurns)
        };
        Ruling { outcome, silenced: found.silenced }
    }
}
