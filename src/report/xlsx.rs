//! `xlsx`: a workbook for those who count on: the same figures as the page, a sheet each.
//!
//! Every text is written as a string, so that nothing that a customer wrote is ever a formula. The same input makes the
//! same bytes.

pub(in crate::report) mod cells;
mod link;
mod sheets;

use std::io::{self, Write};

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

use super::{Batch, BatchReporter, Context};
use cells::Formats;
use link::Links;

/// A workbook.
#[derive(Debug, Clone, Default)]
pub struct Xlsx {
    /// The page (`html`) of the same run, as it is reached from the folder of the workbook: conversations and findings
    /// lead there.
    pub page: Option<String>,
}

impl BatchReporter for Xlsx {
    fn write(&self, context: &Context<'_>, batch: &Batch<'_>, out: &mut dyn Write) -> io::Result<()> {
        let bytes = self.workbook(context, batch).map_err(io::Error::other)?;
        out.write_all(&bytes)
    }
}

impl Xlsx {
    fn workbook(&self, context: &Context<'_>, batch: &Batch<'_>) -> Result<Vec<u8>, XlsxError> {
        let mut workbook = Workbook::new();
        // A fixed date: the time of the run would make every workbook another one.
        let properties = DocProperties::new()
            .set_title(context.lang.pick("话术质检报告", "Script compliance report"))
            .set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1)?);
        workbook.set_properties(&properties);
        let formats = Formats::new();
        let links = Links::new(self.page.as_deref(), batch);
        let sheets = sheets::Sheets { context, batch, formats: &formats, links: &links };
        sheets.summary(workbook.add_worksheet())?;
        sheets.conversations(workbook.add_worksheet())?;
        sheets.findings(workbook.add_worksheet())?;
        sheets.agents(workbook.add_worksheet())?;
        if !batch.totals.teams.is_empty() {
            sheets.teams(workbook.add_worksheet())?;
        }
        sheets.rules(workbook.add_worksheet())?;
        sheets.kpis(workbook.add_worksheet())?;
        if !batch.skipped.is_empty() {
            sheets.skipped(workbook.add_worksheet())?;
        }
        workbook.save_to_buffer()
    }
}
