//! Long lists as bytes: read back as fast as they can be copied.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serializer};

/// What is written in a fixed number of bytes.
pub(crate) trait Fixed: Sized {
    /// How many.
    const SIZE: usize;

    /// Adds them.
    fn write(&self, into: &mut Vec<u8>);

    /// Reads all there is; `None` where that is not a whole number of them.
    fn read_all(from: &[u8]) -> Option<Vec<Self>>;
}

/// For `serde(with)`.
pub(crate) fn serialize<T: Fixed, S: Serializer>(list: &[T], serializer: S) -> Result<S::Ok, S::Error> {
    let mut bytes = Vec::with_capacity(list.len() * T::SIZE);
    for item in list {
        item.write(&mut bytes);
    }
    serializer.serialize_bytes(&bytes)
}

/// For `serde(with)`.
pub(crate) fn deserialize<'de, T: Fixed, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<T>, D::Error> {
    T::read_all(<&[u8]>::deserialize(deserializer)?).ok_or_else(|| D::Error::custom("damaged"))
}

macro_rules! fixed {
    ($($number:ty),*) => {$(
        impl Fixed for $number {
            const SIZE: usize = size_of::<$number>();

            fn write(&self, into: &mut Vec<u8>) {
                into.extend_from_slice(&self.to_le_bytes());
            }

            fn read_all(from: &[u8]) -> Option<Vec<Self>> {
                let (chunks, []) = from.as_chunks::<{ size_of::<$number>() }>() else { return None };
                Some(chunks.iter().map(|chunk| Self::from_le_bytes(*chunk)).collect())
            }
        }
    )*};
}

fixed!(u16, u32, u64);

/// What is written as so many numbers.
pub(crate) trait Numbers<const N: usize>: Sized {
    fn numbers(&self) -> [u32; N];

    /// `None` where they are not what `numbers` returned.
    fn of_numbers(numbers: [u32; N]) -> Option<Self>;
}

/// For `serde(with)`: a list of what is written as numbers.
pub(crate) mod numbers {
    use serde::de::Error as _;
    use serde::{Deserialize, Deserializer, Serializer};

    use super::{Fixed as _, Numbers};

    pub(crate) fn serialize<T: Numbers<N>, S: Serializer, const N: usize>(
        list: &[T],
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let numbers: Vec<u32> = list.iter().flat_map(Numbers::numbers).collect();
        super::serialize(&numbers, serializer)
    }

    pub(crate) fn deserialize<'de, T: Numbers<N>, D: Deserializer<'de>, const N: usize>(
        deserializer: D,
    ) -> Result<Vec<T>, D::Error> {
        let bytes = <&[u8]>::deserialize(deserializer)?;
        let damaged = || D::Error::custom("damaged");
        let numbers = u32::read_all(bytes).ok_or_else(damaged)?;
        let (chunks, []) = numbers.as_chunks::<N>() else { return Err(damaged()) };
        let mut list = Vec::with_capacity(chunks.len());
        for chunk in chunks {
            list.push(T::of_numbers(*chunk).ok_or_else(damaged)?);
        }
        Ok(list)
    }
}
