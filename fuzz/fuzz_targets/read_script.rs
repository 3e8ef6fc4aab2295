//! Any bytes, read as scripts: YAML, JSON, Markdown, tables. The first byte picks the format.
#![no_main]

use huashu::lang::Lang;
use huashu::read::{self, Format, Limits, Mapping, Options, Record, ReplyPath};
use huashu::text::normalize::normalize;
use huashu::text::slots;
use libfuzzer_sys::fuzz_target;

const FORMATS: [Format; 7] = [
    Format::Rasa,
    Format::Dialogflow,
    Format::Botpress,
    Format::Markdown,
    Format::Script,
    Format::SpreadsheetXml,
    Format::HtmlTable,
];

fuzz_target!(|bytes: &[u8]| {
    let Some((first, bytes)) = bytes.split_first() else { return };
    let limits = Limits { bytes: 1 << 16, turns: 1000, document: 1 << 20, ..Limits::default() };
    let paths = ["$..text", "$.nodes[*].response"].into_iter().filter_map(|path| ReplyPath::parse(path).ok());
    let scripts = vec![Mapping::new(vec!["*".into()], paths.collect())];
    let options = Options { limits, scripts, ..Options::default() };
    let format = FORMATS[usize::from(*first) % FORMATS.len()];
    for record in read::records("fuzz", Box::new(bytes), Some(format), &options) {
        match record {
            Record::Skipped(skipped) => {
                let _ = (skipped.reason.message(Lang::Zh), skipped.reason.help(Lang::En));
            }
            Record::Transcript(transcript) => {
                for turn in &transcript.turns {
                    let filled = slots::fill(&turn.text);
                    assert_eq!(filled.chars().count(), turn.text.chars().count());
                    let _ = normalize(&filled);
                }
            }
        }
    }
});
