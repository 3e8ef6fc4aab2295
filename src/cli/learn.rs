//! `huashu learn`: trains a model from labelled examples.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use clap::Args;
use huashu::lang::Lang;
use huashu::learned::{Examples, Settings, train};
use huashu::linter::Linter;
use huashu::outcome::{Outcome, OutcomeKind};
use huashu::rule::file::ExampleTranscript;
use huashu::transcript::{Role, Transcript, Turn};

use super::errors::CliError;
use super::output::say;
use super::setup::RuleArgs;
use super::{Exit, GlobalArgs};

/// Arguments of `learn`.
#[derive(Debug, Args)]
pub(super) struct LearnArgs {
    /// 样例文件（JSONL）：每行 {"text", "rule", "label": "due" 或 "not-due"}，可加 "context"；同一文件写几遍就算几遍 ¦ Files of labelled examples, JSONL: {"text", "rule", "label": "due"|"not-due"}, with "context" if you like; a file named twice counts twice
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// 模型写到哪里，如 my-rules/models/mine.model ¦ Where the model is written, e.g. my-rules/models/mine.model
    #[arg(long, short, value_name = "FILE")]
    output: PathBuf,
    /// 只学这些规则；缺省为样例里出现的全部 ¦ Learn only these rules; all that the examples name where absent
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    learn: Vec<String>,
    /// 合在一起学：先判断是不是其中之一，再判断是哪一条；编号或族，可多次给出 ¦ Learn together: whether it is one of them, then which; ids or families; repeatable
    #[arg(long, value_name = "NAME=ID,ID")]
    together: Vec<String>,
    /// 与别的规则难分的规则：属于它们的句子不当反例 ¦ Rules hard to tell from others: their cases are no counter-examples
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    aside: Vec<String>,
    /// 留出的样例上至少要有这样的精确率 ¦ The least precision on examples kept aside
    #[arg(long, value_name = "0–1", default_value_t = 0.95)]
    precision: f64,
    /// 也看客户上一句说了什么（样例的 context） ¦ Look at what the customer said before, too
    #[arg(long)]
    context: bool,
    /// 把规则自带的例子也当样例 ¦ Take the rules' own examples, too
    #[arg(long)]
    own_examples: bool,
    #[command(flatten)]
    rules: RuleArgs,
}

/// Runs it.
pub(super) fn run(args: &LearnArgs, global: &GlobalArgs) -> Result<Exit, CliError> {
    let lang = global.lang();
    if !(args.precision > 0.0 && args.precision <= 1.0) {
        return Err(CliError::BadArgument {
            name: "--precision",
            value: args.precision.to_string(),
            expected: ("写 0 到 1 之间的数，如 0.95", "a number from 0 to 1, like 0.95"),
        });
    }
    let mut examples = Examples::default();
    for path in &args.files {
        let text = fs::read_to_string(path).map_err(|e| CliError::Unreadable(path.clone(), e))?;
        for (at, line) in text.lines().enumerate() {
            examples.add(line).map_err(|e| CliError::Example(path.clone(), at + 1, e))?;
        }
    }
    if args.own_examples {
        add_own(args, global, &mut examples)?;
    }
    let known = examples.rules();
    let aside = known.into_iter().filter(|rule| args.aside.iter().any(|named| names(named, rule))).collect();
    let settings = Settings { heads: heads(args, &examples)?, precision: args.precision, context: args.context, aside };
    let trained = train(&examples, &settings).map_err(CliError::Learning)?;
    if let Some(folder) = args.output.parent() {
        fs::create_dir_all(folder).map_err(|e| CliError::OutputFile(args.output.clone(), e))?;
    }
    fs::write(&args.output, &trained.text).map_err(|e| CliError::OutputFile(args.output.clone(), e))?;
    if !global.quiet {
        let n = examples.list().len();
        let (path, kb) = (args.output.display(), trained.text.len().div_ceil(1024));
        say(&match lang {
            Lang::Zh => format!("由 {n} 条样例学得 {path}（{kb} KB）。在留出的样例上："),
            Lang::En => format!("learned {path} ({kb} KB) from {n} examples. On examples kept aside:"),
        });
        for head in &trained.measured {
            let (name, due, found, wrong) = (&head.name, head.due, head.found, head.wrong);
            let precision = f64::from(found) / f64::from((found + wrong).max(1));
            let recall = f64::from(found) / f64::from(due.max(1));
            say(&match lang {
                Lang::Zh => format!(
                    "  {name}：违规 {due} 条，找到 {found}，误报 {wrong}；精确率 {precision:.2}，召回率 {recall:.2}"
                ),
                Lang::En => format!(
                    "  {name}: {due} due, {found} found, {wrong} wrong; precision {precision:.2}, recall {recall:.2}"
                ),
            });
        }
        for name in &trained.left_out {
            say(&match lang {
                Lang::Zh => format!("  {name}：达不到精确率 {}，没有收进模型", args.precision),
                Lang::En => format!("  {name}: does not reach a precision of {}, left out", args.precision),
            });
        }
    }
    Ok(Exit::Passed)
}

/// The rules to learn: those that go together under a name, every other one by itself.
fn heads(args: &LearnArgs, examples: &Examples) -> Result<BTreeMap<String, Vec<String>>, CliError> {
    let mut rules = examples.rules();
    if !args.learn.is_empty() {
        rules.retain(|rule| args.learn.iter().any(|named| names(named, rule)));
    }
    let mut heads: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for text in &args.together {
        let bad = || CliError::BadArgument {
            name: "--together",
            value: text.clone(),
            expected: (
                "写成 名字=编号,编号，如 tone=tone,refuse/alternative",
                "write NAME=ID,ID, e.g. tone=tone,refuse/alternative",
            ),
        };
        let (name, members) = text.split_once('=').ok_or_else(bad)?;
        let (own, others): (Vec<String>, Vec<String>) =
            rules.into_iter().partition(|rule| members.split(',').any(|member| names(member, rule)));
        if own.is_empty() {
            return Err(bad());
        }
        rules = others;
        heads.insert(name.to_owned(), own);
    }
    heads.extend(rules.into_iter().map(|rule| (rule.clone(), vec![rule])));
    Ok(heads)
}

/// Whether a rule is named, by its id or its family.
fn names(named: &str, rule: &str) -> bool {
    named == rule || rule.split('/').next() == Some(named)
}

/// The single sentences among the examples of the rules: due where they fail, and where they pass and no other rule
/// finds anything, not due.
fn add_own(args: &LearnArgs, global: &GlobalArgs, examples: &mut Examples) -> Result<(), CliError> {
    let rules = RuleArgs { no_learned: true, ..args.rules.clone() };
    let set = rules.load_all(global)?.set;
    let linter = Linter::new(&set);
    let learned = examples.rules();
    for rule in set.rules().iter().filter(|rule| learned.iter().any(|id| id == rule.id())) {
        for example in &rule.file.examples {
            let ExampleTranscript::Text(text) = &example.transcript else { continue };
            if text.trim().contains('\n') || text.contains("坐席：") {
                continue;
            }
            let turns = vec![Turn { role: Role::Agent, text: text.trim().to_owned(), ..Turn::default() }];
            let transcript = Transcript { turns, ..Transcript::default() };
            let clean = || {
                let fails = |o: &huashu::outcome::RuleOutcome| {
                    matches!(o.outcome, Outcome::Fail(_)) && learned.iter().any(|id| id == set.rules()[o.rule].id())
                };
                !linter.lint(&transcript).iter().any(fails)
            };
            let line = match example.outcome {
                OutcomeKind::Fail => serde_json::json!({ "text": text, "must": [rule.id()], "may": ["ALL"] }),
                OutcomeKind::Pass if clean() => serde_json::json!({ "text": text, "rule": "ALL", "label": "not-due" }),
                OutcomeKind::Pass | OutcomeKind::NotApplicable | OutcomeKind::Unknown => continue,
            };
            // What is written here is right by itself; a sentence without a word is no example.
            let _ = examples.add(&line.to_string());
        }
    }
    Ok(())
}
