//! What the benchmark needs of the library: conversations to judge, the time a mere parse takes, and the patterns of the
//! rules as regexes for other programs.
//!
//! `cargo run --release --example bench-tool -- --help`; `benches/compare/` runs it.
#![allow(clippy::print_stdout, clippy::expect_used, clippy::panic, reason = "a tool of the benchmark is no library")]

#[path = "../conversations/mod.rs"]
mod conversations;
mod parse;
mod patterns;
mod plain;

use std::io::{self, BufWriter};
use std::path::PathBuf;

use clap::{Parser, ValueEnum};
use conversations::{Layout, Mix};

/// The tool of the benchmark.
#[derive(Parser)]
enum Tool {
    /// Writes conversations to standard output.
    Generate {
        /// What they are like.
        #[arg(long, value_enum, default_value = "realistic")]
        mix: MixArg,
        /// How they are written down.
        #[arg(long, value_enum, default_value = "lines")]
        layout: LayoutArg,
        /// How many bytes of them.
        #[arg(long)]
        bytes: usize,
    },
    /// Parses a file of lines and prints the seconds each run took, as JSON.
    Parse {
        /// The file.
        file: PathBuf,
        /// Runs.
        #[arg(long, default_value_t = 5)]
        runs: usize,
    },
    /// Prints patterns of the built-in rules as JSON: literals, or regexes.
    Patterns {
        /// How many, spread evenly over the rules.
        #[arg(long, default_value_t = 250)]
        most: usize,
    },
    /// Prints what agents say in a file of lines, a turn a line.
    Turns {
        /// The file.
        file: PathBuf,
    },
}

#[derive(Clone, Copy, ValueEnum)]
enum MixArg {
    Realistic,
    Worst,
}

#[derive(Clone, Copy, ValueEnum)]
enum LayoutArg {
    Lines,
    Array,
    Single,
}

fn main() -> io::Result<()> {
    let mut out = BufWriter::new(io::stdout().lock());
    match Tool::parse() {
        Tool::Generate { mix, layout, bytes } => {
            let mix = match mix {
                MixArg::Realistic => Mix::Realistic,
                MixArg::Worst => Mix::Worst,
            };
            let layout = match layout {
                LayoutArg::Lines => Layout::Lines,
                LayoutArg::Array => Layout::Array,
                LayoutArg::Single => Layout::Single,
            };
            conversations::write(mix, layout, bytes, &mut out)
        }
        Tool::Parse { file, runs } => parse::time(&std::fs::read(file)?, runs, &mut out),
        Tool::Patterns { most } => patterns::print(most, &mut out),
        Tool::Turns { file } => parse::turns(&std::fs::read_to_string(file)?, &mut out),
    }
}
