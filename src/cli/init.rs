//! `huashu init`: a commented project file to start from.

use std::fs;
use std::path::PathBuf;

use clap::Args;
use huashu::config;
use huashu::lang::Lang;

use super::errors::CliError;
use super::output::say;
use super::{Exit, GlobalArgs};

/// Arguments of `init`.
#[derive(Debug, Args)]
pub(super) struct InitArgs {
    /// 目录；缺省为当前目录 ¦ The folder; the working folder where absent
    #[arg(value_name = "DIR", default_value = ".")]
    folder: PathBuf,
    /// 覆盖已有的文件 ¦ Overwrite a file that is there
    #[arg(long)]
    force: bool,
}

/// Runs it.
pub(super) fn run(args: &InitArgs, global: &GlobalArgs) -> Result<Exit, CliError> {
    let path = args.folder.join(config::FILE_NAME);
    if path.exists() && !args.force {
        return Err(CliError::Exists(path));
    }
    fs::create_dir_all(&args.folder).map_err(|e| CliError::OutputFile(args.folder.clone(), e))?;
    let lang = global.lang();
    fs::write(&path, config::template(lang)).map_err(|e| CliError::OutputFile(path.clone(), e))?;
    if !global.quiet {
        say(&match lang {
            Lang::Zh => format!("已写好 {}；接着试试 huashu check 会话文件", path.display()),
            Lang::En => format!("wrote {}; now try: huashu check CONVERSATIONS", path.display()),
        });
    }
    Ok(Exit::Passed)
}
