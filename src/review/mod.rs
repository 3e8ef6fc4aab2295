//! The reviewer's side: what is drawn for people to look at, and what their verdicts say of the machine and of each
//! other.
//!
//! [`sample`] draws a stratified sample from judged conversations and writes down what every unit stands for. The file
//! ([`sheet`]) is filled in and read back ([`read`]); several are pooled ([`pool`]). From the pool come precision and
//! recall of every rule ([`accuracy`]), machine and human scores side by side ([`scores`]), agreement of reviewers
//! ([`agreement`]), appeals, and [`summary`] puts them together. What was learned goes on as waivers ([`waivers`]) and as
//! labelled examples ([`examples`]).

pub mod accuracy;
pub mod agreement;
pub mod columns;
pub mod examples;
pub mod file;
pub mod interval;
mod item;
pub mod mistake;
pub mod pool;
pub mod read;
pub mod sample;
pub mod scores;
pub mod settle;
pub mod sheet;
pub mod strata;
pub mod summary;
pub mod verdict;
pub mod waivers;
