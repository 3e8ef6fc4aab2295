//! What came of a rule's examples, for the person who writes rules: coverage and changes that went unnoticed.

use super::words;
use crate::lang::Lang;
use crate::rule::set::RuleSet;
use crate::selftest::coverage::{Count, Coverage, Missed};
use crate::selftest::mutate::{Mutated, Mutation, Survivor};

/// One line a rule or lexicon, with what is missed below it where that is asked for, and a line for all.
#[must_use]
pub fn coverage(all: &[Coverage], list: bool, lang: Lang) -> String {
    let mut out = lang.pick("\n例子的覆盖：\n", "\ncoverage by examples:\n").to_owned();
    let (mut patterns, mut alternatives) = (Count::default(), Count::default());
    for one in all {
        patterns = patterns.plus(one.patterns);
        alternatives = alternatives.plus(one.alternatives);
        out += &line(&one.id, one.patterns, one.alternatives, lang);
        if list {
            out.extend(one.missed.iter().map(|m| missed(m, lang)));
        }
    }
    out + &line(lang.pick("合计", "all"), patterns, alternatives, lang)
}

/// What rules did not notice, and a line for all.
#[must_use]
pub fn mutants(set: &RuleSet, all: &[Mutated], lang: Lang) -> String {
    let mut out = lang.pick("\n改动例子：\n", "\nchanged examples:\n").to_owned();
    for one in all {
        let file = set.get(&one.rule).map_or("", |rule| &rule.source.name);
        out.extend(one.survivors.iter().map(|s| survivor(file, &one.rule, s, lang)));
    }
    let tried: usize = all.iter().map(|m| m.tried).sum();
    let unnoticed: usize = all.iter().map(|m| m.survivors.len()).sum();
    let untried: Vec<&str> = all.iter().filter(|m| m.tried == 0).map(|m| m.rule.as_str()).collect();
    out += &match lang {
        Lang::Zh => format!("{tried} 处改动，{unnoticed} 处没有察觉。\n"),
        Lang::En => format!("{tried} changes, {unnoticed} not noticed.\n"),
    };
    if !untried.is_empty() {
        let head = lang.pick("没有可改的例子：", "no example to change: ");
        out += &format!("{head}{}\n", untried.join(lang.pick("、", ", ")));
    }
    out
}

fn line(name: &str, patterns: Count, alternatives: Count, lang: Lang) -> String {
    let Count { hit, all } = patterns;
    let mut line = match lang {
        Lang::Zh => format!("{name}：话术 {hit}/{all}"),
        Lang::En => format!("{name}: patterns {hit}/{all}"),
    };
    if alternatives.all > 0 {
        let Count { hit, all } = alternatives;
        line += &match lang {
            Lang::Zh => format!("，分支 {hit}/{all}"),
            Lang::En => format!(", alternatives {hit}/{all}"),
        };
    }
    line + "\n"
}

fn missed(missed: &Missed, lang: Lang) -> String {
    let purpose = missed.purpose.map_or(String::new(), |p| format!("{} ", p.name(lang)));
    let place = format!("    {}:{}: {purpose}“{}”", missed.file, missed.line, missed.pattern);
    match (&missed.alternative, lang) {
        (None, _) => format!("{place}\n"),
        (Some(alternative), Lang::Zh) => format!("{place} 的分支“{alternative}”\n"),
        (Some(alternative), Lang::En) => format!("{place}, alternative “{alternative}”\n"),
    }
}

fn survivor(file: &str, rule: &str, survivor: &Survivor, lang: Lang) -> String {
    let got = words::outcome(survivor.got, lang);
    let change = match survivor.mutation {
        Mutation::Delete => lang.pick("去掉了必须说的话", "what must be said was taken out"),
        Mutation::Insert => {
            lang.pick("把违规的话放进正常会话", "the forbidden words were put into a clean conversation")
        }
        Mutation::Delay => lang.pick("把回复推迟了一小时", "a reply was delayed by an hour"),
        Mutation::Swap => lang.pick("对调了坐席与客户", "agent and customer changed places"),
    };
    let line = survivor.line;
    let told = match lang {
        Lang::Zh => format!("{file}:{line}: {rule}: {change}，结果是“{got}”"),
        Lang::En => format!("{file}:{line}: {rule}: {change}, and it came out as “{got}”"),
    };
    format!("{told}\n    {}\n", survivor.text)
}
