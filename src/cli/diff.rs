//! `huashu diff`: what changes for conversations when they are judged by other rules.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use huashu::batch;
use huashu::diff;
use huashu::linter::Linter;
use huashu::report;

use super::errors::CliError;
use super::inputs::InputArgs;
use super::output::{self, say};
use super::setup::{RuleArgs, Setup};
use super::{Exit, GlobalArgs};

/// Stands for the built-in rules alone.
const BUILTIN: &str = "builtin";

/// Arguments of `diff`.
#[derive(Debug, Args)]
pub(super) struct DiffArgs {
    /// 原来的规则目录；builtin 表示只用内置规则 ¦ The rules before: a folder; `builtin` is the built-in ones alone
    #[arg(value_name = "RULES_A")]
    before: String,
    /// 新的规则目录；builtin 表示只用内置规则 ¦ The rules after: a folder; `builtin` is the built-in ones alone
    #[arg(value_name = "RULES_B")]
    after: String,
    #[command(flatten)]
    inputs: InputArgs,
    /// 输出格式 ¦ Format
    #[arg(long, value_enum, default_value = "human")]
    format: DiffFormatArg,
    #[command(flatten)]
    rules: RuleArgs,
}

/// Formats of what changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum DiffFormatArg {
    /// 供人阅读 ¦ For people
    Human,
    /// JSON
    Json,
}

/// Runs it.
pub(super) fn run(args: &DiffArgs, global: &GlobalArgs) -> Result<Exit, CliError> {
    let (before, mut first) = args.load(&args.before, global)?;
    let (after, mut second) = args.load(&args.after, global)?;
    let mut inputs = args.inputs.find(&after.config);
    if first.needs_cases() || second.needs_cases() {
        inputs.keep_stdin().map_err(CliError::Input)?;
        let cases = batch::gather(|| inputs.records(), 0).cases;
        first.link(cases.clone());
        second.link(cases);
    }
    let lang = after.lang;
    let (diff, skipped) = diff::compare(inputs.records(), (&first, &before.context()), (&second, &after.context()));
    for record in &skipped {
        say(&format!("{}{}{}", record.source, lang.pick("：", ": "), record.reason.message(lang)));
    }
    if diff.conversations == 0 && skipped.is_empty() {
        return Err(CliError::NoConversations);
    }
    output::print(&match args.format {
        DiffFormatArg::Human => report::diff::text(&diff, lang),
        DiffFormatArg::Json => report::diff::json(&diff),
    })?;
    Ok(match (skipped.is_empty(), diff.is_empty()) {
        (false, _) => Exit::CouldNotJudge,
        (true, true) => Exit::Passed,
        (true, false) => Exit::Failed,
    })
}

impl DiffArgs {
    fn load(&self, rules: &str, global: &GlobalArgs) -> Result<(Setup, Linter), CliError> {
        let mut args = self.rules.clone();
        if rules != BUILTIN {
            args.rules.push(PathBuf::from(rules));
        }
        args.load_compiled(global)
    }
}
