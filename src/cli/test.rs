//! `huashu test`: rules tried on their own examples, and looked over for what is most likely not meant.

use std::path::PathBuf;

use clap::Args;
use huashu::lang::Lang;
use huashu::report;
use huashu::rule::error::SourceFile;
use huashu::rule::lint::{self, Level, Lint};
use huashu::rule::set::{Rule, RuleSet};
use huashu::selftest::coverage::{self, Coverage};
use huashu::selftest::mutate::{self, Mutated};
use huashu::selftest::{self, RuleResult};

use super::errors::CliError;
use super::setup::{RuleArgs, Setup};
use super::{Exit, GlobalArgs, output};

/// Arguments of `test`.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "one a flag")]
pub(super) struct TestArgs {
    /// 规则目录；缺省检验内置规则与项目规则 ¦ A folder of rules; by default the built-in ones and the project's
    #[arg(value_name = "RULES")]
    folder: Option<PathBuf>,
    /// 警告也算不通过 ¦ Warnings fail too
    #[arg(long)]
    strict: bool,
    /// 统计例子用到了哪些话术与分支 ¦ Count the patterns and alternatives that examples exercise
    #[arg(long)]
    coverage: bool,
    /// 同时列出没有用到的 ¦ List those that none exercises, too
    #[arg(long, short = 'v', requires = "coverage")]
    list: bool,
    /// 改动例子，看规则是否察觉 ¦ Change the examples and see whether the rule notices
    #[arg(long)]
    mutate: bool,
    #[command(flatten)]
    rules: RuleArgs,
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
    let (errors, warnings): (Vec<Lint>, Vec<Lint>) = lint::all(&setup.set)
        .into_iter()
        .filter(|l| args.is_here(&l.file) && (chosen(&l.file.path_id) || args.is_shared(&l.file)))
        .partition(|l| l.kind.level() == Level::Error);

    let mut out = failures(&results, &setup);
    out.extend(errors.iter().chain(&warnings).map(|l| l.text(setup.lang)));
    let held: usize = results.iter().map(|r| r.held).sum();
    let open: usize = results.iter().map(|r| r.open).sum();
    let failed: usize = results.iter().map(|r| r.failures.len()).sum();
    out += &match setup.lang {
        Lang::Zh => format!("{} 条规则，{held} 个例子成立，{failed} 处不成立，{open} 个已知缺口", results.len()),
        Lang::En => format!("{} rules: {held} examples hold, {failed} do not, {open} known gaps", results.len()),
    };
    out += &match setup.lang {
        Lang::Zh => format!("；{} 处错误，{} 处警告。\n", errors.len(), warnings.len()),
        Lang::En => format!("; {} errors, {} warnings.\n", errors.len(), warnings.len()),
    };
    if args.coverage {
        let covered = coverage::measure(&setup.set).into_iter();
        let covered: Vec<Coverage> = covered.filter(|c| args.covers(&setup.set, c)).collect();
        out += &report::selftest::coverage(&covered, args.list, setup.lang);
    }
    let mut unnoticed = 0;
    if args.mutate {
        let mutated: Vec<Mutated> = mutate::run(&setup.set).into_iter().filter(|m| chosen(&m.rule)).collect();
        unnoticed = mutated.iter().map(|m| m.survivors.len()).sum();
        out += &report::selftest::mutants(&setup.set, &mutated, setup.lang);
    }
    output::print(&out)?;
    let strict = warnings.is_empty() && unnoticed == 0;
    let passed = failed == 0 && errors.is_empty() && (strict || !args.strict);
    Ok(if passed { Exit::Passed } else { Exit::Failed })
}

impl TestArgs {
    /// Whether a rule is to be tried.
    fn chooses(&self, rule: &Rule) -> bool {
        let named = |list: &[String]| list.iter().any(|s| rule.is_named(s));
        let select = &self.rules.select;
        self.is_here(&rule.source) && (select.is_empty() || named(select)) && !named(&self.rules.ignore)
    }

    /// Whether coverage of a rule or lexicon is asked for.
    fn covers(&self, set: &RuleSet, coverage: &Coverage) -> bool {
        match set.get(&coverage.id) {
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
