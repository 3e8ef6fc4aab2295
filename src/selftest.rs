//! Rules tried on their own examples: do these hold, do they exercise every pattern, does the rule notice when they are
//! changed.

pub mod corpus;
pub mod coverage;
pub mod mutate;

use crate::kpi::Kpis;
use crate::lang::Lang;
use crate::linter::Linter;
use crate::outcome::{Outcome, OutcomeKind};
use crate::read::{self, ReadError};
use crate::rewrite::Rewriter;
use crate::rule::file::{CheckFile, ExampleFile, ExampleTranscript};
use crate::rule::set::{Rule, RuleSet};
use crate::transcript::Transcript;

/// What came of a rule's examples.
#[derive(Debug, Clone)]
pub struct RuleResult {
    /// The rule's id.
    pub rule: String,
    /// How many examples held.
    pub held: usize,
    /// Known gaps that are still open (`todo: true`).
    pub open: usize,
    /// What did not hold.
    pub failures: Vec<Failure>,
}

/// One thing that did not hold.
#[derive(Debug, Clone)]
pub struct Failure {
    /// Line in the rule file, from 1.
    pub line: usize,
    /// What the example says.
    pub text: String,
    /// What is wrong.
    pub kind: FailureKind,
}

/// What can be wrong with an example.
#[derive(Debug, Clone)]
pub enum FailureKind {
    /// Another outcome came out.
    Outcome {
        /// As written.
        wanted: OutcomeKind,
        /// As judged.
        got: OutcomeKind,
    },
    /// It fails, but elsewhere.
    Place {
        /// As written.
        wanted: String,
        /// The words that were found.
        got: Vec<String>,
    },
    /// It fails, but reads otherwise when it is rewritten.
    Rewritten {
        /// As written.
        wanted: String,
        /// As rewritten; `None` where no rewrite is clean.
        got: Option<String>,
    },
    /// A known gap that is closed: `todo` can go.
    Closed,
    /// What is said can't be read.
    Unreadable(ReadError),
}

impl FailureKind {
    /// What is wrong, in a sentence.
    #[must_use]
    pub fn message(&self, lang: Lang) -> String {
        let zh = lang == Lang::Zh;
        match self {
            Self::Outcome { wanted, got } if zh => format!("应为 {}，实为 {}", wanted.as_str(), got.as_str()),
            Self::Outcome { wanted, got } => format!("expected {}, got {}", wanted.as_str(), got.as_str()),
            Self::Place { wanted, got } if zh => format!("应命中“{wanted}”，命中的是“{}”", got.join("”“")),
            Self::Place { wanted, got } => format!("expected to hit “{wanted}”, hit “{}”", got.join("”, “")),
            Self::Rewritten { wanted, got: Some(got) } if zh => format!("应改写为“{wanted}”，改写为了“{got}”"),
            Self::Rewritten { wanted, got: Some(got) } => format!("expected to be rewritten “{wanted}”, got “{got}”"),
            Self::Rewritten { wanted, got: None } if zh => format!("应改写为“{wanted}”，没有不留问题的改写"),
            Self::Rewritten { wanted, got: None } => {
                format!("expected to be rewritten “{wanted}”, no rewrite leaves it clean")
            }
            Self::Closed => lang.pick("已经成立，可以去掉 todo", "holds now: `todo` can go").into(),
            Self::Unreadable(error) => error.message(lang),
        }
    }
}

/// Tries every rule of a set on its own examples, with all the other rules in force.
#[must_use]
pub fn run(set: &RuleSet) -> Vec<RuleResult> {
    let linter = Linter::new(set);
    let rewriter = Rewriter::new(set, &linter);
    let tried = |(index, rule)| examples(index, rule, &linter, set, &rewriter);
    set.rules().iter().enumerate().map(tried).collect()
}

fn examples(index: usize, rule: &Rule, linter: &Linter, set: &RuleSet, rewriter: &Rewriter<'_>) -> RuleResult {
    let mut result = RuleResult { rule: rule.id().to_owned(), held: 0, open: 0, failures: Vec::new() };
    for example in &rule.file.examples {
        let problem = match transcripts(rule, example) {
            Ok(batch) if matches!(rule.file.check, CheckFile::Aggregate(_)) => {
                figure(index, example, &batch, linter, set)
            }
            Ok(batch) => batch.iter().find_map(|transcript| {
                verdict(index, example, transcript, linter).or_else(|| rewritten(index, example, transcript, rewriter))
            }),
            Err(error) => Some(FailureKind::Unreadable(error)),
        };
        let problem = match (problem, example.todo) {
            (Some(_), true) => {
                result.open += 1;
                continue;
            }
            (None, true) => Some(FailureKind::Closed),
            (problem, false) => problem,
        };
        match problem {
            None => result.held += 1,
            Some(kind) => result.failures.push(Failure { line: line(rule, example), text: shown(example), kind }),
        }
    }
    result
}

/// The conversations an example stands for: one, or a batch.
///
/// # Errors
/// Why it can't be read.
pub fn transcripts(rule: &Rule, example: &ExampleFile) -> Result<Vec<Transcript>, ReadError> {
    let read = match &example.transcript {
        ExampleTranscript::Text(text) => vec![read::text::parse(text)?],
        ExampleTranscript::Record(record) => vec![read::canonical::from_record(record)?],
        ExampleTranscript::Batch(records) => {
            records.iter().map(read::canonical::from_record).collect::<Result<Vec<_>, _>>()?
        }
    };
    Ok(read.into_iter().map(|transcript| placed(transcript, rule, example)).collect())
}

/// A conversation of a kind that its rule is for.
fn placed(mut transcript: Transcript, rule: &Rule, example: &ExampleFile) -> Transcript {
    let when = &rule.file.when;
    let first = |list: &Option<Vec<_>>| list.as_ref().and_then(|l| l.first().copied());
    let scene = when.scene.as_ref().and_then(|l| l.first().copied());
    let direction = when.direction.as_ref().and_then(|l| l.first().copied());
    transcript.channel = example.channel.or(transcript.channel).or_else(|| first(&when.channel));
    transcript.scene = example.scene.or(transcript.scene).or(scene);
    transcript.direction = example.direction.or(transcript.direction).or(direction);
    transcript
}

/// The same for a figure over a batch: the gravest outcome of its groups counts.
fn figure(
    index: usize,
    example: &ExampleFile,
    batch: &[Transcript],
    linter: &Linter,
    set: &RuleSet,
) -> Option<FailureKind> {
    let mut kpis = Kpis::default();
    batch.iter().flat_map(|t| linter.measure(t).contributions).filter(|c| c.rule == index).for_each(|c| kpis.add(c));
    kpis.settle(&set.segmenter, |_| 1);
    let results = kpis.results(set);
    let outcomes: Vec<OutcomeKind> = results.iter().filter(|r| r.rule == index).map(|r| r.outcome).collect();
    let order = [OutcomeKind::Fail, OutcomeKind::Pass];
    let got = order.into_iter().find(|kind| outcomes.contains(kind)).unwrap_or(OutcomeKind::Unknown);
    (got != example.outcome).then_some(FailureKind::Outcome { wanted: example.outcome, got })
}

fn verdict(index: usize, example: &ExampleFile, transcript: &Transcript, linter: &Linter) -> Option<FailureKind> {
    let outcomes = linter.lint(transcript);
    let outcome = &outcomes.iter().find(|o| o.rule == index)?.outcome;
    let (wanted, got) = (example.outcome, outcome.kind());
    if wanted != got {
        return Some(FailureKind::Outcome { wanted, got });
    }
    let (Outcome::Fail(findings), Some(at)) = (outcome, &example.at) else { return None };
    let words: Vec<String> = findings.iter().filter_map(|f| f.text.clone()).collect();
    let hit = words.iter().any(|w| w.contains(&at.value) || at.value.contains(w.as_str()));
    (!hit).then(|| FailureKind::Place { wanted: at.value.clone(), got: words })
}

/// What is wrong with the rewrite of an example that says how it reads.
fn rewritten(
    index: usize,
    example: &ExampleFile,
    transcript: &Transcript,
    rewriter: &Rewriter<'_>,
) -> Option<FailureKind> {
    let wanted = &example.rewritten.as_ref()?.value;
    let got = rewrite(index, transcript, rewriter);
    (got.as_ref() != Some(wanted)).then(|| FailureKind::Rewritten { wanted: wanted.clone(), got })
}

/// The last turn of a conversation after the rewrite of a rule's first finding on it.
#[must_use]
pub fn rewrite(rule: usize, transcript: &Transcript, rewriter: &Rewriter<'_>) -> Option<String> {
    let breach = rewriter.breaches(transcript).into_iter().find(|b| b.rule == rule)?;
    rewriter.one(transcript, &breach).map(|edit| edit.reply)
}

fn line(rule: &Rule, example: &ExampleFile) -> usize {
    let before = rule.source.text.get(..example.span.start).unwrap_or_default();
    before.matches('\n').count() + 1
}

fn shown(example: &ExampleFile) -> String {
    match &example.transcript {
        ExampleTranscript::Text(text) => text.trim_end().replace('\n', " / "),
        ExampleTranscript::Record(record) => serde_json::to_string(record).unwrap_or_default(),
        ExampleTranscript::Batch(records) => serde_json::to_string(records).unwrap_or_default(),
    }
}
