use std::collections::BTreeMap;

use super::mapping::{Mapping, ReplyPath};
use crate::read::tests::{read, transcripts};
use crate::read::{Options, ReadError, Record};
use crate::transcript::{Channel, Role};

/// Id, line, key and words of every reply.
fn outline(name: &str, text: &str) -> Vec<(String, u32, String, String)> {
    transcripts(name, text)
        .into_iter()
        .map(|read| {
            assert_eq!((read.channel, read.turns.len()), (Some(Channel::Script), 1));
            let turn = read.turns.into_iter().next().unwrap();
            let key = turn.place.key.map(String::from).unwrap_or_default();
            (read.id, turn.place.line.unwrap(), key, turn.text)
        })
        .collect()
}

fn reply(id: &str, line: u32, key: &str, text: &str) -> (String, u32, String, String) {
    (id.into(), line, key.into(), text.into())
}

#[test]
fn rasa_responses_of_any_version() {
    let text = "version: '3.1'\nresponses:\n  utter_greet:\n  - text: 您好\n    buttons:\n    - title: 查订单\n  - text: |\n      在的\n  utter_card:\n  - custom:\n      title: 卡片\n      url: x\n";
    let wanted = [
        reply("utter_greet", 4, "responses.utter_greet[0].text", "您好"),
        reply("utter_greet#2", 8, "responses.utter_greet[1].text", "在的\n"),
        reply("utter_card", 11, "responses.utter_card[0].custom.title", "卡片"),
    ];
    assert_eq!(outline("domain.yml", text), wanted);
    let old = "slots:\n  a: {type: text}\ntemplates:\n  utter_bye:\n    - 再见\n    - text: 回见\n";
    assert_eq!(outline("domain.yml", old)[0], reply("utter_bye", 5, "templates.utter_bye[0]", "再见"));
    assert_eq!(outline("domain.yml", old).len(), 2);
}

#[test]
fn dialogflow_exports() {
    let es = r#"{"id": "1", "name": "退款", "responses": [{"resetContexts": false, "messages": [
 {"type": "0", "speech": ["可以的", "请稍等"]},
 {"type": "0", "speech": "好的"}, {"type": 4, "payload": {"title": "x"}}]}]}"#;
    let wanted = [
        reply("退款", 2, "responses[0].messages[0].speech[0]", "可以的"),
        reply("退款#2", 2, "responses[0].messages[0].speech[1]", "请稍等"),
        reply("退款#3", 3, "responses[0].messages[1].speech", "好的"),
    ];
    assert_eq!(outline("a.json", es), wanted);
    let cx = r#"{"displayName": "开始", "entryFulfillment": {"messages": [{"text": {"text": ["您好"]}}]},
 "transitionRoutes": [{"intent": "x", "triggerFulfillment": {"messages": [{"text": {"text": ["再见"]}}]}}]}"#;
    let wanted = [
        reply("开始", 1, "entryFulfillment.messages[0].text.text[0]", "您好"),
        reply("开始#2", 2, "transitionRoutes[0].triggerFulfillment.messages[0].text.text[0]", "再见"),
    ];
    assert_eq!(outline("a.json", cx), wanted);
}

#[test]
fn botpress_content_and_answers() {
    let elements = r#"[{"id": "builtin_text-1", "formData": {"text$zh": "您好", "variations$zh": ["在的"], "typing$zh": true},
  "createdBy": "admin"}]"#;
    let wanted = [
        reply("builtin_text-1", 1, "[0].formData.text$zh", "您好"),
        reply("builtin_text-1#2", 1, "[0].formData.variations$zh[0]", "在的"),
    ];
    assert_eq!(outline("a.json", elements), wanted);
    let answers = r#"{"qnas": [{"id": "q1", "data": {"answers": {"zh": ["七天内可以退"]}, "questions": {"zh": ["能退吗"]}, "contexts": []}}]}"#;
    assert_eq!(outline("a.json", answers), [reply("q1", 1, "qnas[0].data.answers.zh[0]", "七天内可以退")]);
}

#[test]
fn books_in_markdown() {
    let text = "# 话术手册\n\n说明：给新人看。\n\n## 开场白\n\n> 您好，请问有什么\n> 可以帮您？\n\n> 在的\n\n## 退款\n\n| 问题 | 话术 |\n| --- | --- |\n| 能退吗 | 可以的 |\n\n## 禁用语\n\n> 没办法\n\n## 示范\n\n**客户**：在吗\n- **客服**：您好\n❌ 客服：等着\n";
    let read = transcripts("book.md", text);
    let ids: Vec<_> = read.iter().map(|t| (t.id.as_str(), t.turns[0].text.as_str())).collect();
    assert_eq!(
        ids,
        [("开场白", "您好，请问有什么\n可以帮您？"), ("开场白#2", "在的"), ("退款", "可以的"), ("示范", "在吗")]
    );
    assert_eq!(read[0].turns[0].place.key.as_deref(), Some("话术手册 > 开场白"));
    let last = &read[3].turns;
    assert_eq!((last.len(), last[1].role, last[1].place.line), (2, Role::Agent, Some(25)));
    // Without any mark, everything is said.
    assert_eq!(transcripts("a.md", "- 您好\n- 再见\n\n慢走\n").len(), 3);
    // Text as pasted is no book.
    assert_eq!(transcripts("a.md", "# id: A\n坐席：您好\n")[0].id, "A");
}

#[test]
fn answers_in_tables() {
    let read = transcripts("faq.csv", "编号,问题,答案,回复\nF1,能退吗,可以的,\nF2,多久到,三天,48 小时\n");
    let ids: Vec<_> = read.iter().map(|t| (t.id.as_str(), t.turns[0].text.as_str(), t.turns[0].role)).collect();
    assert_eq!(ids, [("F1", "可以的", Role::Agent), ("F2", "三天", Role::Agent), ("F2#2", "48 小时", Role::Agent)]);
    assert_eq!((read[1].channel, read[1].meta("问题").as_deref()), (Some(Channel::Script), Some("多久到")));
    assert_eq!(read[2].turns[0].place.key.as_deref(), Some("回复"));
}

fn mapped(files: &str, path: &str, name: &str, text: &str) -> Vec<Record> {
    let mapping = Mapping::new(vec![files.into()], vec![ReplyPath::parse(path).unwrap()]);
    let options = Options { scripts: vec![mapping], columns: BTreeMap::new(), ..Options::default() };
    read(name, text.as_bytes(), &options)
}

#[test]
fn replies_of_other_layouts_are_found_by_paths() {
    let json =
        r#"{"nodes": [{"id": "n1", "response": "您好"}, {"id": "n2", "response": ["好的", "再见"]}, {"id": "n3"}]}"#;
    let ids = |records: Vec<Record>| -> Vec<String> {
        let one = |record| match record {
            Record::Transcript(t) => {
                format!("{} {} {}", t.id, t.turns[0].place.key.as_deref().unwrap_or_default(), t.turns[0].text)
            }
            Record::Skipped(s) => format!("{} {}", s.source, s.reason),
        };
        records.into_iter().map(one).collect()
    };
    let wanted = ["n1 nodes[0].response 您好", "n2 nodes[1].response[0] 好的", "n2#2 nodes[1].response[1] 再见"];
    for path in ["$.nodes[*].response", "nodes.*.response", "$..response", "$['nodes'][*][\"response\"]"] {
        assert_eq!(ids(mapped("*.json", path, "bot/a.json", json)), wanted, "{path}");
    }
    assert_eq!(ids(mapped("*.json", "$.nodes[1].response", "a.json", json)).len(), 2);
    let yaml = "steps:\n  - say: 您好\n";
    assert_eq!(ids(mapped("bot/**/*.yaml", "$..say", "bot/x/y.yaml", yaml)), ["steps[0].say steps[0].say 您好"]);
    assert_eq!(
        ids(mapped("*.json", "$.node[*].text", "a.json", json)),
        ["a.json:1 there is no text at $.node[*].text"]
    );
}

#[test]
fn files_are_matched_by_name() {
    let is_for = |glob: &str, name: &str| Mapping::new(vec![glob.into()], Vec::new()).is_for(name);
    for (glob, name) in [
        ("*.json", "a.json"),
        ("*.json", "bot/flows/a.json"),
        ("flows/*.json", "bot/flows/a.json"),
        ("./flows/**/*.json", "flows/x/y/a.json"),
        ("flows/**/*.json", "flows/a.json"),
    ] {
        assert!(is_for(glob, name), "{glob} {name}");
    }
    for (glob, name) in [("*.json", "a.yaml"), ("flows/*.json", "flows/x/a.json"), ("a.json", "aa.json")] {
        assert!(!is_for(glob, name), "{glob} {name}");
    }
    for path in ["", "$", "$.", "$[x]", "$.a[", "$.a..", "$.[*]"] {
        assert!(ReplyPath::parse(path).is_err() || path == "$.[*]", "{path}");
    }
}

#[test]
fn what_is_wrong_is_told() {
    let wrong = |name: &str, text: &str| crate::read::tests::errors(name, text);
    assert!(matches!(&wrong("domain.yml", "responses:\n  a: [1\n")[..], [(_, ReadError::Yaml { .. })]));
    assert!(matches!(&wrong("domain.yml", "responses: {}\n")[..], [(0, ReadError::Empty)]));
}
