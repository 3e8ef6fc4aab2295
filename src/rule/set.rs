//! The validated rule set: every rule, lexicon and situation that a run works with.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use serde::de::DeserializeOwned;

use super::error::{RuleError, RuleErrorKind, SourceFile};
use super::explained::{self, Explained};
use super::file::{CheckFile, ClauseFile, ConditionFile, FatalReach, LexiconFile, RuleFile, Severity, SituationFile};
use super::pattern::{Lexicons, Pattern};
use super::validate;
use crate::lang::Lang;
use crate::learned::Model;
use crate::text::segment::Segmenter;
use crate::transcript::Channel;

/// The dimensions 评分维度 that rules are charged to where huashu.yaml does not name others.
pub const DEFAULT_DIMENSIONS: [&str; 7] = ["开场", "服务态度", "沟通技巧", "流程规范", "时效", "信息安全", "结束"];

/// The file of a rules folder that lists clauses.
const CLAUSES: &str = "clauses";

/// A rule and the file it came from.
#[derive(Debug, Clone)]
pub struct Rule {
    /// As written.
    pub file: RuleFile,
    /// Where it was written.
    pub source: Arc<SourceFile>,
    /// A hash of its text.
    pub(super) hash: u64,
}

impl Rule {
    /// `family/name`.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.file.id
    }

    /// The part of the id before the `/`.
    #[must_use]
    pub fn family(&self) -> &str {
        self.id().split('/').next().unwrap_or_default()
    }

    /// The title in a language; the Chinese one where there is no other.
    #[must_use]
    pub fn title(&self, lang: Lang) -> &str {
        self.file.en.as_ref().filter(|_| lang == Lang::En).map_or(&self.file.title, |en| &en.title)
    }

    /// Points that one finding costs.
    #[must_use]
    pub fn points(&self) -> f64 {
        self.file.points.unwrap_or_else(|| self.file.severity.default_points())
    }

    /// Whether a selector (`tone/dead-end`, `tone`, a tag, `ALL`) names this rule.
    #[must_use]
    pub fn is_named(&self, selector: &str) -> bool {
        selector == self.id()
            || selector == self.family()
            || selector.eq_ignore_ascii_case("all")
            || self.file.tags.iter().any(|t| t == selector)
    }
}

/// A situation and the file it came from.
#[derive(Debug, Clone)]
pub struct Situation {
    /// As written.
    pub file: SituationFile,
    /// Where it was written.
    pub source: Arc<SourceFile>,
}

/// Rules, lexicons and situations, parsed and checked against each other.
#[derive(Debug, Clone, Default)]
pub struct RuleSet {
    pub(crate) rules: Vec<Rule>,
    pub(crate) lexicons: Lexicons,
    pub(crate) situations: BTreeMap<String, Situation>,
    pub(crate) segmenter: Arc<Segmenter>,
    /// The files that lexicons were read from: one, and those that extend it.
    pub(crate) lexicon_files: LexiconFiles,
    pub(crate) clauses: Clauses,
    /// Models by name.
    pub(crate) models: BTreeMap<String, Arc<Model>>,
    pub(super) explained: BTreeMap<String, Explained>,
    /// The lexicons with explained terms that rules forbid, by the rule's id.
    pub(super) explains: BTreeMap<String, Vec<String>>,
    /// A hash of the lexicons and situations.
    pub(super) vocabulary: String,
    pub(super) profile: Option<String>,
    pub(super) script_profile: Option<String>,
}

/// Lexicon files by the lexicon's name.
pub(crate) type LexiconFiles = BTreeMap<String, Vec<(LexiconFile, Arc<SourceFile>)>>;

/// The clauses of service standards that rules may name (`clauses.yaml`: ids and what they say).
#[derive(Debug, Clone, Default)]
pub(crate) struct Clauses {
    /// By their ids; documents by theirs.
    pub(crate) known: BTreeMap<String, ClauseFile>,
    /// The folders that hold a list: the rules in them must keep to it.
    pub(crate) folders: BTreeSet<String>,
}

/// Files of one origin: the built-in pack, or one `--rules` folder. Later layers override earlier ones by id.
#[derive(Debug, Clone, Default)]
pub struct Layer {
    /// The files, in any order.
    pub files: Vec<SourceFile>,
}

impl RuleSet {
    /// Reads layers of files, later ones on top of earlier ones, and checks everything.
    ///
    /// # Errors
    /// Every error of every file, in the order of file names and places.
    pub fn load(layers: Vec<Layer>, dimensions: &[String]) -> Result<Self, Vec<RuleError>> {
        Self::read(layers, dimensions, true)
    }

    /// The same without anything that was learned from examples: models are not read, rules that are nothing but
    /// learned are left out.
    ///
    /// # Errors
    /// As for [`RuleSet::load`].
    pub fn load_unlearned(layers: Vec<Layer>, dimensions: &[String]) -> Result<Self, Vec<RuleError>> {
        Self::read(layers, dimensions, false)
    }

    fn read(layers: Vec<Layer>, dimensions: &[String], learned: bool) -> Result<Self, Vec<RuleError>> {
        let mut errors = Vec::new();
        let mut models = BTreeMap::new();
        let mut rules: BTreeMap<String, Rule> = BTreeMap::new();
        let mut lexicons = LexiconFiles::new();
        let mut clauses = Clauses::default();
        let mut situations: BTreeMap<String, Situation> = BTreeMap::new();
        for mut layer in layers {
            layer.files.sort_by(|a, b| a.name.cmp(&b.name));
            for file in layer.files {
                let source = Arc::new(file);
                match source.path_id.split_once('/') {
                    Some(("lexicons", name)) => {
                        let Some(file) = parse::<LexiconFile>(&source, &mut errors) else { continue };
                        check_id(&source, &file.id, name, &mut errors);
                        add_lexicon(&mut lexicons, file, source);
                    }
                    Some(("situations", name)) => {
                        let Some(file) = parse::<SituationFile>(&source, &mut errors) else { continue };
                        check_id(&source, &file.id, name, &mut errors);
                        situations.insert(file.id.value.clone(), Situation { file, source });
                    }
                    Some(("models", name)) => {
                        if let Some(model) = learned.then(|| model(&source, &mut errors)).flatten() {
                            models.insert(name.to_owned(), Arc::new(model));
                        }
                    }
                    None if source.path_id == CLAUSES => {
                        let Some(file) = parse::<BTreeMap<String, ClauseFile>>(&source, &mut errors) else { continue };
                        clauses.known.extend(file);
                        clauses.folders.insert(source.folder().to_owned());
                    }
                    _ => {
                        let Some(mut file) = parse::<RuleFile>(&source, &mut errors) else { continue };
                        check_id(&source, &file.id, &source.path_id, &mut errors);
                        if !learned {
                            file.learned = None;
                            if file.check.is_learned() {
                                continue;
                            }
                        }
                        let mut hash = Fnv::default();
                        hash.write(&source.text);
                        rules.insert(file.id.value.clone(), Rule { file, source, hash: hash.0 });
                    }
                }
            }
        }
        let entries = |files: &[(LexiconFile, Arc<SourceFile>)]| {
            let mut all: Vec<String> =
                files.iter().flat_map(|(file, _)| file.entries.iter().map(|e| e.value.clone())).collect();
            let terms: Vec<String> =
                files.iter().flat_map(|(file, _)| explained::patterns(&file.explained, &all)).collect();
            all.extend(terms);
            all
        };
        let explained = lexicons
            .iter()
            .map(|(id, files)| (id.clone(), Explained::new(files.iter().map(|(file, _)| file))))
            .filter(|(_, explained)| !explained.is_empty())
            .collect();
        let set = Self {
            rules: rules.into_values().collect(),
            lexicons: lexicons.iter().map(|(id, files)| (id.clone(), entries(files))).collect(),
            situations,
            lexicon_files: lexicons,
            clauses,
            models,
            explained,
            ..Self::default()
        };
        let set = Self {
            segmenter: segmenter(&set.lexicons).into(),
            explains: explains(&set),
            vocabulary: vocabulary(&set),
            ..set
        };
        validate::lexicons(&set.lexicon_files, &set.lexicons, &mut errors);
        validate::set(&set, dimensions, &mut errors);
        if errors.is_empty() {
            return Ok(set);
        }
        errors.sort_by(|a, b| (&a.file.name, a.at.start).cmp(&(&b.file.name, b.at.start)));
        Err(errors)
    }

    /// The rules, sorted by id.
    #[must_use]
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// A rule by its id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Rule> {
        self.rules.iter().find(|r| r.id() == id)
    }

    /// A model by its name.
    #[must_use]
    pub fn model(&self, name: &str) -> Option<&Arc<Model>> {
        self.models.get(name)
    }

    /// The lexicons by name, as written.
    #[must_use]
    pub const fn lexicons(&self) -> &Lexicons {
        &self.lexicons
    }

    /// The set with only the rules for which `keep` holds, and those they require.
    #[must_use]
    pub fn filtered(mut self, keep: impl Fn(&Rule) -> bool) -> Self {
        self.rules.retain(|r| keep(r));
        self
    }

    /// What a term in some words means in plain words, where a lexicon that the rule forbids explains it.
    #[must_use]
    pub fn explanation(&self, rule: &Rule, words: &str) -> Option<String> {
        self.explained_in(rule).find_map(|explained| explained.of(words))
    }

    /// The term itself, as characters of the words, and what it means.
    pub(crate) fn explained_term<'s>(&'s self, rule: &Rule, words: &str) -> Option<(Range<usize>, &'s str)> {
        self.explained_in(rule).find_map(|explained| explained.place(words))
    }

    fn explained_in<'s>(&'s self, rule: &Rule) -> impl Iterator<Item = &'s Explained> {
        let names = self.explains.get(rule.id()).into_iter().flatten();
        names.filter_map(move |name| self.explained.get(name))
    }

    /// The clauses that `clauses.yaml` files list, and the documents they stand in, by id.
    pub fn clauses(&self) -> impl Iterator<Item = (&str, &ClauseFile)> {
        self.clauses.known.iter().map(|(id, clause)| (id.as_str(), clause))
    }

    /// The set under the name of the profile that chose its rules.
    #[must_use]
    pub fn of_profile(mut self, name: Option<String>) -> Self {
        self.profile = name;
        self
    }

    /// The profile that chose its rules.
    #[must_use]
    pub fn profile(&self) -> Option<&str> {
        self.profile.as_deref()
    }

    /// The set under which a profile chooses the rules for scripts: all but those for which `keep` holds leave them alone.
    #[must_use]
    pub fn of_script_profile(mut self, name: &str, keep: impl Fn(&Rule) -> bool) -> Self {
        let leave = |rule: &Rule| !keep(rule);
        for rule in self.rules.iter_mut().filter(|rule| leave(rule)) {
            let channels = rule.file.when.channel.get_or_insert_with(|| Channel::ALL.to_vec());
            channels.retain(|channel| *channel != Channel::Script);
        }
        self.script_profile = Some(name.to_owned());
        self
    }

    /// The profile that chose the rules for scripts, where none was named for everything.
    #[must_use]
    pub fn script_profile(&self) -> Option<&str> {
        self.script_profile.as_deref()
    }

    /// Changes a rule's severity, points, cap and what it voids; `false` if there is no such rule.
    pub(crate) fn adjust(
        &mut self,
        id: &str,
        severity: Option<Severity>,
        points: Option<f64>,
        cap: Option<f64>,
        fatal: Option<FatalReach>,
    ) -> bool {
        let Some(rule) = self.rules.iter_mut().find(|r| r.id() == id) else { return false };
        rule.file.severity = severity.unwrap_or(rule.file.severity);
        rule.file.points = points.or(rule.file.points);
        rule.file.cap = cap.or(rule.file.cap);
        rule.file.fatal = fatal.or(rule.file.fatal);
        true
    }

    /// Switches a rule on; `false` if there is no such rule.
    pub(crate) fn enable(&mut self, id: &str) -> bool {
        let Some(rule) = self.rules.iter_mut().find(|r| r.id() == id) else { return false };
        rule.file.enabled = true;
        true
    }

    /// A hash of everything that can change a result, as 16 hexadecimal digits.
    #[must_use]
    pub fn hash(&self) -> String {
        let mut hash = Fnv::default();
        for rule in &self.rules {
            hash.write(&format!("{:x}", rule.hash));
            let file = &rule.file;
            hash.write(&format!("{:?} {:?} {:?} {:?}", file.severity, file.points, file.cap, file.fatal));
            hash.write(&format!("{:?}", file.when.channel));
            let widened = file.learned.as_ref().and_then(|l| self.models.get(&l.model.value));
            hash.write(widened.map_or("", |model| model.hash()));
        }
        hash.write(&self.vocabulary);
        format!("{:016x}", hash.0)
    }

    pub(crate) fn condition(&self, situation: &str) -> Option<&ConditionFile> {
        self.situations.get(situation).map(|s| &s.file.holds)
    }
}

/// FNV-1a, 64 bits: small and stable over versions and machines, which `std`'s hasher is not.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fnv(pub(crate) u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Fnv {
    /// Adds a text and its end.
    pub(crate) fn write(&mut self, text: &str) {
        self.add(text.as_bytes());
        self.add(&[0xff]);
    }

    /// Adds bytes.
    pub(crate) fn add(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}

/// The lexicons with explained terms that rules forbid.
fn explains(set: &RuleSet) -> BTreeMap<String, Vec<String>> {
    let of_rule = |rule: &Rule| {
        let CheckFile::Forbid(forbid) = &rule.file.check else { return None };
        let names = forbid.any.iter().filter_map(|p| p.strip_prefix('<')?.strip_suffix('>'));
        let names: Vec<String> = names.filter(|name| set.explained.contains_key(*name)).map(str::to_owned).collect();
        (!names.is_empty()).then(|| (rule.id().to_owned(), names))
    };
    set.rules.iter().filter_map(of_rule).collect()
}

/// A hash of everything that rules refer to.
fn vocabulary(set: &RuleSet) -> String {
    let mut hash = Fnv::default();
    for (name, entries) in set.lexicons.iter() {
        hash.write(name);
        for entry in entries {
            hash.write(entry);
        }
    }
    for situation in set.situations.values() {
        hash.write(&situation.source.text);
    }
    format!("{:016x}", hash.0)
}

/// A segmenter that knows the words of the lexicon `words`, where there is one.
fn segmenter(lexicons: &Lexicons) -> Segmenter {
    let entries = lexicons.get("words").unwrap_or_default();
    let phrases = entries.iter().filter_map(|e| Pattern::parse(e, lexicons).ok()?.phrases);
    Segmenter::new(phrases.flatten().collect())
}

/// A model; where it is wrong the error stands on the line that is.
fn model(source: &Arc<SourceFile>, errors: &mut Vec<RuleError>) -> Option<Model> {
    match Model::parse(&source.text) {
        Ok(model) => Some(model),
        Err(error) => {
            let start = source.text.split_inclusive('\n').take(error.line() - 1).map(str::len).sum();
            let line = source.text.get(start..).unwrap_or_default().lines().next().unwrap_or_default();
            let at = start..start + line.len();
            errors.push(RuleError { file: Arc::clone(source), at, kind: RuleErrorKind::Model(error) });
            None
        }
    }
}

pub(super) fn parse<T: DeserializeOwned>(source: &Arc<SourceFile>, errors: &mut Vec<RuleError>) -> Option<T> {
    match serde_saphyr::from_str(&source.text) {
        Ok(file) => Some(file),
        Err(error) => {
            errors.push(RuleError::from((source, &error)));
            None
        }
    }
}

fn check_id(source: &Arc<SourceFile>, id: &super::located::Located<String>, path: &str, errors: &mut Vec<RuleError>) {
    if id.value != path {
        errors.push(RuleError {
            file: Arc::clone(source),
            at: id.at.clone(),
            kind: RuleErrorKind::IdIsNotPath { id: id.value.clone(), path: path.to_owned() },
        });
    }
}

fn add_lexicon(lexicons: &mut LexiconFiles, file: LexiconFile, source: Arc<SourceFile>) {
    let files = lexicons.entry(file.id.value.clone()).or_default();
    if !file.extend {
        files.clear();
    }
    files.push((file, source));
}
