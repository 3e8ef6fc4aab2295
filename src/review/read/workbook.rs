//! Review files that are workbooks: sheets by their names, columns by their heads, wherever they stand.

use std::collections::BTreeMap;

use super::{Checks, Read, filled, known_rules, rule_of};
use crate::read::{Limits, SheetRows, sheets_of};
use crate::review::columns::{Column, Sheet};
use crate::review::file::SCHEMA;
use crate::review::mistake::{Mistake, MistakeKind, Place};
use crate::review::sheet::{
    Answer, Appeal, Conversation, Item, Line, Mark, Missed, Review, RuleCounts, Sample, Stratum,
};
use crate::review::verdict::Machine;

/// Rows above the heads.
const TITLES: usize = 5;

/// Reads a file by its bytes; `name` is what it is called in mistakes.
#[must_use]
pub fn workbook(name: &str, bytes: Vec<u8>) -> Read {
    let whole =
        |kind| Read { mistakes: vec![Mistake { place: Place::File(name.to_owned()), kind }], ..Read::default() };
    let sheets = match sheets_of(bytes, Limits::default()) {
        Ok(sheets) => sheets,
        Err(error) => return whole(MistakeKind::Unreadable(error)),
    };
    let mut tables: Vec<(Sheet, Table)> = Vec::new();
    for rows in sheets {
        if let Some(sheet) = Sheet::of(&rows.name) {
            tables.push((sheet, Table::new(name, rows)));
        }
    }
    let empty = Table::default();
    let table = |wanted: Sheet| tables.iter().find(|(sheet, _)| *sheet == wanted).map_or(&empty, |(_, table)| table);
    let items = table(Sheet::Items);
    if items.name.is_empty() {
        return whole(MistakeKind::NoSheet(Sheet::Items));
    }
    let lacking: Vec<Column> = [Column::Conversation, Column::Rule, Column::Outcome, Column::Verdict, Column::Id]
        .into_iter()
        .filter(|c| !items.heads.contains_key(c))
        .collect();
    if !lacking.is_empty() {
        let place = Place::Cell(name.to_owned(), items.name.clone(), items.head, None);
        return Read { mistakes: vec![Mistake { place, kind: MistakeKind::NoColumn(lacking) }], ..Read::default() };
    }
    let mut book = Book { checks: Checks::default(), conversations: Vec::new(), places: BTreeMap::new() };
    let mut review = Review { sample: sample(table(Sheet::Sample)), ..Review::default() };
    if let Some(sample) = &mut review.sample {
        sample.strata = table(Sheet::Strata).rows().map(|row| stratum(&row)).collect();
        sample.rules = table(Sheet::Rules).rows().map(|row| rule(&row)).collect();
    }
    table(Sheet::Conversations).rows().for_each(|row| book.conversation(&row));
    table(Sheet::Turns).rows().for_each(|row| book.turn(&row));
    items.rows().for_each(|row| book.item(&row));
    let known = known_rules(&review);
    table(Sheet::Missed).rows().for_each(|row| book.missed(&row, &known));
    review.conversations = book.conversations;
    Read { review, mistakes: book.checks.mistakes }
}

/// A sheet with the places of its columns.
#[derive(Debug, Default)]
struct Table {
    file: String,
    name: String,
    head: usize,
    heads: BTreeMap<Column, usize>,
    rows: Vec<(usize, Vec<String>)>,
}

/// A row of it.
struct Row<'a> {
    table: &'a Table,
    number: usize,
    cells: &'a [String],
}

impl Table {
    fn new(file: &str, sheet: SheetRows) -> Self {
        let mut table = Self { file: file.to_owned(), name: sheet.name, head: 1, ..Self::default() };
        let heads = |cells: &[String]| -> BTreeMap<Column, usize> {
            let known = cells.iter().enumerate().filter_map(|(at, cell)| Some((Column::of(cell)?, at)));
            known.collect()
        };
        let best = sheet.rows.iter().take(TITLES).enumerate().max_by_key(|(at, (_, cells))| {
            // The first of those with most known heads.
            (heads(cells).len(), usize::MAX - at)
        });
        if let Some((at, (number, cells))) = best {
            table.head = *number;
            table.heads = heads(cells);
            table.rows = sheet.rows.iter().skip(at + 1).cloned().collect();
        }
        table
    }

    fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows.iter().map(|(number, cells)| Row { table: self, number: *number, cells })
    }
}

impl Row<'_> {
    fn get(&self, column: Column) -> &str {
        let cell = self.table.heads.get(&column).and_then(|at| self.cells.get(*at));
        cell.map_or("", |text| text.trim())
    }

    fn owned(&self, column: Column) -> String {
        self.get(column).to_owned()
    }

    fn number(&self, column: Column) -> Option<f64> {
        self.get(column).parse().ok().filter(|n: &f64| n.is_finite())
    }

    fn count(&self, column: Column) -> usize {
        self.get(column).parse().unwrap_or(0)
    }

    fn place(&self, column: Column) -> Place {
        let table = self.table;
        Place::Cell(table.file.clone(), table.name.clone(), self.number, table.heads.get(&column).copied())
    }
}

/// The conversations as they are put together from several sheets.
struct Book {
    checks: Checks,
    conversations: Vec<Conversation>,
    /// By id.
    places: BTreeMap<String, usize>,
}

impl Book {
    /// The conversation of an id, which is there from now on.
    fn of(&mut self, id: &str) -> Option<&mut Conversation> {
        let next = self.conversations.len();
        let at = *self.places.entry(id.to_owned()).or_insert(next);
        if at == next {
            self.conversations.push(Conversation { id: id.to_owned(), ..Conversation::default() });
        }
        self.conversations.get_mut(at)
    }

    fn conversation(&mut self, row: &Row<'_>) {
        let id = row.get(Column::Conversation);
        if id.is_empty() {
            return;
        }
        let mark = Mark {
            reviewer: filled(row.get(Column::Reviewer)),
            score: self.checks.score(row.get(Column::HumanScore), &row.place(Column::HumanScore)),
            read: self.checks.yes(row.get(Column::Read), &row.place(Column::Read)),
            comment: row.owned(Column::Comment),
        };
        let is_new = !self.places.contains_key(id);
        let Some(conversation) = self.of(id) else { return };
        if is_new {
            conversation.source = row.owned(Column::Source);
            conversation.agent = row.owned(Column::Agent);
            conversation.team = row.owned(Column::Team);
            conversation.score = row.number(Column::Score);
            conversation.grade = row.owned(Column::Grade);
            conversation.stratum = row.owned(Column::Stratum);
            conversation.weight = row.number(Column::Weight).filter(|w| *w > 0.0);
            conversation.quiet = row.get(Column::Quiet).split_whitespace().map(str::to_owned).collect();
        }
        if mark.score.is_some() || mark.read || !mark.comment.is_empty() {
            conversation.marks.push(mark);
        }
    }

    fn turn(&mut self, row: &Row<'_>) {
        let at = self.places.get(row.get(Column::Conversation));
        if let Some(conversation) = at.and_then(|at| self.conversations.get_mut(*at)) {
            let line = Line { role: row.owned(Column::Role), at: row.owned(Column::At), text: row.owned(Column::Text) };
            conversation.turns.push(line);
        }
    }

    fn item(&mut self, row: &Row<'_>) {
        let (id, conversation) = (row.get(Column::Id), row.get(Column::Conversation));
        if id.is_empty() && conversation.is_empty() && row.get(Column::Verdict).is_empty() {
            return;
        }
        for (column, text) in [(Column::Conversation, conversation), (Column::Id, id)] {
            if text.is_empty() {
                self.checks.wrong(&row.place(column), MistakeKind::Empty(column));
                return;
            }
        }
        let outcome = row.get(Column::Outcome);
        let Some(machine) = Machine::parse(outcome) else {
            self.checks.wrong(&row.place(Column::Outcome), MistakeKind::Outcome(outcome.to_owned()));
            return;
        };
        let weight = row.get(Column::Weight);
        let weight = match row.number(Column::Weight) {
            Some(number) if number > 0.0 => number,
            None if weight.is_empty() => 1.0,
            _ => {
                self.checks.wrong(&row.place(Column::Weight), MistakeKind::Weight(weight.to_owned()));
                return;
            }
        };
        let place = row.place(Column::Verdict);
        let verdict = self.checks.verdict(row.get(Column::Verdict), machine, &place);
        let decision = self.checks.decision(row.get(Column::AppealDecision), &row.place(Column::AppealDecision));
        let appeal = Appeal {
            by: row.owned(Column::AppealBy),
            reason: row.owned(Column::AppealReason),
            decision,
            decided_by: row.owned(Column::DecidedBy),
        };
        let written = Item {
            id: id.to_owned(),
            rule: row.owned(Column::Rule),
            title: row.owned(Column::Title),
            machine,
            severity: row.owned(Column::Severity),
            turn: row.get(Column::Turn).parse().ok(),
            words: row.owned(Column::Words),
            context: row.get(Column::Context).lines().map(str::to_owned).collect(),
            message: row.owned(Column::Message),
            clauses: row.owned(Column::Clauses),
            rationale: row.owned(Column::Rationale),
            weight,
            fingerprint: filled(row.get(Column::Fingerprint)),
            answers: Vec::new(),
            appeal: None,
        };
        let mut checks = std::mem::take(&mut self.checks);
        if let Some(conversation) = self.of(conversation) {
            let items = &mut conversation.items;
            // A second reviewer may have copied the row.
            let at = items.iter().position(|i| i.id == written.id).unwrap_or(items.len());
            if at == items.len() {
                items.push(written);
            }
            if let Some(item) = items.get_mut(at) {
                if let Some(verdict) = verdict {
                    let reviewer = filled(row.get(Column::Reviewer));
                    checks.answer(item, Answer { reviewer, verdict, comment: row.owned(Column::Comment) }, &place);
                }
                if appeal != Appeal::default() && item.appeal.as_ref().is_none_or(|a| a.decision.is_none()) {
                    item.appeal = Some(appeal);
                }
            }
        }
        self.checks = checks;
    }

    fn missed(&mut self, row: &Row<'_>, known: &BTreeMap<String, String>) {
        let (id, rule, words) = (row.get(Column::Conversation), row.get(Column::Rule), row.get(Column::Words));
        if id.is_empty() && rule.is_empty() && words.is_empty() && row.get(Column::Comment).is_empty() {
            return;
        }
        for (column, text) in [(Column::Conversation, id), (Column::Rule, rule)] {
            if text.is_empty() {
                self.checks.wrong(&row.place(column), MistakeKind::Empty(column));
                return;
            }
        }
        if !self.places.contains_key(id) {
            let ids = self.places.keys().cloned().collect();
            self.checks.wrong(&row.place(Column::Conversation), MistakeKind::Conversation(id.to_owned(), ids));
            return;
        }
        let rule = match rule_of(known, rule) {
            Ok(rule) => rule,
            Err(kind) => {
                self.checks.wrong(&row.place(Column::Rule), kind);
                return;
            }
        };
        let turn = row.get(Column::Turn);
        let number = turn.parse().ok().filter(|n: &usize| *n > 0);
        if number.is_none() && !turn.is_empty() {
            self.checks.wrong(&row.place(Column::Turn), MistakeKind::Turn(turn.to_owned()));
        }
        let missed = Missed {
            rule,
            turn: number,
            words: words.to_owned(),
            comment: row.owned(Column::Comment),
            reviewer: filled(row.get(Column::Reviewer)),
        };
        if let Some(conversation) = self.of(id) {
            conversation.missed.push(missed);
        }
    }
}

/// How the sample was drawn: a key and a value a row.
fn sample(table: &Table) -> Option<Sample> {
    let values: BTreeMap<&str, &str> =
        table.rows.iter().filter_map(|(_, cells)| Some((cells.first()?.trim(), cells.get(1)?.trim()))).collect();
    let text = |key: &str| values.get(key).copied().unwrap_or_default().to_owned();
    let count = |key: &str| text(key).parse().unwrap_or(0);
    (text("schema") == SCHEMA).then(|| Sample {
        id: text("id"),
        unit: text("unit"),
        by: text("by").split(',').map(str::trim).filter(|b| !b.is_empty()).map(str::to_owned).collect(),
        allocation: text("allocation"),
        seed: text("seed").parse().unwrap_or(0),
        size: count("size"),
        conversations: count("conversations"),
        ruleset: text("ruleset"),
        ..Sample::default()
    })
}

fn stratum(row: &Row<'_>) -> Stratum {
    Stratum {
        name: row.owned(Column::Stratum),
        population: row.count(Column::Population),
        drawn: row.count(Column::Drawn),
    }
}

fn rule(row: &Row<'_>) -> RuleCounts {
    RuleCounts {
        rule: row.owned(Column::Rule),
        title: row.owned(Column::Title),
        fail: row.count(Column::Fail),
        quiet: row.count(Column::QuietCount),
        unknown: row.count(Column::Unknown),
    }
}
