//! What can be wrong with a rewrite whose types are right: its pieces.

use crate::lang::Lang;

/// The ways in which a rewrite can be wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RewriteError {
    /// `{name` without its end, or `{}`.
    Piece,
    /// A piece that the pattern has twice.
    Twice(String),
    /// A piece that the pattern does not have.
    Unknown {
        /// As written.
        name: String,
        /// Those that can stand here.
        known: Vec<String>,
    },
    /// Nothing is left of the turn.
    Nothing,
    /// A pattern that holds nothing but pieces fits everything: leaving `from` out says so.
    Everything,
    /// The rule is about the batch, or about customers: there is no reply to rewrite.
    NoReply,
}

impl RewriteError {
    /// What is wrong, in one line.
    pub(super) fn message(&self, lang: Lang) -> String {
        let zh = lang == Lang::Zh;
        match self {
            Self::Piece => lang.pick("`{` 后面要有名称和 `}`", "`{` wants a name and `}` after it").into(),
            Self::Twice(name) if zh => format!("`{{{name}}}` 写了两次"),
            Self::Twice(name) => format!("`{{{name}}}` is written twice"),
            Self::Unknown { name, .. } if zh => format!("`from` 里没有 `{{{name}}}`"),
            Self::Unknown { name, .. } => format!("`from` has no piece `{{{name}}}`"),
            Self::Nothing => lang.pick("改写后什么也不剩", "nothing is left of the turn").into(),
            Self::Everything => {
                lang.pick("只有占位、没有字的 `from` 什么都匹配", "a `from` of pieces alone fits anything").into()
            }
            Self::NoReply => lang
                .pick(
                    "这条规则不针对一句回复，用不上改写",
                    "this rule is not about a reply: there is nothing to rewrite",
                )
                .into(),
        }
    }

    /// What to do about it.
    pub(super) fn help(&self, lang: Lang) -> Option<String> {
        match self {
            Self::Piece => Some(
                lang.pick("写成 {名称}，可空的写成 {名称?}", "write {name}, or {name?} for one that may be empty")
                    .into(),
            ),
            Self::Unknown { name, known } => {
                let known: Vec<String> = known.iter().map(|k| format!("{{{k}}}")).collect();
                Some(super::suggestion(&format!("{{{name}}}"), known.iter().map(String::as_str), lang))
            }
            Self::Everything => {
                Some(lang.pick("去掉 `from`，整体写作 {it}", "leave `from` out; the whole is {it}").into())
            }
            Self::Twice(_) | Self::Nothing | Self::NoReply => None,
        }
    }
}
