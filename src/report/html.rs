//! `html`: one page for a reviewer that needs nothing else, neither network nor server.
//!
//! The page is a template, styles and scripts (`html/`), and the data between them: a line for the list and a line of
//! detail a conversation, written as they are judged. A content security policy names the hashes of the page's own script
//! and styles, so that nothing that a customer wrote could run even if it got out of its string.

mod data;
mod escape;
mod policy;

use super::model::ConversationEntry;
use super::totals::Totals;
use super::{Context, Judged, Reporter};
use crate::read::Skipped;

/// The page up to the data; `{…}` are filled in.
const TEMPLATE: &str = include_str!("html/page.html");

/// All styles.
const STYLES: &str = concat!(
    include_str!("html/css/base.css"),
    include_str!("html/css/overview.css"),
    include_str!("html/css/list.css"),
    include_str!("html/css/detail.css"),
    include_str!("html/css/print.css"),
);

/// All scripts, in one scope.
const SCRIPT: &str = concat!(
    "'use strict';\n(() => {\n",
    include_str!("html/js/words.js"),
    include_str!("html/js/dom.js"),
    include_str!("html/js/data.js"),
    include_str!("html/js/charts.js"),
    include_str!("html/js/overview.js"),
    include_str!("html/js/list.js"),
    include_str!("html/js/timeline.js"),
    include_str!("html/js/detail.js"),
    include_str!("html/js/keys.js"),
    include_str!("html/js/main.js"),
    "})();\n",
);

/// A page for a browser.
#[derive(Debug, Clone, Copy)]
pub struct Html;

impl Reporter for Html {
    fn head(&self, context: &Context<'_>) -> String {
        let lang = context.lang;
        let page = TEMPLATE
            .replace("{lang}", lang.pick("zh-CN", "en"))
            .replace("{policy}", &policy::policy(SCRIPT, STYLES))
            .replace("{title}", lang.pick("话术质检报告", "Script compliance report"))
            .replace("{reading}", lang.pick("正在读取数据…", "Reading the data…"))
            .replace(
                "{noscript}",
                lang.pick(
                    "这份报告要用脚本显示，请在浏览器中打开并允许脚本。",
                    "This report needs scripts to be shown.",
                ),
            )
            .replace("{styles}", STYLES);
        let head = escape::json(&data::Head::new(context));
        format!(
            "{page}<script type=\"application/json\" id=\"head\">{head}</script>\n<script type=\"application/json\" id=\"conversations\">\n"
        )
    }

    fn conversation(&self, context: &Context<'_>, judged: &Judged) -> String {
        let entry = ConversationEntry::new(context, judged);
        let row = escape::json(&data::Row::new(context, judged, &entry));
        let detail = escape::json(&data::Detail::new(context, judged, entry));
        format!("{row}\n{detail}\n")
    }

    fn tail(&self, context: &Context<'_>, totals: &Totals, skipped: &[Skipped]) -> String {
        let tail = escape::json(&data::Tail::new(context, totals, skipped));
        format!(
            "</script>\n<script type=\"application/json\" id=\"tail\">{tail}</script>\n<script>{SCRIPT}</script>\n</body>\n</html>\n"
        )
    }
}
