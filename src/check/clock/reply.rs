//! Replies: how long the customer waits for the agent's next words.

use super::Moment;
use crate::transcript::Role;

/// The agent's answer to what the customer said last.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Reply {
    /// The customer's last turn before it.
    pub(crate) asked: usize,
    /// The turn that answers.
    pub(crate) by: usize,
    /// When the customer had ended; absent where the record has no clock for it.
    pub(crate) from: Option<f64>,
    /// When the answer starts; absent where the record has no clock for it.
    pub(crate) to: Option<f64>,
    /// What the agent had said last before it.
    pub(crate) earlier: Option<usize>,
    /// A system note between the two.
    pub(crate) note: Option<usize>,
}

/// The customer's turns that nobody has answered yet.
#[derive(Debug, Clone, Copy)]
struct Pending {
    asked: usize,
    from: Option<f64>,
    note: Option<usize>,
}

/// All replies, in the order of the conversation.
pub(super) fn replies(moments: &[Moment]) -> Vec<Reply> {
    let mut all = Vec::new();
    let mut pending: Option<Pending> = None;
    let mut earlier = None;
    for moment in moments {
        match moment.role {
            Role::Customer => {
                let before = pending.and_then(|p| p.from);
                // The customer's words end where the last of them ends.
                let from = match (before, moment.end) {
                    (Some(before), Some(end)) => Some(end.max(before)),
                    (_, end) => end,
                };
                pending = Some(Pending { asked: moment.turn, from, note: None });
            }
            Role::System => {
                if let Some(pending) = &mut pending {
                    pending.note = pending.note.or(Some(moment.turn));
                }
            }
            // A machine in the agent's name does not answer what was said; a bot that takes part does.
            Role::Agent if moment.automatic => {}
            Role::Bot => {
                pending = None;
            }
            Role::Agent => {
                // A murmur inside the customer's turn is no answer to it.
                let murmur = pending.and_then(|p| p.from).zip(moment.end).is_some_and(|(from, end)| end < from);
                if murmur {
                    continue;
                }
                if let Some(p) = pending.take() {
                    all.push(Reply {
                        asked: p.asked,
                        by: moment.turn,
                        from: p.from,
                        to: moment.start,
                        earlier,
                        note: p.note,
                    });
                }
                earlier = Some(moment.turn);
            }
        }
    }
    all
}
