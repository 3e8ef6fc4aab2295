//! The score 评分卡: what a conversation's outcomes come to, in figures a person can redo by hand.

use crate::outcome::{Outcome, OutcomeKind, RuleOutcome};
use crate::rule::file::{FatalReach, Severity};
use crate::rule::set::{DEFAULT_DIMENSIONS, RuleSet};

/// How scores are made: dimensions with their maxima, and grades.
#[derive(Debug, Clone, PartialEq)]
pub struct ScoreModel {
    /// How points are put together.
    pub mode: ScoreMode,
    /// Dimensions with the points each holds; together the base.
    pub dimensions: Vec<(String, f64)>,
    /// Grades with the lowest score of each, best first.
    pub grades: Vec<(String, f64)>,
}

/// How points are put together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ScoreMode {
    /// Every finding takes its points from its dimension, down to 0; what is left of all dimensions is the score.
    #[default]
    Deduct,
    /// Every dimension scores the weighted share of its rules that passed; dimensions without a judged rule hand their
    /// weight to the others.
    Weighted,
}

impl Default for ScoreModel {
    fn default() -> Self {
        let maxima = [10.0, 30.0, 15.0, 15.0, 10.0, 10.0, 10.0];
        Self {
            mode: ScoreMode::Deduct,
            dimensions: DEFAULT_DIMENSIONS.iter().map(ToString::to_string).zip(maxima).collect(),
            grades: [("A", 90.0), ("B", 80.0), ("C", 60.0), ("D", 0.0)].map(|(g, s)| (g.to_owned(), s)).into(),
        }
    }
}

/// The score of one conversation with its arithmetic.
#[derive(Debug, Clone, PartialEq)]
pub struct Scorecard {
    /// 0–100.
    pub score: f64,
    /// The grade whose band the score lies in.
    pub grade: String,
    /// Whether a fatal finding voided the score.
    pub fatal: bool,
    /// One a dimension, in the model's order.
    pub dimensions: Vec<DimensionScore>,
    /// What every rule with findings cost.
    pub deductions: Vec<Deduction>,
}

/// What one dimension came to.
#[derive(Debug, Clone, PartialEq)]
pub struct DimensionScore {
    /// The dimension.
    pub name: String,
    /// Points left.
    pub score: f64,
    /// Points it holds.
    pub max: f64,
    /// No rule of it was judged (all not applicable or unknown).
    pub unjudged: bool,
}

/// What the findings of one rule cost.
#[derive(Debug, Clone, PartialEq)]
pub struct Deduction {
    /// Index of the rule in its set.
    pub rule: usize,
    /// Findings that count.
    pub findings: usize,
    /// Points that one costs.
    pub points: f64,
    /// Points taken, after the rule's cap, before the dimension's floor.
    pub taken: f64,
}

impl ScoreModel {
    /// The grade of a score.
    #[must_use]
    pub fn grade(&self, score: f64) -> &str {
        let band = self.grades.iter().find(|(_, lowest)| score >= *lowest).or(self.grades.last());
        band.map_or("", |(grade, _)| grade)
    }

    /// Scores one conversation. `counts` says how many findings of a rule count (waived ones do not).
    #[must_use]
    pub fn score(&self, set: &RuleSet, outcomes: &[RuleOutcome], counts: impl Fn(&RuleOutcome) -> usize) -> Scorecard {
        let base: f64 = self.dimensions.iter().map(|(_, max)| max).sum();
        let mut fatal = false;
        let mut deductions = Vec::new();
        let mut dimensions: Vec<Tally> = self.dimensions.iter().map(|_| Tally::default()).collect();
        for outcome in outcomes {
            let rule = &set.rules()[outcome.rule];
            let Some(at) = self.dimensions.iter().position(|(name, _)| *name == rule.file.dimension.value) else {
                continue;
            };
            let judged = matches!(outcome.outcome.kind(), OutcomeKind::Pass | OutcomeKind::Fail);
            dimensions[at].judged |= judged;
            let findings = if matches!(outcome.outcome, Outcome::Fail(_)) { counts(outcome) } else { 0 };
            if judged {
                let weight = rule.points().max(1.0);
                dimensions[at].weight += weight;
                dimensions[at].passed += if findings == 0 { weight } else { 0.0 };
            }
            if findings == 0 {
                continue;
            }
            let points = rule.points();
            let all = points * findings as f64;
            let taken = rule.file.cap.map_or(all, |cap| all.min(cap));
            deductions.push(Deduction { rule: outcome.rule, findings, points, taken });
            dimensions[at].taken += taken;
            if rule.file.severity == Severity::Fatal {
                match rule.file.fatal.unwrap_or(FatalReach::All) {
                    FatalReach::All => fatal = true,
                    FatalReach::Dimension => dimensions[at].voided = true,
                }
            }
        }
        let dimensions = self.settle(&dimensions);
        let left: f64 = dimensions.iter().map(|d| d.score).sum();
        let score = if fatal || base <= 0.0 { 0.0 } else { round(left / base * 100.0) };
        Scorecard { score, grade: self.grade(score).to_owned(), fatal, dimensions, deductions }
    }

    fn settle(&self, tallies: &[Tally]) -> Vec<DimensionScore> {
        let base: f64 = self.dimensions.iter().map(|(_, max)| max).sum();
        let judged: f64 =
            self.dimensions.iter().zip(tallies).filter(|(_, t)| t.weight > 0.0).map(|((_, max), _)| max).sum();
        self.dimensions
            .iter()
            .zip(tallies)
            .map(|((name, max), tally)| {
                let (score, max) = match self.mode {
                    ScoreMode::Deduct => ((max - tally.taken).max(0.0), *max),
                    ScoreMode::Weighted if tally.weight > 0.0 => {
                        let spread = max * base / judged;
                        (spread * tally.passed / tally.weight, spread)
                    }
                    ScoreMode::Weighted => (0.0, 0.0),
                };
                let score = if tally.voided { 0.0 } else { round(score) };
                DimensionScore { name: name.clone(), score, max: round(max), unjudged: !tally.judged }
            })
            .collect()
    }
}

#[derive(Debug, Default)]
struct Tally {
    taken: f64,
    weight: f64,
    passed: f64,
    voided: bool,
    judged: bool,
}

/// To a hundredth, so that the same figures print the same everywhere.
fn round(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}
