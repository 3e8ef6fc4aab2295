//! Folds for measuring on examples kept aside: sentences that are nearly the same stay together, so that none is
//! measured on its own twin.

use std::collections::HashMap;

use super::example::Example;
use super::features;

/// How many.
pub(super) const FOLDS: usize = 5;
/// The share of runs of three characters that two sentences have in common to be nearly the same.
const ALIKE: f64 = 0.5;
/// Runs that more sentences have tell nothing.
const COMMON: usize = 200;

/// The fold of every example.
pub(super) fn folds(examples: &[Example]) -> Vec<usize> {
    let runs: Vec<Vec<[char; 3]>> = examples.iter().map(runs).collect();
    let mut groups: Vec<usize> = (0..examples.len()).collect();
    let mut having: HashMap<[char; 3], Vec<usize>> = HashMap::new();
    for (at, own) in runs.iter().enumerate() {
        let mut shared: HashMap<usize, usize> = HashMap::new();
        for run in own {
            let others = having.entry(*run).or_default();
            if others.len() < COMMON {
                for other in others.iter() {
                    *shared.entry(*other).or_default() += 1;
                }
            }
            others.push(at);
        }
        for (other, n) in shared {
            let all = own.len() + runs[other].len() - n;
            if n as f64 >= ALIKE * all as f64 {
                let (a, b) = (root(&mut groups, at), root(&mut groups, other));
                groups[a.max(b)] = a.min(b);
            }
        }
    }
    // Groups go to the folds in turn, in a stirred order: neighbours in a file are often of one kind.
    (0..examples.len())
        .map(|at| {
            let group = root(&mut groups, at) as u64;
            (group.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 33) as usize % FOLDS
        })
        .collect()
}

fn runs(example: &Example) -> Vec<[char; 3]> {
    let mut characters = vec!['^'];
    characters.extend(features::folded(&example.text));
    characters.push('$');
    let mut runs: Vec<[char; 3]> = characters.windows(3).map(|w| [w[0], w[1], w[2]]).collect();
    runs.sort_unstable();
    runs.dedup();
    runs
}

fn root(groups: &mut [usize], mut at: usize) -> usize {
    while groups[at] != at {
        groups[at] = groups[groups[at]];
        at = groups[at];
    }
    at
}

#[cfg(test)]
mod tests {
    use super::super::example::Examples;
    use super::*;

    #[test]
    fn sentences_that_are_nearly_the_same_stay_together() {
        let mut examples = Examples::default();
        for i in 0..40 {
            let other = ["快递", "账单", "航班", "水费"][i % 4];
            examples.add(&format!(r#"{{"text": "{other}的事我们第{i}科不管您爱找谁找谁去吧"}}"#)).unwrap();
            examples.add(&format!(r#"{{"text": "{i}{}"}}"#, char::from_u32(0x4e00 + i as u32 * 7).unwrap())).unwrap();
        }
        let folds = folds(examples.list());
        assert_eq!(folds[0], folds[8], "{folds:?}");
        assert!((0..FOLDS).all(|f| folds.contains(&f)), "{folds:?}");
    }
}
