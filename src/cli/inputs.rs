//! stub
use std::fs::File;
use std::io::BufReader;
use std::path::PathBuf;

use huashu::read::{self, Format, Options, Records};

pub(super) fn open<'a>(paths: &'a [PathBuf], format: Option<Format>, options: &'a Options) -> Records<'a> {
    Box::new(paths.iter().flat_map(move |p| {
        read::records(&p.display().to_string(), Box::new(BufReader::new(File::open(p).unwrap())), format, options)
    }))
}
