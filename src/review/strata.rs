//! Stratified sampling without replacement: what is drawn depends on the seed and on what there is, never on its order.
//!
//! Every unit has a number made from the seed and its own words; the units with the lowest numbers of a stratum are
//! drawn. Any number of units can be looked at: no more than the size of the sample is kept of a stratum.

use std::collections::BTreeMap;

/// How the size of a sample is divided among strata. Every stratum gets one unit before any gets a second.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Allocation {
    /// By the size of the strata.
    Proportional,
    /// The same for all, as far as they have units.
    Equal,
}

impl Allocation {
    /// The name used in files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Proportional => "proportional",
            Self::Equal => "equal",
        }
    }
}

/// Fewer units are to be drawn than there are strata.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooManyStrata {
    /// How many strata there are.
    pub strata: usize,
}

/// Units that were looked at, by stratum.
#[derive(Debug)]
pub struct Strata<K, T> {
    size: usize,
    strata: BTreeMap<K, Stratum<T>>,
}

#[derive(Debug)]
struct Stratum<T> {
    population: usize,
    /// By their numbers; the second tells units apart whose numbers are the same.
    kept: BTreeMap<(u64, usize), T>,
}

/// What was drawn from a stratum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawn<K, T> {
    /// The stratum.
    pub stratum: K,
    /// Units it has.
    pub population: usize,
    /// Those that were drawn, in the order of their numbers.
    pub units: Vec<T>,
}

impl<K, T> Drawn<K, T> {
    /// How many units of the stratum one that was drawn stands for.
    #[must_use]
    pub fn weight(&self) -> f64 {
        if self.units.is_empty() { 0.0 } else { self.population as f64 / self.units.len() as f64 }
    }
}

impl<K: Ord, T> Strata<K, T> {
    /// For a sample of `size` units.
    #[must_use]
    pub const fn new(size: usize) -> Self {
        Self { size, strata: BTreeMap::new() }
    }

    /// Looks at a unit. It is made only if it may be drawn.
    pub fn add(&mut self, stratum: K, number: u64, unit: impl FnOnce() -> T) {
        let stratum = self.strata.entry(stratum).or_insert_with(|| Stratum { population: 0, kept: BTreeMap::new() });
        let key = (number, stratum.population);
        stratum.population += 1;
        if stratum.kept.len() >= self.size && stratum.kept.last_key_value().is_none_or(|(last, _)| *last < key) {
            return;
        }
        stratum.kept.insert(key, unit());
        if stratum.kept.len() > self.size {
            stratum.kept.pop_last();
        }
    }

    /// Draws the sample; all there is, where that is no more than the size.
    ///
    /// # Errors
    /// There are more strata than units to draw: some would be left out, and nothing could be said of them.
    pub fn draw(self, allocation: Allocation) -> Result<Vec<Drawn<K, T>>, TooManyStrata> {
        if self.strata.len() > self.size {
            return Err(TooManyStrata { strata: self.strata.len() });
        }
        let sizes: Vec<usize> = self.strata.values().map(|s| s.population).collect();
        let shares = allocate(&sizes, self.size, allocation);
        let drawn = self.strata.into_iter().zip(shares).map(|((stratum, units), share)| Drawn {
            stratum,
            population: units.population,
            units: units.kept.into_values().take(share).collect(),
        });
        Ok(drawn.collect())
    }
}

/// How many units of each stratum are drawn: first one each, then one after the other to the stratum that is furthest
/// below its share (Sainte-Laguë) or has fewest. `size` is at least the number of strata.
fn allocate(sizes: &[usize], size: usize, allocation: Allocation) -> Vec<usize> {
    let mut shares: Vec<usize> = sizes.iter().map(|n| usize::from(*n > 0)).collect();
    let total: usize = sizes.iter().sum();
    let mut left = size.min(total).saturating_sub(shares.iter().sum());
    while left > 0 {
        let claim = |at: usize| {
            let share = shares[at] as f64;
            match allocation {
                Allocation::Proportional => sizes[at] as f64 / (2.0 * share + 1.0),
                Allocation::Equal => -share,
            }
        };
        let open = (0..sizes.len()).filter(|at| shares[*at] < sizes[*at]);
        // The first of those whose claims are the same.
        let Some(next) = open.reduce(|best, at| if claim(at) > claim(best) { at } else { best }) else { break };
        shares[next] += 1;
        left -= 1;
    }
    shares
}

/// A number for a unit, evenly spread (the finaliser of SplitMix64, Steele et al. 2014).
#[must_use]
pub const fn number(seed: u64, unit: u64) -> u64 {
    mix(mix(seed.wrapping_add(0x9e37_79b9_7f4a_7c15)) ^ unit)
}

const fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn draw(units: &[(u8, u64)], size: usize, seed: u64, allocation: Allocation) -> Vec<Drawn<u8, u64>> {
        let mut strata = Strata::new(size);
        for (stratum, unit) in units {
            strata.add(*stratum, number(seed, *unit), || *unit);
        }
        strata.draw(allocation).unwrap()
    }

    #[test]
    fn sizes_are_divided_by_share_or_evenly() {
        assert_eq!(allocate(&[100, 50, 10, 1], 16, Allocation::Proportional), [9, 5, 1, 1]);
        assert_eq!(allocate(&[100, 50, 10, 1], 16, Allocation::Equal), [5, 5, 5, 1]);
        assert_eq!(allocate(&[3, 2], 60, Allocation::Proportional), [3, 2]);
    }

    #[test]
    fn more_strata_than_units_are_refused() {
        let mut strata = Strata::new(1);
        strata.add("a", 1, || ());
        strata.add("b", 2, || ());
        assert_eq!(strata.draw(Allocation::Equal).unwrap_err().strata, 2);
    }

    #[test]
    fn every_unit_is_drawn_about_as_often_as_another() {
        let units: Vec<(u8, u64)> = (0..10).map(|n| (0, n)).collect();
        let mut counts = [0_u32; 10];
        for seed in 0..1000 {
            for unit in &draw(&units, 3, seed, Allocation::Proportional)[0].units {
                counts[*unit as usize] += 1;
            }
        }
        // 300 expected, standard deviation 14.5.
        assert!(counts.iter().all(|n| (230..370).contains(n)), "{counts:?}");
    }

    proptest! {
        #[test]
        fn the_order_of_units_does_not_matter(
            sizes in prop::collection::vec(1_usize..30, 1..6), more in 0_usize..20, seed: u64, turn in 0_usize..50, even: bool,
        ) {
            let mut next = 0;
            let mut units = Vec::new();
            for (stratum, size) in (0_u8..).zip(&sizes) {
                for _ in 0..*size {
                    units.push((stratum, next));
                    next += 1;
                }
            }
            let allocation = if even { Allocation::Equal } else { Allocation::Proportional };
            let size = sizes.len() + more;
            let drawn = draw(&units, size, seed, allocation);
            let at = turn % units.len();
            units.rotate_left(at);
            units.reverse();
            prop_assert_eq!(&drawn, &draw(&units, size, seed, allocation));
            // Every stratum is in the sample, the sample has the size, the weights add up to what there is.
            prop_assert_eq!(drawn.len(), sizes.len());
            prop_assert!(drawn.iter().all(|d| !d.units.is_empty()));
            prop_assert_eq!(drawn.iter().map(|d| d.units.len()).sum::<usize>(), size.min(units.len()));
            for d in &drawn {
                prop_assert!((d.weight() * d.units.len() as f64 - d.population as f64).abs() < 1e-9);
            }
        }
    }
}
