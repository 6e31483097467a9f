//! A long lesson made of chance: adds, moves, restyles, deletes, clears and what takes them back, from several
//! people, the same for the same seed.

use serde_json::{Value, json};

use crate::harness::Server;
use crate::peer::Peer;
use crate::shapes;

/// Edits of a peer on the way at once.
const WINDOW: usize = 150;
const PAGES: u64 = 3;

/// SplitMix64.
pub struct Chance(pub u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`.
    pub fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    fn of<'a>(&mut self, list: &'a [String]) -> Option<&'a String> {
        let index = self.below(list.len().max(1) as u64) as usize;
        list.get(index)
    }
}

/// See the module.
pub struct Lesson {
    pub peers: Vec<Peer>,
    pub chance: Chance,
    /// Ids of shapes that were drawn; many are gone again.
    drawn: Vec<String>,
}

impl Lesson {
    /// Lets people in.
    pub async fn begin(server: &Server, board: &str, (seed, people): (u64, usize)) -> Self {
        let mut peers = Vec::new();
        for i in 0..people {
            peers.push(Peer::join(server, board, &format!("Pupil {i}")).await);
        }
        Self { peers, chance: Chance(seed), drawn: Vec::new() }
    }

    /// Makes `edits` edits, all of them decided when it returns.
    pub async fn go_on(&mut self, edits: usize) {
        for i in 0..edits {
            let who = i % self.peers.len();
            let ops = self.ops(who);
            let peer = &mut self.peers[who];
            // One in four is an undo, which is judged by the writers of registers.
            if self.chance.below(4) == 0 {
                let upto = peer.mirror.head;
                peer.edit_upto(ops, upto).await;
            } else {
                peer.edit(ops).await;
            }
            peer.until("not too much is on the way", |peer| peer.pending.len() < WINDOW).await;
        }
        for peer in &mut self.peers {
            peer.until("everything is decided", |peer| peer.pending.is_empty()).await;
        }
    }

    fn ops(&mut self, who: usize) -> Value {
        let peer = &self.peers[who];
        let known = self.chance.of(&self.drawn).cloned();
        let number = peer.next;
        match (self.chance.below(20), known) {
            (0..10, _) | (_, None) => self.adds(who),
            (10, Some(id)) => {
                // None of the numbers that `adds` gives; a rectangle is refused, and so is what is gone on an undo.
                let (head, tail) = (peer.id(number * 100 + 50), peer.id(number * 100 + 51));
                let split = shapes::split(&id, &[(&head, 0, 2), (&tail, 3, 4)]);
                self.drawn.extend([head, tail]);
                json!([split])
            }
            (11..13, Some(id)) => json!([shapes::move_to(&id, self.chance.below(9_000) as i64, 5)]),
            (13, Some(id)) => json!([shapes::restyle(&id, "green")]),
            (14, Some(id)) => {
                json!([{"op": "set", "id": id, "z": if number.is_multiple_of(2) { "front" } else { "back" }}])
            }
            (15 | 16, Some(id)) => json!([shapes::del(&id)]),
            (17, _) if self.chance.below(12) == 0 => {
                json!([{"op": "clear", "page": 2 + self.chance.below(PAGES - 1), "upto": peer.mirror.head}])
            }
            (18, _) => json!([{"op": "restore", "n": 1 + self.chance.below(number)}]),
            (19, _) if number.is_multiple_of(2) => json!([{"op": "page", "page": 1 + number % PAGES, "paper": "dots"}]),
            (_, _) => json!([{"op": "board", "name": format!("Lesson {number}")}]),
        }
    }

    fn adds(&mut self, who: usize) -> Value {
        let peer = &self.peers[who];
        let first = peer.next * 100;
        // Most on one page, so that it fills chunks; the others are cleared now and then.
        let page = if self.chance.below(4) > 0 { 1 } else { 2 + self.chance.below(PAGES - 1) };
        let mut ops = Vec::new();
        for i in 0..1 + self.chance.below(10) {
            let id = peer.id(first + i);
            let (x, y) = (self.chance.below(100_000) as i64, self.chance.below(100_000) as i64);
            let mut shape = if i % 3 == 0 { shapes::rectangle(&id, x, y) } else { shapes::ink(&id, x, y) };
            shape["page"] = json!(page);
            self.drawn.push(id);
            ops.push(shapes::add(shape));
        }
        Value::Array(ops)
    }
}
