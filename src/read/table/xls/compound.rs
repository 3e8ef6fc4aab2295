//! Compound files ([MS-CFB]): streams by name. Nothing in one is believed: a chain of sectors that goes in circles or leads
//! out of the file is an error of the file, and a stream is all there or not read.

/// The first ids that are no sectors.
const LAST: u32 = 0xFFFF_FFFA;
/// Bytes of an entry of the directory.
const ENTRY: usize = 128;
/// Streams of fewer bytes are kept in sectors of their own, of so many bytes.
const SMALL: usize = 4096;
const SMALL_SECTOR: usize = 64;
/// Sectors of the table of sectors that the header lists.
const LISTED: usize = 109;

const CIRCLE: &str = "its parts go in circles";
const SHORT: &str = "it ends before the workbook in it does";

/// A compound file: its directory, and the sector that follows each sector.
pub(super) struct Compound<'b> {
    file: File<'b>,
    next: Vec<u32>,
    directory: Vec<u8>,
    /// Whether a part of the directory is not in the file.
    short: bool,
}

impl<'b> Compound<'b> {
    /// Looks at a file.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(super) fn open(bytes: &'b [u8]) -> Result<Self, &'static str> {
        let file = File::open(bytes).ok_or("its header is none of a compound file")?;
        let next = file.next_sectors()?;
        let sectors = chain(&next, file.number(48))?;
        let directory = file.joined(&sectors);
        let short = directory.len() < sectors.len() * file.size;
        Ok(Self { file, next, directory, short })
    }

    /// Whether there is a stream or a folder of a name, in whatever case.
    pub(super) fn has(&self, name: &str) -> bool {
        self.entry(name).is_some()
    }

    /// The stream of a name, in whatever case; nothing where there is none.
    ///
    /// # Errors
    /// It is not all there.
    pub(super) fn stream(&self, name: &str) -> Result<Option<Vec<u8>>, &'static str> {
        let Some(entry) = self.entry(name) else { return if self.short { Err(SHORT) } else { Ok(None) } };
        let (start, length) = (number(entry, 116), number(entry, 120) as usize);
        let mut stream = if length < SMALL {
            let root = self.directory.get(..ENTRY).unwrap_or_default();
            let small = self.file.joined(&chain(&self.next, number(root, 116))?);
            let next = numbers(&self.file.joined(&chain(&self.next, self.file.number(60))?));
            let parts = chain(&next, start)?;
            parts.iter().flat_map(|part| part_of(&small, *part as usize, SMALL_SECTOR)).copied().collect()
        } else {
            self.file.joined(&chain(&self.next, start)?)
        };
        if stream.len() < length {
            return Err(SHORT);
        }
        stream.truncate(length);
        Ok(Some(stream))
    }

    fn entry(&self, name: &str) -> Option<&[u8]> {
        let is_named = |entry: &&[u8]| {
            let letters = entry.chunks_exact(2).map(|two| u16::from_le_bytes([two[0], two[1]]));
            let letters = letters.take(32).take_while(|letter| *letter != 0);
            char::decode_utf16(letters)
                .map(|letter| letter.map_or(char::REPLACEMENT_CHARACTER, |letter| letter.to_ascii_lowercase()))
                .eq(name.chars().map(|letter| letter.to_ascii_lowercase()))
        };
        self.directory.chunks_exact(ENTRY).find(is_named)
    }
}

/// The bytes of a file, and how many of them a sector has.
struct File<'b> {
    bytes: &'b [u8],
    size: usize,
}

impl<'b> File<'b> {
    fn open(bytes: &'b [u8]) -> Option<Self> {
        let size = match bytes.get(30..32)? {
            [9, 0] => 512,
            [12, 0] => 4096,
            _ => return None,
        };
        (bytes.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") && bytes.len() >= 512).then_some(Self { bytes, size })
    }

    fn number(&self, at: usize) -> u32 {
        number(self.bytes, at)
    }

    /// A sector: less of it at the end of the file, nothing beyond.
    fn sector(&self, id: u32) -> &'b [u8] {
        part_of(self.bytes, (id as usize).saturating_add(1), self.size)
    }

    /// Some sectors, one behind the other.
    fn joined(&self, sectors: &[u32]) -> Vec<u8> {
        sectors.iter().flat_map(|id| self.sector(*id)).copied().collect()
    }

    /// The sector that follows each sector.
    fn next_sectors(&self) -> Result<Vec<u32>, &'static str> {
        let most = self.bytes.len() / self.size;
        let mut sectors: Vec<u32> = (0..LISTED).map(|n| self.number(76 + n * 4)).filter(|id| *id < LAST).collect();
        let mut more = self.number(68);
        let mut steps = 0;
        while more < LAST {
            steps += 1;
            let mut listed = numbers(self.sector(more));
            more = listed.pop().unwrap_or(u32::MAX);
            sectors.extend(listed.into_iter().filter(|id| *id < LAST));
            // Each of them is there once.
            if steps > most || sectors.len() > most {
                return Err(CIRCLE);
            }
        }
        Ok(numbers(&self.joined(sectors.get(..most).unwrap_or(&sectors))))
    }
}

/// The sectors of a chain; it ends where it leads to what is no sector.
fn chain(next: &[u32], from: u32) -> Result<Vec<u32>, &'static str> {
    let mut chain = Vec::new();
    let mut id = from;
    while id < LAST {
        if chain.len() > next.len() {
            return Err(CIRCLE);
        }
        chain.push(id);
        id = next.get(id as usize).copied().unwrap_or(u32::MAX);
    }
    Ok(chain)
}

/// One of the parts of equal length that bytes are made of; the rest of them where there is less.
fn part_of(bytes: &[u8], part: usize, length: usize) -> &[u8] {
    let from = part.saturating_mul(length).min(bytes.len());
    bytes.get(from..from.saturating_add(length).min(bytes.len())).unwrap_or_default()
}

/// The number at a place; one that is no sector where there is none.
fn number(bytes: &[u8], at: usize) -> u32 {
    let bytes = bytes.get(at..at + 4).and_then(|bytes| bytes.try_into().ok());
    bytes.map_or(u32::MAX, u32::from_le_bytes)
}

fn numbers(bytes: &[u8]) -> Vec<u32> {
    bytes.chunks_exact(4).map(|n| u32::from_le_bytes([n[0], n[1], n[2], n[3]])).collect()
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    const END: u32 = 0xFFFF_FFFE;

    /// A compound file of one stream: its sectors are the table of sectors, the directory, then those of the stream.
    pub(in crate::read::table::xls) fn compound(name: &str, stream: &[u8]) -> Vec<u8> {
        let parts = stream.len().max(SMALL).div_ceil(512);
        assert!(parts < 100);
        let mut file = vec![0; 512 * (3 + parts)];
        file[..8].copy_from_slice(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1");
        file[30] = 9;
        let mut put = |at: usize, number: u32| file[at..at + 4].copy_from_slice(&number.to_le_bytes());
        put(48, 1);
        put(60, END);
        put(68, END);
        (0..LISTED).for_each(|n| put(76 + n * 4, if n == 0 { 0 } else { u32::MAX }));
        (0..128).for_each(|n| put(512 + n * 4, u32::MAX));
        (0..2).for_each(|n| put(512 + n * 4, END));
        for part in 0..parts {
            put(512 + (2 + part) * 4, if part + 1 == parts { END } else { part as u32 + 3 });
        }
        put(1024 + 116, END);
        put(1024 + ENTRY + 116, 2);
        put(1024 + ENTRY + 120, stream.len().max(SMALL) as u32);
        let letters: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        file[1024 + ENTRY..][..letters.len()].copy_from_slice(&letters);
        file[1536..1536 + stream.len()].copy_from_slice(stream);
        file
    }

    fn workbook(file: &[u8]) -> Result<Option<Vec<u8>>, &'static str> {
        Compound::open(file)?.stream("workbook")
    }

    #[test]
    fn streams_are_found_by_name() {
        let stream: Vec<u8> = (0..5000).map(|n| n as u8).collect();
        let file = compound("Workbook", &stream);
        assert_eq!(workbook(&file), Ok(Some(stream)));
        let file = Compound::open(&file).unwrap();
        assert!(file.has("WORKBOOK") && !file.has("Work"));
        assert_eq!(file.stream("Book"), Ok(None));
    }

    #[test]
    fn a_stream_is_all_there_or_not_read() {
        let file = compound("Workbook", &[7; 5000]);
        let ends = 1536 + 5000;
        assert_eq!(workbook(&file[..ends]).unwrap().unwrap().len(), 5000);
        assert_eq!(workbook(&file[..ends - 1]), Err(SHORT));
        assert_eq!(workbook(&file[..1600]), Err(SHORT));
        assert_eq!(workbook(&file[..1024]), Err(SHORT));
        // A sector that is not in the file, or none of the table.
        for wrong in [200_u32, 0x00FF_FFFF, 0xFFFF_FFF9] {
            let mut file = compound("Workbook", &[7; 5000]);
            file[512 + 3 * 4..][..4].copy_from_slice(&wrong.to_le_bytes());
            assert_eq!(workbook(&file), Err(SHORT), "{wrong}");
        }
    }

    #[test]
    fn circles_are_found() {
        let circle = |at: usize, to: u32| {
            let mut file = compound("Workbook", &[7; 5000]);
            file[at..at + 4].copy_from_slice(&to.to_le_bytes());
            workbook(&file)
        };
        assert_eq!(circle(512 + 3 * 4, 2), Err(CIRCLE));
        assert_eq!(circle(512 + 4, 1), Err(CIRCLE));
        // The list of the sectors of the table leads to a sector that leads to itself.
        let mut file = compound("Workbook", &[7; 5000]);
        file[68..72].copy_from_slice(&11_u32.to_le_bytes());
        file[512 * 13 - 4..512 * 13].copy_from_slice(&11_u32.to_le_bytes());
        assert_eq!(workbook(&file), Err(CIRCLE));
    }

    #[test]
    fn any_bytes_are_looked_at() {
        for byte in [0, 9, 0xFF] {
            for length in [0, 30, 511, 512, 600, 5000] {
                assert!(workbook(&vec![byte; length]).is_err());
                let mut file = compound("Workbook", &[byte; 300]);
                file.truncate(length);
                let _ = workbook(&file);
                file.resize(5000, byte);
                let _ = workbook(&file);
            }
        }
    }
}
