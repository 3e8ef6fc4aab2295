//! huashu (话术): a linter for what agents say to customers.
//!
//! Transcripts of calls and chats, and the scripts of bots, are judged by declarative rules and get an explained score.
//! The main path is three nouns: a [`RuleSet`] is parsed and validated, a [`Linter`] is compiled from it once, and gives
//! for every [`Transcript`] one outcome a rule. A [`ScoreModel`] turns outcomes into a [`Scorecard`](score::Scorecard),
//! and [`report`] writes them down.
//!
//! ```
//! use huashu::outcome::Outcome;
//! use huashu::{Linter, RuleSet, ScoreModel, builtin, read};
//!
//! let model = ScoreModel::default();
//! let dimensions: Vec<String> = model.dimensions.iter().map(|(name, _)| name.clone()).collect();
//! let rules = RuleSet::load(vec![builtin::all()], &dimensions).expect("the built-in rules are valid");
//! let linter = Linter::new(&rules);
//!
//! let transcript = read::text::parse("客户：我的快递三天没动了\n坐席：这个我们也没办法。")?;
//! let outcomes = linter.lint(&transcript);
//! for outcome in &outcomes {
//!     if let Outcome::Fail(findings) = &outcome.outcome {
//!         println!("{}: {findings:?}", rules.rules()[outcome.rule].id());
//!     }
//! }
//! let card = model.score(&rules, &outcomes);
//! assert!(card.score < 100.0);
//! # Ok::<(), huashu::read::ReadError>(())
//! ```
//!
//! The library takes values and returns values: it opens no files, prints nothing, and does not panic on any input.

pub mod baseline;
pub mod batch;
pub mod cases;
mod check;
pub mod config;
pub mod diff;
pub mod fingerprint;
pub mod gate;
pub mod kpi;
pub mod lang;
pub mod learned;
pub mod linter;
mod matcher;
pub mod outcome;
mod packed;
pub mod policy;
pub mod read;
pub mod redact;
pub mod report;
pub mod review;
pub mod rewrite;
pub mod rule;
pub mod schema;
pub mod score;
mod sealed;
pub mod selftest;
pub mod text;
pub mod transcript;
pub mod waiver;
pub mod why;

pub use linter::Linter;
pub use rule::builtin;
pub use rule::set::RuleSet;
pub use score::ScoreModel;
pub use transcript::Transcript;
