//! The table of rights, cell by cell at the wire (SPEC R1): role and mode, action, transport.

use serde_json::{Value, json};

use crate::harness::Server;
use crate::peer::{Outcome, Peer, fresh_hex};
use crate::shapes;
use crate::teacher::{pupil, set, teacher};

/// How edits of the acting person come to the server.
enum Transport {
    Socket(Box<Peer>),
    /// By POST, with the key of an event stream, if there is one, and the stream.
    Post {
        tag: String,
        next: u64,
        key: Option<String>,
        _stream: Option<reqwest::Response>,
    },
}

/// Shapes and removed shapes of both, one for each transport.
struct Board {
    own: Vec<String>,
    others: Vec<String>,
    /// Strokes of another, to be split.
    strokes: Vec<String>,
    /// Edits that removed something: tag and number, the person's own and another's.
    removals: [(String, u64); 2],
}

/// The names of the actions, in the order of a row's letters.
const ACTIONS: [&str; 11] = [
    "add",
    "set own",
    "set other's",
    "delete own",
    "delete other's",
    "split other's",
    "clear",
    "restore own",
    "restore other's",
    "name",
    "page",
];

/// Role and mode with a letter for each action: stored, refused for the role or the mode, held.
const ROWS: [(&str, &str); 6] = [
    ("viewer", "rrrrrrrrrrr"),
    ("free", "yyyyyyyyryy"),
    ("own-only", "yymymmyyrmm"),
    ("frozen", "hhhhhhhhhhh"),
    ("frozen, has the pen", "yymymmyyrmm"),
    ("teacher, frozen", "yyyyyyyyyyy"),
];

impl Transport {
    async fn stream(server: &Server, board: &str, person: &str) -> Self {
        let tag = fresh_hex(16);
        let events = server.http.get(format!("{}/api/boards/{board}/events", server.origin()));
        let mut stream = events.header("Lavagna-Person", person).send().await.expect("the server listens");
        let mut text = String::new();
        while !text.contains("\n\n") {
            let chunk = stream.chunk().await.expect("a stream").expect("its key comes first");
            text.push_str(std::str::from_utf8(&chunk).expect("text"));
        }
        let (_, key) = text.split_once(r#"{"key":""#).expect("a key");
        let key = key.split('"').next().map(str::to_owned);
        Self::Post { tag, next: 1, key, _stream: Some(stream) }
    }

    fn tag(&self) -> &str {
        match self {
            Self::Socket(peer) => &peer.tag,
            Self::Post { tag, .. } => tag,
        }
    }

    fn next(&self) -> u64 {
        match self {
            Self::Socket(peer) => peer.next,
            Self::Post { next, .. } => *next,
        }
    }

    /// Sends an edit; says what became of it in a letter of [`ROWS`].
    async fn send(&mut self, server: &Server, board: &str, person: &str, ops: Value) -> char {
        match self {
            Self::Socket(peer) => {
                peer.nacks.clear();
                let n = peer.edit(ops).await;
                let is_decided =
                    |peer: &Peer| peer.outcomes.contains_key(&n) || peer.nacks.iter().any(|nack| nack.n == n);
                peer.until("a decision", is_decided).await;
                match peer.outcomes.get(&n) {
                    Some(Outcome::Stored(_)) => 'y',
                    Some(Outcome::Refused(code)) => letter(code, false),
                    Some(Outcome::Passed) => panic!("edit {n} was passed over"),
                    None => {
                        // It is not decided: the next edit takes its number.
                        peer.pending.clear();
                        peer.next = n;
                        letter(&peer.nacks[0].code, true)
                    }
                }
            }
            Self::Post { tag, next, key, .. } => {
                let mut post = json!({"person": person, "tag": tag, "first": next, "edits": [{"ops": ops}]});
                if let Some(key) = key {
                    post["key"] = json!(key);
                }
                let request = server.http.post(format!("{}/api/boards/{board}/ops", server.origin()));
                let answer = request.body(post.to_string()).send().await.expect("the server listens");
                let answer: Value = answer.json().await.expect("JSON");
                *next = answer["last"].as_u64().unwrap_or_else(|| panic!("{answer}")) + 1;
                match answer["nacks"].get(0) {
                    None => 'y',
                    Some(nack) => letter(nack["code"].as_str().expect("a code"), nack["retry"] == true),
                }
            }
        }
    }
}

fn letter(code: &str, retry: bool) -> char {
    match (code, retry) {
        ("role", false) => 'r',
        ("mode", false) => 'm',
        ("mode", true) => 'h',
        other => panic!("{other:?}"),
    }
}

/// Draws and removes in a free lesson what the actions are about.
async fn prepare(me: &mut Peer, other: &mut Peer) -> Board {
    let (mut own, mut others, mut strokes) = (Vec::new(), Vec::new(), Vec::new());
    for at in 0..4 {
        own.push(me.drawn(at, 0).await);
        others.push(other.drawn(at, 320).await);
        strokes.push(other.drawn(at, 640).await);
    }
    let mut removals = Vec::new();
    for peer in [me, other] {
        let id = peer.drawn(0, 960).await;
        let n = peer.del(&id).await;
        peer.stored(n).await;
        removals.push((peer.tag.clone(), n));
    }
    Board { own, others, strokes, removals: removals.try_into().expect("two") }
}

/// The ops of an action; `at` is the transport's place, whose shapes it may remove.
fn ops(action: &str, via: &Transport, board: &Board, at: usize) -> Value {
    let (tag, n) = (via.tag(), 1_000 + via.next());
    let restore = |(tag, n): &(String, u64)| json!([{"op": "restore", "tag": tag, "n": n}]);
    match action {
        "add" => json!([shapes::add(shapes::ink(&format!("{tag}.{n}"), 0, 0))]),
        "set own" => json!([shapes::move_to(&board.own[3], 7, 7)]),
        "set other's" => json!([shapes::move_to(&board.others[3], 7, 7)]),
        "delete own" => json!([shapes::del(&board.own[at])]),
        "delete other's" => json!([shapes::del(&board.others[at])]),
        "split other's" => json!([shapes::split(&board.strokes[at], &[(&format!("{tag}.{n}"), 0, 1)])]),
        "clear" => json!([{"op": "clear", "page": 7, "upto": 0}]),
        "restore own" => restore(&board.removals[0]),
        "restore other's" => restore(&board.removals[1]),
        "name" => json!([{"op": "board", "name": "named"}]),
        "page" => json!([{"op": "page", "page": 1, "paper": "dots"}]),
        other => panic!("{other}"),
    }
}

// [R1] [O6] Every role and mode, every action, every transport: 198 cells.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_cell_of_the_table_holds_on_every_transport() {
    let server = Server::start().await;
    for (row, expected) in ROWS {
        let owned = server.new_owned_board().await;
        let board = &owned.0;
        let mut owner = teacher(&server, &owned).await;
        let (mut bruno, number) = pupil(&server, board, "Bruno").await;
        let is_teacher = row == "teacher, frozen";
        let things = match is_teacher {
            true => prepare(&mut owner, &mut bruno).await,
            false => prepare(&mut bruno, &mut owner).await,
        };
        let change = match row {
            "viewer" => json!({"roles": {number.to_string(): "viewer"}}),
            "free" => json!({"mode": "free"}),
            "own-only" => json!({"mode": "own-only"}),
            "frozen, has the pen" => json!({"mode": "frozen", "pen": [number]}),
            _ => json!({"mode": "frozen"}),
        };
        set(&server, &owner, board, change).await;
        let me = if is_teacher { owner } else { bruno };
        let person = me.person.clone();
        let post = Transport::Post { tag: fresh_hex(16), next: 1, key: None, _stream: None };
        let stream = Transport::stream(&server, board, &person).await;
        for (at, mut via) in [Transport::Socket(Box::new(me)), post, stream].into_iter().enumerate() {
            let mut letters = String::new();
            for action in ACTIONS {
                let ops = ops(action, &via, &things, at);
                letters.push(via.send(&server, board, &person, ops).await);
            }
            assert_eq!(letters, expected, "{row}, transport {at}: {ACTIONS:?}");
        }
    }
}
