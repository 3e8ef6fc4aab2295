//! The ledger, whatever the order of the conversations.

use proptest::prelude::*;

use super::*;
use crate::batch;
use crate::read::Record;
use crate::transcript::Case;

fn conversation(id: usize, case: usize, hour: Option<i64>, outbound: bool, answered: Option<i64>) -> Transcript {
    let at = |hour: i64| Timestamp::from_second(1_790_000_000 + hour * 3600).unwrap();
    Transcript {
        id: format!("C{id}"),
        started_at: hour.map(at),
        direction: Some(if outbound { Direction::Outbound } else { Direction::Inbound }),
        case: Case {
            id: Some(format!("K{case}")),
            answered_at: answered.map(at),
            priority: Some(format!("P{}", 1 + id % 3)),
            ..Case::default()
        },
        ..Transcript::default()
    }
}

#[test]
fn the_first_call_back_after_the_opening_counts() {
    let all = [
        conversation(3, 1, Some(30), true, None),
        conversation(1, 1, Some(0), true, None),
        conversation(4, 1, Some(50), true, None),
        conversation(2, 1, Some(5), false, None),
    ];
    let ledger = CaseLedger::gather(&all);
    let clock = ledger.get("K1").unwrap().call_back().unwrap();
    assert_eq!((clock.hours(), clock.conversation), (30.0, "C3"));
    assert_eq!(ledger.get("K1").unwrap().first(), Some("C1"));
}

#[test]
fn calls_of_one_moment_are_one() {
    let all = [0, 0, 9].map(|hour| conversation(hour as usize, 1, Some(hour), true, None));
    assert_eq!(CaseLedger::gather(&all).get("K1").unwrap().call_back().map(|c| c.hours()), Some(9.0));
}

#[test]
fn the_answer_on_record_goes_before_a_later_call() {
    let all = [conversation(1, 1, Some(0), false, Some(3)), conversation(2, 1, Some(30), true, Some(3))];
    let ledger = CaseLedger::gather(&all);
    let facts = ledger.get("K1").unwrap();
    let clock = facts.answer().unwrap();
    assert_eq!((clock.hours(), clock.conversation), (3.0, "C1"));
    assert_eq!(facts.priority(), Some("P2"));
    assert_eq!((ledger.len(), facts.conversations), (1, 2));
}

#[test]
fn an_answer_before_the_opening_is_none() {
    let mut call = conversation(1, 1, None, false, Some(3));
    call.case.opened_at = Timestamp::from_second(1_790_000_000 + 9 * 3600).ok();
    let ledger = CaseLedger::gather([&call]);
    assert_eq!(ledger.get("K1").unwrap().answer(), None);
    assert_eq!(ledger.get("K1").unwrap().first(), Some("C1"));
}

prop_compose! {
    fn batch()(parts in prop::collection::vec(
        (0..4_usize, prop::option::of(0..60_i64), any::<bool>(), prop::option::of(0..60_i64)), 0..20,
    )) -> Vec<Transcript> {
        let part = |(id, (case, hour, outbound, answered))| conversation(id, case, hour, outbound, answered);
        parts.into_iter().enumerate().map(part).collect()
    }
}

proptest! {
    #[test]
    fn the_order_does_not_matter((batch, shuffled) in batch().prop_flat_map(|b| (Just(b.clone()), Just(b).prop_shuffle()))) {
        prop_assert_eq!(CaseLedger::gather(&batch), CaseLedger::gather(&shuffled));
    }

    /// The clock is what a search over all conversations of the case would find.
    #[test]
    fn the_clock_is_right(batch in batch()) {
        for (id, facts) in CaseLedger::gather(&batch).iter() {
            let own = || batch.iter().filter(|t| t.case.id.as_deref() == Some(id));
            let opened = own().filter_map(|t| t.started_at).min();
            prop_assert_eq!(facts.opened(), opened);
            let calls = own().filter(|t| t.direction == Some(Direction::Outbound)).filter_map(|t| t.started_at);
            let call = opened.and_then(|from| calls.filter(|at| *at > from).min());
            prop_assert_eq!(facts.call_back().map(|c| c.to), call);
        }
    }
}

proptest! {
    /// Read once or twice, a batch gives the cases that several of its conversations belong to, and no others.
    #[test]
    fn a_batch_gives_the_cases_that_link_its_conversations(cases in prop::collection::vec(0_usize..12, 0..16)) {
        let one = |(id, case): (usize, &usize)| conversation(id, *case, i64::try_from(id).ok(), id % 2 == 0, None);
        let all: Vec<Transcript> = cases.iter().enumerate().map(one).collect();
        let read = || all.iter().map(|t| Record::Transcript(Box::new(t.clone())));
        let whole = CaseLedger::gather(&all);
        for keep in [0, 100] {
            let gathered = batch::gather(read, keep).cases;
            let linked: Vec<_> = whole.iter().filter(|(_, facts)| facts.conversations > 1).collect();
            prop_assert_eq!(gathered.iter().collect::<Vec<_>>(), linked);
        }
    }
}
