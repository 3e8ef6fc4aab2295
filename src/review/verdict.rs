//! What a reviewer finds: the verdict 复核结论 on one judgement of the machine, and what it says of the conversation.

use crate::lang::Lang;

/// What the machine made of a rule in a conversation, as a reviewer meets it.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Machine {
    /// It reports a finding.
    Fail,
    /// It looked and reports nothing.
    Pass,
    /// It saw nothing that the rule is about, and reports nothing.
    NotApplicable,
}

impl Machine {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Fail, Self::Pass, Self::NotApplicable];

    /// The name used in files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Fail => "fail",
            Self::Pass => "pass",
            Self::NotApplicable => "not-applicable",
        }
    }

    /// For people.
    #[must_use]
    pub const fn shown(self, lang: Lang) -> &'static str {
        match self {
            Self::Fail => lang.pick("问题", "finding"),
            Self::Pass => lang.pick("通过", "pass"),
            Self::NotApplicable => lang.pick("不适用", "not applicable"),
        }
    }

    /// The name in a file or as people read it.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        let word = word.trim();
        Self::ALL.into_iter().find(|m| [m.as_str(), m.shown(Lang::Zh), m.shown(Lang::En)].contains(&word))
    }
}

/// A reviewer's verdict.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// 正确: the machine is right, whether it reports something or not.
    Correct,
    /// 误报: it reports what is none.
    FalseAlarm,
    /// 漏报: it reports nothing, and should.
    Missed,
}

impl Verdict {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Correct, Self::FalseAlarm, Self::Missed];

    /// The name used in files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Correct => "correct",
            Self::FalseAlarm => "false-alarm",
            Self::Missed => "missed",
        }
    }

    /// For people, and in files for people.
    #[must_use]
    pub const fn shown(self, lang: Lang) -> &'static str {
        match self {
            Self::Correct => lang.pick("正确", "correct"),
            Self::FalseAlarm => lang.pick("误报", "false-alarm"),
            Self::Missed => lang.pick("漏报", "missed"),
        }
    }

    /// The verdict of a word; `Some(None)` for one that leaves it open. `None` for an unknown word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Option<Self>> {
        let word = word.trim().to_lowercase().replace([' ', '_'], "-");
        if word.is_empty() || UNDECIDED.contains(&word.as_str()) {
            return Some(None);
        }
        Self::ALL.into_iter().find(|v| [v.as_str(), v.shown(Lang::Zh)].contains(&word.as_str())).map(Some)
    }

    /// Whether it can be said of what the machine made.
    #[must_use]
    pub const fn fits(self, machine: Machine) -> bool {
        match (self, machine) {
            (Self::Correct, _)
            | (Self::FalseAlarm, Machine::Fail)
            | (Self::Missed, Machine::Pass | Machine::NotApplicable) => true,
            (Self::FalseAlarm, _) | (Self::Missed, Machine::Fail) => false,
        }
    }

    /// What it says of the conversation.
    #[must_use]
    pub const fn label(self, machine: Machine) -> Label {
        match (self, machine) {
            (Self::Correct, Machine::Fail) | (Self::Missed, _) => Label::Due,
            (Self::Correct, Machine::Pass | Machine::NotApplicable) | (Self::FalseAlarm, _) => Label::NotDue,
        }
    }

    /// The verdict on what the machine made that says this of the conversation.
    #[must_use]
    pub const fn of(label: Label, machine: Machine) -> Self {
        match (label, machine) {
            (Label::Due, Machine::Fail) | (Label::NotDue, Machine::Pass | Machine::NotApplicable) => Self::Correct,
            (Label::NotDue, Machine::Fail) => Self::FalseAlarm,
            (Label::Due, Machine::Pass | Machine::NotApplicable) => Self::Missed,
        }
    }
}

/// Words that leave a row open.
pub const UNDECIDED: [&str; 4] = ["待定", "undecided", "?", "？"];

/// Whether a finding is due.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Label {
    /// The rule is breached.
    Due,
    /// It is not.
    NotDue,
}

impl Label {
    /// As a category of nominal statistics.
    #[must_use]
    pub const fn category(self) -> usize {
        match self {
            Self::Due => 0,
            Self::NotDue => 1,
        }
    }
}

/// What became of an appeal.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Decision {
    /// 成立: the finding does not count.
    Upheld,
    /// 不成立: it stands.
    Rejected,
}

impl Decision {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Upheld, Self::Rejected];

    /// The name used in files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Upheld => "upheld",
            Self::Rejected => "rejected",
        }
    }

    /// For people, and in files for people.
    #[must_use]
    pub const fn shown(self, lang: Lang) -> &'static str {
        match self {
            Self::Upheld => lang.pick("成立", "upheld"),
            Self::Rejected => lang.pick("不成立", "rejected"),
        }
    }

    /// The decision of a word; `Some(None)` for none yet, `None` for an unknown word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Option<Self>> {
        let word = word.trim().to_lowercase();
        if word.is_empty() || UNDECIDED.contains(&word.as_str()) {
            return Some(None);
        }
        Self::ALL.into_iter().find(|d| [d.as_str(), d.shown(Lang::Zh)].contains(&word.as_str())).map(Some)
    }

    /// What it says of the conversation.
    #[must_use]
    pub const fn label(self) -> Label {
        match self {
            Self::Upheld => Label::NotDue,
            Self::Rejected => Label::Due,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_in_both_languages_are_read() {
        assert_eq!(Verdict::parse(" 误报 "), Some(Some(Verdict::FalseAlarm)));
        assert_eq!(Verdict::parse("False alarm"), Some(Some(Verdict::FalseAlarm)));
        assert_eq!(Verdict::parse("待定"), Some(None));
        assert_eq!(Verdict::parse("对"), None);
        assert_eq!(Decision::parse("不成立"), Some(Some(Decision::Rejected)));
    }

    #[test]
    fn a_verdict_and_its_label_say_the_same() {
        for machine in Machine::ALL {
            assert_eq!(Machine::parse(machine.shown(Lang::Zh)), Some(machine));
            for verdict in Verdict::ALL.into_iter().filter(|v| v.fits(machine)) {
                assert_eq!(Verdict::of(verdict.label(machine), machine), verdict);
            }
        }
    }
}
