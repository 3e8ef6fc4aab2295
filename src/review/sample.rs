//! Draws what is handed to reviewers, from conversations as they are judged.
//!
//! Either conversations are drawn, each with all its findings and a few rules that report nothing; or, stratified by
//! rule, single judgements (a rule in a conversation), findings and quiet ones in strata of their own.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::sheet::{Conversation, Item, Review, RuleCounts, Sample, Stratum};
use super::strata::{Allocation, Drawn, Strata, TooManyStrata, number};
use super::verdict::Machine;
use crate::outcome::{Outcome, Reason};
use crate::report::model::ConversationEntry;
use crate::report::{Context, Judged};
use crate::rule::set::Fnv;
use crate::transcript::Transcript;
use crate::{redact, review::item};

/// What a sample is stratified by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// Who served.
    Agent,
    /// The grade of the score.
    Score,
    /// The rule and whether it reports something: single judgements are drawn.
    Rule,
    /// The team.
    Team,
}

impl By {
    /// The name used in files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Agent => "agent",
            Self::Score => "score",
            Self::Rule => "rule",
            Self::Team => "team",
        }
    }
}

/// How a sample is drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Design {
    /// What makes strata; nothing: all are one.
    pub by: Vec<By>,
    /// Conversations to draw; judgements where it is by rule.
    pub size: usize,
    /// Of a conversation that is drawn, how many rules that report nothing are asked about.
    pub passes: usize,
    /// Another seed draws another sample.
    pub seed: u64,
    /// How the size is divided; by default in proportion for conversations, evenly for judgements.
    pub allocation: Option<Allocation>,
    /// Whether personal data are masked.
    pub redact: bool,
}

impl Design {
    fn by_rule(&self) -> bool {
        self.by.contains(&By::Rule)
    }

    fn allocation(&self) -> Allocation {
        let default = if self.by_rule() { Allocation::Equal } else { Allocation::Proportional };
        self.allocation.unwrap_or(default)
    }
}

/// Looks at conversations and draws from them.
pub struct Sampler<'a> {
    design: Design,
    context: Context<'a>,
    strata: Strata<Vec<String>, Unit>,
    conversations: usize,
    rules: BTreeMap<usize, RuleCounts>,
}

/// What can be drawn.
struct Unit {
    key: u64,
    judged: Arc<Judged>,
    /// The place of the judgement among the outcomes; the whole conversation where absent.
    outcome: Option<usize>,
}

impl<'a> Sampler<'a> {
    /// For one sample.
    #[must_use]
    pub fn new(design: Design, context: Context<'a>) -> Self {
        let strata = Strata::new(design.size);
        Self { design, context, strata, conversations: 0, rules: BTreeMap::new() }
    }

    /// How many conversations it has looked at.
    #[must_use]
    pub const fn conversations(&self) -> usize {
        self.conversations
    }

    /// Looks at a conversation.
    pub fn add(&mut self, judged: Judged) {
        self.conversations += 1;
        for outcome in &judged.outcomes {
            let rule = &self.context.set.rules()[outcome.rule];
            let counts = self.rules.entry(outcome.rule).or_insert_with(|| RuleCounts {
                rule: rule.id().to_owned(),
                title: rule.title(self.context.lang).to_owned(),
                ..RuleCounts::default()
            });
            match (machine(&outcome.outcome), &outcome.outcome) {
                (Some(Machine::Fail), _) => counts.fail += 1,
                (Some(Machine::Pass | Machine::NotApplicable), _) => counts.quiet += 1,
                (None, Outcome::Unknown(_)) => counts.unknown += 1,
                (None, _) => {}
            }
        }
        let key = key(&judged.transcript);
        let judged = Arc::new(judged);
        let seed = self.design.seed;
        if !self.design.by_rule() {
            let stratum = self.stratum(&judged, None);
            let unit = || Unit { key, judged: Arc::clone(&judged), outcome: None };
            self.strata.add(stratum, number(seed, key), unit);
            return;
        }
        for (at, outcome) in judged.outcomes.iter().enumerate() {
            let Some(machine) = machine(&outcome.outcome) else { continue };
            let rule = self.context.set.rules()[outcome.rule].id();
            let stratum = self.stratum(&judged, Some((rule, machine)));
            let unit = || Unit { key, judged: Arc::clone(&judged), outcome: Some(at) };
            self.strata.add(stratum, number(seed, of_rule(key, rule)), unit);
        }
    }

    /// Draws the sample.
    ///
    /// # Errors
    /// There are more strata than units to draw.
    pub fn draw(self) -> Result<Review, TooManyStrata> {
        let Self { design, context, strata, conversations: population, rules } = self;
        let mut sample = Sample {
            unit: if design.by_rule() { "judgement" } else { "conversation" }.to_owned(),
            by: design.by.iter().map(|by| by.as_str().to_owned()).collect(),
            allocation: design.allocation().as_str().to_owned(),
            seed: design.seed,
            conversations: population,
            ruleset: context.set.hash(),
            rules: rules.into_values().collect(),
            ..Sample::default()
        };
        sample.rules.sort_by(|a, b| a.rule.cmp(&b.rule));
        let mut found: BTreeMap<(String, u64, usize), Conversation> = BTreeMap::new();
        let mut same = 0;
        for drawn in strata.draw(design.allocation())? {
            let weight = drawn.weight();
            sample.size += drawn.units.len();
            let mut name = None;
            let Drawn { stratum, population, units } = drawn;
            let count = units.len();
            for unit in units {
                let judged = if design.redact { redact::judged(&unit.judged) } else { (*unit.judged).clone() };
                let name = name.get_or_insert_with(|| shown_stratum(&design, &context, &stratum, &judged)).clone();
                let view =
                    View { context: &context, key: unit.key, entry: ConversationEntry::new(&context, &judged), judged };
                let (place, items) = match unit.outcome {
                    // The same conversation twice in the input is two conversations.
                    None => {
                        same += 1;
                        (same, view.whole(&design, weight))
                    }
                    Some(at) => (0, view.judgement(at, weight)),
                };
                let slot = found.entry((view.judged.transcript.id.clone(), unit.key, place));
                let conversation = slot.or_insert_with(|| view.conversation(&design, &name, weight));
                conversation.items.extend(items);
            }
            sample.strata.push(Stratum { name: name.unwrap_or_default(), population, drawn: count });
        }
        let mut conversations: Vec<Conversation> = found.into_values().collect();
        tell_apart(&mut conversations);
        for conversation in &mut conversations {
            conversation.items.sort_by_key(|i| (i.machine, i.turn.unwrap_or(usize::MAX)));
        }
        let mut hash = Fnv::default();
        hash.write(&format!("{} {} {:?}", sample.seed, sample.ruleset, sample.strata));
        conversations.iter().flat_map(|c| &c.items).for_each(|i| hash.write(&i.id));
        sample.id = format!("{:016x}", hash.0);
        Ok(Review { reviewer: None, sample: Some(sample), conversations })
    }

    fn stratum(&self, judged: &Judged, rule: Option<(&str, Machine)>) -> Vec<String> {
        let agent = &judged.transcript.agent;
        let part = |by: &By| match by {
            By::Agent => agent.id.clone().or_else(|| agent.name.clone()).unwrap_or_default(),
            By::Team => agent.team.clone().unwrap_or_default(),
            By::Score => judged.scorecard.grade.clone(),
            By::Rule => match rule {
                Some((rule, Machine::Fail)) => format!("{rule} {FAIL}"),
                Some((rule, Machine::Pass | Machine::NotApplicable)) => format!("{rule} {QUIET}"),
                None => String::new(),
            },
        };
        self.design.by.iter().map(part).collect()
    }
}

const FAIL: &str = "fail";
const QUIET: &str = "quiet";

/// One conversation, masked where it is to be, as items are made of it.
struct View<'a> {
    context: &'a Context<'a>,
    key: u64,
    judged: Judged,
    entry: ConversationEntry,
}

impl View<'_> {
    /// All findings, and some of the rules that report nothing: as many that passed as that did not apply, as far as
    /// there are.
    fn whole(&self, design: &Design, weight: f64) -> Vec<Item> {
        let mut items = Vec::new();
        let mut quiet: BTreeMap<Machine, Vec<(u64, usize)>> = BTreeMap::new();
        for (at, outcome) in self.judged.outcomes.iter().enumerate() {
            match machine(&outcome.outcome) {
                Some(Machine::Fail) => items.extend(self.judgement(at, weight)),
                Some(kind) => {
                    let rule = self.context.set.rules()[outcome.rule].id();
                    quiet.entry(kind).or_default().push((number(design.seed, of_rule(self.key, rule)), at));
                }
                None => {}
            }
        }
        for (kind, mut all) in quiet {
            let share = if kind == Machine::Pass { design.passes.div_ceil(2) } else { design.passes / 2 };
            all.sort_unstable();
            let taken = share.min(all.len());
            let weight = weight * all.len() as f64 / taken.max(1) as f64;
            items.extend(all.iter().take(taken).flat_map(|(_, at)| self.judgement(*at, weight)));
        }
        items
    }

    /// The items of one judgement: its findings, or one for a rule that reports nothing.
    fn judgement(&self, at: usize, weight: f64) -> Vec<Item> {
        let Some(outcome) = self.judged.outcomes.get(at) else { return Vec::new() };
        let rule = &self.context.set.rules()[outcome.rule];
        let transcript = &self.judged.transcript;
        let mut items = match machine(&outcome.outcome) {
            Some(Machine::Fail) => {
                let mine = self.entry.findings.iter().filter(|f| f.rule == rule.id());
                mine.map(|f| item::finding(self.context, rule, f, transcript)).collect()
            }
            Some(kind) => vec![item::quiet(self.context, rule, kind, outcome, transcript)],
            None => Vec::new(),
        };
        for (nth, item) in items.iter_mut().enumerate() {
            item.weight = weight;
            let mut hash = Fnv::default();
            hash.write(&format!("{:016x} {nth} {}", self.key, item.machine.as_str()));
            hash.write(rule.id());
            hash.write(item.fingerprint.as_deref().unwrap_or_default());
            item.id = format!("{:016x}", hash.0);
        }
        items
    }

    fn conversation(&self, design: &Design, stratum: &str, weight: f64) -> Conversation {
        let transcript = &self.judged.transcript;
        let agent = &transcript.agent;
        let whole = !design.by_rule();
        let quiet = self
            .judged
            .outcomes
            .iter()
            .filter(|o| whole && matches!(machine(&o.outcome), Some(Machine::Pass | Machine::NotApplicable)));
        Conversation {
            id: transcript.id.clone(),
            source: transcript.source.clone(),
            agent: agent.id.clone().or_else(|| agent.name.clone()).unwrap_or_default(),
            team: agent.team.clone().unwrap_or_default(),
            score: Some(self.entry.score),
            grade: self.entry.grade.clone(),
            stratum: if whole { stratum.to_owned() } else { String::new() },
            weight: whole.then_some(weight),
            quiet: quiet.map(|o| self.context.set.rules()[o.rule].id().to_owned()).collect(),
            turns: item::lines(transcript, self.context.lang),
            ..Conversation::default()
        }
    }
}

/// What a reviewer is asked about. A rule that is for other channels or scenes, or that could not judge, is none of it:
/// it claims nothing.
fn machine(outcome: &Outcome) -> Option<Machine> {
    match outcome {
        Outcome::Fail(_) => Some(Machine::Fail),
        Outcome::Pass(_) => Some(Machine::Pass),
        Outcome::NotApplicable(Reason::Condition | Reason::Precondition | Reason::NoTrigger) => {
            Some(Machine::NotApplicable)
        }
        Outcome::NotApplicable(_) | Outcome::Unknown(_) => None,
    }
}

/// What a conversation is known by: its id and its words.
fn key(transcript: &Transcript) -> u64 {
    let mut hash = Fnv::default();
    hash.write(&transcript.id);
    transcript.turns.iter().for_each(|turn| hash.write(&turn.text));
    hash.0
}

fn of_rule(key: u64, rule: &str) -> u64 {
    let mut hash = Fnv::default();
    hash.write(&format!("{key:016x}"));
    hash.write(rule);
    hash.0
}

/// The name of a stratum, made from a conversation of it, which is masked where names are to be.
fn shown_stratum(design: &Design, context: &Context<'_>, stratum: &[String], judged: &Judged) -> String {
    let agent = &judged.transcript.agent;
    let lang = context.lang;
    let none = || lang.pick("（未写）", "(none)").to_owned();
    let parts = design.by.iter().zip(stratum).map(|(by, part)| match by {
        By::Agent => agent.id.clone().or_else(|| agent.name.clone()).unwrap_or_else(none),
        By::Team => agent.team.clone().unwrap_or_else(none),
        By::Score => format!("{} {part}", lang.pick("等级", "grade")),
        By::Rule => match part.rsplit_once(' ') {
            Some((rule, FAIL)) => format!("{rule} {}", lang.pick("问题", "findings")),
            Some((rule, _)) => format!("{rule} {}", lang.pick("未报", "quiet")),
            None => part.clone(),
        },
    });
    let name = parts.collect::<Vec<_>>().join(" / ");
    if name.is_empty() { lang.pick("全部", "all").to_owned() } else { name }
}

/// No two conversations of a file may have the same id: rows refer to them by it.
fn tell_apart(conversations: &mut [Conversation]) {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for conversation in conversations {
        let count = seen.entry(conversation.id.clone()).or_default();
        *count += 1;
        if *count > 1 {
            conversation.id = format!("{}#{count}", conversation.id);
        }
    }
}
