//! A batch of conversations, judged in parallel and reported in input order.

use std::collections::BTreeSet;
use std::io::{self, Write};

use rayon::prelude::*;

use crate::baseline::Baseline;
use crate::cases::{CaseLedger, Census};
use crate::fingerprint;
use crate::linter::{Linter, Measured};
use crate::outcome::{Fate, Outcome};
use crate::policy::Policy;
use crate::read::{Record, Skipped, Skips};
use crate::redact;
use crate::report::totals::Totals;
use crate::report::{Batch, Context, Judged, Kept, Writer};
use crate::transcript::Transcript;

/// Conversations judged at a time: enough to keep every thread busy, few enough to bound memory.
const CHUNK: usize = 64;

/// Bytes of text judged at a time, but for a single conversation that is larger.
const CHUNK_BYTES: usize = 32 << 20;

/// Bytes of text that are kept between a first look and judging: reading them again costs less than holding more.
const KEPT_BYTES: usize = 2 << 20;

/// A report and where its bytes go.
pub struct Sink<'a> {
    /// What writes it.
    pub writer: &'a Writer,
    /// Whether personal data are masked in it.
    pub redact: bool,
    /// Where to; buffered by the caller.
    pub out: &'a mut (dyn Write + Send),
}

/// What a run came to.
#[derive(Debug, Default)]
pub struct Run {
    /// Figures over all conversations.
    pub totals: Totals,
    /// Records that could not be read; of very many, how many more there are ([`Skips`]).
    pub skipped: Vec<Skipped>,
    /// Waivers that were applied, by their index.
    pub used: BTreeSet<usize>,
    /// Fingerprints of findings that are in the baseline.
    pub known: BTreeSet<String>,
    /// The findings of the run as a baseline, if it was to be recorded.
    pub recorded: Option<Baseline>,
}

impl Run {
    /// Takes down what became of a conversation's findings.
    fn note(&mut self, context: &Context<'_>, judged: &Judged) {
        for outcome in &judged.outcomes {
            let Outcome::Fail(findings) = &outcome.outcome else { continue };
            for finding in findings {
                match &finding.fate {
                    Fate::Counts => {}
                    Fate::Known => self.known.extend([finding.fingerprint.clone()]),
                    Fate::Waived(waived) => self.used.extend([waived.waiver]),
                }
            }
        }
        if let Some(recorded) = &mut self.recorded {
            recorded.record(context.set, &judged.transcript, &judged.outcomes);
        }
    }
}

/// What a first look at all records found.
#[derive(Debug, Default)]
pub struct Gathered {
    /// The cases that several conversations belong to.
    pub cases: CaseLedger,
    /// The records themselves, if they are few enough to be kept; else they have to be read again.
    pub records: Option<Vec<Record>>,
}

/// Looks at all records for the cases that link them, which `Linter::link` needs before the first is judged. A late
/// call-back may stand before the call that opened its case, so nothing less than all will do. `read` reads them from the
/// start: a second time where there are such cases and more than `keep` records, which are the most held in memory.
pub fn gather<R: Iterator<Item = Record>>(read: impl Fn() -> R, keep: usize) -> Gathered {
    let mut kept = Some(Vec::new());
    let mut census = Census::default();
    let mut bytes = 0;
    for record in read() {
        if let Record::Transcript(transcript) = &record {
            bytes += size(transcript);
            census.count(transcript);
        }
        match &mut kept {
            Some(records) if records.len() < keep && bytes < KEPT_BYTES => records.push(record),
            _ => kept = None,
        }
    }
    let mut cases = CaseLedger::default();
    if census.links() {
        let mut add = |record: &Record| match record {
            Record::Transcript(transcript) if census.is_linked(transcript) => cases.add(transcript),
            Record::Transcript(_) | Record::Skipped(_) => {}
        };
        match &kept {
            Some(records) => records.iter().for_each(add),
            None => read().for_each(|record| add(&record)),
        }
    }
    Gathered { cases, records: kept }
}

/// Judges all records and writes every report, one chunk at a time; the next chunk is read while one is judged.
/// Conversations are kept only for reports that need them all at once.
///
/// # Errors
/// What a sink's writer returns.
pub fn run(
    records: impl Iterator<Item = Record> + Send,
    linter: &Linter,
    context: &Context<'_>,
    policy: &Policy,
    sinks: &mut [Sink<'_>],
) -> io::Result<Run> {
    let mut records = records;
    let mut run = Run { recorded: policy.record.then(Baseline::default), ..Run::default() };
    for sink in sinks.iter_mut() {
        if let Writer::Stream(reporter) = sink.writer {
            sink.out.write_all(reporter.head(context).as_bytes())?;
        }
    }
    let wants: Vec<(&Writer, bool)> = sinks.iter().map(|s| (s.writer, s.redact)).collect();
    let mut kept = Versions::<Vec<Kept>>::default();
    let mut begun = vec![false; sinks.len()];
    let mut skips = Skips::default();
    let mut chunk = next_chunk(&mut records, &mut skips);
    run.totals.prepare(context, chunk.len());
    while !chunk.is_empty() {
        let (done, next) =
            rayon::join(|| judge(chunk, linter, context, policy, &wants), || next_chunk(&mut records, &mut skips));
        for Done { judged, texts, kept: versions } in done {
            run.totals.add(context, policy, &judged);
            run.note(context, &judged);
            judged.contributions.into_iter().for_each(|c| run.totals.kpis.add(c));
            for ((sink, text), begun) in sinks.iter_mut().zip(&texts).zip(&mut begun) {
                let Writer::Stream(reporter) = sink.writer else { continue };
                if text.is_empty() {
                    continue;
                }
                if *begun {
                    sink.out.write_all(reporter.separator().as_bytes())?;
                }
                *begun = true;
                sink.out.write_all(text.as_bytes())?;
            }
            kept.plain.extend(versions.plain);
            kept.masked.extend(versions.masked);
        }
        run.totals.settle(context);
        chunk = next;
    }
    run.skipped = skips.finish();
    run.totals.finish(context, policy);
    run.used.extend(run.totals.waived_figures.values().map(|w| w.waiver));
    let masked = sinks.iter().any(|s| s.redact).then(|| (redact::totals(&run.totals), redact::skipped(&run.skipped)));
    for sink in sinks.iter_mut() {
        let (totals, skipped) = match &masked {
            Some((totals, skipped)) if sink.redact => (totals, skipped),
            _ => (&run.totals, &run.skipped),
        };
        match sink.writer {
            Writer::Stream(reporter) => sink.out.write_all(reporter.tail(context, totals, skipped).as_bytes())?,
            Writer::Whole(reporter) => {
                let conversations = if sink.redact { &kept.masked } else { &kept.plain };
                reporter.write(context, &Batch { conversations, totals, skipped }, sink.out)?;
            }
        }
        sink.out.flush()?;
    }
    Ok(run)
}

/// One thing as it is, and with personal data masked.
#[derive(Debug, Default)]
struct Versions<T> {
    plain: T,
    masked: T,
}

/// What became of a conversation: one text a sink that streams, and what the others keep.
struct Done {
    judged: Judged,
    texts: Vec<String>,
    kept: Versions<Option<Kept>>,
}

/// Judges all records in parallel and hands each on, in input order; what could not be read comes back.
#[must_use]
pub fn each(
    records: impl Iterator<Item = Record>,
    linter: &Linter,
    context: &Context<'_>,
    policy: &Policy,
    mut visit: impl FnMut(Judged),
) -> Vec<Skipped> {
    let mut records = records;
    let mut skipped = Skips::default();
    loop {
        let chunk = next_chunk(&mut records, &mut skipped);
        if chunk.is_empty() {
            return skipped.finish();
        }
        let judged: Vec<Judged> = chunk.into_par_iter().map(|t| judge_under(t, linter, context, policy)).collect();
        judged.into_iter().for_each(&mut visit);
    }
}

/// Judges one conversation by itself: nothing is waived or known.
#[must_use]
pub fn judge_one(transcript: Transcript, linter: &Linter, context: &Context<'_>) -> Judged {
    judge_under(transcript, linter, context, &Policy::default())
}

fn judge_under(transcript: Transcript, linter: &Linter, context: &Context<'_>, policy: &Policy) -> Judged {
    let Measured { mut outcomes, phases, contributions, figures } = linter.measure(&transcript);
    fingerprint::mark(context.set, &transcript, &mut outcomes);
    policy.settle(context.set, &transcript, &mut outcomes);
    let scorecard = context.model.score(context.set, &outcomes);
    Judged { transcript, outcomes, contributions, figures, phases, scorecard }
}

fn judge(
    chunk: Vec<Transcript>,
    linter: &Linter,
    context: &Context<'_>,
    policy: &Policy,
    wants: &[(&Writer, bool)],
) -> Vec<Done> {
    let any = |redact: bool| wants.iter().any(|(_, r)| *r == redact);
    let keeps = |redact: bool| wants.iter().any(|(w, r)| *r == redact && matches!(w, Writer::Whole(_)));
    let (any_masked, keeps_plain, keeps_masked) = (any(true), keeps(false), keeps(true));
    chunk
        .into_par_iter()
        .map(|transcript| {
            let judged = judge_under(transcript, linter, context, policy);
            let masked = any_masked.then(|| redact::judged(&judged));
            let version = |redact: bool| masked.as_ref().filter(|_| redact).unwrap_or(&judged);
            let texts = wants
                .iter()
                .map(|(writer, redact)| match writer {
                    Writer::Stream(reporter) => reporter.conversation(context, version(*redact)),
                    Writer::Whole(_) => String::new(),
                })
                .collect();
            let kept = Versions {
                plain: keeps_plain.then(|| Kept::new(context, &judged)),
                masked: keeps_masked.then(|| Kept::new(context, version(true))),
            };
            Done { judged, texts, kept }
        })
        .collect()
}

/// Bytes of what is said in a conversation.
fn size(transcript: &Transcript) -> usize {
    transcript.turns.iter().map(|turn| turn.text.len()).sum()
}

fn next_chunk(records: &mut impl Iterator<Item = Record>, skips: &mut Skips) -> Vec<Transcript> {
    let mut chunk = Vec::with_capacity(CHUNK);
    let mut bytes = 0;
    for record in records {
        match record {
            Record::Transcript(transcript) => {
                bytes += size(&transcript);
                chunk.push(*transcript);
            }
            Record::Skipped(record) => skips.push(record),
        }
        if chunk.len() == CHUNK || bytes >= CHUNK_BYTES {
            break;
        }
    }
    chunk
}
