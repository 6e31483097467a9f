//! The heads of a WebSocket's handshake as their bytes were on the socket, without their secrets (SPEC W2).

use std::cell::RefCell;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::board::limits::{CAPTURE_HEAD_BYTES, HANDSHAKES_BYTES};

/// Start of a request that may become a board's socket. The bytes of others are not looked at.
const START: &[u8] = b"GET /b/";
const END: &[u8] = b"\r\n\r\n";
/// Stands for a value that is not shown.
const STRUCK: &str = "***";

/// Headers of a request whose values hold no secret. All others are struck out: proxies add tokens under any name.
const SHOWN: [&str; 24] = [
    "accept",
    "accept-encoding",
    "accept-language",
    "cache-control",
    "connection",
    "dnt",
    "host",
    "keep-alive",
    "origin",
    "pragma",
    "sec-fetch-dest",
    "sec-fetch-mode",
    "sec-fetch-site",
    "sec-gpc",
    "sec-websocket-extensions",
    "sec-websocket-key",
    "sec-websocket-protocol",
    "sec-websocket-version",
    "te",
    "upgrade",
    "user-agent",
    "via",
    "x-forwarded-host",
    "x-forwarded-proto",
];

/// Header of an answer whose value is a secret.
const SECRET_ANSWER: &str = "set-cookie";

/// The handshakes that this process keeps.
static KEPT: Budget = Budget::new(HANDSHAKES_BYTES);

/// Bytes of heads that are kept together, and their limit.
struct Budget {
    kept: AtomicUsize,
    limit: usize,
}

impl Budget {
    const fn new(limit: usize) -> Self {
        Self { kept: AtomicUsize::new(0), limit }
    }

    fn take(&self, bytes: usize) -> Option<Share<'_>> {
        let share = Share { budget: self, bytes };
        let before = self.kept.fetch_add(bytes, Ordering::Relaxed);
        (before + bytes <= self.limit).then_some(share)
    }
}

/// Bytes of a [`Budget`], returned on drop.
struct Share<'a> {
    budget: &'a Budget,
    bytes: usize,
}

impl Drop for Share<'_> {
    fn drop(&mut self) {
        self.budget.kept.fetch_sub(self.bytes, Ordering::Relaxed);
    }
}

#[derive(Default)]
enum State {
    /// Nothing is kept: no request yet, another kind of request, or no memory for it.
    #[default]
    Nothing,
    /// Bytes of a request's head so far.
    Request(Vec<u8>),
    /// The upgrade was accepted; the answer's head is being written.
    Answer { request: Box<str>, answer: Vec<u8> },
    /// Both heads.
    Whole { request: Box<str>, answer: Box<str>, _share: Share<'static> },
}

/// See the module.
#[derive(Default)]
pub struct Heads(RefCell<State>);

impl Heads {
    /// Takes bytes of a request's head. `is_first`: nothing was read since the request before.
    pub fn received(&self, bytes: &[u8], is_first: bool) {
        match &mut *self.0.borrow_mut() {
            State::Request(head) if !is_first => head.extend_from_slice(bytes),
            state => {
                let is_begun = is_first && bytes.starts_with(START);
                *state = if is_begun { State::Request(bytes.to_vec()) } else { State::Nothing };
            }
        }
    }

    /// Forgets a request that is no handshake.
    pub fn forget(&self) {
        self.0.take();
    }

    /// The server accepts the upgrade; its answer is written next.
    pub fn upgraded(&self) {
        let mut state = self.0.borrow_mut();
        *state = match std::mem::take(&mut *state) {
            State::Request(head) => strike_request(&head)
                .map_or(State::Nothing, |request| State::Answer { request: request.into(), answer: Vec::new() }),
            _ => State::Nothing,
        };
    }

    /// Takes bytes that were written to the socket.
    pub fn written(&self, bytes: &[u8]) {
        let mut state = self.0.borrow_mut();
        let State::Answer { answer, .. } = &mut *state else { return };
        answer.extend_from_slice(bytes);
        let end = find_end(answer);
        if end.is_none() && answer.len() <= CAPTURE_HEAD_BYTES {
            return;
        }
        let State::Answer { request, answer } = std::mem::take(&mut *state) else { return };
        if let Some(answer) = end.and_then(|end| strike_answer(&answer[..end]))
            && let Some(share) = KEPT.take(request.len() + answer.len())
        {
            *state = State::Whole { request, answer: answer.into(), _share: share };
        }
    }

    /// The heads of request and answer, if they are kept.
    pub fn with<T>(&self, read: impl FnOnce(Option<(&str, &str)>) -> T) -> T {
        match &*self.0.borrow() {
            State::Whole { request, answer, .. } => read(Some((request, answer))),
            _ => read(None),
        }
    }
}

/// Place behind the empty line that ends a head.
fn find_end(bytes: &[u8]) -> Option<usize> {
    bytes.windows(END.len()).position(|window| window == END).map(|start| start + END.len())
}

/// The head of a request without its secrets; `None` for bytes that are no whole head.
fn strike_request(head: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(&head[..find_end(head)?]).ok()?;
    let (line, headers) = text.split_once("\r\n")?;
    Some(struck(&strike_query(line), headers, |name| SHOWN.contains(&name)))
}

fn strike_answer(head: &[u8]) -> Option<String> {
    let (line, headers) = std::str::from_utf8(head).ok()?.split_once("\r\n")?;
    Some(struck(line, headers, |name| name != SECRET_ANSWER))
}

/// A request line that names only the query's form (`v`).
fn strike_query(line: &str) -> String {
    let Some((start, rest)) = line.split_once('?') else { return line.to_owned() };
    let (query, version) = rest.split_once(' ').unwrap_or((rest, ""));
    let shown = |pair: &str| match pair.split_once('=') {
        Some(("v", _)) | None => pair.to_owned(),
        Some((name, _)) => format!("{name}={STRUCK}"),
    };
    let pairs: Vec<_> = query.split('&').map(shown).collect();
    format!("{start}?{} {version}", pairs.join("&"))
}

fn struck(line: &str, headers: &str, is_shown: impl Fn(&str) -> bool) -> String {
    let mut text = format!("{line}\r\n");
    for header in headers.lines().filter(|header| !header.is_empty()) {
        match header.split_once(':') {
            Some((name, _)) if is_shown(&name.to_ascii_lowercase()) => text.push_str(header),
            Some((name, _)) => text.extend([name, ": ", STRUCK]),
            None => text.push_str(STRUCK),
        }
        text.push_str("\r\n");
    }
    if text.len() > CAPTURE_HEAD_BYTES {
        text.truncate(text.floor_char_boundary(CAPTURE_HEAD_BYTES - STRUCK.len()));
        text.push_str(STRUCK);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(request: &str) -> Option<String> {
        let heads = Heads::default();
        heads.received(request.as_bytes(), true);
        heads.upgraded();
        heads.written(b"HTTP/1.1 101 Switching Protocols\r\nset-cookie: a=b\r\nupgrade: websocket\r\n\r\n\x89\x00");
        heads.with(|heads| {
            heads.map(|(request, answer)| {
                let head = "HTTP/1.1 101 Switching Protocols\r\nset-cookie: ***\r\nupgrade: websocket\r\n";
                assert_eq!(answer, head, "no frame, no secret");
                request.to_owned()
            })
        })
    }

    // [W2] Names, case and order stay; values that may be secrets go, whatever their header is called.
    #[test]
    fn secrets_are_struck_out() {
        let request = "GET /b/demo/ws?v=3&token=abc HTTP/1.1\r\nHost: x:1\r\nCOOKIE: id=1\r\nAuthorization: Basic eA==\r\n\
                       Sec-WebSocket-Key: dGhl\r\nX-Amzn-Oidc-Data: jwt\r\nX-Forwarded-For: 10.0.0.1\r\n\r\n";
        let expected = "GET /b/demo/ws?v=3&token=*** HTTP/1.1\r\nHost: x:1\r\nCOOKIE: ***\r\nAuthorization: ***\r\n\
                        Sec-WebSocket-Key: dGhl\r\nX-Amzn-Oidc-Data: ***\r\nX-Forwarded-For: ***\r\n";
        assert_eq!(shown(request).unwrap(), expected);
    }

    // [W2] A head may arrive in parts, is cut at its limit, and is only kept for a request that began with its own bytes.
    #[test]
    fn heads_are_whole_bounded_or_not_kept() {
        let heads = Heads::default();
        for (part, is_first) in [("GET /b/x/ws HTTP/1.1\r\nHo", true), ("st: y\r\n\r\n", false)] {
            heads.received(part.as_bytes(), is_first);
        }
        heads.upgraded();
        heads.written(b"HTTP/1.1 101 Switching Protocols\r\n");
        heads.with(|heads| assert!(heads.is_none(), "the answer is half written"));
        heads.written(b"\r\n");
        heads.with(|heads| assert_eq!(heads.unwrap().0, "GET /b/x/ws HTTP/1.1\r\nHost: y\r\n"));

        let long = format!("GET /b/x/ws HTTP/1.1\r\nUser-Agent: {}\r\n\r\n", "è".repeat(7_000));
        assert!((CAPTURE_HEAD_BYTES - 5..=CAPTURE_HEAD_BYTES).contains(&shown(&long).unwrap().len()));
        for other in ["POST /b/x/ws HTTP/1.1\r\n\r\n", "GET /b/x/ws HTTP/1.1\r\nHost: y\r\n", "\r\n\r\n"] {
            assert_eq!(shown(other), None, "{other:?}");
        }
    }

    // [W2] All kept heads share one budget, which is returned.
    #[test]
    fn handshakes_share_a_budget() {
        let budget = Budget::new(100);
        let shares: Vec<_> = std::iter::repeat_with(|| budget.take(30)).take_while(Option::is_some).collect();
        assert_eq!(shares.len(), 3);
        assert!(budget.take(11).is_none() && budget.take(10).is_some());
        drop(shares);
        assert!(budget.take(101).is_none() && budget.take(100).is_some());
    }
}
