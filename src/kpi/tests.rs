use proptest::prelude::*;

use super::*;
use crate::outcome::OutcomeKind;
use crate::rule::error::SourceFile;
use crate::rule::set::{DEFAULT_DIMENSIONS, Layer, RuleSet};

/// A set of one rule with a figure.
fn set(figure: &str) -> RuleSet {
    let text = format!(
        "id: kpi/one\ntitle: 一\nseverity: minor\ndimension: 时效\nmessage: 一\ncheck:\n  aggregate: {figure}\n"
    );
    let file = SourceFile { name: "rules/kpi/one.yaml".into(), path_id: "kpi/one".into(), text, checked: false };
    let dimensions: Vec<String> = DEFAULT_DIMENSIONS.iter().map(ToString::to_string).collect();
    RuleSet::load(vec![Layer { files: vec![file] }], &dimensions).unwrap()
}

fn result(set: &RuleSet, facts: Vec<Fact>) -> FigureResult {
    let mut kpis = Kpis::default();
    for fact in facts {
        kpis.add(Contribution { rule: 0, group: 0, fact });
    }
    kpis.settle(&set.segmenter, |_| 1);
    kpis.results(set).remove(0)
}

fn counted(hits: usize, n: usize) -> Vec<Fact> {
    (0..n).map(|i| Fact::Counted(i < hits)).collect()
}

#[test]
fn limits_are_inclusive() {
    let set = set("{ figure: answer-rate, min: 85 }");
    assert_eq!(result(&set, counted(17, 20)).outcome, OutcomeKind::Pass);
    assert_eq!(result(&set, counted(16, 20)).outcome, OutcomeKind::Fail);
    assert_eq!(result(&set, counted(17, 20)).share, Some((17, 20)));
}

#[test]
fn a_figure_of_nothing_is_unknown() {
    let set = set("{ figure: answer-rate, min: 85 }");
    let nothing = result(&set, Vec::new());
    assert_eq!((nothing.outcome, nothing.value()), (OutcomeKind::Unknown, None));
}

#[test]
fn too_few_are_unknown() {
    let set = set("{ figure: answer-rate, min: 85, at_least: 5 }");
    assert_eq!(result(&set, counted(0, 4)).outcome, OutcomeKind::Unknown);
    assert_eq!(result(&set, counted(0, 5)).outcome, OutcomeKind::Fail);
}

#[test]
fn repeats_are_measured_by_the_other_complaints() {
    let set = set("{ figure: repeat-complaint-rate, max: 1 }");
    let complaint = |case: &str, repeat| Fact::Complaint { case: Some(case.to_owned()), repeat };
    let mut facts: Vec<Fact> = (0..100).map(|i| complaint(&format!("K{i}"), false)).collect();
    facts.push(complaint("K100", true));
    // A second conversation of a case is no second complaint.
    facts.push(complaint("K100", false));
    let one = result(&set, facts.clone());
    assert_eq!((one.share, one.outcome, one.n), (Some((1, 100)), OutcomeKind::Pass, 101));
    facts.push(Fact::Complaint { case: None, repeat: true });
    assert_eq!(result(&set, facts).outcome, OutcomeKind::Fail);
    assert_eq!(result(&set, vec![complaint("K1", true)]).outcome, OutcomeKind::Unknown);
}

#[test]
fn keywords_are_counted_by_conversation() {
    let set = set("{ figure: top-issues, ignore: [客服], top: 2 }");
    let texts = ["我要退款退款", "退款怎么还没到，客服", "物流太慢，客服", "我的物流停了，我要退款"];
    let top = result(&set, texts.iter().map(|t| Fact::Said((*t).to_owned())).collect());
    let topics: Vec<(&str, usize)> = top.topics.iter().map(|t| (t.word.as_str(), t.conversations)).collect();
    assert_eq!(topics, [("退款", 3), ("物流", 2)]);
    assert_eq!(top.outcome, OutcomeKind::Pass);
}

#[test]
fn texts_wait_until_there_are_enough() {
    let set = set("{ figure: top-issues, at_least: 2 }");
    let mut kpis = Kpis::default();
    let said = |text: &str| Contribution { rule: 0, group: 0, fact: Fact::Said(text.to_owned()) };
    kpis.add(said("退款"));
    kpis.settle(&set.segmenter, |_| 2);
    assert!(!set.segmenter.is_loaded());
    kpis.add(said("退款"));
    kpis.settle(&set.segmenter, |_| 2);
    assert_eq!(kpis.results(&set)[0].topics.len(), 1);
}

fn any_fact() -> impl Strategy<Value = Fact> {
    prop_oneof![
        any::<bool>().prop_map(Fact::Counted),
        (prop::option::of("[a-c]"), any::<bool>()).prop_map(|(case, repeat)| Fact::Complaint { case, repeat }),
        "[退款物流快递发票]{2,6}".prop_map(Fact::Said),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    #[test]
    fn the_order_does_not_matter(
        facts in prop::collection::vec(any_fact(), 0..12),
        seed in any::<u64>(),
        settled_at in 0..12_usize,
    ) {
        let segmenter = Segmenter::default();
        let sum = |facts: &[Fact], settled_at: usize| {
            let mut kpis = Kpis::default();
            for (i, fact) in facts.iter().enumerate() {
                kpis.add(Contribution { rule: 0, group: 0, fact: fact.clone() });
                if i == settled_at {
                    kpis.settle(&segmenter, |_| 1);
                }
            }
            kpis.settle(&segmenter, |_| 1);
            kpis
        };
        let mut shuffled = facts.clone();
        let n = shuffled.len();
        for i in 1..n {
            shuffled.swap(i, (seed.rotate_left(i as u32) % (i as u64 + 1)) as usize);
        }
        prop_assert_eq!(sum(&facts, usize::MAX), sum(&shuffled, settled_at));
    }
}
