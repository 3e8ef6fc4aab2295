//! What judging and reports need of a rule set, kept between runs: without what only compiling and testing its rules do.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::error::SourceFile;
use super::explained::Explained;
use super::file::{CheckFile, EnglishTexts, FatalReach, RuleFile, Severity, WhenFile};
use super::located::Located;
use super::set::{Rule, RuleSet};
use crate::sealed;
use crate::text::segment::Segmenter;
use crate::transcript::Channel;

/// A rule set, for `RuleSet::from_kept`.
#[derive(Debug, Serialize, Deserialize)]
struct Kept {
    rules: Vec<KeptRule>,
    /// The words of the segmenter.
    words: Vec<String>,
    /// The lexicons that figures over the batch name.
    lexicons: Vec<(String, Vec<String>)>,
    explained: BTreeMap<String, Explained>,
    explains: BTreeMap<String, Vec<String>>,
    vocabulary: String,
    /// The texts of the rules about figures over the batch, by their ids.
    figures: BTreeMap<String, String>,
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
    en: Option<EnglishTexts>,
    enabled: bool,
    /// Its channels: which of them are left to it changes with the profile for scripts.
    channels: Option<Vec<Channel>>,
}

impl RuleSet {
    /// What judging with a prepared linter and reports need of the set, for `from_kept`.
    #[must_use]
    pub fn kept(&self) -> Vec<u8> {
        let figure = |rule: &Rule| match &rule.file.check {
            CheckFile::Aggregate(_) => Some((rule.id().to_owned(), rule.source.text.clone())),
            _ => None,
        };
        let figures = self.rules().iter().filter_map(|r| match &r.file.check {
            CheckFile::Aggregate(file) => Some(file),
            _ => None,
        });
        let named = figures.flat_map(|f| &f.ignore).filter_map(|p| p.strip_prefix('<')?.strip_suffix('>'));
        let lexicons = named.filter_map(|name| Some((name.to_owned(), self.lexicons.get(name)?.to_vec())));
        sealed::seal(&Kept {
            rules: self.rules().iter().map(KeptRule::from).collect(),
            words: self.segmenter.own().to_vec(),
            lexicons: lexicons.collect(),
            explained: self.explained.clone(),
            explains: self.explains.clone(),
            vocabulary: self.vocabulary.clone(),
            figures: self.rules().iter().filter_map(figure).collect(),
        })
    }

    /// The set that `kept` was called on: enough to judge with a prepared linter and to report.
    ///
    /// Its rules have no texts, checks, examples and conditions (those of figures over the batch are there after
    /// `read_figures`): it can't be compiled or tested. `None` where the bytes are damaged, or of another version.
    #[must_use]
    pub fn from_kept(bytes: &[u8]) -> Option<Self> {
        let kept: Kept = sealed::open(bytes)?;
        Some(Self {
            rules: kept.rules.into_iter().map(Rule::from).collect(),
            lexicons: kept.lexicons.into_iter().collect(),
            segmenter: Arc::new(Segmenter::new(kept.words)),
            explained: kept.explained,
            explains: kept.explains,
            vocabulary: kept.vocabulary,
            figures: kept.figures,
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
            en: file.en,
            enabled: file.enabled,
            channels: file.when.channel,
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
            en: rule.en,
            enabled: rule.enabled,
            when: WhenFile { channel: rule.channels, ..WhenFile::default() },
            requires: None,
            mandates: Vec::new(),
            check: CheckFile::All(Vec::new()),
            examples: Vec::new(),
        };
        Self { file, source: Arc::new(source), hash }
    }
}
