//! What readers have to say about an input that can be read: what they took it for.

use std::sync::{Arc, Mutex, PoisonError};

use super::{Encoding, Format};
use crate::lang::Lang;

/// A remark on an input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// The input.
    pub source: String,
    /// What there is to say.
    pub kind: RemarkKind,
}

/// What there is to say about an input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RemarkKind {
    /// The format it was read as.
    Format(Format),
    /// An encoding other than UTF-8.
    Encoding(Encoding),
    /// The columns of a table that are understood: name and key.
    Columns(Vec<(String, &'static str)>),
    /// Parts of it that are no transcripts: files of an archive, sheets of a workbook.
    LeftOut {
        /// Their names.
        names: Vec<String>,
    },
}

impl Remark {
    /// It in a sentence.
    #[must_use]
    pub fn message(&self, lang: Lang) -> String {
        let zh = lang == Lang::Zh;
        match &self.kind {
            RemarkKind::Format(format) => {
                let title = format.about().title;
                let (name, title) = (format.as_str(), lang.pick(title.0, title.1));
                if zh { format!("格式 {name}（{title}）") } else { format!("format {name} ({title})") }
            }
            RemarkKind::Encoding(encoding) => {
                format!("{}{}", lang.pick("编码 ", "encoding "), encoding.as_str())
            }
            RemarkKind::Columns(columns) => {
                let columns: Vec<String> = columns.iter().map(|(name, key)| format!("{name} → {key}")).collect();
                let columns = columns.join(lang.pick("，", ", "));
                if zh { format!("列 {columns}") } else { format!("columns {columns}") }
            }
            RemarkKind::LeftOut { names } => {
                let shown = names.iter().take(5).map(String::as_str).collect::<Vec<_>>().join(lang.pick("、", ", "));
                let more = names.len().saturating_sub(5);
                match (zh, more) {
                    (true, 0) => format!("其中没有会话：{shown}"),
                    (true, _) => format!("其中没有会话：{shown} 等 {} 个", names.len()),
                    (false, 0) => format!("no transcripts: {shown}"),
                    (false, _) => format!("no transcripts: {shown} and {more} more"),
                }
            }
        }
    }
}

/// The remarks of a run, in the order in which they were made; clones share them.
#[derive(Debug, Clone, Default)]
pub struct Remarks(Arc<Mutex<Vec<Remark>>>);

impl Remarks {
    /// Those made so far; they are not kept.
    #[must_use]
    pub fn take(&self) -> Vec<Remark> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub(super) fn add(&self, source: &str, kind: RemarkKind) {
        let remark = Remark { source: source.to_owned(), kind };
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(remark);
    }
}
