//! Names for roles, channels, scenes, directions and events, as records word them.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::transcript::{Channel, Direction, EventKind, Role, Scene};

/// The role that a name or number stands for: the caller's own names first, then the common ones.
///
/// A number or a person's name behind a common one is let pass: 坐席1, 客服（小林）, 客服 小林.
#[must_use]
pub fn role(name: &str, own: &BTreeMap<String, Role>) -> Option<Role> {
    let name = name.trim();
    if !own.is_empty() {
        let found = own.get(name).copied();
        let found = found.or_else(|| own.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, role)| *role));
        if found.is_some() {
            return found;
        }
    }
    common_role(name).or_else(|| {
        let stem = name.split(['(', '（', '[', '【', ' ', '\u{3000}']).next().unwrap_or_default();
        let stem = stem.trim_end().trim_end_matches(|c: char| c.is_ascii_digit() || c == '_' || c == '-');
        let stem = stem.trim_end();
        (stem.len() < name.len()).then(|| common_role(stem)).flatten()
    })
}

fn common_role(name: &str) -> Option<Role> {
    Some(match &*lower(name) {
        "agent" | "坐席" | "座席" | "客服" | "商家" | "小二" | "店小二" | "卖家" | "店家" | "人工" | "人工客服"
        | "人工坐席" | "客服人员" | "客服代表" | "客服专员" | "在线客服" | "话务员" | "接线员" | "服务人员"
        | "顾问" | "客服主管" | "主管" | "seller" | "staff" | "operator" | "representative" | "rep" | "csr" => {
            Role::Agent
        }
        "customer" | "客户" | "顾客" | "买家" | "用户" | "访客" | "来电人" | "来电者" | "市民" | "消费者" | "业主"
        | "乘客" | "旅客" | "患者" | "家长" | "client" | "user" | "buyer" | "visitor" | "caller" | "guest" => {
            Role::Customer
        }
        "bot" | "机器人" | "智能客服" | "智能助手" | "智能机器人" | "语音机器人" | "robot" | "chatbot" | "ivr"
        | "assistant" => Role::Bot,
        "system" | "系统" | "系统消息" | "系统提示" | "系统通知" => Role::System,
        _ => return None,
    })
}

/// A channel by its English or Chinese name.
#[must_use]
pub fn channel(name: &str) -> Option<Channel> {
    Some(match &*lower(name.trim()) {
        "call" | "phone" | "voice" | "电话" | "通话" | "语音" | "热线" => Channel::Call,
        "chat" | "im" | "online" | "在线" | "聊天" | "在线聊天" | "文字" | "在线客服" => Channel::Chat,
        "email" | "mail" | "e-mail" | "邮件" | "电子邮件" => Channel::Email,
        "script" | "话术" | "脚本" => Channel::Script,
        _ => return None,
    })
}

/// A scene by its English or Chinese name.
#[must_use]
pub fn scene(name: &str) -> Option<Scene> {
    Some(match &*lower(name.trim()) {
        "hotline" | "热线" | "咨询" | "热线咨询" => Scene::Hotline,
        "presale" | "pre-sale" | "presales" | "售前" => Scene::Presale,
        "aftersale" | "after-sale" | "aftersales" | "售后" => Scene::Aftersale,
        "complaint" | "投诉" => Scene::Complaint,
        "callback" | "回访" => Scene::Callback,
        _ => return None,
    })
}

/// A direction by its English or Chinese name.
#[must_use]
pub fn direction(name: &str) -> Option<Direction> {
    Some(match &*lower(name.trim()) {
        "inbound" | "in" | "呼入" | "来电" => Direction::Inbound,
        "outbound" | "out" | "呼出" | "外呼" | "去电" => Direction::Outbound,
        _ => return None,
    })
}

/// An event by its English or Chinese name; another name is kept.
#[must_use]
pub fn event(name: &str) -> EventKind {
    match &*lower(name.trim()) {
        "hold" | "保持" | "通话保持" | "静音保持" => EventKind::Hold,
        "transfer" | "转接" | "转接电话" | "会话转接" => EventKind::Transfer,
        "hangup" | "挂断" | "挂机" => EventKind::Hangup,
        _ => EventKind::Other(name.trim().to_owned()),
    }
}

/// Yes or no.
#[must_use]
pub fn truth(text: &str) -> Option<bool> {
    Some(match &*lower(text.trim()) {
        "true" | "yes" | "y" | "1" | "是" | "有" => true,
        "false" | "no" | "n" | "0" | "否" | "无" => false,
        _ => return None,
    })
}

/// Lower case of ASCII letters; mostly there is nothing to do.
fn lower(name: &str) -> Cow<'_, str> {
    if name.bytes().any(|b| b.is_ascii_uppercase()) { name.to_ascii_lowercase().into() } else { name.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_names_and_the_persons_behind_them() {
        let none = BTreeMap::new();
        for name in ["agent", "Agent", "坐席", "客服01", "坐席（李静）", "客服 小林", " 小二 ", "商家"]
        {
            assert_eq!(role(name, &none), Some(Role::Agent), "{name}");
        }
        for name in ["customer", "客户", "顾客", "买家", "用户2", "User"] {
            assert_eq!(role(name, &none), Some(Role::Customer), "{name}");
        }
        assert_eq!((role("机器人", &none), role("系统", &none)), (Some(Role::Bot), Some(Role::System)));
        for name in ["", "1", "老王", "客服中心", "(客服)"] {
            assert_eq!(role(name, &none), None, "{name}");
        }
    }

    #[test]
    fn the_callers_names_go_first() {
        let own = BTreeMap::from([
            ("1".to_owned(), Role::Agent),
            ("小二".to_owned(), Role::Bot),
            ("LiLei".to_owned(), Role::Customer),
        ]);
        assert_eq!(role("1", &own), Some(Role::Agent));
        assert_eq!(role("小二", &own), Some(Role::Bot));
        assert_eq!(role("lilei", &own), Some(Role::Customer));
        assert_eq!(role("客服", &own), Some(Role::Agent));
    }
}
