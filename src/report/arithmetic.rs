//! The arithmetic of a score, so that a person can redo it by hand.

use super::words::figure;
use super::{Context, Judged};
use crate::lang::Lang;
use crate::score::{ScoreMode, Scorecard};

/// The lines that lead from the base to the score, the score itself last.
#[must_use]
pub fn lines(context: &Context<'_>, judged: &Judged) -> Vec<String> {
    let card = &judged.scorecard;
    let lang = context.lang;
    let mut lines = match context.model.mode {
        ScoreMode::Deduct => deductions(context, card),
        ScoreMode::Weighted => shares(card, lang),
    };
    lines.push(total(context, card));
    lines
}

/// `服务态度 30 − 5（tone/dead-end 1×5）= 25`, for dimensions that lost something.
fn deductions(context: &Context<'_>, card: &Scorecard) -> Vec<String> {
    let lang = context.lang;
    let mut lines = Vec::new();
    for dimension in &card.dimensions {
        let rule_of = |d: &crate::score::Deduction| &context.set.rules()[d.rule];
        let own: Vec<_> =
            card.deductions.iter().filter(|d| rule_of(d).file.dimension.value == dimension.name).collect();
        if own.is_empty() {
            continue;
        }
        let taken: f64 = own.iter().map(|d| d.taken).sum();
        let parts: Vec<String> = own
            .iter()
            .map(|d| {
                let capped = d.taken < d.points * d.findings as f64;
                let cap = match (capped, lang) {
                    (false, _) => String::new(),
                    (true, Lang::Zh) => format!("，上限 {}", figure(d.taken)),
                    (true, Lang::En) => format!(", at most {}", figure(d.taken)),
                };
                format!("{} {}×{}{cap}", rule_of(d).id(), d.findings, figure(d.points))
            })
            .collect();
        let (open, close, comma) = lang.pick(("（", "）", "；"), (" (", ")", "; "));
        let floor = if taken > dimension.max {
            lang.pick("，扣完为止", ", down to 0")
        } else if dimension.score < dimension.max - taken {
            lang.pick("，一票否决此维度", ", voided by a fatal finding")
        } else {
            ""
        };
        lines.push(format!(
            "{} {} − {}{open}{}{close}= {}{floor}",
            dimension.name,
            figure(dimension.max),
            figure(taken),
            parts.join(comma),
            figure(dimension.score),
        ));
    }
    lines
}

/// `服务态度 27.5 / 30`, for every dimension that was judged.
fn shares(card: &Scorecard, lang: Lang) -> Vec<String> {
    let judged = card.dimensions.iter().filter(|d| !d.unjudged);
    judged
        .map(|d| {
            let share = if d.max > 0.0 { d.score / d.max * 100.0 } else { 0.0 };
            let of = lang.pick("通过权重", "of its weight passed");
            format!("{} {}% {of}：{} / {}", d.name, figure(share), figure(d.score), figure(d.max))
        })
        .collect()
}

fn total(context: &Context<'_>, card: &Scorecard) -> String {
    let lang = context.lang;
    let base: f64 = card.dimensions.iter().map(|d| d.max).sum();
    let left: f64 = card.dimensions.iter().map(|d| d.score).sum();
    let parts: Vec<String> = card.dimensions.iter().map(|d| figure(d.score)).collect();
    let mut sum = format!("{} = {}", parts.join(" + "), figure(left));
    if (base - 100.0).abs() > f64::EPSILON {
        let comma = lang.pick("，", ", ");
        sum = format!("{sum}{comma}{} / {} × 100 = {}", figure(left), figure(base), figure(left / base * 100.0));
    }
    let verdict = if card.fatal { lang.pick("，一票否决 → 0", ", a fatal finding → 0") } else { "" };
    match lang {
        Lang::Zh => format!("得分 {sum}{verdict} → {} 分（{}）", figure(card.score), card.grade),
        Lang::En => format!("score {sum}{verdict} → {} ({})", figure(card.score), card.grade),
    }
}
