//! `huashu profiles`: the profiles that `--profile` and `profile:` can name, and what each stands for.

use std::path::PathBuf;

use clap::Args;
use huashu::config::ConfigFile;
use huashu::lang::Lang;
use serde::Serialize;

use super::errors::CliError;
use super::project::{self, Project};
use super::rules::{ListFormatArg, columns, json};
use super::setup::RuleArgs;
use super::{Exit, GlobalArgs, output};

/// Arguments of `profiles`.
#[derive(Debug, Args)]
pub(super) struct ProfilesArgs {
    /// 追加规则目录，其中 profiles/ 下的方案也列出 ¦ A folder of rules on top; profiles below its profiles/ are listed, too
    #[arg(long, value_name = "DIR")]
    rules: Vec<PathBuf>,
    /// 项目文件；缺省从当前目录向上找 huashu.yaml ¦ Project file; by default huashu.yaml, looked for upward
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// 输出格式 ¦ Format
    #[arg(long, value_enum, default_value = "human")]
    format: ListFormatArg,
}

/// What a profile is, for programs.
#[derive(Debug, Serialize)]
struct ProfileLine {
    name: String,
    about: String,
    channel: Option<&'static str>,
    scene: Option<&'static str>,
    direction: Option<&'static str>,
    /// Rules that run.
    rules: usize,
    source: String,
}

/// Runs it.
pub(super) fn run(args: &ProfilesArgs, global: &GlobalArgs) -> Result<Exit, CliError> {
    let project = Project::read(args.config.as_deref(), None, &args.rules)?.merged();
    let lang = global.lang.map(Lang::from).or(project.lang).unwrap_or_default();
    let folders: Vec<PathBuf> = project.rules.iter().map(PathBuf::from).chain(args.rules.iter().cloned()).collect();
    let mut lines = Vec::new();
    for found in project::available(&folders)? {
        let name = found.source.path_id.clone();
        let about = ConfigFile::parse(found.source.clone()).map_err(|e| CliError::Files(vec![e]))?.about;
        let rules = RuleArgs {
            rules: args.rules.clone(),
            config: args.config.clone(),
            profile: Some(name.clone()),
            ..RuleArgs::default()
        };
        let setup = rules.load(global)?;
        let defaults = setup.config.defaults;
        lines.push(ProfileLine {
            name,
            about: about.unwrap_or_default().text(lang).to_owned(),
            channel: defaults.channel.map(huashu::transcript::Channel::as_str),
            scene: defaults.scene.map(huashu::transcript::Scene::as_str),
            direction: defaults.direction.map(huashu::transcript::Direction::as_str),
            rules: setup.set.rules().len(),
            source: found.source.name,
        });
    }
    output::print(&match args.format {
        ListFormatArg::Human => table(&lines, lang),
        ListFormatArg::Json => json(&lines),
    })?;
    Ok(Exit::Passed)
}

fn table(lines: &[ProfileLine], lang: Lang) -> String {
    let head = lang.pick(
        ["方案", "渠道", "场景", "方向", "规则", "用途"],
        ["profile", "channel", "scene", "direction", "rules", "for"],
    );
    let rows = lines.iter().map(|line| {
        let assumed = |word: Option<&str>| word.unwrap_or("-").to_owned();
        [
            line.name.clone(),
            assumed(line.channel),
            assumed(line.scene),
            assumed(line.direction),
            line.rules.to_string(),
            line.about.clone(),
        ]
    });
    let mut out = columns(std::iter::once(head.map(str::to_owned)).chain(rows));
    out += lang.pick(
        "\n渠道、场景、方向是会话自己没有写明时的假定；`huashu rules --profile 方案` 列出运行的规则。\n",
        "\nChannel, scene and direction are assumed where a conversation does not say; `huashu rules --profile NAME` lists its rules.\n",
    );
    out
}
