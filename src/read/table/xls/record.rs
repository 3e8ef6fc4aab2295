//! The records that a workbook is made of: a type, a length, and data, each number with its lowest byte first.

/// Types of records, by the names of [MS-XLS] 2.3.
pub(super) mod kind {
    pub(in super::super) const FORMULA: u16 = 0x0006;
    pub(in super::super) const EOF: u16 = 0x000A;
    pub(in super::super) const DATE_1904: u16 = 0x0022;
    pub(in super::super) const FILE_PASS: u16 = 0x002F;
    pub(in super::super) const CONTINUE: u16 = 0x003C;
    pub(in super::super) const CODE_PAGE: u16 = 0x0042;
    pub(in super::super) const BOUND_SHEET: u16 = 0x0085;
    pub(in super::super) const MUL_RK: u16 = 0x00BD;
    pub(in super::super) const R_STRING: u16 = 0x00D6;
    pub(in super::super) const XF: u16 = 0x00E0;
    pub(in super::super) const SST: u16 = 0x00FC;
    pub(in super::super) const LABEL_SST: u16 = 0x00FD;
    pub(in super::super) const NUMBER: u16 = 0x0203;
    pub(in super::super) const LABEL: u16 = 0x0204;
    pub(in super::super) const BOOL_ERR: u16 = 0x0205;
    pub(in super::super) const STRING: u16 = 0x0207;
    pub(in super::super) const RK: u16 = 0x027E;
    pub(in super::super) const FORMAT: u16 = 0x041E;
    pub(in super::super) const BOF: u16 = 0x0809;
}

/// A record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Record<'s> {
    pub(super) kind: u16,
    pub(super) data: &'s [u8],
}

/// Records one behind the other; the error says what is wrong with the workbook.
#[derive(Debug, Clone)]
pub(super) struct Records<'s> {
    pub(super) rest: &'s [u8],
}

impl<'s> Records<'s> {
    /// The data of those that continue the last record.
    pub(super) fn continued(&mut self) -> Result<Vec<&'s [u8]>, &'static str> {
        let mut pieces = Vec::new();
        while u16_at(self.rest, 0) == Some(kind::CONTINUE) {
            pieces.extend(self.next().transpose()?.map(|record| record.data));
        }
        Ok(pieces)
    }
}

impl<'s> Iterator for Records<'s> {
    type Item = Result<Record<'s>, &'static str>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        let record = || {
            let (kind, length) = (u16_at(self.rest, 0)?, u16_at(self.rest, 2)?);
            let (data, rest) = self.rest.get(4..)?.split_at_checked(usize::from(length))?;
            Some((Record { kind, data }, rest))
        };
        let Some((record, rest)) = record() else {
            self.rest = &[];
            return Some(Err("it ends in the middle of a record"));
        };
        self.rest = rest;
        Some(Ok(record))
    }
}

/// The number at a place of data.
pub(super) fn u16_at(data: &[u8], at: usize) -> Option<u16> {
    array(data, at).map(u16::from_le_bytes)
}

/// The number at a place of data.
pub(super) fn u32_at(data: &[u8], at: usize) -> Option<u32> {
    array(data, at).map(u32::from_le_bytes)
}

/// The number at a place of data.
pub(super) fn f64_at(data: &[u8], at: usize) -> Option<f64> {
    array(data, at).map(f64::from_le_bytes)
}

fn array<const BYTES: usize>(data: &[u8], at: usize) -> Option<[u8; BYTES]> {
    data.get(at..at.checked_add(BYTES)?)?.try_into().ok()
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A record as it is written.
    pub(in crate::read::table::xls) fn record(kind: u16, data: &[u8]) -> Vec<u8> {
        [&kind.to_le_bytes(), &u16::try_from(data.len()).unwrap().to_le_bytes(), data].concat()
    }

    #[test]
    fn records_are_whole() {
        let stream = [record(kind::SST, b"ab"), record(kind::CONTINUE, b"c"), record(kind::EOF, b"")].concat();
        let mut records = Records { rest: &stream };
        assert_eq!(records.next(), Some(Ok(Record { kind: kind::SST, data: b"ab" })));
        assert_eq!(records.continued(), Ok(vec![&b"c"[..]]));
        assert_eq!(records.next(), Some(Ok(Record { kind: kind::EOF, data: b"" })));
        assert_eq!(records.next(), None);
        for cut in 1..4 {
            let mut records = Records { rest: &stream[stream.len() - 4..stream.len() - cut] };
            assert!(matches!(records.next(), Some(Err(_))), "{cut}");
            assert_eq!(records.next(), None);
        }
    }
}
