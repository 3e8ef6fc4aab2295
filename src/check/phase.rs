//! The phases of a conversation: opening, body, closing, told from who speaks and how the agent closes.

use super::conversation::Conversation;
use crate::outcome::Phases;
use crate::transcript::Role;

/// Closing words count in the last turns only: an agent asks “anything else?” between two matters as well. In percent.
const CLOSING_AT_MOST: usize = 30;
/// The closing where no such words are said, and the opening where the customer states no matter. In percent of the
/// turns, at least one.
const FIFTH: usize = 20;
/// In short conversations closing words count in so many turns.
const SHORT: usize = 4;
/// What a customer says before the matter.
const GREETINGS: [&str; 20] = [
    "您好",
    "你好",
    "喂",
    "在吗",
    "有人吗",
    "在不在",
    "早上好",
    "下午好",
    "晚上好",
    "哎",
    "诶",
    "嗯",
    "啊",
    "哦",
    "对",
    "是的",
    "好的",
    "hello",
    "hi",
    "请问",
];

/// Derives the phases: the opening goes up to the agent's first turn after the customer has stated the matter, the
/// closing starts with the agent's closing words.
pub(super) fn derive(conversation: &Conversation<'_>) -> Phases {
    let n = conversation.turns.len();
    let opening = opening_end(conversation);
    let closing = closing_start(conversation).max(opening);
    Phases { opening: 0..opening, body: opening..closing, closing: closing..n }
}

/// The turn after the opening.
fn opening_end(conversation: &Conversation<'_>) -> usize {
    let n = conversation.turns.len();
    let stated = (0..n.div_ceil(2)).find(|&t| {
        let view = &conversation.turns[t];
        view.role == Role::Customer && states_a_matter(view.text.as_str())
    });
    let answered = stated.and_then(|t| conversation.next(t, |r| r == Role::Agent));
    answered.map_or_else(|| (n * FIFTH / 100).max(1).min(n), |t| t + 1)
}

/// The first turn of the closing.
fn closing_start(conversation: &Conversation<'_>) -> usize {
    let n = conversation.turns.len();
    let from = n - (n * CLOSING_AT_MOST / 100).max(SHORT).min(n);
    let says = |t: &usize| conversation.closing_words.is_some_and(|words| !conversation.hits(*t, words).is_empty());
    (from..n).find(says).unwrap_or_else(|| n - (n * FIFTH / 100).max(1).min(n))
}

/// Whether more than a greeting is said.
fn states_a_matter(text: &str) -> bool {
    let mut rest = text.to_owned();
    for greeting in GREETINGS {
        rest = rest.replace(greeting, "");
    }
    rest.chars().filter(|c| c.is_alphanumeric()).count() >= 2
}
