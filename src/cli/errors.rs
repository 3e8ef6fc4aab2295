//! Errors of the command line.

use std::io;
use std::path::PathBuf;

use huashu::rule::error::RuleError;

/// Why a command could not do its work.
#[derive(Debug)]
pub(super) enum CliError {
    /// Rule files with errors.
    Rules(Vec<RuleError>),
    /// A selector that names no rule.
    UnknownSelector(String),
    /// Nothing left to run.
    NoRules,
    /// A file that can't be read.
    Unreadable(PathBuf, io::Error),
}
