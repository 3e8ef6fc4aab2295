//! The formats: one line each in the registry, in the order in which they are looked for.
//!
//! What a format is called, how it is told from the others and how it is opened is said by the `ABOUT` of its reader.

use super::input::Input;
use super::json::Outline;
use super::{Records, Source, html_list, json, jsonl, layout, script, subtitles, table, text};

/// Makes [`Format`] out of the registry.
macro_rules! registry {
    ($($(#[$doc:meta])* $format:ident = $about:expr;)*) => {
        /// A format of transcripts.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Format {
            $($(#[$doc])* $format,)*
        }

        impl Format {
            /// All formats, in the order in which they are looked for.
            pub const ALL: &'static [Self] = &[$(Self::$format),*];

            /// What it is.
            #[must_use]
            pub const fn about(self) -> &'static About {
                match self {
                    $(Self::$format => &$about,)*
                }
            }
        }
    };
}

// The first format that knows its own is taken: special ones stand before general ones.
registry! {
    /// A workbook of Excel.
    Xlsx = table::XLSX;
    /// A workbook of Excel 97 to 2003, or what calls itself one.
    Xls = table::XLS;
    /// A workbook of LibreOffice.
    Ods = table::ODS;
    /// A table in Parquet.
    Parquet = table::PARQUET;
    /// A table in Arrow's file format.
    Arrow = table::ARROW;
    /// A table as XML, as Excel 2003 writes it.
    SpreadsheetXml = table::SPREADSHEET_XML;
    /// A list of sentences in HTML.
    HtmlList = html_list::ABOUT;
    /// A table as HTML.
    HtmlTable = table::HTML_TABLE;
    /// Uploads and results of Alibaba Cloud SCA.
    Sca = layout::sca::ABOUT;
    /// Transcripts of FunASR.
    FunAsr = layout::funasr::ABOUT;
    /// Transcripts of iFlytek.
    Iflytek = layout::iflytek::ABOUT;
    /// Transcripts of Tencent Cloud.
    Tencent = layout::tencent::ABOUT;
    /// Transcripts of Volcengine.
    Volcengine = layout::volcengine::ABOUT;
    /// The chat archive of WeCom.
    WeCom = layout::wecom::ABOUT;
    /// Amazon Connect Contact Lens and Transcribe Call Analytics.
    ContactLens = layout::connect::ABOUT;
    /// Amazon Transcribe.
    Transcribe = layout::transcribe::ABOUT;
    /// Deepgram.
    Deepgram = layout::deepgram::ABOUT;
    /// `AssemblyAI`.
    AssemblyAi = layout::assemblyai::ABOUT;
    /// Whisper and its relatives.
    Whisper = layout::whisper::ABOUT;
    /// Twilio Voice Intelligence.
    Twilio = layout::twilio::ABOUT;
    /// Genesys Cloud.
    Genesys = layout::genesys::ABOUT;
    /// Google Conversational Insights.
    Ccai = layout::ccai::ABOUT;
    /// Zendesk tickets and chats.
    Zendesk = layout::zendesk::ABOUT;
    /// Intercom conversations.
    Intercom = layout::intercom::ABOUT;
    /// The responses of a Rasa bot.
    Rasa = script::RASA;
    /// An export of Dialogflow.
    Dialogflow = script::DIALOGFLOW;
    /// An export of Botpress.
    Botpress = script::BOTPRESS;
    /// One conversation a line.
    Jsonl = jsonl::ABOUT;
    /// One conversation, an array of them, or an object with an array `conversations`.
    Json = json::ABOUT;
    /// A table, one turn a row, with tabs.
    Tsv = table::TSV;
    /// A table, one turn a row, with commas.
    Csv = table::CSV;
    /// A book of scripts.
    Markdown = script::MARKDOWN;
    /// A script of any layout, its replies found by paths.
    Script = script::MAPPED;
    /// Subtitles as the web has them.
    Vtt = subtitles::VTT;
    /// Subtitles as films have them.
    Srt = subtitles::SRT;
    /// A log with a name between hashes.
    Log = text::LOG;
    /// Messages pasted from a chat window, nicknames and times on lines of their own.
    Paste = text::PASTE;
    /// Text as pasted, with role prefixes.
    Text = text::ABOUT;
}

/// A text for people, in Chinese and in English.
pub type Words = (&'static str, &'static str);

/// What a format is.
#[derive(Debug)]
pub struct About {
    /// The name on the command line.
    pub name: &'static str,
    /// Extensions of its files, in lower case and without the dot.
    pub extensions: &'static [&'static str],
    /// Many other things have its extension: in a folder, only what is of the format by its content is read.
    pub sniffed: bool,
    /// What it is, and who writes it.
    pub title: Words,
    /// What it looks like: one short line of it, or the keys it is told by.
    pub layout: &'static str,
    /// How it says who speaks.
    pub roles: Words,
    /// How it says when.
    pub clocks: Words,
    /// Whether an input that begins like this is of the format, by its content.
    pub(super) detect: fn(&Head<'_>) -> bool,
    /// Reads an input.
    pub(super) open: for<'a> fn(Source<'a>, Input<'a>, &Head<'_>) -> Records<'a>,
}

/// The beginning of an input, as formats look at it.
#[derive(Debug)]
pub(super) struct Head<'h> {
    /// The first bytes, from the first that is no white space.
    pub(super) bytes: &'h [u8],
    /// The format that the name stands for.
    pub(super) by_name: Option<Format>,
    /// Keys and values, if it is JSON.
    pub(super) json: Outline,
}

impl<'h> Head<'h> {
    /// What formats look at.
    pub(super) fn new(name: &str, bytes: &'h [u8]) -> Self {
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start();
        // What has turns is huashu's own; the keys of the rest are looked at.
        let own = memchr::memmem::find(bytes, b"\"turns\"").is_some();
        let json = if own { Outline::default() } else { Outline::new(bytes) };
        Self { bytes, by_name: Format::from_extension(name), json }
    }

    /// Whether it can be text.
    pub(super) fn is_text(&self) -> bool {
        !self.bytes.contains(&0)
    }

    /// The first lines; the last one may be cut.
    pub(super) fn lines(&self) -> impl Iterator<Item = std::borrow::Cow<'_, str>> {
        self.bytes.split(|b| *b == b'\n').map(|line| String::from_utf8_lossy(line.trim_ascii_end()))
    }
}

impl Format {
    /// The name on the command line.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.about().name
    }

    /// The format of a name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|format| format.as_str() == name)
    }

    /// The format that a file name stands for: of several, the most general one.
    #[must_use]
    pub fn from_extension(name: &str) -> Option<Self> {
        let (_, extension) = name.rsplit_once('.')?;
        let extension = extension.to_ascii_lowercase();
        Self::ALL.iter().rev().copied().find(|format| format.about().extensions.contains(&extension.as_str()))
    }

    /// Tells the format from the first bytes, and from the name where they leave it open; `None` for what is no text.
    #[must_use]
    pub fn detect(name: &str, head: &[u8]) -> Option<Self> {
        Self::of(&Head::new(name, head))
    }

    /// Tells the format.
    pub(super) fn of(head: &Head<'_>) -> Option<Self> {
        let by_content = Self::ALL.iter().copied().find(|format| (format.about().detect)(head));
        by_content.or_else(|| head.is_text().then(|| head.by_name.unwrap_or(Self::Text)))
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

    #[test]
    fn names_are_unique() {
        for format in Format::ALL {
            assert_eq!(Format::from_name(format.as_str()), Some(*format));
        }
    }
}
