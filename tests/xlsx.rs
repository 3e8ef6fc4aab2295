//! The workbook, read back: what is in its sheets, and that nothing a customer wrote is a formula.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests may")]

mod common;

use std::io::Cursor;

use calamine::{Data, Range, Reader, Xlsx as Book};
use huashu::lang::Lang;
use huashu::read::{self, Options, Record};
use huashu::report::format::Format;

fn book(files: &[String], lang: Lang) -> (Book<Cursor<Vec<u8>>>, Vec<u8>) {
    let (bytes, _) = common::builtin_bytes(files, Format::Xlsx, lang);
    (Book::new(Cursor::new(bytes.clone())).unwrap(), bytes)
}

fn sheet(book: &mut Book<Cursor<Vec<u8>>>, name: &str) -> Range<Data> {
    book.worksheet_range(name).unwrap()
}

/// The cells of a column, by its head.
fn column(range: &Range<Data>, head: &str) -> Vec<Data> {
    let heads: Vec<String> = range.rows().next().unwrap().iter().map(ToString::to_string).collect();
    let at = heads.iter().position(|h| h == head).unwrap_or_else(|| panic!("no column {head} in {heads:?}"));
    range.rows().skip(1).map(|row| row[at].clone()).collect()
}

fn floats(cells: &[Data]) -> Vec<f64> {
    cells.iter().filter_map(|c| if let Data::Float(f) = c { Some(*f) } else { None }).collect()
}

#[test]
fn the_sheets_say_what_the_json_report_says() {
    let files = common::fixtures();
    let (mut book, _) = book(&files, Lang::Zh);
    assert_eq!(book.sheet_names(), ["汇总", "会话", "问题", "坐席", "班组", "规则", "指标"]);
    let (json, run) = common::builtin_report(&files, Format::Json, Lang::Zh, false);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();

    let conversations = sheet(&mut book, "会话");
    let scores: Vec<f64> =
        json["conversations"].as_array().unwrap().iter().map(|c| c["score"].as_f64().unwrap()).collect();
    assert_eq!(floats(&column(&conversations, "得分")), scores);

    let findings = sheet(&mut book, "问题");
    let all: Vec<&serde_json::Value> =
        json["conversations"].as_array().unwrap().iter().flat_map(|c| c["findings"].as_array().unwrap()).collect();
    let messages: Vec<String> = column(&findings, "问题").iter().map(ToString::to_string).collect();
    assert_eq!(messages, all.iter().map(|f| f["message"].as_str().unwrap()).collect::<Vec<_>>());
    let rules: Vec<String> = column(&findings, "规则").iter().map(ToString::to_string).collect();
    assert_eq!(rules, all.iter().map(|f| f["rule"].as_str().unwrap()).collect::<Vec<_>>());

    let agents = sheet(&mut book, "坐席");
    assert_eq!(agents.height() - 1, run.totals.agents.len());
    let rules = sheet(&mut book, "规则");
    let found: f64 = floats(&column(&rules, "问题")).iter().sum();
    assert_eq!(found as usize, run.totals.findings);
    let unknown: f64 = floats(&column(&rules, "无法判定")).iter().sum();
    assert_eq!(unknown as usize, run.totals.unknown);
}

#[test]
fn the_summary_reads_as_it_should() {
    // A few rules only: others come and go.
    let set = common::RULES.clone().filtered(|r| ["time", "hold", "kpi"].contains(&r.family()));
    let (bytes, _) = common::bytes(&common::fixtures(), &set, Format::Xlsx, Lang::Zh);
    let mut book: Book<_> = Book::new(Cursor::new(bytes)).unwrap();
    let lines: Vec<String> = sheet(&mut book, "汇总")
        .rows()
        .map(|row| {
            row.iter().map(ToString::to_string).collect::<Vec<_>>().join(" | ").trim_end_matches([' ', '|']).to_owned()
        })
        .collect();
    insta::assert_snapshot!(lines.join("\n"));
}

/// What a spreadsheet could take for a formula, a link or a command stays the text it is.
#[test]
fn strings_are_never_formulas() {
    let files = ["tests/browser/hostile.jsonl".to_owned()];
    let (mut book, _) = book(&files, Lang::Zh);
    for name in book.sheet_names() {
        assert!(book.worksheet_formula(&name).unwrap().cells().all(|(.., formula)| formula.is_empty()), "{name}");
    }
    let conversations = sheet(&mut book, "会话");
    let agents: Vec<String> = column(&conversations, "坐席").iter().map(ToString::to_string).collect();
    assert_eq!(agents[0], "=HYPERLINK(\"http://example.invalid\")");
    let ids: Vec<String> = column(&conversations, "会话").iter().map(ToString::to_string).collect();
    assert_eq!(ids[1], "bidi-⟨U+202E⟩gnp.exe");
}

#[test]
fn the_same_run_makes_the_same_bytes() {
    let files = common::fixtures();
    assert_eq!(book(&files, Lang::En).1, book(&files, Lang::En).1);
}

#[test]
fn records_that_were_skipped_have_a_sheet() {
    let files = ["tests/broken/truncated.jsonl".to_owned()];
    let skipped = read_all(&files).into_iter().filter(|r| matches!(r, Record::Skipped(_))).count();
    let (mut book, _) = book(&files, Lang::Zh);
    assert_eq!(sheet(&mut book, "读不出来").height() - 1, skipped);
}

fn read_all(files: &[String]) -> Vec<Record> {
    let options = Options::default();
    let open = |f: &String| std::fs::read(f).unwrap();
    files
        .iter()
        .flat_map(|f| read::records(f, Box::new(Cursor::new(open(f))), None, &options).collect::<Vec<_>>())
        .collect()
}
