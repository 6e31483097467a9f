//! Edits: ops that are accepted or refused as a whole.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::ids::Tag;
use super::limits;
use super::object::only_objects;
use super::op::{ClientOp, Op};
use super::reject::Reject;

/// An edit as a client sends it (SPEC L1); its number stands in the message around it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(remote = "Self", deny_unknown_fields)]
pub struct ClientEdit {
    /// At least one.
    pub ops: Vec<ClientOp>,
    /// For undo: the confirmed seq its author had seen (SPEC O4).
    pub upto: Option<u64>,
}

only_objects!(ClientEdit);

/// An edit in the log. Its seq is its place there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoggedEdit {
    /// Who, as everybody sees it.
    pub author: u32,
    /// The page load it came from.
    pub tag: Tag,
    /// Its number within the tag.
    pub n: u64,
    /// Server time in ms, never less than the edit before.
    pub at: u64,
    /// What it does.
    pub ops: Arc<[Op]>,
}

impl ClientEdit {
    /// Parses one edit of an `ops` message and checks all that needs no board (SPEC D, L2).
    pub fn decode(json: &str) -> Result<Self, Reject> {
        if json.len() > limits::EDIT_BYTES {
            return Err(Reject::Invalid);
        }
        let edit: ClientEdit = serde_json::from_str(json).map_err(|_| Reject::Invalid)?;
        let counted = (1..=limits::EDIT_OPS).contains(&edit.ops.len());
        let wide = edit.ops.iter().filter(|op| op.is_wide()).count();
        if !counted || wide > limits::EDIT_WIDE_OPS || edit.upto.is_some_and(|upto| upto > limits::MAX_NUMBER) {
            return Err(Reject::Invalid);
        }
        edit.ops.iter().try_for_each(ClientOp::check)?;
        Ok(edit)
    }
}
