//! Pictures of boards: uploads become stored pictures, which images then name (SPEC P).
//!
//! Nothing here takes part in ordering. Decoding runs on blocking threads, at most two files and a fixed memory at a time;
//! storing uses many short transactions; both belong to a task that a dropped request does not end.

mod arriving;
mod cache;
mod decode;
mod store;
mod uploads;
mod webp;

pub use arriving::{ArrivingUpload, ArrivingUploads};
pub use cache::PictureCache;
pub use decode::BadPicture;
pub use store::PictureRefused;
pub use uploads::Uploads;
