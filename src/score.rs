//! The score 评分卡: what a conversation's outcomes come to, in figures a person can redo by hand.

use crate::outcome::{OutcomeKind, RuleOutcome};
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

    /// Scores one conversation from its outcomes under the rules they came from.
    #[must_use]
    pub fn score(&self, set: &RuleSet, outcomes: &[RuleOutcome]) -> Scorecard {
        let base: f64 = self.dimensions.iter().map(|(_, max)| max).sum();
        let mut fatal = false;
        let mut deductions = Vec::new();
        let mut dimensions: Vec<Tally> = self.dimensions.iter().map(|_| Tally::default()).collect();
        for outcome in outcomes {
            let rule = &set.rules()[outcome.rule];
            let Some(at) = self.dimensions.iter().position(|(name, _)| *name == rule.file.dimension.value) else {
                continue;
            };
            let judged = matches!(outcome.outcome.settled(), OutcomeKind::Pass | OutcomeKind::Fail);
            dimensions[at].judged |= judged;
            let findings = outcome.outcome.counting();
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outcome::{Finding, Outcome, Reason};
    use crate::rule::error::SourceFile;
    use crate::rule::set::Layer;

    /// Rules with the given heads, all of them in 服务态度 unless the head says otherwise.
    fn rules(heads: &[&str]) -> RuleSet {
        let file = |(i, head): (usize, &&str)| {
            let dimension = if head.contains("dimension:") { "" } else { "dimension: 服务态度\n" };
            let text = format!(
                "id: test/r{i}\ntitle: t\n{head}\n{dimension}message: m\ncheck: {{ forbid: {{ any: [没办法] }} }}\n"
            );
            SourceFile { name: format!("r{i}.yaml"), path_id: format!("test/r{i}"), text, checked: false }
        };
        let dimensions: Vec<String> = DEFAULT_DIMENSIONS.iter().map(ToString::to_string).collect();
        RuleSet::load(vec![Layer { files: heads.iter().enumerate().map(file).collect() }], &dimensions).unwrap()
    }

    fn outcomes(list: &[Outcome]) -> Vec<RuleOutcome> {
        let one = |(rule, outcome): (usize, &Outcome)| RuleOutcome { rule, outcome: outcome.clone(), silenced: vec![] };
        list.iter().enumerate().map(one).collect()
    }

    fn fails(n: usize) -> Outcome {
        Outcome::Fail(vec![Finding::default(); n])
    }

    fn score(heads: &[&str], list: &[Outcome]) -> Scorecard {
        ScoreModel::default().score(&rules(heads), &outcomes(list))
    }

    #[test]
    fn findings_take_their_points_from_their_dimension() {
        let card = score(&["severity: major", "severity: minor\ndimension: 时效"], &[fails(2), fails(1)]);
        assert_eq!((card.score, card.grade.as_str()), (88.0, "B"));
        let taken: Vec<f64> = card.deductions.iter().map(|d| d.taken).collect();
        assert_eq!(taken, [10.0, 2.0]);
    }

    #[test]
    fn a_cap_limits_a_rule_and_the_floor_a_dimension() {
        let card = score(&["severity: major\ncap: 8"], &[fails(5)]);
        assert_eq!((card.deductions[0].taken, card.score), (8.0, 92.0));
        let card = score(&["severity: major\ndimension: 结束"], &[fails(9)]);
        assert_eq!((card.deductions[0].taken, card.score), (45.0, 90.0));
    }

    #[test]
    fn a_fatal_finding_voids_the_score_or_its_dimension() {
        let card = score(&["severity: fatal"], &[fails(1)]);
        assert!(card.fatal);
        assert_eq!((card.score, card.grade.as_str()), (0.0, "D"));
        let card = score(&["severity: fatal\nfatal: dimension\npoints: 1"], &[fails(1)]);
        assert!(!card.fatal);
        assert_eq!(card.score.to_string(), "70");
    }

    #[test]
    fn what_is_not_applicable_or_unknown_costs_nothing() {
        let list = [Outcome::NotApplicable(Reason::NoTrigger), Outcome::Unknown(Reason::NoTimestamps)];
        let card = score(&["severity: major", "severity: major"], &list);
        assert_eq!(card.score.to_string(), "100");
        assert!(card.dimensions.iter().all(|d| d.unjudged));
    }

    #[test]
    fn weights_of_dimensions_without_a_judged_rule_go_to_the_others() {
        let model = ScoreModel { mode: ScoreMode::Weighted, ..ScoreModel::default() };
        let set = rules(&["severity: major", "severity: major", "severity: minor\ndimension: 时效"]);
        let list = [Outcome::Pass(vec![]), fails(1), Outcome::NotApplicable(Reason::NoTurns)];
        let card = model.score(&set, &outcomes(&list));
        assert_eq!(card.score.to_string(), "50");
        let weights: f64 = card.dimensions.iter().map(|d| d.max).sum();
        assert_eq!(weights.to_string(), "100");
    }

    #[test]
    fn grades_are_inclusive_at_their_lowest_score() {
        let model = ScoreModel::default();
        assert_eq!([90.0, 89.99, 80.0, 60.0, 0.0].map(|s| model.grade(s).to_owned()), ["A", "B", "B", "C", "D"]);
    }
}
