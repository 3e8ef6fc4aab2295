//! `--limit NAME=N`: what is too large to be read.

use huashu::read::{Limits, MAX_DEPTH};

/// The limits by name.
const NAMES: &str = "record、turns、document、file、ratio、depth";

/// One limit, as given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct LimitArg {
    name: Name,
    value: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Name {
    Record,
    Turns,
    Document,
    File,
    Ratio,
    Depth,
}

impl LimitArg {
    /// Reads `turns=1000`, `file=2G`.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let (name, value) = text.split_once('=').ok_or_else(|| format!("NAME=N：{NAMES}"))?;
        let name = match name.trim() {
            "record" => Name::Record,
            "turns" => Name::Turns,
            "document" => Name::Document,
            "file" => Name::File,
            "ratio" => Name::Ratio,
            "depth" => Name::Depth,
            _ => return Err(format!("可以写：{NAMES}")),
        };
        let value = size(value.trim()).ok_or("写数字，可以带 K、M、G，如 64M ¦ a number, with K, M or G behind it")?;
        if name == Name::Depth && value > MAX_DEPTH as u64 {
            return Err(format!("depth 最多 {MAX_DEPTH} ¦ depth is {MAX_DEPTH} at most"));
        }
        Ok(Self { name, value })
    }

    /// Sets it.
    pub(super) fn apply(self, limits: &mut Limits) {
        let count = usize::try_from(self.value).unwrap_or(usize::MAX);
        match self.name {
            Name::Record => limits.bytes = count,
            Name::Turns => limits.turns = count,
            Name::Document => limits.document = count,
            Name::File => limits.file = self.value,
            Name::Ratio => limits.ratio = self.value,
            Name::Depth => limits.depth = count,
        }
    }
}

/// `64M` and the like, in powers of 1024.
fn size(text: &str) -> Option<u64> {
    let units = [('K', 10), ('M', 20), ('G', 30), ('T', 40)];
    let upper = text.to_ascii_uppercase();
    let upper = upper.trim_end_matches("IB").trim_end_matches('B');
    let (digits, shift) =
        units.iter().find_map(|(unit, shift)| Some((upper.strip_suffix(*unit)?, *shift))).unwrap_or((upper, 0));
    let number: u64 = digits.trim().parse().ok()?;
    number.checked_mul(1 << shift).filter(|n| *n > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_units() {
        for (text, bytes) in [("64M", 64 << 20), ("2g", 2 << 30), ("10 KB", 10 << 10), ("1KiB", 1024), ("7", 7)] {
            assert_eq!(size(text), Some(bytes), "{text}");
        }
        for text in ["", "0", "M", "-1", "1.5M", "9999999999999T"] {
            assert_eq!(size(text), None, "{text}");
        }
    }
}
