//! A sample as a workbook, for those who review in a spreadsheet: choices in lists, cells to fill in tinted.
//!
//! Every text is written as a string, so that nothing that a customer wrote is ever a formula. The same sample makes the
//! same bytes.

use std::collections::BTreeMap;

use rust_xlsxwriter::{
    DataValidation, DataValidationRule, DocProperties, ExcelDateTime, Formula, Url, Workbook, Worksheet, XlsxError,
};

use crate::lang::Lang;
use crate::report::xlsx::cells::{Column as Head, Formats, Table};
use crate::review::columns::{Column, Sheet, letters};
use crate::review::file::SCHEMA;
use crate::review::sheet::{Answer, Item, Mark, Review, Sample};
use crate::review::verdict::{Decision, Machine, Verdict};
use crate::rule::file::Severity;

/// Empty rows for what was missed.
const MISSED: u32 = 200;

/// The columns of each sheet with their widths, in the order in which they are read.
const ITEMS: [(Column, u16); 23] = [
    (Column::Conversation, 16),
    (Column::Outcome, 10),
    (Column::Severity, 10),
    (Column::Title, 18),
    (Column::Turn, 6),
    (Column::Words, 20),
    (Column::Context, 48),
    (Column::Message, 32),
    (Column::Verdict, 10),
    (Column::Comment, 28),
    (Column::Reviewer, 10),
    (Column::AppealBy, 10),
    (Column::AppealReason, 24),
    (Column::AppealDecision, 10),
    (Column::DecidedBy, 10),
    (Column::Clauses, 14),
    (Column::Rationale, 44),
    (Column::Agent, 12),
    (Column::Team, 12),
    (Column::Rule, 24),
    (Column::Weight, 9),
    (Column::Fingerprint, 18),
    (Column::Id, 18),
];
const CONVERSATIONS: [(Column, u16); 13] = [
    (Column::Conversation, 18),
    (Column::Agent, 12),
    (Column::Team, 12),
    (Column::Score, 10),
    (Column::Grade, 7),
    (Column::HumanScore, 10),
    (Column::Read, 9),
    (Column::Reviewer, 10),
    (Column::Comment, 40),
    (Column::Stratum, 20),
    (Column::Weight, 9),
    (Column::Source, 30),
    (Column::Quiet, 16),
];
const MISSED_COLUMNS: [(Column, u16); 6] = [
    (Column::Conversation, 20),
    (Column::Rule, 28),
    (Column::Turn, 8),
    (Column::Words, 40),
    (Column::Comment, 40),
    (Column::Reviewer, 12),
];
const TURNS: [(Column, u16); 5] =
    [(Column::Conversation, 18), (Column::Turn, 7), (Column::Role, 9), (Column::At, 9), (Column::Text, 100)];
const RULES: [(Column, u16); 5] =
    [(Column::Rule, 28), (Column::Title, 28), (Column::Fail, 14), (Column::QuietCount, 14), (Column::Unknown, 16)];
const SAMPLE: [(Column, u16); 3] = [(Column::Key, 16), (Column::Value, 24), (Column::Message, 60)];
const STRATA: [(Column, u16); 4] =
    [(Column::Stratum, 40), (Column::Population, 12), (Column::Drawn, 12), (Column::Weight, 12)];

/// The bytes of the workbook.
///
/// # Errors
/// A text or a sheet that no workbook can hold.
pub fn bytes(review: &Review, lang: Lang) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    // A fixed date: the time of the run would make every workbook another one.
    let properties = DocProperties::new()
        .set_title(lang.pick("话术质检复核", "Review of script compliance"))
        .set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1)?);
    workbook.set_properties(&properties);
    let formats = Formats::new();
    let sheets = Sheets { review, lang, formats: &formats, turns: places(review) };
    for sheet in Sheet::ALL {
        let page = workbook.add_worksheet();
        match sheet {
            Sheet::Guide => sheets.guide(page)?,
            Sheet::Items => sheets.items(page)?,
            Sheet::Conversations => sheets.conversations(page)?,
            Sheet::Missed => sheets.missed(page)?,
            Sheet::Turns => sheets.turns(page)?,
            Sheet::Rules => sheets.rules(page)?,
            Sheet::Sample => sheets.sample(page)?,
            Sheet::Strata => sheets.strata(page)?,
        }
    }
    workbook.worksheet_from_index(1)?.set_active(true);
    workbook.save_to_buffer()
}

struct Sheets<'a> {
    review: &'a Review,
    lang: Lang,
    formats: &'a Formats,
    /// The row of a conversation's first turn, from 0.
    turns: BTreeMap<&'a str, usize>,
}

fn places(review: &Review) -> BTreeMap<&str, usize> {
    let mut row = 1;
    let mut places = BTreeMap::new();
    for conversation in &review.conversations {
        if !conversation.turns.is_empty() {
            places.insert(conversation.id.as_str(), row);
        }
        row += conversation.turns.len();
    }
    places
}

impl Sheets<'_> {
    fn table<'t>(
        &'t self,
        page: &'t mut Worksheet,
        sheet: Sheet,
        columns: &[(Column, u16)],
    ) -> Result<Table<'t>, XlsxError> {
        let heads: Vec<Head> =
            columns.iter().map(|(column, width)| Head { head: column.head(self.lang), width: *width }).collect();
        Table::new(page, self.formats, sheet.name(self.lang), &heads)
    }

    fn finish(&self, table: Table<'_>) -> Result<(), XlsxError> {
        table.finish(|lost| match self.lang {
            Lang::Zh => format!("还有 {lost} 行放不下"),
            Lang::En => format!("{lost} more rows do not fit"),
        })
    }

    /// The place of a turn on its sheet.
    fn link(&self, conversation: &str, turn: usize) -> Option<Url> {
        let row = self.turns.get(conversation)? + turn;
        Some(Url::new(format!("internal:'{}'!A{}", Sheet::Turns.name(self.lang), row + 1)))
    }

    fn guide(&self, page: &mut Worksheet) -> Result<(), XlsxError> {
        page.set_name(Sheet::Guide.name(self.lang))?;
        page.set_column_width(0, 110)?;
        let title = self.lang.pick("复核说明", "How to review");
        page.write_string_with_format(0, 0, title, &self.formats.title)?;
        for (row, line) in (2..).zip(guide(self.lang)) {
            page.write_string_with_format(row, 0, line, &self.formats.wrap)?;
        }
        Ok(())
    }

    fn items(&self, page: &mut Worksheet) -> Result<(), XlsxError> {
        let formats = self.formats;
        let mut table = self.table(page, Sheet::Items, &ITEMS)?;
        // Rows that follow each other and take the same verdicts share a list.
        let mut runs: Vec<(bool, u32, u32)> = Vec::new();
        for conversation in &self.review.conversations {
            for item in &conversation.items {
                let open = [Answer::default()];
                let answers = if item.answers.is_empty() { &open[..] } else { &item.answers };
                for answer in answers {
                    if !table.next() {
                        continue;
                    }
                    let row = table.row() as u32;
                    let reports = item.machine == Machine::Fail;
                    match runs.last_mut() {
                        Some((kind, _, last)) if *kind == reports => *last = row,
                        _ => runs.push((reports, row, row)),
                    }
                    let turn = item.turn.unwrap_or(1) - 1;
                    table.link(&conversation.id, self.link(&conversation.id, turn))?;
                    let tone = if reports { formats.severity(Severity::Minor) } else { &formats.good };
                    table.text(item.machine.shown(self.lang), tone)?;
                    table.text(&item.severity, &formats.text)?;
                    table.text(&item.title, &formats.wrap)?;
                    table.number(item.turn.map(|t| t as f64), &formats.whole)?;
                    table.text(&item.words, &formats.wrap)?;
                    table.text(&item.context.join("\n"), &formats.wrap)?;
                    table.text(&item.message, &formats.wrap)?;
                    self.answer(&mut table, item, answer)?;
                    table.text(&item.clauses, &formats.wrap)?;
                    table.text(&item.rationale, &formats.wrap)?;
                    table.text(&conversation.agent, &formats.text)?;
                    table.text(&conversation.team, &formats.text)?;
                    table.text(&item.rule, &formats.text)?;
                    table.number(Some(item.weight), &formats.score)?;
                    table.text(item.fingerprint.as_deref().unwrap_or_default(), &formats.text)?;
                    table.text(&item.id, &formats.text)?;
                }
            }
        }
        let rows = table.row() as u32;
        let (verdict, decision) = (at(&ITEMS, Column::Verdict), at(&ITEMS, Column::AppealDecision));
        for (reports, first, last) in runs {
            let machine = if reports { Machine::Fail } else { Machine::Pass };
            let fit = Verdict::ALL.into_iter().filter(|v| v.fits(machine)).map(|v| v.shown(self.lang));
            let open = self.lang.pick("待定", "undecided");
            let list: Vec<&str> = fit.chain([open]).collect();
            let (title, text) = self.lang.pick(
                ("没有这个结论", "请从列表里选；机器没有报出来的问题写在工作表“漏报”里。"),
                ("No such verdict", "Choose from the list; what was not reported belongs on the sheet Missed."),
            );
            let rule =
                DataValidation::new().allow_list_strings(&list)?.set_error_title(title)?.set_error_message(text)?;
            table.sheet().add_data_validation(first, verdict, last, verdict, &rule)?;
        }
        if rows > 0 {
            let list = Decision::ALL.map(|d| d.shown(self.lang));
            let rule = DataValidation::new().allow_list_strings(&list)?;
            table.sheet().add_data_validation(1, decision, rows, decision, &rule)?;
        }
        self.finish(table)
    }

    fn answer(&self, table: &mut Table<'_>, item: &Item, answer: &Answer) -> Result<(), XlsxError> {
        table.input(answer.verdict.map_or("", |v| v.shown(self.lang)))?;
        table.input(&answer.comment)?;
        table.input(answer.reviewer.as_deref().unwrap_or_default())?;
        let appeal = item.appeal.clone().unwrap_or_default();
        table.input(&appeal.by)?;
        table.input(&appeal.reason)?;
        table.input(appeal.decision.map_or("", |d| d.shown(self.lang)))?;
        table.input(&appeal.decided_by)
    }

    fn conversations(&self, page: &mut Worksheet) -> Result<(), XlsxError> {
        let formats = self.formats;
        let mut table = self.table(page, Sheet::Conversations, &CONVERSATIONS)?;
        for conversation in &self.review.conversations {
            let open = [Mark::default()];
            let marks = if conversation.marks.is_empty() { &open[..] } else { &conversation.marks };
            for mark in marks {
                if !table.next() {
                    continue;
                }
                table.link(&conversation.id, self.link(&conversation.id, 0))?;
                table.text(&conversation.agent, &formats.text)?;
                table.text(&conversation.team, &formats.text)?;
                table.number(conversation.score, &formats.score)?;
                table.text(&conversation.grade, &formats.text)?;
                match mark.score {
                    Some(score) => table.number(Some(score), &formats.input)?,
                    None => table.input("")?,
                }
                table.input(if mark.read { self.lang.pick("是", "yes") } else { "" })?;
                table.input(mark.reviewer.as_deref().unwrap_or_default())?;
                table.input(&mark.comment)?;
                table.text(&conversation.stratum, &formats.text)?;
                table.number(conversation.weight, &formats.score)?;
                table.text(&conversation.source, &formats.text)?;
                table.text(&conversation.quiet.join(" "), &formats.text)?;
            }
        }
        let rows = table.row() as u32;
        if rows > 0 {
            let (score, read) = (at(&CONVERSATIONS, Column::HumanScore), at(&CONVERSATIONS, Column::Read));
            let rule = DataValidation::new().allow_decimal_number(DataValidationRule::Between(0.0, 100.0));
            table.sheet().add_data_validation(1, score, rows, score, &rule)?;
            let rule = DataValidation::new().allow_list_strings(&self.lang.pick(["是", "否"], ["yes", "no"]))?;
            table.sheet().add_data_validation(1, read, rows, read, &rule)?;
        }
        self.finish(table)
    }

    fn missed(&self, page: &mut Worksheet) -> Result<(), XlsxError> {
        let mut table = self.table(page, Sheet::Missed, &MISSED_COLUMNS)?;
        for conversation in &self.review.conversations {
            for missed in &conversation.missed {
                table.next();
                table.input(&conversation.id)?;
                table.input(&missed.rule)?;
                table.input(&missed.turn.map(|t| t.to_string()).unwrap_or_default())?;
                table.input(&missed.words)?;
                table.input(&missed.comment)?;
                table.input(missed.reviewer.as_deref().unwrap_or_default())?;
            }
        }
        for _ in 0..MISSED {
            table.next();
            for _ in MISSED_COLUMNS {
                table.input("")?;
            }
        }
        let rows = table.row() as u32;
        let rules = self.review.sample.as_ref().map_or(0, |s| s.rules.len());
        for (column, sheet, count) in [
            (Column::Conversation, Sheet::Conversations, self.review.conversations.len()),
            (Column::Rule, Sheet::Rules, rules),
        ] {
            if count > 0 {
                let (name, column) = (sheet.name(self.lang), at(&MISSED_COLUMNS, column));
                let list = Formula::new(format!("='{name}'!$A$2:$A${}", count + 1));
                let rule = DataValidation::new().allow_list_formula(list);
                table.sheet().add_data_validation(1, column, rows, column, &rule)?;
            }
        }
        self.finish(table)
    }

    fn turns(&self, page: &mut Worksheet) -> Result<(), XlsxError> {
        let formats = self.formats;
        let mut table = self.table(page, Sheet::Turns, &TURNS)?;
        for conversation in &self.review.conversations {
            for (at, line) in conversation.turns.iter().enumerate() {
                if !table.next() {
                    continue;
                }
                table.text(&conversation.id, &formats.text)?;
                table.count(at + 1)?;
                table.text(&line.role, &formats.text)?;
                table.text(&line.at, &formats.text)?;
                table.text(&line.text, &formats.wrap)?;
            }
        }
        self.finish(table)
    }

    fn rules(&self, page: &mut Worksheet) -> Result<(), XlsxError> {
        let mut table = self.table(page, Sheet::Rules, &RULES)?;
        for rule in self.review.sample.iter().flat_map(|s| &s.rules) {
            table.next();
            table.text(&rule.rule, &self.formats.text)?;
            table.text(&rule.title, &self.formats.text)?;
            table.count(rule.fail)?;
            table.count(rule.quiet)?;
            table.count(rule.unknown)?;
        }
        self.finish(table)
    }

    fn sample(&self, page: &mut Worksheet) -> Result<(), XlsxError> {
        let mut table = self.table(page, Sheet::Sample, &SAMPLE)?;
        for (key, value, note) in self.review.sample.iter().flat_map(|s| described(s, self.lang)) {
            table.next();
            table.text(key, &self.formats.text)?;
            table.text(&value, &self.formats.text)?;
            table.text(note, &self.formats.wrap)?;
        }
        self.finish(table)
    }

    fn strata(&self, page: &mut Worksheet) -> Result<(), XlsxError> {
        let mut table = self.table(page, Sheet::Strata, &STRATA)?;
        for stratum in self.review.sample.iter().flat_map(|s| &s.strata) {
            table.next();
            table.text(&stratum.name, &self.formats.text)?;
            table.count(stratum.population)?;
            table.count(stratum.drawn)?;
            table.number(Some(stratum.weight()), &self.formats.score)?;
        }
        self.finish(table)
    }
}

/// The place of a column in its sheet.
fn at(columns: &[(Column, u16)], column: Column) -> u16 {
    columns.iter().position(|(c, _)| *c == column).unwrap_or(0) as u16
}

/// A sample as keys and values, with what they mean.
fn described(sample: &Sample, lang: Lang) -> Vec<(&'static str, String, &'static str)> {
    vec![
        ("schema", SCHEMA.to_owned(), lang.pick("文件的格式", "the layout of this file")),
        ("id", sample.id.clone(), lang.pick("样本编号，各复核人的副本相同", "the sample, the same in all copies")),
        ("unit", sample.unit.clone(), lang.pick("抽的是会话还是单个判定", "what was drawn")),
        ("by", sample.by.join(", "), lang.pick("按什么分层", "what it is stratified by")),
        ("allocation", sample.allocation.clone(), lang.pick("按比例还是平均分配", "in proportion, or evenly")),
        ("seed", sample.seed.to_string(), lang.pick("随机种子", "the seed")),
        ("size", sample.size.to_string(), lang.pick("抽取数", "how many were drawn")),
        ("conversations", sample.conversations.to_string(), lang.pick("会话总数", "conversations there are")),
        ("ruleset", sample.ruleset.clone(), lang.pick("规则的指纹", "the hash of the rules")),
    ]
}

fn guide(lang: Lang) -> Vec<String> {
    let verdict = letters(usize::from(at(&ITEMS, Column::Verdict)));
    match lang {
        Lang::Zh => vec![
            format!("1. 工作表“复核”：一行是机器的一个判定。读“原话”“上下文”“说明”，在 {verdict} 列“结论”里选："),
            "    正确：机器判对了。机器报了问题，确实是问题；机器说通过或不适用，确实没有问题。".into(),
            "    误报：机器报了问题，其实不是。请在“备注”里写原因，它会成为豁免的理由。".into(),
            "    漏报：机器没有报，其实是问题。".into(),
            "    还没有定的留空，或选“待定”。".into(),
            "2. 工作表“会话”：读完整段对话（点会话编号跳到“对话”），写人工得分（0–100）。".into(),
            "    逐条规则都找过，在“已通读”里选“是”：没有写在“漏报”里的就当作没有漏报，查全率因此才算得准。".into(),
            "3. 工作表“漏报”：机器完全没有报出来的问题，选会话、选规则，写轮次和原话。".into(),
            "4. 坐席对某一行有异议：写“申诉人”“申诉理由”；主管在“申诉裁定”里选成立或不成立，写“裁定人”。".into(),
            "5. “复核人”可以不写：整个文件由一个人复核时，以文件名为准。两人用同一个文件时，复制那一行，各写各的名字。".into(),
            "6. 填好后运行 huashu review 文件…。列可以换位置、隐藏，不能改名；其余工作表是抽样的依据，请不要改动。".into(),
        ],
        Lang::En => vec![
            format!("1. Sheet Review: a row is a judgement of the machine. Read it, and choose in column {verdict}, Verdict:"),
            "    correct: the machine is right. It reports something that is; or nothing, and there is nothing.".into(),
            "    false-alarm: it reports what is none. Say why in Comment: it becomes the reason of a waiver.".into(),
            "    missed: it reports nothing, and should.".into(),
            "    Leave it empty, or choose undecided, while it is open.".into(),
            "2. Sheet Conversations: read it (its id leads to Turns), and give your own score (0-100).".into(),
            "    Read in full = yes: you looked for every rule, and sheet Missed names all there is. Recall rests on that.".into(),
            "3. Sheet Missed: what the machine did not report at all; conversation, rule, turn, words.".into(),
            "4. An agent who disagrees fills in Appeal by and Appeal reason; whoever decides fills in Decision, Decided by.".into(),
            "5. Reviewer may be empty: the name of the file stands for it. Two in one file copy a row and give their names.".into(),
            "6. Then run `huashu review FILE…`. Columns may be moved or hidden, not renamed; leave the other sheets alone.".into(),
        ],
    }
}
