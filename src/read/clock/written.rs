//! Dates and times as people and Chinese systems write them.

use jiff::civil::DateTime;

use super::{Clock, HOME, HOUR, Instant};

/// A date with a time, without a zone: `2026-10-08 09:12:00`, `2026/1/8 9:12`, with AM or PM behind it or none.
pub(super) fn date_time(text: &str) -> Option<Instant> {
    let local = if let Ok(local) = text.parse::<DateTime>() {
        local
    } else {
        let (text, half) = half(text);
        let (date, time) = text.split_once([' ', 'T'])?;
        civil(date, seconds(time.trim(), half)?)?
    };
    at_home(local)
}

/// A clock in Chinese words: `2026年10月8日 上午9:12`, `9时12分5秒`, `下午3:05`, `1分20秒`.
pub(super) fn chinese(text: &str) -> Option<Clock> {
    if text.is_ascii() {
        return None;
    }
    let (text, half) = half(text);
    if let Some((date, time)) = text.split_once(['日', '号']) {
        let time = time.trim_start().trim_start_matches("星期").trim_start_matches("周");
        let time = time.trim_start_matches(['一', '二', '三', '四', '五', '六', '天', '日']);
        let date = date.replace(['年', '月'], "-");
        return at_home(civil(&date, seconds(time.trim(), half)?)?).map(Clock::from);
    }
    if let Some((date, time)) = text.split_once(' ')
        && date.contains(['-', '/'])
    {
        return at_home(civil(date, seconds(time.trim(), half)?)?).map(Clock::from);
    }
    // Hours tell the time of the day; minutes alone a length.
    if half.is_some() || text.contains(['时', '点']) {
        return seconds(text.trim(), half).map(Clock::Day);
    }
    let (minutes, rest) = text.split_once('分').map_or((0.0, &*text), |(m, rest)| (number(m, 1e4), rest));
    let rest = rest.trim();
    let seconds = match rest.strip_suffix('秒') {
        Some(seconds) => number(seconds, if minutes > 0.0 { 60.0 } else { 1e6 }),
        None if rest.is_empty() && text.contains('分') => 0.0,
        None => f64::NAN,
    };
    Some(Clock::Seconds(minutes * 60.0 + seconds)).filter(|_| (minutes + seconds).is_finite())
}

/// The text without a word for a half of the day, and whether that is the second half.
fn half(text: &str) -> (String, Option<Half>) {
    let words = [
        ("上午", Half::First),
        ("凌晨", Half::First),
        ("早上", Half::First),
        ("中午", Half::Noon),
        ("下午", Half::Second),
        ("晚上", Half::Second),
        ("AM", Half::First),
        ("am", Half::First),
        ("PM", Half::Second),
        ("pm", Half::Second),
    ];
    for (word, half) in words {
        if let Some(at) = text.find(word) {
            let (before, after) = (text[..at].trim_end(), text[at + word.len()..].trim_start());
            let space = if before.is_empty() || after.is_empty() { "" } else { " " };
            return (format!("{before}{space}{after}"), Some(half));
        }
    }
    (text.to_owned(), None)
}

/// A half of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Half {
    First,
    Noon,
    Second,
}

/// Seconds of a day: `9:12`, `9:12:05.5`, `9时12分`, `9点12分5秒`.
fn seconds(time: &str, half: Option<Half>) -> Option<f64> {
    let time = time.replace(['时', '点', '分', '：'], ":");
    let time = time.trim_end_matches(['秒', ':', ' ']);
    let mut parts = time.split(':');
    let (hour, minute, second) = (parts.next()?, parts.next().unwrap_or("0"), parts.next().unwrap_or("0"));
    let (hour, minute, second) = (number(hour, 24.0), number(minute, 60.0), number(second, 60.0));
    let hour = match half {
        Some(Half::First) if hour >= 12.0 => hour - 12.0,
        Some(Half::Second) if hour < 12.0 => hour + 12.0,
        Some(Half::Noon) if hour < 10.0 => hour + 12.0,
        _ => hour,
    };
    let whole = hour.fract() == 0.0 && minute.fract() == 0.0 && parts.next().is_none();
    Some(hour * HOUR + minute * 60.0 + second).filter(|seconds| whole && seconds.is_finite())
}

/// A number below a limit; anything else is none.
fn number(text: &str, limit: f64) -> f64 {
    let text = text.trim();
    let digits = text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    text.parse().ok().filter(|number: &f64| digits && *number < limit).unwrap_or(f64::NAN)
}

/// A date, `2026-10-8` or `2026/10/8`, and the seconds of its day.
fn civil(date: &str, seconds: f64) -> Option<DateTime> {
    let mut parts = date.trim().split(['-', '/', '.']).map(|part| part.trim().parse::<i16>());
    let (year, month, day) = (parts.next()?.ok()?, parts.next()?.ok()?, parts.next()?.ok()?);
    if parts.next().is_some() || year < 1000 {
        return None;
    }
    let date = jiff::civil::Date::new(year, month.try_into().ok()?, day.try_into().ok()?).ok()?;
    let length = jiff::SignedDuration::try_from_secs_f64(seconds).ok()?;
    date.to_datetime(jiff::civil::Time::midnight()).checked_add(length).ok()
}

fn at_home(local: DateTime) -> Option<Instant> {
    HOME.to_timestamp(local).ok().map(|at| Instant { at, local: true })
}
