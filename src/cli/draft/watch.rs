//! Replies line by line: each is answered before the next one is read, on a terminal or through a pipe.

use std::io::{self, BufRead, IsTerminal, Write};

use super::Desk;
use crate::cli::errors::CliError;
use crate::cli::output::{self, say};
use crate::cli::{Exit, interrupt};

/// Reads lines to the end of standard input. The exit code is that of the worst of them.
pub(super) fn run(desk: &Desk<'_>) -> Result<Exit, CliError> {
    let lang = desk.context.lang;
    let asks = io::stdin().is_terminal() && io::stdout().is_terminal();
    interrupt::leave();
    if asks && !desk.quiet {
        say(lang.pick("一行一句，Ctrl-D 结束。", "One reply a line; Ctrl-D ends."));
    }
    let mut lines = io::stdin().lock();
    let (mut failed, mut unreadable) = (false, false);
    let mut number = 0_usize;
    loop {
        if asks {
            output::print("> ")?;
        }
        let mut line = Vec::new();
        if lines.read_until(b'\n', &mut line).map_err(CliError::Input)? == 0 {
            break;
        }
        number += 1;
        match String::from_utf8(line) {
            Ok(line) if line.trim().is_empty() => {}
            Ok(line) => {
                let answer = desk.answer(line.trim_end_matches(['\n', '\r']).to_owned());
                output::print(&answer.out)?;
                answer.aside.iter().for_each(|line| say(line));
                failed |= answer.failed;
            }
            Err(_) => {
                unreadable = true;
                say(&format!(
                    "{}{number}{}",
                    lang.pick("第 ", "line "),
                    lang.pick(" 行不是 UTF-8，没有检查", " is not UTF-8 and was not judged")
                ));
            }
        }
    }
    if asks {
        let _ = writeln!(io::stdout());
    }
    Ok(match (unreadable, failed) {
        (true, _) => Exit::CouldNotJudge,
        (false, true) => Exit::Failed,
        (false, false) => Exit::Passed,
    })
}
