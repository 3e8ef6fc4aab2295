//! `not-normal`, `boundary-beside-chinese`: patterns that are written in a way text never is when it is searched.

use regex_syntax::hir::{Hir, HirKind};

use super::LintKind;
use crate::text::normalize::normalize;

/// Characters that mean something in a pattern, whatever their normal form is.
const SYNTAX: &str = "()|[]…<>^$?？!！,，、{}\\";

/// What is odd about how one pattern is written.
pub(super) fn look(source: &str) -> Vec<LintKind> {
    match source.strip_prefix('/').and_then(|s| s.strip_suffix('/')).filter(|s| !s.is_empty()) {
        Some(raw) => regex(source, raw),
        None => plain(source).into_iter().collect(),
    }
}

fn plain(source: &str) -> Option<LintKind> {
    let mut written = String::new();
    let mut normal = String::new();
    let mut name = false;
    for c in source.chars() {
        // Names of lexicons are no text.
        name = (name || c == '<') && c != '>';
        if name || SYNTAX.contains(c) || c.is_whitespace() {
            continue;
        }
        compare(c, &mut written, &mut normal);
    }
    (!written.is_empty()).then_some(LintKind::NotNormal { written, normal, raw: false })
}

fn regex(source: &str, raw: &str) -> Vec<LintKind> {
    let mut lints = Vec::new();
    let Ok(hir) = regex_syntax::Parser::new().parse(raw) else { return lints };
    // An ASCII boundary, (?-u:\b), does stand between Chinese and Latin letters.
    if hir.properties().look_set().contains_word_unicode() {
        lints.push(LintKind::BoundaryBesideChinese(source.to_owned()));
    }
    let (mut written, mut normal) = (String::new(), String::new());
    literals(&hir, &mut |c| compare(c, &mut written, &mut normal));
    if !written.is_empty() {
        lints.push(LintKind::NotNormal { written, normal, raw: true });
    }
    lints
}

fn compare(c: char, written: &mut String, normal: &mut String) {
    let text = c.to_string();
    let form = normalize(&text);
    if form.as_str() != text && !written.contains(c) {
        written.push(c);
        normal.push_str(form.as_str());
    }
}

/// The characters that every match of a regex needs; where there are several ways, another one may do.
fn literals(hir: &Hir, each: &mut impl FnMut(char)) {
    match hir.kind() {
        HirKind::Literal(literal) => {
            let text = String::from_utf8_lossy(&literal.0);
            text.chars().filter(|c| !SYNTAX.contains(*c) && !c.is_whitespace()).for_each(each);
        }
        HirKind::Repetition(repetition) if repetition.min > 0 => literals(&repetition.sub, each),
        HirKind::Capture(capture) => literals(&capture.sub, each),
        HirKind::Concat(parts) => parts.iter().for_each(|p| literals(p, each)),
        HirKind::Alternation(_) | HirKind::Repetition(_) | HirKind::Empty | HirKind::Class(_) | HirKind::Look(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_in_normal_form_is_quiet() {
        for source in [
            "没办法",
            "没(有)?办法…{6}[吗嘛]?$",
            "<Abc>vip",
            "您好，请问？",
            r"/(?i:VIP)\d+/",
            "/[Ａa]/",
            r"/(?-u:\b)vip/",
            "/(瞭|了)解/",
        ] {
            assert_eq!(look(source), [], "{source}");
        }
    }

    #[test]
    fn what_is_not_is_told() {
        for (source, written) in [("沒辦法", "沒辦"), ("VIP客户", "VIP"), ("ａ座", "ａ")] {
            let [LintKind::NotNormal { written: found, raw: false, .. }] = &look(source)[..] else {
                panic!("{source}: {:?}", look(source));
            };
            assert_eq!(found, written);
        }
        assert_eq!(look(r"/\bVIP客户/").len(), 2);
    }
}
