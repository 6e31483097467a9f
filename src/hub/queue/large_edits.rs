//! Texts of edits that bring much back. Writing one takes up to seconds, so a task of its own writes it between two steps: the
//! transaction, and with it all other boards, waits for none.

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use tokio::sync::Semaphore;
use tokio::time::timeout;

use crate::board::{LoggedEdit, Reject};
use crate::hub::heavy::heavy;
use crate::hub::queue::large_texts::LargeTexts;
use crate::hub::queue::queued_edit::QueuedEdit;
use crate::hub::room::Room;
use crate::store::StoredOps;

/// Boards whose large texts are in memory at the same time: each takes several times the bytes of a full board.
static TURNS: LazyLock<Arc<Semaphore>> = LazyLock::new(|| Arc::new(Semaphore::new(1)));
/// A board waits this long for its turn; then authors keep their edits and send them again.
const MAX_WAIT: Duration = Duration::from_secs(10);

/// Writes the texts of large edits of a room's parked batch and gives the batch back to the flusher. Refuses an edit whose
/// text would be too large to be read back (SPEC O7).
pub async fn write_large_edits(room: Arc<Room>, mut edits: Vec<QueuedEdit>, unwritten: Vec<LoggedEdit>) {
    room.lock().core.texts.clear();
    let Ok(Ok(turn)) = timeout(MAX_WAIT, TURNS.clone().acquire_owned()).await else {
        tracing::warn!(board.row = ?room.row, "other boards bring much back; authors keep their edits");
        room.fail_commit(&edits);
        return return_to_queue(&room, Vec::new());
    };
    let write = move || unwritten.into_iter().map(|edit| (StoredOps::write(&edit.ops), edit)).collect::<Vec<_>>();
    let written = match heavy(write).await {
        Ok(written) => written,
        Err(lost) if lost.is_panic() => std::panic::resume_unwind(lost.into_panic()),
        Err(_) => Vec::new(),
    };
    let turn = Arc::new(turn);
    let mut texts = LargeTexts::default();
    for (text, LoggedEdit { tag, n, ops, .. }) in written {
        match text {
            Ok(text) => texts.insert((tag, n), ops, text, turn.clone()),
            Err(error) => {
                tracing::warn!(board.row = ?room.row, %error, "an edit is refused");
                let refused = edits.iter_mut().filter(|edit| (edit.submission.tag, edit.submission.n) == (tag, n));
                refused.for_each(|edit| edit.submission.edit = Err(Reject::Quota));
            }
        }
    }
    room.lock().core.texts = texts;
    return_to_queue(&room, edits);
}

fn return_to_queue(room: &Arc<Room>, edits: Vec<QueuedEdit>) {
    room.parked.give_back(edits);
    room.flush_worklist.push(room.clone());
}
