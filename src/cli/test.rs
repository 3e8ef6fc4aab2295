//! `huashu test`: rules tried on their own examples.

use std::path::PathBuf;

use clap::Args;
use huashu::lang::Lang;
use huashu::selftest::{self, RuleResult};

use super::errors::CliError;
use super::setup::RuleArgs;
use super::{Exit, GlobalArgs, output};

/// Arguments of `test`.
#[derive(Debug, Args)]
pub(super) struct TestArgs {
    /// 规则目录；缺省检验内置规则与项目规则 ¦ A folder of rules; by default the built-in ones and the project's
    #[arg(value_name = "RULES")]
    folder: Option<PathBuf>,
    #[command(flatten)]
    rules: RuleArgs,
}

/// Runs it.
pub(super) fn run(args: &TestArgs, global: &GlobalArgs) -> Result<Exit, CliError> {
    let mut rules = args.rules.clone();
    rules.rules.extend(args.folder.clone());
    // Rules that are off by default are tried as well, together with all others.
    let setup = rules.load_all(global)?;
    let chosen = |id: &str| {
        let Some(rule) = setup.set.get(id) else { return false };
        let here = args.folder.as_ref().is_none_or(|f| rule.source.name.starts_with(&*f.to_string_lossy()));
        let named = |list: &[String]| list.iter().any(|s| rule.is_named(s));
        here && (rules.select.is_empty() || named(&rules.select)) && !named(&rules.ignore)
    };
    let results: Vec<RuleResult> = selftest::run(&setup.set).into_iter().filter(|r| chosen(&r.rule)).collect();
    if results.is_empty() {
        return Err(CliError::NoRules);
    }
    let mut out = String::new();
    for result in &results {
        let Some(rule) = setup.set.get(&result.rule) else { continue };
        for failure in &result.failures {
            let place = format!("{}:{}", rule.source.name, failure.line);
            out += &format!("{place}: {}: {}\n", result.rule, failure.kind.message(setup.lang));
            if !failure.text.is_empty() {
                out += &format!("    {}\n", failure.text);
            }
        }
    }
    let held: usize = results.iter().map(|r| r.held).sum();
    let open: usize = results.iter().map(|r| r.open).sum();
    let failed: usize = results.iter().map(|r| r.failures.len()).sum();
    out += &match setup.lang {
        Lang::Zh => format!("{} 条规则，{held} 个例子成立，{failed} 处不成立，{open} 个已知缺口。\n", results.len()),
        Lang::En => format!("{} rules: {held} examples hold, {failed} do not, {open} known gaps.\n", results.len()),
    };
    output::print(&out)?;
    Ok(if failed == 0 { Exit::Passed } else { Exit::Failed })
}
