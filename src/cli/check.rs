//! `huashu check`: judges conversations and writes reports.

use std::path::PathBuf;
use std::str::FromStr;

use clap::{Args, ValueEnum};
use huashu::batch::{self, Sink};
use huashu::config::FailOn;
use huashu::report::concise::Concise;
use huashu::report::human::Human;
use huashu::report::json::{Json, Jsonl};
use huashu::report::model::GateEntry;
use huashu::report::totals::Gate;
use huashu::report::{Context, Reporter};
use huashu::rule::file::Severity;

use super::prepared;
use super::errors::CliError;
use super::inputs::InputArgs;
use super::output::{self, Target, say};
use super::setup::{RuleArgs, Setup};
use super::{ColorArg, Exit, GlobalArgs};

/// Records that are kept between looking for linked cases and judging, rather than read twice.
const KEPT: usize = 8192;

/// Arguments of `check`.
#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    #[command(flatten)]
    inputs: InputArgs,
    /// 报告格式 ¦ Format of the report
    #[arg(long, value_enum, default_value = "human")]
    format: FormatArg,
    /// 报告写到文件，而不是标准输出 ¦ Write the report to a file instead of stdout
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// 另写一份报告，可多次给出 ¦ Write another report as well; repeatable
    #[arg(long, value_name = "FORMAT=FILE")]
    report: Vec<ReportArg>,
    #[command(flatten)]
    rules: RuleArgs,
    /// 达到这个严重程度的问题使退出码为 1 ¦ Findings of this severity or graver make the exit code 1
    #[arg(long, value_enum, value_name = "SEVERITY")]
    fail_on: Option<FailOnArg>,
    /// 会话得分低于它时退出码为 1 ¦ A conversation that scores less makes the exit code 1
    #[arg(long, value_name = "N")]
    min_score: Option<f64>,
    /// 无法判定也算不通过 ¦ What cannot be judged fails too
    #[arg(long)]
    strict: bool,
    /// 也列出通过、不适用的规则与未计的命中 ¦ List passes, rules that don't apply and hits that don't count, too
    #[arg(long)]
    outcomes: bool,
    /// 有记录读不出来时不把退出码变为 2 ¦ Records that can't be read don't make the exit code 2
    #[arg(long)]
    keep_going: bool,
    /// 线程数；缺省为处理器数 ¦ Threads; the number of processors where absent
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
}

/// Report formats.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FormatArg {
    /// 供人在终端阅读 ¦ For people, on a terminal
    Human,
    /// 一个问题一行 ¦ One line a finding
    Concise,
    /// 一个 JSON 对象 ¦ One JSON object
    Json,
    /// 一个会话一行 JSON，最后一行是汇总 ¦ One JSON object a conversation, the summary last
    Jsonl,
}

/// What makes a run fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum FailOnArg {
    /// 一票否决 ¦ Only fatal findings
    Fatal,
    /// 严重及以上 ¦ Major and graver
    Major,
    /// 一般及以上 ¦ Minor and graver
    Minor,
    /// 任何问题 ¦ Any finding
    Notice,
    /// 从不 ¦ No finding
    Never,
}

impl From<FailOnArg> for FailOn {
    fn from(arg: FailOnArg) -> Self {
        match arg {
            FailOnArg::Fatal => Self::Fatal,
            FailOnArg::Major => Self::Major,
            FailOnArg::Minor => Self::Minor,
            FailOnArg::Notice => Self::Notice,
            FailOnArg::Never => Self::Never,
        }
    }
}

/// `FORMAT=FILE`
#[derive(Debug, Clone)]
struct ReportArg {
    format: FormatArg,
    file: PathBuf,
}

impl FromStr for ReportArg {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (format, file) = text.split_once('=').ok_or("FORMAT=FILE")?;
        Ok(Self { format: FormatArg::from_str(format, true)?, file: file.into() })
    }
}

/// What fails the gate: arguments first, then the project file.
pub(super) fn gate(fail_on: Option<FailOnArg>, min_score: Option<f64>, strict: bool, setup: &Setup) -> Gate {
    let config = &setup.config;
    let fail_on = fail_on.map(FailOn::from).or(config.fail_on).map_or(Some(Severity::Minor), FailOn::severity);
    Gate { fail_on, min_score: min_score.or(config.min_score), strict: strict || config.strict.unwrap_or(false) }
}

/// Runs it.
pub(super) fn run(args: &CheckArgs, global: &GlobalArgs) -> Result<Exit, CliError> {
    let setup = args.rules.load(global)?;
    let gate = gate(args.fail_on, args.min_score, args.strict, &setup);
    let mut linter = prepared::linter(&setup.set);
    let context = Context { set: &setup.set, model: &setup.model, lang: setup.lang, outcomes: args.outcomes };
    let mut inputs = args.inputs.find(&setup.config);
    let mut kept = None;
    if linter.needs_cases() {
        inputs.keep_stdin().map_err(CliError::Input)?;
        let gathered = batch::gather(inputs.records(), KEPT);
        linter.link(gathered.cases);
        kept = gathered.records;
    }

    let reporters = reporters(args, global.color);
    let mut targets = targets(args)?;
    let mut sinks: Vec<Sink<'_>> =
        reporters.iter().zip(&mut targets).map(|(reporter, out)| Sink { reporter: reporter.as_ref(), out }).collect();
    let judge = || match kept {
        Some(records) => batch::run(records.into_iter(), &linter, &context, &gate, &mut sinks),
        None => batch::run(inputs.records(), &linter, &context, &gate, &mut sinks),
    };
    let run = match args.threads {
        None => judge(),
        Some(n) => {
            let bad = |_| CliError::BadArgument {
                name: "--threads",
                value: n.to_string(),
                expected: ("写 1 到处理器数之间的数", "a number from 1 to the number of processors"),
            };
            rayon::ThreadPoolBuilder::new().num_threads(n).build().map_err(bad)?.install(judge)
        }
    };
    let run = run.map_err(CliError::Output)?;
    drop(sinks);
    for target in targets {
        target.finish()?;
    }
    for record in &run.skipped {
        if let Some(help) = record.reason.help(setup.lang) {
            say(&format!("{}{}{help}", record.source, setup.lang.pick("：怎么办：", ": help: ")));
        }
    }
    if !global.quiet {
        for noted in inputs.notes() {
            say(&format!("{}{}{}", noted.source, setup.lang.pick("：", ": "), noted.note.message(setup.lang)));
        }
    }
    if !global.quiet && args.output.is_some() {
        say(&huashu::report::summary::counts(&context, &run.totals, &run.skipped));
    }
    if run.totals.conversations == 0 && run.skipped.is_empty() {
        return Err(CliError::NoConversations);
    }
    let unread = run.totals.conversations == 0 || (!run.skipped.is_empty() && !args.keep_going);
    Ok(match (unread, run.totals.gate()) {
        (true, _) => Exit::CouldNotJudge,
        (false, GateEntry::Pass) => Exit::Passed,
        (false, GateEntry::Fail) => Exit::Failed,
    })
}

/// The main report first, then the others.
fn reporters(args: &CheckArgs, color: ColorArg) -> Vec<Box<dyn Reporter>> {
    let to_terminal = args.output.is_none() && output::colors_on_stdout(color);
    let main = reporter(args.format, to_terminal);
    let others = args.report.iter().map(|r| reporter(r.format, color == ColorArg::Always));
    std::iter::once(main).chain(others).collect()
}

fn reporter(format: FormatArg, color: bool) -> Box<dyn Reporter> {
    match format {
        FormatArg::Human => Box::new(Human { color, width: output::width() }),
        FormatArg::Concise => Box::new(Concise),
        FormatArg::Json => Box::new(Json),
        FormatArg::Jsonl => Box::new(Jsonl),
    }
}

fn targets(args: &CheckArgs) -> Result<Vec<Target>, CliError> {
    let main = match &args.output {
        Some(path) => Target::file(path)?,
        None => Target::stdout(),
    };
    let mut targets = vec![main];
    for report in &args.report {
        targets.push(Target::file(&report.file)?);
    }
    Ok(targets)
}
