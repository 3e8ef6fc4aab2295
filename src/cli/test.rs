//! `huashu test`: rules tried on their own examples, and looked over for what is most likely not meant.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use huashu::lang::Lang;
use huashu::read::Record;
use huashu::report;
use huashu::report::selftest::Tested;
use huashu::rule::error::SourceFile;
use huashu::rule::lint::{self, Level, Lint};
use huashu::rule::set::{Rule, RuleSet};
use huashu::selftest::corpus::sentences;
use huashu::selftest::coverage::{self, Coverage};
use huashu::selftest::mutate::{self, Mutated};
use huashu::selftest::{self, RuleResult};
use huashu::transcript::Transcript;

use super::errors::CliError;
use super::inputs::InputArgs;
use super::setup::{RuleArgs, Setup};
use super::{Exit, GlobalArgs, output};

/// Arguments of `test`.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "one a flag")]
pub(super) struct TestArgs {
    /// 规则目录；缺省检验内置规则与项目规则 ¦ A folder of rules; by default the built-in ones and the project's
    #[arg(value_name = "RULES")]
    folder: Option<PathBuf>,
    /// 警告、从未生效的话术、没有察觉的改动也算不通过 ¦ Warnings, phrases never at work and unnoticed changes fail too
    #[arg(long)]
    strict: bool,
    /// 每处话术是否生效过：在例子里、语料里，或代入例子里 ¦ Whether each phrase was seen at work: in examples, in the corpus, or put into examples
    #[arg(long)]
    coverage: bool,
    /// 语料：会话文件，或每行一个 {"text": …} 的句子；可重复 ¦ A corpus: transcripts, or sentences as {"text": …} a line; repeatable
    #[arg(long, value_name = "FILE", requires = "coverage")]
    corpus: Vec<PathBuf>,
    /// 同时列出只能匹配、没有例子显出作用的话术 ¦ List phrases, too, that are found but whose effect no example shows
    #[arg(long, short = 'v', requires = "coverage")]
    list: bool,
    /// 改动例子，看规则是否察觉 ¦ Change the examples and see whether the rule notices
    #[arg(long)]
    mutate: bool,
    /// 输出格式 ¦ Format
    #[arg(long, value_enum, default_value = "human")]
    format: TestFormatArg,
    #[command(flatten)]
    rules: RuleArgs,
}

/// Formats of what a test came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum TestFormatArg {
    /// 供人阅读 ¦ For people
    Human,
    /// JSON
    Json,
}

/// Runs it.
pub(super) fn run(args: &TestArgs, global: &GlobalArgs) -> Result<Exit, CliError> {
    let mut rules = args.rules.clone();
    rules.rules.extend(args.folder.clone());
    // Rules that are off by default are tried as well, together with all others.
    let setup = rules.load_all(global)?;
    // With a profile, those that it runs.
    let runs = |rule: &Rule| args.rules.profile.is_none() || setup.selection.includes(rule);
    let chosen = |id: &str| setup.set.get(id).is_some_and(|rule| args.chooses(rule) && runs(rule));
    let results: Vec<RuleResult> = selftest::run(&setup.set).into_iter().filter(|r| chosen(&r.rule)).collect();
    if results.is_empty() {
        return Err(CliError::NoRules);
    }
    let (mut lints, warnings): (Vec<Lint>, Vec<Lint>) = lint::all(&setup.set)
        .into_iter()
        .filter(|l| args.is_here(&l.file) && (chosen(&l.file.path_id) || args.is_shared(&l.file)))
        .partition(|l| l.kind.level() == Level::Error);
    let (errors, warned) = (lints.len(), warnings.len());
    lints.extend(warnings);

    let (corpus, unread) = args.read_corpus(&setup)?;
    let coverage: Option<Vec<Coverage>> = args.coverage.then(|| {
        let covered = coverage::measure(&setup.set, &corpus, |id| args.covers(&setup.set, id)).into_iter();
        covered.filter(|c| args.covers(&setup.set, &c.id)).collect()
    });
    let mutated: Option<Vec<Mutated>> =
        args.mutate.then(|| mutate::run(&setup.set).into_iter().filter(|m| chosen(&m.rule)).collect());

    let failed: usize = results.iter().map(|r| r.failures.len()).sum();
    let never: usize = coverage.iter().flatten().map(|c| c.patterns.plus(c.alternatives).never).sum();
    let unnoticed: usize = mutated.iter().flatten().map(|m| m.survivors.len()).sum();
    let strict = warned == 0 && unnoticed == 0 && never == 0;
    let passed = failed == 0 && errors == 0 && (strict || !args.strict);
    output::print(&match args.format {
        TestFormatArg::Human => {
            let mut out = failures(&results, &setup);
            out.extend(lints.iter().map(|l| l.text(setup.lang)));
            out += &summary(&results, (errors, warned), setup.lang);
            if let Some(coverage) = &coverage {
                out += &report::selftest::coverage(coverage, args.list, setup.lang);
            }
            if let Some(mutated) = &mutated {
                out += &report::selftest::mutants(&setup.set, mutated, setup.lang);
            }
            out
        }
        TestFormatArg::Json => {
            let (set, coverage, mutated) = (&setup.set, coverage.as_deref(), mutated.as_deref());
            let tested = Tested { set, results: &results, lints: &lints, coverage, mutated, passed };
            report::selftest::json(&tested, setup.lang)
        }
    })?;
    Ok(match (unread, passed) {
        (true, _) => Exit::CouldNotJudge,
        (false, true) => Exit::Passed,
        (false, false) => Exit::Failed,
    })
}

fn summary(results: &[RuleResult], (errors, warnings): (usize, usize), lang: Lang) -> String {
    let held: usize = results.iter().map(|r| r.held).sum();
    let open: usize = results.iter().map(|r| r.open).sum();
    let failed: usize = results.iter().map(|r| r.failures.len()).sum();
    let rules = results.len();
    match lang {
        Lang::Zh => format!(
            "{rules} 条规则，{held} 个例子成立，{failed} 处不成立，{open} 个已知缺口；{errors} 处错误，{warnings} 处警告。\n"
        ),
        Lang::En => format!(
            "{rules} rules: {held} examples hold, {failed} do not, {open} known gaps; {errors} errors, {warnings} warnings.\n"
        ),
    }
}

impl TestArgs {
    /// Whether a rule is to be tried.
    fn chooses(&self, rule: &Rule) -> bool {
        let named = |list: &[String]| list.iter().any(|s| rule.is_named(s));
        let select = &self.rules.select;
        self.is_here(&rule.source) && (select.is_empty() || named(select)) && !named(&self.rules.ignore)
    }

    /// The conversations of the corpus, and whether some of it can't be read.
    fn read_corpus(&self, setup: &Setup) -> Result<(Vec<Transcript>, bool), CliError> {
        let mut corpus = Vec::new();
        let mut unread = false;
        for path in &self.corpus {
            let labelled = std::fs::read_to_string(path).ok().and_then(|text| sentences(&text));
            if let Some(labelled) = labelled {
                corpus.extend(labelled);
                continue;
            }
            let inputs = InputArgs { paths: vec![path.clone()], ..InputArgs::default() }.find(&setup.config);
            for record in inputs.records() {
                match record {
                    Record::Transcript(transcript) => corpus.push(*transcript),
                    Record::Skipped(record) => {
                        let colon = setup.lang.pick("：", ": ");
                        output::say(&format!("{}{colon}{}", record.source, record.reason.message(setup.lang)));
                        unread = true;
                    }
                }
            }
        }
        match corpus.is_empty() && !self.corpus.is_empty() && !unread {
            true => Err(CliError::NoConversations),
            false => Ok((corpus, unread)),
        }
    }

    /// Whether coverage of a rule, situation or lexicon is asked for.
    fn covers(&self, set: &RuleSet, id: &str) -> bool {
        match set.get(id) {
            Some(rule) => self.chooses(rule),
            None => self.rules.select.is_empty() && self.folder.is_none(),
        }
    }

    /// Whether a file belongs to the folder that is tried.
    fn is_here(&self, file: &SourceFile) -> bool {
        self.folder.as_ref().is_none_or(|f| file.name.starts_with(&*f.to_string_lossy()))
    }

    /// Whether a file is a lexicon or a situation, and nothing else was asked for.
    fn is_shared(&self, file: &SourceFile) -> bool {
        let shared = ["lexicons/", "situations/"].iter().any(|folder| file.path_id.starts_with(folder));
        shared && self.rules.select.is_empty()
    }
}

/// Examples that do not hold.
fn failures(results: &[RuleResult], setup: &Setup) -> String {
    let mut out = String::new();
    for result in results {
        let Some(rule) = setup.set.get(&result.rule) else { continue };
        for failure in &result.failures {
            let place = format!("{}:{}", rule.source.name, failure.line);
            out += &format!("{place}: {}: {}\n", result.rule, failure.kind.message(setup.lang));
            if !failure.text.is_empty() {
                out += &format!("    {}\n", failure.text);
            }
        }
    }
    out
}
