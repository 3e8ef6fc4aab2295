//! Samples and reviews: what is drawn, that it survives being written and read, what reviews come to, and mistakes.

#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic, reason = "tests may")]

mod common;

use std::fs;

use huashu::batch;
use huashu::lang::Lang;
use huashu::policy::Policy;
use huashu::read::{self, Options, Record};
use huashu::report::Context;
use huashu::report::review as render;
use huashu::review::examples;
use huashu::review::mistake::Mistake;
use huashu::review::pool::Pool;
use huashu::review::read::{Read, workbook, yaml};
use huashu::review::sample::{By, Design, Sampler};
use huashu::review::sheet::{Answer, Appeal, Mark, Missed, Review};
use huashu::review::summary::{Limits, Summary};
use huashu::review::verdict::{Decision, Machine, Verdict};
use huashu::rule::error::SourceFile;
use huashu::score::ScoreModel;
use huashu::transcript::Transcript;
use rust_xlsxwriter::Workbook;

fn design(by: &[By], size: usize) -> Design {
    Design { by: by.to_vec(), size, passes: 4, seed: 7, allocation: None, redact: true }
}

fn sample(transcripts: &[Transcript], design: Design, lang: Lang) -> Review {
    let model = ScoreModel::default();
    let context = Context { set: &common::RULES, model: &model, lang, outcomes: false };
    let mut sampler = Sampler::new(design, context);
    let records = transcripts.iter().map(|t| Record::Transcript(Box::new(t.clone())));
    let skipped = batch::each(records, &common::LINTER, &context, &Policy::default(), |judged| sampler.add(judged));
    assert!(skipped.is_empty());
    sampler.draw().unwrap()
}

fn all() -> Vec<Transcript> {
    common::transcripts(&common::fixtures())
}

fn read_yaml(name: &str, text: &str) -> Read {
    yaml(SourceFile { name: name.into(), path_id: "review".into(), text: text.into(), checked: false })
}

/// Answers as two people would give them: the first agrees with the machine but for every fifth item, the second for every
/// seventh.
fn fill(review: &mut Review) {
    let mut count = 0;
    for conversation in &mut review.conversations {
        for item in &mut conversation.items {
            count += 1;
            let wrong = if item.machine == Machine::Fail { Verdict::FalseAlarm } else { Verdict::Missed };
            for (who, every) in [("张", 5), ("李", 7)] {
                let verdict = if count % every == 0 { wrong } else { Verdict::Correct };
                let comment = if verdict == Verdict::Correct { String::new() } else { format!("{who}：=1+1") };
                item.answers.push(Answer { reviewer: Some(who.into()), verdict: Some(verdict), comment });
            }
            if count % 9 == 0 && item.machine == Machine::Fail {
                item.appeal = Some(Appeal {
                    by: conversation.agent.clone(),
                    reason: "客户要求这样说".into(),
                    decision: (count % 2 == 0).then_some(Decision::Upheld),
                    decided_by: if count % 2 == 0 { "王主管".into() } else { String::new() },
                });
            }
        }
        let score = conversation.score.map(|s| (s - 3.0).max(0.0));
        conversation.marks.push(Mark { reviewer: Some("张".into()), score, read: true, comment: String::new() });
    }
    let first = &mut review.conversations[0];
    let rule = first.items[0].rule.clone();
    let missed =
        Missed { rule, turn: Some(1), words: "@SUM(A1)".into(), comment: String::new(), reviewer: Some("张".into()) };
    first.missed.push(missed);
}

#[test]
fn the_order_of_conversations_does_not_matter() {
    let mut transcripts = all();
    for by in [&[][..], &[By::Agent], &[By::Score, By::Team]] {
        let drawn = sample(&transcripts, design(by, 30), Lang::Zh);
        transcripts.reverse();
        assert_eq!(drawn, sample(&transcripts, design(by, 30), Lang::Zh));
        let other = sample(&transcripts, Design { seed: 8, ..design(by, 30) }, Lang::Zh);
        assert_ne!(drawn, other);
    }
}

#[test]
fn weights_add_up_to_all_conversations_and_judgements() {
    let transcripts = all();
    let drawn = sample(&transcripts, design(&[By::Agent], 30), Lang::Zh);
    let weights: f64 = drawn.conversations.iter().filter_map(|c| c.weight).sum();
    assert!((weights - transcripts.len() as f64).abs() < 1e-6, "{weights}");
    let strata = &drawn.sample.as_ref().unwrap().strata;
    assert!(strata.iter().all(|s| s.drawn > 0));
    // What is asked of a conversation stands for all its quiet rules.
    for conversation in &drawn.conversations {
        let asked = |kind| conversation.items.iter().filter(move |i| i.machine == kind);
        let quiet: f64 = asked(Machine::Pass).chain(asked(Machine::NotApplicable)).map(|i| i.weight).sum();
        let weight = conversation.weight.unwrap();
        assert!((quiet - weight * conversation.quiet.len() as f64).abs() < 1e-6, "{}", conversation.id);
    }
    let rules = sample(&transcripts, design(&[By::Rule], 400), Lang::Zh);
    let info = rules.sample.as_ref().unwrap();
    for counts in &info.rules {
        // Findings of one judgement share its weight.
        let mut seen = std::collections::BTreeSet::new();
        let mut fails = 0.0;
        for conversation in &rules.conversations {
            for item in &conversation.items {
                let new = item.rule == counts.rule && item.machine == Machine::Fail && seen.insert(&conversation.id);
                fails += if new { item.weight } else { 0.0 };
            }
        }
        assert!((fails - counts.fail as f64).abs() < 1e-6, "{}: {fails} of {}", counts.rule, counts.fail);
    }
}

#[test]
fn a_review_survives_the_workbook() {
    for (lang, by) in [(Lang::Zh, By::Agent), (Lang::En, By::Team), (Lang::Zh, By::Rule)] {
        let mut review = sample(&all(), design(&[by], 300), lang);
        fill(&mut review);
        let bytes = render::workbook::bytes(&review, lang).unwrap();
        assert_eq!(bytes, render::workbook::bytes(&review, lang).unwrap());
        let read = workbook("r.xlsx", bytes);
        assert!(read.mistakes.is_empty(), "{:?}", read.mistakes);
        assert_eq!(plain(read.review), plain(review));
    }
}

#[test]
fn a_review_survives_the_text() {
    let mut review = sample(&all(), design(&[By::Agent], 30), Lang::Zh);
    fill(&mut review);
    let read = read_yaml("r.yaml", &render::yaml::text(&review, Lang::Zh));
    assert!(read.mistakes.is_empty(), "{:?}", read.mistakes);
    assert_eq!(plain(read.review), plain(review));
}

/// Without what a file of one kind does not keep: clock times in YAML, marks of direction, spaces at ends.
fn plain(mut review: Review) -> Review {
    let tidy = |text: &mut String| {
        *text = huashu::report::escape::visible(text).trim_matches(|c: char| c.is_whitespace() || c == '⏎').to_owned();
    };
    for conversation in &mut review.conversations {
        for line in &mut conversation.turns {
            line.at.clear();
            tidy(&mut line.text);
        }
        for item in &mut conversation.items {
            [&mut item.words, &mut item.message].into_iter().for_each(tidy);
            item.context.iter_mut().for_each(tidy);
        }
    }
    review
}

#[test]
fn personal_data_are_masked_unless_they_are_asked_for() {
    let text = "客户：我叫你查13800138000\n坐席：13800138000是吧，这个我们也没办法。";
    let options = Options::default();
    let transcripts: Vec<Transcript> = read::records("a.txt", Box::new(text.as_bytes()), None, &options)
        .filter_map(|r| if let Record::Transcript(t) = r { Some(*t) } else { None })
        .collect();
    for redact in [true, false] {
        let review = sample(&transcripts, Design { redact, ..design(&[], 9) }, Lang::Zh);
        assert_eq!(render::yaml::text(&review, Lang::Zh).contains("13800138000"), !redact);
        assert_eq!(
            format!("{:?}", workbook("r", render::workbook::bytes(&review, Lang::Zh).unwrap())).contains("13800138000"),
            !redact
        );
    }
}

#[test]
fn nothing_in_the_workbook_is_a_formula() {
    let mut review = sample(&all(), design(&[], 5), Lang::Zh);
    fill(&mut review);
    let bytes = render::workbook::bytes(&review, Lang::Zh).unwrap();
    let mut book: calamine::Xlsx<_> = calamine::Reader::new(std::io::Cursor::new(bytes)).unwrap();
    for name in calamine::Reader::sheet_names(&book) {
        let formulas = calamine::Reader::worksheet_formula(&mut book, &name).unwrap();
        assert!(formulas.cells().all(|(_, _, text)| text.is_empty()), "{name}");
    }
    let range = calamine::Reader::worksheet_range(&mut book, "漏报").unwrap();
    assert_eq!(range.get_value((1, 3)), Some(&calamine::Data::String("@SUM(A1)".into())));
}

#[test]
fn what_reviews_come_to() {
    let files = ["tests/cli/inputs/review/zhang.yaml", "tests/cli/inputs/review/li.yaml"];
    let read = files.map(|name| (name.to_owned(), read_yaml(name, &fs::read_to_string(name).unwrap())));
    assert!(read.iter().all(|(_, r)| r.mistakes.is_empty()));
    let (pool, mistakes) = Pool::of(read.map(|(name, read)| (name, read.review)).into());
    assert!(mistakes.is_empty());
    let limits = Limits { precision: Some(0.95), recall: None, kappa: Some(0.9) };
    let summary = Summary::new(&pool, files.map(str::to_owned).into(), None, &limits);
    insta::assert_snapshot!("summary_json", render::json(&summary));
    for lang in [Lang::Zh, Lang::En] {
        insta::assert_snapshot!(format!("summary_{lang:?}"), render::human::text(&summary, lang));
        insta::assert_snapshot!(format!("summary_markdown_{lang:?}"), render::markdown::text(&summary, lang));
    }
    insta::assert_snapshot!("examples", examples::jsonl(&examples::examples(&pool, None)));
}

#[test]
fn an_appeal_that_comes_by_itself_finds_its_item() {
    let mut review = sample(&all(), design(&[], 40), Lang::Zh);
    let item = review.conversations.iter_mut().flat_map(|c| &mut c.items).find(|i| i.machine == Machine::Fail).unwrap();
    let mark = item.fingerprint.clone().unwrap();
    let rule = item.rule.clone();
    let text = format!(
        "schema: huashu-review/1\nconversations:\n  - id: 随便\n    items:\n      - rule: {rule}\n        fingerprint: \"{mark}\"\n        appeal: {{ by: A7, reason: 客户要求 }}\n"
    );
    let appeal = read_yaml("appeal.yaml", &text);
    assert!(appeal.mistakes.is_empty(), "{:?}", appeal.mistakes);
    let files = vec![("appeal.yaml".to_owned(), appeal.review), ("r.xlsx".to_owned(), review)];
    let (pool, _) = Pool::of(files);
    let summary = Summary::new(&pool, vec![], None, &Limits::default());
    assert_eq!((summary.appeals.len(), summary.counts.conversations), (1, 40));
    assert_eq!((summary.appeals[0].by.as_str(), summary.appeals[0].decision), ("A7", None));
}

/// A workbook of rows.
fn book(sheets: &[(&str, &[&[&str]])]) -> Vec<u8> {
    let mut workbook = Workbook::new();
    for (name, rows) in sheets {
        let sheet = workbook.add_worksheet();
        sheet.set_name(*name).unwrap();
        for (at, row) in (0..).zip(*rows) {
            for (column, cell) in (0..).zip(*row) {
                sheet.write_string(at, column, *cell).unwrap();
            }
        }
    }
    workbook.save_to_buffer().unwrap()
}

fn drawn(mistakes: &[Mistake]) -> String {
    let texts = [Lang::Zh, Lang::En].map(|lang| {
        let each = mistakes.iter().map(|m| render::mistake::draw(m, lang));
        each.collect::<Vec<_>>().join("\n")
    });
    texts.join("\n\n")
}

#[test]
fn mistakes_in_a_workbook_name_their_cells_and_lose_their_rows_only() {
    let bytes = book(&[
        (
            "复核",
            &[
                &["结论", "会话", "规则", "机器判定", "编号", "复核人", "申诉人", "申诉裁定", "权重"],
                &["对", "C1", "tone/a", "问题", "1", "", "", "", ""],
                &["漏报", "C1", "tone/a", "问题", "2", "", "", "", ""],
                &["误报", "C1", "tone/a", "通过", "3", "", "", "", ""],
                &["正确", "C1", "tone/a", "问题", "4", "张", "A7", "同意", ""],
                &["误报", "C1", "tone/a", "问题", "4", "张", "", "", ""],
                &["正确", "C1", "tone/a", "失败", "5", "", "", "", ""],
                &["正确", "", "tone/a", "问题", "6", "", "", "", ""],
                &["正确", "C1", "tone/a", "问题", "7", "", "", "", "-1"],
                &["待定", "C1", "tone/a", "问题", "8", "", "", "", "2.5"],
            ],
        ),
        (
            "会话",
            &[&["会话", "人工得分", "已通读"], &["C1", "120", "差不多"], &["C2", "八十", ""], &["C3", "80分", "是"]],
        ),
        (
            "漏报",
            &[
                &["会话", "规则", "轮次", "原话"],
                &["C9", "tone/a", "", "x"],
                &["C1", "", "", "x"],
                &["C1", "tone/aa", "", "x"],
                &["C1", "tone/a", "第三", "x"],
            ],
        ),
        ("抽样", &[&["项目", "值"], &["schema", "huashu-review/1"], &["id", "s"]]),
        ("规则", &[&["规则", "规则名称"], &["tone/a", "消极拒绝"]]),
    ]);
    let read = workbook("月评.xlsx", bytes);
    insta::assert_snapshot!("mistakes_workbook", drawn(&read.mistakes));
    // The row with a wrong decision keeps its verdict, the one that is open stays open.
    let settled: Vec<&str> = read.review.items().filter(|i| !i.answers.is_empty()).map(|i| i.id.as_str()).collect();
    assert_eq!(settled, ["4"]);
    let scores: Vec<f64> = read.review.conversations.iter().flat_map(|c| &c.marks).filter_map(|m| m.score).collect();
    assert_eq!(scores, [80.0]);
    assert_eq!(read.review.conversations[0].missed.len(), 1);
}

#[test]
fn what_is_no_review_is_told_apart() {
    let files = [
        workbook("a.xlsx", book(&[("Sheet1", &[&["会话"]])])),
        workbook("b.xlsx", book(&[("复核", &[&["会话", "规则", "编号"]])])),
        workbook("c.xlsx", b"PK\x03\x04nothing".to_vec()),
        read_yaml("d.yaml", "schema: huashu-report/1\nconversations: []\n"),
        read_yaml("e.yaml", "schema: huashu-review/1\nconversations:\n  - id: C1\n    itms: []\n"),
        read_yaml(
            "f.yaml",
            "schema: huashu-review/1\nconversations:\n  - id: C1\n    human_score: 101\n    items:\n      - { id: a, rule: tone/a, verdict: 好 }\n      - { id: b, rule: tone/a, outcome: pass, verdict: 误报 }\n      - { rule: tone/a, verdict: 正确 }\n      - { id: c, rule: tone/a, verdict: 正确 }\n",
        ),
    ];
    let mistakes: Vec<Mistake> = files.iter().flat_map(|f| f.mistakes.clone()).collect();
    insta::assert_snapshot!("mistakes_files", drawn(&mistakes));
    let kept: Vec<&str> = files[5].review.items().filter(|i| !i.answers.is_empty()).map(|i| i.id.as_str()).collect();
    assert_eq!(kept, ["c"]);
}
