//! `huashu explain`: what a rule is, why it matters, what it looks for, with examples.

use clap::Args;
use huashu::lang::Lang;
use huashu::report::words::{self, figure};
use huashu::rule::file::{ExampleFile, ExampleTranscript};
use huashu::rule::set::Rule;

use super::errors::CliError;
use super::setup::{RuleArgs, unknown_rules};
use super::{Exit, GlobalArgs, output};

/// Arguments of `explain`.
#[derive(Debug, Args)]
pub(super) struct ExplainArgs {
    /// 规则编号，如 tone/dead-end ¦ A rule's id, e.g. tone/dead-end
    #[arg(value_name = "RULE")]
    rule: String,
    #[command(flatten)]
    rules: RuleArgs,
}

/// Runs it.
pub(super) fn run(args: &ExplainArgs, global: &GlobalArgs) -> Result<Exit, CliError> {
    let setup = args.rules.load_all(global)?;
    let Some(rule) = setup.set.get(&args.rule) else {
        return Err(unknown_rules(vec![args.rule.clone()], &setup.set));
    };
    output::print(&text(rule, setup.lang))?;
    Ok(Exit::Passed)
}

fn text(rule: &Rule, lang: Lang) -> String {
    let file = &rule.file;
    let english = file.en.as_ref().filter(|_| lang == Lang::En);
    let mut out = format!("{}  {}\n\n", rule.id(), rule.title(lang));
    let mut field = |name: (&str, &str), value: &str| {
        if !value.is_empty() {
            out += &format!("{}{}{value}\n", lang.pick(name.0, name.1), lang.pick("：", ": "));
        }
    };
    let cap = file.cap.map_or(String::new(), |c| match lang {
        Lang::Zh => format!("，每个会话最多 {}", figure(c)),
        Lang::En => format!(", at most {} a conversation", figure(c)),
    });
    field(("严重程度", "severity"), words::severity(file.severity, lang));
    field(("每处扣分", "points"), &format!("{}{cap}", figure(rule.points())));
    field(("评分维度", "dimension"), &file.dimension);
    let clauses: Vec<&str> = file.clauses.iter().map(|c| c.value.as_str()).collect();
    field(("条款", "clauses"), &clauses.join(lang.pick("、", ", ")));
    field(("提示", "message"), english.map_or(&file.message, |en| &en.message));
    field(("依据", "why"), english.map_or(&file.rationale, |en| &en.rationale));
    field(("可以说", "say instead"), &file.suggest.join(lang.pick("；", "; ")));
    if !file.enabled {
        field(("状态", "state"), lang.pick("默认关闭", "off by default"));
    }
    field(("文件", "file"), &rule.source.name);
    for key in ["when", "requires", "check"] {
        if let Some(block) = block(&rule.source.text, key) {
            out += &format!("\n{block}\n");
        }
    }
    if !file.examples.is_empty() {
        out += lang.pick("\n例子：\n", "\nexamples:\n");
        out.extend(file.examples.iter().map(|e| example(e, lang)));
    }
    out
}

/// A top-level key of a YAML file with everything below it, as written.
fn block(text: &str, key: &str) -> Option<String> {
    let mut lines = text.lines().skip_while(|l| !l.strip_prefix(key).is_some_and(|rest| rest.starts_with(':')));
    let first = lines.next()?;
    let below = lines.take_while(|l| l.is_empty() || l.starts_with([' ', '#', '-']));
    let all: Vec<&str> = std::iter::once(first).chain(below).collect();
    Some(all.join("\n").trim_end().to_owned())
}

fn example(example: &ExampleFile, lang: Lang) -> String {
    let said = match &example.transcript {
        ExampleTranscript::Text(text) => text.trim_end().replace('\n', " / "),
        ExampleTranscript::Record(record) => serde_json::to_string(record).unwrap_or_default(),
        ExampleTranscript::Batch(records) => serde_json::to_string(records).unwrap_or_default(),
    };
    let at = example.at.as_ref().map_or(String::new(), |at| match lang {
        Lang::Zh => format!("（命中“{}”）", at.value),
        Lang::En => format!(" (hits “{}”)", at.value),
    });
    format!("  {}{}{said}{at}\n", words::outcome(example.outcome, lang), lang.pick("：", ": "))
}
