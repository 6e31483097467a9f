//! The board model: state, edits and the rules that order them. Pure: no I/O, clock, randomness or async.
//!
//! [`Board`] is the state. [`apply`] is the reducer that every replica runs; its twin is
//! `static/js/model/board.js`, and shared vectors keep the two equal. [`order`] is the only function that
//! accepts or refuses edits. `protocol/SPEC.md` numbers the rules.

mod brought;
mod canonical;
pub mod columns;
mod details;
mod edit;
mod geometry;
mod geometry_write;
mod group;
mod ids;
mod join_code;
mod judge;
mod kind;
mod lesson;
mod lesson_change;
pub mod limits;
mod object;
mod op;
mod order;
mod overlay;
mod page;
mod page_counts;
mod reduce;
mod registry;
mod reject;
mod removals;
mod rights;
mod shape;
mod state;
mod style;
mod submission;
mod varint;

pub use brought::BroughtShape;
pub use canonical::canonical;
pub use details::{Details, End};
pub use edit::{ClientEdit, LoggedEdit};
pub use geometry::{Bounds, Geometry, Pos};
pub use geometry_write::GeometryWrite;
pub use group::GroupPath;
pub use ids::{OwnerKey, PersonKey, ShapeId, Tag, Writer};
pub use join_code::{JoinCode, NotACode};
pub use kind::{GeometryClass, Kind, TextUse};
pub use lesson::{Access, Door, Lesson, Mode, Role, Settings, Standing};
pub use lesson_change::{ChangeRefused, LessonChange, LessonSet, WrittenRole};
pub(crate) use object::only_objects;
pub use op::{ClientOp, Op, Piece, SetRegisters, Stacking};
pub use order::{Clearing, OrderContext, Ordered, Verdict, order};
pub use page::{Page, PageRegister, PageWrite, Paper, StoredPage, Tone};
pub use page_counts::PageCounts;
pub use reduce::{Canvas, Touched, apply};
pub use registry::{Registry, TagEntry};
pub use reject::Reject;
pub use removals::{Removal, Removals};
pub use rights::{Action, may};
pub use shape::{NewShape, Register, Shape, StoredShape};
pub use state::Board;
pub use style::{Colour, Ink, Style};
pub use submission::Submission;
