//! Every way in which an input can be wrong, as people are told about it.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;

use huashu::lang::Lang;
use huashu::read::{self, Format, Limits, Options, ReadError, Record, Skipped};

/// What is said about the records of an input.
fn told(name: &str, bytes: &[u8], options: &Options, seen: &mut BTreeSet<&'static str>) -> String {
    let mut text = String::new();
    for record in read::mark_duplicates(read::records(name, Box::new(bytes), None, options)) {
        match record {
            Record::Transcript(transcript) => {
                let _ = writeln!(text, "{}: {}", transcript.source, transcript.id);
                for note in &transcript.notes {
                    let _ = writeln!(text, "  {}\n  {}", note.message(Lang::Zh), note.message(Lang::En));
                }
            }
            Record::Skipped(skipped) => {
                seen.insert(variant(&skipped.reason));
                text += &explained(&skipped);
            }
        }
    }
    text
}

fn explained(skipped: &Skipped) -> String {
    let mut text = skipped.source.clone();
    if let Some(line) = skipped.line {
        let _ = write!(text, " (line {line})");
    }
    text += ":\n";
    for lang in [Lang::Zh, Lang::En] {
        let _ = writeln!(text, "  {}", skipped.reason.message(lang));
        if let Some(help) = skipped.reason.help(lang) {
            let _ = writeln!(text, "    {help}");
        }
    }
    text
}

/// A name for each kind of error. A new kind needs one here, and an input below.
const fn variant(error: &ReadError) -> &'static str {
    match error {
        ReadError::NotFound => "not-found",
        ReadError::EmptyFolder => "empty-folder",
        ReadError::Io(_) => "io",
        ReadError::Empty => "empty",
        ReadError::UnknownFormat => "unknown-format",
        ReadError::Foreign { .. } => "foreign",
        ReadError::Undecodable { .. } => "undecodable",
        ReadError::Damaged { .. } => "damaged",
        ReadError::Encrypted => "encrypted",
        ReadError::Nested => "nested",
        ReadError::Feature { .. } => "feature",
        ReadError::EmptyArchive => "empty-archive",
        ReadError::TooDense { .. } => "too-dense",
        ReadError::DocumentTooLarge { .. } => "document-too-large",
        ReadError::FileTooLarge { .. } => "file-too-large",
        ReadError::TooDeep { .. } => "too-deep",
        ReadError::Yaml { .. } => "yaml",
        ReadError::NoMapping => "no-mapping",
        ReadError::NothingMapped { .. } => "nothing-mapped",
        ReadError::TooLarge { .. } => "too-large",
        ReadError::TooManyTurns { .. } => "too-many-turns",
        ReadError::More { .. } => "more",
        ReadError::Json { .. } => "json",
        ReadError::Truncated { .. } => "truncated",
        ReadError::WrongValue { .. } => "wrong-value",
        ReadError::UnknownWord { .. } => "unknown-word",
        ReadError::MissingKey { .. } => "missing-key",
        ReadError::DuplicateKey { .. } => "duplicate-key",
        ReadError::UnknownRole { .. } => "unknown-role",
        ReadError::WhoIsWho { .. } => "who-is-who",
        ReadError::NoSpeakers => "no-speakers",
        ReadError::NoRole { .. } => "no-role",
        ReadError::NoTurns => "no-turns",
        ReadError::MissingColumns { .. } => "missing-columns",
        ReadError::NoId => "no-id",
        ReadError::OpenQuote => "open-quote",
        ReadError::Cells { .. } => "cells",
        ReadError::Split { .. } => "split",
    }
}

/// How many names `variant` has.
const VARIANTS: usize = 38;

#[test]
fn errors_read_as_agreed() {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("errors/read");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    let _bound = settings.bind_to_scope();

    let mut seen = BTreeSet::new();
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/broken");
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let text = told(&name, &fs::read(&path).unwrap(), &Options::default(), &mut seen);
        insta::assert_snapshot!(name.replace('.', "_"), text);
    }

    let mut others = String::new();
    let turn = r#"{"role":"agent","text":"您好"}"#;
    let lines = format!("{{\"turns\":[{turn},{turn},{turn}]}}\n{{\"turns\":[{turn},{turn}]}}\n");
    let limits = Options { limits: Limits { bytes: 90, turns: 1, ..Limits::default() }, ..Options::default() };
    others += &told("limits.jsonl", lines.as_bytes(), &limits, &mut seen);
    let rows = (0..500).map(|i| format!("B{i},agent,您好\n").repeat(10)).collect::<Vec<_>>().concat();
    let split = format!("id,role,text\nA,agent,您好\n{rows}A,agent,再见\n");
    let split = read::records("split.csv", Box::new(split.as_bytes()), Some(Format::Csv), &Options::default())
        .filter_map(|record| match record {
            Record::Skipped(skipped) => Some(skipped),
            Record::Transcript(_) => None,
        })
        .collect::<Vec<_>>();
    let made = [
        ReadError::NotFound,
        ReadError::EmptyFolder,
        ReadError::Io("device lost".into()),
        ReadError::Encrypted,
        ReadError::TooDense { ratio: 200 },
        ReadError::DocumentTooLarge { limit: 268_435_456 },
        ReadError::FileTooLarge { limit: 1000 },
        ReadError::Feature { name: "Parquet", feature: "parquet" },
        ReadError::More { count: 900 },
        ReadError::NoMapping,
        ReadError::NothingMapped { paths: "$.nodes[*].response".into() },
        ReadError::UnknownFormat,
        ReadError::Foreign { name: "7z" },
        ReadError::Foreign { name: "WAV" },
        ReadError::Foreign { name: "XLSB" },
    ];
    let made = made.map(|reason| Skipped { source: "calls".into(), line: None, reason });
    for skipped in split.iter().chain(&made) {
        seen.insert(variant(&skipped.reason));
        others += &explained(skipped);
    }
    insta::assert_snapshot!("others", others);

    assert_eq!(seen.len(), VARIANTS, "{seen:?}");
}
