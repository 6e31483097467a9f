//! Actions of a person, and expectations of a test.

use serde_json::{Value, json};

use super::{Nack, Peer, number};
use crate::shapes;

impl Peer {
    /// Id of the shape that edit `n` of this page load made.
    pub fn id(&self, n: u64) -> String {
        format!("{}.{n}", self.tag)
    }

    /// Sends one edit and keeps it until it is decided; says its number.
    pub async fn edit(&mut self, ops: Value) -> u64 {
        self.commit(json!({"ops": ops})).await
    }

    /// Sends one edit that is refused when somebody else has changed its shapes after `upto`.
    pub async fn edit_upto(&mut self, ops: Value, upto: u64) -> u64 {
        self.commit(json!({"ops": ops, "upto": upto})).await
    }

    async fn commit(&mut self, edit: Value) -> u64 {
        let n = self.next;
        self.next += 1;
        let text = edit.to_string();
        let message = format!(r#"{{"t":"ops","first":{n},"edits":[{text}]}}"#);
        self.pending.insert(n, text);
        self.send_text(message).await;
        n
    }

    /// Sends edits with numbers of the test's own choosing and keeps nothing.
    pub async fn send_ops(&mut self, first: u64, edits: &[Value]) {
        self.send(&json!({"t": "ops", "first": first, "edits": edits})).await;
    }

    /// An edit that adds a stroke, whose id carries the number `n`.
    pub fn stroke_edit(&self, n: u64) -> Value {
        json!({"ops": [shapes::add(shapes::ink(&self.id(n), 160 * n as i64, 160))]})
    }

    /// Draws a stroke.
    pub async fn draw(&mut self, x: i64, y: i64) -> u64 {
        let id = self.id(self.next);
        self.edit(json!([shapes::add(shapes::ink(&id, x, y))])).await
    }

    /// Draws a stroke and waits until it is stored; says the id of the shape.
    pub async fn drawn(&mut self, x: i64, y: i64) -> String {
        let n = self.draw(x, y).await;
        self.stored(n).await;
        self.id(n)
    }

    /// Removes a shape.
    pub async fn del(&mut self, id: &str) -> u64 {
        self.edit(json!([shapes::del(id)])).await
    }

    /// Clears page 1 of what it shows here.
    pub async fn clear(&mut self) -> u64 {
        let upto = self.mirror.head;
        self.edit(json!([{"op": "clear", "page": 1, "upto": upto}])).await
    }

    /// Takes back what edit `n` of this tag removed.
    pub async fn restore(&mut self, n: u64) -> u64 {
        self.edit(json!([{"op": "restore", "n": n}])).await
    }

    /// Reads until the mirror has everything up to `seq`.
    pub async fn expect_head(&mut self, seq: u64) {
        self.until(&format!("the log up to {seq}"), |peer| peer.mirror.head >= seq).await;
    }

    /// Reads until there is a refusal of edit `n`.
    pub async fn expect_nack(&mut self, n: u64) -> Nack {
        self.until(&format!("a nack of {n}"), |peer| peer.nacks.iter().any(|nack| nack.n == n)).await;
        self.nacks.iter().rfind(|nack| nack.n == n).expect("it was waited for").clone()
    }

    /// Reads until an ack for this page's tag covers `last`.
    pub async fn expect_ack(&mut self, last: u64) {
        let covers = |ack: &Value| ack["tag"].is_null() && number(&ack["last"]) >= last;
        self.until(&format!("an ack up to {last}"), |peer| peer.acks.iter().any(covers)).await;
    }

    /// Asks for a heartbeat and reads up to it: everything that was sent before has then been read.
    pub async fn ping(&mut self) -> u64 {
        let beats = self.beats.len();
        self.send(&json!({"t": "ping"})).await;
        self.until("a heartbeat", |peer| peer.beats.len() > beats).await;
        self.beats[beats]
    }

    /// Whether a text is in what it was told of the others.
    pub fn saw(&self, text: &str) -> bool {
        self.welcome["peers"].to_string().contains(text) || self.live.iter().any(|live| live.contains(text))
    }

    /// All drafts that were shown so far, with the number of the peer that draws.
    pub fn drafts(&self) -> Vec<(u64, Value)> {
        let mut drafts = Vec::new();
        for (peer, change) in self.changes() {
            for draft in change["drafts"].as_array().into_iter().flatten() {
                drafts.push((peer, draft.clone()));
            }
        }
        drafts
    }

    /// All that was said about peers in `live`, in order.
    pub fn changes(&self) -> Vec<(u64, Value)> {
        let mut changes = Vec::new();
        for text in &self.live {
            let message: Value = serde_json::from_str(text).expect("it was parsed before");
            for (peer, change) in message["peers"].as_object().into_iter().flatten() {
                changes.push((peer.parse().expect("a peer's number"), change.clone()));
            }
        }
        changes
    }

    /// Number of this connection.
    pub fn number(&self) -> u64 {
        number(&self.welcome["peer"])
    }

    /// Its author number, if it has one.
    pub fn author(&self) -> Option<u64> {
        self.welcome["author"].as_u64()
    }
}
