//! Compiled rules kept between runs, so that a reply is checked in milliseconds: a file in the user's cache folder.
//!
//! Whatever goes wrong with it is no error: the rules are compiled as if it were not there.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use etcetera::BaseStrategy as _;
use huashu::linter::Linter;
use huashu::rule::set::{Layer, RuleSet};
use sha2::{Digest as _, Sha256};

/// Where the cache is; `off` for none.
const VARIABLE: &str = "HUASHU_CACHE_DIR";
/// Files kept: two for every set of rules lately used.
const KEPT: usize = 16;
const PREFIX: &str = "rules-";

/// The files kept for the rules of some folders.
#[derive(Debug)]
pub(super) struct Cache {
    folder: PathBuf,
    /// Changes with the files, the dimensions and the program.
    key: String,
}

impl Cache {
    /// The cache of the user's files on top of the built-in ones, which come with the program; `None` where nothing is to
    /// be kept. `used`: whether the built-in rules are, and learned checks.
    pub(super) fn of(used: [bool; 2], layers: &[Layer], dimensions: &[String]) -> Option<Self> {
        let program = fs::metadata(std::env::current_exe().ok()?).ok()?;
        let built = program.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
        let mut hash = Sha256::new();
        hash.update(used.map(u8::from));
        for file in layers.iter().flat_map(|l| &l.files) {
            for part in [&file.name, &file.text] {
                hash.update((part.len() as u64).to_le_bytes());
                hash.update(part.as_bytes());
            }
        }
        for name in dimensions {
            hash.update(name.as_bytes());
            hash.update([0xff]);
        }
        let files = hash.finalize().iter().take(12).fold(0_u128, |all, byte| all << 8 | u128::from(*byte));
        let key = format!("{files:024x}-{:x}-{:x}", program.len(), built.as_nanos());
        Some(Self { folder: folder()?, key })
    }

    /// All rules, as far as reports need them.
    pub(super) fn set(&self) -> Option<RuleSet> {
        RuleSet::from_kept(mapped(&self.folder.join(self.file("set")))?)
    }

    /// The linter of selected rules.
    pub(super) fn linter(&self, selected: &RuleSet) -> Option<Linter> {
        Linter::from_prepared(selected, mapped(&self.folder.join(self.file(&selected.hash())))?)
    }

    /// Keeps both. A cache that can't be written is no reason to stop.
    pub(super) fn keep(&self, set: &[u8], selected: &RuleSet, linter: &Linter) {
        let _ = keep(&self.folder.join(self.file("set")), set);
        let _ = keep(&self.folder.join(self.file(&selected.hash())), &linter.prepared());
    }

    fn file(&self, part: &str) -> String {
        format!("{PREFIX}{}-{part}.bin", self.key)
    }
}

fn folder() -> Option<PathBuf> {
    match std::env::var_os(VARIABLE) {
        Some(off) if off.is_empty() || off == "off" => None,
        Some(folder) => Some(folder.into()),
        None => Some(etcetera::choose_base_strategy().ok()?.cache_dir().join("huashu")),
    }
}

/// The bytes of a file, in memory as long as the program runs: only what is looked at is read. Files are put in their
/// place as a whole and never changed there. Where a file can't be mapped, it is read.
fn mapped(path: &Path) -> Option<&'static [u8]> {
    let file = fs::File::open(path).ok()?;
    match vmap::Map::with_options().map(&file) {
        Ok(map) => Some(&**Box::leak(Box::new(map))),
        Err(_) => fs::read(path).ok().map(|bytes| &*bytes.leak()),
    }
}

/// Writes a file as a whole or not at all, and removes those that were written longest ago.
fn keep(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let Some(folder) = path.parent() else { return Ok(()) };
    fs::create_dir_all(folder)?;
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(bytes)?;
    file.persist(path)?;
    let mut files: Vec<(SystemTime, PathBuf)> = fs::read_dir(folder)?
        .flatten()
        .filter(|entry| entry.file_name().to_string_lossy().starts_with(PREFIX))
        .filter_map(|entry| Some((entry.metadata().ok()?.modified().ok()?, entry.path())))
        .collect();
    files.sort_unstable();
    for (_, old) in files.iter().rev().skip(KEPT) {
        fs::remove_file(old)?;
    }
    Ok(())
}
