//! The project file `huashu.yaml`: which rules run, how they score, what makes a run fail.

use std::collections::BTreeMap;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::lang::Lang;
use crate::read::{ColumnKey, Defaults, Limits, Mapping};
use crate::rule::error::{RuleError, SourceFile};
use crate::rule::file::Severity;
use crate::rule::located::Located;
use crate::rule::set::RuleSet;
use crate::score::{ScoreMode, ScoreModel};
use crate::transcript::{Channel, Direction, Role, Scene};

/// The file's name, looked for from the working folder upward.
pub const FILE_NAME: &str = "huashu.yaml";

/// What `huashu init` writes: every key with a comment.
#[must_use]
pub const fn template(lang: Lang) -> &'static str {
    lang.pick(include_str!("config/huashu.zh.yaml"), include_str!("config/huashu.en.yaml"))
}

/// `huashu.yaml` as it is written. The command line goes before it, key by key.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Config")]
pub struct ConfigFile {
    /// Folders with rules of your own, relative to this file.
    #[serde(default)]
    pub rules: Vec<String>,
    /// `false`: the built-in rules are left out (their lexicons stay).
    pub builtin: Option<bool>,
    /// Only these rules: ids, families, tags.
    #[serde(default)]
    pub select: Vec<String>,
    /// Not these rules.
    #[serde(default)]
    pub ignore: Vec<String>,
    /// Rules to switch on that are off by default.
    #[serde(default)]
    pub enable: Vec<Located<String>>,
    /// Changes to single rules, by id.
    #[serde(default)]
    pub adjust: BTreeMap<String, AdjustFile>,
    /// What a record is taken for where it does not say.
    #[serde(default)]
    pub defaults: DefaultsFile,
    /// Names or numbers of speakers and the roles they stand for.
    #[serde(default)]
    pub roles: BTreeMap<String, Role>,
    /// Names of table columns and the keys they stand for: `role`, `text`, `start`, `agent.id` …
    #[serde(default)]
    pub columns: BTreeMap<String, ColumnKey>,
    /// Where replies stand in scripts (JSON or YAML) of other layouts.
    #[serde(default)]
    pub scripts: Vec<Mapping>,
    /// What is too large to be read.
    #[serde(default)]
    pub limits: LimitsFile,
    /// How scores are made.
    #[serde(default)]
    pub score: ScoreFile,
    /// Findings of this severity or graver fail the gate: `fatal`, `major`, `minor`, `notice`, or `never`.
    pub fail_on: Option<FailOn>,
    /// A conversation that scores less fails the gate.
    pub min_score: Option<f64>,
    /// Whether outcomes that cannot be judged fail the gate.
    pub strict: Option<bool>,
    /// Language of texts for people.
    pub lang: Option<Lang>,
}

/// Changes to one rule.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AdjustFile {
    /// Another severity.
    pub severity: Option<Severity>,
    /// Other points.
    pub points: Option<f64>,
    /// Another cap.
    pub cap: Option<f64>,
}

/// What a record is taken for where it does not say.
#[derive(Debug, Clone, Copy, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DefaultsFile {
    /// Channel.
    pub channel: Option<Channel>,
    /// Scene.
    pub scene: Option<Scene>,
    /// Direction.
    pub direction: Option<Direction>,
}

impl From<DefaultsFile> for Defaults {
    fn from(file: DefaultsFile) -> Self {
        Self { channel: file.channel, scene: file.scene, direction: file.direction }
    }
}

/// What is too large to be read.
#[derive(Debug, Clone, Copy, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LimitsFile {
    /// Bytes of one record: of a conversation, a line, a row.
    pub record: Option<usize>,
    /// Turns of one conversation.
    pub turns: Option<usize>,
    /// Bytes, unpacked, of a file that can only be read as a whole: a workbook, a script, an archive.
    pub document: Option<usize>,
    /// Bytes, unpacked, of any file.
    pub file: Option<u64>,
    /// Bytes that one packed byte may unpack to.
    pub ratio: Option<u64>,
}

impl LimitsFile {
    /// Sets what the file sets.
    pub fn apply(self, limits: &mut Limits) {
        limits.bytes = self.record.unwrap_or(limits.bytes);
        limits.turns = self.turns.unwrap_or(limits.turns);
        limits.document = self.document.unwrap_or(limits.document);
        limits.file = self.file.unwrap_or(limits.file);
        limits.ratio = self.ratio.unwrap_or(limits.ratio);
    }
}

/// How scores are made.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScoreFile {
    /// `deduct` or `weighted`.
    pub mode: Option<ScoreMode>,
    /// Dimensions and the points each holds; replaces the default ones.
    pub dimensions: Option<Vec<DimensionFile>>,
    /// Grades and the lowest score of each; replaces the default ones.
    pub grades: Option<Vec<GradeFile>>,
}

/// A dimension and its points.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DimensionFile {
    /// Its name.
    pub name: String,
    /// Points it holds.
    pub max: f64,
}

/// A grade and its band.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GradeFile {
    /// Its name.
    pub name: String,
    /// Lowest score.
    pub from: f64,
}

/// The least severity that fails the gate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum FailOn {
    /// Only fatal findings.
    Fatal,
    /// Major ones and graver.
    Major,
    /// Minor ones and graver.
    Minor,
    /// Any finding.
    Notice,
    /// No finding.
    Never,
}

impl FailOn {
    /// The severity, `None` for never.
    #[must_use]
    pub const fn severity(self) -> Option<Severity> {
        match self {
            Self::Fatal => Some(Severity::Fatal),
            Self::Major => Some(Severity::Major),
            Self::Minor => Some(Severity::Minor),
            Self::Notice => Some(Severity::Notice),
            Self::Never => None,
        }
    }
}

impl ConfigFile {
    /// Reads the file's text.
    ///
    /// # Errors
    /// What is wrong with it, and where.
    pub fn parse(file: SourceFile) -> Result<Self, RuleError> {
        let source = Arc::new(file);
        serde_saphyr::from_str(&source.text).map_err(|error| RuleError::from((&source, &error)))
    }

    /// How scores are made.
    #[must_use]
    pub fn score_model(&self) -> ScoreModel {
        let mut model = ScoreModel::default();
        if let Some(mode) = self.score.mode {
            model.mode = mode;
        }
        if let Some(dimensions) = &self.score.dimensions {
            model.dimensions = dimensions.iter().map(|d| (d.name.clone(), d.max)).collect();
        }
        if let Some(grades) = &self.score.grades {
            model.grades = grades.iter().map(|g| (g.name.clone(), g.from)).collect();
            model.grades.sort_by(|a, b| b.1.total_cmp(&a.1));
        }
        model
    }

    /// Applies `adjust` and `enable` to a rule set.
    ///
    /// # Errors
    /// The ids that name no rule.
    pub fn adjust(&self, set: &mut RuleSet) -> Result<(), Vec<String>> {
        let mut unknown = Vec::new();
        for (id, change) in &self.adjust {
            if !set.adjust(id, change.severity, change.points, change.cap) {
                unknown.push(id.clone());
            }
        }
        for id in &self.enable {
            if !set.enable(id) {
                unknown.push(id.value.clone());
            }
        }
        if unknown.is_empty() { Ok(()) } else { Err(unknown) }
    }
}
