//! Compiled rules kept between runs, so that a reply is checked in milliseconds: a file in the user's cache folder.
//!
//! Whatever goes wrong with it is no error: the rules are compiled as if it were not there.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use etcetera::BaseStrategy as _;
use huashu::linter::Linter;
use huashu::rule::set::RuleSet;

/// Where the cache is; `off` for none.
const VARIABLE: &str = "HUASHU_CACHE_DIR";
/// Files kept: one for every set of rules lately used.
const KEPT: usize = 8;
const PREFIX: &str = "rules-";

/// The linter of a rule set.
pub(super) fn linter(set: &RuleSet) -> Linter {
    let Some(path) = folder().and_then(|folder| Some(folder.join(name(set)?))) else { return Linter::new(set) };
    if let Some(linter) = fs::read(&path).ok().and_then(|bytes| Linter::from_prepared(set, &bytes)) {
        return linter;
    }
    let linter = Linter::new(set);
    // A cache that can't be written is no reason to stop.
    let _ = keep(&path, &linter.prepared());
    linter
}

fn folder() -> Option<PathBuf> {
    match std::env::var_os(VARIABLE) {
        Some(off) if off.is_empty() || off == "off" => None,
        Some(folder) => Some(folder.into()),
        None => Some(etcetera::choose_base_strategy().ok()?.cache_dir().join("huashu")),
    }
}

/// A name that changes with the rules and with the program.
fn name(set: &RuleSet) -> Option<String> {
    let program = fs::metadata(std::env::current_exe().ok()?).ok()?;
    let built = program.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    Some(format!("{PREFIX}{}-{:x}-{:x}.bin", set.hash(), program.len(), built.as_nanos()))
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
