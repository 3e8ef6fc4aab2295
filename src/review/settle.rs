//! What is held of an item in the end, apart from what the machine made of it.

use super::sheet::Item;
use super::verdict::{Decision, Label, Verdict};

/// The end of the matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settled {
    /// Whether a finding is due.
    pub label: Label,
    /// Who says so.
    pub by: String,
    /// Why, as far as they say.
    pub reason: String,
    /// It was settled by an appeal.
    pub appeal: bool,
}

impl Settled {
    /// The verdict on the machine.
    #[must_use]
    pub const fn verdict(&self, item: &Item) -> Verdict {
        Verdict::of(self.label, item.machine)
    }
}

/// What is open about an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Open {
    /// Nobody has said anything.
    Undecided,
    /// As many say one thing as the other.
    Split,
}

/// Settles an item: the decision on an appeal comes first, then the arbiter, then what most reviewers say.
///
/// # Errors
/// It is open.
pub fn settle(item: &Item, arbiter: Option<&str>) -> Result<Settled, Open> {
    if let Some(appeal) = &item.appeal
        && let Some(decision) = appeal.decision
    {
        let reason = match decision {
            Decision::Upheld => appeal.reason.clone(),
            Decision::Rejected => String::new(),
        };
        return Ok(Settled { label: decision.label(), by: appeal.decided_by.clone(), reason, appeal: true });
    }
    let given: Vec<(Label, &str, &str)> = item
        .answers
        .iter()
        .filter_map(|a| Some((a.verdict?.label(item.machine), a.reviewer.as_deref()?, a.comment.as_str())))
        .collect();
    let one = |label: Label, given: &[(Label, &str, &str)]| {
        let mine = || given.iter().filter(|(l, ..)| *l == label);
        let by: Vec<&str> = mine().map(|(_, by, _)| *by).collect();
        let mut reasons: Vec<&str> = Vec::new();
        for (_, _, reason) in mine().filter(|(_, _, reason)| !reason.is_empty()) {
            if !reasons.contains(reason) {
                reasons.push(reason);
            }
        }
        Settled { label, by: by.join("、"), reason: reasons.join("；"), appeal: false }
    };
    if let Some(last) = given.iter().find(|(_, by, _)| Some(*by) == arbiter) {
        return Ok(one(last.0, &[*last]));
    }
    let due = given.iter().filter(|(label, ..)| *label == Label::Due).count();
    match (due, given.len() - due) {
        (0, 0) => Err(Open::Undecided),
        (due, not) if due == not => Err(Open::Split),
        (due, not) => Ok(one(if due > not { Label::Due } else { Label::NotDue }, &given)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::review::sheet::{Answer, Appeal};

    fn item(answers: &[(&str, Verdict)]) -> Item {
        let answer = |(by, verdict): &(&str, Verdict)| Answer {
            reviewer: Some((*by).to_owned()),
            verdict: Some(*verdict),
            comment: format!("{by}说"),
        };
        Item { answers: answers.iter().map(answer).collect(), ..Item::default() }
    }

    #[test]
    fn most_reviewers_then_the_arbiter_then_the_appeal() {
        use Verdict::{Correct, FalseAlarm};
        assert_eq!(settle(&item(&[]), None), Err(Open::Undecided));
        let mut two = item(&[("张", Correct), ("李", FalseAlarm)]);
        assert_eq!(settle(&two, None), Err(Open::Split));
        let found = settle(&two, Some("李")).unwrap();
        assert_eq!((found.label, found.by.as_str(), found.reason.as_str()), (Label::NotDue, "李", "李说"));
        let three = item(&[("张", Correct), ("李", FalseAlarm), ("王", Correct)]);
        assert_eq!(settle(&three, None).unwrap().by, "张、王");
        two.appeal = Some(Appeal {
            decision: Some(Decision::Upheld),
            decided_by: "主管".into(),
            reason: "客户要求".into(),
            by: "A7".into(),
        });
        let found = settle(&two, Some("张")).unwrap();
        assert_eq!((found.label, found.by.as_str(), found.appeal), (Label::NotDue, "主管", true));
    }
}
