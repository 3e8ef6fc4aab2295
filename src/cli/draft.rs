//! `huashu draft`: one reply, checked and rewritten before it is sent.

mod watch;

use std::io::{self, IsTerminal, Read};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use huashu::config::FailOn;
use huashu::linter::Linter;
use huashu::read::{Format, Record};
use huashu::report::draft::{DraftEntry, last_turn_only};
use huashu::report::{Context, Judged, human::Human};
use huashu::rewrite::Rewriter;
use huashu::rule::file::Severity;
use huashu::transcript::{Channel, Role, Transcript, Turn};
use huashu::{batch, config};

use super::errors::CliError;
use super::inputs::{self, InputArgs};
use super::output::{self, say};
use super::policy::{self, FailOnArg};
use super::setup::{RuleArgs, Setup};
use super::{Exit, GlobalArgs};

/// Arguments of `draft`.
#[derive(Debug, Args)]
pub(super) struct DraftArgs {
    /// 要发出的回复；- 或不写则读标准输入，在终端上则逐行问答 ¦ The reply; - or nothing reads standard input, line by line on a terminal
    #[arg(value_name = "TEXT")]
    text: Option<String>,
    /// 此前的会话，check 能读的格式都可以；回复按它的下一轮来判断 ¦ The conversation so far, in any format that check reads; the reply is judged as its next turn
    #[arg(long, value_name = "FILE")]
    context: Option<PathBuf>,
    /// 此前会话的格式；不写则自动识别 ¦ Its format; told from the content where absent
    #[arg(long, value_name = "FORMAT", value_parser = inputs::format, requires = "context")]
    input_format: Option<Format>,
    /// 此前会话里说话人的角色，如 1=agent,2=customer ¦ Roles of its speakers, e.g. 1=agent,2=customer
    #[arg(long, value_name = "NAME=ROLE", value_delimiter = ',', value_parser = inputs::role, requires = "context")]
    role_map: Vec<(String, Role)>,
    /// 渠道；缺省取方案或项目文件，再缺省为在线会话 ¦ Channel; by the profile or project file, else a chat
    #[arg(long, value_enum)]
    channel: Option<ChannelArg>,
    /// 输出格式 ¦ Format
    #[arg(long, value_enum, default_value = "human")]
    format: DraftFormatArg,
    /// 只输出改写后的回复；还有的问题写到标准错误 ¦ Print the rewritten reply only; what is still wrong goes to standard error
    #[arg(long, conflicts_with = "format")]
    fix: bool,
    /// 一行一句，逐行检查 ¦ Take every line as a reply and answer it at once
    #[arg(long, conflicts_with = "text")]
    watch: bool,
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
    /// JSON；huashu schema draft ¦ JSON; `huashu schema draft`
    Json,
}

/// Runs it.
pub(super) fn run(args: &DraftArgs, global: &GlobalArgs) -> Result<Exit, CliError> {
    let in_lines = args.watch || (args.text.is_none() && io::stdin().is_terminal());
    let text = if in_lines { None } else { Some(reply(args)?) };
    // One reply owes less than a conversation, whatever profile the project names for those.
    let profile = if args.context.is_some() { config::REPLY } else { config::DRAFT };
    let mut rules = args.rules.clone();
    rules.profile.get_or_insert_with(|| profile.to_owned());
    let (setup, linter) = rules.load_compiled(global)?;
    let desk = Desk {
        args,
        quiet: global.quiet,
        human: Human { color: output::colors_on_stdout(global.color), width: output::width() },
        least: policy::fail_on(args.fail_on, &setup).map_or(Some(Severity::Minor), FailOn::severity),
        so_far: so_far(args, &setup, global.quiet)?,
        rewriter: Rewriter::new(&setup.set, &linter),
        linter: &linter,
        context: Context { set: &setup.set, model: &setup.model, lang: setup.lang, outcomes: false },
    };
    match text {
        None => watch::run(&desk),
        Some(text) => {
            let answer = desk.answer(text);
            output::print(&answer.out)?;
            answer.aside.iter().for_each(|line| say(line));
            Ok(if answer.failed { Exit::Failed } else { Exit::Passed })
        }
    }
}

/// All that replies are judged with.
struct Desk<'a> {
    args: &'a DraftArgs,
    quiet: bool,
    human: Human,
    least: Option<Severity>,
    /// The conversation so far.
    so_far: Transcript,
    rewriter: Rewriter<'a>,
    linter: &'a Linter,
    context: Context<'a>,
}

/// What is said about a reply.
struct Answer {
    /// For stdout.
    out: String,
    /// Lines for stderr.
    aside: Vec<String>,
    failed: bool,
}

impl Desk<'_> {
    fn answer(&self, text: String) -> Answer {
        let judged = self.judge(text);
        let entry = DraftEntry::new(&self.context, &judged, &self.rewriter, |text| self.judge(text));
        let failed = entry.fails(self.least, self.args.fix);
        if self.args.fix {
            let note = entry.note(self.context.lang).filter(|_| !self.quiet);
            let aside = entry.left_lines().into_iter().chain(note).collect();
            return Answer { out: format!("{}\n", entry.best()), aside, failed };
        }
        let out = match self.args.format {
            DraftFormatArg::Human => entry.human(&self.human, &self.context, &judged),
            DraftFormatArg::Concise => entry.concise(self.context.lang),
            DraftFormatArg::Json => entry.json(),
        };
        Answer { out, aside: Vec::new(), failed }
    }

    /// Judges the conversation so far with the reply at its end.
    fn judge(&self, text: String) -> Judged {
        let mut transcript = self.so_far.clone();
        transcript.turns.push(Turn { role: Role::Agent, text, ..Turn::default() });
        let mut judged = batch::judge_one(transcript, self.linter, &self.context);
        last_turn_only(&mut judged);
        judged
    }
}

/// The reply, given or from standard input.
fn reply(args: &DraftArgs) -> Result<String, CliError> {
    let text = match args.text.as_deref() {
        None | Some("-") => {
            if args.context.as_deref().is_some_and(is_stdin) {
                return Err(both_from_stdin());
            }
            let mut text = String::new();
            io::stdin().read_to_string(&mut text).map_err(CliError::Input)?;
            text.trim_end_matches(['\n', '\r']).to_owned()
        }
        Some(text) => text.to_owned(),
    };
    match text.trim().is_empty() {
        true => Err(CliError::NoConversations),
        false => Ok(text),
    }
}

/// The conversation so far.
fn so_far(args: &DraftArgs, setup: &Setup, quiet: bool) -> Result<Transcript, CliError> {
    let mut transcript = match &args.context {
        None => Transcript::default(),
        Some(path) if args.watch && is_stdin(path) => return Err(both_from_stdin()),
        Some(path) => read_context(path, args, setup, quiet)?,
    };
    transcript.id = "draft".into();
    transcript.source = String::new();
    // It is not over.
    transcript.ended_at = None;
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
    Ok(transcript)
}

/// The first conversation of a file, as `check` reads it.
fn read_context(path: &Path, args: &DraftArgs, setup: &Setup, quiet: bool) -> Result<Transcript, CliError> {
    let input = InputArgs {
        paths: vec![path.to_owned()],
        input_format: args.input_format,
        role_map: args.role_map.clone(),
        ..InputArgs::default()
    };
    let inputs = input.find(&setup.config);
    let mut records = inputs.records();
    let first = match records.next() {
        Some(Record::Transcript(transcript)) => *transcript,
        Some(Record::Skipped(record)) => return Err(CliError::Unread(path.to_owned(), record.reason)),
        None => return Err(CliError::NoConversations),
    };
    if !quiet && records.next().is_some() {
        let name = path.display();
        say(&match setup.lang {
            huashu::lang::Lang::Zh => format!("{name}：有不止一个会话，上文取第一个（{}）", first.id),
            huashu::lang::Lang::En => {
                format!("{name}: more than one conversation; the first one ({}) is taken", first.id)
            }
        });
    }
    Ok(first)
}

fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == "-"
}

fn both_from_stdin() -> CliError {
    CliError::BadArgument {
        name: "--context",
        value: "-".to_owned(),
        expected: ("标准输入已用来读回复；上文写文件名", "standard input is the reply; name a file for the context"),
    }
}
