//! Waivers 豁免: findings that somebody answers for, and appeals 申诉 that were granted. They stay in every report, with
//! the reason, and count for nothing.

use std::sync::Arc;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::outcome::{Fate, Finding, Outcome, RuleOutcome, Waived};
use crate::rule::error::{RuleError, RuleErrorKind, SourceFile, Thing};
use crate::rule::located::Located;
use crate::rule::set::RuleSet;
use crate::transcript::Transcript;

/// A file of waivers as it is written.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Waivers")]
pub struct WaiversFile {
    /// One a finding, or a kind of finding.
    pub waivers: Vec<Located<WaiverFile>>,
}

/// A waiver: either `fingerprint`, or `rule` with at least one of `conversation`, `agent`, `text`. A rule about the whole
/// batch (`kpi/…`) stands alone.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WaiverFile {
    /// The finding's fingerprint, as in a JSON report.
    pub fingerprint: Option<Located<String>>,
    /// The rule's id.
    pub rule: Option<Located<String>>,
    /// The conversation's id.
    pub conversation: Option<String>,
    /// The agent's id or name.
    pub agent: Option<String>,
    /// The words that were found, as the report quotes them.
    pub text: Option<String>,
    /// What a review found, where one did.
    pub verdict: Option<WaiverVerdict>,
    /// Why the finding does not count.
    pub reason: Located<String>,
    /// Who answers for it.
    pub by: Located<String>,
    /// The last day on which it holds, like 2026-12-31; for good where absent.
    pub until: Option<Located<String>>,
}

/// What a review says of a finding; it stands beside the machine's, which is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum WaiverVerdict {
    /// 误报: it is no breach of the rule.
    FalseAlarm,
    /// 申诉成立: an appeal against it was upheld.
    AppealUpheld,
}

impl WaiverVerdict {
    /// The name used in files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::FalseAlarm => "false-alarm",
            Self::AppealUpheld => "appeal-upheld",
        }
    }
}

/// Waivers that were read.
#[derive(Debug, Clone, Default)]
pub struct Waivers {
    list: Vec<Waiver>,
}

/// One waiver.
#[derive(Debug, Clone)]
pub struct Waiver {
    file: WaiverFile,
    /// Where it is written, e.g. `waivers.yaml:3`.
    pub place: String,
    /// Its last day has passed: it is not applied.
    pub expired: bool,
}

impl Waivers {
    /// Reads a file. `known` are the ids of all rules, selected or not; `today` decides what has expired.
    ///
    /// # Errors
    /// Everything that is wrong with it, and where.
    pub fn parse(file: SourceFile, known: &[String], today: Date) -> Result<Self, Vec<RuleError>> {
        let source = Arc::new(file);
        let written: WaiversFile =
            serde_saphyr::from_str(&source.text).map_err(|error| vec![RuleError::from((&source, &error))])?;
        let mut errors = Vec::new();
        let mut list = Vec::new();
        for entry in written.waivers {
            let mut report = |at: &std::ops::Range<usize>, kind| {
                errors.push(RuleError { file: Arc::clone(&source), at: at.clone(), kind });
            };
            let (line, _) = source.place(entry.at.start);
            let file = entry.value;
            let until = file.until.as_ref().map(|until| (until, until.value.trim().parse::<Date>()));
            if let Some((until, Err(_))) = &until {
                report(&until.at, RuleErrorKind::BadDate(until.value.clone()));
            }
            for (key, text) in [("reason", &file.reason), ("by", &file.by)] {
                if text.value.trim().is_empty() {
                    report(&text.at, RuleErrorKind::EmptyText(key));
                }
            }
            match (&file.fingerprint, &file.rule) {
                (Some(mark), None) if !is_fingerprint(&mark.value) => {
                    report(&mark.at, RuleErrorKind::BadFingerprint(mark.value.clone()));
                }
                (None, Some(rule)) if !known.contains(&rule.value) => {
                    let (word, expected) = (rule.value.clone(), known.to_vec());
                    report(&rule.at, RuleErrorKind::UnknownWord { word, expected, what: Thing::Rule });
                }
                (None, Some(rule)) if file.narrows() == 0 && !rule.value.starts_with("kpi/") => {
                    report(&rule.at, RuleErrorKind::WaivesRule(rule.value.clone()));
                }
                (Some(_), None) | (None, Some(_)) => {}
                (Some(both), Some(_)) => report(&both.at, RuleErrorKind::WaiverTarget),
                (None, None) => report(&file.reason.at, RuleErrorKind::WaiverTarget),
            }
            let expired = matches!(until, Some((_, Ok(day))) if day < today);
            list.push(Waiver { file, place: format!("{}:{line}", source.name), expired });
        }
        if errors.is_empty() { Ok(Self { list }) } else { Err(errors) }
    }

    /// All of them, in the order of the file.
    #[must_use]
    pub fn list(&self) -> &[Waiver] {
        &self.list
    }

    /// Adds those of another file.
    pub fn extend(&mut self, other: Self) {
        self.list.extend(other.list);
    }

    /// Waives findings of a conversation; each by the first waiver that fits.
    pub fn apply(&self, set: &RuleSet, transcript: &Transcript, outcomes: &mut [RuleOutcome]) {
        if self.list.iter().all(|w| w.expired) {
            return;
        }
        for outcome in outcomes {
            let Outcome::Fail(findings) = &mut outcome.outcome else { continue };
            let rule = set.rules()[outcome.rule].id();
            for finding in findings {
                let fits = |w: &Waiver| !w.expired && w.file.fits(rule, finding, transcript);
                if let Some(index) = self.list.iter().position(fits) {
                    finding.fate = Fate::Waived(self.list[index].waived(index));
                }
            }
        }
    }

    /// The waiver of a figure over the batch.
    #[must_use]
    pub fn figure(&self, rule: &str) -> Option<Waived> {
        let fits =
            |w: &Waiver| !w.expired && w.file.narrows() == 0 && w.file.rule.as_ref().is_some_and(|r| r.value == rule);
        let index = self.list.iter().position(fits)?;
        Some(self.list[index].waived(index))
    }
}

impl Waiver {
    fn waived(&self, index: usize) -> Waived {
        Waived {
            waiver: index,
            verdict: self.file.verdict,
            reason: self.file.reason.value.trim().to_owned(),
            by: self.file.by.value.trim().to_owned(),
            until: self.until().map(str::to_owned),
        }
    }

    /// The last day on which it holds.
    #[must_use]
    pub fn until(&self) -> Option<&str> {
        self.file.until.as_ref().map(|u| u.value.trim())
    }
}

impl WaiverFile {
    /// How many keys make it about less than a whole rule.
    fn narrows(&self) -> usize {
        [&self.conversation, &self.agent, &self.text].iter().filter(|k| k.is_some()).count()
    }

    fn fits(&self, rule: &str, finding: &Finding, transcript: &Transcript) -> bool {
        if let Some(mark) = &self.fingerprint {
            return mark.value == finding.fingerprint;
        }
        let is = |wanted: &Option<String>, found: &[Option<&str>]| {
            wanted.as_deref().is_none_or(|wanted| found.iter().flatten().any(|f| f.trim() == wanted.trim()))
        };
        let agent = &transcript.agent;
        self.rule.as_ref().is_some_and(|r| r.value == rule)
            && self.narrows() > 0
            && is(&self.conversation, &[Some(&transcript.id)])
            && is(&self.agent, &[agent.id.as_deref(), agent.name.as_deref()])
            && is(&self.text, &[finding.text.as_deref()])
    }
}

fn is_fingerprint(text: &str) -> bool {
    text.len() == 16 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}
