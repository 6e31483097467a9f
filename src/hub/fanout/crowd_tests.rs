//! A class of 500 without sockets, so that what waits for each can be counted to the byte.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use crate::hub::fanout::outbox::Outbox;
use crate::hub::fanout::outbox::tests::{frames, lose_patience, piece};
use crate::hub::{BoardKey, Entry, Hub, Membership};
use crate::protocol::{ClientMessage, Frame, OpsMessage};
use crate::store::Store;

const CLASS: u64 = 500;
/// So much log that no outbox holds it.
const EDITS: u64 = 40;
const EDIT_BYTES: usize = 40_000;
/// Most that may wait for a peer (SPEC V9), and a frame that is being added.
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

/// What a reader that is awake has of the log: its head, when it has all before it.
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
    membership.submit(OpsMessage { tag: None, first: n, edits: vec![edit] }.read()).unwrap();
}

async fn waited_for(what: &str, mut holds: impl FnMut() -> bool) {
    let deadline = tokio::time::Instant::now() + Duration::from_secs(30);
    while !holds() {
        assert!(tokio::time::Instant::now() < deadline, "never came true: {what}");
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

// [V9] [L7] One of 500 does not read: the other 499 get everything while it happens, what waits for it is never more than
// an outbox holds, and when it reads again it gets the whole log and its nack.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_of_500_sleeps() {
    let folder = tempfile::TempDir::new().unwrap();
    let store = Store::open(folder.path(), Duration::ZERO).await.unwrap();
    let hub = Hub::new(store);
    hub.create_board(&BoardKey::demo()).await.unwrap();
    let mut class = Vec::new();
    for number in 1..=CLASS {
        let (membership, outbox) = join(&hub, number).await;
        class.push((membership, outbox, Reader::default()));
    }
    let (sleeper, drowsy, mut dreamer) = class.pop().unwrap();
    let text = "x".repeat(EDIT_BYTES / 2_000);
    let mut most = 0;
    for n in 1..=EDITS {
        let ops: Vec<String> = (0..2_000).map(|_| format!(r#"{{"op":"board","name":"{text}"}}"#)).collect();
        let ops = &ops[..EDIT_BYTES / ops[0].len()];
        submit(&class[0].0, n, &format!(r#"{{"ops":[{}]}}"#, ops.join(",")));
        if n == EDITS / 2 {
            submit(&sleeper, 1, r#"{"ops":[]}"#);
        }
        waited_for("everybody who is awake has it", || {
            class.iter_mut().for_each(|(_, outbox, reader)| reader.read(outbox));
            class.iter().all(|(_, _, reader)| reader.head == n)
        })
        .await;
        // The others have read everything, so that all that waits is the sleeper's.
        class.iter_mut().for_each(|(_, outbox, reader)| reader.read(outbox));
        let waiting = hub.budget.load(Ordering::Relaxed);
        assert!(waiting < MAX_BYTES, "{waiting} bytes wait for one peer");
        most = most.max(waiting);
    }
    assert!(most > MAX_BYTES / 2, "at most {most} bytes waited, so nothing was tried");
    assert!(class.iter().all(|(_, _, reader)| reader.nacks == 0));
    waited_for("the sleeper has everything", || {
        dreamer.read(&drowsy);
        dreamer.head == EDITS && dreamer.nacks == 1
    })
    .await;
    hub.close().await;
}

// [V9] [L7] Somebody who reads nothing of what waits falls behind at a beat, long before an outbox is full, and is sent nothing
// more until that is read; then the whole log comes. Who keeps up notices nothing.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_reads_too_slowly_falls_behind() {
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
    waited_for("much waits for Bruno", || !brunos.is_drained()).await;
    room.beat();
    waited_for("he is given time", || hub.budget.load(Ordering::Relaxed) > 200_000).await;
    lose_patience(&brunos);
    room.beat();
    let waiting = |reader: &mut Reader| {
        reader.read(&annas);
        hub.budget.load(Ordering::Relaxed)
    };
    assert!(waiting(&mut awake) < 1_000, "his queue is dropped");
    submit(&anna, 9, &format!(r#"{{"ops":[{long}]}}"#));
    waited_for("Anna has it", || {
        awake.read(&annas);
        awake.head == 9
    })
    .await;
    assert!(waiting(&mut awake) < 1_000 && !brunos.is_drained(), "nothing is sent before he reads");
    waited_for("Bruno has the log", || {
        asleep.read(&brunos);
        asleep.head == 9
    })
    .await;
    // What was begun cannot be dropped: who leaves that is closed, also when nothing else would come.
    submit(&anna, 10, &format!(r#"{{"ops":[{long}]}}"#));
    waited_for("Anna has it", || {
        awake.read(&annas);
        awake.head == 10
    })
    .await;
    waited_for("it waits for Bruno", || piece(&brunos).is_ready()).await;
    room.lock().fanout.reset(10);
    room.beat();
    assert_eq!(room.peers(), 2);
    lose_patience(&brunos);
    room.beat();
    assert_eq!(room.peers(), 1);
}

// [C14] [V8] Any number of hellos and drafts between two ticks is one frame for everybody who is there, and one for all newcomers.
#[tokio::test]
async fn what_happens_waits_for_the_tick() {
    let folder = tempfile::TempDir::new().unwrap();
    let hub = Hub::new(Store::open(folder.path(), Duration::ZERO).await.unwrap());
    hub.create_board(&BoardKey::demo()).await.unwrap();
    let room = hub.room(&BoardKey::demo()).await.unwrap();
    let lives = |outbox: &Outbox| texts(outbox, "live");
    let (_anna, annas) = join(&hub, 1).await;
    waited_for("Anna is told what is going on", || !lives(&annas).is_empty()).await;
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
    assert_eq!(lives(&annas).len(), 0, "nothing is sent before the tick");
    room.publish(&mut room.lock(), std::time::Instant::now());
    let told = lives(&annas);
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].matches("\"name\":").count(), 49, "{}", told[0]);
    assert!(!told[0].contains("leave"), "who came and went was never there");
    let newcomers: Vec<_> = class.iter().map(|(_, outbox)| lives(outbox)).collect();
    assert!(newcomers.iter().all(|told| told.len() == 1 && told[0].contains("\"all\":true")));
    assert!(newcomers.iter().all(|told| *told == newcomers[0]), "one frame for all of them");
    // [V8] So is what they draw between two ticks, whatever it comes in.
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
    let told = lives(&annas);
    assert_eq!((told.len(), told[0].matches("\"points\"").count()), (1, 49));
    // [V8] The author of an edit receives it before the tick, and only once.
    room.lock().fanout.next_tick = std::time::Instant::now() + Duration::from_secs(3_600);
    let (author, outbox) = &class[5];
    submit(author, 1, &format!(r#"{{"ops":[{}]}}"#, rectangle(1)));
    waited_for("the edit is stored", || room.head() == 1).await;
    assert_eq!((texts(outbox, "log").len(), texts(&annas, "log").len()), (1, 0));
    room.publish(&mut room.lock(), std::time::Instant::now());
    assert_eq!((texts(outbox, "log").len(), texts(&annas, "log").len()), (0, 1));
}

// [V7] What of a tick's endings has no room in its frame is sent with the next ticks, though nothing else happens.
#[tokio::test]
async fn endings_that_wait_are_sent() {
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
    let told = |frames: &[String]| frames.iter().map(|text| text.matches("\"done\"").count()).sum::<usize>();
    let first = texts(outbox, "live");
    assert!(first.len() == 1 && told(&first) < 3 * ENDED, "they have no room in one frame");
    let mut all = first;
    waited_for("all are told", || {
        all.extend(texts(outbox, "live"));
        told(&all) == 3 * ENDED
    })
    .await;
}

/// The messages of one kind that were sent.
fn texts(outbox: &Outbox, kind: &str) -> Vec<String> {
    let frames = frames(outbox);
    let texts = frames.iter().filter_map(Frame::message).map(|text| String::from_utf8(text.to_vec()).unwrap());
    texts.filter(|text| text.contains(&format!("\"t\":\"{kind}\""))).collect()
}

// [A3] What was drawn is in chunks soon after, so that who joins does not wait for them.
#[tokio::test]
async fn chunks_are_made_once_nobody_draws() {
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
    assert!(!waits(), "they fill no chunk");
    draw(901, 200);
    waited_for("there is a chunk", || chunks() == 1).await;
    waited_for("nothing waits", || !waits()).await;
    draw(1_101, 1_000);
    waited_for("there is another", || chunks() == 2).await;
}

fn rectangle(n: u64) -> String {
    format!(
        r#"{{"op":"add","shape":{{"id":"{:016x}.{n}","kind":"rectangle","page":1,"pos":[{n},0,0],"geometry":{{"w":32,"h":32}},"style":{{"ink":"red","size":40}}}}}}"#,
        7
    )
}
