//! Packets for clients, encoded once for all receivers and both transports.

use std::sync::Arc;

use bytes::Bytes;

use super::packet::SEPARATOR;
use crate::hub::{OutboxPool, UnreadBytes};
use crate::protocol::Frame;

/// Bytes of packets in one batch, so that a reader gets them piece by piece.
const BATCH_BYTES: usize = 16 * 1024;

/// Memory of a batch beside its packets.
const RECORD_BYTES: usize = 256;

/// Packets that are sent one after the other.
#[derive(Clone, Debug)]
pub struct Batch {
    /// As frames of a WebSocket, one for each packet.
    pub frames: Frame,
    /// As a part of a polling body.
    pub payload: Bytes,
    /// Its memory in the pool of unread bytes, shared by all sessions that have it.
    counted: Option<Arc<UnreadBytes>>,
}

impl Batch {
    fn new(packets: &[String]) -> Self {
        let payload = packets.join(SEPARATOR.encode_utf8(&mut [0; 4])).into();
        Self { frames: Frame::texts(packets.iter().map(String::as_bytes)), payload, counted: None }
    }

    /// A batch of one packet.
    pub fn one(packet: String) -> Self {
        Self::new(&[packet])
    }

    /// Packets in batches of about [`BATCH_BYTES`].
    pub fn all(packets: impl Iterator<Item = String>) -> Vec<Self> {
        let (mut batches, mut next, mut bytes) = (Vec::new(), Vec::new(), 0);
        for packet in packets {
            bytes += packet.len();
            next.push(packet);
            if bytes >= BATCH_BYTES {
                batches.push(Self::new(&next));
                next.clear();
                bytes = 0;
            }
        }
        if !next.is_empty() {
            batches.push(Self::new(&next));
        }
        batches
    }

    /// The same, counted in the pool until nobody has it, however many sessions share it.
    pub fn counted(mut self, pool: &Arc<OutboxPool>) -> Self {
        if self.counted.is_none() {
            self.counted = Some(Arc::new(UnreadBytes::new(pool, self.memory())));
        }
        self
    }

    /// Bytes that it holds in memory.
    pub fn memory(&self) -> usize {
        self.payload.len() + self.frames.len() + RECORD_BYTES
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // [I3] A batch is one polling body, and one frame for each packet.
    #[test]
    fn a_batch_has_both_forms() {
        let batch = Batch::new(&["42[\"a\"]".to_owned(), "2".to_owned()]);
        assert_eq!(batch.payload, "42[\"a\"]\u{1e}2");
        assert_eq!(batch.frames.into_bytes(), b"\x81\x0742[\"a\"]\x81\x012"[..]);
    }

    #[test]
    fn many_packets_make_several_batches() {
        let batches = Batch::all((0..1_000).map(|n| format!("{n:0>100}")));
        assert!(batches.len() > 5 && batches.iter().all(|batch| batch.payload.len() <= BATCH_BYTES + 400));
        assert!(Batch::all(std::iter::empty()).is_empty());
    }
}
