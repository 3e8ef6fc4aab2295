//! `huashu review`: reads what reviewers filled in.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use huashu::lang::Lang;
use huashu::read::ReadError;
use huashu::report::review as render;
use huashu::review::examples;
use huashu::review::mistake::{Mistake, MistakeKind, Place};
use huashu::review::pool::Pool;
use huashu::review::read::{Read, workbook, yaml};
use huashu::review::summary::{Limits, MistakeEntry, Summary};
use huashu::review::waivers::{self, CannotMerge, Waives};
use huashu::rule::error::SourceFile;
use jiff::civil::Date;

use super::errors::CliError;
use super::output::{Target, say};
use super::policy::today;
use super::setup::shown;
use super::{Exit, GlobalArgs};

/// Findings that are named where they can't be waived.
const NAMED: usize = 10;

/// Arguments of `review`.
#[derive(Debug, Args)]
pub(super) struct ReviewArgs {
    /// 填好的复核文件（xlsx、yaml），可以几个：几个复核人、几次抽样 ¦ Review files that were filled in (xlsx, yaml); several: reviewers, samples
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// 输出格式 ¦ Format
    #[arg(long, value_enum, default_value = "human")]
    format: ReviewFormatArg,
    /// 写到文件，而不是标准输出 ¦ Write to a file instead of stdout
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// 全部规则的查准率低于它（0–1）时退出码为 1 ¦ Less precision of all rules (0-1) makes the exit code 1
    #[arg(long, value_name = "SHARE", value_parser = share)]
    min_precision: Option<f64>,
    /// 全部规则的查全率低于它（0–1）或无从得知时退出码为 1 ¦ Less recall of all rules (0-1), or none that can be known, makes the exit code 1
    #[arg(long, value_name = "SHARE", value_parser = share)]
    min_recall: Option<f64>,
    /// 任何两人的 κ 或全体的 α 低于它时退出码为 1 ¦ A κ of two reviewers or an α of all below it makes the exit code 1
    #[arg(long, value_name = "N", value_parser = share)]
    min_kappa: Option<f64>,
    /// 仲裁人：有分歧时以这位复核人的结论为准 ¦ The reviewer whose verdict holds where others disagree
    #[arg(long, value_name = "NAME")]
    arbiter: Option<String>,
    /// 把误报与成立的申诉写成豁免，加进这个文件 ¦ Add false alarms and appeals that were upheld to a file of waivers
    #[arg(long, value_name = "FILE")]
    write_waivers: Option<PathBuf>,
    /// 这些豁免的最后一天 ¦ The last day of these waivers
    #[arg(long, value_name = "DATE", requires = "write_waivers")]
    until: Option<String>,
    /// 按这一天判断已有的豁免是否过期；缺省为今天（UTC） ¦ The day by which waivers that are there have expired; today (UTC) where absent
    #[arg(long, value_name = "DATE")]
    today: Option<String>,
    /// 把复核过的写成带标签的例子（JSONL） ¦ Write what was reviewed as labelled examples (JSONL)
    #[arg(long, value_name = "FILE")]
    examples: Option<PathBuf>,
    /// 有些行用不上时不把退出码变为 2 ¦ Rows that can't be used don't make the exit code 2
    #[arg(long)]
    keep_going: bool,
}

/// Formats of what reviews come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ReviewFormatArg {
    /// 供人阅读 ¦ For people
    Human,
    /// JSON，结构见 huashu schema review ¦ JSON, see `huashu schema review`
    Json,
    /// 供合并请求或群消息 ¦ For a merge request or a chat
    Markdown,
}

/// Runs it.
pub(super) fn run(args: &ReviewArgs, global: &GlobalArgs) -> Result<Exit, CliError> {
    let lang = global.lang();
    let today = today(args.today.as_deref())?;
    let until = args.until.as_deref().map(|text| date("--until", text)).transpose()?;
    let mut mistakes = Vec::new();
    let mut files = Vec::new();
    for path in &args.files {
        let read = read(path);
        mistakes.extend(read.mistakes);
        files.push((shown(path), read.review));
    }
    let (pool, twice) = Pool::of(files);
    mistakes.extend(twice);
    for mistake in &mistakes {
        say(&render::mistake::draw(mistake, lang));
    }
    if pool.conversations.is_empty() {
        return if mistakes.is_empty() { Err(CliError::NoConversations) } else { Ok(Exit::CouldNotJudge) };
    }
    let arbiter = args.arbiter.as_deref();
    let limits = Limits { precision: args.min_precision, recall: args.min_recall, kappa: args.min_kappa };
    let names = args.files.iter().map(|path| shown(path)).collect();
    let mut summary = Summary::new(&pool, names, arbiter, &limits);
    if let Some(name) = arbiter.filter(|name| !summary.reviewers.iter().any(|r| r.name == *name)) {
        let known = summary.reviewers.into_iter().map(|r| r.name).collect();
        return Err(CliError::UnknownReviewer { given: name.to_owned(), known });
    }
    summary.mistakes = mistakes.iter().map(|mistake| entry(mistake, lang)).collect();
    let text = match args.format {
        ReviewFormatArg::Human => render::human::text(&summary, lang),
        ReviewFormatArg::Json => render::json(&summary),
        ReviewFormatArg::Markdown => render::markdown::text(&summary, lang),
    };
    let target = args.output.as_deref().map_or_else(|| Ok(Target::stdout()), Target::file)?;
    write(target, &text)?;
    if let Some(path) = &args.write_waivers {
        let waives = waivers::waives(&pool, arbiter, lang);
        write_waivers(path, &waives, until, today, lang, global.quiet)?;
    }
    if let Some(path) = &args.examples {
        let examples = examples::examples(&pool, arbiter);
        write(Target::file(path)?, &examples::jsonl(&examples))?;
        if !global.quiet {
            let (n, name) = (examples.len(), shown(path));
            say(&match lang {
                Lang::Zh => format!("{name}：写了 {n} 个带标签的例子。"),
                Lang::En => format!("{name}: {n} labelled examples."),
            });
        }
    }
    let unread = !mistakes.is_empty() && !args.keep_going;
    Ok(match (unread, summary.gate) {
        (true, _) => Exit::CouldNotJudge,
        (false, Some(gate)) if !gate.passed => Exit::Failed,
        (false, _) => Exit::Passed,
    })
}

/// Reads one file; what is wrong with it is no reason to leave the others unread.
fn read(path: &Path) -> Read {
    let name = shown(path);
    let wrong = |kind| Read { mistakes: vec![Mistake { place: Place::File(name.clone()), kind }], ..Read::default() };
    let unreadable = |error: io::Error| {
        let reason = match error.kind() {
            io::ErrorKind::NotFound => ReadError::NotFound,
            _ => ReadError::Io(error.to_string()),
        };
        wrong(MistakeKind::Unreadable(reason))
    };
    let extension = path.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default();
    match extension.as_str() {
        "xlsx" | "xlsm" => fs::read(path).map_or_else(unreadable, |bytes| workbook(&name, bytes)),
        "yaml" | "yml" => fs::read_to_string(path).map_or_else(unreadable, |text| {
            yaml(SourceFile { name: name.clone(), path_id: "review".to_owned(), text, checked: false })
        }),
        _ => wrong(MistakeKind::Kind),
    }
}

fn write_waivers(
    path: &Path,
    waives: &Waives,
    until: Option<Date>,
    today: Date,
    lang: Lang,
    quiet: bool,
) -> Result<(), CliError> {
    let name = shown(path);
    let file = match fs::read_to_string(path) {
        Ok(text) => Some(SourceFile { name: name.clone(), path_id: "waivers".to_owned(), text, checked: false }),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(CliError::Unreadable(path.to_owned(), error)),
    };
    let merged = waivers::merge(file, &waives.list, until, today).map_err(|error| match error {
        CannotMerge::Wrong(error) => CliError::Files(vec![*error]),
        CannotMerge::Layout => CliError::WaiversLayout(path.to_owned()),
    })?;
    if merged.added > 0 || !path.exists() {
        write(Target::file(path)?, &merged.text)?;
    }
    if !quiet {
        let (added, known) = (merged.added, merged.known);
        say(&match lang {
            Lang::Zh => format!("{name}：加了 {added} 条豁免，{known} 条已经在里面。"),
            Lang::En => format!("{name}: {added} waivers added, {known} were there."),
        });
    }
    let shared = lang.pick(
        "同一个会话里一样的话还有一处是对的，没有写成豁免",
        "not waived: the same words in the conversation are a finding elsewhere",
    );
    let nobody = lang.pick("申诉裁定没有写裁定人，没有写成豁免", "not waived: nobody is named who decided the appeal");
    for (why, list) in [(shared, &waives.shared), (nobody, &waives.nobody)] {
        for (conversation, rule) in list.iter().take(NAMED) {
            say(&format!("{conversation} {rule}{}{why}", lang.pick("：", ": ")));
        }
        if list.len() > NAMED {
            say(lang.pick("……", "…"));
        }
    }
    Ok(())
}

fn write(mut target: Target, text: &str) -> Result<(), CliError> {
    target.write_all(text.as_bytes()).map_err(CliError::Output)?;
    target.finish()
}

fn entry(mistake: &Mistake, lang: Lang) -> MistakeEntry {
    MistakeEntry {
        place: mistake.place.shown(lang),
        message: mistake.kind.message(lang),
        help: mistake.kind.help(lang),
    }
}

fn date(name: &'static str, text: &str) -> Result<Date, CliError> {
    let expected = ("写成 2026-01-31 的样子", "write it like 2026-01-31");
    text.parse().map_err(|_| CliError::BadArgument { name, value: text.to_owned(), expected })
}

fn share(text: &str) -> Result<f64, String> {
    let number = text.parse::<f64>().ok().filter(|n| (0.0..=1.0).contains(n));
    number.ok_or_else(|| "0–1，如 0.9".to_owned())
}
