//! What asks for a place in the order, and with which rights.

use super::edit::ClientEdit;
use super::ids::{PersonKey, Tag};
use super::reject::Reject;

/// What a person is on a board.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Holds the board's owner token.
    Owner,
    /// May draw.
    Editor,
    /// May watch.
    Viewer,
}

/// What a board lets its editors do; its owner may do everything always.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// Everything.
    #[default]
    Free,
    /// Draw, and change or remove what they made themselves.
    OwnOnly,
    /// Nothing.
    Frozen,
}

/// What an edit's sender may do on this board.
#[derive(Clone, Copy, Debug)]
pub struct Rights {
    /// The sender's role when the edit is ordered.
    pub role: Role,
    /// Whether the board has an owner at all.
    pub owned: bool,
    /// The board's mode when the edit is ordered.
    pub mode: Mode,
}

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
    /// What the sender may do.
    pub rights: Rights,
}
