//! How much work it is to start and to judge a conversation, counted in instructions: the same on a busy machine, and on
//! any that compiles alike. `make work` runs this, it takes valgrind.
//!
//! What is counted is the development build on one thread, rules compiled and cached. A figure that exceeds the recorded one
//! by a fifth fails: more than a compiler or a rule makes of it, less than what a user would notice.
//! `HUASHU_RENEW=1 make work` records anew.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests may")]

#[path = "../benches/conversations/mod.rs"]
#[allow(dead_code, reason = "not all of it is needed")]
mod conversations;

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use conversations::{Conversations, Mix};

const RECORDED: &str = "tests/work/instructions.txt";
/// Conversations of the larger run; the smaller one has one.
const CONVERSATIONS: usize = 25;
/// How much more than recorded is too much.
const SLACK: f64 = 1.2;

/// Instructions, in millions.
#[derive(Debug, Clone, Copy)]
struct Work {
    /// From the call to the first conversation, and from the last to the end.
    start: f64,
    /// Reading, judging and reporting a conversation.
    conversation: f64,
}

#[test]
#[ignore = "takes valgrind: run by `make work`"]
fn a_start_and_a_conversation_take_no_more_work_than_recorded() {
    let found = count();
    if std::env::var_os("HUASHU_RENEW").is_some() {
        let text = format!("start {:.1}\nconversation {:.1}\n", found.start, found.conversation);
        return fs::write(RECORDED, text).unwrap();
    }
    let recorded = recorded();
    for (what, found, recorded) in
        [("a start", found.start, recorded.start), ("a conversation", found.conversation, recorded.conversation)]
    {
        let ratio = found / recorded;
        println!("{what}: {found:.1} million instructions, {ratio:.2} × what is recorded");
        assert!(
            ratio <= SLACK,
            "{what} takes {ratio:.2} × the work recorded in {RECORDED}: find out why (docs/performance.md), or record it"
        );
        if ratio < 1.0 / SLACK {
            println!("much less than recorded: `HUASHU_RENEW=1 make work` keeps it that way");
        }
    }
}

fn recorded() -> Work {
    let text = fs::read_to_string(RECORDED).unwrap();
    let figure = |name: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(name));
        line.and_then(|figure| figure.trim().parse().ok()).unwrap_or_else(|| panic!("{RECORDED} has no {name}"))
    };
    Work { start: figure("start "), conversation: figure("conversation ") }
}

fn count() -> Work {
    let folder = tempfile::tempdir().unwrap();
    let mut conversations = Conversations::new(Mix::Realistic);
    let mut lines = String::new();
    let (one, many) = (folder.path().join("one.jsonl"), folder.path().join("many.jsonl"));
    for made in 0..CONVERSATIONS {
        conversations.one(&mut lines);
        lines.push('\n');
        if made == 0 {
            fs::write(&one, &lines).unwrap();
        }
    }
    fs::write(&many, &lines).unwrap();
    // The first run compiles the rules; it is not counted.
    run(&mut check(Command::new(env!("CARGO_BIN_EXE_huashu")), folder.path(), &one));
    let counted = |file: &Path| {
        let mut valgrind = Command::new("valgrind");
        valgrind.args(["--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null"]);
        valgrind.arg(env!("CARGO_BIN_EXE_huashu"));
        instructions(&run(&mut check(valgrind, folder.path(), file)))
    };
    let (one, many) = std::thread::scope(|scope| {
        let one = scope.spawn(|| counted(&one));
        let many = counted(&many);
        (one.join().unwrap(), many)
    });
    let conversation = (many - one) / (CONVERSATIONS - 1) as f64;
    Work { start: one - conversation, conversation }
}

fn check(mut command: Command, cache: &Path, file: &Path) -> Command {
    command.args(["check", "--threads", "1", "--format", "jsonl"]).arg(file).env("HUASHU_CACHE_DIR", cache);
    command
}

fn run(command: &mut Command) -> Output {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    // 1: the gate failed, for something was found.
    assert!(matches!(output.status.code(), Some(0 | 1)), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    output
}

/// Millions of instructions, as in `I   refs:      2,511,766,134`.
fn instructions(output: &Output) -> f64 {
    let errors = String::from_utf8_lossy(&output.stderr);
    let line = errors.lines().find(|line| line.contains("refs:")).expect("cachegrind says how many");
    let digits: String = line.rsplit(':').next().unwrap_or_default().chars().filter(char::is_ascii_digit).collect();
    digits.parse::<f64>().unwrap() / 1e6
}
