//! The report on a draft: findings with better wordings and the sentence rewritten, nothing about scores.

use schemars::JsonSchema;
use serde::Serialize;

use super::excerpt::CharacterColumns;
use super::human::Human;
use super::model::{ConversationEntry, FindingEntry, SpanEntry};
use super::{Context, Judged, words};
use crate::lang::Lang;
use crate::outcome::{Outcome, OutcomeKind};
use crate::rewrite::{Edit, Rewriter};
use crate::rule::file::Severity;

/// The schema that a draft's JSON report keeps to.
pub const SCHEMA: &str = "huashu-draft/1";

/// A draft as it is reported.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct DraftEntry {
    /// `huashu-draft/1`.
    pub schema: &'static str,
    /// The reply.
    pub text: String,
    /// What is wrong with it; spans are Unicode scalar offsets into `text`.
    pub findings: Vec<DraftFindingEntry>,
    /// Rules that judged the reply because of the conversation so far, and what came out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(default)]
    pub by_context: Vec<JudgedEntry>,
    /// The reply with all rewrites; absent where there is none to offer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rewritten: Option<String>,
    /// What has to be filled in where `rewritten` says 【…】.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(default)]
    pub blanks: Vec<String>,
    /// What is still wrong with `rewritten`; spans are offsets into it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(default)]
    pub remaining: Vec<FindingEntry>,
}

/// A finding on a draft.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct DraftFindingEntry {
    /// The finding.
    #[serde(flatten)]
    pub finding: FindingEntry,
    /// What can be said instead, by this rule alone; absent where no rewrite is clean.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rewritten: Option<RewrittenEntry>,
}

/// Sentences of a draft and what is said instead.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct RewrittenEntry {
    /// The sentences, as Unicode scalar offsets into the draft.
    pub span: SpanEntry,
    /// As they were.
    pub was: String,
    /// What takes their place.
    pub text: String,
}

/// A rule and what came out.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct JudgedEntry {
    /// The rule.
    pub rule: String,
    /// What came out for the reply.
    pub outcome: OutcomeKind,
}

/// Leaves only the findings on the last turn: a reply does not answer for those before it.
pub fn last_turn_only(judged: &mut Judged) {
    let last = judged.transcript.turns.len().checked_sub(1);
    for outcome in &mut judged.outcomes {
        if let Outcome::Fail(findings) = &mut outcome.outcome {
            findings.retain(|f| f.turn == last);
        }
    }
}

impl DraftEntry {
    /// The findings on the last turn, with what is said instead. `judged` holds no others (`last_turn_only`), and
    /// `again` judges a reply that was rewritten.
    #[must_use]
    pub fn new(
        context: &Context<'_>,
        judged: &Judged,
        rewriter: &Rewriter<'_>,
        again: impl FnOnce(String) -> Judged,
    ) -> Self {
        let text = judged.transcript.turns.last().map(|t| t.text.clone()).unwrap_or_default();
        let breaches = rewriter.breaches(&judged.transcript);
        let edit = |finding: &FindingEntry| {
            let span = finding.span.as_ref().map(|s| s.start..s.end);
            let rule = context.set.rules().iter().position(|r| r.id() == finding.rule)?;
            let breach = breaches.iter().find(|b| b.rule == rule && b.finding.span == span)?;
            Some(RewrittenEntry::new(&text, &rewriter.one(&judged.transcript, breach)?))
        };
        let found = ConversationEntry::new(context, judged).findings;
        let findings: Vec<DraftFindingEntry> =
            found.into_iter().map(|finding| DraftFindingEntry { rewritten: edit(&finding), finding }).collect();
        let rewritten = match findings.is_empty() {
            true => None,
            false => Some(rewriter.all(&judged.transcript).reply).filter(|reply| *reply != text),
        };
        let remaining = match rewritten.clone() {
            Some(reply) => ConversationEntry::new(context, &again(reply)).findings,
            None => Vec::new(),
        };
        let by_context = rewriter.by_context(&judged.transcript).into_iter().filter_map(|(rule, outcome)| {
            context.set.rules().get(rule).map(|r| JudgedEntry { rule: r.id().to_owned(), outcome })
        });
        let blanks = rewritten.as_deref().map(blanks).unwrap_or_default();
        Self { schema: SCHEMA, text, findings, by_context: by_context.collect(), rewritten, blanks, remaining }
    }

    /// The reply as it is best said: rewritten, or as it is.
    #[must_use]
    pub fn best(&self) -> &str {
        self.rewritten.as_deref().unwrap_or(&self.text)
    }

    /// What is wrong with the reply as it is best said.
    #[must_use]
    pub fn left(&self) -> Vec<&FindingEntry> {
        match self.rewritten {
            Some(_) => self.remaining.iter().collect(),
            None => self.findings.iter().map(|f| &f.finding).collect(),
        }
    }

    /// Whether the reply, as it is or as it is best said, has a finding so grave.
    #[must_use]
    pub fn fails(&self, least: Option<Severity>, rewritten: bool) -> bool {
        let Some(least) = least else { return false };
        match rewritten {
            true => self.left().iter().any(|f| f.severity >= least),
            false => self.findings.iter().any(|f| f.finding.severity >= least),
        }
    }

    /// One line a finding.
    #[must_use]
    pub fn concise(&self, lang: Lang) -> String {
        let line = |f: &DraftFindingEntry| {
            let better = match &f.rewritten {
                Some(edit) => format!("{}{}", lang.pick("；改写：", "; rewritten: "), edit.text),
                None if f.finding.suggest.is_empty() => String::new(),
                None => {
                    let texts = f.finding.suggest.join(lang.pick("；", "; "));
                    format!("{}{texts}", lang.pick("；可以说：", "; say instead: "))
                }
            };
            format!("{}{better}\n", told(&f.finding))
        };
        self.findings.iter().map(line).collect()
    }

    /// What is wrong with the reply as it is best said, one line a finding.
    #[must_use]
    pub fn left_lines(&self) -> Vec<String> {
        self.left().into_iter().map(told).collect()
    }

    /// One JSON object.
    #[must_use]
    pub fn json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default() + "\n"
    }

    /// For people.
    #[must_use]
    pub fn human(&self, human: &Human, context: &Context<'_>, judged: &Judged) -> String {
        let lang = context.lang;
        let mut out = String::new();
        let source = CharacterColumns::conversation(&judged.transcript, lang);
        for finding in &self.findings {
            out += &human.finding(context, &finding.finding, &source);
            if let Some(edit) = &finding.rewritten {
                out += &edit.human(human);
            }
        }
        if self.findings.is_empty() {
            out += lang.pick("✓ 没有发现问题\n", "✓ nothing found\n");
        }
        if !self.by_context.is_empty() {
            let one = |j: &JudgedEntry| match lang {
                Lang::Zh => format!("{}（{}）", j.rule, words::outcome(j.outcome, lang)),
                Lang::En => format!("{} ({})", j.rule, words::outcome(j.outcome, lang)),
            };
            let all: Vec<String> = self.by_context.iter().map(one).collect();
            out += lang.pick("结合上文判断：", "judged by the conversation so far: ");
            out += &(all.join(lang.pick("、", ", ")) + "\n");
        }
        if let Some(reply) = &self.rewritten {
            out += &format!("{}{reply}\n", lang.pick("改写：", "rewritten: "));
            out += &self.note(lang).map_or(String::new(), |note| format!("  {note}\n"));
            let left: Vec<&str> = self.remaining.iter().map(|f| f.rule.as_str()).collect();
            if !left.is_empty() {
                let (n, rules) = (left.len(), left.join(lang.pick("、", ", ")));
                out += &match lang {
                    Lang::Zh => format!("  改写后还有 {n} 个问题：{rules}\n"),
                    Lang::En => format!("  still wrong with it: {rules}\n"),
                };
            }
        }
        out
    }

    /// What to do about the blanks.
    #[must_use]
    pub fn note(&self, lang: Lang) -> Option<String> {
        let note = lang.pick("【】里的内容请按实际填写", "fill in what stands in 【】 before you send it");
        (!self.blanks.is_empty()).then(|| note.to_owned())
    }
}

impl RewrittenEntry {
    fn new(text: &str, edit: &Edit) -> Self {
        let was = text.chars().skip(edit.was.start).take(edit.was.len()).collect();
        Self { span: SpanEntry { start: edit.was.start, end: edit.was.end }, was, text: edit.text.clone() }
    }

    /// The sentences before and after, as a difference.
    fn human(&self, human: &Human) -> String {
        let line = |sign: char, text: &str, color: u8| {
            let text = text.trim();
            match human.color {
                true => format!("  \u{1b}[{color}m{sign} {text}\u{1b}[0m\n"),
                false => format!("  {sign} {text}\n"),
            }
        };
        line('-', &self.was, 31) + &line('+', &self.text, 32)
    }
}

/// `3: major tone/dead-end: …`
fn told(finding: &FindingEntry) -> String {
    let column = finding.span.as_ref().map_or(1, |s| s.start + 1);
    format!("{column}: {} {}: {}", finding.severity.as_str(), finding.rule, finding.message)
}

/// What stands in 【】.
fn blanks(text: &str) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for blank in text.split('【').skip(1).filter_map(|rest| rest.split_once('】')) {
        if !all.iter().any(|known| known == blank.0) {
            all.push(blank.0.to_owned());
        }
    }
    all
}
