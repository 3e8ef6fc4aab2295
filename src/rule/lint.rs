//! Lints of rules: what is legal in a rule file, and yet most likely not what its author meant.
//!
//! An error makes a rule wrong or untested; a warning costs nothing but time or clarity. Each lint has one file below,
//! or shares one with those that look at the same things.

mod across;
mod clauses;
mod examples;
mod lists;
mod overlap;
mod parsed;
mod text;
mod writing;

use std::ops::Range;
use std::sync::Arc;

use super::error::SourceFile;
use super::located::Located;
use super::set::RuleSet;
use parsed::Parsed;

/// Something in a rule, lexicon or situation file that is most likely not meant.
#[derive(Debug, Clone)]
pub struct Lint {
    /// The file.
    pub file: Arc<SourceFile>,
    /// Bytes in the file's text.
    pub at: Range<usize>,
    /// What it is.
    pub kind: LintKind,
}

/// How bad a lint is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// The rule is wrong or untested.
    Error,
    /// Worth a look.
    Warning,
}

/// The lints, with what their messages say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LintKind {
    /// No example shows the rule firing.
    NoFiringExample,
    /// No example shows the rule quiet.
    NoQuietExample,
    /// A list holds the same pattern twice.
    DuplicatePhrase {
        /// As written.
        phrase: String,
        /// Line of the first.
        line: usize,
    },
    /// A phrase that contains another one of its list.
    ContainedPhrase {
        /// As written.
        phrase: String,
        /// The other, as written.
        inside: String,
    },
    /// An exception that no hit can overlap.
    IdleUnless(String),
    /// A pattern without a literal that every match contains.
    NoLiteral(String),
    /// `\b` or `\B` in a raw regex.
    BoundaryBesideChinese(String),
    /// A pattern that is not in normal form.
    NotNormal {
        /// What is written.
        written: String,
        /// What text looks like once it is searched.
        normal: String,
        /// Whether it stands in a raw regex, which is taken as it is and so can never match.
        raw: bool,
    },
    /// A phrase that the rule forbids and another one demands.
    Contradiction {
        /// The phrase.
        phrase: String,
        /// The other rule.
        rule: String,
    },
    /// Phrases that another rule forbids to the same role as well.
    OverlappingDeductions {
        /// The first of them.
        phrase: String,
        /// How many.
        count: usize,
        /// The other rule.
        rule: String,
    },
    /// A clause that does not exist, or an id that is none.
    UnknownClause {
        /// As written.
        clause: String,
        /// Whether a list of clauses lacks it; else its form is wrong.
        listed: bool,
    },
}

impl Lint {
    /// Line and column, both from 1; columns count characters.
    #[must_use]
    pub fn place(&self) -> (usize, usize) {
        self.file.place(self.at.start)
    }
}

impl LintKind {
    /// Its id.
    #[must_use]
    pub const fn id(&self) -> &'static str {
        match self {
            Self::NoFiringExample => "no-firing-example",
            Self::NoQuietExample => "no-quiet-example",
            Self::DuplicatePhrase { .. } => "duplicate-phrase",
            Self::ContainedPhrase { .. } => "contained-phrase",
            Self::IdleUnless(_) => "idle-unless",
            Self::NoLiteral(_) => "no-literal",
            Self::BoundaryBesideChinese(_) => "boundary-beside-chinese",
            Self::NotNormal { .. } => "not-normal",
            Self::Contradiction { .. } => "contradiction",
            Self::OverlappingDeductions { .. } => "overlapping-deductions",
            Self::UnknownClause { .. } => "unknown-clause",
        }
    }

    /// How bad it is.
    #[must_use]
    pub const fn level(&self) -> Level {
        match self {
            Self::NoFiringExample
            | Self::NoQuietExample
            | Self::BoundaryBesideChinese(_)
            | Self::NotNormal { raw: true, .. }
            | Self::Contradiction { .. }
            | Self::UnknownClause { .. } => Level::Error,
            Self::DuplicatePhrase { .. }
            | Self::ContainedPhrase { .. }
            | Self::IdleUnless(_)
            | Self::NoLiteral(_)
            | Self::NotNormal { raw: false, .. }
            | Self::OverlappingDeductions { .. } => Level::Warning,
        }
    }
}

/// Everything odd about a rule set, in the order of files and places.
#[must_use]
pub fn all(set: &RuleSet) -> Vec<Lint> {
    let mut lints = Lints { found: Vec::new(), parsed: Parsed::new(set.lexicons()) };
    for rule in set.rules() {
        examples::look(rule, &mut lints);
        clauses::look(rule, &set.clauses, &mut lints);
        lists::rule(rule, &mut lints);
    }
    lists::shared(set, &mut lints);
    across::look(set, &mut lints);
    let mut found = lints.found;
    found.sort_by(|a, b| (&a.file.name, a.at.start, a.kind.id()).cmp(&(&b.file.name, b.at.start, b.kind.id())));
    found
}

/// What has been found so far.
struct Lints<'s> {
    found: Vec<Lint>,
    parsed: Parsed<'s>,
}

impl Lints<'_> {
    fn add<T>(&mut self, file: &Arc<SourceFile>, place: &Located<T>, kind: LintKind) {
        self.add_at(file, place.at.clone(), kind);
    }

    fn add_at(&mut self, file: &Arc<SourceFile>, at: Range<usize>, kind: LintKind) {
        self.found.push(Lint { file: Arc::clone(file), at, kind });
    }
}
