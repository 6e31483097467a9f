use super::*;

fn session(pool: &Arc<OutboxPool>) -> Arc<Session> {
    Session::open("sid".to_owned(), None, None, pool)
}

fn post(session: &Session, body: &str) {
    session.begin_post().unwrap().arrived(body);
}

// [I10] [V9] Sessions that never poll, each below every bound of its own, end before all of them take too much; one that
// polls stays, and so does one that waits for nothing.
#[tokio::test]
async fn unread_packets_of_all_sessions_have_a_bound() {
    const MAX: usize = 4 * 1024 * 1024;
    let pool = Arc::new(OutboxPool::with_max(MAX));
    let (reader, idle) = (session(&pool), session(&pool));
    let silent: Vec<_> = (0..200).map(|_| session(&pool)).collect();
    for _ in 0..4 {
        for session in &silent {
            session.push(Batch::one("4".repeat(8 * 1024)));
            assert!(pool.unread() <= MAX);
        }
        reader.push(Batch::one("4".repeat(8 * 1024)));
        assert!(reader.poll().await.is_some());
    }
    assert!(silent.iter().any(|session| session.is_closed()) && !reader.is_closed() && !idle.is_closed());
    assert!(silent.iter().filter(|session| !session.is_closed()).count() > 40, "only as many as it needs");
    drop((reader, idle, silent));
    assert_eq!(pool.unread(), 0);
}

// [I10] The same over WebSockets: ending a session while its socket takes packets waits for no lock.
#[test]
fn sessions_over_sockets_share_the_bound() {
    const MAX: usize = 4 * 1024 * 1024;
    let pool = Arc::new(OutboxPool::with_max(MAX));
    let sockets: Vec<_> = (0..100).map(|opened| Outbox::open(opened, pool.clone())).collect();
    let open = |socket: &Arc<Outbox>| Session::open(String::new(), None, Some(socket.clone()), &pool);
    let unread: Vec<_> = sockets.iter().map(open).collect();
    for _ in 0..10 {
        for session in &unread {
            session.push(Batch::one("4".repeat(16 * 1024)));
            assert!(pool.unread() <= MAX);
        }
    }
    assert!(unread.iter().any(|session| session.is_closed()) || sockets.iter().any(|socket| socket.is_ended()));
}

// [I7] [C14] A session that joins and leaves again and again ends: each CONNECT joins the board.
#[test]
fn connects_have_a_rate() {
    let session = session(&Arc::default());
    let began = Instant::now();
    let mut joins = 0;
    while !session.is_closed() {
        post(&session, "40");
        if session.take_order() == Some(Order::Join) {
            joins += 1;
            session.joined(Batch::one(String::new()));
            post(&session, "41");
            assert_eq!(session.take_order(), Some(Order::Leave));
        }
    }
    let (per_second, burst) = HELLOS;
    let most = burst + per_second * (began.elapsed().as_secs() + 1);
    assert!((burst..=most).contains(&joins), "{joins} joins");
}

/// Orders that the task takes.
fn orders(session: &Session) -> usize {
    std::iter::from_fn(|| session.take_order()).count()
}

// [I7] Beyond the rate of packets a session rests, and no event of what has arrived is lost; any other packet ends it.
#[test]
fn packets_have_a_rate() {
    let session = session(&Arc::default());
    post(&session, "40");
    session.joined(Batch::one(String::new()));
    assert_eq!(orders(&session), 1);
    let now = Instant::now();
    assert_eq!(session.rests_until(now), None);
    let events = vec!["42[\"drawing\",{}]"; 2_000].join("\u{1e}");
    post(&session, &events);
    assert_eq!(orders(&session), 2_000);
    let rest = session.rests_until(now).expect("it has sent too much") - now;
    assert!((7..=9).contains(&rest.as_secs()), "{rest:?}");
    post(&session, "40/x,");
    assert!(session.is_closed() && session.rests_until(now).is_none());
}

// [I7] Nothing more is read while the task has much to do, as when a board is still being loaded.
#[test]
fn a_busy_task_holds_packets_back() {
    let session = session(&Arc::default());
    post(&session, "40");
    session.joined(Batch::one(String::new()));
    post(&session, &vec!["42[\"drawing\",{}]"; 450].join("\u{1e}"));
    let later = Instant::now() + Duration::from_secs(60);
    assert!(session.rests_until(later).is_some());
    orders(&session);
    assert_eq!(session.rests_until(later), None);
}

// [I7] Packets that mean nothing count as well.
#[test]
fn empty_packets_have_a_rate() {
    let session = session(&Arc::default());
    post(&session, &["6"; 30_000].join("\u{1e}"));
    assert!(session.rests_until(Instant::now() + Duration::from_secs(60)).is_some() && !session.is_closed());
}
