//! What the tests share: fixtures judged with the built-in rules.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests may")]
#![allow(dead_code, reason = "not every test uses all of it")]

use std::fs::File;
use std::io::{BufReader, Write};
use std::path::PathBuf;
use std::sync::LazyLock;

use huashu::batch::{self, Run, Sink};
use huashu::lang::Lang;
use huashu::linter::Linter;
use huashu::policy::Policy;
use huashu::read::{self, Options, Record};
use huashu::report::Context;
use huashu::report::format::{Format, Style};
use huashu::rule::builtin;
use huashu::rule::set::{DEFAULT_DIMENSIONS, RuleSet};
use huashu::score::ScoreModel;
use huashu::transcript::Transcript;

/// The built-in rules that are on by default.
pub(crate) static RULES: LazyLock<RuleSet> = LazyLock::new(|| all_rules().filtered(|r| r.file.enabled));

/// All built-in rules.
pub(crate) fn all_rules() -> RuleSet {
    let dimensions: Vec<String> = DEFAULT_DIMENSIONS.iter().map(ToString::to_string).collect();
    RuleSet::load(vec![builtin::all()], &dimensions).expect("the built-in rules are valid")
}

/// The files below `fixtures/`, sorted, with forward slashes; those in `exports/` are about reading, and have tests of
/// their own.
pub(crate) fn fixtures() -> Vec<String> {
    let mut files = Vec::new();
    let mut folders = vec![PathBuf::from("fixtures")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.ends_with("exports") {
                continue;
            }
            if path.is_dir() { folders.push(path) } else { files.push(path.to_str().unwrap().replace('\\', "/")) }
        }
    }
    files.sort();
    files
}

/// The records of files, in order.
pub(crate) fn records<'a>(files: &'a [String], options: &'a Options) -> impl Iterator<Item = Record> + Send + 'a {
    files.iter().flat_map(move |f| read::records(f, Box::new(BufReader::new(File::open(f).unwrap())), None, options))
}

/// The conversations of files.
pub(crate) fn transcripts(files: &[String]) -> Vec<Transcript> {
    let options = Options::default();
    let all = records(files, &options).map(|r| match r {
        Record::Transcript(transcript) => *transcript,
        Record::Skipped(record) => panic!("{} can't be read: {:?}", record.source, record.reason),
    });
    all.collect()
}

/// The same, compiled once for all tests of a file.
pub(crate) static LINTER: LazyLock<Linter> = LazyLock::new(|| Linter::new(&RULES));

/// A report on files under the built-in rules, as `huashu check` writes it.
pub(crate) fn builtin_report(files: &[String], format: Format, lang: Lang, outcomes: bool) -> (String, Run) {
    report_with(files, &RULES, &LINTER, format, lang, outcomes)
}

/// A report on files under some rules.
pub(crate) fn report(files: &[String], set: &RuleSet, format: Format, lang: Lang, outcomes: bool) -> (String, Run) {
    report_with(files, set, &Linter::new(set), format, lang, outcomes)
}

/// A report on conversations under the built-in rules and some terms.
pub(crate) fn report_on(
    transcripts: &[Transcript],
    policy: &Policy,
    format: Format,
    redact: bool,
    lang: Lang,
) -> (String, Run) {
    let (bytes, run) = bytes_on(transcripts, policy, format, redact, lang);
    (String::from_utf8(bytes).unwrap(), run)
}

/// The same as bytes.
pub(crate) fn bytes_on(
    transcripts: &[Transcript],
    policy: &Policy,
    format: Format,
    redact: bool,
    lang: Lang,
) -> (Vec<u8>, Run) {
    let model = ScoreModel::default();
    let context = Context { set: &RULES, model: &model, lang, outcomes: true };
    let writer = format.writer(Style::default());
    let mut out = Vec::new();
    let run = batch::run(
        transcripts.iter().map(|t| Record::Transcript(Box::new(t.clone()))),
        &LINTER,
        &context,
        policy,
        &mut [Sink { writer: &writer, redact, out: &mut out as &mut (dyn Write + Send) }],
    );
    (out, run.unwrap())
}

/// A report as bytes, with nothing masked.
pub(crate) fn builtin_bytes(files: &[String], format: Format, lang: Lang) -> (Vec<u8>, Run) {
    bytes_with(files, &RULES, &LINTER, format, lang, (false, false))
}

/// The same under some rules.
pub(crate) fn bytes(files: &[String], set: &RuleSet, format: Format, lang: Lang) -> (Vec<u8>, Run) {
    bytes_with(files, set, &Linter::new(set), format, lang, (false, false))
}

fn report_with(
    files: &[String],
    set: &RuleSet,
    linter: &Linter,
    format: Format,
    lang: Lang,
    outcomes: bool,
) -> (String, Run) {
    let (bytes, run) = bytes_with(files, set, linter, format, lang, (outcomes, format.redacts()));
    (String::from_utf8(bytes).unwrap(), run)
}

pub(crate) fn bytes_with(
    files: &[String],
    set: &RuleSet,
    linter: &Linter,
    format: Format,
    lang: Lang,
    (outcomes, redact): (bool, bool),
) -> (Vec<u8>, Run) {
    let options = Options::default();
    let model = ScoreModel::default();
    let context = Context { set, model: &model, lang, outcomes };
    let writer = format.writer(Style::default());
    let mut out = Vec::new();
    let run = batch::run(
        records(files, &options),
        linter,
        &context,
        &Policy::default(),
        &mut [Sink { writer: &writer, redact, out: &mut out as &mut (dyn Write + Send) }],
    );
    (out, run.unwrap())
}
