//! How common characters and pairs of them are in what agents say: a gate is best where it seldom opens.
//!
//! Per million characters, counted over the example sentences of this project. They decide what is looked at first, never
//! what is found.

use std::collections::HashMap;
use std::sync::OnceLock;

/// Characters that are not in the list.
const RARE_CHARACTER: f32 = 20.0;
/// Pairs that are not in the list: at most so many, however common both are.
const RARE_PAIR: f32 = 40.0;
const MILLION: f32 = 1e6;

/// Occurrences of a character in a million.
pub(super) fn of_one(c: char) -> f32 {
    tables().0.get(&c).copied().unwrap_or(RARE_CHARACTER)
}

/// Occurrences of a pair in a million.
pub(super) fn of_pair(a: char, b: char) -> f32 {
    let by_chance = of_one(a) * of_one(b) / MILLION;
    tables().1.get(&(a, b)).copied().unwrap_or_else(|| by_chance.clamp(0.2, RARE_PAIR))
}

type Tables = (HashMap<char, f32>, HashMap<(char, char), f32>);

fn tables() -> &'static Tables {
    static TABLES: OnceLock<Tables> = OnceLock::new();
    TABLES.get_or_init(|| {
        let lines = |file: &'static str| {
            let fields = file.lines().filter_map(|line| line.split_once('\t'));
            fields.filter_map(|(n, written)| Some((n.parse::<f32>().ok()?, written)))
        };
        let characters = lines(include_str!("frequency/characters.txt"));
        let pairs = lines(include_str!("frequency/pairs.txt"));
        (
            characters.filter_map(|(n, c)| Some((c.chars().next()?, n))).collect(),
            pairs
                .filter_map(|(n, pair)| {
                    let mut characters = pair.chars();
                    Some(((characters.next()?, characters.next()?), n))
                })
                .collect(),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_words_are_common() {
        assert!(of_one('您') > of_one('颗'));
        assert!(of_pair('我', '们') > of_pair('我', '颗'));
        assert!(of_pair('我', '们') <= of_one('们'));
        assert!(tables().0.len() > 1000 && tables().1.len() > 2000);
    }
}
