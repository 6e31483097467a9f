//! Tests of an outbox without a room.

use std::sync::atomic::Ordering;

use super::*;
use crate::board::limits;
use crate::hub::fanout::frame_queue::StateKind;
use crate::hub::fanout::held_replies::HELD_BYTES;

fn whole(frame: Frame) -> Parts {
    [frame.into_bytes(), Bytes::new(), Bytes::new()]
}

/// Reads and returns all waiting frames.
pub fn frames(outbox: &Outbox) -> Vec<Frame> {
    let mut context = Context::from_waker(Waker::noop());
    let mut frames = Vec::new();
    let mut take = |frame: Frame| {
        frames.push(frame.clone());
        whole(frame)
    };
    while let Poll::Ready(Some(_)) = outbox.poll(&mut context, &mut take) {}
    frames
}

/// The next piece.
pub fn piece(outbox: &Outbox) -> Poll<Option<Bytes>> {
    outbox.poll(&mut Context::from_waker(Waker::noop()), whole)
}

fn take(outbox: &Outbox) -> Vec<usize> {
    frames(outbox).iter().map(Frame::len).collect()
}

/// Makes the waiting frames look unread for a minute.
pub fn lose_patience(outbox: &Outbox) {
    let long_ago = Instant::now().checked_sub(Duration::from_secs(60)).unwrap();
    let patience = &mut outbox.lock().patience;
    *patience = patience.as_ref().map(|_| Patience::new(long_ago));
}

/// A frame of this many bytes.
fn frame(bytes: usize) -> Frame {
    let header = if bytes < 128 { 2 } else { 4 + 6 * usize::from(bytes > 65_539) };
    let frame = Frame::text(&vec![b'0'; bytes - header]);
    assert_eq!(frame.len(), bytes);
    frame
}

// [V9] Live frames are dropped before the log.
#[test]
fn live_frames_are_dropped_first() {
    let outbox = Outbox::new(1, Arc::default());
    assert!(outbox.push(FrameKind::Live, frame(PEER_BYTES - 10)));
    assert!(outbox.push(FrameKind::Log(1), frame(100)));
    assert!(outbox.push(FrameKind::Live, frame(PEER_BYTES)), "a dropped live frame is no failure");
    assert_eq!(take(&outbox), [100]);
}

// [V9] [L7] A cleared queue holds its replies and releases them after the log that they depend on.
#[test]
fn replies_are_sent_after_their_log() {
    let pool = Arc::new(OutboxPool::default());
    let outbox = Outbox::new(1, pool.clone());
    outbox.push(FrameKind::Log(7), frame(PEER_BYTES - 5));
    outbox.push(FrameKind::Reply(9), frame(3));
    assert!(!outbox.push(FrameKind::Log(8), frame(100)));
    assert_eq!(outbox.clear(), Some(7));
    assert_eq!(take(&outbox), [0; 0]);
    outbox.release(8);
    assert_eq!(take(&outbox), [0; 0]);
    outbox.release(9);
    assert_eq!(take(&outbox), [3]);
    assert_eq!(pool.bytes().load(Ordering::Relaxed), 0);
}

// [E8] A new hello drops the replies to earlier edits.
#[test]
fn a_new_hello_drops_replies() {
    let outbox = Outbox::new(1, Arc::default());
    outbox.push(FrameKind::Reply(9), frame(3));
    outbox.hold(9, frame(4));
    outbox.push(FrameKind::Control, frame(5));
    outbox.restart();
    outbox.release(9);
    assert_eq!(take(&outbox), [5]);
}

// [V9] When all outboxes together have too many bytes, each is limited to a small share.
#[test]
fn a_full_server_reduces_the_share() {
    let pool = Arc::new(OutboxPool::default());
    pool.bytes().store(limits::OUTBOXES_BYTES, Ordering::Relaxed);
    let outbox = Outbox::new(1, pool);
    assert!(!outbox.push(FrameKind::Log(1), frame(SMALL_SHARE + 1)));
}

// [V9] Control frames that a peer requests without reading are bounded; frames of the room do not count.
#[test]
fn unread_control_frames_are_bounded() {
    let outbox = Outbox::new(1, Arc::default());
    assert!(outbox.push(FrameKind::Log(1), frame(PEER_BYTES - 10)));
    let taken = (0..10_000).filter(|_| outbox.push(FrameKind::Control, frame(30))).count();
    assert_eq!(taken, CONTROL_BYTES / 30);
    take(&outbox);
    assert!(outbox.push(FrameKind::Control, frame(30)), "a peer that reads is served again");
}

// [F6] After a close no frame is accepted, and the body waits for the end after the Close frame was sent.
#[test]
fn close_is_the_last_frame() {
    let outbox = Outbox::new(1, Arc::default());
    outbox.close(&Close::new(crate::protocol::CloseCode::Restart, "bye"));
    outbox.push(FrameKind::Control, frame(9));
    assert_eq!(take(&outbox), [7]);
    assert_eq!(piece(&outbox), Poll::Pending);
    outbox.end();
    assert_eq!(piece(&outbox), Poll::Ready(None));
}

// [L7] [V9] A client that sends edits without reading their replies is closed before they fill memory.
#[test]
fn held_replies_are_bounded() {
    let pool = Arc::new(OutboxPool::default());
    let outbox = Outbox::new(1, pool.clone());
    let held = (0..10_000).take_while(|_| {
        outbox.hold(9, frame(60));
        outbox.lock().held.bytes() > 0
    });
    assert_eq!(held.count(), HELD_BYTES / 60);
    assert!(outbox.lock().closing);
    take(&outbox);
    assert_eq!(pool.bytes().load(Ordering::Relaxed), 0);
}

// [V9] A large frame is sent in small pieces and counted until the last one, since they share its memory; once begun it is
// not dropped.
#[test]
fn a_frame_is_counted_until_it_is_sent() {
    let pool = Arc::new(OutboxPool::default());
    let outbox = Outbox::new(1, pool.clone());
    let large = frame(1_000_000);
    outbox.push(FrameKind::Log(3), large.clone());
    outbox.push(FrameKind::Log(4), frame(100));
    let mut sent = Vec::new();
    while sent.len() < large.len() {
        assert!(pool.bytes().load(Ordering::Relaxed) >= large.len(), "after {} bytes", sent.len());
        let Poll::Ready(Some(piece)) = piece(&outbox) else { panic!("there is more") };
        assert!(piece.len() <= 16 * 1024, "{} bytes are copied at once", piece.len());
        if sent.is_empty() {
            assert_eq!(outbox.clear(), Some(4));
        }
        sent.extend_from_slice(&piece);
    }
    assert_eq!(sent, large.into_bytes());
    assert_eq!(pool.bytes().load(Ordering::Relaxed), 0);
    assert_eq!(piece(&outbox), Poll::Pending);
    outbox.push(FrameKind::Log(5), frame(1_000_000));
    assert!(piece(&outbox).is_ready());
    outbox.end();
    assert_eq!((piece(&outbox), pool.bytes().load(Ordering::Relaxed)), (Poll::Ready(None), 0));
}

// [V9] A peer that leaves 64 KiB unread becomes slow, even when frames are dropped meanwhile; a peer that reads at the
// minimum rate does not, with any number of waiting bytes.
#[test]
fn a_peer_that_leaves_frames_unread_is_slow() {
    let outbox = Outbox::new(1, Arc::default());
    outbox.push(FrameKind::Live, frame(LOW_BYTES - 1));
    assert!(outbox.is_drained(), "it keeps up");
    outbox.push(FrameKind::Live, frame(PEER_BYTES / 2));
    assert!(!outbox.is_drained() && !outbox.is_slow());
    lose_patience(&outbox);
    outbox.push(FrameKind::Live, frame(PEER_BYTES));
    assert!(outbox.is_slow(), "dropped live frames are not read");
    assert!(!outbox.push(FrameKind::Log(7), frame(10)) && !outbox.push(FrameKind::Live, frame(10)));
    assert_eq!(outbox.clear(), Some(7));
    assert!(!outbox.is_slow() && !outbox.is_drained(), "it has time to read the frame that it has begun");
    take(&outbox);
    assert!(outbox.is_drained());
    outbox.push(FrameKind::Log(7), frame(PEER_BYTES));
    lose_patience(&outbox);
    outbox.lock().patience = Some(Patience::new(Instant::now() - Duration::from_secs(5)));
    let end = outbox.patience_end().unwrap();
    assert!(piece(&outbox).is_ready() && outbox.patience_end().unwrap() > end, "each piece buys time");
}

// [V9] [E8] A peer that repeats hello without reading gains neither time nor memory.
#[test]
fn a_new_hello_restarts_no_patience() {
    let outbox = Outbox::new(1, Arc::default());
    outbox.push(FrameKind::Log(1), frame(PEER_BYTES));
    assert!(piece(&outbox).is_ready());
    outbox.restart();
    assert!(!outbox.is_drained() && !outbox.is_slow());
    lose_patience(&outbox);
    outbox.push(FrameKind::Control, frame(100));
    outbox.restart();
    outbox.clear();
    assert!(outbox.is_slow());
    take(&outbox);
    assert!(outbox.is_drained());
    outbox.restart();
    assert!(outbox.is_drained(), "nothing was left unread");
}

// [V9] [F6] A closed connection keeps its frames for 10 s at most, and a slow peer gets only the Close frame. No reply is
// sent without its log.
#[tokio::test]
async fn a_closed_connection_drops_its_frames() {
    let pool = Arc::new(OutboxPool::default());
    let close = Close::new(crate::protocol::CloseCode::Restart, "bye");
    let outbox = Outbox::new(1, pool.clone());
    outbox.push(FrameKind::Log(1), frame(100));
    outbox.push(FrameKind::Reply(1), frame(60));
    outbox.close(&close);
    assert_eq!(take(&outbox), [100, 60, 7], "a peer that keeps up gets all frames");
    let slow = Outbox::new(2, pool.clone());
    slow.push(FrameKind::Log(1), frame(20_000));
    assert!(piece(&slow).is_ready());
    slow.push(FrameKind::Log(2), frame(PEER_BYTES / 2));
    slow.push(FrameKind::Reply(2), frame(60));
    slow.push(FrameKind::Control, frame(9));
    slow.hold(9, frame(60));
    slow.close(&close);
    assert_eq!(pool.bytes().load(Ordering::Relaxed), 20_000 + 9 + 7);
    slow.flushed_within(Duration::ZERO).await;
    assert!(!slow.is_ended() && !slow.lock().flushed, "the peer did not read");
    slow.end();
    assert_eq!((piece(&slow), pool.bytes().load(Ordering::Relaxed)), (Poll::Ready(None), 0));
}

// [R4] [V9] A lesson takes the place of one that waits, and stays when the queue is cleared, before the replies.
#[test]
fn the_latest_lesson_stays_in_its_place() {
    let outbox = Outbox::new(1, Arc::default());
    let lesson = |text: &[u8]| outbox.push(FrameKind::State(StateKind::Lesson), Frame::text(text));
    lesson(b"first");
    outbox.push(FrameKind::Log(1), Frame::log(b"log", 1));
    outbox.push(FrameKind::State(StateKind::You), Frame::text(b"you"));
    lesson(b"second");
    let before = outbox.lock().queue.bytes();
    lesson(b"third!");
    assert_eq!(outbox.lock().queue.bytes(), before, "counted once");
    outbox.clear();
    let texts: Vec<_> = frames(&outbox).iter().filter_map(Frame::message).collect();
    assert_eq!(texts, [b"third!".as_slice(), b"you".as_slice()]);
}
