//! What waits for one peer, without a room.

use super::*;

fn take(outbox: &Outbox) -> Vec<usize> {
    let mut context = Context::from_waker(Waker::noop());
    let mut sizes = Vec::new();
    while let Poll::Ready(Some(frame)) = outbox.poll(&mut context) {
        sizes.push(frame.len());
    }
    sizes
}

/// A frame of so many bytes.
fn frame(bytes: usize) -> Frame {
    let header = if bytes < 128 { 2 } else { 4 + 6 * usize::from(bytes > 65_539) };
    let frame = Frame::text(&vec![b'0'; bytes - header]);
    assert_eq!(frame.len(), bytes);
    frame
}

// [V9] Live frames give way to the log.
#[test]
fn live_frames_are_dropped_first() {
    let outbox = Outbox::new(1, Budget::default());
    assert!(outbox.push(FrameKind::Live, frame(PEER_BYTES - 10)));
    assert!(outbox.push(FrameKind::Log(1), frame(100)));
    assert!(outbox.push(FrameKind::Live, frame(PEER_BYTES)), "a live frame too much is not worth a word");
    assert_eq!(take(&outbox), [100]);
}

// [V9] [L7] A cleared queue keeps its answers and gives them out after the log they depend on.
#[test]
fn answers_survive_and_follow_their_log() {
    let budget = Budget::default();
    let outbox = Outbox::new(1, budget.clone());
    outbox.push(FrameKind::Log(7), frame(PEER_BYTES - 5));
    outbox.push(FrameKind::Answer(9), frame(3));
    assert!(!outbox.push(FrameKind::Log(8), frame(100)));
    assert_eq!(outbox.clear(), Some(7));
    assert_eq!(take(&outbox), [0; 0]);
    outbox.release(8);
    assert_eq!(take(&outbox), [0; 0]);
    outbox.release(9);
    assert_eq!(take(&outbox), [3]);
    assert_eq!(budget.load(Ordering::Relaxed), 0);
}

// [E8] After a new hello nothing is answered that was sent before it.
#[test]
fn a_new_hello_voids_answers() {
    let outbox = Outbox::new(1, Budget::default());
    outbox.push(FrameKind::Answer(9), frame(3));
    outbox.hold(9, frame(4));
    outbox.push(FrameKind::Control, frame(5));
    outbox.start_again();
    outbox.release(9);
    assert_eq!(take(&outbox), [5]);
}

// [V9] When all outboxes together hold too much, each gets a small share.
#[test]
fn a_full_server_shrinks_the_share() {
    let budget = Budget::default();
    budget.store(TOTAL_BYTES + 1, Ordering::Relaxed);
    let outbox = Outbox::new(1, budget);
    assert!(!outbox.push(FrameKind::Log(1), frame(SMALL_SHARE + 1)));
}

// [V9] Who asks for answers without reading them fills no memory; what others are sent is no fault of theirs.
#[test]
fn answers_that_nobody_reads_are_bounded() {
    let outbox = Outbox::new(1, Budget::default());
    assert!(outbox.push(FrameKind::Log(1), frame(PEER_BYTES - 10)));
    let taken = (0..10_000).filter(|_| outbox.push(FrameKind::Control, frame(30))).count();
    assert_eq!(taken, CONTROL_BYTES / 30);
    take(&outbox);
    assert!(outbox.push(FrameKind::Control, frame(30)), "who reads is served again");
}

// [F6] After a close nothing is taken in, and the body waits for the end once the Close frame is out.
#[test]
fn close_is_the_last_frame() {
    let outbox = Outbox::new(1, Budget::default());
    outbox.close(&Close::new(crate::protocol::CloseCode::Restart, "bye"));
    outbox.push(FrameKind::Control, frame(9));
    assert_eq!(take(&outbox), [7]);
    let mut context = Context::from_waker(Waker::noop());
    assert_eq!(outbox.poll(&mut context), Poll::Pending);
    outbox.end();
    assert_eq!(outbox.poll(&mut context), Poll::Ready(None));
}

// [L7] [V9] A client that sends edits without reading their answers is closed before they fill memory.
#[test]
fn held_answers_are_bounded() {
    let budget = Budget::default();
    let outbox = Outbox::new(1, budget.clone());
    let held = (0..10_000).take_while(|_| {
        outbox.hold(9, frame(60));
        outbox.lock().held_bytes > 0
    });
    assert_eq!(held.count(), HELD_BYTES / 60);
    assert!(outbox.lock().closing);
    take(&outbox);
    assert_eq!(budget.load(Ordering::Relaxed), 0);
}
