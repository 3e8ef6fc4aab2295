//! Checks, one file a kind: what a rule looks for, compiled, and run on one conversation.
//!
//! A check sees hits, clocks and metadata; it never searches raw text and never phrases a message.

mod aggregate;
mod applies;
mod as_json;
mod clock;
mod compile;
mod condition;
mod conversation;
mod entity;
mod field;
mod forbid;
mod learned;
mod limit;
mod phase;
mod ratio;
mod repeat;
mod require;
mod respond;
mod said;
mod scope;
mod sequence;
mod similar;
mod spoken;
mod unless;

pub(crate) use applies::Applies;
pub(crate) use compile::Compiler;
pub(crate) use conversation::Conversation;
pub(crate) use learned::Widening;
pub(crate) use scope::Scope;

use crate::outcome::{Outcome, Reason, Silenced};
use crate::rule::file::CheckFile;
use crate::rule::set::RuleSet;

/// A compiled check.
#[derive(Debug, serde::Serialize, serde::Deserialize)]
pub(crate) enum Check {
    Forbid(forbid::Forbid),
    Require(require::Require),
    Respond(respond::Respond),
    Sequence(sequence::Sequence),
    Limit(limit::Limit),
    Similar(similar::Similar),
    Field(field::Field),
    Aggregate(aggregate::Aggregate),
    Entity(entity::Entity),
    Repeat(repeat::Repeat),
    Ratio(ratio::Ratio),
    /// `None` where the model is missing, which validation rules out.
    Learned(Option<learned::Learned>),
    All(Vec<Check>),
    Any(Vec<Check>),
    None(Vec<Check>),
    Given(Box<Applies>, Box<Check>),
}

/// What a check found.
#[derive(Debug)]
pub(crate) struct Ruling {
    pub(crate) outcome: Outcome,
    pub(crate) silenced: Vec<Silenced>,
}

impl From<Outcome> for Ruling {
    fn from(outcome: Outcome) -> Self {
        Self { outcome, silenced: Vec::new() }
    }
}

impl Check {
    /// Gives the models of a set to the checks that ask them; `false` where one is missing.
    pub(crate) fn attach(&mut self, set: &RuleSet) -> bool {
        match self {
            Self::Learned(check) => check.as_mut().is_none_or(|check| check.attach(set)),
            Self::All(parts) | Self::Any(parts) | Self::None(parts) => parts.iter_mut().all(|part| part.attach(set)),
            Self::Given(_, check) => check.attach(set),
            Self::Forbid(_)
            | Self::Require(_)
            | Self::Respond(_)
            | Self::Sequence(_)
            | Self::Limit(_)
            | Self::Similar(_)
            | Self::Field(_)
            | Self::Aggregate(_)
            | Self::Entity(_)
            | Self::Repeat(_)
            | Self::Ratio(_) => true,
        }
    }

    pub(crate) fn compile(file: &CheckFile, compiler: &mut Compiler<'_>) -> Self {
        let mut parts = |list: &[CheckFile]| list.iter().map(|c| Self::compile(c, compiler)).collect();
        match file {
            CheckFile::All(list) => Self::All(parts(list)),
            CheckFile::Any(list) => Self::Any(parts(list)),
            CheckFile::None(list) => Self::None(parts(list)),
            CheckFile::Given(file) => Self::Given(
                Box::new(Applies::compile(&file.when, compiler)),
                Box::new(Self::compile(&file.check, compiler)),
            ),
            CheckFile::Forbid(file) => Self::Forbid(forbid::Forbid::compile(file, compiler)),
            CheckFile::Require(file) => Self::Require(require::Require::compile(file, compiler)),
            CheckFile::Respond(file) => Self::Respond(respond::Respond::compile(file, compiler)),
            CheckFile::Sequence(file) => Self::Sequence(sequence::Sequence::compile(file, compiler)),
            CheckFile::Limit(file) => Self::Limit(limit::Limit::compile(file, compiler)),
            CheckFile::Similar(file) => Self::Similar(similar::Similar::compile(file, compiler)),
            CheckFile::Aggregate(file) => Self::Aggregate(aggregate::Aggregate::compile(file, compiler)),
            CheckFile::Field(file) => Self::Field(field::Field::compile(file, compiler)),
            CheckFile::Entity(file) => Self::Entity(entity::Entity::compile(file, compiler)),
            CheckFile::Repeat(file) => Self::Repeat(repeat::Repeat::compile(file, compiler)),
            CheckFile::Ratio(file) => Self::Ratio(ratio::Ratio::compile(file, compiler)),
            CheckFile::Learned(file) => Self::Learned(learned::Learned::compile(file, compiler)),
        }
    }

    /// The figure over a batch that it adds to, if it is one.
    pub(crate) const fn figure(&self) -> Option<&aggregate::Aggregate> {
        match self {
            Self::Aggregate(figure) => Some(figure),
            _ => None,
        }
    }

    /// Whether it looks beyond single conversations.
    pub(crate) fn needs_cases(&self) -> bool {
        match self {
            Self::Limit(check) => check.needs_cases(),
            Self::All(parts) | Self::Any(parts) | Self::None(parts) => parts.iter().any(Self::needs_cases),
            Self::Given(_, check) => check.needs_cases(),
            Self::Forbid(_)
            | Self::Require(_)
            | Self::Respond(_)
            | Self::Sequence(_)
            | Self::Similar(_)
            | Self::Aggregate(_)
            | Self::Entity(_)
            | Self::Repeat(_)
            | Self::Ratio(_)
            | Self::Learned(_)
            | Self::Field(_) => false,
        }
    }

    pub(crate) fn run(&self, conversation: &Conversation<'_>) -> Ruling {
        match self {
            Self::Forbid(check) => check.run(conversation),
            Self::Require(check) => check.run(conversation),
            Self::Respond(check) => check.run(conversation),
            Self::Sequence(check) => check.run(conversation),
            Self::Limit(check) => check.run(conversation),
            Self::Similar(check) => check.run(conversation),
            Self::Field(check) => check.run(conversation),
            // Validated: it stands alone, and the linter asks it for facts instead.
            Self::Aggregate(_) => Outcome::NotApplicable(Reason::Batch).into(),
            Self::Entity(check) => check.run(conversation),
            Self::Repeat(check) => check.run(conversation),
            Self::Ratio(check) => check.run(conversation),
            Self::Learned(check) => check
                .as_ref()
                .map_or_else(|| Outcome::NotApplicable(Reason::NoTurns).into(), |check| check.run(conversation)),
            Self::All(parts) => all(parts, conversation),
            Self::Any(parts) => any(parts, conversation),
            Self::None(parts) => none(parts, conversation),
            Self::Given(applies, check) => {
                applies.rules_out(conversation).map_or_else(|| check.run(conversation), Ruling::from)
            }
        }
    }
}

/// Fails with the findings of all parts; unknown if a part is; not applicable only if every part is.
fn all(parts: &[Check], conversation: &Conversation<'_>) -> Ruling {
    let mut silenced = Vec::new();
    let mut findings = Vec::new();
    let mut evidence = Vec::new();
    let (mut unknown, mut aside, mut judged) = (None, None, false);
    for part in parts {
        let ruling = part.run(conversation);
        silenced.extend(ruling.silenced);
        match ruling.outcome {
            Outcome::Pass(places) => {
                judged = true;
                evidence.extend(places);
            }
            Outcome::Fail(more) => findings.extend(more),
            Outcome::Unknown(reason) => unknown = unknown.or(Some(reason)),
            Outcome::NotApplicable(reason) => aside = aside.or(Some(reason)),
        }
    }
    let outcome = match (findings.is_empty(), unknown, aside) {
        (false, _, _) => Outcome::Fail(findings),
        (true, Some(reason), _) => Outcome::Unknown(reason),
        (true, None, Some(reason)) if !judged => Outcome::NotApplicable(reason),
        (true, None, _) => Outcome::Pass(evidence),
    };
    Ruling { outcome, silenced }
}

/// Passes if a part passes; otherwise fails with the findings of the first part that failed.
fn any(parts: &[Check], conversation: &Conversation<'_>) -> Ruling {
    let mut silenced = Vec::new();
    let mut first_failure = None;
    let (mut unknown, mut aside) = (None, None);
    for part in parts {
        let ruling = part.run(conversation);
        silenced.extend(ruling.silenced);
        match ruling.outcome {
            Outcome::Pass(places) => return Ruling { outcome: Outcome::Pass(places), silenced },
            Outcome::Fail(findings) => first_failure = first_failure.or(Some(findings)),
            Outcome::Unknown(reason) => unknown = unknown.or(Some(reason)),
            Outcome::NotApplicable(reason) => aside = aside.or(Some(reason)),
        }
    }
    let outcome = match (unknown, first_failure, aside) {
        (Some(reason), _, _) => Outcome::Unknown(reason),
        (None, Some(findings), _) => Outcome::Fail(findings),
        (None, None, Some(reason)) => Outcome::NotApplicable(reason),
        (None, None, None) => Outcome::Pass(Vec::new()),
    };
    Ruling { outcome, silenced }
}

/// Fails where a part passes, pointing at what made it pass.
fn none(parts: &[Check], conversation: &Conversation<'_>) -> Ruling {
    let mut silenced = Vec::new();
    let mut findings = Vec::new();
    let mut unknown = None;
    for part in parts {
        let ruling = part.run(conversation);
        silenced.extend(ruling.silenced);
        match ruling.outcome {
            Outcome::Pass(places) => findings.push(conversation.finding_at(&places)),
            Outcome::Unknown(reason) => unknown = unknown.or(Some(reason)),
            Outcome::Fail(_) | Outcome::NotApplicable(_) => {}
        }
    }
    let outcome = match (findings.is_empty(), unknown) {
        (false, _) => Outcome::Fail(findings),
        (true, Some(reason)) => Outcome::Unknown(reason),
        (true, None) => Outcome::Pass(Vec::new()),
    };
    Ruling { outcome, silenced }
}

/// Checks tried on pasted conversations.
#[cfg(test)]
pub(crate) mod testing {
    use crate::linter::Linter;
    use crate::outcome::Outcome;
    use crate::read;
    use crate::rule::error::SourceFile;
    use crate::rule::set::{DEFAULT_DIMENSIONS, Layer, RuleSet};

    /// The outcome of a check, written as in a rule file, on a conversation, written as people paste it.
    pub(crate) fn outcome(check: &str, conversation: &str) -> Outcome {
        let text = format!(
            "id: test/it\ntitle: t\nseverity: minor\ndimension: {}\nmessage: m\ncheck:\n{check}\n",
            DEFAULT_DIMENSIONS[0]
        );
        let file = SourceFile { name: "test/it.yaml".into(), path_id: "test/it".into(), text, checked: false };
        let dimensions: Vec<String> = DEFAULT_DIMENSIONS.iter().map(ToString::to_string).collect();
        let set = RuleSet::load(vec![Layer { files: vec![file] }], &dimensions).unwrap();
        let transcript = read::text::parse(conversation).unwrap();
        Linter::new(&set).lint(&transcript).remove(0).outcome
    }

    /// The words of its findings; `None` where it does not fail.
    pub(crate) fn found(check: &str, conversation: &str) -> Option<Vec<String>> {
        let Outcome::Fail(findings) = outcome(check, conversation) else { return None };
        Some(findings.into_iter().map(|f| f.text.unwrap_or_default()).collect())
    }
}

#[cfg(test)]
mod loose_tests;

#[cfg(test)]
mod tests {
    use crate::linter::Linter;
    use crate::outcome::{Outcome, OutcomeKind};
    use crate::rule::error::SourceFile;
    use crate::rule::set::{DEFAULT_DIMENSIONS, Layer, RuleSet};
    use crate::transcript::{Channel, Role, Transcript, Turn};

    /// The outcome of a rule on turns of the agent (坐) and the platform (系).
    fn outcome(when_and_check: &str, channel: Channel, turns: &[&str]) -> Outcome {
        let text = format!(
            "id: flow/one\ntitle: 一\nseverity: minor\ndimension: 流程规范\nmessage: 一\nen: {{ title: One, message: One }}\n{when_and_check}"
        );
        let file = SourceFile { name: "rules/flow/one.yaml".into(), path_id: "flow/one".into(), text, checked: false };
        let dimensions: Vec<String> = DEFAULT_DIMENSIONS.iter().map(ToString::to_string).collect();
        let set = RuleSet::load(vec![Layer { files: vec![file] }], &dimensions).unwrap();
        let turn = |t: &&str| {
            let (role, text) = t.split_once('：').unwrap();
            let role = if role == "系" { Role::System } else { Role::Agent };
            Turn { role, text: text.to_owned(), ..Turn::default() }
        };
        let turns = turns.iter().map(turn).collect();
        let transcript = Transcript { channel: Some(channel), turns, ..Transcript::default() };
        Linter::new(&set).lint(&transcript).remove(0).outcome
    }

    #[test]
    fn a_given_part_applies_only_where_its_condition_holds() {
        let rule = "check:\n  all:\n    - given:\n        when: { channel: [call] }\n        check: { require: { any: [工号] } }\n    - require: { any: [您好] }\n";
        assert_eq!(outcome(rule, Channel::Call, &["坐：您好"]).kind(), OutcomeKind::Fail);
        assert_eq!(outcome(rule, Channel::Chat, &["坐：您好"]).kind(), OutcomeKind::Pass);
        let alone = "check:\n  given:\n    when: { channel: [call] }\n    check: { require: { any: [工号] } }\n";
        assert_eq!(outcome(alone, Channel::Chat, &["坐：您好"]).kind(), OutcomeKind::NotApplicable);
    }

    #[test]
    fn what_was_due_before_is_missed_in_the_last_turn_before() {
        let rule = "check:\n  respond:\n    to: { said: { role: system, any: [已转接] } }\n    with: { any: [因为] }\n    place: before\n    turns: 2\n";
        let Outcome::Fail(findings) = outcome(rule, Channel::Call, &["坐：您好", "坐：稍等", "系：已转接"])
        else {
            panic!()
        };
        assert_eq!(findings[0].turn, Some(1));
        let first = outcome(rule, Channel::Call, &["系：已转接", "坐：您好"]);
        assert_eq!(first.kind(), OutcomeKind::NotApplicable, "nobody could say it before");
    }

    #[test]
    fn overlapping_hits_are_one_time() {
        let rule = "check: { none: [{ require: { any: [对不起, 不起], times: 2 } }] }\n";
        assert_eq!(outcome(rule, Channel::Call, &["坐：对不起"]).kind(), OutcomeKind::Pass);
        assert_eq!(outcome(rule, Channel::Call, &["坐：对不起，对不起"]).kind(), OutcomeKind::Fail);
    }
}
