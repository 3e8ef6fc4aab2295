//! `huashu schema`: JSON schemas of what is read and written.

use clap::{Args, ValueEnum};
use huashu::schema;

use super::errors::CliError;
use super::{Exit, output};

/// Arguments of `schema`.
#[derive(Debug, Args)]
pub(super) struct SchemaArgs {
    /// 哪一种文件 ¦ Of what
    #[arg(value_enum)]
    of: SchemaArg,
}

/// What there is a schema of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum SchemaArg {
    /// 规则文件 ¦ A rule file
    Rule,
    /// huashu.yaml
    Config,
    /// 会话 ¦ A conversation
    Transcript,
    /// JSON 报告 ¦ The JSON report
    Report,
    /// 单句自查的 JSON 结果 ¦ The JSON report on a draft
    Draft,
    /// 基线 ¦ A baseline
    Baseline,
    /// 豁免 ¦ Waivers
    Waivers,
    /// 复核文件（YAML） ¦ A review file (YAML)
    ReviewFile,
    /// 复核的结果 ¦ What a review comes to
    Review,
}

/// Runs it.
pub(super) fn run(args: &SchemaArgs) -> Result<Exit, CliError> {
    let text = match args.of {
        SchemaArg::Rule => schema::rule(),
        SchemaArg::Config => schema::config(),
        SchemaArg::Transcript => schema::transcript(),
        SchemaArg::Report => schema::report(),
        SchemaArg::Draft => schema::draft(),
        SchemaArg::Baseline => schema::baseline(),
        SchemaArg::Waivers => schema::waivers(),
        SchemaArg::ReviewFile => schema::review_file(),
        SchemaArg::Review => schema::review(),
    };
    output::print(&text)?;
    Ok(Exit::Passed)
}
