//! Shares estimated from a sample whose units stand for different numbers of others, with their intervals.
//!
//! A share is the sum of the weights of one kind over the sum of all (Hájek's estimator). Its interval is Wilson's for
//! the effective size (Σw)² / Σw² (Kish 1965): with equal weights that is the number of units, and everything is the
//! plain share with its plain interval.

use schemars::JsonSchema;
use serde::Serialize;

use crate::report::stats::wilson_of;

/// A share with its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
pub struct Share {
    /// The estimate, as a share of 1.
    pub value: f64,
    /// Lower end of the 95 % interval.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Units it is made of.
    pub n: usize,
}

/// Sums over units.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Sums {
    /// Units.
    pub n: usize,
    /// Units of the kind that is asked for.
    pub part: usize,
    weight: f64,
    squares: f64,
    weight_of_part: f64,
}

impl Sums {
    /// Adds a unit that stands for `weight` others.
    pub fn add(&mut self, weight: f64, is_part: bool) {
        self.n += 1;
        self.weight += weight;
        self.squares += weight * weight;
        if is_part {
            self.part += 1;
            self.weight_of_part += weight;
        }
    }

    /// Adds the units of other sums.
    pub fn extend(&mut self, other: &Self) {
        self.n += other.n;
        self.part += other.part;
        self.weight += other.weight;
        self.squares += other.squares;
        self.weight_of_part += other.weight_of_part;
    }

    /// How many units all of them stand for.
    #[must_use]
    pub const fn weight(&self) -> f64 {
        self.weight
    }

    /// The share of the kind; `None` out of nothing.
    #[must_use]
    pub fn share(&self) -> Option<Share> {
        if self.n == 0 || self.weight <= 0.0 {
            return None;
        }
        let value = (self.weight_of_part / self.weight).clamp(0.0, 1.0);
        let effective = self.weight * self.weight / self.squares;
        let interval = wilson_of(value, effective);
        Some(Share { value: round(value), low: round(interval.low), high: round(interval.high), n: self.n })
    }
}

/// To four decimals, so that the same figures print the same everywhere.
pub(super) fn round(value: f64) -> f64 {
    (value * 10_000.0).round() / 10_000.0
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn share(part: usize, n: usize) -> Share {
        let mut sums = Sums::default();
        (0..n).for_each(|at| sums.add(7.5, at < part));
        sums.share().unwrap()
    }

    /// R. G. Newcombe, "Two-sided confidence intervals for the single proportion", Statistics in Medicine 17 (1998),
    /// table I, method 3.
    #[test]
    fn intervals_of_the_literature() {
        for (part, n, low, high) in [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611)] {
            let found = share(part, n);
            assert!((found.low - low).abs() < 6e-5 && (found.high - high).abs() < 6e-5, "{part}/{n}: {found:?}");
        }
    }

    #[test]
    fn weights_shift_the_share_and_widen_the_interval() {
        let mut sums = Sums::default();
        (0..10).for_each(|_| sums.add(1.0, true));
        (0..2).for_each(|_| sums.add(10.0, false));
        let found = sums.share().unwrap();
        assert_eq!((found.value, found.n), (0.3333, 12));
        // (10 + 20)² / (10 + 200) = 4.3 units' worth.
        assert!(found.high - found.low > 0.6, "{found:?}");
        assert_eq!(Sums::default().share(), None);
    }

    proptest! {
        #[test]
        fn it_lies_within_zero_and_one(units in prop::collection::vec((0.1_f64..100.0, any::<bool>()), 1..60)) {
            let mut sums = Sums::default();
            for (weight, part) in &units {
                sums.add(*weight, *part);
            }
            let found = sums.share().unwrap();
            prop_assert!(0.0 <= found.low && found.low <= found.value + 1e-4);
            prop_assert!(found.value <= found.high + 1e-4 && found.high <= 1.0);
        }
    }
}
