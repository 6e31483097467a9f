//! Messages about where people look: calls of a teacher, and who is followed (SPEC Q).

use serde::{Deserialize, Serialize};

use crate::board::limits;

/// A teacher calls everybody to a place, once or for as long as the teacher leads (SPEC Q3). Without a place it ends the lead.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "SPEC Q3")]
pub struct CallMessage {
    #[serde(rename = "t")]
    _kind: serde::de::IgnoredAny,
    pub page: Option<u32>,
    pub view: Option<[i32; 4]>,
    pub lead: bool,
}

impl CallMessage {
    /// Whether it has a place in range, or none and ends the lead.
    pub fn is_in_range(&self) -> bool {
        match (self.page, self.view) {
            (Some(page), Some(view)) => {
                let [_, _, w, h] = view;
                (1..=limits::PAGES).contains(&page) && view.iter().all(limits::is_coordinate) && w > 0 && h > 0
            }
            (None, None) => !self.lead,
            _ => false,
        }
    }

    /// The message for everybody.
    pub fn by(self, peer: u32) -> Call {
        Call { peer, page: self.page, view: self.view, lead: self.lead }
    }
}

/// A teacher lowers somebody's hand (SPEC Q2).
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "SPEC Q2")]
pub struct LowerMessage {
    #[serde(rename = "t")]
    _kind: serde::de::IgnoredAny,
    pub peer: u32,
}

/// A call of peer `peer`, to everybody (SPEC Q3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "SPEC Q3")]
pub struct Call {
    pub peer: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub view: Option<[i32; 4]>,
    pub lead: bool,
}

/// How many follow the receiver (SPEC Q1).
#[derive(Clone, Copy, Debug, Serialize)]
#[allow(missing_docs, reason = "SPEC Q1")]
pub struct Followed {
    pub count: usize,
}
