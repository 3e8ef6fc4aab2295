//! How alike two short texts are, and a table of examples in which the most alike one is found quickly.
//!
//! The measure is the cosine of two vectors of single characters and pairs of neighbours, each counted as `1 + ln n`;
//! marks and spaces are left out. Of the measures that were tried it tells reworded copies from near misses best
//! (docs/similar.md). It looks at nothing but the two texts: the same figure on every machine and for every set.

use std::collections::HashMap;

/// A character, or a pair of neighbours (the second is never `\0`).
type Gram = (char, char);

/// Figures are rounded to a tenth of a percent.
const ROUNDING: f64 = 0.05;

/// Examples to compare texts with.
#[derive(Debug, Default)]
pub struct Examples {
    all: Vec<Counts>,
    /// Pairs of characters, with the examples that hold them.
    pairs: HashMap<Gram, Vec<u32>>,
    /// The largest share of an example's length that its single characters make up.
    single_share: f64,
}

/// The example most like a text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Closest {
    /// Its place among the examples.
    pub example: usize,
    /// How alike they are, 0–100.
    pub percent: f64,
}

#[derive(Debug, Default)]
struct Counts {
    grams: HashMap<Gram, f64>,
    /// Length of the vector.
    norm: f64,
    /// Length of the part that counts single characters.
    single: f64,
}

impl Examples {
    /// A table of examples.
    #[must_use]
    pub fn new<'t>(texts: impl IntoIterator<Item = &'t str>) -> Self {
        let mut table = Self::default();
        for (i, text) in texts.into_iter().enumerate() {
            let counts = Counts::of(text);
            for gram in counts.grams.keys().filter(|g| g.1 != '\0') {
                table.pairs.entry(*gram).or_default().push(i as u32);
            }
            table.single_share = table.single_share.max(counts.single_share());
            table.all.push(counts);
        }
        table
    }

    /// The example most like a text, the first of several; `None` where none comes to so many percent.
    #[must_use]
    pub fn closest(&self, text: &str, least: f64) -> Option<Closest> {
        // Most sentences share no pair of characters with any example, and are done with here.
        if self.single_share * 100.0 + ROUNDING < least && !self.shares_a_pair(text) {
            return None;
        }
        let counts = Counts::of(text);
        // Without a pair in common, only single characters can add up; as a rule they come to half of it at most.
        let pairless = counts.single_share() * self.single_share * 100.0;
        let candidates: Vec<u32> = if pairless + ROUNDING >= least {
            (0..self.all.len() as u32).collect()
        } else {
            let found = counts.grams.keys().filter_map(|gram| self.pairs.get(gram)).flatten();
            let mut found: Vec<u32> = found.copied().collect();
            found.sort_unstable();
            found.dedup();
            found
        };
        let mut best: Option<Closest> = None;
        for example in candidates {
            let percent = counts.likeness(&self.all[example as usize]);
            if percent >= least && best.is_none_or(|b| percent > b.percent) {
                best = Some(Closest { example: example as usize, percent });
            }
        }
        best
    }

    fn shares_a_pair(&self, text: &str) -> bool {
        let mut last = None;
        text.chars().filter(|c| c.is_alphanumeric()).any(|c| {
            let pair = last.replace(c).map(|before| (before, c));
            pair.is_some_and(|pair| self.pairs.contains_key(&pair))
        })
    }
}

/// How alike two texts are, 0–100 to a tenth; 0 where one has no letters.
#[must_use]
pub fn percent(a: &str, b: &str) -> f64 {
    Counts::of(a).likeness(&Counts::of(b))
}

impl Counts {
    fn of(text: &str) -> Self {
        let characters: Vec<char> = text.chars().filter(|c| c.is_alphanumeric()).collect();
        let mut grams: HashMap<Gram, f64> = HashMap::new();
        for c in &characters {
            *grams.entry((*c, '\0')).or_default() += 1.0;
        }
        for pair in characters.windows(2) {
            *grams.entry((pair[0], pair[1])).or_default() += 1.0;
        }
        for n in grams.values_mut() {
            *n = 1.0 + n.ln();
        }
        let length = |of: &dyn Fn(&Gram) -> bool| exact(grams.iter().filter(|(g, _)| of(g)).map(|(_, w)| w * w)).sqrt();
        let (norm, single) = (length(&|_| true), length(&|g| g.1 == '\0'));
        Self { grams, norm, single }
    }

    fn single_share(&self) -> f64 {
        if self.norm > 0.0 { self.single / self.norm } else { 0.0 }
    }

    fn likeness(&self, other: &Self) -> f64 {
        if self.norm * other.norm <= 0.0 {
            return 0.0;
        }
        let shared = exact(self.grams.iter().filter_map(|(g, w)| other.grams.get(g).map(|v| w * v)));
        (shared / (self.norm * other.norm) * 1000.0).round().min(1000.0) / 10.0
    }
}

/// A sum that does not depend on the order of its parts: hash maps have none.
fn exact(parts: impl Iterator<Item = f64>) -> f64 {
    const UNIT: f64 = (1_u64 << 32) as f64;
    parts.map(|p| (p * UNIT).round() as i64).sum::<i64>() as f64 / UNIT
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_same_words_are_wholly_alike() {
        assert!((percent("您好,请稍等", "您好 请稍等。") - 100.0).abs() < 0.01);
        assert!(percent("您好", "再见").abs() < 0.01);
        assert!(percent("", "").abs() < 0.01);
    }

    #[test]
    fn rewording_leaves_texts_alike() {
        let a = "非常抱歉给您带来不便,我马上为您处理";
        assert!(percent(a, "给您带来不便非常抱歉,我马上就为您处理") > 80.0);
        assert!(percent(a, "我马上挂电话") < 40.0);
    }

    proptest! {
        #[test]
        fn the_table_finds_what_comparing_all_finds(
            examples in prop::collection::vec("[您好请稍等再见a]{1,8}", 1..6),
            text in "[您好请稍等再见a，]{0,10}",
            least in 1.0..100.0_f64,
        ) {
            let table = Examples::new(examples.iter().map(String::as_str));
            let all = examples.iter().map(|e| percent(&text, e));
            let best = all.fold(0.0, f64::max);
            let found = table.closest(&text, least).map_or(0.0, |c| c.percent);
            prop_assert_eq!(found.to_bits(), if best >= least { best } else { 0.0 }.to_bits());
        }
    }
}
