//! Conversations for measuring: made from a fixed seed, so that figures compare over time and nobody's words are needed.
//!
//! Seven trades, calls and chats, some thirty turns each, polite ones mostly. Words are chosen as people choose them, few
//! very often and many seldom; names, numbers and dates make no two conversations alike.

mod numbers;
mod sentences;
mod talk;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Write};

use numbers::Numbers;
use sentences::{Line, Sentences};
use talk::Talk;

/// What the conversations are like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mix {
    /// As they come in: one agent turn in a hundred and a bit has something wrong with it.
    Realistic,
    /// Everything an agent says is wrong, in several ways.
    Worst,
}

/// How they are written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Layout {
    /// A line each.
    Lines,
    /// One array of all.
    Array,
    /// A single conversation without end.
    Single,
}

/// Of a hundred questions that a customer asks beside the matter, so many get something that should not have been said: of
/// the agent's turns that is one in a hundred.
const WRONG: usize = 4;

/// Makes one conversation after the other.
pub(crate) struct Conversations {
    mix: Mix,
    numbers: Numbers,
    common: Sentences,
    trades: Vec<Sentences>,
    made: usize,
}

/// What fills the slots of a conversation's sentences.
type Slots = BTreeMap<&'static str, String>;

/// Conversations of so many bytes, or a little more.
pub(crate) fn write(mix: Mix, layout: Layout, bytes: usize, out: &mut impl Write) -> io::Result<()> {
    let mut conversations = Conversations::new(mix);
    let mut written = 0;
    let mut text = String::new();
    if layout == Layout::Single {
        return conversations.single(bytes, out);
    }
    while written < bytes {
        text.clear();
        if layout == Layout::Array {
            text.push_str(if written == 0 { "[\n" } else { ",\n" });
        }
        conversations.one(&mut text);
        if layout == Layout::Lines {
            text.push('\n');
        }
        written += text.len();
        out.write_all(text.as_bytes())?;
    }
    if layout == Layout::Array {
        out.write_all(b"\n]\n")?;
    }
    out.flush()
}

impl Conversations {
    /// From the beginning.
    pub(crate) fn new(mix: Mix) -> Self {
        Self {
            mix,
            numbers: Numbers::new(20_261_008),
            common: Sentences::common(),
            trades: Sentences::trades(),
            made: 0,
        }
    }

    /// Adds a conversation to a text, as JSON on one line.
    pub(crate) fn one(&mut self, out: &mut String) {
        let call = self.numbers.percent(60);
        let bare = call && self.numbers.percent(15);
        let mut talk = Talk::new(call, bare);
        let trade = self.trade();
        let slots = self.slots(trade, call);
        match self.mix {
            Mix::Realistic => self.realistic(trade, call, &slots, &mut talk),
            Mix::Worst => self.worst(&slots, 15, &mut talk),
        }
        self.record(call, &talk, out);
    }

    /// Writes one conversation of so many bytes.
    fn single(&mut self, bytes: usize, out: &mut impl Write) -> io::Result<()> {
        let mut written = 0;
        let mut talk = Talk::new(true, false);
        write!(out, r#"{{"id":"single","channel":"call","direction":"inbound","scene":"hotline","turns":["#)?;
        while written < bytes {
            let comma = if written == 0 { "" } else { "," };
            let trade = self.trade();
            let slots = self.slots(trade, true);
            self.realistic(trade, true, &slots, &mut talk);
            written += comma.len() + talk.turns.len();
            write!(out, "{comma}{}", talk.turns)?;
            talk.turns.clear();
        }
        writeln!(out, "]}}")?;
        out.flush()
    }

    fn trade(&mut self) -> usize {
        let places: Vec<usize> = (0..self.trades.len()).collect();
        *self.numbers.one_of(&places)
    }

    fn slots(&mut self, trade: usize, call: bool) -> Slots {
        const SURNAMES: [&str; 12] = ["王", "李", "张", "陈", "沈", "周", "赵", "林", "何", "郭", "欧阳", "顾"];
        const DATES: [&str; 6] = ["明天", "后天", "本周五", "本周六", "十月十二号", "下周一"];
        const HOURS: [&str; 6] = ["上午十点", "下午三点", "十八点", "上午九点半", "晚上八点", "中午十二点"];
        const AMOUNTS: [&str; 8] = ["二十", "三十九", "五十", "八十八", "一百二十", "二百六", "三百", "一千五"];
        let trade = &self.trades[trade];
        let numbers = &mut self.numbers;
        let staff = 1000 + numbers.below(60) * 17;
        let order = 100_000 + numbers.below(900_000);
        let spoken = |n: usize| if call { in_words(n) } else { n.to_string() };
        BTreeMap::from([
            ("company", trade.company.to_owned()),
            ("product", (*numbers.one_of(&trade.products)).to_owned()),
            ("surname", (*numbers.one_of(&SURNAMES)).to_owned()),
            ("title", (*numbers.one_of(&["先生", "女士"])).to_owned()),
            ("date", (*numbers.one_of(&DATES)).to_owned()),
            ("hour", (*numbers.one_of(&HOURS)).to_owned()),
            ("amount", (*numbers.one_of(&AMOUNTS)).to_owned()),
            ("staff", spoken(staff)),
            ("order", spoken(order)),
        ])
    }

    /// A polite conversation from greeting to farewell; now and then a sentence slips out.
    fn realistic(&mut self, trade: usize, call: bool, slots: &Slots, talk: &mut Talk) {
        let Self { numbers, common, trades, .. } = self;
        let trade = &trades[trade];
        let mut say = Speaker { numbers, common, slots: slots.clone(), talk };
        let matter = say.numbers.one_of(trade.of("matters")).clone();
        let result = fill(matter[2], &say.slots);
        say.slots.insert("result", result);
        if call {
            say.agent("greeting-call");
            say.customer_says(matter[0]);
        } else {
            say.customer_says(matter[0]);
            say.agent("greeting-chat");
        }
        if say.numbers.percent(8) {
            say.pair("angry");
        }
        say.agent_says(matter[1]);
        say.customer("yes");
        for (asked, answered) in [("name-asked", "name"), ("detail-asked", "detail")] {
            say.agent(asked);
            say.customer(answered);
        }
        if say.numbers.percent(70) {
            say.agent("hold");
            say.customer("hold-consent");
            say.talk.hold(say.numbers);
            say.agent("return");
        } else {
            say.agent("answer");
        }
        say.customer("ack");
        if say.numbers.percent(4) {
            say.pair("handover");
            say.talk.transfer();
            say.agent("handover-taken");
            say.customer("ack");
        }
        for _ in 0..2 + say.numbers.below(5) {
            say.round(trade.of("talk"));
        }
        if say.numbers.percent(5) {
            say.pair("praise");
        }
        for (agent, customer) in [
            ("understood", "understood-yes"),
            ("summary", "ack"),
            ("anything-else", "nothing"),
            ("satisfaction", "satisfied"),
            ("farewell", "bye"),
        ] {
            say.agent(agent);
            say.customer(customer);
        }
    }

    /// Everything that should not be said.
    fn worst(&mut self, slots: &Slots, rounds: usize, talk: &mut Talk) {
        let Self { numbers, common, .. } = self;
        let mut say = Speaker { numbers, common, slots: slots.clone(), talk };
        for round in 0..rounds {
            if round % 5 == 0 {
                say.customer("worst-customer");
            }
            say.agent("worst-agent");
            say.agent("worst-agent");
        }
    }

    /// The conversation with what a contact centre records about it.
    fn record(&mut self, call: bool, talk: &Talk, out: &mut String) {
        let numbers = &mut self.numbers;
        let n = self.made;
        self.made += 1;
        let channel = if call { "call" } else { "chat" };
        let scene = match numbers.below(4) {
            1.. if call => "hotline",
            _ => "aftersale",
        };
        let class = ["A", "D", "E"][numbers.below(3)];
        let (day, hour, minute) = (1 + n / 100 % 28, 8 + n % 12, numbers.below(60));
        let _ = write!(
            out,
            r#"{{"id":"G{n:07}","channel":"{channel}","direction":"inbound","scene":"{scene}","started_at":"2026-10-{day:02}T{hour:02}:{minute:02}:00+08:00","agent":{{"id":"A{}","team":"{}组"}},"customer":{{"id":"C{}","tier":"normal"}},"case":{{"id":"K{n}","class":"{class}","priority":"P{}"}},"ring_count":{},"transfers":{},"fields":{{"queue":"q{}","line":"4000000000"}},"turns":[{}],"events":[{}]}}"#,
            numbers.below(40),
            1 + numbers.below(4),
            10_000 + numbers.below(50_000),
            2 + numbers.below(2),
            1 + numbers.below(3),
            talk.transfers,
            1 + numbers.below(9),
            talk.turns,
            talk.events,
        );
    }
}

/// Says lines of one conversation.
struct Speaker<'a> {
    numbers: &'a mut Numbers,
    common: &'a Sentences,
    slots: Slots,
    talk: &'a mut Talk,
}

impl Speaker<'_> {
    fn agent_says(&mut self, sentence: &str) {
        let text = fill(sentence, &self.slots);
        self.talk.say(self.numbers, "agent", &text);
    }

    fn customer_says(&mut self, sentence: &str) {
        let text = fill(sentence, &self.slots);
        self.talk.say(self.numbers, "customer", &text);
    }

    fn agent(&mut self, section: &str) {
        let sentence = self.numbers.one_of(self.common.of(section))[0];
        self.agent_says(sentence);
    }

    fn customer(&mut self, section: &str) {
        let sentence = self.numbers.one_of(self.common.of(section))[0];
        self.customer_says(sentence);
    }

    /// What a customer says and what answers it.
    fn pair(&mut self, section: &str) {
        let line = self.numbers.one_of(self.common.of(section)).clone();
        self.customer_says(line[0]);
        self.agent_says(line[1]);
    }

    /// A question and its answer, with what people say between.
    fn round(&mut self, talk: &[Line]) {
        if self.numbers.percent(12) {
            self.pair("small-talk");
        }
        let line = self.numbers.one_of(talk).clone();
        for (slot, text, section) in [("question", line[0], "follow-up"), ("answer", line[1], "reply")] {
            let text = fill(text, &self.slots);
            self.slots.insert(slot, text);
            match slot {
                "question" => self.customer(section),
                _ => self.agent(section),
            }
        }
        if self.numbers.percent(WRONG) {
            self.customer("ack");
            self.agent("wrong");
        }
        self.customer("ack");
    }
}

/// A sentence with its slots filled. What fills one is filled already, or has slots of its own.
fn fill(sentence: &str, slots: &Slots) -> String {
    let mut text = sentence.to_owned();
    while let Some((before, rest)) = text.split_once('{') {
        let (name, after) = rest.split_once('}').unwrap_or_else(|| panic!("a slot without end: {sentence}"));
        let filling = slots.get(name).unwrap_or_else(|| panic!("nothing fills {name}: {sentence}"));
        text = format!("{before}{filling}{after}");
    }
    text
}

fn in_words(n: usize) -> String {
    const DIGITS: [char; 10] = ['零', '幺', '二', '三', '四', '五', '六', '七', '八', '九'];
    n.to_string().bytes().map(|digit| DIGITS[usize::from(digit - b'0')]).collect()
}
