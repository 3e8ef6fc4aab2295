//! Overlaps: turns that start while another side speaks.

use super::Moment;
use crate::transcript::Role;

/// A turn that starts while another side speaks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Overlap {
    /// The turn that was running.
    pub(crate) running: usize,
    /// The turn that starts into it.
    pub(crate) entering: usize,
    /// Seconds for which both speak.
    pub(crate) seconds: f64,
}

/// All overlaps between different sides, by the start of the entering turn. Turns that start together interrupt nobody.
pub(super) fn overlaps(moments: &[Moment]) -> Vec<Overlap> {
    let mut all = Vec::new();
    let mut running: Vec<(&Moment, f64, f64)> = Vec::new();
    for moment in moments.iter().filter(|m| m.role != Role::System) {
        let (Some(start), Some(end)) = (moment.start, moment.end) else { continue };
        running.retain(|(_, _, until)| *until > start);
        for (other, began, until) in &running {
            if other.role != moment.role && *began < start {
                let seconds = until.min(end) - start;
                all.push(Overlap { running: other.turn, entering: moment.turn, seconds });
            }
        }
        running.push((moment, start, end));
    }
    all
}
