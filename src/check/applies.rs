//! `when`: whether a rule is for a conversation at all.

use std::collections::BTreeMap;

use super::compile::Compiler;
use super::condition::{Condition, has_value, values};
use super::conversation::Conversation;
use crate::outcome::{Outcome, Reason};
use crate::rule::file::WhenFile;
use crate::transcript::{Channel, Direction, Scene};

/// The clock that days go by: the one of the readers for dates without a zone.
const LOCAL: jiff::tz::Offset = jiff::tz::offset(8);

/// A compiled `when`.
#[derive(Debug, serde::Serialize, serde::Deserialize)]
pub(crate) struct Applies {
    channel: Option<Vec<Channel>>,
    scene: Option<Vec<Scene>>,
    direction: Option<Vec<Direction>>,
    meta: BTreeMap<String, Vec<String>>,
    #[serde(with = "super::as_json")]
    from: Option<jiff::civil::Date>,
    #[serde(with = "super::as_json")]
    until: Option<jiff::civil::Date>,
    condition: Option<Condition>,
}

impl Applies {
    pub(crate) fn compile(file: &WhenFile, compiler: &mut Compiler<'_>) -> Self {
        Self {
            channel: file.channel.clone(),
            scene: file.scene.clone(),
            direction: file.direction.clone(),
            meta: values(&file.meta),
            from: file.from.as_ref().and_then(|d| d.value.parse().ok()),
            until: file.until.as_ref().and_then(|d| d.value.parse().ok()),
            condition: file.condition.as_ref().map(|c| Condition::compile(c, compiler)),
        }
    }

    /// `None` where the rule applies, else the outcome it has without being run.
    pub(crate) fn rules_out(&self, conversation: &Conversation<'_>) -> Option<Outcome> {
        let transcript = conversation.transcript;
        let aside = |reason| Some(Outcome::NotApplicable(reason));
        if self.channel.as_ref().is_some_and(|c| !c.contains(&conversation.channel)) {
            return aside(Reason::OtherChannel);
        }
        if self.direction.as_ref().is_some_and(|d| !d.contains(&conversation.direction)) {
            return aside(Reason::OtherDirection);
        }
        if let Some(scenes) = &self.scene {
            match transcript.scene {
                None => return aside(Reason::NoScene),
                Some(scene) if !scenes.contains(&scene) => return aside(Reason::OtherScene),
                Some(_) => {}
            }
        }
        if !self.meta.iter().all(|(name, allowed)| has_value(transcript, name, allowed)) {
            return aside(Reason::OtherMeta);
        }
        if self.from.is_some() || self.until.is_some() {
            let Some(start) = transcript.started_at else { return Some(Outcome::Unknown(Reason::NoTimestamps)) };
            let day = LOCAL.to_datetime(start).date();
            if self.from.is_some_and(|from| day < from) || self.until.is_some_and(|until| day > until) {
                return aside(Reason::OtherDate);
            }
        }
        match self.condition.as_ref().map(|c| c.holds(conversation)) {
            None | Some(Ok(true)) => None,
            Some(Ok(false)) => aside(Reason::Condition),
            Some(Err(reason)) => Some(Outcome::Unknown(reason)),
        }
    }
}
