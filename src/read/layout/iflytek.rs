//! iFlytek 讯飞 speech transcription: `orderResult` with its lattice, and the older list of sentences (`onebest`).
//!
//! Source: the documentation of 语音转写 (www.xfyun.cn/doc/asr/ifasr_new), and of its first version.

use serde::{Deserialize, Deserializer, de};

use super::values::{Label, Number, millis};
use super::{Cutting, Found, Layout, open, parse, parse_inner};
use crate::read::canonical::Text;
use crate::read::format::About;
use crate::read::{Position, ReadError};

/// The format.
pub(in crate::read) const ABOUT: About = About {
    name: "iflytek",
    extensions: &["json", "jsonl"],
    sniffed: false,
    title: ("讯飞语音转写", "iFlytek transcription"),
    layout: r#"{"content": {"orderResult": "{\"lattice\": [{\"json_1best\": …}]}"}}"#,
    roles: (
        "rl、speaker 编号：由内容推断，或用 --role-map 1=agent,2=customer",
        "rl, speaker numbers: by evidence, or --role-map 1=agent,2=customer",
    ),
    clocks: ("bg、ed 毫秒", "bg, ed in ms"),
    detect: |head| {
        ["content.orderResult", "orderResult", "lattice", "lattice2", "onebest"].iter().any(|key| head.json.has(key))
            || (head.json.has("data") && head.bytes.windows(7).take(4096).any(|w| w == b"onebest"))
    },
    open: |source, input, head| open(source, input, head, &LAYOUT),
};

const LAYOUT: Layout = Layout { records: Cutting::Whole, read };

/// An answer of the service, or what it has inside, or its list of sentences.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Answer<'t> {
    #[serde(borrow)]
    content: Option<Content<'t>>,
    #[serde(rename = "orderResult")]
    order_result: Option<Text<'t>>,
    /// Of the first version: sentences as text.
    data: Option<Text<'t>>,
    lattice: Vec<Lattice>,
    lattice2: Vec<Lattice>,
}

#[derive(Debug, Deserialize)]
struct Content<'t> {
    #[serde(borrow, rename = "orderResult")]
    order_result: Option<Text<'t>>,
    #[serde(rename = "orderInfo")]
    order_info: Option<OrderInfo<'t>>,
}

#[derive(Debug, Deserialize)]
struct OrderInfo<'t> {
    #[serde(borrow, rename = "orderId")]
    order_id: Option<Text<'t>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Order {
    lattice: Vec<Lattice>,
    lattice2: Vec<Lattice>,
}

#[derive(Debug, Deserialize)]
struct Lattice {
    #[serde(deserialize_with = "best")]
    json_1best: Best,
}

#[derive(Debug, Deserialize)]
struct Best {
    st: Sentence,
}

#[derive(Debug, Deserialize)]
struct Sentence {
    bg: Option<Number>,
    ed: Option<Number>,
    rl: Option<Label>,
    #[serde(default)]
    rt: Vec<Part>,
}

#[derive(Debug, Deserialize)]
struct Part {
    ws: Vec<Words>,
}

#[derive(Debug, Deserialize)]
struct Words {
    cw: Vec<Word>,
}

#[derive(Debug, Deserialize)]
struct Word {
    w: String,
}

/// A sentence of the first version.
#[derive(Debug, Deserialize)]
struct OneBest {
    bg: Option<Number>,
    ed: Option<Number>,
    onebest: String,
    speaker: Option<Label>,
}

/// A sentence with its words, as an object or as text.
fn best<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Best, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Form {
        Text(String),
        Object(Best),
    }
    match Form::deserialize(deserializer)? {
        Form::Text(text) => serde_json::from_str(&text).map_err(de::Error::custom),
        Form::Object(best) => Ok(best),
    }
}

fn read(text: &str, at: Position) -> Result<Vec<Found<'_>>, ReadError> {
    let mut found = Found::call();
    if text.starts_with('[') {
        add_sentences(&mut found, parse(text, at)?);
        return Ok(vec![found]);
    }
    let answer: Answer<'_> = parse(text, at)?;
    if let Some(data) = answer.data {
        add_sentences(&mut found, parse_inner(&data.0, "data")?);
        return Ok(vec![found]);
    }
    let (inner, id) = match answer.content {
        Some(content) => (content.order_result, content.order_info.and_then(|info| info.order_id)),
        None => (answer.order_result, None),
    };
    found.file.id = id;
    let order = match inner {
        Some(inner) => parse_inner(&inner.0, "orderResult")?,
        None => Order { lattice: answer.lattice, lattice2: answer.lattice2 },
    };
    for lattice in if order.lattice.is_empty() { order.lattice2 } else { order.lattice } {
        let sentence = lattice.json_1best.st;
        let words = sentence.rt.iter().flat_map(|result| &result.ws).filter_map(|words| words.cw.first());
        let words: String = words.map(|word| word.w.as_str()).collect();
        found.say(sentence.rl.map(Label::into), words.into(), millis(sentence.bg), millis(sentence.ed));
    }
    Ok(vec![found])
}

fn add_sentences(found: &mut Found<'_>, sentences: Vec<OneBest>) {
    for sentence in sentences {
        found.say(sentence.speaker.map(Label::into), sentence.onebest.into(), millis(sentence.bg), millis(sentence.ed));
    }
}
