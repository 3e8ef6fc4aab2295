//! Lints between rules: `contradiction`, `overlapping-deductions`.

use std::collections::HashMap;

use super::parsed::alone;
use super::{LintKind, Lints};
use crate::rule::file::{RoleFile, UnlessFile, WhenFile};
use crate::rule::lists::{PatternList, Purpose, lists};
use crate::rule::located::Located;
use crate::rule::set::{Rule, RuleSet};

/// A pattern of a rule.
#[derive(Clone, Copy)]
struct Written<'s> {
    rule: &'s Rule,
    pattern: &'s Located<String>,
    role: RoleFile,
}

pub(super) fn look(set: &RuleSet, lints: &mut Lints<'_>) {
    let mut demanded: HashMap<String, Vec<Written<'_>>> = HashMap::new();
    let mut forbidden: HashMap<String, Vec<Written<'_>>> = HashMap::new();
    let mut banned: Vec<(String, Written<'_>)> = Vec::new();
    let mut order: Vec<(String, Written<'_>)> = Vec::new();
    for rule in set.rules() {
        for list in lists(&rule.file) {
            for (phrase, written) in phrases(rule, &list, lints) {
                match list.purpose {
                    // One of the many wordings of a lexicon is not demanded.
                    Purpose::Required | Purpose::Due | Purpose::Step | Purpose::Mandated
                        if alone(written.pattern).is_none() =>
                    {
                        demanded.entry(phrase).or_default().push(written);
                    }
                    Purpose::Forbidden if list.only.is_empty() => {
                        // Forbidden in some places, it may well be due in others.
                        if !looks_around(&list) {
                            banned.push((phrase.clone(), written));
                        }
                        forbidden.entry(phrase.clone()).or_default().push(written);
                        order.push((phrase, written));
                    }
                    _ => {}
                }
            }
        }
    }
    contradictions(&banned, &demanded, lints);
    overlaps(&order, &forbidden, lints);
}

/// Whether exceptions depend on more than the words of the hit.
fn looks_around(list: &PatternList<'_>) -> bool {
    list.unless.iter().any(|u| matches!(u, UnlessFile::Near(_)))
}

fn phrases<'s>(rule: &'s Rule, list: &PatternList<'s>, lints: &mut Lints<'_>) -> Vec<(String, Written<'s>)> {
    let mut all = Vec::new();
    for pattern in &list.patterns {
        let written = Written { rule, pattern, role: list.role };
        let parts = lints.parsed.parts(pattern);
        all.extend(parts.iter().filter_map(|p| p.phrases.as_ref()).flatten().map(|p| (p.clone(), written)));
    }
    all
}

fn contradictions(
    forbidden: &[(String, Written<'_>)],
    demanded: &HashMap<String, Vec<Written<'_>>>,
    lints: &mut Lints<'_>,
) {
    for (phrase, here) in forbidden {
        let others = demanded.get(phrase).into_iter().flatten();
        let Some(other) = others.into_iter().find(|there| meet(*here, **there)) else { continue };
        let kind = LintKind::Contradiction { phrase: phrase.clone(), rule: other.rule.id().to_owned() };
        lints.add(&here.rule.source, here.pattern, kind);
    }
}

/// One lint for two rules, in the file of the later one.
fn overlaps(order: &[(String, Written<'_>)], forbidden: &HashMap<String, Vec<Written<'_>>>, lints: &mut Lints<'_>) {
    let mut pairs: Vec<(Written<'_>, Written<'_>, &str, usize)> = Vec::new();
    for (phrase, here) in order {
        let mut before: Option<&str> = None;
        for there in forbidden.get(phrase).into_iter().flatten() {
            let earlier = there.rule.id() < here.rule.id() && before != Some(there.rule.id());
            if !earlier || !meet(*here, *there) || here.rule.points() == 0.0 || there.rule.points() == 0.0 {
                continue;
            }
            before = Some(there.rule.id());
            let same = |(a, b, ..): &&mut (Written<'_>, Written<'_>, &str, usize)| {
                a.rule.id() == here.rule.id() && b.rule.id() == there.rule.id()
            };
            match pairs.iter_mut().find(same) {
                Some((.., count)) => *count += 1,
                None => pairs.push((*here, *there, phrase, 1)),
            }
        }
    }
    for (here, there, phrase, count) in pairs {
        let kind =
            LintKind::OverlappingDeductions { phrase: phrase.to_owned(), count, rule: there.rule.id().to_owned() };
        lints.add(&here.rule.source, here.pattern, kind);
    }
}

/// Whether two rules can judge the same words of the same conversation.
fn meet(a: Written<'_>, b: Written<'_>) -> bool {
    a.rule.id() != b.rule.id() && a.role == b.role && apply_together(&a.rule.file.when, &b.rule.file.when)
}

fn apply_together(a: &WhenFile, b: &WhenFile) -> bool {
    share(a.channel.as_ref(), b.channel.as_ref())
        && share(a.scene.as_ref(), b.scene.as_ref())
        && share(a.direction.as_ref(), b.direction.as_ref())
}

fn share<T: PartialEq>(a: Option<&Vec<T>>, b: Option<&Vec<T>>) -> bool {
    a.zip(b).is_none_or(|(a, b)| a.iter().any(|x| b.contains(x)))
}
