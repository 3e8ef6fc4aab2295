//! What a rewrite can replace as a whole.
//!
//! A sentence ends at its mark or line here. Ends that are only told from particles and pauses will do to judge speech;
//! where words are taken out and others put in, half a sentence that is left over reads worse than one too many replaced.

use std::ops::Range;

use crate::rule::file::RewriteUnit;
use crate::text::normalize::Normalized;
use crate::text::sentence::clauses;

/// Marks after which a sentence is over.
pub(super) const ENDS: &str = "。！？!?；;";
/// Marks that may follow them.
const CLOSERS: &str = "”’」』\"）)";

/// The units of a text: byte ranges of its normal form that together cover it.
pub(super) fn units(text: &Normalized<'_>, unit: RewriteUnit) -> Vec<Range<usize>> {
    match unit {
        RewriteUnit::Clause => clauses(text),
        RewriteUnit::Sentence => sentences(text),
        RewriteUnit::Turn => std::iter::once(0..text.as_str().len()).collect(),
    }
}

fn sentences(text: &Normalized<'_>) -> Vec<Range<usize>> {
    let said = text.as_str();
    let mut all: Vec<Range<usize>> = Vec::new();
    let (mut start, mut over) = (0, false);
    for (at, c) in said.char_indices() {
        let goes_on = ENDS.contains(c) || CLOSERS.contains(c);
        if (over && !goes_on) || (text.breaks().contains(&at) && at > start) {
            all.push(start..at);
            start = at;
        }
        over = ENDS.contains(c) || (over && goes_on);
    }
    if start < said.len() {
        all.push(start..said.len());
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::normalize::normalize;

    #[test]
    fn sentences_end_at_marks_and_lines_alone() {
        let said = |text: &str| {
            let normal = normalize(text);
            let all = units(&normal, RewriteUnit::Sentence).into_iter().map(|r| normal.as_str()[r].to_owned());
            all.collect::<Vec<_>>()
        };
        assert_eq!(said("他说“好！”行吗？！行 我来"), ["他说“好！”", "行吗？！", "行我来"]);
        assert_eq!(said("我们没有错的呀那为什么要给您道歉呢").len(), 1);
    }
}
