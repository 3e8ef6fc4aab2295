//! Any text as a part of a workbook whose other parts are sound: the first letter says which one.
#![no_main]

use std::io::{Cursor, Write as _};

use libfuzzer_sys::fuzz_target;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// The parts of a workbook of Excel, and the letters that pick them.
const PARTS: [(char, &str, &str); 5] = [
    (
        'b',
        "xl/workbook.xml",
        r#"<workbook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>
<sheet name="通话" sheetId="1" r:id="rId1"/></sheets></workbook>"#,
    ),
    (
        'r',
        "xl/_rels/workbook.xml.rels",
        r#"<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"
Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"/></Relationships>"#,
    ),
    (
        'y',
        "xl/styles.xml",
        r#"<styleSheet><numFmts><numFmt numFmtId="164" formatCode="hh:mm:ss"/></numFmts>
<cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="46"/></cellXfs></styleSheet>"#,
    ),
    ('t', "xl/sharedStrings.xml", "<sst><si><t>角色</t></si><si><t>内容</t></si><si><t>坐席</t></si></sst>"),
    (
        's',
        "xl/worksheets/sheet1.xml",
        r#"<worksheet><dimension ref="A1:B2"/><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>
<row r="2"><c r="A2" t="s"><v>2</v></c><c r="B2" s="1"><v>0.5</v></c></row></sheetData></worksheet>"#,
    ),
];

fuzz_target!(init: huashu_fuzz::allow_caught_panics(), |text: &str| {
    let mut rest = text.chars();
    let Some(picked) = rest.next() else { return };
    let text = rest.as_str();
    let mut file = ZipWriter::new(Cursor::new(Vec::new()));
    let mut add = |name: &str, text: &str| {
        file.start_file(name, SimpleFileOptions::default().compression_method(CompressionMethod::Stored)).unwrap();
        file.write_all(text.as_bytes()).unwrap();
    };
    // The only part of LibreOffice's that is read.
    if picked == 'o' {
        add("mimetype", "application/vnd.oasis.opendocument.spreadsheet");
        add("content.xml", text);
    } else {
        for (letter, name, usual) in PARTS {
            add(name, if letter == picked { text } else { usual });
        }
    }
    let bytes = file.finish().unwrap().into_inner();
    huashu_fuzz::read("a.xlsx", None, &bytes);
});
