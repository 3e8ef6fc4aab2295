//! The formats, and how one is told from another.

use super::columns::Column;

/// A format of transcripts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// One conversation, an array of them, or an object with an array `conversations`.
    Json,
    /// One conversation a line.
    Jsonl,
    /// A table, one turn a row, with commas.
    Csv,
    /// A table, one turn a row, with tabs.
    Tsv,
    /// Text as pasted, with role prefixes.
    Text,
}

impl Format {
    /// All formats.
    pub const ALL: [Self; 5] = [Self::Json, Self::Jsonl, Self::Csv, Self::Tsv, Self::Text];

    /// The name on the command line.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Jsonl => "jsonl",
            Self::Csv => "csv",
            Self::Tsv => "tsv",
            Self::Text => "text",
        }
    }

    /// The format that a file name stands for.
    #[must_use]
    pub fn from_extension(name: &str) -> Option<Self> {
        let (_, extension) = name.rsplit_once('.')?;
        Some(match extension.to_ascii_lowercase().as_str() {
            "json" => Self::Json,
            "jsonl" | "ndjson" => Self::Jsonl,
            "csv" => Self::Csv,
            "tsv" => Self::Tsv,
            "txt" | "text" => Self::Text,
            _ => return None,
        })
    }

    /// Tells the format from the first bytes, and from the name where they leave it open; `None` for what is no text.
    #[must_use]
    pub fn detect(name: &str, head: &[u8]) -> Option<Self> {
        let by_name = Self::from_extension(name);
        let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start();
        if head.contains(&0) {
            return None;
        }
        match head.first() {
            Some(b'{') => return Some(object(head, by_name)),
            // `[00:15] 客服：` is text.
            Some(b'[') if matches!(head[1..].trim_ascii_start().first(), None | Some(b'{' | b']')) => {
                return Some(Self::Json);
            }
            _ => {}
        }
        let line = head.split(|b| *b == b'\n').next().unwrap_or_default();
        let line = String::from_utf8_lossy(line);
        let columns = |delimiter| {
            let cells = line.split(delimiter).map(|cell: &str| cell.trim().trim_matches('"'));
            cells.filter(|cell| Column::from_name(cell).is_some()).count()
        };
        if columns('\t') > 1 {
            return Some(Self::Tsv);
        }
        if columns(',') > 1 {
            return Some(Self::Csv);
        }
        by_name.or(Some(Self::Text))
    }
}

/// One object, or one a line?
fn object(head: &[u8], by_name: Option<Format>) -> Format {
    if by_name == Some(Format::Jsonl) {
        return Format::Jsonl;
    }
    let mut lines = head.splitn(2, |b| *b == b'\n');
    let first = lines.next().unwrap_or_default().trim_ascii_end();
    match lines.next() {
        Some(rest) if first.ends_with(b"}") => {
            let more = rest.trim_ascii_start().starts_with(b"{");
            if more || by_name.is_none() { Format::Jsonl } else { Format::Json }
        }
        Some(_) => Format::Json,
        // A long line, or the only one.
        None if by_name == Some(Format::Json) => Format::Json,
        None if head.windows(15).any(|w| w == b"\"conversations\"") => Format::Json,
        None => Format::Jsonl,
    }
}

#[cfg(test)]
mod tests {
    use super::Format::{self, Csv, Json, Jsonl, Text, Tsv};

    #[test]
    fn content_comes_first() {
        let cases = [
            ("a.txt", "[{\"id\":1}]", Json),
            ("a.txt", "[00:15] 客服：您好", Text),
            ("-", "{\"id\":1}\n{\"id\":2}\n", Jsonl),
            ("a.json", "{\"id\":1}\n{\"id\":2}\n", Jsonl),
            ("a.json", "{\"id\":1}\n", Json),
            ("-", "{\n \"id\":1}\n", Json),
            ("-", "{\"conversations\":[{\"id\":1}]}", Json),
            ("a.jsonl", "{\"id\":\n{\"id\":2}\n", Jsonl),
            ("a.txt", "会话ID,角色,内容\nA,客服,您好", Csv),
            ("a.csv", "会话ID\t角色\t内容\nA\t客服\t您好", Tsv),
            ("a.csv", "甲,乙\n1,2", Csv),
            ("-", "您好，请问有什么可以帮您？", Text),
            ("a.md", "# id: A\n坐席：您好", Text),
        ];
        for (name, head, format) in cases {
            assert_eq!(Format::detect(name, head.as_bytes()), Some(format), "{name} {head}");
        }
    }

    #[test]
    fn what_is_no_text_is_of_no_format() {
        assert_eq!(Format::detect("a.xlsx", b"PK\x03\x04\x14\x00"), None);
    }
}
