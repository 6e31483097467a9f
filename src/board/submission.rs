//! Edits that wait to be ordered. Rights are checked when they are ordered (SPEC O6).

use super::edit::ClientEdit;
use super::ids::{PersonKey, Tag};
use super::reject::Reject;

/// One edit that waits to be ordered.
#[derive(Clone, Debug)]
pub struct Submission {
    /// The tag that numbers it.
    pub tag: Tag,
    /// Its sender.
    pub person: PersonKey,
    /// Its number within the tag.
    pub n: u64,
    /// Whether it is the first edit of its connection for this tag. Such an edit may skip numbers (SPEC E4).
    pub opens: bool,
    /// The edit, or the reason why it cannot be parsed.
    pub edit: Result<ClientEdit, Reject>,
}
