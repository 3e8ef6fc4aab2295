//! What can be wrong with a scope whose types are right: it is empty, or its parts contradict each other.

use crate::lang::Lang;

/// The ways in which a scope can be wrong.
#[derive(Debug, Clone, PartialEq)]
pub enum ScopeError {
    /// No turn and no second can lie in it.
    Empty {
        /// The key.
        key: &'static str,
        /// As written: `[5, 2]`.
        written: String,
    },
    /// Nothing lies so far from an anchor.
    Reach {
        /// The key.
        key: &'static str,
        /// As written.
        written: String,
    },
    /// Two parts that no turn and no second can both lie in.
    Disjoint {
        /// One key.
        key: &'static str,
        /// The other.
        other: &'static str,
    },
    /// A percentage below 0 or above 100.
    Percent {
        /// The key.
        key: &'static str,
        /// As written.
        value: f64,
    },
    /// Two keys that say the same thing differently.
    Clash {
        /// One key.
        key: &'static str,
        /// The other.
        other: &'static str,
    },
    /// An anchor that is neither said nor an event.
    NoAnchor(&'static str),
    /// `around` without a reach is the whole conversation.
    NoReach,
}

impl ScopeError {
    /// What is wrong, in one line.
    #[must_use]
    pub fn message(&self, lang: Lang) -> String {
        let zh = lang == Lang::Zh;
        match self {
            Self::Empty { key, written } | Self::Reach { key, written } if zh => {
                format!("范围 `{key}: {written}` 里什么也没有，永远不会命中")
            }
            Self::Empty { key, written } | Self::Reach { key, written } => {
                format!("nothing can lie in `{key}: {written}`: it can never find anything")
            }
            Self::Disjoint { key, other } if zh => format!("`{key}` 与 `{other}` 没有交集，永远不会命中"),
            Self::Disjoint { key, other } => {
                format!("`{key}` and `{other}` have nothing in common: they can never find anything")
            }
            Self::Percent { key, value } if zh => format!("`{key}` 的 {value} 应在 0 到 100 之间"),
            Self::Percent { key, value } => format!("`{key}` must be from 0 to 100, not {value}"),
            Self::Clash { key, other } if zh => format!("`{key}` 与 `{other}` 不能一起写"),
            Self::Clash { key, other } => format!("`{key}` can't be written beside `{other}`"),
            Self::NoAnchor(side) if zh => format!("`{side}` 没有写锚点"),
            Self::NoAnchor(side) => format!("`{side}` names no anchor"),
            Self::NoReach if zh => "`around` 没有写多远，等于不限范围".into(),
            Self::NoReach => "`around` does not say how far: it is the whole conversation".into(),
        }
    }

    /// What to do about it.
    #[must_use]
    pub fn help(&self, lang: Lang) -> Option<String> {
        let text = match self {
            Self::Empty { key: "turns", .. } => lang.pick(
                "从小到大写，从 1 数起；从末尾数用负数：`turns: [-3, -1]` 是最后三轮",
                "write the smaller first, counted from 1, or below 0 from the end: `turns: [-3, -1]` are the last three",
            ),
            Self::Empty { key: "seconds", .. } => lang.pick(
                "从小到大写；从末尾数用负数：`seconds: [-60, -30]`",
                "write the smaller first, or below 0 from the end: `seconds: [-60, -30]`",
            ),
            Self::Empty { key: "which", .. } => lang.pick("从 1 数起", "count from 1"),
            Self::Empty { .. } => lang.pick("写大于 0 的数，从小到大", "write numbers above 0, the smaller first"),
            Self::Reach { .. } => lang.pick(
                "写最远的距离（轮数从 1 起），或从近到远：`turns: [2, 3]`；锚点自己的轮次要用 `around`",
                "write how far at most (turns from 1), or from near to far: `turns: [2, 3]`; the anchor's own turn needs `around`",
            ),
            Self::NoAnchor(_) => lang.pick(
                "写 `said: { any: […] }`，或 `event: { type: hold }`",
                "write `said: { any: […] }` or `event: { type: hold }`",
            ),
            Self::NoReach => lang.pick(
                "写 `turns: 2`、`seconds: 30` 或 `adjacent: true`",
                "write `turns: 2`, `seconds: 30` or `adjacent: true`",
            ),
            Self::Disjoint { .. } | Self::Percent { .. } | Self::Clash { .. } => return None,
        };
        Some(text.into())
    }
}
