//! `huashu formats`: what can be read.

use clap::{Args, ValueEnum};
use huashu::lang::Lang;
use huashu::read::Format;
use serde::Serialize;
use unicode_width::UnicodeWidthStr;

use super::errors::CliError;
use super::{Exit, GlobalArgs, output};

/// Arguments of `formats`.
#[derive(Debug, Args)]
pub(super) struct FormatsArgs {
    /// 只看一种：长相、角色、时间 ¦ One of them: what it looks like, roles, clocks
    #[arg(value_name = "FORMAT", value_parser = super::inputs::format)]
    name: Option<Format>,
    /// 输出格式 ¦ Format
    #[arg(long, value_enum, default_value = "human")]
    format: ListFormatArg,
}

/// Formats of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ListFormatArg {
    /// 供人阅读 ¦ For people
    Human,
    /// JSON
    Json,
}

/// What a format is, for programs.
#[derive(Debug, Serialize)]
struct FormatLine {
    name: &'static str,
    extensions: &'static [&'static str],
    title: &'static str,
    layout: &'static str,
    roles: &'static str,
    clocks: &'static str,
}

/// Runs it.
pub(super) fn run(args: &FormatsArgs, global: &GlobalArgs) -> Result<Exit, CliError> {
    let lang = global.lang();
    let formats: Vec<Format> = args.name.map_or_else(|| Format::ALL.to_vec(), |format| vec![format]);
    let lines = formats.into_iter().map(|format| line(format, lang));
    let text = match (args.format, args.name) {
        (ListFormatArg::Json, _) => serde_json::to_string_pretty(&lines.collect::<Vec<_>>()).unwrap_or_default() + "\n",
        (ListFormatArg::Human, Some(_)) => lines.map(|line| details(&line, lang)).collect(),
        (ListFormatArg::Human, None) => lines.map(|line| row(&line)).collect(),
    };
    output::print(&text)?;
    Ok(Exit::Passed)
}

fn line(format: Format, lang: Lang) -> FormatLine {
    let about = format.about();
    let words = |words: huashu::read::Words| lang.pick(words.0, words.1);
    FormatLine {
        name: about.name,
        extensions: about.extensions,
        title: words(about.title),
        layout: about.layout,
        roles: words(about.roles),
        clocks: words(about.clocks),
    }
}

fn row(line: &FormatLine) -> String {
    let extensions = line.extensions.join(" ");
    let pad = |text: &str, width: usize| " ".repeat(width.saturating_sub(text.width()));
    format!("{}{} {extensions}{} {}\n", line.name, pad(line.name, 14), pad(&extensions, 12), line.title)
}

fn details(line: &FormatLine, lang: Lang) -> String {
    let parts = [
        (lang.pick("长相", "looks like"), line.layout),
        (lang.pick("角色", "roles"), line.roles),
        (lang.pick("时间", "clocks"), line.clocks),
    ];
    let colon = lang.pick("：", ": ");
    let parts = parts.map(|(name, text)| format!("  {name}{colon}{text}\n")).concat();
    let extensions = line.extensions.join(lang.pick("、", ", "));
    format!("{}{}{}（{extensions}）\n{parts}", line.name, lang.pick("：", ": "), line.title)
}
