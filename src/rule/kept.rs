//! What judging and reports need of a rule set, kept between runs: without what only compiling and testing its rules do.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::error::SourceFile;
use super::explained::Explained;
use super::file::{
    AggregateFile, CheckFile, EnglishTexts, FatalReach, FigureGroupFile, FigureKind, LearnedFile, RewriteFile,
    RewriteUnit, RuleFile, Severity, WhenFile,
};
use super::located::Located;
use super::pattern::Pattern;
use super::set::{Rule, RuleSet};
use crate::learned::Model;
use crate::sealed;
use crate::text::segment::Segmenter;
use crate::transcript::Channel;

/// A rule set, for `RuleSet::from_kept`.
#[derive(Debug, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
struct Kept {
    rules: Vec<KeptRule>,
    /// The words of the segmenter.
    words: Vec<String>,
    /// The lexicons that figures over the batch name.
    lexicons: Vec<(String, Vec<String>)>,
    explained: BTreeMap<String, Explained>,
    explains: BTreeMap<String, Vec<String>>,
    vocabulary: String,
    models: BTreeMap<String, Arc<Model>>,
}

/// What reports say of a rule.
#[derive(Debug, Serialize, Deserialize)]
struct KeptRule {
    /// Its file, and a hash of its text.
    name: String,
    path_id: String,
    checked: bool,
    hash: u64,
    id: String,
    title: String,
    severity: Severity,
    points: Option<f64>,
    cap: Option<f64>,
    fatal: Option<FatalReach>,
    dimension: String,
    clauses: Vec<String>,
    tags: Vec<String>,
    message: String,
    rationale: String,
    suggest: Vec<String>,
    rewrite: Vec<KeptRewrite>,
    en: Option<EnglishTexts>,
    enabled: bool,
    /// Its channels: which of them are left to it changes with the profile for scripts.
    channels: Option<Vec<Channel>>,
    /// The model that widens it.
    model: Option<String>,
    /// The figure over the batch that it is about.
    figure: Option<KeptFigure>,
}

/// What reports need of a figure.
#[derive(Debug, Serialize, Deserialize)]
struct KeptFigure {
    kind: FigureKind,
    limits: KeptLimits,
    at_least: Option<usize>,
    groups: Vec<(String, Option<String>, KeptLimits)>,
    ignore: Vec<String>,
    top: Option<usize>,
}

/// At least, and at most.
type KeptLimits = (Option<f64>, Option<f64>);

#[derive(Debug, Serialize, Deserialize)]
struct KeptRewrite {
    from: Option<String>,
    to: String,
    unit: Option<RewriteUnit>,
}

impl RuleSet {
    /// What judging with a prepared linter and reports need of the set, for `from_kept`.
    #[must_use]
    pub fn kept(&self) -> Vec<u8> {
        let named = self.rules().iter().flat_map(|rule| {
            let ignored = match &rule.file.check {
                CheckFile::Aggregate(file) => file.ignore.as_slice(),
                _ => &[],
            };
            ignored.iter().chain(rule.file.rewrite.iter().filter_map(|r| r.from.as_ref())).map(|pattern| &pattern.value)
        });
        sealed::seal(&Kept {
            rules: self.rules().iter().map(KeptRule::from).collect(),
            words: self.segmenter.own().to_vec(),
            lexicons: self.lexicons_of(named),
            explained: self.explained.clone(),
            explains: self.explains.clone(),
            vocabulary: self.vocabulary.clone(),
            models: self.models.clone(),
        })
    }

    /// The lexicons that patterns name, and those that these name.
    fn lexicons_of<'p>(&'p self, patterns: impl Iterator<Item = &'p String>) -> Vec<(String, Vec<String>)> {
        let mut found: BTreeMap<String, &[String]> = BTreeMap::new();
        let mut rest: Vec<&str> = patterns.map(String::as_str).collect();
        while let Some(pattern) = rest.pop() {
            for (name, _) in Pattern::lexicons_in(pattern) {
                if let (Some(entries), false) = (self.lexicons.get(&name), found.contains_key(&name)) {
                    found.insert(name, entries);
                    rest.extend(entries.iter().map(String::as_str));
                }
            }
        }
        found.into_iter().map(|(name, entries)| (name, entries.to_vec())).collect()
    }

    /// The set that `kept` was called on: enough to judge with a prepared linter and to report.
    ///
    /// Its rules have no texts, examples and conditions, and of checks only figures over the batch: it can't be compiled
    /// or tested. `None` where the bytes are damaged, or of another version.
    #[must_use]
    pub fn from_kept(bytes: &'static [u8]) -> Option<Self> {
        let kept: Kept = sealed::open(bytes)?;
        Some(Self {
            rules: kept.rules.into_iter().map(Rule::from).collect(),
            lexicons: kept.lexicons.into_iter().collect(),
            segmenter: Arc::new(Segmenter::new(kept.words)),
            explained: kept.explained,
            explains: kept.explains,
            vocabulary: kept.vocabulary,
            models: kept.models,
            ..Self::default()
        })
    }
}

impl From<&Rule> for KeptRule {
    fn from(rule: &Rule) -> Self {
        let file = rule.file.clone();
        Self {
            name: rule.source.name.clone(),
            path_id: rule.source.path_id.clone(),
            checked: rule.source.checked,
            hash: rule.hash,
            id: file.id.value,
            title: file.title,
            severity: file.severity,
            points: file.points,
            cap: file.cap,
            fatal: file.fatal,
            dimension: file.dimension.value,
            clauses: file.clauses.into_iter().map(|c| c.value).collect(),
            tags: file.tags,
            message: file.message,
            rationale: file.rationale,
            suggest: file.suggest,
            rewrite: file.rewrite.into_iter().map(KeptRewrite::from).collect(),
            en: file.en,
            enabled: file.enabled,
            channels: file.when.channel,
            model: file.learned.map(|l| l.model.value),
            figure: match file.check {
                CheckFile::Aggregate(figure) => Some(figure.into()),
                _ => None,
            },
        }
    }
}

impl From<KeptRule> for Rule {
    fn from(rule: KeptRule) -> Self {
        let KeptRule { hash, checked, .. } = rule;
        let source = SourceFile { name: rule.name, path_id: rule.path_id, text: String::new(), checked };
        let file = RuleFile {
            id: Located::nowhere(rule.id),
            title: rule.title,
            severity: rule.severity,
            points: rule.points,
            cap: rule.cap,
            fatal: rule.fatal,
            dimension: Located::nowhere(rule.dimension),
            clauses: rule.clauses.into_iter().map(Located::nowhere).collect(),
            tags: rule.tags,
            message: rule.message,
            rationale: rule.rationale,
            suggest: rule.suggest,
            rewrite: rule.rewrite.into_iter().map(RewriteFile::from).collect(),
            en: rule.en,
            enabled: rule.enabled,
            learned: rule.model.map(LearnedFile::of),
            when: WhenFile { channel: rule.channels, ..WhenFile::default() },
            requires: None,
            mandates: Vec::new(),
            check: rule.figure.map_or_else(|| CheckFile::All(Vec::new()), |figure| CheckFile::Aggregate(figure.into())),
            examples: Vec::new(),
        };
        Self { file, source: Arc::new(source), hash }
    }
}

impl From<AggregateFile> for KeptFigure {
    fn from(file: AggregateFile) -> Self {
        Self {
            kind: file.figure.value,
            limits: (file.min, file.max),
            at_least: file.at_least,
            groups: file.groups.into_iter().map(|g| (g.name, g.en, (g.min, g.max))).collect(),
            ignore: file.ignore.into_iter().map(|pattern| pattern.value).collect(),
            top: file.top,
        }
    }
}

impl From<KeptFigure> for AggregateFile {
    fn from(kept: KeptFigure) -> Self {
        let group = |(name, en, (min, max))| FigureGroupFile { name, en, when: WhenFile::default(), min, max };
        Self {
            figure: Located::nowhere(kept.kind),
            min: kept.limits.0,
            max: kept.limits.1,
            at_least: kept.at_least,
            groups: kept.groups.into_iter().map(group).collect(),
            rules: Vec::new(),
            satisfied: Vec::new(),
            ignore: kept.ignore.into_iter().map(Located::nowhere).collect(),
            top: kept.top,
        }
    }
}

impl From<RewriteFile> for KeptRewrite {
    fn from(file: RewriteFile) -> Self {
        Self { from: file.from.map(|f| f.value), to: file.to.value, unit: file.unit }
    }
}

impl From<KeptRewrite> for RewriteFile {
    fn from(kept: KeptRewrite) -> Self {
        Self { from: kept.from.map(Located::nowhere), to: Located::nowhere(kept.to), unit: kept.unit }
    }
}
