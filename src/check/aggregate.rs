//! `aggregate`: what one conversation adds to a figure over the batch.

use super::applies::Applies;
use super::compile::Compiler;
use super::conversation::Conversation;
use crate::kpi::Fact;
use crate::outcome::{OutcomeKind, RuleOutcome};
use crate::rule::file::{AggregateFile, FigureKind};
use crate::transcript::{Channel, Role, Scene, Transcript};

/// The most characters of a customer that keywords are taken from: what comes later adds little.
const HEARD: usize = 2000;

/// A compiled `aggregate`.
#[derive(Debug, serde::Serialize, serde::Deserialize)]
pub(crate) struct Aggregate {
    kind: FigureKind,
    groups: Vec<Applies>,
    /// Indices of the rules that say what is on time.
    rules: Vec<usize>,
    satisfied: Vec<String>,
}

impl Aggregate {
    pub(crate) fn compile(file: &AggregateFile, compiler: &mut Compiler<'_>) -> Self {
        let set = compiler.set;
        // A rule that is not selected judges nothing.
        let index = |id: &String| set.rules().iter().position(|r| r.id() == id);
        Self {
            kind: file.figure.value,
            rules: file.rules.iter().filter_map(|id| index(&id.value)).collect(),
            satisfied: file.satisfied.iter().map(|s| s.to_lowercase()).collect(),
            groups: file.groups.iter().map(|g| Applies::compile(&g.when, compiler)).collect(),
        }
    }

    /// The group that the conversation falls into and what it adds there; `None` where it does not count.
    pub(crate) fn measure(&self, conversation: &Conversation<'_>, outcomes: &[RuleOutcome]) -> Option<(usize, Fact)> {
        let group = match self.groups.is_empty() {
            true => 0,
            false => self.groups.iter().position(|g| g.rules_out(conversation).is_none())?,
        };
        Some((group, self.fact(conversation, outcomes)?))
    }

    fn fact(&self, conversation: &Conversation<'_>, outcomes: &[RuleOutcome]) -> Option<Fact> {
        let transcript = conversation.transcript;
        match self.kind {
            FigureKind::ConnectRate => {
                let connected = yes(transcript, &["connected", "接通", "是否接通"]);
                connected.filter(|_| conversation.channel == Channel::Call).map(Fact::Counted)
            }
            FigureKind::AnswerRate => {
                let asked = yes(transcript, &["asked_for_person", "转人工", "请求人工"]).unwrap_or(true);
                let call = conversation.channel == Channel::Call;
                transcript.answered.filter(|_| asked && call).map(Fact::Counted)
            }
            FigureKind::ReplyRate => replied(conversation).map(Fact::Counted),
            FigureKind::OnTimeRate => self.on_time(outcomes).map(Fact::Counted),
            FigureKind::RepeatComplaintRate => complaint(transcript),
            FigureKind::SatisfactionRate => {
                let rating = transcript.satisfaction.as_deref().map(str::trim).filter(|r| !r.is_empty())?;
                Some(Fact::Counted(self.satisfied.contains(&rating.to_lowercase())))
            }
            FigureKind::TopIssues => said(conversation),
        }
    }

    /// On time where none of the rules fails and one passes; `None` where none could judge.
    fn on_time(&self, outcomes: &[RuleOutcome]) -> Option<bool> {
        let kinds = outcomes.iter().filter(|o| self.rules.contains(&o.rule)).map(|o| o.outcome.kind());
        let kinds: Vec<OutcomeKind> = kinds.collect();
        let late = kinds.contains(&OutcomeKind::Fail);
        (late || kinds.contains(&OutcomeKind::Pass)).then_some(!late)
    }
}

/// Whether a person answers a customer who speaks. Nobody speaks where the line was never picked up.
fn replied(conversation: &Conversation<'_>) -> Option<bool> {
    let spoke = conversation.turns.iter().position(|t| t.role == Role::Customer && !t.text.as_str().trim().is_empty());
    match (spoke, conversation.transcript.answered) {
        (None, Some(false)) => Some(false),
        (None, _) => None,
        (Some(at), _) => Some(conversation.turns[at..].iter().any(|t| t.role == Role::Agent && !t.turn.auto)),
    }
}

/// A complaint by its scene or class, and whether it repeats an earlier one.
fn complaint(transcript: &Transcript) -> Option<Fact> {
    let is_one = transcript.scene == Some(Scene::Complaint) || transcript.case.class.as_deref() == Some("C");
    let repeat = transcript.case.previous.as_deref().is_some_and(|p| !p.trim().is_empty())
        || yes(transcript, &["repeat", "重复投诉", "是否重复"]) == Some(true);
    is_one.then(|| Fact::Complaint { case: transcript.case.id.clone(), repeat })
}

/// What the customer says.
fn said(conversation: &Conversation<'_>) -> Option<Fact> {
    let turns = conversation.turns.iter().filter(|t| t.role == Role::Customer);
    let text: Vec<&str> = turns.map(|t| t.text.as_str()).collect();
    let text: String = text.join("\n").chars().take(HEARD).collect();
    (!text.trim().is_empty()).then_some(Fact::Said(text))
}

/// Yes or no by the first of some fields that says so.
fn yes(transcript: &Transcript, names: &[&str]) -> Option<bool> {
    names.iter().find_map(|name| match &*transcript.meta(name)?.trim().to_lowercase() {
        "true" | "yes" | "y" | "1" | "是" | "已接通" | "接通" => Some(true),
        "false" | "no" | "n" | "0" | "否" | "未接通" => Some(false),
        _ => None,
    })
}
