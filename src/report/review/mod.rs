//! The reviewer's side, written: samples to fill in ([`workbook`], [`yaml`]), and what reviews come to ([`human`],
//! [`markdown`], JSON).

pub mod human;
pub mod markdown;
pub mod mistake;
mod text;
pub mod workbook;
pub mod yaml;

use crate::review::summary::Summary;

/// The summary as JSON.
#[must_use]
pub fn json(summary: &Summary) -> String {
    // A type of strings and numbers is plain JSON.
    serde_json::to_string_pretty(summary).unwrap_or_default() + "\n"
}
