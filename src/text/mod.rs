//! Chinese text as it is really written and spoken: one normal form with a way back to the original.

pub mod entity;
pub mod normalize;
pub mod numeral;
pub mod pinyin;
pub mod segment;
pub mod sentence;
pub mod similarity;
pub mod slots;
pub mod stutter;
mod traditional;
