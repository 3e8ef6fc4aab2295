//! What is summed up over a batch beside the totals: the distribution, dimensions, days, findings of a rule.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::Spread;
use crate::outcome::{Outcome, Reason};
use crate::report::{Context, Judged};

/// The clock that days go by: the one of the readers for dates without a zone.
const LOCAL: jiff::tz::Offset = jiff::tz::offset(8);

/// How many bars a distribution has; each is 5 points wide, the last one includes 100.
pub const BARS: usize = 20;

/// The sums. Memory grows with rules and days, not with conversations.
#[derive(Debug, Clone, Default)]
pub struct Sums {
    /// All scores.
    pub scores: Spread,
    /// Conversations by score: 0–5, 5–10 … 95–100, the upper end of each excluded but the last.
    pub bars: [usize; BARS],
    /// Conversations that a fatal finding voided; all of them are in the first bar.
    pub fatal: usize,
    /// By dimension, in the model's order.
    pub dimensions: Vec<DimensionSums>,
    /// Findings by rule, in the set's order; waived ones left out.
    pub findings: Vec<usize>,
    /// Outcomes that could not be judged, by reason.
    pub unknown: BTreeMap<Reason, usize>,
    /// By day of the start, where the record gives it.
    pub days: BTreeMap<Date, Day>,
    /// Conversations that carry no date.
    pub undated: usize,
    /// Conversations that name no agent.
    pub nobody: usize,
}

/// The sums of a dimension.
#[derive(Debug, Clone, Default)]
pub struct DimensionSums {
    /// Scores of the conversations in which a rule of it was judged.
    pub scores: Spread,
    /// The most that can be had: the greatest seen.
    pub max: f64,
    /// Conversations in which nothing of it was judged.
    pub unjudged: usize,
}

/// The sums of a day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Day {
    /// Scores.
    pub scores: Spread,
    /// Conversations that a fatal finding voided.
    pub fatal: usize,
    /// Findings.
    pub findings: usize,
}

impl Sums {
    /// Adds one conversation.
    pub fn add(&mut self, context: &Context<'_>, judged: &Judged) {
        let card = &judged.scorecard;
        self.scores.add(card.score);
        self.bars[bar(card.score)] += 1;
        self.fatal += usize::from(card.fatal);
        self.dimensions.resize_with(card.dimensions.len(), DimensionSums::default);
        for (sums, dimension) in self.dimensions.iter_mut().zip(&card.dimensions) {
            if dimension.unjudged {
                sums.unjudged += 1;
            } else {
                sums.scores.add(dimension.score);
            }
            sums.max = sums.max.max(dimension.max);
        }
        self.findings.resize(context.set.rules().len(), 0);
        let mut found = 0;
        for outcome in &judged.outcomes {
            match &outcome.outcome {
                Outcome::Fail(_) => {
                    let counting = outcome.outcome.counting();
                    self.findings[outcome.rule] += counting;
                    found += counting;
                }
                Outcome::Unknown(reason) => *self.unknown.entry(*reason).or_default() += 1,
                Outcome::Pass(_) | Outcome::NotApplicable(_) => {}
            }
        }
        self.nobody += usize::from(judged.transcript.agent.id.is_none());
        match judged.transcript.started_at {
            None => self.undated += 1,
            Some(start) => {
                let day = self.days.entry(local_day(start)).or_default();
                day.scores.add(card.score);
                day.fatal += usize::from(card.fatal);
                day.findings += found;
            }
        }
    }
}

/// The day on which something happened, on the clock that days go by.
#[must_use]
pub fn local_day(moment: jiff::Timestamp) -> Date {
    LOCAL.to_datetime(moment).date()
}

/// The bar a score of 0–100 belongs to.
fn bar(score: f64) -> usize {
    let width = 100 / BARS;
    ((score.max(0.0) as usize) / width).min(BARS - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_take_their_lower_end() {
        assert_eq!([0.0, 4.99, 5.0, 89.99, 94.99, 95.0, 100.0].map(bar), [0, 0, 1, 17, 18, 19, 19]);
    }

    #[test]
    fn days_go_by_the_clock_of_the_readers() {
        let late: jiff::Timestamp = "2026-10-08T17:30:00Z".parse().unwrap();
        assert_eq!(local_day(late).to_string(), "2026-10-09");
    }
}
