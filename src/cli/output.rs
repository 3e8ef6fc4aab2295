//! Where output goes: stdout is the report, stderr everything else; files are written beside their place and renamed,
//! so that an interrupted run never leaves half a report.

use std::fs::{self, File};
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::ColorArg;
use super::errors::CliError;
use super::interrupt;

/// Bytes gathered before they are written.
const BUFFER: usize = 1 << 16;

/// Says something on stderr; a closed stderr is nobody's error.
pub(super) fn say(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// Writes a whole text to stdout.
pub(super) fn print(text: &str) -> Result<(), CliError> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(CliError::Output)
}

/// Whether stdout takes colours.
pub(super) fn colors_on_stdout(choice: ColorArg) -> bool {
    match choice {
        ColorArg::Always => true,
        ColorArg::Never => false,
        ColorArg::Auto => io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty()),
    }
}

/// Columns of the terminal, within reason.
pub(super) fn width() -> usize {
    terminal_size::terminal_size().map_or(100, |(width, _)| usize::from(width.0).clamp(60, 140))
}

/// Somewhere a report goes.
#[derive(Debug)]
pub(super) enum Target {
    /// Standard output.
    Stdout(BufWriter<io::Stdout>),
    /// A file, not yet in its place.
    File(BufWriter<NamedTempFile>, PathBuf),
    /// A device or a pipe: it is written to, and never replaced.
    Device(BufWriter<File>, PathBuf),
}

impl Target {
    /// Standard output.
    pub(super) fn stdout() -> Self {
        Self::Stdout(BufWriter::with_capacity(BUFFER, io::stdout()))
    }

    /// A file that appears only when it is complete.
    pub(super) fn file(path: &Path) -> Result<Self, CliError> {
        // A link stays one, and what it leads to is written.
        let place = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let wrong = |e| CliError::OutputFile(path.to_owned(), e);
        if fs::metadata(&place).is_ok_and(|found| !found.is_file() && !found.is_dir()) {
            let file = File::options().write(true).open(&place).map_err(wrong)?;
            return Ok(Self::Device(BufWriter::with_capacity(BUFFER, file), path.to_owned()));
        }
        let folder = place.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let file = NamedTempFile::new_in(folder).map_err(wrong)?;
        interrupt::unfinished(file.path());
        Ok(Self::File(BufWriter::with_capacity(BUFFER, file), place))
    }

    /// Puts a file in its place.
    pub(super) fn finish(self) -> Result<(), CliError> {
        match self {
            Self::Stdout(mut out) => out.flush().map_err(CliError::Output),
            Self::Device(mut out, path) => out.flush().map_err(|e| CliError::OutputFile(path, e)),
            Self::File(out, path) => {
                let wrong = |e| CliError::OutputFile(path.clone(), e);
                let file = out.into_inner().map_err(|e| wrong(e.into_error()))?;
                readable_by_all(&file).map_err(wrong)?;
                let unfinished = file.path().to_owned();
                interrupt::finishing(&unfinished, || file.persist(&path).map_err(|e| wrong(e.error)))?;
                Ok(())
            }
        }
    }
}

impl Write for Target {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Stdout(out) => out.write(bytes),
            Self::File(out, _) => out.write(bytes),
            Self::Device(out, _) => out.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Stdout(out) => out.flush(),
            Self::File(out, _) => out.flush(),
            Self::Device(out, _) => out.flush(),
        }
    }
}

/// A file as it is reached from the folder of another, with forward slashes; `None` where there is no such way.
pub(super) fn seen_from(file: &Path, other: &Path) -> Option<String> {
    let (file, other) = (std::path::absolute(file).ok()?, std::path::absolute(other).ok()?);
    let (from, to): (Vec<_>, Vec<_>) = (file.parent()?.components().collect(), other.components().collect());
    let common = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let up = from.iter().skip(common).map(|_| "..".into());
    let down = to.iter().skip(common).map(|part| part.as_os_str().to_string_lossy());
    let parts: Vec<std::borrow::Cow<'_, str>> = up.chain(down).collect();
    (common > 0).then(|| parts.join("/"))
}

/// Temporary files are private; a report is an ordinary file.
#[cfg(unix)]
fn readable_by_all(file: &NamedTempFile) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.as_file().set_permissions(std::fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn readable_by_all(_: &NamedTempFile) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_reached_from_the_folder_of_another() {
        let seen = |file: &str, other: &str| seen_from(Path::new(file), Path::new(other)).unwrap();
        assert_eq!(seen("report.xlsx", "report.html"), "report.html");
        assert_eq!(seen("out/report.xlsx", "report.html"), "../report.html");
        assert_eq!(seen("out/report.xlsx", "pages/a/report.html"), "../pages/a/report.html");
    }
}
