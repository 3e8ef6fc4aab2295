//! Review files in YAML.

use std::ops::Range;
use std::sync::Arc;

use super::{Checks, Read, filled, known_rules, rule_of};
use crate::review::columns::Column;
use crate::review::file::{AppealFile, ConversationFile, ItemFile, MissedFile, ReviewFile, SCHEMA, SampleFile};
use crate::review::mistake::{Mistake, MistakeKind, Place};
use crate::review::sheet::{
    Answer, Appeal, Conversation, Item, Line, Mark, Missed, Review, RuleCounts, Sample, Stratum,
};
use crate::review::verdict::Machine;
use crate::rule::error::{RuleError, SourceFile};
use crate::rule::located::Located;

/// Reads a file.
#[must_use]
pub fn yaml(file: SourceFile) -> Read {
    let file = Arc::new(file);
    let written: ReviewFile = match serde_saphyr::from_str(&file.text) {
        Ok(written) => written,
        Err(error) => {
            let error = RuleError::from((&file, &error));
            let place = Place::Text(Arc::clone(&file), error.at.clone());
            let kind = MistakeKind::Yaml(Box::new(error));
            return Read { mistakes: vec![Mistake { place, kind }], ..Read::default() };
        }
    };
    let mut reader = Reader { file, checks: Checks::default() };
    if written.schema.value != SCHEMA {
        let place = reader.at(&written.schema.at);
        reader.checks.wrong(&place, MistakeKind::Schema(written.schema.value));
        return Read { review: Review::default(), mistakes: reader.checks.mistakes };
    }
    let mut review = Review {
        reviewer: written.reviewer.as_deref().and_then(filled),
        sample: written.sample.map(sample),
        conversations: Vec::new(),
    };
    let known = known_rules(&review);
    let conversations = written.conversations.into_iter().map(|c| reader.conversation(c, &known));
    review.conversations = conversations.collect();
    Read { review, mistakes: reader.checks.mistakes }
}

struct Reader {
    file: Arc<SourceFile>,
    checks: Checks,
}

impl Reader {
    fn at(&self, at: &Range<usize>) -> Place {
        Place::Text(Arc::clone(&self.file), at.clone())
    }

    fn conversation(
        &mut self,
        written: ConversationFile,
        known: &std::collections::BTreeMap<String, String>,
    ) -> Conversation {
        let reviewer = written.reviewer.as_deref().and_then(filled);
        let given = |written: &Option<Located<String>>| written.clone().unwrap_or(Located::nowhere(String::new()));
        let (score, read) = (given(&written.human_score), given(&written.read));
        let mark = Mark {
            reviewer: reviewer.clone(),
            score: self.checks.score(&score, &self.at(&score.at)),
            read: self.checks.yes(&read, &self.at(&read.at)),
            comment: written.comment.trim().to_owned(),
        };
        let says = mark.score.is_some() || mark.read || !mark.comment.is_empty();
        let items = written.items.into_iter().filter_map(|item| self.item(item, reviewer.as_ref())).collect();
        let missed = written.missed.into_iter().filter_map(|m| self.missed(m, reviewer.as_ref(), known)).collect();
        Conversation {
            id: written.id.value,
            source: written.source,
            agent: written.agent,
            team: written.team,
            score: written.score,
            grade: written.grade,
            stratum: written.stratum,
            weight: written.weight,
            quiet: written.quiet,
            turns: written.turns.iter().map(|turn| line(turn)).collect(),
            items,
            marks: if says { vec![mark] } else { Vec::new() },
            missed,
        }
    }

    fn item(&mut self, written: ItemFile, reviewer: Option<&String>) -> Option<Item> {
        let machine = match &written.outcome {
            None => Machine::Fail,
            Some(word) => {
                let machine = Machine::parse(word);
                if machine.is_none() {
                    self.checks.wrong(&self.at(&word.at), MistakeKind::Outcome(word.value.clone()));
                }
                machine?
            }
        };
        let fingerprint = written.fingerprint.as_deref().and_then(filled);
        let id = written.id.map(|id| id.value).or_else(|| fingerprint.clone()).unwrap_or_default();
        if id.is_empty() {
            self.checks.wrong(&self.at(&written.rule.at), MistakeKind::Empty(Column::Id));
            return None;
        }
        let mut item = Item {
            id,
            rule: written.rule.value,
            title: written.title,
            machine,
            severity: written.severity,
            turn: written.turn,
            words: written.words,
            context: written.context,
            message: written.message,
            clauses: written.clauses,
            rationale: written.rationale,
            weight: written.weight.filter(|w| *w > 0.0 && w.is_finite()).unwrap_or(1.0),
            fingerprint,
            answers: Vec::new(),
            appeal: written.appeal.and_then(|appeal| self.appeal(&appeal)),
        };
        let first = written.reviewer.as_deref().and_then(filled).or(reviewer.cloned());
        let also = written.also.into_iter().map(|a| (a.verdict, a.comment, filled(&a.reviewer)));
        for (verdict, comment, reviewer) in std::iter::once((written.verdict, written.comment, first)).chain(also) {
            let verdict = verdict.unwrap_or(Located::nowhere(String::new()));
            let place = self.at(&verdict.at);
            let Some(verdict) = self.checks.verdict(&verdict, machine, &place) else { continue };
            let answer = Answer { reviewer, verdict, comment: comment.trim().to_owned() };
            self.checks.answer(&mut item, answer, &place);
        }
        Some(item)
    }

    fn appeal(&mut self, written: &AppealFile) -> Option<Appeal> {
        let nothing = Located::nowhere(String::new());
        let decision = written.decision.as_ref().unwrap_or(&nothing);
        let appeal = Appeal {
            by: written.by.trim().to_owned(),
            reason: written.reason.trim().to_owned(),
            decision: self.checks.decision(decision, &self.at(&decision.at)),
            decided_by: written.decided_by.trim().to_owned(),
        };
        (appeal != Appeal::default()).then_some(appeal)
    }

    fn missed(
        &mut self,
        written: MissedFile,
        reviewer: Option<&String>,
        known: &std::collections::BTreeMap<String, String>,
    ) -> Option<Missed> {
        match rule_of(known, &written.rule) {
            Ok(rule) => Some(Missed {
                rule,
                turn: written.turn,
                words: written.words,
                comment: written.comment.trim().to_owned(),
                reviewer: written.reviewer.as_deref().and_then(filled).or(reviewer.cloned()),
            }),
            Err(kind) => {
                self.checks.wrong(&self.at(&written.rule.at), kind);
                None
            }
        }
    }
}

fn sample(written: SampleFile) -> Sample {
    Sample {
        id: written.id,
        unit: written.unit,
        by: written.by,
        allocation: written.allocation,
        seed: written.seed,
        size: written.size,
        conversations: written.conversations,
        ruleset: written.ruleset,
        strata: written
            .strata
            .into_iter()
            .map(|s| Stratum { name: s.name, population: s.population, drawn: s.drawn })
            .collect(),
        rules: written
            .rules
            .into_iter()
            .map(|r| RuleCounts { rule: r.rule, title: r.title, fail: r.fail, quiet: r.quiet, unknown: r.unknown })
            .collect(),
    }
}

/// `坐席：您好` → who and what.
fn line(written: &str) -> Line {
    let (role, text) = written.split_once('：').or_else(|| written.split_once(": ")).unwrap_or(("", written));
    Line { role: role.to_owned(), at: String::new(), text: text.to_owned() }
}
