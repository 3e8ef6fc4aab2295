//! Where replies stand in a JSON or YAML file of any layout: `scripts` of the project file.

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, de};

use super::Reply;
use super::tree::Node;

/// Which files are scripts, and where their replies stand.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ScriptMapping")]
pub struct Mapping {
    /// File names: `*` stands for anything in a name, `**` for folders as well (`flows/**/*.json`).
    files: Vec<String>,
    /// Where replies stand: `$.nodes[*].response`, `$..text`.
    replies: Vec<ReplyPath>,
}

/// A path to replies: keys with dots, `[0]`, `[*]`, `.*`, and `..key` for a key at any depth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReplyPath {
    written: String,
    steps: Vec<Step>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    Key(String),
    Index(usize),
    Any,
    /// A key at any depth.
    Below(String),
}

impl Mapping {
    /// A mapping of files to paths.
    #[must_use]
    pub const fn new(files: Vec<String>, replies: Vec<ReplyPath>) -> Self {
        Self { files, replies }
    }

    /// Whether a file is one of those.
    #[must_use]
    pub fn is_for(&self, name: &str) -> bool {
        let name: Vec<char> = name.chars().collect();
        self.files.iter().any(|glob| {
            let glob: Vec<char> = format!("**/{}", glob.trim_start_matches("./")).chars().collect();
            matches(&glob, &name)
        })
    }

    /// The paths, as written.
    #[must_use]
    pub fn paths(&self) -> Vec<&str> {
        self.replies.iter().map(|path| path.written.as_str()).collect()
    }

    /// The replies of a document; an element's `id` or `name` names them.
    pub(super) fn replies(&self, document: &Node) -> Vec<Reply> {
        let mut replies = Vec::new();
        for path in &self.replies {
            find(&path.steps, document, String::new(), "", &mut replies);
        }
        replies.sort_by(|a, b| a.line.cmp(&b.line).then_with(|| a.key.cmp(&b.key)));
        replies.dedup();
        replies
    }
}

impl ReplyPath {
    /// Reads a path.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(written: &str) -> Result<Self, String> {
        let wrong = || format!("`{written}` is no path; write it like $.nodes[*].response or $..text");
        let mut rest = written.trim().strip_prefix('$').unwrap_or(written.trim());
        let mut steps = Vec::new();
        while !rest.is_empty() {
            if let Some(inner) = rest.strip_prefix('[') {
                let (inside, after) = inner.split_once(']').ok_or_else(wrong)?;
                steps.push(match inside.trim_matches(['\'', '"']) {
                    "*" => Step::Any,
                    key if key.len() < inside.len() => Step::Key(key.to_owned()),
                    index => Step::Index(index.parse().map_err(|_| wrong())?),
                });
                rest = after;
                continue;
            }
            let below = rest.starts_with("..");
            let key = rest.trim_start_matches('.');
            let end = key.find(['.', '[']).unwrap_or(key.len());
            let (key, after) = key.split_at(end);
            steps.push(match key {
                "" => return Err(wrong()),
                "*" => Step::Any,
                key if below => Step::Below(key.to_owned()),
                key => Step::Key(key.to_owned()),
            });
            rest = after;
        }
        if steps.is_empty() { Err(wrong()) } else { Ok(Self { written: written.to_owned(), steps }) }
    }
}

impl<'de> Deserialize<'de> for ReplyPath {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(de::Error::custom)
    }
}

impl JsonSchema for ReplyPath {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "ReplyPath".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        String::json_schema(generator)
    }
}

fn find(steps: &[Step], node: &Node, path: String, name: &str, replies: &mut Vec<Reply>) {
    let own = ["id", "name"].iter().find_map(|key| node.get(key).and_then(Node::text));
    let name = own.unwrap_or(name);
    let Some((step, rest)) = steps.split_first() else {
        for (index, item) in node.items().iter().enumerate() {
            find(steps, item, format!("{path}[{index}]"), name, replies);
        }
        if let Some(text) = node.text() {
            let name = if name.is_empty() { path.clone() } else { name.to_owned() };
            replies.push(Reply { name, key: path, line: node.line, text: text.to_owned() });
        }
        return;
    };
    let key_path = |key: &str| if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
    match step {
        Step::Key(key) => {
            if let Some(next) = node.get(key) {
                find(rest, next, key_path(key), name, replies);
            }
        }
        Step::Index(index) => {
            if let Some(next) = node.items().get(*index) {
                find(rest, next, format!("{path}[{index}]"), name, replies);
            }
        }
        Step::Any => {
            for (index, item) in node.items().iter().enumerate() {
                find(rest, item, format!("{path}[{index}]"), name, replies);
            }
            for (key, value) in node.entries() {
                find(rest, value, key_path(key), name, replies);
            }
        }
        Step::Below(wanted) => {
            for (index, item) in node.items().iter().enumerate() {
                find(steps, item, format!("{path}[{index}]"), name, replies);
            }
            for (key, value) in node.entries() {
                if key == wanted {
                    find(rest, value, key_path(key), name, replies);
                } else {
                    find(steps, value, key_path(key), name, replies);
                }
            }
        }
    }
}

/// Whether a name fits a glob; no more work than the product of their lengths.
fn matches(glob: &[char], name: &[char]) -> bool {
    // reached[i]: the name so far fits the first i characters of the glob.
    let mut reached = vec![false; glob.len() + 1];
    reached[0] = true;
    skip_stars(glob, &mut reached, true);
    for c in name {
        let mut next = vec![false; glob.len() + 1];
        for (at, here) in glob.iter().enumerate() {
            if !reached[at] {
                continue;
            }
            match here {
                '*' => next[at] |= *c != '/' || glob.get(at + 1) == Some(&'*') || (at > 0 && glob[at - 1] == '*'),
                '?' => next[at + 1] |= *c != '/',
                here => next[at + 1] |= here == c,
            }
        }
        skip_stars(glob, &mut next, *c == '/');
        reached = next;
    }
    reached[glob.len()]
}

/// Stars stand for nothing as well, and so does `**/` where a name begins.
fn skip_stars(glob: &[char], reached: &mut [bool], at_name: bool) {
    for at in 0..glob.len() {
        if reached[at] && glob[at] == '*' {
            reached[at + 1] = true;
            if at_name && glob[at..].starts_with(&['*', '*', '/']) {
                reached[at + 3] = true;
            }
        }
    }
}
