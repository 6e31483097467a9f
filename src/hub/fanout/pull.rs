//! Brings one peer to the head of the log, piece by piece, as its socket drains (SPEC C5, L7).

use std::sync::Arc;

use crate::hub::fanout::log_cursor::Pull;
use crate::hub::fanout::log_tail::{PIECE_BYTES, Piece, RESYNC_BYTES, piece};
use crate::hub::fanout::outbox::Outbox;
use crate::hub::room::Room;
use crate::protocol::{Close, CloseCode, LogEntry};
use crate::store::StoreError;

enum Step {
    /// The peer follows from here on, or is gone.
    Over,
    /// It has to read first what it was sent.
    Unread(Arc<Outbox>),
    /// The next piece, from memory.
    Piece(Arc<Outbox>, Piece),
    /// Older than what is in memory: read from the store after this seq.
    Older(Arc<Outbox>, u64),
}

/// How a connection ends that does not read what it is sent.
pub const BEHIND: Close = Close::new(CloseCode::Behind, "this connection does not keep up; come back");
pub const UNREADABLE: Close =
    Close::new(CloseCode::StoreUnavailable, "the board cannot be read now; trying again helps");

/// Runs until the peer follows or is gone. Started once for each time a peer is behind.
pub async fn pull(room: Arc<Room>, number: u32) {
    fail::fail_point!("pull");
    loop {
        let (outbox, piece) = match step(&room, number) {
            Step::Over => return,
            Step::Unread(outbox) => {
                if outbox.drained().await {
                    continue;
                }
                return room.disconnect(number, &BEHIND);
            }
            Step::Piece(outbox, piece) => (outbox, piece),
            Step::Older(outbox, since) => match read(&room, since).await {
                Ok(piece) => (outbox, piece),
                // What it lacks was trimmed meanwhile: it comes back and starts from the snapshot (SPEC S6).
                Err(StoreError::Gap { .. }) => return room.disconnect(number, &BEHIND),
                Err(error) => {
                    tracing::error!(board.row = ?room.row, %error, "cannot read the log");
                    return room.disconnect(number, &UNREADABLE);
                }
            },
        };
        let mut state = room.lock();
        let Some(peer) = state.fanout.peers.get_mut(&number) else { return };
        if piece.frame.len() <= RESYNC_BYTES {
            // Meanwhile hello may have been said again, or the queue cleared: then the piece does not fit any more.
            let _is_sent = peer.log_cursor.send(&outbox, piece);
        } else if piece.first == peer.log_cursor.next() {
            // Otherwise hello was said again, and it may be behind that edit by now.
            return peer.log_cursor.request_resync(&outbox);
        }
    }
}

fn step(room: &Arc<Room>, number: u32) -> Step {
    let mut state = room.lock();
    let Some(peer) = state.fanout.peers.get(&number) else { return Step::Over };
    let outbox = peer.outbox.clone();
    if outbox.is_ended() || peer.log_cursor.awaits_resync() {
        return Step::Over;
    }
    if !outbox.is_drained() {
        return Step::Unread(outbox);
    }
    match peer.log_cursor.pull(&state.core, state.fanout.unsent - 1) {
        Pull::Piece(piece) => return Step::Piece(outbox, piece),
        Pull::Snapshot => {
            if let Some(peer) = state.fanout.peers.get_mut(&number) {
                peer.log_cursor.request_resync(&outbox);
            }
            return Step::Over;
        }
        Pull::Older(since) => return Step::Older(outbox, since),
        Pull::AtHead => {}
    }
    // The next tick tells it what is going on, so that many who come at once are told in one frame.
    state.fanout.follow(number);
    room.schedule_publish(&mut state);
    Step::Over
}

async fn read(room: &Room, since: u64) -> Result<Piece, StoreError> {
    let rows = room.store.log(room.row, since, PIECE_BYTES).await?;
    let entries: Vec<LogEntry> = rows.iter().map(|(_, edit, ops)| LogEntry::new(edit, ops)).collect();
    if entries.is_empty() {
        // The room has shown more than that.
        return Err(StoreError::Behind { shown: since + 1, stored: since });
    }
    Ok(piece(since + 1, entries.iter()))
}
