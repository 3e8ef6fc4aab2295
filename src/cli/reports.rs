//! Which reports are written, how, and where to.

use std::path::{Path, PathBuf};
use std::str::FromStr;

use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use huashu::report::Writer;
use huashu::report::format::{Format, Style};

use super::ColorArg;
use super::errors::CliError;
use super::output::{self, Target};

/// The reports of a run.
#[derive(Debug, Args)]
pub(super) struct ReportArgs {
    /// 报告格式 ¦ Format of the report
    #[arg(long, value_parser = format_parser(), default_value = "human")]
    format: Format,
    /// 报告写到文件，而不是标准输出 ¦ Write the report to a file instead of stdout
    #[arg(long, short, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
    /// 另写一份报告，可多次给出 ¦ Write another report as well; repeatable
    #[arg(long, value_name = "FORMAT=FILE")]
    report: Vec<ReportArg>,
    /// 所有报告都遮盖个人信息；交给别人看的格式缺省即遮盖 ¦ Mask personal data in all reports; in formats that are handed on they are masked anyway
    #[arg(long)]
    redact: bool,
    /// 所有报告都不遮盖个人信息 ¦ Mask personal data in no report
    #[arg(long, conflicts_with = "redact")]
    no_redact: bool,
}

/// `FORMAT=FILE`
#[derive(Debug, Clone)]
struct ReportArg {
    format: Format,
    file: PathBuf,
}

impl FromStr for ReportArg {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (format, file) = text.split_once('=').filter(|(_, file)| !file.is_empty()).ok_or("FORMAT=FILE")?;
        let names = || Format::ALL.map(|f| f.named().0).join(", ");
        let format = Format::parse(format).ok_or_else(|| format!("no format `{format}`; there are {}", names()))?;
        Ok(Self { format, file: file.into() })
    }
}

/// What writes a report, and whether personal data are masked in it.
pub(super) struct Report {
    pub(super) writer: Writer,
    pub(super) redact: bool,
}

impl ReportArgs {
    /// The main report first, then the others.
    pub(super) fn reports(&self, color: ColorArg) -> Vec<Report> {
        let page = self.files().find(|(format, _)| *format == Format::Html).map(|(_, path)| path);
        let one = |format: Format, color: bool, file: Option<&Path>| {
            let page = page.zip(file).and_then(|(page, file)| output::seen_from(file, page));
            Report {
                writer: format.writer(Style { color, width: output::width(), file: file.is_some(), page }),
                redact: self.redact || (format.redacts() && !self.no_redact),
            }
        };
        let to_terminal = self.output.is_none() && output::colors_on_stdout(color);
        let others = self.report.iter().map(|r| one(r.format, color == ColorArg::Always, Some(&r.file)));
        std::iter::once(one(self.format, to_terminal, self.output.as_deref())).chain(others).collect()
    }

    /// The reports that are written to files.
    fn files(&self) -> impl Iterator<Item = (Format, &Path)> {
        let main = self.output.as_deref().map(|file| (self.format, file));
        main.into_iter().chain(self.report.iter().map(|r| (r.format, r.file.as_path())))
    }

    /// Where they go, in the same order.
    pub(super) fn targets(&self) -> Result<Vec<Target>, CliError> {
        let main = match &self.output {
            Some(path) => Target::file(path)?,
            None => Target::stdout(),
        };
        let mut targets = vec![main];
        for report in &self.report {
            targets.push(Target::file(&report.file)?);
        }
        Ok(targets)
    }
}

/// Formats as values of an argument.
fn format_parser() -> impl TypedValueParser<Value = Format> {
    let value = |format: Format| {
        let (name, about) = format.named();
        PossibleValue::new(name).help(about)
    };
    // What the parser lets through is the name of a format.
    PossibleValuesParser::new(Format::ALL.map(value)).map(|name| Format::parse(&name).unwrap_or(Format::Human))
}
