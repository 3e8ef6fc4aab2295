//! Tables that are stored by columns: Parquet and Arrow. What reads them is heavy, and compiled in with the feature `parquet`
//! only; without it, the error says so.

#[cfg(feature = "parquet")]
mod arrow;
#[cfg(feature = "parquet")]
mod cells;
#[cfg(feature = "parquet")]
mod guarded;
#[cfg(feature = "parquet")]
mod parquet;
#[cfg(feature = "parquet")]
mod unpacked;

use super::csv::{CLOCKS, ROLES};
use crate::read::format::About;
use crate::read::input::Input;
use crate::read::{Records, Source};

pub(in crate::read) const PARQUET: About = About {
    name: "parquet",
    extensions: &["parquet"],
    sniffed: false,
    title: (
        "Parquet 表格，列同 csv（要用带 parquet 功能的版本）",
        "a table in Parquet, columns as in csv (with the cargo feature `parquet`)",
    ),
    layout: "PAR1 …",
    roles: ROLES,
    clocks: CLOCKS,
    detect: |_| false,
    open: |source, input, _| parquet(source, input),
};

pub(in crate::read) const ARROW: About = About {
    name: "arrow",
    extensions: &["arrow", "feather"],
    sniffed: false,
    title: (
        "Arrow（Feather）表格，列同 csv（要用带 parquet 功能的版本）",
        "a table in Arrow (Feather), columns as in csv (with the cargo feature `parquet`)",
    ),
    layout: "ARROW1 …",
    roles: ROLES,
    clocks: CLOCKS,
    detect: |_| false,
    open: |source, input, _| arrow(source, input),
};

/// Reads a table in Parquet.
pub(in crate::read) fn parquet<'a>(source: Source<'a>, input: Input<'a>) -> Records<'a> {
    #[cfg(feature = "parquet")]
    return guarded::open(source, input, parquet::rows);
    #[cfg(not(feature = "parquet"))]
    return missing(source, input, "Parquet");
}

/// Reads a table in Arrow's file format.
pub(in crate::read) fn arrow<'a>(source: Source<'a>, input: Input<'a>) -> Records<'a> {
    #[cfg(feature = "parquet")]
    return guarded::open(source, input, arrow::rows);
    #[cfg(not(feature = "parquet"))]
    return missing(source, input, "Arrow");
}

#[cfg(not(feature = "parquet"))]
fn missing<'a>(source: Source<'a>, input: Input<'a>, name: &'static str) -> Records<'a> {
    let record = source.whole(crate::read::ReadError::Feature { name, feature: "parquet" });
    drop((source, input));
    Box::new(std::iter::once(record))
}
