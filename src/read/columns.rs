//! Names of table columns and of `# key: value` lines, and the keys of a conversation they stand for.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, de};

use crate::lang::Lang;

/// A key of a conversation or of a turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    Id,
    Channel,
    Direction,
    Scene,
    StartedAt,
    EndedAt,
    AgentId,
    AgentName,
    StaffNo,
    Team,
    CustomerId,
    CustomerName,
    Tier,
    CaseId,
    CaseClass,
    Priority,
    OpenedAt,
    AnsweredAt,
    Previous,
    RingCount,
    RingSeconds,
    Answered,
    Transfers,
    Satisfaction,
    Role,
    Text,
    Start,
    End,
    Auto,
    Event,
    Question,
    Answer,
}

/// The key that a column of one's own stands for, e.g. `role`, `text`, `agent.id`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ColumnKey(pub(super) Column);

impl ColumnKey {
    /// The key of a name.
    ///
    /// # Errors
    /// The names that exist.
    pub fn parse(name: &str) -> Result<Self, String> {
        let found = NAMES.iter().find(|(_, key, ..)| *key == name.trim());
        found.map(|(column, ..)| Self(*column)).ok_or_else(|| {
            let names: Vec<&str> = NAMES.iter().map(|(_, key, ..)| *key).collect();
            format!("no column is called `{name}`; there are {}", names.join(", "))
        })
    }
}

impl<'de> Deserialize<'de> for ColumnKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(de::Error::custom)
    }
}

impl JsonSchema for ColumnKey {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "ColumnKey".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let names: Vec<&str> = NAMES.iter().map(|(_, key, ..)| *key).collect();
        json_schema!({ "type": "string", "enum": names })
    }
}

/// Canonical name, the name shown to people in Chinese, other names.
const NAMES: [(Column, &str, &str, &[&str]); 32] = [
    (
        Column::Id,
        "id",
        "会话编号",
        &[
            "会话id",
            "会话号",
            "通话id",
            "通话编号",
            "通话流水号",
            "流水号",
            "对话id",
            "对话编号",
            "会话",
            "编号",
            "conversation_id",
            "conversation",
            "session_id",
            "session",
            "call_id",
            "chat_id",
            "dialogue_id",
            "dialog_id",
        ],
    ),
    (Column::Channel, "channel", "渠道", &["会话渠道", "接入渠道"]),
    (Column::Direction, "direction", "方向", &["呼叫方向", "通话方向", "呼叫类型"]),
    (Column::Scene, "scene", "场景", &["业务场景", "会话场景", "服务场景"]),
    (Column::StartedAt, "started_at", "会话开始时间", &["通话开始时间", "接入时间", "started"]),
    (Column::EndedAt, "ended_at", "会话结束时间", &["通话结束时间", "挂断时间", "ended"]),
    (
        Column::AgentId,
        "agent.id",
        "坐席编号",
        &[
            "坐席",
            "坐席id",
            "座席",
            "座席id",
            "座席编号",
            "客服",
            "客服id",
            "客服编号",
            "客服账号",
            "坐席账号",
            "agent",
            "agent_id",
        ],
    ),
    (Column::AgentName, "agent.name", "坐席姓名", &["座席姓名", "客服姓名", "客服昵称", "客服名称", "agent_name"]),
    (
        Column::StaffNo,
        "agent.staff_no",
        "工号",
        &["坐席工号", "座席工号", "客服工号", "员工编号", "staff_no", "staff", "agent_staff_no"],
    ),
    (Column::Team, "agent.team", "班组", &["小组", "团队", "组别", "技能组", "客服组", "team", "agent_team", "group"]),
    (
        Column::CustomerId,
        "customer.id",
        "客户编号",
        &["客户", "客户id", "用户id", "顾客id", "买家id", "customer", "customer_id", "user_id"],
    ),
    (
        Column::CustomerName,
        "customer.name",
        "客户姓名",
        &["用户姓名", "顾客姓名", "买家昵称", "客户名称", "customer_name"],
    ),
    (Column::Tier, "customer.tier", "客户等级", &["会员等级", "客户级别", "vip等级", "tier", "customer_tier"]),
    (Column::CaseId, "case.id", "工单编号", &["工单号", "工单", "工单id", "case", "case_id", "ticket", "ticket_id"]),
    (Column::CaseClass, "case.class", "工单类别", &["问题类别", "工单类型", "case_class"]),
    (Column::Priority, "case.priority", "优先级", &["priority", "case_priority"]),
    (Column::OpenedAt, "case.opened_at", "建单时间", &["工单创建时间", "opened_at", "case_opened_at"]),
    (Column::AnsweredAt, "case.answered_at", "答复时间", &["工单答复时间", "answered_at", "case_answered_at"]),
    (Column::Previous, "case.previous", "上一工单", &["前一工单", "关联工单", "previous", "case_previous"]),
    (Column::RingCount, "ring_count", "振铃次数", &["响铃次数", "振铃声数"]),
    (Column::RingSeconds, "ring_seconds", "振铃时长", &["响铃时长", "振铃秒数"]),
    (Column::Answered, "answered", "是否接通", &["接通", "是否接听"]),
    (Column::Transfers, "transfers", "转接次数", &[]),
    (Column::Satisfaction, "satisfaction", "满意度", &["客户评价", "满意度评价", "rating"]),
    (
        Column::Role,
        "role",
        "角色",
        &["说话人", "发言人", "发送者", "发送方", "发言者", "说话人角色", "speaker", "sender", "from"],
    ),
    (
        Column::Text,
        "text",
        "内容",
        &[
            "文本",
            "消息",
            "消息内容",
            "对话内容",
            "聊天内容",
            "聊天记录",
            "对话记录",
            "会话内容",
            "会话记录",
            "通话内容",
            "通话文本",
            "发言内容",
            "转写文本",
            "content",
            "message",
            "utterance",
            "dialogue",
            "dialog",
            "transcript",
        ],
    ),
    (
        Column::Start,
        "start",
        "开始",
        &[
            "开始时间",
            "时间",
            "时刻",
            "发送时间",
            "消息时间",
            "发言时间",
            "起始时间",
            "开始秒",
            "time",
            "timestamp",
            "ts",
            "start_time",
            "begin",
            "sent_at",
        ],
    ),
    (Column::End, "end", "结束", &["结束时间", "终止时间", "结束秒", "end_time"]),
    (Column::Auto, "auto", "自动回复", &["是否自动", "自动"]),
    (Column::Event, "event", "事件", &["事件类型", "event_type"]),
    (
        Column::Question,
        "question",
        "问题",
        &["标准问", "标准问题", "问法", "客户问题", "用户问题", "用户问法", "咨询问题", "faq"],
    ),
    (
        Column::Answer,
        "answer",
        "答案",
        &[
            "回答",
            "回复",
            "答复",
            "话术",
            "标准话术",
            "参考话术",
            "推荐话术",
            "话术内容",
            "标准回复",
            "标准答案",
            "回复内容",
            "机器人回复",
            "reply",
            "response",
            "script",
        ],
    ),
];

impl Column {
    /// The column that a name stands for.
    pub(super) fn from_name(name: &str) -> Option<Self> {
        let plain: String =
            name.trim().chars().map(|c| if matches!(c, ' ' | '-') { '_' } else { c.to_ascii_lowercase() }).collect();
        let by_name = |wanted: &str| {
            NAMES
                .iter()
                .find(|(_, name, zh, others)| *name == wanted || *zh == wanted || others.contains(&wanted))
                .map(|(column, ..)| *column)
        };
        by_name(&plain).or_else(|| by_name(&plain.replace('_', "")))
    }

    /// The key of the canonical record.
    pub(super) fn key(self) -> &'static str {
        NAMES.iter().find(|(column, ..)| *column == self).map_or("", |(_, name, ..)| name)
    }
}

/// What a key is called in Chinese.
pub(super) fn zh_name(key: &'static str) -> &'static str {
    NAMES.iter().find(|(_, name, ..)| *name == key).map_or(key, |(_, _, zh, _)| zh)
}

/// All names, one for each column.
pub(super) fn known(lang: Lang) -> String {
    let names: Vec<&str> = NAMES.iter().map(|(_, name, zh, _)| lang.pick(*zh, *name)).collect();
    names.join(lang.pick("、", ", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_stands_for_two_columns() {
        let mut seen = std::collections::BTreeMap::new();
        for (column, name, zh, others) in NAMES {
            for name in others.iter().chain([&name, &zh]) {
                assert!(seen.insert(*name, column).is_none(), "{name}");
                assert_eq!(Column::from_name(name), Some(column), "{name}");
            }
        }
    }

    #[test]
    fn names_are_understood_as_people_write_them() {
        for (name, column) in [
            ("会话ID", Column::Id),
            ("Session ID", Column::Id),
            (" Agent-ID ", Column::AgentId),
            ("Content", Column::Text),
        ] {
            assert_eq!(Column::from_name(name), Some(column), "{name}");
        }
        assert_eq!(Column::from_name("甲"), None);
    }
}
