//! Compound files: whether their chains come to an end (one that goes in a circle would be followed until there is no
//! memory left), and the streams in them.

/// The first ids that are no sectors.
const LAST: u32 = 0xFFFF_FFFA;

/// Whether every chain of sectors ends.
pub(super) fn is_sound(bytes: &[u8]) -> bool {
    let file = File::new(bytes);
    let Some(fat) = file.fat() else { return false };
    let mini = chain(&fat, file.number(60)).map(|chain| file.entries(&chain));
    !goes_in_circles(&fat) && mini.is_some_and(|mini| !goes_in_circles(&mini))
}

/// A stream by its name, in whatever case; nothing where there is none or its parts are not there. The file is sound.
pub(super) fn stream(bytes: &[u8], name: &str) -> Option<Vec<u8>> {
    let file = File::new(bytes);
    let fat = file.fat()?;
    let directory = file.joined(&chain(&fat, file.number(48))?);
    let mut entries = directory.chunks_exact(ENTRY);
    let root = entries.clone().next()?;
    let number =
        |entry: &[u8], at: usize| entry.get(at..at + 4).and_then(|bytes| bytes.try_into().ok()).map(u32::from_le_bytes);
    let named = |entry: &&[u8]| {
        let name: Vec<u16> = name.encode_utf16().collect();
        let letters = entry.chunks_exact(2).map(|two| u16::from_le_bytes([two[0], two[1]]));
        let letters: Vec<u16> = letters.take(32).take_while(|letter| *letter != 0).collect();
        String::from_utf16_lossy(&letters).eq_ignore_ascii_case(&String::from_utf16_lossy(&name))
    };
    let entry = entries.find(named)?;
    let (start, length) = (number(entry, 116)?, number(entry, 120)? as usize);
    let mut stream = if length < SMALL {
        let small = file.joined(&chain(&fat, number(root, 116)?)?);
        let next = file.entries(&chain(&fat, file.number(60))?);
        let parts = chain(&next, start)?;
        parts.iter().flat_map(|part| part_of(&small, *part as usize, SMALL_SECTOR)).copied().collect()
    } else {
        file.joined(&chain(&fat, start)?)
    };
    if length > 0 {
        stream.truncate(length);
    }
    Some(stream)
}

/// Bytes of an entry of the directory.
const ENTRY: usize = 128;
/// Streams of fewer bytes are kept in sectors of their own, of so many bytes.
const SMALL: usize = 4096;
const SMALL_SECTOR: usize = 64;

/// One of the parts of equal length that bytes are made of; the rest of them where there is less.
fn part_of(bytes: &[u8], part: usize, length: usize) -> &[u8] {
    let from = part.saturating_mul(length).min(bytes.len());
    bytes.get(from..from.saturating_add(length).min(bytes.len())).unwrap_or_default()
}

struct File<'b> {
    bytes: &'b [u8],
    /// Bytes of a sector.
    size: usize,
}

impl<'b> File<'b> {
    fn new(bytes: &'b [u8]) -> Self {
        Self { bytes, size: 1 << u32::from(bytes.get(30).copied().unwrap_or(9)).clamp(7, 12) }
    }

    /// Some sectors, one behind the other.
    fn joined(&self, sectors: &[u32]) -> Vec<u8> {
        let part = |sector: &u32| part_of(self.bytes, (*sector as usize).saturating_add(1), self.size);
        sectors.iter().flat_map(part).copied().collect()
    }

    fn number(&self, at: usize) -> u32 {
        let bytes = self.bytes.get(at..at + 4).and_then(|bytes| bytes.try_into().ok());
        bytes.map_or(u32::MAX, u32::from_le_bytes)
    }

    /// The numbers in some sectors; a sector that is not there has none.
    fn entries(&self, sectors: &[u32]) -> Vec<u32> {
        let mut entries = Vec::new();
        for sector in sectors {
            let from = (*sector as usize).saturating_add(1).saturating_mul(self.size);
            let sector = self.bytes.get(from..from.saturating_add(self.size)).unwrap_or_default();
            entries.extend(sector.chunks_exact(4).map(|n| u32::from_le_bytes([n[0], n[1], n[2], n[3]])));
        }
        entries
    }

    /// The sector that follows each sector; nothing where the list of its own sectors goes in circles.
    fn fat(&self) -> Option<Vec<u32>> {
        let mut sectors: Vec<u32> = (0..109).map(|n| self.number(76 + n * 4)).filter(|id| *id < LAST).collect();
        let mut next = self.number(68);
        let mut steps = self.bytes.len() / self.size + 1;
        while next < LAST {
            steps = steps.checked_sub(1)?;
            let mut entries = self.entries(&[next]);
            next = entries.pop().unwrap_or(u32::MAX);
            sectors.extend(entries.into_iter().filter(|id| *id < LAST));
        }
        // Each sector of it is there once.
        (sectors.len() <= self.bytes.len() / self.size).then(|| self.entries(&sectors))
    }
}

/// The sectors of a chain; nothing where it goes in circles.
fn chain(fat: &[u32], from: u32) -> Option<Vec<u32>> {
    let mut chain = Vec::new();
    let mut next = from;
    while next < LAST {
        if chain.len() > fat.len() {
            return None;
        }
        chain.push(next);
        next = fat.get(next as usize).copied().unwrap_or(u32::MAX);
    }
    Some(chain)
}

/// Whether some place leads back to itself.
fn goes_in_circles(next: &[u32]) -> bool {
    // The walk that came by: nobody yet, an earlier one, or the present one.
    let mut seen = vec![0_usize; next.len()];
    for start in 0..next.len() {
        let mut at = start;
        while let Some(walk) = seen.get_mut(at) {
            match *walk {
                0 => *walk = start + 1,
                walk if walk == start + 1 => return true,
                _ => break,
            }
            at = next[at] as usize;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn circles_are_found() {
        assert!(!goes_in_circles(&[1, 2, u32::MAX, 1]));
        for circle in [&[0][..], &[1, 0], &[1, 2, 3, 1], &[u32::MAX, 2, 1]] {
            assert!(goes_in_circles(circle), "{circle:?}");
        }
    }

    #[test]
    fn any_bytes_are_looked_at() {
        assert!(!is_sound(&[0; 600]));
        is_sound(&[]);
        is_sound(&[0xFF; 5000]);
    }
}
