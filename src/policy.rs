//! What is made of the findings of a run: which do not count, which are known, and what fails.

use crate::baseline::Baseline;
use crate::gate::Gate;
use crate::outcome::RuleOutcome;
use crate::rule::set::RuleSet;
use crate::transcript::Transcript;
use crate::waiver::Waivers;

/// The terms of a run.
#[derive(Debug, Clone, Default)]
pub struct Policy {
    /// What fails.
    pub gate: Gate,
    /// What does not count.
    pub waivers: Waivers,
    /// What is known.
    pub baseline: Option<Baseline>,
    /// Whether the run records its findings as a new baseline.
    pub record: bool,
}

impl Policy {
    /// Settles what becomes of the findings of a conversation; they have their fingerprints.
    pub fn settle(&self, set: &RuleSet, transcript: &Transcript, outcomes: &mut [RuleOutcome]) {
        self.waivers.apply(set, transcript, outcomes);
        if let Some(baseline) = &self.baseline {
            baseline.apply(outcomes);
        }
    }
}
