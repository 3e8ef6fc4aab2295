use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use zip::write::{SimpleFileOptions, ZipWriter};

use crate::read::tests::read;
use crate::read::{Options, Record};

const RECORD: &str = r#"{"id":"A","turns":[{"role":"agent","text":"您好"}]}"#;

pub(in crate::read) fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut writer = GzEncoder::new(Vec::new(), Compression::default());
    writer.write_all(bytes).unwrap();
    writer.finish().unwrap()
}

pub(in crate::read) fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in files {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn zst(bytes: &[u8]) -> Vec<u8> {
    ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)
}

fn outline(name: &str, bytes: &[u8], options: &Options) -> Vec<String> {
    let one = |record| match record {
        Record::Transcript(t) => format!("{} {}", t.id, t.source),
        Record::Skipped(s) => format!("{} {}", s.source, s.reason),
    };
    read(name, bytes, options).into_iter().map(one).collect()
}

#[test]
fn compressed_files_are_told_by_their_bytes() {
    let options = Options::default();
    for name in ["calls.jsonl.gz", "calls.jsonl", "calls"] {
        for bytes in [gz(RECORD.as_bytes()), zst(RECORD.as_bytes())] {
            assert_eq!(outline(name, &bytes, &options), [format!("A {name}:1")]);
        }
    }
    // Members and frames follow each other.
    let line = format!("{RECORD}\n");
    for bytes in [gz(line.as_bytes()).repeat(2), zst(line.as_bytes()).repeat(2)] {
        assert_eq!(outline("a.jsonl.gz", &bytes, &options).len(), 2);
    }
    let table = encoding_rs::GB18030.encode("id,角色,内容\nA,客服,您好\n").0.into_owned();
    assert_eq!(outline("a.csv.gz", &gz(&table), &options), ["A a.csv.gz:2"]);
}

#[test]
fn the_files_of_an_archive_are_read_in_order() {
    let csv = "id,role,text\nB,agent,好\n";
    let files: [(&str, &[u8]); 6] = [
        ("b/b.csv", csv.as_bytes()),
        ("a.json", RECORD.as_bytes()),
        ("__MACOSX/._a.json", b"x"),
        ("notes.docx", b"x"),
        ("inner.zip", &zip(&[("a.json", RECORD.as_bytes())])),
        ("c.jsonl.gz", &gz(RECORD.as_bytes())),
    ];
    let options = Options::default();
    let wanted = [
        "A calls.zip!a.json:1",
        "B calls.zip!b/b.csv:2",
        "calls.zip!c.jsonl.gz an archive inside an archive is not opened",
        "calls.zip!inner.zip an archive inside an archive is not opened",
    ];
    assert_eq!(outline("calls.zip", &zip(&files), &options), wanted);
    assert!(options.remarks.take().iter().any(|r| r.message(crate::lang::Lang::En) == "no transcripts: notes.docx"));
    let empty = zip(&[("a.bin", b"x")]);
    assert_eq!(outline("a.zip", &empty, &options), ["a.zip there is no transcript in the archive"]);
}

#[test]
fn bombs_are_refused() {
    let zeros = vec![b' '; 64 << 20];
    let options = Options::default();
    let dense = "it unpacks to more than 200 times its size";
    assert_eq!(outline("a.jsonl.gz", &gz(&zeros), &options), [format!("a.jsonl.gz:1 {dense}")]);
    let read = outline("a.zip", &zip(&[("a.jsonl", &zeros), ("b.jsonl", RECORD.as_bytes())]), &options);
    assert_eq!(read, [format!("a.zip!a.jsonl:1 {dense}"), format!("a.zip!b.jsonl {dense}")]);
}

#[test]
fn damage_costs_only_what_lies_behind() {
    let lines: String = (0..20_000).map(|n| RECORD.replace('A', &(n * 7919).to_string()) + "\n").collect();
    let whole = gz(lines.as_bytes());
    let options = Options::default();
    let read = outline("a.jsonl.gz", &whole[..whole.len() - 9], &options);
    assert!(read.len() > 10_000 && read.last().unwrap().contains("the gzip file is damaged"), "{:?}", read.last());
    let mut archive = zip(&[("a.jsonl", RECORD.as_bytes())]);
    let at = archive.windows(7).position(|w| w == b"a.jsonl").unwrap() + 7;
    archive[at + 20] ^= 0xFF;
    let read = outline("a.zip", &archive, &options);
    assert!(read.iter().any(|line| line.contains("damaged")), "{read:?}");
}

#[test]
fn other_packings_are_named() {
    let options = Options::default();
    let cases: [(&[u8], &str); 3] =
        [(b"7z\xBC\xAF\x27\x1C\0\0", "7z"), (b"%PDF-1.7\n", "PDF"), (b"Rar!\x1A\x07\x01\0", "RAR")];
    for (bytes, name) in cases {
        assert_eq!(outline("a", bytes, &options), [format!("a this is {name}, which is not read")]);
    }
    assert_eq!(outline("a.txt", "BZh 坐席：您好".as_bytes(), &options).len(), 1);
}
