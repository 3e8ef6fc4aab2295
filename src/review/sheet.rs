//! What is handed to a reviewer and comes back: conversations with their judgements, and room for what was missed.

use super::verdict::{Decision, Machine, Verdict};

/// A review file, filled in or not.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Review {
    /// Who fills in what names nobody else.
    pub reviewer: Option<String>,
    /// How the sample was drawn; absent in a file that was written by hand.
    pub sample: Option<Sample>,
    /// What is reviewed.
    pub conversations: Vec<Conversation>,
}

impl Review {
    /// Everything that asks for a verdict.
    pub fn items(&self) -> impl Iterator<Item = &Item> {
        self.conversations.iter().flat_map(|c| &c.items)
    }
}

/// How a sample was drawn.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sample {
    /// The same for all copies of a sample.
    pub id: String,
    /// `conversation` or `judgement`: what was drawn.
    pub unit: String,
    /// What makes strata: `agent`, `score`, `rule`, `team`.
    pub by: Vec<String>,
    /// `proportional` or `equal`.
    pub allocation: String,
    /// The seed.
    pub seed: u64,
    /// Units that were drawn.
    pub size: usize,
    /// Conversations there are.
    pub conversations: usize,
    /// The hash of the rules.
    pub ruleset: String,
    /// The strata.
    pub strata: Vec<Stratum>,
    /// The rules, with what they came to in all conversations.
    pub rules: Vec<RuleCounts>,
}

/// A stratum.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Stratum {
    /// Its name.
    pub name: String,
    /// Units it has.
    pub population: usize,
    /// Units that were drawn.
    pub drawn: usize,
}

impl Stratum {
    /// How many units one that was drawn stands for.
    #[must_use]
    pub fn weight(&self) -> f64 {
        if self.drawn == 0 { 0.0 } else { self.population as f64 / self.drawn as f64 }
    }
}

/// What a rule came to in all conversations.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RuleCounts {
    /// Its id.
    pub rule: String,
    /// Its title.
    pub title: String,
    /// Conversations with findings.
    pub fail: usize,
    /// Conversations in which it looked and reports nothing.
    pub quiet: usize,
    /// Conversations that could not be judged.
    pub unknown: usize,
}

/// A conversation to review.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Conversation {
    /// Its id; no two of a sample have the same.
    pub id: String,
    /// File and line.
    pub source: String,
    /// Who served.
    pub agent: String,
    /// Their team.
    pub team: String,
    /// The machine's score; `None` where it is not known.
    pub score: Option<f64>,
    /// Its grade.
    pub grade: String,
    /// The stratum it was drawn from, where conversations were drawn.
    pub stratum: String,
    /// How many conversations it stands for; `None` where single judgements were drawn.
    pub weight: Option<f64>,
    /// Rules that report nothing of it, though they looked.
    pub quiet: Vec<String>,
    /// What was said.
    pub turns: Vec<Line>,
    /// What asks for a verdict.
    pub items: Vec<Item>,
    /// A row a reviewer, with what they say of it as a whole.
    pub marks: Vec<Mark>,
    /// What the machine missed, added by reviewers.
    pub missed: Vec<Missed>,
}

/// A turn.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Line {
    /// Who spoke, as people read it.
    pub role: String,
    /// Seconds from the start, as `m:ss`.
    pub at: String,
    /// What was said.
    pub text: String,
}

/// What a reviewer says of a conversation as a whole.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Mark {
    /// Who.
    pub reviewer: Option<String>,
    /// Their own score, 0–100.
    pub score: Option<f64>,
    /// Whether they have looked for breaches of every rule, so that what is not named as missed was not missed.
    pub read: bool,
    /// What they have to say.
    pub comment: String,
}

/// A judgement of the machine that asks for a verdict: a finding, or a rule that reports nothing.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// What it is known by in all samples.
    pub id: String,
    /// The rule.
    pub rule: String,
    /// Its title.
    pub title: String,
    /// What the machine made of it.
    pub machine: Machine,
    /// How grave, as people read it.
    pub severity: String,
    /// The turn, from 1, as people count.
    pub turn: Option<usize>,
    /// The words that were found.
    pub words: String,
    /// The turns around, numbered, the words in 【】.
    pub context: Vec<String>,
    /// What is wrong, or why nothing is reported.
    pub message: String,
    /// Clauses of standards.
    pub clauses: String,
    /// Why the rule is there.
    pub rationale: String,
    /// How many judgements it stands for.
    pub weight: f64,
    /// The finding's fingerprint.
    pub fingerprint: Option<String>,
    /// The verdicts, a reviewer each.
    pub answers: Vec<Answer>,
    /// An appeal against it.
    pub appeal: Option<Appeal>,
}

impl Default for Item {
    fn default() -> Self {
        Self {
            id: String::new(),
            rule: String::new(),
            title: String::new(),
            machine: Machine::Fail,
            severity: String::new(),
            turn: None,
            words: String::new(),
            context: Vec::new(),
            message: String::new(),
            clauses: String::new(),
            rationale: String::new(),
            weight: 1.0,
            fingerprint: None,
            answers: Vec::new(),
            appeal: None,
        }
    }
}

/// What one reviewer says of an item.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answer {
    /// Who.
    pub reviewer: Option<String>,
    /// The verdict; `None` while it is open.
    pub verdict: Option<Verdict>,
    /// What they have to say.
    pub comment: String,
}

/// An appeal 申诉 against a finding.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Appeal {
    /// Who appeals.
    pub by: String,
    /// Why.
    pub reason: String,
    /// What became of it; `None` while it is open.
    pub decision: Option<Decision>,
    /// Who decided.
    pub decided_by: String,
}

/// A breach that the machine missed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Missed {
    /// The rule.
    pub rule: String,
    /// The turn, from 1.
    pub turn: Option<usize>,
    /// The words.
    pub words: String,
    /// What the reviewer has to say.
    pub comment: String,
    /// Who found it.
    pub reviewer: Option<String>,
}
