//! A batch of conversations, judged in parallel and reported in input order.

use std::io::{self, Write};

use rayon::prelude::*;

use crate::cases::CaseLedger;
use crate::linter::{Linter, Measured};
use crate::read::{Record, Skipped};
use crate::report::totals::{Gate, Totals};
use crate::report::{Context, Judged, Reporter};
use crate::transcript::Transcript;

/// Conversations judged at a time: enough to keep every thread busy, few enough to bound memory.
const CHUNK: usize = 256;

/// A report format and where its bytes go.
pub struct Sink<'a> {
    /// The format.
    pub reporter: &'a dyn Reporter,
    /// Where to; buffered by the caller.
    pub out: &'a mut (dyn Write + Send),
}

/// What a run came to.
#[derive(Debug, Default)]
pub struct Run {
    /// Figures over all conversations.
    pub totals: Totals,
    /// Records that could not be read.
    pub skipped: Vec<Skipped>,
}

/// What a first look at all records found.
#[derive(Debug, Default)]
pub struct Gathered {
    /// The cases that the conversations belong to.
    pub cases: CaseLedger,
    /// The records themselves, if they are few enough to be kept; else they have to be read again.
    pub records: Option<Vec<Record>>,
}

/// Looks at all records for the cases that link them, which `Linter::link` needs before the first is judged. A late
/// call-back may stand before the call that opened its case, so nothing less than all will do; at most `keep` records
/// are held in memory.
pub fn gather(records: impl Iterator<Item = Record>, keep: usize) -> Gathered {
    let mut gathered = Gathered { records: Some(Vec::new()), ..Gathered::default() };
    for record in records {
        if let Record::Transcript(transcript) = &record {
            gathered.cases.add(transcript);
        }
        match &mut gathered.records {
            Some(kept) if kept.len() < keep => kept.push(record),
            kept => *kept = None,
        }
    }
    gathered
}

/// Judges all records and writes every report, one chunk at a time; the next chunk is read while one is judged.
///
/// # Errors
/// What a sink's writer returns.
pub fn run(
    records: impl Iterator<Item = Record> + Send,
    linter: &Linter,
    context: &Context<'_>,
    gate: &Gate,
    sinks: &mut [Sink<'_>],
) -> io::Result<Run> {
    let mut records = records;
    let mut run = Run::default();
    for sink in sinks.iter_mut() {
        sink.out.write_all(sink.reporter.head(context).as_bytes())?;
    }
    let reporters: Vec<&dyn Reporter> = sinks.iter().map(|s| s.reporter).collect();
    let mut chunk = next_chunk(&mut records, &mut run.skipped);
    run.totals.prepare(context, chunk.len());
    while !chunk.is_empty() {
        let mut skipped = Vec::new();
        let start = run.totals.conversations;
        let (done, next) = rayon::join(
            || judge(chunk, start == 0, linter, context, &reporters),
            || next_chunk(&mut records, &mut skipped),
        );
        for (judged, texts) in done {
            run.totals.add(context, gate, &judged);
            judged.contributions.into_iter().for_each(|c| run.totals.kpis.add(c));
            for (sink, text) in sinks.iter_mut().zip(&texts) {
                sink.out.write_all(text.as_bytes())?;
            }
        }
        run.totals.settle(context);
        run.skipped.append(&mut skipped);
        chunk = next;
    }
    run.totals.finish(context, gate);
    for sink in sinks.iter_mut() {
        sink.out.write_all(sink.reporter.tail(context, &run.totals, &run.skipped).as_bytes())?;
        sink.out.flush()?;
    }
    Ok(run)
}

/// Judges one conversation.
#[must_use]
pub fn judge_one(transcript: Transcript, linter: &Linter, context: &Context<'_>) -> Judged {
    let Measured { outcomes, phases, contributions } = linter.measure(&transcript);
    let scorecard = context.model.score(context.set, &outcomes);
    Judged { transcript, outcomes, contributions, phases, scorecard }
}

fn judge(
    chunk: Vec<Transcript>,
    at_start: bool,
    linter: &Linter,
    context: &Context<'_>,
    reporters: &[&dyn Reporter],
) -> Vec<(Judged, Vec<String>)> {
    chunk
        .into_par_iter()
        .enumerate()
        .map(|(i, transcript)| {
            let judged = judge_one(transcript, linter, context);
            let first = at_start && i == 0;
            let texts = reporters.iter().map(|r| r.conversation(context, &judged, first)).collect();
            (judged, texts)
        })
        .collect()
}

fn next_chunk(records: &mut impl Iterator<Item = Record>, skipped: &mut Vec<Skipped>) -> Vec<Transcript> {
    let mut chunk = Vec::with_capacity(CHUNK);
    for record in records {
        match record {
            Record::Transcript(transcript) => chunk.push(*transcript),
            Record::Skipped(record) => skipped.push(record),
        }
        if chunk.len() == CHUNK {
            break;
        }
    }
    chunk
}
