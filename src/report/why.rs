//! Why a rule came out as it did, for a person.

use super::words;
use crate::lang::Lang;
use crate::outcome::{Finding, Location, Outcome};
use crate::rule::file::RoleFile;
use crate::rule::set::Rule;
use crate::transcript::Transcript;
use crate::why::{Fate, Searched, Seen, Why};

/// Matches of one list that are shown.
const SHOWN: usize = 12;

/// The outcome, then every list with its scope and its matches, then what came closest.
#[must_use]
pub fn text(why: &Why, rule: &Rule, transcript: &Transcript, lang: Lang) -> String {
    let outcome = &why.outcome.outcome;
    let colon = lang.pick("：", ": ");
    let mut out = format!("{}  {}\n", rule.id(), rule.title(lang));
    out += &format!("{}{colon}{}", transcript.id, words::outcome(outcome.kind(), lang));
    out += &match outcome {
        Outcome::NotApplicable(reason) | Outcome::Unknown(reason) => {
            format!("{}{}\n", lang.pick("，因为", ": "), words::reason(*reason, lang))
        }
        Outcome::Pass(places) if !places.is_empty() => {
            format!("{}{}\n", lang.pick("，依据是", ", by "), places_text(places, transcript, lang))
        }
        Outcome::Pass(_) | Outcome::Fail(_) => "\n".to_owned(),
    };
    if let Outcome::Fail(findings) = outcome {
        out.extend(findings.iter().map(|f| finding(f, rule, transcript, lang)));
    }
    for searched in &why.searches {
        out += "\n";
        out += &search(searched, lang);
    }
    if let Some((searched, seen)) = why.closest() {
        let head = match lang {
            Lang::Zh => format!("\n最接近“{}”的：", searched.purpose.name(lang)),
            Lang::En => format!("\nclosest to “{}”: ", searched.purpose.name(lang)),
        };
        out += &format!("{head}{}\n", hit(seen, lang));
    }
    out
}

fn finding(finding: &Finding, rule: &Rule, transcript: &Transcript, lang: Lang) -> String {
    let place = finding.turn.map_or(String::new(), |t| turn(t, lang));
    let space = if place.is_empty() { "" } else { " " };
    let message = super::model::message(rule, finding, lang);
    let related = if finding.related.is_empty() {
        String::new()
    } else {
        let places = places_text(&finding.related, transcript, lang);
        format!("{}{places}", lang.pick("；相关：", "; related: "))
    };
    format!("  {place}{space}{message}{related}\n")
}

fn search(searched: &Searched, lang: Lang) -> String {
    let whose = role(searched.role, lang);
    let mut out = match lang {
        Lang::Zh => format!("{}（{whose}的话）", searched.purpose.name(lang)),
        Lang::En => format!("{} ({whose}'s words)", searched.purpose.name(lang)),
    };
    out += &match &searched.scope {
        None => String::new(),
        Some(Err(reason)) => {
            format!("{}{}", lang.pick("：范围无法确定，", ": no scope, "), words::reason(*reason, lang))
        }
        Some(Ok(turns)) if turns.is_empty() => lang.pick("：范围内没有轮次", ": no turn in scope").into(),
        Some(Ok(turns)) => match lang {
            Lang::Zh => format!("：查了第 {} 轮", ranges(turns, "、")),
            Lang::En => format!(": looked at turns {}", ranges(turns, ", ")),
        },
    };
    out += "\n";
    if searched.hits.is_empty() {
        out += lang.pick("  一处也没有\n", "  nothing found\n");
    }
    for seen in searched.hits.iter().take(SHOWN) {
        out += &format!("  {}\n", hit(seen, lang));
    }
    if searched.hits.len() > SHOWN {
        let more = searched.hits.len() - SHOWN;
        out += &match lang {
            Lang::Zh => format!("  还有 {more} 处\n"),
            Lang::En => format!("  {more} more\n"),
        };
    }
    out
}

fn hit(seen: &Seen, lang: Lang) -> String {
    let fate = match &seen.fate {
        Fate::Counts => lang.pick("命中", "counts").to_owned(),
        Fate::Silenced(by) => format!("{}{}", lang.pick("不计，", "not counted: "), words::exception(by, lang)),
        Fate::Alone => lang.pick("不计，附近没有 `only` 要求的话", "not counted: nothing of `only` is near").to_owned(),
        Fate::Elsewhere => lang.pick("不在范围内", "outside the scope").to_owned(),
        Fate::OtherRole(by) => match lang {
            Lang::Zh => format!("是{}说的", words::role(*by, lang)),
            Lang::En => format!("said by the {}", words::role(*by, lang)),
        },
    };
    let place = turn(seen.location.turn, lang);
    match lang {
        Lang::Zh => format!("{place}“{}”（{}）：{fate}", seen.text, seen.pattern),
        Lang::En => format!("{place} “{}” ({}): {fate}", seen.text, seen.pattern),
    }
}

fn places_text(places: &[Location], transcript: &Transcript, lang: Lang) -> String {
    let one = |place: &Location| {
        let text = transcript.turns.get(place.turn).map_or("", |t| t.text.as_str());
        let words: String = match &place.span {
            Some(span) => text.chars().skip(span.start).take(span.len()).collect(),
            None => text.to_owned(),
        };
        format!("{}{}“{words}”", turn(place.turn, lang), lang.pick("", " "))
    };
    places.iter().take(SHOWN).map(one).collect::<Vec<_>>().join(lang.pick("、", ", "))
}

fn turn(index: usize, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("第 {} 轮", index + 1),
        Lang::En => format!("turn {}", index + 1),
    }
}

fn role(role: RoleFile, lang: Lang) -> &'static str {
    match role {
        RoleFile::Agent => lang.pick("坐席", "the agent"),
        RoleFile::Customer => lang.pick("客户", "the customer"),
        RoleFile::Bot => lang.pick("机器人", "the bot"),
        RoleFile::System => lang.pick("系统", "the platform"),
        RoleFile::Any => lang.pick("任何人", "anybody"),
    }
}

/// Turns from 1, neighbours put together: `1–3, 5`.
fn ranges(turns: &[usize], separator: &str) -> String {
    let mut parts: Vec<(usize, usize)> = Vec::new();
    for turn in turns.iter().map(|t| t + 1) {
        match parts.last_mut() {
            Some((_, last)) if *last == turn || *last + 1 == turn => *last = turn,
            _ => parts.push((turn, turn)),
        }
    }
    let one = |(from, to): &(usize, usize)| if from == to { from.to_string() } else { format!("{from}–{to}") };
    parts.iter().map(one).collect::<Vec<_>>().join(separator)
}

#[cfg(test)]
mod tests {
    use super::ranges;

    #[test]
    fn neighbouring_turns_are_put_together() {
        assert_eq!(ranges(&[0, 1, 2, 4], ", "), "1–3, 5");
        assert_eq!(ranges(&[3], ", "), "4");
    }
}
