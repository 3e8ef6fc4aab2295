//! Clocks as they are written, and the seconds they come to.

use std::borrow::Cow;
use std::fmt;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::Offset;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, Deserialize, Deserializer, Unexpected, Visitor};
use serde::ser::{Serialize, Serializer};

/// A clock without a zone is a clock in China, which has one zone.
const HOME: Offset = Offset::constant(8);
/// No conversation lasts that many seconds: a greater number is an instant in Unix seconds …
const UNIX_SECONDS: f64 = 1e9;
/// … or in Unix milliseconds.
const UNIX_MILLIS: f64 = 1e11;
/// No conversation starts with an hour of nothing: clocks from here on tell the time of the day.
const HOUR: f64 = 3600.0;
const DAY: f64 = 24.0 * HOUR;

/// A clock as written.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Clock {
    /// Seconds from the start of the conversation: `12.5`, `00:15`.
    Seconds(f64),
    /// `09:12:00`, in seconds: from the start of the conversation, or of the day where all of them are past the
    /// first hour.
    Day(f64),
    /// An instant: RFC 3339 with any zone, a date with a time (in China's zone), or Unix seconds or milliseconds.
    Instant(Timestamp),
}

impl Clock {
    /// Reads a clock in any of its forms.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Ok(number) = text.parse::<f64>() {
            return Self::from_number(number);
        }
        sexagesimal(text).or_else(|| instant(text).map(Self::Instant))
    }

    /// The same clock, some seconds later.
    #[must_use]
    pub(super) fn plus(self, seconds: f64) -> Self {
        match self {
            Self::Seconds(start) => Self::Seconds(start + seconds),
            Self::Day(start) => Self::Day(start + seconds),
            Self::Instant(start) => {
                let later =
                    jiff::SignedDuration::try_from_secs_f64(seconds).ok().and_then(|d| start.checked_add(d).ok());
                Self::Instant(later.unwrap_or(start))
            }
        }
    }

    /// Whether it is before another one of the same kind.
    pub(super) fn is_before(self, other: Self) -> bool {
        match (self, other) {
            (Self::Seconds(a), Self::Seconds(b)) | (Self::Day(a), Self::Day(b)) => a < b,
            (Self::Instant(a), Self::Instant(b)) => a < b,
            _ => false,
        }
    }

    pub(super) fn from_number(number: f64) -> Option<Self> {
        if !number.is_finite() {
            return None;
        }
        if number.abs() < UNIX_SECONDS {
            return Some(Self::Seconds(number));
        }
        let millis = if number.abs() < UNIX_MILLIS { number * 1000.0 } else { number };
        Timestamp::from_millisecond(millis as i64).ok().map(Self::Instant)
    }
}

/// An instant in any form that says one.
#[must_use]
pub(super) fn instant(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    // All forms begin with a year or with as many digits; most texts that are tried do not.
    if !text.as_bytes().get(..4).is_some_and(|year| year.iter().all(u8::is_ascii_digit)) {
        return None;
    }
    if let Ok(instant) = text.parse::<Timestamp>() {
        return Some(instant);
    }
    if let Ok(number) = text.parse::<f64>() {
        return match Clock::from_number(number)? {
            Clock::Instant(instant) => Some(instant),
            _ => None,
        };
    }
    let local = text.replace('/', "-").parse::<DateTime>().ok()?;
    HOME.to_timestamp(local).ok()
}

/// `mm:ss` or `h:mm:ss`, each with a fraction.
fn sexagesimal(text: &str) -> Option<Clock> {
    let mut parts = text.split([':', '：']);
    let (first, second, third) = (parts.next()?, parts.next()?, parts.next());
    if parts.next().is_some() {
        return None;
    }
    let whole = |text: &str| text.parse::<u16>().ok().filter(|_| text.bytes().all(|b| b.is_ascii_digit()));
    let seconds = |text: &str| {
        let digits = text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
        text.parse::<f64>().ok().filter(|s| digits && *s < 60.0)
    };
    match third {
        None => Some(Clock::Seconds(f64::from(whole(first)?) * 60.0 + seconds(second)?)),
        Some(third) => {
            let minutes = whole(second).filter(|m| *m < 60)?;
            Some(Clock::Day(f64::from(whole(first)?) * HOUR + f64::from(minutes) * 60.0 + seconds(third)?))
        }
    }
}

/// What the clocks of one conversation count from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Zero {
    instant: Option<Timestamp>,
    day: f64,
}

impl Zero {
    /// The start as recorded, or else the earliest clock.
    pub(super) fn find(started_at: Option<Timestamp>, clocks: impl Iterator<Item = Clock>) -> Self {
        let mut earliest: Option<Timestamp> = None;
        let mut day = f64::INFINITY;
        for clock in clocks {
            match clock {
                Clock::Instant(instant) => earliest = Some(earliest.map_or(instant, |e| e.min(instant))),
                Clock::Day(seconds) => day = day.min(seconds),
                Clock::Seconds(_) => {}
            }
        }
        let day = if day.is_finite() && day >= HOUR { day } else { 0.0 };
        Self { instant: started_at.or(earliest), day }
    }

    /// The instant, where one is known.
    pub(super) const fn instant(self) -> Option<Timestamp> {
        self.instant
    }

    /// Seconds from zero.
    pub(super) fn seconds(self, clock: Clock) -> f64 {
        match clock {
            Clock::Seconds(seconds) => seconds,
            Clock::Day(seconds) => seconds - self.day,
            Clock::Instant(instant) => {
                // `find` has seen every instant of the conversation.
                let zero = self.instant.unwrap_or(instant);
                instant.duration_since(zero).as_millis_f64() / 1000.0
            }
        }
    }
}

/// Turns told by the time of the day go past midnight: each clock that falls by more than half a day is of the next.
pub(super) fn unwrap_midnight<'c>(clocks: impl Iterator<Item = &'c mut Clock>) {
    let (mut last, mut days) = (f64::NEG_INFINITY, 0.0);
    for clock in clocks {
        if let Clock::Day(seconds) = clock {
            if *seconds + days < last - DAY / 2.0 {
                days += DAY;
            }
            *seconds += days;
            last = last.max(*seconds);
        }
    }
}

impl<'de> Deserialize<'de> for Clock {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ClockVisitor)
    }
}

struct ClockVisitor;

impl Visitor<'_> for ClockVisitor {
    type Value = Clock;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a clock")
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<Clock, E> {
        Clock::from_number(number).ok_or_else(|| E::invalid_value(Unexpected::Float(number), &self))
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Clock, E> {
        self.visit_f64(number as f64)
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Clock, E> {
        self.visit_f64(number as f64)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Clock, E> {
        Clock::parse(text).ok_or_else(|| E::invalid_value(Unexpected::Str(text), &self))
    }
}

impl Serialize for Clock {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Seconds(seconds) | Self::Day(seconds) => serializer.serialize_f64(*seconds),
            Self::Instant(instant) => serializer.collect_str(instant),
        }
    }
}

impl JsonSchema for Clock {
    fn schema_name() -> Cow<'static, str> {
        "Clock".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "Seconds from the start of the conversation, or an instant (RFC 3339, any zone).",
            "type": ["number", "string"]
        })
    }
}

/// An instant as written: RFC 3339 with any zone, a date with a time (in China's zone), or Unix seconds or
/// milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Instant(pub Timestamp);

impl<'de> Deserialize<'de> for Instant {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(InstantVisitor).map(Self)
    }
}

struct InstantVisitor;

impl Visitor<'_> for InstantVisitor {
    type Value = Timestamp;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an instant")
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<Timestamp, E> {
        match Clock::from_number(number) {
            Some(Clock::Instant(instant)) => Ok(instant),
            _ => Err(E::invalid_value(Unexpected::Float(number), &self)),
        }
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Timestamp, E> {
        self.visit_f64(number as f64)
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Timestamp, E> {
        self.visit_f64(number as f64)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Timestamp, E> {
        instant(text).ok_or_else(|| E::invalid_value(Unexpected::Str(text), &self))
    }
}

impl Serialize for Instant {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl JsonSchema for Instant {
    fn schema_name() -> Cow<'static, str> {
        "Instant".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "An instant (RFC 3339, any zone).",
            "type": ["string", "number"],
            "examples": ["2026-10-08T09:12:00+08:00"]
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(text: &str) -> Option<f64> {
        match Clock::parse(text)? {
            Clock::Seconds(seconds) | Clock::Day(seconds) => Some(seconds),
            Clock::Instant(instant) => Some(instant.as_millisecond() as f64 / 1000.0),
        }
    }

    #[test]
    fn clocks_have_many_forms() {
        let instant = Some(1_791_421_920.0);
        let cases = [
            ("12.5", Some(12.5)),
            (" 0 ", Some(0.0)),
            ("00:15", Some(15.0)),
            ("61:05.5", Some(3665.5)),
            ("09:12:00", Some(33120.0)),
            ("2026-10-08T01:12:00Z", instant),
            ("2026-10-08T09:12:00+08:00", instant),
            ("2026-10-07T21:12:00-04:00", instant),
            ("2026-10-08 09:12:00", instant),
            ("2026/10/08 09:12:00", instant),
            ("1791421920", instant),
            ("1791421920000", instant),
            ("nan", None),
            ("1e999", None),
            ("00:75", None),
            ("-1:00", None),
            ("早上", None),
            ("", None),
        ];
        for (text, wanted) in cases {
            assert_eq!(seconds(text), wanted, "{text}");
        }
    }

    #[test]
    fn the_time_of_the_day_counts_from_the_first_clock() {
        let clocks = ["09:12:00", "09:12:31"].map(|t| Clock::parse(t).unwrap());
        let zero = Zero::find(None, clocks.into_iter());
        assert_eq!(clocks.map(|c| zero.seconds(c) as i64), [0, 31]);
        let clocks = ["00:00:05", "01:00:00"].map(|t| Clock::parse(t).unwrap());
        let zero = Zero::find(None, clocks.into_iter());
        assert_eq!(clocks.map(|c| zero.seconds(c) as i64), [5, 3600]);
    }

    #[test]
    fn midnight_is_passed() {
        let mut clocks = ["23:59:50", "00:00:10", "00:01:00"].map(|t| Clock::parse(t).unwrap());
        unwrap_midnight(clocks.iter_mut());
        let zero = Zero::find(None, clocks.into_iter());
        assert_eq!(clocks.map(|c| zero.seconds(c) as i64), [0, 20, 70]);
    }
}
