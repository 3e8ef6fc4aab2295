//! The time line of odd records.

use proptest::prelude::*;

use super::*;
use crate::cases::CaseLedger;
use crate::matcher::{Matcher, MatcherBuilder};
use crate::transcript::{Transcript, Turn};

fn derive<T>(channel: Channel, turns: &[(Role, Option<f64>, Option<f64>)], look: impl Fn(&Clocks) -> T) -> T {
    let turn = |(role, start, end): &(Role, Option<f64>, Option<f64>)| Turn {
        role: *role,
        start: *start,
        end: *end,
        ..Turn::default()
    };
    let turns = turns.iter().map(turn).collect();
    let transcript = Transcript { channel: Some(channel), turns, ..Transcript::default() };
    let matcher: Matcher = MatcherBuilder::default().build();
    let cases = CaseLedger::default();
    look(Conversation::new(&transcript, &matcher, &cases).clocks())
}

#[test]
fn chats_may_swap_neighbours_by_a_second() {
    use Role::{Agent, Customer};
    let turns = [(Customer, Some(10.0), None), (Agent, Some(9.0), None), (Customer, Some(20.0), None)];
    derive(Channel::Chat, &turns, |clocks| {
        assert_eq!(clocks.no_starts, None);
        assert_eq!(clocks.moments.iter().map(|m| m.turn).collect::<Vec<_>>(), [1, 0, 2]);
    });
}

#[test]
fn a_stray_clock_takes_its_turn_out_and_no_other() {
    use Role::{Agent, Customer};
    let at = |s: f64| (Some(s), Some(s + 1.0));
    let turns = [(Agent, at(100.0)), (Customer, at(5.0)), (Agent, at(103.0))].map(|(r, (s, e))| (r, s, e));
    derive(Channel::Call, &turns, |clocks| {
        assert_eq!(clocks.no_starts, Some(Reason::ClockBackwards));
        assert_eq!(clocks.moments.iter().map(|m| m.start).collect::<Vec<_>>(), [Some(100.0), None, Some(103.0)]);
        assert!(clocks.gaps.is_empty());
    });
}

#[test]
fn what_is_no_number_is_no_clock() {
    let turns = [(Role::Agent, Some(f64::NAN), Some(f64::INFINITY)), (Role::Customer, None, None)];
    derive(Channel::Call, &turns, |clocks| {
        assert_eq!((clocks.any(), clocks.no_starts, clocks.last), (false, Some(Reason::NoTimestamps), None));
    });
}

proptest! {
    /// Whatever the clocks say: gaps lie between turns and last longer than nothing, overlaps end.
    #[test]
    fn gaps_and_overlaps_are_sane(turns in prop::collection::vec(
        (0..4_usize, prop::option::of(-5.0..500.0_f64), prop::option::of(-5.0..500.0_f64)), 0..24,
    )) {
        let turns: Vec<_> = turns.into_iter().map(|(r, s, e)| (Role::ALL[r], s, e)).collect();
        for channel in [Channel::Call, Channel::Chat] {
            derive(channel, &turns, |clocks| {
                assert_eq!(clocks.moments.len(), turns.len());
                assert!(clocks.gaps.iter().all(|g| g.to > g.from && g.before != g.after));
                assert!(clocks.overlaps.iter().all(|o| o.seconds >= 0.0 && o.running != o.entering));
                assert!(clocks.replies.iter().all(|r| r.asked != r.by));
            });
        }
    }
}
