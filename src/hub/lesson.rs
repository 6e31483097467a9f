//! A lesson while its boards are open: their settings and who is what there, with a short lock of its own.
//!
//! All rooms of a lesson share it. Whoever needs a room's lock too takes that one first. Today every board is a lesson
//! of its own that has no owner: everybody with the link is an editor, and the mode is free.

use std::sync::{Mutex, MutexGuard};

use crate::board::Lesson;
use crate::hub::fail_stop::lock;

/// See the module.
#[derive(Debug, Default)]
pub struct SharedLesson(Mutex<Lesson>);

impl SharedLesson {
    /// What holds now.
    pub fn lock(&self) -> MutexGuard<'_, Lesson> {
        lock(&self.0)
    }
}
