//! Rows 19 to 50: requests.

use super::table::{Answer, Case, Input};

/// The head of a good handshake.
const UPGRADE: &str = "GET /b/BOARD/ws?v=3 HTTP/1.1\r\nHost: HOST\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
                       Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\
                       Sec-WebSocket-Protocol: lavagna.v1\r\nOrigin: ORIGIN\r\n\r\n";

fn case(row: u8, what: &'static str, head: String, (least, most): (u16, u16)) -> Case {
    Case { row, what, input: Input::Request(head), answer: Answer::Status(least, most) }
}

/// A handshake that is not from here: closed, not refused by a status that pages cannot read.
fn foreign(row: u8, what: &'static str, head: String) -> Case {
    Case { row, what, input: Input::Request(head), answer: Answer::ClosedAtOnce(4504) }
}

/// The good handshake with one thing put in the place of another.
fn with(old: &str, new: &str) -> String {
    assert!(UPGRADE.contains(old), "{old}");
    UPGRADE.replace(old, new)
}

/// The good handshake with lines added.
fn and(lines: &str) -> String {
    with("\r\n\r\n", &format!("\r\n{lines}\r\n"))
}

fn get(path: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nHost: HOST\r\n\r\n")
}

pub fn cases() -> Vec<Case> {
    const REFUSED: (u16, u16) = (400, 499);
    /// Some of these end the connection without a word.
    const NO: (u16, u16) = (0, 499);
    const MISSING: (u16, u16) = (404, 404);
    const GOOD: (u16, u16) = (101, 101);
    let many: String = (0..200).map(|i| format!("X-{i}: y\r\n")).collect();
    let post = "POST /boards HTTP/1.1\r\nHost: HOST\r\n";
    let mut cases = vec![
        case(19, "no key", with("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n", ""), REFUSED),
        case(19, "version 12", with("Version: 13", "Version: 12"), REFUSED),
        case(19, "HTTP/1.0", with("HTTP/1.1", "HTTP/1.0"), NO),
        case(19, "POST", with("GET ", "POST "), REFUSED),
        case(20, "200 headers", and(&many), NO),
        case(20, "a header of 200 KiB", and(&format!("X-Long: {}\r\n", "x".repeat(200 << 10))), NO),
        case(20, "no Host", with("Host: HOST\r\n", ""), REFUSED),
        case(20, "two Hosts", with("Host: HOST\r\n", "Host: HOST\r\nHost: evil.example\r\n"), REFUSED),
        case(20, "no HTTP", "\u{16}\u{3}\u{1}\u{2}\r\n\r\n".into(), NO),
        case(
            21,
            "a length and chunks",
            format!("{post}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
            NO,
        ),
        case(21, "two lengths", format!("{post}Content-Length: 5\r\nContent-Length: 6\r\n\r\nxxxxx"), NO),
        case(21, "chunked twice", format!("{post}Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n"), NO),
        case(21, "a length that is none", format!("{post}Content-Length: +5\r\n\r\nxxxxx"), NO),
        case(21, "a folded header", and("X-Folded: a\r\n b\r\n"), NO),
        foreign(28, "a page of another site", with("Origin: ORIGIN", "Origin: http://evil.example")),
        foreign(29, "a page without origin", with("Origin: ORIGIN", "Origin: null")),
        foreign(29, "no Origin", with("Origin: ORIGIN\r\n", "")),
        foreign(29, "two Origins", and("Origin: http://evil.example\r\n")),
        foreign(30, "an Origin that begins like ours", with("Origin: ORIGIN", "Origin: ORIGIN.evil.example")),
        foreign(30, "an Origin that ends like ours", with("Origin: ORIGIN", "Origin: http://evil.example/ORIGIN")),
        foreign(30, "an Origin with our name as user", with("Origin: ORIGIN", "Origin: ORIGIN@evil.example")),
        case(31, "a forged way", and(&format!("X-Forwarded-For: {}\r\n", "::ffff:1.2.3.4%x, ".repeat(50))), GOOD),
        case(31, "a long forged way", and(&format!("X-Forwarded-For: {}\r\n", "9".repeat(10 << 10))), GOOD),
        foreign(
            31,
            "a forged host",
            with("Origin: ORIGIN", "Origin: http://evil.example\r\nX-Forwarded-Host: evil.example"),
        ),
        case(74, "escapes in the address", get("/b/%1b[31m%0d%0aINFO-forged"), MISSING),
        case(
            74,
            "escapes in the agent",
            get("/healthz").replace("\r\n\r\n", "\r\nUser-Agent: \u{9}%0d%0a%1b[31mforged\r\n\r\n"),
            (200, 200),
        ),
    ];
    let boards = [
        "../../etc/passwd",
        "%2e%2e%2f%2e%2e%2fetc",
        "..%5c..%5c",
        "CON",
        ".",
        "%00",
        "%252e%252e",
        "demo%20",
        "%ff%fe",
        "'",
    ];
    for path in ["/b/ID", "/api/boards/ID/snapshot", "/api/boards/ID/hash", "/b/ID/qr.svg"] {
        cases.extend(boards.map(|id| case(49, "a board that is a path", get(&path.replace("ID", id)), (400, 404))));
    }
    cases.push(case(49, "a board of 3 KB", get(&format!("/b/{}", "A".repeat(3 << 10))), MISSING));
    let files = [
        "/assets/../Cargo.toml",
        "/assets/x/%2e%2e/%2e%2e/Cargo.toml",
        "/assets/x/..%2f..%2fetc%2fpasswd",
        "/assets//etc/passwd",
        "//evil.example/b/demo",
        "/assets/x/js/main.js%00.css",
        "/%2e%2e/lavagna.db",
        "/data/lavagna.db",
    ];
    cases.extend(files.map(|path| case(50, "a file that is not ours to give", get(path), (400, 404))));
    cases
}
