//! The command line: one file a command, arguments beside what they do.

mod check;
mod completions;
mod diff;
mod draft;
mod errors;
mod explain;
mod formats;
mod help;
mod init;
mod inputs;
mod interrupt;
mod learn;
mod limits;
mod output;
mod policy;
mod prepared;
mod profiles;
mod progress;
mod project;
mod reports;
mod review;
mod rules;
mod sample;
mod schema;
mod setup;
mod test;

use std::process::ExitCode;

use clap::{Args, FromArgMatches, Parser, Subcommand, ValueEnum};
use huashu::lang::Lang;

use errors::CliError;

/// 话术质检：按服务规范检查客服会话，给出有依据的评分 ¦ A script-compliance linter for customer-service transcripts
#[derive(Debug, Parser)]
#[command(name = "huashu", version, propagate_version = true, arg_required_else_help = true)]
struct Cli {
    #[command(flatten)]
    global: GlobalArgs,
    #[command(subcommand)]
    command: Command,
}

/// What every command understands.
#[derive(Debug, Clone, Default, Args)]
struct GlobalArgs {
    /// 提示与报告的语言，缺省取 huashu.yaml，再缺省为中文 ¦ Language of texts; by huashu.yaml, else Chinese
    #[arg(long, global = true, value_enum, value_name = "LANG")]
    lang: Option<LangArg>,
    /// 是否使用颜色 ¦ Whether to use colours
    #[arg(long, global = true, value_enum, value_name = "WHEN", default_value = "auto")]
    color: ColorArg,
    /// 除报告与错误外什么都不说 ¦ Say nothing but the report and errors
    #[arg(long, short, global = true)]
    quiet: bool,
}

impl GlobalArgs {
    /// The language before the project file is known.
    fn lang(&self) -> Lang {
        self.lang.map_or_else(Lang::default, Lang::from)
    }
}

#[derive(Debug, Subcommand)]
enum Command {
    /// 检查会话或话术文件，输出质检报告 ¦ Judge conversations or scripts and write a report
    Check(Box<check::CheckArgs>),
    /// 自查一句回复：问题与更好的说法 ¦ Check one reply before it is sent
    Draft(draft::DraftArgs),
    /// 由标注的样例训练模型，给规则补上写不到的说法 ¦ Train a model from labelled examples, to widen rules
    Learn(learn::LearnArgs),
    /// 用规则自带的例子检验规则 ¦ Try rules on their own examples
    Test(test::TestArgs),
    /// 解释一条规则，或它在一个会话上的结果 ¦ Explain a rule, or its outcome on a conversation
    Explain(explain::ExplainArgs),
    /// 列出规则，或按条款列出覆盖情况 ¦ List rules, or the clauses they cover
    Rules(rules::RulesArgs),
    /// 列出方案：各渠道、场景预设的规则与评分 ¦ List profiles: rules and scores for channels and scenes
    Profiles(profiles::ProfilesArgs),
    /// 换一套规则后结果有什么变化 ¦ What changes with other rules
    Diff(diff::DiffArgs),
    /// 抽出一批会话或判定，写成复核文件 ¦ Draw what reviewers look at, as a file to fill in
    Sample(Box<sample::SampleArgs>),
    /// 读回复核文件：查准率、查全率、一致性、申诉 ¦ Read what reviewers filled in: precision, recall, agreement, appeals
    Review(review::ReviewArgs),
    /// 列出能读的会话格式 ¦ List the formats that can be read
    Formats(formats::FormatsArgs),
    /// 写一份带注释的 huashu.yaml ¦ Write a commented huashu.yaml
    Init(init::InitArgs),
    /// 输出 JSON Schema ¦ Print a JSON schema
    Schema(schema::SchemaArgs),
    /// 输出命令行补全脚本 ¦ Print a completion script
    Completions(completions::CompletionsArgs),
}

/// The language of texts for people.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum LangArg {
    /// 中文
    #[default]
    Zh,
    /// English
    En,
}

impl From<LangArg> for Lang {
    fn from(lang: LangArg) -> Self {
        match lang {
            LangArg::Zh => Self::Zh,
            LangArg::En => Self::En,
        }
    }
}

/// When colours are used.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum ColorArg {
    /// 输出到终端时 ¦ On a terminal
    #[default]
    Auto,
    /// 总是 ¦ Always
    Always,
    /// 从不 ¦ Never
    Never,
}

/// What a command comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Exit {
    /// The gate passed.
    Passed,
    /// The gate failed.
    Failed,
    /// Could not judge.
    CouldNotJudge,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        match exit {
            Exit::Passed => Self::from(0),
            Exit::Failed => Self::from(1),
            Exit::CouldNotJudge => Self::from(2),
        }
    }
}

/// Runs the command that the arguments name.
pub(crate) fn run() -> ExitCode {
    let lang = help::lang_of(std::env::args_os());
    let matches = match help::matches::<Cli>(std::env::args_os(), lang) {
        Ok(matches) => matches,
        Err(error) => {
            help::print(&error, lang);
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    let cli = match Cli::from_arg_matches(&matches) {
        Ok(cli) => cli,
        Err(error) => {
            let _ = error.print();
            return ExitCode::from(2);
        }
    };
    let global = &cli.global;
    let result = match &cli.command {
        Command::Check(args) => check::run(args, global),
        Command::Draft(args) => draft::run(args, global),
        Command::Learn(args) => learn::run(args, global),
        Command::Test(args) => test::run(args, global),
        Command::Explain(args) => explain::run(args, global),
        Command::Rules(args) => rules::run(args, global),
        Command::Profiles(args) => profiles::run(args, global),
        Command::Diff(args) => diff::run(args, global),
        Command::Sample(args) => sample::run(args, global),
        Command::Review(args) => review::run(args, global),
        Command::Formats(args) => formats::run(args, global),
        Command::Init(args) => init::run(args, global),
        Command::Schema(args) => schema::run(args),
        Command::Completions(args) => completions::run(args),
    };
    match result {
        Ok(exit) => exit.into(),
        Err(CliError::Output(error)) if error.kind() == std::io::ErrorKind::BrokenPipe => Exit::Passed.into(),
        Err(error) => {
            error.report(global.lang());
            Exit::CouldNotJudge.into()
        }
    }
}
