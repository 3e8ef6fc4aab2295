//! `huashu check`: judges conversations and writes the report.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

use clap::Args;
use huashu::batch::{self, Sink};
use huashu::linter::Linter;
use huashu::report::json::{Json, Jsonl};
use huashu::report::totals::Gate;
use huashu::report::{Context, Reporter};
use huashu::score::ScoreModel;

use super::setup::RuleArgs;
use super::{Exit, LangArg};

/// Arguments of `check`.
#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    #[command(flatten)]
    inputs: super::inputs::InputArgs,
    #[arg(long, default_value = "jsonl")]
    format: String,
    #[arg(long)]
    output: Option<PathBuf>,
    #[arg(long)]
    outcomes: bool,
    #[arg(long, value_enum, default_value = "zh")]
    lang: LangArg,
    #[command(flatten)]
    rules: RuleArgs,
}

/// Runs it.
pub(super) fn run(args: &CheckArgs) -> Exit {
    let set = match args.rules.load() {
        Ok(set) => set,
        Err(super::errors::CliError::Rules(errors)) => {
            for e in &errors {
                let (line, column) = e.line_column();
                eprintln!(
                    "{}:{line}:{column}: {}  {}",
                    e.file.name,
                    e.message(args.lang.into()),
                    e.help(args.lang.into()).unwrap_or_default()
                );
            }
            return Exit::CouldNotJudge;
        }
        Err(e) => {
            eprintln!("{e:?}");
            return Exit::CouldNotJudge;
        }
    };
    let linter = Linter::new(&set);
    let model = ScoreModel::default();
    let context = Context { set: &set, model: &model, lang: args.lang.into(), outcomes: args.outcomes };
    let reporter: &dyn Reporter = if args.format == "json" { &Json } else { &Jsonl };
    let mut out: Box<dyn Write> = match &args.output {
        Some(p) => Box::new(BufWriter::new(File::create(p).unwrap())),
        None => Box::new(BufWriter::new(io::stdout())),
    };
    let inputs = args.inputs.find(&huashu::config::ConfigFile::default());
    let run =
        batch::run(inputs.records(), &linter, &context, &Gate::default(), &mut [Sink { reporter, out: &mut out }]);
    if let Ok(run) = &run {
        for s in &run.skipped {
            let lang = args.lang.into();
            eprintln!("{}: {}\n  {}", s.source, s.reason.message(lang), s.reason.help(lang).unwrap_or_default());
        }
    }
    for noted in inputs.notes() {
        eprintln!("{}: {}", noted.source, noted.note.message(args.lang.into()));
    }
    match run {
        Ok(run) if run.totals.gate() == huashu::report::model::GateEntry::Pass => Exit::Passed,
        Ok(_) => Exit::Failed,
        Err(_) => Exit::CouldNotJudge,
    }
}
