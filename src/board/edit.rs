//! Edits: lists of ops that are accepted or refused as a whole.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::ids::Tag;
use super::limits;
use super::object::only_objects;
use super::op::{ClientOp, Op};
use super::reject::Reject;
use super::shape::StoredShape;

/// An edit as a client sends it (SPEC L1). The message around it carries its number.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(remote = "Self", deny_unknown_fields)]
pub struct ClientEdit {
    /// At least one.
    pub ops: Vec<ClientOp>,
    /// For undo: the confirmed seq that its author had seen (SPEC O4).
    pub upto: Option<u64>,
}

only_objects!(ClientEdit);

/// An edit in the log. Its position there is its seq.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoggedEdit {
    /// Number of its author.
    pub author: u32,
    /// The page load that sent it.
    pub tag: Tag,
    /// Its number within the tag.
    pub n: u64,
    /// Server time in ms, never less than the edit before.
    pub at: u64,
    /// Its ops, in order.
    pub ops: Arc<[Op]>,
}

impl LoggedEdit {
    /// Whether it brings so much back that writing its ops takes long.
    pub fn is_large(&self) -> bool {
        let restored =
            self.ops.iter().flat_map(|op| if let Op::Restore { shapes, .. } = op { &shapes[..] } else { &[] });
        let mut bytes = 0;
        restored.into_iter().any(|StoredShape(shape)| {
            bytes += shape.bytes();
            bytes > limits::LARGE_BYTES
        })
    }
}

impl ClientEdit {
    /// Parses one edit of an `ops` message and checks every rule that needs no board (SPEC D, L2).
    pub fn decode(json: &str) -> Result<Self, Reject> {
        if json.len() > limits::EDIT_BYTES {
            return Err(Reject::Invalid);
        }
        let edit: ClientEdit = serde_json::from_str(json).map_err(|_| Reject::Invalid)?;
        let is_size_allowed = (1..=limits::EDIT_OPS).contains(&edit.ops.len());
        let wide = edit.ops.iter().filter(|op| op.is_wide()).count();
        if !is_size_allowed || wide > limits::EDIT_WIDE_OPS || edit.upto.is_some_and(|upto| upto > limits::MAX_NUMBER) {
            return Err(Reject::Invalid);
        }
        edit.ops.iter().try_for_each(ClientOp::check)?;
        Ok(edit)
    }
}
