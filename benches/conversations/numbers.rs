//! Numbers that are the same on every machine.

/// A linear congruential generator with the constants of Knuth's MMIX.
pub(crate) struct Numbers(u64);

impl Numbers {
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number below `n`, each as likely as the other.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % n
    }

    /// Whether something comes about that does so so many times in a hundred.
    pub(crate) fn percent(&mut self, times: usize) -> bool {
        self.below(100) < times
    }

    /// One of a list, as people choose their words: the second half as often as the first, the third a third as often
    /// (Zipf's law).
    pub(crate) fn one_of<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        const WHOLE: usize = 1 << 20;
        let weights = || (1..=list.len()).map(|rank| WHOLE / rank);
        let mut at = self.below(weights().sum());
        for (item, weight) in list.iter().zip(weights()) {
            if at < weight {
                return item;
            }
            at -= weight;
        }
        unreachable!("the place is below the sum of the weights")
    }
}
