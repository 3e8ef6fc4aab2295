//! What is made of findings: arguments of the gate, of waivers and of the baseline, and what is said of them afterwards.

use std::fs;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use huashu::baseline::Baseline;
use huashu::batch::Run;
use huashu::config::FailOn;
use huashu::gate::{Gate, KPI_MIN_N};
use huashu::lang::Lang;
use huashu::policy::Policy;
use huashu::rule::error::SourceFile;
use huashu::rule::file::Severity;
use huashu::waiver::Waivers;
use jiff::civil::Date;

use super::errors::CliError;
use super::output::{Target, say};
use super::setup::Setup;

/// Unused entries of a baseline that are named.
const NAMED: usize = 10;

/// What fails, and what does not count.
#[derive(Debug, Default, Args)]
pub(super) struct PolicyArgs {
    /// 达到这个严重程度的问题使退出码为 1 ¦ Findings of this severity or graver make the exit code 1
    #[arg(long, value_enum, value_name = "SEVERITY")]
    fail_on: Option<FailOnArg>,
    /// 问题多于它时退出码为 1；没写 --fail-on 时，单个问题只有一票否决才算 ¦ More findings make the exit code 1; by themselves only fatal ones do then, without --fail-on
    #[arg(long, value_name = "N")]
    max_findings: Option<usize>,
    /// 会话得分低于它时退出码为 1 ¦ A conversation that scores less makes the exit code 1
    #[arg(long, value_name = "N")]
    min_score: Option<f64>,
    /// 无法判定也算不通过 ¦ What cannot be judged fails too
    #[arg(long)]
    strict: bool,
    /// 豁免文件，可多次给出 ¦ Findings that don't count, with reasons; repeatable
    #[arg(long, value_name = "FILE")]
    waivers: Vec<PathBuf>,
    /// 基线：其中已有的问题不影响退出码 ¦ Findings that are in this file don't make the exit code 1
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// 把现有的问题写成基线；退出码不看问题 ¦ Write the findings there are as a baseline; they fail nothing
    #[arg(long, value_name = "FILE", conflicts_with = "baseline")]
    write_baseline: Option<PathBuf>,
    /// 按这一天判断豁免是否过期；缺省为今天（UTC） ¦ The day by which waivers expire; today (UTC) where absent
    #[arg(long, value_name = "DATE")]
    today: Option<String>,
}

/// What makes a run fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum FailOnArg {
    /// 一票否决 ¦ Only fatal findings
    Fatal,
    /// 严重及以上 ¦ Major and graver
    Major,
    /// 一般及以上 ¦ Minor and graver
    Minor,
    /// 任何问题 ¦ Any finding
    Notice,
    /// 从不 ¦ No finding
    Never,
}

impl From<FailOnArg> for FailOn {
    fn from(arg: FailOnArg) -> Self {
        match arg {
            FailOnArg::Fatal => Self::Fatal,
            FailOnArg::Major => Self::Major,
            FailOnArg::Minor => Self::Minor,
            FailOnArg::Notice => Self::Notice,
            FailOnArg::Never => Self::Never,
        }
    }
}

/// The least severity that fails: the argument first, then the project file.
pub(super) fn fail_on(arg: Option<FailOnArg>, setup: &Setup) -> Option<FailOn> {
    arg.map(FailOn::from).or(setup.config.fail_on)
}

impl PolicyArgs {
    /// The terms of the run: arguments first, then the project file.
    pub(super) fn load(&self, setup: &Setup) -> Result<Policy, CliError> {
        let config = &setup.config;
        // An argument that sets a budget for findings means what a project file says of single ones to stand back.
        let fail_on = match self.max_findings {
            Some(_) => self.fail_on.map(FailOn::from),
            None => fail_on(self.fail_on, setup),
        };
        let max_findings = self.max_findings.or(config.max_findings);
        let default = if max_findings.is_some() { Severity::Fatal } else { Severity::Minor };
        let gate = Gate {
            fail_on: fail_on.map_or(Some(default), FailOn::severity),
            max_findings,
            min_score: self.min_score.or(config.min_score),
            strict: self.strict || config.strict.unwrap_or(false),
            kpi_min_n: config.kpi_min_n.unwrap_or(KPI_MIN_N),
        };
        let baseline = match (&self.baseline, &config.baseline) {
            _ if self.write_baseline.is_some() => None,
            (Some(path), _) => Some(read_baseline(path)?),
            (None, Some(path)) => Some(read_baseline(path.as_ref())?),
            (None, None) => None,
        };
        Ok(Policy { gate, waivers: self.read_waivers(setup)?, baseline, record: self.write_baseline.is_some() })
    }

    fn read_waivers(&self, setup: &Setup) -> Result<Waivers, CliError> {
        let today = today(self.today.as_deref())?;
        let mut all = Waivers::default();
        let mut errors = Vec::new();
        let configured = setup.config.waivers.iter().map(PathBuf::from);
        for path in configured.chain(self.waivers.iter().cloned()) {
            let text = fs::read_to_string(&path).map_err(|e| CliError::Unreadable(path.clone(), e))?;
            let name = super::setup::shown(&path);
            let file = SourceFile { name, path_id: "waivers".into(), text, checked: false };
            match Waivers::parse(file, &setup.ids, today) {
                Ok(waivers) => all.extend(waivers),
                Err(wrong) => errors.extend(wrong),
            }
        }
        if errors.is_empty() { Ok(all) } else { Err(CliError::Files(errors)) }
    }

    /// Writes the baseline, if one was asked for.
    pub(super) fn write(&self, run: &Run, lang: Lang, quiet: bool) -> Result<bool, CliError> {
        let (Some(path), Some(baseline)) = (&self.write_baseline, &run.recorded) else { return Ok(false) };
        let mut target = Target::file(path)?;
        std::io::Write::write_all(&mut target, baseline.text().as_bytes())
            .map_err(|e| CliError::OutputFile(path.clone(), e))?;
        target.finish()?;
        if !quiet {
            let (n, name) = (baseline.len(), path.display());
            say(&match lang {
                Lang::Zh => format!("基线 {name} 记下了 {n} 个问题。"),
                Lang::En => format!("The baseline {name} records {n} findings."),
            });
        }
        Ok(true)
    }
}

/// The day of `--today`; today (UTC) where absent.
pub(super) fn today(given: Option<&str>) -> Result<Date, CliError> {
    let Some(text) = given else {
        return Ok(jiff::tz::TimeZone::UTC.to_datetime(jiff::Timestamp::now()).date());
    };
    text.parse().map_err(|_| CliError::BadArgument {
        name: "--today",
        value: text.to_owned(),
        expected: ("写成 2026-01-31 的样子", "write it like 2026-01-31"),
    })
}

/// Says which waivers have expired or were not needed, and which entries of the baseline are gone.
pub(super) fn tell(policy: &Policy, run: &Run, lang: Lang) {
    for (index, waiver) in policy.waivers.list().iter().enumerate() {
        let (place, until) = (&waiver.place, waiver.until().unwrap_or_default());
        match (waiver.expired, run.used.contains(&index), lang) {
            (true, _, Lang::Zh) => say(&format!("{place}：豁免已于 {until} 到期，没有采用")),
            (true, _, Lang::En) => say(&format!("{place}: the waiver ended on {until} and was not applied")),
            (false, false, Lang::Zh) => say(&format!("{place}：豁免没有用上，没有与它相符的问题")),
            (false, false, Lang::En) => say(&format!("{place}: the waiver was not needed: no finding fits it")),
            (false, true, _) => {}
        }
    }
    let Some(baseline) = &policy.baseline else { return };
    let unused = baseline.unused(&run.known);
    if unused.is_empty() {
        return;
    }
    let n = unused.len();
    say(&match lang {
        Lang::Zh => format!("基线里有 {n} 项没有再出现；如果已经改好，用 --write-baseline 重写："),
        Lang::En => format!("{n} entries of the baseline did not occur; if they are fixed, --write-baseline it anew:"),
    });
    for known in unused.iter().take(NAMED) {
        say(&format!("  {} {} {}", known.conversation, known.rule, known.fingerprint));
    }
    if n > NAMED {
        say(&format!("  {}", lang.pick("……", "…")));
    }
}

fn read_baseline(path: &Path) -> Result<Baseline, CliError> {
    let text = fs::read_to_string(path).map_err(|e| CliError::Unreadable(path.to_owned(), e))?;
    Baseline::parse(&text).map_err(|reason| CliError::Baseline(path.to_owned(), reason))
}
