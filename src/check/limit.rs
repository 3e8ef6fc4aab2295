//! `limit`: a figure within limits, both inclusive. One file a family of metrics.

mod cases;
mod counts;
mod ending;
mod holds;
mod overlap;
mod pauses;
mod progress;
mod rate;
mod replies;

use super::Ruling;
use super::compile::Compiler;
use super::conversation::Conversation;
use crate::matcher::{GroupId, RoleSet};
use crate::outcome::{Finding, Location, Outcome, Reason, Value};
use crate::rule::file::{ByChannel, CaseLimitFile, LimitFile, Metric, Of, RoleFile};
use crate::rule::located::Located;

/// A compiled `limit`.
#[derive(Debug, serde::Serialize, serde::Deserialize)]
pub(crate) struct Limit {
    metric: Metric,
    #[serde(with = "super::as_json")]
    max: Option<ByChannel>,
    #[serde(with = "super::as_json")]
    min: Option<ByChannel>,
    role: RoleFile,
    of: Of,
    over: f64,
    at_least_seconds: f64,
    words: Words,
    #[serde(with = "super::as_json")]
    case: Option<CaseLimitFile>,
}

/// The words that bear on a clock. They are searched for only where a figure lies outside the limits, so they cost
/// ordinary turns nothing.
#[derive(Debug, serde::Serialize, serde::Deserialize)]
struct Words {
    except: Option<GroupId>,
    except_system: Option<GroupId>,
    waits: Option<GroupId>,
    agreed: Option<GroupId>,
    customer_waits: Option<GroupId>,
    updates: Option<GroupId>,
}

/// What a metric measured in a conversation.
enum Reading {
    /// There was nothing to measure.
    Aside(Reason),
    /// It cannot be measured.
    Unknown(Reason),
    /// Figures, and why some may be missing.
    Taken { figures: Vec<Figure>, left_out: Option<Reason> },
}

/// One figure, in the metric's unit.
#[derive(Debug, Clone, Default)]
struct Figure {
    value: f64,
    /// Where it stands.
    turn: Option<usize>,
    /// Turns that explain it.
    related: Vec<usize>,
    /// Further figures for the message.
    values: Vec<(&'static str, Value)>,
    /// A limit of its own, instead of `max`.
    max: Option<f64>,
}

impl Limit {
    pub(crate) fn compile(file: &LimitFile, compiler: &mut Compiler<'_>) -> Self {
        let mut group = |patterns: &[Located<String>]| compiler.group(RoleSet::default(), patterns);
        Self {
            metric: file.metric.value,
            max: file.max.clone(),
            min: file.min.clone(),
            role: file.role.unwrap_or(RoleFile::Agent),
            of: file.of.unwrap_or_default(),
            over: file.over.unwrap_or(0.0),
            at_least_seconds: file.at_least_seconds.unwrap_or(0.0),
            words: Words {
                except: group(&file.except),
                except_system: group(&file.except_system),
                waits: group(&file.waits),
                agreed: group(&file.agreed),
                customer_waits: group(&file.customer_waits),
                updates: group(&file.updates),
            },
            case: file.case.clone(),
        }
    }

    /// Whether it looks beyond single conversations.
    pub(crate) fn needs_cases(&self) -> bool {
        self.metric == Metric::CaseHours
    }

    pub(crate) fn run(&self, conversation: &Conversation<'_>) -> Ruling {
        // A channel without a limit of its own is none the rule is for.
        let own = [&self.max, &self.min].into_iter().flatten().any(|l| l.get(conversation.channel).is_some());
        if !own && self.case.is_none() {
            return Outcome::NotApplicable(Reason::OtherChannel).into();
        }
        let reading = match self.metric {
            Metric::Ring => counts::ring(conversation),
            Metric::FirstResponse => replies::first(self, conversation),
            Metric::Response => replies::each(self, conversation),
            Metric::Silence => pauses::silence(self, conversation),
            Metric::Overlap => overlap::overlap(self, conversation),
            Metric::SpeechRate => rate::speech_rate(self, conversation),
            Metric::HoldCount => holds::count(conversation),
            Metric::HoldLongest => holds::longest(conversation),
            Metric::HoldTotal => holds::total(conversation),
            Metric::ProgressGap => progress::gaps(self, conversation),
            Metric::Transfers => counts::transfers(conversation),
            Metric::Duration => ending::duration(conversation),
            Metric::HangupGap => ending::hangup_gap(self, conversation),
            Metric::LastSpeaker => ending::last_speaker(self, conversation),
            Metric::Turns => counts::turns(self, conversation),
            Metric::TurnLength => counts::turn_length(self, conversation),
            Metric::TalkShare => counts::talk_share(self, conversation),
            Metric::CaseHours => cases::hours(self, conversation),
        };
        self.judge(reading, conversation).into()
    }

    /// The most allowed on the conversation's channel.
    fn max(&self, conversation: &Conversation<'_>) -> Option<f64> {
        self.max.as_ref().and_then(|l| l.get(conversation.channel))
    }

    /// Whether a figure can matter: it lies outside the limits, or is taken together with others.
    fn matters(&self, value: f64, conversation: &Conversation<'_>) -> bool {
        let figure = Figure { value, ..Figure::default() };
        self.of != Of::Each || self.exceeded(&figure, conversation).is_some()
    }

    /// The limit that a figure lies outside of.
    fn exceeded(&self, figure: &Figure, conversation: &Conversation<'_>) -> Option<f64> {
        let max = figure.max.or_else(|| self.max(conversation));
        let min = self.min.as_ref().and_then(|l| l.get(conversation.channel));
        // Clocks are decimal fractions: 14.8 to 24.8 are ten seconds and no hair more.
        let value = thousandth(figure.value);
        max.filter(|max| value > *max).or_else(|| min.filter(|min| value < *min))
    }

    fn judge(&self, reading: Reading, conversation: &Conversation<'_>) -> Outcome {
        let (figures, left_out) = match reading {
            Reading::Aside(reason) => return Outcome::NotApplicable(reason),
            Reading::Unknown(reason) => return Outcome::Unknown(reason),
            Reading::Taken { figures, left_out } => (figures, left_out),
        };
        let figures = together(self.of, figures, conversation);
        let findings: Vec<Finding> = figures
            .iter()
            .filter_map(|f| self.exceeded(f, conversation).map(|limit| self.finding(f, limit, conversation)))
            .collect();
        match (findings.is_empty(), left_out, figures.is_empty()) {
            (false, _, _) => Outcome::Fail(findings),
            // What could not be measured may lie outside: that is no pass.
            (true, Some(reason), _) => Outcome::Unknown(reason),
            (true, None, true) => Outcome::NotApplicable(Reason::NoTrigger),
            (true, None, false) => Outcome::Pass(Vec::new()),
        }
    }

    fn finding(&self, figure: &Figure, limit: f64, conversation: &Conversation<'_>) -> Finding {
        let mut finding = figure.turn.map_or_else(Finding::default, |turn| conversation.finding_on(turn));
        let seconds = self.metric.in_seconds() && !matches!(self.of, Of::Share | Of::Count);
        let unit = if seconds { Value::Seconds } else { Value::Number };
        let value = |n: f64| unit(thousandth(n));
        finding.values = vec![("value", value(figure.value)), ("limit", value(limit))];
        finding.values.extend(figure.values.iter().cloned());
        finding.related = figure.related.iter().map(|&turn| Location { turn, span: None }).collect();
        finding
    }
}

impl Figure {
    /// A figure of a turn.
    fn on(turn: usize, value: f64) -> Self {
        Self { value, turn: Some(turn), ..Self::default() }
    }

    /// A figure of the whole conversation.
    fn whole(value: f64) -> Self {
        Self { value, ..Self::default() }
    }

    /// With a turn that explains it.
    fn beside(mut self, turn: usize) -> Self {
        self.related.push(turn);
        self
    }
}

impl Reading {
    /// One figure that needs nothing else.
    fn one(figure: Figure) -> Self {
        Self::Taken { figures: vec![figure], left_out: None }
    }
}

/// Figures as the limit is set on them.
fn together(of: Of, mut figures: Vec<Figure>, conversation: &Conversation<'_>) -> Vec<Figure> {
    if of == Of::Each || figures.is_empty() {
        return figures;
    }
    figures.sort_by(|a, b| a.value.total_cmp(&b.value));
    let n = figures.len();
    let sum: f64 = figures.iter().map(|f| f.value).sum();
    // The nearest rank: the smallest figure that at least nine in ten do not exceed.
    let rank = (n * 9).div_ceil(10).max(1) - 1;
    let worst = figures.swap_remove(if of == Of::P90 { rank } else { n - 1 });
    // What is taken together is the whole conversation's, but the worst one explains it.
    let whole = |value: f64| Figure {
        related: worst.turn.into_iter().collect(),
        values: vec![("worst", Value::Number(thousandth(worst.value)))],
        ..Figure::whole(value)
    };
    let mut taken = match of {
        Of::Average => whole(sum / n as f64),
        Of::Total => whole(sum),
        Of::Count => whole(n as f64),
        Of::Share => {
            let time = conversation.span().map_or(0.0, |(start, end)| end - start);
            whole(if time > 0.0 { sum / time * 100.0 } else { 0.0 })
        }
        Of::Each | Of::P90 | Of::Longest => worst,
    };
    taken.values.push(("n", Value::Number(n as f64)));
    vec![taken]
}

/// Seconds by which the words after a hold may start before it ends on record.
const BACK: f64 = 0.5;

fn thousandth(n: f64) -> f64 {
    (n * 1000.0).round() / 1000.0
}

#[cfg(test)]
mod tests;
