//! `limit`: a figure within limits.

use super::Ruling;
use super::compile::Compiler;
use super::conversation::Conversation;
use crate::outcome::{Outcome, Reason};
use crate::rule::file::LimitFile;

/// A compiled `limit`.
#[derive(Debug)]
pub(crate) struct Limit {}

impl Limit {
    pub(crate) fn compile(_file: &LimitFile, _compiler: &mut Compiler<'_>) -> Self {
        Self {}
    }

    pub(crate) fn run(&self, _conversation: &Conversation<'_>) -> Ruling {
        Outcome::Unknown(Reason::NoTimestamps).into()
    }
}
