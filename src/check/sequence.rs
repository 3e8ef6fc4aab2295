//! `sequence`: steps that a conversation goes through, in order.

use super::Ruling;
use super::compile::Compiler;
use super::condition::Condition;
use super::conversation::Conversation;
use super::said::{Search, TurnHit};
use crate::outcome::{Finding, Lack, Outcome, Reason, Value};
use crate::rule::file::{RoleFile, SequenceFile};

/// A compiled `sequence`.
#[derive(Debug, serde::Serialize, serde::Deserialize)]
pub(crate) struct Sequence {
    steps: Vec<Step>,
    ordered: bool,
}

#[derive(Debug, serde::Serialize, serde::Deserialize)]
struct Step {
    name: String,
    search: Search,
    optional: bool,
    condition: Option<Condition>,
}

impl Sequence {
    pub(crate) fn compile(file: &SequenceFile, compiler: &mut Compiler<'_>) -> Self {
        let steps = file
            .steps
            .iter()
            .map(|step| {
                let role = step.role.unwrap_or(RoleFile::Agent);
                Step {
                    name: step.name.value.clone(),
                    search: Search::compile(&step.any, &step.unless, &[], &step.scope, role, compiler),
                    optional: step.optional,
                    condition: step.condition.as_ref().map(|c| Condition::compile(c, compiler)),
                }
            })
            .collect();
        Self { steps, ordered: file.ordered }
    }

    pub(crate) fn run(&self, conversation: &Conversation<'_>) -> Ruling {
        let mut silenced = Vec::new();
        let mut findings = Vec::new();
        let mut evidence = Vec::new();
        let mut looked = false;
        // The turn of the last step that was found in its place. What is said in one breath has no order.
        let mut reached = 0;
        for step in &self.steps {
            match step.condition.as_ref().map_or(Ok(true), |c| c.holds(conversation)) {
                Ok(true) => {}
                Ok(false) => continue,
                Err(reason) => return Outcome::Unknown(reason).into(),
            }
            let found = match step.search.run(conversation) {
                Ok(found) => found,
                Err(reason) => return Outcome::Unknown(reason).into(),
            };
            looked |= found.looked;
            silenced.extend(found.silenced);
            let in_order = found.hits.iter().find(|h: &&TurnHit| !self.ordered || h.turn >= reached);
            match (in_order, found.hits.last()) {
                (Some(hit), _) => {
                    reached = hit.turn;
                    evidence.push(conversation.location(hit.turn, hit.range.clone()));
                }
                (None, Some(early)) => {
                    let finding = conversation.finding(early.turn, early.range.clone());
                    findings.push(lacking(finding, &step.name, Lack::Misplaced));
                }
                (None, None) if step.optional => {}
                (None, None) => findings.push(lacking(Finding::default(), &step.name, Lack::Missing)),
            }
        }
        let outcome = match (looked, findings.is_empty()) {
            (false, _) => Outcome::NotApplicable(Reason::NoTurns),
            (true, true) => Outcome::Pass(evidence),
            (true, false) => Outcome::Fail(findings),
        };
        Ruling { outcome, silenced }
    }
}

fn lacking(mut finding: Finding, step: &str, lack: Lack) -> Finding {
    finding.values.push(("step", Value::Text(step.to_owned())));
    finding.values.push(("lack", Value::Lack(lack)));
    finding
}
