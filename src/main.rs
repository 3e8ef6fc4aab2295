//! The `huashu` command: arguments in, report and exit code out.

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        if !huashu::read::is_guarded() {
            hook(info);
        }
    }));
    cli::run()
}
