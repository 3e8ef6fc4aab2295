//! How long it takes to parse a file and do nothing with it: by `serde_json` alone, and by the reader of huashu.

use std::hint::black_box;
use std::io::{self, Write};
use std::time::Instant;

use huashu::read::{self, Format, Options};
use serde::Serialize;

use crate::plain::Plain;

/// Seconds, one a run.
#[derive(Default, Serialize)]
struct Times {
    serde_json: Vec<f64>,
    reader: Vec<f64>,
    conversations: usize,
    turns: usize,
}

/// Seconds that this thread ran for, where the system tells (Linux), else by the clock.
struct Stopwatch {
    ran: Option<u64>,
    started: Instant,
}

impl Stopwatch {
    fn start() -> Self {
        Self { ran: ran(), started: Instant::now() }
    }

    fn seconds(&self) -> f64 {
        match (self.ran, ran()) {
            (Some(before), Some(after)) => (after - before) as f64 / 1e9,
            _ => self.started.elapsed().as_secs_f64(),
        }
    }
}

/// Nanoseconds that this thread ran for so far.
fn ran() -> Option<u64> {
    let figures = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    figures.split(' ').next()?.parse().ok()
}

/// Times both, turn about, on one thread.
pub(crate) fn time(file: &[u8], runs: usize, out: &mut impl Write) -> io::Result<()> {
    let mut times = Times::default();
    let options = Options::default();
    for _ in 0..runs {
        let start = Stopwatch::start();
        let (conversations, turns) = plain(file);
        times.serde_json.push(start.seconds());
        let start = Stopwatch::start();
        let read = read::records("bench.jsonl", Box::new(black_box(file)), Some(Format::Jsonl), &options).count();
        times.reader.push(start.seconds());
        assert_eq!(conversations, read, "both read the same");
        (times.conversations, times.turns) = (conversations, turns);
    }
    serde_json::to_writer(&mut *out, &times)?;
    writeln!(out)
}

/// What agents say, a turn a line: for programs that know of lines only.
pub(crate) fn turns(file: &str, out: &mut impl Write) -> io::Result<()> {
    for line in file.lines() {
        let plain: Plain<'_> = serde_json::from_str(line)?;
        for turn in plain.turns.iter().filter(|turn| turn.role == "agent") {
            writeln!(out, "{}", turn.text)?;
        }
    }
    Ok(())
}

/// Conversations and turns, each conversation dropped before the next is read.
fn plain(file: &[u8]) -> (usize, usize) {
    let lines = black_box(file).split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    lines.fold((0, 0), |(conversations, turns), line| {
        let plain: Plain<'_> = serde_json::from_slice(line).expect("the generator writes JSON");
        (conversations + 1, turns + black_box(&plain).turns.len())
    })
}
