//! Tests of lookups of old removals.

use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;
use tokio::time::Instant;

use super::recall::{Lookup, NotNow, Recalls};
use crate::board::{LoggedEdit, Tag};
use crate::hub::memory::{BoardMemory, Share};
use crate::hub::{BoardKey, Hub, Room};
use crate::protocol::Post;
use crate::store::{Batch, Store};

const SHAPES: u64 = 10;
/// Clears of another page, each of which visits every shape.
const VAIN: u64 = 50;
const CLEAR: (Tag, u64) = (Tag(0xaa), SHAPES + VAIN + 1);

/// A log that draws, clears another page often and then clears the drawn page.
fn log() -> Batch {
    let add = |n: u64| {
        format!(
            r#"{{"op":"add","shape":{{"id":"00000000000000aa.{n}","kind":"rectangle","page":1,"pos":[0,0,0],"geometry":{{"w":5,"h":5}},"style":{{"ink":"red","size":64}}}}}}"#
        )
    };
    let op = |n: u64| match n {
        _ if n <= SHAPES => add(n),
        _ if n < CLEAR.1 => r#"{"op":"clear","page":2,"upto":0}"#.to_owned(),
        _ => format!(r#"{{"op":"clear","page":1,"upto":{SHAPES}}}"#),
    };
    let edit = |n: u64| -> LoggedEdit {
        let json = format!(r#"{{"author":1,"tag":"00000000000000aa","n":{n},"at":1,"ops":[{}]}}"#, op(n));
        serde_json::from_str(&json).unwrap()
    };
    let edits = (1..=CLEAR.1).map(edit).map(|edit| {
        let ops = serde_json::to_string(&edit.ops).unwrap();
        (edit, ops.into())
    });
    Batch { first: 1, edits: edits.collect(), ..Batch::default() }
}

/// A hub with this memory for boards, and the room of a board whose clear is no longer in memory.
async fn cleared(folder: &tempfile::TempDir, memory: BoardMemory) -> (Arc<Hub>, Arc<Room>) {
    let store = Store::open(folder.path(), Duration::ZERO).await.unwrap();
    for key in ["demo", "0123456789abcdefghijkl"] {
        store.create_board(key, 1).await.unwrap();
    }
    let row = store.board("demo").await.unwrap().row;
    store.step(&[], &[row], |_| vec![Some(log())]).await.unwrap().boards.remove(0).unwrap();
    let hub = Hub::with_memory(store, memory);
    let room = hub.room(&BoardKey::demo()).await.unwrap();
    (hub, room)
}

fn recalls(hub: &Arc<Hub>) -> Recalls {
    Recalls::new(hub.shared.memory.clone(), Arc::downgrade(&hub.rooms))
}

fn post(person: char, op: &str) -> Post {
    let person = person.to_string().repeat(32);
    let body = format!(r#"{{"person":"{person}","tag":"{}","first":1,"edits":[{{"ops":[{op}]}}]}}"#, &person[..16]);
    Post::decode(body.as_bytes()).unwrap()
}

fn restore() -> Post {
    post('b', &format!(r#"{{"op":"restore","tag":"{}","n":{}}}"#, CLEAR.0, CLEAR.1))
}

// [S20] [O5] [L6] While boards in use fill the memory, no historical board is read: the restore is refused with a retry, edits of
// others on the board are stored, and with memory the restore succeeds.
#[tokio::test]
async fn a_historical_board_is_read_only_with_memory() {
    let folder = tempfile::TempDir::new().unwrap();
    let (hub, room) = cleared(&folder, BoardMemory::new(100_000, 200_000)).await;
    let other = hub.room(&"0123456789abcdefghijkl".parse().unwrap()).await.unwrap();
    other.share.set(300_000);
    let add = post('c', r#"{"op":"board","name":"x"}"#);
    let (restored, named) = tokio::join!(room.post(restore(), None), room.post(add, None));
    let (restored, named) = (restored.unwrap(), named.unwrap());
    assert_eq!((restored.acks.len(), restored.nacks.len(), named.acks.len()), (0, 1, 1), "{restored:?}");
    assert_eq!((restored.nacks[0].code, restored.nacks[0].retry), ("store", true));
    other.share.set(0);
    assert_eq!(room.post(restore(), None).await.unwrap().acks.len(), 1);
    assert_eq!(room.lock().core.board.size().0 as u64, SHAPES);
}

// [S20] [O5] All rooms together read two historical boards at a time; the next lookup waits for its turn, up to a limit.
#[tokio::test]
async fn few_historical_boards_are_read_at_a_time() {
    let folder = tempfile::TempDir::new().unwrap();
    let (hub, room) = cleared(&folder, BoardMemory::new(100_000, 200_000)).await;
    let mut recalls = recalls(&hub);
    let turns = (recalls.begin().await.unwrap(), recalls.begin().await.unwrap());
    assert!(recalls.look_up(&room, vec![CLEAR]).now_or_never().is_none());
    recalls.max_wait = Duration::ZERO;
    assert!(matches!(recalls.look_up(&room, vec![CLEAR]).await, Err(NotNow::NoTurn)));
    drop(turns);
    assert_eq!(recalls.look_up(&room, vec![CLEAR]).await.unwrap().len(), 1);
    // A lookup beyond its time returns nothing and releases its turn.
    recalls.max_lookup = Duration::ZERO;
    assert_eq!(recalls.look_up(&room, vec![CLEAR]).await.unwrap().len(), 0);
    assert!(recalls.begin().await.is_ok());
}

// [L8] [S20] The historical board counts while it exists, and all visited shapes are charged.
#[tokio::test]
async fn a_lookup_counts_its_memory_and_its_work() {
    let folder = tempfile::TempDir::new().unwrap();
    let (hub, room) = cleared(&folder, BoardMemory::new(100_000, 200_000)).await;
    let share = Share::of(hub.shared.memory.clone());
    let (before, far) = (hub.shared.memory.used(), Instant::now() + Duration::from_secs(60));
    let lookup = Lookup { store: &room.store, row: room.row, first: 1, share: &share, deadline: far };
    let found = lookup.find(vec![CLEAR]).await.unwrap();
    let removed = found[0].removal.as_ref().unwrap();
    assert_eq!(removed.shapes.len() as u64, SHAPES);
    assert!(found[0].work >= VAIN * SHAPES, "{}", found[0].work);
    assert!(share.bytes() >= removed.bytes() && hub.shared.memory.used() == before + share.bytes());
    drop(share);
    recalls(&hub).look_up(&room, vec![CLEAR]).await.unwrap();
    assert_eq!(hub.shared.memory.used(), before, "the board was dropped");
}
