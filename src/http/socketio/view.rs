//! What the sessions of a board's page share: its translator, and the picture for newcomers (SPEC I12).

use std::collections::HashMap;
use std::sync::{Arc, Mutex, Weak};
use std::time::{Duration, Instant};

use super::batch::Batch;
use super::translator::{Translator, picture};
use crate::board::Shape;
use crate::hub::{BoardKey, Room, SingleFlight, heavy, lock};

/// A picture is made again after this time. Newcomers within it get the log since.
const PICTURE_AGE: Duration = Duration::from_secs(1);

/// The page as it was at an edit.
#[derive(Clone)]
pub struct Picture {
    /// Seq of that edit.
    pub seq: u64,
    /// Its time.
    pub at: u64,
    /// The shapes of the page, as lines.
    pub batches: Arc<Vec<Batch>>,
    made: Instant,
}

/// See the module.
pub struct View {
    /// Number of the page.
    pub page: u32,
    /// Translates the board's frames.
    pub translator: Translator,
    picture: Mutex<Option<Picture>>,
    /// Makes a picture, once for all who wait for it.
    making: SingleFlight<Option<Picture>>,
}

impl View {
    fn new(page: u32) -> Self {
        let making = SingleFlight::new("picture for Socket.IO");
        Self { page, translator: Translator::new(page), picture: Mutex::default(), making }
    }

    /// The page as it is now, or was a moment ago; `None` when it cannot be made.
    pub async fn picture(self: &Arc<Self>, room: &Arc<Room>) -> Option<Picture> {
        let last = lock(&self.picture).clone();
        if last.as_ref().is_some_and(Picture::is_new) {
            return last;
        }
        let (view, room) = (self.clone(), room.clone());
        let make = async || heavy(move || view.make(&room)).await.ok();
        self.making.join(make).await.flatten()
    }

    fn make(&self, room: &Room) -> Picture {
        let (seq, at, mut shapes) = room.with_board(|board| {
            let here = board.shapes().filter(|shape| shape.page == self.page);
            (board.head(), board.at(), here.cloned().collect::<Vec<Arc<Shape>>>())
        });
        shapes.sort_unstable_by_key(|shape| (shape.z, shape.id));
        let picture = Picture { seq, at, batches: Arc::new(picture(shapes.iter())), made: Instant::now() };
        *lock(&self.picture) = Some(picture.clone());
        picture
    }

    /// Makes the next newcomer get a picture that is newer than `seq`.
    pub fn forget_picture(&self, seq: u64) {
        lock(&self.picture).take_if(|picture| picture.seq <= seq);
    }

    /// Frees the memory of a picture that no newcomer gets any more.
    pub fn forget_old_picture(&self) {
        lock(&self.picture).take_if(|picture| !picture.is_new());
    }
}

impl Picture {
    fn is_new(&self) -> bool {
        self.made.elapsed() < PICTURE_AGE
    }
}

/// The views that sessions use.
#[derive(Default)]
pub struct Views(Mutex<HashMap<(BoardKey, u32), Weak<View>>>);

impl Views {
    /// The view of the page that is first now.
    pub fn of_first_page(&self, room: &Room) -> Arc<View> {
        let page = room.with_board(|board| board.first_page());
        let mut views = lock(&self.0);
        if views.len() == views.capacity() {
            views.retain(|_, view| view.strong_count() > 0);
        }
        let known = views.get(&(room.key.clone(), page)).and_then(Weak::upgrade);
        known.unwrap_or_else(|| {
            let view = Arc::new(View::new(page));
            views.insert((room.key.clone(), page), Arc::downgrade(&view));
            view
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // [I12] A session that resyncs discards only a picture that did not help it, and not the newer one of another.
    #[test]
    fn a_newer_picture_stays() {
        let view = View::new(1);
        *lock(&view.picture) = Some(Picture { seq: 5, at: 1, batches: Arc::default(), made: Instant::now() });
        view.forget_picture(4);
        view.forget_old_picture();
        assert!(lock(&view.picture).is_some());
        view.forget_picture(5);
        assert!(lock(&view.picture).is_none());
    }
}
