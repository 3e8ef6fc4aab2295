//! What judging and reports need of a rule set, kept between runs: without what only compiling and testing its rules do.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::error::SourceFile;
use super::explained::Explained;
use super::file::{CheckFile, EnglishTexts, FatalReach, RuleFile, Severity, WhenFile};
use super::located::Located;
use super::set::{self, Layer, Rule, RuleSet};
use crate::sealed;
use crate::text::segment::Segmenter;

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
}

/// What reports say of a rule.
#[derive(Debug, Serialize, Deserialize)]
struct KeptRule {
    /// The name of its file.
    source: String,
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
    /// It is about the batch: its check is read again.
    figure: bool,
}

impl RuleSet {
    /// What judging with a prepared linter and reports need of the set, for `from_kept`.
    #[must_use]
    pub fn kept(&self) -> Vec<u8> {
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
        })
    }

    /// The set that `kept` was called on, from the same files: enough to judge with a prepared linter and to report.
    ///
    /// Its rules have no checks (but for figures over the batch), examples and conditions: it can't be compiled or tested.
    /// `None` where the bytes are damaged, or were made from other files or by another version.
    #[must_use]
    pub fn from_kept(layers: Vec<Layer>, bytes: &[u8]) -> Option<Self> {
        let kept: Kept = sealed::open(bytes)?;
        let files = layers.into_iter().flat_map(|layer| layer.files);
        let sources: BTreeMap<String, Arc<SourceFile>> = files.map(|f| (f.name.clone(), Arc::new(f))).collect();
        let rules = kept.rules.into_iter().map(|rule| {
            let source = Arc::clone(sources.get(&rule.source)?);
            let file = if rule.figure { set::parse(&source, &mut Vec::new())? } else { rule.into() };
            Some(Rule { file, source })
        });
        Some(Self {
            rules: rules.collect::<Option<_>>()?,
            lexicons: kept.lexicons.into_iter().collect(),
            segmenter: Arc::new(Segmenter::new(kept.words)),
            explained: kept.explained,
            explains: kept.explains,
            vocabulary: kept.vocabulary,
            ..Self::default()
        })
    }
}

impl From<&Rule> for KeptRule {
    fn from(rule: &Rule) -> Self {
        let file = rule.file.clone();
        Self {
            source: rule.source.name.clone(),
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
            figure: matches!(file.check, CheckFile::Aggregate(_)),
        }
    }
}

impl From<KeptRule> for RuleFile {
    fn from(rule: KeptRule) -> Self {
        Self {
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
            when: WhenFile::default(),
            requires: None,
            mandates: Vec::new(),
            check: CheckFile::All(Vec::new()),
            examples: Vec::new(),
        }
    }
}
