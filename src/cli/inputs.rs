//! Inputs of a command: files, folders and standard input, as one stream of conversations.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::sync::{Mutex, PoisonError};

use clap::Args;
use huashu::config::ConfigFile;
use huashu::read::{self, ColumnKey, Format, Options, ReadError, Record, Records, Remark};
use huashu::transcript::{Note, Role};
use ignore::WalkBuilder;
use tempfile::NamedTempFile;

use super::interrupt;
use super::limits::LimitArg;
use super::progress::{COUNTS, CountedFile};

/// Bytes read at a time.
const BUFFER: usize = 256 << 10;

/// Notes on the conversations of one file that are told one by one, and those of all files.
const NOTES_OF_A_FILE: usize = 100;
const NOTES: usize = 10_000;

/// Bytes looked at to tell whether a file in a folder is read at all.
const HEAD: u64 = 256 << 10;

/// What is read, and how.
#[derive(Debug, Clone, Default, Args)]
pub(super) struct InputArgs {
    /// 会话文件或目录；- 表示标准输入 ¦ Files or folders; - is standard input
    #[arg(value_name = "PATH", required = true)]
    pub(super) paths: Vec<PathBuf>,
    /// 输入格式，`huashu formats` 列出；不写则自动识别 ¦ Format, see `huashu formats`; told from the content where absent
    #[arg(long, value_name = "FORMAT", value_parser = format)]
    pub(super) input_format: Option<Format>,
    /// 说明每个输入按什么格式、编码和列来读 ¦ Say which format, encoding and columns each input was read as
    #[arg(long, short)]
    pub(super) verbose: bool,
    /// 说话人的名字或编号对应的角色，如 1=agent,2=customer ¦ Roles of speakers, e.g. 1=agent,2=customer
    #[arg(long, value_name = "NAME=ROLE", value_delimiter = ',', value_parser = role)]
    pub(super) role_map: Vec<(String, Role)>,
    /// 表格的列名对应的键，如 说的话=text,谁=role ¦ Keys of table columns, e.g. words=text,who=role
    #[arg(long, value_name = "COLUMN=KEY", value_delimiter = ',', value_parser = column)]
    pub(super) column_map: Vec<(String, ColumnKey)>,
    /// 读取上限，如 turns=1000 ¦ What is too large to be read, e.g. turns=1000
    ///
    /// record：一条记录（一个会话、一行）的字节数，缺省 64M；turns：一个会话的轮数，缺省 100000；document：只能整个读入的文件（工作簿、话术、压缩包）解压后的字节数，缺省 256M；file：任何文件解压后的字节数，缺省不限；ratio：解压倍数，缺省 200；depth：JSON、YAML 的嵌套层数，缺省也是最多 127 ¦ record: bytes of one record (a conversation, a line), 64M by default; turns: turns of one conversation, 100000; document: bytes, unpacked, of a file that can only be read as a whole (a workbook, a script, an archive), 256M; file: bytes, unpacked, of any file, no limit; ratio: bytes that one packed byte may unpack to, 200; depth: values inside values in JSON and YAML, 127, which is also the most
    #[arg(long, value_name = "NAME=N", value_delimiter = ',', value_parser = LimitArg::parse)]
    pub(super) limit: Vec<LimitArg>,
}

/// Something odd about a conversation that was judged all the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Noted {
    /// Where the conversation was read from.
    pub(super) source: String,
    /// What is odd.
    pub(super) note: Note,
}

/// What is odd about the conversations of a run: a hundred notes a file, and how many more there are.
#[derive(Debug, Clone, Default)]
pub(super) struct Notes {
    /// Those that are kept.
    pub(super) kept: Vec<Noted>,
    /// How many are not.
    pub(super) more: usize,
    files: HashMap<String, usize>,
}

impl Notes {
    fn add(&mut self, file: &str, noted: Noted) {
        let seen = self.files.entry(file.to_owned()).or_default();
        *seen += 1;
        if *seen <= NOTES_OF_A_FILE && self.kept.len() < NOTES { self.kept.push(noted) } else { self.more += 1 }
    }
}

/// The inputs of a run.
#[derive(Debug)]
pub(super) struct Inputs {
    files: Vec<Result<PathBuf, (PathBuf, ReadError)>>,
    format: Option<Format>,
    options: Options,
    notes: Mutex<Notes>,
    /// Standard input, written to a file of its own so that it can be read again.
    stdin: Option<NamedTempFile>,
}

impl InputArgs {
    /// Finds the files.
    pub(super) fn find(&self, config: &ConfigFile) -> Inputs {
        let mut options =
            Options { roles: config.roles.clone(), defaults: config.defaults.into(), ..Options::default() };
        options.zone = config.timezone.map_or(options.zone, |zone| zone.0);
        options.roles.extend(self.role_map.iter().cloned());
        options.columns.clone_from(&config.columns);
        options.columns.extend(self.column_map.iter().cloned());
        options.scripts.clone_from(&config.scripts);
        config.limits.apply(&mut options.limits);
        for limit in &self.limit {
            limit.apply(&mut options.limits);
        }
        let mut files = Vec::new();
        for path in &self.paths {
            if path.is_dir() { walk(path, &mut files) } else { files.push(Ok(path.clone())) }
        }
        Inputs { files, format: self.input_format, options, notes: Mutex::default(), stdin: None }
    }
}

impl Inputs {
    /// Every conversation of every input, in order. A file that can't be read is a record that was skipped; the others
    /// are read all the same.
    pub(super) fn records(&self) -> impl Iterator<Item = Record> + Send + '_ {
        let _ = self.options.remarks.take();
        COUNTS.bytes.store(0, Ordering::Relaxed);
        *self.notes.lock().unwrap_or_else(PoisonError::into_inner) = Notes::default();
        let records = self.files.iter().flat_map(|file| match file {
            Ok(path) => self.open(path),
            Err((path, reason)) => one(read::unreadable(&name(path), reason.clone())),
        });
        read::mark_duplicates(records).inspect(|record| {
            let Record::Transcript(transcript) = record else { return };
            for note in &transcript.notes {
                let noted = Noted { source: transcript.source.clone(), note: note.clone() };
                self.notes.lock().unwrap_or_else(PoisonError::into_inner).add(transcript.file(), noted);
            }
        })
    }

    /// Keeps standard input, if it is among the inputs, so that the records can be read more than once.
    pub(super) fn keep_stdin(&mut self) -> io::Result<()> {
        if self.stdin.is_none() && self.files.iter().flatten().any(|path| is_stdin(path)) {
            let mut file = NamedTempFile::new()?;
            interrupt::unfinished(file.path());
            io::copy(&mut io::stdin().lock(), &mut file)?;
            self.stdin = Some(file);
        }
        Ok(())
    }

    /// What the readers have to say about the inputs.
    pub(super) fn remarks(&self) -> Vec<Remark> {
        self.options.remarks.take()
    }

    /// Bytes of all files; `None` where that can't be known.
    pub(super) fn bytes(&self) -> Option<u64> {
        let size = |path: &PathBuf| std::fs::metadata(path).ok().filter(std::fs::Metadata::is_file).map(|m| m.len());
        self.files.iter().flatten().map(size).sum()
    }

    /// What was odd about the conversations read so far.
    pub(super) fn notes(&self) -> Notes {
        self.notes.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn open(&self, path: &Path) -> Records<'_> {
        let name = name(path);
        let kept = self.stdin.as_ref().filter(|_| is_stdin(path)).map(NamedTempFile::path);
        let input: Box<dyn BufRead + Send> = if is_stdin(path) && kept.is_none() {
            Box::new(BufReader::with_capacity(BUFFER, CountedFile(io::stdin())))
        } else {
            match File::open(kept.unwrap_or(path)) {
                Ok(file) => Box::new(BufReader::with_capacity(BUFFER, CountedFile(file))),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    return one(read::unreadable(&name, ReadError::NotFound));
                }
                Err(error) => return one(read::unreadable(&name, ReadError::Io(error.to_string()))),
            }
        };
        read::records(&name, input, self.format, &self.options)
    }
}

/// The transcripts below a folder, sorted, without those that ignore files leave out.
fn walk(folder: &Path, files: &mut Vec<Result<PathBuf, (PathBuf, ReadError)>>) {
    let before = files.len();
    for entry in WalkBuilder::new(folder).sort_by_file_name(Ord::cmp).build() {
        match entry {
            Ok(entry) => {
                let found = entry.file_type();
                let path = entry.into_path();
                // Links to files are read, and those that lead nowhere are told; links to folders could go in circles.
                let is_file = found.is_some_and(|t| t.is_file() || (t.is_symlink() && !path.is_dir()));
                if is_file && read::is_transcript(&path.to_string_lossy(), || head(&path)) {
                    files.push(Ok(path));
                }
            }
            Err(error) => {
                let reason = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
                files.push(Err((folder.to_path_buf(), ReadError::Io(reason))));
            }
        }
    }
    if files.len() == before {
        files.push(Err((folder.to_path_buf(), ReadError::EmptyFolder)));
    }
}

/// The first bytes of a file; `None` if it can't be read: then that is told when its turn comes.
fn head(path: &Path) -> Option<Vec<u8>> {
    let mut head = Vec::new();
    File::open(path).and_then(|file| file.take(HEAD).read_to_end(&mut head)).ok()?;
    Some(head)
}

fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// The name in messages and reports, the same on every system.
fn name(path: &Path) -> String {
    if is_stdin(path) { "stdin".to_owned() } else { path.to_string_lossy().replace('\\', "/") }
}

fn one<'a>(record: Record) -> Records<'a> {
    Box::new(std::iter::once(record))
}

/// The format of a name.
pub(super) fn format(text: &str) -> Result<Format, String> {
    Format::from_name(text).ok_or_else(|| {
        let names: Vec<&str> = Format::ALL.iter().map(|format| format.as_str()).collect();
        format!("可以写：{}", names.join("、"))
    })
}

fn column(text: &str) -> Result<(String, ColumnKey), String> {
    let (name, key) = text.rsplit_once('=').ok_or("写成 列名=键，如 说的话=text")?;
    Ok((name.trim().to_owned(), ColumnKey::parse(key)?))
}

pub(super) fn role(text: &str) -> Result<(String, Role), String> {
    let (name, role) = text.rsplit_once('=').ok_or("写成 名字=角色，如 1=agent")?;
    let role = Role::ALL.into_iter().find(|r| r.as_str() == role.trim());
    let role = role.ok_or_else(|| format!("角色可以写：{}", Role::ALL.map(Role::as_str).join("、")))?;
    Ok((name.trim().to_owned(), role))
}
