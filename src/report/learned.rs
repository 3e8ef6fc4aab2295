//! What a report says of a finding that a model made: how sure, from which words, like which examples.

use schemars::JsonSchema;
use serde::Serialize;

use crate::lang::Lang;
use crate::learned::Learned;

/// Why a model takes a sentence for a case of the rule.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct LearnedEntry {
    /// Its score.
    pub score: f64,
    /// The least score that is a finding.
    pub threshold: f64,
    /// The pieces of the sentence that spoke for it most, the weightiest first.
    pub pieces: Vec<PieceEntry>,
    /// The nearest labelled examples in which the rule is due, the nearest first.
    pub nearest: Vec<NearestEntry>,
}

/// A piece of a sentence.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PieceEntry {
    /// Its words: 你 stands as 您, every number as 0; `^` and `$` are the ends of the sentence, `…` stands for others.
    pub text: String,
    /// What the model knows it as: words, or classes of words in angle brackets.
    pub feature: String,
    /// What it adds to the score.
    pub weight: f64,
}

/// A labelled example.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct NearestEntry {
    /// The sentence.
    pub text: String,
    /// How alike it is, 0–1.
    pub likeness: f64,
}

impl From<&Learned> for LearnedEntry {
    fn from(learned: &Learned) -> Self {
        let piece = |p: &crate::learned::Piece| PieceEntry {
            text: p.text.clone(),
            feature: p.feature.clone(),
            weight: p.weight,
        };
        let example = |n: &crate::learned::Nearest| NearestEntry { text: n.text.clone(), likeness: n.likeness };
        Self {
            score: learned.score,
            threshold: learned.threshold,
            pieces: learned.pieces.iter().map(piece).collect(),
            nearest: learned.nearest.iter().map(example).collect(),
        }
    }
}

impl LearnedEntry {
    /// It in a sentence.
    #[must_use]
    pub fn sentence(&self, lang: Lang) -> String {
        let pieces = self.pieces.iter().map(|p| format!("“{}” +{:.2}", p.text.trim_matches(['^', '$']), p.weight));
        let pieces = pieces.collect::<Vec<_>>().join(lang.pick("、", ", "));
        let nearest = self.nearest.iter().map(|n| format!("“{}”", n.text));
        let nearest = nearest.collect::<Vec<_>>().concat();
        match lang {
            Lang::Zh => format!(
                "由样例学得：得分 {:.2}（阈值 {:.2}），依据 {pieces}；相近的样例{nearest}",
                self.score, self.threshold
            ),
            Lang::En => format!(
                "learned from examples: score {:.2} (threshold {:.2}), because of {pieces}; examples like it: {nearest}",
                self.score, self.threshold
            ),
        }
    }
}
