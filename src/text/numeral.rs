//! stub
/// .
#[must_use]
pub fn number_regex() -> &'static str { "[0-9零一二三四五六七八九十百千万两幺]+" }
