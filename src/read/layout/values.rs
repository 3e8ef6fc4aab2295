//! Values as several layouts write them.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{self, Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Unexpected, Visitor};

use crate::read::canonical::Text;
use crate::read::clock::Clock;

/// A number, or text that is one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Number(pub(super) f64);

impl Number {
    /// It as seconds from the start, or as Unix seconds.
    pub(super) fn seconds(self) -> Option<Clock> {
        Clock::from_number(self.0)
    }

    /// It as milliseconds from the start, or as Unix milliseconds.
    pub(super) fn millis(self) -> Option<Clock> {
        Clock::from_number(self.0 / 1000.0)
    }
}

/// A number of seconds as a clock.
pub(super) fn seconds(number: Option<Number>) -> Option<Clock> {
    number.and_then(Number::seconds)
}

/// A number of milliseconds as a clock.
pub(super) fn millis(number: Option<Number>) -> Option<Clock> {
    number.and_then(Number::millis)
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NumberVisitor)
    }
}

struct NumberVisitor;

impl Visitor<'_> for NumberVisitor {
    type Value = Number;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number")
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<Number, E> {
        Ok(Number(number))
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Number, E> {
        Ok(Number(number as f64))
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Number, E> {
        Ok(Number(number as f64))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Number, E> {
        let number = text.trim().parse().ok().filter(|number: &f64| number.is_finite());
        number.map(Number).ok_or_else(|| E::invalid_value(Unexpected::Str(text), &self))
    }
}

/// A short text of its own, or a number that is one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Label(String);

impl<'de> Deserialize<'de> for Label {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Text::deserialize(deserializer).map(|text| Self(text.0.into_owned()))
    }
}

impl From<Label> for Text<'_> {
    fn from(label: Label) -> Self {
        label.0.into()
    }
}

/// A list, or an object that has one as a value (as lists look that were XML once); `null` is an empty one.
#[derive(Debug)]
pub(super) struct List<T>(pub(super) Vec<T>);

impl<T> Default for List<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for List<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ListVisitor(PhantomData))
    }
}

struct ListVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for ListVisitor<T> {
    type Value = List<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_unit<E>(self) -> Result<List<T>, E> {
        Ok(List::default())
    }

    fn visit_seq<S: SeqAccess<'de>>(self, mut seq: S) -> Result<List<T>, S::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element()? {
            items.push(item);
        }
        Ok(List(items))
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<List<T>, M::Error> {
        let mut items = Vec::new();
        while map.next_key::<IgnoredAny>()?.is_some() {
            items.append(&mut map.next_value::<Vec<T>>()?);
        }
        Ok(List(items))
    }
}
