//! huashu (话术): a linter for what agents say to customers.

mod check;
pub mod lang;
pub mod linter;
mod matcher;
pub mod outcome;
pub mod read;
pub mod rule;
pub mod text;
pub mod transcript;
