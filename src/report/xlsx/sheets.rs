//! The sheets, one method each.

use rust_xlsxwriter::{Format, Worksheet, XlsxError};

use super::cells::{Column, Formats, Table, shown};
use super::link::Links;
use crate::lang::Lang;
use crate::outcome::OutcomeKind;
use crate::read;
use crate::report::stats::sums::local_day;
use crate::report::stats::{Interval, wilson};
use crate::report::totals::GroupTotals;
use crate::report::words::{self, figure};
use crate::report::{Batch, Context, summary};
use crate::rule::file::Severity;

/// What all sheets are made from.
pub(super) struct Sheets<'a> {
    pub(super) context: &'a Context<'a>,
    pub(super) batch: &'a Batch<'a>,
    pub(super) formats: &'a Formats,
    pub(super) links: &'a Links<'a>,
}

const fn column(head: &'static str, width: u16) -> Column {
    Column { head, width }
}

impl Sheets<'_> {
    /// Figures over the batch, in words and numbers.
    pub(super) fn summary(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        let lang = self.context.lang;
        let totals = self.batch.totals;
        let stats = &totals.stats;
        let formats = self.formats;
        sheet.set_name(lang.pick("汇总", "Summary"))?;
        sheet.set_column_width(0, 30)?.set_column_width(1, 14)?.set_column_width(2, 60)?;
        sheet.write_string_with_format(0, 0, lang.pick("话术质检报告", "Script compliance report"), &formats.title)?;
        let mut row = 2;
        let mut line = |name: &str, value: Option<f64>, format: &Format, note: &str| {
            sheet.write_string_with_format(row, 0, shown(name), &formats.text)?;
            if let Some(value) = value {
                sheet.write_number_with_format(row, 1, value, format)?;
            }
            if !note.is_empty() {
                sheet.write_string_with_format(row, 2, shown(note), &formats.wrap)?;
            }
            row += 1;
            Ok::<_, XlsxError>(())
        };
        let n = |n: usize| Some(n as f64);
        line(lang.pick("会话", "Conversations"), n(totals.conversations), &formats.whole, "")?;
        line(lang.pick("轮次", "Turns"), n(totals.turns), &formats.whole, "")?;
        let interval =
            stats.scores.interval(100.0).map(|i| ends(lang.pick("95% t 区间 ", "95% t interval "), i, 1.0, ""));
        line(lang.pick("平均分", "Mean score"), stats.scores.mean(), &formats.score, &interval.unwrap_or_default())?;
        line(lang.pick("标准差", "Standard deviation"), stats.scores.deviation(), &formats.score, "")?;
        let rate = wilson(stats.fatal, totals.conversations)
            .map(|i| ends(lang.pick("比率的 95% Wilson 区间 ", "95% Wilson interval of the rate "), i, 100.0, "%"));
        let voided = lang.pick("被一票否决的会话", "Conversations voided by a fatal finding");
        line(voided, n(stats.fatal), &formats.whole, &rate.unwrap_or_default())?;
        line(lang.pick("问题", "Findings"), n(totals.findings), &formats.whole, "")?;
        let per_hundred =
            (totals.conversations > 0).then(|| totals.findings as f64 / totals.conversations as f64 * 100.0);
        line(lang.pick("每百个会话的问题", "Findings per 100 conversations"), per_hundred, &formats.score, "")?;
        for severity in Severity::ALL {
            let found = totals.by_severity.get(&severity).copied().unwrap_or(0);
            line(&format!("  {}", words::severity(severity, lang)), n(found), &formats.whole, "")?;
        }
        let reasons: Vec<String> =
            stats.unknown.iter().map(|(reason, n)| format!("{} {n}", words::reason(*reason, lang))).collect();
        let unknown = lang.pick("无法判定（不算通过）", "Unknown (no pass)");
        line(unknown, n(totals.unknown), &formats.whole, &reasons.join(lang.pick("，", ", ")))?;
        line(lang.pick("读不出来的记录", "Records skipped"), n(read::count(self.batch.skipped)), &formats.whole, "")?;
        for (grade, least) in &self.context.model.grades {
            let found = totals.grades.get(grade).copied().unwrap_or(0);
            let name = format!("{} {grade}", lang.pick("等级", "Grade"));
            line(&name, n(found), &formats.whole, &format!("≥ {}", figure(*least)))?;
        }
        for ((name, _), sums) in self.context.model.dimensions.iter().zip(&stats.dimensions) {
            let mut note = format!("/ {}", figure(sums.max));
            if let Some(interval) = sums.scores.interval(sums.max) {
                note.push_str(&ends(lang.pick("，95% t 区间 ", ", 95% t interval "), interval, 1.0, ""));
            }
            if sums.unjudged > 0 {
                let text = lang.pick("个会话未判", "conversations not judged");
                note.push_str(&format!("{}{} {text}", lang.pick("，", ", "), sums.unjudged));
            }
            line(&format!("{} {name}", lang.pick("维度", "Dimension")), sums.scores.mean(), &formats.score, &note)?;
        }
        row += 1;
        for text in summary::text(self.context, totals, self.batch.skipped).lines() {
            sheet.merge_range(row, 0, row, 2, &shown(text), &formats.wrap)?;
            // A merged cell does not grow with its text.
            let lines = text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum::<usize>() / 100 + 1;
            sheet.set_row_height(row, 15 * lines as u16)?;
            row += 1;
        }
        sheet.set_paper_size(9).set_print_fit_to_pages(1, 0);
        Ok(())
    }

    /// A row a conversation.
    pub(super) fn conversations(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        let lang = self.context.lang;
        let columns = lang.pick(
            [
                column("会话", 24),
                column("得分", 8),
                column("等级", 7),
                column("一票否决", 10),
                column("坐席编号", 12),
                column("坐席", 10),
                column("班组", 14),
                column("日期", 12),
                column("渠道", 9),
                column("轮次", 7),
                column("一票否决项", 11),
                column("严重", 7),
                column("一般", 7),
                column("提示", 7),
                column("无法判定", 10),
                column("计算过程", 60),
                column("来源", 32),
            ],
            [
                column("Conversation", 24),
                column("Score", 8),
                column("Grade", 7),
                column("Voided", 10),
                column("Agent id", 12),
                column("Agent", 12),
                column("Team", 14),
                column("Date", 12),
                column("Channel", 9),
                column("Turns", 7),
                column("Fatal", 8),
                column("Major", 8),
                column("Minor", 8),
                column("Notice", 8),
                column("Unknown", 10),
                column("Arithmetic", 60),
                column("Source", 32),
            ],
        );
        let formats = self.formats;
        let mut table = Table::new(sheet, formats, lang.pick("会话", "Conversations"), &columns)?;
        table.more_columns(self.context.model.dimensions.iter().map(|(name, _)| name.clone()), 10)?;
        for (place, kept) in self.batch.conversations.iter().enumerate() {
            if !table.next() {
                continue;
            }
            let (entry, transcript) = (&kept.entry, &kept.transcript);
            table.link(&entry.id, self.links.to(table.row(), place, &entry.id, None))?;
            table.number(Some(entry.score), &formats.score)?;
            table.text(&entry.grade, &formats.text)?;
            table.text(if entry.fatal { lang.pick("是", "yes") } else { "" }, formats.severity(Severity::Fatal))?;
            table.text(entry.agent.id.as_deref().unwrap_or_default(), &formats.text)?;
            table.text(entry.agent.name.as_deref().unwrap_or_default(), &formats.text)?;
            table.text(entry.agent.team.as_deref().unwrap_or_default(), &formats.text)?;
            table.day(transcript.started_at.map(local_day))?;
            table.text(transcript.channel.map_or("", crate::transcript::Channel::as_str), &formats.text)?;
            table.count(transcript.turns.len())?;
            for severity in [Severity::Fatal, Severity::Major, Severity::Minor, Severity::Notice] {
                let found = entry.findings.iter().filter(|f| f.severity == severity && f.waived.is_none()).count();
                let format = if found > 0 { formats.severity(severity) } else { &formats.whole };
                table.number(Some(found as f64), format)?;
            }
            let unknown = entry.outcomes.iter().filter(|o| o.outcome == OutcomeKind::Unknown).count();
            table.number(Some(unknown as f64), if unknown > 0 { &formats.unknown } else { &formats.whole })?;
            table.text(&kept.arithmetic.join("\n"), &formats.wrap)?;
            table.text(&entry.source, &formats.text)?;
            for dimension in &entry.dimensions {
                table.number(Some(dimension.score), &formats.score)?;
            }
        }
        table.finish(|n| lost(n, lang))
    }

    /// A row a finding.
    pub(super) fn findings(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        let lang = self.context.lang;
        let columns = lang.pick(
            [
                column("会话", 24),
                column("严重程度", 10),
                column("规则名称", 22),
                column("问题", 44),
                column("原话", 34),
                column("轮次", 7),
                column("角色", 8),
                column("时间", 9),
                column("扣分", 7),
                column("维度", 12),
                column("条款", 14),
                column("依据", 44),
                column("可以说", 44),
                column("坐席编号", 12),
                column("坐席", 10),
                column("班组", 14),
                column("日期", 12),
                column("规则", 24),
                column("豁免", 18),
            ],
            [
                column("Conversation", 24),
                column("Severity", 10),
                column("Title", 22),
                column("Finding", 44),
                column("Words", 34),
                column("Turn", 7),
                column("Role", 10),
                column("At", 9),
                column("Points", 7),
                column("Dimension", 12),
                column("Clauses", 14),
                column("Why", 44),
                column("Say instead", 44),
                column("Agent id", 12),
                column("Agent", 12),
                column("Team", 14),
                column("Date", 12),
                column("Rule", 24),
                column("Waived", 18),
            ],
        );
        let formats = self.formats;
        let mut table = Table::new(sheet, formats, lang.pick("问题", "Findings"), &columns)?;
        for (place, kept) in self.batch.conversations.iter().enumerate() {
            let (entry, transcript) = (&kept.entry, &kept.transcript);
            for (at, finding) in entry.findings.iter().enumerate() {
                if !table.next() {
                    continue;
                }
                let before = entry.findings[..at].iter().filter(|f| f.fingerprint == finding.fingerprint).count();
                let key = match before {
                    0 => finding.fingerprint.clone(),
                    _ => format!("{}.{}", finding.fingerprint, before + 1),
                };
                table.link(&entry.id, self.links.to(table.row(), place, &entry.id, Some(&key)))?;
                table.text(words::severity(finding.severity, lang), formats.severity(finding.severity))?;
                let rule = self.context.set.get(&finding.rule);
                table.text(rule.map_or("", |r| r.title(lang)), &formats.wrap)?;
                table.text(&finding.message, &formats.wrap)?;
                table.text(finding.text.as_deref().unwrap_or_default(), &formats.wrap)?;
                table.number(finding.turn.map(|t| (t + 1) as f64), &formats.whole)?;
                table.text(finding.role.map_or("", |r| words::role(r, lang)), &formats.text)?;
                table.text(&finding.at.map(words::clock).unwrap_or_default(), &formats.text)?;
                table.number(Some(finding.points), &formats.score)?;
                table.text(rule.map_or("", |r| &r.file.dimension.value), &formats.text)?;
                let clauses: Vec<&str> = rule.iter().flat_map(|r| &r.file.clauses).map(|c| c.value.as_str()).collect();
                table.text(&clauses.join(lang.pick("、", ", ")), &formats.wrap)?;
                let english = rule.and_then(|r| r.file.en.as_ref()).filter(|_| lang == Lang::En);
                let why = english.map(|en| &en.rationale).or(rule.map(|r| &r.file.rationale));
                table.text(why.map_or("", String::as_str), &formats.wrap)?;
                table.text(&finding.suggest.join("\n"), &formats.wrap)?;
                table.text(entry.agent.id.as_deref().unwrap_or_default(), &formats.text)?;
                table.text(entry.agent.name.as_deref().unwrap_or_default(), &formats.text)?;
                table.text(entry.agent.team.as_deref().unwrap_or_default(), &formats.text)?;
                table.day(transcript.started_at.map(local_day))?;
                table.text(&finding.rule, &formats.text)?;
                table.text(finding.waived.as_deref().unwrap_or_default(), &formats.wrap)?;
            }
        }
        table.finish(|n| lost(n, lang))
    }

    /// A row an agent.
    pub(super) fn agents(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        let lang = self.context.lang;
        self.groups(
            sheet,
            lang.pick("坐席", "Agents"),
            lang.pick("坐席编号", "Agent id"),
            &self.batch.totals.agents,
            true,
        )
    }

    /// A row a team.
    pub(super) fn teams(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        let lang = self.context.lang;
        self.groups(sheet, lang.pick("班组", "Teams"), lang.pick("班组", "Team"), &self.batch.totals.teams, false)
    }

    fn groups(
        &self,
        sheet: &mut Worksheet,
        name: &str,
        first: &'static str,
        groups: &std::collections::BTreeMap<String, GroupTotals>,
        people: bool,
    ) -> Result<(), XlsxError> {
        let lang = self.context.lang;
        let formats = self.formats;
        let mut columns = vec![column(first, 16)];
        if people {
            columns
                .extend(lang.pick([column("坐席", 12), column("班组", 16)], [column("Agent", 14), column("Team", 16)]));
        }
        columns.extend(lang.pick(
            [
                column("会话", 9),
                column("平均分", 9),
                column("95% t 区间下限", 15),
                column("95% t 区间上限", 15),
                column("一票否决的会话", 15),
                column("一票否决率", 11),
                column("Wilson 下限", 12),
                column("Wilson 上限", 12),
                column("问题", 9),
                column("每百个会话的问题", 17),
            ],
            [
                column("Conversations", 13),
                column("Mean score", 11),
                column("95% t low", 11),
                column("95% t high", 11),
                column("Voided", 9),
                column("Fatal rate", 11),
                column("Wilson low", 11),
                column("Wilson high", 11),
                column("Findings", 9),
                column("Findings per 100", 16),
            ],
        ));
        let mut table = Table::new(sheet, formats, name, &columns)?;
        for (id, group) in groups {
            if !table.next() {
                continue;
            }
            table.text(id, &formats.text)?;
            if people {
                table.text(group.name.as_deref().unwrap_or_default(), &formats.text)?;
                table.text(group.team.as_deref().unwrap_or_default(), &formats.text)?;
            }
            let interval = group.scores.interval(100.0);
            let rate = wilson(group.fatal, group.conversations);
            let n = group.conversations as f64;
            table.count(group.conversations)?;
            table.number(group.scores.mean(), &formats.score)?;
            table.number(interval.map(|i| i.low), &formats.score)?;
            table.number(interval.map(|i| i.high), &formats.score)?;
            table.count(group.fatal)?;
            table.number(Some(group.fatal as f64 / n), &formats.share)?;
            table.number(rate.map(|i| i.low), &formats.share)?;
            table.number(rate.map(|i| i.high), &formats.share)?;
            table.count(group.findings)?;
            table.number(Some(group.findings as f64 / n * 100.0), &formats.score)?;
        }
        table.finish(|n| lost(n, lang))
    }

    /// A row a rule.
    pub(super) fn rules(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        let lang = self.context.lang;
        let columns = lang.pick(
            [
                column("规则", 28),
                column("名称", 30),
                column("严重程度", 10),
                column("维度", 12),
                column("问题", 9),
                column("占全部问题", 12),
                column("通过", 9),
                column("不通过", 9),
                column("不通过率", 10),
                column("无法判定", 10),
                column("不适用", 9),
                column("条款", 24),
            ],
            [
                column("Rule", 28),
                column("Title", 36),
                column("Severity", 10),
                column("Dimension", 12),
                column("Findings", 9),
                column("Share", 9),
                column("Pass", 9),
                column("Fail", 9),
                column("Failure rate", 12),
                column("Unknown", 10),
                column("Not applicable", 14),
                column("Clauses", 24),
            ],
        );
        let formats = self.formats;
        let totals = self.batch.totals;
        let mut table = Table::new(sheet, formats, lang.pick("规则", "Rules"), &columns)?;
        let mut order: Vec<usize> = (0..self.context.set.rules().len()).collect();
        let found = |rule: usize| totals.stats.findings.get(rule).copied().unwrap_or(0);
        order.sort_by(|a, b| found(*b).cmp(&found(*a)).then(a.cmp(b)));
        for at in order {
            let rule = &self.context.set.rules()[at];
            let [pass, fail, not_applicable, unknown] = totals.rules.get(at).copied().unwrap_or_default();
            if !table.next() {
                continue;
            }
            table.text(rule.id(), &formats.text)?;
            table.text(rule.title(lang), &formats.text)?;
            table.text(words::severity(rule.file.severity, lang), formats.severity(rule.file.severity))?;
            table.text(&rule.file.dimension.value, &formats.text)?;
            table.count(found(at))?;
            let share = (totals.findings > 0).then(|| found(at) as f64 / totals.findings as f64);
            table.number(share, &formats.share)?;
            table.count(pass)?;
            table.count(fail)?;
            table.number((pass + fail > 0).then(|| fail as f64 / (pass + fail) as f64), &formats.share)?;
            table.number(Some(unknown as f64), if unknown > 0 { &formats.unknown } else { &formats.whole })?;
            table.count(not_applicable)?;
            let clauses: Vec<&str> = rule.file.clauses.iter().map(|c| c.value.as_str()).collect();
            table.text(&clauses.join(lang.pick("、", ", ")), &formats.text)?;
        }
        table.finish(|n| lost(n, lang))
    }

    /// A row a figure over the batch.
    pub(super) fn kpis(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        let lang = self.context.lang;
        let columns = lang.pick(
            [
                column("指标", 28),
                column("分组", 18),
                column("数值", 10),
                column("分子", 9),
                column("分母", 9),
                column("不低于", 9),
                column("不超过", 9),
                column("样本", 9),
                column("结果", 10),
                column("高频词", 50),
                column("规则", 26),
            ],
            [
                column("Figure", 32),
                column("Group", 18),
                column("Value", 10),
                column("Part", 9),
                column("Whole", 9),
                column("At least", 9),
                column("At most", 9),
                column("n", 9),
                column("Outcome", 12),
                column("Topics", 50),
                column("Rule", 26),
            ],
        );
        let formats = self.formats;
        let mut table = Table::new(sheet, formats, lang.pick("指标", "KPIs"), &columns)?;
        let entries = self.batch.totals.entries(self.context, self.batch.skipped).kpis;
        for (entry, result) in entries.iter().zip(&self.batch.totals.figures) {
            if !table.next() {
                continue;
            }
            let (min, max) = result.limits;
            table.text(self.context.set.rules()[result.rule].title(lang), &formats.text)?;
            table.text(entry.group.as_deref().unwrap_or_default(), &formats.text)?;
            table.number(entry.value, &formats.share)?;
            table.number(entry.numerator.map(|n| n as f64), &formats.whole)?;
            table.number(entry.denominator.map(|n| n as f64), &formats.whole)?;
            table.number(min.map(|v| v / 100.0), &formats.share)?;
            table.number(max.map(|v| v / 100.0), &formats.share)?;
            table.count(entry.n)?;
            let (outcome, format) = match entry.outcome {
                OutcomeKind::Pass if min.or(max).is_none() => (lang.pick("无限值", "no limit"), &formats.text),
                OutcomeKind::Pass => (lang.pick("达标", "met"), &formats.good),
                OutcomeKind::Fail => (lang.pick("未达标", "missed"), formats.severity(Severity::Fatal)),
                kind => (words::outcome(kind, lang), &formats.unknown),
            };
            table.text(outcome, format)?;
            let topics: Vec<String> = entry.topics.iter().map(|t| format!("{} {}", t.word, t.conversations)).collect();
            table.text(&topics.join(lang.pick("，", ", ")), &formats.wrap)?;
            table.text(&entry.rule, &formats.text)?;
        }
        table.finish(|n| lost(n, lang))
    }

    /// A row a record that could not be read.
    pub(super) fn skipped(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        let lang = self.context.lang;
        let columns = lang.pick([column("位置", 40), column("原因", 80)], [column("Place", 40), column("Reason", 80)]);
        let mut table = Table::new(sheet, self.formats, lang.pick("读不出来", "Skipped"), &columns)?;
        for record in self.batch.skipped {
            if !table.next() {
                continue;
            }
            table.text(&record.source, &self.formats.text)?;
            table.text(&record.reason.message(lang), &self.formats.wrap)?;
        }
        table.finish(|n| lost(n, lang))
    }
}

fn ends(head: &str, interval: Interval, scale: f64, unit: &str) -> String {
    let tenth = |v: f64| figure((v * scale * 10.0).round() / 10.0);
    format!("{head}{}{unit}–{}{unit}", tenth(interval.low), tenth(interval.high))
}

fn lost(rows: usize, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("另有 {rows} 行超出工作表的容量，没有写入"),
        Lang::En => format!("{rows} more rows did not fit into a sheet"),
    }
}
