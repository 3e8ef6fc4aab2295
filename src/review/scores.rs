//! The machine's scores beside those of people.

use schemars::JsonSchema;
use serde::Serialize;

use super::interval::round;
use super::pool::Pool;
use crate::report::stats::student;

/// Differences that are listed.
const LARGEST: usize = 10;

/// How scores of people and of the machine compare. Means and differences are weighted by what conversations stand for.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Scores {
    /// Pairs: a conversation and a reviewer who scored it.
    pub n: usize,
    /// Mean score of people.
    pub human: f64,
    /// Mean score of the machine for the same.
    pub machine: f64,
    /// Mean of human − machine.
    pub difference: f64,
    /// The ends of its 95 % t interval; absent for one pair.
    pub interval: Option<[f64; 2]>,
    /// Mean of |human − machine|.
    pub absolute: f64,
    /// Pearson's correlation, unweighted; absent below three pairs or where one side is always the same.
    pub correlation: Option<f64>,
    /// The largest differences first.
    pub largest: Vec<ScorePair>,
}

/// A conversation with both scores.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ScorePair {
    /// The conversation.
    pub conversation: String,
    /// Who served.
    pub agent: String,
    /// Who scored.
    pub reviewer: String,
    /// Their score.
    pub human: f64,
    /// The machine's.
    pub machine: f64,
    /// human − machine.
    pub difference: f64,
    /// What the reviewer says.
    #[serde(skip_serializing_if = "String::is_empty")]
    #[schemars(default)]
    pub comment: String,
}

/// Compares them; `None` where nobody has scored.
#[must_use]
pub fn compare(pool: &Pool) -> Option<Scores> {
    let mut pairs = Vec::new();
    for pooled in &pool.conversations {
        let conversation = &pooled.conversation;
        let Some(machine) = conversation.score else { continue };
        for mark in &conversation.marks {
            let Some(human) = mark.score else { continue };
            let pair = ScorePair {
                conversation: conversation.id.clone(),
                agent: conversation.agent.clone(),
                reviewer: mark.reviewer.clone().unwrap_or_default(),
                human,
                machine,
                difference: round(human - machine),
                comment: mark.comment.clone(),
            };
            pairs.push((conversation.weight.unwrap_or(1.0), pair));
        }
    }
    let weight: f64 = pairs.iter().map(|(w, _)| w).sum();
    if weight <= 0.0 {
        return None;
    }
    let mean = |of: &dyn Fn(&ScorePair) -> f64| pairs.iter().map(|(w, p)| w * of(p)).sum::<f64>() / weight;
    let difference = mean(&|p| p.difference);
    let effective = weight * weight / pairs.iter().map(|(w, _)| w * w).sum::<f64>();
    let interval = (pairs.len() > 1 && effective > 1.0).then(|| {
        let spread = mean(&|p| (p.difference - difference).powi(2)) * effective / (effective - 1.0);
        let freedom = (effective.round() as u64).saturating_sub(1).max(1);
        let reach = student(freedom) * (spread / effective).sqrt();
        [round(difference - reach), round(difference + reach)]
    });
    let (human, machine) = (round(mean(&|p| p.human)), round(mean(&|p| p.machine)));
    let absolute = round(mean(&|p| p.difference.abs()));
    let correlation = correlation(&pairs.iter().map(|(_, p)| (p.human, p.machine)).collect::<Vec<_>>());
    let n = pairs.len();
    let mut largest: Vec<ScorePair> = pairs.into_iter().map(|(_, p)| p).filter(|p| p.difference != 0.0).collect();
    largest.sort_by(|a, b| {
        b.difference.abs().total_cmp(&a.difference.abs()).then_with(|| a.conversation.cmp(&b.conversation))
    });
    largest.truncate(LARGEST);
    Some(Scores { n, human, machine, difference: round(difference), interval, absolute, correlation, largest })
}

fn correlation(pairs: &[(f64, f64)]) -> Option<f64> {
    if pairs.len() < 3 {
        return None;
    }
    let n = pairs.len() as f64;
    let (x, y) = (pairs.iter().map(|p| p.0).sum::<f64>() / n, pairs.iter().map(|p| p.1).sum::<f64>() / n);
    let (mut xx, mut yy, mut xy) = (0.0, 0.0, 0.0);
    for (a, b) in pairs {
        xx += (a - x).powi(2);
        yy += (b - y).powi(2);
        xy += (a - x) * (b - y);
    }
    (xx > 0.0 && yy > 0.0).then(|| round(xy / (xx * yy).sqrt()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::review::pool::Pooled;
    use crate::review::sheet::{Conversation, Mark};

    /// F. J. Anscombe, "Graphs in statistical analysis", The American Statistician 27 (1973), set I: r = 0.816.
    #[test]
    fn correlation_of_the_textbook() {
        let x = [10.0, 8.0, 13.0, 9.0, 11.0, 14.0, 6.0, 4.0, 12.0, 7.0, 5.0];
        let y = [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68];
        let pairs: Vec<(f64, f64)> = x.into_iter().zip(y).collect();
        assert!((correlation(&pairs).unwrap() - 0.816).abs() < 0.0005);
        assert_eq!(correlation(&[(1.0, 2.0), (1.0, 3.0), (1.0, 4.0)]), None);
    }

    #[test]
    fn differences_are_weighted_and_the_largest_comes_first() {
        let one = |id: &str, machine: f64, human: f64, weight: f64| Pooled {
            sample: String::new(),
            conversation: Conversation {
                id: id.into(),
                score: Some(machine),
                weight: Some(weight),
                marks: vec![Mark { score: Some(human), ..Mark::default() }],
                ..Conversation::default()
            },
        };
        let pool = Pool {
            conversations: vec![one("a", 90.0, 80.0, 3.0), one("b", 70.0, 72.0, 1.0), one("c", 50.0, 50.0, 1.0)],
            ..Pool::default()
        };
        let found = compare(&pool).unwrap();
        assert_eq!((found.n, found.difference, found.absolute), (3, -5.6, 6.4));
        assert_eq!((found.largest.len(), found.largest[0].conversation.as_str()), (2, "a"));
        assert_eq!(compare(&Pool::default()), None);
    }
}
