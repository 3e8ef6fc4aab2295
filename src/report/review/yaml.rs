//! A sample as YAML, for those who review in an editor and keep reviews in git.

use crate::lang::Lang;
use crate::report::escape::visible;
use crate::review::file::SCHEMA;
use crate::review::sheet::{Conversation, Item, Review, Sample};
use crate::review::verdict::Machine;

/// A review file. Every text is quoted, and what can't be seen in it is written out.
#[must_use]
pub fn text(review: &Review, lang: Lang) -> String {
    let mut out = String::new();
    for line in guide(lang) {
        out += &format!("# {line}\n");
    }
    out += &format!("schema: {SCHEMA}\nreviewer: {}\n", quoted(review.reviewer.as_deref().unwrap_or_default()));
    if let Some(sample) = &review.sample {
        out += &drawn(sample);
    }
    out += if review.conversations.is_empty() { "conversations: []\n" } else { "conversations:\n" };
    out.extend(review.conversations.iter().map(conversation));
    out
}

const fn guide(lang: Lang) -> [&'static str; 4] {
    lang.pick(
        [
            "每一项的 verdict 写 正确、误报（机器报出来、其实不是）或 漏报（机器没报、其实是）；没有定就留空。",
            "human_score 是您自己打的分（0–100）；逐条规则都找过，read 写 yes，没有写进 missed 的就当作没有。",
            "机器完全没有报出来的问题，写进 missed：- { rule: 规则编号, turn: 轮次, words: 原话, comment: 说明 }。",
            "坐席申诉写在 appeal 里；裁定 decision 写 成立 或 不成立。",
        ],
        [
            "verdict of an item: correct, false-alarm (reported, and is none) or missed (not reported, and is one); empty while open.",
            "human_score is your own score (0-100); read: yes means that you looked for every rule, and missed names all there is.",
            "What the machine did not report goes to missed: - { rule: ID, turn: N, words: WORDS, comment: WHY }.",
            "An appeal goes to appeal; its decision is upheld or rejected.",
        ],
    )
}

fn drawn(sample: &Sample) -> String {
    let by: Vec<String> = sample.by.iter().map(|b| quoted(b)).collect();
    let mut out = format!(
        "sample:\n  id: {}\n  unit: {}\n  by: [{}]\n  allocation: {}\n  seed: {}\n  size: {}\n  conversations: {}\n  ruleset: {}\n",
        quoted(&sample.id),
        sample.unit,
        by.join(", "),
        sample.allocation,
        sample.seed,
        sample.size,
        sample.conversations,
        quoted(&sample.ruleset)
    );
    out += "  strata:\n";
    for s in &sample.strata {
        out += &format!("    - {{ name: {}, population: {}, drawn: {} }}\n", quoted(&s.name), s.population, s.drawn);
    }
    out += "  rules:\n";
    for r in &sample.rules {
        let (rule, title) = (quoted(&r.rule), quoted(&r.title));
        out += &format!(
            "    - {{ rule: {rule}, title: {title}, fail: {}, quiet: {}, unknown: {} }}\n",
            r.fail, r.quiet, r.unknown
        );
    }
    out
}

fn conversation(conversation: &Conversation) -> String {
    let c = conversation;
    let mark = c.marks.first();
    let mut out = format!("\n  - id: {}\n", quoted(&c.id));
    let mut put = |key: &str, value: &str| {
        if !value.is_empty() {
            out += &format!("    {key}: {}\n", quoted(value));
        }
    };
    put("source", &c.source);
    put("agent", &c.agent);
    put("team", &c.team);
    put("grade", &c.grade);
    put("stratum", &c.stratum);
    if let Some(score) = c.score {
        out += &format!("    score: {score}\n");
    }
    if let Some(weight) = c.weight {
        out += &format!("    weight: {weight}\n");
    }
    let score = mark.and_then(|m| m.score).map(|s| s.to_string()).unwrap_or_default();
    out += &format!("    human_score: {score}\n");
    if c.weight.is_some() {
        out += &format!("    read: {}\n", if mark.is_some_and(|m| m.read) { "yes" } else { "no" });
    }
    out += &format!("    reviewer: {}\n", quoted(mark.and_then(|m| m.reviewer.as_deref()).unwrap_or_default()));
    out += &format!("    comment: {}\n", quoted(mark.map_or("", |m| &m.comment)));
    if !c.quiet.is_empty() {
        out += &format!("    quiet: [{}]\n", c.quiet.iter().map(|r| quoted(r)).collect::<Vec<_>>().join(", "));
    }
    if !c.turns.is_empty() {
        out += "    turns:\n";
    }
    for line in &c.turns {
        out += &format!("      - {}\n", quoted(&format!("{}：{}", line.role, line.text)));
    }
    out += if c.items.is_empty() { "    items: []\n" } else { "    items:\n" };
    out.extend(c.items.iter().map(item));
    out += if c.missed.is_empty() { "    missed: []\n" } else { "    missed:\n" };
    for m in &c.missed {
        let turn = m.turn.map_or(String::new(), |t| format!("turn: {t}, "));
        let (rule, words, comment) = (quoted(&m.rule), quoted(&m.words), quoted(&m.comment));
        let reviewer = m.reviewer.as_deref().map_or(String::new(), |r| format!(", reviewer: {}", quoted(r)));
        out += &format!("      - {{ rule: {rule}, {turn}words: {words}, comment: {comment}{reviewer} }}\n");
    }
    out
}

fn item(item: &Item) -> String {
    let mut out = format!("      - rule: {}\n", quoted(&item.rule));
    let mut put = |key: &str, value: &str| {
        if !value.is_empty() {
            out += &format!("        {key}: {}\n", quoted(value));
        }
    };
    put("title", &item.title);
    put("outcome", item.machine.as_str());
    put("severity", &item.severity);
    if let Some(turn) = item.turn {
        out += &format!("        turn: {turn}\n");
    }
    let mut put = |key: &str, value: &str| {
        if !value.is_empty() {
            out += &format!("        {key}: {}\n", quoted(value));
        }
    };
    put("words", &item.words);
    put("message", &item.message);
    put("clauses", &item.clauses);
    put("rationale", &item.rationale);
    if !item.context.is_empty() {
        out += "        context:\n";
    }
    for line in &item.context {
        out += &format!("          - {}\n", quoted(line));
    }
    let first = item.answers.first();
    let verdict = first.and_then(|a| a.verdict).map_or("", |v| v.as_str());
    out += &format!("        verdict: {}\n", quoted(verdict));
    out += &format!("        comment: {}\n", quoted(first.map_or("", |a| &a.comment)));
    out += &format!("        reviewer: {}\n", quoted(first.and_then(|a| a.reviewer.as_deref()).unwrap_or_default()));
    if item.answers.len() > 1 {
        out += "        also:\n";
    }
    for answer in item.answers.iter().skip(1) {
        let (verdict, comment) = (quoted(answer.verdict.map_or("", |v| v.as_str())), quoted(&answer.comment));
        let reviewer = quoted(answer.reviewer.as_deref().unwrap_or_default());
        out += &format!("          - {{ reviewer: {reviewer}, verdict: {verdict}, comment: {comment} }}\n");
    }
    if item.machine == Machine::Fail {
        let appeal = item.appeal.clone().unwrap_or_default();
        out += &format!(
            "        appeal: {{ by: {}, reason: {}, decision: {}, decided_by: {} }}\n",
            quoted(&appeal.by),
            quoted(&appeal.reason),
            quoted(appeal.decision.map_or("", |d| d.as_str())),
            quoted(&appeal.decided_by)
        );
    }
    out += &format!("        weight: {}\n", item.weight);
    if let Some(fingerprint) = &item.fingerprint {
        out += &format!("        fingerprint: {}\n", quoted(fingerprint));
    }
    out += &format!("        id: {}\n", quoted(&item.id));
    out
}

/// A string that is the same in JSON and YAML.
fn quoted(text: &str) -> String {
    serde_json::to_string(&visible(text)).unwrap_or_default()
}
