//! The keys at the beginning of JSON text, to tell layouts apart.

use std::collections::HashSet;

/// Paths deeper than this are no help in telling layouts apart.
const DEPTH: usize = 6;

/// Keys with their paths, as far as the text goes; it may break off anywhere.
///
/// A path is written `results.utterances[].speaker`; the elements of an outermost array are the records, so their path
/// is that of a record alone.
#[derive(Debug, Clone, Default)]
pub(in crate::read) struct Outline {
    /// Paths of the keys, in order of occurrence.
    keys: Vec<String>,
    known: HashSet<String>,
}

impl Outline {
    /// Reads the keys at the beginning of a text; none, if it does not begin with an object or an array.
    pub(in crate::read) fn new(bytes: &[u8]) -> Self {
        let mut outline = Self::default();
        if matches!(bytes.first(), Some(b'{' | b'[')) {
            Scan { bytes, at: 0, path: Vec::new() }.run(&mut outline);
        }
        outline
    }

    /// Whether there is a key of this path.
    pub(in crate::read) fn has(&self, path: &str) -> bool {
        self.known.contains(path)
    }

    /// Whether a key is anywhere below a path.
    pub(in crate::read) fn under(&self, path: &str, key: &str) -> bool {
        self.keys.iter().any(|known| {
            let below = known.strip_prefix(path).filter(|rest| rest.starts_with(['.', '[']));
            below.and_then(|rest| rest.strip_suffix(key)).is_some_and(|rest| rest.ends_with('.'))
        })
    }

    /// Whether there are all of these.
    pub(in crate::read) fn has_all(&self, paths: &[&str]) -> bool {
        paths.iter().all(|path| self.has(path))
    }

    /// Keys of the record itself.
    pub(in crate::read) fn top(&self) -> impl Iterator<Item = &str> {
        self.keys.iter().map(String::as_str).filter(|key| !key.contains(['.', '[']))
    }
}

struct Scan<'b> {
    bytes: &'b [u8],
    at: usize,
    /// What is open: the key of an object's value, `None` in an array.
    path: Vec<Option<String>>,
}

impl Scan<'_> {
    fn run(&mut self, outline: &mut Outline) {
        let mut key: Option<String> = None;
        while let Some(byte) = self.bytes.get(self.at).copied() {
            match byte {
                b'"' => {
                    let Some(text) = self.string() else { return };
                    self.blank();
                    if self.bytes.get(self.at) == Some(&b':') {
                        self.at += 1;
                        if self.path.len() < DEPTH {
                            outline.add(self.named(&text));
                        }
                        key = Some(text);
                    } else {
                        key = None;
                    }
                    continue;
                }
                b'{' => self.path.push(key.take()),
                b'[' => self.path.push(Some(key.take().unwrap_or_default() + "[]")),
                b'}' | b']' => {
                    self.path.pop();
                    key = None;
                }
                _ => {}
            }
            self.at += 1;
        }
    }

    /// The path of a key in what is open.
    fn named(&self, key: &str) -> String {
        // An object in an array has no key of its own; the outermost array has none either.
        let open = self.path.iter().flatten().filter(|part| !part.is_empty() && *part != "[]");
        let mut path: String = open.flat_map(|part| [part.as_str(), "."]).collect();
        path.push_str(key);
        path
    }

    /// The string at this place; the place is behind it.
    fn string(&mut self) -> Option<String> {
        let start = self.at + 1;
        let mut end = start;
        loop {
            match self.bytes.get(end)? {
                b'\\' => end += 2,
                b'"' => break,
                _ => end += 1,
            }
        }
        self.at = end + 1;
        Some(String::from_utf8_lossy(self.bytes.get(start..end)?).into_owned())
    }

    fn blank(&mut self) {
        while self.bytes.get(self.at).is_some_and(u8::is_ascii_whitespace) {
            self.at += 1;
        }
    }
}

impl Outline {
    fn add(&mut self, path: String) {
        if self.known.insert(path.clone()) {
            self.keys.push(path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Outline;

    #[test]
    fn keys_have_paths() {
        let text = r#"[{"id": "a\"b", "results": {"utterances": [{"speaker": 0, "text": "x"}], "n": {"#;
        let outline = Outline::new(text.as_bytes());
        assert!(outline.has_all(&["id", "results", "results.utterances", "results.utterances[].speaker", "results.n"]));
        assert!(outline.under("results", "speaker") && !outline.under("result", "speaker"));
        assert_eq!(outline.top().collect::<Vec<_>>(), ["id", "results"]);
        assert_eq!(Outline::new(b"a: {\"b\": 1}").top().count(), 0);
    }
}
