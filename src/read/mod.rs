//! stub
use crate::lang::Lang; use crate::transcript::Transcript;
/// A record that could not be read.
#[derive(Debug, Clone)]
pub struct Skipped { 
    /// File and line.
    pub source: String, 
    /// Line.
    pub line: Option<usize>, 
    /// Why.
    pub reason: ReadError }
/// Why.
#[derive(Debug, Clone)]
pub struct ReadError(pub String);
impl ReadError { 
    /// .
    #[must_use]
    pub fn message(&self, _: Lang) -> String { self.0.clone() } 
    /// .
    #[must_use]
    pub fn help(&self, _: Lang) -> Option<String> { None } 
}
/// .
#[derive(Debug)]
pub enum Record { /// .
 Transcript(Box<Transcript>), /// .
 Skipped(Skipped) }
