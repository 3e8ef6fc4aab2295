//! How far reviewers agree: percent agreement, Cohen's κ of two, Krippendorff's α of any number with gaps.
//!
//! Categories are numbers; their order means nothing (nominal). Sources: J. Cohen, "A coefficient of agreement for
//! nominal scales", Educational and Psychological Measurement 20 (1960); K. Krippendorff, "Computing Krippendorff's
//! Alpha-Reliability" (2011), <https://repository.upenn.edu/asc_papers/43>.

/// How far two raters agree on what both have judged.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pair {
    /// What both have judged.
    pub n: usize,
    /// Of it, what they judge the same.
    pub same: usize,
    /// The share that would be the same by chance, from how often each uses each category.
    pub chance: f64,
    /// Cohen's κ: (observed − chance) / (1 − chance); `None` where both use one and the same category throughout, since
    /// chance explains everything then.
    pub kappa: Option<f64>,
}

/// Compares two raters; `None` where they have nothing in common.
#[must_use]
pub fn pair(judged: &[(usize, usize)]) -> Option<Pair> {
    if judged.is_empty() {
        return None;
    }
    let n = judged.len() as f64;
    let same = judged.iter().filter(|(a, b)| a == b).count();
    let categories = judged.iter().map(|(a, b)| a.max(b) + 1).max().unwrap_or(0);
    let chance = (0..categories)
        .map(|c| {
            let first = judged.iter().filter(|(a, _)| *a == c).count() as f64;
            let second = judged.iter().filter(|(_, b)| *b == c).count() as f64;
            first * second / (n * n)
        })
        .sum();
    let observed = same as f64 / n;
    // Only where both use one category throughout is chance 1, and exactly so.
    let kappa = (chance < 1.0).then(|| (observed - chance) / (1.0 - chance));
    Some(Pair { n: judged.len(), same, chance, kappa })
}

/// How far any number of raters agree.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Alpha {
    /// Units that two or more have judged.
    pub units: usize,
    /// Judgements of them.
    pub judgements: usize,
    /// Krippendorff's α for nominal data: 1 − observed / expected disagreement; `None` where only one category occurs.
    pub alpha: Option<f64>,
}

/// Compares all judgements of each unit; units with one judgement or none have nothing to compare. `None` where no unit
/// has two.
#[must_use]
pub fn alpha(units: &[Vec<usize>]) -> Option<Alpha> {
    let units: Vec<&Vec<usize>> = units.iter().filter(|u| u.len() >= 2).collect();
    if units.is_empty() {
        return None;
    }
    let categories = units.iter().flat_map(|u| u.iter().map(|c| c + 1)).max().unwrap_or(0);
    let mut totals = vec![0.0; categories];
    // The diagonal of the coincidence matrix: pairs within units that are the same.
    let mut same = 0.0;
    for unit in &units {
        let mut counts = vec![0_usize; categories];
        unit.iter().for_each(|c| counts[*c] += 1);
        for (total, count) in totals.iter_mut().zip(&counts) {
            *total += *count as f64;
            same += (count * count.saturating_sub(1)) as f64 / (unit.len() - 1) as f64;
        }
    }
    let n: f64 = totals.iter().sum();
    let expected = n * n - totals.iter().map(|t| t * t).sum::<f64>();
    let alpha = (expected > 0.0).then(|| 1.0 - (n - 1.0) * (n - same) / expected);
    Some(Alpha { units: units.len(), judgements: units.iter().map(|u| u.len()).sum(), alpha })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Krippendorff (2011), section C: four observers, twelve units, with gaps. He gives α = 0.743 for nominal data, from
    /// 11 units and 40 pairable values.
    #[test]
    fn alpha_of_the_textbook() {
        let observers = ["123321412...", "1233224125.3", ".3332342251.", "12332441251."];
        let values =
            |row: &str| -> Vec<Option<usize>> { row.chars().map(|c| c.to_digit(10).map(|d| d as usize)).collect() };
        let observers = observers.map(values);
        let units: Vec<Vec<usize>> = (0..12).map(|u| observers.iter().filter_map(|o| o[u]).collect()).collect();
        let found = alpha(&units).unwrap();
        assert_eq!((found.units, found.judgements), (11, 40));
        assert!((found.alpha.unwrap() - 0.743).abs() < 0.0005, "{found:?}");
    }

    /// Cohen (1960), table 1: two judges, 200 patients, three diagnoses; he gives κ = .492 from p_o = .70, p_c = .41.
    #[test]
    fn kappa_of_the_textbook() {
        let table = [[88, 14, 18], [10, 40, 10], [2, 6, 12]];
        let mut judged = Vec::new();
        for (a, row) in table.iter().enumerate() {
            for (b, count) in row.iter().enumerate() {
                judged.extend(std::iter::repeat_n((a, b), *count));
            }
        }
        let found = pair(&judged).unwrap();
        assert_eq!((found.n, found.same), (200, 140));
        assert!((found.chance - 0.41).abs() < 1e-9 && (found.kappa.unwrap() - 0.492).abs() < 0.0005, "{found:?}");
    }

    #[test]
    fn one_category_explains_nothing() {
        assert_eq!(pair(&[(0, 0), (0, 0)]).unwrap().kappa, None);
        assert_eq!(alpha(&[vec![1, 1], vec![1, 1, 1]]).unwrap().alpha, None);
        assert_eq!((pair(&[]), alpha(&[vec![1], vec![]])), (None, None));
    }

    proptest! {
        #[test]
        fn perfect_agreement_is_one(units in prop::collection::vec((0_usize..4, 2_usize..5), 2..30)) {
            prop_assume!(units.iter().any(|(c, _)| *c != units[0].0));
            let judged: Vec<Vec<usize>> = units.iter().map(|(c, n)| vec![*c; *n]).collect();
            prop_assert!((alpha(&judged).unwrap().alpha.unwrap() - 1.0).abs() < 1e-12);
            let pairs: Vec<(usize, usize)> = units.iter().map(|(c, _)| (*c, *c)).collect();
            prop_assert!((pair(&pairs).unwrap().kappa.unwrap() - 1.0).abs() < 1e-12);
        }

        #[test]
        fn it_is_never_more_than_one(units in prop::collection::vec(prop::collection::vec(0_usize..3, 0..5), 0..30)) {
            if let Some(found) = alpha(&units).and_then(|a| a.alpha) {
                prop_assert!(found <= 1.0 + 1e-12);
            }
            let pairs: Vec<(usize, usize)> = units.iter().filter_map(|u| Some((*u.first()?, *u.get(1)?))).collect();
            if let Some(found) = pair(&pairs).and_then(|p| p.kappa) {
                prop_assert!((-1.0 - 1e-12..=1.0 + 1e-12).contains(&found));
            }
        }
    }
}
