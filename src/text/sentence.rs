//! stub
use super::normalize::Normalized; use std::ops::Range;
/// .
#[must_use]
pub fn sentences(n: &Normalized<'_>) -> Vec<Range<usize>> { vec![0..n.as_str().len()] }
/// .
#[must_use]
pub fn clauses(n: &Normalized<'_>) -> Vec<Range<usize>> { vec![0..n.as_str().len()] }
