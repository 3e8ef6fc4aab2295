//! Interruptions and speaking rate.

use super::*;

const OVERLAP: &str = "metric: overlap, max: 0.5, except: [<backchannels>]";
const RATE: &str = "metric: speech-rate, min: 120, max: 300, at_least_seconds: 3";

#[test]
fn who_starts_later_interrupts() {
    assert_eq!(findings(OVERLAP, &call(&["c 0-9 我就是想问", "a 7-12 户号"])), [(Some(1), 2.0)]);
    passes(OVERLAP, &call(&["a 0-9 这笔费用是会员费", "c 7-12 等等"]));
    assert_eq!(
        findings(&format!("{OVERLAP}, role: customer"), &call(&["a 0-9 这笔费用是会员费", "c 7-12 等等"])),
        [(Some(1), 2.0)]
    );
    // Who starts together with another interrupts nobody.
    passes(OVERLAP, &call(&["c 3-9 喂喂", "a 3-12 您好"]));
    passes(OVERLAP, &call(&["c 0-9 喂喂", "a 8.5-12 您好"]));
    // A turn that ends inside the other overlaps for its own length.
    assert_eq!(findings(OVERLAP, &call(&["c 0-9 我说", "a 2-3 户号", "a 10-11 好"])), [(Some(1), 1.0)]);
}

#[test]
fn back_channels_and_short_overlaps_are_left_alone() {
    passes(OVERLAP, &call(&["c 0-9 我就是想问", "a 4-5.5 嗯嗯，好的。", "a 9-10 请讲"]));
    passes(OVERLAP, &call(&["c 0-2 嗯嗯好的", "a 1-6 那我给您登记"]));
    assert_eq!(findings(OVERLAP, &call(&["c 0-9 我就是想问", "a 4-5.5 好的户号报一下"])), [(Some(1), 1.5)]);
    let longer = "metric: overlap, max: 0.5, at_least_seconds: 1";
    passes(longer, &call(&["c 0-9 我就是想问", "a 8.2-10 户号", "c 11-12 喂"]));
}

#[test]
fn overlaps_need_ends() {
    unknown(OVERLAP, &call(&["c 0 我就是想问", "a 4 户号"]), Reason::NoEndTimes);
    unknown(OVERLAP, &call(&["c 0-9 我就是想问", "a 10 户号"]), Reason::PartialClocks);
    assert_eq!(findings(OVERLAP, &call(&["c 0-9 我就是想问", "a 7-8 户号", "c 10 啊"])), [(Some(1), 1.0)]);
    unknown(OVERLAP, &call(&["c 9-0 我就是想问", "a 10-11 户号"]), Reason::ClockBackwards);
    aside(OVERLAP, &call(&["a 7-8 户号"]), Reason::NoTurns);
    passes(OVERLAP, &call(&["c 3-3 喂", "a 3-3 喂"]));
}

#[test]
fn rates_have_both_limits() {
    let words = |n: usize| format!("a 0-10 {}，。", "字".repeat(n));
    assert_eq!(findings(RATE, &call(&[&words(51)])), [(Some(0), 306.0)]);
    assert_eq!(findings(RATE, &call(&[&words(19)])), [(Some(0), 114.0)]);
    passes(RATE, &call(&[&words(50)]));
    passes(RATE, &call(&[&words(20)]));
    let Outcome::Fail(found) = outcome(RATE, &call(&[&words(51)])) else { panic!() };
    assert_eq!((value(&found[0], "words"), value(&found[0], "limit")), (Some(51.0), Some(300.0)));
    let mean = format!("{RATE}, of: average");
    passes(&mean, &call(&[&words(59), &words(30).replace("0-10", "11-21")]));
}

#[test]
fn rates_of_short_turns_and_others_say_nothing() {
    aside(RATE, &call(&["a 0-2 好的好的好的好的好的好的好的"]), Reason::NoTrigger);
    aside(RATE, &call(&["c 0-9 喂"]), Reason::NoTurns);
    // No length, no rate; without a minimum either.
    aside("metric: speech-rate, max: 300", &call(&["a 3-3 好的"]), Reason::NoTrigger);
    unknown(RATE, &call(&["a 0 好的"]), Reason::NoEndTimes);
    unknown(RATE, &call(&["a 9-1 好的"]), Reason::ClockBackwards);
}
