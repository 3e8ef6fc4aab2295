//! Review files put together: several reviewers of one sample, several samples, appeals that came by themselves.

use std::collections::BTreeMap;

use super::mistake::{Mistake, MistakeKind, Place};
use super::sheet::{Answer, Conversation, Item, Review, Sample};

/// What all files say together. Every answer, mark and missed breach has a reviewer.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Pool {
    /// By their ids.
    pub samples: BTreeMap<String, Sample>,
    /// What was reviewed.
    pub conversations: Vec<Pooled>,
}

/// A conversation and the sample it belongs to.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Pooled {
    /// The sample's id; empty where it is in none.
    pub sample: String,
    /// What all say of it.
    pub conversation: Conversation,
}

impl Pool {
    /// Puts files together; the name of a file stands for its reviewer where nobody is named. The mistakes are verdicts
    /// of one reviewer that contradict each other in two files.
    #[must_use]
    pub fn of(files: Vec<(String, Review)>) -> (Self, Vec<Mistake>) {
        let mut pool = Self::default();
        let mut mistakes = Vec::new();
        let (drawn, written): (Vec<_>, Vec<_>) = files.into_iter().partition(|(_, review)| review.sample.is_some());
        for (name, review) in drawn.into_iter().chain(written) {
            let reviewer = review.reviewer.clone().unwrap_or_else(|| stem(&name).to_owned());
            let sample = review.sample.map_or(String::new(), |sample| {
                let id = sample.id.clone();
                pool.samples.entry(id.clone()).or_insert(sample);
                id
            });
            for mut conversation in review.conversations {
                name_reviewers(&mut conversation, &reviewer);
                let twice = pool.add(&sample, conversation);
                mistakes.extend(twice.into_iter().map(|kind| Mistake { place: Place::File(name.clone()), kind }));
            }
        }
        (pool, mistakes)
    }

    /// All items, with their conversations.
    pub fn items(&self) -> impl Iterator<Item = (&Pooled, &Item)> {
        self.conversations.iter().flat_map(|c| c.conversation.items.iter().map(move |item| (c, item)))
    }

    fn add(&mut self, sample: &str, mut conversation: Conversation) -> Vec<MistakeKind> {
        let mut mistakes = Vec::new();
        let same = |c: &&mut Pooled| c.sample == sample && c.conversation.id == conversation.id;
        if let Some(known) = self.conversations.iter_mut().find(same) {
            let known = &mut known.conversation;
            known.marks.append(&mut conversation.marks);
            known.missed.append(&mut conversation.missed);
            for item in conversation.items {
                match known.items.iter_mut().find(|i| i.id == item.id) {
                    Some(first) => merge(first, item, &mut mistakes),
                    None => known.items.push(item),
                }
            }
            return mistakes;
        }
        if sample.is_empty() {
            // What was not drawn may be about something that was: an appeal names the fingerprint.
            let mut left = Vec::new();
            for item in conversation.items {
                let about =
                    |i: &&mut Item| i.id == item.id || (i.fingerprint.is_some() && i.fingerprint == item.fingerprint);
                let mut drawn = self.conversations.iter_mut().flat_map(|c| &mut c.conversation.items);
                match drawn.find(about) {
                    Some(first) => merge(first, item, &mut mistakes),
                    None => left.push(item),
                }
            }
            conversation.items = left;
            let says = !conversation.marks.is_empty() || !conversation.missed.is_empty();
            if conversation.items.is_empty() && !says {
                return mistakes;
            }
        }
        self.conversations.push(Pooled { sample: sample.to_owned(), conversation });
        mistakes
    }
}

fn merge(first: &mut Item, item: Item, mistakes: &mut Vec<MistakeKind>) {
    for answer in item.answers {
        match first.answers.iter_mut().find(|a| a.reviewer == answer.reviewer) {
            None => first.answers.push(answer),
            Some(known) if known.verdict.is_none() => *known = answer,
            Some(known) if answer.verdict.is_some() && known.verdict != answer.verdict => {
                let reviewer = answer.reviewer.unwrap_or_default();
                mistakes.push(MistakeKind::TwiceOn(reviewer, first.rule.clone(), first.id.clone()));
            }
            Some(_) => {}
        }
    }
    let open = first.appeal.as_ref().is_none_or(|a| a.decision.is_none());
    if let Some(appeal) = item.appeal.filter(|_| open) {
        first.appeal = Some(appeal);
    }
}

fn name_reviewers(conversation: &mut Conversation, reviewer: &str) {
    let name = |given: &mut Option<String>| {
        given.get_or_insert_with(|| reviewer.to_owned());
    };
    conversation.marks.iter_mut().for_each(|m| name(&mut m.reviewer));
    conversation.missed.iter_mut().for_each(|m| name(&mut m.reviewer));
    for item in &mut conversation.items {
        let mut answers: Vec<Answer> = Vec::new();
        for mut answer in std::mem::take(&mut item.answers) {
            name(&mut answer.reviewer);
            // Whoever left one of two copied rows unnamed meant the reviewer of the file.
            if !answers.iter().any(|a| a.reviewer == answer.reviewer) {
                answers.push(answer);
            }
        }
        item.answers = answers;
    }
}

/// `reviews/张.xlsx` → `张`.
fn stem(name: &str) -> &str {
    let file = name.rsplit('/').next().unwrap_or(name);
    file.rsplit_once('.').map_or(file, |(stem, _)| stem)
}
