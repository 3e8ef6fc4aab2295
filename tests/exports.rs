//! What engines and chat systems export, read and judged: one snapshot of the conversations of each file, one of a check.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests may")]

mod common;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;

use huashu::lang::Lang;
use huashu::read::{self, Format, Limits, Options, Record};
use huashu::report::format::Format as ReportFormat;
use huashu::transcript::{Transcript, Turn};
use proptest::prelude::*;

/// Files of exports, sorted.
fn files() -> Vec<String> {
    let mut files: Vec<String> = fs::read_dir("fixtures/exports")
        .unwrap()
        .map(|entry| entry.unwrap().path().display().to_string().replace('\\', "/"))
        .collect();
    files.sort();
    files
}

/// A conversation as a person checks it against its file.
fn outline(transcript: &Transcript) -> String {
    let mut text = format!("{} {}", transcript.source, transcript.id);
    let word = |text: &mut String, name: &str, value: Option<String>| {
        if let Some(value) = value {
            let _ = write!(text, " {name}={value}");
        }
    };
    word(&mut text, "channel", transcript.channel.map(|c| c.as_str().to_owned()));
    word(&mut text, "direction", transcript.direction.map(|d| d.as_str().to_owned()));
    word(&mut text, "started", transcript.started_at.map(|t| t.to_string()));
    word(&mut text, "agent", transcript.agent.id.clone());
    word(&mut text, "name", transcript.agent.name.clone());
    word(&mut text, "customer", transcript.customer.id.clone());
    text.push('\n');
    let clock = |clock: Option<f64>| clock.map_or("-".to_owned(), |clock| format!("{clock}"));
    for Turn { role, start, end, text: words, .. } in &transcript.turns {
        let words = words.replace('\n', "⏎");
        let _ = writeln!(text, "  {} {}..{} {words}", role.as_str(), clock(*start), clock(*end));
    }
    for event in &transcript.events {
        let _ = writeln!(text, "  {:?} {}..{}", event.kind, clock(event.start), clock(event.end));
    }
    for note in &transcript.notes {
        let _ = writeln!(text, "  ! {}\n  ! {}", note.message(Lang::Zh), note.message(Lang::En));
    }
    text
}

#[test]
fn every_export_is_read() {
    let options = Options::default();
    let mut formats = BTreeSet::new();
    for file in files() {
        let bytes = fs::read(&file).unwrap();
        let format = Format::detect(&file, &bytes[..bytes.len().min(64 << 10)]).unwrap();
        formats.insert(format);
        let mut text = format!("{}\n", format.as_str());
        for record in read::records(&file, Box::new(&*bytes), None, &options) {
            match record {
                Record::Transcript(transcript) => text += &outline(&transcript),
                Record::Skipped(skipped) => panic!("{}: {}", skipped.source, skipped.reason),
            }
        }
        let name = file.trim_start_matches("fixtures/exports/").replace('.', "-");
        insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false, snapshot_path => "snapshots/exports" }, {
            insta::assert_snapshot!(name, text);
        });
    }
    // Tables and scripts have tests of their own.
    let own = [
        "jsonl",
        "json",
        "csv",
        "tsv",
        "text",
        "xlsx",
        "xls",
        "ods",
        "spreadsheet-xml",
        "html-table",
        "rasa",
        "markdown",
        "script",
        "parquet",
        "arrow",
    ];
    for format in Format::ALL {
        assert!(formats.contains(format) || own.contains(&format.as_str()), "no export of {}", format.as_str());
    }
}

#[test]
fn every_export_is_judged() {
    let (text, _) = common::builtin_report(&files(), ReportFormat::Concise, Lang::Zh, false);
    insta::with_settings!({ omit_expression => true }, { insta::assert_snapshot!("exports-concise", text) });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    /// Bytes of an export with some of them lost, doubled or changed.
    #[test]
    fn no_damage_stops_a_reader(
        which in any::<prop::sample::Index>(),
        damage in prop::collection::vec((any::<prop::sample::Index>(), 0_usize..40, prop::collection::vec(any::<u8>(), 0..3)), 1..4),
        cut in any::<prop::sample::Index>(),
        forced in any::<bool>(),
    ) {
        let files = files();
        let file = which.get(&files);
        let mut bytes = fs::read(file).unwrap();
        let format = Format::detect(file, &bytes);
        for (at, lost, put) in damage {
            let at = at.index(bytes.len());
            let end = (at + lost).min(bytes.len());
            bytes.splice(at..end, put);
            if bytes.is_empty() {
                bytes.push(b'{');
            }
        }
        bytes.truncate(cut.index(bytes.len()) + 1);
        let options = Options { limits: Limits { bytes: 1 << 16, turns: 100, ..Limits::default() }, ..Options::default() };
        let read = |format| read::records(file, Box::new(&*bytes), format, &options).collect::<Vec<_>>();
        let records = read(format.filter(|_| forced));
        prop_assert!(!records.is_empty());
        for record in records {
            if let Record::Skipped(skipped) = record {
                prop_assert!(!skipped.reason.message(Lang::Zh).is_empty());
            }
        }
    }
}

#[test]
fn an_export_cut_anywhere_keeps_what_stands_before() {
    let bytes = fs::read("fixtures/exports/wecom.jsonl").unwrap();
    let whole: Vec<_> = read::records("a.jsonl", Box::new(&*bytes), None, &Options::default()).collect();
    let cut = &bytes[..bytes.len() - 20];
    let read: Vec<_> = read::records("a.jsonl", Box::new(cut), None, &Options::default()).collect();
    let turns = |records: &[Record]| -> usize {
        records.iter().map(|r| if let Record::Transcript(t) = r { t.turns.len() } else { 0 }).sum()
    };
    assert_eq!(turns(&read) + 1, turns(&whole));
    assert!(read.iter().any(|r| matches!(r, Record::Skipped(_))));

    let bytes = fs::read("fixtures/exports/sca-upload.json").unwrap();
    let cut = &bytes[..bytes.len() - 60];
    let read: Vec<_> = read::records("a.json", Box::new(cut), None, &Options::default()).collect();
    assert!(matches!(&read[0], Record::Transcript(t) if t.id == "sca-billing"));
    assert!(matches!(&read[1], Record::Skipped(_)));
}
