//! What a run works with: the project, then the rules — the built-in pack, the user's folders on top, the selection.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use huashu::config::{ConfigFile, Selection};
use huashu::lang::Lang;
use huashu::report::Context;
use huashu::rule::builtin;
use huashu::rule::error::SourceFile;
use huashu::rule::set::{Layer, RuleSet};
use huashu::score::ScoreModel;

use super::GlobalArgs;
use super::errors::CliError;
use super::project::Project;

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
}

impl RuleArgs {
    /// The selected rules.
    pub(super) fn load(&self, global: &GlobalArgs) -> Result<Setup, CliError> {
        let mut setup = self.load_all(global)?;
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
        Ok(setup)
    }

    /// All rules, whether selected or not; `selection` is what profile and project files select.
    pub(super) fn load_all(&self, global: &GlobalArgs) -> Result<Setup, CliError> {
        let project = Project::read(self.config.as_deref(), self.profile.as_deref(), &self.rules)?;
        let config = project.merged();
        let lang = global.lang.map(Lang::from).or(config.lang).unwrap_or_default();
        let model = config.score_model();
        let builtin = !self.no_builtin && config.builtin.unwrap_or(true);
        let mut layers = vec![if builtin { builtin::all() } else { builtin::vocabulary() }];
        for dir in config.rules.iter().map(PathBuf::from).chain(self.rules.iter().cloned()) {
            layers.push(read_layer(&dir)?);
        }
        let dimensions: Vec<String> = model.dimensions.iter().map(|(name, _)| name.clone()).collect();
        let load = match self.no_learned || config.learned == Some(false) {
            true => RuleSet::load_unlearned,
            false => RuleSet::load,
        };
        let mut set = load(layers, &dimensions).map_err(CliError::Files)?;
        let mut selection = Selection::default();
        for layer in &project.layers {
            let file = &layer.file;
            match file.adjust(&mut set) {
                Err(ids) if !layer.builtin => return Err(unknown_rules(ids, &set)),
                _ => {}
            }
            let enable: Vec<String> = file.enable.iter().map(|id| id.value.clone()).collect();
            selection.push(&file.select, &enable, &file.ignore, layer.builtin);
        }
        let set = set.of_profile(project.profile);
        let ids = set.rules().iter().map(|r| r.id().to_owned()).collect();
        Ok(Setup { config, set, selection, model, lang, ids })
    }
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
