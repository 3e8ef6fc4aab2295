//! What a run must meet to pass, and what it failed by.

use crate::outcome::OutcomeKind;
use crate::rule::file::Severity;

/// Conversations or cases that a figure over the batch is made of before it can fail a run, where nobody says otherwise:
/// of ten calls two may have gone unanswered by chance.
pub const KPI_MIN_N: usize = 30;

/// What makes a run fail. Findings that are waived or in the baseline never do.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gate {
    /// Findings of this severity or graver fail; `None`: findings never do.
    pub fail_on: Option<Severity>,
    /// More findings than this, of any severity, fail.
    pub max_findings: Option<usize>,
    /// A conversation that scores less fails, unless all its findings are in the baseline.
    pub min_score: Option<f64>,
    /// Outcomes and figures that cannot be judged fail.
    pub strict: bool,
    /// A figure made of fewer conversations or cases does not fail; under `strict` it is one that cannot be judged.
    pub kpi_min_n: usize,
}

impl Default for Gate {
    fn default() -> Self {
        Self {
            fail_on: Some(Severity::Minor),
            max_findings: None,
            min_score: None,
            strict: false,
            kpi_min_n: KPI_MIN_N,
        }
    }
}

/// A reason why a run fails.
#[derive(Debug, Clone, PartialEq)]
pub enum Objection {
    /// There was no conversation.
    Nothing,
    /// Findings of a severity that fails.
    Findings {
        /// The least severity that fails.
        least: Severity,
        /// How many there are.
        count: usize,
    },
    /// More findings than allowed.
    TooMany {
        /// Allowed.
        limit: usize,
        /// How many there are.
        count: usize,
    },
    /// Conversations that score too little.
    Scores {
        /// The least score.
        least: f64,
        /// How many conversations score less.
        count: usize,
        /// The lowest score of them.
        lowest: f64,
    },
    /// Outcomes that cannot be judged.
    Unknown {
        /// How many.
        count: usize,
    },
    /// A figure over the batch that misses its limit, as an index into the batch's figures.
    Figure {
        /// The figure.
        figure: usize,
    },
    /// A figure with a limit that cannot be judged, or is made of too few conversations.
    UnknownFigure {
        /// The figure.
        figure: usize,
    },
}

impl Objection {
    /// The name used in reports.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Nothing => "no-conversations",
            Self::Findings { .. } => "findings",
            Self::TooMany { .. } => "max-findings",
            Self::Scores { .. } => "min-score",
            Self::Unknown { .. } => "unknown",
            Self::Figure { .. } => "kpi",
            Self::UnknownFigure { .. } => "unknown-kpi",
        }
    }
}

/// What bears on the gate, counted one conversation at a time.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Tally {
    /// Findings that are neither waived nor in the baseline.
    pub fresh: usize,
    /// Of them, those of a severity that fails.
    pub grave: usize,
    /// Conversations that score too little.
    pub low: usize,
    /// The lowest score of them.
    pub lowest: Option<f64>,
}

impl Gate {
    /// Counts the findings of a rule that are neither waived nor in the baseline.
    pub fn count(&self, tally: &mut Tally, severity: Severity, fresh: usize) {
        tally.fresh += fresh;
        if self.fail_on.is_some_and(|least| severity >= least) {
            tally.grave += fresh;
        }
    }

    /// Counts a conversation's score; `known` if it has findings and all of them are in the baseline.
    pub fn score(&self, tally: &mut Tally, score: f64, known: bool) {
        if !known && self.min_score.is_some_and(|least| score < least) {
            tally.low += 1;
            tally.lowest = Some(tally.lowest.map_or(score, |lowest| lowest.min(score)));
        }
    }

    /// What findings and scores are failed by.
    #[must_use]
    pub fn objections(&self, tally: &Tally, unknown: usize) -> Vec<Objection> {
        let mut all = Vec::new();
        if let Some(least) = self.fail_on
            && tally.grave > 0
        {
            all.push(Objection::Findings { least, count: tally.grave });
        }
        if let Some(limit) = self.max_findings
            && tally.fresh > limit
        {
            all.push(Objection::TooMany { limit, count: tally.fresh });
        }
        if let (Some(least), Some(lowest)) = (self.min_score, tally.lowest) {
            all.push(Objection::Scores { least, count: tally.low, lowest });
        }
        if self.strict && unknown > 0 {
            all.push(Objection::Unknown { count: unknown });
        }
        all
    }

    /// What a figure over the batch is failed by; `severity` is its rule's, `limited` if it has a limit at all.
    #[must_use]
    pub fn figure(
        &self,
        figure: usize,
        outcome: OutcomeKind,
        n: usize,
        severity: Severity,
        limited: bool,
    ) -> Option<Objection> {
        let few = n < self.kpi_min_n;
        match outcome {
            _ if !limited => None,
            OutcomeKind::Unknown => self.strict.then_some(Objection::UnknownFigure { figure }),
            OutcomeKind::Fail if few => self.strict.then_some(Objection::UnknownFigure { figure }),
            OutcomeKind::Fail => {
                self.fail_on.is_some_and(|least| severity >= least).then_some(Objection::Figure { figure })
            }
            OutcomeKind::Pass | OutcomeKind::NotApplicable => None,
        }
    }
}
