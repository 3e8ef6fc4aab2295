//! Against values worked out by hand.

use super::*;

fn spread(scores: &[f64]) -> Spread {
    let mut spread = Spread::default();
    for score in scores {
        spread.add(*score);
    }
    spread
}

fn near(a: f64, b: f64) -> bool {
    (a - b).abs() < 0.0006
}

/// 80, 90, 100: mean 90; squares of the differences 100 + 0 + 100, over 2 → s = 10; t(2) = 4.303;
/// 4.303 · 10 / √3 = 24.843; 90 + 24.843 is beyond the scale.
#[test]
fn mean_deviation_and_interval_of_three_scores() {
    let spread = spread(&[80.0, 90.0, 100.0]);
    assert_eq!((spread.n(), spread.mean(), spread.deviation()), (3, Some(90.0), Some(10.0)));
    let interval = spread.interval(100.0).unwrap();
    assert!(near(interval.low, 65.157), "{interval:?}");
    assert!(near(interval.high, 100.0), "{interval:?}");
}

/// 85.5, 92, 78.25, 88, 91.25: mean 87; differences −1.5, 5, −8.75, 1, 4.25; squares 2.25 + 25 + 76.5625 + 1 + 18.0625
/// = 122.875, over 4 = 30.71875 → s = 5.5425; t(4) = 2.776; 2.776 · 5.5425 / √5 = 6.8808.
#[test]
fn scores_with_hundredths() {
    let spread = spread(&[85.5, 92.0, 78.25, 88.0, 91.25]);
    assert_eq!(spread.mean(), Some(87.0));
    assert!(near(spread.deviation().unwrap(), 5.5425));
    let interval = spread.interval(100.0).unwrap();
    assert!(near(interval.low, 80.1192) && near(interval.high, 93.8808), "{interval:?}");
}

#[test]
fn one_score_has_a_mean_and_no_interval() {
    assert_eq!(spread(&[]).mean(), None);
    let one = spread(&[70.0]);
    assert_eq!((one.mean(), one.deviation(), one.interval(100.0)), (Some(70.0), None, None));
    let same = spread(&[70.0, 70.0]);
    assert_eq!(same.interval(100.0), Some(Interval { low: 70.0, high: 70.0 }));
}

#[test]
fn the_order_of_adding_does_not_matter() {
    let mut scores: Vec<f64> = (0..1000).map(|i| f64::from(i * 37 % 10_001) / 100.0).collect();
    let one = spread(&scores);
    scores.reverse();
    assert_eq!(one, spread(&scores));
}

#[test]
fn student_by_the_table_and_between_its_rows() {
    assert!(student(0).is_infinite());
    assert!(near(student(1), 12.706) && near(student(9), 2.262) && near(student(30), 2.042));
    // 1/30 − 1/50 = 1/75; 1/30 − 1/40 = 1/120 is all of the first step, so 50 lies in the second:
    // (1/40 − 1/50) / (1/40 − 1/60) = 0.6 → 2.021 − 0.6 · 0.021 = 2.0084 (exact: 2.0086).
    assert!(near(student(50), 2.0084));
    assert!(near(student(120), 1.980));
    // 1/120 − 1/1000 over 1/120 = 0.88 → 1.980 − 0.88 · 0.020 = 1.9624 (exact: 1.9623).
    assert!(near(student(1000), 1.9624));
    assert!(near(student(u64::MAX), 1.960));
}

/// 1 of 10: z² = 3.8415; middle 0.1 + 0.19207 = 0.29207; reach 1.96 · √(0.009 + 0.0096036) = 0.26733;
/// over 1.38415: 0.01787 and 0.40415.
#[test]
fn wilson_of_one_in_ten() {
    let interval = wilson(1, 10).unwrap();
    assert!(near(interval.low, 0.0179) && near(interval.high, 0.4042), "{interval:?}");
    assert_eq!(wilson(0, 0), None);
    let none = wilson(0, 10).unwrap();
    assert!(none.low == 0.0 && near(none.high, 0.2775), "{none:?}");
    assert!(near(wilson(10, 10).unwrap().high, 1.0));
}
