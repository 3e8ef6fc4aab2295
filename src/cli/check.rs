//! `huashu check`: judges conversations and writes reports.

use std::io::{self, IsTerminal};
use std::path::PathBuf;
use std::str::FromStr;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueEnum};
use huashu::batch::{self, Sink};
use huashu::config::FailOn;
use huashu::linter::Linter;
use huashu::report::format::{Format, Style};
use huashu::report::model::GateEntry;
use huashu::report::totals::Gate;
use huashu::report::{Context, Writer};
use huashu::rule::file::Severity;

use super::errors::CliError;
use super::inputs::InputArgs;
use super::interrupt;
use super::output::{self, Target, say};
use super::progress::{Counter, Progress};
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
    #[arg(long, value_parser = format_parser(), default_value = "human")]
    format: Format,
    /// 报告写到文件，而不是标准输出 ¦ Write the report to a file instead of stdout
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// 另写一份报告，可多次给出 ¦ Write another report as well; repeatable
    #[arg(long, value_name = "FORMAT=FILE")]
    report: Vec<ReportArg>,
    /// 遮盖报告里的个人信息；交给别人看的格式缺省即遮盖 ¦ Mask personal data; formats that are handed on do so anyway
    #[arg(long, overrides_with = "no_redact")]
    redact: bool,
    /// 任何报告都不遮盖个人信息 ¦ Mask personal data in no report
    #[arg(long)]
    no_redact: bool,
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
    format: Format,
    file: PathBuf,
}

impl FromStr for ReportArg {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (format, file) = text.split_once('=').filter(|(_, file)| !file.is_empty()).ok_or("FORMAT=FILE")?;
        let names = || Format::ALL.map(|f| f.named().0).join(", ");
        let format = Format::parse(format).ok_or_else(|| format!("no format `{format}`; there are {}", names()))?;
        Ok(Self { format, file: file.into() })
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
    let mut linter = Linter::new(&setup.set);
    let context = Context { set: &setup.set, model: &setup.model, lang: setup.lang, outcomes: args.outcomes };
    let mut inputs = args.inputs.find(&setup.config);
    interrupt::watch(setup.lang, global.quiet);
    let mut kept = None;
    if linter.needs_cases() {
        inputs.keep_stdin().map_err(CliError::Input)?;
        let gathered = batch::gather(inputs.records(), KEPT);
        linter.link(gathered.cases);
        kept = gathered.records;
    }

    let reports = reports(args, global.color);
    let mut targets = targets(args)?;
    let mut sinks: Vec<Sink<'_>> =
        reports.iter().zip(&mut targets).map(|((writer, redact), out)| Sink { writer, redact: *redact, out }).collect();
    let counter = Writer::Stream(Box::new(Counter));
    let mut nowhere = io::sink();
    sinks.push(Sink { writer: &counter, redact: false, out: &mut nowhere });
    let shown = !global.quiet && (args.output.is_some() || !io::stdout().is_terminal());
    let progress = Progress::start(shown, inputs.bytes(), setup.lang);
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
    drop(progress);
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
    if args.inputs.verbose {
        for remark in inputs.remarks() {
            say(&format!("{}{}{}", remark.source, setup.lang.pick("：", ": "), remark.message(setup.lang)));
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

/// What writes the main report, then the others, and whether each is redacted.
fn reports(args: &CheckArgs, color: ColorArg) -> Vec<(Writer, bool)> {
    let redact = |format: Format| args.redact || (format.redacts() && !args.no_redact);
    let one = |format: Format, color: bool| (format.writer(Style { color, width: output::width() }), redact(format));
    let to_terminal = args.output.is_none() && output::colors_on_stdout(color);
    let others = args.report.iter().map(|r| one(r.format, color == ColorArg::Always));
    std::iter::once(one(args.format, to_terminal)).chain(others).collect()
}

/// Formats as values of an argument.
fn format_parser() -> impl TypedValueParser<Value = Format> {
    let value = |format: Format| {
        let (name, about) = format.named();
        PossibleValue::new(name).help(about)
    };
    // What the parser lets through is the name of a format.
    PossibleValuesParser::new(Format::ALL.map(value)).map(|name| Format::parse(&name).unwrap_or(Format::Human))
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
