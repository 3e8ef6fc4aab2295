//! Our own conversations: all of them can be read, in every format.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use huashu::read::{self, Format, Options, Record};
use huashu::transcript::{Channel, Transcript};

#[test]
fn fixtures_are_read_in_every_format() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let mut paths = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            // Those have tests of their own.
            if path.ends_with("exports") {
                continue;
            }
            if path.is_dir() { folders.push(path) } else { paths.push(path) }
        }
    }
    paths.sort();
    let options = Options::default();
    let mut formats = BTreeSet::new();
    let mut read: Vec<Transcript> = Vec::new();
    for path in paths {
        let bytes = fs::read(&path).unwrap();
        let name = path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
        let Some(by_name) = Format::from_extension(&name) else { continue };
        assert_eq!(Format::detect(&name, &bytes[..bytes.len().min(4096)]), Some(by_name), "{name}");
        formats.insert(by_name.as_str());
        for record in read::records(&name, Box::new(&*bytes), None, &options) {
            match record {
                Record::Transcript(transcript) => read.push(*transcript),
                Record::Skipped(skipped) => panic!("{}: {}", skipped.source, skipped.reason),
            }
        }
    }
    assert!(formats.len() >= 5);
    let ids: BTreeSet<&str> = read.iter().map(|t| t.id.as_str()).collect();
    assert_eq!(ids.len(), read.len(), "ids are unique");
    assert!(read.len() >= 12);
    for transcript in &read {
        assert!(transcript.notes.is_empty(), "{}: {:?}", transcript.id, transcript.notes);
        assert!(transcript.channel.is_some(), "{}", transcript.id);
        if transcript.channel == Some(Channel::Call) {
            assert!(transcript.turns.iter().all(|t| t.start.is_some()), "{}", transcript.id);
        }
    }
    let abandoned = read.iter().find(|t| t.id == "queue-abandoned").unwrap();
    assert!(abandoned.turns.is_empty());
    let callback = read.iter().find(|t| t.id == "callback-bad").unwrap();
    assert_eq!((callback.turns.len(), callback.events.len()), (6, 2));
    let pasted = read.iter().find(|t| t.id == "pasted-refund").unwrap();
    assert_eq!((pasted.turns.len(), pasted.turns[1].start), (10, Some(7.0)));
}

#[test]
fn the_documented_text_is_read() {
    let page = include_str!("../docs/transcripts.md");
    let text = page.split("```\n").nth(1).unwrap();
    let read: Vec<_> = read::records("page.txt", Box::new(text.as_bytes()), None, &Options::default()).collect();
    let [Record::Transcript(first), Record::Transcript(second)] = &read[..] else { panic!("{read:?}") };
    assert_eq!((first.id.as_str(), first.turns.len(), first.events.len()), ("C1", 2, 1));
    assert_eq!((second.id.as_str(), second.turns.len(), second.turns[1].start), ("C2", 2, Some(7.0)));
}
