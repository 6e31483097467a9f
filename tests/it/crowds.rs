//! Thousands of connections of one server: many people, and many who stop in the middle of what they send.

use futures_util::future::join_all;
use tokio::net::TcpStream;

use crate::harness::{Server, eventually};
use crate::peer::Peer;
use crate::raw::{End, FIN, PONG, Raw, TEXT, frame, header};

const MEBIBYTE: u64 = 1024 * 1024;
/// Handshakes that wait for their answers at the same time.
const AT_ONCE: usize = 64;

/// The system's soft limit may be lower than these tests need.
fn allow_connections(connections: u64) {
    let limit = rlimit::increase_nofile_limit(connections + 500).expect("the limit can be read");
    assert!(limit > connections + 200, "the system allows {limit} open files; these tests need {connections}");
}

/// Opens that many connections, each of which has joined the board and sent most of a message.
async fn stuck(server: &Server, board: &str, count: usize) -> Vec<Raw> {
    let part = [header(FIN | TEXT, 64 * 1024), vec![0; 4], vec![b' '; 63 * 1024]].concat();
    let mut all = Vec::new();
    for _ in 0..count / AT_ONCE {
        let one = async || {
            let mut raw = Raw::join(server, board).await;
            raw.write(&part).await;
            raw
        };
        all.extend(join_all((0..AT_ONCE).map(|_| one())).await);
    }
    all
}

// [F8] Three thousand connections that stop in the middle of a message take no more memory than the pool has; others save
// throughout.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn unfinished_messages_take_the_memory_of_their_pool() {
    const STUCK: usize = 3_072;
    const BOARDS: usize = 8;
    allow_connections(STUCK as u64);
    let server = Server::start().await;
    let board = server.new_board().await;
    let mut anna = Peer::join(&server, &board, "Anna").await;
    anna.drawn(0, 0).await;
    let before = server.memory();
    let mut all = Vec::new();
    let mut most = 0;
    for _ in 0..BOARDS {
        all.extend(stuck(&server, &server.new_board().await, STUCK / BOARDS).await);
        anna.drawn(0, 0).await;
        most = most.max(server.memory().saturating_sub(before) / MEBIBYTE);
    }
    println!("tried: {STUCK} connections with 63 KiB of an unfinished message each, {most} MiB");
    // A debug build takes 21 KiB for a connection, and the pool is 64 MiB. Without it this is 295 MiB.
    assert!(most < 200, "{most} MiB");
    assert_eq!(all.swap_remove(0).end().await, End::Close(4001), "the first has held it for the longest");
}

// [C13] [V8] [F7] Four thousand people are connected to eight boards at once. Everybody hears what is drawn on their board and
// nobody else's, newcomers get in, and when all have left their sockets are closed.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn thousands_of_people_work_on_their_boards() {
    const PEOPLE: usize = 4_096;
    const BOARDS: usize = 8;
    allow_connections(PEOPLE as u64);
    let server = Server::start().await;
    let sockets = server.sockets();
    let mut classes: Vec<(String, Peer, Vec<Raw>)> = Vec::new();
    for _ in 0..BOARDS {
        let board = server.new_board().await;
        let mut pupils = Vec::new();
        for _ in 0..PEOPLE / BOARDS / AT_ONCE {
            pupils.extend(join_all((0..AT_ONCE).map(|_| Raw::join(&server, &board))).await);
        }
        let mut teacher = Peer::join(&server, &board, "Anna").await;
        teacher.drawn(0, 0).await;
        classes.push((board, teacher, pupils));
        // As pages do, so that nobody counts as gone however long this takes.
        for pupil in classes.iter_mut().flat_map(|(_, _, pupils)| pupils) {
            pupil.write(&frame(FIN | PONG, b"")).await;
        }
    }
    assert!(server.sockets() >= sockets + PEOPLE);
    for (board, teacher, pupils) in &mut classes {
        teacher.until("all are counted", |peer| peer.count == (PEOPLE / BOARDS + 1) as u64).await;
        let n = teacher.draw(160, 0).await;
        let stroke = format!("\"id\":\"{}\"", teacher.id(n));
        teacher.stored(n).await;
        join_all(pupils.iter_mut().map(|pupil| pupil.expect_text(&stroke))).await;
        let late = Peer::join(&server, board, "Late").await;
        assert_eq!(late.count, teacher.count + 1);
    }
    drop(classes);
    // The requests for new boards may leave connections behind that are kept alive.
    eventually("all sockets are closed", async || (server.sockets() <= sockets + BOARDS).then_some(())).await;
}

// [A14] More connections than the process may have open files wait, and one of them gets in when another ends; meanwhile people
// save.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn connections_leave_open_files_for_the_store() {
    const FILES: usize = 400;
    const MOST: usize = FILES / 2;
    let mut server = Server::start().await;
    let board = server.new_board().await;
    server.kill_9();
    server.launch_again_with_files(FILES);
    server.ready().await;
    let mut anna = Peer::join(&server, &board, "Anna").await;
    let streams = join_all((0..FILES).map(|_| TcpStream::connect(server.address()))).await;
    let mut waiting: Vec<TcpStream> = streams.into_iter().map(|stream| stream.expect("the queue has room")).collect();
    eventually("the connections are taken", async || (server.sockets() >= MOST - 2).then_some(())).await;
    anna.drawn(0, 0).await;
    assert!(server.sockets() <= MOST + 24, "{} sockets", server.sockets());
    waiting.truncate(1);
    Peer::join(&server, &board, "Late").await.drawn(80, 0).await;
}
