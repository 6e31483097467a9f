//! What waits for one peer, without a room.

use super::*;

fn whole(frame: Frame) -> Parts {
    [frame.into_bytes(), Bytes::new(), Bytes::new()]
}

/// Everything that waits, and that somebody has read it.
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

/// As if what waits had been left unread for long.
pub fn lose_patience(outbox: &Outbox) {
    let long_ago = Instant::now().checked_sub(Duration::from_secs(60)).unwrap();
    let patience = &mut outbox.lock().patience;
    *patience = patience.as_ref().map(|_| Patience::new(long_ago));
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
    outbox.push(FrameKind::Reply(9), frame(3));
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
    outbox.push(FrameKind::Reply(9), frame(3));
    outbox.hold(9, frame(4));
    outbox.push(FrameKind::Control, frame(5));
    outbox.restart();
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
    assert_eq!(piece(&outbox), Poll::Pending);
    outbox.end();
    assert_eq!(piece(&outbox), Poll::Ready(None));
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

// [V9] A large frame leaves in small pieces and is counted until the last one is out, since they share its memory; once it
// has begun it is not dropped.
#[test]
fn a_frame_is_counted_until_it_is_out() {
    let budget = Budget::default();
    let outbox = Outbox::new(1, budget.clone());
    let large = frame(1_000_000);
    outbox.push(FrameKind::Log(3), large.clone());
    outbox.push(FrameKind::Log(4), frame(100));
    let mut sent = Vec::new();
    while sent.len() < large.len() {
        assert!(budget.load(Ordering::Relaxed) >= large.len(), "after {} bytes", sent.len());
        let Poll::Ready(Some(piece)) = piece(&outbox) else { panic!("there is more") };
        assert!(piece.len() <= 16 * 1024, "{} bytes are copied at once", piece.len());
        if sent.is_empty() {
            assert_eq!(outbox.clear(), Some(4));
        }
        sent.extend_from_slice(&piece);
    }
    assert_eq!(sent, large.into_bytes());
    assert_eq!(budget.load(Ordering::Relaxed), 0);
    assert_eq!(piece(&outbox), Poll::Pending);
    outbox.push(FrameKind::Log(5), frame(1_000_000));
    assert!(piece(&outbox).is_ready());
    outbox.end();
    assert_eq!((piece(&outbox), budget.load(Ordering::Relaxed)), (Poll::Ready(None), 0));
}

// [V9] A peer that leaves 64 KiB is slow after a while, whatever is dropped of it meanwhile; one that reads at a decent rate
// is not, however much waits.
#[test]
fn who_leaves_much_unread_is_slow() {
    let outbox = Outbox::new(1, Budget::default());
    outbox.push(FrameKind::Live, frame(LOW_BYTES - 1));
    assert!(outbox.is_drained(), "it keeps up");
    outbox.push(FrameKind::Live, frame(PEER_BYTES / 2));
    assert!(!outbox.is_drained() && !outbox.is_slow());
    lose_patience(&outbox);
    outbox.push(FrameKind::Live, frame(PEER_BYTES));
    assert!(outbox.is_slow(), "that live frames gave way is not reading");
    assert!(!outbox.push(FrameKind::Log(7), frame(10)) && !outbox.push(FrameKind::Live, frame(10)));
    assert_eq!(outbox.clear(), Some(7));
    assert!(!outbox.is_slow() && !outbox.is_drained(), "it has the time to read what it has begun");
    take(&outbox);
    assert!(outbox.is_drained());
    outbox.push(FrameKind::Log(7), frame(PEER_BYTES));
    lose_patience(&outbox);
    outbox.lock().patience = Some(Patience::new(Instant::now() - Duration::from_secs(5)));
    let end = outbox.patience_end().unwrap();
    assert!(piece(&outbox).is_ready() && outbox.patience_end().unwrap() > end, "each piece buys time");
}

// [V9] [E8] Who says hello again and again without reading gains neither time nor memory.
#[test]
fn hello_is_not_reading() {
    let outbox = Outbox::new(1, Budget::default());
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

// [V9] [F6] A connection that is closed keeps what waits for 10 s at most, and a peer that does not keep up only gets to
// know why. No answer comes without its log.
#[tokio::test]
async fn what_waits_when_a_connection_is_closed_does_not_stay() {
    let budget = Budget::default();
    let close = Close::new(crate::protocol::CloseCode::Restart, "bye");
    let outbox = Outbox::new(1, budget.clone());
    outbox.push(FrameKind::Log(1), frame(100));
    outbox.push(FrameKind::Reply(1), frame(60));
    outbox.close(&close);
    assert_eq!(take(&outbox), [100, 60, 7], "who keeps up gets everything");
    let slow = Outbox::new(2, budget.clone());
    slow.push(FrameKind::Log(1), frame(20_000));
    assert!(piece(&slow).is_ready());
    slow.push(FrameKind::Log(2), frame(PEER_BYTES / 2));
    slow.push(FrameKind::Reply(2), frame(60));
    slow.push(FrameKind::Control, frame(9));
    slow.hold(9, frame(60));
    slow.close(&close);
    assert_eq!(budget.load(Ordering::Relaxed), 20_000 + 9 + 7);
    slow.flushed_within(Duration::ZERO).await;
    assert!(!slow.is_ended() && !slow.lock().flushed, "it was waited for in vain");
    slow.end();
    assert_eq!((piece(&slow), budget.load(Ordering::Relaxed)), (Poll::Ready(None), 0));
}
