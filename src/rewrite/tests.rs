use super::*;
use crate::read;
use crate::rule::error::SourceFile;
use crate::rule::set::{DEFAULT_DIMENSIONS, Layer};

const HEAD: &str = "title: t\nseverity: minor\ndimension: 服务态度\nmessage: m\n";

fn set(rules: &[(&str, &str)]) -> RuleSet {
    let file = |(name, text): &(&str, &str)| SourceFile {
        name: format!("rules/t/{name}.yaml"),
        path_id: format!("t/{name}"),
        text: format!("id: t/{name}\n{HEAD}{text}"),
        checked: false,
    };
    RuleSet::load(vec![Layer { files: rules.iter().map(file).collect() }], &DEFAULT_DIMENSIONS.map(str::to_owned))
        .unwrap()
}

fn fixed(rules: &[(&str, &str)], reply: &str) -> (String, usize) {
    let set = set(rules);
    let linter = Linter::new(&set);
    let fixed = Rewriter::new(&set, &linter).all(&read::text::parse(reply).unwrap());
    (fixed.reply, fixed.remaining.len())
}

const REQUEST: &str = "check:\n  forbid:\n    any: [发我]\n    unless: [{ any: [请], in: clause }]\nrewrite:\n  \
                       - { from: '(你)?把{object}发我', in: clause, to: '请您把{object}发给我，好吗？' }\n";

#[test]
fn a_frame_is_put_around_what_was_said() {
    assert_eq!(fixed(&[("a", REQUEST)], "你把Order No.发我。谢谢").0, "请您把Order No.发给我，好吗？谢谢");
}

#[test]
fn a_rewrite_that_makes_a_finding_is_not_offered() {
    let other = "check:\n  forbid: { any: [好吗] }\n";
    assert_eq!(fixed(&[("a", REQUEST), ("b", other)], "把图发我"), ("把图发我".to_owned(), 1));
}

#[test]
fn all_words_of_a_sentence_are_replaced_or_none() {
    let slang =
        "check:\n  forbid: { any: [咋, 啥, 忒] }\nrewrite:\n  - { from: 咋, to: 怎么 }\n  - { from: 啥, to: 什么 }\n";
    assert_eq!(fixed(&[("a", slang)], "咋回事，啥情况").0, "怎么回事，什么情况");
    assert_eq!(fixed(&[("a", slang)], "咋回事，忒慢"), ("咋回事，忒慢".to_owned(), 1));
    assert_eq!(fixed(&[("a", slang)], "忒慢。咋回事。"), ("忒慢。咋回事。".to_owned(), 1));
}

#[test]
fn what_is_missing_is_put_in_front() {
    let soothe = "check:\n  respond:\n    to: { said: { role: customer, any: [投诉] } }\n    with: { any: [抱歉] }\n\
                  rewrite:\n  - { in: turn, to: '非常抱歉，{it}' }\n";
    assert_eq!(fixed(&[("a", soothe)], "客户：我要投诉\n坐席：请讲。").0, "非常抱歉，请讲。");
}

#[test]
fn the_sentence_that_changes_is_told() {
    let edit = edit("您好。咋回事？再见。", "您好。怎么回事？再见。".to_owned());
    assert_eq!((edit.was, edit.text.as_str()), (3..7, "怎么回事？"));
}
