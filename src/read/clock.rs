//! Clocks as they are written, and the seconds they come to.

mod written;

use std::borrow::Cow;
use std::fmt;

use jiff::Timestamp;
use jiff::tz::Offset;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, Deserialize, Deserializer, Unexpected, Visitor};
use serde::ser::{Serialize, Serializer};

/// The zone of clocks that have none, unless it is said otherwise: that of China.
pub(crate) const HOME: Offset = Offset::constant(8);
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
    /// An instant: RFC 3339 with any zone, or Unix seconds or milliseconds.
    Instant(Timestamp),
    /// A date with a time and without a zone, as the instant that it is in China's.
    Local(Timestamp),
}

impl Clock {
    /// Reads a clock in any of its forms.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Ok(number) = text.parse::<f64>() {
            return Self::from_number(number);
        }
        sexagesimal(text).or_else(|| instant(text).map(Self::from)).or_else(|| written::chinese(text))
    }

    /// The instant that it is, if it is one.
    pub(super) fn as_instant(self) -> Option<Instant> {
        match self {
            Self::Instant(at) => Some(Instant { at, local: false }),
            Self::Local(at) => Some(Instant { at, local: true }),
            Self::Seconds(_) | Self::Day(_) => None,
        }
    }

    /// The same clock where those without a zone are in this one.
    pub(super) fn zoned(self, zone: Offset) -> Self {
        match self {
            Self::Local(instant) => Self::Instant(moved(instant, zone)),
            other => other,
        }
    }

    /// The same clock, some seconds later.
    #[must_use]
    pub(super) fn plus(self, seconds: f64) -> Self {
        match self {
            Self::Seconds(start) => Self::Seconds(start + seconds),
            Self::Day(start) => Self::Day(start + seconds),
            Self::Instant(start) => Self::Instant(later(start, seconds)),
            Self::Local(start) => Self::Local(later(start, seconds)),
        }
    }

    /// Whether it is before another one of the same kind.
    pub(super) fn is_before(self, other: Self) -> bool {
        match (self, other) {
            (Self::Seconds(a), Self::Seconds(b)) | (Self::Day(a), Self::Day(b)) => a < b,
            (Self::Instant(a), Self::Instant(b)) | (Self::Local(a), Self::Local(b)) => a < b,
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

impl From<Instant> for Clock {
    fn from(instant: Instant) -> Self {
        if instant.local { Self::Local(instant.at) } else { Self::Instant(instant.at) }
    }
}

/// An instant in any form that says one.
#[must_use]
pub(super) fn instant(text: &str) -> Option<Instant> {
    let text = text.trim();
    // All forms begin with a year or with as many digits; most texts that are tried do not.
    if !text.as_bytes().get(..4).is_some_and(|year| year.iter().all(u8::is_ascii_digit)) {
        return None;
    }
    if let Ok(instant) = text.parse::<Timestamp>() {
        return Some(instant.into());
    }
    if let Ok(number) = text.parse::<f64>() {
        return match Clock::from_number(number)? {
            Clock::Instant(instant) => Some(instant.into()),
            _ => None,
        };
    }
    written::date_time(text)
}

/// An instant some seconds later.
fn later(instant: Timestamp, seconds: f64) -> Timestamp {
    let duration = jiff::SignedDuration::try_from_secs_f64(seconds).ok();
    duration.and_then(|duration| instant.checked_add(duration).ok()).unwrap_or(instant)
}

/// What was taken for a time in China's zone, in another one.
fn moved(instant: Timestamp, zone: Offset) -> Timestamp {
    if zone == HOME { instant } else { later(instant, f64::from(HOME.seconds() - zone.seconds())) }
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
        let digits = text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b','));
        // Subtitles write a comma.
        let number = if text.contains(',') { text.replace(',', ".").parse() } else { text.parse::<f64>() };
        number.ok().filter(|s| digits && *s < 60.0)
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
                Clock::Instant(instant) | Clock::Local(instant) => {
                    earliest = Some(earliest.map_or(instant, |e| e.min(instant)));
                }
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
            Clock::Instant(instant) | Clock::Local(instant) => {
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
            Self::Instant(instant) | Self::Local(instant) => serializer.collect_str(instant),
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

/// An instant as written: RFC 3339 with any zone, a date with a time (in China's zone, unless it is said otherwise), or
/// Unix seconds or milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Instant {
    /// The instant; for one without a zone, that in China's.
    at: Timestamp,
    /// It was written without a zone.
    local: bool,
}

impl Instant {
    /// The instant where those without a zone are in this one.
    pub(super) fn zoned(self, zone: Offset) -> Timestamp {
        if self.local { moved(self.at, zone) } else { self.at }
    }

    /// The same instant, some seconds later.
    pub(super) fn plus(self, seconds: f64) -> Self {
        Self { at: later(self.at, seconds), ..self }
    }
}

impl From<Timestamp> for Instant {
    fn from(at: Timestamp) -> Self {
        Self { at, local: false }
    }
}

impl<'de> Deserialize<'de> for Instant {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(InstantVisitor)
    }
}

struct InstantVisitor;

impl Visitor<'_> for InstantVisitor {
    type Value = Instant;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an instant")
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<Instant, E> {
        match Clock::from_number(number) {
            Some(Clock::Instant(instant)) => Ok(instant.into()),
            _ => Err(E::invalid_value(Unexpected::Float(number), &self)),
        }
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Instant, E> {
        self.visit_f64(number as f64)
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Instant, E> {
        self.visit_f64(number as f64)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Instant, E> {
        instant(text).ok_or_else(|| E::invalid_value(Unexpected::Str(text), &self))
    }
}

impl Serialize for Instant {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.at)
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
            Clock::Instant(instant) | Clock::Local(instant) => Some(instant.as_millisecond() as f64 / 1000.0),
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
            ("2026-10-8 9:12", instant),
            ("2026/10/8 9:12:00.000", instant),
            ("2026-10-08 09:12:00 AM", instant),
            ("2026年10月8日 9时12分", instant),
            ("2026年10月08日9点12分00秒", instant),
            ("2026年10月8日 星期四 上午9:12", instant),
            ("2026-10-08 上午 9:12:00", instant),
            ("2026年10月8日 下午9:12", Some(1_791_421_920.0 + 12.0 * 3600.0)),
            ("2026年10月8日 中午12:30", Some(1_791_421_920.0 + 3.3 * 3600.0)),
            ("上午9:12:00", Some(33120.0)),
            ("下午9:12", Some(33120.0 + 43200.0)),
            ("上午12:05:00", Some(300.0)),
            ("9时12分0秒", Some(33120.0)),
            ("1分20秒", Some(80.0)),
            ("80秒", Some(80.0)),
            ("00:00:01,500", Some(1.5)),
            ("2026年13月8日 9时12分", None),
            ("下午", None),
            ("10月8日", None),
            ("9时99分", None),
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
