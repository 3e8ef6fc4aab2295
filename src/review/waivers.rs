//! Verdicts that become waivers: findings that reviewers or appeals say are none. A file that is there keeps every line it
//! has; new waivers are added below.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;

use super::pool::Pool;
use super::settle::settle;
use super::verdict::Label;
use crate::lang::Lang;
use crate::report::escape::visible;
use crate::rule::error::{RuleError, SourceFile};
use crate::waiver::{WaiverVerdict, WaiversFile};

/// A waiver to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waive {
    /// The finding.
    pub fingerprint: String,
    /// Its conversation, for people.
    pub conversation: String,
    /// Its rule, for people.
    pub rule: String,
    /// Why.
    pub reason: String,
    /// Who says so.
    pub by: String,
    /// What was found.
    pub verdict: WaiverVerdict,
}

/// What becomes of verdicts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Waives {
    /// Waivers, by conversation and rule.
    pub list: Vec<Waive>,
    /// Findings (conversation, rule) that can't be waived alone: the same words in the conversation are a finding, too.
    pub shared: Vec<(String, String)>,
    /// Findings of which nobody is named who answers for it.
    pub nobody: Vec<(String, String)>,
}

/// A file of waivers with those that were added.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Merged {
    /// Its text.
    pub text: String,
    /// Waivers added.
    pub added: usize,
    /// Findings that it waives already.
    pub known: usize,
}

/// Why a file can't be added to.
#[derive(Debug, Clone)]
pub enum CannotMerge {
    /// It is wrong.
    Wrong(Box<RuleError>),
    /// Its list is not written as lines that begin with `-`.
    Layout,
}

/// The findings that are none.
#[must_use]
pub fn waives(pool: &Pool, arbiter: Option<&str>, lang: Lang) -> Waives {
    let mut found: BTreeMap<(String, String, String), Option<Waive>> = BTreeMap::new();
    let mut due: Vec<(String, String, String)> = Vec::new();
    let mut all = Waives::default();
    for (pooled, item) in pool.items() {
        let (Some(fingerprint), Ok(settled)) = (&item.fingerprint, settle(item, arbiter)) else { continue };
        let (conversation, rule) = (pooled.conversation.id.clone(), item.rule.clone());
        let key = (conversation.clone(), rule.clone(), fingerprint.clone());
        if settled.label == Label::Due {
            due.push(key);
            continue;
        }
        if settled.by.trim().is_empty() {
            all.nobody.push((conversation, rule));
            continue;
        }
        let verdict = if settled.appeal { WaiverVerdict::AppealUpheld } else { WaiverVerdict::FalseAlarm };
        let given = settled.reason.trim();
        let none = lang.pick("复核时没有写理由", "the reviewer gave no reason");
        let reason = if given.is_empty() { none } else { given }.to_owned();
        let waive = Waive { fingerprint: fingerprint.clone(), conversation, rule, reason, by: settled.by, verdict };
        found.entry(key).or_insert(Some(waive));
    }
    for key in due {
        if found.remove(&key).flatten().is_some() {
            all.shared.push((key.0, key.1));
        }
    }
    all.list = found.into_values().flatten().collect();
    all
}

/// Adds waivers to a file, or makes a new one. What it waives already on `today` is not added again.
///
/// # Errors
/// The file is wrong, or its list is written in a way that lines can't be added to.
pub fn merge(file: Option<SourceFile>, new: &[Waive], until: Option<Date>, today: Date) -> Result<Merged, CannotMerge> {
    let Some(file) = file.filter(|f| !f.text.trim().is_empty()) else {
        let text = new.iter().fold(String::from("waivers:\n"), |text, waive| text + &entry(waive, until, "  "));
        let text = if new.is_empty() { "waivers: []\n".to_owned() } else { text };
        return Ok(Merged { text, added: new.len(), known: 0 });
    };
    let file = Arc::new(file);
    let written = parse(&file)?;
    let holds = |mark: &str| {
        written.waivers.iter().any(|w| {
            let until = w.until.as_ref().and_then(|u| u.value.trim().parse::<Date>().ok());
            w.fingerprint.as_ref().is_some_and(|f| f.value == mark) && until.is_none_or(|day| day >= today)
        })
    };
    let added: Vec<&Waive> = new.iter().filter(|w| !holds(&w.fingerprint)).collect();
    let known = new.len() - added.len();
    if added.is_empty() {
        return Ok(Merged { text: file.text.clone(), added: 0, known });
    }
    let mut text = file.text.clone();
    if written.waivers.is_empty() {
        text = text.replace("[]", "");
    }
    let text = text.trim_end();
    // The dashes of the list that is there stand as far in as the new ones have to.
    let indent = text
        .lines()
        .find(|l| l.trim_start().starts_with("- "))
        .map_or("  ", |line| line.get(..line.len() - line.trim_start().len()).unwrap_or("  "));
    let text = added.iter().fold(format!("{text}\n"), |text, waive| text + &entry(waive, until, indent));
    let again = Arc::new(SourceFile { text: text.clone(), ..(*file).clone() });
    match parse(&again) {
        Ok(all) if all.waivers.len() == written.waivers.len() + added.len() => {
            Ok(Merged { text, added: added.len(), known })
        }
        _ => Err(CannotMerge::Layout),
    }
}

fn parse(file: &Arc<SourceFile>) -> Result<WaiversFile, CannotMerge> {
    serde_saphyr::from_str(&file.text).map_err(|e| CannotMerge::Wrong(Box::new(RuleError::from((file, &e)))))
}

fn entry(waive: &Waive, until: Option<Date>, indent: &str) -> String {
    let inner = format!("{indent}  ");
    let quoted = |text: &str| serde_json::to_string(&visible(text)).unwrap_or_default();
    let mut out = format!("{indent}- fingerprint: \"{}\"", waive.fingerprint);
    out += &format!("  # {} {}\n", visible(&waive.conversation), visible(&waive.rule));
    out += &format!("{inner}verdict: {}\n", waive.verdict.as_str());
    out += &format!("{inner}reason: {}\n{inner}by: {}\n", quoted(&waive.reason), quoted(&waive.by));
    if let Some(day) = until {
        out += &format!("{inner}until: {day}\n");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn waive(mark: char, reason: &str) -> Waive {
        Waive {
            fingerprint: mark.to_string().repeat(16),
            conversation: "C1".into(),
            rule: "tone/a".into(),
            reason: reason.into(),
            by: "张".into(),
            verdict: WaiverVerdict::FalseAlarm,
        }
    }

    fn file(text: &str) -> SourceFile {
        SourceFile { name: "w.yaml".into(), path_id: "waivers".into(), text: text.into(), checked: false }
    }

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn nothing_that_is_there_is_lost() {
        let text = "# 我们的豁免\nwaivers:\n- rule: tone/x # 见会议纪要\n  text: 没办法\n  reason: 约定\n  by: 李\n";
        let merged =
            merge(Some(file(text)), &[waive('a', "引述\"客户\"\n的话")], Some(day("2026-12-31")), day("2026-01-01"));
        let merged = merged.unwrap();
        assert!(merged.text.starts_with(text));
        assert!(merged.text.ends_with(
            "- fingerprint: \"aaaaaaaaaaaaaaaa\"  # C1 tone/a\n  verdict: false-alarm\n  reason: \"引述\\\"客户\\\"⏎的话\"\n  by: \"张\"\n  until: 2026-12-31\n"
        ));
        let again = merge(Some(file(&merged.text)), &[waive('a', "")], None, day("2026-12-31")).unwrap();
        assert_eq!((again.added, again.known, &again.text), (0, 1, &merged.text));
        // It has ended: it is needed again.
        assert_eq!(merge(Some(file(&merged.text)), &[waive('a', "x")], None, day("2027-01-01")).unwrap().added, 1);
    }

    #[test]
    fn files_without_a_list_and_files_that_are_wrong() {
        let empty = merge(Some(file("waivers: []\n")), &[waive('a', "x")], None, day("2026-01-01")).unwrap();
        assert!(empty.text.starts_with("waivers:\n  - fingerprint"), "{}", empty.text);
        assert_eq!(merge(None, &[], None, day("2026-01-01")).unwrap().text, "waivers: []\n");
        let flow = "waivers: [{rule: a/b, text: x, reason: y, by: z}]\n";
        assert!(matches!(
            merge(Some(file(flow)), &[waive('a', "x")], None, day("2026-01-01")),
            Err(CannotMerge::Layout)
        ));
        assert!(matches!(merge(Some(file("waiver: 1")), &[], None, day("2026-01-01")), Err(CannotMerge::Wrong(_))));
    }
}
