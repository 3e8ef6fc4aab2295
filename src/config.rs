//! The project file `huashu.yaml`, and profiles in the same form: which rules run, how they score, what makes a run
//! fail.

mod selection;

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::tz::Offset;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::lang::Lang;
use crate::read::{ColumnKey, Defaults, Limits, MAX_DEPTH, Mapping};
use crate::rule::error::{RuleError, SourceFile};
use crate::rule::file::{FatalReach, Severity};
use crate::rule::located::Located;
use crate::rule::set::RuleSet;
use crate::score::{ScoreMode, ScoreModel};
use crate::transcript::{Channel, Direction, Role, Scene};

pub use selection::Selection;

/// The file's name, looked for from the working folder upward.
pub const FILE_NAME: &str = "huashu.yaml";

/// The profile for a single reply: nothing is due that belongs to a whole conversation.
pub const DRAFT: &str = "draft";
/// The profile of a single reply that continues a conversation.
pub const REPLY: &str = "reply";

/// The profile that chooses the rules for scripts where none is named.
pub const SCRIPTS: &str = "bot-script";

/// What `huashu init` writes: every key with a comment.
#[must_use]
pub const fn template(lang: Lang) -> &'static str {
    lang.pick(include_str!("config/huashu.zh.yaml"), include_str!("config/huashu.en.yaml"))
}

/// `huashu.yaml` or a profile as it is written. The command line goes before it, key by key, and it goes before what it
/// extends.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Config")]
pub struct ConfigFile {
    /// What it is for, where it is a profile.
    pub about: Option<AboutFile>,
    /// The profile it builds on, by name; `--profile` takes its place.
    pub profile: Option<Located<String>>,
    /// What it builds on: another file (a path, relative to this one) or a profile by its name.
    pub extends: Option<Located<String>>,
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
    /// The zone of dates and times that are written without one: `+08:00` (the default), `-05:00`, `UTC`.
    pub timezone: Option<ZoneFile>,
    /// How scores are made.
    #[serde(default)]
    pub score: ScoreFile,
    /// Findings of this severity or graver fail the gate: `fatal`, `major`, `minor`, `notice`, or `never`.
    pub fail_on: Option<FailOn>,
    /// A conversation that scores less fails the gate.
    pub min_score: Option<f64>,
    /// More findings than this, of any severity, fail the gate.
    pub max_findings: Option<usize>,
    /// A figure over the batch made of fewer conversations or cases does not fail the gate; 30 where absent.
    pub kpi_min_n: Option<usize>,
    /// Files of waivers, relative to this file.
    #[serde(default)]
    pub waivers: Vec<String>,
    /// The baseline, relative to this file.
    pub baseline: Option<String>,
    /// Whether outcomes that cannot be judged fail the gate.
    pub strict: Option<bool>,
    /// `false`: what models have learned from examples is left out.
    pub learned: Option<bool>,
    /// Language of texts for people.
    pub lang: Option<Lang>,
}

/// What a profile is for, in both languages.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AboutFile {
    /// In Chinese.
    pub zh: String,
    /// In English; the Chinese one where there is none.
    pub en: Option<String>,
}

impl AboutFile {
    /// It in a language.
    #[must_use]
    pub fn text(&self, lang: Lang) -> &str {
        self.en.as_deref().filter(|_| lang == Lang::En).unwrap_or(&self.zh)
    }
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
    /// What a fatal finding voids: the whole score (`all`) or its dimension.
    pub fatal: Option<FatalReach>,
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

impl DefaultsFile {
    fn over(self, base: Self) -> Self {
        Self {
            channel: self.channel.or(base.channel),
            scene: self.scene.or(base.scene),
            direction: self.direction.or(base.direction),
        }
    }
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
    /// Values inside values, in JSON and YAML; 127 at most.
    #[schemars(range(max = 127))]
    pub depth: Option<usize>,
}

impl LimitsFile {
    /// Sets what the file sets.
    pub fn apply(self, limits: &mut Limits) {
        limits.bytes = self.record.unwrap_or(limits.bytes);
        limits.turns = self.turns.unwrap_or(limits.turns);
        limits.document = self.document.unwrap_or(limits.document);
        limits.file = self.file.unwrap_or(limits.file);
        limits.ratio = self.ratio.unwrap_or(limits.ratio);
        limits.depth = self.depth.unwrap_or(limits.depth).min(MAX_DEPTH);
    }

    fn over(self, base: Self) -> Self {
        Self {
            record: self.record.or(base.record),
            turns: self.turns.or(base.turns),
            document: self.document.or(base.document),
            file: self.file.or(base.file),
            ratio: self.ratio.or(base.ratio),
            depth: self.depth.or(base.depth),
        }
    }
}

/// A time zone as hours and minutes from UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(try_from = "String")]
pub struct ZoneFile(#[schemars(with = "String")] pub Offset);

impl TryFrom<String> for ZoneFile {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let wrong = || format!("`{text}` is no time zone; write it like \"+08:00\"");
        if text.eq_ignore_ascii_case("utc") || text == "Z" {
            return Ok(Self(Offset::UTC));
        }
        let sign = match text.as_bytes().first() {
            Some(b'+') => 1,
            Some(b'-') => -1,
            _ => return Err(wrong()),
        };
        let (hours, minutes) = text[1..].split_once(':').unwrap_or((&text[1..], "0"));
        let number = |text: &str, limit: i32| {
            text.parse::<i32>().ok().filter(|n| *n < limit && text.bytes().all(|b| b.is_ascii_digit()))
        };
        let (hours, minutes) = number(hours, 24).zip(number(minutes, 60)).ok_or_else(wrong)?;
        Offset::from_seconds(sign * (hours * 3600 + minutes * 60)).map(Self).map_err(|_| wrong())
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

    /// What holds where this file lies on top of another: its own values first, folders of rules and roles together.
    /// What it says of single rules is left out: that is for [`Selection`] and [`ConfigFile::adjust`], layer by layer.
    #[must_use]
    pub fn over(self, base: Self) -> Self {
        let mut roles = base.roles;
        roles.extend(self.roles);
        let mut columns = base.columns;
        columns.extend(self.columns);
        Self {
            about: None,
            profile: None,
            extends: None,
            rules: base.rules.into_iter().chain(self.rules).collect(),
            builtin: self.builtin.or(base.builtin),
            select: Vec::new(),
            ignore: Vec::new(),
            enable: Vec::new(),
            adjust: BTreeMap::new(),
            defaults: self.defaults.over(base.defaults),
            roles,
            columns,
            // The first that fits a file is taken.
            scripts: self.scripts.into_iter().chain(base.scripts).collect(),
            limits: self.limits.over(base.limits),
            score: ScoreFile {
                mode: self.score.mode.or(base.score.mode),
                dimensions: self.score.dimensions.or(base.score.dimensions),
                grades: self.score.grades.or(base.score.grades),
            },
            fail_on: self.fail_on.or(base.fail_on),
            min_score: self.min_score.or(base.min_score),
            max_findings: self.max_findings.or(base.max_findings),
            kpi_min_n: self.kpi_min_n.or(base.kpi_min_n),
            waivers: base.waivers.into_iter().chain(self.waivers).collect(),
            baseline: self.baseline.or(base.baseline),
            timezone: self.timezone.or(base.timezone),
            strict: self.strict.or(base.strict),
            learned: self.learned.or(base.learned),
            lang: self.lang.or(base.lang),
        }
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
            if !set.adjust(id, change.severity, change.points, change.cap, change.fatal) {
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
