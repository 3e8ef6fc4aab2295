//! The page as text; what it does is tried in a browser (tests/browser).

#![allow(clippy::unwrap_used, reason = "tests may")]

mod common;

use huashu::lang::Lang;
use huashu::report::format::Format;

/// What stands in a script element of data.
fn data<'a>(page: &'a str, id: &str) -> &'a str {
    let open = format!("<script type=\"application/json\" id=\"{id}\">");
    let from = page.find(&open).unwrap() + open.len();
    let to = page[from..].find("</script>").unwrap();
    &page[from..from + to]
}

#[test]
fn two_lines_a_conversation_that_agree_with_the_json_report() {
    let files = common::fixtures();
    let (page, run) = common::builtin_report(&files, Format::Html, Lang::Zh, false);
    let (json, _) = common::builtin_report(&files, Format::Json, Lang::Zh, false);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let lines: Vec<serde_json::Value> =
        data(&page, "conversations").trim().lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert_eq!(lines.len(), 2 * run.totals.conversations);
    for (pair, entry) in lines.chunks(2).zip(json["conversations"].as_array().unwrap()) {
        assert_eq!((&pair[0]["id"], &pair[0]["s"]), (&entry["id"], &entry["score"]));
        let fingerprints = |findings: &serde_json::Value| -> Vec<String> {
            findings.as_array().unwrap().iter().map(|f| f["fingerprint"].to_string()).collect()
        };
        assert_eq!(fingerprints(&pair[1]["findings"]), fingerprints(&entry["findings"]));
    }
    let tail: serde_json::Value = serde_json::from_str(data(&page, "tail")).unwrap();
    assert_eq!(tail["summary"], json["summary"]);
}

#[test]
fn nothing_of_a_conversation_is_markup() {
    let files = ["tests/browser/hostile.jsonl".to_owned()];
    let (page, _) = common::builtin_report(&files, Format::Html, Lang::Zh, false);
    for id in ["head", "conversations", "tail"] {
        assert!(!data(&page, id).contains(['<', '>', '&', '\u{202e}', '\u{2028}']), "{id}");
    }
    assert_eq!(page.matches("<script").count(), 4);
    assert_eq!(page.matches("</script>").count(), 4);
}

#[test]
fn the_page_needs_nothing_from_elsewhere() {
    let (page, _) = common::builtin_report(&common::fixtures(), Format::Html, Lang::Zh, false);
    let head = &page[..page.find("<style>").unwrap()];
    let policy = "default-src 'none'; script-src 'sha256-";
    assert!(head.contains(policy) && !head.contains("unsafe-inline"), "{head}");
    for outside in ["src=\"http", "href=\"http", "url(http", "@import"] {
        assert!(!page.contains(outside), "{outside}");
    }
    assert!(page.ends_with("</html>\n"));
}

#[test]
fn names_of_agents_are_masked_in_figures_as_in_conversations() {
    let files = common::fixtures();
    let (page, _) = common::builtin_report(&files, Format::Html, Lang::Zh, false);
    let tail = data(&page, "tail");
    assert!(Format::Html.redacts() && Format::Xlsx.redacts());
    for transcript in common::transcripts(&files) {
        if let Some(name) = transcript.agent.name {
            assert!(!tail.contains(&format!("\"{name}\"")), "{name}");
        }
    }
}
