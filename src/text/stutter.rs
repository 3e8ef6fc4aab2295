//! Stutters: doubled words and beginnings that are broken off and said again (我我我, 您的订您的订单).
//!
//! Chinese doubles much on purpose: 看看, 清清楚楚, 非常非常, 好的好的, and doubles by chance where one word ends and
//! the next begins: 网上|上传, 可以|以旧换新. What is listed here keeps those quiet; the dictionary of jieba is asked only
//! where a verb is doubled before a word that it starts (退退款).

use std::ops::Range;

use super::numeral;
use super::segment::dictionary;

/// The longest beginning that is said again, in characters.
const LONGEST: usize = 12;
/// Marks between a beginning and its repeat.
const MARKS: &str = "，,、…—~～.";
/// Marks at which speech breaks off, as against those that separate clauses.
const BREAKS: &str = "…—、~～";
/// What ends a clause for the purpose of an answer: 对对对， 可以可以。
const ENDS: &str = "，,。！!？?；;：:、…—~～.";
/// Particles after an answer that is doubled: 是是的, 好的好的哈.
const PARTICLES: &str = "的啊呀哈呢哦吧了嘛嗯噢诶哎啦";

/// Pronouns, prepositions, adverbs and particles: nobody doubles them on purpose.
const FUNCTION: &str = "我您你他她它咱的了在把给从是由被和到还就这那没不有会要能为跟与请再也都因所但而将于";
/// Function words before which a doubling may be two words, and the characters that show it: 在|在线, 对|对方.
const WORD_AFTER: [(char, &str); 27] = [
    ('的', "确士哥"),
    ('在', "线于职读途校岗场家"),
    ('到', "达底货账期家店场位访岗付"),
    ('从', "化来业事前众容军此"),
    ('有', "效关限偿害机序声意空事所"),
    ('是', "否非"),
    ('没', "收"),
    ('会', "员议计场所谈诊务"),
    ('要', "求素点件价领"),
    ('能', "量力源耗效"),
    ('为', "难期止主"),
    ('和', "解平谐睦"),
    ('把', "握手关"),
    ('给', "予与"),
    ('还', "款原清价贷本"),
    ('就', "近诊餐业医读地"),
    ('不', "锈动良"),
    ('再', "生见"),
    ('请', "求假柬帖"),
    ('了', "解结事"),
    ('被', "子褥套罩"),
    ('与', "会"),
    ('因', "此果"),
    ('于', "是"),
    ('将', "军来"),
    ('都', "市城"),
    ('所', "有以在"),
];
/// Function words after which a doubling may be two words, and the characters that show it: 现在|在, 受不|了了.
const WORD_BEFORE: [(char, &str); 22] = [
    ('的', "目标打"),
    ('在', "现存正实所潜内外好"),
    ('到', "收达迟签报"),
    ('有', "没含带只具拥占享所持"),
    ('是', "于但若还或"),
    ('没', "淹沉"),
    ('会', "机社晚宴协大年开工学"),
    ('要', "主重次纪摘需"),
    ('能', "功可职性智才节动万"),
    ('为', "因行认成作称视以"),
    ('和', "温总缓"),
    ('把', "车门手"),
    ('还', "归退返偿"),
    ('就', "成"),
    ('请', "申邀"),
    ('了', "不得为除"),
    ('由', "自理事缘"),
    ('被', "棉"),
    ('与', "参"),
    ('都', "成首"),
    ('他', "吉其"),
    ('它', "其"),
];
/// What stands before a pronoun that is an object, so that the next one starts a clause: 换我|我也会, 您问我|我问谁.
const TAKES_OBJECT: &str = "知谢给跟对是问催找换让诉系帮为陪等来靠怪怨骂替比和像见";
const PRONOUNS: &str = "我您你他她咱它";
/// Questions doubled on purpose: 退什么退什么, 爱去哪家去哪家.
const QUESTIONS: [&str; 6] = ["什么", "怎么", "哪", "谁", "多少", "几"];
/// Verbs that may be doubled by mistake before a complement: 改改成, 收收到, 发发出.
const VERBS: &str = "退改收发查寄换送取补赔扣交报转接绑订购选加调装拆派配激验审签续显预联处提付核核";
/// Complements that a verb doubled on purpose can't have.
const COMPLEMENTS: &str = "成到出给回掉";
/// First characters of words that the dictionary is asked for: 退退款, 预预约.
const STARTS: &str = "退收补赔扣登绑订派激验审签续显预联处反提支付确核客系保物账";

/// Words that are doubled for emphasis or shared out.
const EMPHATIC: [&str; 39] = [
    "非常", "真的", "特别", "很多", "好多", "许多", "十分", "实在", "确实", "慢慢", "一直", "永远", "仅仅", "好久",
    "多少", "越来", "有点", "哈哈", "嘿嘿", "嗯嗯", "喂喂", "呵呵", "好好", "千万", "绝对", "多多", "早早", "见谅",
    "哪里", "干嘛", "好啦", "快点", "慢点", "拜拜", "再见", "恭喜", "欢迎", "多谢", "加油",
];
/// Answers and greetings: doubled whole, they are meant.
const ANSWERS: [&str; 24] = [
    "好的", "是的", "对的", "有的", "会的", "在的", "能的", "行的", "您好", "你好", "谢谢", "感谢", "抱歉", "收到",
    "没事", "不是", "没有", "不用", "明白", "知道", "理解", "稍等", "辛苦", "好了",
];
/// Answers only where nothing follows: 可以可以，… but not 可以可以为您申请.
const ANSWERS_ALONE: [&str; 18] = [
    "马上", "可能", "明天", "这个", "可以", "了解", "确实", "当然", "不会", "不能", "需要", "记得", "愿意", "方便",
    "同意", "清楚", "别急", "放心",
];
/// Longer answers.
const LONG_ANSWERS: [&str; 16] = [
    "不好意思",
    "没关系",
    "没问题",
    "对不起",
    "不客气",
    "知道了",
    "明白了",
    "不用谢",
    "辛苦了",
    "谢谢您",
    "可以的",
    "没事的",
    "好的呢",
    "请稍等",
    "别着急",
    "别担心",
];
/// Verbs that people double to soften them: 您核实核实.
const SOFTENED: [&str; 56] = [
    "商量", "核实", "研究", "了解", "考虑", "检查", "确认", "休息", "打听", "比较", "观察", "沟通", "讨论", "体验",
    "感受", "学习", "整理", "收拾", "准备", "调整", "介绍", "熟悉", "适应", "尝试", "配合", "关注", "协调", "反映",
    "联系", "催促", "核对", "统计", "评估", "测试", "登记", "处理", "解释", "交流", "查看", "回忆", "琢磨", "打扫",
    "锻炼", "放松", "对比", "参考", "留意", "通融", "照顾", "修改", "安排", "清理", "咨询", "拾掇", "凑合", "参谋",
];
/// Words that are said again after a pause when a speaker looks for the next one.
const RESTARTED: [&str; 30] = [
    "我们", "你们", "您的", "我的", "你的", "我这", "我给", "这边", "那边", "这个", "那个", "就是", "因为", "所以",
    "然后", "但是", "其实", "如果", "可能", "您这", "您是", "给您", "跟您", "帮您", "为您", "他们", "这样", "是这",
    "或者", "已经",
];

/// The stutters of a text, in its order: byte ranges from the first beginning to the end of its repeat.
#[must_use]
pub fn find(text: &str) -> Vec<Range<usize>> {
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let scan = Scan { text, chars: &chars };
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        match scan.repeat_at(at) {
            Some((second, end)) => {
                let range = scan.byte(at)..scan.byte(end);
                match found.last_mut() {
                    Some(last) if last.end > range.start => last.end = last.end.max(range.end),
                    _ => found.push(range),
                }
                at = second;
            }
            None => at += 1,
        }
    }
    found
}

struct Scan<'t> {
    text: &'t str,
    chars: &'t [(usize, char)],
}

impl Scan<'_> {
    fn byte(&self, at: usize) -> usize {
        self.chars.get(at).map_or(self.text.len(), |(byte, _)| *byte)
    }

    fn char(&self, at: usize) -> Option<char> {
        self.chars.get(at).map(|(_, c)| *c)
    }

    fn before(&self, at: usize) -> Option<char> {
        at.checked_sub(1).and_then(|i| self.char(i))
    }

    fn words(&self, from: usize, to: usize) -> &str {
        &self.text[self.byte(from)..self.byte(to)]
    }

    /// Where the repeat of what starts here begins and ends, if that is a stutter.
    fn repeat_at(&self, at: usize) -> Option<(usize, usize)> {
        let first = self.char(at).filter(|c| is_han(*c))?;
        // Most characters do not come again soon.
        let soon = self.chars.len().min(at + LONGEST + 3);
        if self.chars[at + 1..soon].iter().all(|(_, c)| *c != first) {
            return None;
        }
        let most = LONGEST.min((self.chars.len() - at) / 2);
        (1..=most).rev().find_map(|len| {
            let marks =
                (at + len..self.chars.len()).take(2).take_while(|i| self.char(*i).is_some_and(|c| MARKS.contains(c)));
            let second = at + len + marks.count();
            let end = second + len;
            let same = self.char(second) == Some(first)
                && end <= self.chars.len()
                && (0..len).all(|i| self.char(at + i) == self.char(second + i))
                && (0..len).all(|i| self.char(at + i).is_some_and(is_han));
            (same && self.is_stutter(at, len, second)).then_some((second, end))
        })
    }

    fn is_stutter(&self, at: usize, len: usize, second: usize) -> bool {
        let word = self.words(at, at + len);
        // Numbers read out, and what is a repetition of something shorter.
        if word.chars().all(|c| numeral::digit(c).is_some()) || is_periodic(word) {
            return false;
        }
        let mark = (second > at + len).then(|| self.char(at + len)).flatten();
        match (len, mark) {
            (1, None) => self.is_doubled_character(at),
            (1, Some(mark)) => self.is_restarted_character(at, mark),
            (2, None) => self.is_doubled_word(at, word),
            (2, Some(mark)) => RESTARTED.contains(&word) && (BREAKS.contains(mark) || self.starts_clause(at)),
            (_, None) if QUESTIONS.iter().any(|q| word.contains(q)) => false,
            (_, None) => {
                let answer = self.starts_clause(at) && is_answer_like(word);
                let shared_out = word.starts_with('一') && !word.contains("的") && len <= 4;
                !answer && !shared_out && !LONG_ANSWERS.iter().any(|a| word.starts_with(a) || a.starts_with(word))
            }
            (_, Some(mark)) => mark == '…',
        }
    }

    fn is_doubled_character(&self, at: usize) -> bool {
        let Some(c) = self.char(at) else { return false };
        let mut end = at;
        while self.char(end) == Some(c) {
            end += 1;
        }
        let (before, after) = (self.before(at), self.char(end));
        if end - at >= 3 && "是对有会行好".contains(c) && self.starts_clause(at) {
            return false;
        }
        // A third one has been looked at with the first two.
        if before == Some(c) || self.is_answer(before, end) {
            return before == Some(c) && FUNCTION.contains(c) && !self.is_answer(None, end);
        }
        let in_word = |list: &[(char, &str)], neighbour: Option<char>| {
            neighbour.is_some_and(|n| list.iter().any(|(word, chars)| *word == c && chars.contains(n)))
        };
        let paired = after.is_some_and(is_han) && after == self.char(end + 1);
        if FUNCTION.contains(c) {
            let object = PRONOUNS.contains(c) && before.is_some_and(|b| TAKES_OBJECT.contains(b));
            let boundary = end - at == 2 && (object || in_word(&WORD_AFTER, after) || in_word(&WORD_BEFORE, before));
            return !boundary && !paired;
        }
        if paired || end - at != 2 {
            return false;
        }
        if c == '可' {
            return matches!(after, Some('以' | '能')) && !matches!(before, Some('许' | '认'));
        }
        if VERBS.contains(c) && after.is_some_and(|n| COMPLEMENTS.contains(n)) {
            return true;
        }
        STARTS.contains(c) && after.is_some_and(is_han) && self.starts_word(at)
    }

    /// 对对对， 是是的。: the whole clause is the answer.
    fn is_answer(&self, before: Option<char>, end: usize) -> bool {
        let starts = before.is_none_or(|c| ENDS.contains(c) || "嗯哦啊诶".contains(c));
        let mut after = end;
        while self.char(after).is_some_and(|c| PARTICLES.contains(c)) {
            after += 1;
        }
        starts && self.char(after).is_none_or(|c| ENDS.contains(c))
    }

    /// A single character said again after a mark: 您……您, 退、退款.
    fn is_restarted_character(&self, at: usize, mark: char) -> bool {
        let Some(c) = self.char(at) else { return false };
        let second = (at + 1..self.chars.len()).find(|i| self.char(*i) == Some(c)).unwrap_or(at);
        let broken = BREAKS.contains(mark);
        let starts = self.starts_clause(at);
        let answer = "是对有会在要能没不都好行的了".contains(c);
        let goes_on = self.char(second + 1).is_some_and(is_han);
        !answer && goes_on && starts && (FUNCTION.contains(c) || (broken && (VERBS.contains(c) || STARTS.contains(c))))
    }

    fn starts_clause(&self, at: usize) -> bool {
        self.before(at).is_none_or(|b| ENDS.contains(b) || PARTICLES.contains(b))
    }

    fn is_doubled_word(&self, at: usize, word: &str) -> bool {
        let first = word.chars().next();
        if first == Some('一') || EMPHATIC.contains(&word) || ANSWERS.contains(&word) || SOFTENED.contains(&word) {
            return false;
        }
        let (last, after) = (word.chars().last(), self.char(at + 4));
        // 是不是不, 弄好|弄好了再说, 找我们|我们一直在.
        let question = matches!(last, Some('不' | '没'));
        let result =
            matches!(last, Some('好' | '完' | '到')) && matches!(after, Some('了' | '以' | '之' | '后' | '再' | '就'));
        let object = first.is_some_and(|c| PRONOUNS.contains(c))
            && last == Some('们')
            && self.before(at).is_some_and(|b| TAKES_OBJECT.contains(b));
        let answer = self.starts_clause(at) && is_answer_like(word);
        if question || result || object || answer {
            return false;
        }
        !(ANSWERS_ALONE.contains(&word) && self.is_answer(self.before(at), at + 4))
    }

    /// Whether the dictionary reads a doubled character as a stray one before a word: 退|退款.
    fn starts_word(&self, at: usize) -> bool {
        let from = (0..at).rev().find(|i| self.char(*i).is_none_or(|c| !is_han(c))).map_or(0, |i| i + 1);
        let to = (at..self.chars.len()).find(|i| self.char(*i).is_none_or(|c| !is_han(c))).unwrap_or(self.chars.len());
        let clause = self.words(from, to);
        let target = self.byte(at) - self.byte(from);
        let mut place = 0;
        let words = dictionary().cut(clause, false);
        let mut words = words.iter().map(|token| token.word).peekable();
        while let Some(word) = words.next() {
            if place == target {
                let single = word.chars().count() == 1;
                return single && words.peek().is_some_and(|next| next.starts_with(word) && next.chars().count() >= 2);
            }
            place += word.len();
        }
        false
    }
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}' | '〇')
}

/// 来了来了, 应该的应该的, 不谢不谢: said twice to be polite.
fn is_answer_like(word: &str) -> bool {
    let particle = word.ends_with(['了', '的', '呢', '啦', '吧', '呀', '嘞']);
    (particle && !word.starts_with(|c| PRONOUNS.contains(c) || matches!(c, '这' | '那' | '给' | '把')))
        || word.starts_with('不')
        || matches!(word, "您说" | "您讲" | "彼此" | "您请")
}

/// Whether a word is itself a repetition: 好的好的.
fn is_periodic(word: &str) -> bool {
    let chars: Vec<char> = word.chars().collect();
    (1..chars.len()).filter(|p| chars.len().is_multiple_of(*p)).any(|p| chars.chunks(p).all(|part| part == &chars[..p]))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn stutters(cases: &[(&str, &str)]) {
        for (text, expected) in cases {
            let found: Vec<&str> = find(text).into_iter().map(|r| &text[r]).collect();
            assert!(found.contains(expected), "{text}: {found:?}");
        }
    }

    #[track_caller]
    fn fluent(texts: &[&str]) {
        for text in texts {
            let found: Vec<&str> = find(text).into_iter().map(|r| &text[r]).collect();
            assert!(found.is_empty(), "{text}: {found:?}");
        }
    }

    #[test]
    fn doubled_words_and_broken_beginnings() {
        stutters(&[
            ("我我我帮您查一下", "我我我"),
            ("您的的订单已经发货了", "的的"),
            ("就是就是就是系统有点延迟", "就是就是就是"),
            ("麻烦您提供您的订您的订单号", "您的订您的订"),
            ("七天无理七天无理由退货", "七天无理七天无理"),
            ("没没没没关系的，您慢慢说", "没没没没"),
            ("亲，您您好", "您您"),
            ("退退款的话要三天", "退退"),
            ("给您改改成周六配送了", "改改"),
            ("可以可以为您申请", "可以可以"),
            ("我、我这边看一下", "我、我"),
            ("您……您刚才说是几号楼", "您……您"),
            ("退、退款是今天到账的", "退、退"),
            ("这，这个金额对不上", "这，这"),
            ("您的这个…这个积分明年到期", "这个…这个"),
        ]);
    }

    #[test]
    fn doubling_on_purpose() {
        fluent(&[
            "您看看这个",
            "慢慢说",
            "清清楚楚",
            "陆陆续续",
            "非常非常抱歉",
            "好的好的，我记下了",
            "对对对，就是那个",
            "是是的",
            "可以可以，没问题",
            "您核实核实收件人",
            "一步一步来",
            "一笔一笔核对",
            "编号零零零七三三",
            "谢谢谢谢您",
            "不好意思不好意思",
            "您好您好，请讲",
            "有有有，还有两双",
            "爷爷奶奶的卡",
            "二二二路",
            "没事没事您客气了",
        ]);
    }

    #[test]
    fn doubling_where_words_meet() {
        fluent(&[
            "这款可以以旧换新",
            "网上上传就可以",
            "银行卡卡号",
            "在在线客服那边备案",
            "您是从从化发过来的",
            "没有有效期限制",
            "说的的确没错",
            "您现在在哪里",
            "个月月底前",
            "换我我也会着急",
            "您问我我问谁",
            "有问题找我们我们一直在",
            "是不是不小心",
            "弄好弄好了告诉您",
            "退什么退什么",
            "先了解解绑的原因",
            "对对方的情况",
            "目的地地址",
            "要到到达层",
            "受不了了",
            "因为为期三天",
        ]);
    }

    proptest! {
        #[test]
        fn ranges_lie_in_the_text(text in "\\PC{0,40}|[我您的的退款，…好看一可以]{0,30}") {
            let mut last = 0;
            for range in find(&text) {
                prop_assert!(range.start >= last && text.get(range.clone()).is_some_and(|t| !t.is_empty()));
                last = range.end;
            }
        }
    }
}
