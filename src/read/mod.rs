//! stub
use crate::lang::Lang;
use crate::transcript::Transcript;
/// A record that could not be read.
#[derive(Debug, Clone)]
pub struct Skipped {
    /// File and line.
    pub source: String,
    /// Line.
    pub line: Option<usize>,
    /// Why.
    pub reason: ReadError,
}
/// Why.
#[derive(Debug, Clone)]
pub struct ReadError(pub String);
impl ReadError {
    /// .
    #[must_use]
    pub fn message(&self, _: Lang) -> String {
        self.0.clone()
    }
    /// .
    #[must_use]
    pub fn help(&self, _: Lang) -> Option<String> {
        None
    }
}
/// .
#[derive(Debug)]
pub enum Record {
    /// .
    Transcript(Box<Transcript>),
    /// .
    Skipped(Skipped),
}
/// .
#[must_use]
pub fn stub(text: &str) -> Vec<Record> {
    use crate::transcript::*;
    use serde_json::Value;
    let s = |v: &Value, k: &str| v[k].as_str().map(str::to_owned);
    text.lines()
        .filter(|l| !l.trim().is_empty())
        .map(|l| {
            let v: Value = serde_json::from_str(l).unwrap();
            let mut t = Transcript { id: s(&v, "id").unwrap_or_default(), ..Default::default() };
            let e = |k: &str| s(&v, k).map(Value::String);
            t.channel = e("channel").and_then(|v| serde_json::from_value(v).ok());
            t.direction = e("direction").and_then(|v| serde_json::from_value(v).ok());
            t.scene = e("scene").and_then(|v| serde_json::from_value(v).ok());
            t.agent = Agent {
                id: s(&v["agent"], "id"),
                name: s(&v["agent"], "name"),
                staff_no: s(&v["agent"], "staff_no"),
                team: s(&v["agent"], "team"),
            };
            t.customer = Customer {
                id: s(&v["customer"], "id"),
                name: s(&v["customer"], "name"),
                tier: s(&v["customer"], "tier"),
            };
            t.case.class = s(&v["case"], "class");
            t.case.id = s(&v["case"], "id");
            t.case.priority = s(&v["case"], "priority");
            t.started_at = s(&v, "started_at").and_then(|s| s.parse().ok());
            t.ring_count = v["ring_count"].as_f64();
            t.transfers = v["transfers"].as_u64().map(|n| n as u32);
            for u in v["turns"].as_array().into_iter().flatten() {
                t.turns.push(Turn {
                    role: serde_json::from_value(u["role"].clone()).unwrap(),
                    start: u["start"].as_f64(),
                    end: u["end"].as_f64(),
                    text: s(u, "text").unwrap_or_default(),
                    auto: u["auto"].as_bool().unwrap_or(false),
                });
            }
            for u in v["events"].as_array().into_iter().flatten() {
                t.events.push(Event {
                    kind: serde_json::from_value(u["type"].clone()).unwrap(),
                    start: u["start"].as_f64(),
                    end: u["end"].as_f64(),
                });
            }
            Record::Transcript(Box::new(t))
        })
        .collect()
}
/// .
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Format {
    Json,
    Jsonl,
    Csv,
    Tsv,
    Text,
}
/// .
#[derive(Debug, Clone, Default)]
#[allow(missing_docs)]
pub struct Options {
    pub format: Option<Format>,
    pub roles: std::collections::BTreeMap<String, crate::transcript::Role>,
    pub defaults: crate::config::DefaultsFile,
}
/// .
pub fn first(_: &str, _: &str) -> Result<Transcript, ReadError> {
    Err(ReadError(String::new()))
}
/// .
#[allow(missing_docs)]
pub mod text {
    use super::*;
    pub fn parse(t: &str) -> Result<Transcript, ReadError> {
        Ok(Transcript {
            turns: vec![crate::transcript::Turn { text: t.into(), ..Default::default() }],
            ..Default::default()
        })
    }
}
/// .
#[allow(missing_docs)]
pub mod canonical {
    use super::*;
    pub fn from_record(_: &serde_json::Map<String, serde_json::Value>) -> Result<Transcript, ReadError> {
        Err(ReadError(String::new()))
    }
    #[derive(schemars::JsonSchema)]
    pub struct TranscriptFile<'a> {
        pub a: std::borrow::Cow<'a, str>,
    }
}
