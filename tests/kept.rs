//! Rules that are kept between runs judge and report like those that were read.
#![allow(clippy::unwrap_used, reason = "tests may")]

mod common;

use huashu::lang::Lang;
use huashu::linter::Linter;
use huashu::report::format::Format;
use huashu::rule::set::RuleSet;

#[test]
fn kept_rules_report_what_read_ones_do() {
    let files = common::fixtures();
    let all = common::all_rules();
    let kept = RuleSet::from_kept(all.kept().leak()).unwrap().filtered(|r| r.file.enabled);
    let linter = Linter::from_prepared(&kept, common::LINTER.prepared().leak()).unwrap();
    assert_eq!(kept.hash(), common::RULES.hash());
    for format in Format::ALL {
        for lang in [Lang::Zh, Lang::En] {
            let expected = common::bytes_with(&files, &common::RULES, &common::LINTER, format, lang, (true, false)).0;
            let found = common::bytes_with(&files, &kept, &linter, format, lang, (true, false)).0;
            assert!(found == expected, "{format:?} in {lang:?} differs");
        }
    }
}

#[test]
fn damaged_or_other_bytes_are_nothing() {
    let bytes: &[u8] = common::RULES.kept().leak();
    assert!(RuleSet::from_kept(&bytes[..bytes.len() - 1]).is_none());
    let mut damaged = bytes.to_vec();
    damaged[40] ^= 1;
    assert!(RuleSet::from_kept(damaged.leak()).is_none());
    let fewer = common::RULES.clone().filtered(|r| r.family() == "tone");
    assert!(Linter::from_prepared(&fewer, common::LINTER.prepared().leak()).is_none());
}
