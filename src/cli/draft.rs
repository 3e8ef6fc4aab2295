//! `huashu draft`: one reply, checked before it is sent.

use std::io::{self, Read};
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use huashu::config::FailOn;
use huashu::outcome::Outcome;
use huashu::read;
use huashu::report::draft::{Draft, DraftEntry};
use huashu::report::{Context, human::Human};
use huashu::rule::file::Severity;
use huashu::transcript::{Channel, Role, Transcript, Turn};
use huashu::{batch, config};

use super::errors::CliError;
use super::output;
use super::policy::{self, FailOnArg};
use super::setup::{RuleArgs, Setup};
use super::{Exit, GlobalArgs};

/// Arguments of `draft`.
#[derive(Debug, Args)]
pub(super) struct DraftArgs {
    /// 要发出的回复；- 或不写则读标准输入 ¦ The reply; - or nothing reads standard input
    #[arg(value_name = "TEXT")]
    text: Option<String>,
    /// 此前的会话（坐席：…/客户：…，或 JSON） ¦ The conversation so far
    #[arg(long, value_name = "FILE")]
    context: Option<PathBuf>,
    /// 渠道；缺省取方案或项目文件，再缺省为在线会话 ¦ Channel; by the profile or project file, else a chat
    #[arg(long, value_enum)]
    channel: Option<ChannelArg>,
    /// 输出格式 ¦ Format
    #[arg(long, value_enum, default_value = "human")]
    format: DraftFormatArg,
    /// 达到这个严重程度的问题使退出码为 1 ¦ Findings of this severity or graver make the exit code 1
    #[arg(long, value_enum, value_name = "SEVERITY")]
    fail_on: Option<FailOnArg>,
    #[command(flatten)]
    rules: RuleArgs,
}

/// Channels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ChannelArg {
    /// 电话 ¦ Call
    Call,
    /// 在线会话 ¦ Chat
    Chat,
    /// 邮件 ¦ E-mail
    Email,
    /// 话术脚本 ¦ Script
    Script,
}

/// Formats of a draft's report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum DraftFormatArg {
    /// 供人阅读 ¦ For people
    Human,
    /// 一个问题一行 ¦ One line a finding
    Concise,
    /// JSON
    Json,
}

/// Runs it.
pub(super) fn run(args: &DraftArgs, global: &GlobalArgs) -> Result<Exit, CliError> {
    let text = match args.text.as_deref() {
        None | Some("-") => {
            let mut text = String::new();
            io::stdin().read_to_string(&mut text).map_err(|e| CliError::Unreadable("-".into(), e))?;
            text.trim_end_matches(['\n', '\r']).to_owned()
        }
        Some(text) => text.to_owned(),
    };
    if text.trim().is_empty() {
        return Err(CliError::NoConversations);
    }
    // One reply owes less than a conversation, whatever profile the project names for those.
    let mut rules = args.rules.clone();
    rules.profile.get_or_insert_with(|| config::DRAFT.to_owned());
    let (setup, linter) = rules.load_compiled(global)?;
    let context = Context { set: &setup.set, model: &setup.model, lang: setup.lang, outcomes: false };
    let mut judged = batch::judge_one(transcript(args, text, &setup)?, &linter, &context);
    let turn = judged.transcript.turns.len() - 1;
    // A single reply owes no opening and no closing: only what stands in it counts, or was due in it.
    for outcome in &mut judged.outcomes {
        if let Outcome::Fail(findings) = &mut outcome.outcome {
            findings.retain(|f| f.turn == Some(turn));
        }
    }
    let draft = Draft { judged: &judged };
    let entry = DraftEntry::new(&context, &draft);
    let out = match args.format {
        DraftFormatArg::Human => {
            let human = Human { color: output::colors_on_stdout(global.color), width: output::width() };
            draft.human(&human, &context, &entry)
        }
        DraftFormatArg::Concise => entry.concise(setup.lang),
        DraftFormatArg::Json => entry.json(),
    };
    output::print(&out)?;
    let least = policy::fail_on(args.fail_on, &setup).map_or(Some(Severity::Minor), FailOn::severity);
    let failed = entry.findings.iter().any(|f| least.is_some_and(|least| f.severity >= least));
    Ok(if failed { Exit::Failed } else { Exit::Passed })
}

/// The conversation so far with the reply at its end.
fn transcript(args: &DraftArgs, text: String, setup: &Setup) -> Result<Transcript, CliError> {
    let mut transcript = match &args.context {
        None => Transcript::default(),
        Some(path) => {
            let file = std::fs::read_to_string(path).map_err(|e| CliError::Unreadable(path.clone(), e))?;
            read::first(&path.to_string_lossy(), &file).map_err(|e| CliError::Unread(path.clone(), e))?
        }
    };
    transcript.id = "draft".into();
    transcript.source = String::new();
    let given = args.channel.map(|channel| match channel {
        ChannelArg::Call => Channel::Call,
        ChannelArg::Chat => Channel::Chat,
        ChannelArg::Email => Channel::Email,
        ChannelArg::Script => Channel::Script,
    });
    let defaults = setup.config.defaults;
    transcript.channel = given.or(transcript.channel).or(defaults.channel).or(Some(Channel::Chat));
    transcript.scene = transcript.scene.or(defaults.scene);
    transcript.direction = transcript.direction.or(defaults.direction);
    transcript.turns.push(Turn { role: Role::Agent, text, ..Turn::default() });
    Ok(transcript)
}
