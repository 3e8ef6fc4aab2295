//! What is kept between runs, damaged: three bytes a change, its place and what stands there then. The checksum tells every
//! change; where it is made to fit, what follows may be another rule set, and must be read to its end or refused.
#![no_main]

use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use huashu::linter::Linter;
use huashu::rule::set::{DEFAULT_DIMENSIONS, Layer, RuleSet};
use libfuzzer_sys::fuzz_target;

const RULE: &str = "\
id: fuzz/fuzz
title: 消极拒绝
severity: minor
points: 2
dimension: 服务态度
message: 说了“{hit}”
rationale: 说明能做什么
check:
  forbid:
    role: agent
    any: [没(有)?办法, /不可能(吧)?/]
    unless: [帮您…想办法]
examples:
  - fail: 没办法
";

struct Kept {
    set: RuleSet,
    linter: Vec<u8>,
    rules: Vec<u8>,
}

static KEPT: LazyLock<Kept> = LazyLock::new(|| {
    let layer = Layer { files: vec![huashu_fuzz::file("fuzz/fuzz", RULE)] };
    let set = RuleSet::load(vec![layer], &DEFAULT_DIMENSIONS.map(str::to_owned)).unwrap();
    let (linter, rules) = (Linter::new(&set).prepared(), set.kept());
    Kept { set, linter, rules }
});

/// What is kept is read where it lies, as long as the program runs: here that is lost with every change. After so many bytes
/// nothing more is tried.
const MOST: usize = 1 << 30;
static LOST: AtomicUsize = AtomicUsize::new(0);

/// Bytes of the tag, and of the tag and the checksum.
const TAG: usize = 8;
const HEAD: usize = 12;

fuzz_target!(|bytes: &[u8]| {
    let Some((first, bytes)) = bytes.split_first() else { return };
    let is_linter = first % 2 == 0;
    let whole = if is_linter { &KEPT.linter } else { &KEPT.rules };
    let mut damaged = whole.clone();
    for change in bytes.chunks_exact(3) {
        let at = usize::from(u16::from_le_bytes([change[0], change[1]])) % (damaged.len() - HEAD);
        damaged[HEAD + at] = change[2];
    }
    damaged.extend(bytes.chunks_exact(3).remainder());
    if LOST.fetch_add(2 * damaged.len(), Ordering::Relaxed) > MOST {
        return;
    }
    let is_read = |bytes: &[u8]| {
        let bytes = bytes.to_vec().leak();
        match is_linter {
            true => Linter::from_prepared(&KEPT.set, bytes).is_some(),
            false => RuleSet::from_kept(bytes).is_some(),
        }
    };
    assert_eq!(is_read(&damaged), damaged == *whole);
    let checksum = crc32fast::hash(&damaged[HEAD..]).to_le_bytes();
    damaged[TAG..HEAD].copy_from_slice(&checksum);
    is_read(&damaged);
});
