//! Sends one peer the log up to the head, piece by piece as its socket drains (SPEC C5, L7).

use std::sync::Arc;

use crate::hub::fanout::log_cursor::Pull;
use crate::hub::fanout::log_tail::{PIECE_BYTES, Piece, RESYNC_BYTES, piece};
use crate::hub::fanout::outbox::Outbox;
use crate::hub::room::Room;
use crate::protocol::{Close, CloseCode, LogEntry};
use crate::store::StoreError;

/// The next step of a `pull`.
enum Step {
    /// End: the peer follows or is gone.
    Over,
    /// Wait until the peer has read its frames.
    Unread(Arc<Outbox>),
    /// Send this piece.
    Piece(Arc<Outbox>, Piece),
    /// Read a piece after this seq from the store; memory no longer holds it.
    Older(Arc<Outbox>, u64),
}

/// Closes a connection that does not read its frames.
pub const BEHIND: Close = Close::new(CloseCode::Behind, "this connection does not keep up; come back");

/// Runs until the peer follows or is gone. Started whenever a peer falls behind.
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
                // The log was trimmed meanwhile: the client reconnects and loads the snapshot (SPEC S6).
                Err(StoreError::Gap { .. }) => return room.disconnect(number, &BEHIND),
                Err(error) => {
                    tracing::error!(board.row = ?room.row, %error, "cannot read the log");
                    return room.disconnect(number, &Close::UNREADABLE);
                }
            },
        };
        let mut state = room.lock();
        let Some(peer) = state.fanout.peers.get_mut(&number) else { return };
        if piece.frame.len() <= RESYNC_BYTES {
            // A new hello or a cleared queue may have moved the cursor: then the piece is dropped.
            let _is_sent = peer.log_cursor.send(&outbox, piece);
        } else if piece.first == peer.log_cursor.next() {
            // Otherwise a new hello has moved the cursor, maybe beyond that edit.
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
    // The next tick sends the full live frame, one for all newcomers.
    state.fanout.follow(number);
    room.schedule_publish(&mut state);
    Step::Over
}

async fn read(room: &Room, since: u64) -> Result<Piece, StoreError> {
    let rows = room.store.log(room.row, since, PIECE_BYTES).await?;
    let entries: Vec<LogEntry> = rows.iter().map(|(_, edit, ops)| LogEntry::new(edit, ops)).collect();
    if entries.is_empty() {
        // The room has published that edit.
        return Err(StoreError::Behind { shown: since + 1, stored: since });
    }
    Ok(piece(since + 1, entries.iter()))
}
