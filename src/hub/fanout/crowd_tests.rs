//! A class of 500 peers without sockets, so that their waiting bytes can be counted.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use crate::hub::fanout::outbox::Outbox;
use crate::hub::fanout::outbox::tests::{frames, lose_patience, piece};
use crate::hub::{BoardKey, Entry, Hub, Membership};
use crate::protocol::{ClientMessage, Frame, OpsMessage};
use crate::store::Store;

const CLASS: u64 = 500;
/// More log than an outbox holds.
const EDITS: u64 = 40;
const EDIT_BYTES: usize = 40_000;
/// Most waiting bytes of a peer (SPEC V9), and one frame that is being added.
const MAX_BYTES: usize = (1024 + 64) * 1024;

async fn join(hub: &Arc<Hub>, number: u64) -> (Membership, Arc<Outbox>) {
    let hello = format!(
        r#"{{"t":"hello","person":"{number:032x}","tag":"{number:016x}","name":"Pupil {number}","since":0,"at":0}}"#
    );
    let Ok(ClientMessage::Hello(hello)) = ClientMessage::decode(&hello) else { panic!("{hello}") };
    let outbox = hub.outbox();
    let room = hub.room(&BoardKey::demo()).await.unwrap();
    match room.join(&hello, outbox.clone()).await.unwrap() {
        Entry::Joined(membership) => (membership, outbox),
        Entry::Resync => panic!("an empty board"),
    }
}

/// The log that a reader has received, up to `head` without gaps.
#[derive(Default)]
struct Reader {
    head: u64,
    nacks: usize,
}

impl Reader {
    fn read(&mut self, outbox: &Outbox) {
        frames(outbox).iter().for_each(|frame| self.take(frame));
    }

    fn take(&mut self, frame: &Frame) {
        let Some(message) = frame.message() else { return };
        if message.starts_with(b"{\"t\":\"log\"") {
            let text = std::str::from_utf8(&message).unwrap();
            let seq = text.split("\"seq\":").nth(1).and_then(|rest| rest.split(',').next());
            assert_eq!(seq, Some((self.head + 1).to_string().as_str()), "the log has a gap");
            self.head = frame.head().unwrap();
        }
        self.nacks += usize::from(message.starts_with(b"{\"t\":\"nack\""));
    }
}

fn submit(membership: &Membership, n: u64, edit: &str) {
    membership.submit(OpsMessage { tag: None, first: n, edits: vec![edit] }.decode_edits()).unwrap();
}

async fn waited_for(what: &str, mut holds: impl FnMut() -> bool) {
    let deadline = tokio::time::Instant::now() + Duration::from_secs(30);
    while !holds() {
        assert!(tokio::time::Instant::now() < deadline, "never came true: {what}");
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

// [V9] [L7] One of 500 peers does not read: the other 499 get all frames meanwhile, its waiting bytes stay within the bound
// of an outbox, and when it reads again it gets the whole log and its nack.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_of_500_does_not_read() {
    let folder = tempfile::TempDir::new().unwrap();
    let store = Store::open(folder.path(), Duration::ZERO).await.unwrap();
    let hub = Hub::new(store);
    hub.create_board(&BoardKey::demo()).await.unwrap();
    let mut class = Vec::new();
    for number in 1..=CLASS {
        let (membership, outbox) = join(&hub, number).await;
        class.push((membership, outbox, Reader::default()));
    }
    let (sleeper, sleepers, mut asleep) = class.pop().unwrap();
    let text = "x".repeat(EDIT_BYTES / 2_000);
    let mut most = 0;
    for n in 1..=EDITS {
        let ops: Vec<String> = (0..2_000).map(|_| format!(r#"{{"op":"board","name":"{text}"}}"#)).collect();
        let ops = &ops[..EDIT_BYTES / ops[0].len()];
        submit(&class[0].0, n, &format!(r#"{{"ops":[{}]}}"#, ops.join(",")));
        if n == EDITS / 2 {
            submit(&sleeper, 1, r#"{"ops":[]}"#);
        }
        waited_for("all others have it", || {
            class.iter_mut().for_each(|(_, outbox, reader)| reader.read(outbox));
            class.iter().all(|(_, _, reader)| reader.head == n)
        })
        .await;
        // The others have read all frames, so that the waiting bytes are the sleeper's.
        class.iter_mut().for_each(|(_, outbox, reader)| reader.read(outbox));
        let waiting = hub.outboxes.bytes().load(Ordering::Relaxed);
        assert!(waiting < MAX_BYTES, "{waiting} bytes wait for one peer");
        most = most.max(waiting);
    }
    assert!(most > MAX_BYTES / 2, "only {most} bytes waited: the test shows nothing");
    assert!(class.iter().all(|(_, _, reader)| reader.nacks == 0));
    waited_for("the sleeper has the whole log", || {
        asleep.read(&sleepers);
        asleep.head == EDITS && asleep.nacks == 1
    })
    .await;
    hub.close().await;
}

// [V9] [L7] A peer that does not read falls behind at a heartbeat, long before its outbox is full, and gets no more frames
// until it reads; then it gets the whole log. Peers that keep up are not affected.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_slow_peer_falls_behind() {
    let folder = tempfile::TempDir::new().unwrap();
    let hub = Hub::new(Store::open(folder.path(), Duration::ZERO).await.unwrap());
    hub.create_board(&BoardKey::demo()).await.unwrap();
    let room = hub.room(&BoardKey::demo()).await.unwrap();
    let ((anna, annas), (_bruno, brunos)) = (join(&hub, 1).await, join(&hub, 2).await);
    let (mut awake, mut asleep) = (Reader::default(), Reader::default());
    waited_for("both follow", || {
        asleep.read(&brunos);
        room.lock().fanout.peers.values().all(|peer| peer.log_cursor.is_following())
    })
    .await;
    let name = "x".repeat(70);
    let long = vec![format!(r#"{{"op":"board","name":"{name}"}}"#); 400].join(",");
    for n in 1..=8 {
        submit(&anna, n, &format!(r#"{{"ops":[{long}]}}"#));
        waited_for("Anna has it", || {
            awake.read(&annas);
            awake.head == n
        })
        .await;
    }
    waited_for("many bytes wait for Bruno", || !brunos.is_drained()).await;
    room.heartbeat();
    waited_for("he is given time", || hub.outboxes.bytes().load(Ordering::Relaxed) > 200_000).await;
    lose_patience(&brunos);
    room.heartbeat();
    let waiting = |reader: &mut Reader| {
        reader.read(&annas);
        hub.outboxes.bytes().load(Ordering::Relaxed)
    };
    assert!(waiting(&mut awake) < 1_000, "his queue is dropped");
    submit(&anna, 9, &format!(r#"{{"ops":[{long}]}}"#));
    waited_for("Anna has it", || {
        awake.read(&annas);
        awake.head == 9
    })
    .await;
    assert!(waiting(&mut awake) < 1_000 && !brunos.is_drained(), "no frame is queued before he reads");
    waited_for("Bruno has the log", || {
        asleep.read(&brunos);
        asleep.head == 9
    })
    .await;
    // A frame that was begun cannot be dropped: a peer that leaves it unread is closed, also without further frames.
    submit(&anna, 10, &format!(r#"{{"ops":[{long}]}}"#));
    waited_for("Anna has it", || {
        awake.read(&annas);
        awake.head == 10
    })
    .await;
    waited_for("it waits for Bruno", || piece(&brunos).is_ready()).await;
    room.lock().fanout.reset(10);
    room.heartbeat();
    assert_eq!(room.peers(), 2);
    lose_patience(&brunos);
    room.heartbeat();
    assert_eq!(room.peers(), 1);
}

// [C14] [V8] All hellos and drafts between two ticks are one frame for all followers, and one for all newcomers.
#[tokio::test]
async fn changes_wait_for_the_tick() {
    let folder = tempfile::TempDir::new().unwrap();
    let hub = Hub::new(Store::open(folder.path(), Duration::ZERO).await.unwrap());
    hub.create_board(&BoardKey::demo()).await.unwrap();
    let room = hub.room(&BoardKey::demo()).await.unwrap();
    let lives = |outbox: &Outbox| texts(outbox, "live");
    let (_anna, annas) = join(&hub, 1).await;
    waited_for("Anna has the full live frame", || !lives(&annas).is_empty()).await;
    waited_for("her tag is stored", || !room.lock().core.has_reserved()).await;
    room.publish(&mut room.lock(), std::time::Instant::now());
    lives(&annas);
    room.lock().fanout.next_tick = std::time::Instant::now() + Duration::from_secs(3_600);
    let mut class = Vec::new();
    for number in 2..=50 {
        class.push(join(&hub, number).await);
    }
    let (away, _) = join(&hub, 51).await;
    drop(away);
    waited_for("all follow the log", || room.lock().fanout.peers.values().all(|peer| peer.log_cursor.is_following()))
        .await;
    waited_for("all tags are stored", || !room.lock().core.has_reserved()).await;
    assert_eq!(lives(&annas).len(), 0, "no frame is sent before the tick");
    room.publish(&mut room.lock(), std::time::Instant::now());
    let sent = lives(&annas);
    assert_eq!(sent.len(), 1);
    assert_eq!(sent[0].matches("\"name\":").count(), 49, "{}", sent[0]);
    assert!(!sent[0].contains("leave"), "a peer that joined and left was never shown");
    let newcomers: Vec<_> = class.iter().map(|(_, outbox)| lives(outbox)).collect();
    assert!(newcomers.iter().all(|sent| sent.len() == 1 && sent[0].contains("\"all\":true")));
    assert!(newcomers.iter().all(|sent| *sent == newcomers[0]), "one frame for all of them");
    // [V8] All drafts between two ticks are one frame, in any number of messages.
    room.lock().fanout.next_tick = std::time::Instant::now() + Duration::from_secs(3_600);
    for from in 0..40 {
        for (number, (membership, _)) in (2..).zip(&class) {
            let piece = format!(
                r#"{{"t":"draft","g":1,"ink":{{"id":"{number:016x}.1","kind":"ink","page":1,"pos":[0,0,0],"style":{{"ink":"red","size":64}},"from":{from},"points":[1,1],"pressure":[1]}}}}"#
            );
            let Ok(ClientMessage::Draft(draft)) = ClientMessage::decode(&piece) else { panic!("{piece}") };
            membership.draft(draft);
        }
    }
    room.publish(&mut room.lock(), std::time::Instant::now());
    let sent = lives(&annas);
    assert_eq!((sent.len(), sent[0].matches("\"points\"").count()), (1, 49));
    // [V8] The author of an edit receives it before the tick, and only once.
    room.lock().fanout.next_tick = std::time::Instant::now() + Duration::from_secs(3_600);
    let (author, outbox) = &class[5];
    submit(author, 1, &format!(r#"{{"ops":[{}]}}"#, rectangle(1)));
    waited_for("the edit is stored", || room.head() == 1).await;
    assert_eq!((texts(outbox, "log").len(), texts(&annas, "log").len()), (1, 0));
    room.publish(&mut room.lock(), std::time::Instant::now());
    assert_eq!((texts(outbox, "log").len(), texts(&annas, "log").len()), (0, 1));
}

// [V7] Ends of gestures that do not fit in a tick's frame are sent with the next ticks, even without other changes.
#[tokio::test]
async fn waiting_ends_of_gestures_are_sent() {
    const ENDED: usize = 1_000;
    let folder = tempfile::TempDir::new().unwrap();
    let hub = Hub::new(Store::open(folder.path(), Duration::ZERO).await.unwrap());
    hub.create_board(&BoardKey::demo()).await.unwrap();
    let room = hub.room(&BoardKey::demo()).await.unwrap();
    let mut class = Vec::new();
    for number in 1..=4 {
        class.push(join(&hub, number).await);
    }
    let (_, outbox) = &class[0];
    waited_for("all follow the log", || room.lock().fanout.peers.values().all(|peer| peer.log_cursor.is_following()))
        .await;
    waited_for("all tags are stored", || !room.lock().core.has_reserved()).await;
    room.publish(&mut room.lock(), std::time::Instant::now());
    texts(outbox, "live");
    room.lock().fanout.next_tick = std::time::Instant::now() + Duration::from_secs(3_600);
    for n in 1..=ENDED {
        let Ok(ClientMessage::Draft(end)) = ClientMessage::decode(&format!(r#"{{"t":"draft","g":{n},"done":{n}}}"#))
        else {
            panic!("a draft")
        };
        class[1..].iter().for_each(|(membership, _)| membership.draft(end.clone()));
    }
    room.publish(&mut room.lock(), std::time::Instant::now());
    let sent = |frames: &[String]| frames.iter().map(|text| text.matches("\"done\"").count()).sum::<usize>();
    let first = texts(outbox, "live");
    assert!(first.len() == 1 && sent(&first) < 3 * ENDED, "they do not fit in one frame");
    let mut all = first;
    waited_for("all are sent", || {
        all.extend(texts(outbox, "live"));
        sent(&all) == 3 * ENDED
    })
    .await;
}

/// The messages of one kind that were sent.
fn texts(outbox: &Outbox, kind: &str) -> Vec<String> {
    let frames = frames(outbox);
    let texts = frames.iter().filter_map(Frame::message).map(|text| String::from_utf8(text.to_vec()).unwrap());
    texts.filter(|text| text.contains(&format!("\"t\":\"{kind}\""))).collect()
}

// [A3] Chunks are built soon after the last edit, so that joiners do not wait for them.
#[tokio::test]
async fn chunks_are_built_when_drawing_pauses() {
    let folder = tempfile::TempDir::new().unwrap();
    let hub = Hub::new(Store::open(folder.path(), Duration::ZERO).await.unwrap());
    hub.create_board(&BoardKey::demo()).await.unwrap();
    let (membership, _outbox) = join(&hub, 7).await;
    let room = hub.room(&BoardKey::demo()).await.unwrap();
    let draw = |first: u64, count: u64| {
        for n in (first..first + count).step_by(100) {
            let adds: Vec<String> = (n..n + 100).map(rectangle).collect();
            submit(&membership, n.div_ceil(100), &format!(r#"{{"ops":[{}]}}"#, adds.join(",")));
        }
    };
    let chunks = || room.snapshot.chunks().0;
    let waits = || room.snapshot.chunks().1;
    draw(1, 900);
    waited_for("all is stored", || room.head() == 9).await;
    assert!(!waits(), "they do not fill a chunk");
    draw(901, 200);
    waited_for("a chunk is built", || chunks() == 1).await;
    waited_for("nothing waits", || !waits()).await;
    draw(1_101, 1_000);
    waited_for("another chunk is built", || chunks() == 2).await;
}

fn rectangle(n: u64) -> String {
    format!(
        r#"{{"op":"add","shape":{{"id":"{:016x}.{n}","kind":"rectangle","page":1,"pos":[{n},0,0],"geometry":{{"w":32,"h":32}},"style":{{"ink":"red","size":40}}}}}}"#,
        7
    )
}
