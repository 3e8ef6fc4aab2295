//! Rules as data: written types, patterns, lexicons, and the validated `RuleSet`.

pub mod builtin;
pub mod error;
mod explained;
pub mod file;
mod kept;
pub mod lint;
pub mod lists;
pub mod located;
pub mod pattern;
pub(crate) mod rewrite;
pub mod set;
mod validate;
