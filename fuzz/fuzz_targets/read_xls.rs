//! Any bytes as the stream of a workbook of Excel 97 to 2003 in a sound container.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    huashu_fuzz::read("a.xls", None, &compound(bytes));
});

/// A compound file with a stream: the table of its sectors, the directory, the stream.
fn compound(stream: &[u8]) -> Vec<u8> {
    const SECTOR: usize = 4096;
    const END: u32 = 0xFFFF_FFFE;
    let parts = stream.len().div_ceil(SECTOR).max(1);
    let mut file = vec![0; SECTOR * (3 + parts)];
    let mut put = |at: usize, bytes: &[u8]| file[at..at + bytes.len()].copy_from_slice(bytes);
    put(0, b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1");
    put(30, &[12]);
    put(48, &1_u32.to_le_bytes());
    put(60, &END.to_le_bytes());
    put(68, &END.to_le_bytes());
    put(80, &[0xFF; 432]);
    let next = [END, END]
        .into_iter()
        .chain((1..=parts as u32).map(|part| if part as usize == parts { END } else { part + 2 }));
    for (at, next) in next.enumerate().take(SECTOR / 4) {
        put(SECTOR + at * 4, &next.to_le_bytes());
    }
    let name: Vec<u8> = "Workbook".encode_utf16().flat_map(u16::to_le_bytes).collect();
    put(2 * SECTOR, &name);
    put(2 * SECTOR + 116, &2_u32.to_le_bytes());
    put(2 * SECTOR + 120, &(stream.len().max(SECTOR) as u32).to_le_bytes());
    put(3 * SECTOR, stream);
    file
}
