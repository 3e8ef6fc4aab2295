//! Tables of every kind, as they are read: workbooks, XML, pages, whole conversations in a cell, replies.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use std::fmt::Write;
use std::fs;

use huashu::lang::Lang;
use huashu::read::{self, ColumnKey, Options, Record};

fn told(name: &str, options: &Options) -> String {
    let bytes = fs::read(format!("{}/tests/tables/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let mut text = String::new();
    for record in read::records(name, Box::new(&*bytes), None, options) {
        match record {
            Record::Transcript(t) => {
                let _ = writeln!(text, "{} {} {:?} {:?}", t.source, t.id, t.channel, t.agent.staff_no);
                if let Some(start) = t.started_at {
                    let _ = writeln!(text, "  start {start}");
                }
                for (key, value) in &t.fields {
                    let _ = writeln!(text, "  {key}: {value}");
                }
                for turn in &t.turns {
                    let (line, key) = (turn.place.line.unwrap_or_default(), turn.place.key.as_deref().unwrap_or("-"));
                    let _ = writeln!(text, "  {line} {key} {:?} {:?} {:?}", turn.role, turn.start, turn.text);
                }
            }
            Record::Skipped(s) => {
                let _ = writeln!(text, "{} {:?} {}", s.source, s.line, s.reason.message(Lang::Zh));
                let _ = writeln!(text, "  {}", s.reason.help(Lang::Zh).unwrap_or_default());
            }
        }
    }
    for remark in options.remarks.take() {
        let _ = writeln!(text, "# {}: {}", remark.source, remark.message(Lang::Zh));
        let _ = writeln!(text, "# {}: {}", remark.source, remark.message(Lang::En));
    }
    text
}

#[test]
fn tables_are_read() {
    for name in [
        "calls.xlsx",
        "calls.xls",
        "stray-cells.xls",
        "wrong-size.xls",
        "calls.ods",
        "excel-2003.xls",
        "page.xls",
        "dialogues.csv",
        "scripts.csv",
        "own-names.csv",
    ] {
        insta::with_settings!({ omit_expression => true }, {
            insta::assert_snapshot!(name.replace('.', "-"), told(name, &Options::default()));
        });
    }
}

#[test]
fn columns_of_ones_own_are_read() {
    let mut options = Options::default();
    for (name, key) in [("说的话", "text"), ("谁", "role")] {
        options.columns.insert(name.into(), ColumnKey::parse(key).unwrap());
    }
    let text = told("own-names.csv", &options);
    assert!(text.contains("Customer None \"在吗\"") && text.contains("Agent None \"您好\""), "{text}");
    assert!(ColumnKey::parse("words").unwrap_err().contains("text"));
}

#[test]
fn any_bytes_of_a_workbook_are_read_or_refused() {
    for name in ["calls.xlsx", "calls.xls", "calls.ods"] {
        let bytes = fs::read(format!("{}/tests/tables/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap();
        // A byte changed here and there, by a generator that always yields the same.
        let mut seed = 7_u64;
        for _ in 0..60 {
            let mut broken = bytes.clone();
            for _ in 0..4 {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                let at = (seed >> 33) as usize % broken.len();
                broken[at] = (seed >> 20) as u8;
            }
            let options = Options::default();
            assert!(read::records(name, Box::new(&*broken), None, &options).count() > 0);
        }
    }
}

/// `make test-parquet`.
#[cfg(feature = "parquet")]
#[test]
fn tables_stored_by_columns_are_read() {
    for name in ["calls.parquet", "calls.arrow"] {
        insta::with_settings!({ omit_expression => true }, {
            insta::assert_snapshot!(name.replace('.', "-"), told(name, &Options::default()));
        });
    }
}
