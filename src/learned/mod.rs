//! Learned checks: a sparse linear model over pieces of a sentence, trained from labelled examples.
//!
//! Everything here is exact or in a fixed order, so that the same examples give the same model, byte for byte, and the
//! same sentence the same score, on every machine: training uses no function but the four operations and square roots.

mod classes;
mod example;
mod explain;
mod features;
mod file;
mod fit;
mod folds;
mod model;
mod train;

pub use example::{Example, ExampleError, Examples, Truth};
pub use explain::{Learned, Nearest, Piece};
pub use file::ModelError;
pub use model::Model;
pub use train::{FEWEST, Measured, Settings, TrainError, Trained, train};

pub(crate) use model::{Scores, Sums};
