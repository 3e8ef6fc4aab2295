//! What customers type does no harm in any report: no markup, no command, no formula, nothing invisible; and no personal
//! number survives where reports are redacted.

#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic, reason = "tests may")]

mod common;

use huashu::lang::Lang;
use huashu::policy::Policy;
use huashu::report::format::Format;
use huashu::transcript::{Agent, Channel, Customer, Role, Transcript, Turn};
use proptest::prelude::*;

/// Words that make findings, with things in and around them that are not meant well.
const HOSTILE: [&str; 9] = [
    "这个我们也没办法\u{202e}txt.exe\u{202c}。",
    "=HYPERLINK(\"http://evil.example\")不可能的",
    "]]><script>alert(1)</script>没办法\u{0}\u{7}\u{1b}[31m",
    "没办法\n::error file=a::b\r\n::set-output name=x::y",
    "| a | b |\n|---|---|\n![x](http://evil.example/x.png) [没办法](javascript:alert(1)) @all `code`",
    "<img src=x onerror=alert(1)>你自己看规定吧&amp;\"'",
    "+1-2 没\u{200b}办法 \u{feff}\u{ad}",
    "%0A::warning::没办法%25",
    "''' \"\"\" ,,,; 没办法\t\t规定就是这样",
];

fn transcript(id: &str, texts: &[&str]) -> Transcript {
    let turn = |(i, text): (usize, &&str)| Turn {
        role: if i % 2 == 0 { Role::Agent } else { Role::Customer },
        text: (*text).to_owned(),
        ..Turn::default()
    };
    // Every sentence once by the agent: the customer's turns in between say nothing.
    let spaced: Vec<&str> = texts.iter().flat_map(|t| [*t, "嗯"]).collect();
    Transcript {
        id: id.into(),
        source: "=a\u{202e}<b>.txt:3".into(),
        channel: Some(Channel::Chat),
        agent: Agent {
            id: Some("@A|7".into()),
            name: Some("=李<b>".into()),
            team: Some("-一组,\n".into()),
            ..Agent::default()
        },
        customer: Customer { name: Some("<王>".into()), ..Customer::default() },
        turns: spaced.iter().enumerate().map(turn).collect(),
        ..Transcript::default()
    }
}

fn hostile(format: Format) -> String {
    let all = [transcript("=C1\u{202e}<x>]]>", &HOSTILE), transcript("::error::C2\n", &HOSTILE)];
    common::report_on(&all, &Policy::default(), format, false, Lang::Zh).0
}

/// Nothing that cannot be seen gets through, but for line ends.
fn nothing_invisible(text: &str) {
    let bad = |c: char| {
        (c.is_control() && !matches!(c, '\n' | '\r'))
            || matches!(c, '\u{ad}' | '\u{200b}' | '\u{200e}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
    };
    if let Some(at) = text.find(bad) {
        panic!("{:?}", &text[at.saturating_sub(60)..].chars().take(80).collect::<String>());
    }
}

#[test]
fn nothing_invisible_gets_through() {
    for format in [Format::Concise, Format::Junit, Format::Github, Format::Gitlab, Format::Csv, Format::Markdown] {
        nothing_invisible(&hostile(format));
    }
    // JSON writes controls as escapes; marks of direction in a message are shown.
    let sarif: serde_json::Value = serde_json::from_str(&hostile(Format::Sarif)).unwrap();
    for result in sarif["runs"][0]["results"].as_array().unwrap() {
        nothing_invisible(result["message"]["text"].as_str().unwrap());
    }
}

#[test]
fn a_table_has_no_formula_and_no_stray_cells() {
    let text = hostile(Format::Csv);
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let columns = reader.headers().unwrap().len();
    let mut rows = 0;
    for row in reader.records() {
        let row = row.unwrap();
        assert_eq!(row.len(), columns);
        for cell in &row {
            assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r', '|']), "{cell}");
        }
        rows += 1;
    }
    assert!(rows > 6, "{rows}");
}

#[test]
fn workflow_commands_are_ours_alone() {
    let text = hostile(Format::Github);
    let lines: Vec<&str> = text.lines().collect();
    let (commands, summary) = lines.split_at(lines.len() - 2);
    assert!(summary.iter().all(|l| !l.starts_with("::") && !l.contains("##[")));
    for line in commands {
        let rest = line.strip_prefix("::error ").or(line.strip_prefix("::warning ")).or(line.strip_prefix("::notice "));
        let (properties, _) = rest.expect(line).split_once("::").unwrap();
        for property in properties.split(',') {
            let (key, value) = property.split_once('=').unwrap();
            assert!(["file", "line", "endLine", "col", "endColumn", "title"].contains(&key), "{line}");
            assert!(!value.contains(':'), "{line}");
        }
    }
}

/// A reader of XML that knows just enough: tags that close, quoted attributes, no stray markup.
fn well_formed(text: &str) {
    let mut open: Vec<&str> = Vec::new();
    let mut rest = text.strip_prefix("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n").unwrap();
    while let Some(at) = rest.find('<') {
        assert!(!rest[..at].contains('>'), "a bare > in {:?}", &rest[..at]);
        let end = at + rest[at..].find('>').unwrap();
        let tag = &rest[at + 1..end];
        assert!(!tag.contains('<'), "{tag}");
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name));
        } else if !tag.starts_with("!--") {
            assert_eq!(tag.matches('"').count() % 2, 0, "{tag}");
            if !tag.ends_with('/') {
                open.push(tag.split(' ').next().unwrap());
            }
        }
        rest = &rest[end + 1..];
    }
    assert!(open.is_empty(), "{open:?}");
}

#[test]
fn junit_is_well_formed() {
    let text = hostile(Format::Junit);
    well_formed(&text);
    assert!(!text.contains("<script") && !text.contains("]]>"));
    well_formed(&common::builtin_report(&common::fixtures(), Format::Junit, Lang::Zh, true).0);
}

#[test]
fn markdown_has_no_markup_of_others() {
    let text = hostile(Format::Markdown);
    for bad in ["<script", "<img", "](http", "](javascript", "@all", "://evil"] {
        assert!(!text.contains(bad), "{bad} in\n{text}");
    }
    // Tables keep their columns.
    for line in text.lines().filter(|l| l.starts_with('|')) {
        let bars = line.replace("\\|", "").matches('|').count();
        assert!(bars == 6 || bars == 4, "{line}");
    }
}

#[test]
fn json_formats_parse() {
    for format in [Format::Json, Format::Sarif, Format::Gitlab] {
        serde_json::from_str::<serde_json::Value>(&hostile(format)).unwrap();
    }
    for format in [Format::Json, Format::Sarif, Format::Gitlab, Format::Csv, Format::Junit, Format::Markdown] {
        let (text, _) = common::report_on(&[], &Policy::default(), format, true, Lang::En);
        match format {
            Format::Json | Format::Sarif | Format::Gitlab => {
                drop(serde_json::from_str::<serde_json::Value>(&text).unwrap());
            }
            Format::Junit => well_formed(&text),
            _ => assert!(!text.is_empty()),
        }
    }
}

/// What SARIF 2.1.0 demands of the objects that are written: names, types, required keys.
#[test]
fn sarif_holds_what_the_standard_demands() {
    let (text, _) = common::builtin_report(&common::fixtures(), Format::Sarif, Lang::Zh, false);
    let log: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    let keys = |v: &serde_json::Value| v.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(keys(run), ["columnKind", "invocations", "properties", "results", "tool"]);
    let driver = &run["tool"]["driver"];
    assert_eq!(driver["name"], "huashu");
    let rules = driver["rules"].as_array().unwrap();
    let mut ids: Vec<&str> = rules.iter().map(|r| r["id"].as_str().unwrap()).collect();
    ids.dedup();
    assert_eq!(ids.len(), rules.len());
    for rule in rules {
        for key in ["shortDescription", "fullDescription", "help"] {
            assert!(!rule[key]["text"].as_str().unwrap().is_empty(), "{key} of {}", rule["id"]);
        }
        let level = rule["defaultConfiguration"]["level"].as_str().unwrap();
        assert!(["none", "note", "warning", "error"].contains(&level));
    }
    let results = run["results"].as_array().unwrap();
    assert!(results.len() > 100);
    let mut exact = 0;
    for result in results {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"]);
        assert!(!result["message"]["text"].as_str().unwrap().is_empty());
        assert_eq!(result["partialFingerprints"]["huashu/v1"].as_str().unwrap().len(), 16);
        let place = &result["locations"][0]["physicalLocation"];
        assert!(place["artifactLocation"]["uri"].as_str().unwrap().starts_with("fixtures/"));
        let region = &place["region"];
        let number = |key: &str| region[key].as_u64();
        assert!(number("startLine").unwrap() >= 1);
        if let Some(column) = number("startColumn") {
            exact += 1;
            let (start, end) = ((number("startLine"), Some(column)), (number("endLine"), number("endColumn")));
            assert!(column >= 1 && start < end, "{region}");
        }
    }
    assert!(exact > 20, "{exact} results have columns");
}

/// Places in text files are those of the words.
#[test]
fn columns_point_at_the_words() {
    for file in ["fixtures/scripts/bot.txt", "fixtures/scripts/drafts.txt", "fixtures/chats/pasted.txt"] {
        let text = std::fs::read_to_string(file).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        let (report, _) = common::builtin_report(&[file.to_owned()], Format::Sarif, Lang::Zh, false);
        let (json, _) = common::builtin_report(&[file.to_owned()], Format::Json, Lang::Zh, false);
        let log: serde_json::Value = serde_json::from_str(&report).unwrap();
        let plain: serde_json::Value = serde_json::from_str(&json).unwrap();
        let findings: Vec<&serde_json::Value> =
            plain["conversations"].as_array().unwrap().iter().flat_map(|c| c["findings"].as_array().unwrap()).collect();
        for (result, finding) in log["runs"][0]["results"].as_array().unwrap().iter().zip(findings) {
            let region = &result["locations"][0]["physicalLocation"]["region"];
            let number = |key: &str| region[key].as_u64().map(|n| usize::try_from(n).unwrap() - 1);
            let (Some(words), Some(from), Some(to)) =
                (finding["text"].as_str(), number("startColumn"), number("endColumn"))
            else {
                continue;
            };
            if number("startLine") != number("endLine") || finding["span"].is_null() {
                continue;
            }
            let line = lines[number("startLine").unwrap()];
            let found: String = line.chars().skip(from).take(to - from).collect();
            assert_eq!(found, words, "{file} {region}");
        }
    }
}

/// A number of a person, and a way to say it.
fn number() -> impl Strategy<Value = (String, String)> {
    let phone = "1[3-9][0-9]{9}";
    let id = prop::sample::select(vec!["110101190003070010", "11010119000102001X"]).prop_map(str::to_owned);
    let card =
        prop::sample::select(vec!["4111111111111111", "6222020000000007", "378282246310005"]).prop_map(str::to_owned);
    let written = |digits: String, how: usize| match how {
        0 => digits,
        1 => digits.as_bytes().chunks(4).map(|c| String::from_utf8_lossy(c).into_owned()).collect::<Vec<_>>().join(" "),
        2 => digits.as_bytes().chunks(4).map(|c| String::from_utf8_lossy(c).into_owned()).collect::<Vec<_>>().join("-"),
        _ => digits
            .chars()
            .map(|c| c.to_digit(10).map_or(c, |d| "零一二三四五六七八九".chars().nth(d as usize).unwrap()))
            .collect(),
    };
    (prop_oneof![3 => phone, 1 => id, 1 => card], 0_usize..4).prop_map(move |(d, how)| (d.clone(), written(d, how)))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn no_number_survives_in_any_format((digits, said) in number()) {
        let turns = [
            format!("您的号码是{said}，没办法，这个我们也没办法。"),
            format!("{said}不可能的，你自己看规定吧，把验证码{said}发过来"),
        ];
        let texts: Vec<&str> = turns.iter().map(String::as_str).collect();
        let mut one = transcript(&format!("{digits}_1"), &texts);
        one.source = format!("calls/{digits}.txt:1");
        one.agent.id = Some(digits.clone());
        one.customer.name = Some("欧阳测试".into());
        one.turns.push(Turn { role: Role::Agent, text: "欧阳测试您好，没办法".into(), ..Turn::default() });
        one.fields.insert("phone".into(), digits.clone().into());
        for format in Format::ALL {
            let (bytes, run) =
                common::bytes_on(std::slice::from_ref(&one), &Policy::default(), format, true, Lang::Zh);
            let text = if format == Format::Xlsx { cells(bytes) } else { String::from_utf8(bytes).unwrap() };
            prop_assert!(run.totals.findings > 0);
            prop_assert!(!text.contains(&digits) && !text.contains(&said), "{} as {said} in {:?}:\n{text}", digits, format);
            prop_assert!(!text.contains("欧阳测试"), "{format:?}");
        }
    }
}

/// Everything that stands in a workbook.
fn cells(bytes: Vec<u8>) -> String {
    let mut book: calamine::Xlsx<_> = calamine::Reader::new(std::io::Cursor::new(bytes)).unwrap();
    let sheets = calamine::Reader::worksheets(&mut book);
    let cells = sheets.iter().flat_map(|(name, range)| {
        std::iter::once(name.clone()).chain(range.cells().map(|(_, _, cell)| cell.to_string()))
    });
    cells.collect::<Vec<_>>().join("\n")
}

/// Masking moves nothing: a redacted report has the same findings at the same places.
#[test]
fn redaction_changes_words_only() {
    let files = common::fixtures();
    let transcripts = common::transcripts(&files);
    let report = |redact| {
        let (text, _) = common::report_on(&transcripts, &Policy::default(), Format::Json, redact, Lang::Zh);
        serde_json::from_str::<serde_json::Value>(&text).unwrap()
    };
    let (plain, masked) = (report(false), report(true));
    for (a, b) in plain["conversations"].as_array().unwrap().iter().zip(masked["conversations"].as_array().unwrap()) {
        for (a, b) in a["findings"].as_array().unwrap().iter().zip(b["findings"].as_array().unwrap()) {
            for key in ["rule", "turn", "span", "fingerprint", "points", "at"] {
                assert_eq!(a[key], b[key], "{key}");
            }
            if let (Some(a), Some(b)) = (a["text"].as_str(), b["text"].as_str()) {
                assert_eq!(a.chars().count(), b.chars().count());
            }
        }
        assert_eq!(a["score"], b["score"]);
    }
}
