//! Which patterns can match where: one look at every character and every pair of a text.

use serde::{Deserialize, Serialize};

use super::alphabet::{OTHER, Symbol};

/// Distances from this on have no bound.
pub(super) const FAR: u8 = u8::MAX;

/// A unit to be tried where a key occurs, and how far before the key its match can start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
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

/// Entries by key: a small filter that says no to nearly everything, then a table.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Index {
    filter: Vec<u64>,
    /// Key and where its entries are; a key of 0 is none.
    slots: Vec<(u32, u32, u32)>,
    entries: Vec<Entry>,
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
    pub(super) fn new(keyed: &[(u32, Entry)]) -> Self {
        if keyed.is_empty() {
            return Self::default();
        }
        let mut index = Self {
            filter: vec![0; (keyed.len() / 4).next_power_of_two()],
            slots: vec![(0, 0, 0); (keyed.len() * 2).next_power_of_two()],
            entries: vec![Entry { unit: 0, least: 0, most: 0 }; keyed.len()],
        };
        for (key, _) in keyed {
            let hash = hash(*key);
            let bit = index.bit(hash);
            index.filter[bit / 64] |= 1 << (bit % 64);
            let slot = index.slot(*key);
            index.slots[slot].0 = *key;
            index.slots[slot].2 += 1;
        }
        let mut from = 0;
        for slot in &mut index.slots {
            slot.1 = from;
            from += std::mem::take(&mut slot.2);
        }
        for (key, entry) in keyed {
            let slot = index.slot(*key);
            let (_, from, len) = &mut index.slots[slot];
            index.entries[(*from + *len) as usize] = *entry;
            *len += 1;
        }
        index
    }

    /// The slot of a key, or the free one where it would be.
    fn slot(&self, key: u32) -> usize {
        let mask = self.slots.len() - 1;
        let mut slot = (hash(key) >> 24) as usize & mask;
        while self.slots[slot].0 != key && self.slots[slot].0 != 0 {
            slot = (slot + 1) & mask;
        }
        slot
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Adds everything that can match in a text.
    pub(super) fn scan(&self, text: &[Symbol], open: &mut Vec<Open>) {
        if self.is_empty() {
            return;
        }
        self.look(START, 0, open);
        for (at, &a) in text.iter().enumerate() {
            if a == OTHER {
                continue;
            }
            self.look(one(a), at as u32, open);
            if let Some(&b) = text.get(at + 1)
                && b != OTHER
            {
                self.look(pair(a, b), at as u32, open);
            }
        }
    }

    fn look(&self, key: u32, at: u32, open: &mut Vec<Open>) {
        let hash = hash(key);
        let bit = self.bit(hash);
        if self.filter[bit / 64] & (1 << (bit % 64)) == 0 {
            return;
        }
        let (found, from, len) = self.slots[self.slot(key)];
        if found != key {
            return;
        }
        let entries = &self.entries[from as usize..(from + len) as usize];
        for entry in entries.iter().filter(|e| u32::from(e.least) <= at) {
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
