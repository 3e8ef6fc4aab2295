//! Cells of columns as a person writes them: the readers of conversations take text.

use jiff::{SignedDuration, Timestamp};

/// What a point in time counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Seconds,
    Millis,
    Micros,
    Nanos,
}

impl Unit {
    /// A number of it.
    pub(super) const fn duration(self, n: i64) -> SignedDuration {
        match self {
            Self::Seconds => SignedDuration::from_secs(n),
            Self::Millis => SignedDuration::from_millis(n),
            Self::Micros => SignedDuration::from_micros(n),
            Self::Nanos => SignedDuration::from_nanos(n),
        }
    }
}

/// A point in time since 1970; `utc` where it is an instant, else what a clock on a wall shows.
pub(super) fn instant(n: i64, unit: Unit, utc: bool) -> String {
    let Ok(at) = Timestamp::from_duration(unit.duration(n)) else { return n.to_string() };
    let text = at.to_string();
    if utc { text } else { text.trim_end_matches('Z').replace('T', " ") }
}

/// A day since 1970.
pub(super) fn day(days: i32) -> String {
    let text = instant(i64::from(days) * 86_400, Unit::Seconds, false);
    text.split(' ').next().unwrap_or_default().to_owned()
}

/// A time of the day.
pub(super) fn time(n: i64, unit: Unit) -> String {
    let text = instant(n, unit, false);
    text.split(' ').nth(1).unwrap_or_default().to_owned()
}

/// Seconds.
pub(super) fn seconds(n: i64, unit: Unit) -> String {
    number(unit.duration(n).as_secs_f64())
}

/// A number: ids and telephone numbers are numbers, too.
pub(super) fn number(number: f64) -> String {
    if number.is_nan() {
        // What is missing in a column of numbers.
        String::new()
    } else if number.fract() == 0.0 && number.abs() < 1e15 {
        format!("{number:.0}")
    } else {
        number.to_string()
    }
}

/// The name of a column of lists and the like, which no column of conversations is.
pub(super) fn nested(name: &str) -> String {
    format!("{name}[]")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_as_they_are_read() {
        assert_eq!(instant(1_791_421_920_500, Unit::Millis, true), "2026-10-08T01:12:00.5Z");
        assert_eq!(instant(1_791_421_920, Unit::Seconds, false), "2026-10-08 01:12:00");
        assert_eq!((day(20_734), time(34_200_000_000, Unit::Micros)), ("2026-10-08".into(), "09:30:00".into()));
        assert_eq!(
            (number(13_800_138_000.0), number(0.5), number(f64::NAN)),
            ("13800138000".into(), "0.5".into(), String::new())
        );
        assert_eq!(instant(i64::MAX, Unit::Seconds, true), i64::MAX.to_string());
    }
}
