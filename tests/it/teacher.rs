//! Owners, roles and modes over the wire (SPEC J, R): who becomes a teacher, and what a change of the lesson does at once.

use serde_json::{Value, json};

use crate::harness::{Server, eventually};
use crate::peer::{Peer, fresh_hex};
use crate::shapes;

/// Somebody on an owned board who has shown the owner's token.
pub async fn teacher(server: &Server, (board, token): &(String, String)) -> Peer {
    let mut peer = Peer::new(server, board, "Teacher");
    peer.token = Some(token.clone());
    peer.enter(server).await;
    peer.until("to be a teacher", |peer| peer.you["role"] == "owner").await;
    peer
}

/// Somebody who came by the link, with the number that a teacher names them by.
pub async fn pupil(server: &Server, board: &str, name: &str) -> (Peer, u64) {
    let mut peer = Peer::join(server, board, name).await;
    peer.until("a number", |peer| peer.you["author"].is_u64()).await;
    let author = peer.you["author"].as_u64().unwrap();
    (peer, author)
}

/// Asks for a change of the lesson: status and answer.
pub async fn ask(server: &Server, board: &str, by: (Option<&str>, Option<&str>), set: &Value) -> (u16, Value) {
    let (person, token) = by;
    let mut request = server.http.post(format!("{}/api/boards/{board}/lesson", server.origin()));
    if let Some(token) = token {
        request = request.header("Authorization", format!("Bearer {token}"));
    }
    let body = match person {
        Some(person) => json!({"person": person, "set": set}),
        None => json!({"set": set}),
    };
    let answer = request.body(body.to_string()).send().await.expect("the server listens");
    (answer.status().as_u16(), answer.json().await.expect("JSON"))
}

/// A teacher changes the lesson.
pub async fn set(server: &Server, teacher: &Peer, board: &str, set: Value) -> Value {
    let (status, answer) = ask(server, board, (Some(&teacher.person), None), &set).await;
    assert_eq!(status, 200, "{set}: {answer}");
    answer
}

// [J1] [J2] A board that is made with an owner names the token in the fragment only. Who says it is a teacher from then on,
// also without it and after a restart; a wrong one makes nobody anything.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_token_makes_a_teacher() {
    let mut server = Server::start().await;
    let owned = server.new_owned_board().await;
    let (board, token) = &owned;
    assert_eq!(token.len(), 22);
    let mut anna = teacher(&server, &owned).await;
    assert_eq!((&anna.welcome["role"], &anna.you["author"]), (&json!("editor"), &json!(1)), "welcome does not wait");
    let (mut bruno, _) = pupil(&server, board, "Bruno").await;
    bruno.token = Some(fresh_hex(22));
    bruno.vanish();
    bruno.enter(&server).await;
    assert_eq!(bruno.welcome["role"], "editor");
    let (status, _) =
        ask(&server, board, (Some(&bruno.person), bruno.token.as_deref()), &json!({"mode": "frozen"})).await;
    assert_eq!(status, 403);
    anna.token = None;
    anna.vanish();
    server.signal("TERM");
    server.exit().await;
    let database = std::fs::read(server.database()).unwrap();
    let said = server.output();
    let leaks = |bytes: &[u8]| bytes.windows(token.len()).any(|part| part == token.as_bytes());
    assert!(!leaks(&database) && !leaks(said.as_bytes()), "neither the database nor the log has the token");
    server.restart().await;
    anna.enter(&server).await;
    assert_eq!(anna.welcome["role"], "owner");
    let (status, report) = server.task(&["doctor"]);
    assert!(status.success(), "{report}");
}

// [J1] A board without owner is nobody's for good: no token, no role and no mode changes anything there.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_board_without_owner_stays_so() {
    let server = Server::start().await;
    let board = server.new_board().await;
    let mut anna = Peer::new(&server, &board, "Anna");
    anna.token = Some(fresh_hex(22));
    anna.enter(&server).await;
    anna.drawn(0, 0).await;
    assert_eq!((&anna.welcome["role"], &anna.welcome["mode"]), (&json!("editor"), &json!("free")));
    for by in [(Some(anna.person.as_str()), anna.token.as_deref()), (None, Some("")), (None, None)] {
        let (status, answer) = ask(&server, &board, by, &json!({"mode": "frozen"})).await;
        assert_eq!((status, &answer["error"]), (403, &json!("role")));
    }
    assert!(!anna.kinds.iter().any(|kind| kind == "lesson" || kind == "you"), "{:?}", anna.kinds);
}

// [J3] [R4] Who joins an owned board has a number before the first edit, and the others are told. Welcome is followed by the
// lesson, and a change reaches everybody, also who comes later.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everybody_knows_the_lesson() {
    let server = Server::start().await;
    let owned = server.new_owned_board().await;
    let board = &owned.0;
    let mut anna = teacher(&server, &owned).await;
    let (mut bruno, number) = pupil(&server, board, "Bruno").await;
    assert_eq!(number, 2);
    anna.until("Bruno's number", |anna| anna.live.iter().any(|live| live.contains(r#""author":2"#))).await;
    let after = |peer: &Peer| peer.kinds.iter().position(|kind| kind == "welcome").map(|at| peer.kinds[at + 1].clone());
    assert_eq!((after(&anna), after(&bruno)), (Some("lesson".into()), Some("lesson".into())));
    let answer = set(&server, &anna, board, json!({"mode": "own-only", "pen": [2], "quiet": true})).await;
    let stamp = answer["stamp"].as_u64().unwrap();
    for peer in [&mut anna, &mut bruno] {
        peer.until("the change", |peer| peer.lesson["stamp"] == stamp).await;
        let mut told = peer.lesson.clone();
        told.as_object_mut().unwrap().remove("t");
        assert_eq!(told, answer);
    }
    let carla = Peer::join(&server, board, "Carla").await;
    assert_eq!(
        (&carla.lesson["mode"], &carla.lesson["pen"], &carla.welcome["mode"]),
        (&json!("own-only"), &json!([2]), &json!("own-only"))
    );
    set(&server, &anna, board, json!({"access": "watch", "roles": {"2": "editor"}})).await;
    let mut carla = carla;
    carla.until("to be a viewer", |carla| carla.you["role"] == "viewer").await;
    let n = bruno.draw(0, 0).await;
    bruno.stored(n).await;
    let n = carla.draw(0, 0).await;
    assert_eq!(carla.refused(n).await, "role");
    let dora = Peer::join(&server, board, "Dora").await;
    assert_eq!(dora.welcome["role"], "viewer");
}

// [R2] [R5] A freeze holds the edits that come after it, over the socket and by POST; the lesson comes before the nack. They
// are stored in their order once it is over; with the pen, at once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_frozen_board_holds_edits() {
    let server = Server::start().await;
    let owned = server.new_owned_board().await;
    let board = &owned.0;
    let mut anna = teacher(&server, &owned).await;
    let (mut bruno, number) = pupil(&server, board, "Bruno").await;
    let first = bruno.drawn(0, 0).await;
    set(&server, &anna, board, json!({"mode": "frozen"})).await;
    let from = bruno.kinds.len();
    let (two, three) = (bruno.draw(160, 0).await, bruno.del(&first).await);
    let nack = bruno.expect_nack(two).await;
    assert_eq!((nack.code.as_str(), nack.retry), ("mode", true));
    let kinds = &bruno.kinds[from..];
    let place = |kind: &str| kinds.iter().position(|known| known == kind);
    assert!(place("lesson").is_some_and(|lesson| place("nack").is_some_and(|nack| lesson < nack)), "{kinds:?}");
    assert!(bruno.nacks.iter().all(|nack| nack.n != three), "what follows a held edit waits for it");
    let (person, tag) = (fresh_hex(32), fresh_hex(16));
    let edit = json!({"ops": [shapes::add(shapes::ink(&format!("{tag}.1"), 0, 0))]});
    let post = json!({"person": person, "tag": tag, "first": 1, "edits": [edit]});
    let ops = format!("{}/api/boards/{board}/ops", server.origin());
    let answer: Value = server.http.post(&ops).body(post.to_string()).send().await.unwrap().json().await.unwrap();
    assert_eq!(answer["nacks"], json!([{"n": 1, "code": "mode", "retry": true}]));
    assert_eq!((&answer["last"], &answer["lesson"]["mode"]), (&json!(0), &json!("frozen")));
    anna.drawn(320, 0).await;
    set(&server, &anna, board, json!({"pen": [number]})).await;
    bruno.until("the pen", |bruno| bruno.lesson["pen"] == json!([number])).await;
    bruno.send_pending_from(two).await;
    let stored = [bruno.stored(two).await, bruno.stored(three).await];
    assert_eq!(stored, [3, 4], "after the first stroke and the teacher's");
    set(&server, &anna, board, json!({"mode": "free", "pen": []})).await;
    let answer: Value = server.http.post(&ops).body(post.to_string()).send().await.unwrap().json().await.unwrap();
    assert_eq!(answer["acks"], json!([{"n": 1, "seq": 5}]));
    bruno.expect_head(5).await;
    assert_eq!(bruno.mirror.hash(), server.hash(board).await.1);
}

// [R6] [R7] Only teachers and the token change a lesson, only the token makes teachers, and what cannot be read says so.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_teachers_change_a_lesson() {
    let server = Server::start().await;
    let owned = server.new_owned_board().await;
    let (board, token) = (&owned.0, owned.1.as_str());
    let anna = teacher(&server, &owned).await;
    let (mut bruno, number) = pupil(&server, board, "Bruno").await;
    let role = |role: &str| json!({"roles": {number.to_string(): role}});
    let (mine, theirs) = (Some(anna.person.as_str()), Some(bruno.person.clone()));
    let asked = [
        (theirs.as_deref(), None, json!({"mode": "free"}), 403, "role"),
        (None, None, json!({"mode": "free"}), 403, "role"),
        (mine, None, role("owner"), 403, "token"),
        (mine, None, json!({"roles": {"99": "viewer"}}), 400, "invalid"),
        (mine, None, json!({"pen": [1, 1, 1, 1, 1, 1, 1, 1, 1]}), 400, "invalid"),
        (mine, None, json!({"mode": "cold"}), 400, "unreadable"),
        (mine, None, json!({}), 400, "unreadable"),
        (Some("me"), None, json!({"quiet": true}), 400, "unreadable"),
    ];
    for (person, token, set, status, code) in asked {
        let (answered, answer) = ask(&server, board, (person, token), &set).await;
        assert_eq!((answered, &answer["error"]), (status, &json!(code)), "{set}");
    }
    assert_eq!(ask(&server, board, (mine, None), &role("viewer")).await.0, 200);
    bruno.until("to be a viewer", |bruno| bruno.you["role"] == "viewer").await;
    assert_eq!(ask(&server, board, (None, Some(token)), &role("owner")).await.0, 200, "a script has the token only");
    bruno.until("to be a teacher", |bruno| bruno.you["role"] == "owner").await;
    set(&server, &bruno, board, json!({"quiet": true})).await;
    let (status, answer) = ask(&server, board, (Some(&bruno.person), None), &json!({"roles": {"1": null}})).await;
    assert_eq!((status, &answer["error"]), (403, &json!("token")), "no co-teacher removes the teacher");
    let foreign = server.http.post(format!("{}/api/boards/{board}/lesson", server.origin()));
    let body = json!({"person": anna.person, "set": {"quiet": true}}).to_string();
    let foreign = foreign.header("Origin", "http://evil.example").body(body).send().await.unwrap();
    assert_eq!(foreign.status(), 403);
}

// [V4] [V5] [R8] A freeze ends the drafts of those who may not draw any more, and quiet hides their cursors and lasers; a
// teacher's stay. The same is for who comes later.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_freeze_ends_drafts() {
    let server = Server::start().await;
    let owned = server.new_owned_board().await;
    let board = &owned.0;
    let mut anna = teacher(&server, &owned).await;
    let (mut bruno, _) = pupil(&server, board, "Bruno").await;
    let ink = |peer: &Peer, g: u64| {
        json!({"t": "draft", "g": g, "ink": {"id": peer.id(90 + g), "kind": "ink", "page": 1, "pos": [0, 0, 0],
            "style": {"ink": "red", "size": 64}, "from": 0, "points": [0, 0], "pressure": [9]}})
    };
    bruno.send(&ink(&bruno, 1)).await;
    bruno.send(&json!({"t": "presence", "cursor": [5, 5]})).await;
    let peer = bruno.welcome["peer"].to_string();
    let of = move |text: &str| serde_json::from_str::<Value>(text).unwrap()["peers"][&peer].clone();
    anna.until("Bruno's pen", |anna| anna.live.iter().any(|live| of(live)["drafts"][0]["ink"].is_object())).await;
    anna.live.clear();
    set(&server, &anna, board, json!({"mode": "frozen"})).await;
    anna.until("the end of it", |anna| {
        anna.live.iter().any(|live| of(live)["drafts"] == json!([{"g": 1, "end": true}]))
    })
    .await;
    bruno.send(&ink(&bruno, 2)).await;
    bruno.send(&json!({"t": "presence", "cursor": [7, 7]})).await;
    anna.until("Bruno still points", |anna| anna.live.iter().any(|live| of(live)["cursor"] == json!([7, 7]))).await;
    assert!(anna.live.iter().all(|live| !live.contains(r#""ink""#)), "{:?}", anna.live);
    anna.live.clear();
    set(&server, &anna, board, json!({"quiet": true})).await;
    let hidden = |live: &String| of(live).get("cursor") == Some(&Value::Null);
    anna.until("Bruno's cursor goes", |anna| anna.live.iter().any(hidden)).await;
    bruno.send(&json!({"t": "presence", "cursor": [9, 9]})).await;
    bruno.send(&json!({"t": "draft", "g": 3, "laser": {"page": 1, "points": [0, 0]}})).await;
    anna.send(&ink(&anna, 1)).await;
    bruno.until("the teacher's pen", |bruno| bruno.live.iter().any(|live| live.contains(r#""ink""#))).await;
    let carla = Peer::join(&server, board, "Carla").await;
    let shown = carla.live.concat();
    assert!(!shown.contains("[9,9]") && !shown.contains("laser") && shown.contains(&anna.id(91)), "{shown}");
    assert!(bruno.live.iter().all(|live| !live.contains("[9,9]") && !live.contains("laser")));
}

// [J2] [H9] [H1] A stream and a POST show the token in their header.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_script_is_a_teacher_too() {
    let server = Server::start().await;
    let owned = server.new_owned_board().await;
    let (board, token) = &owned;
    let anna = teacher(&server, &owned).await;
    set(&server, &anna, board, json!({"mode": "frozen", "access": "watch"})).await;
    let (person, tag) = (fresh_hex(32), fresh_hex(16));
    let edit = json!({"ops": [shapes::add(shapes::ink(&format!("{tag}.1"), 0, 0))]});
    let post = json!({"person": person, "tag": tag, "first": 1, "edits": [edit]}).to_string();
    let ops = || server.http.post(format!("{}/api/boards/{board}/ops", server.origin())).body(post.clone());
    let bearer = format!("Bearer {token}");
    let answer: Value = ops().header("Authorization", &bearer).send().await.unwrap().json().await.unwrap();
    assert_eq!(answer["acks"], json!([{"n": 1, "seq": 1}]), "{answer}");
    let streamer = fresh_hex(32);
    let events = server.http.get(format!("{}/api/boards/{board}/events", server.origin()));
    let stream = events.header("Authorization", &bearer).header("Lavagna-Person", &streamer).send().await.unwrap();
    assert_eq!(stream.status(), 200);
    eventually("the stream's person is a teacher", async || {
        let (status, _) = ask(&server, board, (Some(&streamer), None), &json!({"quiet": true})).await;
        (status == 200).then_some(())
    })
    .await;
}

// [J7] The operator replaces a lost token beside a running server: the new link leads the board, also a locked one, the old one
// does not, and teachers stay. A board without owner gets none.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lost_token_is_replaced() {
    let server = Server::start().await;
    let owned = server.new_owned_board().await;
    let (board, old) = &owned;
    let anna = teacher(&server, &owned).await;
    set(&server, &anna, board, json!({"door": "locked"})).await;
    let (status, text) = server.task(&["owner", &format!("http://board.test/b/{board}")]);
    assert!(status.success(), "{text}");
    let (_, new) = text.lines().next().and_then(|link| link.split_once("#o=")).unwrap_or_else(|| panic!("{text}"));
    // Somebody with the link that was lost, and then the one with the new link.
    let mut thief = Peer::new(&server, board, "Thief");
    thief.token = Some(old.clone());
    let mut bruno = Peer::new(&server, board, "Bruno");
    bruno.token = Some(new.to_owned());
    bruno.enter(&server).await;
    let is_teacher = |peer: &Peer| [&peer.you, &peer.welcome].iter().any(|told| told["role"] == "owner");
    bruno.until("to be a teacher", is_teacher).await;
    thief.connect().await.unwrap();
    thief.hello().await;
    assert_eq!(thief.closed().await.0.expect("a close").0, 4503);
    for (token, status) in [(old.as_str(), 403), (new, 200)] {
        assert_eq!(ask(&server, board, (None, Some(token)), &json!({"quiet": true})).await.0, status);
    }
    set(&server, &anna, board, json!({"quiet": false})).await;
    for board in [server.new_board().await, "demo".to_owned(), fresh_hex(22)] {
        let (status, text) = server.task(&["owner", &board]);
        assert!(!status.success() && text.contains("owner"), "{text}");
    }
}
