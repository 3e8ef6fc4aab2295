//! Who speaks: names of roles, and, where speakers only have numbers or names of their own, plain evidence.
//!
//! Evidence is what only the house says: its opening ("工号102为您服务", "感谢您致电"), or its request for a rating. A role
//! is told from it only if no side is known, at least two speak, and all of them but one say such things; otherwise it
//! is an error that names the speakers.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use regex::Regex;

use super::canonical::TranscriptFile;
use super::{Options, ReadError, names};
use crate::transcript::{Note, Role, Turn};

/// The label of a turn that nobody is said to have spoken.
pub(super) const NOBODY: &str = "?";
/// Turns of the customer that are looked at for the house's opening.
const OPENING: usize = 3;

/// The role of every turn.
///
/// # Errors
/// A speaker nobody knows beside others that are known; speakers of whom nobody can tell which is the agent; no
/// speakers at all.
pub(super) fn roles(
    file: &TranscriptFile<'_>,
    options: &Options,
    notes: &mut Vec<Note>,
) -> Result<Vec<Role>, ReadError> {
    let known: Option<Vec<Role>> = file.turns.iter().map(|turn| names::role(&turn.role.0, &options.roles)).collect();
    match known {
        Some(roles) => Ok(roles),
        None => told(file, options, notes),
    }
}

/// Whether the customer says the house's opening and the agent does not.
pub(super) fn swapped(turns: &[Turn]) -> Option<Note> {
    let of = |role| turns.iter().enumerate().filter(move |(_, turn)| turn.role == role).take(OPENING);
    let (turn, _) = of(Role::Customer).find(|(_, turn)| is_opening(&turn.text))?;
    let both = of(Role::Agent).any(|(_, turn)| is_opening(&turn.text));
    let agent = turns.iter().any(|turn| turn.role == Role::Agent);
    (agent && !both).then_some(Note::RolesSwapped { turn })
}

/// The role of every turn where some speakers are not known by their names.
fn told(file: &TranscriptFile<'_>, options: &Options, notes: &mut Vec<Note>) -> Result<Vec<Role>, ReadError> {
    let known: Vec<Option<Role>> = file.turns.iter().map(|turn| named(&turn.role.0, file, options)).collect();
    let mut unknown: Vec<&str> = Vec::new();
    for (turn, role) in file.turns.iter().zip(&known) {
        let label = turn.role.0.trim();
        if role.is_none() && label != NOBODY && !unknown.contains(&label) {
            unknown.push(label);
        }
    }
    let nobody = file.turns.iter().zip(&known).filter(|(turn, role)| role.is_none() && turn.role.0 == NOBODY).count();
    if nobody == file.turns.len() {
        return Err(ReadError::NoSpeakers);
    }
    let sides = known.iter().flatten().any(|role| matches!(role, Role::Agent | Role::Customer));
    let agents = match &unknown[..] {
        [] => Vec::new(),
        [_] => return Err(unknown_role(file, &known)),
        _ if sides => return Err(unknown_role(file, &known)),
        speakers => of_the_house(file, speakers),
    };
    if !unknown.is_empty() && (agents.is_empty() || agents.len() + 1 != unknown.len()) {
        return Err(ReadError::WhoIsWho { speakers: unknown.into_iter().map(str::to_owned).collect() });
    }
    if nobody > 0 {
        notes.push(Note::NoSpeaker { turns: nobody });
    }
    if !unknown.is_empty() {
        let (agent, customer) =
            unknown.iter().map(|&label| label.to_owned()).partition(|label| agents.contains(&label.as_str()));
        notes.push(Note::RolesInferred { agent, customer });
    }
    let role = |(turn, known): (&super::canonical::TurnFile<'_>, Option<Role>)| match known {
        Some(role) => role,
        None if turn.role.0 == NOBODY => Role::System,
        None if agents.contains(&turn.role.0.trim()) => Role::Agent,
        None => Role::Customer,
    };
    Ok(file.turns.iter().zip(known).map(role).collect())
}

/// The role of a label by its name, by its number, or because it is the name of the agent or the customer.
fn named(label: &str, file: &TranscriptFile<'_>, options: &Options) -> Option<Role> {
    let label = label.trim();
    let is = |text: &Option<super::canonical::Text<'_>>| text.as_ref().is_some_and(|text| text.0 == label);
    names::role(label, &options.roles)
        .or_else(|| options.roles.get(number(label)?).copied())
        .or_else(|| {
            let agent = file.agent.as_ref()?;
            [&agent.id, &agent.name, &agent.staff_no].into_iter().any(is).then_some(Role::Agent)
        })
        .or_else(|| {
            let customer = file.customer.as_ref()?;
            [&customer.id, &customer.name].into_iter().any(is).then_some(Role::Customer)
        })
}

/// Whether a name is a number that engines give to a speaker, `SPEAKER_00`.
pub(super) fn is_number(label: &str) -> bool {
    number(label).is_some() && !label.bytes().all(|b| b.is_ascii_digit())
}

/// The number in a speaker's label as engines write it: `SPEAKER_00`, `spk_1`, `说话人1`.
fn number(label: &str) -> Option<&str> {
    let digits = label.trim_start_matches(|c: char| !c.is_ascii_digit());
    let stem = label[..label.len() - digits.len()].trim_end_matches(['_', '-', ' ']).to_ascii_lowercase();
    let is_engine = matches!(
        stem.as_str(),
        "" | "speaker" | "spk" | "ch" | "channel" | "说话人" | "发言人" | "段落" | "声道" | "讲话人"
    );
    if !is_engine || digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let plain = digits.trim_start_matches('0');
    Some(if plain.is_empty() { "0" } else { plain })
}

/// The speakers who say what only the house says.
fn of_the_house<'s>(file: &TranscriptFile<'_>, speakers: &[&'s str]) -> Vec<&'s str> {
    let says = |speaker: &&&str| {
        is_account(speaker)
            || file.turns.iter().any(|turn| turn.role.0.trim() == **speaker && is_of_the_house(&turn.text.0))
    };
    speakers.iter().filter(says).copied().collect()
}

/// Whether a name is that of a shop's account: `店铺:小林`, or one that says so.
fn is_account(name: &str) -> bool {
    name.contains([':', '：']) || ["旗舰店", "专卖店", "专营店", "客服", "官方"].iter().any(|word| name.contains(word))
}

fn unknown_role(file: &TranscriptFile<'_>, known: &[Option<Role>]) -> ReadError {
    let unknown = |(_, (turn, role)): &(usize, (&super::canonical::TurnFile<'_>, &Option<Role>))| {
        role.is_none() && turn.role.0 != NOBODY
    };
    let (turn, role) = match file.turns.iter().zip(known).enumerate().find(unknown) {
        Some((index, (turn, _))) => (index, turn.role.0.clone().into_owned()),
        None => (0, String::new()),
    };
    ReadError::UnknownRole { turn, role }
}

/// What the house says first.
fn is_opening(text: &str) -> bool {
    LITERALS.is_match(text) && OPENINGS.as_ref().is_some_and(|openings| openings.is_match(text))
}

/// What only the house says, first or last.
fn is_of_the_house(text: &str) -> bool {
    is_opening(text) || CLOSINGS.as_ref().is_some_and(|closings| closings.is_match(text))
}

/// A text without any of these is no opening.
static LITERALS: LazyLock<Literals> = LazyLock::new(|| {
    let words = [
        "工号",
        "为您",
        "为你",
        "致电",
        "来电",
        "帮您",
        "帮到您",
        "帮助您",
        "客服中心",
        "calling",
        "contacting",
        "help you",
        "assist you",
    ];
    Literals(AhoCorasick::builder().ascii_case_insensitive(true).build(words).ok())
});

struct Literals(Option<AhoCorasick>);

impl Literals {
    fn is_match(&self, text: &str) -> bool {
        self.0.as_ref().is_some_and(|literals| literals.is_match(text))
    }
}

static OPENINGS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let number = "[0-9a-z零〇幺一二两三四五六七八九]";
    let parts = [
        // 工号102为您服务, 102号客服很高兴为您服务
        format!("工号(是|为|[:：])?[ ,，]*{number}{{2,}}.{{0,6}}(为[您你]|很高兴|竭诚)"),
        format!("{number}{{2,}}号?(客服|坐席|座席|话务员|服务专员).{{0,6}}(为[您你]|很高兴)"),
        "(很高兴|竭诚)为[您你](服务|解答)".to_owned(),
        "(欢迎|感谢)(您|你)?的?(致电|来电|拨打|光临)".to_owned(),
        "有?(什么|啥|哪些)(问题|业务|事情)?(可以|能|需要我?)(帮|为)(助)?(到)?[您你]".to_owned(),
        "(这里是|我这边是).{0,12}(客服中心|客户服务|服务热线|售后中心|客服部)".to_owned(),
        "thank(s| you) for (calling|contacting)".to_owned(),
        "how (can|may) i (help|assist) you".to_owned(),
    ];
    Regex::new(&format!("(?i){}", parts.join("|"))).ok()
});

static CLOSINGS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let parts = [
        "(请问)?(还有|有)(其他|其它|别的)(的)?(问题|业务|什么)?.{0,4}(可以|能|需要)(我)?(帮|为)(助)?(到)?[您你]",
        "请(您|你)?(稍后)?(对|为)(我|本次)(的)?(服务|通话).{0,6}(评价|打分|评分)",
        "感谢(您|你)(的)?(来电|致电|咨询)",
        "is there anything else i can (help|assist)",
    ];
    Regex::new(&format!("(?i){}", parts.join("|"))).ok()
});

#[cfg(test)]
mod tests {
    use super::{is_of_the_house, is_opening, number};

    #[test]
    fn openings_are_what_only_the_house_says() {
        for text in [
            "您好，工号102为您服务，请问有什么可以帮您？",
            "你好工号幺零二很高兴为您服务",
            "感谢您致电，这里是客服中心",
            "Thank you for calling, how may I help you?",
            "8023号客服为您服务",
        ] {
            assert!(is_opening(text), "{text}");
        }
        for text in [
            "您好，我想查一下账单",
            "刚才工号102的客服说会给我回电",
            "你们客服中心怎么老占线",
            "谢谢你帮我",
            "我是来电问一下退款的",
            "工号多少，我要投诉",
        ] {
            assert!(!is_of_the_house(text), "{text}");
        }
        assert!(is_of_the_house("请问还有其他可以帮您的吗"));
        assert!(is_of_the_house("请您稍后对我的服务作出评价"));
    }

    #[test]
    fn engines_number_their_speakers() {
        for (label, wanted) in [
            ("SPEAKER_00", Some("0")),
            ("spk_1", Some("1")),
            ("说话人2", Some("2")),
            ("0", Some("0")),
            ("Speaker 12", Some("12")),
            ("老王1", None),
            ("A", None),
            ("", None),
        ] {
            assert_eq!(number(label), wanted, "{label}");
        }
    }
}
