use super::*;

fn packet(text: &str) -> Batch {
    Batch::one(text.to_owned())
}

fn socket() -> Arc<Outbox> {
    Arc::new(Outbox::new(1, Arc::default()))
}

fn seconds(n: u64) -> Duration {
    Duration::from_secs(n)
}

// [I4] Packets wait for a poll, which takes all of them; a poll waits for packets.
#[test]
fn a_poll_takes_what_waits() {
    let mut engine = Engine::new(None, Arc::default(), Instant::now());
    engine.push(packet("0{}"));
    engine.push(packet("2"));
    assert!(engine.begin_poll());
    assert_eq!(engine.take_answer().as_deref(), Some("0{}\u{1e}2"));
    assert!(engine.begin_poll());
    assert_eq!(engine.take_answer(), None);
    engine.push(packet("40"));
    assert_eq!(engine.take_answer().as_deref(), Some("40"));
}

// [I4] A second poll at once ends the session; the first one is answered by a close packet.
#[test]
fn two_polls_at_once_end_the_session() {
    let mut engine = Engine::new(None, Arc::default(), Instant::now());
    assert!(engine.begin_poll() && !engine.begin_poll());
    assert!(engine.is_closed());
    assert_eq!(engine.take_answer().as_deref(), Some("1"));
}

// [I5] A session that the server closes says so in the poll that waits, or in the next one after what waits.
#[test]
fn a_close_is_told_by_a_poll() {
    let now = Instant::now();
    let mut waiting = Engine::new(None, Arc::default(), now);
    waiting.begin_poll();
    waiting.close(now);
    assert!(waiting.is_closed());
    assert_eq!(waiting.take_answer().as_deref(), Some("1"));
    let mut later = Engine::new(None, Arc::default(), now);
    later.push(packet("40"));
    later.close(now);
    later.push(packet("42[\"late\"]"));
    later.begin_poll();
    assert_eq!(later.take_answer().as_deref(), Some("40"));
    assert!(!later.is_closed());
    later.begin_poll();
    assert_eq!(later.take_answer().as_deref(), Some("6\u{1e}1"));
    assert!(later.is_closed());
    let mut never = Engine::new(None, Arc::default(), now);
    never.close(now);
    never.tick(now + seconds(29));
    assert!(!never.is_closed() && !never.is_open());
    never.tick(now + seconds(30));
    assert!(never.is_closed());
}

// [I5] A client that closes its session gets a noop in the poll that waits.
#[test]
fn a_client_closes_its_session() {
    let now = Instant::now();
    let mut engine = Engine::new(None, Arc::default(), now);
    engine.begin_poll();
    engine.receive(Packet::Close, now);
    assert!(engine.is_closed());
    assert_eq!(engine.take_answer().as_deref(), Some("6"));
    let mut upgraded = Engine::new(Some(socket()), Arc::default(), now);
    upgraded.receive(Packet::Close, now);
    assert!(upgraded.is_open(), "on a socket the packet means nothing, as in the reference");
}

// [I5] A ping that is not answered within 20 s ends the session; another packet extends the wait once.
#[test]
fn a_session_without_pongs_ends() {
    let start = Instant::now();
    let mut engine = Engine::new(None, Arc::default(), start);
    engine.tick(start + seconds(24));
    assert!(!engine.begin_poll() || engine.take_answer().is_none());
    engine.tick(start + seconds(25));
    assert_eq!(engine.take_answer().as_deref(), Some("2"));
    engine.receive(Packet::Pong, start + seconds(26));
    assert_eq!(engine.next_tick(), start + seconds(51));
    engine.tick(start + seconds(51));
    engine.receive(Packet::Ignored, start + seconds(60));
    engine.receive(Packet::Ignored, start + seconds(70));
    engine.tick(start + seconds(79));
    assert!(engine.is_open());
    engine.tick(start + seconds(80));
    assert!(engine.is_closed());
}

// [I5] [I3] A ping of a client, and no packet at all, end the session.
#[test]
fn malformed_packets_end_the_session() {
    for text in ["2", "2probe", "x", "", "7"] {
        let mut engine = Engine::new(None, Arc::default(), Instant::now());
        assert_eq!(engine.receive(Packet::decode(text), Instant::now()), Received::Handled);
        assert!(engine.is_closed(), "{text}");
    }
    for text in ["0", "3", "5", "6"] {
        let mut engine = Engine::new(None, Arc::default(), Instant::now());
        engine.receive(Packet::decode(text), Instant::now());
        assert!(engine.is_open(), "{text}");
    }
}

// [I5] An upgrade releases the poll, and changes the transport with the packets that wait.
#[test]
fn an_upgrade_changes_the_transport() {
    let now = Instant::now();
    let (mut engine, socket) = (Engine::new(None, Arc::default(), now), socket());
    engine.begin_poll();
    assert!(engine.begin_upgrade(&socket, now));
    assert!(!engine.begin_upgrade(&socket, now), "one upgrade at a time");
    engine.receive_probe(Packet::Ping("probe"));
    assert_eq!(engine.take_answer().as_deref(), Some("6"));
    engine.begin_poll();
    engine.tick(now + Duration::from_millis(100));
    assert_eq!(engine.take_answer().as_deref(), Some("6"));
    engine.push(packet("42[\"a\"]"));
    engine.receive_probe(Packet::Upgrade);
    assert!(engine.is_transport(&socket) && !engine.is_polling() && engine.slow_socket().is_none());
    assert!(!engine.begin_upgrade(&socket, now), "an upgraded session does not upgrade");
    engine.lose_socket(&socket);
    assert!(engine.is_closed());
}

// [I5] Half an upgrade leaves the session where it was.
#[test]
fn half_an_upgrade_changes_nothing() {
    let now = Instant::now();
    let upgrading = || {
        let (mut engine, socket) = (Engine::new(None, Arc::default(), now), socket());
        assert!(engine.begin_upgrade(&socket, now));
        (engine, socket)
    };
    let (mut silent, socket) = upgrading();
    silent.tick(now + seconds(10));
    assert!(silent.is_open() && !silent.is_probe(&socket));
    let (mut cut, socket) = upgrading();
    cut.lose_socket(&socket);
    assert!(cut.is_open() && cut.is_polling());
    let (mut odd, socket) = upgrading();
    odd.receive_probe(Packet::Message("0"));
    assert!(odd.is_open() && !odd.is_probe(&socket));
}

// [I10] A socket that does not read gets no further packets, which bounds them.
#[test]
fn a_slow_socket_holds_packets_back() {
    let socket = socket();
    let mut engine = Engine::new(Some(socket.clone()), Arc::default(), Instant::now());
    let mut pushed = 0;
    while engine.has_room() {
        engine.push(packet(&"x".repeat(1_000)));
        pushed += 1;
    }
    assert!(engine.slow_socket().is_some() && (100..200).contains(&pushed), "{pushed}");
}

// [I10] A session that makes the server answer and never polls ends at a fixed number of bytes.
#[test]
fn unread_answers_end_a_session() {
    let mut engine = Engine::new(None, Arc::default(), Instant::now());
    let answers = (0..20_000).take_while(|_| {
        engine.push(packet("44/x,{\"message\":\"Invalid namespace\"}"));
        engine.is_open()
    });
    assert!((1_000..10_000).contains(&answers.count()));
}
