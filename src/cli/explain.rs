//! `huashu explain`: what a rule is, why it matters, what it looks for, with examples; or why it came out as it did on
//! one conversation.

use std::path::PathBuf;

use clap::Args;
use huashu::cases::CaseLedger;
use huashu::lang::Lang;
use huashu::linter::Linter;
use huashu::read::Record;
use huashu::report;
use huashu::report::words::{self, figure};
use huashu::rule::file::{ExampleFile, ExampleTranscript};
use huashu::rule::set::Rule;
use huashu::transcript::Transcript;
use huashu::why;

use super::errors::CliError;
use super::inputs::InputArgs;
use super::setup::{RuleArgs, Setup, unknown_rules};
use super::{Exit, GlobalArgs, output};

/// Arguments of `explain`.
#[derive(Debug, Args)]
#[command(allow_missing_positional = true)]
pub(super) struct ExplainArgs {
    /// 要解释其结果的会话：文件#会话编号；不写编号则取第一个 ¦ A conversation whose outcome is explained; the first where no id is given
    #[arg(value_name = "FILE#ID")]
    conversation: Option<String>,
    /// 规则编号，如 tone/dead-end ¦ A rule's id, e.g. tone/dead-end
    #[arg(value_name = "RULE", required = true)]
    rule: String,
    #[command(flatten)]
    rules: RuleArgs,
}

/// Runs it.
pub(super) fn run(args: &ExplainArgs, global: &GlobalArgs) -> Result<Exit, CliError> {
    let setup = args.rules.load_all(global)?.of_script_profile();
    let Some(index) = setup.set.rules().iter().position(|r| r.id() == args.rule) else {
        return Err(unknown_rules(vec![args.rule.clone()], &setup.set));
    };
    let rule = &setup.set.rules()[index];
    let text = match &args.conversation {
        None => text(rule, &setup),
        Some(conversation) => {
            let mut linter = Linter::new(&setup.set);
            let transcript = find(conversation, &setup, &mut linter)?;
            let why = why::explain(&setup.set, &linter, index, &transcript);
            why.map_or(String::new(), |why| report::why::text(&why, rule, &transcript, setup.lang))
        }
    };
    output::print(&text)?;
    Ok(Exit::Passed)
}

/// The conversation that `FILE#ID` names; the others of the file tell of its case.
fn find(named: &str, setup: &Setup, linter: &mut Linter) -> Result<Transcript, CliError> {
    let (path, id) = match named.split_once('#') {
        Some((path, id)) if !PathBuf::from(named).exists() => (path, Some(id)),
        _ => (named, None),
    };
    let inputs = InputArgs { paths: vec![PathBuf::from(path)], ..InputArgs::default() }.find(&setup.config);
    let mut known = Vec::new();
    let mut found = None;
    let mut cases = CaseLedger::default();
    for record in inputs.records() {
        let transcript = match record {
            Record::Transcript(transcript) => *transcript,
            Record::Skipped(skipped) if id.is_none() && found.is_none() => {
                return Err(CliError::Unread(PathBuf::from(skipped.source), skipped.reason));
            }
            Record::Skipped(_) => continue,
        };
        cases.add(&transcript);
        // Conversations without an id are named by their file and number: `calls.jsonl#3`.
        let numbered = |id: &str| transcript.id.rsplit_once('#').is_some_and(|(_, number)| number == id);
        if found.is_none() && id.is_none_or(|id| transcript.id == id || numbered(id)) {
            found = Some(transcript);
        } else {
            known.push(transcript.id);
        }
    }
    linter.link(cases);
    match (found, id) {
        (Some(transcript), _) => Ok(transcript),
        (None, Some(id)) if !known.is_empty() => Err(CliError::UnknownConversation { given: id.to_owned(), known }),
        (None, _) => Err(CliError::NoConversations),
    }
}

fn text(rule: &Rule, setup: &Setup) -> String {
    let lang = setup.lang;
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
    if let Some(profile) = setup.set.profile() {
        let runs = match (setup.selection.includes(rule), lang) {
            (true, Lang::Zh) => format!("方案 {profile} 中运行"),
            (false, Lang::Zh) => format!("方案 {profile} 中不运行"),
            (true, Lang::En) => format!("runs under the profile {profile}"),
            (false, Lang::En) => format!("does not run under the profile {profile}"),
        };
        field(("状态", "state"), &runs);
    } else if !file.enabled {
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
