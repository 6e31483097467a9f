//! What asks for a place in the order. What its sender may do is decided when it is ordered (SPEC O6).

use super::edit::ClientEdit;
use super::ids::{PersonKey, Tag};
use super::reject::Reject;

/// One edit that asks for a place in the order.
#[derive(Clone, Debug)]
pub struct Submission {
    /// The tag that counts it.
    pub tag: Tag,
    /// Who sends it.
    pub person: PersonKey,
    /// Its number within the tag.
    pub n: u64,
    /// Whether it is the first of its connection for this tag, which may skip numbers (SPEC E4).
    pub opens: bool,
    /// The edit, or why it could not be read.
    pub edit: Result<ClientEdit, Reject>,
}
