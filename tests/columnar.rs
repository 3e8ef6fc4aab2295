//! Tables that are stored by columns, in every packing: `make test-parquet`.
#![cfg(feature = "parquet")]
#![allow(clippy::unwrap_used, reason = "tests may")]

use std::sync::Arc;

use arrow_array::{ArrayRef, RecordBatch, StringArray};
use arrow_ipc::CompressionType;
use arrow_ipc::writer::{FileWriter, IpcWriteOptions};
use huashu::read::{self, Limits, Options, ReadError, Record};
use parquet::basic::{Compression, GzipLevel, ZstdLevel};
use parquet::data_type::{ByteArray, ByteArrayType};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;

/// The columns of a table: enough of the same that packing it is worth while.
fn columns() -> [(&'static str, Vec<String>); 3] {
    let rows = 0..200;
    let cells = |cell: fn(usize) -> String| rows.clone().map(cell).collect();
    [
        ("id", cells(|_| "P1".into())),
        ("role", cells(|row| if row % 2 == 0 { "customer" } else { "agent" }.into())),
        ("text", cells(|row| format!("第{row}句：请问您的订单什么时候发货？"))),
    ]
}

fn parquet(compression: Compression) -> Vec<u8> {
    let schema =
        "message calls { required binary id (STRING); required binary role (STRING); required binary text (STRING); }";
    let schema = Arc::new(parse_message_type(schema).unwrap());
    let properties = WriterProperties::builder().set_compression(compression).build();
    let mut bytes = Vec::new();
    let mut writer = SerializedFileWriter::new(&mut bytes, schema, Arc::new(properties)).unwrap();
    let mut group = writer.next_row_group().unwrap();
    for (_, cells) in columns() {
        let values: Vec<ByteArray> = cells.iter().map(|cell| cell.as_str().into()).collect();
        let mut column = group.next_column().unwrap().unwrap();
        column.typed::<ByteArrayType>().write_batch(&values, None, None).unwrap();
        column.close().unwrap();
    }
    group.close().unwrap();
    writer.close().unwrap();
    bytes
}

fn arrow(compression: Option<CompressionType>) -> Vec<u8> {
    let array = |cells: Vec<String>| Arc::new(StringArray::from(cells)) as ArrayRef;
    let batch = RecordBatch::try_from_iter(columns().map(|(name, cells)| (name, array(cells)))).unwrap();
    let options = IpcWriteOptions::default().try_with_compression(compression).unwrap();
    let mut bytes = Vec::new();
    let mut writer = FileWriter::try_new_with_options(&mut bytes, &batch.schema(), options).unwrap();
    writer.write(&batch).unwrap();
    writer.finish().unwrap();
    drop(writer);
    bytes
}

/// The turns of the only conversation, or why there is none.
fn turns(name: &str, bytes: &[u8], limits: Limits) -> Result<Vec<String>, ReadError> {
    let options = Options { limits, ..Options::default() };
    let mut records: Vec<Record> = read::records(name, Box::new(bytes), None, &options).collect();
    assert_eq!(records.len(), 1);
    match records.remove(0) {
        Record::Transcript(transcript) => Ok(transcript.turns.into_iter().map(|turn| turn.text).collect()),
        Record::Skipped(skipped) => Err(skipped.reason),
    }
}

#[test]
fn packed_tables_are_read() {
    let [_, _, (_, texts)] = columns();
    let packings = [
        Compression::UNCOMPRESSED,
        Compression::SNAPPY,
        Compression::GZIP(GzipLevel::default()),
        Compression::ZSTD(ZstdLevel::default()),
        Compression::LZ4,
        Compression::LZ4_RAW,
    ];
    for packing in packings {
        assert_eq!(turns("p.parquet", &parquet(packing), Limits::default()).as_ref(), Ok(&texts), "{packing:?}");
    }
    for packing in [None, Some(CompressionType::ZSTD), Some(CompressionType::LZ4_FRAME)] {
        assert_eq!(turns("p.feather", &arrow(packing), Limits::default()).as_ref(), Ok(&texts), "{packing:?}");
    }
}

#[test]
fn what_a_table_unpacks_to_is_bounded() {
    let packed = arrow(Some(CompressionType::ZSTD));
    let limits = Limits { document: packed.len() + 100, ..Limits::default() };
    assert_eq!(turns("p.feather", &packed, limits), Err(ReadError::DocumentTooLarge { limit: limits.document }));
    // A buffer says that it unpacks to a terabyte.
    let mut bomb = packed;
    let magic = bomb.windows(4).position(|four| four == b"\x28\xB5\x2F\xFD").unwrap();
    bomb[magic - 8..magic].copy_from_slice(&(1_u64 << 40).to_le_bytes());
    let limits = Limits::default();
    assert_eq!(turns("p.feather", &bomb, limits), Err(ReadError::DocumentTooLarge { limit: limits.document }));
}

#[test]
fn any_bytes_of_a_table_are_read_or_refused() {
    let files = [
        ("p.parquet", parquet(Compression::ZSTD(ZstdLevel::default()))),
        ("p.feather", arrow(Some(CompressionType::LZ4_FRAME))),
        ("p.feather", arrow(None)),
    ];
    let limits = Limits { document: 1 << 24, ..Limits::default() };
    for (name, whole) in files {
        // A byte changed here and there, by a generator that always yields the same.
        let mut seed = 7_u64;
        for _ in 0..200 {
            let mut broken = whole.clone();
            for _ in 0..3 {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                let at = (seed >> 33) as usize % broken.len();
                broken[at] = (seed >> 20) as u8;
            }
            let options = Options { limits, ..Options::default() };
            assert!(read::records(name, Box::new(&*broken), None, &options).count() > 0);
        }
    }
}
