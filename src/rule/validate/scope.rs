//! What can be wrong with a scope whose types are right.

use std::fmt::Display;

use crate::rule::error::{RuleErrorKind, ScopeError};
use crate::rule::file::{AnchorFile, Reach, SaidFile, ScopeFile, Unit, Which};
use crate::rule::located::Located;

/// Where an error is reported: bytes in the file.
type At = std::ops::Range<usize>;

/// Reports everything that is wrong with a scope by itself; `place` is where a scope without a better place is told of.
pub(super) fn check(scope: &ScopeFile, place: &At, report: &mut impl FnMut(&At, RuleErrorKind)) {
    let mut report = |at: &At, error: ScopeError| report(at, RuleErrorKind::Scope(error));
    for (key, count) in [("first", &scope.first), ("last", &scope.last)] {
        if let Some(n) = count.as_ref().filter(|n| n.value == 0) {
            report(&n.at, empty(key, "0"));
        }
    }
    for (key, seconds) in [("first_seconds", &scope.first_seconds), ("last_seconds", &scope.last_seconds)] {
        if let Some(s) = seconds.as_ref().filter(|s| !s.is_finite() || s.value <= 0.0) {
            report(&s.at, empty(key, &s.value.to_string()));
        }
    }
    // Below 0 is counted from the end, so that places of two signs can't be compared.
    if let Some(turns) = &scope.turns {
        let (from, to) = turns.value;
        if from == 0 || to == 0 || ((from < 0) == (to < 0) && from > to) {
            report(&turns.at, range("turns", turns));
        }
    }
    if let Some(seconds) = &scope.seconds {
        let (from, to) = seconds.value;
        if !from.is_finite() || !to.is_finite() || ((from < 0.0) == (to < 0.0) && from >= to) {
            report(&seconds.at, range("seconds", seconds));
        }
    }
    for (key, percent) in [("percent", &scope.percent), ("percent_time", &scope.percent_time)] {
        let Some(percent) = percent else { continue };
        let (from, to) = percent.value;
        if let Some(value) = [from, to].into_iter().find(|p| !(0.0..=100.0).contains(p)) {
            report(&percent.at, ScopeError::Percent { key, value });
        } else if from >= to {
            report(&percent.at, range(key, percent));
        }
    }
    disjoint(scope, &mut report);
    if let Some(unit) = scope.unit.as_ref().filter(|u| scope.joined && u.value != Unit::Whole) {
        report(&unit.at, ScopeError::Clash { key: "unit", other: "joined" });
    }
    for (key, anchor) in [("before", &scope.before), ("after", &scope.after), ("around", &scope.around)] {
        if let Some(anchor) = anchor {
            check_anchor(key, anchor, place, &mut report);
        }
    }
}

/// Reports what contradicts the units that all of which must hold the patterns.
pub(super) fn check_every(said: &SaidFile, report: &mut impl FnMut(&At, RuleErrorKind)) {
    let Some(every) = &said.every else { return };
    let named = said.scope.unit.as_ref().is_some_and(|u| u.value != every.value);
    if named || said.scope.joined {
        let other = if named { "unit" } else { "joined" };
        report(&every.at, RuleErrorKind::Scope(ScopeError::Clash { key: "every", other }));
    }
}

fn check_anchor(key: &'static str, anchor: &AnchorFile, place: &At, report: &mut impl FnMut(&At, ScopeError)) {
    // Something of the anchor that has a place in the file.
    let said = anchor.said.as_ref().and_then(|s| s.any.first().or(s.all.first()));
    let at = said.map_or(place, |p| &p.at);
    match (&anchor.said, &anchor.event) {
        (None, None) => report(place, ScopeError::NoAnchor(key)),
        (Some(_), Some(_)) => report(at, ScopeError::Clash { key: "said", other: "event" }),
        _ => {}
    }
    if let Some(which) = anchor.which.as_ref().filter(|w| w.value == Which::Nth(0)) {
        report(&which.at, empty("which", "0"));
    }
    let around = key == "around";
    if around && anchor.turns.is_none() && anchor.seconds.is_none() && anchor.adjacent.is_none() {
        report(at, ScopeError::NoReach);
    }
    if let Some(turns) = &anchor.turns {
        if anchor.adjacent.as_ref().is_some_and(|a| a.value) {
            report(&turns.at, ScopeError::Clash { key: "turns", other: "adjacent" });
        }
        let reach = match turns.value {
            Reach::Within(n) => Reach::Within(n as f64),
            Reach::Between(a, b) => Reach::Between(a as f64, b as f64),
        };
        // Around an anchor, 0 is its own turn; before and after it, the nearest turn is 1.
        if !fits(reach, if around { f64::NEG_INFINITY } else { 1.0 }) {
            report(&turns.at, ScopeError::Reach { key: "turns", written: shown(turns.value) });
        }
    }
    let nearest = if around { f64::NEG_INFINITY } else { 0.0 };
    if let Some(seconds) = anchor.seconds.as_ref().filter(|s| !fits(s.value, nearest)) {
        report(&seconds.at, ScopeError::Reach { key: "seconds", written: shown(seconds.value) });
    }
}

/// Two parts that nothing can both lie in.
fn disjoint(scope: &ScopeFile, report: &mut impl FnMut(&At, ScopeError)) {
    let first = scope.first.as_ref().map_or(i64::MAX, |n| i64::try_from(n.value).unwrap_or(i64::MAX));
    if let Some(turns) = scope.turns.as_ref().filter(|t| t.value.0 > first.max(1)) {
        report(&turns.at, ScopeError::Disjoint { key: "turns", other: "first" });
    }
    let first = scope.first_seconds.as_ref().map_or(f64::INFINITY, |s| s.value);
    if let Some(seconds) = scope.seconds.as_ref().filter(|s| s.value.0 > first) {
        report(&seconds.at, ScopeError::Disjoint { key: "seconds", other: "first_seconds" });
    }
}

/// Whether a reach holds anything that is at least so far away.
fn fits(reach: Reach<f64>, least: f64) -> bool {
    match reach {
        Reach::Within(n) => n.is_finite() && n >= least.max(0.0),
        Reach::Between(a, b) => a.is_finite() && b.is_finite() && a <= b && a >= least,
    }
}

fn empty(key: &'static str, written: &str) -> ScopeError {
    ScopeError::Empty { key, written: written.to_owned() }
}

fn range<T: Display>(key: &'static str, pair: &Located<(T, T)>) -> ScopeError {
    let (from, to) = &pair.value;
    empty(key, &format!("[{from}, {to}]"))
}

fn shown<T: Display>(reach: Reach<T>) -> String {
    match reach {
        Reach::Within(n) => format!("{n}"),
        Reach::Between(a, b) => format!("[{a}, {b}]"),
    }
}
