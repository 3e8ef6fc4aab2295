//! What can be wrong with a review file that was filled in. A mistake loses its row and nothing else.

use std::ops::Range;
use std::sync::Arc;

use super::columns::{Column, Sheet, letters};
use super::verdict::{Decision, Machine, Verdict};
use crate::lang::Lang;
use crate::read::ReadError;
use crate::rule::error::{RuleError, SourceFile, suggestion};

/// A mistake and where it is.
#[derive(Debug, Clone)]
pub struct Mistake {
    /// Where.
    pub place: Place,
    /// What.
    pub kind: MistakeKind,
}

/// A place in a review file.
#[derive(Debug, Clone)]
pub enum Place {
    /// Bytes of a text.
    Text(Arc<SourceFile>, Range<usize>),
    /// A cell of a workbook: file, sheet, row from 1, column from 0; the row where no cell is meant.
    Cell(String, String, usize, Option<usize>),
    /// A file as a whole.
    File(String),
}

/// The ways in which a review file can be wrong.
#[derive(Debug, Clone)]
pub enum MistakeKind {
    /// No such verdict.
    Verdict(String),
    /// A verdict that can't be said of what the machine made.
    Misfit(Verdict, Machine),
    /// No such decision.
    Decision(String),
    /// Neither yes nor no.
    Answer(String),
    /// Not what the machine can make.
    Outcome(String),
    /// No score from 0 to 100.
    Score(String),
    /// No number of a turn.
    Turn(String),
    /// No weight.
    Weight(String),
    /// A conversation that is not in the file, and those that are.
    Conversation(String, Vec<String>),
    /// A rule that is not in the file, and those that are.
    Rule(String, Vec<String>),
    /// Nothing where something must be.
    Empty(Column),
    /// One reviewer with two verdicts on the same.
    Twice(String),
    /// One reviewer with two verdicts on the same in two files: who, the rule, the item.
    TwiceOn(String, String, String),
    /// The text is no YAML, or has wrong keys or types.
    Yaml(Box<RuleError>),
    /// The file says it is something else.
    Schema(String),
    /// The workbook has no sheet with this name.
    NoSheet(Sheet),
    /// The sheet lacks columns.
    NoColumn(Vec<Column>),
    /// It can't be read at all.
    Unreadable(ReadError),
    /// The file is neither a workbook nor YAML.
    Kind,
}

impl Place {
    /// In one line: file, sheet, row, cell; or file, line, column.
    #[must_use]
    pub fn shown(&self, lang: Lang) -> String {
        match self {
            Self::Text(file, at) => {
                let (line, column) = file.place(at.start);
                format!("{}:{line}:{column}", file.name)
            }
            Self::Cell(file, sheet, row, column) => match (column, lang) {
                (Some(column), Lang::Zh) => {
                    format!("{file} 工作表“{sheet}”第 {row} 行 {}{row} 单元格", letters(*column))
                }
                (Some(column), Lang::En) => {
                    format!("{file}, sheet “{sheet}”, row {row}, cell {}{row}", letters(*column))
                }
                (None, Lang::Zh) => format!("{file} 工作表“{sheet}”第 {row} 行"),
                (None, Lang::En) => format!("{file}, sheet “{sheet}”, row {row}"),
            },
            Self::File(file) => file.clone(),
        }
    }
}

impl MistakeKind {
    /// What is wrong, in one line.
    #[must_use]
    pub fn message(&self, lang: Lang) -> String {
        let zh = lang == Lang::Zh;
        match self {
            Self::Verdict(word) if zh => format!("没有“{word}”这个结论"),
            Self::Verdict(word) => format!("there is no verdict “{word}”"),
            Self::Misfit(verdict, machine) => {
                let (verdict, machine) = (verdict.shown(lang), machine.shown(lang));
                match lang {
                    Lang::Zh => format!("机器判定是“{machine}”，结论不能是“{verdict}”"),
                    Lang::En => format!("the machine says “{machine}”: the verdict can't be “{verdict}”"),
                }
            }
            Self::Decision(word) if zh => format!("没有“{word}”这个申诉裁定"),
            Self::Decision(word) => format!("there is no decision “{word}”"),
            Self::Answer(word) if zh => format!("“{word}”既不是“是”也不是“否”"),
            Self::Answer(word) => format!("“{word}” is neither yes nor no"),
            Self::Outcome(word) if zh => format!("没有“{word}”这个机器判定"),
            Self::Outcome(word) => format!("the machine does not say “{word}”"),
            Self::Score(text) if zh => format!("人工得分“{text}”不是 0 到 100 的数"),
            Self::Score(text) => format!("the human score “{text}” is no number from 0 to 100"),
            Self::Turn(text) if zh => format!("轮次“{text}”不是从 1 数起的整数"),
            Self::Turn(text) => format!("the turn “{text}” is no whole number from 1"),
            Self::Weight(text) if zh => format!("权重“{text}”不是大于 0 的数"),
            Self::Weight(text) => format!("the weight “{text}” is no number above 0"),
            Self::Conversation(id, _) if zh => format!("文件里没有编号为“{id}”的会话"),
            Self::Conversation(id, _) => format!("no conversation of the file has the id “{id}”"),
            Self::Rule(id, _) if zh => format!("没有规则“{id}”"),
            Self::Rule(id, _) => format!("no rule is called “{id}”"),
            Self::Empty(column) if zh => format!("“{}”是空的", column.head(lang)),
            Self::Empty(column) => format!("“{}” is empty", column.head(lang)),
            Self::Twice(reviewer) if zh => format!("{reviewer} 对同一项给了两个不同的结论"),
            Self::Twice(reviewer) => format!("{reviewer} gives two verdicts on the same"),
            Self::TwiceOn(reviewer, rule, id) if zh => {
                format!("{reviewer} 对 {rule}（编号 {id}）在两个文件里给了不同的结论")
            }
            Self::TwiceOn(reviewer, rule, id) => {
                format!("{reviewer} gives two verdicts on {rule} (id {id}) in two files")
            }
            Self::Yaml(error) => error.message(lang),
            Self::Schema(found) if zh => format!("这不是复核文件：schema 是“{found}”"),
            Self::Schema(found) => format!("this is no review file: its schema is “{found}”"),
            Self::NoSheet(sheet) if zh => format!("没有工作表“{}”", sheet.name(lang)),
            Self::NoSheet(sheet) => format!("there is no sheet “{}”", sheet.name(lang)),
            Self::NoColumn(columns) => {
                let names: Vec<&str> = columns.iter().map(|c| c.head(lang)).collect();
                let names = names.join(lang.pick("、", ", "));
                format!("{}{names}", lang.pick("缺少列：", "columns are missing: "))
            }
            Self::Unreadable(error) => error.message(lang),
            Self::Kind => lang.pick("不是 xlsx 工作簿，也不是 yaml", "it is neither an xlsx workbook nor yaml").into(),
        }
    }

    /// What to do about it.
    #[must_use]
    pub fn help(&self, lang: Lang) -> Option<String> {
        let words = |list: &[&str]| list.join(lang.pick("、", ", "));
        Some(match self {
            Self::Verdict(_) => {
                let all = words(&Verdict::ALL.map(|v| v.shown(lang)));
                match lang {
                    Lang::Zh => format!("写 {all}；还没有定就留空或写 待定"),
                    Lang::En => format!("write {all}; leave it empty or write undecided while it is open"),
                }
            }
            Self::Misfit(_, machine) => {
                let fit = Verdict::ALL.into_iter().filter(|v| v.fits(*machine)).map(|v| v.shown(lang));
                let fit = words(&fit.collect::<Vec<_>>());
                match lang {
                    Lang::Zh => format!("这一行可以写：{fit}；机器没有报出来的写在工作表“漏报”里"),
                    Lang::En => {
                        format!("possible here: {fit}; what the machine did not report belongs on the sheet “Missed”")
                    }
                }
            }
            Self::Decision(_) => {
                let all = words(&Decision::ALL.map(|d| d.shown(lang)));
                match lang {
                    Lang::Zh => format!("写 {all}；还没有裁定就留空"),
                    Lang::En => format!("write {all}; leave it empty while it is open"),
                }
            }
            Self::Answer(_) => lang.pick("写 是 或 否", "write yes or no").into(),
            Self::Outcome(_) => {
                let all = words(&Machine::ALL.map(|m| m.shown(lang)));
                match lang {
                    Lang::Zh => format!("这一列由 huashu sample 写入，请恢复原样：{all}"),
                    Lang::En => format!("this column was written by `huashu sample`; restore it: {all}"),
                }
            }
            Self::Conversation(id, known) | Self::Rule(id, known) => {
                suggestion(id, known.iter().map(String::as_str), lang)
            }
            Self::Empty(_) => lang.pick("补上，或删去这一行", "fill it in, or delete the row").into(),
            Self::Twice(_) | Self::TwiceOn(..) => {
                lang.pick("留下一个；采用的是前一个", "keep one of them; the first one was used").into()
            }
            Self::Yaml(error) => return error.help(lang),
            Self::Schema(_) => {
                lang.pick("给出 huashu sample 写的文件", "name a file that `huashu sample` wrote").into()
            }
            Self::NoSheet(_) | Self::NoColumn(_) => lang
                .pick(
                    "给出 huashu sample 写的文件；列可以换位置，不能改名或删去",
                    "name a file that `huashu sample` wrote; columns may be moved, not renamed or deleted",
                )
                .into(),
            Self::Unreadable(error) => return error.help(lang),
            Self::Kind => lang.pick("文件名以 .xlsx、.yaml 或 .yml 结尾", "name it .xlsx, .yaml or .yml").into(),
            Self::Score(_) | Self::Turn(_) | Self::Weight(_) => return None,
        })
    }
}
