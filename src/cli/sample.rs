//! `huashu sample`: draws what reviewers look at.

use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use huashu::batch;
use huashu::lang::Lang;
use huashu::report::review::{workbook, yaml};
use huashu::review::sample::{By, Design, Sampler};
use huashu::review::sheet::Review;
use huashu::review::strata::Allocation;

use super::errors::CliError;
use super::inputs::InputArgs;
use super::interrupt;
use super::output::{Target, say};
use super::policy::PolicyArgs;
use super::progress::Progress;
use super::setup::{RuleArgs, shown};
use super::{Exit, GlobalArgs};

/// Where the sample goes if nothing else is said.
const OUTPUT: &str = "huashu-review.xlsx";

/// Arguments of `sample`.
#[derive(Debug, Args)]
pub(super) struct SampleArgs {
    #[command(flatten)]
    inputs: InputArgs,
    /// 抽多少个会话；--by rule 时是多少个判定 ¦ Conversations to draw; judgements with --by rule
    #[arg(long, short = 'n', visible_alias = "n", value_name = "N", default_value_t = 60)]
    size: usize,
    /// 按什么分层，可以几个，逗号分隔；每层至少抽一个 ¦ What to stratify by, with commas; every stratum is in the sample
    #[arg(long, value_enum, value_delimiter = ',')]
    by: Vec<ByArg>,
    /// 每个会话另抽几条没有报问题的规则，用来估计查全率 ¦ Rules of a conversation that report nothing to ask about, for recall
    #[arg(long, value_name = "N", default_value_t = 4)]
    passes: usize,
    /// 随机种子：同样的会话、同样的种子，抽到的相同 ¦ Seed: the same conversations and seed draw the same sample
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// 样本怎样分给各层；缺省：会话按比例，判定（--by rule）平均 ¦ How strata share the sample; by default conversations in proportion, judgements (--by rule) evenly
    #[arg(long, value_enum, value_name = "HOW")]
    allocation: Option<AllocationArg>,
    /// 写到哪个文件，缺省 huashu-review.xlsx；扩展名决定格式 ¦ File to write, huashu-review.xlsx by default; its extension is its format
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// 格式，缺省看扩展名；yaml 不写 --output 时输出到标准输出 ¦ Format, by default by the extension; yaml without --output goes to stdout
    #[arg(long, value_enum)]
    format: Option<SampleFormatArg>,
    /// 覆盖已有的文件 ¦ Overwrite a file that is there
    #[arg(long)]
    force: bool,
    /// 不遮盖个人信息 ¦ Don't mask personal data
    #[arg(long)]
    no_redact: bool,
    /// 有记录读不出来时不把退出码变为 2 ¦ Records that can't be read don't make the exit code 2
    #[arg(long)]
    keep_going: bool,
    #[command(flatten)]
    rules: RuleArgs,
}

/// What makes strata.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ByArg {
    /// 坐席 ¦ Agent
    Agent,
    /// 得分的等级 ¦ Grade of the score
    Score,
    /// 规则，以及它报没报：抽单个判定 ¦ Rule, and whether it reports: draws single judgements
    Rule,
    /// 班组 ¦ Team
    Team,
}

/// How the size is divided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum AllocationArg {
    /// 按各层大小 ¦ By the size of strata
    Proportional,
    /// 各层一样多 ¦ The same for all
    Equal,
}

/// Formats of a sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum SampleFormatArg {
    /// 工作簿 ¦ A workbook
    Xlsx,
    /// 文本，可放进 git ¦ Text, for git
    Yaml,
}

/// Runs it.
pub(super) fn run(args: &SampleArgs, global: &GlobalArgs) -> Result<Exit, CliError> {
    let (format, output) = args.target();
    if let Some(path) = output.filter(|path| path.exists() && !args.force) {
        return Err(CliError::Exists(path.to_owned()));
    }
    if args.size == 0 {
        let expected = ("写 1 或更大的数", "a number from 1");
        return Err(CliError::BadArgument { name: "--size", value: "0".to_owned(), expected });
    }
    let (setup, mut linter) = args.rules.load_compiled(global)?;
    let policy = PolicyArgs::default().load(&setup)?;
    let lang = setup.lang;
    let mut inputs = args.inputs.find(&setup.config);
    interrupt::watch(lang, global.quiet);
    if linter.needs_cases() {
        inputs.keep_stdin().map_err(CliError::Input)?;
        linter.link(batch::gather(|| inputs.records(), 0).cases);
    }
    let context = setup.context();
    let mut sampler = Sampler::new(args.design(), context);
    let progress = Progress::start(!global.quiet && io::stderr().is_terminal(), inputs.bytes(), lang);
    let skipped = batch::each(inputs.records(), &linter, &context, &policy, |judged| sampler.add(judged));
    drop(progress);
    for record in &skipped {
        say(&format!("{}{}{}", record.source, lang.pick("：", ": "), record.reason.message(lang)));
    }
    if sampler.conversations() == 0 {
        return if skipped.is_empty() { Err(CliError::NoConversations) } else { Ok(Exit::CouldNotJudge) };
    }
    let review = sampler.draw().map_err(|e| CliError::TooManyStrata { strata: e.strata, size: args.size })?;
    let bytes = match format {
        SampleFormatArg::Xlsx => workbook::bytes(&review, lang).map_err(|e| CliError::Output(io::Error::other(e)))?,
        SampleFormatArg::Yaml => yaml::text(&review, lang).into_bytes(),
    };
    let mut target = output.map_or_else(|| Ok(Target::stdout()), Target::file)?;
    target.write_all(&bytes).map_err(CliError::Output)?;
    target.finish()?;
    if !global.quiet {
        say(&drawn(&review, output, lang));
    }
    let unread = !skipped.is_empty() && !args.keep_going;
    Ok(if unread { Exit::CouldNotJudge } else { Exit::Passed })
}

impl SampleArgs {
    fn design(&self) -> Design {
        let by = self.by.iter().map(|by| match by {
            ByArg::Agent => By::Agent,
            ByArg::Score => By::Score,
            ByArg::Rule => By::Rule,
            ByArg::Team => By::Team,
        });
        Design {
            by: by.collect(),
            size: self.size,
            passes: self.passes,
            seed: self.seed,
            allocation: self.allocation.map(|how| match how {
                AllocationArg::Proportional => Allocation::Proportional,
                AllocationArg::Equal => Allocation::Equal,
            }),
            redact: !self.no_redact,
        }
    }

    /// The format, and the file; standard output where there is none.
    fn target(&self) -> (SampleFormatArg, Option<&Path>) {
        let is_yaml = |path: &PathBuf| path.extension().is_some_and(|e| e == "yaml" || e == "yml");
        let by_name = match &self.output {
            Some(path) if is_yaml(path) => SampleFormatArg::Yaml,
            Some(_) | None => SampleFormatArg::Xlsx,
        };
        let format = self.format.unwrap_or(by_name);
        let default = (format == SampleFormatArg::Xlsx).then_some(Path::new(OUTPUT));
        (format, self.output.as_deref().or(default))
    }
}

/// What was drawn, and what to do with it.
fn drawn(review: &Review, output: Option<&Path>, lang: Lang) -> String {
    let Some(sample) = &review.sample else { return String::new() };
    let (all, size, strata) = (sample.conversations, sample.size, sample.strata.len());
    let items = review.items().count();
    let by_rule = sample.unit == "judgement";
    let what = match (lang, by_rule) {
        (Lang::Zh, false) => format!("从 {all} 个会话抽了 {size} 个，分 {strata} 层；要复核 {items} 项"),
        (Lang::Zh, true) => format!("从 {all} 个会话抽了 {size} 个判定，分 {strata} 层；要复核 {items} 项"),
        (Lang::En, false) => format!("drew {size} of {all} conversations in {strata} strata; {items} items to review"),
        (Lang::En, true) => {
            format!("drew {size} judgements on {all} conversations in {strata} strata; {items} items to review")
        }
    };
    match (output, lang) {
        (None, Lang::Zh) => format!("{what}。"),
        (None, Lang::En) => format!("{what}."),
        (Some(path), Lang::Zh) => format!("{what}：{0}。填好后运行 huashu review {0}", shown(path)),
        (Some(path), Lang::En) => format!("{what}: {0}. Fill it in, then run `huashu review {0}`", shown(path)),
    }
}
