//! Why a model said yes: the pieces of the sentence that decided, and the labelled examples that are nearest to it.

use super::features::{self, Features};
use super::model::{Label, Model, SCALE};

/// Pieces that an explanation names.
const PIECES: usize = 4;
/// Examples that it names.
const EXAMPLES: usize = 2;

/// Why a model said yes.
#[derive(Debug, Clone, PartialEq)]
pub struct Learned {
    /// The score.
    pub score: f64,
    /// The least score at which it says yes.
    pub threshold: f64,
    /// The pieces of the sentence that spoke for it most.
    pub pieces: Vec<Piece>,
    /// The nearest examples in which the rule is due, the nearest first.
    pub nearest: Vec<Nearest>,
}

/// A piece of a sentence.
#[derive(Debug, Clone, PartialEq)]
pub struct Piece {
    /// Its words in the form in which models see them; `^` and `$` are the ends of the sentence, `…` stands for others.
    pub text: String,
    /// What the model knows it as: the words themselves, or classes of words.
    pub feature: String,
    /// What it adds to the score.
    pub weight: f64,
}

/// A labelled example.
#[derive(Debug, Clone, PartialEq)]
pub struct Nearest {
    /// The sentence.
    pub text: String,
    /// How much of what matters to the model both have, 0–1.
    pub likeness: f64,
}

impl Model {
    /// Why a head says yes to a sentence, and to which of its rules.
    pub(crate) fn explain(&self, sentence: &str, context: Option<&str>, head: usize, label: usize) -> Learned {
        let context = context.filter(|_| self.context);
        let scores = self.scores(sentence, context);
        let own = Features::of(sentence, context);
        let share = own.share();
        let mut pieces: Vec<Piece> = Vec::new();
        let mut named = features::named(sentence, context);
        named.retain(|n| self.weight(n.hash, head) > 0);
        // A single character tells a reader little, unless it is all there is.
        let single = |n: &features::Named| n.words.trim_matches(['^', '$']).chars().nth(1).is_none();
        if named.iter().any(|n| !single(n)) {
            named.retain(|n| !single(n));
        }
        // Of pieces that weigh the same, the longer one says more.
        named.sort_by(|a, b| {
            let weight = |n: &features::Named| self.weight(n.hash, head);
            weight(b).cmp(&weight(a)).then(b.words.len().cmp(&a.words.len())).then(a.name.cmp(&b.name))
        });
        for one in named {
            let told = |piece: &Piece| piece.text.contains(&one.words) || one.words.contains(&piece.text);
            if pieces.len() < PIECES && !pieces.iter().any(told) {
                let weight = thousandths(f64::from(self.weight(one.hash, head)) * share / SCALE);
                pieces.push(Piece { text: one.words, feature: one.name, weight });
            }
        }
        let label = self.heads.get(head).and_then(|h| h.labels.get(label));
        Learned {
            score: thousandths(self.score(&scores, head)),
            threshold: thousandths(self.threshold(head)),
            pieces,
            nearest: label.map_or_else(Vec::new, |label| self.nearest(&own, head, label)),
        }
    }

    fn nearest(&self, own: &Features, head: usize, label: &Label) -> Vec<Nearest> {
        let indexed = label.indexed.get_or_init(|| label.examples.iter().map(|e| Features::of(e, None)).collect());
        let mut all: Vec<(f64, &str)> = indexed
            .iter()
            .zip(label.examples.iter())
            .map(|(other, text)| (self.likeness(own, other, head), text))
            .collect();
        all.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
        let nearest = all.into_iter().take(EXAMPLES);
        nearest.map(|(likeness, text)| Nearest { text: text.to_owned(), likeness: thousandths(likeness) }).collect()
    }

    /// The weight of the features that two sentences share, over the weight of all that either has.
    fn likeness(&self, a: &Features, b: &Features, head: usize) -> f64 {
        let weigh = |hash: u64| u64::from(self.weight(hash, head).unsigned_abs());
        let (mut shared, mut all) = (0, 0);
        for hash in a.hashes() {
            let weight = weigh(*hash);
            all += weight;
            if b.hashes().binary_search(hash).is_ok() {
                shared += weight;
            }
        }
        let rest: u64 =
            b.hashes().iter().filter(|hash| a.hashes().binary_search(hash).is_err()).map(|h| weigh(*h)).sum();
        shared as f64 / (all + rest).max(1) as f64
    }
}

fn thousandths(n: f64) -> f64 {
    (n * 1000.0).round() / 1000.0
}
