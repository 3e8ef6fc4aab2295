//! `huashu check`: judges conversations and writes reports.

use std::collections::HashSet;
use std::io::{self, IsTerminal};

use clap::Args;
use huashu::batch::{self, Sink};
use huashu::lang::Lang;
use huashu::report::model::GateEntry;
use huashu::report::{Context, Writer};

use super::errors::CliError;
use super::inputs::InputArgs;
use super::interrupt;
use super::output::say;
use super::policy::{self, PolicyArgs};
use super::progress::{Counter, Progress};
use super::reports::ReportArgs;
use super::setup::RuleArgs;
use super::{Exit, GlobalArgs};

/// Records that are kept between looking for linked cases and judging, rather than read twice.
const KEPT: usize = 1024;

/// Arguments of `check`.
#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    #[command(flatten)]
    inputs: InputArgs,
    #[command(flatten)]
    reports: ReportArgs,
    #[command(flatten)]
    rules: RuleArgs,
    #[command(flatten)]
    policy: PolicyArgs,
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

/// Runs it.
pub(super) fn run(args: &CheckArgs, global: &GlobalArgs) -> Result<Exit, CliError> {
    let (setup, mut linter) = args.rules.load_compiled(global)?;
    let policy = args.policy.load(&setup)?;
    let context = Context { set: &setup.set, model: &setup.model, lang: setup.lang, outcomes: args.outcomes };
    let mut inputs = args.inputs.find(&setup.config);
    interrupt::watch(setup.lang, global.quiet);
    let mut kept = None;
    if linter.needs_cases() {
        inputs.keep_stdin().map_err(CliError::Input)?;
        let gathered = batch::gather(|| inputs.records(), KEPT);
        linter.link(gathered.cases);
        kept = gathered.records;
    }

    let reports = args.reports.reports(global.color);
    let mut targets = args.reports.targets()?;
    let mut sinks: Vec<Sink<'_>> = reports
        .iter()
        .zip(&mut targets)
        .map(|(report, out)| Sink { writer: &report.writer, redact: report.redact, out })
        .collect();
    let counter = Writer::Stream(Box::new(Counter));
    let mut nowhere = io::sink();
    sinks.push(Sink { writer: &counter, redact: false, out: &mut nowhere });
    let shown = !global.quiet && (args.reports.output.is_some() || !io::stdout().is_terminal());
    let progress = Progress::start(shown, inputs.bytes(), setup.lang);
    let judge = || match kept {
        Some(records) => batch::run(records.into_iter(), &linter, &context, &policy, &mut sinks),
        None => batch::run(inputs.records(), &linter, &context, &policy, &mut sinks),
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
    let written = args.policy.write(&run, setup.lang, global.quiet)?;
    let mut helped = HashSet::new();
    for record in &run.skipped {
        if let Some(help) = record.reason.help(setup.lang)
            // Once a file is enough.
            && helped.insert((record.file().to_owned(), help.clone()))
        {
            say(&format!("{}{}{help}", record.source, setup.lang.pick("：怎么办：", ": help: ")));
        }
    }
    if args.inputs.verbose {
        for remark in inputs.remarks() {
            say(&format!("{}{}{}", remark.source, setup.lang.pick("：", ": "), remark.message(setup.lang)));
        }
        if let Some(scripts) = huashu::report::summary::scripts(&context, &run.totals) {
            say(&scripts);
        }
    }
    if !global.quiet {
        let notes = inputs.notes();
        for noted in notes.kept {
            say(&format!("{}{}{}", noted.source, setup.lang.pick("：", ": "), noted.note.message(setup.lang)));
        }
        match (notes.more, setup.lang) {
            (0, _) => {}
            (n, Lang::Zh) => say(&format!("另有 {n} 条这样的提示，不再逐条列出")),
            (n, Lang::En) => say(&format!("{n} more notes like these")),
        }
    }
    if !global.quiet {
        policy::tell(&policy, &run, setup.lang);
    }
    if !global.quiet && args.reports.output.is_some() {
        say(&huashu::report::summary::counts(&context, &run.totals, &run.skipped));
        say(&huashu::report::summary::gate(&context, &run.totals));
    }
    if run.totals.conversations == 0 && run.skipped.is_empty() {
        return Err(CliError::NoConversations);
    }
    let unread = run.totals.conversations == 0 || (!run.skipped.is_empty() && !args.keep_going);
    Ok(match (unread, run.totals.gate()) {
        (true, _) => Exit::CouldNotJudge,
        (false, GateEntry::Pass) => Exit::Passed,
        (false, GateEntry::Fail) if written => Exit::Passed,
        (false, GateEntry::Fail) => Exit::Failed,
    })
}
