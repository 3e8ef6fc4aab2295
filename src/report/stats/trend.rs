//! The trend: means by day, or by week where there are many days.

use std::collections::BTreeMap;

use jiff::civil::{Date, Weekday};

use super::Spread;
use super::sums::Day;

/// Up to so many days from the first to the last, a trend goes by day; beyond, by week.
pub const MOST_DAYS: i32 = 45;

/// How long the periods of a trend are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// One day.
    Day,
    /// Seven days, from Monday on.
    Week,
}

/// A day or a week.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// Its first day.
    pub from: Date,
    /// The sums.
    pub sums: Day,
}

/// The periods with conversations, in order.
#[must_use]
pub fn periods(days: &BTreeMap<Date, Day>) -> (Step, Vec<Period>) {
    let ends = days.first_key_value().zip(days.last_key_value());
    let reach = ends.map_or(0, |((first, _), (last, _))| (*last - *first).get_days());
    let step = if reach < MOST_DAYS { Step::Day } else { Step::Week };
    let mut periods: Vec<Period> = Vec::new();
    for (day, sums) in days {
        let from = match step {
            Step::Day => *day,
            Step::Week => monday(*day),
        };
        match periods.last_mut().filter(|p| p.from == from) {
            Some(period) => period.sums.merge(sums),
            None => periods.push(Period { from, sums: *sums }),
        }
    }
    (step, periods)
}

impl Day {
    fn merge(&mut self, other: &Self) {
        self.scores.merge(&other.scores);
        self.fatal += other.fatal;
        self.findings += other.findings;
    }
}

impl Spread {
    fn merge(&mut self, other: &Self) {
        self.n += other.n;
        self.sum += other.sum;
        self.squares += other.squares;
    }
}

/// The Monday of a day's week; the day itself at the very start of the calendar.
fn monday(day: Date) -> Date {
    let back = day.weekday().since(Weekday::Monday);
    day.checked_sub(jiff::Span::new().days(back)).unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(list: &[(&str, &[f64])]) -> BTreeMap<Date, Day> {
        let day = |scores: &[f64]| {
            let mut day = Day { findings: scores.len(), ..Day::default() };
            for score in scores {
                day.scores.add(*score);
            }
            day
        };
        list.iter().map(|(date, scores)| (date.parse().unwrap(), day(scores))).collect()
    }

    #[test]
    fn a_month_goes_by_day() {
        let (step, periods) = periods(&days(&[("2026-10-01", &[80.0]), ("2026-10-31", &[90.0, 100.0])]));
        assert_eq!(step, Step::Day);
        let means: Vec<_> = periods.iter().map(|p| (p.from.to_string(), p.sums.scores.mean().unwrap())).collect();
        assert_eq!(means, [("2026-10-01".to_owned(), 80.0), ("2026-10-31".to_owned(), 95.0)]);
    }

    /// 2026-10-08 is a Thursday, its week starts on the 5th; 2026-12-06 is a Sunday, its week starts on November 30.
    #[test]
    fn a_quarter_goes_by_week_from_monday() {
        let all = days(&[("2026-10-08", &[80.0]), ("2026-10-11", &[60.0, 70.0]), ("2026-12-06", &[100.0])]);
        let (step, periods) = periods(&all);
        assert_eq!(step, Step::Week);
        let rows: Vec<_> =
            periods.iter().map(|p| (p.from.to_string(), p.sums.scores.mean(), p.sums.findings)).collect();
        assert_eq!(rows, [("2026-10-05".to_owned(), Some(70.0), 3), ("2026-11-30".to_owned(), Some(100.0), 1)]);
    }

    #[test]
    fn no_days_make_no_periods() {
        assert!(periods(&BTreeMap::new()).1.is_empty());
    }
}
