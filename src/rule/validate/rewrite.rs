//! Rewrites: their patterns parse, and their pieces are there.

use super::Visit;
use crate::matcher::Takers;
use crate::rule::error::{RewriteError, RuleErrorKind};
use crate::rule::file::{CheckFile, RewriteFile, RuleFile};
use crate::rule::located::Located;
use crate::rule::pattern::PatternErrorKind;
use crate::rule::rewrite::{Rewrite, Wrong, WrongKind};

impl Visit<'_> {
    /// Checks the rewrites of a rule.
    pub(super) fn rewrites(&mut self, rule: &RuleFile) {
        if self.source.checked {
            return;
        }
        if let (CheckFile::Aggregate(_), Some(first)) = (&rule.check, rule.rewrite.first()) {
            self.report(&first.to, RuleErrorKind::Rewrite(RewriteError::NoReply));
        }
        for rewrite in &rule.rewrite {
            self.rewrite(rewrite);
        }
    }

    fn rewrite(&mut self, file: &RewriteFile) {
        let (written, at, kind) = match (Rewrite::compile(file, self.lexicons, &mut Takers::default()), &file.from) {
            (Err(Wrong::From(at, WrongKind::Pieces(error))), Some(from)) => (from, at, RuleErrorKind::Rewrite(error)),
            (Err(Wrong::From(at, WrongKind::Pattern(PatternErrorKind::UnknownLexicon(word)))), Some(from)) => {
                (from, at, self.unknown_lexicon(word))
            }
            (Err(Wrong::From(at, WrongKind::Pattern(kind))), Some(from)) => (from, at, RuleErrorKind::Pattern(kind)),
            (Err(Wrong::To(at, error)), _) => (&file.to, at, RuleErrorKind::Rewrite(error)),
            (Ok(_) | Err(Wrong::From(..)), _) => return,
        };
        let at = self.inside(written, at);
        self.report_at(&at, kind);
    }

    /// Bytes of a value as bytes of the file. A quoted scalar starts with its quotation mark.
    pub(super) fn inside(&self, written: &Located<String>, at: std::ops::Range<usize>) -> std::ops::Range<usize> {
        if written.at.is_empty() {
            return written.at.clone();
        }
        let quoted = self.source.text.get(written.at.start..).is_some_and(|t| t.starts_with(['"', '\'']));
        let start = written.at.start + usize::from(quoted);
        start + at.start..start + at.end
    }
}
