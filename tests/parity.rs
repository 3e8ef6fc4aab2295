//! What other systems can ask: one test for every row of `docs/parity.md`, each a rule in `parity/` with a conversation
//! in which it fires and one in which it is quiet.
#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests")]

use std::collections::BTreeSet;
use std::fs;

use huashu::lang::Lang;
use huashu::report::mistake;
use huashu::rule::error::SourceFile;
use huashu::rule::set::{DEFAULT_DIMENSIONS, Layer, RuleSet};
use huashu::selftest;

/// Runs the rule of a row on its own two conversations.
fn row(name: &str) {
    let text = fs::read_to_string(format!("tests/parity/{name}.yaml")).unwrap();
    let path_id = format!("parity/{name}");
    let file = SourceFile { name: format!("{path_id}.yaml"), path_id, text, checked: false };
    let dimensions: Vec<String> = DEFAULT_DIMENSIONS.iter().map(ToString::to_string).collect();
    let set = match RuleSet::load(vec![Layer { files: vec![file] }], &dimensions) {
        Ok(set) => set,
        Err(errors) => panic!("{}", errors.iter().map(|e| mistake::draw(e, Lang::En)).collect::<String>()),
    };
    let results = selftest::run(&set);
    let failures: Vec<String> =
        results[0].failures.iter().map(|f| format!("{}: {}", f.text, f.kind.message(Lang::En))).collect();
    assert!(failures.is_empty(), "{name}\n{}", failures.join("\n"));
    assert_eq!(results[0].held, 2, "{name} needs a firing and a quiet conversation");
}

macro_rules! rows {
    ($($test:ident $name:literal)*) => {
        $(#[test] fn $test() { row($name); })*

        const ROWS: &[&str] = &[$($name),*];
    };
}

rows! {
    alibaba_hit_any_keywords "alibaba-hit-any-keywords"
    alibaba_include_all_keywords "alibaba-include-all-keywords"
    alibaba_include_n_keywords "alibaba-include-n-keywords"
    alibaba_include_no_keyword "alibaba-include-no-keyword"
    alibaba_in_sentence "alibaba-in-sentence"
    alibaba_context_chat_match "alibaba-context-chat-match"
    alibaba_threshold "alibaba-threshold"
    alibaba_regular_expression "alibaba-regular-expression"
    alibaba_not_regex "alibaba-not-regex"
    alibaba_advanced_repeat_detect "alibaba-advanced-repeat-detect"
    alibaba_repeat_hit_time "alibaba-repeat-hit-time"
    alibaba_repeat_excludes "alibaba-repeat-excludes"
    alibaba_interval_greater "alibaba-interval-greater"
    alibaba_interval_different_role "alibaba-interval-different-role"
    alibaba_interval_from_end "alibaba-interval-from-end"
    alibaba_compare_operator "alibaba-compare-operator"
    alibaba_near_dialogue "alibaba-near-dialogue"
    alibaba_speech_speed_check "alibaba-speech-speed-check"
    alibaba_grab_words "alibaba-grab-words"
    alibaba_role_check "alibaba-role-check"
    alibaba_duration "alibaba-duration"
    alibaba_abnormal_hang_up "alibaba-abnormal-hang-up"
    alibaba_anchor_before "alibaba-anchor-before"
    alibaba_anchor_after "alibaba-anchor-after"
    alibaba_anchor_around "alibaba-anchor-around"
    alibaba_anchor_current "alibaba-anchor-current"
    alibaba_logic "alibaba-logic"
    alibaba_ner_model "alibaba-ner-model"
    alibaba_similar_match "alibaba-similar-match"
    alibaba_graph_flow "alibaba-graph-flow"
    alibaba_parameters "alibaba-parameters"
    amazon_contains_any "amazon-contains-any"
    amazon_negate "amazon-negate"
    amazon_proximity "amazon-proximity"
    amazon_first_seconds "amazon-first-seconds"
    amazon_last_seconds "amazon-last-seconds"
    amazon_relative_time "amazon-relative-time"
    amazon_relative_turns "amazon-relative-turns"
    amazon_semantic_match "amazon-semantic-match"
    amazon_metrics_over_contacts "amazon-metrics-over-contacts"
    amazon_non_talk_time_total "amazon-non-talk-time-total"
    amazon_non_talk_time_longest "amazon-non-talk-time-longest"
    amazon_non_talk_time_share "amazon-non-talk-time-share"
    amazon_interruption_time "amazon-interruption-time"
    amazon_interruptions "amazon-interruptions"
    amazon_response_time_first "amazon-response-time-first"
    amazon_response_time_average "amazon-response-time-average"
    amazon_response_time_longest "amazon-response-time-longest"
    amazon_hold_longest "amazon-hold-longest"
    amazon_hold_count "amazon-hold-count"
    amazon_hold_share "amazon-hold-share"
    amazon_talk_share "amazon-talk-share"
    verint_near "verint-near"
    verint_not_in "verint-not-in"
    verint_start "verint-start"
    verint_end "verint-end"
    vale_existence "vale-existence"
    vale_substitution "vale-substitution"
    vale_occurrence "vale-occurrence"
    vale_repetition "vale-repetition"
    vale_conditional "vale-conditional"
    vale_consistency "vale-consistency"
    vale_sequence "vale-sequence"
    vale_metric "vale-metric"
    vale_density "vale-density"
}

#[test]
fn every_row_of_the_table_has_its_rule_as_written() {
    let table = fs::read_to_string("docs/parity.md").unwrap();
    let table = table.split("## Without a row").next().unwrap();
    let rows = table.lines().filter(|l| l.starts_with("| ") && l.ends_with("` |"));
    let names: BTreeSet<&str> = rows.clone().filter_map(|l| l.split('`').nth_back(1)).collect();
    assert_eq!(names, ROWS.iter().copied().collect());
    for line in rows {
        let name = line.split('`').nth_back(1).unwrap();
        let rule = fs::read_to_string(format!("tests/parity/{name}.yaml")).unwrap();
        let check = rule.lines().skip_while(|l| *l != "check:").nth(1).unwrap().trim();
        assert!(line.replace("\\|", "|").contains(check), "{name}: the table shows another check");
    }
}
