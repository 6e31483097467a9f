//! State shared by the sessions of a board's page: its translator, and the picture for newcomers (SPEC I12).

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, Weak};
use std::time::{Duration, Instant};

use super::batch::Batch;
use super::translator::{Translator, picture};
use crate::board::Shape;
use crate::hub::{BoardKey, OutboxPool, Room, SingleFlight, heavy, lock};

/// A picture is made again after this time. Newcomers within it get the log since.
const PICTURE_AGE: Duration = Duration::from_secs(1);
/// A picture that took longer to make serves this many times as long, so that newcomers take at most a fiftieth of a core and
/// of the room's time.
const PICTURE_REST: u32 = 50;
/// No picture serves longer.
const MOST_PICTURE_AGE: Duration = Duration::from_secs(10);

/// The page as it was at an edit.
#[derive(Clone)]
pub struct Picture {
    /// Seq of that edit.
    pub seq: u64,
    /// Its time.
    pub at: u64,
    /// The shapes of the page, as lines.
    pub batches: Arc<Vec<Batch>>,
    /// Until when newcomers get it.
    until: Instant,
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
    pool: Arc<OutboxPool>,
    /// Bytes of the last picture.
    bytes: AtomicUsize,
}

impl View {
    fn new(page: u32, pool: Arc<OutboxPool>) -> Self {
        let making = SingleFlight::new("picture for Socket.IO");
        let translator = Translator::new(page, pool.clone());
        Self { page, translator, picture: Mutex::default(), making, pool, bytes: AtomicUsize::new(0) }
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
        let began = Instant::now();
        // Only the pointers are taken under the room's lock.
        let (seq, at, mut shapes) = room.with_board(|board| {
            let here = board.shapes().filter(|shape| shape.page == self.page);
            (board.head(), board.at(), here.cloned().collect::<Vec<Arc<Shape>>>())
        });
        shapes.sort_unstable_by_key(|shape| (shape.z, shape.id));
        let batches = Arc::new(picture(shapes.iter(), &self.pool));
        self.bytes.store(batches.iter().map(|batch| batch.payload.len()).sum(), Ordering::Relaxed);
        let now = Instant::now();
        let picture = Picture { seq, at, batches, until: now + picture_age(now - began) };
        *lock(&self.picture) = Some(picture.clone());
        picture
    }

    /// Number of sessions that show it.
    pub fn sessions(self: &Arc<Self>) -> usize {
        Arc::strong_count(self)
    }

    /// Bytes that the last picture took for each.
    pub fn picture_bytes(&self) -> usize {
        self.bytes.load(Ordering::Relaxed)
    }

    /// Makes the next newcomer get a picture that is newer than `seq`.
    pub fn forget_picture(&self, seq: u64) {
        lock(&self.picture).take_if(|picture| picture.seq <= seq);
    }

    /// Frees the memory of a picture that no newcomer gets any more, and of old translations.
    pub fn forget_old(&self, now: Instant) {
        lock(&self.picture).take_if(|picture| !picture.is_new());
        self.translator.forget_old(now);
    }
}

impl Picture {
    fn is_new(&self) -> bool {
        Instant::now() < self.until
    }
}

/// How long a picture serves newcomers, by the time that it took.
fn picture_age(took: Duration) -> Duration {
    (took * PICTURE_REST).clamp(PICTURE_AGE, MOST_PICTURE_AGE)
}

/// The views that sessions use.
#[derive(Default)]
pub struct Views(Mutex<HashMap<(BoardKey, u32), Weak<View>>>);

impl Views {
    /// The view of the page that is first now.
    pub fn of_first_page(&self, room: &Room, pool: &Arc<OutboxPool>) -> Arc<View> {
        let page = room.with_board(|board| board.first_page());
        let mut views = lock(&self.0);
        if views.len() == views.capacity() {
            views.retain(|_, view| view.strong_count() > 0);
        }
        let known = views.get(&(room.key.clone(), page)).and_then(Weak::upgrade);
        known.unwrap_or_else(|| {
            let view = Arc::new(View::new(page, pool.clone()));
            views.insert((room.key.clone(), page), Arc::downgrade(&view));
            view
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // [I12] Making pictures takes at most a fiftieth of the time.
    #[test]
    fn a_costly_picture_serves_longer() {
        let ages = [0, 10, 100, 5_000].map(|ms| picture_age(Duration::from_millis(ms)).as_secs());
        assert_eq!(ages, [1, 1, 5, 10]);
    }

    // [I12] A session that resyncs discards only a picture that did not help it, and not the newer one of another.
    #[test]
    fn a_newer_picture_stays() {
        let view = View::new(1, Arc::default());
        *lock(&view.picture) =
            Some(Picture { seq: 5, at: 1, batches: Arc::default(), until: Instant::now() + PICTURE_AGE });
        view.forget_picture(4);
        view.forget_old(Instant::now());
        assert!(lock(&view.picture).is_some());
        view.forget_picture(5);
        assert!(lock(&view.picture).is_none());
    }
}
