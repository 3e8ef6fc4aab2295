//! The report formats there are: a format is one file beside this one and one line in each `match` below.

use super::Writer;
use super::concise::Concise;
use super::human::Human;
use super::json::{Json, Jsonl};

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
}

/// How a report is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// Whether colours may be used.
    pub color: bool,
    /// Columns of the terminal.
    pub width: usize,
}

impl Default for Style {
    fn default() -> Self {
        Self { color: false, width: 100 }
    }
}

impl Format {
    /// All formats, in the order in which help texts list them.
    pub const ALL: [Self; 4] = [Self::Human, Self::Concise, Self::Json, Self::Jsonl];

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
        }
    }
}
