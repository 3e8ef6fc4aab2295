//! What a run works with: the project, then the rules — the built-in pack, the user's folders on top, the selection.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use huashu::config::{self, ConfigFile, Selection};
use huashu::lang::Lang;
use huashu::linter::Linter;
use huashu::report::Context;
use huashu::rule::builtin;
use huashu::rule::error::SourceFile;
use huashu::rule::set::{Layer, RuleSet};
use huashu::score::ScoreModel;

use super::GlobalArgs;
use super::errors::CliError;
use super::prepared::Cache;
use super::project::{self, Project};

/// Which rules run.
#[derive(Debug, Clone, Default, Args)]
pub(super) struct RuleArgs {
    /// 追加规则目录：同编号覆盖，其余追加，可多次给出 ¦ A folder of rules on top: same ids override; repeatable
    #[arg(long, value_name = "DIR")]
    pub(super) rules: Vec<PathBuf>,
    /// 不用内置规则（内置词表与情形仍可引用） ¦ Leave the built-in rules out; their lexicons stay
    #[arg(long)]
    pub(super) no_builtin: bool,
    /// 不用由样例学得的部分，只用写明的规则 ¦ Leave out what was learned from examples
    #[arg(long)]
    pub(super) no_learned: bool,
    /// 只运行这些规则：编号、族（tone）或标签，逗号分隔 ¦ Only these rules: ids, families, tags, with commas
    #[arg(long, value_name = "ID|FAMILY|TAG", value_delimiter = ',')]
    pub(super) select: Vec<String>,
    /// 不运行这些规则 ¦ Not these rules
    #[arg(long, value_name = "ID|FAMILY|TAG", value_delimiter = ',')]
    pub(super) ignore: Vec<String>,
    /// 方案：按渠道与场景预设的规则与评分，huashu profiles 列出全部 ¦ Profile: rules and scores for a channel and scene; `huashu profiles` lists them
    #[arg(long, value_name = "NAME")]
    pub(super) profile: Option<String>,
    /// 项目文件；缺省从当前目录向上找 huashu.yaml ¦ Project file; by default huashu.yaml, looked for upward
    #[arg(long, value_name = "FILE")]
    pub(super) config: Option<PathBuf>,
}

/// The project file and everything made from it.
#[derive(Debug)]
pub(super) struct Setup {
    /// The project file; the defaults where there is none.
    pub(super) config: ConfigFile,
    /// The selected rules.
    pub(super) set: RuleSet,
    /// Which rules are selected.
    pub(super) selection: Selection,
    /// Which rules judge scripts, where no profile is named.
    scripts: Option<Selection>,
    /// How scores are made.
    pub(super) model: ScoreModel,
    /// The language of texts for people.
    pub(super) lang: Lang,
    /// Ids of all rules, selected or not.
    pub(super) ids: Vec<String>,
}

impl Setup {
    /// What reports need to know, without the rules that passed.
    pub(super) fn context(&self) -> Context<'_> {
        Context { set: &self.set, model: &self.model, lang: self.lang, outcomes: false }
    }

    /// With only those rules left to scripts that the profile for them has, where no profile is named.
    pub(super) fn of_script_profile(mut self) -> Self {
        if let Some(scripts) = &self.scripts {
            self.set = self.set.of_script_profile(config::SCRIPTS, |rule| scripts.includes(rule));
        }
        self
    }
}

/// What a rule set is made from.
struct Sources {
    project: Project,
    config: ConfigFile,
    model: ScoreModel,
    dimensions: Vec<String>,
    /// Whether learned checks are used.
    learned: bool,
}

impl RuleArgs {
    /// The selected rules.
    pub(super) fn load(&self, global: &GlobalArgs) -> Result<Setup, CliError> {
        self.selected(self.load_all(global)?)
    }

    /// The selected rules, compiled; from what an earlier run has kept, if it has. The set is then good for reports only.
    pub(super) fn load_compiled(&self, global: &GlobalArgs) -> Result<(Setup, Linter), CliError> {
        let sources = self.sources()?;
        let (builtin, layers) = self.layers(&sources.config)?;
        let cache = Cache::of([builtin, sources.learned], &layers, &sources.dimensions);
        let sources = match cache.as_ref().and_then(Cache::set) {
            None => sources,
            Some(set) => {
                let setup = self.selected(all(sources, set, global)?)?;
                if let Some(linter) = cache.as_ref().and_then(|cache| cache.linter(&setup.set)) {
                    return Ok((setup, linter));
                }
                self.sources()?
            }
        };
        let set = read_rules(builtin, layers, &sources)?;
        let kept = cache.is_some().then(|| set.kept());
        let setup = self.selected(all(sources, set, global)?)?;
        let linter = Linter::new(&setup.set);
        if let Some((cache, kept)) = cache.zip(kept) {
            cache.keep(&kept, &setup.set, &linter);
        }
        Ok((setup, linter))
    }

    /// All rules, whether selected or not; `selection` is what profile and project files select.
    pub(super) fn load_all(&self, global: &GlobalArgs) -> Result<Setup, CliError> {
        let sources = self.sources()?;
        let (builtin, layers) = self.layers(&sources.config)?;
        let set = read_rules(builtin, layers, &sources)?;
        all(sources, set, global)
    }

    fn sources(&self) -> Result<Sources, CliError> {
        let project = Project::read(self.config.as_deref(), self.profile.as_deref(), &self.rules)?;
        let config = project.merged();
        let model = config.score_model();
        let dimensions = model.dimensions.iter().map(|(name, _)| name.clone()).collect();
        let learned = !self.no_learned && config.learned != Some(false);
        Ok(Sources { project, config, model, dimensions, learned })
    }

    /// Whether the built-in rules are used, and the user's rules.
    fn layers(&self, config: &ConfigFile) -> Result<(bool, Vec<Layer>), CliError> {
        let builtin = !self.no_builtin && config.builtin.unwrap_or(true);
        let folders = config.rules.iter().map(PathBuf::from).chain(self.rules.iter().cloned());
        let layers = folders.map(|folder| read_layer(&folder)).collect::<Result<_, _>>()?;
        Ok((builtin, layers))
    }

    /// With only those rules that the command line selects as well.
    fn selected(&self, mut setup: Setup) -> Result<Setup, CliError> {
        setup.selection.push(&self.select, &[], &self.ignore, false);
        let unknown = setup.selection.unknown(&setup.set);
        if !unknown.is_empty() {
            return Err(unknown_rules(unknown, &setup.set));
        }
        let selection = &setup.selection;
        setup.set = setup.set.filtered(|rule| selection.includes(rule));
        if setup.set.rules().is_empty() {
            return Err(CliError::NoRules);
        }
        if let Some(scripts) = &mut setup.scripts {
            scripts.push(&self.select, &[], &self.ignore, true);
        }
        Ok(setup.of_script_profile())
    }
}

fn read_rules(builtin: bool, layers: Vec<Layer>, sources: &Sources) -> Result<RuleSet, CliError> {
    let first = if builtin { builtin::all() } else { builtin::vocabulary() };
    let load = if sources.learned { RuleSet::load } else { RuleSet::load_unlearned };
    load([vec![first], layers].concat(), &sources.dimensions).map_err(CliError::Files)
}

/// All rules, as profile and project files have them.
fn all(sources: Sources, mut set: RuleSet, global: &GlobalArgs) -> Result<Setup, CliError> {
    let Sources { project, config, model, .. } = sources;
    let lang = global.lang.map(Lang::from).or(config.lang).unwrap_or_default();
    let mut selection = Selection::default();
    let mut scripts = Selection::default();
    for layer in &project.scripts {
        push(&mut scripts, layer);
    }
    for layer in &project.layers {
        let file = &layer.file;
        match file.adjust(&mut set) {
            Err(ids) if !layer.builtin => return Err(unknown_rules(ids, &set)),
            _ => {}
        }
        push(&mut selection, layer);
        push(&mut scripts, layer);
    }
    let scripts = (!project.scripts.is_empty()).then_some(scripts);
    let set = set.of_profile(project.profile);
    let ids = set.rules().iter().map(|r| r.id().to_owned()).collect();
    Ok(Setup { config, set, selection, scripts, model, lang, ids })
}

/// Adds what a file says of rules.
fn push(selection: &mut Selection, layer: &project::Layer) {
    let file = &layer.file;
    let enable: Vec<String> = file.enable.iter().map(|id| id.value.clone()).collect();
    selection.push(&file.select, &enable, &file.ignore, layer.builtin);
}

/// Words that name no rule, with what they could have been.
pub(super) fn unknown_rules(given: Vec<String>, set: &RuleSet) -> CliError {
    let mut known: Vec<String> = set.rules().iter().flat_map(|r| [r.id().to_owned(), r.family().to_owned()]).collect();
    known.sort_unstable();
    known.dedup();
    CliError::UnknownRules { given, known }
}

/// The rule files below a folder.
fn read_layer(dir: &Path) -> Result<Layer, CliError> {
    let mut layer = Layer::default();
    let mut folders = vec![dir.to_path_buf()];
    while let Some(folder) = folders.pop() {
        let unreadable = |e| CliError::Unreadable(folder.clone(), e);
        for entry in fs::read_dir(&folder).map_err(unreadable)? {
            let path = entry.map_err(unreadable)?.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let is = |names: &[&str]| path.extension().is_some_and(|e| names.iter().any(|n| e == *n));
            if !is(&["yaml", "yml", builtin::MODEL]) {
                continue;
            }
            let id = path.strip_prefix(dir).unwrap_or(&path).with_extension("");
            let path_id = id.to_string_lossy().replace('\\', "/");
            // Profiles are project files, not rules.
            if path_id.split('/').next() == Some(builtin::PROFILES) {
                continue;
            }
            let text = fs::read_to_string(&path).map_err(|e| CliError::Unreadable(path.clone(), e))?;
            layer.files.push(SourceFile { name: shown(&path), path_id, text, checked: false });
        }
    }
    Ok(layer)
}

/// A path as shown to people, with forward slashes.
pub(super) fn shown(path: &Path) -> String {
    path.display().to_string().replace('\\', "/")
}
