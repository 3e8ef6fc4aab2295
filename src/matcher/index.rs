//! Which patterns can match where: one look at every character and every pair of a text.

use serde::{Deserialize, Serialize};

use super::alphabet::{OTHER, Symbol};
use crate::packed::{Fixed, List, Numbers, of_numbers};

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
    /// One more than there are places for keys, which are a power of two.
    slots: List<Slot>,
    entries: List<u64>,
    /// Lists of which a key is found, see `Present`.
    marks: List<u16>,
}

/// A key, and where its entries and marks start: they go on to where those of the next slot start.
#[derive(Debug, Clone, Copy, Default)]
struct Slot {
    /// 0 for none.
    key: u32,
    entries: u32,
    marks: u32,
}

impl Numbers<3> for Slot {
    fn numbers(&self) -> [u32; 3] {
        [self.key, self.entries, self.marks]
    }

    fn of_numbers([key, entries, marks]: [u32; 3]) -> Self {
        Self { key, entries, marks }
    }
}

of_numbers!(Slot: 3);

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
        let mut filter = vec![0; (keys.len() / 4).next_power_of_two()];
        let bits = filter.len() * 64;
        let mut table = vec![Slot::default(); slots + 1];
        for key in keys {
            let bit = bit(key, bits);
            filter[bit / 64] |= 1_u64 << (bit % 64);
            let slot = free(key, slots, |slot| table[slot].key);
            table[slot].key = key;
        }
        let slot = |key: u32| free(key, slots, |slot| table[slot].key);
        let (entries_from, entries) = by_slot(slots, keyed.iter().map(|(key, e)| (slot(*key), e.packed())).collect());
        let (marks_from, marks) = by_slot(slots, listed.iter().map(|(key, list)| (slot(*key), *list)).collect());
        for (slot, (entries, marks)) in table.iter_mut().zip(entries_from.into_iter().zip(marks_from)) {
            (slot.entries, slot.marks) = (entries, marks);
        }
        Self { filter: filter.into(), slots: table.into(), entries, marks }
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
        let bit = bit(key, self.filter.len() * 64);
        if self.filter.at(bit / 64) & (1 << (bit % 64)) == 0 {
            return;
        }
        let slot = free(key, self.slots.len() - 1, |slot| self.slots.at(slot).key);
        let (found, next) = (self.slots.at(slot), self.slots.at(slot + 1));
        if found.key != key {
            return;
        }
        for list in self.marks.part(found.marks as usize..next.marks as usize).iter() {
            present.mark(list);
        }
        let entries = self.entries.part(found.entries as usize..next.entries as usize).iter().map(Entry::of_packed);
        for entry in entries.filter(|e| u32::from(e.least) <= at) {
            let from = if entry.most == FAR { 0 } else { at.saturating_sub(u32::from(entry.most)) };
            open.push(Open { unit: entry.unit, from, to: at - u32::from(entry.least) });
        }
    }
}

/// The slot of a key, or the free one where it would be, of so many, which are a power of two.
#[inline]
fn free(key: u32, slots: usize, key_at: impl Fn(usize) -> u32) -> usize {
    let mask = slots - 1;
    let mut slot = (hash(key) >> 24) as usize & mask;
    loop {
        match key_at(slot) {
            0 => return slot,
            known if known == key => return slot,
            _ => slot = (slot + 1) & mask,
        }
    }
}

/// The bit of a key in a filter of so many.
const fn bit(key: u32, bits: usize) -> usize {
    (hash(key) >> 42) as usize & (bits - 1)
}

/// Items in the order of their slots, and where those of each slot start.
fn by_slot<T: Fixed>(slots: usize, mut items: Vec<(usize, T)>) -> (Vec<u32>, List<T>) {
    items.sort_by_key(|(slot, _)| *slot);
    let mut starts = vec![0; slots + 1];
    for (slot, _) in &items {
        starts[slot + 1] += 1;
    }
    for slot in 0..slots {
        starts[slot + 1] += starts[slot];
    }
    (starts, items.into_iter().map(|(_, item)| item).collect())
}

const fn hash(key: u32) -> u64 {
    (key as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}
