//! Before a board is reached: foreign pages, and connections that say no hello.

use crate::harness::Server;
use crate::peer::Peer;
use crate::raw::{CLOSE, CONTINUATION, End, FIN, PING, Raw, TEXT, frame, header, hello, text, upgrade_head};

// [C1] [C11] A foreign page's socket is closed with a code of its own, whatever board it names: nothing is read from
// it and nothing else is sent to it. The log says it once.
#[tokio::test]
async fn a_foreign_origin_is_closed_and_not_listened_to() {
    let server = Server::start().await;
    let board = server.new_board().await;
    let own = server.origin();
    let evil = "http://evil.example".to_owned();
    let origins = [
        ("foreign", evil.clone()),
        ("foreign again", evil),
        ("null", "null".to_owned()),
        ("the own one as a prefix", format!("{own}.evil.example")),
        ("another scheme", own.replace("http:", "https:")),
        ("another port", "http://127.0.0.1:1".to_owned()),
    ];
    for (what, origin) in &origins {
        for board in [board.as_str(), "nonsense"] {
            let extra = format!("Origin: {origin}\r\nSec-WebSocket-Protocol: lavagna.v1\r\n");
            let mut raw = Raw::upgrade(&server, &upgrade_head(&server, board, &extra)).await;
            raw.write(&text(&hello())).await;
            let first = raw.read_frame().await.expect("a frame");
            assert_eq!((first.opcode, &first.payload[..2]), (CLOSE, &4504_u16.to_be_bytes()[..]), "{what}");
            assert_eq!(raw.read_frame().await, None, "{what}: and nothing after it");
        }
    }
    let output = server.output();
    let lines: Vec<&str> = output.lines().filter(|line| line.contains("http://evil.example and")).collect();
    assert_eq!(lines.len(), 1, "{output}");
    assert!(lines[0].contains(&server.address()) && lines[0].contains("PUBLIC_URL=http://evil.example"), "{lines:?}");
    let mut anna = Peer::join(&server, &board, "Anna").await;
    anna.drawn(0, 0).await;
}

// [C15] [C11] A page of another form of the data is told to reload, on a socket and on a stream; one that does not say reads form 2, and a script goes on.
#[tokio::test]
async fn a_page_of_another_version_reloads() {
    let server = Server::start().await;
    let board = server.new_board().await;
    for (query, is_ours) in [("", false), ("?v=3", true), ("?v=2", false), ("?v=4", false), ("?v=two", false)] {
        let extra = format!("Origin: {}\r\nSec-WebSocket-Protocol: lavagna.v1\r\n", server.origin());
        let head = upgrade_head(&server, &board, &extra).replacen("/ws?v=3 ", &format!("/ws{query} "), 1);
        let mut raw = Raw::upgrade(&server, &head).await;
        raw.write(&text(&hello())).await;
        let first = raw.read_frame().await.expect("a frame");
        let is_stopped = (first.opcode, first.payload.get(..2)) == (CLOSE, Some(&4510_u16.to_be_bytes()[..]));
        assert_eq!(is_stopped, !is_ours, "{query:?}");
        assert!(
            is_ours || first.payload.ends_with(b"form 3"),
            "{query:?}: the page has to know which of the two is newer"
        );
    }
    let stream = async |query: &str| {
        let mut answer = server.get(&format!("/api/boards/{board}/events?{query}")).await;
        assert_eq!(answer.status(), 200, "{query}");
        String::from_utf8(answer.chunk().await.unwrap().unwrap().to_vec()).unwrap()
    };
    let page = |form: &str| format!("tag=00000000000000aa{form}");
    for (query, is_ours) in [
        ("v=2", true),
        ("", true),
        (&page("&v=3"), true),
        (&page("&v=2"), false),
        (&page(""), false),
        (&page("&v=4"), false),
    ] {
        let first = stream(query).await;
        assert_eq!(
            first.contains("event: close") && first.contains("4510") && first.contains("form 3\""),
            !is_ours,
            "{query}: {first}"
        );
    }
}

// [C2] Frames that are no hello buy no time: pings, pieces of a message, a message that drips.
#[tokio::test]
async fn trickling_frames_do_not_put_off_the_deadline() {
    let server = Server::start().await;
    let board = server.new_board().await;
    let start = std::time::Instant::now();
    let long = header(FIN | TEXT, 4_000);
    let openings: [(&[u8], Vec<u8>); 3] =
        [(&[], frame(FIN | PING, b"")), (&frame(TEXT, b"{"), frame(CONTINUATION, b" ")), (&long, b" ".to_vec())];
    let trickle = openings.map(|(opening, more)| {
        let (server, board, opening) = (&server, &board, opening.to_vec());
        async move {
            let mut raw = Raw::connect(server, board).await;
            raw.write(&opening).await;
            let mut ticks = tokio::time::interval(std::time::Duration::from_millis(100));
            while !raw.is_closed().await {
                ticks.tick().await;
                raw.write(&more).await;
            }
            raw.end().await
        }
    });
    let ends = futures_util::future::join_all(trickle).await;
    assert!(ends.iter().all(|end| *end == End::Close(4000)), "{ends:?} after {:?}", start.elapsed());
}
