//! Which patterns can match where: one look at every character and every pair of a text.

use serde::{Deserialize, Serialize};

use super::alphabet::{OTHER, Symbol};
use crate::packed::{Fixed, List};

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
#[serde(bound(deserialize = "'de: 'static"))]
pub(super) struct Index {
    filter: List<u64>,
    /// The key of every slot; 0 is none.
    keys: List<u32>,
    /// Where the entries of a slot start, and its marks: they go on to where those of the next start.
    entries_from: List<u32>,
    marks_from: List<u32>,
    entries: List<u64>,
    /// Lists of which a key is found, see `Present`.
    marks: List<u16>,
}

impl Entry {
    const fn packed(self) -> u64 {
        (self.unit as u64) << 16 | (self.least as u64) << 8 | self.most as u64
    }

    const fn of_packed(packed: u64) -> Self {
        Self { unit: (packed >> 16) as u32, least: (packed >> 8) as u8, most: packed as u8 }
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
        let mut keys: Vec<u32> = keyed.iter().map(|k| k.0).chain(listed.iter().map(|k| k.0)).collect();
        keys.sort_unstable();
        keys.dedup();
        let slots = (keys.len() + keys.len() / 2 + 1).next_power_of_two();
        let filter = vec![0; (keys.len() / 2).next_power_of_two()];
        let mut index = Self { filter: filter.into(), keys: vec![0; slots].into(), ..Self::default() };
        for key in keys {
            let bit = index.bit(hash(key));
            index.filter.set(bit / 64, index.filter.at(bit / 64) | 1 << (bit % 64));
            let slot = index.slot(key);
            index.keys.set(slot, key);
        }
        let entries = keyed.iter().map(|(key, entry)| (index.slot(*key), entry.packed()));
        (index.entries_from, index.entries) = by_slot(slots, entries.collect());
        let marks = listed.iter().map(|(key, list)| (index.slot(*key), *list));
        (index.marks_from, index.marks) = by_slot(slots, marks.collect());
        index
    }

    /// The slot of a key, or the free one where it would be.
    fn slot(&self, key: u32) -> usize {
        let mask = self.keys.len() - 1;
        let mut slot = (hash(key) >> 24) as usize & mask;
        while self.keys.at(slot) != key && self.keys.at(slot) != 0 {
            slot = (slot + 1) & mask;
        }
        slot
    }

    pub(super) fn is_empty(&self) -> bool {
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
        if self.filter.at(bit / 64) & (1 << (bit % 64)) == 0 {
            return;
        }
        let slot = self.slot(key);
        if self.keys.at(slot) != key {
            return;
        }
        let range = |starts: &List<u32>| starts.at(slot) as usize..starts.at(slot + 1) as usize;
        for list in self.marks.part(range(&self.marks_from)).iter() {
            present.mark(list);
        }
        let entries = self.entries.part(range(&self.entries_from)).iter().map(Entry::of_packed);
        for entry in entries.filter(|e| u32::from(e.least) <= at) {
            let from = if entry.most == FAR { 0 } else { at.saturating_sub(u32::from(entry.most)) };
            open.push(Open { unit: entry.unit, from, to: at - u32::from(entry.least) });
        }
    }

    fn bit(&self, hash: u64) -> usize {
        (hash >> 42) as usize & (self.filter.len() * 64 - 1)
    }
}

/// Items in the order of their slots, and where those of each slot start.
fn by_slot<T: Fixed>(slots: usize, mut items: Vec<(usize, T)>) -> (List<u32>, List<T>) {
    items.sort_by_key(|(slot, _)| *slot);
    let mut starts = vec![0; slots + 1];
    for (slot, _) in &items {
        starts[slot + 1] += 1;
    }
    for slot in 0..slots {
        starts[slot + 1] += starts[slot];
    }
    (starts.into(), items.into_iter().map(|(_, item)| item).collect())
}

const fn hash(key: u32) -> u64 {
    (key as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}
