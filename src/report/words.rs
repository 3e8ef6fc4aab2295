//! The names of closed sets as people read them.

use super::model::FindingEntry;
use crate::lang::Lang;
use crate::outcome::{Exception, Lack, OutcomeKind, Reason};
use crate::rule::file::Severity;
use crate::text::entity::Kind;
use crate::transcript::{Role, Scene};
use crate::waiver::WaiverVerdict;

/// A role.
#[must_use]
pub const fn role(role: Role, lang: Lang) -> &'static str {
    match role {
        Role::Agent => lang.pick("坐席", "agent"),
        Role::Customer => lang.pick("客户", "customer"),
        Role::Bot => lang.pick("机器人", "bot"),
        Role::System => lang.pick("系统", "system"),
    }
}

/// A scene.
#[must_use]
pub const fn scene(scene: Scene, lang: Lang) -> &'static str {
    match scene {
        Scene::Hotline => lang.pick("热线", "hotline"),
        Scene::Presale => lang.pick("售前", "presale"),
        Scene::Aftersale => lang.pick("售后", "aftersale"),
        Scene::Complaint => lang.pick("投诉", "complaint"),
        Scene::Callback => lang.pick("回访", "callback"),
    }
}

/// A severity.
#[must_use]
pub const fn severity(severity: Severity, lang: Lang) -> &'static str {
    match severity {
        Severity::Fatal => lang.pick("一票否决", "fatal"),
        Severity::Major => lang.pick("严重", "major"),
        Severity::Minor => lang.pick("一般", "minor"),
        Severity::Notice => lang.pick("提示", "notice"),
    }
}

/// An outcome.
#[must_use]
pub const fn outcome(kind: OutcomeKind, lang: Lang) -> &'static str {
    match kind {
        OutcomeKind::Pass => lang.pick("通过", "pass"),
        OutcomeKind::Fail => lang.pick("不通过", "fail"),
        OutcomeKind::NotApplicable => lang.pick("不适用", "not applicable"),
        OutcomeKind::Unknown => lang.pick("无法判定", "unknown"),
    }
}

/// Why a rule did not apply or could not be judged.
#[must_use]
pub const fn reason(reason: Reason, lang: Lang) -> &'static str {
    let zh = match reason {
        Reason::OtherChannel => "渠道不符",
        Reason::OtherScene => "场景不符",
        Reason::NoScene => "记录没有写明场景",
        Reason::OtherDirection => "呼叫方向不符",
        Reason::OtherDate => "不在规则的有效期内",
        Reason::OtherMeta => "元数据不符",
        Reason::Condition => "规则的前提没有出现",
        Reason::Precondition => "前提规则不适用",
        Reason::NoTrigger => "没有出现触发情形",
        Reason::NoTurns => "检查范围内没有轮次",
        Reason::NoTimestamps => "没有时间戳",
        Reason::NoEndTimes => "轮次没有结束时间",
        Reason::NoMetadata => "缺少所需的元数据",
        Reason::NoCustomer => "没有客户的轮次",
        Reason::PartialClocks => "部分轮次没有时间戳",
        Reason::ClockBackwards => "时间戳倒退",
        Reason::NoCase => "不属于任何案件",
        Reason::NotLinked => "没有同一案件的其他会话",
        Reason::JudgedElsewhere => "已在同一案件的另一会话中判定",
        Reason::Batch => "针对整批会话",
        Reason::TooFew => "说得太少，无从统计",
    };
    lang.pick(zh, reason.as_str())
}

/// What is wrong with something that is due.
#[must_use]
pub const fn lack(lack: Lack, lang: Lang) -> &'static str {
    match lack {
        Lack::Missing => lang.pick("缺失", "is missing"),
        Lack::Misplaced => lang.pick("次序不对", "is out of order"),
    }
}

/// What kind of number something is.
#[must_use]
pub const fn entity(kind: Kind, lang: Lang) -> &'static str {
    match kind {
        Kind::IdNumber => lang.pick("身份证号", "identity number"),
        Kind::BankCard => lang.pick("银行卡号", "bank card number"),
        Kind::MobilePhone => lang.pick("手机号", "mobile phone number"),
        Kind::Email => lang.pick("电子邮箱", "e-mail address"),
        Kind::Plate => lang.pick("车牌号", "number plate"),
        Kind::OrderNumber => lang.pick("单号", "order number"),
    }
}

/// Seconds as `m:ss` or `h:mm:ss`.
#[must_use]
pub fn clock(seconds: f64) -> String {
    let sign = if seconds < 0.0 { "-" } else { "" };
    let all = seconds.abs().floor() as u64;
    let (hours, minutes, seconds) = (all / 3600, all / 60 % 60, all % 60);
    if hours > 0 {
        return format!("{sign}{hours}:{minutes:02}:{seconds:02}");
    }
    format!("{sign}{minutes:02}:{seconds:02}")
}

/// That a finding is waived or in the baseline; `None` for one that counts.
#[must_use]
pub fn fate(finding: &FindingEntry, lang: Lang) -> Option<String> {
    let Some(reason) = &finding.waived else {
        return finding.known.then(|| lang.pick("在基线里", "in the baseline").to_owned());
    };
    let by = finding.waived_by.as_deref().unwrap_or_default();
    let until = finding.waived_until.as_ref().map(|day| match lang {
        Lang::Zh => format!("，至 {day}"),
        Lang::En => format!(", until {day}"),
    });
    let until = until.unwrap_or_default();
    let found = match finding.waived_verdict {
        None => lang.pick("已豁免", "waived"),
        Some(WaiverVerdict::FalseAlarm) => lang.pick("复核为误报", "reviewed as a false alarm"),
        Some(WaiverVerdict::AppealUpheld) => lang.pick("申诉成立", "appeal upheld"),
    };
    Some(match lang {
        Lang::Zh => format!("{found}：{reason}，{by}{until}"),
        Lang::En => format!("{found}: {reason}, {by}{until}"),
    })
}

/// A figure to at most two decimals, without trailing zeros.
#[must_use]
pub fn figure(value: f64) -> String {
    let rounded = (value * 100.0).round() / 100.0;
    format!("{rounded}")
}

/// Why a hit is no finding.
#[must_use]
pub fn exception(exception: &Exception, lang: Lang) -> String {
    match (exception, lang) {
        (Exception::Unless(pattern), Lang::Zh) => format!("规则的例外“{pattern}”"),
        (Exception::Unless(pattern), Lang::En) => format!("the rule's exception “{pattern}”"),
        (Exception::Quoted, _) => lang.pick("引述或复述他人的话", "words of somebody else, quoted or restated").into(),
        (Exception::Negated, _) => lang.pick("被否定", "negated").into(),
        (Exception::Mandated(sentence), Lang::Zh) => format!("在规定用语“{sentence}”之内"),
        (Exception::Mandated(sentence), Lang::En) => format!("inside the mandated sentence “{sentence}”"),
        (Exception::InsideWord(word), Lang::Zh) => format!("只是“{word}”的一部分，不成词"),
        (Exception::InsideWord(word), Lang::En) => format!("only part of “{word}”, no word of its own"),
    }
}
