//! Where people of a room look: who follows whom, who leads, and the order of raised hands (SPEC Q).

use std::collections::HashMap;

use crate::protocol::Call;

/// See the module.
#[derive(Default)]
pub struct Attention {
    /// Whom a peer follows.
    follows: HashMap<u32, u32>,
    /// How many follow a peer; never 0.
    followers: HashMap<u32, usize>,
    /// The call of the teacher who leads.
    lead: Option<Call>,
    /// Place of the hand that was raised last.
    last_hand: u64,
}

impl Attention {
    /// Lets a peer follow another one, or nobody. Returns the peers whose number of followers changes.
    pub fn follow(&mut self, peer: u32, whom: Option<u32>) -> Vec<u32> {
        let before = match whom {
            Some(other) => self.follows.insert(peer, other),
            None => self.follows.remove(&peer),
        };
        if before == whom {
            return Vec::new();
        }
        if let Some(other) = whom {
            *self.followers.entry(other).or_default() += 1;
        }
        if let Some(other) = before {
            self.lose_follower(other);
        }
        before.into_iter().chain(whom).collect()
    }

    fn lose_follower(&mut self, peer: u32) {
        if let Some(count) = self.followers.get_mut(&peer) {
            *count -= 1;
            if *count == 0 {
                self.followers.remove(&peer);
            }
        }
    }

    /// How many follow a peer.
    pub fn followers(&self, peer: u32) -> usize {
        self.followers.get(&peer).copied().unwrap_or(0)
    }

    /// Keeps a call while its teacher leads. Returns whether it is news for the others: the end of a lead that is not this
    /// peer's is none.
    pub fn call(&mut self, call: Call) -> bool {
        if call.page.is_none() && self.lead.is_none_or(|lead| lead.peer != call.peer) {
            return false;
        }
        self.lead = call.lead.then_some(call);
        true
    }

    /// Peer of the teacher who leads.
    pub fn leader(&self) -> Option<u32> {
        self.lead.map(|lead| lead.peer)
    }

    /// For newcomers: the call of the teacher who leads, or that nobody does.
    pub fn lead(&self) -> Call {
        self.lead.unwrap_or(Call { peer: 0, page: None, view: None, lead: false })
    }

    /// The place of the next raised hand.
    pub fn next_hand(&mut self) -> u64 {
        self.last_hand += 1;
        self.last_hand
    }

    /// Forgets a peer. Returns whom it followed, and the end of its lead if it led.
    pub fn leave(&mut self, peer: u32) -> (Vec<u32>, Option<Call>) {
        let followed = self.follow(peer, None);
        self.follows.retain(|_, whom| *whom != peer);
        self.followers.remove(&peer);
        let led = self.lead.take_if(|lead| lead.peer == peer);
        (followed, led.map(|_| Call { peer, page: None, view: None, lead: false }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // [Q1] Each change tells those whom it concerns, and nobody stays counted.
    #[test]
    fn followers_are_counted() {
        let mut attention = Attention::default();
        assert_eq!(attention.follow(1, Some(9)), [9]);
        assert_eq!(attention.follow(2, Some(9)), [9]);
        assert!(attention.follow(2, Some(9)).is_empty());
        assert_eq!(attention.followers(9), 2);
        assert_eq!(attention.follow(2, Some(8)), [9, 8]);
        assert_eq!((attention.followers(9), attention.followers(8)), (1, 1));
        assert_eq!(attention.leave(1), (vec![9], None));
        assert_eq!(attention.followers(9), 0);
        assert_eq!(attention.leave(8), (Vec::new(), None));
        assert!(attention.follow(2, None).is_empty(), "whom it followed has left");
        assert!(attention.follows.is_empty() && attention.followers.is_empty());
    }

    // [Q3] A lead lasts until its teacher ends it or leaves, or another one calls; nobody else ends it.
    #[test]
    fn a_lead_belongs_to_its_teacher() {
        let call = |peer, page, lead| Call { peer, page, view: page.map(|_| [0, 0, 5, 5]), lead };
        let mut attention = Attention::default();
        assert!(!attention.call(call(1, None, false)), "nobody leads");
        assert!(attention.call(call(1, Some(1), false)) && attention.leader().is_none());
        assert!(attention.call(call(1, Some(1), true)) && attention.leader() == Some(1));
        assert!(!attention.call(call(2, None, false)) && attention.leader() == Some(1));
        assert!(attention.call(call(2, Some(3), true)));
        assert_eq!(attention.leave(1).1, None);
        assert_eq!(attention.leave(2).1, Some(call(2, None, false)));
    }
}
