//! Connecting, saying hello, and coming back.

use std::ops::RangeInclusive;

use futures_util::SinkExt;
use lavagna::board::columns::FORM;
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::client_async_with_config;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;

use super::{Gone, Outcome, Peer, fresh_hex};
use crate::harness::{PATIENCE, Server};
use crate::mirror::Mirror;

impl Peer {
    /// A page that was opened and has not connected.
    pub fn new(server: &Server, board: &str, name: &str) -> Self {
        Self {
            origin: server.origin(),
            board: board.to_string(),
            socket: None,
            person: fresh_hex(32),
            token: None,
            code: None,
            tag: fresh_hex(16),
            name: name.to_string(),
            mirror: Mirror::default(),
            welcome: Value::Null,
            lesson: Value::Null,
            you: Value::Null,
            followed: Value::Null,
            call: Value::Null,
            next: 1,
            pending: Default::default(),
            outcomes: Default::default(),
            log: Default::default(),
            stored: Default::default(),
            acks: Vec::new(),
            marks: Vec::new(),
            nacks: Vec::new(),
            live: Vec::new(),
            kinds: Vec::new(),
            beats: Vec::new(),
            peers: Default::default(),
            count: 0,
            bye: None,
            whole: false,
            resync: false,
            log_sizes: Vec::new(),
        }
    }

    /// Opens the board and has all of it when this returns.
    pub async fn join(server: &Server, board: &str, name: &str) -> Self {
        let mut peer = Self::new(server, board, name);
        peer.enter(server).await;
        peer
    }

    /// Opens the board as a browser does: the snapshot first, then the log after it.
    pub async fn join_by_snapshot(server: &Server, board: &str, name: &str) -> Self {
        let mut peer = Self::new(server, board, name);
        peer.mirror = Mirror::fetch(server, board).await;
        peer.enter(server).await;
        peer
    }

    /// Another page load of the same person, not connected.
    pub fn another_page(&self, server: &Server) -> Self {
        let mut peer = Self::new(server, &self.board, &self.name);
        peer.person.clone_from(&self.person);
        peer
    }

    /// Connects, says hello from the state it holds, and reads up to the head.
    pub async fn enter(&mut self, server: &Server) {
        self.connect().await.expect("the server listens");
        self.hello().await;
        self.welcomed(server).await;
        self.catch_up().await;
    }

    /// Opens the socket; says nothing.
    pub async fn connect(&mut self) -> Result<(), Gone> {
        let address = self.origin.strip_prefix("http://").expect("an origin");
        let stream = TcpStream::connect(address).await.map_err(|_| Gone(None))?;
        stream.set_nodelay(true).map_err(|_| Gone(None))?;
        let address = format!("ws://{address}/b/{}/ws?v={FORM}", self.board);
        let mut request = address.into_client_request().expect("an address");
        let headers = request.headers_mut();
        headers.insert("Origin", self.origin.parse().expect("an origin is ASCII"));
        headers.insert("Sec-WebSocket-Protocol", "lavagna.v1".parse().expect("ASCII"));
        let config = WebSocketConfig::default().write_buffer_size(0);
        let shaken = client_async_with_config(request, stream, Some(config)).await;
        let (socket, answer) = shaken.map_err(|_| Gone(None))?;
        let chosen = answer.headers().get("Sec-WebSocket-Protocol").map(|value| value.as_bytes());
        assert_eq!(chosen, Some(b"lavagna.v1".as_slice()), "the subprotocol is named in the answer");
        self.socket = Some(socket);
        Ok(())
    }

    /// Says hello from the state it holds.
    pub async fn hello(&mut self) {
        self.hello_from(self.mirror.head, self.mirror.at).await;
    }

    /// Says hello from a state that it may not hold.
    pub async fn hello_from(&mut self, since: u64, at: u64) {
        self.welcome = Value::Null;
        self.resync = false;
        self.whole = false;
        let Self { person, tag, name, token, code, .. } = &*self;
        let mut hello = json!({"t": "hello", "person": person, "tag": tag, "name": name, "since": since, "at": at});
        if let Some(token) = token {
            hello["token"] = json!(token);
        }
        if let Some(code) = code {
            hello["code"] = json!(code);
        }
        self.send(&hello).await;
    }

    /// Waits for the welcome; a resync is followed.
    pub async fn welcomed(&mut self, server: &Server) {
        self.until("welcome or resync", |peer| peer.resync || !peer.welcome.is_null()).await;
        if self.resync {
            self.mirror = Mirror::fetch(server, &self.board).await;
            self.log.clear();
            self.stored.clear();
            self.hello().await;
            self.until("welcome after resync", |peer| !peer.welcome.is_null()).await;
        }
        self.settle_by_welcome().await;
    }

    /// Reads up to the head that the welcome named, and the drafts and cursors that follow (SPEC C5).
    pub async fn catch_up(&mut self) {
        let head = super::number(&self.welcome["head"]);
        self.until(&format!("the log up to {head}"), |peer| peer.mirror.head >= head).await;
        self.until("what is going on", |peer| peer.whole).await;
    }

    /// Comes back after the connection or the server was lost, and sends what was not decided. The server
    /// may still be away, so that it tries until the deadline.
    pub async fn come_back(&mut self) {
        let trying = async {
            while !self.try_to_return().await {
                tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            }
        };
        tokio::time::timeout(PATIENCE, trying).await.expect("the server comes back");
    }

    /// One attempt to come back; says whether it was welcome.
    pub async fn try_to_return(&mut self) -> bool {
        if self.connect().await.is_err() {
            return false;
        }
        self.hello().await;
        while self.welcome.is_null() && self.pump().await.is_ok() {
            assert!(!self.resync, "the order was not lost");
        }
        if self.welcome.is_null() {
            return false;
        }
        self.settle_by_welcome().await;
        true
    }

    /// Everything up to `last` is decided (it is in the log that follows, or was refused); the rest goes
    /// out again.
    async fn settle_by_welcome(&mut self) {
        let last = super::number(&self.welcome["last"]);
        self.marks.push((last, super::number(&self.welcome["head"])));
        self.next = self.next.max(last + 1);
        if let Some(first) = self.pending.range(last + 1..).next().map(|(n, _)| *n) {
            self.send_pending_from(first).await;
        }
    }

    /// Sends every undecided edit from `first` on.
    pub async fn send_pending_from(&mut self, first: u64) {
        self.send_pending(first..=u64::MAX).await;
    }

    /// Sends the undecided edits with these numbers, in messages below the limit. In the place of one that was
    /// refused goes something that is refused again, because numbers are not skipped (SPEC E4).
    pub async fn send_pending(&mut self, numbers: RangeInclusive<u64>) {
        const MESSAGE: usize = 60 * 1024;
        const NOTHING: &str = r#"{"ops":[]}"#;
        let Some(last) = self.pending.range(numbers.clone()).next_back().map(|(n, _)| *n) else { return };
        let edit = |n: u64| (n, self.pending.get(&n).map_or(NOTHING, String::as_str).to_string());
        let edits: Vec<(u64, String)> = (*numbers.start()..=last).map(edit).collect();
        let mut rest = edits.as_slice();
        while let Some((first, _)) = rest.first() {
            let mut size = 0;
            let follows = |(index, (n, edit)): &(usize, &(u64, String))| {
                size += edit.len() + 1;
                *n == first + *index as u64 && (*index == 0 || size <= MESSAGE)
            };
            let taken = rest.iter().enumerate().take_while(follows).count();
            let texts: Vec<&str> = rest[..taken].iter().map(|(_, edit)| edit.as_str()).collect();
            let message = format!(r#"{{"t":"ops","first":{first},"edits":[{}]}}"#, texts.join(","));
            self.send_text(message).await;
            rest = &rest[taken..];
        }
    }

    /// Says goodbye and waits until the server has answered.
    pub async fn leave(&mut self) -> Gone {
        if let Some(socket) = &mut self.socket {
            // The server may have closed first; `closed` tells.
            let _told_by_reading = socket.send(Message::Close(None)).await;
        }
        self.closed().await
    }

    /// Returns the outcome of edit `n`, once it is known.
    pub async fn settled(&mut self, n: u64) -> Outcome {
        self.until(&format!("edit {n} is decided"), |peer| peer.outcomes.contains_key(&n)).await;
        self.outcomes[&n].clone()
    }

    /// Seq of edit `n`, which must be stored.
    pub async fn stored(&mut self, n: u64) -> u64 {
        match self.settled(n).await {
            Outcome::Stored(seq) => seq,
            other => panic!("edit {n}: {other:?}"),
        }
    }

    /// Code with which edit `n` is refused.
    pub async fn refused(&mut self, n: u64) -> String {
        match self.settled(n).await {
            Outcome::Refused(code) => code,
            other => panic!("edit {n}: {other:?}"),
        }
    }
}
