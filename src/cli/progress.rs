//! How far a run is: counted always, shown on a terminal once it takes more than a second.

use std::io::{self, IsTerminal, Read};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use huashu::lang::Lang;
use huashu::outcome::Outcome;
use huashu::read::Skipped;
use huashu::report::totals::Totals;
use huashu::report::{Context, Judged, Reporter};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// What has been done so far in this run.
#[derive(Debug, Default)]
pub(super) struct Counts {
    /// Bytes read.
    pub(super) bytes: AtomicU64,
    /// Conversations judged.
    pub(super) conversations: AtomicU64,
    /// Findings in them.
    pub(super) findings: AtomicU64,
}

/// The counts of the process: it runs one command.
pub(super) static COUNTS: Counts =
    Counts { bytes: AtomicU64::new(0), conversations: AtomicU64::new(0), findings: AtomicU64::new(0) };

/// A report that nobody reads: it counts.
#[derive(Debug, Clone, Copy)]
pub(super) struct Counter;

impl Reporter for Counter {
    fn head(&self, _: &Context<'_>) -> String {
        String::new()
    }

    fn conversation(&self, _: &Context<'_>, judged: &Judged) -> String {
        let findings = judged.outcomes.iter().map(|outcome| match &outcome.outcome {
            Outcome::Fail(findings) => findings.len() as u64,
            _ => 0,
        });
        COUNTS.conversations.fetch_add(1, Ordering::Relaxed);
        COUNTS.findings.fetch_add(findings.sum(), Ordering::Relaxed);
        String::new()
    }

    fn tail(&self, _: &Context<'_>, _: &Totals, _: &[Skipped]) -> String {
        String::new()
    }
}

/// A file whose bytes are counted.
pub(super) struct CountedFile<R>(pub(super) R);

impl<R: Read> Read for CountedFile<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.0.read(buffer)?;
        COUNTS.bytes.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

/// A line on the terminal that says how far the run is; it goes when this is dropped.
#[derive(Debug)]
pub(super) struct Progress {
    thread: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Progress {
    /// Begins to show it, if there is a terminal to show it on; `bytes` are those of all inputs, where they are known.
    pub(super) fn start(wanted: bool, bytes: Option<u64>, lang: Lang) -> Self {
        if !wanted || !io::stderr().is_terminal() {
            return Self { thread: None };
        }
        let (sender, done) = mpsc::channel();
        let thread = thread::spawn(move || {
            if done.recv_timeout(Duration::from_secs(1)) != Err(RecvTimeoutError::Timeout) {
                return;
            }
            let bar = bar(bytes, lang);
            while done.recv_timeout(Duration::from_millis(100)) == Err(RecvTimeoutError::Timeout) {
                let seconds = bar.elapsed().as_secs_f64() + 1.0;
                let conversations = COUNTS.conversations.load(Ordering::Relaxed);
                let findings = COUNTS.findings.load(Ordering::Relaxed);
                let rate = conversations as f64 / seconds;
                bar.set_position(COUNTS.bytes.load(Ordering::Relaxed));
                bar.set_message(match lang {
                    Lang::Zh => format!("{conversations} 个会话（{rate:.0}/秒），{findings} 个问题"),
                    Lang::En => format!("{conversations} conversations ({rate:.0}/s), {findings} findings"),
                });
            }
            bar.finish_and_clear();
        });
        Self { thread: Some((sender, thread)) }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some((sender, thread)) = self.thread.take() {
            drop(sender);
            let _ = thread.join();
        }
    }
}

fn bar(bytes: Option<u64>, lang: Lang) -> ProgressBar {
    let template = match (bytes, lang) {
        (Some(_), Lang::Zh) => "{bytes}/{total_bytes} {bar:20} {msg}，还需 {eta}",
        (Some(_), Lang::En) => "{bytes}/{total_bytes} {bar:20} {msg}, {eta} left",
        (None, _) => "{bytes} {spinner} {msg}",
    };
    let bar = bytes.map_or_else(ProgressBar::no_length, ProgressBar::new);
    bar.set_draw_target(ProgressDrawTarget::stderr());
    bar.set_style(ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar
}
