//! `field`: what a record's metadata must hold.

use std::collections::BTreeMap;

use super::Ruling;
use super::compile::Compiler;
use super::condition::{Condition, list, values};
use super::conversation::Conversation;
use crate::outcome::{Finding, Lack, Outcome, Reason, Value};
use crate::rule::file::FieldFile;

/// A compiled `field`.
#[derive(Debug, serde::Serialize, serde::Deserialize)]
pub(crate) struct Field {
    /// Each is a list of names, one of which is enough.
    required: Vec<Vec<String>>,
    one_of: BTreeMap<String, Vec<String>>,
    /// Names one of which shows that the record's system keeps such fields at all.
    given_any: Vec<String>,
    expect: Vec<Expect>,
}

#[derive(Debug, serde::Serialize, serde::Deserialize)]
struct Expect {
    field: String,
    one_of: Vec<String>,
    condition: Condition,
}

impl Field {
    pub(crate) fn compile(file: &FieldFile, compiler: &mut Compiler<'_>) -> Self {
        let expect = file
            .expect
            .iter()
            .map(|e| Expect {
                field: e.field.value.clone(),
                one_of: list(&e.one_of),
                condition: Condition::compile(&e.condition, compiler),
            })
            .collect();
        let required: Vec<Vec<String>> = file.required.iter().map(|f| names(&f.value)).collect();
        let one_of = values(&file.one_of);
        let mut given_any: Vec<String> = file.given_any.iter().flat_map(|f| names(&f.value)).collect();
        if given_any.is_empty() {
            let named = one_of.keys().chain(file.expect.iter().map(|e| &e.field.value));
            given_any = required.iter().flatten().chain(named).cloned().collect();
        }
        Self { required, one_of, given_any, expect }
    }

    pub(crate) fn run(&self, conversation: &Conversation<'_>) -> Ruling {
        let transcript = conversation.transcript;
        let value = |name: &str| transcript.meta(name).filter(|v| !v.trim().is_empty());
        // A record with none of the fields comes from a system that does not keep them: nothing can be said.
        if self.given_any.iter().all(|name| value(name).is_none()) {
            return Outcome::Unknown(Reason::NoMetadata).into();
        }
        let mut findings: Vec<Finding> = self
            .required
            .iter()
            .filter(|names| names.iter().all(|name| value(name).is_none()))
            .map(|names| finding(&names.join(" | "), None, Value::Lack(Lack::Missing)))
            .collect();
        for (name, allowed) in &self.one_of {
            if let Some(found) = value(name).filter(|v| !allowed.iter().any(|a| a == v)) {
                findings.push(finding(name, Some(&found), Value::Text(allowed.join(" | "))));
            }
        }
        for expect in &self.expect {
            let Some(found) = value(&expect.field).filter(|v| !expect.one_of.iter().any(|a| a == v)) else { continue };
            match expect.condition.holds(conversation) {
                Ok(true) => findings.push(finding(&expect.field, Some(&found), Value::Text(expect.one_of.join(" | ")))),
                Ok(false) => {}
                Err(reason) => return Outcome::Unknown(reason).into(),
            }
        }
        if findings.is_empty() { Outcome::Pass(Vec::new()).into() } else { Outcome::Fail(findings).into() }
    }
}

/// The names of `a | b`.
fn names(written: &str) -> Vec<String> {
    written.split('|').map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect()
}

/// `{field}` is what it is about, `{value}` what stands there, `{limit}` what should.
fn finding(field: &str, value: Option<&str>, limit: Value) -> Finding {
    let mut values = vec![("field", Value::Text(field.to_owned()))];
    values.extend(value.map(|v| ("value", Value::Text(v.to_owned()))));
    values.push(("limit", limit));
    Finding { values, ..Finding::default() }
}
