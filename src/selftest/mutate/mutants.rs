//! Changed conversations.

use crate::outcome::Location;
use crate::transcript::{Role, Transcript, Turn};

/// By so many seconds a reply is late.
const DELAY: f64 = 3600.0;

/// A conversation in which nobody does anything wrong.
const CLEAN: [(Role, &str); 8] = [
    (Role::Customer, "你好，我上周买的水壶漏水了"),
    (Role::Agent, "您好，很高兴为您服务，请问您的订单号是多少呢？"),
    (Role::Customer, "8842"),
    (Role::Agent, "好的，请您稍等，我帮您查询一下，好吗？"),
    (Role::Customer, "好"),
    (Role::Agent, "让您久等了，已为您登记换货，预计3天内送达。请问还有其他可以帮您的吗？"),
    (Role::Customer, "没有了"),
    (Role::Agent, "感谢您的来电，祝您生活愉快，再见！"),
];

/// Takes words out of turns; a turn of which nothing is left says 嗯, as a turn without words is none.
pub(super) fn take_out(transcript: &mut Transcript, places: &[Location]) {
    for (index, turn) in transcript.turns.iter_mut().enumerate() {
        let mut here: Vec<&Location> = places.iter().filter(|p| p.turn == index).collect();
        if here.is_empty() {
            continue;
        }
        here.sort_by_key(|p| p.span.as_ref().map(|s| s.start));
        let gone = |at: usize| here.iter().any(|p| p.span.as_ref().is_none_or(|s| s.contains(&at)));
        let left: String = turn.text.chars().enumerate().filter(|(at, _)| !gone(*at)).map(|(_, c)| c).collect();
        turn.text = if left.chars().any(char::is_alphanumeric) { left } else { "嗯".to_owned() };
    }
}

/// The clean conversation, with the metadata of another.
pub(super) fn clean(transcript: &Transcript) -> Transcript {
    let turns = CLEAN.iter().map(|(role, text)| turn(*role, text)).collect();
    Transcript { turns, events: Vec::new(), ..transcript.clone() }
}

/// The turns of a conversation at the start, in the middle and at the end of the clean one.
pub(super) fn inserted(transcript: &Transcript) -> Vec<Transcript> {
    let at = |place: usize| {
        let mut mutant = clean(transcript);
        let turns = transcript.turns.iter().map(|t| turn(t.role, &t.text));
        drop(mutant.turns.splice(place..place, turns));
        mutant
    };
    [CLEAN.len() / 2, 0, CLEAN.len()].map(at).into()
}

/// The conversation with everything from one turn on an hour later, for every turn that has a start.
pub(super) fn delayed(transcript: &Transcript) -> Vec<Transcript> {
    let starts = transcript.turns.iter().filter_map(|t| t.start);
    let late = |moment: &mut Option<f64>, from: f64| {
        if let Some(at) = moment.as_mut().filter(|at| **at >= from) {
            *at += DELAY;
        }
    };
    starts
        .map(|from| {
            let mut mutant = transcript.clone();
            for turn in &mut mutant.turns {
                late(&mut turn.start, from);
                // What ends when the late turn starts has ended in time.
                if turn.start.is_none_or(|s| s >= from) {
                    late(&mut turn.end, from);
                }
            }
            for event in mutant.events.iter_mut().filter(|e| e.start.is_some_and(|s| s >= from)) {
                late(&mut event.start, from);
                late(&mut event.end, from);
            }
            mutant
        })
        .collect()
}

/// Agent and customer with each other's words.
pub(super) fn swapped(transcript: &Transcript) -> Transcript {
    let mut mutant = transcript.clone();
    for turn in &mut mutant.turns {
        turn.role = match turn.role {
            Role::Agent => Role::Customer,
            Role::Customer => Role::Agent,
            other => other,
        };
    }
    mutant
}

fn turn(role: Role, text: &str) -> Turn {
    Turn { role, text: text.to_owned(), ..Turn::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn conversation(turns: &[(Role, &str, f64)]) -> Transcript {
        let turns = turns.iter().map(|(role, text, start)| Turn { start: Some(*start), ..turn(*role, text) });
        Transcript { turns: turns.collect(), ..Transcript::default() }
    }

    #[test]
    fn only_the_words_named_are_taken_out() {
        let mut transcript = conversation(&[(Role::Agent, "您好，请讲", 0.0), (Role::Agent, "再见。", 1.0)]);
        let place = |turn, span| Location { turn, span: Some(span) };
        take_out(&mut transcript, &[place(0, 0..2), place(1, 0..2)]);
        let texts: Vec<&str> = transcript.turns.iter().map(|t| t.text.as_str()).collect();
        assert_eq!(texts, ["，请讲", "嗯"]);
    }

    #[test]
    fn a_delay_moves_everything_behind_it() {
        let transcript = conversation(&[(Role::Customer, "在吗", 0.0), (Role::Agent, "在的", 5.0)]);
        let starts: Vec<Vec<Option<f64>>> =
            delayed(&transcript).iter().map(|t| t.turns.iter().map(|t| t.start).collect()).collect();
        assert_eq!(starts, [[Some(3600.0), Some(3605.0)], [Some(0.0), Some(3605.0)]]);
    }
}
