//! The whole pipeline against a plain typed parse of the same input: how much judging costs over merely reading.
//!
//! `cargo bench --bench pipeline`. The input is made by a deterministic generator, so that figures compare over time;
//! the ratio printed last compares between machines.
#![allow(clippy::print_stdout, clippy::expect_used, clippy::panic, reason = "a benchmark is no library")]

#[path = "../conversations/mod.rs"]
#[allow(dead_code, reason = "not every bench uses all of it")]
mod conversations;
#[path = "../tool/plain.rs"]
#[allow(dead_code, reason = "not every bench uses all of it")]
mod plain;

use std::hint::black_box;
use std::time::{Duration, Instant};

use conversations::{Layout, Mix};
use divan::Bencher;
use divan::counter::BytesCount;
use huashu::batch::{self, Sink};
use huashu::lang::Lang;
use huashu::policy::Policy;
use huashu::read::{self, Options};
use huashu::report::Context;
use huashu::report::format::{Format, Style};
use huashu::{Linter, RuleSet, ScoreModel, builtin};
use plain::Plain;

/// Bytes of the input.
const BYTES: usize = 4_000_000;
/// Records that are kept between looking for linked cases and judging.
const KEPT: usize = 8192;
/// Runs of which the fastest counts for the ratio.
const RUNS: usize = 5;

/// The rules, compiled: done once a run, and not what is measured.
struct Judge {
    set: RuleSet,
    model: ScoreModel,
}

impl Judge {
    fn new() -> Self {
        let model = ScoreModel::default();
        let dimensions: Vec<String> = model.dimensions.iter().map(|(name, _)| name.clone()).collect();
        let set = RuleSet::load(vec![builtin::all()], &dimensions).expect("the built-in rules are valid");
        Self { set: set.filtered(|rule| rule.file.enabled), model }
    }

    /// Bytes in, report out, as `huashu check --format jsonl` does it.
    fn check(&self, input: &str, linter: &mut Linter) -> usize {
        let options = Options::default();
        let records = || read::records("bench.jsonl", Box::new(input.as_bytes()), None, &options);
        let context = Context { set: &self.set, model: &self.model, lang: Lang::Zh, outcomes: false };
        let writer = Format::Jsonl.writer(Style::default());
        let mut out = Vec::new();
        let mut sinks = [Sink { writer: &writer, redact: false, out: &mut out }];
        let gathered = batch::gather(records, KEPT);
        linter.link(gathered.cases);
        let policy = Policy::default();
        let run = match gathered.records {
            Some(kept) => batch::run(kept.into_iter(), linter, &context, &policy, &mut sinks),
            None => batch::run(records(), linter, &context, &policy, &mut sinks),
        };
        run.expect("memory takes all");
        out.len()
    }
}

fn parse(input: &str) -> usize {
    input
        .lines()
        .map(|line| serde_json::from_str::<Plain<'_>>(line).expect("the generator writes JSON").turns.len())
        .sum()
}

/// Conversations as they come in.
fn input() -> String {
    let mut bytes = Vec::new();
    conversations::write(Mix::Realistic, Layout::Lines, BYTES, &mut bytes).expect("memory takes all");
    String::from_utf8(bytes).expect("sentences are UTF-8")
}

#[divan::bench]
fn plain_parse(bencher: Bencher<'_, '_>) {
    let input = input();
    bencher.counter(BytesCount::of_str(&input)).bench(|| parse(black_box(&input)));
}

#[divan::bench]
fn read_only(bencher: Bencher<'_, '_>) {
    let input = input();
    let options = Options::default();
    bencher
        .counter(BytesCount::of_str(&input))
        .bench(|| read::records("bench.jsonl", Box::new(black_box(&input).as_bytes()), None, &options).count());
}

#[divan::bench(args = [1, 2], sample_count = 5)]
fn whole_pipeline(bencher: Bencher<'_, '_>, threads: usize) {
    let input = input();
    let judge = Judge::new();
    let mut linter = Linter::new(&judge.set);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
    bencher
        .counter(BytesCount::of_str(&input))
        .bench_local(|| pool.install(|| judge.check(black_box(&input), &mut linter)));
}

#[divan::bench(sample_count = 5)]
fn compile_rules(bencher: Bencher<'_, '_>) {
    bencher.bench(|| {
        let judge = Judge::new();
        Linter::new(&judge.set)
    });
}

/// The fastest of some runs.
fn fastest(mut work: impl FnMut() -> usize) -> Duration {
    let run = |_| {
        let start = Instant::now();
        black_box(work());
        start.elapsed()
    };
    (0..RUNS).map(run).min().unwrap_or_default()
}

/// One thread against one thread.
fn ratio() -> f64 {
    let input = input();
    let judge = Judge::new();
    let mut linter = Linter::new(&judge.set);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a thread");
    let plain = fastest(|| parse(&input));
    let whole = fastest(|| pool.install(|| judge.check(&input, &mut linter)));
    whole.as_secs_f64() / plain.as_secs_f64()
}

fn main() {
    divan::main();
    // As a test everything runs once, unoptimised: a ratio of that means nothing.
    if std::env::args().any(|arg| arg == "--bench") {
        println!("whole pipeline / plain parse, one thread: {:.1}", ratio());
    }
}
