//! Many short texts as one.

use serde::{Deserialize, Serialize};

use crate::packed;

/// Texts, one after the other, and where each of them ends.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Texts {
    all: String,
    #[serde(with = "packed")]
    ends: Vec<u32>,
}

impl From<Vec<String>> for Texts {
    fn from(texts: Vec<String>) -> Self {
        let mut made = Self::default();
        for text in texts {
            made.all.push_str(&text);
            made.ends.push(made.all.len() as u32);
        }
        made
    }
}

impl Texts {
    /// One of them; empty where there is none.
    pub(super) fn get(&self, place: usize) -> &str {
        let Some(&end) = self.ends.get(place) else { return "" };
        let start = place.checked_sub(1).map_or(0, |before| self.ends[before]);
        self.all.get(start as usize..end as usize).unwrap_or_default()
    }
}
