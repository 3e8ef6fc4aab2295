//! The same for a raw regex.

use regex_syntax::hir::{Class, Hir, HirKind};

/// Sets larger than this are no gate worth having.
const MAX_LITERALS: usize = 256;
/// Character classes up to this size are spelled out.
const MAX_CLASS: usize = 24;

/// One of these occurs in every match; `None` where nothing is certain.
#[must_use]
pub(super) fn literals(regex: &str) -> Option<Vec<String>> {
    let hir = regex_syntax::Parser::new().parse(regex).ok()?;
    let mut set = required(&hir)?;
    set.sort_unstable();
    set.dedup();
    Some(set)
}

/// The best set of literals of which one must occur.
fn required(hir: &Hir) -> Option<Vec<String>> {
    if let Some(all) = exact(hir) {
        return usable(all);
    }
    match hir.kind() {
        HirKind::Capture(capture) => required(&capture.sub),
        HirKind::Repetition(repetition) if repetition.min > 0 => required(&repetition.sub),
        HirKind::Alternation(branches) => {
            let mut all = Vec::new();
            for branch in branches {
                all.extend(required(branch)?);
            }
            usable(all)
        }
        HirKind::Concat(parts) => {
            let mut best: Option<Vec<String>> = None;
            let mut run = vec![String::new()];
            for part in parts {
                let spelled = exact(part).and_then(|next| cross(&run, &next));
                if let Some(longer) = spelled {
                    run = longer;
                    continue;
                }
                best = better(best, usable(std::mem::replace(&mut run, vec![String::new()])));
                match exact(part) {
                    Some(alone) => run = alone,
                    None => best = better(best, required(part)),
                }
            }
            better(best, usable(run))
        }
        _ => None,
    }
}

/// All strings a regex matches, where they are few. Anchors count as empty.
fn exact(hir: &Hir) -> Option<Vec<String>> {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => Some(vec![String::new()]),
        HirKind::Literal(literal) => Some(vec![std::str::from_utf8(&literal.0).ok()?.to_owned()]),
        HirKind::Class(Class::Unicode(class)) => {
            let size: usize = class.ranges().iter().map(|r| r.end() as usize - r.start() as usize + 1).sum();
            if size > MAX_CLASS {
                return None;
            }
            Some(class.ranges().iter().flat_map(|r| r.start()..=r.end()).map(String::from).collect())
        }
        HirKind::Class(Class::Bytes(_)) => None,
        HirKind::Capture(capture) => exact(&capture.sub),
        HirKind::Repetition(repetition) => match (repetition.min, repetition.max) {
            (0, Some(1)) => {
                let mut all = exact(&repetition.sub)?;
                all.push(String::new());
                Some(all)
            }
            (1, Some(1)) => exact(&repetition.sub),
            _ => None,
        },
        HirKind::Concat(parts) => {
            let mut all = vec![String::new()];
            for part in parts {
                all = cross(&all, &exact(part)?)?;
            }
            Some(all)
        }
        HirKind::Alternation(branches) => {
            let mut all = Vec::new();
            for branch in branches {
                all.extend(exact(branch)?);
                if all.len() > MAX_LITERALS {
                    return None;
                }
            }
            Some(all)
        }
    }
}

fn cross(heads: &[String], tails: &[String]) -> Option<Vec<String>> {
    if heads.len() * tails.len() > MAX_LITERALS {
        return None;
    }
    Some(heads.iter().flat_map(|h| tails.iter().map(move |t| format!("{h}{t}"))).collect())
}

fn usable(set: Vec<String>) -> Option<Vec<String>> {
    (!set.is_empty() && set.iter().all(|s| !s.is_empty())).then_some(set)
}

/// Longer literals are rarer; among equals the smaller set wins.
fn better(a: Option<Vec<String>>, b: Option<Vec<String>>) -> Option<Vec<String>> {
    let rank = |set: &Vec<String>| {
        let shortest = set.iter().map(|s| s.chars().count()).min().unwrap_or(0);
        (shortest.min(3), usize::MAX - set.len())
    };
    match (a, b) {
        (Some(a), Some(b)) => Some(if rank(&b) > rank(&a) { b } else { a }),
        (a, None) => a,
        (None, b) => b,
    }
}
