//! Errors of the command line, and how they are shown: what is wrong, where, what to do.

use std::io;
use std::path::PathBuf;

use huashu::lang::Lang;
use huashu::learned::{ExampleError, TrainError};
use huashu::read::ReadError;
use huashu::report::mistake;
use huashu::rule::error::{RuleError, suggestion};

use super::output::say;

/// Why a command could not do its work.
#[derive(Debug)]
pub(super) enum CliError {
    /// Rule files or project files with errors.
    Files(Vec<RuleError>),
    /// Words that name no rule, and those that exist.
    UnknownRules {
        /// As given.
        given: Vec<String>,
        /// Ids and families.
        known: Vec<String>,
    },
    /// A name that names no profile, and those that exist.
    UnknownProfile {
        /// As given.
        given: String,
        /// Their names.
        known: Vec<String>,
    },
    /// Nothing left to run.
    NoRules,
    /// No conversation in the input.
    NoConversations,
    /// The input has no conversation of that id.
    UnknownConversation {
        /// As given.
        given: String,
        /// The ids it has.
        known: Vec<String>,
    },
    /// A reviewer of whom there is no verdict, and those there are.
    UnknownReviewer {
        /// As given.
        given: String,
        /// Their names.
        known: Vec<String>,
    },
    /// Fewer units are to be drawn than there are strata.
    TooManyStrata {
        /// Strata there are.
        strata: usize,
        /// Units to draw.
        size: usize,
    },
    /// A file of waivers that lines can't be added to.
    WaiversLayout(PathBuf),
    /// A file or folder that can't be read.
    Unreadable(PathBuf, io::Error),
    /// A conversation that can't be read.
    Unread(PathBuf, ReadError),
    /// A baseline that can't be read, and why.
    Baseline(PathBuf, String),
    /// A line of labelled examples that is none: the file, the line from 1, why.
    Example(PathBuf, usize, ExampleError),
    /// Nothing can be learned from the examples.
    Learning(TrainError),
    /// A file that is there already.
    Exists(PathBuf),
    /// A value of an argument that makes no sense.
    BadArgument {
        /// The argument.
        name: &'static str,
        /// Its value.
        value: String,
        /// What is possible: Chinese, English.
        expected: (&'static str, &'static str),
    },
    /// Standard input could not be read.
    Input(io::Error),
    /// The report could not be written.
    Output(io::Error),
    /// A report file could not be written.
    OutputFile(PathBuf, io::Error),
}

impl CliError {
    /// Says it on stderr.
    pub(super) fn report(&self, lang: Lang) {
        if let Self::Files(errors) = self {
            for error in errors {
                say(&mistake::draw(error, lang));
            }
            say(&match lang {
                Lang::Zh => format!("{} 处错误，没有开始检查。", errors.len()),
                Lang::En => format!("{} errors; nothing was judged.", errors.len()),
            });
            return;
        }
        say(&format!("{}{}", lang.pick("错误：", "error: "), self.message(lang)));
        if let Some(help) = self.help(lang) {
            say(&format!("{}{help}", lang.pick("  怎么办：", "  help: ")));
        }
    }

    fn message(&self, lang: Lang) -> String {
        let zh = lang == Lang::Zh;
        match self {
            Self::Files(errors) => errors.iter().map(|e| e.message(lang)).collect::<Vec<_>>().join("\n"),
            Self::UnknownRules { given, .. } if zh => format!("没有叫 `{}` 的规则、规则族或标签", given.join("`、`")),
            Self::UnknownRules { given, .. } => format!("no rule, family or tag is called `{}`", given.join("`, `")),
            Self::UnknownProfile { given, .. } if zh => format!("没有叫 `{given}` 的方案"),
            Self::UnknownProfile { given, .. } => format!("no profile is called `{given}`"),
            Self::NoRules => lang.pick("没有要运行的规则", "there is no rule to run").into(),
            Self::NoConversations => lang.pick("输入里没有一个会话", "there is no conversation in the input").into(),
            Self::UnknownConversation { given, .. } if zh => format!("没有编号为 `{given}` 的会话"),
            Self::UnknownConversation { given, .. } => format!("no conversation has the id `{given}`"),
            Self::UnknownReviewer { given, .. } if zh => format!("没有叫 `{given}` 的复核人"),
            Self::UnknownReviewer { given, .. } => format!("no reviewer is called `{given}`"),
            Self::TooManyStrata { strata, size } if zh => {
                format!("这样分有 {strata} 层，只抽 {size} 个，有的层一个也抽不到")
            }
            Self::TooManyStrata { strata, size } => {
                format!("there are {strata} strata and {size} to draw: some would be left out")
            }
            Self::WaiversLayout(path) if zh => format!("没法往 {} 里添加豁免，文件没有改动", path.display()),
            Self::WaiversLayout(path) => format!("no waivers can be added to {}; it was left as it is", path.display()),
            Self::Unreadable(path, error) if zh => format!("读不了 {}：{error}", path.display()),
            Self::Unreadable(path, error) => format!("can't read {}: {error}", path.display()),
            Self::Unread(path, error) => format!("{}{}{}", path.display(), lang.pick("：", ": "), error.message(lang)),
            Self::Baseline(path, reason) if zh => format!("{} 不是基线文件：{reason}", path.display()),
            Self::Baseline(path, reason) => format!("{} is no baseline: {reason}", path.display()),
            Self::Example(path, line, error) => {
                format!("{}:{line}{}{}", path.display(), lang.pick("：", ": "), error.message(lang))
            }
            Self::Learning(error) => error.message(lang),
            Self::Exists(path) if zh => format!("{} 已经存在", path.display()),
            Self::Exists(path) => format!("{} exists already", path.display()),
            Self::BadArgument { name, value, .. } if zh => format!("{name} 不能是 `{value}`"),
            Self::BadArgument { name, value, .. } => format!("{name} can't be `{value}`"),
            Self::Input(error) if zh => format!("标准输入读不了：{error}"),
            Self::Input(error) => format!("standard input can't be read: {error}"),
            Self::Output(error) if zh => format!("报告写不出去：{error}"),
            Self::Output(error) => format!("the report can't be written: {error}"),
            Self::OutputFile(path, error) if zh => format!("写不了 {}：{error}", path.display()),
            Self::OutputFile(path, error) => format!("can't write {}: {error}", path.display()),
        }
    }

    fn help(&self, lang: Lang) -> Option<String> {
        Some(match self {
            Self::UnknownRules { given, known } => {
                let first = given.first().map(String::as_str).unwrap_or_default();
                suggestion(first, known.iter().map(String::as_str), lang)
            }
            Self::UnknownConversation { given, known }
            | Self::UnknownProfile { given, known }
            | Self::UnknownReviewer { given, known } => suggestion(given, known.iter().map(String::as_str), lang),
            Self::TooManyStrata { strata, .. } => match lang {
                Lang::Zh => format!("用 --size {strata} 或更大，或少分几层（--by、--select）"),
                Lang::En => format!("--size {strata} or more, or fewer strata (--by, --select)"),
            },
            Self::WaiversLayout(_) => lang
                .pick(
                    "把 waivers 写成一行一个“- ”开头的列表",
                    "write waivers as a list with a line that begins with `- ` for each",
                )
                .into(),
            Self::NoRules => lang
                .pick(
                    "检查 --select、--ignore 与 --no-builtin；`huashu rules` 列出全部规则",
                    "look at --select, --ignore and --no-builtin; `huashu rules` lists all rules",
                )
                .into(),
            Self::NoConversations => lang
                .pick(
                    "给出会话文件、目录，或用 - 从标准输入读；--input-format 指定格式",
                    "name files or folders, or - for standard input; --input-format sets the format",
                )
                .into(),
            Self::Unread(_, error) => return error.help(lang),
            Self::Baseline(..) => lang.pick("用 --write-baseline 重新写一份", "write one with --write-baseline").into(),
            Self::Exists(_) => lang.pick("加 --force 覆盖它", "--force overwrites it").into(),
            Self::BadArgument { expected, .. } => lang.pick(expected.0, expected.1).into(),
            Self::Unreadable(..)
            | Self::Example(..)
            | Self::Learning(_)
            | Self::Files(_)
            | Self::Input(_)
            | Self::Output(_)
            | Self::OutputFile(..) => {
                return None;
            }
        })
    }
}
