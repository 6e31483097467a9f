//! What the sessions of a board's page share: its translator, and the picture for newcomers (SPEC I12).

use std::collections::HashMap;
use std::sync::{Arc, Mutex, Weak};
use std::time::{Duration, Instant};

use super::batch::Batch;
use super::translator::{Translator, picture};
use crate::board::Shape;
use crate::hub::{BoardKey, Room, lock};

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
}

impl View {
    fn new(page: u32) -> Self {
        Self { page, translator: Translator::new(page), picture: Mutex::default() }
    }

    /// The page as it is now, or was a moment ago.
    pub fn picture(&self, room: &Room) -> Picture {
        let mut last = lock(&self.picture);
        if let Some(picture) = last.as_ref().filter(|picture| picture.made.elapsed() < PICTURE_AGE) {
            return picture.clone();
        }
        let (seq, at, mut shapes) = room.with_board(|board| {
            let here = board.shapes().filter(|shape| shape.page == self.page);
            (board.head(), board.at(), here.cloned().collect::<Vec<Arc<Shape>>>())
        });
        shapes.sort_unstable_by_key(|shape| (shape.z, shape.id));
        let picture = Picture { seq, at, batches: Arc::new(picture(shapes.iter())), made: Instant::now() };
        *last = Some(picture.clone());
        picture
    }

    /// Makes the next newcomer get a new picture.
    pub fn forget_picture(&self) {
        *lock(&self.picture) = None;
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
