//! The columns of a review workbook: what is written above them, and how they are found again.

use crate::lang::Lang;

/// A column of any of the sheets. They are found by their heads, wherever they stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "`head` says what each holds")]
pub enum Column {
    Conversation,
    Agent,
    Team,
    Title,
    Outcome,
    Severity,
    Turn,
    Words,
    Context,
    Message,
    Clauses,
    Rationale,
    Verdict,
    Comment,
    Reviewer,
    AppealBy,
    AppealReason,
    AppealDecision,
    DecidedBy,
    Rule,
    Weight,
    Fingerprint,
    Id,
    Score,
    Grade,
    HumanScore,
    Read,
    Stratum,
    Source,
    Quiet,
    Role,
    At,
    Text,
    Key,
    Value,
    Population,
    Drawn,
    Fail,
    QuietCount,
    Unknown,
}

impl Column {
    const ALL: [Self; 40] = [
        Self::Conversation,
        Self::Agent,
        Self::Team,
        Self::Title,
        Self::Outcome,
        Self::Severity,
        Self::Turn,
        Self::Words,
        Self::Context,
        Self::Message,
        Self::Clauses,
        Self::Rationale,
        Self::Verdict,
        Self::Comment,
        Self::Reviewer,
        Self::AppealBy,
        Self::AppealReason,
        Self::AppealDecision,
        Self::DecidedBy,
        Self::Rule,
        Self::Weight,
        Self::Fingerprint,
        Self::Id,
        Self::Score,
        Self::Grade,
        Self::HumanScore,
        Self::Read,
        Self::Stratum,
        Self::Source,
        Self::Quiet,
        Self::Role,
        Self::At,
        Self::Text,
        Self::Key,
        Self::Value,
        Self::Population,
        Self::Drawn,
        Self::Fail,
        Self::QuietCount,
        Self::Unknown,
    ];

    /// What is written above it.
    #[must_use]
    pub const fn head(self, lang: Lang) -> &'static str {
        let (zh, en) = match self {
            Self::Conversation => ("会话", "Conversation"),
            Self::Agent => ("坐席", "Agent"),
            Self::Team => ("班组", "Team"),
            Self::Title => ("规则名称", "Title"),
            Self::Outcome => ("机器判定", "Machine"),
            Self::Severity => ("严重程度", "Severity"),
            Self::Turn => ("轮次", "Turn"),
            Self::Words => ("原话", "Words"),
            Self::Context => ("上下文", "Context"),
            Self::Message => ("说明", "What"),
            Self::Clauses => ("条款", "Clauses"),
            Self::Rationale => ("依据", "Why"),
            Self::Verdict => ("结论", "Verdict"),
            Self::Comment => ("备注", "Comment"),
            Self::Reviewer => ("复核人", "Reviewer"),
            Self::AppealBy => ("申诉人", "Appeal by"),
            Self::AppealReason => ("申诉理由", "Appeal reason"),
            Self::AppealDecision => ("申诉裁定", "Decision"),
            Self::DecidedBy => ("裁定人", "Decided by"),
            Self::Rule => ("规则", "Rule"),
            Self::Weight => ("权重", "Weight"),
            Self::Fingerprint => ("指纹", "Fingerprint"),
            Self::Id => ("编号", "Id"),
            Self::Score => ("机器得分", "Machine score"),
            Self::Grade => ("等级", "Grade"),
            Self::HumanScore => ("人工得分", "Human score"),
            Self::Read => ("已通读", "Read in full"),
            Self::Stratum => ("层", "Stratum"),
            Self::Source => ("来源", "Source"),
            Self::Quiet => ("未报的规则", "Quiet rules"),
            Self::Role => ("角色", "Role"),
            Self::At => ("时间", "At"),
            Self::Text => ("内容", "Said"),
            Self::Key => ("项目", "Key"),
            Self::Value => ("值", "Value"),
            Self::Population => ("总数", "Population"),
            Self::Drawn => ("抽取", "Drawn"),
            Self::Fail => ("报出的会话", "Conversations with findings"),
            Self::QuietCount => ("未报的会话", "Quiet conversations"),
            Self::Unknown => ("无法判定的会话", "Unknown conversations"),
        };
        lang.pick(zh, en)
    }

    /// The column with this head, in either language.
    #[must_use]
    pub fn of(head: &str) -> Option<Self> {
        let head = head.trim();
        Self::ALL.into_iter().find(|c| c.head(Lang::Zh) == head || c.head(Lang::En).eq_ignore_ascii_case(head))
    }
}

/// The sheets of a review workbook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sheet {
    /// How to fill it in.
    Guide,
    /// What asks for a verdict.
    Items,
    /// Conversations as a whole.
    Conversations,
    /// What the machine missed.
    Missed,
    /// What was said.
    Turns,
    /// The rules, with what they came to.
    Rules,
    /// How the sample was drawn.
    Sample,
    /// The strata.
    Strata,
}

impl Sheet {
    /// All of them, in their order.
    pub const ALL: [Self; 8] = [
        Self::Guide,
        Self::Items,
        Self::Conversations,
        Self::Missed,
        Self::Turns,
        Self::Rules,
        Self::Sample,
        Self::Strata,
    ];

    /// Its name.
    #[must_use]
    pub const fn name(self, lang: Lang) -> &'static str {
        match self {
            Self::Guide => lang.pick("说明", "Guide"),
            Self::Items => lang.pick("复核", "Review"),
            Self::Conversations => lang.pick("会话", "Conversations"),
            Self::Missed => lang.pick("漏报", "Missed"),
            Self::Turns => lang.pick("对话", "Turns"),
            Self::Rules => lang.pick("规则", "Rules"),
            Self::Sample => lang.pick("抽样", "Sample"),
            Self::Strata => lang.pick("分层", "Strata"),
        }
    }

    /// The sheet of a name, in either language.
    #[must_use]
    pub fn of(name: &str) -> Option<Self> {
        let name = name.trim();
        Self::ALL.into_iter().find(|s| s.name(Lang::Zh) == name || s.name(Lang::En).eq_ignore_ascii_case(name))
    }
}

/// The name of a column as spreadsheets show it: A, B … Z, AA.
#[must_use]
pub fn letters(column: usize) -> String {
    let letter = char::from(b'A' + (column % 26) as u8);
    match column / 26 {
        0 => letter.to_string(),
        more => letters(more - 1) + &letter.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_and_sheets_are_found_by_their_names() {
        for lang in [Lang::Zh, Lang::En] {
            for column in Column::ALL {
                assert_eq!(Column::of(column.head(lang)), Some(column));
            }
            for sheet in Sheet::ALL {
                assert_eq!(Sheet::of(sheet.name(lang)), Some(sheet));
            }
        }
        assert_eq!([0, 25, 26, 701, 702].map(letters), ["A", "Z", "AA", "ZZ", "AAA"]);
    }
}
