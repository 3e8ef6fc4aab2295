//! What can be wrong with a rule, lexicon or situation file, told to the person who wrote it.

mod rewrite;
mod scope;

use std::ops::Range;
use std::sync::Arc;

pub use rewrite::RewriteError;
pub use scope::ScopeError;

use crate::lang::Lang;
use crate::learned::ModelError;
use crate::rule::file::MAX_EXAMPLES;
use crate::rule::pattern::PatternErrorKind;

/// A file that rules come from: its name as shown to people, and its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// As shown in messages, e.g. `my-rules/tone/dead-end.yaml`.
    pub name: String,
    /// The id its path stands for, e.g. `tone/dead-end` or `lexicons/departments`.
    pub path_id: String,
    /// The file's text.
    pub text: String,
    /// Its patterns are known to be right, because it ships with huashu and the tests have checked it.
    pub checked: bool,
}

impl SourceFile {
    /// The rules folder it stands in, as its name begins.
    #[must_use]
    pub fn folder(&self) -> &str {
        self.name.rfind(&self.path_id).map_or("", |at| &self.name[..at])
    }

    /// Line and column of a byte, both from 1; columns count characters.
    #[must_use]
    pub fn place(&self, byte: usize) -> (usize, usize) {
        let before = self.text.get(..byte).unwrap_or_default();
        let line = before.rsplit('\n').next().unwrap_or_default();
        (before.matches('\n').count() + 1, line.chars().count() + 1)
    }
}

/// One thing wrong in one file.
#[derive(Debug, Clone)]
pub struct RuleError {
    /// The file.
    pub file: Arc<SourceFile>,
    /// Bytes in the file's text.
    pub at: Range<usize>,
    /// What is wrong.
    pub kind: RuleErrorKind,
}

/// The ways in which a rule file can be wrong.
#[derive(Debug, Clone, PartialEq)]
pub enum RuleErrorKind {
    /// The YAML itself.
    Yaml(String),
    /// A key that does not exist here.
    UnknownKey {
        /// As written.
        key: String,
        /// The keys that exist.
        expected: Vec<&'static str>,
    },
    /// A word that is none of a closed set.
    UnknownWord {
        /// As written.
        word: String,
        /// The words that exist.
        expected: Vec<String>,
        /// What kind of word it is.
        what: Thing,
    },
    /// A key that must be there.
    MissingKey(&'static str),
    /// A value of the wrong type.
    WrongType {
        /// What stands there.
        found: String,
        /// What should.
        expected: String,
    },
    /// The same key twice.
    DuplicateKey(String),
    /// The id is not the file's path.
    IdIsNotPath {
        /// As written.
        id: String,
        /// By the path.
        path: String,
    },
    /// Two files with the same id in one folder.
    DuplicateId(String),
    /// A pattern that does not parse.
    Pattern(PatternErrorKind),
    /// A list of patterns with nothing in it.
    NoPatterns,
    /// A figure without a limit.
    NoLimit,
    /// Limits that no figure can meet: `min` above `max`.
    EmptyLimit {
        /// As written.
        min: f64,
        /// As written.
        max: f64,
    },
    /// A limit or parameter below zero, or not a number.
    BadFigure {
        /// Its key.
        key: &'static str,
        /// As written.
        value: f64,
    },
    /// A percentage outside of what can be.
    BadPercent {
        /// Its key.
        key: &'static str,
        /// As written.
        value: f64,
    },
    /// More examples than can be compared with.
    TooManyExamples(usize),
    /// A figure over a batch inside of another check.
    NestedAggregate,
    /// A key of `limit` that its metric does not use.
    UnusedParameter {
        /// The key.
        key: &'static str,
        /// The metric.
        metric: &'static str,
        /// The keys it does use.
        used: Vec<&'static str>,
    },
    /// A key of `limit` that its metric needs.
    MissingParameter {
        /// The key.
        key: &'static str,
        /// The metric.
        metric: &'static str,
    },
    /// A scope that is empty or contradicts itself.
    Scope(ScopeError),
    /// A rewrite whose pieces are not right.
    Rewrite(RewriteError),
    /// A day that is no date.
    BadDate(String),
    /// Points or caps below zero, or not a number.
    BadPoints(f64),
    /// Rules that require each other.
    CyclicRequires(String),
    /// Situations that build on each other.
    CyclicSituation(String),
    /// A text that must say something; its key.
    EmptyText(&'static str),
    /// Not 16 hexadecimal digits.
    BadFingerprint(String),
    /// A waiver of a whole rule.
    WaivesRule(String),
    /// A waiver that names neither a fingerprint nor a rule, or both.
    WaiverTarget,
    /// Project files that extend each other.
    CyclicExtends(String),
    /// A profile is named twice in one file, by `profile` and by `extends`.
    TwoProfiles,
    /// A model file that is wrong.
    Model(ModelError),
    /// A rule that a model has not learned.
    NotLearned {
        /// The rule.
        rule: String,
        /// The model.
        model: String,
        /// The rules it has learned.
        known: Vec<String>,
    },
    /// A file that is named and can't be read.
    Unreadable {
        /// As written.
        path: String,
        /// What the system says; `None` where there is no such file.
        reason: Option<String>,
    },
}

/// The closed or user-made sets that words in rule files come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Thing {
    /// A word of the rule language.
    Word,
    /// A rule id.
    Rule,
    /// A lexicon.
    Lexicon,
    /// A situation.
    Situation,
    /// A dimension of the score.
    Dimension,
    /// A profile.
    Profile,
    /// A model.
    Model,
}

impl Thing {
    const fn name(self, lang: Lang) -> &'static str {
        match self {
            Self::Word => lang.pick("取值", "value"),
            Self::Rule => lang.pick("规则", "rule"),
            Self::Lexicon => lang.pick("词表", "lexicon"),
            Self::Situation => lang.pick("情形", "situation"),
            Self::Dimension => lang.pick("评分维度", "dimension"),
            Self::Profile => lang.pick("方案", "profile"),
            Self::Model => lang.pick("模型", "model"),
        }
    }
}

impl RuleError {
    /// What is wrong, in one line.
    #[must_use]
    pub fn message(&self, lang: Lang) -> String {
        let zh = lang == Lang::Zh;
        match &self.kind {
            RuleErrorKind::Yaml(text) if zh => format!("不是合法的 YAML：{text}"),
            RuleErrorKind::Yaml(text) => format!("not valid YAML: {text}"),
            RuleErrorKind::UnknownKey { key, .. } if zh => format!("没有 `{key}` 这个键"),
            RuleErrorKind::UnknownKey { key, .. } => format!("there is no key `{key}` here"),
            RuleErrorKind::UnknownWord { word, what, .. } if zh => format!("没有{} `{word}`", what.name(lang)),
            RuleErrorKind::UnknownWord { word, what, .. } => format!("there is no {} `{word}`", what.name(lang)),
            RuleErrorKind::MissingKey(key) if zh => format!("缺少 `{key}`"),
            RuleErrorKind::MissingKey(key) => format!("`{key}` is missing"),
            RuleErrorKind::WrongType { found, expected } if zh => format!("这里应为 {expected}，写的是 {found}"),
            RuleErrorKind::WrongType { found, expected } => format!("expected {expected}, found {found}"),
            RuleErrorKind::DuplicateKey(key) if zh => format!("`{key}` 写了两次"),
            RuleErrorKind::DuplicateKey(key) => format!("`{key}` is written twice"),
            RuleErrorKind::IdIsNotPath { id, path } if zh => format!("编号 `{id}` 与文件路径 `{path}` 不一致"),
            RuleErrorKind::IdIsNotPath { id, path } => format!("the id `{id}` is not the file's path `{path}`"),
            RuleErrorKind::DuplicateId(id) if zh => format!("编号 `{id}` 已经用过"),
            RuleErrorKind::DuplicateId(id) => format!("the id `{id}` is taken"),
            RuleErrorKind::Pattern(kind) => pattern_message(kind, lang),
            RuleErrorKind::NoPatterns => lang
                .pick("没有写任何话术模式，这条检查永远不会命中", "no patterns: this check can never find anything")
                .into(),
            RuleErrorKind::NoLimit => lang.pick("`limit` 需要 `max` 或 `min`", "`limit` needs `max` or `min`").into(),
            RuleErrorKind::EmptyLimit { min, max } if zh => format!("下限 {min} 大于上限 {max}，没有数值能满足"),
            RuleErrorKind::EmptyLimit { min, max } => {
                format!("`min` {min} is above `max` {max}: no figure can meet it")
            }
            RuleErrorKind::BadFigure { key, value } if zh => format!("`{key}` 的 {value} 应为不小于 0 的数"),
            RuleErrorKind::BadFigure { key, value } => format!("`{key}` must be a number from 0, not {value}"),
            RuleErrorKind::BadPercent { key, value } if zh => format!("`{key}` 的 {value} 应为 0 到 100 的百分数"),
            RuleErrorKind::BadPercent { key, value } => {
                format!("`{key}` must be a percentage from 0 to 100, not {value}")
            }
            RuleErrorKind::TooManyExamples(n) if zh => format!("`to` 有 {n} 句，最多 {MAX_EXAMPLES} 句"),
            RuleErrorKind::TooManyExamples(n) => format!("`to` has {n} sentences; {MAX_EXAMPLES} is the most"),
            RuleErrorKind::NestedAggregate => lang
                .pick(
                    "`aggregate` 针对整批会话，不能放在别的检查里",
                    "`aggregate` is about the whole batch and cannot be part of another check",
                )
                .into(),
            RuleErrorKind::UnusedParameter { key, metric, .. } if zh => format!("指标 `{metric}` 用不到 `{key}`"),
            RuleErrorKind::UnusedParameter { key, metric, .. } => format!("the metric `{metric}` does not use `{key}`"),
            RuleErrorKind::MissingParameter { key, metric } if zh => format!("指标 `{metric}` 需要 `{key}`"),
            RuleErrorKind::MissingParameter { key, metric } => format!("the metric `{metric}` needs `{key}`"),
            RuleErrorKind::Scope(error) => error.message(lang),
            RuleErrorKind::Rewrite(error) => error.message(lang),
            RuleErrorKind::BadDate(text) if zh => format!("`{text}` 不是日期"),
            RuleErrorKind::BadDate(text) => format!("`{text}` is no date"),
            RuleErrorKind::BadPoints(points) if zh => format!("分值 {points} 不能小于 0"),
            RuleErrorKind::BadPoints(points) => format!("points of {points} are below 0"),
            RuleErrorKind::CyclicRequires(id) if zh => format!("规则 `{id}` 的前提最终是它自己"),
            RuleErrorKind::CyclicRequires(id) => format!("rule `{id}` requires itself in the end"),
            RuleErrorKind::CyclicSituation(id) if zh => format!("情形 `{id}` 的条件最终是它自己"),
            RuleErrorKind::CyclicSituation(id) => format!("situation `{id}` builds on itself in the end"),
            RuleErrorKind::EmptyText(key) if zh => format!("`{key}` 是空的"),
            RuleErrorKind::EmptyText(key) => format!("`{key}` is empty"),
            RuleErrorKind::BadFingerprint(text) if zh => format!("`{text}` 不是指纹"),
            RuleErrorKind::BadFingerprint(text) => format!("`{text}` is no fingerprint"),
            RuleErrorKind::WaivesRule(id) if zh => format!("这条豁免涵盖规则 `{id}` 的全部问题"),
            RuleErrorKind::WaivesRule(id) => format!("this waives every finding of the rule `{id}`"),
            RuleErrorKind::WaiverTarget => lang
                .pick("豁免要么写 `fingerprint`，要么写 `rule`", "a waiver has either `fingerprint` or `rule`")
                .into(),
            RuleErrorKind::CyclicExtends(name) if zh => format!("`{name}` 的底本最终是它自己"),
            RuleErrorKind::CyclicExtends(name) => format!("`{name}` extends itself in the end"),
            RuleErrorKind::TwoProfiles => {
                lang.pick("`profile` 和 `extends` 各写了一个方案", "`profile` and `extends` name a profile each").into()
            }
            RuleErrorKind::Model(error) => error.message(lang),
            RuleErrorKind::NotLearned { rule, model, .. } if zh => format!("模型“{model}”没有学过规则“{rule}”"),
            RuleErrorKind::NotLearned { rule, model, .. } => format!("the model `{model}` has not learned `{rule}`"),
            RuleErrorKind::Unreadable { path, reason } => match reason {
                None if zh => format!("没有文件 `{path}`"),
                None => format!("there is no file `{path}`"),
                Some(reason) if zh => format!("读不了 `{path}`：{reason}"),
                Some(reason) => format!("can't read `{path}`: {reason}"),
            },
        }
    }

    /// What to do about it.
    #[must_use]
    pub fn help(&self, lang: Lang) -> Option<String> {
        let zh = lang == Lang::Zh;
        match &self.kind {
            RuleErrorKind::UnknownKey { key, expected } => Some(suggestion(key, expected.iter().copied(), lang)),
            RuleErrorKind::UnknownWord { word, expected, .. } => {
                Some(suggestion(word, expected.iter().map(String::as_str), lang))
            }
            RuleErrorKind::IdIsNotPath { path, .. } if zh => Some(format!("写成 `id: {path}`，或者移动文件")),
            RuleErrorKind::IdIsNotPath { path, .. } => Some(format!("write `id: {path}`, or move the file")),
            RuleErrorKind::Model(error) => Some(error.help(lang).into()),
            RuleErrorKind::NotLearned { rule, known, .. } => {
                Some(suggestion(rule, known.iter().map(String::as_str), lang))
            }
            RuleErrorKind::BadDate(_) => Some(lang.pick("按 2026-01-31 的样子写", "write it like 2026-01-31").into()),
            RuleErrorKind::Scope(error) => error.help(lang),
            RuleErrorKind::Rewrite(error) => error.help(lang),
            RuleErrorKind::Pattern(kind) => pattern_help(kind, lang),
            RuleErrorKind::NoLimit => Some(
                lang.pick(
                    "写上限 `max: 10`，或分渠道 `max: { call: 5, chat: 60 }`",
                    "write a limit like `max: 10`, or one a channel: `max: { call: 5, chat: 60 }`",
                )
                .into(),
            ),
            RuleErrorKind::UnusedParameter { key: "min", .. } => None,
            RuleErrorKind::UnusedParameter { key, used, .. } => Some(unused(key, used, lang)),
            RuleErrorKind::MissingParameter { key: "case", .. } => Some(
                lang.pick(
                    "写 `case: { until: answer }` 或 `until: call-back`",
                    "write `case: { until: answer }`, or `until: call-back`",
                )
                .into(),
            ),
            RuleErrorKind::TwoProfiles => Some(
                lang.pick(
                    "只留一个；`extends` 也可以写文件路径",
                    "keep one; `extends` may also name a file by its path",
                )
                .into(),
            ),
            RuleErrorKind::Unreadable { .. } => {
                Some(lang.pick("路径相对于写它的文件", "paths are relative to the file that names them").into())
            }
            RuleErrorKind::EmptyText("by") => Some(lang.pick("写明由谁负责", "say who answers for it").into()),
            RuleErrorKind::EmptyText(_) => Some(lang.pick("写明原因", "say why").into()),
            RuleErrorKind::BadFingerprint(_) => Some(
                lang.pick(
                    "从 JSON 报告里抄 16 位十六进制的 `fingerprint`，加引号",
                    "copy the 16 hexadecimal digits of `fingerprint` from a JSON report, in quotes",
                )
                .into(),
            ),
            RuleErrorKind::WaivesRule(_) => Some(
                lang.pick(
                    "再写 `conversation`、`agent` 或 `text`；要停用整条规则，用 huashu.yaml 的 `ignore`",
                    "add `conversation`, `agent` or `text`; to switch a rule off, use `ignore` in huashu.yaml",
                )
                .into(),
            ),
            RuleErrorKind::NoPatterns => {
                Some(lang.pick("在 `any:` 下至少写一条", "write at least one under `any:`").into())
            }
            RuleErrorKind::WrongType { .. } | RuleErrorKind::MissingKey(_) => Some(match self.file.path_id.as_str() {
                "" if zh => "`huashu schema config` 给出 huashu.yaml 的全部键".into(),
                "" => "`huashu schema config` prints every key of huashu.yaml".into(),
                "waivers" if zh => "`huashu schema waivers` 给出豁免文件的全部键".into(),
                "waivers" => "`huashu schema waivers` prints every key of a file of waivers".into(),
                _ if zh => "`huashu schema rule` 给出规则文件的全部键".into(),
                _ => "`huashu schema rule` prints every key of a rule file".into(),
            }),
            _ => None,
        }
    }

    /// Line and column (characters) of its start, from 1.
    #[must_use]
    pub fn line_column(&self) -> (usize, usize) {
        let at = self.at.start.min(self.file.text.len());
        let before = self.file.text.get(..at).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        (line, column)
    }
}

fn pattern_message(kind: &PatternErrorKind, lang: Lang) -> String {
    if lang == Lang::En {
        return kind.to_string();
    }
    match kind {
        PatternErrorKind::Empty => "话术模式是空的".into(),
        PatternErrorKind::Unclosed(c) => format!("`{c}` 没有收尾"),
        PatternErrorKind::Unopened(c) => format!("`{c}` 没有开头"),
        PatternErrorKind::BareAlternative => "`|` 只能写在括号里".into(),
        PatternErrorKind::BadGap => format!("间隔写作 …{{n}}，n 在 1 到 {} 之间", super::pattern::MAX_GAP),
        PatternErrorKind::UnknownLexicon(name) => format!("没有词表 `{name}`"),
        PatternErrorKind::CyclicLexicon(name) => format!("词表 `{name}` 包含了它自己"),
        PatternErrorKind::BareOptional(c) => format!("词组里的 `{c}?` 是问号；可省的字写作 `({c})?`"),
        PatternErrorKind::OptionalComma => "逗号本来就可有可无，后面不用写 `?`".into(),
        PatternErrorKind::RegexSyntax(c) => format!("`{c}` 在这里没有含义；间隔写作 …，其他写成 `/正则表达式/`"),
        PatternErrorKind::NegatedClass => "没有 `[^…]` 这种写法；写成 `/正则表达式/`".into(),
        PatternErrorKind::BadRegex(text) => format!("不是合法的正则表达式：{text}"),
        PatternErrorKind::MatchesEmpty => "这条话术模式连空文本也匹配".into(),
        PatternErrorKind::TooLarge => "这条话术模式太大".into(),
    }
}

fn pattern_help(kind: &PatternErrorKind, lang: Lang) -> Option<String> {
    let text = match kind {
        PatternErrorKind::BareAlternative => lang.pick("写成 (甲|乙)，或者分成两条", "write (a|b), or two patterns"),
        PatternErrorKind::Unclosed(_) | PatternErrorKind::Unopened(_) => {
            lang.pick("如果要匹配这个字符本身，前面加 \\", "to match the character itself, put \\ before it")
        }
        PatternErrorKind::MatchesEmpty => {
            lang.pick("至少要有一个不可省略的词", "at least one word of it must not be optional")
        }
        _ => return None,
    };
    Some(text.into())
}

/// What to do about a key that a metric does not use.
fn unused(key: &str, used: &[&str], lang: Lang) -> String {
    let list = used.iter().map(|k| format!("`{k}`")).collect::<Vec<_>>().join(lang.pick("、", ", "));
    match (lang, used.is_empty()) {
        (Lang::Zh, true) => format!("去掉 `{key}`；它只用 `max` 和 `min`"),
        (Lang::En, true) => format!("remove `{key}`: it takes `max` and `min` only"),
        (Lang::Zh, false) => format!("去掉 `{key}`；除 `max`、`min` 外它用 {list}"),
        (Lang::En, false) => format!("remove `{key}`: besides `max` and `min` it uses {list}"),
    }
}

/// The nearest of the words that exist, or all of them where none is near, as help for a person.
#[must_use]
pub fn suggestion<'a>(word: &str, expected: impl Iterator<Item = &'a str>, lang: Lang) -> String {
    let expected: Vec<&str> = expected.collect();
    let near = expected
        .iter()
        .map(|e| (strsim::normalized_damerau_levenshtein(word, e), *e))
        .filter(|(score, _)| *score >= 0.5)
        .max_by(|a, b| a.0.total_cmp(&b.0));
    if let Some((_, near)) = near {
        return match lang {
            Lang::Zh => format!("是不是想写 `{near}`？"),
            Lang::En => format!("did you mean `{near}`?"),
        };
    }
    let shown = expected.iter().take(20).map(|e| format!("`{e}`")).collect::<Vec<_>>();
    let more = expected.len() > shown.len();
    let list = shown.join(lang.pick("、", ", ")) + if more { " …" } else { "" };
    match lang {
        Lang::Zh => format!("这里可以写：{list}"),
        Lang::En => format!("possible here: {list}"),
    }
}

impl From<(&Arc<SourceFile>, &serde_saphyr::Error)> for RuleError {
    fn from((file, error): (&Arc<SourceFile>, &serde_saphyr::Error)) -> Self {
        use serde_saphyr::Error as Yaml;
        let error = error.without_snippet();
        let mut at = error.location().map_or(0..0, |location| {
            let start = location.span().byte_offset().unwrap_or(0) as usize;
            let len = location.span().byte_len().unwrap_or(0) as usize;
            start..start + len
        });
        let kind = match error {
            Yaml::SerdeUnknownField { field, expected, .. } => {
                RuleErrorKind::UnknownKey { key: field.clone(), expected: expected.clone() }
            }
            Yaml::SerdeUnknownVariant { variant, expected, .. } => RuleErrorKind::UnknownWord {
                word: variant.clone(),
                expected: expected.iter().map(ToString::to_string).collect(),
                what: Thing::Word,
            },
            Yaml::SerdeMissingField { field, .. } => RuleErrorKind::MissingKey(field),
            Yaml::SerdeInvalidType { unexpected, expected, .. }
            | Yaml::SerdeInvalidValue { unexpected, expected, .. } => {
                RuleErrorKind::WrongType { found: unexpected.clone(), expected: expected.clone() }
            }
            Yaml::DuplicateMappingKey { key, .. } => RuleErrorKind::DuplicateKey(key.clone().unwrap_or_default()),
            other => {
                let text = other.render();
                let (text, place) = without_place(text.lines().next().unwrap_or_default());
                if let (true, Some((line, column))) = (at.is_empty(), place) {
                    at = byte_at(&file.text, line, column);
                }
                match text.strip_prefix("invalid ") {
                    Some(expected) if !at.is_empty() => RuleErrorKind::WrongType {
                        found: format!("`{}`", file.text.get(at.clone()).unwrap_or_default()),
                        expected: expected.to_owned(),
                    },
                    _ => RuleErrorKind::Yaml(text.to_owned()),
                }
            }
        };
        Self { file: Arc::clone(file), at, kind }
    }
}

/// A message of the YAML parser without `at line 8, column 10` at its end, and that place.
fn without_place(text: &str) -> (&str, Option<(usize, usize)>) {
    let Some((head, place)) = text.rsplit_once(" at line ") else { return (text, None) };
    let numbers = place.split_once(", column ").and_then(|(l, c)| Some((l.parse().ok()?, c.trim().parse().ok()?)));
    match numbers {
        Some(place) => (head, Some(place)),
        None => (text, None),
    }
}

/// The byte of a line and a column (characters), both from 1, as an empty range.
fn byte_at(text: &str, line: usize, column: usize) -> Range<usize> {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let rest = text.get(start..).unwrap_or_default();
    let at = start + rest.char_indices().nth(column.saturating_sub(1)).map_or(rest.len(), |(at, _)| at);
    at..at
}
