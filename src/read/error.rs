//! What can be wrong with a record, said to people.

use std::fmt;
use std::io;

use thiserror::Error;

use super::columns;
use super::encoding::Encoding;
use crate::lang::Lang;

/// A place in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Character in the line, from 1.
    pub column: usize,
}

/// The ways in which a record can be wrong.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum ReadError {
    /// No file of that name.
    #[error("there is no such file or folder")]
    NotFound,
    /// A folder in which no file has a known extension.
    #[error("there is no transcript in the folder")]
    EmptyFolder,
    /// A file that can't be opened, or that broke off.
    #[error("reading failed: {0}")]
    Io(String),
    /// Nothing in it.
    #[error("there is no conversation in it")]
    Empty,
    /// Neither JSON nor a table nor text.
    #[error("this is not a transcript in a known format")]
    UnknownFormat,
    /// A format that is known and not read.
    #[error("this is {name}, which is not read")]
    Foreign {
        /// Its name.
        name: &'static str,
    },
    /// Bytes without a meaning in the encoding of the input.
    #[error("{}{}bytes that are not {}", placed(*.at), if path.is_empty() { String::new() } else { format!("`{path}`: ") }, encoding.as_str())]
    Undecodable {
        /// The encoding that the rest is in.
        encoding: Encoding,
        /// The column of a table; empty where there is none.
        path: String,
        /// Where.
        at: Option<Position>,
    },
    /// A compressed file or a workbook that can't be unpacked.
    #[error("the {what} file is damaged: {text}")]
    Damaged {
        /// What it is.
        what: &'static str,
        /// The unpacker's words.
        text: String,
    },
    /// A file with a password.
    #[error("the file is protected by a password")]
    Encrypted,
    /// A format that this build does not read.
    #[error("{name} is read only by a huashu that was built with the feature `{feature}`")]
    Feature {
        /// The format.
        name: &'static str,
        /// The cargo feature.
        feature: &'static str,
    },
    /// An archive inside an archive.
    #[error("an archive inside an archive is not opened")]
    Nested,
    /// An archive in which no file has a known extension.
    #[error("there is no transcript in the archive")]
    EmptyArchive,
    /// A file that unpacks to far more than text does.
    #[error("it unpacks to more than {ratio} times its size")]
    TooDense {
        /// Times.
        ratio: u64,
    },
    /// A file that must be read as a whole and is larger than allowed.
    #[error("the file is larger than {limit} bytes and can only be read as a whole")]
    DocumentTooLarge {
        /// Bytes.
        limit: usize,
    },
    /// A file of more bytes than allowed.
    #[error("the file is larger than {limit} bytes; what lies behind was not read")]
    FileTooLarge {
        /// Bytes.
        limit: u64,
    },
    /// Values inside values, more of them than allowed.
    #[error("{at}: values are nested more than {limit} deep")]
    TooDeep {
        /// Levels.
        limit: usize,
        /// Where.
        at: Position,
    },
    /// A record of more bytes than allowed.
    #[error("the record is larger than {limit} bytes")]
    TooLarge {
        /// Bytes.
        limit: usize,
    },
    /// A conversation of more turns than allowed.
    #[error("the conversation has more than {limit} turns")]
    TooManyTurns {
        /// Turns.
        limit: usize,
    },
    /// More records of a file that can't be read, beyond those that are told one by one.
    #[error("{count} more records could not be read; they are not listed one by one")]
    More {
        /// How many.
        count: usize,
    },
    /// JSON that does not parse.
    #[error("not valid JSON at {at}: {text}")]
    Json {
        /// Where.
        at: Position,
        /// The parser's words.
        text: String,
    },
    /// YAML that does not parse.
    #[error("not valid YAML at {at}: {text}")]
    Yaml {
        /// Where.
        at: Position,
        /// The parser's words.
        text: String,
    },
    /// A script of unknown layout for which the project file has no paths.
    #[error("the project file does not say where the replies of this file are")]
    NoMapping,
    /// Paths that lead to no text.
    #[error("there is no text at {paths}")]
    NothingMapped {
        /// The paths.
        paths: String,
    },
    /// JSON that ends in the middle.
    #[error("the JSON breaks off at {at}")]
    Truncated {
        /// Where.
        at: Position,
    },
    /// A value that cannot stand where it stands.
    #[error("{}{} should be {expected}, it is {found}", placed(*.at), if path.is_empty() { "the record".into() } else { format!("`{path}`") })]
    WrongValue {
        /// Dotted key path, e.g. `turns[3].start`, or the column's name; empty for the record itself.
        path: String,
        /// What should stand there.
        expected: String,
        /// What does.
        found: String,
        /// Where.
        at: Option<Position>,
    },
    /// A word that is none of those understood.
    #[error("`{path}`: there is no {path} `{word}`")]
    UnknownWord {
        /// The key or column.
        path: &'static str,
        /// As written.
        word: String,
        /// The words that exist.
        expected: &'static str,
    },
    /// A key that must be there.
    #[error("{}`{path}` is missing", placed(*.at))]
    MissingKey {
        /// Dotted key path.
        path: String,
        /// Where.
        at: Option<Position>,
    },
    /// The same key twice.
    #[error("{}`{path}` is written twice", placed(*.at))]
    DuplicateKey {
        /// Dotted key path.
        path: String,
        /// Where.
        at: Option<Position>,
    },
    /// A speaker whose role is not known.
    #[error("turn {}: there is no role `{role}`", turn + 1)]
    UnknownRole {
        /// The turn, from 0.
        turn: usize,
        /// As written.
        role: String,
    },
    /// Speakers with numbers or names of their own, and nothing that tells which of them is the agent.
    #[error("it is not known who is the agent: {}", speakers.join(", "))]
    WhoIsWho {
        /// As written.
        speakers: Vec<String>,
    },
    /// A transcript that does not tell speakers apart.
    #[error("the transcript does not say who speaks")]
    NoSpeakers,
    /// Words that nobody is said to have spoken.
    #[error("it is not said who speaks: “{text}”")]
    NoRole {
        /// The words, shortened.
        text: String,
    },
    /// A conversation in which nobody says anything.
    #[error("the conversation has no turns")]
    NoTurns,
    /// A table without the columns that make a conversation.
    #[error("the table has no column for {}", missing.join(", "))]
    MissingColumns {
        /// Canonical names of what is missing.
        missing: Vec<&'static str>,
        /// The names in the first row.
        found: Vec<String>,
    },
    /// A first row that does not say what it belongs to.
    #[error("the first row has no conversation id")]
    NoId,
    /// A table whose last cell swallowed the rows behind it.
    #[error("a quote is opened here and never closed")]
    OpenQuote,
    /// A row with more cells than there are columns.
    #[error("the row has {found} cells, the table has {columns} columns")]
    Cells {
        /// Cells.
        found: usize,
        /// Columns.
        columns: usize,
    },
    /// Rows of a conversation that had ended.
    #[error("more rows of conversation `{id}`, far away from its other ones")]
    Split {
        /// The conversation.
        id: String,
    },
}

impl ReadError {
    /// What is wrong, in a sentence.
    #[must_use]
    pub fn message(&self, lang: Lang) -> String {
        if lang == Lang::En {
            return self.to_string();
        }
        match self {
            Self::Io(text) => format!("读取失败：{text}"),
            Self::NotFound => "没有这个文件或目录".into(),
            Self::EmptyFolder => "目录里没有会话文件".into(),
            Self::Empty => "里面没有会话".into(),
            Self::UnknownFormat => "不是能识别的会话格式".into(),
            Self::Foreign { name } => format!("这是 {name} 文件，不能读取"),
            Self::Undecodable { encoding, path, at } => {
                let column = if path.is_empty() { String::new() } else { format!("`{path}` 列") };
                format!("{}{column}有不属于 {} 编码的字节", placed_zh(*at), encoding.as_str())
            }
            Self::Damaged { what, text } => format!("{what} 文件已损坏：{text}"),
            Self::Encrypted => "文件有密码保护".into(),
            Self::Nested => "压缩包里还有压缩包，不再打开".into(),
            Self::EmptyArchive => "压缩包里没有会话文件".into(),
            Self::TooDense { ratio } => format!("解压后超过原来的 {ratio} 倍"),
            Self::DocumentTooLarge { limit } => format!("文件超过 {limit} 字节，而它只能整个读入"),
            Self::FileTooLarge { limit } => format!("文件超过 {limit} 字节，后面的没有读"),
            Self::TooDeep { limit, at } => format!("{}嵌套超过 {limit} 层", at.zh()),
            Self::TooLarge { limit } => format!("这条记录超过 {limit} 字节"),
            Self::Feature { name, feature } => format!("{name} 要用带 {feature} 功能的 huashu 来读"),
            Self::TooManyTurns { limit } => format!("这个会话超过 {limit} 轮"),
            Self::More { count } => format!("另有 {count} 条记录读不出来，不再逐条列出"),
            Self::Json { at, text } => format!("{}不是合法的 JSON：{text}", at.zh()),
            Self::Yaml { at, text } => format!("{}不是合法的 YAML：{text}", at.zh()),
            Self::NoMapping => "项目文件没有写明这个文件里回复的位置".into(),
            Self::NothingMapped { paths } => format!("{paths} 处没有文本"),
            Self::Truncated { at } => format!("JSON 在{}中断，不完整", at.zh()),
            Self::WrongValue { path, expected, found, at } => {
                let (expected, found) = (zh_kind(expected), zh_kind(found));
                format!("{}{}应为{expected}，写的是{found}", placed_zh(*at), quoted(path))
            }
            Self::UnknownWord { path, word, .. } => format!("`{path}` 没有 `{word}` 这个取值"),
            Self::MissingKey { path, at } => format!("{}缺少 `{path}`", placed_zh(*at)),
            Self::DuplicateKey { path, at } => format!("{}`{path}` 写了两次", placed_zh(*at)),
            Self::UnknownRole { turn, role } => format!("第 {} 轮：不认识角色 `{role}`", turn + 1),
            Self::WhoIsWho { speakers } => format!("不知道谁是坐席、谁是客户：{}", speakers.join("、")),
            Self::NoSpeakers => "转写结果没有区分说话人".into(),
            Self::NoRole { text } => format!("没有写明是谁说的：“{text}”"),
            Self::NoTurns => "会话里一轮话也没有".into(),
            Self::MissingColumns { missing, .. } => {
                let names: Vec<_> = missing.iter().map(|m| columns::zh_name(m)).collect();
                format!("表格缺少这些列：{}", names.join("、"))
            }
            Self::NoId => "第一行没有会话编号".into(),
            Self::OpenQuote => "从这里开始的引号没有收尾".into(),
            Self::Cells { found, columns } => format!("这一行有 {found} 个单元格，表格只有 {columns} 列"),
            Self::Split { id } => format!("会话 `{id}` 的行隔得太远，后面的行没有并入"),
        }
    }

    /// What to do about it.
    #[must_use]
    pub fn help(&self, lang: Lang) -> Option<String> {
        if let Some(text) = self.help_with_files(lang) {
            return Some(text.into());
        }
        let text = match self {
            Self::NotFound => lang.pick("检查路径；标准输入写作 -", "check the path; standard input is written -"),
            Self::EmptyFolder => lang.pick(
                "`huashu formats` 列出会话文件的扩展名；被忽略规则排除的文件要单独写出来",
                "`huashu formats` lists the extensions of transcripts; name files by themselves that are ignored",
            ),
            Self::Empty => lang.pick(
                "检查导出是否完整；每个会话至少要有一轮话",
                "check the export; a conversation has at least one turn",
            ),
            Self::Truncated { .. } => {
                lang.pick("重新导出；读得出的会话照常检查", "export it again; what could be read is judged")
            }
            Self::Json { .. } => lang.pick(
                "改正后再检查；写成 JSONL（每行一个会话）时，坏一行只少一个会话",
                "correct it; in JSONL (one conversation a line) a bad line costs only itself",
            ),
            Self::WrongValue { expected, .. } if expected == "a clock" => lang.pick(
                "写从会话开始的秒数（12.5）、分秒（00:12），或者时刻（2026-10-08T09:12:00+08:00）",
                "write seconds from the start (12.5), minutes and seconds (00:12), or an instant (2026-10-08T09:12:00+08:00)",
            ),
            Self::WrongValue { expected, .. } if expected == "an instant" => {
                lang.pick("写成 2026-10-08T09:12:00+08:00", "write it like 2026-10-08T09:12:00+08:00")
            }
            Self::WrongValue { .. } | Self::MissingKey { .. } => lang.pick(
                "`huashu schema transcript` 给出会话的全部键；别家的导出见 `huashu formats`，格式认错时用 --input-format",
                "`huashu schema transcript` prints every key of a conversation; for exports see `huashu formats`, and --input-format if the format was told wrongly",
            ),
            Self::UnknownWord { expected, .. } => {
                return Some(match lang {
                    Lang::Zh => format!("可以写：{}", expected.replace(", ", "、")),
                    Lang::En => format!("possible here: {expected}"),
                });
            }
            Self::UnknownRole { role, .. } => {
                return Some(match lang {
                    Lang::Zh => format!("用 --role-map '{role}=agent' 说明它是谁（agent、customer、bot、system）"),
                    Lang::En => {
                        format!("say who it is with --role-map '{role}=agent' (agent, customer, bot, system)")
                    }
                });
            }
            Self::WhoIsWho { speakers } => return Some(say_who(speakers, lang)),
            Self::NoRole { .. } => lang.pick(
                "每轮话写成“坐席：…”“客户：…”；说明性的文字写成“# 键: 值”",
                "write each turn as “agent: …”, “customer: …”; notes as “# key: value”",
            ),
            Self::NoTurns => lang.pick(
                "没有接通的电话写 \"answered\": false；否则检查导出是否完整",
                "a call nobody answered has \"answered\": false; otherwise check the export",
            ),
            Self::MissingColumns { found, .. } => {
                let found = found.join(lang.pick("、", ", "));
                let known = columns::known(lang);
                return Some(match lang {
                    Lang::Zh => format!(
                        "第一行应是列名，现在是：{found}。认识的列名：{known}；自己的列名用 --column-map 列名=text 或 huashu.yaml 的 `columns:` 说明"
                    ),
                    Lang::En => format!(
                        "the first row names the columns, it has: {found}. Names understood: {known}; explain other names with --column-map NAME=text or `columns:` in huashu.yaml"
                    ),
                });
            }
            Self::Io(_)
            | Self::DuplicateKey { .. }
            | Self::UnknownFormat
            | Self::NoSpeakers
            | Self::Foreign { .. }
            | Self::Undecodable { .. }
            | Self::Damaged { .. }
            | Self::Encrypted
            | Self::Nested
            | Self::Feature { .. }
            | Self::EmptyArchive
            | Self::TooDense { .. }
            | Self::DocumentTooLarge { .. }
            | Self::FileTooLarge { .. }
            | Self::TooDeep { .. }
            | Self::Yaml { .. }
            | Self::NoMapping
            | Self::NothingMapped { .. }
            | Self::TooLarge { .. }
            | Self::TooManyTurns { .. }
            | Self::Split { .. }
            | Self::Cells { .. }
            | Self::OpenQuote
            | Self::NoId
            | Self::More { .. } => return None,
        };
        Some(text.into())
    }

    /// What to do about a file that can't be read as it is.
    fn help_with_files(&self, lang: Lang) -> Option<&'static str> {
        Some(match self {
            Self::UnknownFormat => lang.pick(
                "`huashu formats` 列出能读的格式；可以用 --input-format 指明",
                "`huashu formats` lists what is read; name a format with --input-format",
            ),
            Self::NoSpeakers => lang.pick(
                "转写时打开说话人分离或按声道转写；如果全部是坐席的话，用 --role-map '?=agent'",
                "transcribe with speaker labels or channel by channel; if all of it is the agent's, use --role-map '?=agent'",
            ),
            Self::Foreign { name: "XLSB" | "DOCX" | "PPTX" | "PDF" } => {
                lang.pick("另存为 xlsx、CSV 或文本再检查", "save it as xlsx, CSV or text")
            }
            Self::Foreign { name: "WAV" | "MP3" } => lang.pick(
                "先用语音识别转写，再检查转写出的 JSON 或字幕",
                "have it transcribed first; what speech recognition writes can be read",
            ),
            Self::Foreign { .. } => {
                lang.pick("先解压，或者改用 gz、zst、zip", "unpack it first, or pack it as gz, zst or zip")
            }
            Self::Undecodable { .. } => lang.pick(
                "识别 UTF-8、UTF-16、GB18030（GBK）和 Big5；一个文件只能用一种编码，另存为 UTF-8 最稳妥",
                "UTF-8, UTF-16, GB18030 (GBK) and Big5 are read; a file has one encoding, UTF-8 is the safest",
            ),
            Self::Damaged { .. } => lang
                .pick("重新导出或传输；能读出的会话照常检查", "export or copy it again; what could be read is judged"),
            Self::Encrypted => lang.pick("去掉密码再检查", "remove the password"),
            Self::Feature { .. } => lang.pick(
                "用 cargo install huashu --features parquet 安装，或者另存为 CSV、JSONL",
                "install it with cargo install huashu --features parquet, or save the table as CSV or JSONL",
            ),
            Self::Nested => lang.pick("先解压外层的压缩包", "unpack the outer archive first"),
            Self::EmptyArchive => lang.pick(
                "包里的会话文件要有认识的扩展名，如 json、jsonl、csv、xlsx、txt",
                "transcripts in an archive have a known extension, such as json, jsonl, csv, xlsx, txt",
            ),
            Self::TooDense { .. } => lang.pick(
                "文本压缩不到这么小，很可能是恶意文件；确实可信时用 --limit ratio=N 放宽",
                "no text packs that well, it may be malicious; if you trust it, --limit ratio=N allows more",
            ),
            Self::DocumentTooLarge { .. } => lang.pick(
                "改存为 CSV 或 JSONL，或者用 --limit document=N 放宽",
                "save it as CSV or JSONL, or allow more with --limit document=N",
            ),
            Self::FileTooLarge { .. } => lang.pick("用 --limit file=N 放宽", "--limit file=N allows more"),
            Self::TooDeep { .. } => lang.pick(
                "会话与话术文件不会嵌套这么深，检查导出是否正确；上限用 --limit depth=N 设，最多 127",
                "neither transcripts nor scripts are nested that deep; look at the export. --limit depth=N sets the limit, 127 at most",
            ),
            Self::Yaml { .. } => lang.pick("改正后再检查", "correct it"),
            Self::NoMapping => lang.pick(
                "在 huashu.yaml 的 `scripts:` 下写 files 与 replies，如 replies: [\"$.nodes[*].response\"]",
                "write files and replies under `scripts:` in huashu.yaml, e.g. replies: [\"$.nodes[*].response\"]",
            ),
            Self::NothingMapped { .. } => lang.pick(
                "检查 huashu.yaml 里 `scripts:` 的路径；$..text 取任何深度的 text",
                "look at the paths under `scripts:` in huashu.yaml; $..text takes every `text`, however deep",
            ),
            Self::TooLarge { .. } => lang.pick(
                "一条记录应该只是一个会话；多个会话请写成 JSONL，每行一个；确实这么大时用 --limit record=N 放宽",
                "a record is one conversation; write several as JSONL, one a line; --limit record=N allows more",
            ),
            Self::TooManyTurns { .. } => lang.pick(
                "一条记录应该只是一个会话；确实这么长时用 --limit turns=N 放宽",
                "a record is one conversation; --limit turns=N allows more",
            ),
            Self::Split { .. } => {
                lang.pick("先把表格按会话编号和时间排序", "sort the table by conversation and time first")
            }
            Self::Cells { .. } => lang.pick(
                "内容里有分隔符时，单元格要用引号括起来",
                "cells with the separator in them are put in quotes",
            ),
            Self::OpenQuote => lang.pick(
                "检查引号是否成对；单元格里的引号写两次",
                "check that quotes come in pairs; a quote inside a cell is written twice",
            ),
            Self::NoId => lang.pick("填上会话编号，或者去掉这一列", "fill it in, or leave the column out"),
            _ => return None,
        })
    }

    /// The turn it is about, from 0.
    #[must_use]
    pub const fn turn(&self) -> Option<usize> {
        match self {
            Self::UnknownRole { turn, .. } => Some(*turn),
            _ => None,
        }
    }

    /// The place it is about.
    #[must_use]
    pub const fn position(&self) -> Option<Position> {
        match self {
            Self::Json { at, .. } | Self::Yaml { at, .. } | Self::Truncated { at } | Self::TooDeep { at, .. } => {
                Some(*at)
            }
            Self::WrongValue { at, .. }
            | Self::MissingKey { at, .. }
            | Self::DuplicateKey { at, .. }
            | Self::Undecodable { at, .. } => *at,
            _ => None,
        }
    }
}

impl From<io::Error> for ReadError {
    fn from(error: io::Error) -> Self {
        Self::of_io(&error).unwrap_or_else(|| Self::Io(error.to_string()))
    }
}

impl ReadError {
    /// The error that a layer below put into one of reading.
    pub(super) fn of_io(error: &io::Error) -> Option<Self> {
        error.get_ref()?.downcast_ref::<Self>().cloned()
    }

    /// Itself as an error of reading, on its way through a reader that knows no other.
    pub(super) fn into_io(self) -> io::Error {
        io::Error::other(self)
    }

    /// Bytes that are no text; the encoding is told by who knows it.
    pub(super) const fn undecodable(path: String, at: Option<Position>) -> Self {
        Self::Undecodable { encoding: Encoding::Utf8, path, at }
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}", self.line, self.column)
    }
}

impl Position {
    fn zh(self) -> String {
        format!("第 {} 行第 {} 列", self.line, self.column)
    }
}

fn placed(at: Option<Position>) -> String {
    at.map(|at| format!("{at}: ")).unwrap_or_default()
}

fn placed_zh(at: Option<Position>) -> String {
    at.map(|at| format!("{}：", at.zh())).unwrap_or_default()
}

fn quoted(path: &str) -> String {
    if path.is_empty() { "记录".into() } else { format!("`{path}` ") }
}

/// How to say who is who.
fn say_who(speakers: &[String], lang: Lang) -> String {
    let agent = speakers.first().map_or("0", String::as_str);
    let others: Vec<String> = speakers.iter().skip(1).map(|name| format!("{name}=customer")).collect();
    let example = format!("--role-map '{agent}=agent,{}'", others.join(","));
    match lang {
        Lang::Zh => format!("看几轮对话，再说明谁是谁，例如 {example}；或写在 huashu.yaml 的 roles 里"),
        Lang::En => format!("look at a few turns and say who is who, e.g. {example}, or in `roles` of huashu.yaml"),
    }
}

/// A kind of value in Chinese, spaced as it follows other Chinese.
fn zh_kind(kind: &str) -> String {
    let text = match kind {
        "an object" => "对象",
        "a list" => "列表",
        "text" => "文本",
        "a clock" => "时间",
        "an instant" => "时刻",
        "a boolean" => "true 或 false",
        "a number" => "数字",
        "a whole number" => "不小于 0 的整数",
        _ => match kind.strip_prefix("text ") {
            Some(quoted) => return format!("文本 {quoted}"),
            None => kind,
        },
    };
    if text.starts_with(|c: char| c.is_ascii()) { format!(" {text}") } else { text.to_owned() }
}
