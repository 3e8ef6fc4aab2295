//! A conversation while it is put together: its clock, its turns and its events.

use std::fmt::Write as _;

use super::numbers::Numbers;

/// The turns of one conversation and its clock.
pub(crate) struct Talk {
    call: bool,
    /// As some engines transcribe: without marks.
    bare: bool,
    clock: f64,
    /// How often the customer was handed over.
    pub(crate) transfers: usize,
    /// Turns so far, as JSON.
    pub(crate) turns: String,
    /// Events so far, as JSON.
    pub(crate) events: String,
}

impl Talk {
    pub(crate) fn new(call: bool, bare: bool) -> Self {
        let clock = if call { 1.2 } else { 0.0 };
        Self { call, bare, clock, transfers: 0, turns: String::new(), events: String::new() }
    }

    /// A turn: at 4.5 characters a second in a call, typed a few seconds later in a chat.
    pub(crate) fn say(&mut self, numbers: &mut Numbers, role: &str, text: &str) {
        let characters = text.chars().count() as f64;
        self.clock += match self.call {
            true => 0.3 + numbers.below(14) as f64 / 10.0,
            false => 2.0 + numbers.below(6) as f64,
        };
        if !self.turns.is_empty() {
            self.turns.push(',');
        }
        let _ = write!(self.turns, r#"{{"role":"{role}","start":{:.1}"#, self.clock);
        if self.call {
            self.clock += characters / 4.5;
            let _ = write!(self.turns, r#","end":{:.1}"#, self.clock);
        }
        let bare = self.bare.then(|| text.replace(['，', '。', '？', '：'], ""));
        let _ = write!(self.turns, r#","text":"{}"}}"#, bare.as_deref().unwrap_or(text));
    }

    /// The customer waits.
    pub(crate) fn hold(&mut self, numbers: &mut Numbers) {
        let from = self.clock + 0.4;
        self.clock += match self.call {
            true => 20.0 + numbers.below(60) as f64,
            false => 10.0 + numbers.below(15) as f64,
        };
        if self.call {
            self.event("hold", from, self.clock - 0.2);
        }
    }

    /// The customer is handed over to somebody else.
    pub(crate) fn transfer(&mut self) {
        self.transfers += 1;
        let from = self.clock + 0.4;
        self.clock += 6.0;
        self.event("transfer", from, self.clock - 0.2);
    }

    fn event(&mut self, kind: &str, start: f64, end: f64) {
        if !self.events.is_empty() {
            self.events.push(',');
        }
        let _ = write!(self.events, r#"{{"type":"{kind}","start":{start:.1},"end":{end:.1}}}"#);
    }
}
