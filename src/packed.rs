//! Long lists as bytes: read where they lie, item by item, so that a list costs nothing before something in it is asked for.
//!
//! A list is made item by item, or is a stretch of bytes that are there as long as the program. Both are bytes, so that
//! looking something up is one load either way.

#![allow(clippy::inline_always, reason = "each of these is a load or two in the hottest loops there are")]
#![allow(
    clippy::needless_pass_by_value,
    reason = "a list takes an item: that it keeps its bytes alone is its own affair"
)]

use std::fmt;
use std::ops::Range;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// What is written in a fixed number of bytes.
pub(crate) trait Fixed: Sized {
    /// These bytes.
    type Raw: Copy + PartialEq + fmt::Debug + 'static;

    /// As bytes.
    fn raw(&self) -> Self::Raw;

    /// What has these bytes. Bytes that nothing has are something all the same, no matter what.
    fn of_raw(raw: &Self::Raw) -> Self;

    /// Bytes, item by item; `None` where they are not a whole number of items.
    fn apart(bytes: &[u8]) -> Option<&[Self::Raw]>;

    /// The same the other way round.
    fn together(raws: &[Self::Raw]) -> &[u8];
}

/// A list of what has a fixed number of bytes.
pub(crate) struct List<T: Fixed>(Bytes<T::Raw>);

/// The items of a list.
enum Bytes<R: 'static> {
    Made(Vec<R>),
    Kept(&'static [R]),
}

/// A part of a list.
pub(crate) struct Slice<'l, T: Fixed>(&'l [T::Raw]);

impl<R: Copy> Bytes<R> {
    #[inline(always)]
    const fn get(&self) -> &[R] {
        match self {
            Self::Made(items) => items.as_slice(),
            Self::Kept(items) => items,
        }
    }

    /// To be changed: what is kept is copied.
    fn made(&mut self) -> &mut Vec<R> {
        loop {
            match self {
                Self::Made(items) => return items,
                Self::Kept(items) => *self = Self::Made(items.to_vec()),
            }
        }
    }
}

impl<T: Fixed> List<T> {
    /// How many items it has.
    #[inline(always)]
    pub(crate) const fn len(&self) -> usize {
        self.0.get().len()
    }

    /// Whether it has none.
    #[inline(always)]
    pub(crate) const fn is_empty(&self) -> bool {
        self.0.get().is_empty()
    }

    /// The item at a place, which must be there.
    #[inline(always)]
    pub(crate) fn at(&self, place: usize) -> T {
        T::of_raw(&self.0.get()[place])
    }

    /// The bytes of the item at a place, which must be there.
    #[inline(always)]
    pub(crate) fn raw(&self, place: usize) -> &T::Raw {
        &self.0.get()[place]
    }

    /// The item at a place, if there is one.
    #[inline(always)]
    pub(crate) fn get(&self, place: usize) -> Option<T> {
        self.0.get().get(place).map(T::of_raw)
    }

    /// A part of it, which must be there.
    #[inline(always)]
    pub(crate) fn part(&self, range: Range<usize>) -> Slice<'_, T> {
        Slice(&self.0.get()[range])
    }

    /// The items, one after the other.
    #[inline(always)]
    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = T> + ExactSizeIterator {
        self.0.get().iter().map(T::of_raw)
    }

    /// Adds an item.
    pub(crate) fn push(&mut self, item: T) {
        self.0.made().push(item.raw());
    }

    /// Puts an item in the place of another one.
    pub(crate) fn set(&mut self, place: usize, item: T) {
        self.0.made()[place] = item.raw();
    }

    /// Leaves out what comes after so many items.
    pub(crate) fn truncate(&mut self, len: usize) {
        self.0.made().truncate(len);
    }
}

impl<'l, T: Fixed + 'l> Slice<'l, T> {
    /// How many items it has.
    #[inline(always)]
    pub(crate) const fn len(self) -> usize {
        self.0.len()
    }

    /// Whether it has none.
    #[inline(always)]
    pub(crate) const fn is_empty(self) -> bool {
        self.0.is_empty()
    }

    /// The item at a place, which must be there.
    #[inline(always)]
    pub(crate) fn at(self, place: usize) -> T {
        T::of_raw(&self.0[place])
    }

    /// The items, one after the other.
    #[inline(always)]
    pub(crate) fn iter(self) -> impl DoubleEndedIterator<Item = T> + ExactSizeIterator + 'l {
        self.0.iter().map(T::of_raw)
    }

    /// Whether an item is among them.
    #[inline(always)]
    pub(crate) fn contains(self, item: &T) -> bool {
        self.0.contains(&item.raw())
    }

    /// The place of the item that has a key, in a list that is sorted by it.
    #[inline(always)]
    pub(crate) fn find<K: Ord>(self, key: &K, of: impl Fn(T) -> K) -> Option<usize> {
        self.0.binary_search_by(|raw| of(T::of_raw(raw)).cmp(key)).ok()
    }

    /// How many items come first for which something holds that holds for none after them.
    pub(crate) fn partition_point(self, holds: impl Fn(T) -> bool) -> usize {
        self.0.partition_point(|raw| holds(T::of_raw(raw)))
    }
}

impl List<u8> {
    /// A part of it as text; empty where it is none.
    pub(crate) fn text(&self, range: Range<usize>) -> &str {
        let bytes = self.0.get().get(range).map(<[[u8; 1]]>::as_flattened).unwrap_or_default();
        std::str::from_utf8(bytes).unwrap_or_default()
    }
}

impl<T: Fixed> Clone for Slice<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Fixed> Copy for Slice<'_, T> {}

impl<T: Fixed> Clone for List<T> {
    fn clone(&self) -> Self {
        match &self.0 {
            Bytes::Made(items) => Self(Bytes::Made(items.clone())),
            Bytes::Kept(items) => Self(Bytes::Kept(items)),
        }
    }
}

impl<T: Fixed> Default for List<T> {
    fn default() -> Self {
        Self(Bytes::Kept(&[]))
    }
}

impl<T: Fixed> fmt::Debug for List<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.get().fmt(f)
    }
}

impl<T: Fixed> FromIterator<T> for List<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        Self(Bytes::Made(items.into_iter().map(|item| item.raw()).collect()))
    }
}

impl<T: Fixed> From<Vec<T>> for List<T> {
    fn from(items: Vec<T>) -> Self {
        items.into_iter().collect()
    }
}

impl<T: Fixed> Extend<T> for List<T> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, items: I) {
        self.0.made().extend(items.into_iter().map(|item| item.raw()));
    }
}

impl<T: Fixed> Serialize for List<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(T::together(self.0.get()))
    }
}

/// Only from bytes that stay: nothing is copied.
impl<'de: 'static, T: Fixed> Deserialize<'de> for List<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let bytes: &'static [u8] = <&'de [u8]>::deserialize(deserializer)?;
        T::apart(bytes).map(|raws| Self(Bytes::Kept(raws))).ok_or_else(|| D::Error::custom("damaged"))
    }
}

/// Bytes, so many at a time; `None` where some are left over.
pub(crate) const fn apart<const N: usize>(bytes: &[u8]) -> Option<&[[u8; N]]> {
    match bytes.as_chunks() {
        (items, []) => Some(items),
        _ => None,
    }
}

macro_rules! fixed {
    ($($number:ty),*) => {$(
        impl Fixed for $number {
            type Raw = [u8; size_of::<$number>()];

            #[inline(always)]
            fn raw(&self) -> Self::Raw {
                self.to_le_bytes()
            }

            #[inline(always)]
            fn of_raw(raw: &Self::Raw) -> Self {
                Self::from_le_bytes(*raw)
            }

            fn apart(bytes: &[u8]) -> Option<&[Self::Raw]> {
                $crate::packed::apart(bytes)
            }

            fn together(raws: &[Self::Raw]) -> &[u8] {
                raws.as_flattened()
            }
        }
    )*};
}

fixed!(u8, u16, u32, u64);

/// What is written as so many numbers.
pub(crate) trait Numbers<const N: usize>: Sized {
    fn numbers(&self) -> [u32; N];

    /// What has these numbers.
    fn of_numbers(numbers: [u32; N]) -> Self;
}

/// Makes what is written as numbers an item of lists.
macro_rules! of_numbers {
    ($($item:ty: $n:literal),* $(,)?) => {$(
        impl $crate::packed::Fixed for $item {
            type Raw = [u8; 4 * $n];

            #[inline(always)]
            fn raw(&self) -> Self::Raw {
                let mut raw = [0; 4 * $n];
                let numbers: [u32; $n] = $crate::packed::Numbers::numbers(self);
                for (bytes, number) in raw.as_chunks_mut::<4>().0.iter_mut().zip(numbers) {
                    *bytes = number.to_le_bytes();
                }
                raw
            }

            #[inline(always)]
            fn of_raw(raw: &Self::Raw) -> Self {
                let (bytes, _) = raw.as_chunks::<4>();
                $crate::packed::Numbers::<$n>::of_numbers(std::array::from_fn(|i| u32::from_le_bytes(bytes[i])))
            }

            fn apart(bytes: &[u8]) -> Option<&[Self::Raw]> {
                $crate::packed::apart(bytes)
            }

            fn together(raws: &[Self::Raw]) -> &[u8] {
                raws.as_flattened()
            }
        }
    )*};
}

pub(crate) use of_numbers;

/// Many short texts as one.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub(crate) struct Texts {
    /// One after the other.
    all: List<u8>,
    /// Where each of them ends.
    ends: List<u32>,
}

impl<S: AsRef<str>> FromIterator<S> for Texts {
    fn from_iter<I: IntoIterator<Item = S>>(texts: I) -> Self {
        let mut made = Self::default();
        texts.into_iter().for_each(|text| made.push(text.as_ref()));
        made
    }
}

impl Texts {
    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// One of them; empty where there is none.
    pub(crate) fn get(&self, place: usize) -> &str {
        let Some(end) = self.ends.get(place) else { return "" };
        let start = place.checked_sub(1).map_or(0, |before| self.ends.at(before));
        self.all.text(start as usize..end as usize)
    }

    /// All of them.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|place| self.get(place))
    }

    /// Adds one.
    pub(crate) fn push(&mut self, text: &str) {
        self.all.extend(text.bytes());
        self.ends.push(self.all.len() as u32);
    }
}
