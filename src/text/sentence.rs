//! Sentences and clauses, with or without punctuation.
//!
//! Real calls are transcribed without any: there, ends come from pause marks and from sentence-final particles before a
//! word that starts a sentence.

use std::ops::Range;

use super::normalize::Normalized;

/// Stretches without punctuation up to this many characters are one sentence.
const SHORT: usize = 12;
/// Particles that end a sentence.
const PARTICLES: &str = "吗呢吧啊呀嘛啦";
/// Words that start one.
const STARTS: [&str; 34] = [
    "您",
    "你",
    "我",
    "那",
    "请",
    "如果",
    "要是",
    "麻烦",
    "谢谢",
    "感谢",
    "再见",
    "好的",
    "好嘞",
    "对不起",
    "抱歉",
    "不好意思",
    "但是",
    "不过",
    "所以",
    "因为",
    "另外",
    "然后",
    "现在",
    "这边",
    "这个",
    "稍等",
    "可以",
    "还有",
    "先生",
    "女士",
    "是的",
    "没关系",
    "不客气",
    "喂",
];
/// Words in which 了 is no particle: before it, after it.
const LE_BEFORE: [&str; 4] = ["除", "为", "罢", "明"];

/// The sentences of a text: byte ranges of its normal form that together cover it.
#[must_use]
pub fn sentences(text: &Normalized<'_>) -> Vec<Range<usize>> {
    let s = text.as_str();
    let punctuated = s.contains(['。', '！', '？', '!', '?', '；', ';']);
    let mut ends: Vec<usize> = text.breaks().to_vec();
    if !punctuated {
        ends.extend(text.pauses());
    }
    ends.extend(after(s, |c| matches!(c, '。' | '！' | '？' | '!' | '?' | '；' | ';')));
    ends.extend(particle_ends(s));
    cut(s, ends)
}

/// The clauses of a text: byte ranges of its normal form that together cover it.
#[must_use]
pub fn clauses(text: &Normalized<'_>) -> Vec<Range<usize>> {
    let s = text.as_str();
    let mut ends: Vec<usize> = sentences(text).into_iter().map(|r| r.end).collect();
    ends.extend(text.pauses());
    ends.extend(after(s, |c| matches!(c, '，' | ',' | '、' | '：' | ':' | '…' | '—')));
    cut(s, ends)
}

/// The offsets behind certain characters and the closing marks that follow them.
fn after(s: &str, ends: impl Fn(char) -> bool) -> Vec<usize> {
    let mut all = Vec::new();
    let mut chars = s.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        // 3,000 and 10:30 are one word.
        let in_number =
            matches!(c, ',' | ':' | '：') && s[at + c.len_utf8()..].starts_with(|n: char| n.is_ascii_digit());
        if !ends(c) || in_number {
            continue;
        }
        let mut end = at + c.len_utf8();
        while let Some((at, next)) =
            chars.next_if(|(_, n)| ends(*n) || matches!(n, '”' | '’' | '」' | '』' | '"' | '）' | ')'))
        {
            end = at + next.len_utf8();
        }
        all.push(end);
    }
    all
}

/// The ends of sentences inside long stretches without punctuation.
fn particle_ends(s: &str) -> Vec<usize> {
    let mut all = Vec::new();
    let mut from = 0;
    for stretch in s.split_inclusive(|c: char| c.is_ascii_punctuation() || is_mark(c)) {
        if stretch.chars().count() > SHORT {
            for (at, c) in stretch.char_indices() {
                let end = at + c.len_utf8();
                if (PARTICLES.contains(c) || is_final_le(stretch, at, c)) && starts_sentence(&stretch[end..]) {
                    all.push(from + end);
                }
            }
        }
        from += stretch.len();
    }
    all
}

const fn is_mark(c: char) -> bool {
    matches!(c, '。' | '！' | '？' | '；' | '，' | '、' | '：' | '…' | '—' | '～')
}

fn is_final_le(stretch: &str, at: usize, c: char) -> bool {
    c == '了' && !LE_BEFORE.iter().any(|w| stretch[..at].ends_with(w))
}

fn starts_sentence(rest: &str) -> bool {
    STARTS.iter().any(|w| rest.starts_with(w))
}

fn cut(s: &str, mut ends: Vec<usize>) -> Vec<Range<usize>> {
    ends.push(s.len());
    ends.sort_unstable();
    ends.dedup();
    let mut from = 0;
    let mut all = Vec::with_capacity(ends.len());
    for end in ends {
        if end > from {
            all.push(from..end);
            from = end;
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::normalize::normalize;

    fn split(text: &str) -> Vec<String> {
        let n = normalize(text);
        sentences(&n).into_iter().map(|r| n.as_str()[r].to_owned()).collect()
    }

    #[test]
    fn punctuation_ends_sentences() {
        assert_eq!(split("您好，请问有什么可以帮您？请讲。"), ["您好，请问有什么可以帮您？", "请讲。"]);
        assert_eq!(split("他说“不行。”我再查。"), ["他说“不行。”", "我再查。"]);
    }

    #[test]
    fn particles_end_sentences_where_nothing_else_does() {
        assert_eq!(split("您好请问您是要查话费吗我这边帮您看一下"), ["您好请问您是要查话费吗", "我这边帮您看一下"]);
        assert_eq!(split("已经帮您登记好了您看还有其他问题吗"), ["已经帮您登记好了", "您看还有其他问题吗"]);
        assert_eq!(split("为了您的账户安全请您不要告诉别人"), ["为了您的账户安全请您不要告诉别人"]);
    }

    #[test]
    fn commas_and_pauses_end_clauses() {
        let n = normalize("好的，我帮您查 请稍等");
        let all: Vec<&str> = clauses(&n).into_iter().map(|r| &n.as_str()[r]).collect();
        assert_eq!(all, ["好的，", "我帮您查", "请稍等"]);
        assert_eq!(clauses(&normalize("共3,000元")).len(), 1);
    }

    proptest! {
        #[test]
        fn parts_cover_the_text(text in "\\PC{0,40}|[您吗了我请。，！ ]{0,40}") {
            let n = normalize(&text);
            for parts in [sentences(&n), clauses(&n)] {
                let joined: String = parts.iter().map(|r| &n.as_str()[r.clone()]).collect();
                prop_assert_eq!(&joined, n.as_str());
            }
        }
    }
}
