//! The pattern syntax 话术模式: what a QA lead writes, parsed into a small tree and turned into a regex.
//!
//! Plain text; `(a|b)` alternatives; `(x)?` optional; `[吗嘛]` one of these characters; `…` a gap of up to 12
//! characters inside one sentence, `…{n}` another limit; `<name>` a lexicon; `<number>` a number; `^` `$` start and end
//! of the turn; `/…/` a raw regex; `\` takes the next character as it is. Question and exclamation marks match their
//! half- and full-width forms, a comma matches any comma or none.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use thiserror::Error;

use crate::text::normalize::normalize;
use crate::text::numeral;

/// Characters a bare gap may span.
pub const DEFAULT_GAP: usize = 12;
/// The widest gap that can be written.
pub const MAX_GAP: usize = 60;
/// Patterns that stand for at most so many plain phrases need no regex.
const MAX_PHRASES: usize = 24;
/// How deep lexicons may refer to lexicons.
const MAX_DEPTH: usize = 8;

/// A pattern ready to be compiled: lexicons are filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    /// As it was written.
    pub source: String,
    /// All phrases it stands for, where these are few and it is nothing but phrases.
    pub phrases: Option<Vec<String>>,
    /// Its tree.
    pub(crate) nodes: Vec<Node>,
}

/// What is wrong with a pattern.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{kind}")]
pub struct PatternError {
    /// Bytes in the pattern as written.
    pub at: Range<usize>,
    /// What.
    pub kind: PatternErrorKind,
    /// It is wrong in a lexicon that the pattern refers to.
    pub in_lexicon: bool,
}

/// The ways in which a pattern can be wrong.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PatternErrorKind {
    /// Nothing in it.
    #[error("the pattern is empty")]
    Empty,
    /// `(` or `[` or `<` without its end.
    #[error("`{0}` is never closed")]
    Unclosed(char),
    /// `)` or `]` without its start.
    #[error("`{0}` closes nothing")]
    Unopened(char),
    /// `|` outside a group.
    #[error("`|` stands outside of ( )")]
    BareAlternative,
    /// `…{x}` where x is no number in range.
    #[error("a gap is written …{{n}} with n from 1 to {MAX_GAP}")]
    BadGap,
    /// `<name>` names no lexicon.
    #[error("there is no lexicon `{0}`")]
    UnknownLexicon(String),
    /// Lexicons that contain each other.
    #[error("lexicon `{0}` contains itself")]
    CyclicLexicon(String),
    /// `字?` inside a phrase: `?` is a question mark, which nothing follows there.
    #[error("`{0}?` inside a phrase is a question mark; what may be left out is written `({0})?`")]
    BareOptional(char),
    /// `，?`: a comma may be left out anyway.
    #[error("a comma matches any comma or none; write it without `?`")]
    OptionalComma,
    /// `*`, `+` or `{` of regular expressions.
    #[error("`{0}` has no meaning here; a gap is written …, anything else `/a regex/`")]
    RegexSyntax(char),
    /// `[^…]`.
    #[error("there is no `[^…]`; write `/a regex/`")]
    NegatedClass,
    /// A raw regex that does not parse.
    #[error("not a valid regular expression: {0}")]
    BadRegex(String),
    /// The pattern matches the empty string.
    #[error("the pattern matches the empty string")]
    MatchesEmpty,
    /// The compiled regex is larger than allowed.
    #[error("the pattern is too large")]
    TooLarge,
}

/// Lexicons by name: the entries as written, each parsed when it is first needed.
#[derive(Debug, Clone, Default)]
pub struct Lexicons(BTreeMap<String, Lexicon>);

#[derive(Debug, Clone, Default)]
struct Lexicon {
    entries: Vec<String>,
    parsed: OnceLock<Result<Branches, PatternError>>,
}

/// The branches of a group. Patterns that use the same lexicon share them.
pub(crate) type Branches = Arc<[Vec<Node>]>;

impl Lexicons {
    /// No lexicons.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The entries of a lexicon, as written.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&[String]> {
        self.0.get(name).map(|l| l.entries.as_slice())
    }

    /// Names and entries, sorted by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[String])> {
        self.0.iter().map(|(name, l)| (name.as_str(), l.entries.as_slice()))
    }
}

impl FromIterator<(String, Vec<String>)> for Lexicons {
    fn from_iter<I: IntoIterator<Item = (String, Vec<String>)>>(lexicons: I) -> Self {
        let lexicon = |entries| Lexicon { entries, parsed: OnceLock::new() };
        Self(lexicons.into_iter().map(|(name, entries)| (name, lexicon(entries))).collect())
    }
}

impl Pattern {
    /// Parses a pattern and fills in its lexicons.
    pub fn parse(source: &str, lexicons: &Lexicons) -> Result<Self, PatternError> {
        let nodes = parse_nodes(source, lexicons, &mut Vec::new())?;
        let phrases = phrases(&nodes);
        if shortest(&nodes) == 0 {
            return Err(PatternError { at: 0..source.len(), kind: PatternErrorKind::MatchesEmpty, in_lexicon: false });
        }
        Ok(Self { source: source.to_owned(), phrases, nodes })
    }

    /// A pattern of other pieces that is known by the same source.
    pub(crate) fn from_nodes(source: String, nodes: Vec<Node>) -> Self {
        Self { source, phrases: phrases(&nodes), nodes }
    }

    /// Whether a raw regex is part of it.
    #[must_use]
    pub(crate) fn is_raw(&self) -> bool {
        has_raw(&self.nodes)
    }

    /// The same as a regex over normalised text.
    #[must_use]
    pub fn regex(&self) -> String {
        let mut regex = String::new();
        emit(&self.nodes, &mut regex);
        regex
    }

    /// The names of the lexicons a pattern refers to, with their bytes in it.
    #[must_use]
    pub fn lexicons_in(source: &str) -> Vec<(String, Range<usize>)> {
        let mut names = Vec::new();
        if source.starts_with('/') {
            return names;
        }
        let mut rest = 0;
        while let Some(open) = source[rest..].find('<').map(|i| rest + i) {
            let Some(close) = source[open..].find('>').map(|i| open + i) else { break };
            let name = &source[open + 1..close];
            if name != "number" {
                names.push((name.to_owned(), open..close + 1));
            }
            rest = close + 1;
        }
        names
    }
}

/// A piece of a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Node {
    /// These characters.
    Text(String),
    /// One of these.
    OneOf(Vec<char>),
    /// A comma or none.
    Comma,
    /// One of the branches; earlier ones go first. Where it is optional, none comes last.
    Group(Group),
    /// Up to so many characters inside a sentence, as many as possible.
    Gap(usize),
    /// A number.
    Number,
    /// The start of the turn.
    Start,
    /// The end of the turn, closing marks before it included.
    End,
    /// A raw regex.
    Raw(String),
    /// One character of these ranges. This and what follows are only found in the reading of a raw regex.
    Class(Vec<(char, char)>),
    /// Pieces again and again.
    Repeat(Repeat),
    /// The very end of the turn.
    Finish,
}

/// Pieces that come several times.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Repeat {
    /// What is repeated.
    pub(crate) nodes: Arc<Vec<Node>>,
    /// How often at least.
    pub(crate) min: usize,
    /// How often at most.
    pub(crate) max: Option<usize>,
    /// As often as possible rather than as seldom.
    pub(crate) greedy: bool,
}

/// Branches of which one is taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Group {
    /// The branches.
    pub(crate) branches: Branches,
    /// Whether none may be taken.
    pub(crate) optional: bool,
    /// The fewest and the most characters that it matches; `usize::MAX` where there is no bound.
    pub(crate) length: (usize, usize),
}

impl Group {
    pub(crate) fn new(branches: Branches, optional: bool) -> Self {
        // A lexicon without entries, made to be filled, matches nothing.
        let least = if optional { 0 } else { branches.iter().map(|b| shortest(b)).min().unwrap_or(1) };
        let most = branches.iter().map(|b| longest(b)).max().unwrap_or(0);
        Self { branches, optional, length: (least, most) }
    }
}

/// Characters that a gap does not run over.
pub(crate) const SENTENCE_ENDS: &str = "。！？!?；;\n";
/// Commas.
pub(crate) const COMMAS: &str = ",，、";
/// Marks that may stand between the last word and the end of the turn.
pub(crate) const CLOSING_MARKS: &str = "，,。.！!？?~～…";

impl Node {
    /// The fewest characters it matches.
    pub(crate) fn shortest(&self) -> usize {
        match self {
            Self::Text(text) => text.chars().count(),
            // That a raw regex matches something is checked when it is parsed.
            Self::OneOf(_) | Self::Number | Self::Raw(_) | Self::Class(_) => 1,
            Self::Comma | Self::Gap(_) | Self::Start | Self::End | Self::Finish => 0,
            Self::Repeat(repeat) => repeat.min.saturating_mul(shortest(&repeat.nodes)),
            Self::Group(group) => group.length.0,
        }
    }

    /// The most characters it matches.
    pub(crate) fn longest(&self) -> usize {
        match self {
            Self::Text(text) => text.chars().count(),
            Self::OneOf(_) | Self::Comma | Self::Class(_) => 1,
            Self::Start | Self::Finish => 0,
            Self::Repeat(repeat) => repeat.max.unwrap_or(usize::MAX).saturating_mul(longest(&repeat.nodes)),
            Self::Gap(n) => *n,
            Self::Group(group) => group.length.1,
            Self::Number | Self::End | Self::Raw(_) => usize::MAX,
        }
    }
}

/// The fewest characters that pieces match together.
pub(crate) fn shortest(nodes: &[Node]) -> usize {
    nodes.iter().map(Node::shortest).sum()
}

fn longest(nodes: &[Node]) -> usize {
    nodes.iter().fold(0, |sum, node| sum.saturating_add(node.longest()))
}

/// A part of a pattern; unlike a pattern it may match nothing.
pub(crate) fn part(source: &str, lexicons: &Lexicons) -> Result<Vec<Node>, PatternError> {
    parse_nodes(source, lexicons, &mut Vec::new())
}

fn parse_nodes(source: &str, lexicons: &Lexicons, stack: &mut Vec<String>) -> Result<Vec<Node>, PatternError> {
    if source.trim().is_empty() {
        return Err(PatternError { at: 0..source.len(), kind: PatternErrorKind::Empty, in_lexicon: false });
    }
    if let Some(raw) = source.strip_prefix('/').and_then(|s| s.strip_suffix('/')).filter(|s| !s.is_empty()) {
        let hir = regex_syntax::Parser::new().parse(raw).map_err(|e| PatternError {
            at: 0..source.len(),
            kind: PatternErrorKind::BadRegex(regex_message(&e)),
            in_lexicon: false,
        })?;
        if hir.properties().minimum_len() == Some(0) {
            return Err(PatternError { at: 0..source.len(), kind: PatternErrorKind::MatchesEmpty, in_lexicon: false });
        }
        return Ok(vec![Node::Raw(raw.to_owned())]);
    }
    let mut parser = Parser { source, at: 0, lexicons, stack };
    let branches = parser.branches(false)?;
    Ok(branches.into_iter().next().unwrap_or_default())
}

fn regex_message(error: &regex_syntax::Error) -> String {
    match error {
        regex_syntax::Error::Parse(e) => e.kind().to_string(),
        regex_syntax::Error::Translate(e) => e.kind().to_string(),
        other => other.to_string(),
    }
}

struct Parser<'s, 'l, 'k> {
    source: &'s str,
    at: usize,
    lexicons: &'l Lexicons,
    stack: &'k mut Vec<String>,
}

impl Parser<'_, '_, '_> {
    fn peek(&self) -> Option<char> {
        self.source[self.at..].chars().next()
    }

    fn bump(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += c.len_utf8();
        Some(c)
    }

    fn fail<T>(from: usize, to: usize, kind: PatternErrorKind) -> Result<T, PatternError> {
        Err(PatternError { at: from..to, kind, in_lexicon: false })
    }

    fn branches(&mut self, in_group: bool) -> Result<Vec<Vec<Node>>, PatternError> {
        let mut branches = vec![Vec::new()];
        let mut text = String::new();
        loop {
            let from = self.at;
            let Some(c) = self.bump() else {
                if in_group {
                    return Self::fail(from, from, PatternErrorKind::Unclosed('('));
                }
                break;
            };
            if c == '\\' {
                if let Some(next) = self.bump() {
                    text.push(next);
                }
                continue;
            }
            if "*+{".contains(c) && self.source[..from].ends_with([')', ']', '>', '.', '…']) {
                return Self::fail(from, self.at, PatternErrorKind::RegexSyntax(c));
            }
            let special = "()|[]…<>^$?？!！,，、".contains(c);
            if !special {
                text.push(c);
                continue;
            }
            flush(&mut text, &mut branches);
            let node = match c {
                ')' if in_group => {
                    for branch in &mut branches {
                        mean_it(branch);
                    }
                    return Ok(branches);
                }
                ')' | ']' => return Self::fail(from, self.at, PatternErrorKind::Unopened(c)),
                '|' if in_group => {
                    branches.push(Vec::new());
                    continue;
                }
                '|' => return Self::fail(from, self.at, PatternErrorKind::BareAlternative),
                '(' => {
                    let branches = self.branches(true).map_err(|mut e| {
                        if e.kind == PatternErrorKind::Unclosed('(') {
                            e.at = from..from + 1;
                        }
                        e
                    })?;
                    let optional = self.peek() == Some('?');
                    if optional {
                        self.bump();
                    }
                    Node::Group(Group::new(branches.into(), optional))
                }
                '[' => self.one_of(from)?,
                '…' => self.gap(from)?,
                '<' => self.lexicon(from)?,
                '^' => Node::Start,
                '$' => Node::End,
                '?' | '？' if self.inside_phrase(from) => {
                    let before = self.source[..from].chars().next_back().unwrap_or_default();
                    let start = from - before.len_utf8();
                    return Self::fail(start, self.at, PatternErrorKind::BareOptional(before));
                }
                '?' | '？' if self.source[..from].ends_with([',', '，', '、']) => {
                    return Self::fail(from, self.at, PatternErrorKind::OptionalComma);
                }
                '?' | '？' => Node::OneOf(vec!['?', '？']),
                '!' | '！' => Node::OneOf(vec!['!', '！']),
                ',' | '，' | '、' => Node::Comma,
                _ => {
                    text.push(c);
                    continue;
                }
            };
            if let Some(branch) = branches.last_mut() {
                branch.push(node);
            }
        }
        flush(&mut text, &mut branches);
        Ok(branches)
    }

    /// Whether a question mark stands between two Chinese characters, where nobody writes one.
    fn inside_phrase(&self, at: usize) -> bool {
        let han = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
        let before = self.source[..at].chars().next_back().is_some_and(han);
        before && self.peek().is_some_and(|c| han(c) || "([<".contains(c))
    }

    fn one_of(&mut self, from: usize) -> Result<Node, PatternError> {
        let Some(len) = self.source[self.at..].find(']') else {
            return Self::fail(from, from + 1, PatternErrorKind::Unclosed('['));
        };
        let written = &self.source[self.at..self.at + len];
        if written.starts_with('^') {
            return Self::fail(from, self.at + len + 1, PatternErrorKind::NegatedClass);
        }
        let mut inside: Vec<char> = normalize(written).as_str().chars().collect();
        // Marks come in two widths.
        for pair in [[',', '，'], ['?', '？'], ['!', '！'], [':', '：'], [';', '；']] {
            if pair.iter().any(|c| inside.contains(c)) {
                inside.extend(pair);
            }
        }
        inside.sort_unstable();
        inside.dedup();
        self.at += len + 1;
        let optional = self.peek() == Some('?');
        let one = Node::OneOf(inside);
        if optional {
            self.bump();
            return Ok(Node::Group(Group::new(vec![vec![one]].into(), optional)));
        }
        Ok(one)
    }

    fn gap(&mut self, from: usize) -> Result<Node, PatternError> {
        // People type the Chinese ellipsis as two characters.
        while self.peek() == Some('…') {
            self.bump();
        }
        if self.peek() != Some('{') {
            return Ok(Node::Gap(DEFAULT_GAP));
        }
        let inside = &self.source[self.at + 1..];
        let width = inside.find('}').and_then(|len| inside[..len].trim().parse::<usize>().ok().map(|n| (n, len)));
        match width {
            Some((n @ 1..=MAX_GAP, len)) => {
                self.at += len + 2;
                Ok(Node::Gap(n))
            }
            _ => Self::fail(from, self.source.len(), PatternErrorKind::BadGap),
        }
    }

    fn lexicon(&mut self, from: usize) -> Result<Node, PatternError> {
        let Some(len) = self.source[self.at..].find('>') else {
            return Self::fail(from, from + 1, PatternErrorKind::Unclosed('<'));
        };
        let name = self.source[self.at..self.at + len].to_owned();
        self.at += len + 1;
        let optional = self.peek() == Some('?');
        if optional {
            self.bump();
        }
        let at = from..self.at;
        if name == "number" {
            return Ok(match optional {
                true => Node::Group(Group::new(vec![vec![Node::Number]].into(), optional)),
                false => Node::Number,
            });
        }
        let Some(lexicon) = self.lexicons.0.get(&name) else {
            return Err(PatternError { at, kind: PatternErrorKind::UnknownLexicon(name), in_lexicon: false });
        };
        if self.stack.contains(&name) || self.stack.len() >= MAX_DEPTH {
            return Err(PatternError { at, kind: PatternErrorKind::CyclicLexicon(name), in_lexicon: false });
        }
        if lexicon.parsed.get().is_none() {
            self.stack.push(name);
            let entries = lexicon.entries.iter().map(|entry| parse_nodes(entry, self.lexicons, self.stack));
            let parsed = entries.collect::<Result<Vec<_>, _>>().map(Branches::from);
            self.stack.pop();
            // Set meanwhile only by somebody who parsed the same.
            let _ = lexicon.parsed.set(parsed);
        }
        match lexicon.parsed.get() {
            Some(Ok(branches)) => Ok(Node::Group(Group::new(Arc::clone(branches), optional))),
            Some(Err(error)) => Err(PatternError { at, kind: error.kind.clone(), in_lexicon: true }),
            None => Err(PatternError { at, kind: PatternErrorKind::Empty, in_lexicon: false }),
        }
    }
}

/// A branch that is nothing but a comma means the comma: an alternative to it was written.
fn mean_it(branch: &mut [Node]) {
    if let [comma @ Node::Comma] = branch {
        *comma = Node::OneOf(COMMAS.chars().collect());
    }
}

fn flush(text: &mut String, branches: &mut [Vec<Node>]) {
    if text.is_empty() {
        return;
    }
    let normal = normalize(text).as_str().to_owned();
    text.clear();
    if let (Some(branch), false) = (branches.last_mut(), normal.is_empty()) {
        branch.push(Node::Text(normal));
    }
}

/// Adds the regex of some pieces.
pub(crate) fn emit(nodes: &[Node], out: &mut String) {
    for node in nodes {
        match node {
            Node::Text(text) => out.push_str(&regex_syntax::escape(text)),
            Node::OneOf(chars) => {
                out.push('[');
                for c in chars {
                    out.push_str(&regex_syntax::escape(&c.to_string()));
                }
                out.push(']');
            }
            Node::Comma => {
                let _ = write!(out, "[{COMMAS}]?");
            }
            Node::Gap(n) => {
                let _ = write!(out, "[^{SENTENCE_ENDS}]{{0,{n}}}");
            }
            Node::Number => {
                out.push_str("(?:");
                out.push_str(numeral::number_regex());
                out.push(')');
            }
            Node::Start => out.push('^'),
            Node::End => {
                let _ = write!(out, "[{CLOSING_MARKS}]*$");
            }
            Node::Raw(raw) => {
                out.push_str("(?:");
                out.push_str(raw);
                out.push(')');
            }
            Node::Class(ranges) => {
                out.push('[');
                for (from, to) in ranges {
                    let _ = write!(out, "\\u{{{:x}}}-\\u{{{:x}}}", *from as u32, *to as u32);
                }
                out.push(']');
            }
            Node::Repeat(Repeat { nodes, min, max, greedy }) => {
                out.push_str("(?:");
                emit(nodes, out);
                let most = max.map(|n| n.to_string()).unwrap_or_default();
                let lazy = if *greedy { "" } else { "?" };
                let _ = write!(out, "){{{min},{most}}}{lazy}");
            }
            Node::Finish => out.push('$'),
            Node::Group(Group { branches, .. }) if branches.is_empty() => out.push_str("[a&&b]"),
            Node::Group(Group { branches, optional, .. }) => {
                out.push_str("(?:");
                for (i, branch) in branches.iter().enumerate() {
                    if i > 0 {
                        out.push('|');
                    }
                    emit(branch, out);
                }
                out.push(')');
                if *optional {
                    out.push('?');
                }
            }
        }
    }
}

/// All phrases that the nodes stand for, if they are nothing but few phrases.
fn phrases(nodes: &[Node]) -> Option<Vec<String>> {
    let mut all = vec![String::new()];
    for node in nodes {
        let next: Vec<String> = match node {
            Node::Text(text) => vec![text.clone()],
            Node::OneOf(chars) => chars.iter().map(ToString::to_string).collect(),
            Node::Group(Group { branches, .. }) if branches.len() > MAX_PHRASES => return None,
            Node::Group(Group { branches, optional, .. }) => {
                let mut texts = Vec::new();
                for branch in branches.iter() {
                    texts.extend(phrases(branch)?);
                }
                if *optional {
                    texts.push(String::new());
                }
                texts
            }
            // A single-lexicon pattern of any size stays a list of phrases: `nodes` has one element then.
            Node::Comma
            | Node::Gap(_)
            | Node::Number
            | Node::Start
            | Node::End
            | Node::Raw(_)
            | Node::Class(_)
            | Node::Repeat(_)
            | Node::Finish => return None,
        };
        let big = all.len() * next.len() > MAX_PHRASES;
        if big && all.len() > 1 {
            return None;
        }
        if big && (nodes.len() > 1) {
            return None;
        }
        all = all.iter().flat_map(|head| next.iter().map(move |tail| format!("{head}{tail}"))).collect();
    }
    all.sort_unstable();
    all.dedup();
    Some(all)
}

/// Whether a raw regex is among some pieces.
pub(crate) fn has_raw(nodes: &[Node]) -> bool {
    nodes.iter().any(|node| match node {
        Node::Raw(_) => true,
        Node::Group(group) => group.branches.iter().any(|b| has_raw(b)),
        _ => false,
    })
}
