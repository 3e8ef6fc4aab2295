//! Putting words into the place of others, so that the marks around them stay right.

use std::ops::Range;

use super::unit::ENDS;

/// Marks that end or part sentences.
const MARKS: &str = "，,、。.！!？?～~；;：:… ";

/// Characters of a reply and what takes their place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Change {
    /// In Unicode scalars.
    pub(super) range: Range<usize>,
    /// May be empty.
    pub(super) text: String,
}

impl Change {
    /// The reply with it, and where the new words stand in it; `None` where no words would be left.
    pub(super) fn apply(&self, reply: &str) -> Option<(String, Range<usize>)> {
        let mut before: String = reply.chars().take(self.range.start).collect();
        let mut after: String = reply.chars().skip(self.range.end).collect();
        // What was said just before is not said again.
        if self.text.ends_with(|c| ENDS.contains(c)) && before.trim_end().ends_with(&self.text) {
            return Self { range: self.range.clone(), text: String::new() }.apply(reply);
        }
        let is_mark = |c: char| MARKS.contains(c);
        let open = before.chars().next_back().is_none_or(is_mark);
        if self.text.is_empty() && open {
            // What is taken out takes its own mark along.
            let ended = after.starts_with(|c| ENDS.contains(c));
            if ended && before.ends_with(['，', ',', '、', ' ']) {
                before.pop();
            } else {
                after = after.trim_start_matches(is_mark).to_owned();
            }
            if after.is_empty() && before.ends_with(['，', ',', '、', ' ']) {
                before.pop();
            }
        } else if self.text.ends_with(is_mark) {
            after = after.trim_start_matches(is_mark).to_owned();
        }
        let start = before.chars().count();
        let text = format!("{before}{}{after}", self.text);
        text.contains(char::is_alphanumeric).then(|| (text, start..start + self.text.chars().count()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn applied(reply: &str, range: Range<usize>, text: &str) -> Option<String> {
        Change { range, text: text.to_owned() }.apply(reply).map(|(text, _)| text)
    }

    #[test]
    fn marks_stay_right() {
        assert_eq!(applied("发我。谢谢", 0..2, "请发我，好吗？").as_deref(), Some("请发我，好吗？谢谢"));
        assert_eq!(
            applied("把图发来，我看看", 0..4, "请把图发来，好吗？").as_deref(),
            Some("请把图发来，好吗？我看看")
        );
        assert_eq!(applied("嗯，好的", 0..1, "").as_deref(), Some("好的"));
        assert_eq!(applied("好的，是吧。再见", 3..5, "").as_deref(), Some("好的。再见"));
        assert_eq!(applied("好的，是吧", 3..5, "").as_deref(), Some("好的"));
        assert_eq!(applied("是吧。", 0..2, ""), None);
    }
}
