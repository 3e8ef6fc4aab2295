//! Fitting one set of weights: a linear support vector machine with squared hinge loss, by coordinate descent on its
//! dual (Hsieh et al., 2008), in a fixed order.

use super::model::SCALE;

/// What a mistake costs, against large weights.
const COST: f64 = 1.0;
/// Times that every example is looked at.
const ROUNDS: usize = 30;
/// Smaller weights are left out, in parts of [`SCALE`].
const LEAST: i32 = 24;

/// An example as the trainer sees it.
#[derive(Debug, Clone)]
pub(super) struct Row {
    /// Its features, by their places in the vocabulary.
    pub(super) features: Vec<u32>,
    /// What each counts for.
    pub(super) share: f64,
    /// How much the example counts.
    pub(super) weight: u32,
}

/// Weights as they are kept: whole parts of [`SCALE`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Weights {
    pub(super) weights: Vec<i16>,
    pub(super) bias: i32,
}

/// Fits weights to examples, given as (row, whether it is due).
pub(super) fn fit(rows: &[Row], examples: &[(usize, bool)], vocabulary: usize) -> Weights {
    let mut weights = vec![0.0_f64; vocabulary];
    let mut bias = 0.0_f64;
    let mut alphas = vec![0.0_f64; examples.len()];
    let mut order: Vec<usize> = (0..examples.len()).collect();
    let mut random = 0x9e37_79b9_7f4a_7c15_u64;
    for _ in 0..ROUNDS {
        shuffle(&mut order, &mut random);
        for &at in &order {
            let (row, due) = examples[at];
            let row = &rows[row];
            let sign = if due { 1.0 } else { -1.0 };
            let slack = 1.0 / (2.0 * COST * f64::from(row.weight));
            let sum: f64 = row.features.iter().map(|f| weights[*f as usize]).sum();
            let slope = sign * (sum * row.share + bias) - 1.0 + alphas[at] * slack;
            if alphas[at] <= 0.0 && slope >= 0.0 {
                continue;
            }
            let length = row.features.len() as f64 * row.share * row.share + 1.0 + slack;
            let alpha = (alphas[at] - slope / length).max(0.0);
            let step = (alpha - alphas[at]) * sign;
            alphas[at] = alpha;
            for f in &row.features {
                weights[*f as usize] += step * row.share;
            }
            bias += step;
        }
    }
    let parts = |weight: f64| (weight * SCALE).round() as i32;
    let kept = |weight: &f64| match parts(*weight) {
        small if small.abs() < LEAST => 0,
        large => large.clamp(i32::from(i16::MIN), i32::from(i16::MAX)) as i16,
    };
    Weights { weights: weights.iter().map(kept).collect(), bias: parts(bias) }
}

impl Weights {
    /// The score of an example, in parts of [`SCALE`].
    pub(super) fn score(&self, row: &Row) -> f64 {
        let sum: i64 = row.features.iter().map(|f| i64::from(self.weights[*f as usize])).sum();
        f64::from(self.bias) + sum as f64 * row.share
    }
}

/// A fixed shuffle: the same order in every run.
fn shuffle(order: &mut [usize], random: &mut u64) {
    for i in (1..order.len()).rev() {
        *random ^= *random << 13;
        *random ^= *random >> 7;
        *random ^= *random << 17;
        order.swap(i, (*random % (i as u64 + 1)) as usize);
    }
}
