//! Speaking rate: what is said a minute.

use super::{Figure, Limit, Reading};
use crate::check::conversation::Conversation;
use crate::outcome::{Reason, Value};

/// Words a minute of each turn of the role. Turns shorter than `at_least_seconds` are left out: a short answer says
/// nothing about the pace.
pub(super) fn speech_rate(limit: &Limit, conversation: &Conversation<'_>) -> Reading {
    let clocks = conversation.clocks();
    let own = || clocks.moments.iter().filter(|m| limit.role.includes(m.role) && !m.automatic);
    if own().next().is_none() {
        return Reading::Aside(Reason::NoTurns);
    }
    let mut left_out = None;
    let mut figures = Vec::new();
    for moment in own() {
        let Some((start, end)) = moment.start.zip(moment.end) else {
            left_out = clocks.no_ends;
            continue;
        };
        let seconds = super::thousandth(end - start);
        if seconds <= 0.0 || seconds < limit.at_least_seconds {
            continue;
        }
        let words = words(conversation.turns[moment.turn].text.as_str());
        let mut figure = Figure::on(moment.turn, words as f64 / seconds * 60.0);
        figure.values = vec![("words", Value::Number(words as f64)), ("seconds", Value::Seconds(seconds))];
        figures.push(figure);
    }
    Reading::Taken { figures, left_out }
}

/// What is counted: each Chinese character and digit, and each Latin word. Punctuation is not spoken.
fn words(text: &str) -> usize {
    let mut count = 0;
    let mut in_word = false;
    for c in text.chars() {
        let latin = c.is_alphabetic() && !is_han(c);
        if is_han(c) || c.is_numeric() || (latin && !in_word) {
            count += 1;
        }
        // An apostrophe stands inside a word.
        in_word = latin || (in_word && matches!(c, '\'' | '’'));
    }
    count
}

const fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}' | '〇')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_what_is_spoken() {
        assert_eq!(words("您好，请问有什么可以帮您？"), 11);
        assert_eq!(words("10月9日"), 5);
        assert_eq!(words("打开 APP，it's ok"), 5);
        assert_eq!(words("……！"), 0);
    }
}
