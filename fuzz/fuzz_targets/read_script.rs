//! Any bytes, read as scripts: YAML, JSON, Markdown, tables. The first byte picks the format.
#![no_main]

use huashu::read::{self, Format, Mapping, Options, Record, ReplyPath};
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
    let paths = ["$..text", "$.nodes[*].response"].into_iter().filter_map(|path| ReplyPath::parse(path).ok());
    let scripts = vec![Mapping::new(vec!["*".into()], paths.collect())];
    let options = Options { limits: huashu_fuzz::limits(), scripts, ..Options::default() };
    let format = Some(FORMATS[usize::from(*first) % FORMATS.len()]);
    huashu_fuzz::read_with("fuzz", format, bytes, &options);
    for record in read::records("fuzz", Box::new(bytes), format, &options) {
        let Record::Transcript(transcript) = record else { continue };
        for turn in &transcript.turns {
            let filled = slots::fill(&turn.text);
            assert_eq!(filled.chars().count(), turn.text.chars().count());
            let _ = normalize(&filled);
        }
    }
});
