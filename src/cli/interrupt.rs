//! Ctrl-C: says what was done, and leaves no half a file behind.

use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::sync::{Mutex, PoisonError};

use huashu::lang::Lang;

use super::output::say;
use super::progress::COUNTS;

/// The exit code of a program that was interrupted.
const INTERRUPTED: i32 = 130;

/// Files that are being written and not yet in their places.
static UNFINISHED: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// Has an interrupted run end in order. Where signals can't be had, it ends as any program does.
pub(super) fn watch(lang: Lang, quiet: bool) {
    let _ = ctrlc::set_handler(move || {
        // Nothing is put into its place from here on.
        let files = UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner);
        for file in files.iter() {
            let _ = std::fs::remove_file(file);
        }
        if !quiet {
            let conversations = COUNTS.conversations.load(Ordering::Relaxed);
            say(&match (lang, files.is_empty()) {
                (Lang::Zh, true) => format!("已中断：检查了 {conversations} 个会话，报告不完整。"),
                (Lang::Zh, false) => format!("已中断：检查了 {conversations} 个会话，没有写出报告文件。"),
                (Lang::En, true) => {
                    format!("Interrupted: {conversations} conversations judged, the report is incomplete.")
                }
                (Lang::En, false) => {
                    format!("Interrupted: {conversations} conversations judged, no report file was written.")
                }
            });
        }
        std::process::exit(INTERRUPTED);
    });
}

/// Has an interrupted dialogue end at once: what was asked has been answered.
pub(super) fn leave() {
    let _ = ctrlc::set_handler(|| std::process::exit(INTERRUPTED));
}

/// A file that is not in its place yet.
pub(super) fn unfinished(path: &Path) {
    UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner).push(path.to_owned());
}

/// Does what puts a file into its place; an interruption waits meanwhile.
pub(super) fn finishing<T>(path: &Path, finish: impl FnOnce() -> T) -> T {
    let mut files = UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner);
    let result = finish();
    files.retain(|file| file != path);
    result
}
