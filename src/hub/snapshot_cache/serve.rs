//! Chunks and the board's hash, for joiners and replicas (SPEC A3, A4).

use std::sync::Arc;
use std::time::Duration;

use sha2::{Digest, Sha256};
use tokio::sync::Mutex;
use tokio::time::{Instant, sleep_until};

use crate::board::canonical;
use crate::hub::heavy::heavy;
use crate::hub::past_reads::PastRefused;
use crate::hub::room::Room;
use crate::hub::snapshot_cache::cache::BoardHash;
use crate::hub::snapshot_cache::chunk::Chunk;
use crate::store::{StoreError, StoredChunk};

/// One hash at a time in this process, because the canonical form of a full board has hundreds of megabytes. Holds the time
/// from which the next one may be computed.
static HASHING: Mutex<Option<Instant>> = Mutex::const_new(None);
/// The pause after a hash, as a multiple of its time: all hashes together take a quarter of a core.
const HASH_PAUSES: u32 = 3;
/// A board is hashed at most this often: requests cost their sender nothing, and each edit makes the last hash stale.
const HASH_PAUSE: Duration = Duration::from_secs(1);

impl Room {
    /// The chunk with this hash: of the current board, or of any stored manifest, for clients that joined long ago and load
    /// the deferred part now.
    ///
    /// # Errors
    /// When the store cannot be read, or there is no turn to do so.
    pub async fn chunk(&self, hash: &str) -> Result<Option<Arc<Chunk>>, PastRefused> {
        let present = self.snapshot.chunk(hash);
        if present.is_some() {
            return Ok(present);
        }
        let (store, row, name) = (self.store.clone(), self.row, hash.to_owned());
        let read = async move {
            let stored = store.chunk_of(row, &name).await?;
            let Some(stored @ StoredChunk::Columns { .. }) = stored else { return Ok(None) };
            Ok::<_, StoreError>(Some(Chunk::read(&name, stored)))
        };
        let read = self.past.turn().await?.read(read).await??;
        let unreadable = |why: String| {
            let seq = self.snapshot.history.stored_seq();
            StoreError::History { seq, why: format!("chunk {hash}: {why}") }
        };
        let read = read.transpose().map_err(unreadable)?;
        // A chunk of an earlier version is never sent.
        Ok(read.and_then(|(chunk, _)| chunk).map(Arc::new))
    }

    /// The chunks with these hashes, of the current board or recently replaced; `None` unless all are in memory.
    pub fn present_chunks<'a>(&self, hashes: impl Iterator<Item = &'a str>) -> Option<Vec<Arc<Chunk>>> {
        hashes.map(|hash| self.snapshot.chunk(hash)).collect()
    }

    /// Seq and SHA-256 of the canonical form in hex (SPEC A4, D11). Hashing a large board is slow: it runs at most once a
    /// second, for all requests until then. `None` when it failed.
    pub async fn hash(self: &Arc<Self>) -> Option<BoardHash> {
        let head = self.head();
        let mut hash = self.snapshot.hash(head);
        // The order may be lost meanwhile, and the board shorter.
        while hash.as_ref().is_none_or(|(seq, _)| *seq < head.min(self.head())) {
            // A computation that began before the request may be of an earlier board.
            hash = Some(self.snapshot.hashes.join(|| compute_hash(self.clone())).await.flatten()?);
        }
        hash
    }
}

async fn compute_hash(room: Arc<Room>) -> Option<BoardHash> {
    if let Some(last) = room.snapshot.hashed() {
        sleep_until(last + HASH_PAUSE).await;
    }
    let mut turn = HASHING.lock().await;
    if let Some(paused) = *turn {
        sleep_until(paused).await;
    }
    fail::fail_point!("board-hash", |_| None);
    let begun = Instant::now();
    let hashing = room.clone();
    let hashed = heavy(move || {
        let (board, epoch) = {
            let state = hashing.lock();
            (state.core.board.clone(), hashing.snapshot.epoch())
        };
        let hash = base16ct::lower::encode_string(&Sha256::digest(canonical(&board)));
        let hash = (board.head(), hash);
        hashing.snapshot.set_hash(epoch, hash.clone());
        hash
    });
    let hashed = hashed.await.inspect_err(|error| tracing::error!(%error, "a hash was not computed")).ok();
    let now = Instant::now();
    room.snapshot.set_hashed(now);
    *turn = Some(now + HASH_PAUSES * (now - begun));
    hashed
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use futures_util::FutureExt;

    use super::*;
    use crate::board::LoggedEdit;
    use crate::hub::{BoardKey, Hub};
    use crate::store::Store;

    // [A4] A board is hashed once a second for any number of edits and requests; each gets a hash of its board or a later one.
    #[tokio::test]
    async fn a_board_is_hashed_once_a_second() {
        static HASHED: AtomicUsize = AtomicUsize::new(0);
        fail::cfg_callback("board-hash", || _ = HASHED.fetch_add(1, Ordering::Relaxed)).unwrap();
        let folder = tempfile::TempDir::new().unwrap();
        let store = Store::open(folder.path(), Duration::ZERO).await.unwrap();
        store.create_board("demo", 1).await.unwrap();
        let room = Hub::new(store).room(&BoardKey::demo()).await.unwrap();
        let name = |n: u64| -> LoggedEdit {
            let ops = format!(r#"[{{"op":"board","name":"{n}"}}]"#);
            let edit = format!(r#"{{"author":1,"tag":"00000000000000aa","n":{n},"at":{n},"ops":{ops}}}"#);
            serde_json::from_str(&edit).unwrap()
        };
        let hash_now =
            || Sha256::digest(canonical(&room.lock().core.board)).iter().map(|b| format!("{b:02x}")).collect();
        assert_eq!(room.hash().await, Some((0, hash_now())), "the first one is computed at once");
        let begun = Instant::now();
        let mut n = 0;
        while begun.elapsed() < HASH_PAUSE / 5 {
            n += 1;
            room.lock().core.board.advance(&name(n));
            assert_eq!(room.hash().now_or_never(), None, "it waits, and is dropped here");
            tokio::task::yield_now().await;
            heavy(|| ()).await.unwrap();
        }
        assert_eq!(room.hash().await, Some((n, hash_now())));
        let seconds = begun.elapsed().as_secs() as usize;
        assert!(HASHED.load(Ordering::Relaxed) <= 2 + seconds, "{HASHED:?} in {seconds} s");
        let before = HASHED.load(Ordering::Relaxed);
        room.hash().await.unwrap();
        assert_eq!(HASHED.load(Ordering::Relaxed), before, "the board has not changed");
        fail::remove("board-hash");
    }
}
