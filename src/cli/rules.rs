//! `huashu rules`: the rules, or the clauses and the rules that answer for them.

use std::collections::BTreeMap;

use clap::{Args, ValueEnum};
use huashu::lang::Lang;
use huashu::report::words::{self, figure};
use huashu::rule::file::{ClauseFile, ClauseKind};
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
    // Of some rules, only the clauses that they answer for.
    let selected = selectors.into_iter().any(|s| !s.is_empty());
    let out = match (args.coverage, args.format) {
        (false, ListFormatArg::Human) => table(&set, setup.set.rules().len(), &off, setup.lang),
        (false, ListFormatArg::Json) => json(&lines(&set, &off, setup.lang)),
        (true, ListFormatArg::Human) => coverage_table(&set, selected, setup.lang),
        (true, ListFormatArg::Json) => json(&coverage(&set, selected, setup.lang)),
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

/// `all`: how many rules there are; `off`: those that do not run.
fn table(set: &RuleSet, all: usize, off: &[String], lang: Lang) -> String {
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
        let n = all - off.len();
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

/// A clause and what answers for it.
#[derive(Debug, Serialize)]
struct ClauseLine<'a> {
    id: &'a str,
    kind: Option<ClauseKind>,
    text: Option<&'a str>,
    rules: Vec<&'a str>,
}

impl ClauseLine<'_> {
    fn is_offline(&self) -> bool {
        self.kind == Some(ClauseKind::Offline)
    }
}

/// The clauses that are listed or that rules name, in their natural order (S1-2 before S1-10); with `only_named`, those
/// that rules name.
fn coverage(set: &RuleSet, only_named: bool, lang: Lang) -> Vec<ClauseLine<'_>> {
    let mut clauses: BTreeMap<ClauseKey, ClauseLine<'_>> = BTreeMap::new();
    for (id, clause) in set.clauses().filter(|(id, _)| !only_named && is_clause(id)) {
        let line = ClauseLine { id, kind: clause.kind(), text: Some(clause.text(lang)), rules: Vec::new() };
        clauses.insert(ClauseKey::new(id), line);
    }
    for rule in set.rules() {
        for id in &rule.file.clauses {
            let known = set.clauses().find(|(known, _)| *known == id.as_str()).map(|(_, clause)| clause);
            let line = || ClauseLine {
                id,
                kind: known.and_then(ClauseFile::kind),
                text: known.map(|k| k.text(lang)),
                rules: Vec::new(),
            };
            clauses.entry(ClauseKey::new(id)).or_insert_with(line).rules.push(rule.id());
        }
    }
    clauses.into_values().collect()
}

/// A document has an id without a number.
fn is_clause(id: &str) -> bool {
    id.contains('-')
}

fn coverage_table(set: &RuleSet, only_named: bool, lang: Lang) -> String {
    let clauses = coverage(set, only_named, lang);
    let kind = |line: &ClauseLine<'_>| line.kind.map_or("-", |k| k.name(lang)).to_owned();
    let none = lang.pick("没有规则", "no rule");
    let rows = clauses.iter().filter(|line| !line.is_offline()).map(|line| {
        let rules = if line.rules.is_empty() { none.to_owned() } else { line.rules.join("  ") };
        [line.id.to_owned(), kind(line), line.text.unwrap_or_default().to_owned(), rules]
    });
    let head = lang.pick(["条款", "种类", "要求", "规则"], ["clause", "kind", "demands", "rules"]).map(str::to_owned);
    let mut out = columns(std::iter::once(head).chain(rows));
    let offline: Vec<&ClauseLine<'_>> = clauses.iter().filter(|line| line.is_offline()).collect();
    if !offline.is_empty() {
        out += lang.pick("\n不在范围内：\n", "\nOut of scope:\n");
        let rows = offline.iter().map(|line| [line.id.to_owned(), line.text.unwrap_or_default().to_owned()]);
        out += &columns(rows);
    }
    if !only_named {
        out += &coverage_summary(set, &clauses, lang);
    }
    let free: Vec<&str> = set.rules().iter().filter(|r| r.file.clauses.is_empty()).map(Rule::id).collect();
    if !free.is_empty() {
        out += &format!("\n{}{}\n", lang.pick("没有写条款的规则：", "Rules without a clause: "), free.join("  "));
    }
    out
}

/// How many clauses of which document are answered for.
fn coverage_summary(set: &RuleSet, clauses: &[ClauseLine<'_>], lang: Lang) -> String {
    let due: Vec<&ClauseLine<'_>> = clauses.iter().filter(|line| !line.is_offline()).collect();
    let answered = due.iter().filter(|line| !line.rules.is_empty()).count();
    let offline = clauses.len() - due.len();
    let mut out = match lang {
        Lang::Zh => format!("\n{answered}/{} 条有规则负责，{offline} 条不在范围内。\n", due.len()),
        Lang::En => format!("\n{answered} of {} clauses have a rule, {offline} out of scope.\n", due.len()),
    };
    let documents =
        set.clauses().filter(|(id, _)| !is_clause(id)).map(|(id, d)| [id.to_owned(), d.text(lang).to_owned()]);
    out += &columns(documents);
    out
}

/// A clause id that sorts by its numbers.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct ClauseKey {
    document: String,
    number: u32,
    id: String,
}

impl ClauseKey {
    fn new(id: &str) -> Self {
        let (document, number) = id.rsplit_once('-').unwrap_or((id, "0"));
        Self { document: document.to_owned(), number: number.parse().unwrap_or(0), id: id.to_owned() }
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
