//! Work grows with the size of a rule file, not with its square.
#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests")]

use std::fmt::Write;
use std::time::{Duration, Instant};

use huashu::linter::Linter;
use huashu::outcome::Outcome;
use huashu::rule::error::SourceFile;
use huashu::rule::set::{DEFAULT_DIMENSIONS, Layer, RuleSet};
use huashu::transcript::{Role, Transcript, Turn};

/// Ten times the phrases may take so many times as long; a square would take a hundred.
const TEN_TIMES: f64 = 35.0;

/// A phrase of four characters, another one for every number.
fn phrase(n: usize) -> String {
    const CHARACTERS: [char; 20] = [
        '天', '地', '玄', '黄', '宇', '宙', '洪', '荒', '日', '月', '盈', '昃', '辰', '宿', '列', '张', '寒', '来',
        '暑', '往',
    ];
    [n / 8000, n / 400, n / 20, n].iter().map(|i| CHARACTERS[i % 20]).collect()
}

fn file(phrases: usize) -> SourceFile {
    let mut text =
        "id: t/many\ntitle: 多\nseverity: minor\ndimension: 流程规范\nmessage: 多\ncheck:\n  forbid:\n    any:\n"
            .to_owned();
    for n in 0..phrases {
        let _ = writeln!(text, "      - {}", phrase(n));
    }
    SourceFile { name: "t/many.yaml".into(), path_id: "t/many".into(), text, checked: false }
}

/// The time from a rule file to its first finding; the best of some, since others may use the machine as well.
fn time(phrases: usize) -> Duration {
    let dimensions: Vec<String> = DEFAULT_DIMENSIONS.iter().map(ToString::to_string).collect();
    let turn =
        Turn { role: Role::Agent, text: format!("您好，{}，再见", phrase(phrases - 1)), ..Turn::default() };
    let transcript = Transcript { turns: vec![turn], ..Transcript::default() };
    let once = || {
        let layer = Layer { files: vec![file(phrases)] };
        let start = Instant::now();
        let set = RuleSet::load(vec![layer], &dimensions).unwrap();
        let outcomes = Linter::new(&set).lint(&transcript);
        let time = start.elapsed();
        assert!(matches!(&outcomes[0].outcome, Outcome::Fail(f) if f.len() == 1), "the last phrase is found");
        time
    };
    (0..5).map(|_| once()).min().unwrap()
}

#[test]
fn a_rule_file_loads_in_time_linear_in_its_size() {
    time(1);
    let times: Vec<f64> = [50, 500, 5000].iter().map(|n| time(*n).as_secs_f64()).collect();
    for pair in times.windows(2) {
        assert!(
            pair[1] <= pair[0] * TEN_TIMES,
            "ten times the phrases, {:.1} times the time: {times:?}",
            pair[1] / pair[0]
        );
    }
}
