//! What came of a rule's examples, for the person who writes rules: coverage and changes that went unnoticed.

mod json;

pub use json::{Tested, json};

use super::words;
use crate::lang::Lang;
use crate::rule::set::RuleSet;
use crate::selftest::coverage::{Count, Coverage, Exercise, Open, Why};
use crate::selftest::mutate::{Mutated, Mutation, Survivor};

/// One line a rule, situation or lexicon that has phrases, below it what was never seen at work (with `all` also what was merely found),
/// and a line for all.
#[must_use]
pub fn coverage(covered: &[Coverage], all: bool, lang: Lang) -> String {
    let mut out = lang.pick("\n话术的覆盖：\n", "\ncoverage of phrases:\n").to_owned();
    let mut total = Count::default();
    for one in covered {
        let count = one.patterns.plus(one.alternatives);
        total = total.plus(count);
        // A rule about clocks or a figure has no phrases.
        if count.all() == 0 {
            continue;
        }
        out += &line(&one.id, count, lang);
        out.extend(one.open.iter().filter(|o| all || o.how == Exercise::Never).map(|o| open(o, lang)));
    }
    out + &line(lang.pick("合计", "all"), total, lang)
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

fn line(name: &str, count: Count, lang: Lang) -> String {
    let Count { example, corpus, substitution, matched, never } = count;
    let all = count.all();
    match lang {
        Lang::Zh => format!(
            "{name}：{all} 处话术，例子 {example}，语料 {corpus}，代入 {substitution}，仅能匹配 {matched}，从未生效 {never}\n"
        ),
        Lang::En => format!(
            "{name}: {all} phrases, {example} in examples, {corpus} in the corpus, {substitution} by substitution, {matched} only found, {never} never at work\n"
        ),
    }
}

fn open(open: &Open, lang: Lang) -> String {
    let purpose = open.purpose.map_or(String::new(), |p| format!("{} ", p.name(lang)));
    let mut out = format!("    {}:{}: {purpose}“{}”", open.file, open.line, open.pattern);
    if let Some(alternative) = &open.alternative {
        out += &match lang {
            Lang::Zh => format!(" 的分支“{alternative}”"),
            Lang::En => format!(", alternative “{alternative}”"),
        };
    }
    out += match open.how {
        Exercise::Matched => {
            lang.pick("：能匹配，没有例子显出它的作用\n", ": found, but no example shows what it is for\n")
        }
        _ => lang.pick("：从未生效\n", ": never at work\n"),
    };
    if let Some((sentence, why)) = &open.tried {
        let why = self::why(why, lang);
        out += &match lang {
            Lang::Zh => format!("        试了“{sentence}”：{why}\n"),
            Lang::En => format!("        tried “{sentence}”: {why}\n"),
        };
    }
    out
}

fn why(why: &Why, lang: Lang) -> String {
    match why {
        Why::NotFound => lang.pick("匹配不到", "it does not match").into(),
        Why::NoDifference => lang.pick("匹配到了，结果没有变化", "it matches, and nothing changes").into(),
        Why::Silenced(exception) => words::exception(exception, lang),
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
