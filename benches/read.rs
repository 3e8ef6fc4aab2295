//! How fast transcripts are read, beside `serde_json` into borrowed structs and nothing more.

use divan::{Bencher, counter::BytesCount};
use huashu::read::canonical::TranscriptFile;
use huashu::read::{self, Format, Options};

fn main() {
    divan::main();
}

/// Some thousand calls, a line each.
fn lines() -> String {
    include_str!("../fixtures/calls/hotline.jsonl").repeat(500)
}

#[divan::bench]
fn serde_json_borrowed(bencher: Bencher) {
    #[derive(serde::Deserialize)]
    #[allow(dead_code)]
    struct Plain<'a> {
        id: &'a str,
        #[serde(borrow)]
        turns: Vec<PlainTurn<'a>>,
    }
    #[derive(serde::Deserialize)]
    #[allow(dead_code)]
    struct PlainTurn<'a> {
        role: &'a str,
        start: f64,
        end: f64,
        text: &'a str,
    }
    let text = lines();
    bencher.counter(BytesCount::of_str(&text)).bench(|| {
        text.lines().map(|line| serde_json::from_str::<Plain<'_>>(line).map_or(0, |t| t.turns.len())).sum::<usize>()
    });
}

#[divan::bench]
fn transcript_file(bencher: Bencher) {
    let text = lines();
    bencher.counter(BytesCount::of_str(&text)).bench(|| {
        let turns = |line| serde_json::from_str::<TranscriptFile<'_>>(line).map_or(0, |t| t.turns.len());
        text.lines().map(turns).sum::<usize>()
    });
}

#[divan::bench]
fn jsonl(bencher: Bencher) {
    records(bencher, &lines(), Format::Jsonl);
}

#[divan::bench]
fn json(bencher: Bencher) {
    let array = format!("[{}]", lines().trim_end().replace('\n', ",\n"));
    records(bencher, &array, Format::Json);
}

#[divan::bench]
fn csv(bencher: Bencher) {
    let table = include_str!("../fixtures/chats/shop.csv");
    let (header, rows) = table.split_once('\n').unwrap_or_default();
    let mut text = format!("{header}\n");
    for i in 0..500 {
        text += &rows.replace("shop-", &format!("shop-{i}-"));
    }
    records(bencher, &text, Format::Csv);
}

#[divan::bench]
fn pasted(bencher: Bencher) {
    let text = (include_str!("../fixtures/pasted/reviewed.txt").to_owned() + "---\n").repeat(500);
    records(bencher, &text, Format::Text);
}

fn records(bencher: Bencher, text: &str, format: Format) {
    let options = Options::default();
    bencher
        .counter(BytesCount::of_str(text))
        .bench(|| read::records("bench", Box::new(text.as_bytes()), Some(format), &options).count());
}
