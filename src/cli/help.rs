//! Help texts in two languages: every text is written once, beside its flag, as `中文 ¦ English`.

use std::ffi::OsString;

use clap::builder::StyledStr;
use clap::error::ErrorKind;
use clap::{ArgMatches, Command, CommandFactory};
use huashu::lang::Lang;

const SEPARATOR: &str = " ¦ ";

/// Parses arguments. Only what clap has to say is put into one language: nobody sees the texts of a command that runs.
///
/// # Errors
/// What clap has to say: help, the version, or what is wrong.
pub(super) fn matches<C: CommandFactory>(
    args: impl Iterator<Item = OsString>,
    lang: Lang,
) -> Result<ArgMatches, clap::Error> {
    let args: Vec<OsString> = args.collect();
    match C::command().try_get_matches_from(&args) {
        Err(error) if error.kind() != ErrorKind::DisplayVersion => command::<C>(lang).try_get_matches_from(args),
        parsed => parsed,
    }
}

/// The command with its texts in one language.
pub(super) fn command<C: CommandFactory>(lang: Lang) -> Command {
    translate(C::command(), lang)
}

/// The language that arguments ask for, before they are parsed.
pub(super) fn lang_of(args: impl Iterator<Item = OsString>) -> Lang {
    let args: Vec<OsString> = args.collect();
    let english = args.iter().any(|a| a == "--lang=en") || args.windows(2).any(|w| w[0] == "--lang" && w[1] == "en");
    if english { Lang::En } else { Lang::Zh }
}

/// Prints what clap has to say: help and version to stdout, usage errors to stderr.
pub(super) fn print(error: &clap::Error, lang: Lang) {
    if error.use_stderr() {
        let _ = error.print();
        return;
    }
    // The values of an argument keep both languages until here: clap ties their help to their types.
    let text = error.render().to_string();
    let lines: Vec<String> = text.lines().map(|line| value_line(line, lang)).collect();
    let _ = super::output::print(&(lines.join("\n") + "\n"));
}

/// `- human:   供人阅读 ¦ For people`, one half of it.
fn value_line(line: &str, lang: Lang) -> String {
    let Some((head, english)) = line.split_once(SEPARATOR) else { return line.to_owned() };
    if lang == Lang::Zh {
        return head.to_owned();
    }
    let label = head.find(':').map_or(0, |at| at + 1);
    let spaces = head[label..].chars().take_while(|c| *c == ' ').count();
    format!("{}{english}", &head[..label + spaces])
}

fn translate(mut command: Command, lang: Lang) -> Command {
    if let Some(about) = command.get_about().map(|a| pick(a, lang)) {
        command = command.about(about);
    }
    if let Some(about) = command.get_long_about().map(|a| pick(a, lang)) {
        command = command.long_about(about);
    }
    command = command.mut_args(|arg| {
        let in_full = arg.get_long_help().map(|h| pick(h, lang));
        let arg = match arg.get_help().map(|h| pick(h, lang)) {
            Some(text) => arg.help(text),
            None => arg,
        };
        match in_full {
            Some(text) => arg.long_help(text),
            None => arg,
        }
    });
    command.mut_subcommands(|sub| translate(sub, lang))
}

/// One half of every line that has two.
fn pick(text: &StyledStr, lang: Lang) -> String {
    let text = text.to_string();
    let lines = text.lines().map(|line| match line.split_once(SEPARATOR) {
        Some((zh, en)) => lang.pick(zh, en),
        None => line,
    });
    lines.collect::<Vec<_>>().join("\n")
}
