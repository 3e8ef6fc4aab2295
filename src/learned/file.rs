//! A model as a file: text, a fact a line, so that a change of it can be read.
//!
//! ```text
//! huashu-model 1
//! sha256   of all that follows
//! classes  of the classes of words it was trained with
//! context  yes or no
//! columns  how many
//! head     name, bias, threshold, due, found, wrong
//! label    rule, bias, column
//! example  a sentence in which the label's rule is due
//! =        a feature, then column:weight …
//! ```

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::OnceLock;

use sha2::{Digest, Sha256};
use thiserror::Error;

use super::model::{Counts, Head, Label, Model};
use super::{classes, features};
use crate::lang::Lang;
use crate::packed::Texts;

/// What a model file begins with.
const MAGIC: &str = "huashu-model";
/// The version of the layout.
const VERSION: &str = "1";

/// What is wrong with a model file.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ModelError {
    /// Another kind of file.
    #[error("no model: the first line must be `{MAGIC} {VERSION}`")]
    Kind,
    /// Another version of the layout.
    #[error("a model of version {0}, not {VERSION}")]
    Version(String),
    /// It was changed after it was trained, or is not all there.
    #[error("the model is not as it was trained: its sha256 does not fit")]
    Changed,
    /// It was trained with other classes of words.
    #[error("the model was trained by another version of huashu")]
    Classes,
    /// A line that says nothing known.
    #[error("line {0} is not understood")]
    Line(usize),
}

impl ModelError {
    /// It, said to a person.
    #[must_use]
    pub fn message(&self, lang: Lang) -> String {
        match (self, lang) {
            (_, Lang::En) => self.to_string(),
            (Self::Kind, Lang::Zh) => format!("不是模型文件：第一行应为 `{MAGIC} {VERSION}`"),
            (Self::Version(version), Lang::Zh) => format!("模型文件的版本是 {version}，这个程序只认 {VERSION}"),
            (Self::Changed, Lang::Zh) => "模型文件在训练之后被改过，或者不完整：sha256 对不上".to_owned(),
            (Self::Classes, Lang::Zh) => "模型由另一个版本的 huashu 训练".to_owned(),
            (Self::Line(line), Lang::Zh) => format!("模型文件第 {line} 行看不懂"),
        }
    }

    /// What to do.
    #[must_use]
    pub fn help(&self, lang: Lang) -> &'static str {
        lang.pick("用 huashu learn 从样例重新训练", "train it again from its examples with `huashu learn`")
    }

    /// The line it is about, from 1.
    #[must_use]
    pub const fn line(&self) -> usize {
        match self {
            Self::Kind | Self::Version(_) => 1,
            Self::Changed => 2,
            Self::Classes => 3,
            Self::Line(line) => *line,
        }
    }
}

impl Model {
    /// Reads a model file.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<Self, ModelError> {
        let (first, rest) = text.split_once('\n').ok_or(ModelError::Kind)?;
        match first.split_once(' ') {
            Some((MAGIC, VERSION)) => {}
            Some((MAGIC, version)) => return Err(ModelError::Version(version.to_owned())),
            _ => return Err(ModelError::Kind),
        }
        let (second, rest) = rest.split_once('\n').ok_or(ModelError::Line(2))?;
        let written = second.strip_prefix("sha256\t").ok_or(ModelError::Line(2))?;
        if written != sha256(rest) {
            return Err(ModelError::Changed);
        }
        let mut model = Self { hash: written.to_owned(), ..Self::default() };
        let mut features: BTreeMap<u64, Vec<(u16, i16)>> = BTreeMap::new();
        for (at, line) in rest.lines().enumerate() {
            match line.strip_prefix("classes\t") {
                Some(version) if version != classes::version() => return Err(ModelError::Classes),
                Some(_) => {}
                None => model.line(line, &mut features).ok_or(ModelError::Line(at + 3))?,
            }
        }
        model.fill(&features);
        Ok(model)
    }

    fn line(&mut self, line: &str, features: &mut BTreeMap<u64, Vec<(u16, i16)>>) -> Option<()> {
        let mut cells = line.split('\t');
        match cells.next()? {
            "=" => {
                let hash = features::hash(cells.next()?);
                let mut weights = Vec::new();
                for cell in cells {
                    let (column, weight) = cell.split_once(':')?;
                    let column: u16 = column.parse().ok()?;
                    if usize::from(column) >= self.columns {
                        return None;
                    }
                    weights.push((column, weight.parse().ok()?));
                }
                features.insert(hash, weights);
            }
            "example" => self.heads.last_mut()?.labels.last_mut()?.examples.push(cells.next()?),
            "head" => {
                let name = cells.next()?.to_owned();
                let (bias, threshold) = (cells.next()?.parse().ok()?, cells.next()?.parse().ok()?);
                let mut count = || cells.next()?.parse().ok();
                let measured = Counts { due: count()?, found: count()?, wrong: count()? };
                self.heads.push(Head { name, bias, threshold, measured, labels: Vec::new() });
            }
            "label" => {
                let rule = cells.next()?.to_owned();
                let bias = cells.next()?.parse().ok()?;
                let column = match cells.next()? {
                    "-" => None,
                    column => Some(column.parse().ok().filter(|c| *c < self.columns)?),
                };
                let label = Label { rule, bias, column, examples: Texts::default(), indexed: OnceLock::new() };
                self.heads.last_mut()?.labels.push(label);
            }
            "context" => {
                self.context = match cells.next()? {
                    "yes" => true,
                    "no" => false,
                    _ => return None,
                }
            }
            "columns" => self.columns = usize::from(cells.next()?.parse::<u16>().ok()?),
            _ => return None,
        }
        Some(())
    }
}

/// The text of a model file.
pub(super) fn write(context: bool, heads: &[Head], columns: usize, features: &[(&str, Vec<(u16, i16)>)]) -> String {
    let mut body = format!("classes\t{}\ncontext\t{}\n", classes::version(), if context { "yes" } else { "no" });
    // Writing to a string does not fail.
    let _ = writeln!(body, "columns\t{columns}");
    for head in heads {
        let Counts { due, found, wrong } = head.measured;
        let _ = writeln!(body, "head\t{}\t{}\t{}\t{due}\t{found}\t{wrong}", head.name, head.bias, head.threshold);
        for label in &head.labels {
            let column = label.column.map_or_else(|| "-".to_owned(), |c| c.to_string());
            let _ = writeln!(body, "label\t{}\t{}\t{column}", label.rule, label.bias);
            label.examples.iter().for_each(|example| {
                let _ = writeln!(body, "example\t{example}");
            });
        }
    }
    for (name, weights) in features {
        let _ = write!(body, "=\t{name}");
        for (column, weight) in weights {
            let _ = write!(body, "\t{column}:{weight}");
        }
        body.push('\n');
    }
    format!("{MAGIC} {VERSION}\nsha256\t{}\n{body}", sha256(&body))
}

fn sha256(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
