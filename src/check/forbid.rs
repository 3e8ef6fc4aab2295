//! `forbid`: patterns that must not occur.

use super::Ruling;
use super::compile::{Compiler, roles};
use super::conversation::Conversation;
use super::said::{Search, TurnHit};
use super::unless::overlap;
use crate::matcher::GroupId;
use crate::outcome::{Exception, Finding, MATCHED_BY_SOUND, Outcome, Reason, Silenced, Value};
use crate::rule::file::{ForbidFile, Granularity, Negated, Quoted, RoleFile};

/// The lexicon of frames that announce somebody else's words.
pub(super) const QUOTING: &str = "quoting";
/// Words that negate what follows them.
const NEGATIONS: [&str; 18] = [
    "不",
    "没",
    "没有",
    "未",
    "未曾",
    "不会",
    "不能",
    "不敢",
    "不可",
    "不可以",
    "不要",
    "不再",
    "无法",
    "别",
    "勿",
    "绝不",
    "从不",
    "并非",
];
/// Quotation marks.
const PAIRS: [(char, char); 4] = [('“', '”'), ('「', '」'), ('『', '』'), ('‘', '’')];

/// A compiled `forbid`.
#[derive(Debug, serde::Serialize, serde::Deserialize)]
pub(crate) struct Forbid {
    search: Search,
    quoting: Option<GroupId>,
    excuse_quoted: bool,
    excuse_negated: bool,
    mandated: Option<GroupId>,
    report: Granularity,
}

impl Forbid {
    pub(crate) fn compile(file: &ForbidFile, compiler: &mut Compiler<'_>) -> Self {
        let role = file.role.unwrap_or(RoleFile::Agent);
        let excuse_quoted = file.quoted == Quoted::Excused;
        Self {
            search: Search::compile(&file.any, &file.unless, &file.only, &file.scope, role, compiler).taking(
                file.fuzzy,
                file.boundary,
                &file.any,
                role,
                compiler,
            ),
            quoting: excuse_quoted.then(|| compiler.lexicon(roles(role), QUOTING)).flatten(),
            excuse_quoted,
            excuse_negated: file.negated == Negated::Excused,
            mandated: compiler.mandated(roles(role)),
            report: file.report,
        }
    }

    pub(crate) fn run(&self, conversation: &Conversation<'_>) -> Ruling {
        let mut found = match self.search.run(conversation) {
            Ok(found) => found,
            Err(reason) => return Outcome::Unknown(reason).into(),
        };
        if !found.looked {
            return Outcome::NotApplicable(Reason::NoTurns).into();
        }
        let mut kept: Vec<TurnHit> = Vec::new();
        for hit in std::mem::take(&mut found.hits) {
            match self.excuse(conversation, &hit) {
                Some(by) => found.silenced.push(Silenced {
                    location: conversation.location(hit.turn, hit.range.clone()),
                    text: conversation.words(hit.turn, hit.range),
                    by,
                }),
                None => merge(&mut kept, hit, self.report),
            }
        }
        let outcome = if kept.is_empty() {
            Outcome::Pass(Vec::new())
        } else {
            let finding = |h: TurnHit| Finding { estimated: h.estimated, ..self.finding(conversation, h) };
            Outcome::Fail(kept.into_iter().map(finding).collect())
        };
        Ruling { outcome, silenced: found.silenced }
    }

    fn finding(&self, conversation: &Conversation<'_>, hit: TurnHit) -> Finding {
        let heard = self.search.heard(conversation, &hit);
        let mut finding = conversation.finding(hit.turn, hit.range);
        finding.values.extend(heard.map(|pattern| (MATCHED_BY_SOUND, Value::Text(pattern))));
        finding
    }

    fn excuse(&self, conversation: &Conversation<'_>, hit: &TurnHit) -> Option<Exception> {
        let inside = |group: GroupId| {
            let around =
                |h: &&crate::matcher::Hit| h.range().start <= hit.range.start && h.range().end >= hit.range.end;
            conversation.hits(hit.turn, group).iter().find(around).copied()
        };
        if let Some(model) = self.mandated.and_then(inside) {
            return Some(Exception::Mandated(conversation.matcher.source(model.group, model.pattern).to_owned()));
        }
        if self.excuse_negated && is_negated(conversation, hit) {
            return Some(Exception::Negated);
        }
        if !self.excuse_quoted {
            return None;
        }
        if in_quotation_marks(conversation.turns[hit.turn].text.as_str(), hit) {
            return Some(Exception::Quoted);
        }
        let clause = conversation.clause(hit.turn, hit.range.start);
        let framed = self.quoting.is_some_and(|group| {
            // The frame stands in the hit's own clause or runs up to it: 您刚才说, 您说的.
            let text = conversation.turns[hit.turn].text.as_str();
            conversation.hits(hit.turn, group).iter().any(|h| {
                let frame = h.range();
                // 您刚才说，没办法: a frame of the clause before counts where nothing but marks follows it.
                let leads_in = |between: &str| !between.chars().any(char::is_alphanumeric);
                frame.end <= hit.range.start && (frame.end > clause.start || leads_in(&text[frame.end..clause.start]))
            })
        });
        framed.then_some(Exception::Quoted)
    }
}

/// Whether a negation stands right before a hit, in its clause.
fn is_negated(conversation: &Conversation<'_>, hit: &TurnHit) -> bool {
    let clause = conversation.clause(hit.turn, hit.range.start);
    let before = &conversation.turns[hit.turn].text.as_str()[clause.start.min(hit.range.start)..hit.range.start];
    NEGATIONS.iter().any(|n| before.ends_with(n))
}

/// Adds a hit unless it is one with the hit before it.
pub(super) fn merge(kept: &mut Vec<TurnHit>, hit: TurnHit, report: Granularity) {
    let Some(last) = kept.last_mut() else {
        kept.push(hit);
        return;
    };
    if last.turn == hit.turn && overlap(&last.range, &hit.range) {
        last.range = last.range.start.min(hit.range.start)..last.range.end.max(hit.range.end);
        if last.sound && !hit.sound {
            (last.sound, last.pattern) = (false, hit.pattern);
        }
        return;
    }
    // Where one finding stands for the turn, written words say more than words that sound like them.
    if report == Granularity::Turn && last.turn == hit.turn && last.sound && !hit.sound {
        *last = hit;
        return;
    }
    match report {
        Granularity::Hit => kept.push(hit),
        Granularity::Turn if last.turn != hit.turn => kept.push(hit),
        Granularity::Turn | Granularity::Conversation => {}
    }
}

/// Whether a hit stands between an opening and a closing quotation mark.
pub(super) fn in_quotation_marks(text: &str, hit: &TurnHit) -> bool {
    let (before, after) = (&text[..hit.range.start], &text[hit.range.end..]);
    let paired = PAIRS.iter().any(|&(open, close)| {
        let opened = before.rfind(open).is_some_and(|at| !before[at..].contains(close));
        opened && after.contains(close)
    });
    let straight = before.matches('"').count() % 2 == 1 && after.contains('"');
    paired || straight
}

#[cfg(test)]
mod tests {
    use super::super::testing::found;

    #[test]
    fn negated_words_are_left_alone_where_the_rule_says_so() {
        let rule = |negated: &str| format!("  forbid: {{ any: [保证收益], negated: {negated} }}\n");
        assert_eq!(found(&rule("excused"), "坐席：我们不保证收益。"), None);
        assert_eq!(found(&rule("excused"), "坐席：不，保证收益。"), Some(vec!["保证收益".to_owned()]));
        assert_eq!(found(&rule("counted"), "坐席：我们不保证收益。"), Some(vec!["保证收益".to_owned()]));
    }
}
