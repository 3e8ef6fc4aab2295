//! huashu (话术): a linter for what agents say to customers.

pub mod outcome;
pub mod read;
pub mod text;
pub mod transcript;
