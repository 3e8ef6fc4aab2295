//! The JSON schemas in docs/schemas/ are those of the types, and what is written keeps to them; SARIF keeps to that of OASIS.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests may")]

mod common;

use std::fs;
use std::path::PathBuf;

use huashu::lang::Lang;
use huashu::report::format::Format;
use huashu::report::{Context, draft};
use huashu::rewrite::Rewriter;
use huashu::{Linter, ScoreModel, batch, read, schema};

/// `HUASHU_RENEW=1 cargo test --test schemas` writes them anew.
const RENEW: &str = "HUASHU_RENEW";

#[test]
fn the_schemas_are_up_to_date() {
    let all = [
        ("rule", schema::rule()),
        ("config", schema::config()),
        ("transcript", schema::transcript()),
        ("report", schema::report()),
        ("draft", schema::draft()),
        ("baseline", schema::baseline()),
        ("waivers", schema::waivers()),
        ("review-file", schema::review_file()),
        ("review", schema::review()),
    ];
    for (name, now) in all {
        let path = PathBuf::from(format!("docs/schemas/{name}.json"));
        if std::env::var_os(RENEW).is_some() {
            fs::write(&path, &now).unwrap();
        }
        let known = fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
        assert!(
            known == now,
            "{} is not what the types say; `{RENEW}=1 cargo test --test schemas` renews it. Look at its difference: \
             what was legal should stay so",
            path.display()
        );
    }
}

/// Checks values against a schema; what is wrong is told with its place in the value.
fn keeps_to(name: &str, schema: &str, values: impl IntoIterator<Item = serde_json::Value>) {
    let mut schemas = boon::Schemas::new();
    let mut compiler = boon::Compiler::new();
    compiler.enable_format_assertions();
    compiler.add_resource(name, serde_json::from_str(schema).unwrap()).unwrap();
    let ready = compiler.compile(name, &mut schemas).unwrap();
    let mut any = false;
    for value in values {
        any = true;
        if let Err(error) = schemas.validate(&value, ready) {
            panic!("{name}: {error:#}");
        }
    }
    assert!(any, "{name}: nothing to check");
}

fn report(format: Format, lang: Lang) -> String {
    common::builtin_report(&common::fixtures(), format, lang, true).0
}

#[test]
fn sarif_is_what_oasis_says() {
    let schema = fs::read_to_string("tests/schemas/sarif-2.1.0.json").unwrap();
    for lang in [Lang::Zh, Lang::En] {
        let text = report(Format::Sarif, lang);
        keeps_to("sarif-2.1.0.json", &schema, [serde_json::from_str(&text).unwrap()]);
    }
}

#[test]
fn json_reports_are_what_their_schema_says() {
    let text = report(Format::Json, Lang::Zh);
    keeps_to("report.json", &schema::report(), [serde_json::from_str(&text).unwrap()]);
}

#[test]
fn fixtures_written_as_transcripts_are_what_their_schema_says() {
    let files = common::fixtures();
    let values = files
        .iter()
        .filter(|f| f.split('.').next_back() == Some("jsonl") && f.starts_with("fixtures/calls"))
        .flat_map(|f| {
            let text = fs::read_to_string(f).unwrap();
            text.lines().map(|line| serde_json::from_str(line).unwrap()).collect::<Vec<_>>()
        });
    keeps_to("transcript.json", &schema::transcript(), values);
}

#[test]
fn reports_on_drafts_are_what_their_schema_says() {
    let set = &*common::RULES;
    let model = ScoreModel::default();
    let context = Context { set, model: &model, lang: Lang::Zh, outcomes: false };
    let linter = Linter::new(set);
    let rewriter = Rewriter::new(set, &linter);
    let judge = |text: &str| {
        let mut judged = batch::judge_one(read::text::parse(text).unwrap(), &linter, &context);
        draft::last_turn_only(&mut judged);
        judged
    };
    let texts = ["客户：气死我了，什么破公司！\n坐席：这个我们也没办法，把订单号发我。", "您好，很高兴为您服务。"];
    let values = texts.map(|text| {
        let entry = draft::DraftEntry::new(&context, &judge(text), &rewriter, |reply| judge(&reply));
        serde_json::from_str(&entry.json()).unwrap()
    });
    keeps_to("draft.json", &schema::draft(), values);
}
