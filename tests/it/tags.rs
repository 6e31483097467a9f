//! Whose a tag is.

use serde_json::json;

use crate::harness::Server;
use crate::peer::{Gone, Peer};
use crate::shapes;
use crate::small_disk::SmallDisk;

fn code(gone: Gone) -> u16 {
    gone.0.map_or(0, |(code, _)| code)
}

// [E3] A tag belongs to the person who used it first.
#[tokio::test]
async fn a_foreign_tag_is_forbidden() {
    let server = Server::start().await;
    let board = server.new_board().await;
    let mut anna = Peer::join(&server, &board, "Anna").await;
    anna.drawn(0, 0).await;
    let mut thief = Peer::new(&server, &board, "Thief");
    thief.tag.clone_from(&anna.tag);
    thief.connect().await.unwrap();
    thief.hello().await;
    assert_eq!(code(thief.closed().await), 4503);
    anna.drawn(160, 0).await;
}

// [E3] A person who sees a tag before anything is stored under it cannot take it: not while its page is away, and not after the
// server has started anew.
#[tokio::test]
async fn a_tag_that_others_have_seen_stays_its_owners() {
    let mut server = Server::start().await;
    let board = server.new_board().await;
    let mut anna = Peer::join(&server, &board, "Anna").await;
    let mut bruno = Peer::join(&server, &board, "Bruno").await;
    let tag = anna.tag.clone();
    bruno.until("her classmate sees it", |peer| peer.saw(&tag)).await;
    anna.vanish();
    bruno.until("Anna is gone", |peer| peer.count == 1).await;
    is_forbidden(&server, &board, &tag).await;
    // Everything before this stroke was stored before it.
    bruno.drawn(0, 0).await;
    server.kill_9();
    server.launch_again();
    server.ready().await;
    is_forbidden(&server, &board, &tag).await;
    anna.come_back().await;
    anna.drawn(160, 0).await;
}

// [E3] While the store cannot bind a tag, its peer is counted but neither named nor shown, drafts included, because they hold the tag.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_tag_is_shown_once_it_is_stored() {
    let disk = SmallDisk::mount(64);
    let server = Server::start_in(disk.folder.clone()).await;
    let board = server.new_board().await;
    let mut bruno = Peer::join(&server, &board, "Bruno").await;
    bruno.drawn(0, 0).await;
    disk.fill_up_to(2 << 10);
    let refused = bruno.draw(160, 0).await;
    bruno.expect_nack(refused).await;
    let mut anna = Peer::join(&server, &board, "Anna").await;
    anna.send(&shapes::ink_draft(1, &anna.id(1), 0, 4)).await;
    let presence = json!({"t": "presence", "cursor": [7, 9], "page": 1});
    anna.send(&presence).await;
    // The room has everything she has shown by now when it answers her.
    anna.ping().await;
    let mut guest = Peer::join(&server, &board, "Guest").await;
    guest.send(&presence).await;
    guest.ping().await;
    guest.vanish();
    bruno.ping().await;
    let late = Peer::join(&server, &board, "Late").await;
    bruno.until("the guest has gone", |peer| peer.count == 3).await;
    assert!(!bruno.saw(&anna.tag) && !late.saw(&anna.tag), "nobody has seen the tag");
    assert!(!bruno.saw("cursor"), "nor anything of who is not shown, and may go without a word");
    disk.free();
    bruno.until("the tag is stored", |peer| peer.peers.values().any(|name| name == "Anna")).await;
    assert!(!bruno.drafts().is_empty() && bruno.saw("[7,9]"), "with what she has shown meanwhile");
}

/// Somebody else says hello with this tag.
async fn is_forbidden(server: &Server, board: &str, tag: &str) {
    let mut thief = Peer::new(server, board, "Thief");
    thief.tag = tag.to_owned();
    thief.connect().await.unwrap();
    thief.hello().await;
    assert_eq!(code(thief.closed().await), 4503);
}
