//! Long lists as bytes: read back as fast as they can be copied.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serializer};

/// What is written in a fixed number of bytes.
pub(super) trait Fixed: Sized {
    /// How many.
    const SIZE: usize;

    /// Adds them.
    fn write(&self, into: &mut Vec<u8>);

    /// Reads as many; `None` where they are not what `write` wrote.
    fn read(from: &[u8]) -> Option<Self>;

    /// Reads all there is.
    fn read_all(from: &[u8]) -> Option<Vec<Self>> {
        let chunks = from.chunks_exact(Self::SIZE);
        chunks.remainder().is_empty().then_some(())?;
        let mut all = Vec::with_capacity(chunks.len());
        for chunk in chunks {
            all.push(Self::read(chunk)?);
        }
        Some(all)
    }
}

/// For `serde(with)`.
pub(super) fn serialize<T: Fixed, S: Serializer>(list: &[T], serializer: S) -> Result<S::Ok, S::Error> {
    let mut bytes = Vec::with_capacity(list.len() * T::SIZE);
    for item in list {
        item.write(&mut bytes);
    }
    serializer.serialize_bytes(&bytes)
}

/// For `serde(with)`.
pub(super) fn deserialize<'de, T: Fixed, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<T>, D::Error> {
    T::read_all(<&[u8]>::deserialize(deserializer)?).ok_or_else(|| D::Error::custom("damaged"))
}

macro_rules! numbers {
    ($($number:ty),*) => {$(
        impl Fixed for $number {
            const SIZE: usize = size_of::<$number>();

            fn write(&self, into: &mut Vec<u8>) {
                into.extend_from_slice(&self.to_le_bytes());
            }

            fn read(from: &[u8]) -> Option<Self> {
                Some(Self::from_le_bytes(from.try_into().ok()?))
            }

            fn read_all(from: &[u8]) -> Option<Vec<Self>> {
                let (chunks, []) = from.as_chunks::<{ size_of::<$number>() }>() else { return None };
                Some(chunks.iter().map(|chunk| Self::from_le_bytes(*chunk)).collect())
            }
        }
    )*};
}

numbers!(u8, u16, u32, u64);

impl Fixed for char {
    const SIZE: usize = u32::SIZE;

    fn write(&self, into: &mut Vec<u8>) {
        u32::from(*self).write(into);
    }

    fn read(from: &[u8]) -> Option<Self> {
        Self::from_u32(u32::read(from)?)
    }
}

impl<T: Fixed + Copy + Default, const N: usize> Fixed for [T; N] {
    const SIZE: usize = T::SIZE * N;

    fn write(&self, into: &mut Vec<u8>) {
        self.iter().for_each(|item| item.write(into));
    }

    fn read(from: &[u8]) -> Option<Self> {
        let mut all = [T::default(); N];
        for (item, bytes) in all.iter_mut().zip(from.chunks_exact(T::SIZE)) {
            *item = T::read(bytes)?;
        }
        Some(all)
    }
}

impl<A: Fixed, B: Fixed> Fixed for (A, B) {
    const SIZE: usize = A::SIZE + B::SIZE;

    fn write(&self, into: &mut Vec<u8>) {
        self.0.write(into);
        self.1.write(into);
    }

    fn read(from: &[u8]) -> Option<Self> {
        let (a, b) = from.split_at_checked(A::SIZE)?;
        Some((A::read(a)?, B::read(b)?))
    }
}

impl<A: Fixed, B: Fixed, C: Fixed> Fixed for (A, B, C) {
    const SIZE: usize = A::SIZE + B::SIZE + C::SIZE;

    fn write(&self, into: &mut Vec<u8>) {
        self.0.write(into);
        self.1.write(into);
        self.2.write(into);
    }

    fn read(from: &[u8]) -> Option<Self> {
        let (a, rest) = from.split_at_checked(A::SIZE)?;
        let (b, c) = rest.split_at_checked(B::SIZE)?;
        Some((A::read(a)?, B::read(b)?, C::read(c)?))
    }
}
