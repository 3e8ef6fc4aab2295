//! What came of a test of rules, for programs (`huashu-test/1`).

use serde::Serialize;

use super::why;
use crate::lang::Lang;
use crate::rule::lint::{Level, Lint};
use crate::rule::set::RuleSet;
use crate::selftest::RuleResult;
use crate::selftest::coverage::{Count, Coverage, Exercise, Open};
use crate::selftest::mutate::{Mutated, Mutation};

/// All that a test looked at.
#[derive(Debug)]
pub struct Tested<'t> {
    /// The rules.
    pub set: &'t RuleSet,
    /// What came of their examples.
    pub results: &'t [RuleResult],
    /// Errors, then warnings.
    pub lints: &'t [Lint],
    /// Coverage, if it was measured.
    pub coverage: Option<&'t [Coverage]>,
    /// What changed examples came to, if there were any.
    pub mutated: Option<&'t [Mutated]>,
    /// Whether the run passes.
    pub passed: bool,
}

#[derive(Serialize)]
struct Output<'t> {
    schema: &'static str,
    passed: bool,
    rules: usize,
    examples: Examples,
    lints: Vec<LintLine>,
    #[serde(skip_serializing_if = "Option::is_none")]
    coverage: Option<Covered<'t>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    changes: Option<Changes<'t>>,
}

#[derive(Serialize)]
struct Examples {
    hold: usize,
    known_gaps: usize,
    failures: Vec<FailureLine>,
}

#[derive(Serialize)]
struct FailureLine {
    rule: String,
    file: String,
    line: usize,
    example: String,
    message: String,
}

#[derive(Serialize)]
struct LintLine {
    level: &'static str,
    text: String,
}

#[derive(Serialize)]
struct Covered<'t> {
    total: Counted,
    parts: Vec<Part<'t>>,
}

#[derive(Serialize)]
struct Part<'t> {
    id: &'t str,
    patterns: Counted,
    alternatives: Counted,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    open: Vec<OpenLine<'t>>,
}

#[derive(Serialize)]
struct Counted {
    all: usize,
    example: usize,
    corpus: usize,
    substitution: usize,
    matched: usize,
    never: usize,
}

#[derive(Serialize)]
struct OpenLine<'t> {
    how: &'static str,
    file: &'t str,
    line: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    purpose: Option<&'static str>,
    pattern: &'t str,
    #[serde(skip_serializing_if = "Option::is_none")]
    alternative: Option<&'t str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tried: Option<&'t str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<String>,
}

#[derive(Serialize)]
struct Changes<'t> {
    tried: usize,
    unnoticed: Vec<Unnoticed<'t>>,
}

#[derive(Serialize)]
struct Unnoticed<'t> {
    rule: &'t str,
    line: usize,
    change: &'static str,
    example: &'t str,
    outcome: &'static str,
}

/// The JSON output.
#[must_use]
pub fn json(tested: &Tested<'_>, lang: Lang) -> String {
    let output = Output {
        schema: "huashu-test/1",
        passed: tested.passed,
        rules: tested.results.len(),
        examples: Examples {
            hold: tested.results.iter().map(|r| r.held).sum(),
            known_gaps: tested.results.iter().map(|r| r.open).sum(),
            failures: tested.results.iter().flat_map(|r| failures(tested.set, r, lang)).collect(),
        },
        lints: tested.lints.iter().map(|lint| lint_line(lint, lang)).collect(),
        coverage: tested.coverage.map(|parts| Covered {
            total: parts.iter().fold(Count::default(), |sum, p| sum.plus(p.patterns).plus(p.alternatives)).into(),
            parts: parts.iter().map(|part| self::part(part, lang)).collect(),
        }),
        changes: tested.mutated.map(|all| Changes {
            tried: all.iter().map(|m| m.tried).sum(),
            unnoticed: all.iter().flat_map(unnoticed).collect(),
        }),
    };
    // A type of strings and numbers is plain JSON.
    serde_json::to_string_pretty(&output).unwrap_or_default() + "\n"
}

fn failures(set: &RuleSet, result: &RuleResult, lang: Lang) -> Vec<FailureLine> {
    let file = set.get(&result.rule).map_or("", |rule| &rule.source.name);
    let line = |failure: &crate::selftest::Failure| FailureLine {
        rule: result.rule.clone(),
        file: file.to_owned(),
        line: failure.line,
        example: failure.text.clone(),
        message: failure.kind.message(lang),
    };
    result.failures.iter().map(line).collect()
}

fn lint_line(lint: &Lint, lang: Lang) -> LintLine {
    let level = match lint.kind.level() {
        Level::Error => "error",
        Level::Warning => "warning",
    };
    LintLine { level, text: lint.text(lang).trim_end().to_owned() }
}

fn part(coverage: &Coverage, lang: Lang) -> Part<'_> {
    Part {
        id: &coverage.id,
        patterns: coverage.patterns.into(),
        alternatives: coverage.alternatives.into(),
        open: coverage.open.iter().map(|open| open_line(open, lang)).collect(),
    }
}

fn open_line(open: &Open, lang: Lang) -> OpenLine<'_> {
    OpenLine {
        how: if open.how == Exercise::Matched { "matched" } else { "never" },
        file: &open.file,
        line: open.line,
        purpose: open.purpose.map(|p| p.name(Lang::En)),
        pattern: &open.pattern,
        alternative: open.alternative.as_deref(),
        tried: open.tried.as_ref().map(|(sentence, _)| sentence.as_str()),
        why: open.tried.as_ref().map(|(_, reason)| why(reason, lang)),
    }
}

fn unnoticed(mutated: &Mutated) -> Vec<Unnoticed<'_>> {
    let line = |survivor: &'_ crate::selftest::mutate::Survivor| {
        let change = match survivor.mutation {
            Mutation::Delete => "delete",
            Mutation::Insert => "insert",
            Mutation::Delay => "delay",
            Mutation::Swap => "swap",
        };
        (survivor.line, change, survivor.got.as_str())
    };
    mutated
        .survivors
        .iter()
        .map(|survivor| {
            let (line, change, outcome) = line(survivor);
            Unnoticed { rule: &mutated.rule, line, change, example: &survivor.text, outcome }
        })
        .collect()
}

impl From<Count> for Counted {
    fn from(count: Count) -> Self {
        let Count { example, corpus, substitution, matched, never } = count;
        Self { all: count.all(), example, corpus, substitution, matched, never }
    }
}
