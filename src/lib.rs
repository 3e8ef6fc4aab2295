//! huashu (话术): a linter for what agents say to customers.

pub mod batch;
pub mod cases;
mod check;
pub mod config;
pub mod lang;
pub mod linter;
mod matcher;
pub mod outcome;
pub mod read;
pub mod report;
pub mod rule;
pub mod score;
pub mod text;
pub mod transcript;
