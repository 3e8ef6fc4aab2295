//! stub
use std::{borrow::Cow, ops::Range};
/// .
#[derive(Debug)]
pub struct Normalized<'t>(Cow<'t, str>);
impl Normalized<'_> {
    /// .
    #[must_use]
    pub fn as_str(&self) -> &str { &self.0 }
    /// .
    #[must_use]
    pub fn original(&self, r: Range<usize>) -> Range<usize> { self.0[..r.start].chars().count()..self.0[..r.end].chars().count() }
}
/// .
#[must_use]
pub fn normalize(t: &str) -> Normalized<'_> { Normalized(Cow::Borrowed(t)) }
