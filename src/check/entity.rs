//! `entity`: whole numbers of persons that must not be said.

use std::borrow::Cow;

use super::Ruling;
use super::compile::Compiler;
use super::conversation::Conversation;
use super::forbid::merge;
use super::said::TurnHit;
use super::scope::Scope;
use super::unless::{Near, Unless};
use crate::outcome::{Exception, Finding, Outcome, Reason, Silenced, Value};
use crate::rule::file::{EntityFile, Granularity, RoleFile};
use crate::text::entity::{self, Kind};

/// A compiled `entity`.
#[derive(Debug, serde::Serialize, serde::Deserialize)]
pub(crate) struct Entity {
    kinds: Vec<Kind>,
    unless: Unless,
    only: Vec<Near>,
    scope: Scope,
    report: Granularity,
}

impl Entity {
    pub(crate) fn compile(file: &EntityFile, compiler: &mut Compiler<'_>) -> Self {
        let role = file.role.unwrap_or(RoleFile::Agent);
        Self {
            kinds: file.kinds.clone(),
            unless: Unless::compile(&file.unless, role, compiler),
            only: file.only.iter().filter_map(|n| Near::compile(n, role, compiler)).collect(),
            scope: Scope::compile(&file.scope, role, compiler),
            report: file.report,
        }
    }

    pub(crate) fn run(&self, conversation: &Conversation<'_>) -> Ruling {
        let windows = match self.scope.windows(conversation) {
            Ok(windows) => windows,
            Err(reason) => return Outcome::Unknown(reason).into(),
        };
        if windows.is_empty() {
            return Outcome::NotApplicable(Reason::NoTurns).into();
        }
        let mut kept: Vec<TurnHit> = Vec::new();
        let mut silenced = Vec::new();
        for window in windows {
            let view = &conversation.turns[window.turn];
            let text = view.text.as_str();
            let found = match window.range.len() == text.len() {
                true => Cow::Borrowed(view.entities()),
                false => Cow::Owned(entity::find(&text[window.range.clone()])),
            };
            for found in found.iter() {
                if found.masked || !self.kinds.contains(&found.kind) {
                    continue;
                }
                let range = window.range.start + found.range.start..window.range.start + found.range.end;
                if !self.only.iter().all(|near| near.find(conversation, window.turn, &range).is_some()) {
                    continue;
                }
                match self.unless.excuse(conversation, window.turn, &range) {
                    None => {
                        merge(
                            &mut kept,
                            TurnHit {
                                turn: window.turn,
                                range,
                                pattern: found.kind as u32,
                                sound: false,
                                estimated: window.estimated,
                            },
                            self.report,
                        );
                    }
                    Some(by) => silenced.push(Silenced {
                        location: conversation.location(window.turn, range.clone()),
                        text: conversation.words(window.turn, range),
                        by: Exception::Unless(by),
                    }),
                }
            }
        }
        let outcome = if kept.is_empty() {
            Outcome::Pass(Vec::new())
        } else {
            Outcome::Fail(kept.into_iter().map(|hit| self.finding(conversation, hit)).collect())
        };
        Ruling { outcome, silenced }
    }

    /// `{value}` is what kind of number it is.
    fn finding(&self, conversation: &Conversation<'_>, hit: TurnHit) -> Finding {
        let kind = self.kinds.iter().find(|k| **k as u32 == hit.pattern).copied();
        let mut finding = Finding { estimated: hit.estimated, ..conversation.finding(hit.turn, hit.range) };
        finding.values.extend(kind.map(|k| ("value", Value::Entity(k))));
        finding
    }
}

#[cfg(test)]
mod tests {
    use crate::check::testing::{found, outcome};
    use crate::outcome::{Outcome, Reason, Value};
    use crate::text::entity::Kind;

    const PHONES: &str = "  entity: { kinds: [mobile-phone], report: hit, unless: [客服手机<number>], only: [{ any: [核对], in: turn }] }";

    #[test]
    fn whole_numbers_of_the_kinds_are_found() {
        let check = "  entity: { kinds: [mobile-phone], report: hit }";
        let said = "坐席：您的号码138-0013-8000，紧急联系人一三九零零一三九零零零，对吗？\n客户：是13700137000";
        assert_eq!(found(check, said), Some(vec!["138-0013-8000".to_owned(), "一三九零零一三九零零零".to_owned()]));
        assert_eq!(found(check, "坐席：尾号8000，身份证110101190003070010"), None);
    }

    #[test]
    fn exceptions_and_neighbours_count_as_elsewhere() {
        assert_eq!(found(PHONES, "坐席：跟您核对，13800138000"), Some(vec!["13800138000".to_owned()]));
        assert_eq!(found(PHONES, "坐席：跟您核对，客服手机13800138000"), None);
        assert_eq!(found(PHONES, "坐席：13800138000"), None);
    }

    #[test]
    fn a_finding_says_what_kind_of_number_it_is() {
        let check = "  entity: { role: customer, kinds: [bank-card, mobile-phone] }";
        let Outcome::Fail(findings) = outcome(check, "客户：卡号4111 1111 1111 1111") else {
            panic!("nothing found")
        };
        assert_eq!(findings[0].values, [("value", Value::Entity(Kind::BankCard))]);
        assert_eq!(outcome(check, "坐席：您好"), Outcome::NotApplicable(Reason::NoTurns));
    }
}
