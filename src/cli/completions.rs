//! `huashu completions`: completion scripts for shells.

use clap::Args;
use clap_complete::Shell;
use huashu::lang::Lang;

use super::errors::CliError;
use super::{Cli, Exit, help, output};

/// Arguments of `completions`.
#[derive(Debug, Args)]
pub(super) struct CompletionsArgs {
    /// bash、zsh、fish、powershell、elvish
    #[arg(value_enum)]
    shell: Shell,
}

/// Runs it.
pub(super) fn run(args: &CompletionsArgs) -> Result<Exit, CliError> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut help::command::<Cli>(Lang::En), "huashu", &mut script);
    output::print(&String::from_utf8_lossy(&script))?;
    Ok(Exit::Passed)
}
