//! What the targets share.

use std::panic;

use huashu::lang::Lang;
use huashu::read::{self, Format, Limits, Options, Record};
use huashu::rule::error::{RuleError, SourceFile};

/// Limits that a run reaches: the inputs of a run are small.
pub fn limits() -> Limits {
    Limits { bytes: 1 << 16, turns: 1000, document: 1 << 22, ..Limits::default() }
}

/// Reads bytes to their end, and asks for everything that is said about them.
pub fn read(name: &str, format: Option<Format>, bytes: &[u8]) {
    read_with(name, format, bytes, &Options { limits: limits(), ..Options::default() });
}

/// The same with other options.
pub fn read_with(name: &str, format: Option<Format>, bytes: &[u8], options: &Options) {
    for record in read::mark_duplicates(read::records(name, Box::new(bytes), format, options)) {
        match record {
            Record::Transcript(transcript) => {
                for note in &transcript.notes {
                    let _ = (note.message(Lang::Zh), note.message(Lang::En));
                }
            }
            Record::Skipped(skipped) => {
                let _ = (skipped.reason.message(Lang::Zh), skipped.reason.help(Lang::En));
            }
        }
    }
    for remark in options.remarks.take() {
        let _ = (remark.message(Lang::Zh), remark.message(Lang::En));
    }
}

/// A file of a project.
pub fn file(path_id: &str, text: &str) -> SourceFile {
    SourceFile { name: "fuzz.yaml".into(), path_id: path_id.into(), text: text.into(), checked: false }
}

/// Asks for everything that is said about mistakes.
pub fn explain(errors: &[RuleError]) {
    for error in errors {
        let _ = (error.line_column(), error.message(Lang::Zh), error.help(Lang::En));
    }
}

/// Counts no panic of another library which huashu catches and tells as an error of the input (`read::is_guarded`). For the
/// `init` of a target; one of huashu's own code is a crash, caught or not.
pub fn allow_caught_panics() {
    let crash = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        let foreign = info.location().is_some_and(|at| at.file().contains("/registry/src/"));
        if !(foreign && read::is_guarded()) {
            crash(info);
        }
    }));
}
