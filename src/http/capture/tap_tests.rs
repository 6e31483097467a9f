use std::sync::Arc;

use super::*;

/// The messages that an outbox holds.
fn sent(outbox: &Outbox, tap: &Tap) -> Vec<serde_json::Value> {
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    let mut messages = Vec::new();
    loop {
        let mut message = None;
        let lay_out = |frame: Frame| {
            tap.sending(&frame);
            message = frame.message();
            [frame.into_bytes(), Default::default(), Default::default()]
        };
        if outbox.poll(&mut context, lay_out).is_pending() {
            return messages;
        }
        messages.extend(message.map(|text| serde_json::from_slice::<serde_json::Value>(&text).unwrap()));
    }
}

const PING: [u8; 6] = [0x89, 0x80, 1, 2, 3, 4];

fn new() -> (Tap, Outbox) {
    (Tap::new(None), Outbox::new(1, Arc::default()))
}

// [W1] [W5] While it is off nothing is recorded, allocated or due, and nothing is sent.
#[tokio::test]
async fn off_costs_nothing() {
    let (tap, outbox) = new();
    assert!(tap.look(&PING).is_none());
    tap.received(RawFrame::of(&PING));
    outbox.push(FrameKind::Live, Frame::text(b"{}"));
    assert_eq!(sent(&outbox, &tap).len(), 1);
    let inner = tap.0.as_ref().unwrap();
    assert!(inner.recording.borrow().is_none() && inner.switches.borrow().is_none() && tap.due().is_none());
    tap.report(Instant::now() + REPORT, &outbox);
    assert!(sent(&outbox, &tap).is_empty());
    tap.switch(true, &outbox);
    tap.switch(false, &outbox);
    assert!(inner.recording.borrow().is_none() && tap.due().is_none(), "off again");
}

// [W3] [W4] Frames have sender, header, key, length, first bytes and the number of their message; reports have none.
#[tokio::test]
async fn frames_of_both_directions_are_reported_once() {
    let (tap, outbox) = new();
    tap.switch(true, &outbox);
    outbox.push(FrameKind::Live, Frame::text(b"{\"t\":\"hb\"}"));
    assert_eq!(sent(&outbox, &tap)[0], serde_json::json!({"t":"wire","on":true,"request":null,"answer":null}));
    tap.received(tap.look(&[0x01, 0x81, 1, 2, 3, 4, b'{' ^ 1]));
    tap.received(tap.look(&PING));
    tap.received(tap.look(&[0x80, 0x81, 1, 2, 3, 4, b'}' ^ 1]));
    tap.report(Instant::now(), &outbox);
    assert!(sent(&outbox, &tap).is_empty(), "not before it is due");
    let due = tap.due().unwrap();
    tap.report(due, &outbox);
    let report = sent(&outbox, &tap).remove(0);
    let frames: Vec<_> =
        report["frames"].as_array().unwrap().iter().map(|frame| frame.as_array().unwrap()[1..].to_vec()).collect();
    let expected = serde_json::json!([
        [1, "810a", "", 10, "7b2274223a226862227d", 1],
        [0, "0181", "01020304", 1, "7a", 1],
        [0, "8980", "01020304", 0, "", 0],
        [0, "8081", "01020304", 1, "7c", 1],
    ]);
    assert_eq!((report["n"].as_u64(), serde_json::json!(frames)), (Some(1), expected));
    tap.report(due + 2 * REPORT, &outbox);
    assert!(sent(&outbox, &tap).is_empty(), "the report is not reported");
}

// [W4] [W5] A report has a bounded number of frames, the last ones, and its numbers tell what was dropped.
#[tokio::test]
async fn dropped_frames_are_told_by_their_numbers() {
    let (tap, outbox) = new();
    tap.switch(true, &outbox);
    for _ in 0..CAPTURE_FRAMES + 7 {
        tap.received(tap.look(&PING));
    }
    tap.report(Instant::now() + REPORT, &outbox);
    let report = sent(&outbox, &tap).remove(1);
    assert_eq!((report["n"].as_u64(), report["frames"].as_array().unwrap().len()), (Some(8), CAPTURE_FRAMES));
    assert!(report.to_string().len() < 16 * 1024);
}

// [W5] Turning it on too often does nothing, so that the handshake is sent at a bounded rate.
#[tokio::test]
async fn the_switch_has_a_rate() {
    let (tap, outbox) = new();
    for _ in 0..100 {
        tap.switch(true, &outbox);
        tap.switch(false, &outbox);
    }
    let answers = sent(&outbox, &tap).len();
    assert!((CAPTURE_SWITCHES.1 as usize..CAPTURE_SWITCHES.1 as usize + 5).contains(&answers), "{answers}");
    assert!(tap.due().is_none());
}
