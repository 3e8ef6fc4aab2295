//! The command line: one file a command, arguments beside what they do.

mod check;
mod errors;
mod inputs;
mod setup;

use std::process::ExitCode;

use clap::{Parser, Subcommand, ValueEnum};

use huashu::lang::Lang;

/// 话术质检：按服务规范检查客服会话，给出有依据的评分。
#[derive(Debug, Parser)]
#[command(name = "huashu", version, propagate_version = true, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// 检查会话或话术文件，输出质检报告
    Check(Box<check::CheckArgs>),
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
    let cli = Cli::parse();
    match cli.command {
        Command::Check(args) => check::run(&args).into(),
    }
}
