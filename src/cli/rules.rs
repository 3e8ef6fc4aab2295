//! `huashu rules`: the rules, or the clauses and the rules that answer for them.

use std::collections::BTreeMap;

use clap::{Args, ValueEnum};
use huashu::lang::Lang;
use huashu::report::words::{self, figure};
use huashu::rule::set::{Rule, RuleSet};
use serde::Serialize;
use unicode_width::UnicodeWidthStr;

use super::errors::CliError;
use super::setup::RuleArgs;
use super::{Exit, GlobalArgs, output};

/// Arguments of `rules`.
#[derive(Debug, Args)]
pub(super) struct RulesArgs {
    /// 按条款列出负责它的规则 ¦ List clauses and the rules that answer for them
    #[arg(long)]
    coverage: bool,
    /// 输出格式 ¦ Format
    #[arg(long, value_enum, default_value = "human")]
    format: ListFormatArg,
    #[command(flatten)]
    rules: RuleArgs,
}

/// Formats of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ListFormatArg {
    /// 供人阅读 ¦ For people
    Human,
    /// JSON
    Json,
}

/// What a rule is, for programs.
#[derive(Debug, Serialize)]
struct RuleLine<'a> {
    id: &'a str,
    title: &'a str,
    severity: &'static str,
    points: f64,
    dimension: &'a str,
    clauses: Vec<&'a str>,
    tags: &'a [String],
    enabled: bool,
}

/// Runs it.
pub(super) fn run(args: &RulesArgs, global: &GlobalArgs) -> Result<Exit, CliError> {
    let setup = args.rules.load_all(global)?;
    let selectors = [&args.rules.select, &args.rules.ignore];
    let unknown = selectors.into_iter().flatten().filter(|s| !setup.set.rules().iter().any(|r| r.is_named(s)));
    let unknown: Vec<String> = unknown.cloned().collect();
    if !unknown.is_empty() {
        return Err(super::setup::unknown_rules(unknown, &setup.set));
    }
    let named = |list: &[String], rule: &Rule| list.iter().any(|s| rule.is_named(s));
    let runs = |rule: &Rule| match setup.set.profile() {
        Some(_) => setup.selection.includes(rule),
        None => rule.file.enabled,
    };
    let off: Vec<String> = setup.set.rules().iter().filter(|r| !runs(r)).map(|r| r.id().to_owned()).collect();
    // A profile's list is of what runs; without one, of all there is.
    let listed = |rule: &Rule| setup.set.profile().is_none() || runs(rule);
    let set = setup.set.clone().filtered(|r| {
        listed(r) && (args.rules.select.is_empty() || named(&args.rules.select, r)) && !named(&args.rules.ignore, r)
    });
    let out = match (args.coverage, args.format) {
        (false, ListFormatArg::Human) => table(&set, &off, setup.lang),
        (false, ListFormatArg::Json) => json(&lines(&set, &off, setup.lang)),
        (true, ListFormatArg::Human) => coverage_table(&set, setup.lang),
        (true, ListFormatArg::Json) => json(&coverage(&set)),
    };
    output::print(&out)?;
    Ok(Exit::Passed)
}

fn lines<'s>(set: &'s RuleSet, off: &[String], lang: Lang) -> Vec<RuleLine<'s>> {
    let line = |rule| {
        let rule: &'s Rule = rule;
        RuleLine {
            id: rule.id(),
            title: rule.title(lang),
            severity: rule.file.severity.as_str(),
            points: rule.points(),
            dimension: &rule.file.dimension,
            clauses: rule.file.clauses.iter().map(|c| c.value.as_str()).collect(),
            tags: &rule.file.tags,
            enabled: !off.iter().any(|id| id == rule.id()),
        }
    };
    set.rules().iter().map(line).collect()
}

pub(super) fn json(value: &impl Serialize) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default() + "\n"
}

fn table(set: &RuleSet, off: &[String], lang: Lang) -> String {
    let by_default = lang.pick("（默认关闭）", " (off by default)");
    let rows: Vec<[String; 5]> = set
        .rules()
        .iter()
        .map(|rule| {
            [
                rule.id().to_owned(),
                words::severity(rule.file.severity, lang).to_owned(),
                figure(rule.points()),
                rule.file.dimension.value.clone(),
                format!("{}{}", rule.title(lang), if off.iter().any(|id| id == rule.id()) { by_default } else { "" }),
            ]
        })
        .collect();
    let head =
        lang.pick(["编号", "严重程度", "扣分", "维度", "名称"], ["id", "severity", "points", "dimension", "title"]);
    let mut out = columns(std::iter::once(head.map(str::to_owned)).chain(rows));
    let n = set.rules().len();
    if let Some(profile) = set.profile() {
        let ids = if off.is_empty() { "-".to_owned() } else { off.join("  ") };
        out += &match lang {
            Lang::Zh => format!("\n方案 {profile} 运行 {n} 条规则，不运行的 {} 条：{ids}\n", off.len()),
            Lang::En => format!("\nThe profile {profile} runs {n} rules and leaves {} out: {ids}\n", off.len()),
        };
        return out;
    }
    out += &match lang {
        Lang::Zh => format!("\n共 {n} 条规则；`huashu explain 编号` 说明一条。\n"),
        Lang::En => format!("\n{n} rules; `huashu explain ID` explains one.\n"),
    };
    out
}

/// Rules by clause, clauses in their natural order (S1-2 before S1-10).
fn coverage(set: &RuleSet) -> BTreeMap<ClauseKey, Vec<&str>> {
    let mut clauses: BTreeMap<ClauseKey, Vec<&str>> = BTreeMap::new();
    for rule in set.rules() {
        for clause in &rule.file.clauses {
            clauses.entry(ClauseKey::new(clause)).or_default().push(rule.id());
        }
    }
    clauses
}

fn coverage_table(set: &RuleSet, lang: Lang) -> String {
    let clauses = coverage(set);
    let rows = clauses.iter().map(|(clause, rules)| [clause.id.clone(), rules.join("  ")]);
    let head = lang.pick(["条款", "规则"], ["clause", "rules"]).map(str::to_owned);
    let mut out = columns(std::iter::once(head).chain(rows));
    let free: Vec<&str> = set.rules().iter().filter(|r| r.file.clauses.is_empty()).map(Rule::id).collect();
    if !free.is_empty() {
        out += &format!("\n{}{}\n", lang.pick("没有写条款的规则：", "Rules without a clause: "), free.join("  "));
    }
    out
}

/// A clause id that sorts by its numbers.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct ClauseKey {
    key: (String, u32),
    id: String,
}

impl ClauseKey {
    fn new(id: &str) -> Self {
        let (document, number) = id.rsplit_once('-').unwrap_or((id, "0"));
        Self { key: (document.to_owned(), number.parse().unwrap_or(0)), id: id.to_owned() }
    }
}

impl Serialize for ClauseKey {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.id)
    }
}

/// Rows with their columns aligned, by what is seen and not by bytes.
pub(super) fn columns<const N: usize>(rows: impl Iterator<Item = [String; N]>) -> String {
    let rows: Vec<[String; N]> = rows.collect();
    let mut widths = [0; N];
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.width());
        }
    }
    let mut out = String::new();
    for row in &rows {
        let mut line = String::new();
        for (width, cell) in widths.iter().zip(row) {
            line += cell;
            line += &" ".repeat(width - cell.width() + 2);
        }
        out += line.trim_end();
        out.push('\n');
    }
    out
}
