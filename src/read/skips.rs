//! Records that could not be read, kept within bounds: a file of a million broken lines is told as a hundred of them and
//! a number.

use std::collections::HashMap;

use super::{ReadError, Skipped};

/// Records of one file that are kept as they are.
const OF_A_FILE: usize = 100;
/// Records of all files that are.
const IN_ALL: usize = 10_000;

/// Records that could not be read, as they come.
#[derive(Debug, Default)]
pub struct Skips {
    kept: Vec<Skipped>,
    /// How many there were, by file.
    files: HashMap<String, usize>,
    /// How many are not kept, by file, in the order of the files.
    more: Vec<(String, usize)>,
    /// How many are not kept, of files beyond those that are counted one by one.
    others: usize,
}

/// How many records a list stands for.
#[must_use]
pub fn count(skipped: &[Skipped]) -> usize {
    skipped.iter().map(Skipped::count).sum()
}

impl Skipped {
    /// How many records it stands for.
    #[must_use]
    pub fn count(&self) -> usize {
        self.more().unwrap_or(1)
    }

    /// How many records it stands for, where it is no single one.
    #[must_use]
    pub const fn more(&self) -> Option<usize> {
        match self.reason {
            ReadError::More { count } => Some(count),
            _ => None,
        }
    }

    /// The input it belongs to: its source without the line.
    #[must_use]
    pub fn file(&self) -> &str {
        match self.source.rsplit_once(':') {
            Some((file, line)) if !line.is_empty() && line.bytes().all(|b| b.is_ascii_digit()) => file,
            _ => &self.source,
        }
    }
}

impl Skips {
    /// Adds one.
    pub fn push(&mut self, record: Skipped) {
        let file = record.file();
        if self.files.len() >= IN_ALL && !self.files.contains_key(file) {
            self.others += 1;
            return;
        }
        let seen = self.files.entry(file.to_owned()).or_default();
        *seen += 1;
        if *seen <= OF_A_FILE && self.kept.len() < IN_ALL {
            self.kept.push(record);
            return;
        }
        match self.more.iter_mut().rev().find(|(name, _)| name == file) {
            Some((_, more)) => *more += 1,
            None => self.more.push((file.to_owned(), 1)),
        }
    }

    /// Those that are kept, then how many more there are, a line a file.
    #[must_use]
    pub fn finish(self) -> Vec<Skipped> {
        let mut all = self.kept;
        let line = |(source, count)| Skipped { source, line: None, reason: ReadError::More { count } };
        all.extend(self.more.into_iter().map(line));
        if self.others > 0 {
            all.push(Skipped { source: "…".into(), line: None, reason: ReadError::More { count: self.others } });
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_kept_is_counted() {
        let mut skips = Skips::default();
        for line in 1..=1000 {
            for file in ["a.jsonl", "b.jsonl"] {
                skips.push(Skipped { source: format!("{file}:{line}"), line: Some(line), reason: ReadError::NoTurns });
            }
        }
        skips.push(Skipped { source: "c.jsonl".into(), line: None, reason: ReadError::NotFound });
        let all = skips.finish();
        assert_eq!((all.len(), count(&all)), (2 * OF_A_FILE + 3, 2001));
        let more = ReadError::More { count: 1000 - OF_A_FILE };
        assert_eq!(all.last(), Some(&Skipped { source: "b.jsonl".into(), line: None, reason: more }));
    }

    #[test]
    fn a_million_broken_files_take_no_more_than_ten_thousand() {
        let mut skips = Skips::default();
        for file in 0..20_000 {
            skips.push(Skipped { source: format!("{file}.json"), line: None, reason: ReadError::Empty });
        }
        let all = skips.finish();
        assert_eq!((all.len(), count(&all)), (IN_ALL + 1, 20_000));
    }
}
