//! Trace of one page, inputs and actions, which the client's own session must reproduce.

use lavagna::board::Shape;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::page::{News, Page};
use super::server::Snapshot;

/// Steps after which the form of the board is written down.
const CHECK_EACH: usize = 12;

#[derive(Default)]
pub struct Trace {
    steps: Vec<Value>,
}

fn hash(text: &str) -> String {
    Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect()
}

impl Trace {
    /// A step: what happened, and what the page sent, had pending and had been refused after it.
    pub fn record(&mut self, (told, now, random): (Value, u64, f64), page: &Page, sent: &[String]) {
        let mut step = told;
        step["now"] = json!(now);
        step["random"] = json!(random);
        if !sent.is_empty() {
            let sent: Vec<Value> = sent.iter().map(|text| serde_json::from_str(text).expect("JSON")).collect();
            step["sends"] = json!(sent);
        }
        step["wake"] = json!(page.session.wake_at());
        if self.steps.len().is_multiple_of(CHECK_EACH) {
            step["state"] = state(page);
        }
        self.steps.push(step);
    }

    /// The whole as a file, one step a line.
    pub fn text(&self, seed: u64, page: &Page) -> String {
        let steps: Vec<String> = self.steps.iter().map(Value::to_string).collect();
        let mut end = state(page);
        end["canonical"] = serde_json::from_str(&page.canonical()).expect("JSON");
        let person = super::page::secret(page.person);
        let head = format!(r#""seed":{seed},"person":"{person}","tag":"{}""#, page.tag);
        format!("{{{head},\n\"steps\":[\n{}\n],\n\"end\":{end}}}\n", steps.join(",\n"))
    }
}

fn state(page: &Page) -> Value {
    let refused = page.fates.iter().filter_map(|(n, fate)| Some(json!([n, fate.refused.as_ref()?])));
    json!({
        "hash": hash(&page.canonical()), "seq": page.replica.seq, "pending": page.pending,
        "refused": refused.collect::<Vec<_>>(), "lost": page.orders_lost,
    })
}

impl News {
    pub fn as_json(&self) -> Value {
        match self {
            News::Start => json!({ "do": "start" }),
            News::Opened => json!({ "do": "opened" }),
            News::Received { text, .. } => json!({ "do": "received", "message": raw(text) }),
            News::Closed(code) => json!({ "do": "closed", "code": code }),
            News::Manifest(snapshot) => json!({ "do": "manifest", "board": board(snapshot) }),
            News::Board(_) => json!({ "do": "board" }),
            News::Failed => json!({ "do": "failed" }),
            News::Tick => json!({ "do": "tick" }),
            News::Made { ops, upto } => json!({ "do": "made", "ops": ops, "upto": upto }),
        }
    }
}

fn raw(text: &str) -> Value {
    serde_json::from_str(text).expect("the server sends JSON")
}

fn board(snapshot: &Snapshot) -> Value {
    let pages = &snapshot.pages;
    let shapes: Vec<&Shape> = snapshot.shapes.iter().map(AsRef::as_ref).collect();
    json!({ "seq": snapshot.seq, "at": snapshot.at, "name": snapshot.name, "pages": pages, "shapes": shapes })
}
