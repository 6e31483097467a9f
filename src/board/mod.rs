//! What a board is and what edits do to it. Pure: no I/O, clock, randomness or async.
//!
//! [`Board`] is the state, [`apply`] the reducer that every replica runs (its twin is
//! `static/js/model/board.js`, shared vectors keep them equal), [`order`] the one place where an
//! edit is accepted or refused. The rules are numbered in `protocol/SPEC.md`.

mod canonical;
mod edit;
mod geometry;
mod ids;
mod judge;
pub mod limits;
mod op;
mod order;
mod overlay;
mod reduce;
mod registry;
mod reject;
mod removals;
mod shape;
mod state;

pub use canonical::canonical;
pub use edit::{ClientEdit, LoggedEdit, MAX_NUMBER};
pub use geometry::{Bounds, Geometry, Pos};
pub use ids::{PersonKey, ShapeId, Tag};
pub use op::{ClientOp, Op, Stacking};
pub use order::{Ordered, Rights, Role, Submission, Verdict, order};
pub use reduce::{Canvas, Touched, apply};
pub use registry::{Registry, TagEntry};
pub use reject::Reject;
pub use removals::{Removal, Removals};
pub use shape::{Ink, Kind, NewShape, Register, RestoredShape, Shape, Style, Writer};
pub use state::{Board, Paper};
