//! Which patterns can match where: one look at every character and every pair of a text.

use serde::{Deserialize, Serialize};

use super::alphabet::{OTHER, Symbol};
use super::packed::{self, Fixed};

/// Distances from this on have no bound.
pub(super) const FAR: u8 = u8::MAX;

/// A unit to be tried where a key occurs, and how far before the key its match can start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Entry {
    pub(super) unit: u32,
    pub(super) least: u8,
    pub(super) most: u8,
}

/// A unit that can match, and the symbols between which (both included) its match can start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Open {
    pub(super) unit: u32,
    pub(super) from: u32,
    pub(super) to: u32,
}

/// Entries and marks by key: a small filter that says no to nearly everything, then a table.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Index {
    #[serde(with = "packed")]
    filter: Vec<u64>,
    #[serde(with = "packed")]
    slots: Vec<Slot>,
    #[serde(with = "packed")]
    entries: Vec<Entry>,
    /// Lists of which a key is found, see `Present`.
    #[serde(with = "packed")]
    marks: Vec<u16>,
}

/// A key and where its entries and marks are; a key of 0 is none.
#[derive(Debug, Clone, Copy, Default)]
struct Slot {
    key: u32,
    entries: (u32, u32),
    marks: (u32, u32),
}

impl Fixed for Slot {
    const SIZE: usize = 5 * u32::SIZE;

    fn write(&self, into: &mut Vec<u8>) {
        (self.key, self.entries, self.marks).write(into);
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        let (key, entries, marks) = Fixed::read(bytes)?;
        Some(Self { key, entries, marks })
    }
}

impl Fixed for Entry {
    const SIZE: usize = u32::SIZE + 2;

    fn write(&self, into: &mut Vec<u8>) {
        (self.unit, self.least, self.most).write(into);
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        let (unit, least, most) = Fixed::read(bytes)?;
        Some(Self { unit, least, most })
    }
}

/// The lists of keys of which a text holds one, a bit each.
#[derive(Debug, Default)]
pub(super) struct Present(Vec<u64>);

impl Present {
    /// Nothing of so many lists.
    pub(super) fn clear(&mut self, lists: usize) {
        self.0.clear();
        self.0.resize(lists.div_ceil(64), 0);
    }

    pub(super) fn has(&self, list: u16) -> bool {
        self.0[usize::from(list) / 64] & 1 << (list % 64) != 0
    }

    fn mark(&mut self, list: u16) {
        self.0[usize::from(list) / 64] |= 1 << (list % 64);
    }
}

/// The start of a text: no pair has `OTHER` in it.
pub(super) const START: u32 = 1;

/// One character.
pub(super) const fn one(a: Symbol) -> u32 {
    (a as u32) << 16
}

/// Two that follow each other.
pub(super) const fn pair(a: Symbol, b: Symbol) -> u32 {
    (a as u32) << 16 | b as u32
}

impl Index {
    /// An index of entries, and of lists (by number) that keys belong to.
    pub(super) fn new(keyed: &[(u32, Entry)], listed: &[(u32, u16)]) -> Self {
        if keyed.is_empty() {
            return Self::default();
        }
        let keys = keyed.len() + listed.len();
        let mut index = Self {
            filter: vec![0; (keys / 4).next_power_of_two()],
            slots: vec![Slot::default(); (keys * 2).next_power_of_two()],
            entries: vec![Entry { unit: 0, least: 0, most: 0 }; keyed.len()],
            marks: vec![0; listed.len()],
        };
        for key in keyed.iter().map(|k| k.0).chain(listed.iter().map(|k| k.0)) {
            let bit = index.bit(hash(key));
            index.filter[bit / 64] |= 1 << (bit % 64);
            let slot = index.slot(key);
            index.slots[slot].key = key;
        }
        for (key, _) in keyed {
            let slot = index.slot(*key);
            index.slots[slot].entries.1 += 1;
        }
        for (key, _) in listed {
            let slot = index.slot(*key);
            index.slots[slot].marks.1 += 1;
        }
        let mut from = (0, 0);
        for slot in &mut index.slots {
            (slot.entries.0, slot.marks.0) = from;
            from.0 += std::mem::take(&mut slot.entries.1);
            from.1 += std::mem::take(&mut slot.marks.1);
        }
        for (key, entry) in keyed {
            let slot = index.slot(*key);
            let (from, len) = &mut index.slots[slot].entries;
            index.entries[(*from + *len) as usize] = *entry;
            *len += 1;
        }
        for (key, list) in listed {
            let slot = index.slot(*key);
            let (from, len) = &mut index.slots[slot].marks;
            index.marks[(*from + *len) as usize] = *list;
            *len += 1;
        }
        index
    }

    /// The slot of a key, or the free one where it would be.
    fn slot(&self, key: u32) -> usize {
        let mask = self.slots.len() - 1;
        let mut slot = (hash(key) >> 24) as usize & mask;
        while self.slots[slot].key != key && self.slots[slot].key != 0 {
            slot = (slot + 1) & mask;
        }
        slot
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Adds everything that can match in a text, and marks the lists of which something is found.
    pub(super) fn scan(&self, text: &[Symbol], open: &mut Vec<Open>, present: &mut Present) {
        if self.is_empty() {
            return;
        }
        self.look(START, 0, open, present);
        for (at, &a) in text.iter().enumerate() {
            if a == OTHER {
                continue;
            }
            self.look(one(a), at as u32, open, present);
            if let Some(&b) = text.get(at + 1)
                && b != OTHER
            {
                self.look(pair(a, b), at as u32, open, present);
            }
        }
    }

    fn look(&self, key: u32, at: u32, open: &mut Vec<Open>, present: &mut Present) {
        let bit = self.bit(hash(key));
        if self.filter[bit / 64] & (1 << (bit % 64)) == 0 {
            return;
        }
        let slot = self.slots[self.slot(key)];
        if slot.key != key {
            return;
        }
        let range = |(from, len): (u32, u32)| from as usize..(from + len) as usize;
        for list in &self.marks[range(slot.marks)] {
            present.mark(*list);
        }
        for entry in self.entries[range(slot.entries)].iter().filter(|e| u32::from(e.least) <= at) {
            let from = if entry.most == FAR { 0 } else { at.saturating_sub(u32::from(entry.most)) };
            open.push(Open { unit: entry.unit, from, to: at - u32::from(entry.least) });
        }
    }

    fn bit(&self, hash: u64) -> usize {
        (hash >> 42) as usize & (self.filter.len() * 64 - 1)
    }
}

const fn hash(key: u32) -> u64 {
    (key as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}
