//! docs/formats.md is what the registry says.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests may")]

use std::fmt::Write as _;
use std::fs;

use huashu::read::Format;

/// `HUASHU_RENEW=1 cargo test --test formats` writes it anew.
const RENEW: &str = "HUASHU_RENEW";
const PAGE: &str = "docs/formats.md";

#[test]
fn the_page_of_formats_is_up_to_date() {
    let mut page = String::from(
        "# Formats that are read\n\n\
         Generated from the registry in `src/read/format.rs`; `huashu formats` prints the same. An input is told by its content,\n\
         then by its extension; `--input-format NAME` forces one. What a conversation can say is in [transcripts.md](transcripts.md).\n\n\
         | name | 中文 | what it is | files |\n|---|---|---|---|\n",
    );
    for format in Format::ALL {
        let about = format.about();
        let files: Vec<String> = about.extensions.iter().map(|extension| format!("`.{extension}`")).collect();
        let _ = writeln!(
            page,
            "| [`{0}`](#{0}) | {1} | {2} | {3} |",
            about.name,
            about.title.0,
            about.title.1,
            files.join(" ")
        );
    }
    for format in Format::ALL {
        let about = format.about();
        let _ = write!(
            page,
            "\n## {}\n\n{}\n\n```text\n{}\n```\n\n- roles: {}\n- clocks: {}\n",
            about.name, about.title.1, about.layout, about.roles.1, about.clocks.1
        );
    }
    page += "\n## Who speaks\n\n\
        Names of roles are known in many forms (`agent`, 坐席, 客服01 …). Speakers with numbers or names of their own are told\n\
        apart by `--role-map 0=agent,1=customer` (`0` also stands for `SPEAKER_00`, `spk_0`), by `roles` in huashu.yaml, by the\n\
        agent's and the customer's names in the record, or else by plain evidence: one side says what only the house says\n\
        (工号102为您服务, 感谢您致电, \"how may I help you\") and exactly one speaker does not. That is noted. Where there is no\n\
        evidence, the record is an error that names the speakers: nothing is judged by a guess. If a customer gives the house's\n\
        opening and the agent does not, a note says that the roles may be swapped.\n\n\
        ## Clocks\n\n\
        Seconds, milliseconds where the layout says so, `mm:ss`, `hh:mm:ss.mmm`, RFC 3339, Unix seconds or milliseconds, dates\n\
        with times in ASCII or Chinese (`2026年10月8日 上午9:12`). A date without a zone is in China's, or in that of `timezone`\n\
        in huashu.yaml. Dates with hours and minutes alone, as some chat windows copy them, tell no seconds: they are left out,\n\
        and a note says so. Turns out of order, clocks that run backwards and turns without a clock are noted; rules that need what\n\
        is missing are `unknown`.\n";
    if std::env::var_os(RENEW).is_some() {
        fs::write(PAGE, &page).unwrap();
    }
    let known = fs::read_to_string(PAGE).unwrap_or_default().replace("\r\n", "\n");
    assert!(known == page, "{PAGE} is not what the registry says; `{RENEW}=1 cargo test --test formats` renews it");
}
