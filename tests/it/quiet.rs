//! Behaviour of a silent connection. The only test that waits for the long timers, all at the same time.

use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::far_net::FarNet;
use crate::harness::Server;
use crate::peer::Peer;
use crate::raw::{FIN, Frame, PING, PONG, Raw, frame, hello, text};

/// Longer than the 45 s after which a silent peer is gone, and less than the ping that follows.
const LONG: Duration = Duration::from_secs(58);

// [F5] [C8] [F7] The server pings every 20 s and says hb every 15 s; who answers stays, who does not is gone
// after 45 s.
async fn a_silent_peer_is_gone_and_an_idle_one_is_not() {
    let server = Server::start().await;
    let board = server.new_board().await;
    let mut silent = Raw::join(&server, &board).await;
    let mut idle = Raw::join(&server, &board).await;
    let mut anna = Peer::join(&server, &board, "Anna").await;
    assert_eq!(anna.count, 3);
    let answering = tokio::spawn(async move {
        let mut pings = 0;
        let mut beats = 0;
        while let Some(Frame { opcode, payload }) = idle.read_frame().await {
            if opcode == PING {
                pings += 1;
                idle.write(&frame(FIN | PONG, &payload)).await;
            }
            beats += usize::from(payload.starts_with(b"{\"t\":\"hb\""));
            if pings >= 2 && beats >= 3 {
                return idle;
            }
        }
        panic!("the idle peer was sent away after {pings} pings and {beats} heartbeats");
    });
    let watching = async {
        // The deadline of `until` is shorter than the timers, so the messages are read by hand.
        while anna.count > 2 {
            anna.pump().await.expect("who reads and answers pings stays");
        }
    };
    tokio::time::timeout(LONG, watching).await.expect("the silent peer is gone");
    let _idle = tokio::time::timeout(LONG, answering).await.expect("pings come").expect("the idle peer stays");
    assert!(anna.beats.len() >= 2, "{:?}", anna.beats);
    let pings = async {
        let mut pings = 0;
        while let Some(Frame { opcode, .. }) = silent.read_frame().await {
            pings += usize::from(opcode == PING);
        }
        pings
    };
    assert!(pings.await >= 2);
}

// [F5] [F7] A peer whose network is gone says no goodbye and answers nothing, not even TCP: it is gone within the same
// 45 s, and nothing of it is left.
async fn a_vanished_peer_is_gone() {
    let net = FarNet::lay();
    let server = Server::start_everywhere().await;
    let board = server.new_board().await;
    let mut anna = Peer::join(&server, &board, "Anna").await;
    let sockets = server.sockets();
    let mut far = Raw::shake_hands(net.connect(server.port()), &server, &board).await;
    far.write(&text(&hello())).await;
    far.expect_text("\"t\":\"live\"").await;
    anna.until("it is here", |peer| peer.count == 2).await;
    assert_eq!(server.sockets(), sockets + 1);
    net.cut();
    let cut = Instant::now();
    // Something that is sent into the dark, as in a lesson.
    anna.drawn(0, 0).await;
    let watching = async {
        while anna.count > 1 {
            anna.pump().await.expect("who reads and answers pings stays");
        }
    };
    tokio::time::timeout(LONG, watching).await.expect("the vanished peer is gone");
    assert!(cut.elapsed() > Duration::from_secs(15), "it was told of the end: {:?}", cut.elapsed());
    anna.drawn(160, 0).await;
    let closed = async {
        while server.sockets() > sockets {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), closed).await.expect("its socket is closed too");
    drop(far);
}

// [H1] [H15] A body that does not come to its end in time is answered 408, with a text.
async fn a_body_that_does_not_come_is_told_so() {
    let server = Server::start().await;
    let board = server.new_board().await;
    let mut line = TcpStream::connect(server.address()).await.unwrap();
    let head = format!("POST /api/boards/{board}/ops HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{{\"pe");
    line.write_all(head.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    let reading = async {
        while !answer.ends_with(b"}") {
            let mut piece = [0; 1_024];
            let read = line.read(&mut piece).await.unwrap();
            assert!(read > 0, "cut off without a word");
            answer.extend_from_slice(&piece[..read]);
        }
    };
    tokio::time::timeout(Duration::from_secs(70), reading).await.expect("an answer");
    let answer = String::from_utf8(answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 408 ") && answer.contains("\"too_slow\""), "{answer}");
}

// [F5] [C8] [F7] [H1] All of the above, in the time of the longest.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn silence_has_an_end() {
    tokio::join!(
        a_silent_peer_is_gone_and_an_idle_one_is_not(),
        a_vanished_peer_is_gone(),
        a_body_that_does_not_come_is_told_so(),
    );
}
