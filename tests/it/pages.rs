//! Plain HTTP: pages, boards, snapshots, assets, health.

use std::collections::BTreeSet;
use std::io::Read;

use flate2::read::GzDecoder;
use reqwest::Response;
use serde_json::{Value, json};

use crate::harness::{Server, eventually};
use crate::mirror::Mirror;
use crate::peer::Peer;
use crate::raw::status_of;
use crate::shapes;

fn header<'a>(answer: &'a Response, name: &str) -> &'a str {
    answer.headers().get(name).map_or("", |value| value.to_str().expect("ASCII"))
}

// [A1] A new board has an id that nobody guesses, and only this server's pages make one.
#[tokio::test]
async fn a_board_is_made_by_the_servers_own_pages() {
    let server = Server::start().await;
    let (one, other) = (server.new_board().await, server.new_board().await);
    assert_ne!(one, other);
    for board in [&one, &other] {
        assert!(board.len() == 22 && board.bytes().all(|b| b.is_ascii_alphanumeric()), "{board}");
        assert_eq!(server.status(&format!("/b/{board}")).await, 200);
    }
    for origin in ["http://evil.example", "null", &format!("{}.evil.example", server.origin())] {
        let request = server.http.post(server.origin() + "/boards").header("Origin", origin);
        assert_eq!(request.send().await.unwrap().status(), 403, "{origin}");
    }
    let script = server.http.post(server.origin() + "/boards").send().await.unwrap();
    assert_eq!(script.status(), 303, "a script says nothing of where it comes from");
    let link = server.http.post(server.origin() + "/boards").header("Sec-Fetch-Site", "cross-site");
    assert_eq!(link.send().await.unwrap().status(), 403);
}

// [A10] [A5] A link that was copied out of a sentence leads to its board, with its query; what is no id does not.
#[tokio::test]
async fn marks_behind_a_link_are_left_out() {
    let server = Server::start().await;
    let board = server.new_board().await;
    for mark in ["/", ".", ")", ").", "%22", "%E2%80%9D,", "/."] {
        let answer = server.get(&format!("/b/{board}{mark}?lang=it")).await;
        let place = header(&answer, "location");
        assert_eq!((answer.status().as_u16(), place), (303, format!("/b/{board}?lang=it").as_str()), "{mark}");
        let joined = server.get(&format!("/join?link={}/b/{board}{mark}", server.origin())).await;
        assert_eq!(header(&joined, "location"), format!("/b/{board}"), "{mark}");
    }
    for odd in [format!("/b/{board}/x"), format!("/b/.{board}"), format!("/b/{board}x."), "/b/./".to_owned()] {
        assert_eq!(server.status(&odd).await, 404, "{odd}");
    }
}

// [A8] A name that a page of another site had rebound to this machine is not answered, and said once in the log.
#[tokio::test]
async fn a_rebound_name_is_not_answered() {
    let server = Server::start().await;
    let ask = |host: String, path: &str| server.http.get(server.origin() + path).header("Host", host).send();
    for path in ["/", "/b/demo", "/api/boards/demo/snapshot", "/api/boards/demo/log", "/b/demo/ws"] {
        let answer = ask(format!("evil.example:{}", server.port()), path).await.unwrap();
        assert_eq!((answer.status().as_u16(), header(&answer, "cache-control")), (421, "no-store"), "{path}");
        assert_eq!(answer.json::<Value>().await.unwrap()["error"], "host", "{path}");
    }
    assert_eq!(server.output().matches("evil.example").count(), 1);
    for (host, path) in [("evil.example", "/healthz"), ("192.168.1.5", "/b/demo"), ("board.example.org", "/b/demo")] {
        assert_eq!(ask(host.to_owned(), path).await.unwrap().status(), 200, "{host}");
    }
}

// [A5] What is not there is not found, everywhere, in words.
#[tokio::test]
async fn unknown_boards_are_not_found() {
    let server = Server::start().await;
    let unknown = "A".repeat(22);
    let long = "a".repeat(3_000);
    let boards = [&unknown, "nonsense", "CON", "a%00b", "%c3%a0", "demo%20", &long, "%252e%252e", "..%5c..%5cx"];
    for board in boards {
        let api = format!("/api/boards/{board}");
        let chunk = format!("{api}/chunks/{}", "0".repeat(64));
        for path in [format!("/b/{board}"), format!("{api}/snapshot"), format!("{api}/hash"), chunk] {
            let answer = server.get(&path).await;
            assert_eq!(answer.status(), 404, "{path}");
            assert!(answer.text().await.unwrap().len() > 10, "{path}: a text says what to do");
        }
    }
    let board = server.new_board().await;
    let answer = server.get(&format!("/api/boards/{board}/chunks/{}", "0".repeat(64))).await;
    assert_eq!(answer.status(), 404);
}

// [A5] Paths that try to climb out lead nowhere.
#[tokio::test]
async fn paths_do_not_climb() {
    let server = Server::start().await;
    let paths = [
        "/b/../../etc/passwd",
        "/b/%2e%2e/%2e%2e/etc/passwd",
        "/assets/../Cargo.toml",
        "/assets/x/%2e%2e/%2e%2e/Cargo.toml",
        "/assets/x/..%2f..%2fCargo.toml",
        "/assets//etc/passwd",
        "//evil.example/",
        "/api/boards/../../../etc/passwd/snapshot",
        "/static/js/main.js",
    ];
    for path in paths {
        // By hand, because a client library tidies paths up.
        let head = format!("GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", server.address());
        assert_eq!(status_of(&server, &head).await, 404, "{path}");
    }
}

// [A5] Somebody with a stale link is told in their language where to go.
#[tokio::test]
async fn an_unknown_board_has_a_page() {
    let server = Server::start().await;
    let path = format!("/b/{}", "A".repeat(22));
    let answer = server.http.get(server.origin() + &path).header("Accept-Language", "it").send().await.unwrap();
    assert_eq!(answer.status(), 404);
    assert!(header(&answer, "content-type").starts_with("text/html"));
    let text = answer.text().await.unwrap();
    assert!(text.contains("lang=\"it\"") && text.contains("href=\"/\""), "{text}");
}

// [A1] Both languages, by wish of the address before wish of the browser; no cookie, nothing from elsewhere.
#[tokio::test]
async fn pages_speak_both_languages_and_keep_to_themselves() {
    let server = Server::start().await;
    let board = server.new_board().await;
    for path in ["/".to_string(), format!("/b/{board}"), "/b/demo".to_string()] {
        let languages =
            [("", "", "en"), ("", "it-IT,it;q=0.9", "it"), ("?lang=it", "en", "it"), ("?lang=xx", "de", "en")];
        for (query, wish, language) in languages {
            let url = format!("{}{path}{query}", server.origin());
            let answer = server.http.get(url).header("Accept-Language", wish).send().await.unwrap();
            assert_eq!(answer.status(), 200, "{path}{query}");
            assert_eq!(header(&answer, "x-content-type-options"), "nosniff");
            // No other site learns the address; with no-referrer the browser's own form would lose its Origin.
            assert_eq!(header(&answer, "referrer-policy"), "same-origin");
            let policy = header(&answer, "content-security-policy");
            assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
            assert!(policy.ends_with("require-trusted-types-for 'script'; trusted-types lavagna"), "{policy}");
            assert!(answer.headers().get("set-cookie").is_none());
            let html = answer.text().await.unwrap();
            assert!(html.contains(&format!("lang=\"{language}\"")), "{path}{query} for {wish}");
            assert!(!html.contains("<script>") && !html.contains("style=\""), "the policy forbids it");
        }
    }
}

/// Every address under `/assets/` that a page names.
fn assets_of(html: &str) -> BTreeSet<String> {
    let starts = html.match_indices("\"/assets/").map(|(at, _)| &html[at + 1..]);
    let named = starts.map(|rest| rest.split(['"', '#']).next().unwrap_or("").to_string());
    named.filter(|path| path.rsplit('/').next().is_some_and(|file| file.contains('.'))).collect()
}

// [A1] Until the pen draws a browser has to ask for few files (40 requests, with the page, its icons and its
// manifest); the rest is named, so that it can be asked for at once, but not loaded before.
#[tokio::test]
async fn the_first_stroke_needs_few_files() {
    let server = Server::start().await;
    let html = server.get("/b/demo").await.text().await.unwrap();
    let first = assets_of(&html);
    assert!(first.len() <= 39, "{} files: {first:?}", first.len());
    assert!(first.iter().any(|path| path.ends_with("/js/main.js")));
    let named = |list: &str| {
        let list = html.split(list).nth(1).and_then(|after| after.split('"').next()).unwrap();
        list.split(' ').map(str::to_owned).collect::<Vec<String>>()
    };
    let (app, chrome) = (named("data-app=\""), named("data-chrome=\""));
    assert!(app[0] == "js/app.js" && app.iter().any(|path| path == "js/sync/session.js"), "{app:?}");
    assert!(chrome[0] == "js/ui/page/chrome.js" && chrome.iter().all(|path| !app.contains(path)), "{chrome:?}");
    let tree = html.split("data-assets=\"").nth(1).and_then(|after| after.split('"').next()).unwrap();
    for path in app.iter().chain(&chrome) {
        let address = format!("{tree}/{path}");
        assert!(!first.contains(&address), "{path} is there already");
        assert_eq!(server.status(&address).await, 200, "{path}");
    }
}

// [A1] What a page needs never changes under its address, and travels compressed.
#[tokio::test]
async fn assets_are_immutable_and_compressed() {
    let server = Server::start().await;
    let html = server.get("/b/demo").await.text().await.unwrap() + &server.get("/").await.text().await.unwrap();
    for page in ["/", "/b/demo"] {
        let request = server.http.get(server.origin() + page).header("Accept-Encoding", "gzip");
        assert_eq!(header(&request.send().await.unwrap(), "content-encoding"), "gzip", "{page}");
    }
    let assets = assets_of(&html);
    assert!(assets.len() > 5, "{assets:?}");
    for path in &assets {
        let plain = server.get(path).await;
        assert_eq!(plain.status(), 200, "{path}");
        assert_eq!(header(&plain, "x-content-type-options"), "nosniff", "{path}");
        assert_eq!(header(&plain, "content-encoding"), "", "{path}");
        // A debug build reads the files from the disk each time, so that they can be edited.
        if cfg!(debug_assertions) {
            continue;
        }
        assert!(header(&plain, "cache-control").contains("immutable"), "{path}");
        if ![".js", ".css", ".svg"].iter().any(|ending| path.ends_with(ending)) {
            continue;
        }
        let size = plain.bytes().await.unwrap().len();
        for encoding in ["br", "gzip"] {
            let request = server.http.get(server.origin() + path).header("Accept-Encoding", encoding);
            let answer = request.send().await.unwrap();
            // Tiny answers may come uncompressed.
            let packed = header(&answer, "content-encoding") == encoding;
            assert!(packed || size < 1_024, "{path}: not {encoding}");
            assert!(header(&answer, "vary").to_lowercase().contains("accept-encoding"), "{path}");
        }
    }
}

// [A6] Alive and ready.
#[tokio::test]
async fn health_is_told() {
    let server = Server::start().await;
    assert_eq!((server.status("/healthz").await, server.status("/readyz").await), (200, 200));
    assert_eq!(server.status("/robots.txt").await, 200);
}

// [A2] [A4] [D10] The snapshot of a board that is empty, and of one that is not.
#[tokio::test]
async fn snapshots_are_the_board() {
    let server = Server::start().await;
    let board = server.new_board().await;
    let answer = server.get(&format!("/api/boards/{board}/snapshot")).await;
    assert_eq!(header(&answer, "cache-control"), "no-store");
    let empty: Value = answer.json().await.unwrap();
    let expected = json!({
        "v": 3, "seq": 0, "at": 0, "name": "", "pages": [{"page": 1, "paper": "squares"}], "authors": {},
        "chunks": [], "delta": {"shapes": [], "removed": []},
    });
    assert_eq!(empty, expected);
    let mut anna = Peer::join(&server, &board, "Anna").await;
    let kept = anna.drawn(0, 0).await;
    let gone = anna.drawn(160, 0).await;
    anna.del(&gone).await;
    let n = anna.edit(json!([{"op": "board", "name": "Fractions"}, {"op": "page", "page": 1, "paper": "dots"}])).await;
    anna.stored(n).await;
    // It may be a second old.
    let snapshot = eventually("a new snapshot", async || {
        let snapshot = server.snapshot(&board).await;
        (snapshot["seq"] == 4).then_some(snapshot)
    })
    .await;
    assert_eq!((&snapshot["at"], &snapshot["name"]), (&json!(anna.mirror.at), &json!("Fractions")));
    assert_eq!(snapshot["pages"], json!([{"page": 1, "paper": "dots", "w": {"paper": [4, 1]}}]));
    assert_eq!(snapshot["authors"], json!({"1": "Anna"}));
    let mirror = Mirror::fetch(&server, &board).await;
    assert_eq!(mirror.hash(), server.hash(&board).await.1);
    assert!(mirror.shape(&kept).is_some() && mirror.shape(&gone).is_none());
}

// [A3] [A2] Chunks never change, and are compressed.
#[tokio::test]
async fn chunks_are_immutable_and_compressed() {
    let server = Server::start().await;
    let board = server.new_board().await;
    let mut anna = Peer::join(&server, &board, "Anna").await;
    for edit in 0..12 {
        let shapes: Vec<Value> = (1..=200)
            .map(|i| shapes::add(shapes::rectangle(&anna.id(1_000 * edit + i), 400 * i as i64, 200 * edit as i64)))
            .collect();
        let n = anna.edit(json!(shapes)).await;
        anna.stored(n).await;
    }
    let snapshot = eventually("a snapshot with chunks", async || {
        let snapshot = server.snapshot(&board).await;
        (!snapshot["chunks"].as_array().unwrap().is_empty()).then_some(snapshot)
    })
    .await;
    let chunk = &snapshot["chunks"][0];
    assert!(chunk["box"].as_array().is_some_and(|edges| edges.len() == 4) && chunk["page"] == 1, "{chunk}");
    let path = format!("/api/boards/{board}/chunks/{}", chunk["hash"].as_str().unwrap());
    let plain = server.get(&path).await;
    assert_eq!(header(&plain, "cache-control"), "private, max-age=31536000, immutable");
    assert!(header(&plain, "vary").to_lowercase().contains("accept-encoding"));
    let plain = plain.bytes().await.unwrap();
    for (accepted, chosen) in [("gzip", "gzip"), ("gzip, br, zstd", "zstd"), ("zstd;q=0, gzip", "gzip")] {
        let (coding, packed) = server.packed(&path, accepted).await;
        assert_eq!(coding, chosen, "{accepted}");
        assert!(packed.len() * 2 < plain.len(), "{coding}: {} of {}", packed.len(), plain.len());
        assert!(unpack(&coding, &packed) == plain, "{coding}");
        assert_eq!(server.packed(&path, accepted).await.1, packed, "{coding}: the same bytes for everybody");
    }
    let timing = format!("{path}/timing");
    let (coding, packed) = server.packed(&timing, "gzip, zstd").await;
    assert!(unpack(&coding, &packed) == server.bytes(&timing).await);
    let (coding, packed) = server.packed(&format!("/api/boards/{board}/snapshot"), "gzip, zstd").await;
    let manifest: Value = serde_json::from_slice(&unpack(&coding, &packed)).unwrap();
    assert_eq!((coding.as_str(), &manifest["v"]), ("zstd", &json!(3)));
    let mirror = Mirror::fetch(&server, &board).await;
    if mirror.head == anna.mirror.head {
        assert_eq!(mirror.hash(), server.hash(&board).await.1);
    }
}

fn unpack(coding: &str, packed: &[u8]) -> Vec<u8> {
    let mut plain = Vec::new();
    match coding {
        "gzip" => drop(GzDecoder::new(packed).read_to_end(&mut plain).unwrap()),
        "zstd" => plain = zstd::decode_all(packed).unwrap(),
        other => panic!("{other}"),
    }
    plain
}

/// A text as the value of a query, every byte written out.
fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

// [A1] A pasted link leads to its board, whatever else is pasted leads back.
#[tokio::test]
async fn a_pasted_link_leads_to_its_board() {
    let server = Server::start().await;
    let board = server.new_board().await;
    for link in [format!("{}/b/{board}", server.origin()), format!("/b/{board}"), format!("  {board} ")] {
        let answer = server.get(&format!("/join?link={}", encoded(&link))).await;
        assert_eq!(
            (answer.status().as_u16(), header(&answer, "location")),
            (303, format!("/b/{board}").as_str()),
            "{link}"
        );
    }
    for link in ["", "//evil.example/b/x", "javascript:alert(1)", "https://evil.example/"] {
        let answer = server.get(&format!("/join?link={}", encoded(link))).await;
        assert!(!header(&answer, "location").contains("evil"), "{link}");
        assert!(answer.status().as_u16() < 500, "{link}");
    }
}

// [A5] The code that a phone reads is an image of this board's address.
#[tokio::test]
async fn a_board_has_its_code_to_scan() {
    let server = Server::start().await;
    let board = server.new_board().await;
    let answer = server.get(&format!("/b/{board}/qr.svg")).await;
    assert_eq!((answer.status().as_u16(), header(&answer, "content-type")), (200, "image/svg+xml"));
    assert!(header(&answer, "cache-control").starts_with("private"), "its address is a secret");
    assert!(answer.text().await.unwrap().contains("<svg"));
    assert_eq!(server.status(&format!("/b/{}/qr.svg", "A".repeat(22))).await, 404);
}

// [A1] [C1] Behind a platform's TLS everything works with nothing set, links are https, and in a classroom's
// network no browser complains of a header that only secure addresses may have.
#[tokio::test]
async fn pages_fit_the_address_they_are_asked_at() {
    let server = Server::start().await;
    let ask = |host: &'static str, path: &str| server.http.get(server.origin() + path).header("Host", host);
    let plain = ask("192.168.1.5:8080", "/b/demo").send().await.unwrap();
    assert_eq!(header(&plain, "cross-origin-opener-policy"), "");
    let sockets = "connect-src 'self' ws://192.168.1.5:8080 wss://192.168.1.5:8080;";
    assert!(header(&plain, "content-security-policy").contains(sockets));
    assert_eq!(header(&plain, "cache-control"), "no-store");
    assert!(plain.text().await.unwrap().contains("data-origin=\"http://192.168.1.5:8080\""));

    let secure = ask("board.test", "/b/demo").header("Sec-Fetch-Site", "none").send().await.unwrap();
    assert_eq!(header(&secure, "cross-origin-opener-policy"), "same-origin");
    assert!(secure.text().await.unwrap().contains("data-origin=\"https://board.test\""));
    for (origin, status) in [("https://board.test", 303), ("https://board.test.evil.example", 403)] {
        let form = server.http.post(server.origin() + "/boards").header("Host", "board.test").header("Origin", origin);
        assert_eq!(form.send().await.unwrap().status(), status, "{origin}");
    }
}

// [K6] The worker names every file that pages ask for, under the tree that pages name, and is asked for anew each time.
#[tokio::test]
async fn the_worker_knows_all_files_of_its_version() {
    let server = Server::start().await;
    let answer = server.get("/sw.js").await;
    assert_eq!(answer.status(), 200);
    assert!(header(&answer, "content-type").starts_with("text/javascript"));
    assert_eq!(header(&answer, "cache-control"), "no-cache");
    let text = answer.text().await.unwrap();
    let setup = text.lines().next().unwrap().strip_prefix("self.lavagna = ").unwrap().trim_end_matches(';');
    let setup: Value = serde_json::from_str(setup).unwrap();
    let tree = setup["tree"].as_str().unwrap();
    let files: BTreeSet<&str> = setup["files"].as_array().unwrap().iter().map(|file| file.as_str().unwrap()).collect();
    assert!(!files.iter().any(|file| file.ends_with(".d.ts") || file.ends_with("LICENSE")), "{files:?}");
    for file in ["js/main.js", "js/ui/dialogs/help.js", "vendor/idb/index.js", "locales/it/lavagna.ftl"] {
        assert!(files.contains(file), "{file}");
    }
    for file in &files {
        assert_eq!(server.status(&format!("{tree}/{file}")).await, 200, "{file}");
    }
    let page = server.get("/b/demo").await.text().await.unwrap();
    for asset in assets_of(&page) {
        let name = asset.strip_prefix(tree).unwrap().trim_start_matches('/');
        assert!(files.contains(name), "{asset}");
    }
}
