//! Every format, good, dirty and hostile: a sample of each is read as it is, in every dress that files come in, and broken
//! in every way that needs no knowledge of it. A format without a sample does not compile.
#![allow(clippy::unwrap_used, reason = "tests may")]

use std::fs;
use std::io::Write as _;

use huashu::lang::Lang;
use huashu::read::{self, Format, Limits, Mapping, Options, Record, ReplyPath};

/// A file of the format.
const fn sample(format: Format) -> &'static str {
    match format {
        Format::Xlsx => "tests/tables/calls.xlsx",
        Format::Xls => "tests/tables/calls.xls",
        Format::Ods => "tests/tables/calls.ods",
        Format::SpreadsheetXml => "tests/tables/excel-2003.xls",
        Format::HtmlList => "fixtures/exports/call-list.html",
        Format::HtmlTable => "tests/tables/page.xls",
        Format::Sca => "fixtures/exports/sca-upload.json",
        Format::FunAsr => "fixtures/exports/funasr.json",
        Format::Iflytek => "fixtures/exports/iflytek.json",
        Format::Tencent => "fixtures/exports/tencent-asr.json",
        Format::Volcengine => "fixtures/exports/volcengine.json",
        Format::WeCom => "fixtures/exports/wecom.jsonl",
        Format::ContactLens => "fixtures/exports/contact-lens-call.json",
        Format::Transcribe => "fixtures/exports/transcribe.json",
        Format::Deepgram => "fixtures/exports/deepgram.json",
        Format::AssemblyAi => "fixtures/exports/assemblyai.json",
        Format::Whisper => "fixtures/exports/whisperx.json",
        Format::Twilio => "fixtures/exports/twilio.json",
        Format::Genesys => "fixtures/exports/genesys.json",
        Format::Ccai => "fixtures/exports/google-ccai.json",
        Format::Zendesk => "fixtures/exports/zendesk-ticket.json",
        Format::Intercom => "fixtures/exports/intercom.json",
        Format::Rasa => "fixtures/scripts/rasa.yml",
        Format::Dialogflow => "fixtures/exports/dialogflow-cx.json",
        Format::Botpress => "fixtures/exports/botpress.json",
        Format::Jsonl => "fixtures/calls/hotline.jsonl",
        Format::Json => "fixtures/calls/complaints.json",
        Format::Tsv => "fixtures/chats/aftersales.tsv",
        Format::Csv => "fixtures/chats/shop.csv",
        Format::Markdown => "fixtures/scripts/book.md",
        Format::Script => "tests/cli/inputs/flow.json",
        Format::Vtt => "fixtures/exports/call.vtt",
        Format::Srt => "fixtures/exports/call.srt",
        Format::Log => "fixtures/exports/chat.log",
        Format::Paste => "fixtures/exports/qianniu.txt",
        Format::Text => "fixtures/chats/pasted.txt",
        Format::Parquet => "tests/tables/calls.parquet",
        Format::Arrow => "tests/tables/calls.arrow",
    }
}

/// Whether a file of the format is text.
const fn is_text(format: Format) -> bool {
    !matches!(format, Format::Xlsx | Format::Xls | Format::Ods | Format::Parquet | Format::Arrow)
}

fn options() -> Options {
    let paths = ["$.nodes[*].say"].map(|path| ReplyPath::parse(path).unwrap());
    Options {
        scripts: vec![Mapping::new(vec!["flow.json*".into()], paths.into())],
        limits: Limits { bytes: 1 << 20, document: 4 << 20, ..Limits::default() },
        ..Options::default()
    }
}

/// Whether this build reads the format; what it does not read it names.
const fn is_built(format: Format) -> bool {
    cfg!(feature = "parquet") || !matches!(format, Format::Parquet | Format::Arrow)
}

/// Conversations and errors; every error has words in both languages.
fn read(format: Format, name: &str, bytes: &[u8], forced: bool) -> (usize, usize) {
    let options = options();
    let (mut good, mut bad) = (0, 0);
    for record in read::records(name, Box::new(bytes), forced.then_some(format), &options) {
        match record {
            Record::Transcript(transcript) => {
                assert!(!transcript.source.is_empty());
                good += 1;
            }
            Record::Skipped(skipped) => {
                for lang in [Lang::Zh, Lang::En] {
                    assert!(!skipped.reason.message(lang).is_empty());
                }
                bad += 1;
            }
        }
    }
    assert!(good + bad > 0, "{name}: a silent pass");
    (good, bad)
}

/// Every format with its sample, by the name of the file.
fn samples() -> impl Iterator<Item = (Format, &'static str, Vec<u8>)> {
    Format::ALL.iter().map(|format| {
        let path = sample(*format);
        let bytes = fs::read(format!("{}/{path}", env!("CARGO_MANIFEST_DIR"))).unwrap();
        (*format, path.rsplit('/').next().unwrap(), bytes)
    })
}

#[test]
fn good_files_are_read_whole() {
    for (format, name, bytes) in samples() {
        let (good, bad) = read(format, name, &bytes, false);
        if is_built(format) {
            assert!(good > 0 && bad == 0, "{name}: {good} read, {bad} not");
        } else {
            assert_eq!((good, bad), (0, 1), "{name}");
        }
    }
}

#[test]
fn dirty_files_are_read_as_well() {
    for (format, name, bytes) in samples() {
        let whole = read(format, name, &bytes, false);
        let check = |dress: &str, name: &str, bytes: &[u8]| {
            assert_eq!(read(format, name, bytes, false), whole, "{name} {dress}");
        };
        check("gzip", &format!("{name}.gz"), &gzip(&bytes));
        if is_text(format) {
            let decoded = |bytes: &[u8]| encoding_rs::GB18030.decode(bytes).0.into_owned();
            let text = String::from_utf8(bytes.clone()).unwrap_or_else(|error| decoded(error.as_bytes()));
            check("BOM", name, format!("\u{feff}{text}").as_bytes());
            check("CRLF", name, text.replace("\r\n", "\n").replace('\n', "\r\n").as_bytes());
            check("blank lines", name, format!("{text}\n\n\n").as_bytes());
            let utf16: Vec<u8> = format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect();
            check("UTF-16", name, &utf16);
            check("GB18030", name, &encoding_rs::GB18030.encode(&text).0);
        }
        // Cut off: what stands before is kept, or the damage is told.
        for tenths in [1, 5, 9] {
            let (good, bad) = read(format, name, &bytes[..bytes.len() * tenths / 10], false);
            assert!(good <= whole.0 && (good > 0 || bad > 0), "{name} cut");
        }
    }
}

#[test]
fn hostile_files_do_no_harm() {
    let floods = [
        "[",
        "{\"a\":",
        "<a>",
        "\"",
        "- ",
        "|",
        ">",
        "a: ",
        "\u{202e}",
        "\0",
        "，",
        "1\n00:00:01,000 --> 00:00:02,000\n",
    ];
    let mut seed = 11_u64;
    let mut next = |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % below
    };
    for (format, name, bytes) in samples() {
        for flood in floods {
            let flood = flood.repeat(120_000 / flood.len());
            read(format, name, flood.as_bytes(), true);
            read(format, name, &[&bytes, flood.as_bytes()].concat(), true);
        }
        read(format, name, b"", true);
        for _ in 0..12 {
            let mut broken = bytes.clone();
            for _ in 0..4 {
                let (at, lost) = (next(broken.len()), next(9));
                let put: Vec<u8> = (0..next(3)).map(|_| next(256) as u8).collect();
                broken.splice(at..(at + lost).min(broken.len()), put);
            }
            read(format, name, &broken, true);
        }
    }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}
