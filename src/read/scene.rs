//! The scene of a record that does not name it, where the record shows it plainly.

use super::{Defaults, names};
use crate::transcript::{Direction, Role, Scene, SceneEvidence, Transcript};

/// The agent's turns in which a call-back says what it is.
const OPENING: usize = 3;

/// What only a call-back or a survey opens with, in a call that the house makes.
const CALLBACK: [&str; 12] = [
    "回访",
    "满意度",
    "调查",
    "调研",
    "问卷",
    "您反映的",
    "您反馈的",
    "您投诉的",
    "您咨询的",
    "您报修的",
    "您申请的",
    "您来电",
];

/// Words in the name of a class or a team that stand for a scene.
const NAMED: [(&str, Scene); 5] = [
    ("投诉", Scene::Complaint),
    ("售前", Scene::Presale),
    ("售后", Scene::Aftersale),
    ("回访", Scene::Callback),
    ("热线", Scene::Hotline),
];

/// Settles the scene: what the record says, what it shows, what is assumed where it does neither.
pub(super) fn settle(transcript: &mut Transcript, defaults: Defaults) {
    if transcript.scene.is_some() {
        return;
    }
    if let Some((scene, from)) = guess(transcript) {
        transcript.scene = Some(scene);
        transcript.scene_from = Some(from);
    } else {
        transcript.scene = defaults.scene;
    }
}

fn guess(transcript: &Transcript) -> Option<(Scene, SceneEvidence)> {
    let outbound = transcript.direction == Some(Direction::Outbound);
    if outbound && let Some(word) = callback_word(transcript) {
        return Some((Scene::Callback, SceneEvidence::Words(word.to_owned())));
    }
    let class = transcript.case.class.as_deref().unwrap_or_default();
    let team = transcript.agent.team.as_deref().unwrap_or_default();
    let by_class = if class.eq_ignore_ascii_case("c") { Some(Scene::Complaint) } else { by_name(class) };
    let (scene, from) = match (by_class, by_name(team)) {
        (Some(scene), _) => (scene, SceneEvidence::CaseClass(class.to_owned())),
        (None, Some(scene)) => (scene, SceneEvidence::Team(team.to_owned())),
        (None, None) => return None,
    };
    // Who calls must fit: the house for a call-back, the customer for all else.
    (outbound == (scene == Scene::Callback)).then_some((scene, from))
}

fn callback_word(transcript: &Transcript) -> Option<&'static str> {
    let turns = transcript.turns.iter().filter(|t| matches!(t.role, Role::Agent | Role::Bot)).take(OPENING);
    turns.flat_map(|t| CALLBACK.into_iter().filter(|word| t.text.contains(word))).next()
}

/// The one scene that a name stands for.
fn by_name(name: &str) -> Option<Scene> {
    let mut found = NAMED.iter().filter(|(word, _)| name.contains(word)).map(|(_, scene)| *scene);
    names::scene(name).or_else(|| found.next().filter(|_| found.next().is_none()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transcript::{Agent, Case, Turn};

    fn settled(direction: Direction, class: &str, team: &str, opening: &str) -> (Option<Scene>, bool) {
        let text = |text: &str| Some(text.to_owned()).filter(|t| !t.is_empty());
        let mut transcript = Transcript {
            direction: Some(direction),
            case: Case { class: text(class), ..Case::default() },
            agent: Agent { team: text(team), ..Agent::default() },
            turns: vec![Turn { text: opening.to_owned(), ..Turn::default() }],
            ..Transcript::default()
        };
        settle(&mut transcript, Defaults { scene: Some(Scene::Hotline), ..Defaults::default() });
        (transcript.scene, transcript.scene_from.is_some())
    }

    #[test]
    fn what_the_record_shows_goes_before_what_is_assumed() {
        use Direction::{Inbound, Outbound};
        assert_eq!(settled(Inbound, "C", "", "您好"), (Some(Scene::Complaint), true));
        assert_eq!(settled(Inbound, "服务投诉", "售后组", "您好"), (Some(Scene::Complaint), true));
        assert_eq!(settled(Inbound, "A", "售后一组", "您好"), (Some(Scene::Aftersale), true));
        assert_eq!(settled(Outbound, "", "", "您好，就您反映的问题做个回访"), (Some(Scene::Callback), true));
        assert_eq!(settled(Outbound, "", "回访组", "您好"), (Some(Scene::Callback), true));
    }

    #[test]
    fn what_is_not_plain_is_not_guessed() {
        use Direction::{Inbound, Outbound};
        assert_eq!(settled(Inbound, "A", "一组", "您好"), (Some(Scene::Hotline), false));
        assert_eq!(settled(Inbound, "", "售前售后组", "您好"), (Some(Scene::Hotline), false));
        assert_eq!(settled(Inbound, "", "", "稍后有满意度调查"), (Some(Scene::Hotline), false));
        assert_eq!(settled(Outbound, "", "售后组", "您好，新品上市"), (Some(Scene::Hotline), false));
    }
}
