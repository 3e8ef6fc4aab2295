//! The report formats there are: a format is one file beside this one and one line in each `match` below.

use super::Writer;
use super::concise::Concise;
use super::csv::Csv;
use super::github::Github;
use super::gitlab::Gitlab;
use super::html::Html;
use super::human::Human;
use super::json::{Json, Jsonl};
use super::junit::Junit;
use super::markdown::Markdown;
use super::sarif::Sarif;
use super::xlsx::Xlsx;

/// A report format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// For people, on a terminal.
    Human,
    /// One line a finding.
    Concise,
    /// One JSON object.
    Json,
    /// One JSON object a conversation, the summary last.
    Jsonl,
    /// SARIF 2.1.0.
    Sarif,
    /// JUnit XML.
    Junit,
    /// Workflow commands of GitHub.
    Github,
    /// The code quality report of GitLab.
    Gitlab,
    /// A table for spreadsheets, one row a finding.
    Csv,
    /// For a merge request or a chat.
    Markdown,
    /// One page for a browser.
    Html,
    /// A workbook.
    Xlsx,
}

/// How a report is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Style {
    /// Whether colours may be used.
    pub color: bool,
    /// Columns of the terminal.
    pub width: usize,
    /// Whether it goes to a file, not to a terminal or another program.
    pub file: bool,
    /// The page (`html`) of the same run, as it is reached from this report, if there is one.
    pub page: Option<String>,
}

impl Default for Style {
    fn default() -> Self {
        Self { color: false, width: 100, file: false, page: None }
    }
}

impl Format {
    /// All formats, in the order in which help texts list them.
    pub const ALL: [Self; 12] = [
        Self::Human,
        Self::Concise,
        Self::Json,
        Self::Jsonl,
        Self::Sarif,
        Self::Junit,
        Self::Github,
        Self::Gitlab,
        Self::Csv,
        Self::Markdown,
        Self::Html,
        Self::Xlsx,
    ];

    /// The name used on the command line, and what the format is, as `中文 ¦ English`.
    #[must_use]
    pub const fn named(self) -> (&'static str, &'static str) {
        match self {
            Self::Human => ("human", "供人在终端阅读 ¦ For people, on a terminal"),
            Self::Concise => ("concise", "一个问题一行 ¦ One line a finding"),
            Self::Json => ("json", "一个 JSON 对象 ¦ One JSON object"),
            Self::Jsonl => {
                ("jsonl", "一个会话一行 JSON，最后一行是汇总 ¦ One JSON object a conversation, the summary last")
            }
            Self::Sarif => ("sarif", "SARIF 2.1.0，供代码扫描与编辑器 ¦ SARIF 2.1.0, for code scanning and editors"),
            Self::Junit => ("junit", "JUnit XML，一个会话一个测试集 ¦ JUnit XML, a suite a conversation"),
            Self::Github => ("github", "GitHub 工作流注释 ¦ Annotations of a GitHub workflow"),
            Self::Gitlab => ("gitlab", "GitLab 代码质量报告 ¦ Code quality report of GitLab"),
            Self::Csv => ("csv", "表格，一个问题一行 ¦ A table, one row a finding"),
            Self::Markdown => ("markdown", "供合并请求或群消息 ¦ For a merge request or a chat"),
            Self::Html => {
                ("html", "一个可离线打开的网页，供复核与打印 ¦ One page for a reviewer, to open offline and to print")
            }
            Self::Xlsx => ("xlsx", "工作簿，一类数据一张表 ¦ A workbook with a sheet for each kind of figure"),
        }
    }

    /// The format of a name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|f| f.named().0 == name)
    }

    /// Whether personal data are masked unless somebody asks for them. A format that is handed on, or shown where many
    /// can look, masks; one that a person or a program reads here does not.
    #[must_use]
    pub const fn redacts(self) -> bool {
        match self {
            Self::Human | Self::Concise | Self::Json | Self::Jsonl => false,
            Self::Sarif
            | Self::Junit
            | Self::Github
            | Self::Gitlab
            | Self::Csv
            | Self::Markdown
            | Self::Html
            | Self::Xlsx => true,
        }
    }

    /// What writes it.
    #[must_use]
    pub fn writer(self, style: Style) -> Writer {
        match self {
            Self::Human => Writer::Stream(Box::new(Human { color: style.color, width: style.width })),
            Self::Concise => Writer::Stream(Box::new(Concise)),
            Self::Json => Writer::Stream(Box::new(Json)),
            Self::Jsonl => Writer::Stream(Box::new(Jsonl)),
            Self::Sarif => Writer::Stream(Box::new(Sarif)),
            Self::Junit => Writer::Stream(Box::new(Junit)),
            Self::Github => Writer::Stream(Box::new(Github)),
            Self::Gitlab => Writer::Stream(Box::new(Gitlab)),
            Self::Csv => Writer::Stream(Box::new(Csv { bom: style.file })),
            Self::Markdown => Writer::Whole(Box::new(Markdown)),
            Self::Html => Writer::Stream(Box::new(Html)),
            Self::Xlsx => Writer::Whole(Box::new(Xlsx { page: style.page })),
        }
    }
}
