//! Rules for a run: the built-in pack, the user's folders on top, then the selection.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use huashu::rule::builtin;
use huashu::rule::error::SourceFile;
use huashu::rule::set::{DEFAULT_DIMENSIONS, Layer, Rule, RuleSet};

use super::errors::CliError;

/// Which rules run.
#[derive(Debug, Clone, Default, Args)]
pub(super) struct RuleArgs {
    /// 追加规则目录：同编号覆盖内置规则，可多次给出
    #[arg(long, value_name = "DIR")]
    pub(super) rules: Vec<PathBuf>,
    /// 不用内置规则（内置词表仍可引用）
    #[arg(long)]
    pub(super) no_builtin: bool,
    /// 只运行这些规则：编号、族（tone）或标签，逗号分隔
    #[arg(long, value_name = "ID|FAMILY|TAG", value_delimiter = ',')]
    pub(super) select: Vec<String>,
    /// 不运行这些规则
    #[arg(long, value_name = "ID|FAMILY|TAG", value_delimiter = ',')]
    pub(super) ignore: Vec<String>,
}

impl RuleArgs {
    /// All rules, whether selected or not.
    pub(super) fn load_all(&self) -> Result<RuleSet, CliError> {
        let mut layers = vec![if self.no_builtin { builtin::vocabulary() } else { builtin::all() }];
        for dir in &self.rules {
            layers.push(read_layer(dir)?);
        }
        let dimensions: Vec<String> = DEFAULT_DIMENSIONS.iter().map(ToString::to_string).collect();
        RuleSet::load(layers, &dimensions).map_err(CliError::Rules)
    }

    /// The selected rules.
    pub(super) fn load(&self) -> Result<RuleSet, CliError> {
        let set = self.load_all()?;
        for selector in self.select.iter().chain(&self.ignore) {
            if !set.rules().iter().any(|r| r.is_named(selector)) {
                return Err(CliError::UnknownSelector(selector.clone()));
            }
        }
        let named = |list: &[String], rule: &Rule| list.iter().any(|s| rule.is_named(s));
        let set = set.filtered(|rule| {
            let selected = match self.select.is_empty() {
                true => rule.file.enabled,
                false => named(&self.select, rule) && (rule.file.enabled || self.select.iter().any(|s| s == rule.id())),
            };
            selected && !named(&self.ignore, rule)
        });
        if set.rules().is_empty() {
            return Err(CliError::NoRules);
        }
        Ok(set)
    }
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
            if !path.extension().is_some_and(|e| e == "yaml" || e == "yml") {
                continue;
            }
            let text = fs::read_to_string(&path).map_err(|e| CliError::Unreadable(path.clone(), e))?;
            let id = path.strip_prefix(dir).unwrap_or(&path).with_extension("");
            layer.files.push(SourceFile {
                name: path.display().to_string(),
                path_id: id.to_string_lossy().replace('\\', "/"),
                text,
            });
        }
    }
    Ok(layer)
}
