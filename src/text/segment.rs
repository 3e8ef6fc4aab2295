//! Words of a Chinese text, by jieba's dictionary. Loading it takes a tenth of a second, so it waits until a rule asks.

use std::sync::OnceLock;

use jieba_rs::Jieba;

/// Occurrences in the texts that the dictionary's figures were counted in, about.
const DICTIONARY_TOTAL: f64 = 6.0e7;

/// Words that occur less often there are rare.
const RARE: usize = 200;

/// Cuts texts into words.
#[derive(Debug, Default)]
pub struct Segmenter {
    /// Words of the user besides those of the dictionary.
    own: Vec<String>,
    /// Its own dictionary, or `None` for the shared one; unset until it is needed.
    jieba: OnceLock<Option<Jieba>>,
}

impl Segmenter {
    /// A segmenter that also knows some words of the user.
    #[must_use]
    pub const fn new(own: Vec<String>) -> Self {
        Self { own, jieba: OnceLock::new() }
    }

    /// The words of the user.
    pub(crate) fn own(&self) -> &[String] {
        &self.own
    }

    /// The words of a text, marks and spaces among them. Only what the dictionary knows is a word; other characters
    /// stand alone.
    #[must_use]
    pub fn words<'t>(&self, text: &'t str) -> Vec<&'t str> {
        self.jieba().cut(text, false).into_iter().map(|token| token.word).collect()
    }

    /// The bytes at which words of a text start, and its end, in order.
    #[must_use]
    pub fn boundaries(&self, text: &str) -> Vec<usize> {
        let mut at = 0;
        let mut all = vec![0];
        for word in self.words(text) {
            at += word.len();
            all.push(at);
        }
        all
    }

    /// How rare a word is in general: the logarithm of texts' length by its occurrences in them. Figures for very rare
    /// words are guesses, so all of them count alike.
    #[must_use]
    pub fn rarity(&self, word: &str) -> f64 {
        (DICTIONARY_TOTAL / self.jieba().suggest_freq(word).max(RARE) as f64).ln().max(0.0)
    }

    /// Reads the dictionary now.
    pub fn load(&self) {
        self.jieba();
    }

    /// Whether the dictionary was needed yet.
    #[must_use]
    pub fn is_loaded(&self) -> bool {
        self.jieba.get().is_some()
    }

    fn jieba(&self) -> &Jieba {
        let own = self.jieba.get_or_init(|| {
            if self.own.is_empty() {
                return None;
            }
            let mut jieba = dictionary().clone();
            for word in &self.own {
                jieba.add_word(word, None, None);
            }
            Some(jieba)
        });
        own.as_ref().unwrap_or_else(|| dictionary())
    }
}

/// The dictionary without words of the user, loaded once.
pub(crate) fn dictionary() -> &'static Jieba {
    static JIEBA: OnceLock<Jieba> = OnceLock::new();
    JIEBA.get_or_init(Jieba::new)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_come_from_the_dictionary_and_from_the_user() {
        let plain = Segmenter::default();
        assert!(!plain.is_loaded());
        assert_eq!(plain.words("我要取消订单"), ["我", "要", "取消", "订单"]);
        let own = Segmenter::new(vec!["除螨仪".into()]);
        assert!(own.words("这个除螨仪坏了").contains(&"除螨仪"));
    }

    #[test]
    fn boundaries_are_bytes() {
        assert_eq!(Segmenter::default().boundaries("取消订单"), [0, 6, 12]);
        assert_eq!(Segmenter::default().boundaries(""), [0]);
    }

    #[test]
    fn common_words_are_less_rare() {
        let segmenter = Segmenter::default();
        assert!(segmenter.rarity("的") < segmenter.rarity("退款"));
    }
}
