//! What happens while nobody says anything. The only test that waits for the long timers, all in one.

use std::time::Duration;

use crate::harness::Server;
use crate::peer::Peer;
use crate::raw::{FIN, Frame, PING, PONG, Raw, frame};

/// Longer than the 45 s after which a silent peer is gone, and less than the ping that follows.
const LONG: Duration = Duration::from_secs(58);

// [F5] [C8] [F7] The server pings every 20 s and says hb every 15 s; who answers stays, who does not is gone
// after 45 s.
#[tokio::test]
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
